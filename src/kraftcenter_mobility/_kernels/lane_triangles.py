"""The innermost steps of customizing many metrics side by side.

Every slot has a row of weights, one per metric, and what is done to one lane is done to
all. Each operation stands twice: as a Python function, which says what it does and is what
runs when Numba is switched off, and as LLVM code, which is what compiled kernels get.
"""

from typing import Any

import numpy as np
from numba.core import cgutils

from .hierarchy import INFINITE, U32Array
from .lanes import LANES
from .vectors import (
    INDEX,
    array_data,
    constant_row,
    field,
    give_code,
    index,
    load_row,
    lower,
    store_row,
    vector_of,
)

__all__ = ["close_rows", "enter_edge_row", "relax_rows_through", "relax_triangle_rows"]


def close_rows(weights: U32Array, begin: np.uint64, end: np.uint64) -> None:
    """Make the slots ``begin:end`` infinite in all lanes."""
    weights.reshape(-1, LANES)[int(begin) : int(end)] = INFINITE


def _generate_close_rows(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    weights = array_data(context, builder, signature, args, 0)
    infinite = constant_row(int(INFINITE), LANES)
    with cgutils.for_range_slice(builder, args[1], args[2], index(1), INDEX) as (slot, _):
        store_row(builder, infinite, weights, builder.mul(slot, index(LANES)))
    return context.get_dummy_value()


give_code(close_rows, _generate_close_rows)


def enter_edge_row(
    weights: U32Array, slot: np.uint64, edge_weights: U32Array, edge: np.uint64
) -> None:
    """Lower the weights at a slot to those of an edge."""
    rows, edges = weights.reshape(-1, LANES), edge_weights.reshape(-1, LANES)
    rows[int(slot)] = np.minimum(rows[int(slot)], edges[int(edge)])


def _generate_enter_edge_row(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    weights, edges = (array_data(context, builder, signature, args, k) for k in (0, 2))
    at, source = (builder.mul(place, index(LANES)) for place in args[1::2])
    new, old = load_row(builder, edges, source, LANES), load_row(builder, weights, at, LANES)
    store_row(builder, lower(builder, new, old), weights, at)
    return context.get_dummy_value()


give_code(enter_edge_row, _generate_enter_edge_row)


def relax_triangle_rows(weights: U32Array, top: np.uint64, near: np.uint64, far: np.uint64) -> None:
    """Lower both weights of the arc `top` to those of the way through a lower rank.

    `near` is the arc from that rank to the tail of `top`, `far` the one to its head.
    """
    rows, at, a, b = weights.reshape(-1, LANES), 2 * int(top), 2 * int(near), 2 * int(far)
    rows[at] = np.minimum(rows[at], rows[a + 1] + rows[b])
    rows[at + 1] = np.minimum(rows[at + 1], rows[a] + rows[b + 1])


def _generate_relax_triangle_rows(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    weights = array_data(context, builder, signature, args, 0)
    at, a, b = (builder.mul(arc, index(2 * LANES)) for arc in args[1:])
    lowered = _ways(builder, weights, a, b, _pair_of_rows(builder, weights, at))
    _store_pair_of_rows(builder, lowered, weights, at)
    return context.get_dummy_value()


give_code(relax_triangle_rows, _generate_relax_triangle_rows)


def relax_rows_through(
    weights: U32Array,
    top: np.uint64,
    first_up: U32Array,
    begin: np.uint64,
    end: np.uint64,
    near: np.uint64,
    far: np.uint64,
) -> None:
    """Lower both weights of the arc `top` to those of the ways through ``begin:end``.

    The arc from such a rank to the tail of `top` is the `near`-th of its arcs from behind,
    the last being the first; the arc to the head is the `far`-th from behind.
    """
    for rank in range(int(begin), int(end)):
        arc_end = int(first_up[rank + 1])
        relax_triangle_rows(weights, top, np.uint64(arc_end - near), np.uint64(arc_end - far))


def _generate_relax_rows_through(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    weights, first_up = (array_data(context, builder, signature, args, k) for k in (0, 2))
    at = builder.mul(args[1], index(2 * LANES))
    first = _pair_of_rows(builder, weights, at)
    before = builder.block
    head, body, after = (builder.append_basic_block() for _ in range(3))
    builder.branch(head)
    builder.position_at_end(head)
    rank, *least = (builder.phi(kind) for kind in (INDEX, vector_of(LANES), vector_of(LANES)))
    rank.add_incoming(args[3], before)
    for row, start in zip(least, first, strict=True):
        row.add_incoming(start, before)
    builder.cbranch(builder.icmp_unsigned("<", rank, args[4]), body, after)
    builder.position_at_end(body)
    arc_end = field(builder, first_up, builder.add(rank, index(1)))
    a, b = (builder.mul(builder.sub(arc_end, n), index(2 * LANES)) for n in args[5:7])
    for row, lowered in zip(least, _ways(builder, weights, a, b, least), strict=True):
        row.add_incoming(lowered, builder.block)
    rank.add_incoming(builder.add(rank, index(1)), builder.block)
    builder.branch(head)
    builder.position_at_end(after)
    _store_pair_of_rows(builder, least, weights, at)
    return context.get_dummy_value()


give_code(relax_rows_through, _generate_relax_rows_through)


def _pair_of_rows(builder: Any, weights: Any, at: Any) -> list[Any]:
    """Load both rows of the arc whose first weight is item `at`."""
    return [load_row(builder, weights, builder.add(at, index(k)), LANES) for k in (0, LANES)]


def _store_pair_of_rows(builder: Any, rows: list[Any], weights: Any, at: Any) -> None:
    """Store both rows of the arc whose first weight is item `at`."""
    for row, offset in zip(rows, (0, LANES), strict=True):
        store_row(builder, row, weights, builder.add(at, index(offset)))


def _ways(builder: Any, weights: Any, a: Any, b: Any, rows: list[Any]) -> list[Any]:
    """Return the rows of an arc, lowered to the way through the arcs at `a` and `b`."""
    near_up, near_down = _pair_of_rows(builder, weights, a)
    far_up, far_down = _pair_of_rows(builder, weights, b)
    up = lower(builder, builder.add(near_down, far_up), rows[0])
    return [up, lower(builder, builder.add(near_up, far_down), rows[1])]
