"""How often a line runs: by a timetable, by the clock-face, or only so-and-so often."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from kraftcenter_mobility.errors import TimetableError

from .service_days import parse_clock_s

__all__ = ["ClockFace", "Departures", "Headway", "Service"]

ROUNDING = 1e-9
"""Headways such as 86400 / 7 seconds still divide the day into whole parts."""


@dataclass(frozen=True, kw_only=True)
class ClockFace:
    """Departures at the same minutes of every hour, as regional trains run.

    Parameters
    ----------
    headway_s : float
        Seconds between two departures.
    first, last : str
        The first departure from the line's first station, and a time after which there is
        none, such as "05:07" and "24:00"; hours may pass 24.

    Raises
    ------
    TimetableError
        If a time cannot be read, `last` comes before `first`, or the headway is not above zero.

    Examples
    --------
    >>> len(ClockFace(headway_s=1800, first="05:07", last="08:00").departures_s())
    6
    """

    headway_s: float
    first: str = "05:00"
    last: str = "24:00"

    def __post_init__(self) -> None:
        """Refuse what is no service."""
        _check_headway(self.headway_s)
        first_s, last_s = _span_s(self.first, self.last)
        if last_s < first_s:
            raise TimetableError(_empty_span(self.first, self.last))

    def departures_s(self, begin_s: float = 0.0) -> list[float]:
        """Return the departures in service-day seconds, ascending: at least one.

        Parameters
        ----------
        begin_s : float
            Seconds by which all of them are later; none but the first is after `last`.
        """
        first_s, last_s = _span_s(self.first, self.last)
        count = max(0, int((last_s - first_s - begin_s) / self.headway_s + ROUNDING)) + 1
        return [first_s + begin_s + k * self.headway_s for k in range(count)]


@dataclass(frozen=True, kw_only=True)
class Headway:
    """Only how often trains run: the minutes are drawn, for nobody knows them yet.

    Parameters
    ----------
    headway_s : float
        Seconds between two departures.
    first, last : str
        From when until when, the end not included: whichever minutes are drawn, the number
        of departures is the span divided by the headway, up or down to a whole number.

    Raises
    ------
    TimetableError
        If a time cannot be read, `last` is not after `first`, or the headway is not above
        zero or longer than the span, when a draw might hold no train at all.

    Examples
    --------
    >>> Headway(headway_s=1200, first="06:00", last="07:00").departures_s(0.5)
    [22200.0, 23400.0, 24600.0]
    """

    headway_s: float
    first: str = "05:00"
    last: str = "24:00"

    def __post_init__(self) -> None:
        """Refuse what is no service."""
        _check_headway(self.headway_s)
        first_s, last_s = _span_s(self.first, self.last)
        if last_s <= first_s:
            raise TimetableError(_empty_span(self.first, self.last))
        if self.headway_s > last_s - first_s:
            raise TimetableError(
                f"a headway of {self.headway_s:g} s is longer than its span from {self.first} to "
                f"{self.last}, so that not even one train is certain; give a shorter headway, a "
                f"longer span, or the departures themselves"
            )

    def departures_s(self, phase: float) -> list[float]:
        """Return the departures from the first station, given the share of a headway waited."""
        first_s, last_s = _span_s(self.first, self.last)
        begin_s = first_s + phase * self.headway_s
        departures_s, k = [begin_s], 1
        while begin_s + k * self.headway_s < last_s:
            departures_s.append(begin_s + k * self.headway_s)
            k += 1
        return departures_s


@dataclass(frozen=True, kw_only=True)
class Departures:
    """A timetable: every departure from the first station.

    Parameters
    ----------
    at : tuple of str
        The departures, such as ("06:10", "07:40", "25:05"); each once, in any order.

    Raises
    ------
    TimetableError
        If there is none, one cannot be read, or one stands twice.

    Examples
    --------
    >>> Departures(at=("07:40", "06:10")).departures_s()
    [22200.0, 27600.0]
    """

    at: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what is no timetable."""
        if not isinstance(self.at, tuple | list):
            raise TimetableError(
                f'departures must be several times such as ("06:10", "07:40"), got {self.at!r:.60}'
            )
        object.__setattr__(self, "at", tuple(self.at))
        if not self.at:
            raise TimetableError("departures must name at least one time; leave the service out")
        seen: set[int] = set()
        for text in self.at:
            time_s = parse_clock_s(text, what="a departure")
            if time_s in seen:
                raise TimetableError(f"the departure at {text} stands twice; name each one once")
            seen.add(time_s)
        object.__setattr__(self, "at", tuple(sorted(self.at, key=parse_clock_s)))

    def departures_s(self) -> list[float]:
        """Return the departures in service-day seconds, ascending."""
        return [float(parse_clock_s(text)) for text in self.at]


Service = ClockFace | Headway | Departures
"""How often a line runs in one direction, or in one part of the day."""


def _check_headway(headway_s: object) -> None:
    """Refuse headways that are no seconds above zero."""
    number = isinstance(headway_s, int | float) and not isinstance(headway_s, bool)
    if not number or not isfinite(headway_s) or headway_s < 1:  # type: ignore[arg-type,operator]
        raise TimetableError(
            f"a headway must be at least one second, got {headway_s!r}; half-hourly is 1800"
        )


def _span_s(first: str, last: str) -> tuple[float, float]:
    """Return the span of a service in service-day seconds."""
    return float(parse_clock_s(first, what="first")), float(parse_clock_s(last, what="last"))


def _empty_span(first: str, last: str) -> str:
    """Say that a service ends before it begins."""
    return (
        f"a service from {first} to {last} ends before it begins; hours after midnight are "
        f'written past 24, such as "25:30"'
    )
