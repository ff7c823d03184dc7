"""The line of a new road, and which point of a line is nearest to a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.geodesy import link_length_m, metres_per_degree

from .within import extent

if TYPE_CHECKING:
    from shapely import LineString

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["DECIMALS", "Feet", "check_line_is_near", "feet_on_links", "line_length_m", "read_line"]

DECIMALS = 7
"""Decimals of a degree that OpenStreetMap keeps: about a centimetre."""

FAR_M = 5_000.0
"""A line that lies this far outside a network was not meant for it."""

HIGHEST_LON, HIGHEST_LAT = 180.0, 90.0
FEWEST_POINTS = 2


class Feet(NamedTuple):
    """The point of each link that is nearest to one place. Shape of each: (n_links,)."""

    lon: FloatArray
    lat: FloatArray
    distance_m: FloatArray
    """From the place."""

    bearing_deg: FloatArray
    """Of the link, as it is drawn."""


def feet_on_links(begin: FloatArray, end: FloatArray, at: tuple[float, float]) -> Feet:
    """Return the nearest points of straight links to a place.

    Parameters
    ----------
    begin, end : array of float, shape (n_links, 2)
        Where each link begins and ends, longitude and latitude in degrees.
    at : (lon, lat)
        The place, in degrees.

    Returns
    -------
    Feet
        An end of a link is met exactly, to the last bit.
    """
    place = np.array(at)
    scale = np.concatenate(metres_per_degree(place[1:]))
    towards = (end - begin) * scale
    square = (towards * towards).sum(axis=1)
    along = ((place - begin) * scale * towards).sum(axis=1)
    share = np.clip(along / np.where(square > 0.0, square, 1.0), 0.0, 1.0)[:, np.newaxis]
    foot = np.where(share == 1.0, end, begin + share * (end - begin))
    lon, lat = foot[:, 0], foot[:, 1]
    distance_m = link_length_m(place[:1], place[1:], lon, lat)
    return Feet(lon, lat, distance_m, np.degrees(np.arctan2(towards[:, 0], towards[:, 1])))


def line_length_m(lon: tuple[float, ...], lat: tuple[float, ...]) -> float:
    """Return the length of a line through points in degrees, in metres."""
    x, y = np.array(lon), np.array(lat)
    return float(link_length_m(x[:-1], y[:-1], x[1:], y[1:]).sum())


def read_line(line: Any) -> LineString:
    """Return the line of a new road, given as a line or as points.

    Parameters
    ----------
    line : LineString or sequence of (lon, lat)
        In degrees, EPSG:4326. Heights are left out.

    Returns
    -------
    LineString
        Of two or more points that are not all the same.

    Raises
    ------
    ScenarioError
        If it is something else, or not in degrees.
    """
    import shapely

    is_geometry = isinstance(line, shapely.Geometry)
    lonlat = _of_geometry(line) if is_geometry else _of_points(line)
    _check_degrees(lonlat)
    return shapely.LineString(lonlat)


def _of_geometry(line: Any) -> FloatArray:
    """Return the points of a line; parts that meet end to end are one line."""
    import shapely

    if line.geom_type == "MultiLineString" and not line.is_empty:
        line = shapely.line_merge(line)
    if line.geom_type not in {"LineString", "LinearRing"}:
        parts = f" of {shapely.get_num_geometries(line)} parts that do not meet end to end"
        raise ScenarioError(
            f"line must be one LineString, got a {line.geom_type}"
            f"{parts if line.geom_type == 'MultiLineString' else ''}; use an AddRoad for each line"
        )
    return np.asarray(shapely.get_coordinates(line), dtype=np.float64)


def _of_points(points: Any) -> FloatArray:
    """Return points given as pairs of numbers, their heights left out."""
    wanted = "line must be a LineString or (lon, lat) pairs in degrees"
    if isinstance(points, str) or not hasattr(points, "__iter__"):
        raise ScenarioError(f"{wanted}, got {points!r:.60}")
    pairs = list(points)
    if len(pairs) < FEWEST_POINTS:
        raise ScenarioError(f"line must have two points or more, got {len(pairs)}")
    try:
        lonlat = np.array(pairs, dtype=np.float64)
    except (TypeError, ValueError):
        raise ScenarioError(f"{wanted}, got {pairs!r:.60}") from None
    if lonlat.ndim != 2 or lonlat.shape[1] not in {2, 3}:  # noqa: PLR2004 - with or without height
        raise ScenarioError(f"{wanted}, got {pairs!r:.60}")
    return lonlat[:, :2]


def _check_degrees(lonlat: FloatArray) -> None:
    """Refuse a line that has no length, or whose coordinates are no degrees."""
    odd = ~np.isfinite(lonlat).all(axis=1)
    if odd.any():
        raise ScenarioError(
            f"{int(odd.sum())} of {odd.size} points of line have coordinates that are no numbers; "
            f"leave them out or fill them in"
        )
    beyond = (np.abs(lonlat) > (HIGHEST_LON, HIGHEST_LAT)).any(axis=1)
    if beyond.any():
        lon, lat = lonlat[beyond][0]
        raise ScenarioError(
            f"{int(beyond.sum())} of {beyond.size} points of line are no longitudes and latitudes, "
            f"such as ({lon:g}, {lat:g}); they look like metres: transform the line to EPSG:4326"
        )
    if len(lonlat) == 0 or (lonlat.round(DECIMALS) == lonlat[0].round(DECIMALS)).all():
        raise ScenarioError(
            f"line has no length: it has {len(lonlat)} points, and no two that differ"
        )


def check_line_is_near(line: LineString, network: TransportNetwork) -> float:
    """Return the share of a line that lies outside the network's extent.

    Raises
    ------
    ScenarioError
        If the line lies 5 km or more from the network, as one does that was written for
        another, or whose coordinates are swapped.
    """
    import shapely

    west, south, east, north = extent(network)
    lon, lat = np.array(line.xy)
    per_degree_m = np.concatenate(metres_per_degree(np.array([(south + north) / 2.0])))
    far_lon, far_lat = FAR_M / per_degree_m

    def is_far(x: FloatArray, y: FloatArray) -> bool:
        aside = x.max() < west - far_lon or x.min() > east + far_lon
        return bool(aside or y.max() < south - far_lat or y.min() > north + far_lat)

    if is_far(lon, lat):
        remedy = "was it written for another network?"
        if not is_far(lat, lon):
            remedy = "longitude and latitude look swapped: longitude comes first"
        raise ScenarioError(
            f"line lies between ({lon.min():.4f}, {lat.min():.4f}) and ({lon.max():.4f}, "
            f"{lat.max():.4f}), outside the network, which lies between ({west:.4f}, {south:.4f}) "
            f"and ({east:.4f}, {north:.4f}); {remedy}"
        )
    outside = line.difference(shapely.box(west, south, east, north))
    return float(outside.length / line.length)
