"""Ranks that wait to be dealt with in ascending order: a bitmap, and one of its words [1]_.

Taking the lowest costs a look at a word or two, however many wait, and putting one in sets
two bits. Ranks must not be put in below those that were taken already; contraction only
ever speaks of higher ones.

References
----------
.. [1] P. van Emde Boas, R. Kaas, E. Zijlstra, "Design and implementation of an efficient
   priority queue," Math. Syst. Theory, vol. 10, pp. 99-127, 1976. doi:10.1007/BF01683268
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .hierarchy import NONE

__all__ = ["WordArray", "next_waiting", "queue_of", "wait"]

WordArray = NDArray[np.uint64]

_0, _1, _6, _12, _63, _67 = (np.uint64(number) for number in (0, 1, 6, 12, 63, 67))

# Powers of two leave different remainders when divided by 67, which tell a bit's number.
_BIT_OF_REMAINDER = np.zeros(67, np.uint64)
_BIT_OF_REMAINDER[[pow(2, bit, 67) for bit in range(64)]] = np.arange(64, dtype=np.uint64)


def queue_of(n_ranks: int) -> tuple[WordArray, WordArray]:
    """Return an empty queue: one bit per rank, and one bit per word of those."""
    n_words = n_ranks // 64 + 1
    return np.zeros(n_words, np.uint64), np.zeros(n_words // 64 + 1, np.uint64)


@njit(cache=True, nogil=True)
def wait(waiting_rank: WordArray, waiting_word: WordArray, rank: np.uint64) -> None:
    """Put a rank in, unless it waits already."""
    word = rank >> _6
    waiting_rank[word] |= _1 << (rank & _63)
    waiting_word[word >> _6] |= _1 << (word & _63)


@njit(cache=True, nogil=True)
def next_waiting(waiting_rank: WordArray, waiting_word: WordArray, least: np.uint64) -> np.uint64:
    """Take out the lowest rank, NONE if nobody waits. Nobody waits below `least`."""
    top = least >> _12
    while top < np.uint64(waiting_word.size):
        if waiting_word[top] != _0:
            word = (top << _6) | _lowest_bit(waiting_word[top])
            rank = (word << _6) | _lowest_bit(waiting_rank[word])
            waiting_rank[word] &= waiting_rank[word] - _1
            if waiting_rank[word] == _0:
                waiting_word[top] &= waiting_word[top] - _1
            return rank
        top += _1
    return np.uint64(NONE)


@njit(cache=True, nogil=True)
def _lowest_bit(word: np.uint64) -> np.uint64:
    """Return the number of the lowest bit set."""
    bit: np.uint64 = _BIT_OF_REMAINDER[(word ^ (word & (word - _1))) % _67]
    return bit
