"""The ranks cut into pieces that fit into the nearest cache.

A sweep whose labels are used at once, and then not needed any more, goes piece by piece.
What comes into a subtree of the elimination tree comes through its root's neighbours
above, so the pieces of a subtree can be left out when all of these are out of reach.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .hierarchy import NONE, U32Array
from .lanes import row_within
from .sweep_steps import LevelArray

__all__ = ["PIECE", "Pieces", "cut_into_pieces", "is_out_of_reach", "subtree_starts"]

PIECE = 128
"""Ranks of a piece at most: their rows, 16 KiB, stay close to the processor."""

_SMALL = 32
"""Subtrees smaller than this are not worth asking whether they can be left out."""

_0, _1 = np.uint64(0), np.uint64(1)


class Pieces(NamedTuple):
    """The ranks in pieces, the highest first, as a sweep takes them."""

    end: U32Array
    """Piece ``i`` has the ranks from ``end[i + 1]`` up to, not including, ``end[i]``."""

    skip: U32Array
    """The next piece if everything below a piece's first rank is left out; 0 where that is
    not worth asking."""


def cut_into_pieces(parent: U32Array) -> Pieces:
    """Return the pieces of a hierarchy.

    A piece is a whole subtree, or a stretch of ranks that does not go beyond the end of
    any larger subtree.
    """
    start = subtree_starts(parent)
    end = np.empty(parent.size + 1, np.uint32)
    end = end[: _cut(start, end)].copy()
    first = end[:-1].astype(np.int64) - 1
    worth_asking = first + 1 - start[first] >= _SMALL
    at_ends = np.searchsorted(-end.astype(np.int64), -start[first].astype(np.int64))
    whole = end[at_ends] == start[first]
    return Pieces(end, np.where(worth_asking & whole, at_ends, 0).astype(np.uint32))


@njit(cache=True, nogil=True)
def subtree_starts(parent: U32Array) -> U32Array:
    """Return the lowest rank of the subtree below each rank."""
    start = np.arange(parent.size).astype(np.uint32)
    for rank in range(parent.size):
        above = parent[rank]
        if above != NONE:
            start[above] = min(start[above], start[rank])
    return start


@njit(cache=True, nogil=True)
def _cut(start: U32Array, end: U32Array) -> int:
    """Fill `end` and return how many entries it has."""
    is_edge = np.zeros(start.size + 1, np.bool_)
    for rank in range(start.size):
        if _size_below(start, rank) > PIECE:
            is_edge[start[rank]] = True
    now = start.size
    n_entries = 1
    end[0] = now
    while now > 0:
        low = now - 1
        if _fits(start, low):
            low = now - _size_below(start, low)
        else:
            while low > 0 and now - low < PIECE and not is_edge[low] and not _fits(start, low - 1):
                low -= 1
        end[n_entries] = low
        n_entries += 1
        now = low
    return n_entries


@njit(cache=True)
def _size_below(start: U32Array, rank: int) -> int:
    """Return how many ranks a rank's subtree has, itself included."""
    return rank + 1 - int(start[rank])


@njit(cache=True)
def _fits(start: U32Array, rank: int) -> bool:
    """Return whether the subtree below a rank is a piece by itself."""
    return _SMALL <= _size_below(start, rank) <= PIECE


@njit(cache=True)
def is_out_of_reach(
    first_up: U32Array,
    up_head: U32Array,
    rank_level: LevelArray,
    rank: np.uint64,
    ancestor: U32Array,
    cutoff: np.uint32,
) -> bool:
    """Return whether no neighbour above a rank is within the cutoff in any lane."""
    for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
        if row_within(ancestor, np.uint64(rank_level[up_head[arc]]), cutoff):
            return False
    return True
