"""Times along trips: complete, never backwards, known at both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .gtfs_arrays import picked
from .gtfs_notices import note_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_calls import Calls

__all__ = ["has_enough_calls", "known_times", "trip_starts"]

DAY_S = 86_400
HALF_DAY_S = 43_200
"""A time that falls back by more than this has passed midnight: nobody waits that long."""

APART_S = 2**40
"""Keeps the running maximum of one trip from reaching into the next."""

LONGEST_S = 14 * DAY_S


def trip_starts(trip: IntArray) -> BoolArray:
    """Say which calls are the first of their trips. Shape (n_calls,)."""
    begins: BoolArray = np.concatenate(([True], trip[1:] != trip[:-1]))[: trip.size]
    return begins


def known_times(calls: Calls, trip_ids: Sequence[str], notices: Notices) -> Calls:
    """Return the calls with sound times where there are any, from a timed one to a timed one.

    Parameters
    ----------
    calls : Calls
        As they are written.
    trip_ids : sequence of str
        What the trips are called, for the notices.
    notices : Notices
        Where to count what is odd.

    Returns
    -------
    Calls
        Blank at either both times of a call or at none, never at a trip's ends.
    """

    def named(row: int) -> str:
        return f"stop_times.txt: trip_id {trip_ids[calls.trip[row]]!r}"

    arrival_s, departure_s = calls.arrival_s, calls.departure_s
    only_one: BoolArray = (arrival_s < 0) != (departure_s < 0)
    note_rows(notices, "stop_time_with_only_arrival_or_departure_time", only_one, named)
    calls = calls._replace(
        arrival_s=np.where(arrival_s < 0, departure_s, arrival_s),
        departure_s=np.where(departure_s < 0, arrival_s, departure_s),
    )
    calls = _never_backwards(calls, trip_ids, notices)
    return _between_known(calls, trip_ids, notices)


def _never_backwards(calls: Calls, trip_ids: Sequence[str], notices: Notices) -> Calls:
    """Return the calls with times that never fall along a trip; the later counts."""
    timed = np.flatnonzero(calls.arrival_s >= 0)
    trip = np.repeat(calls.trip[timed], 2)
    written = np.stack([calls.arrival_s[timed], calls.departure_s[timed]], axis=1).ravel()
    falls = (np.diff(written, prepend=0) < 0) & ~trip_starts(trip)
    if not falls.any():
        return calls

    def named(position: int) -> str:
        return f"stop_times.txt: trip_id {trip_ids[trip[2 * position]]!r}"

    midnight: BoolArray = falls & (np.diff(written, prepend=0) < -HALF_DAY_S)
    nights = np.cumsum(midnight)
    first = np.maximum.accumulate(np.where(trip_starts(trip), np.arange(trip.size), 0))
    wrapped = written + DAY_S * (nights - nights[first])
    at_midnight = midnight[0::2] | midnight[1::2]
    note_rows(notices, "time_past_midnight", at_midnight, named)

    apart = trip * APART_S
    # The limit keeps trips that begin again every other call within 32 bits.
    sound = np.minimum(np.maximum.accumulate(wrapped + apart) - apart, LONGEST_S)
    raised = (sound != wrapped).reshape(-1, 2)
    code = "stop_time_with_arrival_before_previous_departure_time"
    note_rows(notices, code, raised[:, 0], named)
    note_rows(notices, "start_and_end_range_out_of_order", ~raised[:, 0] & raised[:, 1], named)
    arrival_s, departure_s = calls.arrival_s.copy(), calls.departure_s.copy()
    arrival_s[timed], departure_s[timed] = sound[0::2], sound[1::2]
    return calls._replace(arrival_s=arrival_s, departure_s=departure_s)


def _between_known(calls: Calls, trip_ids: Sequence[str], notices: Notices) -> Calls:
    """Return the calls from each trip's first one with a time to its last."""
    timed = calls.arrival_s >= 0
    if timed.all():
        return calls
    seen = np.cumsum(timed)
    begins = np.maximum.accumulate(np.where(trip_starts(calls.trip), np.arange(timed.size), 0))
    before: IntArray = (seen - timed)[begins]
    total = np.bincount(calls.trip[timed], minlength=int(calls.trip.max(initial=0)) + 1)
    here: IntArray = seen - before
    kept = (here > 0) & ((here < total[calls.trip]) | timed)
    note_rows(
        notices,
        "missing_trip_edge",
        ~kept,
        lambda row: f"stop_times.txt: trip_id {trip_ids[calls.trip[row]]!r}",
    )
    return picked(calls, kept)


def has_enough_calls(
    calls: Calls, trip_ids: Sequence[str], notices: Notices, *, least: int = 2
) -> BoolArray:
    """Say which trips take anybody anywhere, and count the others.

    Parameters
    ----------
    calls : Calls
        Those that can be used.
    trip_ids : sequence of str
        What the trips are called.
    notices : Notices
        Where to count.
    least : int
        How many calls make a trip.

    Returns
    -------
    numpy.ndarray
        Shape (n_trips,).
    """
    n_calls = np.bincount(calls.trip, minlength=len(trip_ids))

    def named(trip: int) -> str:
        return f"trips.txt: trip_id {trip_ids[trip]!r}"

    note_rows(notices, "unused_trip", n_calls == 0, named)
    note_rows(notices, "unusable_trip", (n_calls > 0) & (n_calls < least), named)
    enough: BoolArray = n_calls >= least
    return enough
