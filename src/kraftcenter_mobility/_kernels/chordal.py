"""The chordal supergraph of an order: which arcs contraction leaves behind.

The neighbours below of a rank are found by walking from the ends of its edges up the
elimination tree until a rank that was met before: the row subtrees of symbolic
factorization [1]_. Nothing is sorted and no neighbourhoods are merged; the time is that of
writing the result. Supernodes are runs of ranks with nested neighbourhoods [2]_.

References
----------
.. [1] J. W. H. Liu, "A compact row storage scheme for Cholesky factors using elimination
   trees," ACM Trans. Math. Softw., vol. 12, no. 2, pp. 127-148, 1986.
   doi:10.1145/6497.6499
.. [2] J. W. H. Liu, E. G. Ng, B. W. Peyton, "On finding supernodes for sparse matrix
   computations," SIAM J. Matrix Anal. Appl., vol. 14, no. 1, pp. 242-252, 1993.
   doi:10.1137/0614019
"""

import numpy as np
from numba import njit

from .hierarchy import NONE, U32Array

__all__ = ["MOST_ARCS", "arcs_above", "arcs_from_below", "chordal_arcs"]
__all__ += ["slots_of_edges", "supernodes"]

MOST_ARCS = (1 << 31) - 1
"""Twice as many slots can be told apart in 32 bits, and one number left for none."""

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)
_MOST_ARCS = np.uint64(MOST_ARCS)


@njit(cache=True, nogil=True)
def arcs_above(first_below: U32Array, below: U32Array, parent: U32Array) -> U32Array:
    """Return how many arcs lead upward from each rank.

    Once there are more than `MOST_ARCS` of them nobody goes on counting.
    """
    n = np.uint64(parent.size)
    n_above = np.zeros(n, np.uint32)
    met_by = np.empty(n, np.uint32)
    n_arcs = _0
    for rank in range(n):
        met_by[rank] = np.uint32(rank)
        for k in range(np.uint64(first_below[rank]), np.uint64(first_below[rank + _1])):
            at = np.uint64(below[k])
            while met_by[at] != rank:
                met_by[at] = np.uint32(rank)
                n_above[at] += np.uint32(1)
                n_arcs += _1
                at = np.uint64(parent[at])
        if n_arcs > _MOST_ARCS:
            break
    return n_above


@njit(cache=True, nogil=True)
def chordal_arcs(
    first_below: U32Array, below: U32Array, parent: U32Array, first_up: U32Array
) -> U32Array:
    """Return the rank that each upward arc leads to, ascending within each rank."""
    n = np.uint64(parent.size)
    met_by = np.empty(n, np.uint32)
    next_arc = first_up[: np.int64(n)].copy()
    up_head = np.empty(np.int64(first_up[n]), np.uint32)
    for rank in range(n):
        met_by[rank] = np.uint32(rank)
        for k in range(np.uint64(first_below[rank]), np.uint64(first_below[rank + _1])):
            at = np.uint64(below[k])
            while met_by[at] != rank:
                met_by[at] = np.uint32(rank)
                up_head[next_arc[at]] = np.uint32(rank)
                next_arc[at] += np.uint32(1)
                at = np.uint64(parent[at])
    return up_head


@njit(cache=True, nogil=True)
def arcs_from_below(first_up: U32Array, up_head: U32Array) -> tuple[U32Array, U32Array, U32Array]:
    """Return where each rank's arcs from below begin, their tails ascending, and the arcs."""
    n = np.uint64(first_up.size) - _1
    first_down = np.zeros(n + _1, np.uint32)
    for arc in range(np.uint64(up_head.size)):
        first_down[np.uint64(up_head[arc]) + _1] += np.uint32(1)
    for rank in range(n):
        first_down[rank + _1] += first_down[rank]
    next_place = first_down[: np.int64(n)].copy()
    down_tail = np.empty(up_head.size, np.uint32)
    down_arc = np.empty(up_head.size, np.uint32)
    for rank in range(n):
        for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
            head = np.uint64(up_head[arc])
            place = np.uint64(next_place[head])
            down_tail[place] = np.uint32(rank)
            down_arc[place] = np.uint32(arc)
            next_place[head] = np.uint32(place + _1)
    return first_down, down_tail, down_arc


@njit(cache=True, nogil=True)
def slots_of_edges(
    tail: U32Array, head: U32Array, first_up: U32Array, up_head: U32Array
) -> U32Array:
    """Return where each edge's weight enters, NONE for loops. `tail`, `head`: ranks."""
    slot = np.empty(tail.size, np.uint32)
    for edge in range(np.uint64(tail.size)):
        low, high = min(tail[edge], head[edge]), max(tail[edge], head[edge])
        if low == high:
            slot[edge] = NONE
            continue
        begin = np.uint64(first_up[low])
        end = np.uint64(first_up[np.uint64(low) + _1]) - _1
        while begin < end:
            middle = (begin + end) >> _1
            if up_head[middle] < high:
                begin = middle + _1
            else:
                end = middle
        leads_down = _1 if tail[edge] > head[edge] else _0
        slot[edge] = np.uint32(_2 * begin + leads_down)
    return slot


@njit(cache=True, nogil=True)
def supernodes(first_up: U32Array, parent: U32Array) -> tuple[U32Array, U32Array]:
    """Return where each supernode begins, and the supernode of each rank.

    A rank joins the one before if it is its parent and has one neighbour above less: as
    contraction hands all neighbours on to the parent, they must then be the same ones.
    """
    n = np.uint64(parent.size)
    supernode = np.empty(n, np.uint32)
    first = np.empty(n + _1, np.uint32)
    n_supernodes = _0
    degree_before = _0
    for rank in range(n):
        degree = np.uint64(first_up[rank + _1]) - np.uint64(first_up[rank])
        joins = rank > _0 and parent[rank - _1] == rank and degree_before == degree + _1
        if not joins:
            first[n_supernodes] = np.uint32(rank)
            n_supernodes += _1
        supernode[rank] = np.uint32(n_supernodes - _1)
        degree_before = degree
    first[n_supernodes] = np.uint32(n)
    return first[: np.int64(n_supernodes + _1)].copy(), supernode
