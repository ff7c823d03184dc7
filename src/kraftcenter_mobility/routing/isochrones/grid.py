"""The grid on which areas are drawn: fixed to the globe, so that all areas share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.geodesy import metres_per_degree

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.networks.road import RoadNetwork

__all__ = ["Box", "Grid", "grid_for"]

CELLS_PER_BUFFER = 5
"""Cells of the grid along `buffer_m`: more of them are slower, and hardly truer."""

LEAST_LON_M = 100.0
"""Metres in a degree of longitude at least, so that cells are finite at the poles."""


class Box(NamedTuple):
    """First and last column and row of a part of the grid."""

    west: int
    east: int
    south: int
    north: int


class Grid(NamedTuple):
    """A grid of points in degrees; node ``(i, j)`` is at ``i * step_lat, j * step_lon``."""

    step_lon: float
    step_lat: float
    buffer_m: float

    @property
    def reach_m(self) -> float:
        """How far from reached positions distances are needed, in metres."""
        return self.buffer_m * (1.0 + 1.5 / CELLS_PER_BUFFER)

    def box(self, extent: FloatArray) -> Box:
        """Return the part of the grid around an extent, with room for the buffer."""
        west, south, east, north = extent
        lon_m, lat_m = metres_per_degree(np.array([south, north]))
        off_lon = self.reach_m / max(float(lon_m.min()), LEAST_LON_M) + 2 * self.step_lon
        off_lat = self.reach_m / float(lat_m.min()) + 2 * self.step_lat
        return Box(
            int(np.floor((west - off_lon) / self.step_lon)),
            int(np.ceil((east + off_lon) / self.step_lon)),
            int(np.floor((south - off_lat) / self.step_lat)),
            int(np.ceil((north + off_lat) / self.step_lat)),
        )

    def row_metres(self, low: int, high: int) -> tuple[FloatArray, FloatArray]:
        """Return the metres in a degree of longitude and latitude at the rows up to `high`."""
        lat = np.arange(low, high + 1, dtype=np.float64) * self.step_lat
        lon_m, lat_m = metres_per_degree(lat)
        return np.maximum(lon_m, LEAST_LON_M), lat_m


def grid_for(roads: RoadNetwork, buffer_m: float) -> Grid:
    """Return the grid for a network, the same for another network at these latitudes.

    Cells are squares of `buffer_m` / 5 where the network is nearest to the equator, in whole
    degrees, and narrower elsewhere.
    """
    low, high = float(roads.point_lat.min()), float(roads.point_lat.max())
    nearest = 0.0 if low <= 0.0 <= high else np.floor(min(abs(low), abs(high)))
    lon_m, _ = metres_per_degree(np.array(nearest))
    _, lat_m = metres_per_degree(np.array(90.0))
    cell_m = buffer_m / CELLS_PER_BUFFER
    return Grid(cell_m / max(float(lon_m), LEAST_LON_M), cell_m / float(lat_m), buffer_m)
