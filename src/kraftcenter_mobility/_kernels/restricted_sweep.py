"""From a few ends to many, by a sweep over the ancestors of the many [1]_.

The few climb, each in a lane of its own. Then all ranks above the many are taken, from the
highest down; each gets its labels from the ranks above it. No arc is read more than once for
sixteen lanes, however many of the many lie below it, so this is the faster way where
one side of a matrix is much shorter than the other.

In descending post-order, the ancestors of a rank are those that were last seen at each level
of the elimination tree. So labels are kept by level only, in the nearest cache, and
copied from there to the ends that lie at a rank.

References
----------
.. [1] D. Delling, A. V. Goldberg, R. F. Werneck, "Faster batched shortest paths in road
   networks," ATMOS 2011, pp. 52-63. doi:10.4230/OASIcs.ATMOS.2011.52
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .blocks import WIDTH, U64Array, fetch_ahead, take_from_heads
from .columns import Columns
from .csr import FloatArray
from .hierarchy import INFINITE, NONE, U32Array
from .label_rows import AHEAD, LabelRows, label_rows
from .upward_graph import UpwardGraph

__all__ = ["SweptEnds", "restricted_sweep", "write_lane_by_lane", "write_side_by_side"]

_0, _1 = np.uint64(0), np.uint64(1)
_AHEAD = np.uint64(AHEAD)
_WIDTH, _LAST_LANE = np.uint64(WIDTH), np.uint64(WIDTH - 1)
_BATCH = np.uint64(128)
"""Ends that are written together: 512 bytes for each lane."""

_SKEW = np.uint64(8)
"""So that the times of one lane do not all compete for the same places in the cache."""


class SweptEnds(NamedTuple):
    """The many: their seeds, sorted by rank, and all ranks above them."""

    rank: U32Array
    """The seeds' ranks and all their ancestors, ascending."""

    seed_rank: U32Array
    """Where the seeds are, ascending."""

    seed_end: U32Array
    """Which end each seed belongs to."""

    seed_time: U32Array
    """Ticks between each seed and its end."""


@njit(cache=True, nogil=True)
def restricted_sweep(
    parent: U32Array,
    upward: UpwardGraph,
    lanes: Columns,
    downward: UpwardGraph,
    ends: SweptEnds,
    n_ends: np.uint64,
    at_rank: U64Array,
) -> U32Array:
    """Return the ticks between all ends and lanes, in whole vectors of lanes for each end.

    `upward` is what the few climb, and `downward` what the many would. `at_rank` is scratch
    space, as for the labels.
    """
    climbed = label_rows(parent, upward, lanes, at_rank)
    n_lanes = np.uint64(lanes.end.size)
    width = (n_lanes + _LAST_LANE) & ~_LAST_LANE
    stack = np.empty(_place(parent, ends.rank, width, at_rank), np.uint32)
    arrived = np.full(n_ends * width, INFINITE, np.uint32)
    first, arcs = downward.first, downward.arcs
    seed_rank, seed_end, seed_time = ends.seed_rank, ends.seed_end, ends.seed_time
    known, seed = np.uint64(climbed.rank.size), np.uint64(seed_rank.size)
    n_ranks, n_vectors = np.uint64(ends.rank.size), width // _WIDTH
    for k in range(n_ranks):
        if k + _AHEAD < n_ranks:
            soon = np.uint64(first[np.uint64(ends.rank[n_ranks - _1 - k - _AHEAD])])
            fetch_ahead(arcs, soon + soon)
        rank = np.uint64(ends.rank[n_ranks - _1 - k])
        at = at_rank[rank]
        while known > _0 and climbed.rank[known - _1] > rank:
            known -= _1
        keep = np.uint64(known > _0 and climbed.rank[known - _1] == rank)
        if keep:
            _begin(climbed, known - _1, stack, at, width)
        arc, end_arc = first[rank], first[rank + _1]
        take_from_heads(stack, at_rank, arcs, arc, end_arc, at, keep, n_vectors)
        while seed > _0 and seed_rank[seed - _1] == rank:
            seed -= _1
            end_at = np.uint64(seed_end[seed]) * width
            _arrive(stack, at, seed_time[seed], width, arrived, end_at)
    return arrived


