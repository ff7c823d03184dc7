"""Published timetables (GTFS feeds), ready to be asked for the trips of a date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import InputError, TimetableError

from .gtfs_calendars import active_services, service_span
from .gtfs_combining import combined
from .gtfs_editing import near_misses, schedule_without_stops, schedule_without_trips
from .gtfs_selection import (
    begins_and_ends,
    headway_departures,
    last_arrival_s,
    moved,
    selected_trips,
    shifted,
)
from .joining import joined_trips, no_trips
from .phases import phases
from .service_days import FROM_S, UNTIL_S, date_of, days_within

if TYPE_CHECKING:
    import datetime as dt

    from kraftcenter_mobility._kernels.csr import BoolArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_arrays import Calendar, Entrances, HeadwayTrips, Schedule, Shapes
    from .trips import ChangeRules, LineInfo, Stops, Trips

__all__ = ["Feed"]


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

    def runs_on(self, date: dt.date) -> bool:
        """Say whether any trip belongs to a service day."""
        return bool(active_services(self.calendar, date)[self.schedule.service].any())

    def trips_on(self, date: dt.date | str, *, draw: int = 0) -> Trips:
        """Return the trips of one service day, in its own seconds.

        Parameters
        ----------
        date : datetime.date or str
            The service day.
        draw : int
            Which draw of the minutes of services that run only every so often.

        Returns
        -------
        Trips
            Empty on a date inside the feed's span on which nothing runs.

        Raises
        ------
        TimetableError
            If `date` is none the feed covers.
        """
        date = self._covered(date)
        active = active_services(self.calendar, date)[self.schedule.service]
        stated = selected_trips(self.schedule, active & ~self._is_pattern(), self.lines)
        return joined_trips([stated, self._drawn(date, draw)])

    def trips_around(
        self, date: dt.date | str, *, draw: int = 0, from_s: int = FROM_S, until_s: int = UNTIL_S
    ) -> Trips:
        """Return the trips that run at any time within a span around a date.

        They are of as many service days as it takes, all in the seconds of `date`, also when
        the clocks change. Days outside the feed's own span have no trips.

        Parameters
        ----------
        date : datetime.date or str
            The service day whose seconds count.
        draw : int
            As in :meth:`trips_on`.
        from_s, until_s : int
            Trips that have arrived before the one, or set out after the other, are left out.

        Returns
        -------
        Trips
            Those at stated minutes, the date itself first, and then those whose minutes are
            drawn; the ids of other days' trips say their day.

        Raises
        ------
        TimetableError
            If `date` is none the feed covers, or `from_s` is after `until_s`.
        """
        span = {"from_s": from_s, "until_s": until_s}
        return joined_trips(
            [self.stated_trips(date, **span), self.drawn_trips(date, draw=draw, **span)]
        )

    def stated_trips(
        self, date: dt.date | str, *, from_s: int = FROM_S, until_s: int = UNTIL_S
    ) -> Trips:
        """Return those of :meth:`trips_around` whose minutes the feed states.

        Raises
        ------
        TimetableError
            As there.
        """
        date = self._covered(date)
        runs_as_stated = ~self._is_pattern()
        begin_s, end_s = begins_and_ends(self.schedule)
        first_s, last_s = int(begin_s.min(initial=0)), int(end_s.max(initial=0))
        parts = []
        for day, shift_s in days_within(
            date, self.timezone, first_s=first_s, last_s=last_s, from_s=from_s, until_s=until_s
        ):
            wanted = active_services(self.calendar, day)[self.schedule.service] & runs_as_stated
            wanted &= (end_s >= from_s - shift_s) & (begin_s <= until_s - shift_s)
            trips = selected_trips(self.schedule, wanted, self.lines, label=_label(date, day))
            parts.append(moved(trips, np.int32(shift_s)) if shift_s else trips)
        return joined_trips([self._no_trips(), *parts])

    def drawn_trips(
        self, date: dt.date | str, *, draw: int = 0, from_s: int = FROM_S, until_s: int = UNTIL_S
    ) -> Trips:
        """Return those of :meth:`trips_around` whose minutes are drawn.

        Raises
        ------
        TimetableError
            As there.
        """
        date = self._covered(date)
        last_s = last_arrival_s(self.schedule, self.headway_trips)
        first_s = int(self.headway_trips.start_s.min(initial=0))
        parts = []
        for day, shift_s in days_within(
            date, self.timezone, first_s=first_s, last_s=last_s, from_s=from_s, until_s=until_s
        ):
            trips, label = self._drawn(day, draw), _label(date, day)
            parts.append(shifted(trips, shift_s, label=label, from_s=from_s, until_s=until_s))
        return joined_trips([self._no_trips(), *parts])

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

    def _covered(self, given: dt.date | str) -> dt.date:
        """Return the date that was given, if the feed covers it."""
        date = date_of(given)
        first, last = self.span
        if not first <= date <= last:
            raise TimetableError(
                f"the feed {self._name!r} runs from {first} to {last}, got date {date}; "
                f"choose a date between, or read a feed of that time"
            )
        return date

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

    def _no_trips(self) -> Trips:
        """Return none of the feed's trips."""
        return no_trips()._replace(lines=self.lines)

    def _drawn(self, date: dt.date, draw: int) -> Trips:
        """Return a service day's trips without stated minutes, whether or not it is covered."""
        active = active_services(self.calendar, date)[self.schedule.service]
        return headway_departures(
            self.schedule,
            self.headway_trips,
            active,
            self.lines,
            shares=lambda keys: phases(keys, draw)[0],
        )


def _label(date: dt.date, day: dt.date) -> str:
    """Return what tells the trips of other days from those of the date."""
    return "" if day == date else f" ({day})"
