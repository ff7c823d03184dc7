"""The timetable of lines and feeds around a date, drawn anew only where nobody knows minutes."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import TimetableError

from .memory import Memory
from .timetables.expansion import line_trips_around
from .timetables.gtfs_selection import begins_and_ends
from .timetables.joining import joined_trips
from .timetables.service_days import FROM_S, UNTIL_S, day_name, day_shift_s
from .timetables.timetable import make_timetable, with_more_trips

if TYPE_CHECKING:
    from .public_transport import PublicTransport
    from .timetables.timetable import Timetable
    from .timetables.trips import Trips

__all__ = ["timetable_of"]

MOST_SPANS = 8
"""Spans of time of which the trips at stated minutes are remembered."""

MOST_DRAWN, LEAST_DRAWN = 200, 2
MOST_CALLS = 10_000_000
"""Calls in all drawn timetables that are remembered: some 30 bytes each."""


def timetable_of(
    transit: PublicTransport, date: dt.date, *, draw: int, from_s: int, until_s: int
) -> Timetable:
    """Return what runs within a span around a date, made once.

    Parameters
    ----------
    transit : PublicTransport
        Lines and feeds.
    date : datetime.date
        The service day, whose seconds count.
    draw : int
        Which draw of the minutes that nobody knows.
    from_s, until_s : int
        Trips that have arrived before the one, or set out after the other, are left out.

    Returns
    -------
    Timetable
        If nothing runs within the span, that of the whole day.

    Raises
    ------
    TimetableError
        If the feed does not cover the date, nothing runs then, or the span ends before it
        begins.
    RailError
        If a line cannot run.
    """
    span = (math.floor(from_s), math.ceil(until_s))
    stated = transit.remembered("stated timetables", lambda: Memory(MOST_SPANS)).get(
        (date, *span), lambda: _stated(transit, date, span)
    )
    found = stated
    if transit.has_headways:
        most = min(MOST_DRAWN, max(LEAST_DRAWN, MOST_CALLS // (1 + stated.trips.n_calls)))
        found = transit.remembered("drawn timetables", lambda: Memory(most)).get(
            (date, *span, draw),
            lambda: _with_drawn(transit, stated, span, draw),
        )
    if found.n_trips and _runs_on(transit, date, found):
        return found
    if span == (FROM_S, UNTIL_S):
        raise TimetableError(f"nothing runs on {date}; take another day, or add services")
    return timetable_of(transit, date, draw=draw, from_s=FROM_S, until_s=UNTIL_S)


def _runs_on(transit: PublicTransport, date: dt.date, found: Timetable) -> bool:
    """Say whether anything of a date itself runs, or is under way from the day before."""
    if any(day_name(date) in line.days for line in transit.lines):
        return True
    if transit.feed is not None and transit.feed.runs_on(date):
        return True
    begin_s, end_s = begins_and_ends(found.trips)
    next_s = day_shift_s(date, date + dt.timedelta(days=1), transit.timezone)
    return bool(((begin_s < next_s) & (end_s >= 0)).any())


def _stated(transit: PublicTransport, date: dt.date, span: tuple[int, int]) -> Timetable:
    """Return the timetable of the trips whose minutes are known."""
    trips = _trips(transit, date, span, draw=None)
    return make_timetable(transit.stops, trips, transit.rules, date=date, timezone=transit.timezone)


def _with_drawn(
    transit: PublicTransport, stated: Timetable, span: tuple[int, int], draw: int
) -> Timetable:
    """Return a timetable with the trips of one draw beside those at stated minutes."""
    drawn = _trips(transit, stated.date, span, draw=draw)
    # Both are of the same lines, and only the very same tuple tells that to what joins them.
    return with_more_trips(stated, drawn._replace(lines=stated.trips.lines))


def _trips(
    transit: PublicTransport, date: dt.date, span: tuple[int, int], *, draw: int | None
) -> Trips:
    """Return the trips of one draw whose minutes are drawn, or all others if it is None."""
    around = {"from_s": span[0], "until_s": span[1]}
    parts = []
    if (feed := transit.feed) is not None and feed.n_trips:  # a scenario may have taken them all
        parts.append(
            feed.stated_trips(date, **around)
            if draw is None
            else feed.drawn_trips(date, draw=draw or 0, **around)
        )
    if transit.lines:
        trips = line_trips_around(
            transit.lines,
            [transit.line_times(line) for line in transit.lines],
            date,
            transit.timezone,
            settings=transit.settings,
            draw=draw or 0,
            drawn=draw is not None,
            **around,
        )
        stop_of = np.full(transit.rail.n_stations, -1, dtype=np.int64)
        for station, stop in transit.stop_of_station().items():
            stop_of[station] = stop
        parts.append(trips._replace(stop=stop_of[trips.stop]))
    return joined_trips(parts)
