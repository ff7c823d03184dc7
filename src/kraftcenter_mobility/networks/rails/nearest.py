"""Which tracks pass near a point, and where along them it is abreast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.geodesy import metres_per_degree

from .lines import points_of

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .lines import TrackLines

__all__ = ["NearTracks", "TrackFinder"]

END_M = 0.5
"""A foot nearer than this to the end of a track is at its end."""


class NearTracks(NamedTuple):
    """Tracks near a point, the nearest first. All shapes (n_near,)."""

    track: IntArray
    offset_m: FloatArray
    """How far along the track, as drawn, the point is abreast."""

    distance_m: FloatArray
    inside: BoolArray
    """Whether it is abreast of the track, and not beyond its end."""


class TrackFinder:
    """Finds some of the tracks by place."""

    def __init__(self, lines: TrackLines, tracks: IntArray) -> None:
        """Index the tracks with these numbers."""
        import shapely

        self._lines = lines
        self._tracks = np.asarray(tracks, dtype=np.int64)
        first, point = points_of(lines.first_point, self._tracks)
        row = np.repeat(np.arange(self._tracks.size), np.diff(first))
        lonlat = np.column_stack((lines.point_lon[point], lines.point_lat[point]))
        drawn: Any = shapely.linestrings(lonlat, indices=row)
        self._tree = shapely.STRtree(drawn)

    def near(self, lon: float, lat: float, *, within_m: float) -> NearTracks:
        """Return the tracks within a distance of a point, in metres, the nearest first."""
        import shapely

        per_lon, per_lat = (float(m) for m in metres_per_degree(np.array(lat)))
        wide, high = within_m / per_lon, within_m / per_lat
        box = shapely.box(lon - wide, lat - high, lon + wide, lat + high)
        tracks = np.sort(self._tracks[self._tree.query(box)])
        feet = [self._foot(track, lon, lat, per_lon, per_lat) for track in tracks.tolist()]
        offset_m, distance_m = np.array(feet).reshape(-1, 2).T
        order = np.argsort(distance_m, kind="stable")
        order = order[distance_m[order] <= within_m]
        tracks, offset_m, distance_m = tracks[order], offset_m[order], distance_m[order]
        length_m = self._lines.length_m[tracks]
        inside = (offset_m > END_M) & (offset_m < length_m - END_M)
        return NearTracks(tracks, offset_m, distance_m, inside)

    def _foot(
        self, track: int, lon: float, lat: float, per_lon: float, per_lat: float
    ) -> tuple[float, float]:
        """Return how far along a track its nearest point lies, and how far away."""
        lines = self._lines
        points = slice(lines.first_point[track], lines.first_point[track + 1])
        x = (lines.point_lon[points] - lon) * per_lon
        y = (lines.point_lat[points] - lat) * per_lat
        dx, dy = np.diff(x), np.diff(y)
        square = np.maximum(dx * dx + dy * dy, 1e-12)
        share = np.clip(-(x[:-1] * dx + y[:-1] * dy) / square, 0.0, 1.0)
        away_m = np.hypot(x[:-1] + share * dx, y[:-1] + share * dy)
        link = int(np.argmin(away_m))
        step_m = np.hypot(dx, dy)
        drawn_m = float(step_m.sum())
        along_m = float(step_m[:link].sum() + share[link] * step_m[link])
        scale = float(lines.length_m[track]) / drawn_m if drawn_m > 0.0 else 0.0
        return along_m * scale, float(away_m[link])
