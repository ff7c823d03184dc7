"""Tracks cut in two or more, so that a part of one can become something else.

The first part of a track keeps its number and the others come last, so that whatever speaks
of other tracks stays right.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .network import PLAIN

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .network import RailNetwork

__all__ = ["Stretches", "cut_out", "cut_tracks", "new_ids", "point_at", "points_of"]

LEAST_M = 0.5
"""Parts of track shorter than this are not cut off."""

TRACK_FIELDS = (
    "length_m",
    "way_id",
    "tag_set",
    "limit_kmh",
    "limit_known",
    "gradient_permille",
    "allowed",
    "wrong_way",
    "level",
    "gauge_mm",
    "voltage_kv",
    "n_parallel",
)
"""What is known of every track, and holds of each of its parts."""


class Stretches(NamedTuple):
    """Parts of tracks. Shape of each array: (n_stretches,)."""

    track: IntArray
    begin_m: FloatArray
    """Where the part begins, in metres along the track as drawn."""

    end_m: FloatArray
    forward: BoolArray
    """Whether the track is drawn the way that is called forward."""


class _Cut(NamedTuple):
    """One part of a track that is cut."""

    track: int
    begin_m: float
    end_m: float
    is_last: bool


def cut_tracks(rail: RailNetwork, track: IntArray, offset_m: FloatArray) -> RailNetwork:
    """Return the rails with a new node wherever a track is cut.

    Parameters
    ----------
    rail : RailNetwork
        The tracks as they are.
    track : array of int, shape (n_cuts,)
        Which track each cut is on.
    offset_m : array of float, shape (n_cuts,)
        How far from where the track begins as drawn, in metres; at its ends nothing is cut.

    Returns
    -------
    RailNetwork
        The first part of each track keeps its number, the others follow all tracks.
    """
    parts = _parts(rail, track, offset_m)
    if not parts:
        return rail
    owner = np.array([part.track for part in parts])
    is_first = np.array([part.begin_m == 0.0 for part in parts])
    is_last = np.array([part.is_last for part in parts])
    number = np.full(len(parts), -1, dtype=np.int64)
    number[is_first] = owner[is_first]
    number[~is_first] = rail.n_tracks + np.arange(int((~is_first).sum()))
    nodes = _nodes(rail, [part for part in parts if not part.is_last])
    middle = np.full(len(parts), -1, dtype=np.int64)
    middle[~is_last] = rail.n_nodes + np.arange(int((~is_last).sum()))
    tail = np.concatenate([rail.tail, middle[:-1][~is_first[1:]]])
    head = np.concatenate([rail.head, np.zeros(int((~is_first).sum()), dtype=np.int64)])
    head[number] = np.where(is_last, rail.head[owner], middle)
    rows = np.concatenate([np.arange(rail.n_tracks), owner[~is_first]])
    fields: dict[str, Any] = {name: getattr(rail, name)[rows] for name in TRACK_FIELDS}
    fields["length_m"] = fields["length_m"].copy()
    fields["length_m"][number] = [part.end_m - part.begin_m for part in parts]
    return replace(
        rail,
        tail=tail,
        head=head,
        **fields,
        **nodes,
        **_geometry(rail, parts, number),
        **_stops(rail, parts, number),
    )


def cut_out(rail: RailNetwork, stretches: Stretches) -> tuple[RailNetwork, IntArray]:
    """Return the rails with every stretch a track, or several, of its own.

    Parameters
    ----------
    rail : RailNetwork
        The tracks as they are.
    stretches : Stretches
        Parts of them.

    Returns
    -------
    rail : RailNetwork
        With the cuts.
    tracks : array of int, shape (n_found, 2)
        The tracks that lie in stretches, and the position of the stretch of each.
    """
    both = np.tile(stretches.track, 2)
    offsets = np.concatenate([stretches.begin_m, stretches.end_m])
    parts = _parts(rail, both, offsets)
    after = cut_tracks(rail, both, offsets)
    later = rail.n_tracks + np.cumsum([part.begin_m != 0.0 for part in parts]) - 1
    pieces = {int(track): [(int(track), 0.0, float(rail.length_m[track]))] for track in both}
    for track in {part.track for part in parts}:
        pieces[track] = [
            (track if part.begin_m == 0.0 else int(at), part.begin_m, part.end_m)
            for part, at in zip(parts, later, strict=True)
            if part.track == track
        ]
    found = [
        (number, at)
        for at, (track, begin_m, end_m) in enumerate(
            zip(stretches.track, stretches.begin_m, stretches.end_m, strict=True)
        )
        for number, low_m, high_m in pieces[int(track)]
        if begin_m < (low_m + high_m) / 2.0 < end_m
    ]
    return after, np.array(found, dtype=np.int64).reshape(-1, 2)


def points_of(rail: RailNetwork, track: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return a track's longitudes, latitudes, and where each point lies in metres along it."""
    from kraftcenter_mobility.networks.geodesy import link_length_m

    which = slice(rail.first_point[track], rail.first_point[track + 1])
    lon, lat = rail.point_lon[which], rail.point_lat[which]
    along = np.concatenate([[0.0], np.cumsum(link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:]))])
    scale = rail.length_m[track] / along[-1] if along[-1] > 0 else 0.0
    return lon, lat, along * scale


