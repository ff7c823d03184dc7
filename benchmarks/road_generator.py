"""Make up a road network of any size that is hard to route on in the ways a real one is.

Towns of very unequal sizes, each a rotated and perturbed grid, lie in a countryside whose
junctions keep away from them. Neighbouring junctions are linked as in a Gabriel graph
[1]_, thinned to the degree that roads have, and two or four rivers leave only a few
bridges: the small separators that make real networks easy to dissect. The shortest ways
between towns become main roads, the largest towns get motorways that cross without a
junction, and every eighth street is one-way. What is left is one strongly connected part.
The same size and seed give the same network.

References
----------
.. [1] K. R. Gabriel and R. R. Sokal, "A new statistical approach to geographic variation
       analysis", Systematic Zoology 18(3), 1969. doi:10.2307/2412323
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

__all__ = ["GeneratedRoads", "RoadClass", "generate_roads"]


class RoadClass(IntEnum):
    """What kind of road an edge belongs to, the most important first."""

    MOTORWAY = 0
    PRIMARY = 1
    SECONDARY = 2
    RURAL = 3
    COLLECTOR = 4
    RESIDENTIAL = 5


SPEED_KMH = np.array([110.0, 80.0, 70.0, 60.0, 45.0, 30.0])
JUNCTIONS_PER_KM2 = 20.0  # about Denmark's
URBAN_SHARE = 0.72
NODES_PER_TOWN = 1600
LINKS_PER_NODE = 1.36
ONEWAY_SHARE = COLLECTOR_SHARE = 0.12
RAMP_EVERY = 3  # nodes of a motorway, 2.5 km apart
RAMP_M = 250.0
MEANDERS = ((0.1, 1.0), (0.05, 2.3), (0.02, 5.1), (0.01, 11.0))  # share of the side, waves
CARRIAGEWAY_M = 15.0  # from the middle of a motorway


class GeneratedRoads(NamedTuple):
    """A strongly connected directed network in compressed rows, without parallel edges."""

    first_out: np.ndarray
    head: np.ndarray
    time_s: np.ndarray
    length_m: np.ndarray
    road_class: np.ndarray
    x: np.ndarray
    y: np.ndarray

    @property
    def n_nodes(self):
        """Number of nodes."""
        return self.first_out.size - 1


class _Places(NamedTuple):
    """Junctions in metres, and the town of each, -1 in the countryside."""

    xy: np.ndarray
    town: np.ndarray


class _Links(NamedTuple):
    """Roads between two junctions; only the one-way ones tell `a` from `b`."""

    a: np.ndarray
    b: np.ndarray
    length_m: np.ndarray
    road_class: np.ndarray
    oneway: np.ndarray


def generate_roads(n_nodes, *, seed=1):
    """Generate a road network of about this many nodes (0.9 to 1.1 times from 5,000 on)."""
    random = np.random.default_rng(seed)
    side_m = 1000.0 * np.sqrt(n_nodes / JUNCTIONS_PER_KM2)
    centres, sizes = _towns(random, n_nodes, side_m)
    places = _junctions(random, n_nodes, centres, sizes, side_m)
    links = _local_roads(random, places, side_m)
    tree = cKDTree(places.xy)
    hubs = tree.query(centres)[1]
    for count, share, road_class in (
        (hubs.size, 0.8, RoadClass.SECONDARY),
        (max(4, hubs.size // 8), 0.9, RoadClass.PRIMARY),
    ):
        _raise_main_roads(links, places.xy, hubs[:count], share, road_class)
    streets = np.flatnonzero(links.road_class == RoadClass.RESIDENTIAL)
    collectors = streets[random.random(streets.size) < COLLECTOR_SHARE]
    links.road_class[collectors] = RoadClass.COLLECTOR
    n_large = min(hubs.size, max(4, hubs.size // 25))
    xy, links = _with_motorways(random, places.xy, links, centres[:n_large], tree)
    return _directed(random, xy, links)


def _towns(random, n_nodes, side_m):
    """Return the centres of towns, well apart, and their numbers of junctions, falling."""
    count = max(6, n_nodes // NODES_PER_TOWN)
    weight = random.pareto(1.05, count) + 1.0
    weight = np.sort(np.minimum(weight, 0.18 * weight.sum()))[::-1]
    sizes = (weight / weight.sum() * n_nodes * URBAN_SHARE).astype(np.int64) + 25
    centres = np.empty((count, 2))
    centres[0] = side_m * (0.3 + 0.4 * random.random(2))
    for town in range(1, count):
        candidates = side_m * (0.03 + 0.94 * random.random((6, 2)))
        nearest = cKDTree(centres[:town]).query(candidates)[0]
        centres[town] = candidates[nearest.argmax()]
    return centres, sizes


def _junctions(random, n_nodes, centres, sizes, side_m):
    """Return the junctions, town by town, then those of the countryside tile by tile."""
    xy = np.concatenate(
        [centre + _town_grid(random, size) for centre, size in zip(centres, sizes, strict=True)]
    )
    town = np.repeat(np.arange(sizes.size), sizes)
    inside = (xy.min(axis=1) > 0.0) & (xy.max(axis=1) < side_m)
    xy, town = xy[inside], town[inside]
    n_rural = max(100, n_nodes - town.size)
    rural = side_m * random.random((int(1.6 * n_rural), 2))
    rural = rural[cKDTree(xy).query(rural)[0] > 120.0][:n_rural]
    tile = (rural // (side_m / 40)).astype(np.int64)
    rural = rural[np.lexsort((tile[:, 0], tile[:, 1]))]
    nowhere = np.full(len(rural), -1)
    return _Places(np.concatenate((xy, rural)), np.concatenate((town, nowhere)))


def _town_grid(random, size):
    """Return a town's junctions around its centre: a grid whose blocks grow outwards."""
    reach = int(np.sqrt(size)) + 3
    u, v = (axis.ravel() for axis in np.meshgrid(*2 * [np.arange(-reach, reach + 1.0)]))
    stretch = 1.0 + 0.08 * np.sqrt(np.hypot(u, v))
    grid = np.column_stack((u * stretch, v * stretch))
    grid += 0.22 * random.standard_normal(grid.shape)
    distance = np.hypot(grid[:, 0], grid[:, 1] * (0.75 + 0.5 * random.random()))
    ragged = distance + 0.3 * np.sqrt(size) * random.random(distance.size)
    kept = grid[np.sort(np.argsort(ragged, kind="stable")[:size])]
    angle = np.pi * random.random()
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return (95.0 + 20.0 * random.random()) * kept @ turn


