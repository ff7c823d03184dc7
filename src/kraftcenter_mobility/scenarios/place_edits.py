"""Edits of places: one moves, opens, closes, or holds more or fewer.

They act on tables of places and not on roads. Every table of those handed in that has the
name is changed, so that a town that is an origin and a destination stays one town.
"""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import ScenarioError

from .edit_fields import check_texts, store
from .place_accounts import (
    PlaceEdit,
    among,
    check_common,
    check_position,
    distance_m,
    no_effect,
    other_kinds,
    place_account,
    rows_of,
    unknown,
)
from .place_tables import (
    capacities,
    check_amount,
    check_tables,
    find_rows,
    lonlat_of,
    moved,
    with_capacity,
    with_place,
)

if TYPE_CHECKING:
    from .accounts import Account
    from .place_tables import PlaceTables

__all__ = ["AddPlace", "ClosePlace", "MovePlace", "SetCapacity"]

SAME_PLACE_M = 0.01
"""Nearer than this, a place has not moved: what a change of coordinate system may leave."""

M_PER_KM = 1000.0

WHERE_ADDED = ("destinations", "places")

OPEN = {"open": 1.0}
"""One place of what an account counts."""


@dataclass(frozen=True, slots=True)
class MovePlace(PlaceEdit):
    """A place is elsewhere from now on.

    Examples
    --------
    >>> MovePlace("Regionshospitalet Holstebro", 8.7, 56.27).lat
    56.27
    """

    place: str
    """Its name in the table of places."""

    lon: float
    """Its new longitude in degrees east (EPSG:4326)."""

    lat: float
    """Its new latitude in degrees north (EPSG:4326)."""

    def __post_init__(self) -> None:
        """Refuse a place without a name, and coordinates that cannot be on Earth."""
        check_common(self, "place")
        check_position(self)

    def apply_to_places(self, tables: PlaceTables) -> tuple[PlaceTables, Account]:
        """Return the tables with the place elsewhere, and the account of it.

        Raises
        ------
        ScenarioError
            If no table has the place, or it is there already, unless that is allowed.
        """
        rows = rows_of(self, tables, self.place)
        before = {name: lonlat_of(tables[name], row) for name, row in rows.items()}
        moved_m = {name: distance_m(at, (self.lon, self.lat)) for name, at in before.items()}
        rows = {name: row for name, row in rows.items() if moved_m[name] > SAME_PLACE_M}
        if not rows:
            why = f"{self.place!r} is at {self.lon:.7g}, {self.lat:.7g} already"
            return tables, no_effect(self, why if before else unknown(self.place, tables))
        first = next(iter(rows))
        old = before[first]
        what = f"move {self.place!r} by {moved_m[first] / M_PER_KM:.1f} km ({among(rows)})"
        changed = {name: moved(tables[name], row, self.lon, self.lat) for name, row in rows.items()}
        account = place_account(
            self,
            what,
            before=_at(*old),
            after=_at(self.lon, self.lat),
            points=[old, (self.lon, self.lat)],
        )
        return {**tables, **changed}, account


@dataclass(frozen=True, slots=True)
class AddPlace(PlaceEdit):
    """A place that was not there: a new school, station or centre.

    It joins the destinations that are compared, or the network's own places.

    Examples
    --------
    >>> AddPlace("Timeworld", 8.947, 56.121, kind="venue").kind
    'venue'
    """

    name: str
    """Its name, which no other place of the table may have."""

    lon: float
    """Its longitude in degrees east (EPSG:4326)."""

    lat: float
    """Its latitude in degrees north (EPSG:4326)."""

    _: KW_ONLY
    kind: str = ""
    """What it is, as the column ``kind`` says it: hospital, school, venue ..."""

    category: str = ""
    """Which kind of these, as the column ``category`` says it."""

    capacity: float = math.nan
    """How many it holds: beds, pupils, seats; NaN if unknown."""

    population: float = math.nan
    """How many live there; NaN if unknown."""

    def __post_init__(self) -> None:
        """Refuse a place without a name, coordinates not on Earth, and negative amounts."""
        check_common(self, "name")
        check_texts(self, "kind", "category")
        check_position(self)
        for name in ("capacity", "population"):
            store(self, {name: check_amount(name, getattr(self, name), unknown=True)})

    def apply_to_places(self, tables: PlaceTables) -> tuple[PlaceTables, Account]:
        """Return the tables with the place at their end, and the account of it.

        Raises
        ------
        ScenarioError
            If a place has that name already, no table is one that places are added to, or
            the destinations are all of other kinds, unless that is allowed.
        """
        check_tables(tables)
        wanted = [name for name in WHERE_ADDED if name in tables]
        if not wanted:
            raise ScenarioError(
                f"{self.name!r} can only be added to 'destinations' or 'places', but the tables "
                f"are {', '.join(map(repr, tables))}"
            )
        if why := other_kinds(self.name, self.kind, tables):
            return tables, no_effect(self, why)
        if taken := find_rows({name: tables[name] for name in wanted}, self.name):
            raise ScenarioError(
                f"name={self.name!r} is taken already in {among(taken)}; "
                f"move that place with MovePlace, or choose another name"
            )
        values: dict[str, float | str] = {
            "kind": self.kind,
            "category": self.category,
            "osm_id": "",
            "capacity": self.capacity,
            "population": self.population,
        }
        changed = {
            name: with_place(tables[name], self.name, self.lon, self.lat, values) for name in wanted
        }
        holds = "" if math.isnan(self.capacity) else f" with capacity {self.capacity:g}"
        what = (
            f"open {self.kind or 'place'} {self.name!r} at {self.lon:.5f}, {self.lat:.5f}"
            f"{holds} ({among(wanted)})"
        )
        account = place_account(
            self,
            what,
            after=OPEN,
            points=[(self.lon, self.lat)],
        )
        return {**tables, **changed}, account


