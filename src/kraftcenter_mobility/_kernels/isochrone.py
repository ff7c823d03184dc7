"""What lies within a cutoff of some seeds, without looking at the rest of the network.

A sweep that leaves out subtrees. What comes into a subtree of the elimination tree comes
through its root's neighbours above [1]_; when all of these are out of reach, so is the
whole subtree, and in a post-order the sweep steps over it in one go.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
"""

import numpy as np
from numba import njit

from .climb import ancestors, forget
from .hierarchy import INFINITE, Hierarchy, U32Array
from .sweep_graph import SweepGraph
from .sweep_steps import ARCS_PER_STEP, STEP, LevelArray

__all__ = ["within_cutoff"]

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)
_STEP, _OWN = np.uint64(STEP), np.uint64(ARCS_PER_STEP)


@njit(cache=True, nogil=True)
def within_cutoff(
    hierarchy: Hierarchy,
    weights: U32Array,
    graph: SweepGraph,
    direction: np.uint64,
    seed_rank: U32Array,
    seed_time: U32Array,
    cutoff: np.uint32,
    subtree_start: U32Array,
    position: U32Array,
    touched: U32Array,
    ancestor: U32Array,
    reached: U32Array,
    time: U32Array,
) -> np.int64:
    """Fill `reached` and `time` with the ranks within the cutoff; return how many.

    The ranks come in descending order. Direction 0 goes along the edges, 1 against them;
    the cutoff is inclusive and less than INFINITE. `subtree_start` is
    :func:`.pieces.subtree_starts` of the hierarchy. Scratch: `position`, NONE for every rank,
    is given back so; `touched` has one entry per rank, `ancestor` one per level of the
    tree. `reached` and `time` have room for all ranks.
    """
    begin = ancestors(hierarchy.parent, seed_rank, position, touched)
    starts = touched[begin:]
    climbed = np.empty(starts.size, np.uint32)
    climbed[:] = INFINITE
    _climb(hierarchy, weights, direction, seed_rank, seed_time, starts, begin, position, climbed)
    forget(touched, begin, position)
    first_up, up_head = hierarchy.first_up, hierarchy.up_head
    first_step, level, weight = graph.first_step, graph.level, graph.weight
    rank_level = graph.rank_level
    ancestor[:] = INFINITE
    n_reached = _0
    left = np.uint64(starts.size)
    this_start, next_start = _0, _end_of_start(starts, left)
    end, best = next_start, INFINITE
    step = np.uint64(first_step[end]) * _STEP
    while end > _0:
        if end == next_start:
            left -= _1
            best = climbed[left]
            this_start, next_start = end, _end_of_start(starts, left)
        step -= _STEP
        best = _best_of_step(level, weight, ancestor, step, best)
        ancestor[level[step + _OWN]] = best
        complete = weight[step + _OWN]
        beyond = best > cutoff
        reached[n_reached] = np.uint32(end - _1)
        time[n_reached] = best
        n_reached += np.uint64((complete != _0) & ~beyond)
        if ((complete != _0) & beyond & (end != this_start)) and not _within(
            first_up, up_head, rank_level, end - _1, ancestor, cutoff
        ):
            end = np.uint64(subtree_start[end - _1])
            step = np.uint64(first_step[end]) * _STEP
            best = INFINITE
            continue
        end -= np.uint64(complete != _0)
        best = max(best, complete)
    return np.int64(n_reached)


@njit(cache=True)
def _end_of_start(starts: U32Array, left: np.uint64) -> np.uint64:
    """Return the rank behind the highest start that is left, or 0."""
    return np.uint64(starts[left - _1]) + _1 if left > _0 else _0


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
    """Climb from all seeds; `climbed` has the labels of `starts`, infinite before."""
    first_up, up_head = hierarchy.first_up, hierarchy.up_head
    for k in range(seed_rank.size):
        row = np.uint64(position[seed_rank[k]]) - begin
        climbed[row] = min(climbed[row], seed_time[k])
    for i in range(starts.size):
        rank = np.uint64(starts[i])
        for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
            above = np.uint64(position[up_head[arc]]) - begin
            label = np.uint32(climbed[i] + weights[_2 * arc + direction])
            climbed[above] = min(climbed[above], label)


@njit(cache=True)
def _best_of_step(
    level: LevelArray,
    weight: U32Array,
    ancestor: U32Array,
    step: np.uint64,
    best: np.uint32,
) -> np.uint32:
    """Return the lowest label after a step; the arc to the parent comes last."""
    third = np.uint32(ancestor[level[step + _2]] + weight[step + _2])
    second = np.uint32(ancestor[level[step + _1]] + weight[step + _1])
    first = np.uint32(ancestor[level[step]] + weight[step])
    return min(best, third, second, first)


@njit(cache=True)
def _within(
    first_up: U32Array,
    up_head: U32Array,
    rank_level: LevelArray,
    rank: np.uint64,
    ancestor: U32Array,
    cutoff: np.uint32,
) -> bool:
    """Return whether any neighbour above a rank is within the cutoff."""
    for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
        if ancestor[rank_level[up_head[arc]]] <= cutoff:
            return True
    return False
