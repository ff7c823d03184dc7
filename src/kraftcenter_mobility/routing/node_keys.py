"""The nearest place from every node, read off the graph of a mode.

Who stands at a node sets out along any road that leaves it; but from an open road not
through a zone (:mod:`kraftcenter_mobility.networks.zones`), as from a place at that node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.nearest_sweep import NOWHERE
from kraftcenter_mobility.networks.road import ARRIVAL

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility._kernels.nearest_sweep import LabelArray
    from kraftcenter_mobility.networks.base_graph import BaseGraph
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.patches import LocalRoads

__all__ = ["keys_at_core", "keys_at_nodes"]


def keys_at_nodes(
    base: BaseGraph, nodes: IntArray, key: LabelArray, closed: IntArray
) -> LabelArray:
    """Return the least key with which one may set out at some nodes of a network.

    Parameters
    ----------
    base : BaseGraph
        The graph.
    nodes : array of int, shape (n,)
        Nodes of the network, ascending.
    key : array of uint64, shape (n_graph_nodes,)
        Time and number of the nearest place from every node of the graph.
    closed : array of int
        Edges of the network that have been closed.
    """
    if not base.graph.turns:
        node = base.node_of[nodes]
        return np.where(node >= 0, key[np.maximum(node, 0)], NOWHERE)
    metric = base.metric
    is_rim = metric.finder.is_rim[nodes]
    if closed.size:
        is_rim = _rim_without(metric, nodes, closed)
    return _least(metric, nodes, is_rim, base.node_of, key, closed)


def keys_at_core(local: LocalRoads, key: LabelArray) -> tuple[IntArray, LabelArray]:
    """Return the nodes at which some changes change anything, and their least keys.

    `key` holds those of the graph's nodes and then of the new ones.
    """
    cut, metric = local.slice, local.metric
    own = np.flatnonzero(cut.local_core & (cut.node >= 0))
    if metric.turns:
        none = np.zeros(0, dtype=np.int64)
        found = _least(metric, own, metric.finder.is_rim[own], local.begin, key, none)
        return cut.node[own], found
    found = np.full(own.size, NOWHERE)
    place = np.full(cut.roads.n_nodes, -1, dtype=np.int64)
    for node, end in ((local.begin, cut.roads.tail), (local.end, cut.roads.head)):
        place[end] = np.maximum(place[end], node)
    known = place[own] >= 0
    found[known] = key[place[own][known]]
    return cut.node[own], found


def _least(  # noqa: PLR0913, PLR0917 - what there is, and who may set out
    metric: RoadMetric,
    nodes: IntArray,
    is_rim: BoolArray,
    node_of: IntArray,
    key: LabelArray,
    closed: IntArray,
) -> LabelArray:
    """Return the least key of the edges along which one may set out at nodes."""
    owner, edge = metric.finder.leaving.of(np.arange(nodes.size), nodes)
    arrives = (metric.roads.edge_role[edge] & ARRIVAL) == ARRIVAL
    may = ~(metric.edge_destination[edge] & ~arrives & is_rim[owner]) & (node_of[edge] >= 0)
    if closed.size:
        may &= ~np.isin(edge, closed)
    least = np.full(nodes.size, NOWHERE)
    np.minimum.at(least, owner[may], key[node_of[edge[may]]])
    return least


def _rim_without(metric: RoadMetric, nodes: IntArray, closed: IntArray) -> BoolArray:
    """Say at which nodes there still is an open road that is not destination-only."""
    is_rim = np.zeros(nodes.size, dtype=np.bool_)
    for by_node in (metric.finder.leaving, metric.finder.arriving):
        owner, edge = by_node.of(np.arange(nodes.size), nodes)
        open_road = ~metric.edge_destination[edge] & ~np.isin(edge, closed)
        is_rim[owner[open_road]] = True
    return is_rim
