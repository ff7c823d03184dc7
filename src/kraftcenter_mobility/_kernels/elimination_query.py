"""Fastest ways between two places by climbing the elimination tree [1]_, [2]_.

Whatever a search upward may reach lies on the path from its beginning to the root, so it
needs no queue: one walks the path and relaxes each rank's arcs. Searches from the source
and, against the direction of travel, from the target meet at the highest rank of a fastest
way. Both share one walk here, in ascending order over all the seeds' paths at once: in
post-order, the ancestors of a seed that lie above the next seed are ancestors of that one
too, so that a path is left for the next seed and never walked twice.

A rank whose label is no less than the best way known so far is not relaxed [2]_. The nearer
two places are, the more ranks that leaves out; of all arcs above two places taken at random
in a city it is a sixth.

A label is one 64-bit number, the time in its upper half and the rank one came from in the
lower, so that the smaller of two is chosen without a branch, and ties go to the lower rank.

Kernels that find a single way take a hierarchy and scratch space as plain tuples, too: of a
call from Python, Numba spends twice as long on taking named ones apart.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
.. [2] V. Buchhold, P. Sanders, D. Wagner, "Real-time traffic assignment using engineered
   customizable contraction hierarchies," ACM J. Exp. Algorithmics, vol. 24, art. 2.4,
   2019. doi:10.1145/3362693
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .hierarchy import INFINITE, NONE, Hierarchy, U32Array
from .unpacking import arc_between, unpack

__all__ = ["LabelArray", "RouteScratch", "reset", "route", "route_scratch", "search"]

LabelArray = NDArray[np.uint64]

_0, _1, _2, _32 = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(32)
_RANK = np.uint64(0xFFFFFFFF)
_UNREACHED = np.uint64(INFINITE) << _32 | _RANK


class RouteScratch(NamedTuple):
    """Space to search in."""

    label: LabelArray
    """From the source and to the target, side by side, by rank; unreached between calls."""

    stack: U32Array
    """For unpacking."""


def route_scratch(hierarchy: Hierarchy) -> RouteScratch:
    """Return scratch space for the searches of this module: 40 bytes per rank."""
    n_ranks = hierarchy.rank.size
    return RouteScratch(
        np.full(2 * n_ranks, _UNREACHED, np.uint64), np.empty(6 * n_ranks, np.uint32)
    )


@njit(cache=True, nogil=True)
def route(
    arrays: tuple[U32Array, ...],
    weights: U32Array,
    edge_weights: U32Array,
    source_rank: U32Array,
    source_time: U32Array,
    target_rank: U32Array,
    target_time: U32Array,
    scratch_arrays: tuple[LabelArray, U32Array],
    edges: U32Array,
) -> tuple[np.uint32, np.int64, np.uint32, np.uint32]:
    """Fill `edges` with a fastest way, in the order of travel.

    `arrays` are a hierarchy's, `scratch_arrays` those of :class:`RouteScratch`. A way begins
    at one of the source's seeds, at its time, and ends at one of the target's, after which
    its time is still to come.

    Returned are the time, INFINITE for no way, how many edges there are, and the ranks at
    which the way begins and ends (NONE without a way). Edges for which there is no room are
    counted, not written; :data:`.unpacking.MISMATCH` in place of the count says that the
    weights were not customized from these edge weights.
    """
    hierarchy, scratch = Hierarchy(*arrays), RouteScratch(*scratch_arrays)
    first_up, up_head, label, stack = (
        hierarchy.first_up,
        hierarchy.up_head,
        scratch.label,
        scratch.stack,
    )
    best, top = search(
        hierarchy, weights, source_rank, source_time, target_rank, target_time, label
    )
    n_edges, begin, end = np.int64(0), np.uint64(top), np.uint64(top)
    if top != NONE:
        n_stacked, begin, end = _stack_way(first_up, up_head, label, np.uint64(top), stack)
        n_edges = unpack(hierarchy, weights, edge_weights, stack, n_stacked, edges)
    reset(hierarchy.parent, source_rank, target_rank, label)
    return best, n_edges, np.uint32(begin), np.uint32(end)


@njit(cache=True, nogil=True)
def search(
    hierarchy: Hierarchy,
    weights: U32Array,
    source_rank: U32Array,
    source_time: U32Array,
    target_rank: U32Array,
    target_time: U32Array,
    label: LabelArray,
) -> tuple[np.uint32, np.uint32]:
    """Return the best time and the rank where the searches meet, leaving the labels."""
    _plant(source_rank, source_time, _0, label)
    _plant(target_rank, target_time, _1, label)
    parent, first_up, up_head = hierarchy.parent, hierarchy.first_up, hierarchy.up_head
    best, top = np.uint64(INFINITE), np.uint64(NONE)
    rank = _next_seed(source_rank, target_rank, _0)
    while rank != NONE:
        following = _next_seed(source_rank, target_rank, rank + _1)
        while rank < following:
            forward, backward = label[_2 * rank] >> _32, label[_2 * rank + _1] >> _32
            if forward + backward < best:
                best, top = forward + backward, rank
            begin, end = np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])
            if forward < best:
                _relax(up_head, weights, begin, end, forward << _32 | rank, _0, label)
            if backward < best:
                _relax(up_head, weights, begin, end, backward << _32 | rank, _1, label)
            rank = np.uint64(parent[rank])
        rank = following
    return np.uint32(best), np.uint32(top)


@njit(cache=True, nogil=True)
def _plant(seed_rank: U32Array, seed_time: U32Array, side: np.uint64, label: LabelArray) -> None:
    """Give the seeds their labels. Their own rank says that they came from nowhere else."""
    for k in range(seed_rank.size):
        rank = np.uint64(seed_rank[k])
        at = _2 * rank + side
        label[at] = min(label[at], np.uint64(seed_time[k]) << _32 | rank)


@njit(cache=True, nogil=True)
def _next_seed(source_rank: U32Array, target_rank: U32Array, least: np.uint64) -> np.uint64:
    """Return the lowest of the seeds' ranks from `least` on, or NONE."""
    lowest = np.uint64(NONE)
    for k in range(source_rank.size):
        rank = np.uint64(source_rank[k])
        if rank >= least:
            lowest = min(lowest, rank)
    for k in range(target_rank.size):
        rank = np.uint64(target_rank[k])
        if rank >= least:
            lowest = min(lowest, rank)
    return lowest


