"""Which closures may turn an open road into one that nobody drives through.

An estate whose only open way out is closed, and which a destination-only road leads to as
well, becomes a zone (:mod:`kraftcenter_mobility.networks.zones`). That can change turns far
from the road that is closed, so such closures have to be told from the others.

Most roads are told by looking at all of them at once. Take a tree that spans the network,
give every road outside the tree a random number, and every road of the tree the combined
(exclusive or) numbers of those that bypass it: a road that nothing bypasses has zero [1]_.
A road that has zero by chance is looked at more closely for nothing, once in 2^63 times.

References
----------
.. [1] D. Pritchard, R. Thurimella, "Fast computation of small cuts via cycle space
   sampling," ACM Trans. Algorithms, vol. 7, no. 4, 46, 2011. doi:10.1145/2000807.2000814
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.networks.zones import zone_segments
from kraftcenter_mobility.osm.tags import DESTINATION, OPEN

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .closure_groups import RoadGroups

__all__ = ["Cuts", "cuts", "may_change_zones"]


def may_change_zones(
    network: TransportNetwork, metric: RoadMetric, groups: RoadGroups
) -> BoolArray:
    """Say which groups of roads change the zones of cars when they are closed to a mode.

    Parameters
    ----------
    network : TransportNetwork
        The roads.
    metric : RoadMetric
        Of the mode the roads are closed to.
    groups : RoadGroups
        The roads.

    Returns
    -------
    array of bool, shape (n_groups,)
        True at least for all that do.
    """
    roads = network.roads
    code = network.surroundings.car_access
    is_open, is_destination = code == OPEN, code == DESTINATION
    if metric.mode.name != CAR.name or not metric.turns or not is_destination.any():
        return np.zeros(len(groups), dtype=np.bool_)
    safe = _plainly_safe(metric, is_open, is_destination)
    doubtful = np.bincount(groups.owner(), weights=~safe[groups.segment], minlength=len(groups))
    changes = (doubtful > 0) | (np.diff(groups.first) > 1)
    for group in np.flatnonzero(changes).tolist():
        stays = np.ones(roads.n_segments, dtype=np.bool_)
        stays[groups.of(group)] = False
        now = zone_segments(
            roads.segment_tail[stays],
            roads.segment_head[stays],
            roads.n_nodes,
            is_open=is_open[stays],
            is_destination=is_destination[stays],
            length_m=roads.segment_length_m[stays],
        )
        changes[group] = bool((now != roads.segment_in_zone[stays]).any())
    return changes


def _plainly_safe(metric: RoadMetric, is_open: BoolArray, is_destination: BoolArray) -> BoolArray:
    """Return segments each of which, closed by itself, leaves all zones as they are.

    Zones are the connected parts of the open roads, but for the longest of those that
    destination-only roads join. All stays as it is if the longest has length to spare, and

    * another open way bypasses an open road, or any other way a destination-only one; or
    * an open road outside all zones cuts off open roads alone; or
    * a destination-only road cuts off no open roads.
    """
    roads = metric.roads
    either = np.flatnonzero(is_open | is_destination)
    ends = roads.segment_tail[either], roads.segment_head[either]
    length_m = np.where(is_open, roads.segment_length_m, 0.0)
    amounts = np.column_stack((is_open, is_destination, length_m)).astype(np.float64)
    cut = cuts(*ends, roads.n_nodes, amounts[either])
    other_way = np.zeros(roads.n_segments, dtype=np.bool_)
    other_way[either] = cut.bypassed
    open_way, opened = np.zeros_like(other_way), np.flatnonzero(is_open)
    ends = roads.segment_tail[opened], roads.segment_head[opened]
    open_way[opened] = cuts(*ends, roads.n_nodes, amounts[opened]).bypassed
    spare_m = _spare_m(metric, is_open, is_open | is_destination)
    safe = ~(is_open | is_destination) | (is_destination & other_way)
    safe |= open_way & (roads.segment_length_m < spare_m)
    for side in (cut.below, cut.beyond):
        n_open, n_destination, side_m = np.zeros((3, roads.n_segments))
        n_open[either], n_destination[either], side_m[either] = side.T
        outside = is_open & ~roads.segment_in_zone & ~other_way
        fits = side_m + roads.segment_length_m < spare_m
        safe |= outside & (n_destination == 0) & fits
        safe |= is_destination & ~other_way & (n_open == 0)
    return safe


def _spare_m(metric: RoadMetric, is_open: BoolArray, either: BoolArray) -> FloatArray:
    """Return how much of each open part may go before it or another is the longest.

    Infinite for zones, which only become shorter.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    roads = metric.roads

    def parts(which: BoolArray) -> IntArray:
        ones = np.ones(int(which.sum()), dtype=np.int8)
        ends = roads.segment_tail[which], roads.segment_head[which]
        graph = csr_array((ones, ends), shape=(roads.n_nodes, roads.n_nodes))
        found: IntArray = connected_components(graph, directed=False)[1].astype(np.int64)
        return found[roads.segment_tail]

    part, joined = parts(is_open), parts(either)
    length_m = np.bincount(part[is_open], weights=roads.segment_length_m[is_open])
    is_zone = is_open & roads.segment_in_zone
    longest_zone_m = np.zeros(int(joined.max(initial=0)) + 1)
    zone_m = np.zeros(roads.n_segments)
    zone_m[is_zone] = length_m[part[is_zone]]
    np.maximum.at(longest_zone_m, joined, zone_m)
    spare = np.full(roads.n_segments, np.inf)
    outside = is_open & ~roads.segment_in_zone
    spare[outside] = length_m[part[outside]] - longest_zone_m[joined[outside]]
    return spare


