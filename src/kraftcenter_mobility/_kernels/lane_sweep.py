"""One search in many metrics at once: each lane goes its own way.

As in :mod:`.sweep`, but the lanes share their seeds and differ in their travel times: a
baseline and its scenarios, or the hours of a day. The weights of an arc lie beside one
another, those of lane ``j`` in slot ``2 * arc`` at ``weights[2 * arc * LANES + j]``. No arc
can be left out, because each metric could spare different ones.
"""

from typing import Any

import numpy as np
from numba import njit
from numba.core import cgutils

from .climb import ancestors, forget, room_for_rows
from .hierarchy import INFINITE, Hierarchy, U32Array
from .lanes import LANES
from .sweep import start_row_of
from .sweep_steps import LevelArray
from .vectors import INDEX, array_data, field, give_code, index, load_row, lower, store_row

__all__ = ["relax_lanes", "settle_lanes", "sweep_lanes_to_all"]

_0, _1 = np.uint64(0), np.uint64(1)
_LANES = np.uint64(LANES)


@njit(cache=True, nogil=True)
def sweep_lanes_to_all(
    hierarchy: Hierarchy,
    rank_level: LevelArray,
    weights: U32Array,
    direction: np.uint64,
    seed_rank: U32Array,
    seed_time: U32Array,
    position: U32Array,
    touched: U32Array,
    ancestor: U32Array,
    label: U32Array,
) -> None:
    """Fill `label` with the times at all ranks, each lane in its own metric.

    Seed ``k`` is ``seed_time[k * LANES + j]`` away in lane ``j``, INFINITE if it is none
    there. Direction 0 goes along the edges, 1 against them. `rank_level` is
    :func:`.sweep_graph.tree_levels` of the hierarchy; scratch as in
    :func:`.sweep.sweep_to_nodes`.
    """
    begin = ancestors(hierarchy.parent, seed_rank, position, touched)
    starts = touched[begin:]
    climbed = room_for_rows(starts.size)
    _climb(hierarchy, weights, direction, seed_rank, seed_time, starts, begin, position, climbed)
    forget(touched, begin, position)
    first_up, up_head = hierarchy.first_up, hierarchy.up_head
    ancestor[:] = INFINITE
    left = np.uint64(starts.size)
    n_ranks = np.uint64(rank_level.size)
    for i in range(n_ranks):
        rank = n_ranks - _1 - i
        start_row = start_row_of(starts, left, rank + _1)
        left = min(left, start_row)
        settle_lanes(
            ancestor,
            rank_level,
            up_head,
            weights,
            np.uint64(first_up[rank]),
            np.uint64(first_up[rank + _1]),
            _1 - direction,
            climbed,
            start_row,
            label,
            rank,
        )


@njit(cache=True)
def _climb(
    hierarchy: Hierarchy,
    weights: U32Array,
    direction: np.uint64,
    seed_rank: U32Array,
    seed_time: U32Array,
    starts: U32Array,
    begin: np.uint64,
    position: U32Array,
    climbed: U32Array,
) -> None:
    """Climb from all seeds; `climbed` has the rows of `starts`, infinite before."""
    first_up, up_head = hierarchy.first_up, hierarchy.up_head
    for k in range(np.uint64(seed_rank.size)):
        row = np.uint64(position[seed_rank[k]]) - begin
        for lane in range(_LANES):
            label = row * _LANES + lane
            climbed[label] = min(climbed[label], seed_time[k * _LANES + lane])
    for i in range(np.uint64(starts.size)):
        rank = np.uint64(starts[i])
        arcs = np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])
        relax_lanes(climbed, np.uint64(i), position, begin, up_head, weights, *arcs, direction)


def relax_lanes(
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
    """Climb as :func:`.lanes.relax_rows` does, with a weight for each lane."""
    labels, lengths = rows.reshape(-1, LANES), weights.reshape(-1, LANES)
    for arc in range(int(begin), int(end)):
        above = int(position[up_head[arc]]) - int(first_position)
        length = lengths[2 * arc + int(direction)]
        labels[above] = np.minimum(labels[above], labels[int(row)] + length)


def _generate_relax_lanes(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    rows, position, up_head, weights = (
        array_data(context, builder, signature, args, i) for i in (0, 2, 4, 5)
    )
    labels = load_row(builder, rows, builder.mul(args[1], index(LANES)), LANES)
    with cgutils.for_range_slice(builder, args[6], args[7], index(1), INDEX) as (arc, _):
        above = field(builder, position, field(builder, up_head, arc))
        row = builder.mul(builder.sub(above, args[3]), index(LANES))
        length = _lengths(builder, weights, arc, args[8])
        better = lower(builder, builder.add(labels, length), load_row(builder, rows, row, LANES))
        store_row(builder, better, rows, row)
    return context.get_dummy_value()


def _lengths(builder: Any, weights: Any, arc: Any, direction: Any) -> Any:
    """Return the row of an arc's weights in one direction."""
    slot = builder.add(builder.shl(arc, index(1)), direction)
    return load_row(builder, weights, builder.mul(slot, index(LANES)), LANES)


give_code(relax_lanes, _generate_relax_lanes)


def settle_lanes(
    ancestor: U32Array,
    rank_level: LevelArray,
    up_head: U32Array,
    weights: U32Array,
    begin: np.uint64,
    end: np.uint64,
    direction: np.uint64,
    start: U32Array,
    start_row: np.uint64,
    label: U32Array,
    rank: np.uint64,
) -> None:
    """Write the labels of a rank, and keep them by level for the ranks below.

    They follow from row `start_row` of `start` and the ranks above, from which the arcs
    `begin` up to, not including, `end` come down.
    """
    ancestors_, lengths = ancestor.reshape(-1, LANES), weights.reshape(-1, LANES)
    best = start.reshape(-1, LANES)[int(start_row)]
    for arc in range(int(begin), int(end)):
        length = lengths[2 * arc + int(direction)]
        best = np.minimum(best, ancestors_[rank_level[up_head[arc]]] + length)
    ancestors_[rank_level[int(rank)]] = best
    label.reshape(-1, LANES)[int(rank)] = best


def _generate_settle_lanes(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    ancestor, rank_level, up_head, weights, start, label = (
        array_data(context, builder, signature, args, position) for position in (0, 1, 2, 3, 7, 9)
    )
    first = load_row(builder, start, builder.mul(args[8], index(LANES)), LANES)
    best = cgutils.alloca_once(builder, first.type)  # type: ignore[no-untyped-call]
    builder.store(first, best)
    with cgutils.for_range_slice(builder, args[4], args[5], index(1), INDEX) as (arc, _):
        level = field(builder, rank_level, field(builder, up_head, arc))
        labels = load_row(builder, ancestor, builder.mul(level, index(LANES)), LANES)
        reached = builder.add(labels, _lengths(builder, weights, arc, args[6]))
        builder.store(lower(builder, reached, builder.load(best)), best)
    own = builder.mul(field(builder, rank_level, args[10]), index(LANES))
    store_row(builder, builder.load(best), ancestor, own)
    store_row(builder, builder.load(best), label, builder.mul(args[10], index(LANES)))
    return context.get_dummy_value()


give_code(settle_lanes, _generate_settle_lanes)
