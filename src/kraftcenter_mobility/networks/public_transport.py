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
from .timetables.joining import no_rules
from .timetables.lines import numbered
from .timetables.service_days import FROM_S, UNTIL_S, date_of
from .trains.settings import TrainSettings
from .transit_parts import check_parts, lines_among, refuse_namesakes
from .transit_stops import stops_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.notices import Notices

    from .stop_points import StopPoints
    from .timetables.feed import Feed
    from .timetables.lines import Line
    from .timetables.timetable import Timetable
    from .timetables.trips import ChangeRules, Stops
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
        """Keep the lines as a tuple, and refuse what is none, or two of one name."""
        object.__setattr__(self, "lines", lines_among(self.lines))
        check_parts(self)
        refuse_namesakes(self.lines)

    def __bool__(self) -> bool:
        """Say whether anything runs."""
        return bool(self.lines) or (self.feed is not None and self.feed.n_trips > 0)

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

    def with_lines(self, lines: Line | Iterable[Line]) -> PublicTransport:
        """Return the same with more lines; one of a known name takes that one's place.

        Where there were none, they are the lines that a network begins with, and get the
        numbers by which minutes are drawn.

        Raises
        ------
        TimetableError
            If `lines` holds something else, or two lines of one name.
        """
        given = lines_among(lines)
        refuse_namesakes(given)
        new = {line.name: line for line in given}
        kept = [new.pop(line.name, line) for line in self.lines]
        both = (*kept, *new.values())
        return self.replaced(lines=both if self.lines else numbered(both))

    def without_lines(self, names: str | Iterable[str]) -> PublicTransport:
        """Return the same without some lines, or without one.

        Raises
        ------
        TimetableError
            If there is no line of one of the names.
        """
        gone = {self.line(name).name for name in ([names] if isinstance(names, str) else names)}
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

        most = max(MOST_KEPT, 2 * len(self.lines))
        known = self._memo.get("line times", lambda: Memory(most))
        return known.get(line, lambda: line_times(self.rail, line, self.settings))

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
        return no_rules() if self.feed is None else self.feed.rules

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

    def timetable(
        self, date: dt.date | str, *, draw: int = 0, from_s: int = FROM_S, until_s: int = UNTIL_S
    ) -> Timetable:
        """Return what runs around a date, ready to be searched; made once.

        Parameters
        ----------
        date : datetime.date or str
            The service day, whose seconds count.
        draw : int
            Which draw of the minutes that nobody knows.
        from_s, until_s : int
            Trips that have arrived before the one, or set out after the other, are left out,
            unless nothing else runs. They are of as many service days as it takes.

        Raises
        ------
        TimetableError
            If the feed does not cover the date, nothing runs then, or `from_s` is after
            `until_s`.
        RailError
            If a line cannot run.
        """
        from .transit_timetables import timetable_of

        return timetable_of(self, date_of(date), draw=draw, from_s=from_s, until_s=until_s)

    def conflicts(self, date: dt.date | str, *, draw: int = 0) -> Conflicts:
        """Return where trains of the lines meet on single track, on a date; found once.

        Nothing is solved: while there are any, travel times are bounds of what is possible.
        Trains of the day before that are still under way are told of where they meet the
        date's own; what they do to each other is told on their own day.

        Raises
        ------
        TimetableError
            If `date` is none.
        RailError
            If a line cannot run.
        """
        from .transit_conflicts import conflicts_of

        day = date_of(date)
        return self._memo.get(("conflicts", day, draw), lambda: conflicts_of(self, day, draw=draw))

    def notices(self, date: dt.date | str) -> Notices:
        """Count what there is to know of the lines before one trusts travel times by them.

        Parameters
        ----------
        date : datetime.date or str
            The service day.

        Returns
        -------
        Notices
            Trains in each other's way that day, in the first draw of minutes that nobody
            knows, and services that run only once.

        Raises
        ------
        RailError
            If a line cannot run.
        """
        from .transit_conflicts import transit_notices

        return transit_notices(self.lines, self.conflicts(date))

    def trains_needed(self, line: Line) -> int:
        """Return how many trains a line takes for the services of a day, if they serve no other.

        Raises
        ------
        RailError
            If the line cannot run.
        """
        from .timetables.train_runs import trains_of

        return trains_of(line, self.line_times(line), settings=self.settings)

    def stop_points(self, stops: IntArray) -> StopPoints:
        """Return where one comes to some stops from the street."""
        from .stop_points import stop_points_of

        return stop_points_of(self, stops)

    def stop_of_station(self) -> dict[int, int]:
        """Return the stop of every rail station that lines call at."""
        return self._stops_and_stations()[1]

    def _stops_and_stations(self) -> tuple[Stops, dict[int, int]]:
        """Return all stops, and which of them the rail stations are; found once."""
        return self._memo.get("stops", lambda: stops_of(self))

    def __repr__(self) -> str:
        """Say what there is."""
        feed = "no feed" if self.feed is None else repr(self.feed)
        names = listed([line.name for line in self.lines]) if self.lines else "none"
        return (
            f"<PublicTransport: {self.rail.n_stations:,} rail stations, "
            f"{self.rail.length_m.sum() / 1000:,.0f} km of track; lines: {names}; {feed}>"
        )

    def _repr_html_(self) -> str:
        """Return the lines as a table for a notebook."""
        from .transport_text import transit_html

        return transit_html(self)
