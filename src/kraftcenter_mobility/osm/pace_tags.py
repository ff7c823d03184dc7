"""What tags say of the pace on a way: its surface, and how long its ferry takes."""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from .road_classes import road_class
from .tag_values import tag_value, tag_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility.modes import Mode

__all__ = ["PACE_KEYS", "ferry_duration_s", "pace_oddities", "surface_factor"]

PACE_KEYS = frozenset({"bicycle", "duration", "smoothness", "surface", "tracktype"})
"""Every key that speaks of pace here."""

PUSHING = 0.3
"""Pace of a cyclist who pushes, as a share of one who rides."""

# Shares of the pace on asphalt, cars and bicycles: engineering judgement (confidence C).
# A surface that is good to drive on is not named.
SURFACES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "paving_stones": (0.95, 0.95),
        "concrete:lanes": (0.8, 0.85),
        "concrete:plates": (0.95, 0.95),
        "sett": (0.85, 0.8),
        "cobblestone": (0.75, 0.7),
        "unhewn_cobblestone": (0.6, 0.5),
        "metal": (0.95, 0.95),
        "wood": (0.8, 0.9),
        "compacted": (0.9, 0.9),
        "fine_gravel": (0.85, 0.85),
        "gravel": (0.8, 0.75),
        "pebblestone": (0.75, 0.65),
        "unpaved": (0.8, 0.75),
        "grass_paver": (0.7, 0.7),
        "ground": (0.65, 0.65),
        "earth": (0.65, 0.65),
        "dirt": (0.65, 0.65),
        "rock": (0.4, 0.4),
        "woodchips": (0.5, 0.5),
        "grass": (0.5, 0.5),
        "sand": (0.4, 0.35),
        "mud": (0.35, 0.35),
    }
)
SMOOTHNESS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "intermediate": (0.95, 0.95),
        "bad": (0.8, 0.75),
        "very_bad": (0.6, 0.55),
        "horrible": (0.4, 0.4),
        "very_horrible": (0.25, 0.3),
        "impassable": (0.1, 0.3),
    }
)
TRACKTYPES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"grade2": (0.9, 0.9), "grade3": (0.8, 0.8), "grade4": (0.65, 0.65), "grade5": (0.5, 0.5)}
)
TABLES = (("surface", SURFACES), ("smoothness", SMOOTHNESS), ("tracktype", TRACKTYPES))

LONGEST_CROSSING_S = 7 * 86_400.0
"""Anything longer is a slip of the pen."""

CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4})(?::(\d{1,2}))?", re.ASCII)
PERIOD = re.compile(
    r"p(?:(\d{1,3})d)?(?:t(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?)?", re.ASCII
)
SPOKEN = re.compile(
    r"(?:(\d{1,3}) ?h(?:ours?|rs?)?)? ?(?:(\d{1,4}) ?m(?:in(?:ute)?s?\.?)?)?", re.ASCII
)


def surface_factor(tags: Mapping[str, str], mode: Mode) -> float:
    """Return the pace that the surface of a way allows.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the way.
    mode : Mode
        How to travel.

    Returns
    -------
    float
        Share of the pace on good asphalt, above 0 and at most 1: the lowest that surface,
        smoothness and track type give. Where cyclists must push, on steps and where
        ``bicycle=dismount``, it is the share of the riding pace that they then keep.
        Always 1 on foot.

    Examples
    --------
    >>> from kraftcenter_mobility.modes import CAR, WALKING
    >>> surface_factor({"highway": "track", "surface": "gravel"}, CAR)
    0.8
    >>> surface_factor({"highway": "track", "surface": "gravel"}, WALKING)
    1.0
    """
    if mode.kind == "foot":
        return 1.0
    column = 0 if mode.kind == "motor" else 1
    factors = [
        table[value][column]
        for key, table in TABLES
        for value in tag_values(tags, key)
        if value in table
    ]
    if mode.kind == "bicycle" and _must_push(tags):
        factors.append(PUSHING)
    return min(factors, default=1.0)


def _must_push(tags: Mapping[str, str]) -> bool:
    """Say whether a bicycle is pushed along a way."""
    return tag_value(tags, "bicycle") == "dismount" or road_class(tags).name == "steps"


def ferry_duration_s(tags: Mapping[str, str]) -> float:
    """Return how long a ferry takes from end to end, in seconds.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the ferry's way.

    Returns
    -------
    float
        Seconds, from ``duration`` as hours and minutes (``00:10``, ``1:30:00``), as an ISO
        8601 period (``PT1H30M``) or as plain minutes (``15``, ``15 min``). NaN for what is
        no ferry, and where no duration can be read.

    Examples
    --------
    >>> ferry_duration_s({"route": "ferry", "duration": "01:05"})
    3900.0
    """
    if road_class(tags).name != "ferry":
        return math.nan
    duration_s = _duration_s(tag_value(tags, "duration"))
    return duration_s if 0.0 < duration_s <= LONGEST_CROSSING_S else math.nan


def _duration_s(text: str) -> float:
    """Return what a duration says, 0 or NaN if nothing."""
    period = PERIOD.fullmatch(text)
    if period is not None:
        return _seconds(period[1], period[2], period[3], period[4])
    clock = CLOCK.fullmatch(text)
    if clock is not None:
        return _seconds(None, clock[1], clock[2], clock[3])
    spoken = SPOKEN.fullmatch(text)
    return math.nan if spoken is None else _seconds(None, spoken[1], spoken[2], None)


def _seconds(
    days: str | None, hours: str | None, minutes: str | None, seconds: str | None
) -> float:
    """Return a duration in seconds from its written parts."""
    return (
        86_400.0 * float(days or 0)
        + 3_600.0 * float(hours or 0)
        + 60.0 * float(minutes or 0)
        + float(seconds or 0)
    )


def pace_oddities(tags: Mapping[str, str]) -> set[str]:
    """Return the codes of what is odd about the pace on a way."""
    if road_class(tags).name != "ferry" or not math.isnan(ferry_duration_s(tags)):
        return set()
    return {"unreadable-duration" if tag_value(tags, "duration") else "ferry-without-duration"}
