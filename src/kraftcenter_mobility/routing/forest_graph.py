"""A mode's graph as the kernels that grow forests take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.forest import Forest, Seeds, TwoWayGraph
from kraftcenter_mobility.networks.runs import positions

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array
    from kraftcenter_mobility._kernels.nearest_sweep import LabelArray
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.mode_graph import ModeGraph

__all__ = [
    "NO_EDGES",
    "ForestBase",
    "chained_seeds",
    "forest_base",
    "grown_forest",
    "places_in",
    "rows_of",
    "with_twins",
]

NO_EDGES: Any = np.zeros(0, dtype=np.int64)


def rows_of(first: IntArray, rows: IntArray) -> IntArray:
    """Return all positions of some rows, one row after the other."""
    return positions(first[rows], first[rows + 1])


def places_in(known: IntArray, wanted: IntArray) -> tuple[IntArray, IntArray]:
    """Return where in an ascending list those wanted stand that do, and which they are."""
    if not known.size:
        return NO_EDGES, NO_EDGES
    at = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    found = np.flatnonzero(known[at] == wanted)
    return at[found], found


class ForestBase(NamedTuple):
    """What all forests of a metric share."""

    metric: RoadMetric
    mode_graph: ModeGraph
    graph: TwoWayGraph
    ticks: U32Array
    node_of: IntArray
    """The node that each of the network's edges (with turns) or nodes is, -1 for none."""

    first_along: IntArray
    """Where the graph's edges along each edge of the network begin. Shape (n_edges + 1,)."""

    along: IntArray
    """Those that nobody takes who does not travel along the edge. With turns those by which
    one comes to it and those by which one goes on from it."""


def forest_base(metric: RoadMetric, mode_graph: ModeGraph) -> ForestBase:
    """Return what all forests of a metric share.

    Parameters
    ----------
    metric : RoadMetric
        The times.
    mode_graph : ModeGraph
        What the metric's mode may use.
    """
    n_nodes, head, roads = mode_graph.n_nodes, mode_graph.head, metric.roads
    tail = np.repeat(np.arange(n_nodes), np.diff(mode_graph.first_out)).astype(np.uint32)
    order = np.argsort(head, kind="stable")
    graph = TwoWayGraph(
        mode_graph.first_out,
        head,
        tail,
        row_starts(head, n_nodes).astype(np.uint32),
        tail[order],
        order.astype(np.uint32),
    )
    edge = mode_graph.edge
    if mode_graph.turns:
        edge = np.concatenate((edge, mode_graph.item[head]))
    along = np.argsort(edge, kind="stable") % max(head.size, 1)
    node_of = mode_graph.node_of(roads.n_edges if mode_graph.turns else roads.n_nodes)
    base = ForestBase(
        metric,
        mode_graph,
        graph,
        mode_graph.ticks(metric),
        node_of,
        row_starts(edge, roads.n_edges),
        along,
    )
    for array in (*graph, *base[3:]):
        array.setflags(write=False)
    return base


def with_twins(graph: TwoWayGraph, twins: IntArray, copied: IntArray) -> TwoWayGraph:
    """Return a graph with twins of some nodes, numbered after them, that have no way in.

    Parameters
    ----------
    graph : TwoWayGraph
        The graph.
    twins : array of int
        The nodes, ascending.
    copied : array of int
        The edges that leave them, in the same order.
    """
    n_nodes, n_edges = graph.first_in.size - 1, graph.head.size
    begin = graph.first_out.astype(np.int64)
    n_out = begin[twins + 1] - begin[twins]
    own = np.repeat(np.arange(n_nodes, n_nodes + twins.size), n_out).astype(np.uint32)
    head = graph.head[copied].astype(np.int64)
    order = np.argsort(head, kind="stable")
    place = graph.first_in[head[order] + 1].astype(np.int64)
    first_in = graph.first_in.astype(np.int64)
    first_in[1:] += np.cumsum(np.bincount(head, minlength=n_nodes))
    none_in = np.full(twins.size, first_in[-1])
    twin_ends = begin[-1] + np.cumsum(n_out)
    return TwoWayGraph(
        np.concatenate((begin, twin_ends)).astype(np.uint32),
        np.concatenate((graph.head, graph.head[copied])),
        np.concatenate((graph.tail, own)),
        np.concatenate((first_in, none_in)).astype(np.uint32),
        np.insert(graph.tail_in, place, own[order]),
        np.insert(graph.edge_in, place, (n_edges + order).astype(np.uint32)),
    )


def chained_seeds(node: IntArray, key: LabelArray, n_nodes: int) -> Seeds:
    """Return seeds with those of each node chained to one another."""
    order = np.argsort(node, kind="stable")
    same = node[order][1:] == node[order][:-1]
    after = np.full(node.size, -1, np.int32)
    after[order[1:][same]] = order[:-1][same]
    first = np.full(n_nodes, -1, np.int32)
    first[node[order]] = order  # the last of each node is kept
    return Seeds(node.astype(np.uint32), key, first, after)


def grown_forest(graph: TwoWayGraph, ticks: U32Array, seeds: Seeds) -> Forest:
    """Return the forest of a graph."""
    from kraftcenter_mobility._kernels.forest import nearest_forest, preorder

    n_nodes = graph.first_in.size - 1
    key, next_edge = np.empty(n_nodes, np.uint64), np.empty(n_nodes, np.int32)
    nearest_forest(graph, ticks, seeds, key, next_edge, np.empty(n_nodes + 64, np.uint64))
    order, position, size = (np.empty(n_nodes, np.uint32) for _ in range(3))
    preorder(graph, next_edge, order, position, size)
    forest = Forest(key, next_edge, order, position, size)
    for array in forest:
        array.setflags(write=False)
    return forest
