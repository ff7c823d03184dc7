"""The expanded graph of a network, made anew from its arrays for others to search.

Edges are its nodes and turns its arcs, and every origin is one node more, from which one
turns off the roads it lies on. SciPy and NetworkX know how to search it.
"""

import geopandas as gpd
import numpy as np
from scipy.sparse import csr_array

from kraftcenter_mobility.networks.joins import segment_points
from kraftcenter_mobility.networks.ticks import whole_ticks

AT_NODE_M = 1e-6
"""A place this near to the end of a road lies at the junction, and on every road there."""


def random_places(network, mode, n, seed, prefix="place"):
    """Return places some metres beside random points of the roads of a mode."""
    rng = np.random.default_rng(seed)
    roads = network.roads
    usable = np.flatnonzero(network.islands(network.metric(mode)).mainland)
    points = []
    for segment in rng.choice(usable, n).tolist():
        offset_m = rng.uniform() * roads.segment_length_m[segment]
        points.append(segment_points(roads, segment, offset_m, offset_m)[0])
    lonlat = np.array(points) + rng.normal(0.0, 1e-4, (n, 2))
    names = [f"{prefix} {k}" for k in range(n)]
    return gpd.GeoSeries(gpd.points_from_xy(*lonlat.T), index=names, crs="EPSG:4326")


def parts_s(metric, edge, offset_m):
    """Return the seconds from the beginning of an edge to a point, and on to its end.

    Of the piece in which the point lies, the part up to where its way begins is rounded, and
    the rest is what remains.
    """
    roads = metric.roads
    segment = roads.edge_segment[edge]
    column = 0 if roads.edge_forward[edge] else 1
    low_s = high_s = 0.0
    begin_m = 0.0
    for piece in range(roads.first_piece[segment], roads.first_piece[segment + 1]):
        length_m = roads.piece_length_m[piece]
        share = np.clip((offset_m - begin_m) / length_m, 0.0, 1.0) if length_m else 0.0
        whole_s = metric.piece_time_s[piece, column]
        if roads.piece_along[piece]:
            part_s = whole_ticks(share * whole_s)
        else:
            part_s = whole_s - whole_ticks((1.0 - share) * whole_s)
        low_s += part_s
        high_s += whole_s - part_s
        begin_m += length_m
    for control in range(roads.first_control[segment], roads.first_control[segment + 1]):
        if roads.control_offset_m[control] <= offset_m:
            low_s += metric.control_time_s[control, column]
        else:
            high_s += metric.control_time_s[control, column]
    return (low_s, high_s) if column == 0 else (high_s, low_s)


def followers(metric, edge):
    """Return (next edge, seconds of the turn) for all that one may do at the end of an edge."""
    roads = metric.roads
    node = roads.head[edge]
    edges = np.arange(roads.first_out[node], roads.first_out[node + 1])
    if metric.turns:
        begin = roads.first_turn[edge]
        turn_s = metric.turn_time_s[begin : begin + edges.size]
    else:
        turn_s = np.where(np.isfinite(metric.edge_time_s[edges]), 0.0, np.inf)
    return [(int(e), float(s)) for e, s in zip(edges, turn_s, strict=True) if s < np.inf]


def edges_at(metric, joins, place):
    """Return (edge, metres along it, seconds before, seconds after) for all that pass a place."""
    roads = metric.roads
    segment, offset_m = int(joins.segment[place]), float(joins.offset_m[place])
    length_m = float(roads.segment_length_m[segment])
    if min(offset_m, length_m - offset_m) > AT_NODE_M:
        edges = np.flatnonzero((roads.edge_segment == segment) & metric.edge_open)
        return [
            (
                int(e),
                offset_m if roads.edge_forward[e] else length_m - offset_m,
                *parts_s(metric, e, offset_m),
            )
            for e in edges
        ]
    ends = roads.segment_tail, roads.segment_head
    node = ends[0][segment] if offset_m <= AT_NODE_M else ends[1][segment]
    edge_m = roads.segment_length_m[roads.edge_segment]
    leaving = np.flatnonzero((roads.tail == node) & metric.edge_open)
    coming = np.flatnonzero((roads.head == node) & metric.edge_open)
    return [(int(e), 0.0, 0.0, sum(parts_s(metric, e, 0.0))) for e in leaving] + [
        (int(e), float(edge_m[e]), sum(parts_s(metric, e, 0.0)), 0.0) for e in coming
    ]


def expanded_graph(metric, origin_joins):
    """Return the expanded graph; the k-th origin is node ``n_edges + k``."""
    roads = metric.roads
    n_edges = roads.n_edges
    n_out = np.diff(roads.first_out)
    node = roads.head.astype(np.int64)
    before = np.repeat(np.arange(n_edges), n_out[node])
    begins = np.concatenate(([0], np.cumsum(n_out[node])))
    after = roads.first_out[node[before]] + np.arange(before.size) - begins[before]
    if metric.turns:
        turn_s = metric.turn_time_s[
            roads.first_turn[before] + np.arange(before.size) - begins[before]
        ]
    else:
        turn_s = np.where(np.isfinite(metric.edge_time_s[after]), 0.0, np.inf)
    weight = metric.edge_time_s[before] + turn_s
    arcs = [(before, after, weight)]
    for origin in range(origin_joins.segment.size):
        best = {}
        for edge, _, _, after_s in edges_at(metric, origin_joins, origin):
            for follower, s in followers(metric, edge):
                best[follower] = min(best.get(follower, np.inf), after_s + s)
        arcs.append(
            (
                np.full(len(best), n_edges + origin),
                np.array(list(best), dtype=np.int64),
                np.array(list(best.values())),
            )
        )
    tail, head, seconds = (np.concatenate(column) for column in zip(*arcs, strict=True))
    open_ = np.isfinite(seconds)
    size = n_edges + origin_joins.segment.size
    return csr_array((seconds[open_], (tail[open_], head[open_])), shape=(size, size))


def times_from_labels(question, labels_s):
    """Return the matrix of times, from the times at the beginning of every edge."""
    metric = question.metric
    begin, end = question.begin, question.end
    times = np.full((len(question.origins), len(question.destinations)), np.inf)
    at_origin = [edges_at(metric, question.origin_joins, k) for k in range(len(question.origins))]
    for j in range(len(question.destinations)):
        for edge, along_m, before_s, after_s in edges_at(metric, question.destination_joins, j):
            if np.isfinite(metric.edge_time_s[edge]):
                times[:, j] = np.minimum(times[:, j], labels_s[:, edge] + before_s)
            for i, passed in enumerate(at_origin):
                for other, from_m, _, left_s in passed:
                    if other == edge and from_m <= along_m:
                        times[i, j] = min(times[i, j], max(left_s - after_s, 0.0))
    return times + begin.walk_s[:, np.newaxis] + end.walk_s[np.newaxis, :]
