"""From a planner's lines to the trips that run around a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import TimetableError

from .directions import call_offsets, departures_of, services_of, trip_ids
from .gtfs_arrays import call_rows, read_only
from .service_days import FROM_S, UNTIL_S, day_name, days_within
from .services import Headway
from .trips import LineInfo, Trips

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.raptor import I32Array
    from kraftcenter_mobility.networks.trains.settings import TrainSettings

    from .directions import CallTimes, NamedService
    from .lines import Line

__all__ = ["line_info", "line_trips_around"]


def line_info(line: Line) -> LineInfo:
    """Return what passengers are told of a line."""
    return LineInfo(line.name, line.number or line.name, line.operator, "rail", line.name)


def line_trips_around(  # noqa: PLR0913
    lines: Sequence[Line],
    times: Sequence[tuple[CallTimes, CallTimes]],
    date: dt.date,
    timezone: str,
    *,
    settings: TrainSettings,
    draw: int = 0,
    drawn: bool | None = None,
    from_s: int = FROM_S,
    until_s: int = UNTIL_S,
) -> Trips:
    """Return the trips of lines that run at any time within a span around a service day.

    They are of as many service days as it takes, all in the seconds of `date`, so that times
    may be negative.

    Parameters
    ----------
    lines : sequence of Line
        The lines, no two of the same name.
    times : sequence of pairs of CallTimes
        For each line, its times there and back.
    date : datetime.date
        The service day.
    timezone : str
        Where the lines run; its clock may change from one day to the next.
    settings : TrainSettings
        With the time that trains take to turn round, where lines say nothing of the way back.
    draw : int
        Which draw of the minutes of headway services.
    drawn : bool or None
        True for headway services only, False for all others only.
    from_s, until_s : int
        Trips that have arrived before the one, or set out after the other, are left out.

    Returns
    -------
    Trips
        Line by line, service by service, the trips of the date itself first. They are called
        "line there 07:10"; the ids of the others say their day.

    Raises
    ------
    TimetableError
        If two lines have the same name, `timezone` is none, or `from_s` is after `until_s`.
    """
    _check_names(lines)
    parts = [_Part.none()]
    for number, (line, both) in enumerate(zip(lines, times, strict=True)):
        for named in services_of(line, both[0], settings=settings):
            if drawn is None or drawn == isinstance(named.service, Headway):
                call_times = both[0] if named.direction == "there" else both[1]
                departure_s = departures_of(named, draw=draw)
                around = _Around(date, timezone, from_s, until_s)
                parts.append(around.part(number, line, named, call_times, departure_s))
    return _joined(parts, tuple(line_info(line) for line in lines))


class _Part(NamedTuple):
    """Trips of one service."""

    line: int
    stop: IntArray
    arrival_s: NDArray[np.int64]
    departure_s: NDArray[np.int64]
    begin_s: list[I32Array]
    """Of each day's trips."""

    trip_id: list[str]

    @classmethod
    def none(cls) -> _Part:
        """Return no trips, so that there is something to join."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(0, nothing, nothing, nothing, [np.zeros(0, dtype=np.int32)], [])


class _Around(NamedTuple):
    """A span of time around a service day, in its seconds."""

    date: dt.date
    timezone: str
    from_s: int
    until_s: int

    def part(
        self,
        number: int,
        line: Line,
        named: NamedService,
        call_times: CallTimes,
        departure_s: I32Array,
    ) -> _Part:
        """Return the trips of one service that run within the span."""
        offset_s = call_offsets(call_times)
        journey_s = int(offset_s[0][-1])
        first_s, last_s = int(departure_s.min()), int(departure_s.max()) + journey_s
        begin_s, trip_id = [], []
        for day, shift_s in days_within(
            self.date,
            self.timezone,
            first_s=first_s,
            last_s=last_s,
            from_s=self.from_s,
            until_s=self.until_s,
        ):
            if day_name(day) in line.days:
                at_s = departure_s + shift_s
                chosen = (at_s + journey_s >= self.from_s) & (at_s <= self.until_s)
                begin_s.append(at_s[chosen])
                label = "" if day == self.date else f" ({day})"
                trip_id += [f"{e}{label}" for e in trip_ids(line, named, departure_s[chosen])]
        return _Part(number, call_times.station, *offset_s, begin_s, trip_id)


def _joined(parts: Sequence[_Part], lines: tuple[LineInfo, ...]) -> Trips:
    """Return the trips of all services."""
    first_of_part = np.cumsum([0, *(part.stop.size for part in parts)])
    part = np.repeat(np.arange(len(parts)), [len(part.trip_id) for part in parts])
    rows, first_call = call_rows(first_of_part, part)
    begin_s = np.concatenate([day for part in parts for day in part.begin_s]).astype(np.int64)
    begin_s = np.repeat(begin_s, np.diff(first_call))
    is_first, is_last = np.zeros((2, rows.size), dtype=np.bool_)
    is_first[first_call[:-1]] = True
    is_last[first_call[1:] - 1] = True
    return read_only(
        Trips(
            first_call,
            np.concatenate([part.stop for part in parts]).astype(np.int64)[rows],
            (begin_s + np.concatenate([part.arrival_s for part in parts])[rows]).astype(np.int32),
            (begin_s + np.concatenate([part.departure_s for part in parts])[rows]).astype(np.int32),
            ~is_last,
            ~is_first,
            np.array([part.line for part in parts], dtype=np.int64)[part],
            np.full(part.size, -1, dtype=np.int64),
            tuple(trip_id for part in parts for trip_id in part.trip_id),
            lines,
        )
    )


def _check_names(lines: Sequence[Line]) -> None:
    """Refuse lines that cannot be told apart."""
    names = [line.name for line in lines]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise TimetableError(
            f"two lines are called {twice!r}; names tell lines apart, so give each its own"
        )
