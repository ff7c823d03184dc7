"""From rows of labels by rank to a table of times by node.

Labels lie as the sweep wants them: by rank, one search beside the other. A table of times
has a search to a row and a node to a column. Sixteen nodes and sixteen searches are turned
over at a time, inside the processor's registers, so that both sides of the memory are
touched in whole cache lines.
"""

from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import cgutils
from numpy.typing import NDArray

from .csr import IntArray
from .hierarchy import INFINITE, U32Array
from .lanes import CACHE_LINE, LANES
from .vectors import (
    INDEX,
    WORD,
    array_data,
    array_size,
    array_width,
    field,
    give_code,
    index,
    load_row,
    prefetch,
    splat,
    store_row,
)

__all__ = ["TimeTable", "time_table", "write_out_to", "write_rows"]

TimeTable = NDArray[np.float64] | NDArray[np.float32] | NDArray[np.uint32]

_SIDE = 16
"""Rows and columns of a tile: as many words as the largest register holds."""

_AHEAD = 4
"""Tiles between the one that is written and the one that is fetched."""


def time_table(n_rows: int, n_nodes: int, kind: np.dtype[Any] | type = np.float64) -> Any:
    """Return an uninitialised table whose rows all begin with a cache line.

    Rows may be a little longer than asked for. Shape (n_rows, n_nodes or some more).
    """
    itemsize = np.dtype(kind).itemsize
    width = -(-n_nodes * itemsize // CACHE_LINE) * (CACHE_LINE // itemsize)
    spare = CACHE_LINE // itemsize
    values = np.empty(n_rows * width + spare, kind)
    begin = (-values.ctypes.data % CACHE_LINE) // itemsize
    return values[begin : begin + n_rows * width].reshape(n_rows, width)


@njit(cache=True, nogil=True)
def write_out_to(
    label: U32Array,
    rank: U32Array,
    cutoff: np.uint32,
    tick: float,
    row: IntArray,
    table: TimeTable,
) -> None:
    """Write the labels of lane ``j`` to row ``row[j]`` of a table, a column to a node.

    A table of floats gets times in units of `tick`, infinite beyond the cutoff; a table of
    whole numbers gets ticks, INFINITE beyond it. `rank` has the rank of each node. The
    cutoff is inclusive and less than INFINITE. The table may have further columns, as one
    of :func:`time_table` has; into such a one the times go past the cache.
    """
    write_rows(label, rank, row, table, cutoff, tick)


def write_rows(
    label: U32Array,
    rank: U32Array,
    row: IntArray,
    table: TimeTable,
    cutoff: np.uint32,
    tick: float,
) -> None:
    """Write the labels of the first lanes, turned over, to the rows of a table."""
    ticks = label.reshape(-1, LANES)[rank, : row.size].T
    if table.dtype == np.uint32:
        table[row, : rank.size] = np.where(ticks <= cutoff, ticks, INFINITE)
    else:
        table[row, : rank.size] = np.where(ticks <= cutoff, ticks * tick, np.inf)


class _Writing(NamedTuple):
    """What the code that writes a table is about, as values of LLVM."""

    label: Any
    rank: Any
    n_nodes: Any
    first_cell: Any
    n_lanes: Any
    table: Any
    cutoff: Any
    tick: Any


def _generate_write_rows(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Write whole tiles, then the remaining nodes one value at a time."""
    label, rank, row, table = (
        array_data(context, builder, signature, args, position) for position in (0, 1, 2, 3)
    )
    n_lanes = array_size(context, builder, signature, args, 2)
    width = array_width(context, builder, signature, args, 3)
    first_cell = cgutils.alloca_once(builder, INDEX, size=LANES)  # type: ignore[no-untyped-call]
    with cgutils.for_range_slice(builder, index(0), n_lanes, index(1), INDEX) as (lane, _):
        cell = builder.mul(field(builder, row, lane), width)
        builder.store(cell, builder.gep(first_cell, [lane]))
    n_nodes = array_size(context, builder, signature, args, 1)
    writing = _Writing(label, rank, n_nodes, first_cell, n_lanes, table, args[4], args[5])
    row_bytes = builder.mul(width, index(_bytes_of(table.type.pointee)))
    phase = builder.or_(builder.ptrtoint(table, INDEX), row_bytes)
    aligned = builder.icmp_unsigned("==", builder.and_(phase, index(CACHE_LINE - 1)), index(0))
    with builder.if_else(aligned) as (streaming, otherwise):
        with streaming:
            _generate_tiles(builder, writing, CACHE_LINE)
        with otherwise:
            _generate_tiles(builder, writing, 0)
    _generate_rest(builder, writing)
    return context.get_dummy_value()


def _bytes_of(element: Any) -> int:
    """Return the size of what a table holds."""
    return 8 if element == ir.DoubleType() else 4


def _generate_tiles(builder: Any, writing: _Writing, aligned_bytes: int) -> None:
    """Write what fills whole tiles."""
    turned = builder.and_(writing.n_nodes, index(-_SIDE))
    with cgutils.for_range_slice(builder, index(0), turned, index(_SIDE), INDEX) as (node, _):
        _generate_prefetch(builder, writing, node)
        for first in range(0, LANES, _SIDE):
            with builder.if_then(builder.icmp_unsigned("<", index(first), writing.n_lanes)):
                tile = _turned_tile(builder, writing, node, first)
                for lane, ticks in enumerate(tile, start=first):
                    used = builder.icmp_unsigned("<", index(lane), writing.n_lanes)
                    with builder.if_then(used):
                        cell = builder.add(field(builder, writing.first_cell, index(lane)), node)
                        times = _times(builder, writing, ticks)
                        store_row(builder, times, writing.table, cell, aligned_bytes)


def _generate_rest(builder: Any, writing: _Writing) -> None:
    """Write the nodes that do not fill a tile."""
    one, n_nodes = index(1), writing.n_nodes
    turned = builder.and_(n_nodes, index(-_SIDE))
    with cgutils.for_range_slice(builder, turned, n_nodes, one, INDEX) as (node, _):
        first = builder.mul(field(builder, writing.rank, node), index(LANES))
        lanes = cgutils.for_range_slice(builder, index(0), writing.n_lanes, one, INDEX)
        with lanes as (lane, _):
            ticks = load_row(builder, writing.label, builder.add(first, lane), 1)
            cell = builder.add(field(builder, writing.first_cell, lane), node)
            store_row(builder, _times(builder, writing, ticks), writing.table, cell)


give_code(write_rows, _generate_write_rows)


def _generate_prefetch(builder: Any, writing: _Writing, node: Any) -> None:
    """Fetch the labels of a tile that comes later."""
    later = builder.add(node, index(_AHEAD * _SIDE))
    within = builder.icmp_unsigned("<=", builder.add(later, index(_SIDE)), writing.n_nodes)
    with builder.if_then(within):
        for i in range(_SIDE):
            row = field(builder, writing.rank, builder.add(later, index(i)))
            for lane in range(0, LANES, _SIDE):
                offset = builder.add(builder.mul(row, index(LANES)), index(lane))
                prefetch(builder, builder.gep(writing.label, [offset]))


def _turned_tile(builder: Any, writing: _Writing, node: Any, lane: int) -> list[Any]:
    """Return vectors, one for each lane, of the labels of a tile's nodes.

    Quarter by quarter, a square is turned over by exchanging its upper right with its
    lower left and then turning over the quarters.
    """
    tile = []
    for i in range(_SIDE):
        rank = field(builder, writing.rank, builder.add(node, index(i)))
        first = builder.add(builder.mul(rank, index(LANES)), index(lane))
        tile.append(load_row(builder, writing.label, first, _SIDE))
    half = _SIDE // 2
    while half:
        left = [j if not j & half else _SIDE + j - half for j in range(_SIDE)]
        right = [j + half if not j & half else _SIDE + j for j in range(_SIDE)]
        for i in range(_SIDE):
            if not i & half:
                upper, lower = tile[i], tile[i + half]
                tile[i] = _shuffled(builder, upper, lower, left)
                tile[i + half] = _shuffled(builder, upper, lower, right)
        half //= 2
    return tile


def _shuffled(builder: Any, upper: Any, lower: Any, order: list[int]) -> Any:
    """Return some lanes of two vectors as one."""
    mask = ir.Constant(ir.VectorType(WORD, _SIDE), order)
    return builder.shuffle_vector(upper, lower, mask)


def _times(builder: Any, writing: _Writing, ticks: Any) -> Any:
    """Return a vector of ticks as what the table holds."""
    lanes = ticks.type.count
    within = builder.icmp_unsigned("<=", ticks, splat(builder, writing.cutoff, lanes))
    element = writing.table.type.pointee
    if element == WORD:
        nothing = ir.Constant(ticks.type, [int(INFINITE)] * lanes)
        return builder.select(within, ticks, nothing)
    exact, vector = ir.VectorType(writing.tick.type, lanes), ir.VectorType(element, lanes)
    times = builder.fmul(builder.sitofp(ticks, exact), splat(builder, writing.tick, lanes))
    if element != writing.tick.type:
        times = builder.fptrunc(times, vector)
    return builder.select(within, times, ir.Constant(vector, [float("inf")] * lanes))
