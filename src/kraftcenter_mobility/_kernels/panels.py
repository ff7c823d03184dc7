"""The innermost steps of customization, both directions and several arcs at a time.

The two weights of an arc stand side by side, up and then down, and the arcs of a rank one
behind the other. Where rank ``k`` leads up to ``a``, ``b``, ``c`` ..., the pairs of its
arcs to ``b``, ``c`` ... are one vector. Added to the swapped pair of its arc to ``a``, they
are the ways through ``k`` along the arcs ``a-b``, ``a-c`` ..., up and down.

Each operation stands twice: as a Python function, which says what it does and is what
runs when Numba is switched off, and as LLVM code, which is what compiled kernels get. The
latter loads and stores whole vectors: a little beyond what was asked for, which is why
weights and buffers need padding, and what stands there makes no difference.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils

from .hierarchy import INFINITE, U32Array
from .vectors import (
    INDEX,
    array_data,
    constant_row,
    field,
    give_code,
    index,
    load_row,
    lower,
    prefetch,
    store_row,
    vector_of,
)

__all__ = ["BLOCK", "BUFFER_PADDING", "fetch_pair", "lower_pair", "minimum_of_rows"]
__all__ += ["pairs_between_blocks", "pairs_within_block", "relax_triangle"]

BLOCK = 8
"""Arcs in a vector of 512 bits: two weights each."""

BUFFER_PADDING = 64
"""What must be free in a buffer behind the last pair."""

_LANES = 2 * BLOCK
_WITHIN = [(i, j) for j in range(BLOCK) for i in range(j)]
_SWAPPED = [lane ^ 1 for lane in range(_LANES)]


def lower_pair(weights: U32Array, arc: np.uint64, buffer: U32Array, pair: np.uint64) -> None:
    """Lower both weights of an arc to a pair of the buffer."""
    at, source = 2 * int(arc), 2 * int(pair)
    weights[at] = min(weights[at], buffer[source])
    weights[at + 1] = min(weights[at + 1], buffer[source + 1])


def _generate_lower_pair(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    weights, buffer = (array_data(context, builder, signature, args, k) for k in (0, 2))
    at, source = builder.shl(args[1], index(1)), builder.shl(args[3], index(1))
    new, old = load_row(builder, buffer, source, 2), load_row(builder, weights, at, 2)
    store_row(builder, lower(builder, new, old), weights, at)
    return context.get_dummy_value()


give_code(lower_pair, _generate_lower_pair)


def fetch_pair(weights: U32Array, arc: np.uint64) -> None:
    """Fetch the weights of an arc that will soon be lowered; nothing is changed."""


def _generate_fetch_pair(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    weights = array_data(context, builder, signature, args, 0)
    prefetch(builder, builder.gep(weights, [builder.shl(args[1], index(1))]))
    return context.get_dummy_value()


give_code(fetch_pair, _generate_fetch_pair)


def relax_triangle(weights: U32Array, top: np.uint64, near: np.uint64, far: np.uint64) -> None:
    """Lower both weights of the arc `top` to those of the way through a lower rank.

    `near` is the arc from that rank to the tail of `top`, `far` the one to its head.
    """
    at, a, b = 2 * int(top), 2 * int(near), 2 * int(far)
    weights[at] = min(weights[at], weights[a + 1] + weights[b])
    weights[at + 1] = min(weights[at + 1], weights[a] + weights[b + 1])


def _generate_relax_triangle(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    weights = array_data(context, builder, signature, args, 0)
    at, a, b = (builder.shl(arc, index(1)) for arc in args[1:])
    near = _picked(builder, load_row(builder, weights, a, 2), [1, 0])
    new = builder.add(near, load_row(builder, weights, b, 2))
    old = load_row(builder, weights, at, 2)
    store_row(builder, lower(builder, new, old), weights, at)
    return context.get_dummy_value()


give_code(relax_triangle, _generate_relax_triangle)


def minimum_of_rows(
    weights: U32Array,
    first_up: U32Array,
    begin: np.uint64,
    end: np.uint64,
    n_after: np.uint64,
    buffer: U32Array,
) -> None:
    """Fill `buffer` with the shortest ways through ``begin:end`` from one neighbour above.

    These ranks have the same last ``n_after + 1`` neighbours. The ways are those from the
    first of these, pair ``j`` of the buffer to the j-th behind it and back.
    """
    buffer[: 2 * int(n_after)] = INFINITE
    for rank in range(int(begin), int(end)):
        a = 2 * (int(first_up[rank + 1]) - int(n_after) - 1)
        for j in range(int(n_after)):
            b = a + 2 + 2 * j
            buffer[2 * j] = min(buffer[2 * j], weights[a + 1] + weights[b])
            buffer[2 * j + 1] = min(buffer[2 * j + 1], weights[a] + weights[b + 1])


def _generate_minimum_of_rows(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    weights, first_up, buffer = (
        array_data(context, builder, signature, args, k) for k in (0, 1, 5)
    )
    n_lanes = builder.shl(args[4], index(1))
    whole = builder.and_(n_lanes, index(-2 * _LANES))

    def fill(at: Any, n_vectors: int) -> None:
        def ways(rank: Any) -> list[Any]:
            row = _last_arcs(builder, first_up, rank, builder.add(args[4], index(1)))
            near = _picked(builder, load_row(builder, weights, row, 2), [1, 0] * BLOCK)
            far = builder.add(row, builder.add(at, index(2)))
            return [
                builder.add(near, load_row(builder, weights, builder.add(far, offset), _LANES))
                for offset in (index(k * _LANES) for k in range(n_vectors))
            ]

        least = _least_over_ranks(builder, args[2], args[3], n_vectors, ways)
        for k, vector in enumerate(least):
            store_row(builder, vector, buffer, builder.add(at, index(k * _LANES)))

    for begin, end, n_vectors in ((index(0), whole, 2), (whole, n_lanes, 1)):
        step = index(n_vectors * _LANES)
        with cgutils.for_range_slice(builder, begin, end, step, INDEX) as (at, _):
            fill(at, n_vectors)
    return context.get_dummy_value()


give_code(minimum_of_rows, _generate_minimum_of_rows)


def pairs_within_block(
    weights: U32Array,
    first_up: U32Array,
    begin: np.uint64,
    end: np.uint64,
    n_last: np.uint64,
    buffer: U32Array,
) -> None:
    """Fill `buffer` with the shortest ways through ``begin:end`` between few neighbours.

    Those are the first `BLOCK` of the last `n_last` that these ranks share. Pair
    ``j * (j - 1) / 2 + i`` is for the arc from the i-th of them to the j-th, ``i < j``.
    """
    n_block = min(BLOCK, int(n_last))
    n_pairs = n_block * (n_block - 1) // 2
    buffer[: 2 * n_pairs] = INFINITE
    for rank in range(int(begin), int(end)):
        row = 2 * (int(first_up[rank + 1]) - int(n_last))
        for pair, (i, j) in enumerate(_WITHIN[:n_pairs]):
            up = weights[row + 2 * i + 1] + weights[row + 2 * j]
            down = weights[row + 2 * i] + weights[row + 2 * j + 1]
            buffer[2 * pair] = min(buffer[2 * pair], up)
            buffer[2 * pair + 1] = min(buffer[2 * pair + 1], down)


def _generate_pairs_within_block(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    weights, first_up, buffer = (
        array_data(context, builder, signature, args, k) for k in (0, 1, 5)
    )
    rest = -len(_WITHIN) % BLOCK
    near = [lane for i, _ in _WITHIN + _WITHIN[:rest] for lane in (2 * i + 1, 2 * i)]
    far = [lane for _, j in _WITHIN + _WITHIN[:rest] for lane in (2 * j, 2 * j + 1)]
    offsets = range(0, len(near), _LANES)

    def ways(rank: Any) -> list[Any]:
        arcs = _last_arcs(builder, first_up, rank, args[4])
        arcs = load_row(builder, weights, arcs, _LANES)
        return [
            builder.add(
                _picked(builder, arcs, near[offset : offset + _LANES]),
                _picked(builder, arcs, far[offset : offset + _LANES]),
            )
            for offset in offsets
        ]

    least = _least_over_ranks(builder, args[2], args[3], len(offsets), ways)
    for vector, offset in zip(least, offsets, strict=True):
        store_row(builder, vector, buffer, index(offset))
    return context.get_dummy_value()


give_code(pairs_within_block, _generate_pairs_within_block)


def pairs_between_blocks(
    weights: U32Array,
    first_up: U32Array,
    begin: np.uint64,
    end: np.uint64,
    n_above: np.uint64,
    row: np.uint64,
    column: np.uint64,
    buffer: U32Array,
) -> None:
    """Fill `buffer` with the shortest ways through ``begin:end`` between two blocks.

    These ranks share their last `n_above` neighbours. Pair ``BLOCK * j + i`` is for the arc
    from neighbour ``row + i`` of these to neighbour ``column + j``.
    """
    n_columns = min(BLOCK, int(n_above) - int(column))
    buffer[: 2 * BLOCK * n_columns] = INFINITE
    for rank in range(int(begin), int(end)):
        first = int(first_up[rank + 1]) - int(n_above)
        for pair in range(BLOCK * n_columns):
            a = 2 * (first + int(row) + pair % BLOCK)
            b = 2 * (first + int(column) + pair // BLOCK)
            buffer[2 * pair] = min(buffer[2 * pair], weights[a + 1] + weights[b])
            buffer[2 * pair + 1] = min(buffer[2 * pair + 1], weights[a] + weights[b + 1])


def _generate_pairs_between_blocks(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    weights, first_up, buffer = (
        array_data(context, builder, signature, args, k) for k in (0, 1, 7)
    )
    near_offset, far_offset = (builder.shl(block, index(1)) for block in args[5:7])

    def ways(rank: Any) -> list[Any]:
        arcs = _last_arcs(builder, first_up, rank, args[4])
        near = load_row(builder, weights, builder.add(arcs, near_offset), _LANES)
        near = _picked(builder, near, _SWAPPED)
        far = builder.add(arcs, far_offset)
        pairs = (
            load_row(builder, weights, builder.add(far, index(2 * j)), 2) for j in range(BLOCK)
        )
        return [builder.add(near, _picked(builder, pair, [0, 1] * BLOCK)) for pair in pairs]

    for j, vector in enumerate(_least_over_ranks(builder, args[2], args[3], BLOCK, ways)):
        store_row(builder, vector, buffer, index(j * _LANES))
    return context.get_dummy_value()


give_code(pairs_between_blocks, _generate_pairs_between_blocks)


def _picked(builder: Any, vector: Any, lanes: list[int]) -> Any:
    """Return the given lanes of a vector as a vector of their own."""
    return builder.shuffle_vector(
        vector, ir.Constant(vector.type, ir.Undefined), ir.Constant(vector_of(len(lanes)), lanes)
    )


def _last_arcs(builder: Any, first_up: Any, rank: Any, n_last: Any) -> Any:
    """Return where among the weights the last arcs of a rank begin."""
    end = field(builder, first_up, builder.add(rank, index(1)))
    return builder.shl(builder.sub(end, n_last), index(1))


def _least_over_ranks(
    builder: Any, begin: Any, end: Any, n_vectors: int, ways: Callable[[Any], list[Any]]
) -> list[Any]:
    """Return the least, over the ranks ``begin:end``, of the vectors of `ways` through each."""
    before = builder.block
    head, body, after = (builder.append_basic_block() for _ in range(3))
    builder.branch(head)
    builder.position_at_end(head)
    rank = builder.phi(INDEX)
    rank.add_incoming(begin, before)
    least = [builder.phi(vector_of(_LANES)) for _ in range(n_vectors)]
    for vector in least:
        vector.add_incoming(constant_row(int(INFINITE), _LANES), before)
    builder.cbranch(builder.icmp_unsigned("<", rank, end), body, after)
    builder.position_at_end(body)
    for vector, new in zip(least, ways(rank), strict=True):
        vector.add_incoming(lower(builder, new, vector), builder.block)
    rank.add_incoming(builder.add(rank, index(1)), builder.block)
    builder.branch(head)
    builder.position_at_end(after)
    return least
