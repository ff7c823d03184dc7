"""Windows of time: when journeys may set out, or must have arrived."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from kraftcenter_mobility.arguments import check_count
from kraftcenter_mobility.errors import TimetableError

from .service_days import at_s, check_year, date_of, parse_clock_s

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["ArrivalWindow", "DepartureWindow"]

DAY_S = 86400

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2}(?::\d{2})?)")


@dataclass(frozen=True, repr=False)
class _Window:
    """Moments on one day, evenly apart, by the clock on the wall.

    Parameters
    ----------
    start : str, datetime.datetime or numpy.datetime64
        The first moment, such as "2026-03-10 07:00", in local time and without a zone.
    end : str, datetime.datetime or numpy.datetime64, optional
        Where the window ends, itself no longer part of it: a clock time on the same day, such
        as "08:00", or a moment in full. Without it the window is the one moment `start`.
    every_s : int
        Whole seconds between two moments.

    Raises
    ------
    TimetableError
        If a moment cannot be read or carries a time zone, if the window is empty, spans more
        than a day, or is shorter than `every_s`.
    InputError
        If `every_s` is no whole number above zero.
    """

    start: str | dt.datetime | np.datetime64
    end: str | dt.datetime | np.datetime64 | None = None
    every_s: int = 60

    _verb: ClassVar[str] = ""

    def __post_init__(self) -> None:
        """Refuse what is no window."""
        check_count("every_s", self.every_s)
        start = _moment(self.start, "start")
        end = None if self.end is None else _moment(self.end, "end", date=start.date())
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)
        object.__setattr__(self, "every_s", int(self.every_s))
        if end is not None:
            _check_span(start, end, self.every_s)

    @property
    def date(self) -> dt.date:
        """The day on which the window begins."""
        return self._start.date()

    @property
    def clock_s(self) -> FloatArray:
        """The moments, in seconds on the clock after midnight, ascending. Shape (n_moments,)."""
        first = (self._start - dt.datetime.combine(self.date, dt.time())).total_seconds()
        if self.end is None:
            return np.array([first])
        span_s = (self._end - self._start).total_seconds()
        return first + np.arange(0.0, span_s, self.every_s)

    def at_s(self, timezone: str) -> FloatArray:
        """Return the moments as seconds after the service day's reference, ascending.

        Parameters
        ----------
        timezone : str
            The zone whose clock the window goes by, such as "Europe/Copenhagen".

        Returns
        -------
        FloatArray
            Shape (n_moments,). An hour that comes twice, in October, is the first one.

        Raises
        ------
        TimetableError
            If the clock skips one of the moments, in March.
        """
        moments = [at_s(self.date, int(clock), timezone) for clock in self.clock_s]
        return np.array(moments, dtype=np.float64)

    def __len__(self) -> int:
        """Count the moments."""
        return self.clock_s.size

    def __repr__(self) -> str:
        """Say when, and how often."""
        name, start = type(self).__name__, f"{self._start:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
        if self.end is None:
            return f"{name}({start!r})"
        same_day = self._end.date() == self.date
        end = f"{self._end:{'%H:%M:%S' if same_day else '%Y-%m-%d %H:%M:%S'}}".removesuffix(":00")
        return f"{name}({start!r}, {end!r}, every_s={self.every_s})"

    @property
    def _start(self) -> dt.datetime:
        """The start, which has been read."""
        assert isinstance(self.start, dt.datetime)  # noqa: S101
        return self.start

    @property
    def _end(self) -> dt.datetime:
        """The end, which there is and has been read."""
        assert isinstance(self.end, dt.datetime)  # noqa: S101
        return self.end


class DepartureWindow(_Window):
    """When journeys set out: at every moment of the window, its end not included.

    Examples
    --------
    >>> window = DepartureWindow("2026-03-10 07:00", "08:00")
    >>> window
    DepartureWindow('2026-03-10 07:00', '08:00', every_s=60)
    >>> len(window)
    60
    """


class ArrivalWindow(_Window):
    """When journeys must have arrived: by every moment of the window, its end not included.

    Examples
    --------
    >>> ArrivalWindow("2026-03-10 07:55").at_s("Europe/Copenhagen")
    array([28500.])
    """


def _moment(value: object, name: str, *, date: dt.date | None = None) -> dt.datetime:
    """Read a moment; with a date, a clock time on that date will do."""
    if isinstance(value, np.datetime64):
        value = _of_numpy(value)
    moment = value if isinstance(value, dt.datetime) else _read(value, name, date)
    if moment.tzinfo is not None:
        raise TimetableError(
            f"{name} must be local time without a zone, got {value!r:.80}; leave the zone out: "
            f"times go by the clock of the place"
        )
    if moment.microsecond:
        raise TimetableError(f"{name} must be a whole second, got {value!r:.80}")
    check_year(moment, what=name)
    return dt.datetime.combine(moment.date(), moment.time())


def _of_numpy(value: np.datetime64) -> object:
    """Return what numpy calls a moment, unless it has no time of day or is finer than one."""
    has_clock = np.datetime_data(value.dtype)[0] not in {"Y", "M", "W", "D"}
    exact = value.astype("datetime64[us]")
    return exact.item() if has_clock and exact == value else value


def _read(value: object, name: str, date: dt.date | None) -> dt.datetime:
    """Read a moment from text."""
    text = value.strip() if isinstance(value, str) else ""
    match = _MOMENT.fullmatch(text)
    try:
        if match:
            day = date_of(match[1], what=name)
            clock_s = parse_clock_s(match[2])
        elif date is not None and re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text):
            day, clock_s = date, parse_clock_s(text)
        else:
            return dt.datetime.fromisoformat(_with_clock(text))
    except ValueError as fault:
        clock = ' or "08:00" for the same day' if date else ""
        raise TimetableError(
            f'{name} must be a moment such as "2026-03-10 07:00"{clock}, got {value!r:.80}'
        ) from fault
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=clock_s)


def _with_clock(text: str) -> str:
    """Return text that names a time of day, for a date alone is no moment."""
    if ":" not in text:
        raise ValueError(text)
    return text


def _check_span(start: dt.datetime, end: dt.datetime, every_s: int) -> None:
    """Refuse windows that are empty, span more than a day, or hold no second moment."""
    if end <= start:
        raise TimetableError(
            f"the window ends at {end:%Y-%m-%d %H:%M}, not after its start at "
            f"{start:%Y-%m-%d %H:%M}: it holds no moment; give a later end, with its date if "
            f"that is the day after, or none for the one moment"
        )
    if (end - start).total_seconds() > DAY_S:
        raise TimetableError(
            f"the window from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} spans more than a "
            f"day; ask for each day by itself"
        )
    if (end - start).total_seconds() < every_s:
        raise TimetableError(
            f"every_s={every_s} is longer than the window from {start:%H:%M} to {end:%H:%M}; "
            f"give fewer seconds, or no end for the one moment"
        )
