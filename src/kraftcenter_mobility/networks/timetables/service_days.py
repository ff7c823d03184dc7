"""Service days: where a timetable's seconds begin, also when the clocks change.

A timetable counts its seconds from noon less twelve hours [1]_. That is midnight on all days
but two: on the last Sunday in March it is 23:00 the day before, in October 01:00. A train at
06:00 is therefore at 21,600 seconds on every day of the year.

References
----------
.. [1] "GTFS Schedule Reference", the type *Time*. https://gtfs.org/documentation/schedule/reference/
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kraftcenter_mobility.errors import TimetableError

__all__ = ["DAYS", "at_s", "clock_text", "day_name", "day_shift_s", "parse_clock_s", "zone_of"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Names of the days, in the order of the week."""

LONGEST_CLOCK_S = 48 * 3600
"""Services may run on past midnight, but not past the next."""

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def parse_clock_s(text: object, *, what: str = "the time") -> int:
    """Return the seconds of a clock time such as "07:05", "07:05:30" or "25:10".

    Parameters
    ----------
    text : object
        Hours and minutes, with or without seconds; hours past 24 lie after midnight.
    what : str
        What the time is, for the message.

    Raises
    ------
    TimetableError
        If `text` is something else, or past 48:00.

    Examples
    --------
    >>> parse_clock_s("25:10")
    90600
    """
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (99, 0, 0)
    total_s = hours * 3600 + minutes * 60 + seconds
    if match is None or minutes > 59 or seconds > 59 or total_s > LONGEST_CLOCK_S:  # noqa: PLR2004
        raise TimetableError(
            f'{what} must be a clock time such as "07:05" or "07:05:30", at most "48:00", '
            f"got {text!r:.60}"
        )
    return total_s


def clock_text(at_s: float) -> str:
    """Return seconds as a clock time, the seconds left out where they are zero.

    Examples
    --------
    >>> clock_text(90600), clock_text(-30)
    ('25:10', '-00:00:30')
    """
    sign, whole = ("-", -int(at_s)) if at_s < 0 else ("", int(at_s))
    text = f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}"
    return text + (f":{whole % 60:02d}" if whole % 60 else "")


def day_name(date: dt.date) -> str:
    """Return the name of a date's day of the week, one of :data:`DAYS`."""
    return DAYS[date.weekday()]


@lru_cache(maxsize=16)
def zone_of(timezone: str) -> ZoneInfo:
    """Return the time zone of a name such as "Europe/Copenhagen".

    Raises
    ------
    TimetableError
        If there is no such zone.
    """
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as fault:
        raise TimetableError(
            f'timezone must be a name such as "Europe/Copenhagen", got {timezone!r:.60}'
        ) from fault


def at_s(date: dt.date, clock_s: int, timezone: str) -> int:
    """Return a moment by the clock on the wall as seconds after a service day's reference.

    Parameters
    ----------
    date : datetime.date
        The service day.
    clock_s : int
        Seconds on the clock, after the midnight that begins `date`; past 86,400 on the day
        after.
    timezone : str
        The zone whose clock it is. An hour that comes twice, in October, is the first one.

    Returns
    -------
    int
        Seconds after noon less twelve hours.

    Raises
    ------
    TimetableError
        If the clock skips that moment, in March.

    Examples
    --------
    >>> at_s(dt.date(2026, 3, 10), 7 * 3600, "Europe/Copenhagen")
    25200
    >>> at_s(dt.date(2026, 10, 25), 1 * 3600, "Europe/Copenhagen")
    0
    """
    zone = zone_of(timezone)
    wall = dt.datetime.combine(date, dt.time()) + dt.timedelta(seconds=clock_s)
    moment = wall.replace(tzinfo=zone).astimezone(dt.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall:
        raise TimetableError(
            f"there is no {wall:%H:%M} on {wall:%Y-%m-%d} in {timezone}: the clock skips it; "
            f"choose another time or day"
        )
    return int((moment - _reference(date, zone)).total_seconds())


def day_shift_s(date: dt.date, other: dt.date, timezone: str) -> int:
    """Return what to add to `other`'s seconds to make them `date`'s.

    Examples
    --------
    >>> day_shift_s(dt.date(2026, 3, 29), dt.date(2026, 3, 28), "Europe/Copenhagen")
    -82800
    """
    zone = zone_of(timezone)
    return int((_reference(other, zone) - _reference(date, zone)).total_seconds())


@lru_cache(maxsize=256)
def _reference(date: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return noon less twelve hours, in universal time."""
    noon = dt.datetime.combine(date, dt.time(12), tzinfo=zone)
    return noon.astimezone(dt.UTC) - dt.timedelta(hours=12)
