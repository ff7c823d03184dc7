"""Where a new track leaves those that are there.

A switch lets trains run straight on from one side only. So a new track leaves the main track
in the direction of the track itself, and beyond the platforms of a station.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.geodesy import metres_per_degree

from .editing_cuts import point_at
from .editing_stations import tracks_near

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

    from .network import RailNetwork

__all__ = ["Point", "TrackEnd", "end_at_station", "end_near"]

BEYOND_M = 150.0
"""How far from where trains stop the switch of a new track lies: beyond the platform."""

TANGENT_M = 20.0
MOST_STEPS = 20
LEAST_WALK_M = 1.0

Point = tuple[float, float]


class TrackEnd(NamedTuple):
    """Where a new track leaves another, and in which direction."""

    track: int
    offset_m: float
    """Along the track as drawn."""

    east: float
    north: float
    """The direction away from the main track, of length one."""

    lon: float
    lat: float


def end_at_station(rail: RailNetwork, station: int, towards: Point) -> TrackEnd | None:
    """Return where a new track leaves a station, beyond its platforms.

    Parameters
    ----------
    rail : RailNetwork
        The tracks.
    station : int
        Which station.
    towards : tuple of float
        Longitude and latitude of where it leads.

    Returns
    -------
    TrackEnd or None
        None if no train can stop at the station.
    """
    which = slice(rail.first_stop[station], rail.first_stop[station + 1])
    tracks, offsets = rail.stop_track[which], rail.stop_offset_m[which]
    if not tracks.size:
        return None
    best = int(np.argmin(rail.level[tracks]))
    track, offset_m = int(tracks[best]), float(offsets[best])
    here = point_at(rail, track, offset_m)
    wanted = _direction(here, towards)
    forward = float(np.dot(_tangent(rail, track, offset_m), wanted)) >= 0.0
    return _walked(rail, track, offset_m, forward=forward)


def end_near(rail: RailNetwork, at: Point, towards: Point, *, within_m: float) -> TrackEnd | None:
    """Return where a new track leaves the track next to a point, None if none is near.

    Parameters
    ----------
    rail : RailNetwork
        The tracks.
    at : tuple of float
        Longitude and latitude of the end of the new track.
    towards : tuple of float
        Where it leads from there.
    within_m : float
        How far away the track may lie, in metres.
    """
    near = tracks_near(rail, at[0], at[1], within_m=within_m)
    if not near.track.size:
        return None
    track, offset_m = int(near.track[0]), float(near.offset_m[0])
    tangent = _tangent(rail, track, offset_m)
    if float(np.dot(tangent, _direction(at, towards))) < 0.0:
        tangent = -tangent
    return _end_at(rail, track, offset_m, tangent)


def _walked(rail: RailNetwork, track: int, offset_m: float, *, forward: bool) -> TrackEnd:
    """Return the point some way along main tracks, straight on wherever they meet others."""
    left_m = BEYOND_M
    for _ in range(MOST_STEPS):
        room_m = float(rail.length_m[track]) - offset_m if forward else offset_m
        step_m = min(left_m, room_m)
        offset_m += step_m if forward else -step_m
        left_m -= step_m
        following = _straight_on(rail, track, forward=forward) if left_m > LEAST_WALK_M else None
        if following is None:
            break
        track, forward = following
        offset_m = 0.0 if forward else float(rail.length_m[track])
    tangent = _tangent(rail, track, offset_m) * (1.0 if forward else -1.0)
    return _end_at(rail, track, offset_m, tangent)


def _end_at(rail: RailNetwork, track: int, offset_m: float, tangent: FloatArray) -> TrackEnd:
    """Return an end at a point of a track, in a direction."""
    lon, lat = point_at(rail, track, offset_m)
    return TrackEnd(track, offset_m, float(tangent[0]), float(tangent[1]), lon, lat)


def _straight_on(rail: RailNetwork, track: int, *, forward: bool) -> tuple[int, bool] | None:
    """Return the main track that continues one, and whether it does as drawn; None at an end."""
    node = int(rail.head[track] if forward else rail.tail[track])
    end_m = float(rail.length_m[track]) if forward else 0.0
    ahead = _tangent(rail, track, end_m) * (1.0 if forward else -1.0)
    best: tuple[float, int, bool] | None = None
    for starts, along in ((rail.tail, True), (rail.head, False)):
        for other in np.flatnonzero(starts == node):
            if other == track or rail.level[other] > rail.level[track]:
                continue
            begin_m = 0.0 if along else float(rail.length_m[other])
            tangent = _tangent(rail, int(other), begin_m) * (1.0 if along else -1.0)
            straightness = float(np.dot(ahead, tangent))
            if straightness > 0.5 and (best is None or straightness > best[0]):  # noqa: PLR2004
                best = straightness, int(other), along
    return None if best is None else best[1:]


def _tangent(rail: RailNetwork, track: int, offset_m: float) -> FloatArray:
    """Return the direction of a track as drawn at one of its points, east and north."""
    length_m = float(rail.length_m[track])
    begin = point_at(rail, track, max(offset_m - TANGENT_M, 0.0))
    end = point_at(rail, track, min(offset_m + TANGENT_M, length_m))
    return _direction(begin, end)


def _direction(begin: Point, end: Point) -> FloatArray:
    """Return the direction from one point to another, east and north, of length one."""
    per_lon, per_lat = metres_per_degree(np.array((begin[1] + end[1]) / 2.0))
    vector = np.array([(end[0] - begin[0]) * per_lon, (end[1] - begin[1]) * per_lat])
    size = float(np.hypot(*vector))
    return vector / size if size > 0 else np.array([1.0, 0.0])
