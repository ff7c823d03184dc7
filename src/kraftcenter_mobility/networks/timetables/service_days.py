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

__all__ = [
    "DAYS",
    "FROM_S",
    "UNTIL_S",
    "at_s",
    "check_year",
    "date_of",
    "day_name",
    "day_shift_s",
    "days_within",
    "parse_clock_s",
    "zone_of",
]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Names of the days, in the order of the week."""

FROM_S = -3600
"""When the clocks go back, a day begins an hour before its reference."""

UNTIL_S = 36 * 3600
"""Long journeys that begin late end on the trips of the next morning."""

LONGEST_CLOCK_S = 48 * 3600
"""Services may run on past midnight, but not past the next."""

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Between which there may be timetables; calendars of computers end soon after."""

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


def date_of(value: object, *, what: str = "date") -> dt.date:
    """Return a date that was given as one, or as text such as "2026-03-10".

    Parameters
    ----------
    value : object
        The date.
    what : str
        What it is called, for the message.

    Returns
    -------
    datetime.date
        The date.

    Raises
    ------
    TimetableError
        If `value` is something else, a date with a time of day included.

    Examples
    --------
    >>> date_of("2026-03-10")
    datetime.date(2026, 3, 10)
    """
    found = value
    if isinstance(value, str):
        try:
            found = dt.date.fromisoformat(value.strip())
        except ValueError:
            found = None
    if not isinstance(found, dt.date) or isinstance(found, dt.datetime):
        raise TimetableError(
            f'{what} must be a date without a time of day, such as "2026-03-10" or '
            f"datetime.date(2026, 3, 10), got {value!r:.60}"
        )
    check_year(found, what=what)
    return found


def check_year(date: dt.date, *, what: str) -> None:
    """Refuse dates of which nobody can know the clock.

    Raises
    ------
    TimetableError
        If the year lies before 1900 or after 2999.
    """
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise TimetableError(
            f"{what} must lie between the years {FIRST_YEAR} and {LAST_YEAR}, got {date}"
        )


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


def days_within(  # noqa: PLR0913 - two spans of time
    date: dt.date,
    timezone: str,
    *,
    first_s: int,
    last_s: int,
    from_s: int,
    until_s: int,
) -> list[tuple[dt.date, int]]:
    """Return the service days whose trips may run within a span of time.

    Parameters
    ----------
    date : datetime.date
        The service day in whose seconds the span is.
    timezone : str
        The zone whose clock it is.
    first_s, last_s : int
        Between which all trips of any day run, in that day's seconds.
    from_s, until_s : int
        The span, both ends included.

    Returns
    -------
    list of tuple
        Days, and what to add to their seconds to make them `date`'s; `date` itself first if it
        is one of them.

    Raises
    ------
    TimetableError
        If the span ends before it begins.

    Examples
    --------
    >>> march = dt.date(2026, 3, 10)
    >>> settings = {"first_s": 0, "last_s": 90000, "from_s": 0, "until_s": 86000}
    >>> [day.day for day, _ in days_within(march, "Europe/Copenhagen", **settings)]
    [10, 9]
    """
    if from_s > until_s:
        raise TimetableError(
            f"from_s must not be after until_s, got {from_s} and {until_s} seconds; give the "
            f"earlier one first"
        )
    # The longest day has 25 hours, and the shortest 23.
    n_before = max(0, -((from_s - last_s) // (23 * 3600)))
    n_after = max(0, (until_s - first_s) // (23 * 3600))
    days = [date + dt.timedelta(days=n) for n in (0, *range(-n_before, 0), *range(1, n_after + 1))]
    shifted = [(day, day_shift_s(date, day, timezone)) for day in days]
    return [
        (day, shift_s)
        for day, shift_s in shifted
        if last_s + shift_s >= from_s and first_s + shift_s <= until_s
    ]


@lru_cache(maxsize=256)
def _reference(date: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return noon less twelve hours, in universal time."""
    noon = dt.datetime.combine(date, dt.time(12), tzinfo=zone)
    return noon.astimezone(dt.UTC) - dt.timedelta(hours=12)
