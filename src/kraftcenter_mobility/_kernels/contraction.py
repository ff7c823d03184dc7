"""Build a customizable contraction hierarchy from a graph and an order [1]_.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
"""

import numpy as np
from numpy.typing import NDArray

from .chordal import (
    MOST_ARCS,
    arcs_above,
    arcs_from_below,
    chordal_arcs,
    slots_of_edges,
    supernodes,
)
from .elimination import elimination_tree, post_order
from .hierarchy import NONE, Hierarchy, U32Array
from .interrupts import uninterrupted

__all__ = ["build_hierarchy"]


def build_hierarchy(
    order: NDArray[np.integer], first_out: NDArray[np.integer], head: NDArray[np.integer]
) -> Hierarchy:
    """Return the hierarchy of a graph contracted in the given order, lowest node first.

    Raises
    ------
    OverflowError
        If that leaves more arcs than can be numbered.
    """
    n_nodes = first_out.size - 1
    rank = np.empty(n_nodes, np.uint32)
    rank[order] = np.arange(n_nodes, dtype=np.uint32)
    out_degree = (first_out[1:] - first_out[:-1]).astype(np.int64)
    tail = np.repeat(rank, out_degree)
    first_below, below = _below(tail, rank[head], n_nodes)
    new_rank = np.empty(n_nodes, np.uint32)
    new_rank[post_order(elimination_tree(first_below, below))] = np.arange(n_nodes, dtype=np.uint32)
    rank = new_rank[rank]
    tail, head_rank = np.repeat(rank, out_degree), rank[head]
    first_below, below = _below(tail, head_rank, n_nodes)
    parent = elimination_tree(first_below, below)
    first_up = _first_arcs(arcs_above(first_below, below, parent))
    up_head = chordal_arcs(first_below, below, parent, first_up)
    slot = slots_of_edges(tail, head_rank, first_up, up_head)
    first_edge, edge_of_slot = _edges_by_slot(slot, 2 * up_head.size)
    node = np.empty(n_nodes, np.uint32)
    node[rank] = np.arange(n_nodes, dtype=np.uint32)
    hierarchy = Hierarchy(
        rank,
        node,
        parent,
        first_up,
        up_head,
        *uninterrupted(arcs_from_below, first_up, up_head),
        slot,
        first_edge,
        edge_of_slot,
        *uninterrupted(supernodes, first_up, parent),
    )
    for array in hierarchy:  # shared by everybody, and one type for the compiler
        array.setflags(write=False)
    return hierarchy


def _below(tail: U32Array, head: U32Array, n_nodes: int) -> tuple[U32Array, U32Array]:
    """Return the ends of edges below each rank: where each rank's begin, and which."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    distinct = low != high
    return _grouped(high[distinct], low[distinct], n_nodes)


def _first_arcs(n_above: U32Array) -> U32Array:
    """Return where each rank's upward arcs begin, if they can be numbered at all."""
    if n_above.sum(dtype=np.uint64) > MOST_ARCS:
        raise OverflowError(
            f"contracting {n_above.size:,} nodes in this order leaves more than {MOST_ARCS:,} "
            f"arcs; the order is bad, or the graph is nothing like a road network"
        )
    first_up = np.zeros(n_above.size + 1, np.uint32)
    np.cumsum(n_above, out=first_up[1:])
    return first_up


def _edges_by_slot(slot: U32Array, n_slots: int) -> tuple[U32Array, U32Array]:
    """Return where each slot's edges begin, and the edges slot by slot."""
    enters = np.flatnonzero(slot != NONE).astype(np.uint32)
    return _grouped(slot[enters], enters, n_slots)


def _grouped(group: U32Array, member: U32Array, n_groups: int) -> tuple[U32Array, U32Array]:
    """Return where each group's members begin, and the members group by group, in order."""
    first = np.zeros(n_groups + 1, np.uint32)
    np.cumsum(np.bincount(group, minlength=n_groups), out=first[1:])
    return first, member[np.argsort(group, kind="stable")]
