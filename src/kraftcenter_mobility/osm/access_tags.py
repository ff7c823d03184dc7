"""Who may travel along a road, by the hierarchy of access tags.

The most specific of a mode's keys that is present and readable decides; a key with a
direction (``motor_vehicle:forward``) is more specific than the same without. Where none
is, the class of the road decides (:data:`.road_classes.ROAD_CLASSES`), and these:

* ``motorroad=yes`` closes a road to cyclists and walkers.
* Tracks are for cars to begin and end at, unless paved (``tracktype`` grade1 or grade2, or
  a sealed surface): most Danish ones are private farm roads. So are driveways. Parking
  aisles stay open, being slow enough, and often the only way drawn between two roads.
* Emergency accesses, busways and pedestrian streets are closed to cars and open to
  ambulances.
* A ferry takes everybody, unless it is tagged for walkers and no tag speaks of vehicles.
* Nothing on wheels travels what has ``smoothness=impassable``.

What values mean:

* ``destination``, ``delivery``, ``customers`` and ``residents`` stop cars from driving
  through, not from arriving. Cyclists and walkers pass: the signs concern through traffic
  by car.
* ``private``, ``permit``, ``agricultural`` and ``forestry`` close a road, but not to
  ambulances; the latter two do not concern walkers.
* ``no`` closes to ambulances as well, unless ``emergency=yes`` or buses may pass.
* ``use_sidepath`` closes the carriageway: the path beside it is drawn on its own.
* ``dismount`` is open, at the pace of a cyclist who pushes (:func:`.pace_tags.surface_factor`).
* A general permission (``access=yes``, ``vehicle=yes``) never opens what is closed by its
  class: it does not turn a footway into a street, nor let walkers on a motorway.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from kraftcenter_mobility.modes import MODES

from .oneway_tags import oneway_directions
from .road_classes import CLOSED, DESTINATION, OPEN, is_road, road_class
from .scenario_tags import is_closed_to
from .tag_values import tag_value, tag_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility.modes import Mode

__all__ = ["ACCESS_KEYS", "MODE_KEYS", "access", "access_oddities", "decide", "known_access"]

ALLOWED = ("yes", "permissive", "designated", "official", "public", "shared")
LOCAL = ("destination", "delivery", "customers", "customer", "residents", "resident")
RESERVED = ("private", "permit", "military", "psv", "bus", "taxi", "emergency")
FARMERS = ("agricultural", "forestry")
REFUSED = ("no", "use_sidepath")

_COMMON = {
    **dict.fromkeys((*ALLOWED, "dismount"), OPEN),
    **dict.fromkeys(LOCAL, OPEN),
    **dict.fromkeys(RESERVED, CLOSED),
    **dict.fromkeys(FARMERS, CLOSED),
    **dict.fromkeys(REFUSED, CLOSED),
}
MEANINGS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "motor": _COMMON | dict.fromkeys(LOCAL, DESTINATION),
        "blue light": _COMMON | dict.fromkeys((*RESERVED, *FARMERS), OPEN),
        "bicycle": _COMMON,
        "foot": _COMMON | dict.fromkeys(FARMERS, OPEN),
    }
)
"""What each value lets a kind of mode do."""

UNSAID = frozenset({"unknown", "none", "variable", "undefined"})
"""Values that say nothing, which is not odd."""

GENERAL_KEYS = frozenset({"access", "vehicle"})
BUS_KEYS = ("bus", "psv")
MODE_KEYS = tuple(dict.fromkeys(key for mode in MODES for key in mode.access_tags))
DIRECTED_KEYS = tuple(
    f"{key}{direction}" for key in MODE_KEYS for direction in ("", ":forward", ":backward")
)
CONDITIONAL_KEYS = tuple(f"{key}:conditional" for key in DIRECTED_KEYS)

ACCESS_KEYS = frozenset(
    (
        *DIRECTED_KEYS,
        *CONDITIONAL_KEYS,
        *BUS_KEYS,
        *("motorroad", "ramp:bicycle", "service", "smoothness", "surface", "tracktype"),
    )
)
"""Every key of a way that speaks of access here."""

SEALED = frozenset({"asphalt", "paved", "concrete", "chipseal", "paving_stones"})
FIRM_TRACKS = frozenset({"grade1", "grade2"})
EMERGENCY_ROADS = frozenset({"emergency_access", "bus", "busway"})
BLUE_LIGHT_CLASSES = frozenset({"busway", "bus_guideway", "pedestrian"})


MOST_REMEMBERED = 1 << 16
"""Sets of tags and modes of which it is remembered what they may do."""


def access(tags: Mapping[str, str], mode: Mode) -> tuple[int, int]:
    """Return what a mode may do along a way and against it, one-ways included.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the way.
    mode : Mode
        How to travel.

    Returns
    -------
    along, against : int
        Each :data:`CLOSED`, :data:`DESTINATION` (a journey may begin or end there, not lead
        through; motor modes only) or :data:`OPEN`. What is no road is closed.

    Examples
    --------
    >>> from kraftcenter_mobility.modes import AMBULANCE, CAR
    >>> street = {"highway": "residential", "motor_vehicle": "destination", "oneway": "yes"}
    >>> access(street, CAR) == (DESTINATION, CLOSED)
    True
    >>> access(street, AMBULANCE) == (OPEN, CLOSED)
    True
    """
    if not is_road(tags):
        return CLOSED, CLOSED
    default = _default(tags, mode)
    along, against = oneway_directions(tags, mode)
    along = along or _lets_in(tags, mode, ":forward")
    against = against or _lets_in(tags, mode, ":backward")
    closed_along, closed_against = is_closed_to(tags, mode)
    along, against = along and not closed_along, against and not closed_against
    return (
        decide(tags, mode, default, ":forward") if along else CLOSED,
        decide(tags, mode, default, ":backward") if against else CLOSED,
    )


def known_access(tags: Mapping[str, str], mode: Mode) -> tuple[int, int]:
    """Return what :func:`access` does; what was asked before is remembered.

    For scenarios, which ask of the same few roads again and again.
    """
    return _remembered(frozenset(tags.items()), mode)


@lru_cache(maxsize=MOST_REMEMBERED)
def _remembered(tags: frozenset[tuple[str, str]], mode: Mode) -> tuple[int, int]:
    """Return what :func:`access` does."""
    return access(dict(tags), mode)


def decide(tags: Mapping[str, str], mode: Mode, default: int, direction: str = "") -> int:
    """Return what the hierarchy of access tags lets a mode do, `default` if it is silent.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of a way, or of a node with a barrier.
    mode : Mode
        How to travel.
    default : int
        What holds where no tag speaks.
    direction : {"", ":forward", ":backward"}, optional
        Ending of the keys that speak of one direction.

    Returns
    -------
    int
        :data:`CLOSED`, :data:`DESTINATION` or :data:`OPEN`.

    Examples
    --------
    >>> from kraftcenter_mobility.modes import CAR
    >>> decide({"access": "no", "motorcar": "yes"}, CAR, OPEN) == OPEN
    True
    """
    decided = default
    for key in mode.access_tags:
        for directed in dict.fromkeys((key, key + direction)):
            meaning = _meaning(tags, directed, mode)
            if meaning is not None:
                stays_closed = key in GENERAL_KEYS and default == CLOSED
                decided = CLOSED if stays_closed else meaning
    if decided == CLOSED and mode.blue_light and _buses_pass(tags):
        return OPEN
    return decided


def _meaning(tags: Mapping[str, str], key: str, mode: Mode) -> int | None:
    """Return what the values of one key let a mode do at best, None if they are unreadable."""
    meanings = MEANINGS["blue light" if mode.blue_light else mode.kind]
    return max((meanings[v] for v in tag_values(tags, key) if v in meanings), default=None)


def _buses_pass(tags: Mapping[str, str]) -> bool:
    """Say whether buses may use a road, and ambulances with them."""
    allowed = any(tag_value(tags, key) in ALLOWED for key in BUS_KEYS)
    return allowed and tag_value(tags, "emergency") != "no"


def _lets_in(tags: Mapping[str, str], mode: Mode, direction: str) -> bool:
    """Say whether a tag of the mode's own opens a direction that a one-way sign closes."""
    own_keys = (key for key in mode.access_tags if key not in GENERAL_KEYS)
    meanings = (_meaning(tags, key + direction, mode) for key in own_keys)
    return any(meaning is not None and meaning != CLOSED for meaning in meanings)


