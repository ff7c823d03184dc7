"""What edits of rail and services have in common, and what their fields may hold."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass, fields
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import ScenarioError

from .edit_fields import (
    BOTH,
    check_flags,
    check_texts,
    checked_direction,
    checked_ids,
    checked_number,
    short_repr,
    store,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FURTHEST_TRACK_M",
    "HEADWAYS_S",
    "LONGEST_DWELL_S",
    "LONGEST_KM",
    "MOST_TRACKS",
    "RAIL_LIMITS_KMH",
    "VOLTAGES_KV",
    "TrackSelector",
    "TransitEdit",
    "checked_names",
    "optional_number",
    "refuse_given",
    "required_texts",
]

RAIL_LIMITS_KMH = (1.0, 400.0)
LONGEST_DWELL_S = 7200.0
HEADWAYS_S = (60.0, 86_400.0)
FURTHEST_TRACK_M = 5000.0
VOLTAGES_KV = (0.0, 50.0)
MOST_TRACKS = 8
LONGEST_KM = 10_000.0


@dataclass(frozen=True, slots=True, repr=False)
class TransitEdit:
    """What every edit of rail or services has."""

    _: KW_ONLY
    allow_no_effect: bool = False
    """Whether it is no error if nothing would change."""

    note: str = ""
    """Anything worth remembering, such as a source."""

    def __repr__(self) -> str:
        """Return the edit as it would be written."""
        return short_repr(self)


@dataclass(frozen=True, slots=True, repr=False)
class TrackSelector(TransitEdit):
    """Which tracks are meant: those between two stations, by name or by their ways."""

    from_station: str = ""
    """A station by its name or id; the tracks from there to `to_station` are meant."""

    to_station: str = ""
    """The other end. All tracks of a line with several are meant, sidings are not."""

    _: KW_ONLY
    from_km: float | None = None
    """Only from so many km after `from_station`."""

    to_km: float | None = None
    """Only to so many km after `from_station`."""

    line_name: str = ""
    """Only tracks of this name or number, as OpenStreetMap has it."""

    way_ids: tuple[int, ...] = ()
    """Only these OpenStreetMap ways."""

    direction: str = BOTH
    """``"forward"`` from the first station to the second, ``"backward"`` or ``"both"``. Without
    stations: along the way as OpenStreetMap draws it, or against it."""

    def _check_selection(self) -> None:
        """Tidy the fields that choose tracks, or say what is wrong with them."""
        check_texts(self, "from_station", "to_station", "line_name", "note")
        check_flags(self, "allow_no_effect")
        checked_direction(self.direction)
        store(self, {"way_ids": checked_ids("way_ids", self.way_ids), **self._checked_km()})
        if bool(self.from_station) != bool(self.to_station):
            raise ScenarioError(
                f"{type(self).__name__} takes both from_station and to_station, or neither; got "
                f"only {self.from_station or self.to_station!r}"
            )
        if not (self.from_station or self.line_name or self.way_ids):
            raise ScenarioError(
                f"{type(self).__name__} must say which tracks: give from_station and to_station, "
                f"line_name or way_ids"
            )

    def _checked_km(self) -> dict[str, object]:
        """Return the part of the way that is meant."""
        given: dict[str, object] = {}
        for name in ("from_km", "to_km"):
            value = getattr(self, name)
            if value is not None:
                bounds = (0.0, LONGEST_KM)
                given[name] = checked_number(name, value, unit="km", bounds=bounds)
        if given and not self.from_station:
            raise ScenarioError(
                f"{next(iter(given))} counts from from_station: give from_station and to_station"
            )
        begin, end = given.get("from_km", 0.0), given.get("to_km", math.inf)
        if begin >= end:  # type: ignore[operator]
            raise ScenarioError(f"from_km must be less than to_km; got {begin:g} and {end:g}")
        return given

    def described(self) -> str:
        """Return which tracks are meant, in a planner's words."""
        words = [f"{self.from_station} - {self.to_station}"] if self.from_station else []
        if self.from_km is not None or self.to_km is not None:
            until = "the end" if self.to_km is None else f"km {self.to_km:g}"
            words.append(f"km {self.from_km or 0:g} to {until}")
        if self.line_name:
            words.append(self.line_name)
        if self.way_ids:
            words.append(f"{len(self.way_ids)} ways")
        if self.direction != BOTH:
            words.append(self.direction)
        return ", ".join(words)


def required_texts(edit: Any, *names: str) -> None:
    """Refuse fields that are no text, or blank."""
    check_texts(edit, *names, "note")
    check_flags(edit, "allow_no_effect")
    for name in names:
        if not getattr(edit, name).strip():
            raise ScenarioError(f"{name} must not be empty")


def checked_names(name: str, value: object) -> tuple[str, ...]:
    """Return names without doubles, also of one that stands alone, or say that they are none."""
    given: Any = (value,) if isinstance(value, str) else value
    if not isinstance(given, tuple | list):
        raise ScenarioError(f"{name} must be a name or a tuple of names, got {value!r:.60}")
    for each in given:
        if not isinstance(each, str) or not each.strip():
            raise ScenarioError(f"{name} must hold names, got {each!r:.60}")
    return tuple(dict.fromkeys(given))


def refuse_given(edit: Any, names: tuple[str, ...], of_what: str) -> None:
    """Refuse fields that mean nothing here, unless they hold what they do by default."""
    defaults = {each.name: each.default for each in fields(edit)}
    given = [name for name in names if getattr(edit, name) != defaults[name]]
    if given:
        raise ScenarioError(f"{', '.join(given)} cannot be said of {of_what}: leave it out")


def optional_number(
    edit: object, name: str, *, unit: str, bounds: tuple[float, float], above: bool = False
) -> Mapping[str, float]:
    """Return a number of an edit by its name, nothing if it is not given."""
    value = getattr(edit, name)
    if value is None:
        return {}
    return {name: checked_number(name, value, unit=unit, bounds=bounds, above=above)}