def point_at(rail: RailNetwork, track: int, offset_m: float) -> tuple[float, float]:
    """Return the longitude and latitude of a point of a track."""
    lon, lat, along_m = points_of(rail, track)
    return float(np.interp(offset_m, along_m, lon)), float(np.interp(offset_m, along_m, lat))


def new_ids(taken: IntArray, count: int) -> IntArray:
    """Return ids below zero that nothing has."""
    lowest = min(int(taken.min(initial=0)), 0)
    return lowest - 1 - np.arange(count, dtype=np.int64)


def _parts(rail: RailNetwork, track: IntArray, offset_m: FloatArray) -> list[_Cut]:
    """Return the parts of all tracks that are really cut, in the order of tracks."""
    parts = []
    for number in np.unique(track):
        length_m = float(rail.length_m[number])
        at_m = [0.0]
        for offset in np.sort(offset_m[track == number]):
            if at_m[-1] + LEAST_M <= offset <= length_m - LEAST_M:
                at_m.append(float(offset))
        if len(at_m) > 1:
            ends_m = [*at_m[1:], length_m]
            parts += [
                _Cut(int(number), begin, end, end == length_m)
                for begin, end in zip(at_m, ends_m, strict=True)
            ]
    return parts


def _nodes(rail: RailNetwork, parts: list[_Cut]) -> dict[str, Any]:
    """Return the nodes with one more at the end of each part."""
    points = [point_at(rail, part.track, part.end_m) for part in parts]
    lon, lat = zip(*points, strict=True)
    return {
        "node_id": np.concatenate([rail.node_id, new_ids(rail.node_id, len(parts))]),
        "node_lon": np.concatenate([rail.node_lon, lon]),
        "node_lat": np.concatenate([rail.node_lat, lat]),
        "node_kind": np.concatenate(
            [rail.node_kind, np.full(len(parts), PLAIN, dtype=rail.node_kind.dtype)]
        ),
    }


def _geometry(rail: RailNetwork, parts: list[_Cut], number: IntArray) -> dict[str, Any]:
    """Return the points of all tracks, those of the parts among them."""
    cut = {int(at): _points_between(rail, part) for at, part in zip(number, parts, strict=True)}
    n_tracks = max(rail.n_tracks, int(number.max()) + 1)
    listed = []
    for track in range(n_tracks):
        if track in cut:
            listed.append(cut[track])
        else:
            which = slice(rail.first_point[track], rail.first_point[track + 1])
            listed.append((rail.point_lon[which], rail.point_lat[which]))
    counts = [len(lon) for lon, _ in listed]
    return {
        "first_point": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        "point_lon": np.concatenate([lon for lon, _ in listed]),
        "point_lat": np.concatenate([lat for _, lat in listed]),
    }


def _points_between(rail: RailNetwork, part: _Cut) -> tuple[FloatArray, FloatArray]:
    """Return the points of a part of a track."""
    lon, lat, along_m = points_of(rail, part.track)
    inner = (along_m > part.begin_m) & (along_m < part.end_m)
    ends = [point_at(rail, part.track, offset) for offset in (part.begin_m, part.end_m)]
    return (
        np.concatenate([[ends[0][0]], lon[inner], [ends[1][0]]]),
        np.concatenate([[ends[0][1]], lat[inner], [ends[1][1]]]),
    )


def _stops(rail: RailNetwork, parts: list[_Cut], number: IntArray) -> dict[str, Any]:
    """Return where trains stop, by the parts; at a cut they stop at the end of the first."""
    track, offset_m = rail.stop_track.copy(), rail.stop_offset_m.copy()
    for at, part in zip(number, parts, strict=True):
        inside = rail.stop_track == part.track
        inside &= rail.stop_offset_m > part.begin_m + LEAST_M
        if not part.is_last:
            inside &= rail.stop_offset_m <= part.end_m + LEAST_M
        if part.begin_m == 0.0:
            inside |= (rail.stop_track == part.track) & (rail.stop_offset_m <= LEAST_M)
        track[inside] = at
        length_m = part.end_m - part.begin_m
        offset_m[inside] = np.clip(rail.stop_offset_m[inside] - part.begin_m, 0.0, length_m)
    return {"stop_track": track, "stop_offset_m": offset_m}
