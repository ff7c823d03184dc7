"""Explicit vector operations on rows of labels, and on tiles of a matrix.

Each operation is here twice: as plain Python, which says what it does and runs where
compilation is switched off, and as vector instructions. Left to itself the compiler keeps
in memory what belongs into registers.

Rows consist of whole vectors of ``WIDTH`` columns. Lanes that stand for no column hold
INFINITE, and since a label only ever falls to a sum, they still do so afterwards: neither
masks nor remainders are needed. A tile of a matrix stays in registers while all hubs pass
by, as in a product of matrices [1]_.

References
----------
.. [1] K. Goto, R. A. van de Geijn, "Anatomy of high-performance matrix multiplication,"
   ACM Trans. Math. Softw., vol. 34, no. 3, art. 12, 2008. doi:10.1145/1356052.1356053
"""

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numba import types
from numba.core.imputils import lower_builtin
from numba.extending import type_callable
from numpy.typing import NDArray

from .block_code import (
    TILE_COLUMNS,
    TILE_ROWS,
    WIDTH,
    emit_fetch_ahead,
    emit_lower_heads,
    emit_take_from_heads,
    emit_tile,
)
from .hierarchy import INFINITE, U32Array

__all__ = [
    "TILE_COLUMNS",
    "TILE_ROWS",
    "WIDTH",
    "Index",
    "U64Array",
    "fetch_ahead",
    "lower_heads",
    "lower_tile",
    "lower_wide_tile",
    "take_from_heads",
]

U64Array = NDArray[np.uint64]

Index = int | np.uint32 | np.uint64
"""Where something is: what compiled code takes for it, and what ``range`` gives without."""


def lower_heads(
    label: U32Array,
    row_at: U64Array,
    arcs: U32Array,
    begin: Index,
    end: Index,
    tail_at: Index,
    column: Index,
    n_vectors: Index,
) -> None:
    """Pass the labels of one rank on along its arcs, from `begin` to `end`.

    Each arc is two words, its head and its weight. The labels are `n_vectors` vectors at
    `tail_at`. They stand for the columns from `column` on, and column 0 of a rank is, or would
    be, at ``row_at[rank]``.
    """
    n_columns = WIDTH * int(n_vectors)
    tail = label[tail_at:][:n_columns]
    for arc in range(begin, end):
        row = label[row_at[arcs[2 * arc]] + column :][:n_columns]
        np.minimum(row, tail + arcs[2 * arc + 1], out=row)


def take_from_heads(
    label: U32Array,
    row_at: U64Array,
    arcs: U32Array,
    begin: Index,
    end: Index,
    tail_at: Index,
    keep: Index,
    n_vectors: Index,
) -> None:
    """Set the labels of one rank to the least that its arcs bring from their heads.

    With `keep` being 1, not 0, the labels that stand there take part. Rows begin at
    ``row_at[rank]``, and their tail's at `tail_at`.
    """
    n_columns = WIDTH * int(n_vectors)
    tail = label[tail_at:][:n_columns]
    if not keep:
        tail[:] = INFINITE
    for arc in range(begin, end):
        row = label[row_at[arcs[2 * arc]] :][:n_columns]
        np.minimum(tail, row + arcs[2 * arc + 1], out=tail)


def lower_tile(
    matrix: U32Array,
    at: Index,
    stride: Index,
    left: U32Array,
    left_at: U64Array,
    right: U32Array,
    right_at: U64Array,
    begin: Index,
    end: Index,
    row: Index,
    column: Index,
) -> None:
    """Lower TILE_ROWS x WIDTH entries of a matrix to the sums over several hubs.

    The entry of a row and a column becomes at most the label of the row plus that of the
    column, at each of the hubs from `begin` to `end`. The tile begins at ``matrix[at]``;
    column 0 of a hub's labels is, or would be, at ``left_at[hub]`` and ``right_at[hub]``.
    """
    for hub in range(begin, end):
        of_columns = right[right_at[hub] + column :][:WIDTH]
        for i in range(TILE_ROWS):
            entries = matrix[at + i * stride :][:WIDTH]
            np.minimum(entries, left[left_at[hub] + row + i] + of_columns, out=entries)


def lower_wide_tile(
    matrix: U32Array,
    at: Index,
    stride: Index,
    left: U32Array,
    left_at: U64Array,
    right: U32Array,
    right_at: U64Array,
    begin: Index,
    end: Index,
    row: Index,
    column: Index,
) -> None:
    """Lower TILE_ROWS x TILE_COLUMNS entries of a matrix, as :func:`lower_tile`."""
    for k in range(0, TILE_COLUMNS, WIDTH):
        labels = (left, left_at, right, right_at)
        lower_tile(matrix, at + k, stride, *labels, begin, end, row, column + k)


def fetch_ahead(array: U32Array, place: Index) -> None:
    """Have some cache lines of an array fetched, which will be needed soon."""


def _as_vector_code(operation: Callable[..., None], emit: Callable[..., Any]) -> None:
    """Have compiled code emit vector instructions in the place of a plain function."""

    def typed(_context: Any) -> Callable[..., Any]:
        return result

    def result(*_kinds: Any) -> Any:
        return types.void

    result.__signature__ = inspect.signature(operation)  # type: ignore[attr-defined]
    any_types: Any = types.VarArg(types.Any)  # type: ignore[no-untyped-call]
    type_callable(operation)(typed)
    lower_builtin(operation, any_types)(emit)  # type: ignore[no-untyped-call]


_as_vector_code(lower_heads, emit_lower_heads)
_as_vector_code(take_from_heads, emit_take_from_heads)
_as_vector_code(lower_tile, partial(emit_tile, WIDTH))
_as_vector_code(lower_wide_tile, partial(emit_tile, TILE_COLUMNS))
_as_vector_code(fetch_ahead, emit_fetch_ahead)
