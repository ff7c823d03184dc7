"""What edits of places have in common: checks of their fields, and their accounts."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import ScenarioError

from .accounts import Account
from .edit_fields import check_flags, check_texts, store
from .place_tables import check_lonlat, check_tables, find_rows, near_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from .place_tables import PlaceTables

__all__ = [
    "PlaceEdit",
    "among",
    "check_common",
    "check_position",
    "distance_m",
    "no_effect",
    "other_kinds",
    "place_account",
    "rows_of",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class PlaceEdit:
    """What every edit of places has."""

    _: KW_ONLY
    allow_no_effect: bool = False
    """Whether it is no error if no table has the place, or nothing would change."""

    note: str = ""
    """Anything worth remembering, such as a source."""


def check_common(edit: PlaceEdit, field: str) -> None:
    """Refuse a blank name of the place, and what every edit has if it is wrong."""
    check_texts(edit, field, "note")
    if not getattr(edit, field).strip():
        raise ScenarioError(f"{field} must not be empty")
    check_flags(edit, "allow_no_effect")


def check_position(edit: Any) -> None:
    """Make floats of an edit's longitude and latitude, or refuse them."""
    lon, lat = check_lonlat(edit.lon, edit.lat)
    store(edit, {"lon": lon, "lat": lat})


def rows_of(edit: PlaceEdit, tables: PlaceTables, place: str) -> dict[str, int]:
    """Return the row of a place in each table that has it; none only where that is allowed."""
    check_tables(tables)
    rows = find_rows(tables, place)
    if not rows and not edit.allow_no_effect:
        raise ScenarioError(unknown(place, tables))
    return rows


def unknown(place: str, tables: PlaceTables) -> str:
    """Say that no table has a place, and which names are like it."""
    return f"no place is called {place!r} {near_names(tables, place)}"


def other_kinds(name: str, kind: str, tables: PlaceTables) -> str:
    """Say that a place of some kind is none of the destinations' kinds; nothing if it may be.

    A hall among the hospitals would be everybody's nearest hospital.
    """
    table = tables.get("destinations")
    if not kind or table is None or "kind" not in table:
        return ""
    known = sorted({str(each) for each in table["kind"].dropna()} - {""})
    if not known or kind in known or (table["kind"].fillna("") == "").any():
        return ""
    return (
        f"{name!r} is of kind {kind!r}, but the destinations are all of kind "
        f"{', '.join(map(repr, known))}"
    )


def no_effect(edit: PlaceEdit, why: str) -> Account:
    """Return the account of an edit that changes nothing, or refuse it."""
    if not edit.allow_no_effect:
        raise ScenarioError(
            f"{why}, so nothing would change; remove the edit, or set allow_no_effect"
        )
    return place_account(edit, why, has_effect=False)


def place_account(  # noqa: PLR0913 - the columns of an account
    edit: PlaceEdit,
    what: str,
    *,
    before: Mapping[str, float] | None = None,
    after: Mapping[str, float] | None = None,
    points: Iterable[tuple[float, float]] = (),
    notes: tuple[str, ...] = (),
    has_effect: bool = True,
) -> Account:
    """Return the account of an edit of places, which concerns no road."""
    pairs = tuple(points)
    return Account(
        edit=type(edit).__name__,
        what=what,
        before=before or {},
        after=after or {},
        unit="place",
        notes=notes,
        has_effect=has_effect,
        drawn=partial(_points, pairs),
    )


def _points(pairs: tuple[tuple[float, float], ...]) -> gpd.GeoSeries:
    """Return points in degrees as a series of geometry."""
    import geopandas as gpd

    return gpd.GeoSeries.from_xy([x for x, _ in pairs], [y for _, y in pairs], crs="EPSG:4326")


def distance_m(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the distance between two points in degrees, in metres."""
    import numpy as np

    from kraftcenter_mobility.networks.geodesy import link_length_m

    return float(link_length_m(*np.array([*here, *there])))


def among(names: Iterable[str]) -> str:
    """Return the names of tables in words."""
    return " and ".join(names)
