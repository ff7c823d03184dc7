"""Which closures can be left out, because it is certain that they change nobody's way.

A road that nobody takes can be closed without harm to anybody; and yet somebody may gain by
it, as where fewer roads meet, turns take less time. So more has to be shown.

Let ``key(u)`` be the time from the node ``u`` of the mode's graph to its nearest place, and
``slack(u)`` the least detour that any origin makes to come by ``u`` on its way there: zero on
the ways that are taken. A way that comes by ``u``, goes on to ``v`` in ``w`` ticks and then as
fast as can be takes at least ``slack(u) + r`` longer than the fastest, ``r = w + key(v) -
key(u)``. All slacks are found by one search from all origins [1]_.

*With turns* the nodes are edges of the network. Closing a road changes no turns but those at
its two ends; none of these will take less than nothing; and none becomes possible that was
not, except for turning back, and this only from edges whose every way on leads along the
closed road. For an edge ``u`` that leads to one of the ends, let ``r(u)`` be the lowest ``r``
of all turns from it that are possible or may become so, were they to take no time: the edge
may then gain ``max(-r(u), 0)``. A fastest way comes by no edge twice, so it gains no more than
all these edges together, which is ``G``. Suppose that some way is as fast after the closure as
the fastest was before, and makes a turn at one of the ends. Up to its first such turn, from
``u``, nothing is other than before; so it takes at least ``slack(u) + max(r(u), 0) - G`` longer
than the fastest. Where that is above zero for all ``u`` there is no such way. Hence all ways
that are among the fastest before or after make no turn at the ends: they do not take the road,
take just as long as before, and lead to the same places.

*Without turns* nothing is gained anywhere, and it is enough that ``slack(u) + r`` is above
zero for the edges of the road itself.

Roads on which a journey begins or ends are never left out, nor are several roads that are
closed together.

References
----------
.. [1] D. B. Johnson, "Efficient algorithms for shortest paths in sparse networks," J. ACM,
   vol. 24, no. 1, pp. 1-13, 1977. doi:10.1145/321992.321993 (times less potentials)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.forest import LIMIT, Seeds, TwoWayGraph
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.networks.mode_graph import as_ticks
from kraftcenter_mobility.networks.road import ARRIVAL
from kraftcenter_mobility.networks.runs import runs
from kraftcenter_mobility.routing.nearest_forest import HALF

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.routing.forest_places import ForestPlaces
    from kraftcenter_mobility.routing.nearest_forest import NearestForest
    from kraftcenter_mobility.routing.travel_times import Question

__all__ = ["segments_that_matter"]

NEVER = 1 << 40
"""Ticks beyond all sums of times."""


def segments_that_matter(
    forest: NearestForest, places: ForestPlaces, question: Question
) -> BoolArray:
    """Say which segments' closures may change somebody's way or time.

    Parameters
    ----------
    forest : NearestForest
        The ways to the destinations.
    places : ForestPlaces
        The origins.
    question : Question
        What the two were made of.

    Returns
    -------
    array of bool, shape (n_segments,)
        False only where it is certain that nobody is affected (see the module).
    """
    roads = forest.metric.roads
    matters = np.zeros(roads.n_segments, dtype=np.bool_)
    for joins in (question.origin_joins, question.destination_joins):
        matters[joins.segment] = True
    taken = places.edge[places.best[places.best >= 0]]
    for edge in (taken, forest.seed_edge):
        matters[roads.edge_segment[edge]] = True
    key = (forest.forest.key >> HALF).astype(np.int64)
    slack = _slacks(forest, places, key)
    if forest.mode_graph.turns:
        return matters | _at_ends(forest, key, slack)
    tail, head = forest.graph.tail, forest.graph.head
    known = (key[head] < INFINITE) & (key[tail] < INFINITE)
    detour = slack[tail] + forest.ticks + key[head] - key[tail]
    arc = np.flatnonzero(known & (detour <= 0))
    matters[roads.edge_segment[forest.mode_graph.edge[arc]]] = True
    return matters


def _slacks(forest: NearestForest, places: ForestPlaces, key: IntArray) -> IntArray:
    """Return the least detour of any origin by each node, NEVER where none comes."""
    from kraftcenter_mobility._kernels.forest import nearest_forest

    graph, n_nodes = forest.graph, forest.n_nodes
    reduced = forest.ticks + key[graph.head] - key[graph.tail]
    reduced[(key[graph.head] >= INFINITE) | (key[graph.tail] >= INFINITE)] = INFINITE
    reduced = np.minimum(reduced, INFINITE).astype(np.uint32)
    entry = np.flatnonzero(places.node >= 0)
    offer = places.offers(entry, forest.forest.key)
    entry, offer = entry[offer < LIMIT], offer[offer < LIMIT]
    best = places.key[places.place_of(entry)] >> HALF
    seeds = Seeds(
        places.node[entry].astype(np.uint32),
        ((offer >> HALF) - best) << HALF,
        *(np.full(size, -1, np.int32) for size in (n_nodes, entry.size)),
    )
    forward = TwoWayGraph(
        graph.first_in,
        graph.tail,
        graph.head,
        graph.first_out,
        graph.head,
        np.arange(graph.head.size, dtype=np.uint32),
    )
    for array in (reduced, *seeds, forward.edge_in):
        array.setflags(write=False)
    found, way = np.empty(n_nodes, np.uint64), np.empty(n_nodes, np.int32)
    nearest_forest(forward, reduced, seeds, found, way, np.empty(n_nodes + 64, np.uint64))
    return np.where(found < LIMIT, (found >> HALF).astype(np.int64), NEVER)


def _at_ends(forest: NearestForest, key: IntArray, slack: IntArray) -> BoolArray:
    """Say at the ends of which segments somebody may make a turn, now or when it is closed."""
    roads, graph = forest.metric.roads, forest.mode_graph
    edge_ticks = as_ticks(forest.metric.edge_time_s).astype(np.int64)
    edge_of = np.concatenate((graph.item, graph.item[forest.twins]))  # of each of its nodes
    lowest = np.full(forest.n_nodes, NEVER)
    for turns in ((forest.graph.tail, forest.graph.head), _turning_back(forest, edge_of)):
        tail, head = (ends[key[turns[1]] < INFINITE] for ends in turns)
        np.minimum.at(lowest, tail, edge_ticks[edge_of[tail]] + key[head] - key[tail])
    gain = np.maximum(-lowest, 0)
    least = slack + np.maximum(lowest, 0)
    node = roads.head[edge_of]
    gain_at = np.bincount(node, weights=gain, minlength=roads.n_nodes)
    least_at = np.full(roads.n_nodes, 2 * NEVER)
    np.minimum.at(least_at, node, least)
    ends = roads.segment_tail, roads.segment_head
    found: BoolArray = np.minimum(*(least_at[end] for end in ends)) <= sum(
        gain_at[end] for end in ends
    )
    return found


def _turning_back(forest: NearestForest, edge_of: IntArray) -> tuple[IntArray, IntArray]:
    """Return the turns back that closing one road might allow, as nodes of the forest.

    From edges that now lead on along one other road at most.
    """
    roads, graph = forest.metric.roads, forest.mode_graph
    before, after = graph.edge, graph.item[graph.head]
    segment = roads.edge_segment
    arrival = (roads.edge_role & ARRIVAL) == ARRIVAL
    leads_on = (segment[before] != segment[after]) & ~(arrival[after] & ~arrival[before])
    pairs = np.unique(before[leads_on] * roads.n_segments + segment[after[leads_on]])
    n_ways_on = np.bincount(pairs // roads.n_segments, minlength=roads.n_edges)
    stuck = np.flatnonzero(n_ways_on[edge_of] <= 1)
    by_segment = np.argsort(segment[graph.item], kind="stable")
    ascending = segment[graph.item][by_segment]
    own = segment[edge_of[stuck]]
    begin = np.searchsorted(ascending, own)
    owner, place = runs(begin, np.searchsorted(ascending, own, side="right"))
    tail, head = stuck[owner], by_segment[place]
    back = roads.edge_forward[edge_of[tail]] != roads.edge_forward[graph.item[head]]
    return tail[back], head[back]