@njit(cache=True)
def _place(parent: U32Array, rank: U32Array, width: np.uint64, at_rank: U64Array) -> np.uint64:
    """Give every rank its level's place; return how much place they take."""
    n_ranks, size = np.uint64(rank.size), _0
    for k in range(n_ranks):
        below = np.uint64(rank[n_ranks - _1 - k])
        above = parent[below]
        at = _0 if above == NONE else at_rank[np.uint64(above)] + width
        at_rank[below] = at
        size = max(size, at + width)
    return size


@njit(cache=True)
def _begin(
    climbed: LabelRows, row: np.uint64, stack: U32Array, at: np.uint64, width: np.uint64
) -> None:
    """Set the labels of a rank to what was climbed."""
    for lane in range(width):
        stack[at + lane] = INFINITE
    row_at = climbed.row_at[row]
    for column in range(np.uint64(climbed.first_column[row]), np.uint64(climbed.end_column[row])):
        stack[at + column] = climbed.label[row_at + column]


@njit(cache=True)
def _arrive(
    stack: U32Array,
    at: np.uint64,
    seed_time: np.uint32,
    width: np.uint64,
    arrived: U32Array,
    end_at: np.uint64,
) -> None:
    """Lower the ticks of an end to those by way of one of its seeds."""
    for lane in range(width):
        ticks = np.uint32(stack[at + lane] + seed_time)
        arrived[end_at + lane] = min(arrived[end_at + lane], ticks)


@njit(cache=True, nogil=True)
def write_side_by_side(
    arrived: U32Array, lane_end: U32Array, tick: float, lower: np.bool, result: FloatArray
) -> None:
    """Write the times of all lanes into each end's row: the few are targets."""
    n_lanes = np.uint64(lane_end.size)
    width = (n_lanes + _LAST_LANE) & ~_LAST_LANE
    times = np.empty(width, np.float64)
    for end in range(np.uint64(result.shape[0])):
        _convert(arrived, end * width, tick, times)
        row = result[end]
        if lower:
            for lane in range(n_lanes):
                at = np.uint64(lane_end[lane])
                row[at] = min(row[at], times[lane])
        else:
            for lane in range(n_lanes):
                row[np.uint64(lane_end[lane])] = times[lane]


@njit(cache=True, nogil=True)
def write_lane_by_lane(
    arrived: U32Array, lane_end: U32Array, tick: float, lower: np.bool, result: FloatArray
) -> None:
    """Write the times of each lane into its own row: the few are sources."""
    n_lanes, n_ends = np.uint64(lane_end.size), np.uint64(result.shape[1])
    width = (n_lanes + _LAST_LANE) & ~_LAST_LANE
    step = width + _SKEW
    times = np.empty(_BATCH * step, np.float64)
    batch = _0
    while batch < n_ends:
        n = min(_BATCH, n_ends - batch)
        for end in range(n):
            _convert(arrived, (batch + end) * width, tick, times[end * step : end * step + width])
        for lane in range(n_lanes):
            row = result[np.uint64(lane_end[lane]), batch : batch + n]
            if lower:
                for end in range(n):
                    row[end] = min(row[end], times[end * step + lane])
            else:
                for end in range(n):
                    row[end] = times[end * step + lane]
        batch += n


@njit(cache=True)
def _convert(arrived: U32Array, at: np.uint64, tick: float, times: FloatArray) -> None:
    """Convert ticks into times."""
    for k in range(np.uint64(times.size)):
        ticks = arrived[at + k]
        times[k] = ticks * tick if ticks < INFINITE else np.inf
