"""From the nodes of a NetworkX graph to ids, coordinates and tags."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.osm.tags import NODE_KEYS

from .interchange_values import number_of, tags_of

if TYPE_CHECKING:
    import networkx as nx

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["GraphNodes", "read_nodes", "written_id"]

LAST_LON, LAST_LAT = 180.0, 90.0
ID_LIMIT = 2**62
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,19}")


class GraphNodes(NamedTuple):
    """The nodes of a graph."""

    row: dict[Any, int]
    """Position of each label in the arrays."""

    node_id: IntArray
    lonlat: FloatArray
    """Degrees. Shape (n_nodes, 2)."""

    tags: dict[int, dict[str, str]]
    """Of the nodes that have any, by id."""


def read_nodes(graph: nx.DiGraph[Any]) -> GraphNodes:
    """Return the nodes of a graph, in its order.

    Raises
    ------
    InputError
        If some have no usable coordinates, or the coordinates are no degrees.
    """
    labels = list(graph.nodes)
    lonlat = np.array(
        [[number_of(data.get("x")), number_of(data.get("y"))] for _, data in graph.nodes(data=True)]
    )
    lost = np.flatnonzero(~np.isfinite(lonlat).all(axis=1))
    if lost.size:
        raise InputError(
            f"{lost.size} of {len(labels)} nodes of the graph have no x and y that are numbers, "
            f"the first is {labels[lost[0]]!r}; give every node its longitude as x and its "
            f"latitude as y, or remove it"
        )
    _check_degrees(labels, lonlat)
    node_id = _node_ids(labels)
    tags = (tags_of(data, NODE_KEYS) for _, data in graph.nodes(data=True))
    return GraphNodes(
        {label: row for row, label in enumerate(labels)},
        node_id,
        lonlat,
        {osm_id: said for osm_id, said in zip(node_id.tolist(), tags, strict=True) if said},
    )


def _check_degrees(labels: list[Any], lonlat: FloatArray) -> None:
    """Raise if coordinates lie outside the world."""
    outside = np.flatnonzero((np.abs(lonlat) > (LAST_LON, LAST_LAT)).any(axis=1))
    if outside.size:
        x, y = lonlat[outside[0]]
        raise InputError(
            f"{outside.size} of {len(labels)} nodes of the graph lie outside the world, the first "
            f"is {labels[outside[0]]!r} at x = {x:g}, y = {y:g}; coordinates must be degrees, x "
            f'the longitude: use osmnx.project_graph(graph, to_crs="EPSG:4326")'
        )


def _node_ids(labels: list[Any]) -> IntArray:
    """Return the labels as ids; those that are no whole numbers get new ones below zero."""
    ids: list[int | None] = [
        int(label) if isinstance(label, int | np.integer) and abs(int(label)) < ID_LIMIT else None
        for label in labels
    ]
    if all(isinstance(label, str) for label in labels):
        written = [written_id(label) for label in labels]
        if len(set(written)) == len(labels) and None not in written:
            ids = written
    lowest = min((osm_id for osm_id in ids if osm_id is not None), default=0)
    free = itertools.count(min(lowest, 0) - 1, -1)
    return np.array([next(free) if osm_id is None else osm_id for osm_id in ids], dtype=np.int64)


def written_id(label: str) -> int | None:
    """Return the id that a label from a text file spells."""
    osm_id = int(label) if WHOLE_NUMBER.fullmatch(label) else ID_LIMIT
    return osm_id if abs(osm_id) < ID_LIMIT else None
