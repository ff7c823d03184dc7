"""What can be reached within a cutoff, added up while the sweep goes on [1]_.

The labels of a piece are used as soon as they are known and never written to memory. The
order of additions depends on the hierarchy alone: a source's sum is the same, to the last
bit, whatever other sources share the sweep.

References
----------
.. [1] D. Delling, A. V. Goldberg, R. F. Werneck, "Faster batched shortest paths in road
   networks," ATMOS 2011, OASIcs vol. 20, pp. 52-63. doi:10.4230/OASIcs.ATMOS.2011.52
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import cgutils

from .climb import climb_rows
from .csr import FloatArray, IntArray
from .hierarchy import INFINITE, Hierarchy, U32Array
from .lanes import LANES
from .pieces import Pieces, is_out_of_reach
from .sweep import start_row_of
from .sweep_graph import SweepGraph
from .sweep_steps import sweep_rows_nearby
from .vectors import INDEX, array_data, give_code, index, load_row, splat, store_row

__all__ = ["add_within", "opportunities_within"]

_0, _1 = np.uint64(0), np.uint64(1)


@njit(cache=True, nogil=True)
def opportunities_within(
    hierarchy: Hierarchy,
    weights: U32Array,
    graph: SweepGraph,
    direction: np.uint64,
    first_seed: IntArray,
    seed_rank: U32Array,
    seed_time: U32Array,
    pieces: Pieces,
    opportunities: FloatArray,
    cutoff: np.uint32,
    position: U32Array,
    touched: U32Array,
    ancestor: U32Array,
    label: U32Array,
    total: FloatArray,
) -> None:
    """Fill `total` with the opportunities within the cutoff of up to ``LANES`` searches.

    `opportunities` are by rank; the cutoff is inclusive and less than INFINITE. The
    searches are those of :func:`.sweep.sweep_to_nodes`. `label` is scratch space of
    :data:`.pieces.PIECE` rows; `total` has an entry for each lane.
    """
    starts, climbed = climb_rows(
        hierarchy, weights, direction, first_seed, seed_rank, seed_time, position, touched
    )
    ancestor[:] = INFINITE
    total[:] = 0.0
    next_start = np.uint64(starts.size)
    first_up, up_head, rank_level = hierarchy.first_up, hierarchy.up_head, graph.rank_level
    piece = _0
    while piece < np.uint64(pieces.skip.size):
        low, end = np.uint64(pieces.end[piece + _1]), np.uint64(pieces.end[piece])
        skip = np.uint64(pieces.skip[piece])
        untouched = next_start == _0 or starts[next_start - _1] < pieces.end[skip]
        if (
            skip > _0
            and untouched
            and is_out_of_reach(first_up, up_head, rank_level, end - _1, ancestor, cutoff)
        ):
            piece = skip
            continue
        next_start = _sweep_piece(graph, starts, next_start, climbed, low, end, ancestor, label)
        add_within(label, end - low, opportunities, low, cutoff, total)
        piece += _1


@njit(cache=True)
def _sweep_piece(
    graph: SweepGraph,
    starts: U32Array,
    next_start: np.uint64,
    climbed: U32Array,
    first: np.uint64,
    end: np.uint64,
    ancestor: U32Array,
    label: U32Array,
) -> np.uint64:
    """Sweep the ranks of a piece; return how many starts are left."""
    while end > first:
        start_row = start_row_of(starts, next_start, end)
        next_start = min(next_start, start_row)
        low = first
        if next_start > _0:
            low = max(low, np.uint64(starts[next_start - _1]) + _1)
        sweep_rows_nearby(
            ancestor,
            graph.level,
            graph.weight,
            np.uint64(graph.first_step[low]),
            np.uint64(graph.first_step[end]),
            climbed,
            start_row,
            label,
            end - _1 - first,
        )
        end = low
    return next_start


def add_within(
    label: U32Array,
    n_rows: np.uint64,
    value: FloatArray,
    first: np.uint64,
    cutoff: np.uint32,
    total: FloatArray,
) -> None:
    """Add, from the last row to the first, a value to each lane that is within the cutoff.

    The value of row ``i`` is ``value[first + i]``.
    """
    for row in reversed(range(int(n_rows))):
        within = label[row * LANES : (row + 1) * LANES] <= cutoff
        total[within] += value[int(first) + row]


def _generate_add_within(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    label, value, total = (
        array_data(context, builder, signature, args, position) for position in (0, 2, 5)
    )
    real = ir.DoubleType()
    sums = cgutils.alloca_once(builder, ir.VectorType(real, LANES))  # type: ignore[no-untyped-call]
    builder.store(load_row(builder, total, index(0), LANES), sums)
    cutoff = splat(builder, args[4], LANES)
    nothing = ir.Constant(ir.VectorType(real, LANES), [0.0] * LANES)
    with cgutils.for_range_slice(builder, index(0), args[1], index(1), INDEX) as (done, _):
        row = builder.sub(builder.sub(args[1], index(1)), done)
        labels = load_row(builder, label, builder.mul(row, index(LANES)), LANES)
        amount = builder.load(builder.gep(value, [builder.add(args[3], row)]))
        within = builder.icmp_unsigned("<=", labels, cutoff)
        added = builder.select(within, splat(builder, amount, LANES), nothing)
        builder.store(builder.fadd(builder.load(sums), added), sums)
    store_row(builder, builder.load(sums), total, index(0))
    return context.get_dummy_value()


give_code(add_within, _generate_add_within)
