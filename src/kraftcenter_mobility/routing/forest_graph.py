"""A mode's graph as the kernels that grow forests take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.forest import Forest, Seeds, TwoWayGraph

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array
    from kraftcenter_mobility._kernels.nearest_sweep import LabelArray
    from kraftcenter_mobility.networks.mode_graph import ModeGraph

__all__ = [
    "NO_EDGES",
    "arcs_by_edge",
    "chained_seeds",
    "grown_forest",
    "places_in",
    "rows_of",
    "two_way_graph",
]

NO_EDGES: Any = np.zeros(0, dtype=np.int64)


def rows_of(first: IntArray, rows: IntArray) -> IntArray:
    """Return all positions of some rows, one row after the other."""
    size = first[rows + 1] - first[rows]
    begin = np.cumsum(size) - size
    positions: IntArray = np.arange(int(size.sum())) + np.repeat(first[rows] - begin, size)
    return positions


def places_in(known: IntArray, wanted: IntArray) -> tuple[IntArray, IntArray]:
    """Return where in an ascending list those wanted stand that do, and which they are."""
    if not known.size:
        return NO_EDGES, NO_EDGES
    at = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    found = np.flatnonzero(known[at] == wanted)
    return at[found], found


def two_way_graph(graph: ModeGraph, twins: IntArray, copied: IntArray) -> TwoWayGraph:
    """Return a graph with twins of some nodes, whose edges can be followed from either end."""
    first_out = graph.first_out.astype(np.int64)
    n_out = np.diff(first_out)
    n_out = np.concatenate((n_out, n_out[twins]))
    head = np.concatenate((graph.head, graph.head[copied]))
    tail = np.repeat(np.arange(n_out.size), n_out).astype(np.uint32)
    order = np.argsort(head, kind="stable")
    return TwoWayGraph(
        np.concatenate(([0], np.cumsum(n_out))).astype(np.uint32),
        head,
        tail,
        row_starts(head, n_out.size).astype(np.uint32),
        tail[order],
        order.astype(np.uint32),
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


def arcs_by_edge(graph: ModeGraph, copied: IntArray, n_edges: int) -> tuple[IntArray, IntArray]:
    """Return the graph's edges that nobody takes who does not travel along an edge.

    With turns those by which one comes to an edge of the network and goes on from it, the
    copies of edges among them. What comes back are the edges of the graph, edge by edge of
    the network, and before them where those of each begin. Shape (n_edges + 1,).
    """
    arc = np.arange(graph.n_edges)
    along, arcs = [graph.edge], [arc]
    if graph.turns:
        along.append(graph.item[graph.head])
        arcs.append(arc)
    for edges in list(along):
        along.append(edges[copied])
        arcs.append(graph.n_edges + np.arange(copied.size))
    every = np.concatenate(along)
    order = np.argsort(every, kind="stable")
    return row_starts(every, n_edges), np.concatenate(arcs)[order]
