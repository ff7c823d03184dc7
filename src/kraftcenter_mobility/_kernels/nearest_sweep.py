"""Which of many places is nearest to each node, and how far it is, by one sweep [1]_.

All places start in one search. Its labels are 64-bit keys, the time in the upper half and
the number of the place in the lower: the lowest key is the nearest place, and among
equally near ones that with the lowest number. With a single place this is also the fastest
way from one source to all nodes, when there are no others to share a sweep with.

References
----------
.. [1] D. Delling, A. V. Goldberg, A. Nowatzyk, R. F. Werneck, "PHAST: Hardware-accelerated
   shortest path trees," J. Parallel Distrib. Comput., vol. 73, pp. 940-952, 2013.
   doi:10.1016/j.jpdc.2012.02.007
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .climb import ancestors, forget
from .csr import FloatArray, PreviousArray
from .hierarchy import INFINITE, Hierarchy, U32Array
from .sweep_graph import SweepGraph
from .sweep_steps import ARCS_PER_STEP, STEP, LevelArray

__all__ = ["NOWHERE", "LabelArray", "climb_keys", "nearest_to_all", "write_nearest"]

LabelArray = NDArray[np.uint64]

NOWHERE = (np.uint64(INFINITE) << np.uint64(32)) | np.uint64(0xFFFFFFFF)
"""The key of a rank that reaches no place."""

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)
_STEP, _OWN = np.uint64(STEP), np.uint64(ARCS_PER_STEP)
_HALF = np.uint64(32)
_LOWER = np.uint64(0xFFFFFFFF)


@njit(cache=True, nogil=True)
def nearest_to_all(
    hierarchy: Hierarchy,
    weights: U32Array,
    graph: SweepGraph,
    direction: np.uint64,
    seed_rank: U32Array,
    seed_time: U32Array,
    seed_place: U32Array,
    position: U32Array,
    touched: U32Array,
    ancestor: LabelArray,
    key: LabelArray,
) -> None:
    """Fill `key` with time and number of the place that is nearest to each rank.

    Place ``seed_place[k]`` is entered at ``seed_rank[k]``, ``seed_time[k]`` away from it.
    Direction 0 goes along the edges from the places to the nodes, 1 against them.
    Scratch: `position`, NONE for every rank, is given back so; `touched` has one entry per
    rank, `ancestor` one per level of the tree.
    """
    key[:] = NOWHERE
    ancestor[:] = NOWHERE
    begin = ancestors(hierarchy.parent, seed_rank, position, touched)
    climb_keys(
        hierarchy, weights, direction, seed_rank, seed_time, seed_place, touched[begin:], key
    )
    forget(touched, begin, position)
    _sweep_keys(graph.first_step, graph.level, graph.weight, ancestor, key)


@njit(cache=True)
def climb_keys(
    hierarchy: Hierarchy,
    weights: U32Array,
    direction: np.uint64,
    seed_rank: U32Array,
    seed_time: U32Array,
    seed_place: U32Array,
    ascending: U32Array,
    key: LabelArray,
) -> None:
    """Climb from all seeds; `ascending` are the seeds and their ancestors."""
    first_up, up_head = hierarchy.first_up, hierarchy.up_head
    for k in range(seed_rank.size):
        rank = np.uint64(seed_rank[k])
        seed = (np.uint64(seed_time[k]) << _HALF) | np.uint64(seed_place[k])
        key[rank] = min(key[rank], seed)
    for i in range(ascending.size):
        rank = np.uint64(ascending[i])
        own = key[rank]
        for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
            above = np.uint64(up_head[arc])
            length = np.uint64(weights[_2 * arc + direction]) << _HALF
            key[above] = min(key[above], own + length)


@njit(cache=True)
def _sweep_keys(
    first_step: U32Array,
    level: LevelArray,
    weight: U32Array,
    ancestor: LabelArray,
    key: LabelArray,
) -> None:
    """Take all steps without asking which is the last of its rank: a guess less to miss."""
    end = np.uint64(key.size)
    n_steps = np.uint64(first_step[end])
    for i in range(n_steps):
        step = (n_steps - _1 - np.uint64(i)) * _STEP
        best = best_of_step(level, weight, ancestor, step, key[end - _1])
        ancestor[level[step + _OWN]] = best
        key[end - _1] = best
        end -= np.uint64(weight[step + _OWN] != _0)


@njit(cache=True)
def best_of_step(
    level: LevelArray,
    weight: U32Array,
    ancestor: LabelArray,
    step: np.uint64,
    best: np.uint64,
) -> np.uint64:
    """Return the lowest key after a step; the arc to the parent comes last."""
    third = ancestor[level[step + _2]] + (np.uint64(weight[step + _2]) << _HALF)
    second = ancestor[level[step + _1]] + (np.uint64(weight[step + _1]) << _HALF)
    first = ancestor[level[step]] + (np.uint64(weight[step]) << _HALF)
    return min(best, third, second, first)


@njit(cache=True, nogil=True)
def write_nearest(
    key: LabelArray,
    rank: U32Array,
    cutoff: np.uint32,
    tick: float,
    which: PreviousArray,
    time: FloatArray,
) -> None:
    """Write number and time of each node's nearest place, -1 and infinity where none is.

    `rank` has the rank of each node. The cutoff is inclusive and less than INFINITE.
    """
    for node in range(rank.size):
        nearest = key[rank[node]]
        ticks = nearest >> _HALF
        if ticks <= np.uint64(cutoff):
            which[node] = np.int32(nearest & _LOWER)
            time[node] = ticks * tick
        else:
            which[node] = -1
            time[node] = np.inf
