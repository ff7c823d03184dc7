"""Tables of places as edits see them: finding a place by its name, and changed copies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.locations import advice_on, looks_swapped

from .suggestions import did_you_mean

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = [
    "PlaceTables",
    "capacities",
    "check_amount",
    "check_lonlat",
    "check_tables",
    "find_rows",
    "lonlat_of",
    "moved",
    "near_names",
    "with_capacity",
    "with_place",
]

PlaceTables: TypeAlias = "Mapping[str, gpd.GeoDataFrame]"
"""Tables by what they are: ``origins`` and ``destinations``, or a network's own ``places``."""


def check_lonlat(lon: object, lat: object) -> tuple[float, float]:
    """Return a longitude and a latitude as floats, or say why they can be no place on Earth."""
    for name, value in (("lon", lon), ("lat", lat)):
        sound = isinstance(value, Real) and not isinstance(value, bool)
        if not sound or not math.isfinite(float(value)):  # type: ignore[arg-type]
            raise ScenarioError(f"{name} must be a finite number of degrees, got {value!r:.60}")
    x, y = float(lon), float(lat)  # type: ignore[arg-type]
    if abs(x) > 180 or abs(y) > 90 or looks_swapped(x, y):  # noqa: PLR2004 - the whole world
        advice = advice_on(x, y, "transform them to EPSG:4326")
        raise ScenarioError(f"lon={x:.10g}, lat={y:.10g} cannot be right: {advice}")
    return x, y


def check_amount(name: str, value: object, *, unknown: bool = False) -> float:
    """Return a capacity or a number of people as a float; NaN only where it may be unknown."""
    if isinstance(value, Real) and not isinstance(value, bool):
        amount = float(value)
        if unknown and math.isnan(amount):
            return math.nan  # the one that equals itself inside tuples
        if 0 <= amount < math.inf:
            return amount
    raise ScenarioError(f"{name} must be a finite number of zero or more, got {value!r:.60}")


def check_tables(tables: PlaceTables) -> None:
    """Refuse what are no tables of places by name."""
    import geopandas as gpd

    if not isinstance(tables, Mapping) or not tables:
        raise ScenarioError(
            f"tables must be tables of places by name, such as "
            f'{{"origins": homes, "destinations": hospitals}}, got {tables!r:.60}'
        )
    for name, table in tables.items():
        if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
            raise ScenarioError(
                f"tables[{name!r}] must be a GeoDataFrame of places with a geometry, got a "
                f"{type(table).__name__}"
            )
        if table.crs is None:
            raise ScenarioError(
                f"tables[{name!r}] has no coordinate reference system; say it with "
                f'.set_crs("EPSG:4326")'
            )
        if table.index.nlevels > 1 or not table.index.is_unique:
            double = table.index[table.index.duplicated()]
            raise ScenarioError(
                f"tables[{name!r}] must have an index of unique names, but "
                f"{str(double[0] if len(double) else tuple(table.index.names))!r} is not one"
            )


def find_rows(tables: PlaceTables, place: str) -> dict[str, int]:
    """Return the row that a place has in each table that knows it; none in those left out."""
    found = {name: _row(table, place) for name, table in tables.items()}
    return {name: row for name, row in found.items() if row is not None}


def _row(table: gpd.GeoDataFrame, place: str) -> int | None:
    """Return the row of a table under a name, also if its names are numbers."""
    import pandas as pd

    row = int(table.index.get_indexer([place])[0])
    if row < 0 and not pd.api.types.is_string_dtype(table.index):
        row = int(table.index.map(str).get_indexer_for([place])[0])
    return row if row >= 0 else None


def near_names(tables: PlaceTables, place: str) -> str:
    """Return which tables were looked through for a place, and the names most like its own."""
    names = {str(name) for table in tables.values() for name in table.index}
    where = " and ".join(f"{name} ({len(table):,} names)" for name, table in tables.items())
    return f"in {where}; {did_you_mean(place, names)}"


def moved(table: gpd.GeoDataFrame, row: int, lon: float, lat: float) -> gpd.GeoDataFrame:
    """Return a copy of a table with one place elsewhere."""
    import geopandas as gpd

    points = table.geometry.to_numpy(dtype=object).copy()
    points[row] = _point_in(table, lon, lat)
    column = table.active_geometry_name
    return table.assign(**{column: gpd.GeoSeries(points, index=table.index, crs=table.crs)})


def with_capacity(table: gpd.GeoDataFrame, row: int, capacity: float) -> gpd.GeoDataFrame:
    """Return a copy of a table with another capacity of one place."""
    values = capacities(table)
    values[row] = capacity
    return table.assign(capacity=values)


def capacities(table: gpd.GeoDataFrame) -> FloatArray:
    """Return the capacities of a table, NaN where it has none. Shape (n_places,)."""
    import numpy as np

    if "capacity" not in table:
        return np.full(len(table), math.nan)
    try:
        values: FloatArray = table["capacity"].to_numpy(dtype=float, na_value=math.nan).copy()
    except (TypeError, ValueError) as trouble:
        raise ScenarioError(
            f"the column 'capacity' must hold numbers, but is of type {table['capacity'].dtype}; "
            f"convert it with pandas.to_numeric"
        ) from trouble
    return values


def with_place(
    table: gpd.GeoDataFrame, name: str, lon: float, lat: float, values: Mapping[str, float | str]
) -> gpd.GeoDataFrame:
    """Return a copy of a table with one place more, at its end.

    What is not said of it is missing. A column is added only for what is said.
    """
    import numpy as np
    import pandas as pd

    longer = table.reindex([*table.index, name])
    longer.index = pd.Index([*table.index, name], name=table.index.name)
    for column, value in values.items():
        known = column in longer
        if not known and (value == "" or value != value):  # noqa: PLR0124 - NaN: nothing is said
            continue
        cells = longer[column].to_numpy(dtype=object).copy() if known else None
        if cells is None:
            cells = np.full(len(longer), "" if isinstance(value, str) else math.nan, dtype=object)
        cells[-1] = value
        longer[column] = pd.Series(cells, index=longer.index).infer_objects()
    return moved(longer, len(table), lon, lat)


def _point_in(table: gpd.GeoDataFrame, lon: float, lat: float) -> Any:
    """Return a point in degrees as one in a table's own coordinate reference system."""
    import geopandas as gpd

    return gpd.GeoSeries.from_xy([lon], [lat], crs="EPSG:4326").to_crs(table.crs).iloc[0]


def lonlat_of(table: gpd.GeoDataFrame, row: int) -> tuple[float, float]:
    """Return where a place lies, in degrees; an area by a point inside it."""
    place = table.geometry.iloc[[row]]
    if not (place.geom_type == "Point").all():
        place = place.representative_point()
    point = place.to_crs("EPSG:4326").iloc[0]
    return float(point.x), float(point.y)
