"""From trips to the rows that searches read: grouped by their stops, and never overtaking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.fifo import fifo_rows
from kraftcenter_mobility._kernels.raptor import INF_S, Patterns
from kraftcenter_mobility.errors import TimetableError

from .gtfs_arrays import call_rows, read_only

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.raptor import I32Array

    from .trips import Trips

__all__ = ["joined_patterns", "make_patterns"]

FURTHEST_S = INF_S // 4
"""Times lie closer to the reference than this, so that sums of them stay below infinity."""


def make_patterns(trips: Trips, n_stops: int) -> tuple[Patterns, IntArray]:
    """Return trips in rows, and which trip each row is.

    Trips share a pattern if they call at the same stops, may be boarded and left at the same
    calls, and do not overtake each other. A group of trips that do is split into several
    patterns, as few as a greedy choice finds. The rows of a pattern ascend in time.

    Parameters
    ----------
    trips : Trips
        In any order, which changes nothing where no two trips have the same id.
    n_stops : int
        How many stops there are.

    Returns
    -------
    tuple of Patterns and IntArray
        The rows, and the trip of each row, pattern by pattern. Shape (n_trips,).

    Raises
    ------
    TimetableError
        If a trip calls at a stop that is none, has no call, or goes back in time.
    """
    _check_trips(trips, n_stops)
    order, group = _groups(trips)
    rows, first_call = call_rows(trips.first_call, order)
    arrival_s = trips.arrival_s[rows].astype(np.int32, copy=False)
    departure_s = trips.departure_s[rows].astype(np.int32, copy=False)
    row = np.empty(order.size, dtype=np.int64)
    n_patterns = fifo_rows(
        *read_only((first_call, arrival_s, departure_s, group)), np.empty_like(row), row
    )
    by_pattern = np.argsort(row, kind="stable")
    trip_row = order[by_pattern]
    trip_row.setflags(write=False)
    first_row = row_starts(row, n_patterns)
    return _in_rows(trips, trip_row, first_row, n_stops), trip_row


def _in_rows(trips: Trips, trip_row: IntArray, first_row: IntArray, n_stops: int) -> Patterns:
    """Return the patterns of trips that are in their final order."""
    times, first_call_of_trip = call_rows(trips.first_call, trip_row)
    calls, first_call = call_rows(trips.first_call, trip_row[first_row[:-1]])
    stop = trips.stop[calls].astype(np.int32)
    return _indexed(
        n_stops,
        first_call,
        stop,
        trips.can_board[calls],
        trips.can_alight[calls],
        first_call_of_trip[first_row],
        trips.arrival_s[times].astype(np.int32, copy=False),
        trips.departure_s[times].astype(np.int32, copy=False),
    )


def joined_patterns(one: Patterns, other: Patterns) -> Patterns:
    """Return the rows of two sets of trips between the same stops, one set behind the other.

    Parameters
    ----------
    one, other : Patterns
        With as many stops.

    Returns
    -------
    Patterns
        Trips of the two do not share patterns, though they may call at the same stops.
    """
    return _indexed(
        one.first_pattern.size - 1,
        np.concatenate((one.first_call, one.first_call[-1] + other.first_call[1:])),
        np.concatenate((one.stop, other.stop)),
        np.concatenate((one.can_board, other.can_board)),
        np.concatenate((one.can_alight, other.can_alight)),
        np.concatenate((one.first_time, one.first_time[-1] + other.first_time[1:])),
        np.concatenate((one.arrival_s, other.arrival_s)),
        np.concatenate((one.departure_s, other.departure_s)),
    )


def _indexed(n_stops: int, first_call: IntArray, stop: I32Array, *columns: Any) -> Patterns:
    """Return patterns with what says which of them serve a stop."""
    pattern = np.repeat(np.arange(first_call.size - 1, dtype=np.int32), np.diff(first_call))
    position = (np.arange(stop.size) - first_call[pattern]).astype(np.int32)
    by_stop = np.argsort(stop, kind="stable")
    index = row_starts(stop, n_stops), pattern[by_stop], position[by_stop]
    return read_only(Patterns._make((first_call, stop, *columns, *index)))


def _groups(trips: Trips) -> tuple[IntArray, IntArray]:
    """Return the trips' order, by stops and then by time, and the group of each in that order.

    Groups are numbered as their calls sort, so that the order of the trips plays no part.
    """
    n_calls = np.diff(trips.first_call)
    call = trips.stop.astype(np.int64) * 4 + trips.can_board * 2 + trips.can_alight
    n_kinds = int(call.max(initial=0)) + 1
    group = np.unique(n_calls, return_inverse=True)[1].astype(np.int64)
    for position in range(int(n_calls.max(initial=0))):
        alive = np.flatnonzero(n_calls > position)
        key = group * n_kinds
        key[alive] += call[trips.first_call[alive] + position]
        group = np.unique(key, return_inverse=True)[1].astype(np.int64)
    name = np.unique(np.array(trips.trip_id, dtype=np.str_), return_inverse=True)[1]
    begin_s = trips.departure_s[trips.first_call[:-1]]
    end_s = trips.arrival_s[trips.first_call[1:] - 1]
    order = np.lexsort((name, end_s, begin_s, group))
    return order, group[order]


def _check_trips(trips: Trips, n_stops: int) -> None:
    """Refuse trips that a search would read wrongly."""
    _refuse_first(trips, np.flatnonzero(np.diff(trips.first_call) < 1), "has no call")
    call = np.flatnonzero((trips.stop < 0) | (trips.stop >= n_stops))
    trip = _trip_of(trips, call)
    _refuse_first(trips, trip, f"calls at a stop that is none of the {n_stops}")
    far = (np.abs(trips.arrival_s) > FURTHEST_S) | (np.abs(trips.departure_s) > FURTHEST_S)
    _refuse_first(trips, _trip_of(trips, np.flatnonzero(far)), "runs at a time that is none")
    leaves_early = np.flatnonzero(trips.departure_s < trips.arrival_s)
    _refuse_first(trips, _trip_of(trips, leaves_early), "leaves a stop before it is there")
    goes_back = np.flatnonzero(trips.arrival_s[1:] < trips.departure_s[:-1])
    goes_back = goes_back[_trip_of(trips, goes_back) == _trip_of(trips, goes_back + 1)]
    _refuse_first(trips, _trip_of(trips, goes_back), "arrives before it left the stop before")


def _trip_of(trips: Trips, call: IntArray) -> IntArray:
    """Return the trips that calls belong to."""
    return np.searchsorted(trips.first_call, call, side="right") - 1


def _refuse_first(trips: Trips, at_fault: IntArray, fault: str) -> None:
    """Raise the error that names the first of the trips at fault."""
    if at_fault.size:
        raise TimetableError(
            f"{np.unique(at_fault).size} of {trips.n_trips} trips cannot run: "
            f"{trips.trip_id[int(at_fault[0])]!r} {fault}; correct its times and stops"
        )
