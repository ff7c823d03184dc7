"""From a block of sources to all nodes, by one sweep down the hierarchy [1]_.

After climbing, the labels of the highest ranks are final; each rank below follows from
those above it. The ranks are taken in descending order, whatever the sources, so many
searches go side by side, each in its lane.

References
----------
.. [1] D. Delling, A. V. Goldberg, A. Nowatzyk, R. F. Werneck, "PHAST: Hardware-accelerated
   shortest path trees," J. Parallel Distrib. Comput., vol. 73, pp. 940-952, 2013.
   doi:10.1016/j.jpdc.2012.02.007
"""

import numpy as np
from numba import njit

from .climb import climb_rows
from .csr import IntArray
from .hierarchy import INFINITE, Hierarchy, U32Array
from .sweep_graph import SweepGraph
from .sweep_steps import sweep_rows

__all__ = ["start_row_of", "sweep_to_nodes"]

_0, _1 = np.uint64(0), np.uint64(1)


@njit(cache=True, nogil=True)
def sweep_to_nodes(
    hierarchy: Hierarchy,
    weights: U32Array,
    graph: SweepGraph,
    direction: np.uint64,
    first_seed: IntArray,
    seed_rank: U32Array,
    seed_time: U32Array,
    position: U32Array,
    touched: U32Array,
    ancestor: U32Array,
    label: U32Array,
) -> None:
    """Fill `label` with the times at all nodes of up to ``LANES`` searches.

    Lane ``j`` starts from the seeds ``first_seed[j]:first_seed[j + 1]``; a lane without
    seeds reaches nothing. Searches that start near each other share most of the climb, so
    callers sort sources by rank before they divide them into blocks. Direction 0 goes
    along the edges, 1 against them; `graph` goes in the same direction.

    Scratch: `position`, NONE for every rank, is given back so; `touched` has one entry per
    rank; `ancestor` has a row for each level of the tree. `label` has a row for each node
    and had better begin with a cache line. That its rows are in the order of the nodes, not
    of the ranks, costs nothing here, and makes tables by node several times as fast to write.
    """
    starts, climbed = climb_rows(
        hierarchy, weights, direction, first_seed, seed_rank, seed_time, position, touched
    )
    _sweep(graph, starts, climbed, ancestor, label, hierarchy.node)


@njit(cache=True)
def _sweep(
    graph: SweepGraph,
    starts: U32Array,
    climbed: U32Array,
    ancestor: U32Array,
    label: U32Array,
    row_of: U32Array,
) -> None:
    """Sweep all ranks, in runs that begin where the climb came to."""
    ancestor[:] = INFINITE
    end = np.uint64(row_of.size)
    next_start = np.uint64(starts.size)
    while end > _0:
        start_row = start_row_of(starts, next_start, end)
        next_start = min(next_start, start_row)
        low = np.uint64(starts[next_start - _1]) + _1 if next_start > _0 else _0
        sweep_rows(
            ancestor,
            graph.level,
            graph.weight,
            np.uint64(graph.first_step[low]),
            np.uint64(graph.first_step[end]),
            climbed,
            start_row,
            label,
            end - _1,
            row_of,
        )
        end = low


@njit(cache=True)
def start_row_of(starts: U32Array, next_start: np.uint64, end: np.uint64) -> np.uint64:
    """Return where the labels lie with which a run from below `end` starts.

    That is the row of its first rank, if the climb came there, and else the row behind
    all others, which says that there is no way.
    """
    if next_start > _0 and np.uint64(starts[next_start - _1]) == end - _1:
        return next_start - _1
    return np.uint64(starts.size)
