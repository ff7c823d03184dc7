"""How many people live within areas: those whose point lies inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import PlacesError
from kraftcenter_mobility.locations import listed, some
from kraftcenter_mobility.places import check_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["Residents", "people_within", "residents_of"]

POPULATION = "population"


class Residents(NamedTuple):
    """Where people live, and how many. Shape of each: (n_points,)."""

    lon: FloatArray
    lat: FloatArray
    people: FloatArray


def residents_of(people: Any) -> Residents:
    """Return where people live, and how many.

    Parameters
    ----------
    people : GeoDataFrame, shape (n_points, n_columns)
        Points, or cells that stand for a point inside them, with a column ``population``.

    Raises
    ------
    PlacesError
        If the table is none of places, has no such column, or one that is no number of zero
        or more everywhere.
    """
    import pandas as pd

    points = check_places(people, "people")
    if POPULATION not in getattr(people, "columns", ()):
        known = [each for each in getattr(people, "columns", ()) if each != "geometry"]
        raise PlacesError(
            f"people have no column 'population' that says how many live there, only "
            f"{listed(known)}; rename the one that does"
        )
    given = pd.to_numeric(people[POPULATION], errors="coerce")
    number = given.to_numpy(dtype=np.float64)
    if (bad := ~(np.isfinite(number) & (number >= 0))).any():
        examples = some(f"{name!r} ({given[name]})" for name in points.index[bad])
        raise PlacesError(
            f"{int(bad.sum())} of {bad.size} places of people have no population that is zero or "
            f"more: {examples}; fill them in, for instance with people['population'].fillna(0)"
        )
    return Residents(points.x.to_numpy(), points.y.to_numpy(), number)


def people_within(residents: Residents, areas: Iterable[Any]) -> FloatArray:
    """Return how many people live within each of several areas in degrees. Shape (n_areas,)."""
    import shapely

    sums = []
    for area in areas:
        west, south, east, north = shapely.bounds(area)
        near = (residents.lon >= west) & (residents.lon <= east)
        near &= (residents.lat >= south) & (residents.lat <= north)
        lon, lat, people = (each[near] for each in residents)
        shapely.prepare(area)
        sums.append(float(people[shapely.contains_xy(area, lon, lat)].sum()))
    return np.array(sums, dtype=np.float64)
