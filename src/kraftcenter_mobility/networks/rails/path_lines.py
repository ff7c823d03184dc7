"""Paths over tracks as points to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .lines import point_offsets_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .network import RailNetwork, TrackPath

__all__ = ["path_points"]


def path_points(rail: RailNetwork, paths: Sequence[TrackPath]) -> FloatArray:
    """Return the points along consecutive paths, in the order of travel.

    Parameters
    ----------
    rail : RailNetwork
        The tracks.
    paths : sequence of TrackPath
        One after the other.

    Returns
    -------
    array of float, shape (n_points, 2)
        Longitude and latitude in degrees; no point twice in a row.
    """
    parts = [np.zeros((0, 2))]
    for path in paths:
        columns = (path.track, path.forward, path.begin_m, path.end_m)
        pieces = zip(*(each.tolist() for each in columns), strict=True)
        parts.extend(_piece(rail, *piece) for piece in pieces)
    points = np.concatenate(parts)
    keep = np.ones(len(points), dtype=np.bool_)
    keep[1:] = (np.diff(points, axis=0) != 0.0).any(axis=1)
    return points[keep]


def _piece(
    rail: RailNetwork,
    track: int,
    forward: bool,  # noqa: FBT001 - a column of a path
    begin_m: float,
    end_m: float,
) -> FloatArray:
    """Return the points along part of a track, from one offset to the other."""
    span = slice(rail.first_point[track], rail.first_point[track + 1])
    lon, lat = rail.point_lon[span], rail.point_lat[span]
    drawn_m = point_offsets_m(np.array([0, lon.size]), lon, lat)
    length_m = float(rail.length_m[track])
    offset_m = drawn_m * (length_m / drawn_m[-1]) if drawn_m[-1] > 0.0 else drawn_m
    if not forward:
        lon, lat, offset_m = lon[::-1], lat[::-1], length_m - offset_m[::-1]
    inner = (offset_m > begin_m) & (offset_m < end_m)
    at_m = np.concatenate(([begin_m], offset_m[inner], [end_m]))
    return np.column_stack((np.interp(at_m, offset_m, lon), np.interp(at_m, offset_m, lat)))
