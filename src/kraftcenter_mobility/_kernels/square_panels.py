"""The innermost steps of perfect customization, both directions and several arcs at a time.

All times between the neighbours above a rank stand in a square: in row ``i``, pair ``j``
is the time from the i-th to the j-th and the time back. A rank's own arcs are such a row,
too. Added to its arc to the i-th, row ``i`` of the square is the ways by way of that one.

As in :mod:`.panels`, a Python function says what each operation does, and runs when Numba
is switched off; compiled kernels get the LLVM code, which writes whole vectors.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils

from .hierarchy import U32Array
from .vectors import (
    INDEX,
    array_data,
    constant_row,
    give_code,
    index,
    load_row,
    lower,
    store_row,
    vector_of,
)

__all__ = ["SQUARE_PADDING", "shorten_pairs", "shorten_triangle"]

SQUARE_PADDING = 64
"""What must be free behind the last pair of a square and of a buffer."""

_LANES = 16
_NEVER = 0xFFFFFFFF


def shorten_pairs(
    distance: U32Array,
    row: np.uint64,
    n_pairs: np.uint64,
    square: U32Array,
    corner: np.uint64,
    stride: np.uint64,
    buffer: U32Array,
) -> None:
    """Fill `buffer` with the shortest ways between a rank and its neighbours above.

    The rank's arcs begin at ``distance[row]``, the square at ``square[corner]``, its rows
    `stride` apart.
    """
    n_lanes = 2 * int(n_pairs)
    buffer[:n_lanes] = _NEVER
    for i in range(int(n_pairs)):
        begin = int(corner) + i * int(stride)
        for lane in range(n_lanes):
            way = distance[int(row) + 2 * i + lane % 2] + square[begin + lane]
            buffer[lane] = min(buffer[lane], way)


def _generate_shorten_pairs(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    distance, square, buffer = (array_data(context, builder, signature, args, k) for k in (0, 3, 6))
    row, n_pairs, corner, stride = args[1], args[2], args[4], args[5]
    n_lanes = builder.shl(n_pairs, index(1))
    whole = builder.and_(n_lanes, index(-2 * _LANES))

    def fill(at: Any, n_vectors: int) -> None:
        never = constant_row(_NEVER, _LANES)
        kept = [
            cgutils.alloca_once_value(builder, never)  # type: ignore[no-untyped-call]
            for _ in range(n_vectors)
        ]
        for place in kept:
            builder.store(never, place)
        with cgutils.for_range_slice(builder, index(0), n_pairs, index(1), INDEX) as (i, _):
            pair = load_row(builder, distance, builder.add(row, builder.shl(i, index(1))), 2)
            nothing = ir.Constant(pair.type, ir.Undefined)
            lanes = ir.Constant(vector_of(_LANES), [0, 1] * (_LANES // 2))
            near = builder.shuffle_vector(pair, nothing, lanes)
            begin = builder.add(builder.add(corner, builder.mul(i, stride)), at)
            for k, place in enumerate(kept):
                offset = builder.add(begin, index(k * _LANES))
                way = builder.add(near, load_row(builder, square, offset, _LANES))
                builder.store(lower(builder, way, builder.load(place)), place)
        for k, place in enumerate(kept):
            store_row(builder, builder.load(place), buffer, builder.add(at, index(k * _LANES)))

    for begin, end, n_vectors in ((index(0), whole, 2), (whole, n_lanes, 1)):
        step = index(n_vectors * _LANES)
        with cgutils.for_range_slice(builder, begin, end, step, INDEX) as (at, _):
            fill(at, n_vectors)
    return context.get_dummy_value()


give_code(shorten_pairs, _generate_shorten_pairs)


def shorten_triangle(distance: U32Array, top: np.uint64, near: np.uint64, far: np.uint64) -> None:
    """Shorten a rank's arcs `near` and `far` by the arc `top` between their heads."""
    a, b, c = 2 * int(near), 2 * int(far), 2 * int(top)
    near_up, near_down = distance[a], distance[a + 1]
    far_up, far_down = distance[b], distance[b + 1]
    distance[a] = min(near_up, far_up + distance[c + 1])
    distance[a + 1] = min(near_down, distance[c] + far_down)
    distance[b] = min(far_up, near_up + distance[c])
    distance[b + 1] = min(far_down, distance[c + 1] + near_down)


def _generate_shorten_triangle(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    distance = array_data(context, builder, signature, args, 0)
    slots = [builder.shl(arc, index(1)) for arc in args[1:]]
    top, near, far = (load_row(builder, distance, slot, 2) for slot in slots)
    nothing, swapped = ir.Constant(top.type, ir.Undefined), ir.Constant(vector_of(2), [1, 0])
    back = builder.shuffle_vector(top, nothing, swapped)
    store_row(builder, lower(builder, builder.add(far, back), near), distance, slots[1])
    store_row(builder, lower(builder, builder.add(near, top), far), distance, slots[2])
    return context.get_dummy_value()


give_code(shorten_triangle, _generate_shorten_triangle)