def _local_roads(random, places, side_m):
    """Return the roads of towns and countryside: a spanning tree and the best of the rest."""
    a, b, is_gabriel = _neighbours(places.xy)
    length_m = np.hypot(*(places.xy[a] - places.xy[b]).T)
    in_town = (places.town[a] >= 0) & (places.town[b] >= 0)
    wanted = is_gabriel & ~_without_bridge(random, places, a, b, side_m)
    n = len(places.xy)
    cost = length_m * (1.0 + 0.5 * random.random(a.size)) + np.where(wanted, 0.0, 1e6)
    tree = minimum_spanning_tree(csr_array((cost, (a, b)), shape=(n, n))).tocoo()
    chosen = np.isin(a * n + b, tree.row.astype(np.int64) * n + tree.col)
    others = np.flatnonzero(wanted & ~chosen)
    score = random.random(others.size) + np.where(in_town[others], 0.0, 0.1)
    score += 0.15 * (length_m[others] > 3.0 * np.median(length_m))
    n_more = max(0, int(LINKS_PER_NODE * n) - int(chosen.sum()))
    chosen[others[np.argsort(score, kind="stable")[:n_more]]] = True
    road_class = np.where(in_town, RoadClass.RESIDENTIAL, RoadClass.RURAL)[chosen]
    oneway = np.zeros(road_class.size, dtype=np.bool_)
    return _Links(a[chosen], b[chosen], length_m[chosen], road_class, oneway)


