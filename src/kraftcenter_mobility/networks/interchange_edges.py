"""From the edges of a NetworkX graph to records with ids, lines and tags."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.osm.tags import ROAD_KEYS, is_road

from .interchange_nodes import written_id
from .interchange_values import flag_of, number_of, parts_of, tags_of, text_of, whole_number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.notices import Notices

    from .interchange_nodes import GraphNodes

__all__ = ["GraphEdge", "TagTable", "read_edges"]

NEAR_DEG = 1e-5
"""A line that begins this near to its node, about a metre, begins at it."""

LINE_TYPES = (1, 2)
"""LineString and LinearRing, as shapely numbers the types."""

ROAD_TAGS = ROAD_KEYS - {"oneway"}
"""What an edge says of its road; ``oneway`` is a yes or no there, and not a tag."""


class GraphEdge(NamedTuple):
    """A directed edge, drawn as its way runs."""

    tail: int
    """Id of the node its line begins at, which is not where the edge begins if `against`."""

    head: int
    line: FloatArray
    """Degrees, the two nodes included. Shape (n_points, 2)."""

    against: bool
    """Whether one travels the edge against its way."""

    osmid: tuple[int | str, ...]
    tag_set: int
    oneway: str
    name: str
    number: str
    length_m: float
    """As the graph has it, NaN if it does not."""

    segment: int
    """Where the library itself had the edge, -1 if it comes from elsewhere; so below."""

    piece: int
    step: int
    """Place within the piece, along the way."""

    bendiness_deg_km: float


class TagTable:
    """Distinct sets of tags, each once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._index: dict[frozenset[tuple[str, str]], int] = {}
        self.tag_sets: list[dict[str, str]] = []
        self.whole: list[bool] = []
        """Whether the set says all there is to say, also of directions."""

    def index(self, tags: Mapping[str, str], *, whole: bool) -> int:
        """Return the index of a set of tags."""
        key = frozenset((*tags.items(), ("", str(whole))))
        index = self._index.setdefault(key, len(self.tag_sets))
        if index == len(self.tag_sets):
            self.tag_sets.append(dict(tags))
            self.whole.append(whole)
        return index


def read_edges(
    graph: nx.DiGraph[Any], nodes: GraphNodes, table: TagTable, notices: Notices
) -> list[GraphEdge]:
    """Return the edges of a graph that are roads, in its order.

    Raises
    ------
    InputError
        If none is a road, or a geometry cannot be used.
    """
    classless = not any(
        "highway" in data or "tags" in data for _, _, data in graph.edges(data=True)
    )
    edges = [
        (u, v, data, tag_set)
        for u, v, data in graph.edges(data=True)
        if (tag_set := _tag_set((u, v, data), table, notices, classless=classless)) >= 0
    ]
    if not edges:
        raise InputError(
            f"none of the {graph.number_of_edges()} edges of the graph is a road: their highway "
            f"must be one of OpenStreetMap's, such as 'residential'"
        )
    tails = np.array([nodes.row[u] for u, _, _, _ in edges])
    heads = np.array([nodes.row[v] for _, v, _, _ in edges])
    lines = _lines(edges, nodes.lonlat[tails], nodes.lonlat[heads])
    tail_ids, head_ids = nodes.node_id[tails].tolist(), nodes.node_id[heads].tolist()
    records = zip(edges, tail_ids, head_ids, lines, strict=True)
    return [
        _edge(data, tail, head, line, tag_set)
        for (_, _, data, tag_set), tail, head, line in records
        if not _is_point(tail, head, line, notices)
    ]


def _is_point(tail: int, head: int, line: FloatArray, notices: Notices) -> bool:
    """Say whether an edge leads from a node to itself without going anywhere."""
    if tail != head or len(line) > 2:  # noqa: PLR2004 - the two ends
        return False
    notices.add(
        "loop-without-geometry",
        "an edge leads from a node to itself and has no geometry; it is left out",
        f"node {tail}",
    )
    return True


def _tag_set(
    edge: tuple[Any, Any, Mapping[str, Any]],
    table: TagTable,
    notices: Notices,
    *,
    classless: bool,
) -> int:
    """Return the index of an edge's tags, -1 if it is no road.

    In a graph that knows no classes of road at all, every edge is taken for one. Where
    others have a class an edge without is none: osmnx makes edges of the outlines of
    buildings and of streams as well when it reads a file.
    """
    tail, head, data = edge
    own = _own_tags(data)
    tags = {**own, **tags_of(data, ROAD_TAGS)}
    where = f"{tail!r} to {head!r}"
    if "highway" not in tags and tags.get("route") != "ferry":
        if not classless:
            meaning = "an edge has no highway, though others have; it is left out"
            notices.add("edge-without-highway", meaning, where)
            return -1
        meaning = "no edge of the graph has a highway; all are taken for 'unclassified'"
        notices.add("edge-without-highway", meaning, where)
        tags["highway"] = "unclassified"
    if not is_road(tags):
        notices.add(
            "edge-no-road",
            "an edge is nothing that one may travel along; it is left out",
            f"{where}, highway={tags.get('highway')!r}",
        )
        return -1
    return table.index(tags, whole=bool(own))


