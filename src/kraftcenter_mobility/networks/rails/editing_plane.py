"""Tracks as lines in metres, where they are measured against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.networks.geodesy import metres_per_degree

if TYPE_CHECKING:
    import shapely

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .editing_cuts import Stretches
    from .network import RailNetwork

__all__ = ["Plane"]


class Plane:
    """Tracks as lines in metres east and north of the middle of some of them."""

    def __init__(self, rail: RailNetwork, around: Stretches) -> None:
        first = rail.first_point[around.track]
        self._rail = rail
        self._lat = float(rail.point_lat[first].mean())
        self._lon = float(rail.point_lon[first].mean())
        per_lon, per_lat = metres_per_degree(np.array(self._lat))
        self._x: FloatArray = (rail.point_lon - self._lon) * per_lon
        self._y: FloatArray = (rail.point_lat - self._lat) * per_lat

    def line(self, track: int) -> shapely.LineString:
        """Return a track as a line in metres."""
        import shapely

        which = slice(self._rail.first_point[track], self._rail.first_point[track + 1])
        return shapely.LineString(np.column_stack([self._x[which], self._y[which]]))

    def tracks_around(self, zone: Any) -> IntArray:
        """Return the tracks with a point, or a link, in the box around an area."""
        west, south, east, north = zone.bounds
        first = self._rail.first_point[:-1]
        inside = (np.maximum.reduceat(self._x, first) >= west) & (
            np.minimum.reduceat(self._x, first) <= east
        )
        inside &= np.maximum.reduceat(self._y, first) >= south
        inside &= np.minimum.reduceat(self._y, first) <= north
        return np.flatnonzero(inside)
