"""On which of two parallel tracks trains run in which direction, where nothing is tagged.

On a double line trains keep to one side, as cars do. Without this, the trains of both
directions would take the same one of two tracks of equal length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.geodesy import bearing_deg, wrapped_deg

from .lines import place_on_track
from .nearest import TrackFinder

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .lines import TrackLines

__all__ = ["assumed_wrong_ways"]

LEAST_LENGTH_M = 50.0
LEAST_APART_M, MOST_APART_M = 2.5, 8.0
"""Between the middles of parallel tracks of one line."""

STEP_M = 5.0


def assumed_wrong_ways(
    lines: TrackLines, main: IntArray, unsaid: BoolArray, *, keeps_to: str
) -> BoolArray:
    """Return which directions run against the usual one of a double line.

    Parameters
    ----------
    lines : TrackLines
        The tracks.
    main : array of int
        The main tracks, between which the others do not count.
    unsaid : array of bool
        The tracks of which no direction is tagged. Shape (n_tracks,).
    keeps_to : str
        Either ``"right"`` or ``"left"``: where trains run on a double line.

    Returns
    -------
    array of bool
        Along each track as drawn, and against it. Shape (n_tracks, 2). A track with others
        on both sides, or on none, has no usual direction.
    """
    wrong_way = np.zeros((lines.tail.size, 2), dtype=np.bool_)
    asked = main[unsaid[main] & (lines.length_m[main] >= LEAST_LENGTH_M)]
    if asked.size == 0:
        return wrong_way
    row, aside = _neighbours(lines, TrackFinder(lines, main), asked)
    n_right = np.bincount(row[aside > 0], minlength=asked.size)
    n_left = np.bincount(row[aside < 0], minlength=asked.size)
    alone_right, alone_left = (n_left > 0) & (n_right == 0), (n_right > 0) & (n_left == 0)
    along, against = (alone_right, alone_left) if keeps_to == "right" else (alone_left, alone_right)
    wrong_way[asked[along], 1] = True
    wrong_way[asked[against], 0] = True
    return wrong_way


def _neighbours(
    lines: TrackLines, finder: TrackFinder, asked: IntArray
) -> tuple[IntArray, FloatArray]:
    """Return the tracks beside the middles of some: whose, and at what angle they lie.

    Angles are from the direction of the track as drawn, to the right above zero.
    """
    middle_m = lines.length_m[asked] / 2.0
    lon, lat = place_on_track(lines, asked, middle_m)
    rows: list[int] = []
    tracks: list[int] = []
    offsets_m: list[float] = []
    for k, track in enumerate(asked.tolist()):
        near = finder.near(float(lon[k]), float(lat[k]), within_m=MOST_APART_M)
        beside = near.inside & (near.distance_m >= LEAST_APART_M) & (near.track != track)
        rows += [k] * int(beside.sum())
        tracks += near.track[beside].tolist()
        offsets_m += near.offset_m[beside].tolist()
    row = np.array(rows, dtype=np.int64)
    there = place_on_track(lines, np.array(tracks, dtype=np.int64), np.array(offsets_m))
    heading = _heading_deg(lines, asked, middle_m)[row]
    return row, wrapped_deg(bearing_deg(lon[row], lat[row], *there) - heading)


def _heading_deg(lines: TrackLines, track: IntArray, offset_m: FloatArray) -> FloatArray:
    """Return the direction of tracks as drawn at offsets. Shape (n,)."""
    begin = place_on_track(lines, track, offset_m - STEP_M)
    end = place_on_track(lines, track, offset_m + STEP_M)
    return bearing_deg(*begin, *end)
