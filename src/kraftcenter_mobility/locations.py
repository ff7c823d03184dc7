"""Whether coordinates can be where they say, and what is the matter if they cannot."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from .errors import PlacesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd

__all__ = ["advice_on", "known_crs", "listed", "locate", "looks_swapped", "some"]

NAMED_AT_MOST = 3

DANISH_LAT = (54.0, 58.0)
DANISH_LON = (7.0, 16.0)
"""As (lon, lat) the two are Denmark; the other way round they are the sea off Yemen."""

UTM_32_EASTING_M = (400_000.0, 900_000.0)
UTM_32_NORTHING_M = (6_000_000.0, 6_500_000.0)


def listed(names: Iterable[object]) -> str:
    """Return names in quotes with commas between, or that there are none."""
    return ", ".join(repr(str(name)) for name in names) or "nothing"


def some(examples: Iterable[str]) -> str:
    """Return the first few of several examples, with a sign that there are more."""
    shown = list(islice(examples, NAMED_AT_MOST + 1))
    return "; ".join([*shown[:NAMED_AT_MOST], *["..."][: len(shown) > NAMED_AT_MOST]])


def known_crs(crs: object) -> Any:
    """Return a coordinate reference system, or say that there is none of that name."""
    import pyproj

    try:
        return pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as trouble:
        raise PlacesError(
            f"crs={crs!r} is no coordinate reference system; name one like 'EPSG:25832'"
        ) from trouble


def looks_swapped(x: float, y: float) -> bool:
    """Say whether degrees are in Denmark only if latitude and longitude change places."""
    return DANISH_LAT[0] <= x <= DANISH_LAT[1] and DANISH_LON[0] <= y <= DANISH_LON[1]


def advice_on(x: float, y: float, remedy: str) -> str:
    """Return what is probably the matter with coordinates that cannot be right."""

    def inside(value: float, bounds: tuple[float, float]) -> bool:
        return bounds[0] <= value <= bounds[1]

    if looks_swapped(x, y):
        return "longitude and latitude look swapped: x is the longitude, 7 to 16 in Denmark"
    if inside(x, UTM_32_EASTING_M) and inside(y, UTM_32_NORTHING_M):
        return f"these look like metres in UTM zone 32; {remedy}"
    if inside(y, UTM_32_EASTING_M) and inside(x, UTM_32_NORTHING_M):
        return "these look like metres in UTM zone 32 with x and y swapped: x is the easting"
    if abs(x) <= 180 and abs(y) <= 90:  # noqa: PLR2004 - the whole world in degrees
        return "these look like degrees, not metres; their coordinate system is EPSG:4326"
    return f"they may be metres in another coordinate system; {remedy}"


def locate(
    geometry: gpd.GeoSeries, subject: str, label: Callable[[int], str], remedy: str
) -> gpd.GeoSeries:
    """Return one point in EPSG:4326 per geometry.

    Parameters
    ----------
    geometry : GeoSeries, shape (n_places,)
        Points, or areas that stand for a point inside them.
    subject : str
        Whose geometry it is, for messages.
    label : callable
        Takes the position of a row and returns what to call it in messages.
    remedy : str
        How the caller's user would say another coordinate reference system.

    Raises
    ------
    PlacesError
        If there is no coordinate reference system, or a place cannot be where it says.
    """
    import numpy as np

    if geometry.crs is None:
        raise PlacesError(
            f"{subject}: the places have no coordinate reference system; say which they are in: "
            f"EPSG:4326 if degrees, EPSG:25832 if metres in Denmark; {remedy}"
        )

    def refuse(bad: Any, text: str) -> None:
        rows = np.flatnonzero(bad)
        if rows.size:
            who = some(label(int(row)) for row in rows)
            raise PlacesError(f"{subject}: {rows.size} of {len(bad)} places {text}: {who}")

    refuse((geometry.isna() | geometry.is_empty).to_numpy(), "have no point on the map")
    points = _points(geometry)
    x, y = points.x.to_numpy(), points.y.to_numpy()
    refuse(~(np.isfinite(x) & np.isfinite(y)), "have NaN or infinite coordinates")
    wrong = np.flatnonzero(_impossible(x, y, degrees=geometry.crs.is_geographic))
    if wrong.size:
        row = int(wrong[0])
        raise PlacesError(
            f"{subject}: {wrong.size} of {len(x)} places cannot be where they say, the first "
            f"{label(row)} at x={x[row]:.10g}, y={y[row]:.10g}; "
            f"{advice_on(x[row], y[row], remedy)}"
        )
    points = points.to_crs("EPSG:4326")
    lost = ~np.isfinite(points.x.to_numpy()) | ~np.isfinite(points.y.to_numpy())
    refuse(lost, f"lie outside what {geometry.crs.to_string()} can describe")
    return points


def _points(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return points as they are and a point inside everything else."""
    is_point = (geometry.geom_type == "Point").to_numpy()
    if is_point.all():
        return geometry.copy()
    flat = geometry[~is_point]
    if geometry.crs.is_geographic:
        flat = flat.to_crs("EPSG:3857")  # keeps directions, and north up
    inside = flat.representative_point().to_crs(geometry.crs)
    points = geometry.copy()
    points[~is_point] = inside
    return points


def _impossible(x: Any, y: Any, *, degrees: bool) -> Any:
    """Mark the coordinates that no place can have, or none this library is meant for."""

    def inside(values: Any, bounds: tuple[float, float]) -> Any:
        return (values >= bounds[0]) & (values <= bounds[1])

    if degrees:
        outside = (abs(x) > 180) | (abs(y) > 90)  # noqa: PLR2004 - the whole world in degrees
        return outside | (inside(x, DANISH_LAT) & inside(y, DANISH_LON))
    tiny = (abs(x) <= 180) & (abs(y) <= 90)  # noqa: PLR2004 - the whole world in degrees
    return tiny | (inside(x, UTM_32_NORTHING_M) & inside(y, UTM_32_EASTING_M))
