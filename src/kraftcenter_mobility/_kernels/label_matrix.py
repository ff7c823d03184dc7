"""Matrices of travel times as products of labels [1]_, [2]_.

A *hub* is an ancestor of some source and some target alike. The time from a source to a
target is the least, over the hubs of both, of the source's label plus the target's. The
sources below a hub are neighbours, and so are the targets: each hub lowers a dense block
of the matrix. Hubs with the same sources and targets below them, as those of a separator are, come
as one *group*, which is a product of matrices with a sum in the place of the product and the least
in the place of the sum.

The matrix is made in strips of some sources, small enough to stay in the nearer caches until
they are written out in the order and unit of the caller.

References
----------
.. [1] S. Knopp, P. Sanders, D. Schultes, F. Schulz, D. Wagner, "Computing many-to-many
   shortest paths using highway hierarchies," ALENEX 2007, pp. 36-45.
   doi:10.1137/1.9781611972870.4
.. [2] I. Abraham, D. Delling, A. V. Goldberg, R. F. Werneck, "A hub-based labeling
   algorithm for shortest paths in road networks," SEA 2011, LNCS 6630, pp. 230-241.
   doi:10.1007/978-3-642-20662-7_20
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .blocks import TILE_COLUMNS, TILE_ROWS, WIDTH, U64Array, lower_tile, lower_wide_tile
from .csr import FloatArray
from .hierarchy import INFINITE, U32Array
from .label_rows import LabelRows

__all__ = ["Hubs", "common_hubs", "matrix_strips"]

_0, _1 = np.uint64(0), np.uint64(1)
_WIDTH, _LAST_LANE = np.uint64(WIDTH), np.uint64(WIDTH - 1)
_ROWS, _LAST_ROW = np.uint64(TILE_ROWS), np.uint64(TILE_ROWS - 1)
_COLUMNS = np.uint64(TILE_COLUMNS)


class Hubs(NamedTuple):
    """What some sources and some targets have above them in common, the highest first."""

    left_at: U64Array
    """Where the labels of source 0 are, or would be, at each hub."""

    right_at: U64Array
    """Where the labels of target 0 are, or would be, at each hub."""

    first_hub: U32Array
    """Where each group begins. Shape (n_groups + 1,)."""

    first_row: U32Array
    """The first source below each group, rounded down to a tile. Shape (n_groups,)."""

    end_row: U32Array
    """The one behind the last source, rounded up."""

    first_column: U32Array
    """The first target below each group, rounded down to a vector."""

    end_column: U32Array
    """The one behind the last target, rounded up."""


@njit(cache=True, nogil=True)
def common_hubs(left: LabelRows, right: LabelRows) -> Hubs:
    """Return the ranks that have a row on both sides, in groups."""
    room = min(left.rank.size, right.rank.size)
    left_at, right_at = np.empty(room, np.uint64), np.empty(room, np.uint64)
    group = np.empty((5, room + 1), np.uint32)
    i, j = np.uint64(left.rank.size), np.uint64(right.rank.size)
    n_hubs, n_groups = _0, _0
    while i > _0 and j > _0:
        one, other = left.rank[i - _1], right.rank[j - _1]
        if one == other:
            left_at[n_hubs], right_at[n_hubs] = left.row_at[i - _1], right.row_at[j - _1]
            begin_row = np.uint64(left.first_column[i - _1]) & ~_LAST_ROW
            end_row = (np.uint64(left.end_column[i - _1]) + _LAST_ROW) & ~_LAST_ROW
            begin = np.uint64(right.first_column[j - _1]) & ~_LAST_LANE
            end = (np.uint64(right.end_column[j - _1]) + _LAST_LANE) & ~_LAST_LANE
            block = (begin_row, end_row, begin, end)
            n_groups = _grouped(group, n_groups, n_hubs, block)
            n_hubs += _1
        i -= np.uint64(one >= other)
        j -= np.uint64(other >= one)
    group[0, n_groups] = n_hubs
    n = np.int64(n_groups)
    first_hub = group[0, : n + 1]
    return Hubs(
        left_at, right_at, first_hub, group[1, :n], group[2, :n], group[3, :n], group[4, :n]
    )


@njit(cache=True)
def _grouped(
    group: U32Array,
    n_groups: np.uint64,
    hub: np.uint64,
    block: tuple[np.uint64, np.uint64, np.uint64, np.uint64],
) -> np.uint64:
    """Let a hub join the last group, or begin another; return how many there are."""
    if n_groups > _0:
        last = n_groups - _1
        same_rows = group[1, last] == block[0] and group[2, last] == block[1]
        if same_rows and group[3, last] == block[2] and group[4, last] == block[3]:
            return n_groups
    group[0, n_groups] = hub
    for k in range(4):
        group[k + 1, n_groups] = block[k]
    return n_groups + _1


@njit(cache=True, nogil=True)
def matrix_strips(
    left: U32Array,
    right: U32Array,
    hubs: Hubs,
    begin_row: np.uint64,
    end_row: np.uint64,
    height: np.uint64,
    stride: np.uint64,
    source: U32Array,
    column: U32Array,
    tick: float,
    lower: np.bool,
    result: FloatArray,
) -> None:
    """Write the times from the sources `begin_row` to `end_row` to all targets.

    A strip has `height` sources; this and `begin_row` are multiples of TILE_ROWS. `stride`
    is the number of columns, in whole vectors. Row ``i`` of the labels belongs to
    ``source[i]``, and target ``j`` has column ``column[j]``. The result is in multiples of
    `tick`; with `lower` it is only ever lowered, not replaced.
    """
    matrix = np.empty(height * stride + _COLUMNS, np.uint32)
    times = np.empty(stride, np.float64)
    row = begin_row
    while row < end_row:
        end = min(row + height, end_row)
        n_rows = (end - row + _LAST_ROW) & ~_LAST_ROW
        matrix[: n_rows * stride] = INFINITE
        _multiply(left, right, hubs, row, row + n_rows, stride, matrix)
        for i in range(row, end):
            _convert(matrix[(i - row) * stride :], tick, times)
            if lower:
                _lower_times(times, column, result[np.uint64(source[i])])
            else:
                _write_times(times, column, result[np.uint64(source[i])])
        row = end


@njit(cache=True)
def _multiply(
    left: U32Array,
    right: U32Array,
    hubs: Hubs,
    begin_row: np.uint64,
    end_row: np.uint64,
    stride: np.uint64,
    matrix: U32Array,
) -> None:
    """Lower a strip of the matrix at all hubs."""
    first_hub = hubs.first_hub
    for group in range(np.uint64(first_hub.size) - _1):
        first = max(np.uint64(hubs.first_row[group]), begin_row)
        last = min(np.uint64(hubs.end_row[group]), end_row)
        if first < last:
            block = (first, last, hubs.first_column[group], hubs.end_column[group])
            hub, end_hub = first_hub[group], first_hub[group + _1]
            _lower_block(
                matrix,
                begin_row * stride,
                stride,
                left,
                hubs.left_at,
                right,
                hubs.right_at,
                hub,
                end_hub,
                block,
            )


@njit(cache=True)
def _lower_block(
    matrix: U32Array,
    origin: np.uint64,
    stride: np.uint64,
    left: U32Array,
    left_at: U64Array,
    right: U32Array,
    right_at: U64Array,
    hub: np.uint32,
    end_hub: np.uint32,
    block: tuple[np.uint64, np.uint64, np.uint32, np.uint32],
) -> None:
    """Lower a block of the matrix at the hubs of a group, tile by tile."""
    begin_row, end_row, begin, end = block
    column, end_column = np.uint64(begin), np.uint64(end)
    while column < end_column:
        wide = column + _COLUMNS <= end_column
        row = begin_row
        while row < end_row:
            at = row * stride + column - origin
            if wide:
                lower_wide_tile(
                    matrix, at, stride, left, left_at, right, right_at, hub, end_hub, row, column
                )
            else:
                lower_tile(
                    matrix, at, stride, left, left_at, right, right_at, hub, end_hub, row, column
                )
            row += _ROWS
        column += _COLUMNS if wide else _WIDTH


@njit(cache=True)
def _convert(ticks: U32Array, tick: float, times: FloatArray) -> None:
    """Convert one row into times, in the order of columns."""
    for k in range(np.uint64(times.size)):
        times[k] = ticks[k] * tick if ticks[k] < INFINITE else np.inf


@njit(cache=True)
def _write_times(times: FloatArray, column: U32Array, result: FloatArray) -> None:
    """Write one row of the result, in the order of targets."""
    for k in range(np.uint64(column.size)):
        result[k] = times[np.uint64(column[k])]


@njit(cache=True)
def _lower_times(times: FloatArray, column: U32Array, result: FloatArray) -> None:
    """Lower one row of the result."""
    for k in range(np.uint64(column.size)):
        result[k] = min(result[k], times[np.uint64(column[k])])
