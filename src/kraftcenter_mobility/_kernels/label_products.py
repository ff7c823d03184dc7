"""Dividing a product of labels into tasks.

First the labels of all columns are made; then the matrix, in strips of some sources. No
two tasks write to the same entry, so results do not depend on their number or order.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np

from .blocks import TILE_ROWS, WIDTH, U64Array
from .columns import Columns
from .csr import FloatArray
from .hierarchy import U32Array
from .interrupts import uninterrupted
from .label_matrix import common_hubs, matrix_strips
from .label_rows import LabelRows, label_rows
from .threads import Task, Threads
from .upward_graph import UpwardGraph

__all__ = ["blocks_of", "multiply_labels"]

SOURCES_PER_BLOCK = 2048
"""Sources whose labels are made together."""

SOURCES_AT_A_TIME = 32768
"""Sources whose labels are kept at a time."""

STRIP_ENTRIES = 1 << 16
"""Entries of a strip of the matrix: 256 KiB, a quarter of a core's second cache."""

TASK_ENTRIES = 1 << 18
"""Entries that a thread makes at a time, if there are several: about a millisecond's work."""


def multiply_labels(
    parent: U32Array,
    graphs: tuple[UpwardGraph, UpwardGraph],
    source_rounds: list[Columns],
    target_rounds: list[Columns],
    tick: float,
    result: FloatArray,
    threads: Threads,
) -> None:
    """Write the times from all sources to all targets; labels are made once for each round."""
    n_threads = len(threads.scratch)
    right: list[list[LabelRows]] = [[] for _ in target_rounds]
    tasks: list[Task] = [partial(_fill, part) for part in np.array_split(result, n_threads)]
    for targets, labels in zip(target_rounds, right, strict=True):
        tasks.append(_labelling(parent, graphs[1], targets, labels))
    columns = [_columns_of(targets, result.shape[1]) for targets in target_rounds]
    for number, sources in enumerate(source_rounds):
        per_block = min(-(-sources.end.size // max(n_threads - 1, 1)), SOURCES_PER_BLOCK)
        for some in blocks_of(sources, SOURCES_AT_A_TIME):
            blocks = list(blocks_of(some, per_block))
            left: list[list[LabelRows]] = [[] for _ in blocks]
            for block, labels in zip(blocks, left, strict=True):
                tasks.append(_labelling(parent, graphs[0], block, labels))
            threads.run(tasks)
            tasks = []
            for k, (labels, column) in enumerate(zip(right, columns, strict=True)):
                lower = number > 0 or k > 0
                for block, own in zip(blocks, left, strict=True):
                    ends = own[0], labels[0]
                    tasks += _strips(block.end, ends, column, tick, result, n_threads, lower)
                threads.run(tasks)
                tasks = []


def _columns_of(targets: Columns, n_targets: int) -> U32Array:
    """Return the column of every target; one behind all columns where it has none."""
    column = np.full(n_targets, targets.end.size, np.uint32)
    column[targets.end] = np.arange(targets.end.size, dtype=np.uint32)
    return column


def _fill(part: FloatArray, _scratch: U64Array) -> None:
    """Fill a part of the result with infinity.

    Most of it will be replaced, but by rows in the order of ranks, and it is faster to get
    fresh memory from the system in the order in which it lies.
    """
    part.fill(np.inf)


def blocks_of(columns: Columns, per_block: int) -> Iterator[Columns]:
    """Divide columns into blocks of a given size; the last may be smaller."""
    if columns.end.size <= per_block:
        yield columns
        return
    for begin in range(0, columns.end.size, per_block):
        first_seed = columns.first_seed[begin : begin + per_block + 1]
        seeds = slice(first_seed[0], first_seed[-1])
        yield Columns(
            columns.end[begin : begin + per_block],
            columns.rank[begin : begin + per_block],
            first_seed - first_seed[0],
            columns.seed_rank[seeds],
            columns.seed_time[seeds],
        )


def _labelling(
    parent: U32Array, graph: UpwardGraph, columns: Columns, labels: list[LabelRows]
) -> Task:
    """Return a task that makes the labels of some columns and appends them to a list."""

    def make(scratch: U64Array) -> None:
        labels.append(uninterrupted(label_rows, parent, graph, columns, scratch))

    return make


def _strips(
    source: U32Array,
    labels: tuple[LabelRows, LabelRows],
    column: U32Array,
    tick: float,
    result: FloatArray,
    n_threads: int,
    lower: bool,  # noqa: FBT001
) -> list[Task]:
    """Return tasks that fill in the times from a block of sources."""
    left, right = labels
    hubs = uninterrupted(common_hubs, left, right)
    stride = (int(column.max()) // WIDTH + 1) * WIDTH
    height = max(STRIP_ENTRIES // stride // TILE_ROWS, 1) * TILE_ROWS
    n_tasks = max(source.size * stride // TASK_ENTRIES, n_threads) if n_threads > 1 else 1
    per_task = -(-source.size // n_tasks // TILE_ROWS) * TILE_ROWS

    def fill(begin: int, _scratch: U64Array) -> None:
        end = min(begin + per_task, source.size)
        matrix_strips(
            left.label,
            right.label,
            hubs,
            np.uint64(begin),
            np.uint64(end),
            np.uint64(min(height, per_task)),
            np.uint64(stride),
            source,
            column,
            tick,
            np.bool_(lower),
            result,
        )

    return [partial(fill, begin) for begin in range(0, source.size, per_task)]
