"""Railways from graphs of tracks that another program made, in osmnx's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.networks.interchange_values import flag_of, parts_of, text_of
from kraftcenter_mobility.osm.rail_extract import RailExtract

from .build import build_rails

if TYPE_CHECKING:
    import networkx as nx

    from .network import RailNetwork

__all__ = ["rail_from_foreign"]

NOT_TAGS = frozenset({"osmid", "length", "geometry", "reversed", "from", "to", "key"})


def rail_from_foreign(graph: nx.MultiDiGraph[Any]) -> RailNetwork:
    """Return the railway of a graph of tracks, without stations.

    Parameters
    ----------
    graph : MultiDiGraph
        Nodes with ``x`` and ``y`` in degrees, edges with the tags of OpenStreetMap, such as
        ``railway`` and ``maxspeed``, and ``geometry`` where they are not straight. Edges
        there and back along the same way are one track.

    Returns
    -------
    RailNetwork
        Its tracks.

    Raises
    ------
    RailError
        If there are no edges, no coordinates, or no tracks among the edges.
    """
    if graph.number_of_edges() == 0:
        raise RailError("the graph has no edges")
    number = {node: k + 1 for k, node in enumerate(graph.nodes)}
    places = {number[node]: (float(d["x"]), float(d["y"])) for node, d in graph.nodes(data=True)}
    if any(abs(lon) > 180.0 or abs(lat) > 90.0 for lon, lat in places.values()):  # noqa: PLR2004
        raise RailError("x and y of its nodes are not in degrees; project it to EPSG:4326")
    ways, tag_sets = _ways(graph, number, places)
    if not ways:
        raise RailError("none of its edges is tagged 'railway'")
    refs = [node for _, nodes, _ in ways for node in nodes]
    lonlat = np.array([places[node] for node in refs])
    size = [len(nodes) for _, nodes, _ in ways]
    return build_rails(
        RailExtract(
            way_id=np.array([way for way, _, _ in ways], dtype=np.int64),
            way_tag_set=np.array([tags for _, _, tags in ways], dtype=np.int64),
            first_ref=np.concatenate(([0], np.cumsum(size))).astype(np.int64),
            ref=np.array(refs, dtype=np.int64),
            lon=np.ascontiguousarray(lonlat[:, 0]),
            lat=np.ascontiguousarray(lonlat[:, 1]),
            tag_sets=tuple(dict(tags) for tags in tag_sets),
            node_tags=_node_tags(graph, number),
        )
    )


def _ways(
    graph: nx.MultiDiGraph[Any],
    number: dict[Any, int],
    places: dict[int, tuple[float, float]],
) -> tuple[list[tuple[int, list[int], int]], list[tuple[tuple[str, str], ...]]]:
    """Return each track once, as id, nodes and index of its tags, and the sets of tags.

    The places of points between nodes are put down under new numbers.
    """
    ways: list[tuple[int, list[int], int]] = []
    tag_sets: dict[tuple[tuple[str, str], ...], int] = {}
    seen: set[tuple[int, int, int, int]] = set()
    for tail, head, data in sorted(
        graph.edges(data=True), key=lambda edge: flag_of(edge[2].get("reversed"))
    ):
        if not text_of(data.get("railway")):
            continue
        begin, end = number[tail], number[head]
        osm = next((int(part) for part in parts_of(data.get("osmid")) if str(part).isdigit()), 0)
        points = list(data["geometry"].coords) if data.get("geometry") is not None else []
        middle = points[1:-1]
        key = (min(begin, end), max(begin, end), osm, len(middle))
        if key in seen:
            continue
        seen.add(key)
        between = range(len(places) + 1, len(places) + 1 + len(middle))
        places.update((k, (float(p[0]), float(p[1]))) for k, p in zip(between, middle, strict=True))
        ways.append((osm or len(ways) + 1, [begin, *between, end], _tag_set(data, tag_sets)))
    return ways, list(tag_sets)


def _tag_set(data: dict[str, Any], tag_sets: dict[tuple[tuple[str, str], ...], int]) -> int:
    """Return the index of the set of tags of an edge."""
    tags = {key: text_of(value) for key, value in data.items() if key not in NOT_TAGS}
    tags["oneway"] = "no"  # osmnx calls everything one-way that has no edge back
    known = tuple(sorted((key, value) for key, value in tags.items() if value))
    return tag_sets.setdefault(known, len(tag_sets))


def _node_tags(graph: nx.MultiDiGraph[Any], number: dict[Any, int]) -> dict[int, dict[str, str]]:
    """Return the tags of the nodes that have any."""
    found = {
        number[node]: {key: text_of(value) for key, value in data.items() if key not in {"x", "y"}}
        for node, data in graph.nodes(data=True)
    }
    return {node: tags for node, tags in found.items() if tags.get("railway")}
