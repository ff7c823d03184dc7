"""The Danish square grid, with people in its cells.

*Det Danske Kvadratnet* divides the country into squares along the axes of EPSG:25832 (UTM
zone 32, ETRS89). A cell is called after its size and its south-west corner, northing first:
``1km_6221_494`` is the kilometre whose corner lies at 6,221 km north and 494 km east.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .areas import area_geometry
from .errors import InputError, PlacesError
from .locations import advice_on, listed
from .places import check_places

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

__all__ = ["square_grid"]

GRID_CRS = "EPSG:25832"

CELL_NAMES = {
    100: ("100m", 100),
    250: ("250m", 10),
    1_000: ("1km", 1_000),
    10_000: ("10km", 10_000),
    50_000: ("50km", 10_000),
    100_000: ("100km", 100_000),
}
"""Per size in metres: how names begin, and the unit of the two numbers in them. Sizes that
are no power of ten count in the next smaller one that is."""

MOST_CELLS = 5_000_000

WEST_END, EAST_END = -21.0, 39.0
"""Further than 30 degrees from its meridian the grid's projection folds over."""

SLIVER_M = 0.001
"""An area reaches into a cell if it comes this far over its edge."""

STEP_DEGREES = 0.02
"""Straight lines in degrees are bent in the grid; they are followed in steps of this."""


def square_grid(
    area: gpd.GeoDataFrame
    | gpd.GeoSeries
    | BaseGeometry
    | tuple[float, float, float, float]
    | str
    | Path,
    *,
    cell_m: int = 1000,
    people: gpd.GeoDataFrame | None = None,
    column: str | None = None,
    keep_empty: bool = False,
) -> gpd.GeoDataFrame:
    """Return the cells of the Danish square grid that an area touches.

    Parameters
    ----------
    area : GeoDataFrame, GeoSeries, shapely geometry, tuple or path
        The area: a table of areas in any coordinate reference system, a geometry in degrees,
        ``(west, south, east, north)`` in degrees, or a file of polygons.
    cell_m : {1000, 100, 250, 10_000, 50_000, 100_000}
        The side of a cell in metres.
    people : GeoDataFrame, shape (n_points,), optional
        Where people live, as points; those in the area are summed into the cells.
    column : str, optional
        Which column of `people` says how many live there.
    keep_empty : bool
        Whether cells in which nobody lives are kept; without `people` all are.

    Returns
    -------
    GeoDataFrame, shape (n_cells, 4)
        The middle of each cell in EPSG:4326 under the cell's name, from south to north and
        west to east, with ``northing_m`` and ``easting_m`` of the south-west corner and
        ``population``, NaN without `people`. With them, ``attrs["people_outside"]`` and
        ``attrs["points_outside"]`` hold the sum and the count of what lies outside the area.

    Raises
    ------
    InputError
        If the grid has no cells of that size, the area cannot be used, or it would have more
        than 5 million cells.
    PlacesError
        If `people` cannot be used, or none of them live in the area.

    Notes
    -----
    Cells are squares only near 9° E; 6° away a side is 0.2 % longer than its name says.

    Examples
    --------
    >>> grid = square_grid((8.97, 56.13, 8.98, 56.14))
    >>> grid.index.tolist()
    ['1km_6220_498', '1km_6221_498']
    """
    if cell_m not in CELL_NAMES:
        sizes = ", ".join(map(str, sorted(CELL_NAMES)))
        raise InputError(f"cell_m={cell_m!r} is no size of the Danish square grid; take {sizes}")
    if (people is None) != (column is None):
        raise InputError(
            f"people and column go together, but column is {column!r} and people "
            f"{'are missing' if people is None else 'are given'}"
        )
    outline = _outline(area)
    grid = _to_table(_cells(outline, cell_m), cell_m)
    if people is None or column is None:
        return grid
    grid = _with_people(grid, cell_m, outline, _metres(people), _counts(people, column))
    return grid if keep_empty else grid[grid["population"] > 0]


def _outline(area: Any) -> BaseGeometry:
    """Return an area as one sound geometry in the grid's coordinates.

    A table goes there straight from its own coordinates: over degrees, edges along the
    grid would no longer be straight.
    """
    import geopandas as gpd

    if not isinstance(area, gpd.GeoDataFrame | gpd.GeoSeries):
        area = gpd.GeoSeries([area_geometry(area)], crs="EPSG:4326")
    if area.crs is None:
        raise InputError(f"area, a {type(area).__name__}, has no crs; say it with set_crs(...)")
    shapes = area.geometry.segmentize(STEP_DEGREES) if area.crs.is_geographic else area.geometry
    west, south, east, north = shapes.to_crs("EPSG:4326").total_bounds
    if not WEST_END <= west <= east <= EAST_END:
        advice = advice_on((west + east) / 2, (south + north) / 2, "the grid's is EPSG:25832")
        raise InputError(
            f"area with bounds {tuple(map(float, area.total_bounds))} lies outside what the "
            f"Danish grid is for, {WEST_END:g} to {EAST_END:g} degrees east; {advice}"
        )
    outline: BaseGeometry = shapes.to_crs(GRID_CRS).make_valid().union_all()
    if not outline.area > 0:
        raise InputError(
            f"area with bounds {tuple(map(float, area.total_bounds))} has no surface; give a "
            f"polygon, or buffer the line or point"
        )
    return outline


