"""The vector instructions of the operations in :mod:`.blocks`.

These functions run while Numba compiles. Each appends to the code that is being built, and
hands on values that will exist when that code runs.
"""

from typing import Any

from llvmlite import ir

from .hierarchy import INFINITE
from .vectors import (
    INDEX,
    WORD,
    array_data,
    constant_row,
    field,
    index,
    load_row,
    lower,
    splat,
    store_row,
    vector_of,
)

__all__ = [
    "TILE_COLUMNS",
    "TILE_ROWS",
    "WIDTH",
    "emit_fetch_ahead",
    "emit_lower_heads",
    "emit_take_from_heads",
    "emit_tile",
]

WIDTH = 16
"""Columns in a vector: one register of 512 bits, or two of 256."""

TILE_ROWS = 4
"""Rows of a matrix that are lowered together."""

TILE_COLUMNS = 4 * WIDTH
"""Columns of a matrix that are lowered together where there are as many."""

_RUN = 2 * WIDTH
"""Columns that are passed along an arc together where there are as many."""

_FETCHED = 3 * WIDTH
"""Words that are fetched ahead: three cache lines, which hold the arcs of most ranks."""


class _Loop:
    """A loop that counts from `begin` to `end` and carries vectors along in registers."""

    def __init__(self, builder: Any, begin: Any, end: Any, step: int, carried: list[Any]) -> None:
        """Open the loop; what follows is its body."""
        before = builder.block
        self._builder = builder
        self._test = builder.append_basic_block("test")
        body = builder.append_basic_block("body")
        self._after = builder.append_basic_block("after")
        builder.branch(self._test)
        builder.position_at_end(self._test)
        self.index = builder.phi(INDEX)
        self.index.add_incoming(begin, before)
        self._next = index(step)
        self.carried = [builder.phi(vector_of(WIDTH)) for _ in carried]
        for phi, value in zip(self.carried, carried, strict=True):
            phi.add_incoming(value, before)
        builder.cbranch(builder.icmp_signed("<", self.index, end), body, self._after)
        builder.position_at_end(body)

    def close(self, carried: list[Any]) -> None:
        """End the body; what follows comes after the loop, where `carried` are the values."""
        builder = self._builder
        last = builder.block
        self.index.add_incoming(builder.add(self.index, self._next), last)
        for phi, value in zip(self.carried, carried, strict=True):
            phi.add_incoming(value, last)
        builder.branch(self._test)
        builder.position_at_end(self._after)


def _widened(builder: Any, value: Any) -> Any:
    """Return an index in 64 bits; none is negative in fewer."""
    return builder.zext(value, INDEX) if value.type.width < INDEX.width else value


def _splat_of(builder: Any, base: Any, place: Any) -> Any:
    """Return a vector that repeats an element of an array."""
    return splat(builder, builder.load(builder.gep(base, [place])), WIDTH)


def _load(builder: Any, base: Any, place: Any, offset: int) -> Any:
    """Load a vector, `offset` elements behind a place."""
    return load_row(builder, base, builder.add(place, index(offset)), WIDTH)


def _store(builder: Any, vector: Any, base: Any, place: Any, offset: int) -> None:
    """Store a vector, `offset` elements behind a place."""
    store_row(builder, vector, base, builder.add(place, index(offset)))


def _begin_arcs(
    context: Any, builder: Any, signature: Any, args: Any
) -> tuple[list[Any], list[Any], list[tuple[Any, Any, int]]]:
    """Return what the two operations on arcs share: arrays, indices, and runs of columns."""
    arrays = [array_data(context, builder, signature, args, k) for k in range(3)]
    *indices, n_vectors = (_widened(builder, value) for value in args[3:])
    n_columns = builder.mul(n_vectors, index(WIDTH))
    n_wide = builder.and_(n_columns, index(-_RUN))
    wide = (index(0), n_wide, _RUN)
    return arrays, indices, [wide, (n_wide, n_columns, WIDTH)]


def _emit_arc(builder: Any, arrays: list[Any], arc: Any, column: Any) -> tuple[Any, Any]:
    """Emit the reading of an arc; return where its head's labels are, and its weight."""
    _, row_at, arcs = arrays
    place = builder.shl(arc, index(1))
    rank = field(builder, arcs, place)
    at = builder.add(field(builder, row_at, rank), column)
    return at, _splat_of(builder, arcs, builder.add(place, index(1)))


