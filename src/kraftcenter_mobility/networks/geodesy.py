"""Lengths and bearings along lines of longitudes and latitudes.

Lengths are on the WGS 84 ellipsoid by the mid-latitude formula [1]_: the two radii of
curvature at the middle of each link turn differences in degrees into metres. Over a link
of 10 km at Danish latitudes it is within 1 part in a million of the geodesic, where a
sphere would be up to 3 parts in a thousand off.

References
----------
.. [1] J. P. Snyder, "Map projections: a working manual," USGS Prof. Paper 1395, 1987,
   eqs. 4-18 and 4-19. doi:10.3133/pp1395
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = [
    "bearing_deg",
    "link_length_m",
    "metres_per_degree",
    "middle_deg",
    "unbroken_deg",
    "utm_crs",
    "wrapped_deg",
]

SEMI_MAJOR_M = 6_378_137.0
ECCENTRICITY_2 = 0.006_694_379_990_141_3


def metres_per_degree(lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the metres in a degree of longitude and of latitude, at a latitude."""
    phi = np.radians(lat)
    flattening = 1.0 - ECCENTRICITY_2 * np.sin(phi) ** 2
    normal_m = SEMI_MAJOR_M / np.sqrt(flattening)
    meridian_m = normal_m * (1.0 - ECCENTRICITY_2) / flattening
    return np.radians(normal_m * np.cos(phi)), np.radians(meridian_m)


def link_length_m(
    lon_a: FloatArray, lat_a: FloatArray, lon_b: FloatArray, lat_b: FloatArray
) -> FloatArray:
    """Return the length of the straight links from points `a` to points `b`, in metres."""
    per_lon_m, per_lat_m = metres_per_degree((lat_a + lat_b) / 2.0)
    return np.hypot(_eastwards(lon_a, lon_b) * per_lon_m, (lat_b - lat_a) * per_lat_m)


def bearing_deg(
    lon_a: FloatArray, lat_a: FloatArray, lon_b: FloatArray, lat_b: FloatArray
) -> FloatArray:
    """Return the direction from points `a` to points `b`, in degrees clockwise from north."""
    per_lon_m, per_lat_m = metres_per_degree((lat_a + lat_b) / 2.0)
    east_m, north_m = _eastwards(lon_a, lon_b) * per_lon_m, (lat_b - lat_a) * per_lat_m
    return np.degrees(np.arctan2(east_m, north_m))


def _eastwards(lon_a: FloatArray, lon_b: FloatArray) -> FloatArray:
    """Return the degrees from one longitude to another the shorter way, over the date line too."""
    difference = lon_b - lon_a
    return difference - 360.0 * np.rint(difference / 360.0)


def wrapped_deg(angle: FloatArray) -> FloatArray:
    """Return angles between -180 (not included) and 180 degrees."""
    return -((-angle + 180.0) % 360.0 - 180.0)


def middle_deg(lon: FloatArray, lat: FloatArray) -> tuple[float, float]:
    """Return the medians of longitudes and latitudes, also of points around the date line.

    Examples
    --------
    >>> middle_deg(np.array([179.5, -179.9, -179.5]), np.array([-17.0, -17.5, -18.0]))
    (-179.9, -17.5)
    """
    middle = float(np.median(unbroken_deg(lon)))
    return (middle - 360.0 if middle > 180.0 else middle), float(np.median(lat))  # noqa: PLR2004 - the date line


def unbroken_deg(lon: FloatArray) -> FloatArray:
    """Return longitudes up to 360 degrees, for points around the date line; others as they are."""
    around = lon.size and np.ptp(lon) > 180.0  # noqa: PLR2004 - half around the globe
    return lon % 360.0 if around else lon


def utm_crs(lon: float, lat: float) -> str:
    """Return the UTM zone around a point; in Denmark west of 12 degrees, EPSG:25832.

    Examples
    --------
    >>> utm_crs(8.97, 56.14)
    'EPSG:25832'
    >>> utm_crs(-51.2, -30.0)
    'EPSG:32722'
    """
    zone = min(int((lon + 180.0) // 6.0) + 1, 60)
    if 28 <= zone <= 38 and 30.0 <= lat <= 84.0 and lon < 45.0:  # noqa: PLR2004 - ETRS89's reach
        return f"EPSG:{25800 + zone}"
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"
