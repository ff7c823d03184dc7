"""Which stretches of road are reached at enough of many moments.

At one moment, who enters a road by an edge with so much time to spare comes to a first or last
stretch of it; who gets off at a stop along it, to a stretch that begins there. All of these
together are what is reached at that moment. How many moments reach a position changes only
where such a stretch begins or ends, so that sorting these few positions and counting along
them finds exactly where the count is large enough: a sweep of intervals [1]_.

Callers have checked that every index lies inside the arrays. Nothing is raised.

References
----------
.. [1] J. L. Bentley, "Algorithms for Klee's rectangle problems," Carnegie Mellon University,
   unpublished notes, 1977.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .csr import BoolArray, FloatArray, IntArray
from .edge_parts import distance_within

__all__ = ["NEVER", "Entrances", "SegmentTimes", "TickTable", "often_reached"]

TickTable = NDArray[np.int32]

NEVER = np.int32(-1)
"""Time to spare of who is not there at all: less than the zero of who is there at the last."""


class SegmentTimes(NamedTuple):
    """How long the parts of segments take, as drawn and the other way."""

    length_m: FloatArray
    """Shape (n_segments,)."""

    first_piece: IntArray
    piece_length_m: FloatArray
    piece_time_s: FloatArray
    """Shape (n_pieces, 2)."""

    first_control: IntArray
    control_offset_m: FloatArray
    control_time_s: FloatArray
    """Shape (n_controls, 2)."""


class Entrances(NamedTuple):
    """By what one enters segments, segment by segment: edges, and stops along edges."""

    first: IntArray
    """Segment ``s`` has the entrances ``first[s]`` up to ``first[s + 1]``."""

    row: IntArray
    """The row of the table of times to spare."""

    upward: BoolArray
    """Whether positions grow on the way from here."""

    column: IntArray
    """0 if the segment is travelled as drawn, 1 if the other way: one may come from the end."""

    offset_m: FloatArray
    """Where one enters."""

    before_s: FloatArray
    """How long it takes from the segment's end behind one to here, as it is travelled."""

    whole_s: FloatArray
    """How long the whole segment takes from there, infinite if one enters along it."""


@njit(cache=True)
def _reached_at(
    times: SegmentTimes,
    entrances: Entrances,
    segment: int,
    spare: TickTable,
    moment: int,
    tick_s: float,
    low_m: FloatArray,
    high_m: FloatArray,
) -> int:
    """Write what is reached at one moment, ascending and apart; return how many stretches."""
    count = 0
    length_m = times.length_m[segment]
    for k in range(entrances.first[segment], entrances.first[segment + 1]):
        ticks = spare[moment, entrances.row[k]]
        if ticks < 0:
            continue
        upward, from_m = entrances.upward[k], entrances.offset_m[k]
        budget_s = entrances.before_s[k] + ticks * tick_s
        if budget_s >= entrances.whole_s[k]:
            low_m[0], high_m[0] = 0.0, length_m
            return 1
        if budget_s < 0.0:
            continue
        gone_m, _ = distance_within(
            times.first_piece,
            times.piece_length_m,
            times.piece_time_s,
            times.first_control,
            times.control_offset_m,
            times.control_time_s,
            length_m,
            segment,
            entrances.column[k],
            upward,
            budget_s,
        )
        low, high = from_m, max(gone_m, from_m)
        if not upward:
            low, high = min(length_m - gone_m, from_m), from_m
        if low <= 0.0 and high >= length_m:
            low_m[0], high_m[0] = 0.0, length_m
            return 1
        place = count
        while place > 0 and low_m[place - 1] > low:
            low_m[place], high_m[place] = low_m[place - 1], high_m[place - 1]
            place -= 1
        low_m[place], high_m[place] = low, high
        count += 1
    apart = 0
    for k in range(1, count):
        if low_m[k] <= high_m[apart]:
            high_m[apart] = max(high_m[apart], high_m[k])
        else:
            apart += 1
            low_m[apart], high_m[apart] = low_m[k], high_m[k]
    return min(count, apart + 1)


@njit(cache=True, nogil=True)
def often_reached(
    times: SegmentTimes,
    entrances: Entrances,
    segments: IntArray,
    spare: TickTable,
    least: int,
    tick_s: float,
) -> FloatArray:
    """Return the stretches of segments that are reached at `least` moments or more.

    ``spare[m, r]`` is the time to spare, in ticks, of who enters by an entrance of row ``r`` at
    moment ``m``, :data:`NEVER` if nobody does. Shape of the result: (n_stretches, 3): segment,
    begin and end in metres along it, ascending.
    """
    n_moments = spare.shape[0]
    most = 1
    for segment in segments:
        most = max(most, entrances.first[segment + 1] - entrances.first[segment])
    low_m, high_m = np.empty(most), np.empty(most)
    begins_m, ends_m = np.empty(most * n_moments), np.empty(most * n_moments)
    found = np.empty((max(segments.size, 16), 3))
    n_found = 0
    for segment in segments:
        length_m = times.length_m[segment]
        whole, n = 0, 0
        for moment in range(n_moments):
            n_now = _reached_at(times, entrances, segment, spare, moment, tick_s, low_m, high_m)
            if n_now == 1 and low_m[0] <= 0.0 and high_m[0] >= length_m:
                whole += 1
                continue
            begins_m[n : n + n_now] = low_m[:n_now]
            ends_m[n : n + n_now] = high_m[:n_now]
            n += n_now
        if whole >= least:
            begins_m[0], ends_m[0] = 0.0, length_m
            n, wanted = 1, 1
        else:
            wanted = least - whole
        if n < wanted:
            continue
        begins_m[:n].sort()
        ends_m[:n].sort()
        while n_found + n > found.shape[0]:
            found = np.concatenate((found, np.empty_like(found)))
        n_found = _sweep(begins_m[:n], ends_m[:n], wanted, segment, found, n_found)
    return found[:n_found].copy()


@njit(cache=True)
def _sweep(
    begins_m: FloatArray,
    ends_m: FloatArray,
    wanted: int,
    segment: int,
    found: FloatArray,
    n_found: int,
) -> int:
    """Write the stretches that enough intervals share; return how many are written by now."""
    here, ended = 0, 0
    since_m = 0.0
    n = begins_m.size
    while ended < n:
        if here < n and begins_m[here] <= ends_m[ended]:
            here += 1
            if here - ended == wanted:
                since_m = begins_m[here - 1]
        else:
            if here - ended == wanted and ends_m[ended] > since_m:
                found[n_found, 0] = segment
                found[n_found, 1], found[n_found, 2] = since_m, ends_m[ended]
                n_found += 1
            ended += 1
    return n_found
