"""Matrices of travel times, by labels or by sweeps, whichever is less work.

Sources and targets are sets of seeds, so that a place may lie in the middle of a street.
Results do not depend on the method, the number of threads, or how the work was divided:
every entry is the least of the same sums of whole ticks.

Beside the result, the labels of the targets take four bytes for each target and each of its
ancestors, those of at most 32,768 sources at a time likewise, and each hub 16 bytes; a sweep
takes half as much as its part of the result.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from .blocks import WIDTH, U64Array
from .columns import Columns, column_rounds
from .csr import FloatArray, IntArray
from .hierarchy import U32Array
from .label_products import blocks_of, multiply_labels
from .label_rows import ranks_above
from .rank_order import order_by_rank
from .restricted_sweep import SweptEnds, restricted_sweep, write_lane_by_lane, write_side_by_side
from .threads import Task, Threads
from .upward_graph import UpwardGraph

__all__ = ["Ends", "Method", "choose_method", "many_to_many"]

Method = Literal["labels", "sweep from sources", "sweep from targets"]

MAX_LANES = 64
"""Searches that go down together."""


class Ends(NamedTuple):
    """One side of a matrix: sources or targets."""

    graph: UpwardGraph
    """What they climb: sources forward, targets backward."""

    first_seed: IntArray
    """Where the seeds of each begin. Shape (n_ends + 1,)."""

    seed_rank: U32Array
    """Where the seeds are."""

    seed_time: U32Array
    """Ticks between each seed and its end, at most INFINITE."""


def many_to_many(
    parent: U32Array,
    sources: Ends,
    targets: Ends,
    tick: float,
    *,
    scratch: Sequence[U64Array],
    executor: Executor | None = None,
    method: Method | None = None,
    result: FloatArray | None = None,
) -> FloatArray:
    """Return the times from all sources to all targets, in multiples of a tick.

    `scratch` has, for each thread, an array with an entry per rank, whose contents do not
    matter. The caller's thread is one of them; others come from the `executor`. Without a
    `method`, the one with the least work is chosen. The times are written into `result` where
    one is given.
    """
    if result is None:
        result = np.empty((sources.first_seed.size - 1, targets.first_seed.size - 1))
    method = method or choose_method(*result.shape)
    threads = Threads(scratch, executor)
    if method == "sweep from sources":
        _sweep(parent, sources, targets, tick, result, threads, write_lane_by_lane)
    elif method == "sweep from targets":
        _sweep(parent, targets, sources, tick, result, threads, write_side_by_side)
    else:
        _multiply(parent, sources, targets, tick, result, threads)
    return result


def choose_method(n_sources: int, n_targets: int) -> Method:
    """Return the method that is faster for a matrix of a given shape.

    A sweep takes time for each of the few and each ancestor of the many; as the many grow
    more, they have ever more ancestors in common. Labels take time for each of the
    many and each of its ancestors first, but less for each of the few. The bounds were measured
    on networks of 60,000 and 1,000,000 nodes, and near them it makes little difference.
    """
    few, many = sorted((n_sources, n_targets))
    if few > 2 * WIDTH and few * few > 4 * many:
        return "labels"
    return "sweep from sources" if n_sources <= n_targets else "sweep from targets"


def _multiply(
    parent: U32Array,
    sources: Ends,
    targets: Ends,
    tick: float,
    result: FloatArray,
    threads: Threads,
) -> None:
    """Fill the result with products of labels."""
    graphs = sources.graph, targets.graph
    target_rounds = column_rounds(parent, *targets[1:])
    source_rounds = column_rounds(parent, *sources[1:])
    if not source_rounds or not target_rounds:
        result.fill(np.inf)
        return
    multiply_labels(parent, graphs, source_rounds, target_rounds, tick, result, threads)


def _sweep(
    parent: U32Array,
    few: Ends,
    many: Ends,
    tick: float,
    result: FloatArray,
    threads: Threads,
    write: Callable[..., None],
) -> None:
    """Fill the result by sweeps from the few ends to the many."""
    n_few, n_many = few.first_seed.size - 1, many.first_seed.size - 1
    order = order_by_rank(many.seed_rank)
    seed_rank = many.seed_rank[order]
    seed_end = np.repeat(np.arange(n_many, dtype=np.uint32), np.diff(many.first_seed))[order]
    above = ranks_above(parent, seed_rank)
    ends = SweptEnds(above, seed_rank, seed_end, many.seed_time[order])
    n_blocks = max(-(-n_few // MAX_LANES), len(threads.scratch))
    per_block = -(-n_few // n_blocks // WIDTH) * WIDTH
    rounds = column_rounds(parent, *few[1:])
    if not rounds or rounds[0].end.size < n_few:
        result.fill(np.inf)
    lower = False

    def sweep(lanes: Columns, scratch: U64Array) -> None:
        arrived = restricted_sweep(
            parent, few.graph, lanes, many.graph, ends, np.uint64(n_many), scratch
        )
        write(arrived, lanes.end, tick, lower, result)

    for columns in rounds:
        tasks: list[Task] = [partial(sweep, lanes) for lanes in blocks_of(columns, per_block)]
        threads.run(tasks)
        lower = True
