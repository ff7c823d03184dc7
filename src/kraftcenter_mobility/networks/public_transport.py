"""All that runs: lines over the tracks, published feeds, and the timetable both make."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.locations import listed

from .memory import Memory
from .rails.network import RailNetwork
from .timetables.lines import numbered
from .timetables.trips import ChangeRules, Stops
from .trains.settings import TrainSettings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from kraftcenter_mobility._kernels.csr import IntArray

    from .stop_points import StopPoints
    from .timetables.feed import Feed
    from .timetables.lines import Line
    from .timetables.timetable import Timetable
    from .trains.line_times import LineTimes
    from .trains.occupation import Conflicts

__all__ = ["PublicTransport"]

Made = TypeVar("Made")

NO_ZONE = "UTC"
"""Where no feed names a zone, clocks are taken to show the seconds of the day."""

MOST_KEPT = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PublicTransport:
    """The tracks, the lines over them, and published timetables beside them.

    A value: lines, trains and tracks are changed by making another. Running times follow
    from the tracks when they are first asked for.

    Examples
    --------
    >>> from kraftcenter_mobility.networks.transport import TransportNetwork
    >>> transit = TransportNetwork.sample().transit
    >>> len(transit.lines) > 3
    True
    """

    rail: RailNetwork = field(default_factory=RailNetwork.empty)
    lines: tuple[Line, ...] = ()
    feed: Feed | None = None
    settings: TrainSettings = field(default_factory=TrainSettings)
    """Supplements, dwell and turning times of all lines that do not say otherwise."""

    _memo: Memory = field(default_factory=lambda: Memory(MOST_KEPT), repr=False)

    def __post_init__(self) -> None:
        """Keep the lines as a tuple, and refuse two of one name."""
        object.__setattr__(self, "lines", tuple(numbered(self.lines)))
        names = [line.name for line in self.lines]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise TimetableError(
                f"{len(twice)} names of lines occur twice: {listed(twice)}; names tell lines "
                f"apart, so give each its own"
            )

    def __bool__(self) -> bool:
        """Say whether anything runs."""
        return bool(self.lines) or self.feed is not None

    @property
    def timezone(self) -> str:
        """The zone whose clock timetables go by; neutral where no feed names one."""
        return NO_ZONE if self.feed is None else self.feed.timezone

    def line(self, name: str) -> Line:
        """Return a line by its name.

        Raises
        ------
        TimetableError
            If there is none.
        """
        for line in self.lines:
            if line.name == name:
                return line
        names = [line.name for line in self.lines]
        near = get_close_matches(str(name), names, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise TimetableError(f"no line is called {name!r:.80}, only {listed(names)}{hint}")

    def with_lines(self, lines: Iterable[Line]) -> PublicTransport:
        """Return the same with more lines; one of a known name takes that one's place."""
        new = {line.name: line for line in lines}
        kept = [new.pop(line.name, line) for line in self.lines]
        return self.replaced(lines=(*kept, *new.values()))

    def without_lines(self, names: Iterable[str]) -> PublicTransport:
        """Return the same without some lines.

        Raises
        ------
        TimetableError
            If there is no line of one of the names.
        """
        gone = {self.line(name).name for name in names}
        return self.replaced(lines=tuple(line for line in self.lines if line.name not in gone))

    def with_feed(self, feed: Feed) -> PublicTransport:
        """Return the same with one more published timetable."""
        return self.replaced(feed=feed if self.feed is None else self.feed | feed)

    def replaced(self, **changes: Any) -> PublicTransport:
        """Return the same with other values of some fields."""
        return replace(self, **changes, _memo=Memory(MOST_KEPT))

    def remembered(self, key: Any, make: Callable[[], Made]) -> Made:
        """Return what was made before under a key, or make it now."""
        return self._memo.get(key, make)

    def line_times(self, line: Line) -> tuple[LineTimes, LineTimes]:
        """Return the running times of a line, there and back; computed once.

        Raises
        ------
        RailError
            If no track joins two of its stations, or its trains cannot run there.
        """
        from .trains.line_times import line_times

        return self._memo.get(("times", line), lambda: line_times(self.rail, line, self.settings))

    @property
    def stops(self) -> Stops:
        """All stops: those of the feed, then the stations that lines call at."""
        return self._stops_and_stations()[0]

    @property
    def called(self) -> IntArray:
        """The stops at which anything may call. Shape (n_called,)."""
        return np.arange(len(self.stops.stop_id))

    @property
    def rules(self) -> ChangeRules:
        """What the feed says of changes between stops."""
        if self.feed is not None:
            return self.feed.rules
        none = np.zeros(0, dtype=np.int64)
        return ChangeRules(none, none, none, none)

    @property
    def has_headways(self) -> bool:
        """Whether the minutes of any service are unknown, and must be drawn."""
        from .timetables.services import Headway

        by_line = any(
            isinstance(service, Headway)
            for line in self.lines
            for service in (*line.there, *(line.back or ()))
        )
        return by_line or (self.feed is not None and self.feed.headway_trips.trip.size > 0)

    def timetable(self, date: dt.date, *, draw: int = 0, n_draws: int = 1) -> Timetable:
        """Return everything that runs around a date, ready to be searched; made once.

        Parameters
        ----------
        date : datetime.date
            The service day, whose seconds count.
        draw, n_draws : int
            Which of how many draws of the minutes that nobody knows.

        Raises
        ------
        TimetableError
            If the feed does not cover the date, or nothing runs then.
        RailError
            If a line cannot run.
        """
        return self._memo.get(
            ("timetable", date, draw, n_draws), lambda: self._timetable(date, draw, n_draws)
        )

    def conflicts(self, date: dt.date, *, draw: int = 0) -> Conflicts:
        """Return where trains of the lines meet on single track, on a date.

        Nothing is solved: while there are any, travel times are bounds of what is possible.
        """
        from .timetables.train_runs import train_runs
        from .trains.occupation import conflicts

        times = [self.line_times(line) for line in self.lines]
        runs = train_runs(self.lines, times, date, turn_s=self.settings.turn_s, draw=draw)
        return conflicts(self.rail, runs)

    def stop_points(self, stops: IntArray) -> StopPoints:
        """Return where one comes to some stops from the street."""
        from .stop_points import stop_points_of

        return stop_points_of(self, stops)

    def stop_of_station(self) -> dict[int, int]:
        """Return the stop of every rail station that lines call at."""
        return self._stops_and_stations()[1]

    def _stops_and_stations(self) -> tuple[Stops, dict[int, int]]:
        """Return all stops, and which of them the rail stations are; found once."""
        return self._memo.get("stops", lambda: _stops_of(self))

    def _timetable(self, date: dt.date, draw: int, n_draws: int) -> Timetable:
        """Make the timetable of a date."""
        from .timetables.expansion import line_trips_around
        from .timetables.timetable import joined_trips, make_timetable

        parts = []
        if self.feed is not None:
            parts.append(self.feed.trips_around(date, draw=draw, n_draws=n_draws))
        if self.lines:
            times = [self.line_times(line) for line in self.lines]
            trips = line_trips_around(
                self.lines,
                times,
                date,
                self.timezone,
                turn_s=self.settings.turn_s,
                draw=draw,
            )
            stop_of = np.full(self.rail.n_stations, -1, dtype=np.int64)
            for station, stop in self.stop_of_station().items():
                stop_of[station] = stop
            parts.append(trips._replace(stop=stop_of[trips.stop]))
        trips = joined_trips(parts)
        if trips.n_trips == 0:
            raise TimetableError(f"nothing runs on {date}; take another day, or add services")
        return make_timetable(self.stops, trips, self.rules, date=date, timezone=self.timezone)

    def __repr__(self) -> str:
        """Say what there is."""
        feed = "no feed" if self.feed is None else repr(self.feed)
        names = listed([line.name for line in self.lines]) if self.lines else "none"
        return (
            f"<PublicTransport: {self.rail.n_stations:,} rail stations, "
            f"{self.rail.length_m.sum() / 1000:,.0f} km of track; lines: {names}; {feed}>"
        )


def _stops_of(transit: PublicTransport) -> tuple[Stops, dict[int, int]]:
    """Return the stops of the feed and then the stations that lines call at."""
    rail, feed = transit.rail, transit.feed
    called = sorted({rail.station(line.stations[k]) for line in transit.lines for k in line.calls})
    n_before = 0 if feed is None else len(feed.stops.stop_id)
    known = set() if feed is None else set(feed.stops.stop_id)
    ids = [rail.station_id[k] for k in called]
    stations = Stops(
        tuple(f"rail/{each}" if each in known else each for each in ids),
        tuple(rail.station_name[k] for k in called),
        rail.station_lon[called],
        rail.station_lat[called],
        np.arange(n_before, n_before + len(called)),
    )
    stop_of = {station: n_before + k for k, station in enumerate(called)}
    if feed is None:
        return stations, stop_of
    both = feed.stops
    joined = Stops(
        both.stop_id + stations.stop_id,
        both.name + stations.name,
        np.concatenate((both.lon, stations.lon)),
        np.concatenate((both.lat, stations.lat)),
        np.concatenate((both.station, stations.station)),
    )
    return joined, stop_of