@njit(cache=True, nogil=True)
def _relax(
    up_head: U32Array,
    weights: U32Array,
    begin: np.uint64,
    end: np.uint64,
    key: np.uint64,
    side: np.uint64,
    label: LabelArray,
) -> None:
    """Offer a rank's label, with its own rank in it, to its neighbours above."""
    for arc in range(begin, end):
        at = _2 * np.uint64(up_head[arc]) + side
        label[at] = min(label[at], key + (np.uint64(weights[_2 * arc + side]) << _32))


@njit(cache=True, nogil=True)
def reset(
    parent: U32Array, source_rank: U32Array, target_rank: U32Array, label: LabelArray
) -> None:
    """Make all labels on the seeds' paths to the root unreached again."""
    rank = _next_seed(source_rank, target_rank, _0)
    while rank != NONE:
        following = _next_seed(source_rank, target_rank, rank + _1)
        while rank < following:
            label[_2 * rank] = _UNREACHED
            label[_2 * rank + _1] = _UNREACHED
            rank = np.uint64(parent[rank])
        rank = following


@njit(cache=True, nogil=True)
def _stack_way(
    first_up: U32Array, up_head: U32Array, label: LabelArray, top: np.uint64, stack: U32Array
) -> tuple[np.uint64, np.uint64, np.uint64]:
    """Put a way's arcs on the stack; return how many, and where the way begins and ends.

    The labels lead away from the top on both sides: on the target's the order of travel
    has to be reversed, on the source's it comes out as it should.
    """
    n_down, end = _stack_side(first_up, up_head, label, top, _1, stack, _0)
    for k in range(n_down >> _1):
        low, high = _2 * np.uint64(k), _2 * (n_down - _1 - np.uint64(k))
        stack[low], stack[high] = stack[high], stack[low]
        stack[low + _1], stack[high + _1] = stack[high + _1], stack[low + _1]
    n_stacked, begin = _stack_side(first_up, up_head, label, top, _0, stack, n_down)
    return n_stacked, begin, end


@njit(cache=True, nogil=True)
def _stack_side(
    first_up: U32Array,
    up_head: U32Array,
    label: LabelArray,
    rank: np.uint64,
    side: np.uint64,
    stack: U32Array,
    n_stacked: np.uint64,
) -> tuple[np.uint64, np.uint64]:
    """Put the arcs from a rank down to a seed on the stack; return how many, and the seed."""
    below = label[_2 * rank + side] & _RANK
    while below != rank:
        begin, end = np.uint64(first_up[below]), np.uint64(first_up[below + _1])
        arc = arc_between(up_head, begin, end, rank)
        stack[_2 * n_stacked] = np.uint32(_2 * arc + side)
        stack[_2 * n_stacked + _1] = np.uint32(below)
        n_stacked += _1
        rank = below
        below = label[_2 * rank + side] & _RANK
    return n_stacked, rank
