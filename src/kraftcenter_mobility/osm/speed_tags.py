"""What tags say about speed limits.

The limit of a way in one direction is the first of these that can be read: the tag of the
direction (``maxspeed:forward``), that of the way (``maxspeed``), the fastest lane of
``maxspeed:lanes``, the zone it lies in (``zone:maxspeed``, ``maxspeed:type``,
``source:maxspeed``), and the Danish legal default for its class. An advisory speed
(``maxspeed:advisory``) lowers it: the bend that is signed 50 is not driven at 80. Limits
that hold only at times (``maxspeed:conditional``) are left out and counted as odd.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .road_classes import road_class
from .speed_values import (
    COUNTRIES,
    CYCLE_STREET_KMH,
    LIVING_STREET_KMH,
    MOTORROAD_KMH,
    fastest_lane,
    is_spoken,
    tagged_speed,
    value_oddities,
    zone_of,
    zone_speed,
)
from .tag_values import tag_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "SPEED_KEYS",
    "built_up_hint",
    "speed_limit",
    "speed_limit_source",
    "speed_oddities",
]

MAXSPEED_KEYS = ("maxspeed", "maxspeed:forward", "maxspeed:backward")
LANES_KEYS = ("maxspeed:lanes", "maxspeed:lanes:forward", "maxspeed:lanes:backward")
ADVISORY_KEYS = tuple(
    f"maxspeed:{word}{direction}"
    for word in ("advisory", "advised")
    for direction in ("", ":forward", ":backward")
)
ZONE_KEYS = ("zone:maxspeed", "maxspeed:type", "source:maxspeed")
HINT_KEYS = ("zone:traffic", *ZONE_KEYS, *MAXSPEED_KEYS)
CONDITIONAL_KEYS = tuple(f"{key}:conditional" for key in MAXSPEED_KEYS)
STREET_KEYS = ("motorroad", "living_street", "cyclestreet", "bicycle_road")

SPEED_KEYS = frozenset((*HINT_KEYS, *LANES_KEYS, *ADVISORY_KEYS, *CONDITIONAL_KEYS, *STREET_KEYS))
"""Every key that speaks of limits here."""

RURAL_FROM_KMH = 80.0
"""A signed limit from here on means that the road lies outside built-up areas."""

ZONE_OF_STREETS_KMH = 40.0
"""Zones signed up to this are made of streets in built-up areas."""


def speed_limit(tags: Mapping[str, str], *, built_up: bool) -> tuple[float, float]:
    """Return the limit along a way and against it.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the way.
    built_up : bool
        Whether the way lies in a built-up area; decides where no tag speaks of a limit.

    Returns
    -------
    along, against : float
        Limits in km/h, above zero; infinite where having none is legal (``none``).

    Examples
    --------
    >>> speed_limit({"highway": "primary", "maxspeed:forward": "60"}, built_up=False)
    (60.0, 80.0)
    """
    along, against = (
        min(_limit(tags, direction, built_up=built_up)[0], _advisory(tags, direction))
        for direction in (":forward", ":backward")
    )
    return along, against


def speed_limit_source(tags: Mapping[str, str]) -> str:
    """Say where the limit of a way comes from.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the way.

    Returns
    -------
    str
        ``"tagged"`` if a number is tagged for at least one direction, else ``"zone"`` if
        the tags name a zone such as ``DK:urban``, else ``"default"``.

    Examples
    --------
    >>> speed_limit_source({"highway": "primary", "source:maxspeed": "DK:rural"})
    'zone'
    """
    sources = {_limit(tags, way, built_up=True)[1] for way in (":forward", ":backward")}
    return next(source for source in ("tagged", "zone", "default") if source in sources)


def _limit(tags: Mapping[str, str], direction: str, *, built_up: bool) -> tuple[float, str]:
    """Return the limit in one direction, and where it comes from."""
    for speed, source in _said(tags, direction):
        if not math.isnan(speed):
            return speed, source
    return _default(tags, built_up=built_up), "default"


def _said(tags: Mapping[str, str], direction: str) -> Iterator[tuple[float, str]]:
    """Yield what tags say of the limit, the most particular first, NaN for the unreadable."""
    for key in (f"maxspeed{direction}", "maxspeed"):
        text = tag_value(tags, key)
        yield tagged_speed(text), "tagged" if is_spoken(text) else "zone"
    for key in (f"maxspeed:lanes{direction}", "maxspeed:lanes"):
        yield fastest_lane(tag_value(tags, key)), "tagged"
    yield tagged_speed(tag_value(tags, "zone:maxspeed")), "zone"
    for key in ("maxspeed:type", "source:maxspeed"):  # may also say who put up the sign
        yield zone_speed(tag_value(tags, key)), "zone"


def _advisory(tags: Mapping[str, str], direction: str) -> float:
    """Return the advised speed in one direction, infinite if there is none."""
    keys = [key for key in ADVISORY_KEYS if key.endswith((direction, "advisory", "advised"))]
    speeds = [tagged_speed(tag_value(tags, key)) for key in keys]
    return min((speed for speed in speeds if not math.isnan(speed)), default=math.inf)


def _default(tags: Mapping[str, str], *, built_up: bool) -> float:
    """Return the legal limit where no sign stands."""
    row = road_class(tags)
    limit_kmh = row.limit_built_up_kmh if built_up else row.limit_rural_kmh
    if tag_value(tags, "motorroad") == "yes":
        return max(limit_kmh, MOTORROAD_KMH)
    if tag_value(tags, "living_street") == "yes":
        return LIVING_STREET_KMH
    if "yes" in (tag_value(tags, "cyclestreet"), tag_value(tags, "bicycle_road")):
        return min(limit_kmh, CYCLE_STREET_KMH)
    return limit_kmh


def built_up_hint(tags: Mapping[str, str]) -> bool | None:
    """Return what the tags of a way say about lying in a built-up area.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the way.

    Returns
    -------
    bool or None
        True for urban zones, zones of at most 40 km/h and living streets; False for rural
        zones, motorways, motorroads and limits of 80 km/h or more; None if nothing is said.

    Examples
    --------
    >>> built_up_hint({"highway": "tertiary", "source:maxspeed": "DK:urban"})
    True
    """
    for key in HINT_KEYS:
        hint = _zone_hint(tag_value(tags, key), is_zone=key in ZONE_KEYS)
        if hint is not None:
            return hint
    name = road_class(tags).name
    if name in {"motorway", "motorway_link"} or tag_value(tags, "motorroad") == "yes":
        return False
    if name == "living_street" or tag_value(tags, "living_street") == "yes":
        return True
    fast = any(tagged_speed(tag_value(tags, key)) >= RURAL_FROM_KMH for key in MAXSPEED_KEYS)
    return False if fast else None


def _zone_hint(text: str, *, is_zone: bool) -> bool | None:
    """Return whether a zone is a built-up area, None if the value names no zone."""
    _, zone = zone_of(text)
    if zone in {"urban", "living_street"}:
        return True
    if zone in {"rural", "motorroad", "motorway"}:
        return False
    streets = (is_zone or "zone" in zone) and zone_speed(text) <= ZONE_OF_STREETS_KMH
    return True if streets else None


def speed_oddities(tags: Mapping[str, str]) -> set[str]:
    """Return the codes of what is odd about the limits of a way."""
    codes = {"conditional-maxspeed" for key in CONDITIONAL_KEYS if key in tags}
    for key in (*MAXSPEED_KEYS, "zone:maxspeed"):
        codes |= value_oddities(tag_value(tags, key))
    for key in ADVISORY_KEYS:  # that signals advise a speed leaves the limit as it is
        codes |= value_oddities(tag_value(tags, key)) - {"variable-maxspeed"}
    for key in LANES_KEYS:
        lanes = [lane.strip() for lane in tag_value(tags, key).split("|")]
        codes |= {code for lane in lanes for code in value_oddities(lane)}
    for key in HINT_KEYS:
        country, _ = zone_of(tag_value(tags, key))
        if country and country not in COUNTRIES and zone_speed(tag_value(tags, key)) > 0.0:
            codes.add("foreign-zone")
    return codes
