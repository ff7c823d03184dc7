"""The few nearest of many places, for each node, by one sweep [1]_.

As in :mod:`.nearest_sweep`, but every label is a list: the k lowest keys of different
places, ascending. What is not among the k nearest of a rank is not needed below it
either, for k others are at least as near there. The work grows with k, not with the
number of places. Only for up to 32 places and k up to 3 would it be a little faster to
sweep all places in lanes and to choose from those.

References
----------
.. [1] D. Delling, R. F. Werneck, "Customizable point-of-interest queries in road networks,"
   IEEE Trans. Knowl. Data Eng., vol. 27, pp. 686-698, 2015. doi:10.1109/TKDE.2014.2345386
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .climb import ancestors, forget
from .hierarchy import Hierarchy, U32Array
from .nearest_sweep import NOWHERE, LabelArray
from .sweep_graph import SweepGraph
from .sweep_steps import ARCS_PER_STEP, STEP, LevelArray

__all__ = ["insert_key", "k_nearest_to_all", "write_k_nearest"]

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)
_STEP, _OWN = np.uint64(STEP), np.uint64(ARCS_PER_STEP)
_HALF = np.uint64(32)
_LOWER = np.uint64(0xFFFFFFFF)


@njit(cache=True, nogil=True)
def k_nearest_to_all(
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
    """Fill `key`, of shape (n_ranks, k), with the nearest places of each rank.

    The arguments are those of :func:`.nearest_sweep.nearest_to_all`, with k columns in
    `key` and `ancestor`.
    """
    key[:] = NOWHERE
    ancestor[:] = NOWHERE
    for i in range(seed_rank.size):
        seed = (np.uint64(seed_time[i]) << _HALF) | np.uint64(seed_place[i])
        insert_key(key, np.uint64(seed_rank[i]), seed)
    begin = ancestors(hierarchy.parent, seed_rank, position, touched)
    first_up, up_head = hierarchy.first_up, hierarchy.up_head
    for i in range(begin, np.uint64(touched.size)):
        rank = np.uint64(touched[i])
        for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
            length = weights[_2 * arc + direction]
            _merge(key, np.uint64(up_head[arc]), key, rank, length)
    forget(touched, begin, position)
    _sweep_lists(graph.first_step, graph.level, graph.weight, ancestor, key)


@njit(cache=True)
def _sweep_lists(
    first_step: U32Array,
    level: LevelArray,
    weight: U32Array,
    ancestor: LabelArray,
    key: LabelArray,
) -> None:
    """Take all ranks, the highest first."""
    n_ranks = np.uint64(key.shape[0])
    n_keys = np.uint64(key.shape[1])
    for i in range(n_ranks):
        rank = n_ranks - _1 - i
        begin, end = np.uint64(first_step[rank]), np.uint64(first_step[rank + _1])
        for step in range(begin, end):
            for field in range(_STEP * step, _STEP * step + _OWN):
                _merge(key, rank, ancestor, np.uint64(level[field]), weight[field])
        own_level = np.uint64(level[_STEP * begin + _OWN])
        for j in range(n_keys):
            ancestor[own_level, j] = key[rank, j]


@njit(cache=True)
def _merge(
    into: LabelArray,
    row: np.uint64,
    other: LabelArray,
    other_row: np.uint64,
    length: np.uint32,
) -> None:
    """Insert the keys of another list, each later by a length, as far as they are lower."""
    n_keys = np.uint64(into.shape[1])
    later = np.uint64(length) << _HALF
    if into[row, 0] == NOWHERE:
        for j in range(n_keys):
            into[row, j] = min(other[other_row, j] + later, NOWHERE)
        return
    for j in range(n_keys):
        key = other[other_row, j] + later
        if key >= into[row, n_keys - _1]:
            break
        insert_key(into, row, key)


@njit(cache=True)
def insert_key(into: LabelArray, row: np.uint64, key: np.uint64) -> None:
    """Insert a key into an ascending list, which keeps one key per place and its length."""
    position = np.uint64(into.shape[1]) - _1
    for j in range(position):
        if into[row, j] & _LOWER == key & _LOWER:
            position = np.uint64(j)
            break
    if key >= into[row, position]:
        return
    while position > _0 and into[row, position - _1] > key:
        into[row, position] = into[row, position - _1]
        position -= _1
    into[row, position] = key


@njit(cache=True, nogil=True)
def write_k_nearest(
    key: LabelArray,
    rank: U32Array,
    cutoff: np.uint32,
    tick: float,
    which: NDArray[np.int32],
    time: NDArray[np.float64],
) -> None:
    """Write numbers and times of each node's nearest places; -1 and infinity for no more.

    `rank` has the rank of each node. Shape of `which` and `time`: (n_nodes, k). The cutoff
    is inclusive and less than INFINITE.
    """
    for node in range(rank.size):
        for j in range(key.shape[1]):
            nearest = key[rank[node], j]
            ticks = nearest >> _HALF
            if ticks <= np.uint64(cutoff):
                which[node, j] = np.int32(nearest & _LOWER)
                time[node, j] = ticks * tick
            else:
                which[node, j] = -1
                time[node, j] = np.inf
