"""How far each town reaches: built from its residents, and from where its cells lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import KDTree

from . import AREA, MUNICIPALITIES, table
from .sample_geometry import random_for, records, to_metres

if TYPE_CHECKING:
    import pandas as pd

    from .sample_geometry import BoolArray, FloatArray, Shape

__all__ = ["Cells", "Town", "read_cells", "town_areas"]

DENSITY_PER_KM2 = 1_500.0
REACH = 2.4
"""A town's cells lie no further out than so many times its radius."""

GROWN_FROM_CELLS = 7_500
GROWN_TOGETHER = {"Herning"}
"""Towns that the suburbs of their municipality are part of."""

SMALLEST_M = {"city": 1_000.0, "town": 500.0, "village": 280.0, "suburb": 380.0, "hamlet": 190.0}
OUTER_LARGEST_M = 900.0
DISTRICT_M = 1_500.0
INDUSTRY = {"business_park", "event_fair", "event_stadium"}
INDUSTRY_M = 520.0


@dataclass(frozen=True, slots=True)
class Cells:
    """The populated square kilometres, in metres."""

    centre: FloatArray
    square: list[shapely.Polygon]
    residents: FloatArray
    inner: BoolArray
    """Which are in the six municipalities."""

    tree: KDTree


@dataclass(slots=True)
class Town:
    """A built-up area: its name, its middle, its outline and the middles of its districts."""

    name: str
    centre: FloatArray
    residents: float
    inner: bool
    area: Shape
    districts: FloatArray
    industrial: bool = False


def read_cells() -> Cells:
    """Return the populated cells of the census grid."""
    rows = table("population_1km_2021")
    centre = to_metres(rows["lon"].to_numpy(float), rows["lat"].to_numpy(float))
    # The European grid is turned by about a degree here: its squares are drawn upright.
    square = [shapely.box(x - 500.0, y - 500.0, x + 500.0, y + 500.0) for x, y in centre]
    inner = rows["municipality"].isin(MUNICIPALITIES).to_numpy(bool)
    residents = rows["population"].to_numpy(float)
    return Cells(centre, square, residents, inner, KDTree(centre))


def town_areas(cells: Cells) -> list[Town]:
    """Return the built-up areas, the largest first; none overlaps another."""
    rows = _places_inside()
    suburbs = rows[rows["kind"] == "suburb"]
    towns = rows[rows["kind"] != "suburb"].sort_values(
        ["residents", "name"], ascending=[False, True]
    )
    populated = shapely.union_all([square.buffer(20.0) for square in cells.square])
    claims = _claims(cells, towns)
    made: list[Town] = []
    taken: Shape = shapely.Polygon()
    for row in records(towns):
        town = _outline(row, cells, claims, populated)
        if town.name in GROWN_TOGETHER:
            town = _with_suburbs(town, suburbs)
        town.area = town.area.difference(taken.buffer(150.0))
        made.append(town)
        taken = taken.union(town.area)
    made += _lone_suburbs(suburbs, taken)
    made += _industry(shapely.union_all([town.area for town in made]))
    return [_with_districts(town) for town in made]


def _places_inside() -> pd.DataFrame:
    rows = table("places")
    west, south, east, north = AREA
    inside = rows["lon"].between(west, east) & rows["lat"].between(south, north)
    rows = rows[inside]
    return rows.assign(
        residents=rows["population"].fillna(0.0),
        radius_m=np.maximum(
            1000.0 * np.sqrt(rows["population"].fillna(0.0) / DENSITY_PER_KM2 / np.pi),
            rows["kind"].map(SMALLEST_M),
        ),
        inner=rows["municipality"].isin(MUNICIPALITIES),
    )


def _claims(cells: Cells, towns: pd.DataFrame) -> list[str]:
    """Return whose cell each one is: the town's that is nearest for its size."""
    middles = to_metres(towns["lon"].to_numpy(float), towns["lat"].to_numpy(float))
    reach = towns["radius_m"].to_numpy(float)
    apart = np.hypot(
        cells.centre[:, None, 0] - middles[None, :, 0],
        cells.centre[:, None, 1] - middles[None, :, 1],
    )
    relative = apart / reach
    nearest = relative.argmin(axis=1)
    far = relative.min(axis=1) > REACH
    names = towns["name"].to_numpy()
    return ["" if lost else str(names[i]) for i, lost in zip(nearest, far, strict=True)]