def _cells(outline: BaseGeometry, cell_m: int) -> Any:
    """Return column and row of every cell that the outline reaches into.

    Squares of many cells are divided by four until they lie wholly inside or outside, so
    that only the border is looked at cell by cell.
    """
    import numpy as np
    import shapely

    if outline.area / cell_m**2 > MOST_CELLS:
        raise _too_many(outline, cell_m)
    west, south, east, north = np.array(outline.bounds) / cell_m
    first = np.floor([west, south]).astype(np.int64)
    extent = max(math.ceil(east) - first[0], math.ceil(north) - first[1], 1)
    size = 1 << int(extent - 1).bit_length()
    squares = first[np.newaxis, :]
    shapely.prepare(outline)
    found, n_found = [], 0
    while size:
        near_m, far_m = squares * cell_m + SLIVER_M, (squares + size) * cell_m - SLIVER_M
        boxes = shapely.box(*near_m.T, *far_m.T)
        hit = shapely.intersects(outline, boxes)
        whole = shapely.contains(outline, boxes) if size > 1 else hit
        border = hit & ~whole
        n_found += int(whole.sum()) * size**2
        if n_found + border.sum() > MOST_CELLS:
            raise _too_many(outline, cell_m)
        found.append(_parts(squares[whole], size, 1))
        squares = _parts(squares[border], size, size // 2)
        size //= 2
    return (cells := np.concatenate(found))[np.lexsort(cells.T)]


def _parts(squares: Any, size: int, step: int) -> Any:
    """Return the corners of the squares of a smaller size that squares consist of."""
    import numpy as np

    if len(squares) == 0:
        return squares  # and no list of the cells in a square of half the world
    along = np.arange(0, size, max(step, 1))
    offsets = np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)
    return (squares[:, np.newaxis, :] + offsets).reshape(-1, 2)


def _too_many(outline: BaseGeometry, cell_m: int) -> InputError:
    """Return the error for a grid that would not fit in memory."""
    return InputError(
        f"area would have about {outline.area / cell_m**2:,.0f} cells of {cell_m} m, more than "
        f"{MOST_CELLS:,}; take larger cells or a smaller area"
    )


def _to_table(cells: Any, cell_m: int) -> gpd.GeoDataFrame:
    """Return the middles of cells under their names."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    easting_m, northing_m = (cells * cell_m).T
    label, unit = CELL_NAMES[cell_m]
    numbers = zip((northing_m // unit).tolist(), (easting_m // unit).tolist(), strict=True)
    names = [f"{label}_{northing}_{easting}" for northing, easting in numbers]
    half = cell_m / 2
    middles = gpd.GeoSeries.from_xy(easting_m + half, northing_m + half, crs=GRID_CRS)
    return gpd.GeoDataFrame(
        {"northing_m": northing_m, "easting_m": easting_m, "population": np.nan},
        geometry=middles.to_crs("EPSG:4326").to_numpy(),
        crs="EPSG:4326",
        index=pd.Index(names, dtype=str, name="name"),
    )


def _metres(people: gpd.GeoDataFrame) -> Any:
    """Return where people live, in the grid's coordinates."""
    import numpy as np

    points = check_places(people.reset_index(drop=True), "people").to_crs(GRID_CRS)
    xy_m = np.stack([points.x, points.y], axis=1)
    return np.where(np.isfinite(xy_m), xy_m, -1e9)  # the far side of the Earth is far outside


def _with_people(
    grid: gpd.GeoDataFrame, cell_m: int, outline: BaseGeometry, xy_m: Any, n_people: Any
) -> gpd.GeoDataFrame:
    """Return a grid with the people in its cells."""
    import numpy as np
    import shapely

    corner_m = np.floor(xy_m / cell_m).astype(np.int64) * cell_m
    position = _positions(grid[["easting_m", "northing_m"]].to_numpy(), corner_m)
    inside = shapely.intersects_xy(outline, *xy_m.T) & (position >= 0)
    if not inside.any():
        raise PlacesError(
            f"none of the {len(xy_m)} rows of people lie in the area; in {GRID_CRS} its bounds "
            f"are {tuple(map(round, outline.bounds))} and the first row lies at "
            f"{tuple(map(round, xy_m[0]))}; check the crs of both"
        )
    summed = np.bincount(position[inside], n_people[inside], minlength=len(grid))
    filled = grid.assign(population=summed)
    filled.attrs["points_outside"] = int((~inside).sum())
    filled.attrs["people_outside"] = float(n_people[~inside].sum())
    return filled


def _positions(corners: Any, wanted: Any) -> Any:
    """Return where each wanted corner stands among the corners, -1 where it does not."""
    import numpy as np

    west, south = corners.min(axis=0)
    width = corners[:, 0].max() - west + 1

    def key(corner: Any) -> Any:
        return (corner[:, 1] - south) * width + corner[:, 0] - west

    keys = key(corners)  # ascending, as the grid is ordered
    position = np.minimum(np.searchsorted(keys, key(wanted)), len(keys) - 1)
    return np.where((corners[position] == wanted).all(axis=1), position, -1)


def _counts(people: gpd.GeoDataFrame, column: str) -> Any:
    """Return how many live at each point, or say why that is unknown."""
    import numpy as np
    import pandas as pd

    if column not in people:
        raise InputError(f"people have no column {column!r}, only {listed(people.columns)}")
    counts = pd.to_numeric(people[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = np.flatnonzero(~(np.isfinite(counts) & (counts >= 0)))
    if bad.size:
        raise PlacesError(
            f"{bad.size} of {len(people)} values of people[{column!r}] are no counts, the first "
            f"{people[column].iloc[bad[0]]} in row {bad[0] + 1}; give each a number from 0 up"
        )
    return counts
