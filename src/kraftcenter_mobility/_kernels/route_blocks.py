"""Times of many pairs of places, one after the other: blocks for threads to take.

Each is found as in :mod:`.elimination_query`.
"""

from numba import njit

from .csr import IntArray
from .elimination_query import LabelArray, reset, search
from .hierarchy import Hierarchy, U32Array

__all__ = ["route_times"]


@njit(cache=True, nogil=True)
def route_times(
    hierarchy: Hierarchy,
    weights: U32Array,
    first_source: IntArray,
    source_rank: U32Array,
    source_time: U32Array,
    first_target: IntArray,
    target_rank: U32Array,
    target_time: U32Array,
    label: LabelArray,
    times: U32Array,
) -> None:
    """Fill `times` with the time of every pair, INFINITE for no way.

    Pair ``i`` begins at the seeds ``first_source[i]:first_source[i + 1]``, and likewise at
    its end. `label` is that of :func:`.elimination_query.route_scratch`.
    """
    for pair in range(times.size):
        sources = slice(first_source[pair], first_source[pair + 1])
        targets = slice(first_target[pair], first_target[pair + 1])
        source, target = source_rank[sources], target_rank[targets]
        times[pair], _ = search(
            hierarchy, weights, source, source_time[sources], target, target_time[targets], label
        )
        reset(hierarchy.parent, source, target, label)