def _triangle_sides(xy):
    """Return the ends of all sides of a Delaunay triangulation, and what lies opposite."""
    corners = Delaunay(xy).simplices.astype(np.int64)
    ends = np.sort(np.concatenate([corners[:, [i, (i + 1) % 3]] for i in range(3)]), axis=1)
    return ends, np.concatenate([corners[:, (i + 2) % 3] for i in range(3)])


def _neighbours(xy):
    """Return the pairs of a Delaunay triangulation, and which are Gabriel neighbours."""
    ends, opposite = _triangle_sides(xy)
    to_ends = xy[ends] - xy[opposite, np.newaxis]
    is_obtuse = (to_ends[:, 0] * to_ends[:, 1]).sum(axis=1) < 0.0
    pair, which = np.unique(ends[:, 0] * len(xy) + ends[:, 1], return_inverse=True)
    is_gabriel = np.bincount(which, weights=is_obtuse) == 0
    return *np.divmod(pair, len(xy)), is_gabriel


def _without_bridge(random, places, a, b, side_m):
    """Return which links would cross a river where there is no bridge."""
    xy, in_town = places.xy, (places.town[a] >= 0) & (places.town[b] >= 0)
    lost = np.zeros(a.size, dtype=np.bool_)
    n_rivers = 4 if side_m > 55_000.0 else 2
    for river in range(n_rivers):
        along, across = xy[:, river % 2], xy[:, 1 - river % 2]
        bed = np.full(len(xy), side_m * (0.15 + 0.7 * (river + random.random()) / n_rivers))
        for amplitude, waves in MEANDERS:
            phase = 2 * np.pi * random.random()
            bed += side_m * amplitude * np.sin(phase + 2 * np.pi * waves * along / side_m)
        beyond = across > bed
        crossing = random.permutation(np.flatnonzero(beyond[a] != beyond[b]))
        middle = (along[a[crossing]] + along[b[crossing]]) / 2
        stretch = np.where(in_town[crossing], middle // 700.0 * 2 + 1, middle // 3500.0 * 2)
        bridges = np.unique(stretch, return_index=True)[1]
        lost[np.delete(crossing, bridges)] = True
    return lost


def _raise_main_roads(links, xy, hubs, share, road_class):
    """Raise the class of links on shortest ways between hubs, but for the furthest apart."""
    n = len(xy)
    pairs = np.unique(_triangle_sides(xy[hubs])[0], axis=0)
    apart_m = np.hypot(*(xy[hubs[pairs[:, 0]]] - xy[hubs[pairs[:, 1]]]).T)
    near = apart_m < np.quantile(apart_m, share)
    pairs, apart_m = pairs[near], apart_m[near]
    both_ways = np.concatenate((links.a, links.b)), np.concatenate((links.b, links.a))
    graph = csr_array((np.tile(links.length_m, 2), both_ways), shape=(n, n))
    walked = []
    for hub in np.unique(pairs[:, 0]):
        from_here = pairs[:, 0] == hub
        limit = 1.8 * apart_m[from_here].max() + 2000.0
        _, before = dijkstra(graph, indices=hubs[hub], limit=limit, return_predecessors=True)
        here = hubs[pairs[from_here, 1]]
        while (here := np.unique(here[before[here] >= 0])).size:
            walked.append(np.minimum(here, before[here]) * n + np.maximum(here, before[here]))
            here = before[here].astype(np.int64)
    on_a_way = np.isin(links.a * n + links.b, np.unique(np.concatenate(walked)))
    links.road_class[on_a_way] = np.minimum(links.road_class[on_a_way], road_class)


def _with_motorways(random, xy, links, centres, tree):
    """Return junctions and links with motorways between the largest towns added."""
    pairs = np.unique(_triangle_sides(centres)[0], axis=0)
    apart_m = np.hypot(*(centres[pairs[:, 0]] - centres[pairs[:, 1]]).T)
    spanned = minimum_spanning_tree(csr_array((apart_m, pairs.T), shape=2 * [len(centres)]))
    built = spanned.toarray()[pairs[:, 0], pairs[:, 1]] > 0.0
    built |= (random.random(len(pairs)) < 0.12) & (apart_m < np.median(apart_m))
    points, parts = [xy], [links]
    n = len(xy)
    for start, end in centres[pairs[built]]:
        for side, line in ((1.0, (start, end)), (-1.0, (end, start))):
            carriageway = _carriageway(*line, side)
            parts.append(_motorway_links(carriageway, n, tree))
            points.append(carriageway)
            n += len(carriageway)
    return np.concatenate(points), _Links(*map(np.concatenate, zip(*parts, strict=True)))


def _carriageway(start, end, side):
    """Return a bent line of nodes to the right of the middle of a motorway."""
    length_m = np.hypot(*(end - start))
    share = np.linspace(0.04, 0.96, max(2, int(length_m // 2500)))[:, np.newaxis]
    right = np.array([end[1] - start[1], start[0] - end[0]]) / length_m
    bend = side * 0.03 * length_m * np.sin(2 * np.pi * share)
    return start + (end - start) * share + right * (CARRIAGEWAY_M + bend)


def _motorway_links(carriageway, first, tree):
    """Return a carriageway's links from one node to the next, and its ramps."""
    node = first + np.arange(len(carriageway))
    with_ramp = np.unique(np.append(np.arange(0, node.size, RAMP_EVERY), node.size - 1))
    away_m, junction = tree.query(carriageway[with_ramp])
    step_m = np.hypot(*np.diff(carriageway, axis=0).T)
    n_ramps = 2 * with_ramp.size
    return _Links(
        np.concatenate((node[:-1], node[with_ramp], junction)),
        np.concatenate((node[1:], junction, node[with_ramp])),
        np.concatenate((step_m, np.tile(away_m + RAMP_M, 2))),
        np.repeat([RoadClass.MOTORWAY, RoadClass.PRIMARY], [step_m.size, n_ramps]),
        np.ones(step_m.size + n_ramps, dtype=np.bool_),
    )


def _directed(random, xy, links):
    """Return the largest strongly connected part, with lengths and times along edges."""
    street = links.road_class == RoadClass.RESIDENTIAL
    both = np.flatnonzero(~links.oneway & ~(street & (random.random(street.size) < ONEWAY_SHARE)))
    length_m = np.maximum(links.length_m * (1.0 + 0.25 * random.random(street.size) ** 2), 5.0)
    speed_kmh = SPEED_KMH[links.road_class] * (0.85 + 0.25 * random.random(street.size))
    tail, head = np.append(links.a, links.b[both]), np.append(links.b, links.a[both])
    link = np.append(np.arange(street.size), both)
    whole = csr_array((np.ones(link.size), (tail, head)), shape=2 * [len(xy)])
    part = connected_components(whole, connection="strong")[1]
    kept = part == np.bincount(part).argmax()
    dense = np.cumsum(kept) - 1
    inside = np.flatnonzero(kept[tail] & kept[head])
    inside = inside[np.lexsort((head[inside], tail[inside]))]
    first_out = np.zeros(dense[-1] + 2, dtype=np.int64)
    np.cumsum(np.bincount(dense[tail[inside]]), out=first_out[1:])
    link = link[inside]
    return GeneratedRoads(
        first_out,
        dense[head[inside]].astype(np.uint32),
        np.maximum(np.rint(3600.0 * length_m[link] / speed_kmh[link]), 100.0) / 1000.0,
        length_m[link],
        links.road_class[link].astype(np.uint8),
        *xy[kept].T.copy(),
    )
