"""Published timetables (GTFS feeds), ready to be asked for the trips of a date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import InputError, TimetableError

from .gtfs_calendars import active_services, service_span
from .gtfs_combining import combined
from .gtfs_editing import near_misses, schedule_without_stops, schedule_without_trips
from .gtfs_selection import headway_departures, joined, last_arrival_s, selected_trips, shifted
from .service_days import day_shift_s

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_arrays import Calendar, Entrances, HeadwayTrips, Schedule, Shapes
    from .trips import ChangeRules, LineInfo, Stops, Trips

    Phases = Callable[[Sequence[str], int, int], FloatArray]
    Shares = Callable[[Sequence[str]], FloatArray]

__all__ = ["Feed"]

DAY_S = 86_400
LONGEST_SHIFT_S = 3_600
"""How much shorter than usual a day is when the clocks go forward."""

UNTIL_S = 36 * 3600
"""Long journeys that begin late end on the trips of the next morning."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feed:
    """The stops, trips and calendars of one or more published timetables.

    It is a value: the methods that change something return another feed. Read one with
    :func:`~.gtfs.read_gtfs`; ``feed | other`` puts two together.
    """

    names: tuple[str, ...]
    """What the feeds in it are called; where there are several, ids begin with the name."""

    timezone: str
    stops: Stops
    """Where trips call; the stations around them, and entrances, are not among them."""

    station_ids: tuple[str, ...]
    """Of each stop, the id of its station, or its own if it stands alone."""

    lines: tuple[LineInfo, ...]
    """The routes of the feed."""

    calendar: Calendar
    schedule: Schedule
    headway_trips: HeadwayTrips
    shapes: Shapes
    """The lines that trips are drawn along, without points where they were not read."""

    rules: ChangeRules
    entrances: Entrances
    notices: Notices

    @property
    def n_trips(self) -> int:
        """Count the trips that run at stated times, on whatever date, and the patterns."""
        return self.schedule.n_trips

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """Return the first and the last date on which a trip may run.

        Raises
        ------
        TimetableError
            If no trip runs on any date.
        """
        if (span := self._span()) is None:
            raise TimetableError(f"the feed {self._name!r} has no trip that runs on any date")
        return span

    def trips_on(
        self, date: dt.date, *, phases: Phases | None = None, draw: int = 0, n_draws: int = 1
    ) -> Trips:
        """Return the trips of one service day, in its own seconds.

        Parameters
        ----------
        date : datetime.date
            The service day.
        phases : callable or None
            Where in its headway each service without stated minutes begins: called with the
            services' keys, `draw` and `n_draws`, it returns a number from 0 up to 1 for each.
            None draws them as for a planner's own lines.
        draw, n_draws : int
            Which of how many draws.

        Returns
        -------
        Trips
            Empty on a date inside the feed's span on which nothing runs.

        Raises
        ------
        TimetableError
            If `date` is none the feed covers.
        """
        self._check_date(date)
        return self._trips(date, _shares(phases, draw, n_draws))

    def trips_around(
        self,
        date: dt.date,
        *,
        phases: Phases | None = None,
        draw: int = 0,
        n_draws: int = 1,
        until_s: int = UNTIL_S,
    ) -> Trips:
        """Return the trips of a date with those of the days around it that matter.

        These are trips of earlier service days that run on past this day's midnight, and
        those of the next one, all in this day's seconds, also when the clocks change.

        Parameters
        ----------
        date : datetime.date
            The service day whose seconds count.
        phases, draw, n_draws
            As in :meth:`trips_on`.
        until_s : int
            Trips of the next day that begin later, in seconds, are left out.

        Returns
        -------
        Trips
            Those of the date itself first; the ids of the others say their day.

        Raises
        ------
        TimetableError
            If `date` is none the feed covers.
        """
        self._check_date(date)
        shares = _shares(phases, draw, n_draws)
        parts = [self._trips(date, shares)]
        # When the clocks go back, the day begins at its reference less an hour.
        from_s = min(0, DAY_S + day_shift_s(date, date - dt.timedelta(days=1), self.timezone))
        for days in (*range(-self._days_back(), 0), 1):
            day = date + dt.timedelta(days=days)
            shift_s = day_shift_s(date, day, self.timezone)
            trips = self._trips(day, shares)
            label = f" ({day})"
            parts.append(shifted(trips, shift_s, label=label, from_s=from_s, until_s=until_s))
        return joined(parts)

    def route_trips(self, route_id: str, date: dt.date) -> Trips:
        """Return the trips of one route on one service day.

        Raises
        ------
        InputError
            If the feed has no such route.
        TimetableError
            If `date` is none the feed covers.
        """
        wanted = self._on_route(route_id) & ~self._is_pattern()
        self._check_date(date)
        running = active_services(self.calendar, date)[self.schedule.service]
        return selected_trips(self.schedule, running & wanted, self.lines)

    def without_route(self, route_id: str) -> Feed:
        """Return the feed without the trips of one route.

        Raises
        ------
        InputError
            If the feed has no such route.
        """
        on_route = self._on_route(route_id)
        schedule, spans = schedule_without_trips(self.schedule, self.headway_trips, on_route)
        return replace(self, schedule=schedule, headway_trips=spans)

    def without_stop(self, stop_id: str) -> Feed:
        """Return the feed without calls at one stop, or at all stops of one station.

        The trips run on, as fast as before; those left with a single call do not.

        Raises
        ------
        InputError
            If the feed has no such stop or station.
        """
        ids = np.array(self.stops.stop_id, dtype=object)
        closed = (ids == stop_id) | (np.array(self.station_ids, dtype=object) == stop_id)
        if not closed.any():
            known = (*self.stops.stop_id, *self.station_ids)
            raise InputError(
                f"no trip of the feed {self._name!r} calls at stop_id {stop_id!r}; "
                f"{near_misses(stop_id, known)}"
            )
        schedule, spans = schedule_without_stops(self.schedule, self.headway_trips, closed)
        return replace(self, schedule=schedule, headway_trips=spans)

    def __or__(self, other: Feed) -> Feed:
        """Return two feeds as one; ids are told apart by the names of the feeds.

        Raises
        ------
        TimetableError
            If their clocks are in different time zones.
        """
        return combined(self, other) if isinstance(other, Feed) else NotImplemented

    def __repr__(self) -> str:
        """Return what one wants to know of a feed first."""
        dates = " to ".join(map(str, self._span() or ())) or "no date"
        return (
            f"<Feed {self._name!r}: {len(self.stops.stop_id):,} stops, {len(self.lines):,} lines, "
            f"{self.n_trips:,} trips, {self.schedule.stop.size:,} calls, {dates}, {self.timezone}>"
        )

    @property
    def _name(self) -> str:
        """Return what the feed is called in messages."""
        return " | ".join(self.names)

    def _span(self) -> tuple[dt.date, dt.date] | None:
        """Return the first and the last date on which a trip may run, if any does."""
        return service_span(self.calendar, np.unique(self.schedule.service))

    def _check_date(self, date: dt.date) -> None:
        """Refuse what is no date, or none the feed covers."""
        if not isinstance(date, dt.date) or isinstance(date, dt.datetime):
            raise TimetableError(f"date must be a datetime.date, got {date!r:.60}")
        first, last = self.span
        if not first <= date <= last:
            raise TimetableError(
                f"the feed {self._name!r} runs from {first} to {last}, got date {date}; "
                f"choose a date between, or read a feed of that time"
            )

    def _is_pattern(self) -> BoolArray:
        """Say which trips run only every so often. Shape (n_trips,)."""
        return np.bincount(self.headway_trips.trip, minlength=self.schedule.n_trips) > 0

    def _on_route(self, route_id: str) -> BoolArray:
        """Say which trips belong to a route. Shape (n_trips,)."""
        known = [line.route_id for line in self.lines]
        if route_id not in known:
            raise InputError(
                f"the feed {self._name!r} has no route_id {route_id!r}; "
                f"{near_misses(route_id, known)}"
            )
        on_route: BoolArray = self.schedule.line == known.index(route_id)
        return on_route

    def _days_back(self) -> int:
        """Count the days before a date whose trips may still be on their way."""
        last_s = last_arrival_s(self.schedule, self.headway_trips)
        return (last_s + 2 * LONGEST_SHIFT_S) // DAY_S

    def _trips(self, date: dt.date, shares: Shares) -> Trips:
        """Return the trips of a service day, whether or not the feed covers it."""
        active = active_services(self.calendar, date)[self.schedule.service]
        trips = selected_trips(self.schedule, active & ~self._is_pattern(), self.lines)
        if not active[self.headway_trips.trip].any():
            return trips
        drawn = headway_departures(
            self.schedule, self.headway_trips, active, self.lines, shares=shares
        )
        return joined([trips, drawn])


def _shares(phases: Phases | None, draw: int, n_draws: int) -> Shares:
    """Return what says, for some services, the share of its headway that each waits."""

    def shares(keys: Sequence[str]) -> FloatArray:
        if phases is not None:
            return phases(keys, draw, n_draws)
        from .phases import phases as own_phases

        drawn: FloatArray = own_phases(keys, draw)[0]
        return drawn

    return shares
