"""What the fields of edits may hold, checked when an edit is made and not when it is applied."""

from __future__ import annotations

import dataclasses
import math
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.locations import looks_swapped
from kraftcenter_mobility.modes import MODES, Mode
from kraftcenter_mobility.osm.scenario_tags import DIRECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BOTH",
    "LIMITS_KMH",
    "check_flags",
    "check_texts",
    "checked_direction",
    "checked_ids",
    "checked_modes",
    "checked_number",
    "checked_point",
    "checked_polygon",
    "checked_whole",
    "directions_of",
    "short_repr",
    "sides_of",
    "store",
]

BOTH = "both"

LIMITS_KMH = (1.0, 200.0)
"""Limits beyond these are not read from tags, being slips of the pen or knots."""

LARGEST_LON, LARGEST_LAT = 180.0, 90.0


def store(edit: object, values: Mapping[str, object]) -> None:
    """Put tidied values into an edit that is only now being made."""
    for name, value in values.items():
        object.__setattr__(edit, name, value)


def short_repr(edit: Any) -> str:
    """Return how an edit would be written, without the fields that say nothing."""
    shown = []
    for each in dataclasses.fields(edit):
        value = getattr(edit, each.name)
        if value != each.default:
            shown.append(f"{each.name}={_shown(value)}")
    return f"{type(edit).__name__}({', '.join(shown)})"


def _shown(value: object) -> str:
    """Return a value as a reader wants it: modes by their names, areas by their kind."""
    if isinstance(value, tuple) and any(isinstance(each, Mode) for each in value):
        names = [each.name.upper() if each in MODES else each.name for each in value]
        return f"({', '.join(names)}{',' if len(names) == 1 else ''})"
    return f"<{value.geom_type}>" if hasattr(value, "geom_type") else repr(value)


def check_texts(edit: object, *names: str) -> None:
    """Refuse fields that are no text."""
    for name in names:
        value = getattr(edit, name)
        if not isinstance(value, str):
            raise ScenarioError(f"{name} must be text, got {value!r:.60}")


def check_flags(edit: object, *names: str) -> None:
    """Refuse fields that are neither True nor False."""
    for name in names:
        value = getattr(edit, name)
        if not isinstance(value, bool):
            raise ScenarioError(f"{name} must be True or False, got {value!r:.60}")


def checked_whole(name: str, value: object) -> int:
    """Return a whole number, or say that it is none."""
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise ScenarioError(f"{name} must be a whole number, got {value!r:.60}")
    return int(value)


def checked_ids(name: str, value: object) -> tuple[int, ...]:
    """Return whole numbers without doubles, or say that they are none."""
    if not isinstance(value, tuple | list):
        raise ScenarioError(
            f"{name} must be a tuple of OpenStreetMap ids such as (1234,), got {value!r:.60}"
        )
    for each in value:
        if not isinstance(each, Integral) or isinstance(each, bool):
            raise ScenarioError(f"{name} must hold whole numbers such as 1234, got {each!r:.60}")
    return tuple(dict.fromkeys(int(each) for each in value))


def checked_modes(value: object) -> tuple[Mode, ...]:
    """Return modes without doubles, or say that they are none."""
    if not isinstance(value, tuple | list):
        raise ScenarioError(
            f"modes must be a tuple such as (kraftcenter_mobility.CAR,), got {value!r:.60}"
        )
    for mode in value:
        if not isinstance(mode, Mode):
            raise ScenarioError(
                f"modes must hold Mode values such as kraftcenter_mobility.CAR, got {mode!r:.60}"
            )
        if ";" in mode.name:
            raise ScenarioError(f"modes: a mode's name must be without ';', got {mode.name!r}")
    return tuple(dict.fromkeys(value))


def checked_direction(value: object) -> str:
    """Return a direction along a way, or say which there are."""
    if not isinstance(value, str) or value not in {BOTH, *DIRECTIONS}:
        raise ScenarioError(
            f"direction must be 'both', or 'forward' or 'backward' as the way is drawn in "
            f"OpenStreetMap, got {value!r:.60}"
        )
    return value


