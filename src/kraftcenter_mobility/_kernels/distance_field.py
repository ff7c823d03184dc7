"""How far the nodes of a grid lie from lines: a field whose contours are buffers.

The grid is in degrees and the distances are in metres, with the metres in a degree at the
latitude of each row, so that no map projection stretches anything. Only nodes within reach
of a line are touched; distances are kept squared until all lines are drawn.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .csr import FloatArray, IntArray

__all__ = ["draw_stretches", "extent_of"]

FieldArray = NDArray[np.float32]


@njit(cache=True)
def _link(
    lon: FloatArray, lat: FloatArray, offset_m: FloatArray, point: int, begin_m: float, end_m: float
) -> tuple[float, float, float, float]:
    """Return the ends of what lies between two offsets of the link that begins at a point."""
    a_m, b_m = offset_m[point], offset_m[point + 1]
    low = max((begin_m - a_m) / (b_m - a_m), 0.0) if b_m > a_m else 0.0
    high = min((end_m - a_m) / (b_m - a_m), 1.0) if b_m > a_m else 1.0
    d_lon, d_lat = lon[point + 1] - lon[point], lat[point + 1] - lat[point]
    return (
        lon[point] + low * d_lon,
        lat[point] + low * d_lat,
        lon[point] + high * d_lon,
        lat[point] + high * d_lat,
    )


@njit(cache=True, nogil=True)
def extent_of(
    first_point: IntArray,
    lon: FloatArray,
    lat: FloatArray,
    offset_m: FloatArray,
    segment: IntArray,
    begin_m: FloatArray,
    end_m: FloatArray,
) -> FloatArray:
    """Return west, south, east and north of stretches of segments; turned round if none."""
    box = np.array([np.inf, np.inf, -np.inf, -np.inf])
    for k in range(segment.size):
        for point in range(first_point[segment[k]], first_point[segment[k] + 1] - 1):
            if offset_m[point + 1] < begin_m[k] or offset_m[point] > end_m[k]:
                continue
            a_lon, a_lat, b_lon, b_lat = _link(lon, lat, offset_m, point, begin_m[k], end_m[k])
            box[0], box[1] = min(box[0], a_lon, b_lon), min(box[1], a_lat, b_lat)
            box[2], box[3] = max(box[2], a_lon, b_lon), max(box[3], a_lat, b_lat)
    return box


@njit(cache=True, nogil=True)
def draw_stretches(
    first_point: IntArray,
    lon: FloatArray,
    lat: FloatArray,
    offset_m: FloatArray,
    segment: IntArray,
    begin_m: FloatArray,
    end_m: FloatArray,
    column: int,
    row: int,
    step_lon: float,
    step_lat: float,
    row_lon_m: FloatArray,
    row_lat_m: FloatArray,
    reach_m: float,
    field: FieldArray,
) -> None:
    """Lower the squared distances in `field` to those from stretches of segments.

    Node ``(i, j)`` of the field lies at ``(column + j) * step_lon, (row + i) * step_lat``.
    `row_lon_m` and `row_lat_m` are the metres in a degree at each row.
    """
    for k in range(segment.size):
        for point in range(first_point[segment[k]], first_point[segment[k] + 1] - 1):
            if offset_m[point + 1] < begin_m[k] or offset_m[point] > end_m[k]:
                continue
            a_lon, a_lat, b_lon, b_lat = _link(lon, lat, offset_m, point, begin_m[k], end_m[k])
            _draw_link(
                a_lon,
                a_lat,
                b_lon,
                b_lat,
                column,
                row,
                step_lon,
                step_lat,
                row_lon_m,
                row_lat_m,
                reach_m,
                field,
            )


@njit(cache=True)
def _draw_link(
    a_lon: float,
    a_lat: float,
    b_lon: float,
    b_lat: float,
    column: int,
    row: int,
    step_lon: float,
    step_lat: float,
    row_lon_m: FloatArray,
    row_lat_m: FloatArray,
    reach_m: float,
    field: FieldArray,
) -> None:
    """Lower the squared distances in `field` to those from a straight link."""
    n_rows, n_columns = field.shape
    south, north = min(a_lat, b_lat), max(a_lat, b_lat)
    reach_lat = 1.001 * reach_m / row_lat_m[0]
    low = max(int(np.floor((south - reach_lat) / step_lat)) - row, 0)
    high = min(int(np.ceil((north + reach_lat) / step_lat)) - row + 1, n_rows)
    for i in range(low, high):
        lon_m, lat_m = row_lon_m[i], row_lat_m[i]
        along_x, along_y = (b_lon - a_lon) * lon_m, (b_lat - a_lat) * lat_m
        y = ((row + i) * step_lat - a_lat) * lat_m
        begin, end = 0.0, 1.0
        if along_y != 0.0:
            one, other = (y - reach_m) / along_y, (y + reach_m) / along_y
            begin, end = max(min(one, other), 0.0), min(max(one, other), 1.0)
        elif abs(y) > reach_m:
            continue
        if begin > end:
            continue
        west_m = min(begin * along_x, end * along_x) - reach_m
        east_m = max(begin * along_x, end * along_x) + reach_m
        first = max(int(np.floor((a_lon + west_m / lon_m) / step_lon)) - column, 0)
        last = min(int(np.ceil((a_lon + east_m / lon_m) / step_lon)) - column + 1, n_columns)
        squared = along_x * along_x + along_y * along_y
        per = 1.0 / squared if squared > 0.0 else 0.0
        if first >= last:
            continue
        row_field = field[i, first:last]
        for k in range(np.uint64(last - first)):
            x = ((column + first + np.int64(k)) * step_lon - a_lon) * lon_m
            share = (x * along_x + y * along_y) * per
            share = min(max(share, 0.0), 1.0)
            off_x, off_y = x - share * along_x, y - share * along_y
            distance_2 = np.float32(off_x * off_x + off_y * off_y)
            row_field[k] = min(row_field[k], distance_2)
