"""Take trips or calls out of a feed's schedule."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import numpy as np

from .gtfs_arrays import Schedule, columns_of, read_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kraftcenter_mobility._kernels.csr import BoolArray

    from .gtfs_arrays import HeadwayTrips

__all__ = ["near_misses", "schedule_without_stops", "schedule_without_trips"]

LEAST_CALLS = 2
"""A trip with fewer takes nobody anywhere."""


def schedule_without_trips(
    schedule: Schedule, spans: HeadwayTrips, dropped: BoolArray
) -> tuple[Schedule, HeadwayTrips]:
    """Return a schedule, and its spans of headways, without some trips.

    Parameters
    ----------
    schedule : Schedule
        All trips.
    spans : HeadwayTrips
        Those that run only every so often.
    dropped : numpy.ndarray
        Which trips to leave out. Shape (n_trips,).

    Returns
    -------
    tuple of Schedule and HeadwayTrips
        The trips in the order they had.
    """
    kept = np.flatnonzero(~dropped)
    shorter = Schedule(
        **columns_of(schedule, kept),
        service=schedule.service[kept],
        trip_id=tuple(schedule.trip_id[trip] for trip in kept.tolist()),
    )
    number = np.cumsum(~dropped) - 1
    still = ~dropped[spans.trip]
    fewer = spans.rows(still)
    fewer = fewer._replace(trip=number[fewer.trip])
    return read_only(shorter), read_only(fewer)


def schedule_without_stops(
    schedule: Schedule, spans: HeadwayTrips, closed: BoolArray
) -> tuple[Schedule, HeadwayTrips]:
    """Return a schedule without the calls at some stops.

    Where a pattern that runs every so often loses its first calls, its spans are moved on by
    the time the vehicle takes to the first one that is left.

    Parameters
    ----------
    schedule : Schedule
        All trips.
    spans : HeadwayTrips
        Those that run only every so often.
    closed : numpy.ndarray
        Which stops nothing calls at any more. Shape (n_stops,).

    Returns
    -------
    tuple of Schedule and HeadwayTrips
        Without the trips that are left with fewer than two calls.
    """
    kept = ~closed[schedule.stop]
    before = np.concatenate(([0], np.cumsum(kept)))
    first_call = before[schedule.first_call]
    shorter = schedule._replace(
        first_call=first_call,
        stop=schedule.stop[kept],
        arrival_s=schedule.arrival_s[kept],
        departure_s=schedule.departure_s[kept],
        can_board=schedule.can_board[kept],
        can_alight=schedule.can_alight[kept],
    )
    too_short = first_call[1:] - first_call[:-1] < LEAST_CALLS
    still = ~too_short[spans.trip]
    spans = spans.rows(still)
    later_s = (
        shorter.departure_s[first_call[spans.trip]]
        - schedule.departure_s[schedule.first_call[spans.trip]]
    )
    moved = spans._replace(start_s=spans.start_s + later_s, end_s=spans.end_s + later_s)
    return schedule_without_trips(shorter, moved, too_short)


def near_misses(wanted: object, known: Iterable[str]) -> str:
    """Return a few ids that resemble one, for a message."""
    found = difflib.get_close_matches(str(wanted), list(dict.fromkeys(known)), cutoff=0.3)
    if found:
        return "the nearest it has are " + ", ".join(repr(name) for name in found)
    some = list(dict.fromkeys(known))[:3]
    return "it has " + (", ".join(repr(name) for name in some) if some else "none at all")
