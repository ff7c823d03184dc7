"""Fastest ways of many pairs of places, one after the other: blocks for threads to take.

Each way is found as in :mod:`.elimination_query`.
"""

import numpy as np
from numba import njit

from .csr import IntArray
from .elimination_query import RouteScratch, reset, route, search
from .hierarchy import Hierarchy, U32Array

__all__ = ["route_times", "routes"]


@njit(cache=True, nogil=True)
def route_times(
    hierarchy: Hierarchy,
    weights: U32Array,
    source_rank: U32Array,
    target_rank: U32Array,
    scratch: RouteScratch,
    times: U32Array,
) -> None:
    """Fill `times` with the time of every pair of a rank to begin at and one to end at."""
    zero, label = np.zeros(1, np.uint32), scratch.label
    for pair in range(source_rank.size):
        source, target = source_rank[pair : pair + 1], target_rank[pair : pair + 1]
        times[pair], _ = search(hierarchy, weights, source, zero, target, zero, label)
        reset(hierarchy.parent, source, target, label)


@njit(cache=True, nogil=True)
def routes(
    hierarchy: Hierarchy,
    weights: U32Array,
    edge_weights: U32Array,
    first_source: IntArray,
    source_rank: U32Array,
    source_time: U32Array,
    first_target: IntArray,
    target_rank: U32Array,
    target_time: U32Array,
    scratch: RouteScratch,
    pair: np.int64,
    times: U32Array,
    ends: U32Array,
    first_edge: IntArray,
    edges: U32Array,
) -> np.int64:
    """Find the ways of many pairs, from `pair` on; return the first that is still to do.

    Pair ``i`` has the seeds ``first_source[i]:first_source[i + 1]``, and likewise at its end.
    Its time goes into `times`, the ranks where it begins and ends into ``ends[i]``, and its
    edges into ``edges[first_edge[i]:first_edge[i + 1]]``; ``first_edge[pair]`` says where
    there is room. When there is not enough, the rest is left for another call.
    """
    while pair < times.size:
        room = edges[first_edge[pair] :]
        sources = slice(first_source[pair], first_source[pair + 1])
        targets = slice(first_target[pair], first_target[pair + 1])
        times[pair], n_edges, ends[pair, 0], ends[pair, 1] = route(
            hierarchy,
            weights,
            edge_weights,
            source_rank[sources],
            source_time[sources],
            target_rank[targets],
            target_time[targets],
            scratch,
            room,
        )
        if n_edges > room.size:
            break
        first_edge[pair + 1] = first_edge[pair] + max(n_edges, 0)
        pair += 1
    return pair
