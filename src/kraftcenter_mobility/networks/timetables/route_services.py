"""How often a route of OpenStreetMap runs, as far as its tags say.

Three of them are read: ``interval`` (or, as some write, ``headway``) for how often, and
``opening_hours`` for when. What is said of peaks and other conditions (``interval:peak``,
``interval:conditional``) is not: the plain tag holds for the whole day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .service_days import DAYS
from .services import Headway

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility.notices import Notices

__all__ = ["TaggedService", "interval_s", "tagged_service"]

INTERVAL_TAGS = ("interval", "headway")

CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
MINUTES = re.compile(r"(\d{1,4}(?:\.\d+)?)\s*(?:min|minutes)?")
ISO_8601 = re.compile(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
HOURS = re.compile(
    r"(?:(?P<days>(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?:[-,](?:Mo|Tu|We|Th|Fr|Sa|Su|PH))*)\s+)?"
    r"(?P<first>\d{1,2}:[0-5]\d)\s*-\s*(?P<last>\d{1,2}:[0-5]\d)"
)
ALWAYS = "24/7"
SHORT_DAYS = tuple(day.capitalize()[:2] for day in DAYS)
DAY_S = 86_400


class TaggedService(NamedTuple):
    """What the tags of a route say of its service."""

    service: Headway
    days: tuple[str, ...]


def interval_s(text: str) -> float | None:
    """Return the seconds between trains that the value of a tag says, if it can be read.

    Parameters
    ----------
    text : str
        Minutes ("30", "30 min"), hours and minutes ("00:30", "00:30:00"), or a duration of
        ISO 8601 ("PT30M").

    Returns
    -------
    float or None
        Above zero and no longer than a day.

    Examples
    --------
    >>> interval_s("00:30"), interval_s("30"), interval_s("PT1H30M"), interval_s("10-20")
    (1800.0, 1800.0, 5400.0, None)
    """
    text = text.strip()
    if match := MINUTES.fullmatch(text):
        found = 60.0 * float(match[1])
    elif match := CLOCK.fullmatch(text) or ISO_8601.fullmatch(text.upper()):
        hours, minutes, seconds = (float(part or 0) for part in match.groups())
        found = 3600.0 * hours + 60.0 * minutes + seconds
    else:
        return None
    return found if 1.0 <= found <= DAY_S else None


def tagged_service(tags: Mapping[str, str], example: str, notices: Notices) -> TaggedService | None:
    """Return the service that the tags of a route describe.

    Parameters
    ----------
    tags : mapping of str to str
        Of the relation.
    example : str
        What the route is called in notices.
    notices : Notices
        Where to count tags that cannot be read.

    Returns
    -------
    TaggedService or None
        None if nothing says how often trains run. Where nothing says when they do, that is
        from 05:00 to 24:00 every day.
    """
    said = [tags[key] for key in INTERVAL_TAGS if key in tags]
    if not said:
        return None
    headway_s = next((found for text in said if (found := interval_s(text))), None)
    if headway_s is None:
        notices.add(
            "route-interval-not-read",
            "the interval of a route could not be read",
            f"{example}: {said[0]!r:.60}",
        )
        return None
    first, last, days = _hours(tags.get("opening_hours", ""), example, notices)
    if headway_s > _seconds(last) - _seconds(first):
        notices.add(
            "route-interval-longer-than-its-hours",
            "the interval of a route is longer than the hours it runs in; not used",
            f"{example}: every {headway_s:g} s from {first} to {last}",
        )
        return None
    return TaggedService(Headway(headway_s=headway_s, first=first, last=last), days)


def _hours(text: str, example: str, notices: Notices) -> tuple[str, str, tuple[str, ...]]:
    """Return when a route runs: its hours, and its days."""
    match = HOURS.fullmatch(text.strip())
    if match:
        first, last = (f"{part:0>5}" for part in (match["first"], match["last"]))
        days = _days(match["days"] or "")
        if days and _seconds(last) <= DAY_S and _seconds(first) < DAY_S:
            night = _seconds(last) <= _seconds(first)
            return first, _later(last) if night else last, days
    if text.strip() == ALWAYS:
        return "00:00", "24:00", DAYS
    if text.strip():
        notices.add(
            "route-hours-not-read",
            "the opening_hours of a route are more than one span of hours; taken to be 05:00 to "
            "24:00 every day",
            f"{example}: {text!r:.60}",
        )
    return "05:00", "24:00", DAYS


def _days(text: str) -> tuple[str, ...]:
    """Return the days of a list such as ``Mo-Fr,Su``; public holidays are no days of the week."""
    if not text:
        return DAYS
    found: set[str] = set()
    for part in text.split(","):
        begin, _, end = part.partition("-")
        if "PH" in {begin, end or begin}:
            continue
        start = SHORT_DAYS.index(begin)
        n_days = (SHORT_DAYS.index(end or begin) - start) % len(DAYS) + 1
        found.update(DAYS[(start + k) % len(DAYS)] for k in range(n_days))
    return tuple(day for day in DAYS if day in found)


def _seconds(clock: str) -> int:
    """Return the seconds of hours and minutes."""
    hours, minutes = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes)


def _later(clock: str) -> str:
    """Return a time of the next morning, in hours past 24."""
    hours, minutes = clock.split(":")
    return f"{int(hours) + 24}:{minutes}"