def directions_of(direction: str) -> tuple[str, ...]:
    """Return the one or two directions that are meant."""
    return DIRECTIONS if direction == BOTH else (direction,)


def sides_of(direction: str) -> tuple[bool, bool]:
    """Say whether a direction means along the way, and against it."""
    along, against = DIRECTIONS
    return direction != against, direction != along


def checked_number(
    name: str, value: object, *, unit: str, bounds: tuple[float, float], above: bool = False
) -> float:
    """Return a number within bounds, both allowed unless it must lie `above` the lowest.

    Parameters
    ----------
    name : str
        The field, for messages.
    value : object
        What was given.
    unit : str
        What the number counts, such as ``"km/h"``; empty for plain factors.
    bounds : tuple of float
        The lowest and the highest number allowed.
    above : bool, optional
        Whether the lowest itself is refused.

    Returns
    -------
    float
        The number.

    Raises
    ------
    ScenarioError
        If it is no number, or beyond the bounds.
    """
    lowest, highest = bounds
    words = "more than" if above else "from"
    allowed = f"{words} {lowest:g} {'and at most' if above else 'to'} {highest:g}"
    wanted = f"a number {allowed}{' ' if unit else ''}{unit}"
    if not isinstance(value, Real) or isinstance(value, bool):
        raise ScenarioError(f"{name} must be {wanted}; got {value!r:.60}")
    number = float(value)
    if not lowest <= number <= highest or (above and number == lowest):
        raise ScenarioError(f"{name} must be {wanted}; got {number:g}")
    return number


def checked_point(lon: object, lat: object) -> tuple[float, float]:
    """Return a point in degrees, or say what is wrong with it."""
    for name, value in (("lon", lon), ("lat", lat)):
        if not isinstance(value, Real) or isinstance(value, bool) or not math.isfinite(value):
            raise ScenarioError(f"{name} must be a number of degrees, got {value!r:.60}")
    x, y = float(lon), float(lat)  # type: ignore[arg-type]
    if abs(x) > LARGEST_LON or abs(y) > LARGEST_LAT:
        raise ScenarioError(
            f"lon={x:.10g}, lat={y:.10g} are no degrees: are they in another coordinate "
            f"reference system? Transform them to EPSG:4326"
        )
    if looks_swapped(x, y):
        raise ScenarioError(f"lon={x:g}, lat={y:g} look swapped: Denmark is at lon 8, lat 56")
    return x, y


def checked_polygon(name: str, value: object) -> Any:
    """Return a polygon in degrees without heights, or say what is wrong with it."""
    import shapely

    if not isinstance(value, shapely.Polygon | shapely.MultiPolygon):
        raise ScenarioError(
            f"{name} must be a shapely Polygon or MultiPolygon in degrees, got {value!r:.60}"
        )
    if value.is_empty:
        raise ScenarioError(f"{name} is an empty {value.geom_type}; nothing lies in it")
    west, south, east, north = value.bounds
    if not all(map(math.isfinite, shapely.get_coordinates(value).flat)):
        raise ScenarioError(f"{name} has coordinates that are NaN or infinite")
    largest = max(abs(west), abs(east)), max(abs(south), abs(north))
    if largest[0] > LARGEST_LON or largest[1] > LARGEST_LAT:
        raise ScenarioError(
            f"{name} reaches from ({west:.10g}, {south:.10g}) to ({east:.10g}, {north:.10g}), "
            f"which are no degrees: is it in another coordinate reference system? Transform it "
            f"to EPSG:4326, longitude first"
        )
    if looks_swapped(west, south) and looks_swapped(east, north):
        raise ScenarioError(
            f"{name}: longitude and latitude look swapped, from ({west:g}, {south:g}) to "
            f"({east:g}, {north:g}); the longitude comes first"
        )
    if not value.is_valid:
        reason = shapely.is_valid_reason(value)
        raise ScenarioError(f"{name} is no valid {value.geom_type}: {reason}; draw it anew")
    return shapely.force_2d(value)