def _default(tags: Mapping[str, str], mode: Mode) -> int:
    """Return what a mode may do on a road whose access tags are silent."""
    row = road_class(tags)
    if tag_value(tags, "smoothness") == "impassable" and mode.kind != "foot":
        return CLOSED
    if mode.kind == "motor":
        by_car = _motor_default(tags, row.name, row.motor)
        return _blue_light_default(tags, row.name, by_car) if mode.blue_light else by_car
    if tag_value(tags, "motorroad") == "yes":
        return CLOSED
    if row.name == "steps" and mode.kind == "bicycle":
        return OPEN if tag_value(tags, "ramp:bicycle") == "yes" else CLOSED
    return row.foot if mode.kind == "foot" else row.bicycle


def _motor_default(tags: Mapping[str, str], name: str, by_class: int) -> int:
    """Return what a car may do on a road whose access tags are silent."""
    if name == "service":
        service = tag_value(tags, "service")
        if service in EMERGENCY_ROADS:
            return CLOSED
        return DESTINATION if service == "driveway" else OPEN
    if name == "track":
        grade, surface = tag_value(tags, "tracktype"), tag_value(tags, "surface")
        return OPEN if grade in FIRM_TRACKS or (not grade and surface in SEALED) else DESTINATION
    if name == "ferry":
        vehicles_named = any(
            tag_value(tags, key) for key in ("vehicle", "motor_vehicle", "motorcar")
        )
        walkers_named = tag_value(tags, "foot") in ALLOWED
        return CLOSED if walkers_named and not vehicles_named else OPEN
    return by_class


def _blue_light_default(tags: Mapping[str, str], name: str, by_car: int) -> int:
    """Return what an ambulance may do where a car may do `by_car`."""
    emergency_road = name == "service" and tag_value(tags, "service") in EMERGENCY_ROADS
    if by_car == DESTINATION or emergency_road or name in BLUE_LIGHT_CLASSES:
        return OPEN
    return by_car


def access_oddities(tags: Mapping[str, str]) -> set[str]:
    """Return the codes of what is odd about who may use a way."""
    codes = {"conditional-access" for key in CONDITIONAL_KEYS if key in tags}
    known = _COMMON.keys() | UNSAID
    if any(value not in known for key in DIRECTED_KEYS for value in tag_values(tags, key)):
        codes.add("unknown-access-value")
    return codes