def _outline(row: dict[str, Any], cells: Cells, claims: list[str], populated: Shape) -> Town:
    name, radius_m = str(row["name"]), float(row["radius_m"])
    centre = to_metres(row["lon"], row["lat"])
    area: Shape
    if not row["inner"]:
        area = _blob(name, centre, min(radius_m, OUTER_LARGEST_M))
    elif row["residents"] >= GROWN_FROM_CELLS:
        core = shapely.Point(centre).buffer(0.35 * radius_m)
        area = shapely.union(_from_cells(name, row["residents"], cells, claims), core)
        area = area.intersection(populated)
    else:
        dry = shapely.union(populated, shapely.Point(centre).buffer(200.0))
        area = _blob(name, centre, radius_m).intersection(dry)
    return Town(name, centre, float(row["residents"]), bool(row["inner"]), area, centre[None, :])


def _blob(name: str, centre: FloatArray, radius_m: float) -> shapely.Polygon:
    """Return a round area with an uneven rim."""
    rng = random_for(f"outline {name}")
    angle = np.linspace(0.0, 2.0 * np.pi, 48, endpoint=False)
    rim = np.full(angle.shape, 1.0)
    for wave in (2, 3, 5):
        rim += 0.09 * np.cos(wave * angle + rng.uniform(0.0, 2.0 * np.pi))
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    return shapely.Polygon((centre + radius_m * rim[:, None] * circle).round(2))


def _from_cells(name: str, residents: float, cells: Cells, claims: list[str]) -> Shape:
    """Return the town's most populated cells, as many as its residents fill, rounded off."""
    mine = [i for i, claim in enumerate(claims) if claim == name]
    mine.sort(key=lambda i: (-cells.residents[i], i))
    count = int(np.ceil(residents / DENSITY_PER_KM2))
    union = shapely.union_all([cells.square[i] for i in mine[:count]])
    return union.buffer(250.0).buffer(-520.0).buffer(330.0)


def _with_suburbs(town: Town, suburbs: pd.DataFrame) -> Town:
    """Return the town with the suburbs of its municipality grown together with it."""
    mine = suburbs[(suburbs["municipality"] == town.name)]
    middles = to_metres(mine["lon"].to_numpy(float), mine["lat"].to_numpy(float))
    discs = [shapely.Point(middle).buffer(450.0) for middle in middles]
    town.area = shapely.union_all([town.area, *discs]).buffer(200.0).buffer(-200.0)
    town.districts = np.vstack([town.districts, middles])
    return town


def _lone_suburbs(suburbs: pd.DataFrame, taken: Shape) -> list[Town]:
    made = []
    for row in records(suburbs):
        centre = to_metres(row["lon"], row["lat"])
        if not taken.buffer(150.0).contains(shapely.Point(centre)):
            area = _blob(row["name"], centre, row["radius_m"]).difference(taken.buffer(150.0))
            made.append(Town(row["name"], centre, 0.0, bool(row["inner"]), area, centre[None, :]))
    return made


def _industry(taken: Shape) -> list[Town]:
    """Return the business parks and the fair, as far as no town covers them."""
    rows = table("facilities")
    rows = rows[rows["category"].isin(INDUSTRY)].sort_values("id")
    made = []
    for row in records(rows):
        centre = to_metres(row["lon"], row["lat"])
        area = _blob(row["name"], centre, INDUSTRY_M).difference(taken.buffer(60.0))
        taken = taken.union(area)
        made.append(
            Town(
                row["name"],
                centre,
                0.0,
                inner=True,
                area=area,
                districts=centre[None, :],
                industrial=True,
            )
        )
    return made


def _with_districts(town: Town) -> Town:
    """Return the town with more districts, so that no single street plan covers it all."""
    rng = random_for(f"districts {town.name}")
    west, south, east, north = town.area.bounds
    for _ in range(400):
        spot = rng.uniform((west, south), (east, north)).round(2)
        away = np.hypot(*(town.districts - spot).T)
        if away.min() > DISTRICT_M and town.area.contains(shapely.Point(spot)):
            town.districts = np.vstack([town.districts, spot])
    return town
