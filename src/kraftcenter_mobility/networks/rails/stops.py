"""Where along the tracks the trains of each station stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.geodesy import link_length_m, metres_per_degree
from kraftcenter_mobility.osm.rail_tags import MAIN, SIDING

from .lines import place_on_track, point_offsets_m
from .nearest import TrackFinder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .lines import TrackLines
    from .station_groups import Station, StopNode

__all__ = ["FARTHEST_M", "Stop", "find_stops", "n_abreast"]

FARTHEST_M = 200.0
"""A station farther than this from any track is not joined; pfaedle's distance."""

ABREAST_M = 25.0
"""Tracks so near to a stopping position that trains can stop there as well, for instance
across a platform."""

BEYOND_NEAREST_M = 20.0
"""Where no stopping position is mapped, trains stop on the nearest track and on those not
much farther away."""

TRACK_SPACING_M = 2.5
"""Stopping positions closer than this across the tracks are on one and the same."""


class Stop(NamedTuple):
    """A position at which trains stop."""

    track: int
    offset_m: float
    """Distance from the beginning of the track as drawn."""


class _Tracks(NamedTuple):
    """The tracks that stations are joined to."""

    lines: TrackLines
    main: TrackFinder | None
    others: TrackFinder | None
    by_node: dict[int, list[Stop]]
    """A node at which tracks meet is a position on each of them."""


def find_stops(
    lines: TrackLines,
    level: IntArray,
    point_id: IntArray,
    stations: Sequence[Station],
    notices: Notices,
) -> list[list[Stop]]:
    """Return the stopping positions of each station.

    They are those mapped, and abreast of them on tracks beside; where none is mapped, the
    positions nearest to the station on the tracks that pass it.
    """
    tracks = _Tracks(
        lines,
        _finder(lines, level == MAIN),
        _finder(lines, level <= SIDING),
        _stops_by_node(lines, point_id, {s.node_id for station in stations for s in station.stops}),
    )
    found = [_stops_of(station, tracks) for station in stations]
    for station, stops in zip(stations, found, strict=True):
        if not stops:
            notices.add(
                "station-off-the-tracks",
                f"a station lies more than {FARTHEST_M:.0f} m from any track; no train calls there",
                station.name or f"{station.features[0].osm_type}/{station.features[0].osm_id}",
            )
    return found


def _finder(lines: TrackLines, which: BoolArray) -> TrackFinder | None:
    """Return what finds some of the tracks, None if there are none."""
    tracks = np.flatnonzero(which)
    return TrackFinder(lines, tracks) if tracks.size else None


def _stops_by_node(
    lines: TrackLines, point_id: IntArray, wanted: set[int]
) -> dict[int, list[Stop]]:
    """Return on which tracks, and where along them, some nodes lie."""
    position = np.flatnonzero(np.isin(point_id, np.fromiter(wanted, np.int64, len(wanted))))
    track = np.searchsorted(lines.first_point, position, side="right") - 1
    offset_m = point_offsets_m(lines.first_point, lines.point_lon, lines.point_lat)[position]
    found: dict[int, list[Stop]] = {}
    for node, t, m in zip(point_id[position].tolist(), track, offset_m, strict=True):
        found.setdefault(node, []).append(Stop(int(t), float(m)))
    return found


def _stops_of(station: Station, tracks: _Tracks) -> list[Stop]:
    """Return the stopping positions of one station."""
    mapped = [stop for stop in station.stops if stop.node_id in tracks.by_node]
    if mapped:
        stops = [place for stop in mapped for place in tracks.by_node[stop.node_id]]
        return sorted({*stops, *_abreast(mapped, {stop.track for stop in stops}, tracks)})
    for finder in (tracks.main, tracks.others):
        stops = [] if finder is None else _nearest(station, finder)
        if stops:
            return sorted(stops)
    return []


def _abreast(mapped: Sequence[StopNode], taken: set[int], tracks: _Tracks) -> list[Stop]:
    """Return positions abreast of mapped ones, one on each track beside that has none."""
    nearest: dict[int, tuple[float, Stop]] = {}
    if tracks.others is None:
        return []
    for stop in mapped:
        near = tracks.others.near(stop.lon, stop.lat, within_m=ABREAST_M)
        for row in np.flatnonzero(near.inside).tolist():
            track, away_m = int(near.track[row]), float(near.distance_m[row])
            if track not in taken and away_m < nearest.get(track, (np.inf,))[0]:
                nearest[track] = (away_m, Stop(track, float(near.offset_m[row])))
    return [stop for _, stop in nearest.values()]


def _nearest(station: Station, finder: TrackFinder) -> list[Stop]:
    """Return the positions nearest to a station on the tracks that pass it."""
    near = finder.near(station.lon, station.lat, within_m=FARTHEST_M)
    if near.track.size == 0:
        return []
    close = near.inside & (near.distance_m <= near.distance_m[0] + BEYOND_NEAREST_M)
    close[0] = True
    return [
        Stop(int(track), float(offset_m))
        for track, offset_m in zip(near.track[close], near.offset_m[close], strict=True)
    ]


def n_abreast(lines: TrackLines, stops: Sequence[Stop]) -> int:
    """Return on how many tracks a station's positions lie side by side, at least one."""
    if len(stops) < 2:  # noqa: PLR2004 - one is side by side with nothing
        return 1
    track = np.array([stop.track for stop in stops])
    offset_m = np.array([stop.offset_m for stop in stops])
    lon, lat = place_on_track(lines, track, offset_m)
    across = _across(lines, track[:1], offset_m[:1])
    per_lon, per_lat = metres_per_degree(lat[:1])
    aside_m = np.sort((lon - lon[0]) * per_lon * across[0] + (lat - lat[0]) * per_lat * across[1])
    return int(1 + (np.diff(aside_m) > TRACK_SPACING_M).sum())


def _across(lines: TrackLines, track: IntArray, offset_m: FloatArray) -> FloatArray:
    """Return the direction across a track at an offset, as east and north. Shape (2,)."""
    length_m = lines.length_m[track]
    begin_m, end_m = np.maximum(offset_m - 10.0, 0.0), np.minimum(offset_m + 10.0, length_m)
    west, south = place_on_track(lines, track, begin_m)
    east, north = place_on_track(lines, track, end_m)
    long_m = link_length_m(west, south, east, north)
    per_lon, per_lat = metres_per_degree(south)
    along = np.array([(east - west) * per_lon, (north - south) * per_lat])[:, 0]
    along /= max(float(long_m[0]), 1e-9)
    return np.array([-along[1], along[0]])
