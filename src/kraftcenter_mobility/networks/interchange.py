"""Networks as NetworkX graphs in the form that osmnx uses, and back.

A graph holds one directed edge for each stretch of one way and each direction in which
anybody may travel it. What concerns the graph as a whole, turn restrictions and places
among it, is text in JSON, so that everything survives a GraphML file. What the library
writes it reads back without loss; what others write is read as far as it goes.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.osm.extract import Member, Restriction

from .interchange_edges import TagTable, read_edges
from .interchange_file import read_graph
from .interchange_nodes import read_nodes
from .interchange_out import graph_from_network
from .interchange_rows import extract_of_streets
from .interchange_streets import streets_of
from .storage import places_from_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    import geopandas as gpd
    import networkx as nx

    from kraftcenter_mobility.osm.extract import OsmExtract

    Value = TypeVar("Value")

__all__ = ["extract_from_graph", "graph_from_network", "places_of_graph", "read_graph"]


def extract_from_graph(graph: nx.DiGraph[Any] | str | Path) -> OsmExtract:
    """Return the ways, nodes and restrictions of a NetworkX graph or GraphML file.

    Parameters
    ----------
    graph : MultiDiGraph, DiGraph or path
        Nodes with ``x`` and ``y`` in degrees. Of an edge are used ``geometry``, ``length``
        in metres where it is another than as drawn, ``osmid``, ``reversed``, ``name``,
        ``ref`` and the tags of roads; lists of values are all considered. An edge without
        a counterpart in the other direction is a one-way street. Of a node are used the
        tags of barriers, signals and crossings.

    Returns
    -------
    OsmExtract
        What a reader of OpenStreetMap data would have found.

    Raises
    ------
    InputError
        If it is no directed graph, has no edges, lacks coordinates or is not in degrees,
        or if the file is missing, damaged or no GraphML.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph(crs="epsg:4326")
    >>> graph.add_node(1, x=8.97, y=56.13)
    >>> graph.add_node(2, x=8.98, y=56.13)
    >>> _ = graph.add_edge(1, 2, osmid=7, highway="residential")
    >>> dict(extract_from_graph(graph).tag_sets[-1])
    {'highway': 'residential', 'oneway': 'yes'}
    """
    graph = read_graph(graph)
    notices, table = Notices(), TagTable()
    nodes = read_nodes(graph)
    streets = streets_of(read_edges(graph, nodes, table, notices), table, notices)
    restrictions = _from_json(graph, "restrictions", _restrictions) or []
    extract = extract_of_streets(streets, nodes, table, restrictions, notices)
    return replace(
        extract,
        source=str(graph.graph.get("source", "") or "a graph"),
        timestamp=str(graph.graph.get("timestamp", "") or ""),
    )


def places_of_graph(graph: nx.DiGraph[Any]) -> gpd.GeoDataFrame | None:
    """Return the places that :func:`graph_from_network` wrote, None if there are none.

    Raises
    ------
    InputError
        If the graph's ``places`` are something else.
    """
    places = _from_json(graph, "places", places_from_records)
    return None if places is None or places.empty else places


def _restrictions(records: list[Any]) -> list[Restriction]:
    """Return the restrictions of plain records."""
    return [
        Restriction(
            int(relation_id),
            {str(key): str(value) for key, value in tags.items()},
            tuple(Member(str(kind), int(ref), str(role)) for kind, ref, role in members),
        )
        for relation_id, tags, members in records
    ]


def _from_json(graph: nx.DiGraph[Any], name: str, read: Callable[[Any], Value]) -> Value | None:
    """Return what an attribute of the graph says, None if there is none."""
    text = graph.graph.get(name)
    if text is None:
        return None
    try:
        return read(json.loads(text))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"the graph's attribute {name!r} is not as TransportNetwork.to_graph writes it "
            f"({type(error).__name__}: {error}); remove it with del graph.graph[{name!r}]"
        ) from error