def _own_tags(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the whole set of tags that the library itself wrote on an edge."""
    tags = data.get("tags")
    if isinstance(tags, str):
        try:
            tags = json.loads(tags)
        except (ValueError, RecursionError):
            return {}
    if not isinstance(tags, dict):
        return {}
    return {str(key): str(value) for key, value in tags.items() if key in ROAD_KEYS}


def _edge(
    data: Mapping[str, Any], tail: int, head: int, line: FloatArray, tag_set: int
) -> GraphEdge:
    """Return the record of one edge."""
    against = flag_of(data.get("reversed"))
    if against:
        tail, head, line = head, tail, line[::-1]
    return GraphEdge(
        tail=tail,
        head=head,
        line=line,
        against=against,
        osmid=_osmids(data.get("osmid")),
        tag_set=tag_set,
        oneway=_oneway_word(data.get("oneway")),
        name=text_of(data.get("name")),
        number=text_of(data.get("ref")),
        length_m=number_of(data.get("length")),
        segment=whole_number_of(data.get("segment"), -1),
        piece=whole_number_of(data.get("piece"), -1),
        step=whole_number_of(data.get("step"), -1),
        bendiness_deg_km=number_of(data.get("bendiness_deg_km")),
    )


def _osmids(value: Any) -> tuple[int | str, ...]:
    """Return the ids of the ways an edge is made of, each once and in a fixed order."""
    ids: set[int | str] = set()
    for part in parts_of(value):
        spelled = str(part).removesuffix(".0")
        osmid = written_id(spelled)
        ids.add(spelled if osmid is None else osmid)
    return tuple(sorted(ids, key=lambda osmid: (isinstance(osmid, str), osmid)))


def _oneway_word(value: Any) -> str:
    """Return ``oneway`` as it stands where it is OpenStreetMap's own word, else nothing."""
    parts = parts_of(value)
    is_word = len(parts) == 1 and isinstance(parts[0], str)
    return "" if not is_word or parts[0] in {"True", "False"} else str(parts[0])


def _lines(
    edges: list[tuple[Any, Any, dict[str, Any], int]], tails: FloatArray, heads: FloatArray
) -> Iterable[FloatArray]:
    """Return the line of each edge from its tail to its head, both included."""
    import shapely

    lines: list[FloatArray] = list(np.stack((tails, heads), axis=1))
    drawn = [(row, g) for row, e in enumerate(edges) if (g := _geometry(e)) is not None]
    if not drawn:
        return lines
    row = np.array([row for row, _ in drawn])
    coordinates, owner = shapely.get_coordinates([g for _, g in drawn], return_index=True)
    if not np.isfinite(coordinates).all():
        u, v, _, _ = edges[row[owner[~np.isfinite(coordinates).all(axis=1)][0]]]
        raise InputError(
            f"the geometry of the edge from {u!r} to {v!r} has coordinates that are not numbers; "
            f"remove the geometry, and the edge is taken to be straight"
        )
    first = np.searchsorted(owner, np.arange(row.size + 1))
    begins, ends = coordinates[first[:-1]], coordinates[first[1:] - 1]
    turned = _reach(begins, tails[row]) + _reach(ends, heads[row]) > _reach(
        begins, heads[row]
    ) + _reach(ends, tails[row])
    for place, index in enumerate(row.tolist()):
        line = coordinates[first[place] : first[place + 1]]
        lines[index] = _joined(line[::-1] if turned[place] else line, tails[index], heads[index])
    return lines


def _reach(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return how far points lie apart, in degrees."""
    apart: FloatArray = np.abs(a - b).sum(axis=1)
    return apart


def _joined(line: FloatArray, tail: FloatArray, head: FloatArray) -> FloatArray:
    """Return a line that begins and ends exactly at its nodes."""
    begin = 1 if _is_near(line[0], tail) else 0
    end = len(line) - (1 if _is_near(line[-1], head) else 0)
    return np.concatenate((tail[np.newaxis], line[begin:end], head[np.newaxis]))


def _is_near(point: FloatArray, node: FloatArray) -> bool:
    """Say whether a point is where a node is."""
    return bool(np.abs(point - node).max() <= NEAR_DEG)


def _geometry(edge: tuple[Any, Any, dict[str, Any], int]) -> Any:
    """Return the line of an edge, also from its text, None if it has none."""
    import shapely
    from shapely.geometry.base import BaseGeometry

    u, v, data, _ = edge
    geometry = data.get("geometry")
    if isinstance(geometry, str):
        try:
            with np.errstate(invalid="ignore"):  # coordinates are checked all at once, later
                geometry = shapely.from_wkt(geometry)
        except shapely.errors.ShapelyError as error:
            raise InputError(
                f"the geometry of the edge from {u!r} to {v!r} is no well-known text: {error}"
            ) from error
    if not isinstance(geometry, BaseGeometry) or geometry.is_empty:
        return None
    if shapely.get_type_id(geometry) not in LINE_TYPES:
        raise InputError(
            f"the geometry of the edge from {u!r} to {v!r} is a {geometry.geom_type}; it must be "
            f"a LineString, or left out where the edge is straight"
        )
    return geometry
