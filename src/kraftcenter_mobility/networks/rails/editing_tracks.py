"""New tracks, which leave others in the direction of these, and bend afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.geodesy import link_length_m, metres_per_degree

from .editing_cuts import cut_tracks, new_ids
from .network import BUFFER, SWITCH

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .editing_ends import Point, TrackEnd
    from .network import RailNetwork

__all__ = ["NewTrack", "node_on", "with_track"]

LEAD_M = 80.0
"""How far a new track runs in the direction of the main track before it bends."""


class NewTrack(NamedTuple):
    """What a new track is."""

    limit_kmh: float
    voltage_kv: float = 0.0
    n_tracks: int = 1
    length_m: float | None = None
    """None: as it is drawn."""

    name: str = ""


def with_track(
    rail: RailNetwork,
    ends: tuple[TrackEnd | None, TrackEnd | None],
    points: FloatArray,
    about: NewTrack,
) -> RailNetwork:
    """Return the rails with a new track.

    Parameters
    ----------
    rail : RailNetwork
        The tracks as they are.
    ends : tuple of TrackEnd or None
        Where it begins and ends; None for an end that joins nothing.
    points : array, shape (n_points, 2)
        Longitudes and latitudes between its ends, those of an end that joins nothing included.
    about : NewTrack
        What it is.

    Returns
    -------
    RailNetwork
        The new track comes last.
    """
    joined = [end for end in ends if end is not None]
    after = cut_tracks(
        rail,
        np.array([end.track for end in joined], dtype=np.int64),
        np.array([end.offset_m for end in joined]),
    )
    lon, lat = _bent(ends, points)
    after, tail = _end_node(after, rail, ends[0], (lon[0], lat[0]))
    after, head = _end_node(after, rail, ends[1], (lon[-1], lat[-1]))
    gauge_mm = rail.gauge_mm[joined[0].track]
    drawn_m = float(link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())
    tags = {"railway": "rail", "maxspeed": f"{about.limit_kmh:g}"}
    if about.name:
        tags["name"] = about.name
    rows: dict[str, Any] = {
        "tail": tail,
        "head": head,
        "length_m": drawn_m if about.length_m is None else about.length_m,
        "way_id": new_ids(after.way_id, 1)[0],
        "tag_set": len(after.tag_sets),
        "limit_kmh": [about.limit_kmh, about.limit_kmh],
        "limit_known": True,
        "gradient_permille": 0.0,
        "allowed": [True, True],
        "wrong_way": [False, False],
        "level": 0,
        "gauge_mm": gauge_mm,
        "voltage_kv": about.voltage_kv,
        "n_parallel": about.n_tracks,
    }
    fields = {name: _with_row(getattr(after, name), value) for name, value in rows.items()}
    return replace(
        after,
        **fields,
        tag_sets=(*after.tag_sets, tags),
        first_point=np.append(after.first_point, after.first_point[-1] + lon.size),
        point_lon=np.concatenate([after.point_lon, lon]),
        point_lat=np.concatenate([after.point_lat, lat]),
    )


def _with_row(values: Any, row: Any) -> Any:
    """Return an array with one more row, of the same type."""
    return np.concatenate([values, np.array([row]).astype(values.dtype)])


def _bent(
    ends: tuple[TrackEnd | None, TrackEnd | None], points: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the points of a new track, which leaves others in their own direction."""
    begin, end = (None if one is None else np.array([one.lon, one.lat]) for one in ends)
    known = [each for each in (begin, *points, end) if each is not None]
    span_m = float(link_length_m(*map(np.array, (*known[0], *known[-1]))))
    lead_m = min(LEAD_M, span_m / 10.0)
    inner = [point for point in points if _is_clear(point, begin, end, 2.0 * lead_m)]
    first = [] if begin is None or ends[0] is None else [begin, _led(ends[0], lead_m)]
    last = [] if end is None or ends[1] is None else [_led(ends[1], lead_m), end]
    lon, lat = np.array([*first, *inner, *last]).T
    return lon, lat


def _is_clear(
    point: FloatArray, begin: FloatArray | None, end: FloatArray | None, least_m: float
) -> bool:
    """Say whether a point lies so far from the ends that join something."""
    return all(
        float(link_length_m(point[0], point[1], other[0], other[1])) >= least_m
        for other in (begin, end)
        if other is not None
    )


def _led(end: TrackEnd, lead_m: float) -> FloatArray:
    """Return the point that lies a little way from an end in the direction of the track."""
    per_lon, per_lat = metres_per_degree(np.array(end.lat))
    return np.array([end.lon + end.east * lead_m / per_lon, end.lat + end.north * lead_m / per_lat])


def _end_node(
    after: RailNetwork, before: RailNetwork, end: TrackEnd | None, at: Point
) -> tuple[RailNetwork, int]:
    """Return the rails and the node at which a new track ends, made if it joins nothing."""
    if end is None:
        kind = np.array([BUFFER]).astype(after.node_kind.dtype)
        node_id = np.concatenate([after.node_id, new_ids(after.node_id, 1)])
        return replace(
            after,
            node_id=node_id,
            node_lon=np.append(after.node_lon, at[0]),
            node_lat=np.append(after.node_lat, at[1]),
            node_kind=np.concatenate([after.node_kind, kind]),
        ), after.n_nodes
    node = node_on(after, before, end.track, (end.lon, end.lat))
    kinds = after.node_kind.copy()
    kinds[node] = SWITCH
    return replace(after, node_kind=kinds), node


def node_on(after: RailNetwork, before: RailNetwork, track: int, at: Point) -> int:
    """Return the node that lies at a point of a track that has been cut there."""
    later = np.arange(before.n_tracks, after.n_tracks)
    parts: IntArray = np.concatenate([[track], later])
    nodes = np.unique(np.concatenate([after.tail[parts], after.head[parts]]))
    away_m = link_length_m(
        after.node_lon[nodes], after.node_lat[nodes], np.array(at[0]), np.array(at[1])
    )
    return int(nodes[int(np.argmin(away_m))])
