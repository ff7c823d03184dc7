"""What one value of ``maxspeed`` means: a number, a unit, a word or a zone."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "COUNTRIES",
    "CYCLE_STREET_KMH",
    "LIVING_STREET_KMH",
    "MOTORROAD_KMH",
    "fastest_lane",
    "is_spoken",
    "listed",
    "tagged_speed",
    "value_oddities",
    "zone_of",
    "zone_speed",
]

KMH_PER_MPH = 1.609344

WALK_KMH = 5.0
"""What ``maxspeed=walk`` is taken to mean; no law puts a number on it."""

LOWEST_KMH, HIGHEST_KMH = 1.0, 200.0
"""A number outside these is a slip of the pen, or knots."""

MOTORROAD_KMH = 80.0
"""The legal limit on a Danish motortrafikvej, in built-up areas too, unless signed."""

LIVING_STREET_KMH = 15.0
CYCLE_STREET_KMH = 30.0

WORDS = MappingProxyType(
    {"none": math.inf, "unlimited": math.inf, "walk": WALK_KMH, "walking": WALK_KMH}
)
UNSAID = frozenset({"", "implicit", "default", "unknown"})
"""Values of ``maxspeed`` that leave it to the law."""

VARIABLE = frozenset({"signals", "variable", "signal"})

COUNTRIES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        country: {
            "urban": urban,
            "rural": rural,
            "motorroad": motorroad,
            "motorway": motorway,
            "living_street": living_street,
            "bicycle_road": CYCLE_STREET_KMH,
        }
        for country, urban, rural, motorroad, motorway, living_street in (
            ("dk", 50.0, 80.0, MOTORROAD_KMH, 130.0, LIVING_STREET_KMH),
            ("at", 50.0, 100.0, 100.0, 130.0, WALK_KMH),
            ("ch", 50.0, 80.0, 100.0, 120.0, 20.0),
            ("de", 50.0, 100.0, 100.0, math.inf, WALK_KMH),
            ("fr", 50.0, 80.0, 110.0, 130.0, 20.0),
            ("gb", 30 * KMH_PER_MPH, 60 * KMH_PER_MPH, 70 * KMH_PER_MPH, 70 * KMH_PER_MPH, 20.0),
            ("li", 50.0, 80.0, 100.0, 120.0, 20.0),
            ("nl", 50.0, 80.0, 100.0, 100.0, 15.0),
            ("no", 50.0, 80.0, 90.0, 110.0, WALK_KMH),
            ("pt", 50.0, 90.0, 100.0, 120.0, 20.0),
            ("se", 50.0, 70.0, 90.0, 110.0, WALK_KMH),
        )
    }
)
"""Legal limits by country and zone in km/h (confidence C but for Denmark's)."""

SAME_COUNTRY = MappingProxyType({"fl": "li", "uk": "gb"})
SAME_ZONE = MappingProxyType(
    {
        "trunk": "motorroad",
        "expressway": "motorroad",
        "nsl_restricted": "urban",
        "nsl_single": "rural",
        "nsl_dual": "motorway",
        "cyclestreet": "bicycle_road",
        "walk": "living_street",
    }
)

NUMBER = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(km/h|kmh|kph|km/t|mph)?", re.ASCII)
ZONE = re.compile(r"(?:([a-z]{2})(?:-[a-z0-9]{1,3})?:)?\s*(.+)", re.ASCII)
ZONE_NUMBER = re.compile(r"(?:zone)?[ :_]?(\d{1,3})", re.ASCII)


@lru_cache(maxsize=4096)
def tagged_speed(text: str) -> float:
    """Return the limit that one value of ``maxspeed`` means.

    Parameters
    ----------
    text : str
        For instance ``"80"``, ``"30 mph"``, ``"DK:urban"``, ``"none"`` or ``"50;80"``.

    Returns
    -------
    float
        Limit in km/h, the lowest of several, infinite for ``none``, NaN if the text cannot
        be read, is zero, negative, or beyond belief. Knots are not read.

    Examples
    --------
    >>> [tagged_speed(text) for text in ("80", "DK:rural", "50;80", "50,5", "fast")]
    [80.0, 80.0, 50.0, 50.5, nan]
    """
    speeds = [_one_speed(part) for part in listed(text)]
    return min((speed for speed in speeds if not math.isnan(speed)), default=math.nan)


def listed(text: str) -> list[str]:
    """Return the values that a value lists."""
    return [part.strip() for part in re.split(r"[;|]|,\s", text.lower()) if part.strip()]


def _one_speed(text: str) -> float:
    """Return what a value that is no list means, NaN if nothing."""
    number = NUMBER.fullmatch(text)
    if number is None:
        return WORDS[text] if text in WORDS else zone_speed(text)
    speed = float(number[1].replace(",", ".")) * (KMH_PER_MPH if number[2] == "mph" else 1.0)
    return speed if LOWEST_KMH <= speed <= HIGHEST_KMH else math.nan


def zone_of(text: str) -> tuple[str, str]:
    """Return the country and the kind of zone that a value such as ``DK:urban`` names."""
    match = ZONE.fullmatch(text.strip().lower())
    if match is None:
        return "", ""
    country = match[1] or "dk"
    return SAME_COUNTRY.get(country, country), SAME_ZONE.get(match[2], match[2])


def zone_speed(text: str) -> float:
    """Return the limit in a zone, the Danish one in countries that are not in the table."""
    country, zone = zone_of(text)
    number = ZONE_NUMBER.fullmatch(zone)
    if number is not None:
        return _one_speed(number[1])
    return COUNTRIES.get(country, COUNTRIES["dk"]).get(zone, math.nan)


def fastest_lane(text: str) -> float:
    """Return the highest of the limits given lane by lane, NaN if none can be read."""
    speeds = [tagged_speed(lane) for lane in text.split("|")]
    return max((speed for speed in speeds if not math.isnan(speed)), default=math.nan)


def is_spoken(text: str) -> bool:
    """Say whether a value gives a limit itself, not just the zone that has one."""
    return any(NUMBER.fullmatch(part) or part in WORDS for part in listed(text))


def value_oddities(text: str) -> set[str]:
    """Return the codes of what is odd about one value of ``maxspeed``, none if it is empty."""
    if text in UNSAID:
        return set()
    if text in VARIABLE:
        return {"variable-maxspeed"}
    parts = listed(text)
    codes = {"several-maxspeeds"} if len(parts) > 1 else set()
    if not parts or any(math.isnan(_one_speed(part)) for part in parts):
        codes.add("unreadable-maxspeed")
    if math.isinf(tagged_speed(text)):
        codes.add("unlimited-maxspeed")
    return codes
