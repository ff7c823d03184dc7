"""The tracks that a planner means by two stations: all that trains use between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import RailError

from .editing_cuts import Stretches
from .editing_plane import Plane
from .paths import find_paths

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray

    from .network import RailNetwork, TrackPath

__all__ = ["between", "key_of", "named", "whole"]

BESIDE_M = 25.0
"""Tracks that run so near to the path of a train belong to the same line."""

LEAST_SHARE = 0.9
LEAST_M = 200.0
"""How much of a track lies beside the path if it belongs to it, or how long."""

SHORTEST_M = 1.0
TANGENT_M = 10.0
STANDARD_GAUGE_MM = 1435


def between(
    rail: RailNetwork, begin: int, end: int, *, from_m: float = 0.0, to_m: float = np.inf
) -> Stretches:
    """Return the main tracks between two stations, those of a double line and all.

    Parameters
    ----------
    rail : RailNetwork
        The tracks.
    begin, end : int
        The stations. Forward is from the first to the second.
    from_m, to_m : float, optional
        Only this part of the way, in metres from the first station.

    Returns
    -------
    Stretches
        Those that trains take there and back, and those that run beside them.

    Raises
    ------
    RailError
        If no track joins the two stations, or nothing of the way is left.
    """
    gauge_mm = _gauge_mm(rail, begin)
    (there,) = find_paths(rail, (begin, end), gauge_mm=gauge_mm, may_turn=(True, True))
    try:
        (back,) = find_paths(rail, (end, begin), gauge_mm=gauge_mm, may_turn=(True, True))
    except RailError:
        back = None  # a line for one direction only
    main = _along(rail, there, from_m, to_m)
    if not main.track.size:
        raise RailError(
            f"{rail.station_name[begin]} - {rail.station_name[end]} is {there.length_m / 1000:.1f} "
            f"km long, and nothing of it lies from km {from_m / 1000:g} to km {to_m / 1000:g}"
        )
    found = [main]
    if back is not None:
        length_m = back.length_m
        part = _along(rail, back, max(length_m - to_m, 0.0), length_m - from_m)
        fresh = ~np.isin(part.track, main.track)
        found.append(_only(part._replace(forward=~part.forward), fresh))
    known = _joined(found)
    return _joined([known, _beside(rail, main, known.track)])


def whole(rail: RailNetwork, tracks: IntArray) -> Stretches:
    """Return tracks from end to end; forward is as they are drawn."""
    return Stretches(
        tracks, np.zeros(tracks.size), rail.length_m[tracks], np.ones(tracks.size, dtype=np.bool_)
    )


def named(
    rail: RailNetwork, stretches: Stretches, name: str, way_ids: tuple[int, ...]
) -> Stretches:
    """Return those of the stretches whose track has a name or number, or is one of some ways."""
    keep = np.ones(stretches.track.size, dtype=np.bool_)
    if way_ids:
        keep &= np.isin(rail.way_id[stretches.track], way_ids)
    if name:
        wanted = key_of(name)
        fits = np.array(
            [
                any(key_of(tags.get(key, "")) == wanted for key in ("name", "ref"))
                for tags in rail.tag_sets
            ],
            dtype=np.bool_,
        )
        keep &= fits[rail.tag_set[stretches.track]]
    return _only(stretches, keep)


def key_of(name: str) -> str:
    """Return a name as it is compared: without case and double spaces."""
    return " ".join(name.split()).casefold()


def _only(stretches: Stretches, keep: BoolArray) -> Stretches:
    """Return some of the stretches."""
    track, begin_m, end_m, forward = stretches
    return Stretches(track[keep], begin_m[keep], end_m[keep], forward[keep])


def _joined(parts: list[Stretches]) -> Stretches:
    """Return stretches one after the other."""
    return Stretches(
        np.concatenate([part.track for part in parts]),
        np.concatenate([part.begin_m for part in parts]),
        np.concatenate([part.end_m for part in parts]),
        np.concatenate([part.forward for part in parts]),
    )


def _gauge_mm(rail: RailNetwork, station: int) -> int:
    """Return the gauge of the track at which trains stop at a station."""
    first = rail.first_stop[station]
    if first == rail.first_stop[station + 1]:
        raise RailError(
            f"no train can stop at {rail.station_name[station]}: it lies too far from any track"
        )
    return int(rail.gauge_mm[rail.stop_track[first]]) or STANDARD_GAUGE_MM


def _along(rail: RailNetwork, path: TrackPath, from_m: float, to_m: float) -> Stretches:
    """Return the part of a path between two distances from where it begins."""
    lengths_m = path.end_m - path.begin_m
    after_m = np.cumsum(lengths_m)
    before_m = after_m - lengths_m
    begin_m = path.begin_m + np.clip(from_m - before_m, 0.0, lengths_m)
    end_m = path.begin_m + np.clip(to_m - before_m, 0.0, lengths_m)
    keep = end_m - begin_m > SHORTEST_M
    total_m = rail.length_m[path.track]
    drawn = Stretches(
        path.track,
        np.where(path.forward, begin_m, total_m - end_m),
        np.where(path.forward, end_m, total_m - begin_m),
        path.forward,
    )
    return _only(drawn, keep)


def _beside(rail: RailNetwork, main: Stretches, known: IntArray) -> Stretches:
    """Return the parts of other main tracks that run beside stretches."""
    import shapely
    from shapely.ops import substring

    plane = Plane(rail, main)
    lines = [plane.line(int(track)) for track in main.track]
    parts: list[Any] = [
        substring(line, begin / length, end / length, normalized=True)
        for line, begin, end, length in zip(
            lines, main.begin_m, main.end_m, rail.length_m[main.track], strict=True
        )
    ]
    zone = shapely.union_all(shapely.buffer(parts, BESIDE_M, cap_style="flat"))
    others = np.setdiff1d(plane.tracks_around(zone), known)
    usual = np.bincount(rail.level[main.track], weights=main.end_m - main.begin_m).argmax()
    others = others[rail.level[others] <= int(usual)]
    found = [_inside(rail, plane, int(track), zone, parts, main) for track in others]
    rows = [row for row in found if row is not None]
    if not rows:
        return _only(main, np.zeros(main.track.size, dtype=np.bool_))
    track, begin_m, end_m, forward = (np.array(column) for column in zip(*rows, strict=True))
    return Stretches(track, begin_m, end_m, forward)


def _inside(  # noqa: PLR0913, PLR0917 - a track and all it is held against
    rail: RailNetwork,
    plane: Plane,
    track: int,
    zone: Any,
    parts: list[Any],
    main: Stretches,
) -> tuple[int, float, float, bool] | None:
    """Return the part of a track that lies in a zone, None if it does not follow it."""
    import shapely

    line = plane.line(track)
    part = shapely.intersection(line, zone)
    if part.length < min(LEAST_SHARE * line.length, LEAST_M):
        return None
    ends = [
        float(shapely.line_locate_point(line, shapely.Point(at)))
        for at in shapely.get_coordinates(part)
    ]
    scale = float(rail.length_m[track]) / line.length
    begin, end = min(ends), max(ends)
    middle, step = (begin + end) / 2.0, min(TANGENT_M, (end - begin) / 4.0)
    nearest = int(np.argmin(shapely.distance(parts, line.interpolate(middle))))
    along = [
        float(shapely.line_locate_point(parts[nearest], line.interpolate(at)))
        for at in (middle - step, middle + step)
    ]
    same_way = (along[0] <= along[1]) == bool(main.forward[nearest])
    return track, begin * scale, end * scale, same_way
