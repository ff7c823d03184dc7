"""The frontier of a search: which node or edge to settle next.

An entry is one unsigned 64-bit number: the time, rounded down to 1/1024 of a second, in
the upper 32 bits and the node or edge in the lower 32. One array, one comparison, four
children to a slot (D. B. Johnson's d-ary heap [1]_). An entry is never found again and
lowered; what is reached sooner is pushed once more, and the search throws the older
entry away when it surfaces.

Rounding costs nothing in exactness, because the labels stay ``float64`` beside the heap:
two entries within the same 1/1024 s may surface in either order, and a label that is
improved after it surfaced is simply pushed again.

References
----------
.. [1] D. B. Johnson, "Priority queues with update and finding minimum spanning trees,"
   Inf. Process. Lett., vol. 4, no. 3, pp. 53-57, 1975. doi:10.1016/0020-0190(75)90001-0
.. [2] I. Wegener, "Bottom-up-heapsort, a new variant of heapsort beating, on an average,
   quicksort (if n is not very small)," Theor. Comput. Sci., vol. 118, no. 1, pp. 81-98,
   1993. doi:10.1016/0304-3975(93)90364-Y
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = [
    "MAX_TIME_S",
    "TICKS_PER_SECOND",
    "KeyArray",
    "entry_of",
    "is_stale",
    "item_of",
    "pop",
    "push",
    "with_room",
]

KeyArray = NDArray[np.uint64]

TICKS_PER_SECOND = 1024.0
"""Resolution of the order in which entries surface; a power of two, so exact to scale by."""

MAX_TIME_S = (2.0**30 - 1.0) / TICKS_PER_SECOND
"""The latest time of interest: 12 days. Searches are cut off there at the latest, and so are
contraction hierarchies, whose times are below 2^30 ticks. An entry could hold four times that."""

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_0, _1, _2, _3, _4 = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)


@njit(cache=True)
def entry_of(time_s: float, item: np.uint64) -> np.uint64:
    """Pack a time and a node or edge into one entry."""
    return (np.uint64(np.int64(time_s * TICKS_PER_SECOND)) << _SHIFT) | np.uint64(item)


@njit(cache=True)
def item_of(entry: np.uint64) -> np.uint64:
    """Return the node or edge of an entry."""
    return entry & _LOW


@njit(cache=True)
def is_stale(entry: np.uint64, time_s: float) -> bool:
    """Say whether what the entry stands for has been reached sooner since."""
    stale: bool = np.uint64(np.int64(time_s * TICKS_PER_SECOND)) != entry >> _SHIFT
    return stale


@njit(cache=True)
def with_room(heap: KeyArray, size: np.uint64) -> KeyArray:
    """Return the heap, or a larger copy of it when no slot is free.

    Times that differ by less than a tick can make a search push more often than there are
    edges, by how much no simple bound says; so the room is checked, not promised. Not in
    the innermost loop, though: replacing an array there cost a fifth of a search or more.
    """
    if size < np.uint64(heap.size):
        return heap
    larger = np.empty(2 * heap.size + 8, np.uint64)
    larger[: heap.size] = heap
    return larger


@njit(cache=True)
def push(heap: KeyArray, size: np.uint64, entry: np.uint64) -> np.uint64:
    """Add an entry to a heap of `size` entries and return its new size."""
    slot = size
    while slot > _0:
        parent = (slot - _1) >> _2
        if heap[parent] <= entry:
            break
        heap[slot] = heap[parent]
        slot = parent
    heap[slot] = entry
    return size + _1


@njit(cache=True)
def pop(heap: KeyArray, size: np.uint64) -> np.uint64:
    """Remove the earliest of `size` entries from slot 0 and return the new size.

    The last entry has to go somewhere else, and nearly always to the bottom: so the hole
    first sinks all the way down, to the earliest child each time, and the entry rises from
    there [2]_. The earliest of four children is chosen without a branch, which the
    processor could not predict.
    """
    size = size - _1
    slot = _0
    child = _1
    while child + _3 < size:
        left, right = child, child + _2
        left_entry = min(heap[child], heap[child + _1])
        right_entry = min(heap[child + _2], heap[child + _3])
        left += np.uint64(heap[child + _1] < heap[child])
        right += np.uint64(heap[child + _3] < heap[child + _2])
        heap[slot] = min(left_entry, right_entry)
        slot = right if right_entry < left_entry else left
        child = _4 * slot + _1
    if child < size:
        earliest = child
        for sibling in range(child + _1, size):
            if heap[sibling] < heap[earliest]:
                earliest = np.uint64(sibling)
        heap[slot] = heap[earliest]
        slot = earliest
    push(heap, slot, heap[size])
    return size
