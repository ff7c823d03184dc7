"""Choose the trips of a day from a feed's schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.clock import clock_text

from .gtfs_arrays import columns_of, read_only
from .trips import Trips

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.raptor import I32Array

    from .gtfs_arrays import HeadwayTrips, Schedule
    from .trips import LineInfo

__all__ = [
    "begins_and_ends",
    "headway_departures",
    "last_arrival_s",
    "moved",
    "selected_trips",
    "shifted",
    "with_departures",
]


def selected_trips(
    schedule: Schedule, wanted: BoolArray, lines: tuple[LineInfo, ...], *, label: str = ""
) -> Trips:
    """Return some of a schedule's trips, as they stand.

    Parameters
    ----------
    schedule : Schedule
        All trips of the feed.
    wanted : numpy.ndarray
        Which of them. Shape (n_trips,).
    lines : tuple of LineInfo
        What the schedule's lines are called.
    label : str
        What to put behind each trip's id.

    Returns
    -------
    Trips
        In the order of the schedule.
    """
    trips = np.flatnonzero(wanted)
    return _trips(schedule, trips, lines, [schedule.trip_id[t] + label for t in trips.tolist()])


def _trips(
    source: Schedule | Trips, trips: IntArray, lines: tuple[LineInfo, ...], ids: Sequence[str]
) -> Trips:
    """Return trips of a schedule, or of a day, under other ids."""
    return read_only(Trips(**columns_of(source, trips), trip_id=tuple(ids), lines=lines))


def shifted(trips: Trips, shift_s: int, *, label: str, from_s: int, until_s: int) -> Trips:
    """Return another day's trips in this day's seconds, those that matter to it.

    Parameters
    ----------
    trips : Trips
        Of the other day, in its seconds.
    shift_s : int
        What to add to them.
    label : str
        What to put behind each trip's id.
    from_s, until_s : int
        Trips that have arrived before the one, or begin after the other, are left out; in
        this day's seconds.

    Returns
    -------
    Trips
        With times before the reference below zero.
    """
    begins, ends = begins_and_ends(trips)
    kept = np.flatnonzero((ends + shift_s >= from_s) & (begins + shift_s <= until_s))
    ids = [trips.trip_id[trip] + label for trip in kept.tolist()]
    return moved(_trips(trips, kept, trips.lines, ids), np.int32(shift_s))


def headway_departures(
    schedule: Schedule,
    spans: HeadwayTrips,
    active: BoolArray,
    lines: tuple[LineInfo, ...],
    *,
    shares: Callable[[Sequence[str]], FloatArray],
) -> Trips:
    """Return the trips of services without stated minutes, their phases drawn.

    Parameters
    ----------
    schedule : Schedule
        With the patterns.
    spans : HeadwayTrips
        When, and how often.
    active : numpy.ndarray
        Which trips of the schedule run that day. Shape (n_trips,).
    lines : tuple of LineInfo
        What the schedule's lines are called.
    shares : callable
        Says which share of its headway each service waits, by a key of its own.

    Returns
    -------
    Trips
        In whole seconds.
    """
    trip, start_s, end_s, headway_s, key = spans.rows(active[spans.trip])
    share = np.asarray(shares(key), dtype=np.float64).reshape(-1)
    first_s = start_s + np.floor(share * headway_s).astype(np.int64)
    n_departures = np.maximum(0, -(-(end_s - first_s) // headway_s))
    return with_departures(schedule, trip, first_s, headway_s, n_departures, lines)


def last_arrival_s(schedule: Schedule, spans: HeadwayTrips) -> int:
    """Return when the last trip without stated minutes has arrived, whatever is drawn."""
    begin = schedule.departure_s[schedule.first_call[spans.trip]]
    end = schedule.arrival_s[schedule.first_call[spans.trip + 1] - 1]
    return int((spans.end_s + end - begin).max(initial=0))


def begins_and_ends(trips: Schedule | Trips) -> tuple[I32Array, I32Array]:
    """Return when each trip sets out and when it has arrived. Shape of each: (n_trips,)."""
    return (
        trips.departure_s[trips.first_call[:-1]],
        trips.arrival_s[trips.first_call[1:] - 1],
    )


def with_departures(  # noqa: PLR0913, PLR0917 - columns of one table
    schedule: Schedule | Trips,
    trip: IntArray,
    first_s: IntArray,
    headway_s: IntArray,
    n_departures: IntArray,
    lines: tuple[LineInfo, ...],
) -> Trips:
    """Return patterns repeated at equal intervals.

    Parameters
    ----------
    schedule : Schedule or Trips
        With the patterns.
    trip : numpy.ndarray
        The pattern of each series. Shape (n_series,).
    first_s, headway_s, n_departures : numpy.ndarray
        First departure from the first stop, interval, and how many. Shape (n_series,).
    lines : tuple of LineInfo
        What the schedule's lines are called.

    Returns
    -------
    Trips
        Named after their pattern and departure.
    """
    series = np.repeat(np.arange(trip.size), n_departures)
    number = np.arange(series.size) - np.repeat(
        np.cumsum(n_departures) - n_departures, n_departures
    )
    departure_s = first_s[series] + number * headway_s[series]
    pattern = trip[series]
    ids = [
        f"{schedule.trip_id[t]} {clock_text(s)}"
        for t, s in zip(pattern.tolist(), departure_s.tolist(), strict=True)
    ]
    copies = _trips(schedule, pattern, lines, ids)
    begin_s = schedule.departure_s[schedule.first_call[:-1][pattern]]
    n_calls = copies.first_call[1:] - copies.first_call[:-1]
    add_s = np.repeat(departure_s - begin_s, n_calls).astype(np.int32)
    return moved(copies, add_s)


def moved(trips: Trips, add_s: I32Array | np.int32) -> Trips:
    """Return trips whose calls are later by so much."""
    arrival_s, departure_s = trips.arrival_s + add_s, trips.departure_s + add_s
    return read_only(trips._replace(arrival_s=arrival_s, departure_s=departure_s))
