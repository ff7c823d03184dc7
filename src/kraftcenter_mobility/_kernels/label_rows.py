"""The labels of many ends at once, along the elimination tree [1]_.

Every fastest way climbs to some rank and descends from it, and both ends of the way lie
below that rank in the elimination tree. The *labels* of an end are the times to all of
its ancestors, by arcs that only lead up.

Here a rank has one *row*, with a label for each of the columns below it and for no others.
Columns are sorted by rank, so these are neighbours, and passing a row on along an arc is
one vector operation for sixteen ends. The higher the rank, the longer its row: the arcs
that a thousand searches have in common are read once, not a thousand times.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .blocks import TILE_COLUMNS, WIDTH, Index, U64Array, fetch_ahead, lower_heads
from .columns import Columns
from .hierarchy import INFINITE, U32Array
from .upward_graph import UpwardGraph

__all__ = ["AHEAD", "LabelRows", "Rows", "label_rows", "ranks_above", "rows_above"]

AHEAD = 8
"""Ranks between fetching the arcs of one and needing them."""

_0, _1 = np.uint64(0), np.uint64(1)
_WIDTH = np.uint64(WIDTH)
_LAST = np.uint64(WIDTH - 1)
_AHEAD = np.uint64(AHEAD)


class Rows(NamedTuple):
    """The ancestors of some columns, and which columns lie below each."""

    rank: U32Array
    """The ancestors, ascending. Shape (n_rows,)."""

    first_column: U32Array
    """The first column below each. Shape (n_rows,)."""

    end_column: U32Array
    """The one behind the last column below each. Shape (n_rows,)."""


class LabelRows(NamedTuple):
    """Rows with their labels."""

    rank: U32Array
    """The ancestors, ascending. Shape (n_rows,)."""

    first_column: U32Array
    """The first column below each. Shape (n_rows,)."""

    end_column: U32Array
    """The one behind the last column below each. Shape (n_rows,)."""

    row_at: U64Array
    """Where in `label` column 0 of each row is, or would be. Shape (n_rows,)."""

    label: U32Array
    """All rows, each of whole vectors, and INFINITE where there is no column."""


@njit(cache=True, nogil=True)
def rows_above(parent: U32Array, column_rank: U32Array) -> Rows:
    """Return the ancestors of sorted columns, ascending, without sorting or marking any.

    From each column the tree is climbed as far as the next column's rank. Whatever is
    higher is an ancestor of that next column, too, because a rank's descendants are an interval.
    """
    n_rows = _count_above(parent, column_rank)
    rank = np.empty(n_rows, np.uint32)
    first_column = np.empty(n_rows, np.uint32)
    end_column = np.empty(n_rows, np.uint32)
    waiting_rank = np.empty(column_rank.size + 1, np.uint32)
    waiting_first = np.empty(column_rank.size + 1, np.uint64)
    n_waiting, row, first = _0, _0, _0
    for column in range(np.uint64(column_rank.size)):
        above, stop = column_rank[column], _stop(parent, column_rank, column)
        if column == _0 or column_rank[column - _1] != above:
            first = np.uint64(column)
        while above < stop:
            while n_waiting > _0 and waiting_rank[n_waiting - _1] == above:
                n_waiting -= _1
                first = min(first, waiting_first[n_waiting])
            rank[row] = above
            first_column[row] = first
            end_column[row] = column + _1
            row += _1
            above = parent[above]
        if above < parent.size and above != column_rank[column]:
            waiting_rank[n_waiting] = above
            waiting_first[n_waiting] = first
            n_waiting += _1
    return Rows(rank, first_column, end_column)


@njit(cache=True, nogil=True)
def ranks_above(parent: U32Array, column_rank: U32Array) -> U32Array:
    """Return the ancestors of sorted columns, ascending."""
    return rows_above(parent, column_rank).rank


@njit(cache=True)
def _stop(parent: U32Array, column_rank: U32Array, column: Index) -> np.uint32:
    """Return the rank as far as which to climb from a column."""
    if column + _1 < np.uint64(column_rank.size):
        return np.uint32(column_rank[column + _1])
    return np.uint32(parent.size)


@njit(cache=True)
def _count_above(parent: U32Array, column_rank: U32Array) -> np.uint64:
    """Count the ancestors of sorted columns."""
    count = _0
    for column in range(np.uint64(column_rank.size)):
        above, stop = column_rank[column], _stop(parent, column_rank, column)
        while above < stop:
            count += _1
            above = parent[above]
    return count


@njit(cache=True)
def _columns_of(rows: Rows, row: Index) -> tuple[np.uint64, np.uint64]:
    """Return where the vectors of a row begin and end, in columns."""
    begin = np.uint64(rows.first_column[row]) & ~_LAST
    return begin, (np.uint64(rows.end_column[row]) + _LAST) & ~_LAST


@njit(cache=True, nogil=True)
def label_rows(
    parent: U32Array, graph: UpwardGraph, columns: Columns, at_rank: U64Array
) -> LabelRows:
    """Return the labels of all columns at all ranks above them.

    `at_rank` is scratch space with an entry
    per rank; what it holds does not matter, and stays behind.
    """
    rows = rows_above(parent, columns.rank)
    row_at = np.empty(rows.rank.size, np.uint64)
    size = _place(rows, np.uint64(columns.rank.size), row_at, at_rank)
    label = np.full(size + np.uint64(TILE_COLUMNS), INFINITE, np.uint32)
    _plant(columns, at_rank, label)
    _climb(graph, rows, at_rank, label)
    return LabelRows(rows.rank, rows.first_column, rows.end_column, row_at, label)


@njit(cache=True)
def _place(rows: Rows, n_columns: np.uint64, row_at: U64Array, at_rank: U64Array) -> np.uint64:
    """Give every row its place, such that no column 0 lies before the first; return the size."""
    size = n_columns + _WIDTH
    for row in range(np.uint64(rows.rank.size)):
        begin, end = _columns_of(rows, row)
        row_at[row] = size - begin
        at_rank[np.uint64(rows.rank[row])] = size - begin
        size += end - begin
    return size


@njit(cache=True)
def _plant(columns: Columns, at_rank: U64Array, label: U32Array) -> None:
    """Set the labels of all seeds."""
    first_seed, seed_rank, seed_time = columns.first_seed, columns.seed_rank, columns.seed_time
    for column in range(np.uint64(columns.rank.size)):
        for seed in range(np.uint64(first_seed[column]), np.uint64(first_seed[column + _1])):
            at = at_rank[np.uint64(seed_rank[seed])] + column
            label[at] = min(label[at], seed_time[seed])


@njit(cache=True)
def _climb(graph: UpwardGraph, rows: Rows, at_rank: U64Array, label: U32Array) -> None:
    """Pass on the labels of all rows, the lowest first."""
    first, arcs = graph.first, graph.arcs
    n_rows = np.uint64(rows.rank.size)
    for row in range(n_rows):
        if row + _AHEAD < n_rows:
            soon = np.uint64(first[np.uint64(rows.rank[row + _AHEAD])])
            fetch_ahead(arcs, soon + soon)
        rank = np.uint64(rows.rank[row])
        begin, end = _columns_of(rows, row)
        tail_at = at_rank[rank] + begin
        n_vectors = (end - begin) // _WIDTH
        arc, end_arc = first[rank], first[rank + _1]
        lower_heads(label, at_rank, arcs, arc, end_arc, tail_at, begin, n_vectors)
