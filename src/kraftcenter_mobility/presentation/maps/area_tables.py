"""Tables of areas and of lines, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError, PlacesError

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray

__all__ = ["checked_areas", "checked_lines", "extent_of", "has_shape"]

WGS84 = "EPSG:4326"


def checked_areas(table: Any, levels: tuple[str, ...], what: str, made_by: str) -> gpd.GeoDataFrame:
    """Return a table of areas in degrees.

    Parameters
    ----------
    table : GeoDataFrame
        What the caller was given.
    levels : tuple of str
        Names of the levels of its index.
    what, made_by : str
        The argument, and the function that makes such tables; for messages.

    Raises
    ------
    InputError
        If it is no such table, or has nothing to draw.
    """
    import geopandas as gpd

    known = isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None
    if not known or set(levels) - set(table.index.names) or "area_km2" not in table:
        raise InputError(
            f"{what} must be the table that kraftcenter_mobility.{made_by}(...) returns, with "
            f"the levels {', '.join(levels)} in its index; got a {type(table).__name__}"
        )
    _refuse_no_rows(table, what)
    located = _in_degrees(table, what)
    if not has_shape(located).any():
        raise InputError(
            f"{what} have nothing to draw: all {len(table)} areas are empty; take larger cutoffs"
        )
    return located


def checked_lines(table: Any, what: str) -> gpd.GeoDataFrame:
    """Return a table of lines in degrees.

    Raises
    ------
    InputError
        If it is no table with geometry, or has nothing to draw.
    PlacesError
        If it has no coordinate reference system.
    """
    import geopandas as gpd

    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        raise InputError(
            f"{what} must be a GeoDataFrame with lines as its geometry, not a "
            f"{type(table).__name__} without"
        )
    _refuse_no_rows(table, what)
    located = _in_degrees(table, what)
    if not has_shape(located).any():
        raise InputError(
            f"{what} has nothing to draw: none of {len(table)} rows has a line; give rows with "
            f"geometry"
        )
    return located


def _refuse_no_rows(table: gpd.GeoDataFrame, what: str) -> None:
    """Refuse a table without rows, such as one that a selection left nothing of."""
    if not len(table):
        raise InputError(
            f"{what}: no rows, so there is nothing to draw; if rows were selected, none matched"
        )


def _in_degrees(table: gpd.GeoDataFrame, what: str) -> gpd.GeoDataFrame:
    """Return a table with its geometry in EPSG:4326."""
    if table.crs is None:
        raise PlacesError(
            f"{what} have no coordinate reference system; say which they are in: "
            f"EPSG:4326 if degrees, EPSG:25832 if metres in Denmark; set it with .set_crs(...)"
        )
    return table.to_crs(WGS84)


def has_shape(table: gpd.GeoDataFrame) -> BoolArray:
    """Mark the rows that have something to draw. Shape (n_rows,)."""
    import shapely

    shapes: Any = table.geometry.to_numpy()
    drawn: BoolArray = ~(shapely.is_empty(shapes) | shapely.is_missing(shapes))
    return drawn


def extent_of(table: gpd.GeoDataFrame) -> tuple[FloatArray, FloatArray]:
    """Return the longitudes and latitudes of all that is drawn of a table."""
    import shapely

    points = shapely.get_coordinates(np.asarray(table.geometry.to_numpy(), dtype=object))
    return points[:, 0], points[:, 1]
