"""The classes of road, who may use them and how fast, where no tag says otherwise.

Three columns of the table say how fast cars drive where nobody is in the way. The mean
speed of free traffic keeps a *factor* of the limit as long as the limit is what holds it
back, and a *top* that the road itself allows however high the limit is: the ramp, the lane
between the fields and the driveway are not driven at 80 km/h because that is legal there.

The numbers agree with what is known of free-flow means in Denmark (confidence C, from
memory of the road directorate's speed counts): 113 to 118 km/h on motorways signed 130 and
108 to 110 on those signed 110, 88 to 92 on expressways signed 90, 78 to 82 on main roads
at 80, about 70 and 60 on smaller roads where 80 is legal, 45 on main streets at 50 and 35
to 40 on residential ones. Bends, surfaces and junctions slow traffic further, elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CLOSED",
    "DESTINATION",
    "OPEN",
    "ROAD_CLASSES",
    "FreeFlow",
    "RoadClass",
    "free_flow_kmh",
    "is_road",
    "road_class",
]

CLOSED, DESTINATION, OPEN = 0, 1, 2
"""What a mode may do on a road: nothing, begin or end a journey, or all it likes."""


class FreeFlow(NamedTuple):
    """How fast cars drive on a class of road where nobody is in the way."""

    factor: float
    """Mean speed as a share of the limit, where it is the limit that holds traffic back."""

    top_kmh: float
    """Mean speed where the limit is so high that the road itself holds traffic back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadClass:
    """One row of the table: a value of ``highway``, or ``ferry``."""

    name: str

    rank: int
    """Importance, 0 for a motorway; at a junction the higher number gives way."""

    motor: int
    """Access for motor vehicles, :data:`CLOSED` or :data:`OPEN`."""

    bicycle: int
    foot: int

    oneway: bool = False
    """Whether the road is one-way unless ``oneway=no``."""

    limit_built_up_kmh: float = 50.0
    """Legal limit in built-up areas where no sign stands."""

    limit_rural_kmh: float = 80.0
    """Legal limit elsewhere where no sign stands."""

    built_up: FreeFlow
    """Free flow in built-up areas."""

    rural: FreeFlow
    """Free flow elsewhere."""


ALL = (OPEN, OPEN, OPEN)
MOTOR_ONLY = (OPEN, CLOSED, CLOSED)
SOFT_ONLY = (CLOSED, OPEN, OPEN)
FOOT_ONLY = (CLOSED, CLOSED, OPEN)
NOBODY = (CLOSED, CLOSED, CLOSED)

MOTORWAY_LIMITS = (130.0, 130.0)
ORDINARY_LIMITS = (50.0, 80.0)
WALKING_LIMITS = (15.0, 15.0)
FERRY_LIMITS = (20.0, 20.0)


def _row(  # noqa: PLR0913, PLR0917 - the columns of a table
    name: str,
    rank: int,
    access: tuple[int, int, int],
    limits_kmh: tuple[float, float],
    built_up: tuple[float, float],
    rural: tuple[float, float],
) -> RoadClass:
    """Return one row of the table."""
    motor, bicycle, foot = access
    return RoadClass(
        name=name,
        rank=rank,
        motor=motor,
        bicycle=bicycle,
        foot=foot,
        oneway=name in {"motorway", "motorway_link"},
        limit_built_up_kmh=limits_kmh[0],
        limit_rural_kmh=limits_kmh[1],
        built_up=FreeFlow(*built_up),
        rural=FreeFlow(*rural),
    )