class Cuts(NamedTuple):
    """What closing each road of a graph cuts off."""

    bypassed: BoolArray
    """Which roads have another way round from one end to the other. Loops have."""

    below: FloatArray
    """For roads that have none: the amounts on one side. Shape (n_roads, n_amounts)."""

    beyond: FloatArray
    """And those on the other side."""


class _Tree(NamedTuple):
    """A tree that spans all parts of a graph, hung on one node more than there are."""

    order: IntArray
    """The nodes, each after the one it hangs on."""

    above: IntArray
    """The node each hangs on, below zero for none."""

    part: IntArray
    """The connected part each is of."""


def cuts(tail: IntArray, head: IntArray, n_nodes: int, amounts: FloatArray) -> Cuts:
    """Say what closing each road of a graph cuts off.

    Parameters
    ----------
    tail, head : arrays of int, shape (n_roads,)
        The nodes at which roads begin and end; directions do not matter.
    n_nodes : int
        Number of nodes.
    amounts : array of float, shape (n_roads, n_amounts)
        What of each road is to be added up on either side.

    Returns
    -------
    Cuts
        With odds of one in 2^63 a road that is bypassed is not found out to be.
    """
    tree = _spanning_tree(tail, head, n_nodes)
    of_tree = _roads_of_tree(tree, tail, head)
    hangs = np.flatnonzero(of_tree >= 0)
    number = np.random.default_rng(0).integers(1, 1 << 63, tail.size, dtype=np.int64)
    number[of_tree[hangs]] = 0
    number[tail == head] = 0
    at_node, sums = np.zeros(n_nodes + 1, dtype=np.int64), np.zeros((n_nodes + 1, amounts.shape[1]))
    for end in (tail, head):
        np.bitwise_xor.at(at_node, end, number)
        np.add.at(sums, end, amounts / 2.0)
    total = np.zeros((int(tree.part.max()) + 1, amounts.shape[1]))
    np.add.at(total, tree.part[tail], amounts)
    xors, columns, above = at_node.tolist(), sums.T.tolist(), tree.above.tolist()
    for node in reversed(tree.order.tolist()):
        if above[node] >= 0:
            xors[above[node]] ^= xors[node]
            for column in columns:
                column[above[node]] += column[node]
    bypassed, below = np.ones(tail.size, dtype=np.bool_), np.zeros_like(amounts)
    road = of_tree[hangs]
    bypassed[road] = np.array(xors, dtype=np.int64)[hangs] != 0
    below[road] = np.array(columns).T[hangs] - amounts[road] / 2.0
    return Cuts(bypassed, below, total[tree.part[tail]] - below - amounts)


def _spanning_tree(tail: IntArray, head: IntArray, n_nodes: int) -> _Tree:
    """Return a tree that spans all parts."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    shape = (n_nodes + 1, n_nodes + 1)
    ones = np.ones(tail.size, dtype=np.int8)
    _, part = connected_components(csr_array((ones, (tail, head)), shape=shape), directed=False)
    _, one_each = np.unique(part[:n_nodes], return_index=True)
    ends = np.concatenate((tail, np.full(one_each.size, n_nodes)))
    others = np.concatenate((head, one_each))
    graph = csr_array((np.ones(ends.size, dtype=np.int8), (ends, others)), shape=shape)
    order, above = breadth_first_order(graph, n_nodes, directed=False)
    return _Tree(order.astype(np.int64), above.astype(np.int64), part.astype(np.int64))


def _roads_of_tree(tree: _Tree, tail: IntArray, head: IntArray) -> IntArray:
    """Return the road by which each node hangs on the one above, -1 for none."""
    of_tree = np.full(tree.above.size, -1, dtype=np.int64)
    for one, other in ((tail, head), (head, tail)):
        hangs = np.flatnonzero(tree.above[one] == other)
        of_tree[one[hangs]] = hangs  # of several roads between the two, any one
    return of_tree
