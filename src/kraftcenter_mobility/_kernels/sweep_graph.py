"""The arcs along which a sweep descends, laid out as it takes them.

A sweep goes from the highest rank down. Whatever it needs to know about the ranks above
the present one lies on that rank's path to the root: in a post-order these are, at every
moment, exactly the ranks that were last seen at each level of the elimination tree. So
their labels are kept by level, in a few kilobytes that never leave the nearest cache, and
the labels of the whole network are only ever written.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .hierarchy import INFINITE, NONE, Hierarchy, U32Array
from .sweep_steps import ARCS_PER_STEP, STEP, LevelArray

__all__ = ["SweepGraph", "sweep_graph", "tree_levels"]

_0, _1 = np.uint64(0), np.uint64(1)
_OWN, _STEP = np.uint64(ARCS_PER_STEP), np.uint64(STEP)


class SweepGraph(NamedTuple):
    """The arcs from above into each rank, three to a step.

    Arcs that are infinitely long are left out.
    """

    first_step: U32Array
    """Where each rank's steps begin; they are taken last to first. Shape (n_nodes + 1,)."""

    level: LevelArray
    """Four fields per step: the level each arc comes from, and that of the rank itself."""

    weight: U32Array
    """Four fields per step: each arc's weight; last, INFINITE where the rank is complete,
    else 0. Arcs that are not used weigh INFINITE."""

    rank_level: LevelArray
    """Level of each rank in the elimination tree; roots have 0. Shape (n_nodes,)."""


def sweep_graph(
    hierarchy: Hierarchy, rank_level: LevelArray, weights: U32Array, *, forward: bool
) -> SweepGraph:
    """Return the arcs of a metric, to go along the edges or against them.

    `rank_level` is :func:`tree_levels` of the hierarchy.
    """
    n_nodes, n_arcs = hierarchy.parent.size, hierarchy.up_head.size
    room = n_nodes + n_arcs // ARCS_PER_STEP + 1
    first_step = np.empty(n_nodes + 1, np.uint32)
    level = np.empty(STEP * room, rank_level.dtype)
    weight = np.empty(STEP * room, np.uint32)
    direction = np.uint64(1 if forward else 0)
    _fill_steps(hierarchy, rank_level, weights, direction, first_step, level, weight)
    end = STEP * int(first_step[n_nodes])
    return SweepGraph(first_step, level[:end], weight[:end], rank_level)


def tree_levels(parent: U32Array) -> LevelArray:
    """Return the level of each rank in the elimination tree, in as few bits as suffice."""
    level = np.empty(parent.size, np.uint32)
    _fill_levels(parent, level)
    short = level.size == 0 or level.max() <= np.iinfo(np.uint16).max
    return level.astype(np.uint16) if short else level


@njit(cache=True, nogil=True)
def _fill_levels(parent: U32Array, level: U32Array) -> None:
    """Fill in the level of each rank, the highest rank first."""
    for i in range(parent.size):
        rank = np.uint64(parent.size - 1 - i)
        above = parent[rank]
        level[rank] = 0 if above == NONE else level[above] + 1


@njit(cache=True, nogil=True)
def _fill_steps(
    hierarchy: Hierarchy,
    rank_level: LevelArray,
    weights: U32Array,
    direction: np.uint64,
    first_step: U32Array,
    level: LevelArray,
    weight: U32Array,
) -> None:
    """Write all arcs one behind the other, each over the last if that was closed."""
    first_up, up_head = hierarchy.first_up, hierarchy.up_head
    begin = _0
    for rank in range(np.uint64(first_up.size - 1)):
        first_step[rank] = np.uint32(begin // _STEP)
        own_level = rank_level[rank]
        step, used = begin, _0
        for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
            arc_weight = weights[arc + arc + direction]
            level[step + used] = rank_level[up_head[arc]]
            weight[step + used] = arc_weight
            level[step + _OWN], weight[step + _OWN] = own_level, 0
            used += np.uint64(arc_weight < INFINITE)
            full = np.uint64(used == _OWN)
            step += full * _STEP
            used -= full * _OWN
        _close_step(level, weight, step, used, own_level)
        step += np.uint64((used > _0) | (step == begin)) * _STEP
        weight[begin + _OWN] = INFINITE
        begin = step
    first_step[first_up.size - 1] = np.uint32(begin // _STEP)


@njit(cache=True)
def _close_step(
    level: LevelArray, weight: U32Array, step: np.uint64, used: np.uint64, own_level: np.uint32
) -> None:
    """Fill the fields of arcs that a step has no use for."""
    for arc in range(_OWN):
        kept = np.uint64(arc) < used
        level[step + arc] = level[step + arc] if kept else own_level
        weight[step + arc] = weight[step + arc] if kept else INFINITE
    level[step + _OWN], weight[step + _OWN] = own_level, 0
