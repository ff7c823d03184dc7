"""What a change of some arcs does to the arcs above them [1]_.

Two arcs of one rank are a way between their heads, which competes for the arc between
these. When one of the two has changed:

* a way that is now faster than the arc becomes the arc's weight at once;
* a way that was the arc's weight, and is slower now, leaves the arc doubtful, to be looked
  up among all its lower triangles when everything below it is final.

Both times the arc's weights before are written down first.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .hierarchy import NONE, U32Array
from .rank_queue import WordArray, wait
from .unpacking import arc_between

__all__ = ["CLEAN", "DOUBTFUL", "StateArray", "tell", "touch"]

StateArray = NDArray[np.uint8]

CLEAN, TOUCHED, DOUBTFUL = np.uint8(0), np.uint8(1), np.uint8(2)

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)


@njit(cache=True, nogil=True)
def touch(weights: U32Array, state: StateArray, old_weight: U32Array, arc: np.uint64) -> None:
    """Remember the weights of an arc that is about to change for the first time."""
    if state[arc] == CLEAN:
        state[arc] = TOUCHED
        old_weight[_2 * arc] = weights[_2 * arc]
        old_weight[_2 * arc + _1] = weights[_2 * arc + _1]


@njit(cache=True, nogil=True)
def tell(
    first_up: U32Array,
    up_head: U32Array,
    supernode: U32Array,
    weights: U32Array,
    state: StateArray,
    old_weight: U32Array,
    waiting_rank: WordArray,
    waiting_word: WordArray,
    begin: np.uint64,
    end: np.uint64,
    arc: np.uint64,
) -> None:
    """Let a changed arc compete, with its rank's others, for those between their heads.

    Within a supernode, an arc to the same head is as far from the end of each rank's arcs.
    """
    head = np.uint64(up_head[arc])
    known, from_end = NONE, _0
    for first in range(begin, arc):
        low = np.uint64(up_head[first])
        low_end = np.uint64(first_up[low + _1])
        if supernode[low] != known:
            known = supernode[low]
            low_begin = np.uint64(first_up[low])
            from_end = low_end - arc_between(up_head, low_begin, low_end, head)
        target = low_end - from_end
        if _matters(weights, old_weight, np.uint64(first), arc, target):
            _compete(weights, state, old_weight, np.uint64(first), arc, target)
            wait(waiting_rank, waiting_word, low)
    target = np.uint64(first_up[head])
    for second in range(arc + _1, end):
        while up_head[target] != up_head[second]:
            target += _1
        if _matters(weights, old_weight, arc, np.uint64(second), target):
            _compete(weights, state, old_weight, arc, np.uint64(second), target)
            wait(waiting_rank, waiting_word, head)


@njit(cache=True, nogil=True)
def _matters(
    weights: U32Array,
    old_weight: U32Array,
    first: np.uint64,
    second: np.uint64,
    target: np.uint64,
) -> bool:
    """Say whether a way by two arcs is faster than the arc between their heads, or was it."""
    low, high, above = _2 * first, _2 * second, _2 * target
    now_up, now_down = weights[above], weights[above + _1]
    return bool(
        (np.uint32(weights[low + _1] + weights[high]) < now_up)
        | (np.uint32(weights[high + _1] + weights[low]) < now_down)
        | (np.uint32(old_weight[low + _1] + old_weight[high]) == now_up)
        | (np.uint32(old_weight[high + _1] + old_weight[low]) == now_down)
    )


@njit(cache=True, nogil=True)
def _compete(
    weights: U32Array,
    state: StateArray,
    old_weight: U32Array,
    first: np.uint64,
    second: np.uint64,
    target: np.uint64,
) -> None:
    """Let the way by two arcs of one rank compete for the arc between their heads.

    `first` leads to the lower of the heads.
    """
    low, high, above = _2 * first, _2 * second, _2 * target
    now_up, now_down = weights[above], weights[above + _1]
    up = np.uint32(weights[low + _1] + weights[high])
    down = np.uint32(weights[high + _1] + weights[low])
    lost_up = (np.uint32(old_weight[low + _1] + old_weight[high]) == now_up) & (up > now_up)
    lost_down = (np.uint32(old_weight[high + _1] + old_weight[low]) == now_down) & (down > now_down)
    touch(weights, state, old_weight, target)
    weights[above], weights[above + _1] = min(now_up, up), min(now_down, down)
    if lost_up | lost_down:
        state[target] = DOUBTFUL
