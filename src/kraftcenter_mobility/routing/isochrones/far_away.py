"""Whether people and areas lie anywhere near to what they are asked about."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.cutoffs import users_level
from kraftcenter_mobility.errors import PlacesError
from kraftcenter_mobility.networks.geodesy import unbroken_deg

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility.networks.road import RoadNetwork

    from .areas_people import Residents

__all__ = ["check_near", "note_people_apart", "note_sides_apart"]

NEAR_NETWORK_M = 10_000.0
"""As far as areas may extend from a road."""

APART_M = 100_000.0
"""What lies further from all areas than this is probably of another region."""

METRES_PER_KM = 1000.0


def check_near(residents: Residents, roads: RoadNetwork) -> None:
    """Refuse people of whom nobody lives near to a network.

    Raises
    ------
    PlacesError
        Saying how far away the nearest of them is.
    """
    if not roads.point_lon.size:
        return  # which is said when places are to join a road
    lon = unbroken_deg(roads.point_lon)
    extent = np.array([lon.min(), roads.point_lat.min(), lon.max(), roads.point_lat.max()])
    if (told := _all_further(residents, extent, NEAR_NETWORK_M, "the network")) is not None:
        raise PlacesError(told)


def note_people_apart(residents: Residents, sides: list[Any]) -> None:
    """Warn if nobody lives anywhere near to areas, so that counting them counts no one."""
    extents = _extents(sides)
    if not extents:
        return
    extent = np.concatenate((np.min(extents, axis=0)[:2], np.max(extents, axis=0)[2:]))
    if (told := _all_further(residents, extent, APART_M, "the areas")) is not None:
        warnings.warn(told, UserWarning, stacklevel=users_level())


def note_sides_apart(baseline: Any, scenario: Any) -> None:
    """Warn if two sets of areas are so far apart that they are probably of two regions."""
    extents = _extents([baseline, scenario])
    if len(extents) < 2:  # noqa: PLR2004 - one of them has no area at all
        return
    west, south, east, north = extents[1]
    corners = np.array([west, east, west, east]), np.array([south, south, north, north])
    if _within(extents[0], *corners).any():
        return
    lon, lat = _nearest(extents[0], *corners)
    apart_m = _apart_m(*_nearest(extents[1], lon, lat), lon, lat).min()
    if apart_m > APART_M:
        warnings.warn(
            f"baseline and scenario have no area in common and lie {apart_m / METRES_PER_KM:,.0f} "
            f"km apart; were both made from networks of the same region?",
            UserWarning,
            stacklevel=users_level(),
        )


def _extents(sides: list[Any]) -> list[FloatArray]:
    """Return west, south, east and north of tables of areas, of those that have any."""
    bounds = [side.total_bounds for side in sides]
    return [each for each in bounds if np.isfinite(each).all()]


def _all_further(residents: Residents, extent: FloatArray, near_m: float, what: str) -> str | None:
    """Say that all people live further than that from an extent, if they do."""
    lon, lat = residents.lon, residents.lat
    if _within(extent, lon, lat).any():
        return None
    nearest_m = _apart_m(lon, lat, *_nearest(extent, lon, lat)).min()
    if nearest_m <= near_m:
        return None
    swapped = _within(extent, lat, lon).any()
    why = "longitude and latitude are swapped" if swapped else "check their coordinates"
    return (
        f"none of {residents.people.sum():,.0f} people, at {lon.size:,} places, lives within "
        f"{near_m / METRES_PER_KM:g} km of {what}, the nearest {nearest_m / METRES_PER_KM:,.0f} km "
        f"away; {why}, or give those of this region"
    )


def _within(extent: FloatArray, lon: FloatArray, lat: FloatArray) -> BoolArray:
    """Say which points lie within an extent, which may go on beyond the date line."""
    west, south, east, north = extent
    inside: BoolArray = ((lon - west) % 360.0 <= east - west) & (lat >= south) & (lat <= north)
    return inside


def _nearest(extent: FloatArray, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where an extent is nearest to points, by longitudes and latitudes."""
    west, south, east, north = extent
    middle = (west + east) / 2.0
    around = middle + (lon - middle + 180.0) % 360.0 - 180.0
    return np.clip(around, west, east), np.clip(lat, south, north)


def _apart_m(
    lon: FloatArray, lat: FloatArray, to_lon: FloatArray, to_lat: FloatArray
) -> FloatArray:
    """Return how far points are from others, along the ellipsoid."""
    from pyproj import Geod

    distance_m: FloatArray = Geod(ellps="WGS84").inv(lon, lat, to_lon, to_lat)[2]
    return distance_m
