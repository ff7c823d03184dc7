"""The lines drawn on the map that trips follow, and how far along them their stops lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.errors import FeedError
from kraftcenter_mobility.networks.geodesy import metres_per_degree

from .gtfs_arrays import Shapes, call_rows, read_only
from .gtfs_notices import note
from .gtfs_tables import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_archive import FeedFiles
    from .gtfs_arrays import Schedule

__all__ = ["along_shape", "kept_shapes", "no_shapes", "part_of_shape", "read_shapes"]

MOST_PAIRS = 5_000_000
"""Stops times links of a line that are compared; a railway across Denmark has a fifth."""

FARTHEST_M = 1_000.0
"""A stop farther from the line than this is not on it, and the line tells nothing."""


def read_shapes(files: FeedFiles, shape_ids: Sequence[str], notices: Notices) -> Shapes:
    """Return the lines of some shapes; without points where the feed has none.

    A file that cannot be read is counted: trips run without it.
    """
    required = ["shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"]
    try:
        table = read_table(files, "shapes.txt", required=required, notices=notices)
    except FeedError as fault:
        note(notices, "shapes_not_read", str(fault))
        return no_shapes(len(shape_ids))
    table = table.rows(table.positions("shape_id", shape_ids) >= 0)
    shape = table.positions("shape_id", shape_ids)
    lon = table.numbers("shape_pt_lon", low=-180.0, high=180.0)
    lat = table.numbers("shape_pt_lat", low=-90.0, high=90.0)
    place = table.numbers("shape_pt_sequence", low=0, whole=True)
    sound = np.flatnonzero(~np.isnan(lon) & ~np.isnan(lat) & ~np.isnan(place))
    order = sound[np.lexsort((place[sound], shape[sound]))]
    return Shapes(row_starts(shape[order], len(shape_ids)), lon[order], lat[order])


def no_shapes(n_shapes: int = 0) -> Shapes:
    """Return lines without points."""
    none = np.zeros(0)
    return read_only(Shapes(np.zeros(n_shapes + 1, dtype=np.int64), none, none))


def kept_shapes(schedule: Schedule, shapes: Shapes) -> tuple[Schedule, Shapes]:
    """Return a schedule and the lines that its trips follow, in single precision.

    Parameters
    ----------
    schedule : Schedule
        Its trips follow some of the lines, or none (-1).
    shapes : Shapes
        The lines; those with fewer than two points are none.

    Returns
    -------
    tuple of Schedule and Shapes
        The lines in the order in which trips first follow them.
    """
    import pandas as pd

    n_points = np.append(np.diff(shapes.first_point), 0)
    drawn = n_points[schedule.shape] > 1
    code, used = pd.factorize(schedule.shape[drawn])
    shape = np.full(schedule.n_trips, -1, dtype=np.int64)
    shape[drawn] = code
    rows, first_point = call_rows(shapes.first_point, used.astype(np.int64))
    lon, lat = shapes.lon[rows].astype(np.float32), shapes.lat[rows].astype(np.float32)
    return schedule._replace(shape=shape), read_only(Shapes(first_point, lon, lat))


def part_of_shape(lon: FloatArray, lat: FloatArray, begin_m: float, end_m: float) -> FloatArray:
    """Return the points of a line from one distance along it to another.

    Parameters
    ----------
    lon, lat : numpy.ndarray
        The line. Shape (n_points,).
    begin_m, end_m : float
        As :func:`along_shape` measures them, in metres.

    Returns
    -------
    numpy.ndarray
        Longitude and latitude, both ends included. Shape (n, 2).
    """
    x, y = _plane(lon, lat)
    along_m = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    inner = (along_m > begin_m) & (along_m < end_m)
    at_m = np.concatenate(([begin_m], along_m[inner], [end_m]))
    return np.column_stack((np.interp(at_m, along_m, lon), np.interp(at_m, along_m, lat)))


def along_shape(
    stop_lon: FloatArray, stop_lat: FloatArray, lon: FloatArray, lat: FloatArray
) -> FloatArray | None:
    """Return how far along a line each of a trip's stops lies, in metres.

    Parameters
    ----------
    stop_lon, stop_lat : numpy.ndarray
        The stops in the order of the trip. Shape (n_stops,).
    lon, lat : numpy.ndarray
        The line. Shape (n_points,).

    Returns
    -------
    numpy.ndarray or None
        Never falling, shape (n_stops,). None if the line does not pass the stops, or is
        longer than can be compared.

    Notes
    -----
    The stops are put on the line in their order so that the sum of the squared distances is
    least, by dynamic programming over its links: a line that passes a place twice, or comes
    back the way it went, is no difficulty.
    """
    if lon.size < 2 or lon.size * stop_lon.size > MOST_PAIRS:  # noqa: PLR2004 - a line's ends
        return None
    x, y = _plane(lon, lat)
    stop_x, stop_y = _plane(stop_lon, stop_lat, at=lat)
    away_m2, along_m = _projections(stop_x, stop_y, x, y)
    link = _cheapest_in_order(away_m2, along_m)
    stops = np.arange(stop_lon.size)
    if away_m2[stops, link].max() > FARTHEST_M**2:
        return None
    result: FloatArray = np.maximum.accumulate(along_m[stops, link])
    return result


def _plane(
    lon: FloatArray, lat: FloatArray, at: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return places in metres, as they are on a plane at the mean of some latitudes."""
    per_lon_m, per_lat_m = metres_per_degree(np.array([(lat if at is None else at).mean()]))
    return lon * per_lon_m, lat * per_lat_m


def _projections(
    stop_x: FloatArray, stop_y: FloatArray, x: FloatArray, y: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return each stop's squared distance to every link, and the foot's place on the line."""
    dx, dy = np.diff(x), np.diff(y)
    length2 = dx * dx + dy * dy
    from_x, from_y = stop_x[:, None] - x[:-1], stop_y[:, None] - y[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (from_x * dx + from_y * dy) / length2
    share = np.clip(np.nan_to_num(share, nan=0.0, posinf=0.0, neginf=0.0), 0.0, 1.0)
    away_m2 = (from_x - share * dx) ** 2 + (from_y - share * dy) ** 2
    length = np.sqrt(length2)
    begins = np.concatenate(([0.0], np.cumsum(length)[:-1]))
    return away_m2, begins + share * length


def _cheapest_in_order(away_m2: FloatArray, along_m: FloatArray) -> NDArray[np.intp]:
    """Return a link for each stop, never falling, of least total cost. Shape (n_stops,)."""
    n_stops, n_links = away_m2.shape
    links = np.arange(n_links)
    came_from = np.empty((n_stops, n_links), dtype=np.intp)
    total = away_m2[0]
    for stop in range(1, n_stops):
        least = np.minimum.accumulate(total)
        is_new = np.concatenate(([True], total[1:] < least[:-1]))
        cheapest = np.maximum.accumulate(np.where(is_new, links, 0))
        back_m = np.maximum(along_m[stop - 1] - along_m[stop], 0.0)
        stay = total + back_m**2
        move = np.concatenate(([np.inf], least[:-1]))
        came_from[stop] = np.where(stay <= move, links, np.concatenate(([0], cheapest[:-1])))
        total = away_m2[stop] + np.minimum(stay, move)
    chosen = np.empty(n_stops, dtype=np.intp)
    chosen[-1] = np.argmin(total)
    for stop in range(n_stops - 1, 0, -1):
        chosen[stop - 1] = came_from[stop, chosen[stop]]
    return chosen
