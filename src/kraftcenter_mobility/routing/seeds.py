"""Where queries on a hierarchy begin and end: sets of ranks, each with a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.networks.mode_graph import as_ticks

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import Hierarchy, U32Array
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.mode_graph import ModeGraph

__all__ = [
    "Seeds",
    "seeds_along_edges",
    "seeds_at_nodes",
    "seeds_of_destinations",
    "seeds_of_origins",
]


class Seeds(NamedTuple):
    """Sets of seeds: set ``i`` has the entries ``first[i]`` up to ``first[i + 1]``."""

    first: IntArray
    rank: U32Array
    time: U32Array
    """Ticks, below INFINITE."""

    @property
    def n_sets(self) -> int:
        """Number of sets."""
        return self.first.size - 1

    def owner(self) -> IntArray:
        """Return the set of every entry."""
        return np.repeat(np.arange(self.n_sets), np.diff(self.first))

    def of_sets(self, which: IntArray) -> Seeds:
        """Return some of the sets, in the order given."""
        size = np.diff(self.first)[which]
        first = np.concatenate(([0], np.cumsum(size)))
        entry = np.repeat(self.first[:-1][which] - first[:-1], size) + np.arange(first[-1])
        return Seeds(first, self.rank[entry], self.time[entry])

    def lowest_rank(self) -> IntArray:
        """Return the lowest rank of every set; those without entries come last."""
        lowest = np.full(self.n_sets, np.iinfo(np.int64).max)
        np.minimum.at(lowest, self.owner(), self.rank.astype(np.int64))
        return lowest

    def together(self) -> Seeds:
        """Return all entries as one set."""
        return Seeds(np.array([0, self.rank.size]), self.rank, self.time)


def seeds_at_nodes(hierarchy: Hierarchy, nodes: IntArray) -> Seeds:
    """Return one set per node: the node itself, at time zero."""
    return Seeds(
        np.arange(nodes.size + 1), hierarchy.rank[nodes], np.zeros(nodes.size, dtype=np.uint32)
    )


def seeds_of_origins(
    metric: RoadMetric, graph: ModeGraph, hierarchy: Hierarchy, begin: EdgeEnds
) -> Seeds:
    """Return where journeys from places begin.

    With turns that is at the beginning of every edge one can turn into at the end of an
    edge that passes the place; without, at the end of each such edge.
    """
    place = begin.place()
    time_s = begin.after_s + begin.walk_s[place]
    if not graph.turns:
        node = graph.node_of(metric.roads.n_nodes)[metric.roads.head[begin.edge]]
        return _seeds(place, node, time_s, hierarchy, begin.first.size - 1)
    node = graph.node_of(metric.roads.n_edges)[begin.edge]
    first_out = graph.first_out.astype(np.int64)
    n_turns = np.where(node >= 0, first_out[node + 1] - first_out[node], 0)
    entry = np.repeat(np.arange(place.size), n_turns)
    step = np.arange(entry.size) - np.repeat(np.cumsum(n_turns) - n_turns, n_turns)
    arc = first_out[node[entry]] + step
    time_s = time_s[entry] + metric.turn_time_s[graph.turn[arc]]
    followers = graph.head[arc].astype(np.int64)
    return _seeds(place[entry], followers, time_s, hierarchy, begin.first.size - 1)


def seeds_along_edges(
    metric: RoadMetric, graph: ModeGraph, hierarchy: Hierarchy, begin: EdgeEnds
) -> tuple[Seeds, FloatArray]:
    """Return journeys' beginnings as if they had begun at the beginnings of their edges.

    With turns that takes one seed for each edge that passes a place, instead of one for
    each edge that can be turned into. Such a seed is set out from so much earlier as it
    takes to the place; to keep times above zero, every place has a head start, which is
    returned in seconds and has to be taken off. Only for journeys that leave the edge.
    """
    place = begin.place()
    time_s = begin.after_s + begin.walk_s[place] - metric.edge_time_s[begin.edge]
    time_s[~np.isfinite(metric.edge_time_s[begin.edge])] = np.inf
    head_start_s = np.zeros(begin.first.size - 1)
    np.maximum.at(head_start_s, place, np.where(np.isfinite(time_s), -time_s, 0.0))
    node = graph.node_of(metric.roads.n_edges)[begin.edge]
    time_s = time_s + head_start_s[place]
    return _seeds(place, node, time_s, hierarchy, begin.first.size - 1), head_start_s


def seeds_of_destinations(
    metric: RoadMetric, graph: ModeGraph, hierarchy: Hierarchy, end: EdgeEnds
) -> Seeds:
    """Return where journeys to places end: at the beginning of each edge that passes one."""
    place = end.place()
    time_s = end.before_s + end.walk_s[place]
    roads = metric.roads
    if graph.turns:
        node = graph.node_of(roads.n_edges)[end.edge]
    else:
        node = graph.node_of(roads.n_nodes)[roads.tail[end.edge]]
    return _seeds(place, node, time_s, hierarchy, end.first.size - 1)


def _seeds(
    place: IntArray, node: IntArray, time_s: FloatArray, hierarchy: Hierarchy, n_places: int
) -> Seeds:
    """Return the seeds that can be reached at all; `place` is ascending."""
    time = as_ticks(time_s)
    of_use = (node >= 0) & (time < INFINITE)
    first = row_starts(place[of_use], n_places)
    return Seeds(first, hierarchy.rank[node[of_use]], time[of_use])
