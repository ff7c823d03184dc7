"""Where tracks lie: their points, offsets along them and directions at their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.geodesy import bearing_deg, link_length_m

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .network import RailNetwork

__all__ = [
    "TrackLines",
    "end_bearings_deg",
    "lines_of",
    "place_on_track",
    "point_offsets_m",
    "points_of",
]

BEARING_REACH_M = 15.0
"""Directions are taken over so much of a track: the first metres at a switch are often drawn
by a careless hand."""


class TrackLines(NamedTuple):
    """Tracks as they are drawn."""

    tail: IntArray
    head: IntArray
    way_id: IntArray
    length_m: FloatArray
    first_point: IntArray
    point_lon: FloatArray
    point_lat: FloatArray
    node_kind: IntArray


def lines_of(rail: RailNetwork) -> TrackLines:
    """Return the tracks of a network as they are drawn."""
    return TrackLines(
        rail.tail,
        rail.head,
        rail.way_id,
        rail.length_m,
        rail.first_point,
        rail.point_lon,
        rail.point_lat,
        rail.node_kind,
    )


def point_offsets_m(first_point: IntArray, lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return how far along its track, as drawn, each point lies. Shape (n_points,)."""
    steps_m = np.zeros(lon.size)
    steps_m[1:] = link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    steps_m[first_point[:-1]] = 0.0
    run_m = np.cumsum(steps_m)
    return run_m - np.repeat(run_m[first_point[:-1]], np.diff(first_point))


def place_on_track(
    lines: TrackLines, track: IntArray, offset_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return longitudes and latitudes of offsets along tracks. Shapes (n,).

    Offsets are measured along the track as drawn; a track whose length is given as another
    than drawn is stretched evenly.
    """
    chosen, row = np.unique(track, return_inverse=True)
    first, point = points_of(lines.first_point, chosen)
    lon, lat = lines.point_lon[point], lines.point_lat[point]
    drawn_m = point_offsets_m(first, lon, lat)
    last_m = drawn_m[first[1:] - 1]
    base_m = np.cumsum(last_m + 1.0) - (last_m + 1.0)
    along_m = drawn_m + np.repeat(base_m, np.diff(first))
    share = offset_m / np.maximum(lines.length_m[track], 1e-9)
    at_m = base_m[row] + np.clip(share, 0.0, 1.0) * last_m[row]
    if track.size == 0:
        return np.zeros(0), np.zeros(0)
    return np.interp(at_m, along_m, lon), np.interp(at_m, along_m, lat)


def points_of(first_point: IntArray, tracks: IntArray) -> tuple[IntArray, IntArray]:
    """Return the points along some tracks, one track after the other.

    Returns where each one's points begin, shape (n + 1,), and the points.
    """
    size = first_point[tracks + 1] - first_point[tracks]
    first = np.concatenate(([0], np.cumsum(size))).astype(np.int64)
    begin = np.repeat(first_point[tracks] - first[:-1], size)
    return first, begin + np.arange(first[-1])


def end_bearings_deg(lines: TrackLines) -> FloatArray:
    """Return in which direction a train sets out on each track. Shape (n_tracks, 2).

    The columns are for a train that runs along the way as drawn, from the track's tail, and
    for one that runs against it, from the head.
    """
    track = np.arange(lines.tail.size)
    reach_m = np.minimum(BEARING_REACH_M, lines.length_m)
    bearings = np.zeros((track.size, 2))
    first, last = lines.first_point[:-1], lines.first_point[1:] - 1
    for column, (end, offset_m) in enumerate(((first, reach_m), (last, lines.length_m - reach_m))):
        lon, lat = place_on_track(lines, track, offset_m)
        bearings[:, column] = bearing_deg(lines.point_lon[end], lines.point_lat[end], lon, lat)
    return bearings