# Ramps rank below the roads they end at, where they have the give-way sign.
# fmt: off
_ROWS = (
    #    highway           rank access      limits           built-up       elsewhere
    _row("motorway",        0, MOTOR_ONLY, MOTORWAY_LIMITS, (0.985, 116), (0.985, 116)),
    _row("trunk",           1, ALL,        ORDINARY_LIMITS, (0.93, 85),   (1.0, 98)),
    _row("primary",         2, ALL,        ORDINARY_LIMITS, (0.9, 80),    (0.99, 96)),
    _row("secondary",       3, ALL,        ORDINARY_LIMITS, (0.9, 75),    (0.975, 88)),
    _row("tertiary",        4, ALL,        ORDINARY_LIMITS, (0.88, 60),   (0.95, 70)),
    _row("motorway_link",   5, MOTOR_ONLY, MOTORWAY_LIMITS, (0.95, 65),   (0.95, 75)),
    _row("trunk_link",      5, ALL,        ORDINARY_LIMITS, (0.9, 50),    (0.95, 65)),
    _row("primary_link",    5, ALL,        ORDINARY_LIMITS, (0.9, 45),    (0.95, 60)),
    _row("secondary_link",  6, ALL,        ORDINARY_LIMITS, (0.9, 42),    (0.95, 55)),
    _row("tertiary_link",   6, ALL,        ORDINARY_LIMITS, (0.88, 40),   (0.95, 50)),
    _row("unclassified",    6, ALL,        ORDINARY_LIMITS, (0.95, 42),   (0.95, 60)),
    _row("road",            7, ALL,        ORDINARY_LIMITS, (0.95, 37),   (0.95, 50)),
    _row("residential",     7, ALL,        ORDINARY_LIMITS, (0.95, 37),   (0.95, 45)),
    _row("busway",          7, NOBODY,     ORDINARY_LIMITS, (0.9, 40),    (0.95, 60)),
    _row("bus_guideway",    7, NOBODY,     ORDINARY_LIMITS, (0.9, 40),    (0.95, 60)),
    _row("living_street",   8, ALL,        WALKING_LIMITS,  (1.0, 20),    (1.0, 20)),
    _row("service",         9, ALL,        ORDINARY_LIMITS, (0.95, 20),   (0.95, 20)),
    _row("track",          10, ALL,        ORDINARY_LIMITS, (0.95, 20),   (0.95, 25)),
    _row("pedestrian",     11, FOOT_ONLY,  WALKING_LIMITS,  (1.0, 12),    (1.0, 12)),
    _row("cycleway",       12, SOFT_ONLY,  ORDINARY_LIMITS, (0.95, 15),   (0.95, 15)),
    _row("path",           13, SOFT_ONLY,  ORDINARY_LIMITS, (0.95, 10),   (0.95, 10)),
    _row("footway",        13, FOOT_ONLY,  ORDINARY_LIMITS, (0.95, 10),   (0.95, 10)),
    _row("bridleway",      13, FOOT_ONLY,  ORDINARY_LIMITS, (0.95, 10),   (0.95, 10)),
    _row("steps",          14, FOOT_ONLY,  ORDINARY_LIMITS, (0.95, 5),    (0.95, 5)),
    _row("corridor",       14, FOOT_ONLY,  ORDINARY_LIMITS, (0.95, 5),    (0.95, 5)),
    _row("platform",       14, FOOT_ONLY,  ORDINARY_LIMITS, (0.95, 5),    (0.95, 5)),
    _row("ferry",          15, ALL,        FERRY_LIMITS,    (1.0, 70),    (1.0, 70)),
)
# fmt: on

ROAD_CLASSES: Mapping[str, RoadClass] = MappingProxyType({row.name: row for row in _ROWS})
"""Every class of road, under its value of ``highway``; ``ferry`` stands for ``route=ferry``.

Access is Danish practice: cyclists keep off footways, pedestrian streets and bridleways,
and walkers may use cycle tracks where there is no pavement. Values that are not here are
not roads: ``construction``, ``proposed``, ``raceway``, ``via_ferrata`` and the like.
"""


def is_road(tags: Mapping[str, str]) -> bool:
    """Say whether a way is a road, path or ferry that somebody may travel along.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the way.

    Returns
    -------
    bool
        False too for squares and other areas (``area=yes``).

    Examples
    --------
    >>> is_road({"highway": "residential"}), is_road({"highway": "construction"})
    (True, False)
    """
    if tags.get("area") == "yes":
        return False
    highway = tags.get("highway")
    if highway is None:
        return tags.get("route") == "ferry"
    return highway in ROAD_CLASSES and highway != "ferry"


def road_class(tags: Mapping[str, str]) -> RoadClass:
    """Return the row of the table for a way, that of ``highway=road`` if it is no road.

    Examples
    --------
    >>> road_class({"route": "ferry"}).name
    'ferry'
    """
    if not is_road(tags):
        return ROAD_CLASSES["road"]
    return ROAD_CLASSES[tags.get("highway", "ferry")]


def free_flow_kmh(road_class: RoadClass, limit_kmh: float, *, built_up: bool) -> float:
    """Return the mean speed of cars where nobody is in the way.

    Parameters
    ----------
    road_class : RoadClass
        A row of :data:`ROAD_CLASSES`.
    limit_kmh : float
        The limit in km/h, infinite where there is none.
    built_up : bool
        Whether the road lies in a built-up area.

    Returns
    -------
    float
        Speed in km/h, above zero, finite, and never above the limit.

    Notes
    -----
    The lower of the factor times the limit and the top of the class, see the table.

    Examples
    --------
    >>> motorway, lane = ROAD_CLASSES["motorway"], ROAD_CLASSES["unclassified"]
    >>> [round(free_flow_kmh(motorway, limit, built_up=False)) for limit in (130, 110)]
    [116, 108]
    >>> [round(free_flow_kmh(lane, limit, built_up=False)) for limit in (80, 50)]
    [60, 48]
    """
    free_flow = road_class.built_up if built_up else road_class.rural
    return min(free_flow.factor * limit_kmh, free_flow.top_kmh)