@dataclass(frozen=True, slots=True)
class ClosePlace(PlaceEdit):
    """A place is there no longer.

    Examples
    --------
    >>> ClosePlace("Gjellerupskolen").place
    'Gjellerupskolen'
    """

    place: str
    """Its name in the table of places."""

    def __post_init__(self) -> None:
        """Refuse a place without a name."""
        check_common(self, "place")

    def apply_to_places(self, tables: PlaceTables) -> tuple[PlaceTables, Account]:
        """Return the tables without the place, and the account of it.

        Raises
        ------
        ScenarioError
            If no table has the place, unless that is allowed.
        """
        rows = rows_of(self, tables, self.place)
        if not rows:
            return tables, no_effect(self, unknown(self.place, tables))
        changed = {
            name: tables[name].drop(index=tables[name].index[row]) for name, row in rows.items()
        }
        emptied = [name for name, table in changed.items() if table.empty]
        old = lonlat_of(tables[next(iter(rows))], next(iter(rows.values())))
        account = place_account(
            self,
            f"close {self.place!r} ({among(rows)})",
            before=OPEN,
            after={"closed": 1.0},
            points=[old],
            notes=tuple(f"no place is left among the {name}" for name in emptied),
        )
        return {**tables, **changed}, account


@dataclass(frozen=True, slots=True)
class SetCapacity(PlaceEdit):
    """A place holds more or fewer than before: beds, pupils, seats.

    Examples
    --------
    >>> SetCapacity("Regionshospitalet Gødstrup", 499).capacity
    499.0
    """

    place: str
    """Its name in the table of places."""

    capacity: float
    """How many it holds from now on."""

    def __post_init__(self) -> None:
        """Refuse a place without a name, and a capacity below zero."""
        check_common(self, "place")
        store(self, {"capacity": check_amount("capacity", self.capacity)})

    def apply_to_places(self, tables: PlaceTables) -> tuple[PlaceTables, Account]:
        """Return the tables with the capacity set, and the account of it.

        Raises
        ------
        ScenarioError
            If no table has the place, or it holds as many already, unless that is allowed.
        """
        known = rows_of(self, tables, self.place)
        before = {name: float(capacities(tables[name])[row]) for name, row in known.items()}
        rows = {name: row for name, row in known.items() if before[name] != self.capacity}
        if not rows:
            why = f"the capacity of {self.place!r} is {self.capacity:g} already"
            return tables, no_effect(self, why if known else unknown(self.place, tables))
        first, row = next(iter(rows.items()))
        old = before[first]
        was = "unknown" if math.isnan(old) else f"{old:g}"
        account = place_account(
            self,
            f"set the capacity of {self.place!r} to {self.capacity:g} ({among(rows)})",
            before={f"capacity {was}": 1.0},
            after={f"capacity {self.capacity:g}": 1.0},
            points=[lonlat_of(tables[first], row)],
        )
        changed = {
            name: with_capacity(tables[name], row, self.capacity) for name, row in rows.items()
        }
        return {**tables, **changed}, account


def _at(lon: float, lat: float) -> dict[str, float]:
    """Return one place at a position, as an account counts it."""
    return {f"{lon:.5f}, {lat:.5f}": 1.0}
