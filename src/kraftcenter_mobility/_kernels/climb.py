"""The upward half of a search: from its seeds to all their ancestors.

What a node reaches upward in a contraction hierarchy lies on its path to the root of the
elimination tree [1]_, so no queue is needed: the ranks on the paths of all seeds are taken
in ascending order. Nothing in here takes time that depends on the size of the network.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
"""

import numpy as np
from numba import njit

from .csr import IntArray
from .hierarchy import INFINITE, NONE, Hierarchy, U32Array
from .lanes import LANES, relax_rows

__all__ = ["ancestors", "climb_rows", "forget", "room_for_rows", "sort_ranks"]

_0, _1 = np.uint64(0), np.uint64(1)
_LANES = np.uint64(LANES)
_GAPS = (1750, 701, 301, 132, 57, 23, 10, 4, 1)
"""Distances of Ciura's, with which Shell's method compares."""


@njit(cache=True)
def sort_ranks(rank: U32Array) -> None:
    """Sort in place, by Shell's method: no call of NumPy's, which takes long to compile."""
    for gap in _GAPS:
        for i in range(gap, rank.size):
            moving = rank[i]
            j = i
            while j >= gap and rank[j - gap] > moving:
                rank[j] = rank[j - gap]
                j -= gap
            rank[j] = moving


@njit(cache=True)
def ancestors(
    parent: U32Array, seed_rank: U32Array, position: U32Array, touched: U32Array
) -> np.uint64:
    """Collect the seeds and all their ancestors; return where they begin in `touched`.

    They fill the end of `touched`, ascending. `position` has NONE everywhere before; after,
    it has the position in `touched` of each rank that is there.

    In a post-order, what the next lower seed adds lies below all that is there already:
    so the paths need not be merged.
    """
    sorted_rank = seed_rank.copy()
    sort_ranks(sorted_rank)
    begin = np.uint64(touched.size)
    for k in range(sorted_rank.size):
        first = sorted_rank[sorted_rank.size - 1 - k]
        rank = first
        while rank != NONE and position[rank] == NONE:
            begin -= _1
            rank = parent[rank]
        end = rank
        rank = first
        slot = begin
        while rank != end:
            touched[slot] = rank
            position[rank] = np.uint32(slot)
            rank = parent[rank]
            slot += _1
    return begin


@njit(cache=True)
def forget(touched: U32Array, begin: np.uint64, position: U32Array) -> None:
    """Give `position` back as it was before :func:`ancestors`."""
    for i in range(begin, np.uint64(touched.size)):
        position[touched[i]] = NONE


@njit(cache=True)
def room_for_rows(n_rows: int) -> U32Array:
    """Return room for a row for each rank that is touched, and one that says: no way."""
    rows = np.empty((n_rows + 1) * LANES, np.uint32)
    rows[:] = INFINITE
    return rows


@njit(cache=True)
def climb_rows(
    hierarchy: Hierarchy,
    weights: U32Array,
    direction: np.uint64,
    first_seed: IntArray,
    seed_rank: U32Array,
    seed_time: U32Array,
    position: U32Array,
    touched: U32Array,
) -> tuple[U32Array, U32Array]:
    """Return the ranks that the seeds climb to, ascending, and a row of labels for each.

    Lane ``j`` starts from the seeds ``first_seed[j]:first_seed[j + 1]``. Direction 0 goes
    along the edges, 1 against them. Behind the last row stands one that says: no way.
    Scratch as in :func:`ancestors`; `position` is given back as it was.
    """
    begin = ancestors(hierarchy.parent, seed_rank, position, touched)
    starts = touched[begin:]
    climbed = room_for_rows(starts.size)
    for lane in range(first_seed.size - 1):
        for k in range(first_seed[lane], first_seed[lane + 1]):
            row = np.uint64(position[seed_rank[k]]) - begin
            label = row * _LANES + np.uint64(lane)
            climbed[label] = min(climbed[label], seed_time[k])
    first_up, up_head = hierarchy.first_up, hierarchy.up_head
    for i in range(np.uint64(starts.size)):
        rank = np.uint64(starts[i])
        arcs = np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])
        relax_rows(climbed, np.uint64(i), position, begin, up_head, weights, *arcs, direction)
    forget(touched, begin, position)
    return starts, climbed
