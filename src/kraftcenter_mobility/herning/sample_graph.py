"""The roads as a graph: what hangs together, and what the villages' roads are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Delaunay, KDTree

from .sample_geometry import Road, nearest, point_key

if TYPE_CHECKING:
    from .sample_geometry import FloatArray, IntArray, Point

__all__ = ["Graph", "drivable", "mend", "open_one_ways", "promote_village_roads"]

NOT_FOR_CARS = {"cycleway", "footway", "path", "pedestrian", "steps"}
PACE = {"motorway": 0.45, "trunk": 0.6, "primary": 0.65, "secondary": 0.7, "tertiary": 0.85}
MENDED_WITHIN_M = 1_200.0
VILLAGES_APART_M = 13_000.0
GENERATED = {"kraftcenter:source": "generated", "kraftcenter:confidence": "D"}


@dataclass(frozen=True, slots=True)
class Graph:
    """Vertices of roads that cars may use, and the pieces of road between them."""

    xy: FloatArray
    tail: IntArray
    head: IntArray
    length_m: FloatArray
    road: IntArray
    """Number of the road in the list that the graph was made from."""

    one_way: IntArray
    """1 along, -1 against, 0 both ways."""

    def matrix(self, weight: FloatArray, *, directed: bool) -> csr_array:
        """Return the graph as a sparse matrix of `weight`."""
        along, against = (
            (self.one_way >= 0, self.one_way <= 0)
            if directed
            else (np.ones_like(self.one_way, bool), np.zeros_like(self.one_way, bool))
        )
        tail = np.concatenate([self.tail[along], self.head[against]])
        head = np.concatenate([self.head[along], self.tail[against]])
        values = np.concatenate([weight[along], weight[against]])
        n = len(self.xy)
        return coo_array((values, (tail, head)), shape=(n, n)).tocsr()

    def components(self, *, strong: bool) -> IntArray:
        """Return which component each vertex is in, 0 for the largest."""
        links = self.matrix(np.ones(len(self.tail)), directed=strong)
        kind: Literal["strong", "weak"] = "strong" if strong else "weak"
        _, label = connected_components(links, directed=strong, connection=kind)
        order = np.argsort(-np.bincount(label), kind="stable")
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        return rank[label].astype(np.int64)


def drivable(roads: list[Road]) -> Graph:
    """Return the graph of the roads that cars may use."""
    numbers: dict[Point, int] = {}
    rows: list[tuple[int, int, float, int, int]] = []
    for index, road in enumerate(roads):
        if road.kind == "rail" or road.tags.get("highway") in NOT_FOR_CARS:
            continue
        way = {"yes": 1, "-1": -1}.get(road.tags.get("oneway", ""), 0)
        ids = [numbers.setdefault(point_key(point), len(numbers)) for point in road.xy]
        lengths = np.hypot(*np.diff(road.xy, axis=0).T)
        rows += [
            (a, b, float(m), index, way) for a, b, m in zip(ids, ids[1:], lengths, strict=False)
        ]
    tail, head, length_m, road_number, one_way = (
        np.array(column) for column in zip(*rows, strict=True)
    )
    return Graph(np.array(list(numbers)), tail, head, length_m, road_number, one_way)


def mend(roads: list[Road]) -> list[Road]:
    """Return the roads with loose pieces joined to the rest, or left out if far from it."""
    graph = drivable(roads)
    label = graph.components(strong=False)
    level = np.array([road.at_grade for road in roads])[graph.road]
    met = np.union1d(graph.tail[level], graph.head[level])
    whole = met[label[met] == 0]
    tree = KDTree(graph.xy[whole])
    joints: list[Road] = []
    lost: set[int] = set()
    for number in range(1, int(label.max()) + 1):
        members = met[label[met] == number]
        if not members.size:
            continue
        away, closest_to = nearest(tree, graph.xy[members])
        closest = int(away.argmin())
        if away[closest] < MENDED_WITHIN_M:
            ends = np.array([graph.xy[members[closest]], graph.xy[whole[closest_to[closest]]]])
            tags = {"highway": "unclassified", **GENERATED}
            joints.append(Road(f"joint-{point_key(ends[0])}", "rural", ends, tags))
        else:
            lost |= set(graph.road[np.isin(graph.tail, members)].tolist())
    kept = [road for index, road in enumerate(roads) if index not in lost]
    return kept + joints


def open_one_ways(roads: list[Road]) -> int:
    """Open the one-way streets that would cut a corner off, and return how many there were."""
    opened = 0
    while True:
        graph = drivable(roads)
        cut_off = graph.components(strong=True) > 0
        touching = cut_off[graph.tail] | cut_off[graph.head]
        streets = {
            index
            for index in graph.road[touching & (graph.one_way != 0)].tolist()
            if roads[index].kind == "street"
        }
        if not streets:
            return opened
        for index in streets:
            del roads[index].tags["oneway"], roads[index].tags["oneway:bicycle"]
        opened += len(streets)


def promote_village_roads(roads: list[Road], villages: FloatArray) -> int:
    """Make tertiary roads of the country roads between neighbouring villages; return how many."""
    graph = drivable(roads)
    pace = np.array([PACE.get(road.tags.get("highway", ""), 1.0) for road in roads])
    rough = np.array([road.tags.get("highway") == "track" for road in roads])
    cost = graph.length_m * (pace + 3.0 * rough)[graph.road]
    _, at = nearest(KDTree(graph.xy), villages)
    network = graph.matrix(cost[graph.road >= 0], directed=False)
    _, before = dijkstra(network, directed=False, indices=at, return_predecessors=True)
    of_pair: dict[tuple[int, int], int] = {}
    for a, b, index in zip(
        graph.tail.tolist(), graph.head.tolist(), graph.road.tolist(), strict=True
    ):
        of_pair[a, b] = of_pair[b, a] = index
    promoted = set()
    for a, b in _neighbours(villages):
        node = int(at[b])
        while (previous := int(before[a, node])) >= 0:
            promoted.add(of_pair[previous, node])
            node = previous
    chosen = [roads[index] for index in sorted(promoted) if roads[index].kind == "rural"]
    for road in chosen:
        road.tags["highway"] = "tertiary"
        for key in ("surface", "tracktype"):
            road.tags.pop(key, None)
    return len(chosen)


def _neighbours(villages: FloatArray) -> list[tuple[int, int]]:
    corners = Delaunay(villages).simplices
    pairs = {
        (min(int(a), int(b)), max(int(a), int(b)))
        for triangle in corners
        for a, b in zip(triangle, np.roll(triangle, 1), strict=True)
    }
    return sorted(
        (a, b) for a, b in pairs if np.hypot(*(villages[a] - villages[b])) < VILLAGES_APART_M
    )
