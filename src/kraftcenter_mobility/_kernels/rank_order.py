"""Sorting by rank, in time that is linear in how many there are [1]_.

References
----------
.. [1] D. E. Knuth, "The Art of Computer Programming, vol. 3: Sorting and searching," 2nd ed.,
   Addison-Wesley, 1998, section 5.2.5.
"""

import numpy as np
from numba import njit

from .hierarchy import U32Array

__all__ = ["order_by_rank"]

_BITS = np.uint32(11)
_N_DIGITS = 1 << 11
_LAST_DIGIT = np.uint32(_N_DIGITS - 1)


@njit(cache=True, nogil=True)
def order_by_rank(rank: U32Array) -> U32Array:
    """Return the positions of all ranks, the lowest rank first; equal ones as they stand."""
    order, other = np.empty(rank.size, np.uint32), np.empty(rank.size, np.uint32)
    highest = np.uint32(0)
    for i in range(rank.size):
        order[i] = np.uint32(i)
        highest = max(highest, rank[i])
    shift = np.uint32(0)
    first = np.empty(_N_DIGITS, np.uint32)
    while highest >> shift:
        _order_by_digit(rank, shift, order, other, first)
        order, other = other, order
        shift += _BITS
    return order


@njit(cache=True)
def _order_by_digit(
    rank: U32Array, shift: np.uint32, order: U32Array, other: U32Array, first: U32Array
) -> None:
    """Fill `other` with the order by a single digit, ties as in `order`."""
    first[:] = 0
    for i in range(np.uint64(order.size)):
        first[np.uint64((rank[i] >> shift) & _LAST_DIGIT)] += np.uint32(1)
    before = np.uint32(0)
    for digit in range(np.uint64(_N_DIGITS)):
        count = first[digit]
        first[digit] = before
        before += count
    for i in range(np.uint64(order.size)):
        place = np.uint64((rank[np.uint64(order[i])] >> shift) & _LAST_DIGIT)
        other[np.uint64(first[place])] = order[i]
        first[place] += np.uint32(1)
