"""What OpenStreetMap tags mean in Denmark.

Plain functions on the tags of a way or node, as a dictionary. Each answers one question;
none fails, whatever the tags hold. The table of road classes, and every list and number
that a planner might want to look up, stands at the top of the module it belongs to:

* :mod:`.road_classes`: the table: access, legal limits and free-flow speeds by class
* :mod:`.speed_tags` and :mod:`.speed_values`: limits
* :mod:`.access_tags` and :mod:`.oneway_tags`: who may travel, and in which direction
* :mod:`.pace_tags`: surfaces and the duration of ferries
* :mod:`.node_tags`: barriers, signals and signs on nodes
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from .access_tags import ACCESS_KEYS, access, access_oddities, known_access
from .node_tags import NODE_KEYS, control_direction, node_blocks, node_control
from .oneway_tags import ONEWAY_KEYS, oneway_oddities
from .pace_tags import PACE_KEYS, ferry_duration_s, pace_oddities, surface_factor
from .road_classes import (
    CLOSED,
    DESTINATION,
    OPEN,
    ROAD_CLASSES,
    FreeFlow,
    RoadClass,
    free_flow_kmh,
    is_road,
    road_class,
)
from .speed_tags import (
    SPEED_KEYS,
    built_up_hint,
    speed_limit,
    speed_limit_source,
    speed_oddities,
)
from .speed_values import tagged_speed

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CLOSED",
    "DESTINATION",
    "NODE_KEYS",
    "OPEN",
    "ROAD_CLASSES",
    "ROAD_KEYS",
    "FreeFlow",
    "RoadClass",
    "access",
    "built_up_hint",
    "control_direction",
    "ferry_duration_s",
    "free_flow_kmh",
    "is_road",
    "known_access",
    "node_blocks",
    "node_control",
    "oddities",
    "road_class",
    "speed_limit",
    "speed_limit_source",
    "surface_factor",
    "tagged_speed",
]

OTHER_VEHICLES = ("bus", "goods", "hgv", "moped", "motorcycle", "psv", "taxi")
"""Vehicles that a mode of the user's own may be."""

ROAD_KEYS: frozenset[str] = (
    frozenset({"area", "highway", "route"})
    | ACCESS_KEYS
    | ONEWAY_KEYS
    | PACE_KEYS
    | SPEED_KEYS
    | {key + end for key in OTHER_VEHICLES for end in ("", ":forward", ":backward")}
)
"""Every key of a way that one of these functions reads, for these modes or others."""

ODDITIES: Mapping[str, str] = MappingProxyType(
    {
        "alternating-oneway": "traffic alternates between the directions; taken as both ways",
        "conditional-access": "who may use the road depends on the time; that part is left out",
        "conditional-maxspeed": "another limit holds at times; it is left out",
        "conditional-oneway": "the road is one-way at times; that part is left out",
        "ferry-without-duration": "a ferry does not say how long it takes; a speed is assumed",
        "foreign-zone": "a zone of a country that is not known; the Danish limit is used",
        "reversible-oneway": "the direction changes with the time; closed to vehicles both ways",
        "several-maxspeeds": "several limits are given for one road; the lowest is used",
        "unknown-access-value": "an access tag has a value that is not known; it is left out",
        "unlimited-maxspeed": "the road has no limit, which no Danish road is without",
        "unreadable-duration": "a ferry's duration cannot be read; a speed is assumed",
        "unreadable-maxspeed": "a limit cannot be read; the next best tag or the law decides",
        "unreadable-oneway": "a one-way tag cannot be read; it is left out",
        "variable-maxspeed": "the limit is set by signals; the law decides",
    }
)
"""What each code of an oddity means."""


def oddities(tags: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what is odd about the tags of a road but does not stop it from being used.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the way.

    Returns
    -------
    list of (code, meaning)
        Each code once, in the order of the alphabet, for
        :class:`kraftcenter_mobility.notices.Notices`.

    Examples
    --------
    >>> oddities({"highway": "primary", "maxspeed": "50;80"})
    [('several-maxspeeds', 'several limits are given for one road; the lowest is used')]
    """
    codes = (
        speed_oddities(tags) | oneway_oddities(tags) | access_oddities(tags) | pace_oddities(tags)
    )
    return [(code, ODDITIES[code]) for code in sorted(codes)]
