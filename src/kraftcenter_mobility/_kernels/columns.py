"""The ends of a matrix of travel times, arranged as columns of labels.

An end, a source or a target, is a set of seeds: ranks with the time between them and the
end itself. A *column* holds the labels of an end at the ancestors of its lowest seed. Seeds
that lie above one another in the elimination tree share a column, and most ends have
no more than one: the nodes at both ends of a street are neighbours, of which one is always
an ancestor of the other.

Ends with further seeds have further columns. These come in *rounds*, of which each has at
most one column per end, so that nothing has to be combined within a round.

Columns are sorted by rank. What lies below a rank is an interval of ranks, so the columns
that have a label there are neighbours, too.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .csr import IntArray
from .hierarchy import U32Array
from .rank_order import order_by_rank

__all__ = ["Columns", "column_rounds"]

_0, _1 = np.uint64(0), np.uint64(1)


class Columns(NamedTuple):
    """At most one column for each end, sorted by rank."""

    end: U32Array
    """Which source or target each column belongs to. Shape (n_columns,)."""

    rank: U32Array
    """The lowest seed's rank, ascending. Shape (n_columns,)."""

    first_seed: IntArray
    """Where each column's seeds begin. Shape (n_columns + 1,)."""

    seed_rank: U32Array
    """Where the seeds are, the lowest of each column first."""

    seed_time: U32Array
    """Ticks between the seeds and the end, at most INFINITE."""


def column_rounds(
    parent: U32Array, first_seed: IntArray, seed_rank: U32Array, seed_time: U32Array
) -> list[Columns]:
    """Return the columns of all ends, in rounds; the first has every end that has seeds."""
    n_ends = first_seed.size - 1
    if seed_rank.size == n_ends and bool((np.diff(first_seed) == 1).all()):
        order = order_by_rank(seed_rank)
        first = np.arange(n_ends + 1, dtype=np.int64)
        single = Columns(order, seed_rank[order], first, seed_rank[order], seed_time[order])
        return [single] if n_ends else []
    end = np.repeat(np.arange(n_ends, dtype=np.uint32), np.diff(first_seed))
    order = order_by_rank(seed_rank)
    order = order[np.argsort(end[order], kind="stable")]
    end, seed_rank, seed_time = end[order], seed_rank[order], seed_time[order]
    number = _column_numbers(parent, end, seed_rank)
    n_rounds = int(number.max(initial=-1)) + 1
    return [
        _sorted_columns(end[number == k], seed_rank[number == k], seed_time[number == k])
        for k in range(n_rounds)
    ]


def _sorted_columns(end: U32Array, seed_rank: U32Array, seed_time: U32Array) -> Columns:
    """Return the columns of seeds that are sorted by end, then rank."""
    begins = np.ones(end.size, dtype=np.bool_)
    begins[1:] = end[1:] != end[:-1]
    begin = np.flatnonzero(begins)
    n_seeds = np.diff(begin, append=end.size)
    order = order_by_rank(seed_rank[begin])
    first_seed = np.zeros(begin.size + 1, dtype=np.int64)
    np.cumsum(n_seeds[order], out=first_seed[1:])
    seed = np.repeat(begin[order] - first_seed[:-1], n_seeds[order]) + np.arange(end.size)
    begin = begin[order]
    return Columns(end[begin], seed_rank[begin], first_seed, seed_rank[seed], seed_time[seed])


@njit(cache=True, nogil=True)
def _column_numbers(parent: U32Array, end: U32Array, seed_rank: U32Array) -> NDArray[np.int64]:
    """Return the number of each seed's column within its end; seeds are sorted by end, then rank.

    If a seed is an ancestor of any that came before, then also of the last one: whatever
    is in between lies below it as well.
    """
    number = np.zeros(end.size, dtype=np.int64)
    for seed in range(_1, np.uint64(end.size)):
        if end[seed] == end[seed - _1]:
            rank = seed_rank[seed - _1]
            while rank < seed_rank[seed]:
                rank = parent[rank]
            number[seed] = number[seed - _1] + (rank != seed_rank[seed])
    return number
