"""Edits as plain values: for files, for a digest of their content, and in short to read."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.modes import MODES, Mode

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "brief",
    "digest_of",
    "edit_values",
    "is_edit",
    "is_place_edit",
    "is_road_edit",
    "is_transit_edit",
]

LAST = ("allow_no_effect", "note")
"""Fields that stand at the end, wherever a class inherits them from."""

SHORT_LIST = 4
"""Lists with more than so many values are counted and not written out where space is short."""


def is_road_edit(edit: object) -> bool:
    """Say whether something is an edit of roads."""
    return _has_method(edit, "apply")


def is_place_edit(edit: object) -> bool:
    """Say whether something is an edit of places."""
    return _has_method(edit, "apply_to_places")


def is_transit_edit(edit: object) -> bool:
    """Say whether something is an edit of tracks, stations or services."""
    return _has_method(edit, "apply_to_transit")


def is_edit(edit: object) -> bool:
    """Say whether something is an edit of any kind."""
    return is_road_edit(edit) or is_place_edit(edit) or is_transit_edit(edit)


def _has_method(edit: object, method: str) -> bool:
    """Say whether something is a value with a method by which an edit takes effect."""
    return (
        dataclasses.is_dataclass(edit)
        and not isinstance(edit, type)
        and not hasattr(edit, "edits")  # a scenario is applied too, and is none
        and callable(getattr(edit, method, None))
    )


def edit_values(edit: Any) -> dict[str, Any]:
    """Return an edit, or a part of one, as a table of plain values without the defaults.

    Returns
    -------
    dict
        For an edit, its kind under ``edit``; then its fields. Modes are names, or tables
        where they are a user's own; lines and rings are lists of [lon, lat], other
        geometry is a table as in GeoJSON.
    """
    kind = {"edit": type(edit).__name__} if is_edit(edit) else {}
    fields = sorted(dataclasses.fields(edit), key=lambda field: field.name in LAST)
    said = {
        field.name: plain(getattr(edit, field.name))
        for field in fields
        if field.init and not _is_default(field, getattr(edit, field.name))
    }
    return {**kind, **said}


def _is_default(field: dataclasses.Field[Any], value: object) -> bool:
    """Say whether a field has the value it has when nothing is said."""
    default = field.default
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    if type(value) is float and value != value:  # noqa: PLR0124 - NaN
        return type(default) is float and default != default  # noqa: PLR0124 - NaN
    return default is value or bool(default == value)


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line per kind of value
    """Return a value of an edit's field as plain text, numbers, lists and tables."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, Mode):
        return value.name if value in MODES else dataclasses.asdict(value)
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(each) for each in value]
    if dataclasses.is_dataclass(value):
        return edit_values(value)
    return plain_geometry(value)


def plain_geometry(geometry: Any) -> Any:
    """Return geometry as a list of [lon, lat], or as a table where that would not be enough."""
    import shapely

    if not isinstance(geometry, shapely.Geometry):
        raise TypeError(f"a field of an edit cannot hold {geometry!r:.60}")
    flat: Any = shapely.force_2d(geometry)
    shape = shapely.geometry.mapping(flat)
    if shape["type"] == "LineString":
        return _listed(shape["coordinates"])
    if shape["type"] == "Polygon" and len(shape["coordinates"]) == 1:
        return _listed(shape["coordinates"][0])
    return {"type": shape["type"], "coordinates": _listed(shape["coordinates"])}


def _listed(coordinates: Any) -> Any:
    """Return nested tuples of numbers as nested lists."""
    if isinstance(coordinates, tuple | list):
        return [_listed(each) for each in coordinates]
    return float(coordinates)


def digest_of(edits: Iterable[Any]) -> str:
    """Return the SHA-256 of what some edits say, in hexadecimal.

    It does not depend on how numbers are written, nor on fields that say nothing.
    """
    content = [_canonical(edit_values(edit)) for edit in edits]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _canonical(value: Any) -> Any:
    """Return a plain value with one way of writing for all that are equal."""
    if isinstance(value, dict):
        return {name: _canonical(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_canonical(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def brief(edit: Any) -> str:
    """Return an edit in one line, with long lists and geometry only counted."""
    values = edit_values(edit)
    values.pop("edit", None)
    shown = ", ".join(f"{name}={_short(value)}" for name, value in values.items())
    return f"{type(edit).__name__}({shown})"


def _short(value: Any) -> str:
    """Return a plain value in a few words."""
    if isinstance(value, list) and value and isinstance(value[0], list):
        return f"<{len(value)} points>"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"<{len(value)}>"
    if isinstance(value, dict):
        return f"<{value.get('type', 'table')}>"
    if isinstance(value, list):
        shown = ", ".join(repr(each) for each in value[:SHORT_LIST])
        more = f", ... {len(value)} in all" if len(value) > SHORT_LIST else ""
        return f"({shown}{more})"
    return f"{value:g}" if isinstance(value, float) else repr(value)
