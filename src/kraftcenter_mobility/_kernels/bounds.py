"""How long the longest shortest way can be, from a customized hierarchy.

Whoever can come to the root of the elimination tree and from there to the destination goes
no further than by way of it. Distances to and from the root follow in one pass downward,
because no rank is higher. Whoever cannot come to the root passes only nodes that cannot
either; so for these the longest chain of arcs among such nodes is a bound, upward and
downward together. The same holds for those to whom one cannot come from the root.

Nor is what is returned less than twice any arc. So where it is below INFINITE, no sum was
ever cut off: neither of two arcs during customization, nor of a whole way in a query.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .hierarchy import INFINITE, NONE, Hierarchy, U32Array

__all__ = ["is_all_joined", "longest_arc", "longest_way"]

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)
_UNREACHED = np.uint64(1 << 62)

TimeArray = NDArray[np.uint64]


@njit(cache=True, nogil=True)
def longest_way(hierarchy: Hierarchy, weights: U32Array) -> np.int64:
    """Return a bound in ticks of all shortest ways, and of all sums made on the way to them."""
    parent, first_up, up_head = hierarchy.parent, hierarchy.first_up, hierarchy.up_head
    to_root = np.empty(parent.size, np.uint64)
    from_root = np.empty(parent.size, np.uint64)
    furthest = _from_roots(parent, first_up, up_head, weights, _0, to_root)
    furthest += _from_roots(parent, first_up, up_head, weights, _1, from_root)
    for apart in (to_root, from_root):
        chains = _longest_chain(first_up, up_head, weights, _0, apart)
        chains += _longest_chain(first_up, up_head, weights, _1, apart)
        furthest = max(furthest, chains)
    return np.int64(max(furthest, _2 * np.uint64(longest_arc(weights))))


@njit(cache=True, nogil=True)
def longest_arc(weights: U32Array) -> np.uint32:
    """Return the largest of all weights that are not INFINITE, of one metric or of many."""
    longest = np.uint32(0)
    for slot in range(weights.size):
        weight = weights[slot]
        longest = max(longest, weight if weight < INFINITE else np.uint32(0))
    return longest


@njit(cache=True, nogil=True)
def is_all_joined(hierarchy: Hierarchy, weights: U32Array) -> bool:
    """Say whether one can come from every rank to its root, and back."""
    parent, first_up, up_head = hierarchy.parent, hierarchy.first_up, hierarchy.up_head
    time = np.empty(parent.size, np.uint64)
    for direction in (_0, _1):
        _from_roots(parent, first_up, up_head, weights, direction, time)
        for rank in range(time.size):
            if time[rank] == _UNREACHED:
                return False
    return True


@njit(cache=True)
def _from_roots(
    parent: U32Array,
    first_up: U32Array,
    up_head: U32Array,
    weights: U32Array,
    direction: np.uint64,
    time: TimeArray,
) -> np.uint64:
    """Fill in the times to (0) or from (1) the roots; return the longest there is."""
    n = np.uint64(parent.size)
    furthest = _0
    for k in range(n):
        rank = n - _1 - np.uint64(k)
        best = _0 if parent[rank] == NONE else _UNREACHED
        for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
            weight = weights[_2 * arc + direction]
            if weight < INFINITE:
                best = min(best, np.uint64(weight) + time[up_head[arc]])
        time[rank] = min(best, _UNREACHED)
        if time[rank] < _UNREACHED:
            furthest = max(furthest, time[rank])
    return furthest


@njit(cache=True)
def _longest_chain(
    first_up: U32Array,
    up_head: U32Array,
    weights: U32Array,
    direction: np.uint64,
    time: TimeArray,
) -> np.uint64:
    """Return the longest chain of arcs among ranks whose time is unreached."""
    n = np.uint64(first_up.size) - _1
    longest = np.zeros(n, np.uint64)
    most = _0
    for k in range(n):
        rank = n - _1 - np.uint64(k)
        if time[rank] < _UNREACHED:
            continue
        best = _0
        for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
            weight = weights[_2 * arc + direction]
            if weight < INFINITE and time[up_head[arc]] == _UNREACHED:
                best = max(best, np.uint64(weight) + longest[up_head[arc]])
        longest[rank] = best
        most = max(most, best)
    return most
