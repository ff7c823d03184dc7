"""The sheet a map is drawn on: where a place on Earth comes to lie, in whole units."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from pyproj import Transformer

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.road import RoadNetwork

__all__ = ["LONG_SIDE", "UNITS_PER_PIXEL", "Frame", "frame_around", "path_data"]

LONG_SIDE = 10_000
"""Units along the longer side of the sheet: tenths of a pixel where it fills a screen."""

UNITS_PER_PIXEL = 10.0
"""What sizes in pixels are meant for; the page rescales them to the window it has."""

SMALLEST_SIDE_M = 2_000.0
MARGIN = 0.04


class Frame(NamedTuple):
    """A sheet with north up, in the UTM zone of the network."""

    transformer: Transformer
    west_m: float
    north_m: float
    metres_per_unit: float
    width: int
    height: int

    def place(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, IntArray]:
        """Return where places lie, in units to the right and downwards."""
        east_m, north_m = self.transformer.transform(lon, lat)
        x = np.rint((np.asarray(east_m) - self.west_m) / self.metres_per_unit)
        y = np.rint((self.north_m - np.asarray(north_m)) / self.metres_per_unit)
        return x.astype(np.int64), y.astype(np.int64)


def frame_around(roads: RoadNetwork, lon: FloatArray, lat: FloatArray) -> Frame:
    """Return a sheet with room for some places, in the network's UTM zone."""
    from pyproj import Transformer

    from kraftcenter_mobility.networks.geodesy import utm_crs

    zone = utm_crs(float(np.median(roads.node_lon)), float(np.median(roads.node_lat)))
    transformer = Transformer.from_crs("EPSG:4326", zone, always_xy=True)
    east_m, north_m = transformer.transform(lon, lat)
    size_m = np.maximum((np.ptp(east_m), np.ptp(north_m)), SMALLEST_SIDE_M)
    size_m += 2 * MARGIN * size_m.max()
    metres_per_unit = float(size_m.max()) / LONG_SIDE
    width, height = np.rint(size_m / metres_per_unit).astype(int)
    return Frame(
        transformer,
        float((np.min(east_m) + np.max(east_m) - size_m[0]) / 2),
        float((np.min(north_m) + np.max(north_m) + size_m[1]) / 2),
        metres_per_unit,
        int(width),
        int(height),
    )


def path_data(x: IntArray, y: IntArray, line: IntArray) -> str:
    """Return lines as the ``d`` of one SVG path, in steps from point to point.

    Parameters
    ----------
    x, y : array of int, shape (n_points,)
        Points in units, line after line.
    line : array of int, shape (n_points,)
        The line each point belongs to.

    Returns
    -------
    str
        A move and its steps for every line that is longer than a point.

    Examples
    --------
    >>> import numpy as np
    >>> path_data(np.array([5, 7, 7, 1]), np.array([5, 4, 4, 1]), np.array([0, 0, 0, 1]))
    'M5 5l2 -1'
    """
    new = np.diff(line, prepend=-1) != 0
    step_x, step_y = np.diff(x, prepend=0), np.diff(y, prepend=0)
    keep = new | (step_x != 0) | (step_y != 0)
    first = np.flatnonzero(new[keep])
    n_points = np.diff(first, append=np.count_nonzero(keep))
    real = np.repeat(n_points > 1, n_points)
    x, y, step_x, step_y, new = (part[keep][real] for part in (x, y, step_x, step_y, new))
    return (
        "".join(
            f"M{x[i]} {y[i]}l" if begins else f"{dx} {dy} "
            for i, (begins, dx, dy) in enumerate(
                zip(new.tolist(), step_x.tolist(), step_y.tolist(), strict=True)
            )
        )
        .replace(" M", "M")
        .strip()
    )
