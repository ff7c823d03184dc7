"""The steps of a sweep over rows of labels.

A *step* takes up to three arcs of one rank at once. That most ranks are then done in one
step is what makes the end of the loop over their arcs predictable, and unused arcs, which
are infinitely long, cost less than one wrong guess of the processor.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numpy.typing import NDArray

from .hierarchy import INFINITE, U32Array
from .lanes import CACHE_LINE, LANES
from .vectors import (
    INDEX,
    WORD,
    array_data,
    constant_row,
    field,
    give_code,
    index,
    load_row,
    lower,
    splat,
    store_row,
)

__all__ = ["ARCS_PER_STEP", "STEP", "LevelArray", "sweep_rows", "sweep_rows_nearby"]

LevelArray = NDArray[np.uint16] | NDArray[np.uint32]

ARCS_PER_STEP = 3
"""Arcs that a step of a sweep takes together."""

STEP = ARCS_PER_STEP + 1
"""Fields of a step: those of its arcs, and one about the rank itself."""


def sweep_rows(
    ancestor: U32Array,
    level: LevelArray,
    weight: U32Array,
    begin: np.uint64,
    end: np.uint64,
    start: U32Array,
    start_row: np.uint64,
    label: U32Array,
    rank: np.uint64,
    row_of: U32Array,
) -> None:
    """Take the steps from `end` down to `begin` of a sweep.

    The first rank starts with the labels in row `start_row` of `start`, all others with
    no way at all. `ancestor` has the labels of the present rank's ancestors by their level
    in the elimination tree. The labels are written to `label`, those of the first rank,
    `rank`, to row ``row_of[rank]``, and so on down.
    """
    rows, ancestors = label.reshape(-1, LANES), ancestor.reshape(-1, LANES)
    best = start.reshape(-1, LANES)[int(start_row)]
    now = int(rank)
    for step in range(STEP * (int(end) - 1), STEP * (int(begin) - 1), -STEP):
        for arc in range(step, step + ARCS_PER_STEP):
            best = np.minimum(best, ancestors[level[arc]] + weight[arc])
        ancestors[level[step + ARCS_PER_STEP]] = best
        if weight[step + ARCS_PER_STEP] > 0:
            rows[row_of[now]] = best
            now -= 1
            best = np.full(LANES, INFINITE, np.uint32)


def sweep_rows_nearby(
    ancestor: U32Array,
    level: LevelArray,
    weight: U32Array,
    begin: np.uint64,
    end: np.uint64,
    start: U32Array,
    start_row: np.uint64,
    label: U32Array,
    row: np.uint64,
) -> None:
    """Do as :func:`sweep_rows`, for labels that are few and read again at once.

    They are written to `label` from `row` downwards.
    """
    row_of = np.arange(int(row) + 1).astype(np.uint32)
    sweep_rows(ancestor, level, weight, begin, end, start, start_row, label, row, row_of)


def _generate_sweep_rows(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Generate the steps twice: for labels that are aligned, and for others.

    Aligned labels are written past the cache, which saves fetching what is overwritten,
    and makes it no matter in which order the rows lie.
    """
    label, row_of = (array_data(context, builder, signature, args, i) for i in (7, 9))
    address = builder.ptrtoint(label, INDEX)
    aligned = builder.icmp_unsigned("==", builder.and_(address, index(CACHE_LINE - 1)), index(0))
    with builder.if_else(aligned) as (streaming, otherwise):
        with streaming:
            _generate_steps(context, builder, signature, args, row_of, CACHE_LINE)
        with otherwise:
            _generate_steps(context, builder, signature, args, row_of, 0)
    return context.get_dummy_value()


def _generate_sweep_rows_nearby(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    _generate_steps(context, builder, signature, args, None, 0)
    return context.get_dummy_value()


def _generate_steps(
    context: Any, builder: Any, signature: Any, args: Any, row_of: Any, aligned_bytes: int
) -> None:
    ancestor, level, weight, start, label = (
        array_data(context, builder, signature, args, position) for position in (0, 1, 2, 5, 7)
    )
    first = load_row(builder, start, builder.mul(args[6], index(LANES)), LANES)
    before = builder.block
    head = builder.append_basic_block("head")
    body = builder.append_basic_block("body")
    done = builder.append_basic_block("done")
    builder.branch(head)
    builder.position_at_end(head)
    step, row = builder.phi(INDEX), builder.phi(INDEX)
    best = builder.phi(first.type)
    step.add_incoming(args[4], before)
    row.add_incoming(args[8], before)
    best.add_incoming(first, before)
    builder.cbranch(builder.icmp_unsigned(">", step, args[3]), body, done)
    builder.position_at_end(body)
    previous = builder.sub(step, index(1))
    fields = builder.mul(previous, index(STEP))
    reached = _best_of_step(builder, (ancestor, level, weight), fields, best)
    last = builder.load(builder.gep(weight, [builder.add(fields, index(ARCS_PER_STEP))]))
    complete = builder.icmp_unsigned("!=", last, ir.Constant(WORD, 0))
    with builder.if_then(complete):
        place = row if row_of is None else field(builder, row_of, row)
        store_row(builder, reached, label, builder.mul(place, index(LANES)), aligned_bytes)
    nothing = constant_row(int(INFINITE), LANES)
    step.add_incoming(previous, builder.block)
    row.add_incoming(builder.sub(row, builder.zext(complete, INDEX)), builder.block)
    best.add_incoming(builder.select(complete, nothing, reached), builder.block)
    builder.branch(head)
    builder.position_at_end(done)


def _best_of_step(builder: Any, arrays: tuple[Any, Any, Any], fields: Any, best: Any) -> Any:
    """Return the labels after a step, and keep them for the ranks below.

    The first arc is the one to the parent, whose labels are those computed last: it comes
    in at the end, so that nothing else waits for them.
    """
    ancestor, level, weight = arrays
    for arc in reversed(range(ARCS_PER_STEP)):
        position = builder.add(fields, index(arc))
        row = builder.mul(field(builder, level, position), index(LANES))
        labels = load_row(builder, ancestor, row, LANES)
        arc_weight = splat(builder, builder.load(builder.gep(weight, [position])), LANES)
        best = lower(builder, builder.add(labels, arc_weight), best)
    own = field(builder, level, builder.add(fields, index(ARCS_PER_STEP)))
    store_row(builder, best, ancestor, builder.mul(own, index(LANES)))
    return best


give_code(sweep_rows, _generate_sweep_rows)
give_code(sweep_rows_nearby, _generate_sweep_rows_nearby)
