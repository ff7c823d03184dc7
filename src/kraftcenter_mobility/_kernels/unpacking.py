"""From arcs of the chordal supergraph back to the edges of the graph [1]_.

An arc's weight is either that of an edge which enters at its slot, or the sum of two arcs
by way of a rank below both its ends. Which one is not stored but looked for, so that a
change of weights has nothing to keep up to date. An edge is preferred to a way round of
the same weight, the first edge to others, and the lowest rank to others; the same path
comes out every time. The search ends even where weights are zero, because every step leads
to arcs with a lower tail.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
"""

import numpy as np
from numba import njit

from .hierarchy import NONE, Hierarchy, U32Array

__all__ = ["MISMATCH", "arc_between", "unpack"]

MISMATCH = np.int64(-1)
"""A weight is neither an edge's nor a sum: the weights do not belong to the edge weights."""

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)


@njit(cache=True, nogil=True)
def arc_between(up_head: U32Array, begin: np.uint64, end: np.uint64, head: np.uint64) -> np.uint64:
    """Return the first of some arcs that leads to `head` or higher, or `end`."""
    while begin < end:
        middle = (begin + end) >> _1
        if up_head[middle] < head:
            begin = middle + _1
        else:
            end = middle
    return begin


@njit(cache=True, nogil=True)
def unpack(
    hierarchy: Hierarchy,
    weights: U32Array,
    edge_weights: U32Array,
    stack: U32Array,
    n_stacked: np.uint64,
    edges: U32Array,
) -> np.int64:
    """Fill `edges` with what is behind some slots, in the order of travel; return how many.

    The slots lie on the stack, the last one on top is travelled first, each with the tail
    of its arc: ``stack[2 * k]`` and ``stack[2 * k + 1]``. The stack needs room for as many
    more as there are ranks. Edges for which there is no room are counted, not written.
    """
    first_edge, edge_of_slot, up_head = (
        hierarchy.first_edge,
        hierarchy.edge_of_slot,
        hierarchy.up_head,
    )
    first_down, down_tail, down_arc = hierarchy.first_down, hierarchy.down_tail, hierarchy.down_arc
    n_edges = np.int64(0)
    top = _2 * n_stacked
    while top > _0:
        slot, tail = np.uint64(stack[top - _2]), np.uint64(stack[top - _1])
        edge = _edge_behind(first_edge, edge_of_slot, edge_weights, weights[slot], slot)
        if edge != NONE:
            if n_edges < edges.size:
                edges[n_edges] = edge
            n_edges += 1
            top -= _2
            continue
        head = np.uint64(up_head[slot >> _1])
        middle, first, second = _triangle_behind(
            first_down, down_tail, down_arc, weights, slot, tail, head
        )
        if middle == NONE:
            return MISMATCH
        stack[top - _2], stack[top - _1] = np.uint32(second), np.uint32(middle)
        stack[top], stack[top + _1] = np.uint32(first), np.uint32(middle)
        top += _2
    return n_edges


@njit(cache=True, nogil=True)
def _edge_behind(
    first_edge: U32Array,
    edge_of_slot: U32Array,
    edge_weights: U32Array,
    weight: np.uint32,
    slot: np.uint64,
) -> np.uint32:
    """Return the first edge that enters at a slot and has the given weight, or NONE."""
    for k in range(np.uint64(first_edge[slot]), np.uint64(first_edge[slot + _1])):
        edge: np.uint32 = edge_of_slot[k]
        if edge_weights[edge] == weight:
            return edge
    return NONE


@njit(cache=True, nogil=True)
def _triangle_behind(
    first_down: U32Array,
    down_tail: U32Array,
    down_arc: U32Array,
    weights: U32Array,
    slot: np.uint64,
    tail: np.uint64,
    head: np.uint64,
) -> tuple[np.uint64, np.uint64, np.uint64]:
    """Return the lowest rank by way of which one travels a slot, and the two slots of it.

    The slots are in the order of travel. The rank is NONE if there is none.
    """
    weight, leads_down = weights[slot], slot & _1
    near, near_end = np.uint64(first_down[tail]), np.uint64(first_down[tail + _1])
    far, far_end = np.uint64(first_down[head]), np.uint64(first_down[head + _1])
    if near < near_end:
        far = arc_between(down_tail, far, far_end, np.uint64(down_tail[near]))
    while near < near_end and far < far_end:
        near_tail, far_tail = down_tail[near], down_tail[far]
        if near_tail == far_tail:
            to_tail = _2 * np.uint64(down_arc[near]) + (_1 - leads_down)
            to_head = _2 * np.uint64(down_arc[far]) + leads_down
            if np.uint32(weights[to_tail] + weights[to_head]) == weight:
                if leads_down == _1:
                    return np.uint64(near_tail), to_head, to_tail
                return np.uint64(near_tail), to_tail, to_head
        near += np.uint64(near_tail <= far_tail)
        far += np.uint64(far_tail <= near_tail)
    return np.uint64(NONE), _0, _0