def emit_lower_heads(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Emit :func:`lower_heads`."""
    arrays, (begin, end, tail_at, column), runs = _begin_arcs(context, builder, signature, args)
    label = arrays[0]
    for first, last, width in runs:
        chunk = _Loop(builder, first, last, width, [])
        tail = builder.add(tail_at, chunk.index)
        along = builder.add(column, chunk.index)
        offsets = range(0, width, WIDTH)
        of_tail = [_load(builder, label, tail, offset) for offset in offsets]
        arc = _Loop(builder, begin, end, 1, [])
        at, weight = _emit_arc(builder, arrays, arc.index, along)
        for offset, vector in zip(offsets, of_tail, strict=True):
            entries = _load(builder, label, at, offset)
            lowered = lower(builder, builder.add(vector, weight), entries)
            _store(builder, lowered, label, at, offset)
        arc.close([])
        chunk.close([])
    return context.get_dummy_value()


def emit_take_from_heads(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Emit :func:`take_from_heads`."""
    arrays, (begin, end, tail_at, keep), runs = _begin_arcs(context, builder, signature, args)
    label, infinite = arrays[0], constant_row(int(INFINITE), WIDTH)
    kept = builder.icmp_unsigned("!=", keep, index(0))
    for first, last, width in runs:
        chunk = _Loop(builder, first, last, width, [])
        tail = builder.add(tail_at, chunk.index)
        offsets = range(0, width, WIDTH)
        of_tail = [_load(builder, label, tail, offset) for offset in offsets]
        of_tail = [builder.select(kept, vector, infinite) for vector in of_tail]
        arc = _Loop(builder, begin, end, 1, of_tail)
        at, weight = _emit_arc(builder, arrays, arc.index, chunk.index)
        lowered = [
            lower(builder, builder.add(_load(builder, label, at, offset), weight), vector)
            for offset, vector in zip(offsets, arc.carried, strict=True)
        ]
        arc.close(lowered)
        for offset, vector in zip(offsets, arc.carried, strict=True):
            _store(builder, vector, label, tail, offset)
        chunk.close([])
    return context.get_dummy_value()


def emit_tile(width: int, context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Emit :func:`lower_tile` for the given number of columns."""
    matrix, left, left_at, right, right_at = (
        array_data(context, builder, signature, args, k) for k in (0, 3, 4, 5, 6)
    )
    at, stride, begin, end, row, column = (_widened(builder, args[k]) for k in (1, 2, 7, 8, 9, 10))
    rows = [at]
    while len(rows) < TILE_ROWS:
        rows.append(builder.add(rows[-1], stride))
    places = [(start, offset) for start in rows for offset in range(0, width, WIDTH)]
    entries = [_load(builder, matrix, start, offset) for start, offset in places]
    hub = _Loop(builder, begin, end, 1, entries)
    row_begin = builder.add(field(builder, left_at, hub.index), row)
    column_begin = builder.add(field(builder, right_at, hub.index), column)
    of_columns = [_load(builder, right, column_begin, k) for k in range(0, width, WIDTH)]
    of_rows = [builder.add(row_begin, index(i)) for i in range(TILE_ROWS)]
    of_rows = [_splat_of(builder, left, place) for place in of_rows]
    sums = [builder.add(column, row) for row in of_rows for column in of_columns]
    pairs = zip(sums, hub.carried, strict=True)
    hub.close([lower(builder, total, entry) for total, entry in pairs])
    for (start, offset), vector in zip(places, hub.carried, strict=True):
        _store(builder, vector, matrix, start, offset)
    return context.get_dummy_value()


def emit_fetch_ahead(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Emit :func:`fetch_ahead`."""
    base = array_data(context, builder, signature, args, 0)
    pointer = ir.PointerType()
    kind = ir.FunctionType(ir.VoidType(), [pointer, WORD, WORD, WORD])
    fetch = builder.module.declare_intrinsic("llvm.prefetch.p0", (), kind)
    for offset in range(0, _FETCHED, WIDTH):
        place = builder.add(_widened(builder, args[1]), index(offset))
        address = builder.bitcast(builder.gep(base, [place]), pointer)
        builder.call(fetch, [address, WORD(0), WORD(3), WORD(1)])
    return context.get_dummy_value()
