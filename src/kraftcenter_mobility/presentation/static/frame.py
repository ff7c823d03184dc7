"""Which part of the world a sheet shows, in metres around its middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError

from .canvas import root_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray

__all__ = ["Frame", "Ground", "frame_around"]

MARGIN_SHARE = 0.03
LEAST_SIDE_M = 400.0
"""A single place is shown with its surroundings."""

RATIOS = (0.45, 2.6)
"""Least and greatest width over height; what is longer is shown with more around it."""

FURTHEST_LAT = 89.0
FURTHEST_LON = 80.0
"""A transverse Mercator projection is of use this far from its middle, in degrees."""

N_ALONG_SIDE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A rectangle in a transverse Mercator projection around its middle."""

    projection: Any
    middle_lon: float
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width_m(self) -> float:
        """Width in metres."""
        return self.right - self.left

    @property
    def height_m(self) -> float:
        """Height in metres."""
        return self.top - self.bottom

    def shifted(self, lon: FloatArray) -> FloatArray:
        """Return longitudes on the middle's side of the date line."""
        return (lon - self.middle_lon + 180.0) % 360.0 - 180.0 + self.middle_lon

    def place(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Return metres, NaN for what is too far away. Shape (n, 2)."""
        if not len(lon):
            return np.empty((0, 2))
        x, y = self.projection(np.asarray(lon, float), np.asarray(lat, float))
        xy: FloatArray = np.column_stack([x, y])
        return np.where(np.isfinite(xy), xy, np.nan)

    def holds(self, xy: FloatArray, *, beyond_m: float = 0.0) -> BoolArray:
        """Say which points lie in the frame or a little beyond it."""
        low = np.array([self.left, self.bottom]) - beyond_m
        high = np.array([self.right, self.top]) + beyond_m
        inside: BoolArray = np.logical_and.reduce((xy >= low) & (xy <= high), axis=1)
        return inside

    def widened(self, ratio: float) -> Frame:
        """Return a frame with more around it, as wide over high as told."""
        more_x = max(ratio * self.height_m - self.width_m, 0.0) / 2
        more_y = max(self.width_m / ratio - self.height_m, 0.0) / 2
        return Frame(
            projection=self.projection,
            middle_lon=self.middle_lon,
            left=self.left - more_x,
            bottom=self.bottom - more_y,
            right=self.right + more_x,
            top=self.top + more_y,
        )

    def box(self, *, beyond: float = 0.02) -> tuple[float, float, float, float]:
        """Return west, south, east and north of all in the frame and a little beyond."""
        more = beyond * max(self.width_m, self.height_m)
        x = np.linspace(self.left - more, self.right + more, N_ALONG_SIDE)
        y = np.linspace(self.bottom - more, self.top + more, N_ALONG_SIDE)
        x, y = (side.ravel() for side in np.meshgrid(x, y))
        lon, lat = self.projection(x, y, inverse=True)
        known = np.isfinite(lon)
        lon, lat = self.shifted(np.asarray(lon)[known]), np.asarray(lat)[known]
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


class Ground(NamedTuple):
    """Axes that show a frame, and their scale."""

    ax: Axes
    frame: Frame
    m_per_pt: float
    """Metres in a point of paper."""

    @property
    def m_per_mm(self) -> float:
        """Metres in a millimetre of paper."""
        return self.m_per_pt * 72 / 25.4

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height of the map in points."""
        return self.frame.width_m / self.m_per_pt, self.frame.height_m / self.m_per_pt

    def points(self, xy: FloatArray) -> FloatArray:
        """Return points of paper from the lower left corner. Shape (n, 2)."""
        placed: FloatArray = (xy - [self.frame.left, self.frame.bottom]) / self.m_per_pt
        return placed

    def metres(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return the metres of a point of paper."""
        left, bottom = self.frame.left, self.frame.bottom
        return left + point[0] * self.m_per_pt, bottom + point[1] * self.m_per_pt

    def beside(self, offset_pt: tuple[float, float]) -> Transform:
        """Return the transform of what lies some points of paper beside its place."""
        from matplotlib.transforms import ScaledTranslation

        scale = root_of(self.ax).dpi_scale_trans
        offset: Transform = ScaledTranslation(offset_pt[0] / 72, offset_pt[1] / 72, scale)
        return self.ax.transData + offset


def frame_around(bounds: tuple[float, float, float, float]) -> Frame:
    """Return the frame of what is to be seen, with a margin.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east and north in degrees. East may be beyond 180, or less than west
        where they lie on both sides of the date line.

    Raises
    ------
    InputError
        If they are no part of the world.
    """
    from pyproj import Proj

    west, south, east, north = (float(side) for side in bounds)
    if not np.isfinite([west, south, east, north]).all() or not -90 <= south <= north <= 90:  # noqa: PLR2004
        raise InputError(
            "bounds must be west, south, east and north in degrees, south not above north; "
            f"got {tuple(bounds)!r}"
        )
    east += 360.0 if east < west else 0.0
    south, north = (min(max(lat, -FURTHEST_LAT), FURTHEST_LAT) for lat in (south, north))
    lon, lat = (west + east) / 2, (south + north) / 2
    half = min((east - west) / 2, FURTHEST_LON)
    middle = (lon + 180.0) % 360.0 - 180.0
    projection = Proj(proj="tmerc", lat_0=lat, lon_0=middle, ellps="WGS84")
    lons, lats = np.meshgrid(
        np.linspace(middle - half, middle + half, N_ALONG_SIDE),
        np.linspace(south, north, N_ALONG_SIDE),
    )
    x, y = projection(lons.ravel(), lats.ravel())
    frame = _with_margin(projection, middle, np.asarray(x), np.asarray(y))
    return frame.widened(float(np.clip(frame.width_m / frame.height_m, *RATIOS)))


def _with_margin(projection: Any, middle_lon: float, x: FloatArray, y: FloatArray) -> Frame:
    """Return the frame around some points, never smaller than a neighbourhood."""
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    margin = MARGIN_SHARE * max(np.ptp(x), np.ptp(y))
    more_x, more_y = (
        max(margin, (LEAST_SIDE_M - float(np.ptp(side))) / 2 if both else 0.0)
        for side, both in ((x, np.ptp(y) < LEAST_SIDE_M), (y, np.ptp(x) < LEAST_SIDE_M))
    )
    return Frame(
        projection=projection,
        middle_lon=middle_lon,
        left=float(x.min() - more_x),
        bottom=float(y.min() - more_y),
        right=float(x.max() + more_x),
        top=float(y.max() + more_y),
    )
