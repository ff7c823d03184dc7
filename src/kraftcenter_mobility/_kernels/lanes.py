"""Rows of labels side by side, and how they climb.

A *row* holds the labels of one rank in ``LANES`` searches, one search per *lane*. Each
operation on rows stands twice: as a Python function, which says what it does and is what
runs when Numba is switched off, and as LLVM code, which is what compiled kernels get.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils

from .hierarchy import U32Array
from .vectors import INDEX, array_data, field, give_code, index, load_row, lower, splat, store_row

__all__ = ["CACHE_LINE", "LANES", "lane_rows", "relax_rows", "row_within"]

LANES = 32
"""Searches side by side: a row is two cache lines, and two vectors of 512 bits."""

CACHE_LINE = 64
_WORD_BYTES = 4


def lane_rows(n_rows: int) -> U32Array:
    """Return uninitialised rows that begin with a cache line. Shape (n_rows * LANES,)."""
    spare = CACHE_LINE // _WORD_BYTES
    words = np.empty(n_rows * LANES + spare, np.uint32)
    begin = (-words.ctypes.data % CACHE_LINE) // _WORD_BYTES
    return words[begin : begin + n_rows * LANES]


def relax_rows(
    rows: U32Array,
    row: np.uint64,
    position: U32Array,
    first_position: np.uint64,
    up_head: U32Array,
    weights: U32Array,
    begin: np.uint64,
    end: np.uint64,
    direction: np.uint64,
) -> None:
    """Climb from one rank along its upward arcs `begin` up to, not including, `end`.

    Rank ``x`` has row ``position[x] - first_position`` of `rows`; the slots used are
    ``2 * arc + direction``.
    """
    labels = rows.reshape(-1, LANES)
    for arc in range(int(begin), int(end)):
        above = int(position[up_head[arc]]) - int(first_position)
        weight = weights[2 * arc + int(direction)]
        labels[above] = np.minimum(labels[above], labels[int(row)] + weight)


def _generate_relax_rows(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    rows, position, up_head, weights = (
        array_data(context, builder, signature, args, i) for i in (0, 2, 4, 5)
    )
    labels = load_row(builder, rows, builder.mul(args[1], index(LANES)), LANES)
    with cgutils.for_range_slice(builder, args[6], args[7], index(1), INDEX) as (arc, _):
        above = field(builder, position, field(builder, up_head, arc))
        row = builder.mul(builder.sub(above, args[3]), index(LANES))
        slot = builder.add(builder.shl(arc, index(1)), args[8])
        weight = splat(builder, builder.load(builder.gep(weights, [slot])), LANES)
        better = lower(builder, builder.add(labels, weight), load_row(builder, rows, row, LANES))
        store_row(builder, better, rows, row)
    return context.get_dummy_value()


give_code(relax_rows, _generate_relax_rows)


def row_within(rows: U32Array, row: np.uint64, cutoff: np.uint32) -> bool:
    """Return whether any label of a row is at most the cutoff."""
    least: np.uint32 = rows.reshape(-1, LANES)[int(row)].min()
    return bool(least <= cutoff)


def _generate_row_within(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    rows = array_data(context, builder, signature, args, 0)
    labels = load_row(builder, rows, builder.mul(args[1], index(LANES)), LANES)
    within = builder.icmp_unsigned("<=", labels, splat(builder, args[2], LANES))
    return builder.icmp_unsigned(
        "!=", builder.bitcast(within, ir.IntType(LANES)), ir.Constant(ir.IntType(LANES), 0)
    )


give_code(row_within, _generate_row_within, types.boolean)
