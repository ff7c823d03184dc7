"""How far along a line drawn on the map the stops of a trip lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.networks.geodesy import metres_per_degree

from .gtfs_tables import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_archive import FeedFiles

__all__ = ["Shapes", "along_shape", "read_shapes"]

MOST_PAIRS = 5_000_000
"""Stops times links of a line that are compared; a railway across Denmark has a fifth."""

FARTHEST_M = 1_000.0
"""A stop farther from the line than this is not on it, and the line tells nothing."""


class Shapes(NamedTuple):
    """The lines that trips follow."""

    first_point: IntArray
    """Shape (n_shapes + 1,)."""

    lon: FloatArray
    lat: FloatArray
    """Shape (n_points,)."""


def read_shapes(files: FeedFiles, shape_ids: Sequence[str], notices: Notices) -> Shapes:
    """Return the lines of some shapes; without points where the feed has none.

    Raises
    ------
    FeedError
        If the file cannot be read.
    """
    required = ["shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"]
    table = read_table(files, "shapes.txt", required=required, notices=notices)
    table = table.rows(table.positions("shape_id", shape_ids) >= 0)
    shape = table.positions("shape_id", shape_ids)
    lon = table.numbers("shape_pt_lon", low=-180.0, high=180.0)
    lat = table.numbers("shape_pt_lat", low=-90.0, high=90.0)
    place = table.numbers("shape_pt_sequence", low=0, whole=True)
    sound = np.flatnonzero(~np.isnan(lon) & ~np.isnan(lat) & ~np.isnan(place))
    order = sound[np.lexsort((place[sound], shape[sound]))]
    return Shapes(row_starts(shape[order], len(shape_ids)), lon[order], lat[order])


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
    per_lon_m, per_lat_m = metres_per_degree(np.array([lat.mean()]))
    x, y = lon * per_lon_m, lat * per_lat_m
    away_m2, along_m = _projections(stop_lon * per_lon_m, stop_lat * per_lat_m, x, y)
    link = _cheapest_in_order(away_m2, along_m)
    stops = np.arange(stop_lon.size)
    if away_m2[stops, link].max() > FARTHEST_M**2:
        return None
    result: FloatArray = np.maximum.accumulate(along_m[stops, link])
    return result


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
