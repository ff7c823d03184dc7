"""Weights from what lies below: the edges of a slot, and an arc's lower triangles [1]_.

The ranks below both ends of an arc are where two ascending lists agree. Customizing
everything never has to look for them; bringing single arcs up to date does.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
"""

import numpy as np
from numba import njit

from .arc_state import DOUBTFUL, StateArray
from .hierarchy import INFINITE, U32Array
from .unpacking import arc_between

__all__ = ["look_anew"]

_1, _2 = np.uint64(1), np.uint64(2)


@njit(cache=True, nogil=True)
def look_anew(
    up_head: U32Array,
    first_down: U32Array,
    down_tail: U32Array,
    down_arc: U32Array,
    first_edge: U32Array,
    edge_of_slot: U32Array,
    edge_weights: U32Array,
    weights: U32Array,
    state: StateArray,
    rank: np.uint64,
    begin: np.uint64,
    end: np.uint64,
) -> np.int64:
    """Set the weights of a rank's doubtful arcs anew; return the steps it took."""
    near, near_end = np.uint64(first_down[rank]), np.uint64(first_down[rank + _1])
    steps = np.int64(end - begin)
    for arc in range(begin, end):
        if state[arc] != DOUBTFUL:
            continue
        up, down = _2 * np.uint64(arc), _2 * np.uint64(arc) + _1
        weights[up] = _of_edges(first_edge, edge_of_slot, edge_weights, up)
        weights[down] = _of_edges(first_edge, edge_of_slot, edge_weights, down)
        if near < near_end:
            head = np.uint64(up_head[arc])
            far_begin, far_end = np.uint64(first_down[head]), np.uint64(first_down[head + _1])
            far = arc_between(down_tail, far_begin, far_end, np.uint64(down_tail[near]))
            steps += _relax(down_tail, down_arc, weights, near, near_end, far, far_end, up)
    return steps


@njit(cache=True, nogil=True)
def _of_edges(
    first_edge: U32Array, edge_of_slot: U32Array, edge_weights: U32Array, slot: np.uint64
) -> np.uint32:
    """Return the least weight of the edges that enter at a slot."""
    least = INFINITE
    for k in range(np.uint64(first_edge[slot]), np.uint64(first_edge[slot + _1])):
        least = min(least, edge_weights[edge_of_slot[k]])
    return least


@njit(cache=True, nogil=True)
def _relax(
    down_tail: U32Array,
    down_arc: U32Array,
    weights: U32Array,
    near: np.uint64,
    near_end: np.uint64,
    far: np.uint64,
    far_end: np.uint64,
    slot: np.uint64,
) -> np.int64:
    """Lower an arc's weights to those of its lower triangles; return the steps it took.

    `near` and `far` run through what lies below its tail and below its head.
    """
    up, down = weights[slot], weights[slot + _1]
    begin = near + far
    while near < near_end and far < far_end:
        near_tail, far_tail = down_tail[near], down_tail[far]
        if near_tail == far_tail:
            low, high = _2 * np.uint64(down_arc[near]), _2 * np.uint64(down_arc[far])
            up = min(up, np.uint32(weights[low + _1] + weights[high]))
            down = min(down, np.uint32(weights[high + _1] + weights[low]))
        near += np.uint64(near_tail <= far_tail)
        far += np.uint64(far_tail <= near_tail)
    weights[slot], weights[slot + _1] = up, down
    return np.int64(near + far - begin)
