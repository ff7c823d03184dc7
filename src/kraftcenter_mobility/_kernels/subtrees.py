"""Dividing a customization into parts that do not touch one another.

What lies below a rank is a contiguous interval of ranks, and all its arcs lead to ranks of
the interval or above it. Subtrees beside one another can therefore be customized at the
same time, as long as each leaves the arcs *between ranks above it* alone: those have their
tails beyond the interval, and get their turn when all subtrees are done, before the ranks
of the top that remain.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numba import njit

from .csr import IntArray
from .customization_plan import CustomizationPlan
from .hierarchy import NONE, Hierarchy, U32Array
from .interrupts import uninterrupted

__all__ = ["Subtrees", "run_parts", "subtrees"]

_0, _1 = np.uint64(0), np.uint64(1)

WORK_OF_RANK, WORK_OF_ARC = 256, 128
"""What a rank and an arc cost in work, where a lower triangle costs 2. Measured roughly."""


class Subtrees(NamedTuple):
    """Intervals of ranks that can be customized side by side, and what comes after them.

    Of each interval there are the ranks ``begin:end``, its panels, and those of its panels
    that are *crossing*: which have two neighbours or more beyond the interval.
    """

    begin: U32Array
    """The first rank of each interval, those with most work first. Shape (n_intervals,)."""

    end: U32Array
    """The rank behind the last of each interval. Shape (n_intervals,)."""

    panels: list[U32Array]
    """The panels of each interval, ascending."""

    crossing: list[U32Array]
    """The crossing panels of each interval, ascending."""

    top_begin: U32Array
    """The first rank of each interval between these, the *top*, ascending. Shape (n_tops,)."""

    top_end: U32Array
    """The rank behind the last of each interval of the top. Shape (n_tops,)."""

    top_panels: U32Array
    """The panels of the top, ascending."""


def subtrees(hierarchy: Hierarchy, plan: CustomizationPlan, n_parts: int) -> Subtrees:
    """Return intervals of ranks with at most one `n_parts`-th of all work each."""
    n_above = np.diff(hierarchy.first_up).astype(np.int64)
    work = np.zeros(n_above.size + 1, np.int64)
    np.cumsum(n_above * n_above + WORK_OF_ARC * n_above + WORK_OF_RANK, out=work[1:])
    most = work[-1] // n_parts
    begin, end = uninterrupted(_intervals, hierarchy.parent, hierarchy.supernode, work, most)
    top_begin = np.concatenate(([0], end[::-1])).astype(np.uint32)
    top_end = np.concatenate((begin[::-1], [n_above.size])).astype(np.uint32)
    in_top = top_begin < top_end
    largest_first = np.argsort(work[begin] - work[end], kind="stable")
    begin, end = begin[largest_first], end[largest_first]
    highest = _second_highest(hierarchy, plan)
    panels = [_panels_within(plan, *interval) for interval in zip(begin, end, strict=True)]
    below = np.zeros(plan.panel.size, np.bool_)
    for inside in panels:
        below[inside] = True
    return Subtrees(
        begin,
        end,
        panels,
        [
            _read_only(inside[highest[inside] >= after])
            for inside, after in zip(panels, end, strict=True)
        ],
        top_begin[in_top],
        top_end[in_top],
        _read_only(np.flatnonzero(~below).astype(np.uint32)),
    )


def run_parts(
    parts: Subtrees,
    enter: Callable[[np.uint64, np.uint64], None],
    relax: Callable[[U32Array, np.uint64, np.uint64], None],
    executor: Executor | None,
) -> None:
    """Customize all parts, on the threads of an executor if there is one, and then the top.

    `enter` is given the ranks ``begin:end`` whose arcs it is to enter, `relax` some panels
    and between which ranks the tails are of the arcs that it is to lower.
    """
    nowhere = np.uint64(0)
    everywhere = np.uint64(max(parts.end.max(initial=0), parts.top_end.max(initial=0)))

    def below(begin: np.uint32, end: np.uint32, panels: U32Array) -> None:
        enter(np.uint64(begin), np.uint64(end))
        relax(panels, nowhere, np.uint64(end))

    run = map if executor is None else executor.map
    for _ in run(below, parts.begin, parts.end, parts.panels):
        pass
    for begin, end in zip(parts.top_begin, parts.top_end, strict=True):
        enter(np.uint64(begin), np.uint64(end))
    for panels, end in zip(parts.crossing, parts.end, strict=True):
        if panels.size:
            relax(panels, np.uint64(end), everywhere)
    relax(parts.top_panels, nowhere, everywhere)


def _second_highest(hierarchy: Hierarchy, plan: CustomizationPlan) -> U32Array:
    """Return the last but one neighbour of each panel, 0 where there is none."""
    first = hierarchy.first_up[plan.panel_end - 1]
    last = hierarchy.first_up[plan.panel_end] - 1
    has_two = first + 1 <= last
    highest = np.zeros(plan.panel.size, np.uint32)
    highest[has_two] = hierarchy.up_head[last[has_two] - 1]
    return highest


def _panels_within(plan: CustomizationPlan, begin: np.uint32, end: np.uint32) -> U32Array:
    """Return the panels of an interval."""
    first, last = np.searchsorted(plan.panel, (begin, end))
    return _read_only(np.arange(first, last, dtype=np.uint32))


def _read_only(array: U32Array) -> U32Array:
    """Return an array that is only read."""
    array.flags.writeable = False
    return array


@njit(cache=True)
def _intervals(
    parent: U32Array, supernode: U32Array, work: IntArray, most: np.int64
) -> tuple[U32Array, U32Array]:
    """Return the largest intervals of whole subtrees with at most so much work, descending.

    `work` is summed over the ranks before each. No subtree ends within a supernode.
    """
    n = np.uint64(parent.size)
    size = _sizes(parent)
    begin, end = np.empty(parent.size, np.uint32), np.empty(parent.size, np.uint32)
    k = _0
    rank_end = n
    while rank_end > _0:
        root = rank_end - _1
        first = rank_end - np.uint64(size[root])
        whole = rank_end == n or supernode[root] != supernode[rank_end]
        if not whole or work[rank_end] - work[first] > most:
            rank_end -= _1
            continue
        if k > _0 and begin[k - _1] == rank_end and work[end[k - _1]] - work[first] <= most:
            begin[k - _1] = np.uint32(first)
        else:
            begin[k], end[k] = np.uint32(first), np.uint32(rank_end)
            k += _1
        rank_end = first
    n_intervals = np.int64(k)
    return begin[:n_intervals].copy(), end[:n_intervals].copy()


@njit(cache=True)
def _sizes(parent: U32Array) -> U32Array:
    """Return how many ranks each subtree has."""
    size = np.ones(parent.size, np.uint32)
    for rank in range(np.uint64(parent.size)):
        if parent[rank] != NONE:
            size[np.uint64(parent[rank])] += size[rank]
    return size
