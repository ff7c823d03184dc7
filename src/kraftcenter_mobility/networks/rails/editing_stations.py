"""Stations put on tracks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import RailError

from .lines import lines_of, place_on_track
from .nearest import TrackFinder

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .network import RailNetwork

__all__ = ["Nearby", "tracks_near", "with_station"]

BESIDE_M = 30.0
"""Tracks so near to the nearest one lie at the same platforms."""

ANYWHERE_M = 1e6


class Nearby(NamedTuple):
    """The nearest points of tracks around a point, the nearest first. Shape of each: (n,)."""

    track: IntArray
    offset_m: FloatArray
    """Along the track as drawn."""

    distance_m: FloatArray
    lon: FloatArray
    lat: FloatArray


def tracks_near(rail: RailNetwork, lon: float, lat: float, *, within_m: float) -> Nearby:
    """Return the tracks around a point, and where on each it is nearest.

    Parameters
    ----------
    rail : RailNetwork
        The tracks.
    lon, lat : float
        The point in degrees.
    within_m : float
        How far away tracks are looked for, in metres.

    Returns
    -------
    Nearby
        Main tracks, and others where no main one lies so near; the nearest first.
    """
    lines = lines_of(rail)
    near = TrackFinder(lines, np.arange(rail.n_tracks)).near(lon, lat, within_m=within_m)
    is_main = rail.level[near.track] == 0
    keep = is_main if is_main.any() else np.ones(is_main.size, dtype=np.bool_)
    track, offset_m = near.track[keep], near.offset_m[keep]
    at = place_on_track(lines, track, offset_m)
    return Nearby(track, offset_m, near.distance_m[keep], *at)


def with_station(  # noqa: PLR0913 - what is known of a station
    rail: RailNetwork,
    name: str,
    lon: float,
    lat: float,
    *,
    station_id: str = "",
    kind: str = "halt",
    n_tracks: int = 1,
    within_m: float = 200.0,
    entrance: tuple[float, float] | None = None,
) -> RailNetwork:
    """Return the rails with another station, on the track next to a point.

    Trains can stop there on that track, and on those that lie beside it.

    Parameters
    ----------
    rail : RailNetwork
        The tracks as they are.
    name : str
        What the station is called.
    lon, lat : float
        Where it is, in degrees.
    station_id : str, optional
        Its id; by default its name.
    kind : str, optional
        ``"station"`` or ``"halt"``.
    n_tracks : int, optional
        On how many tracks trains can stand side by side.
    within_m : float, optional
        How far away the track may lie, in metres.
    entrance : tuple of float, optional
        Longitude and latitude where people come in; by default at the track.

    Returns
    -------
    RailNetwork
        The station comes last.

    Raises
    ------
    RailError
        If no track lies near, or the id is taken.
    """
    new_id = station_id or name
    if new_id in rail.station_id:
        raise RailError(
            f"station_id {new_id!r} is taken by {rail.station_name[_at(rail, new_id)]!r}"
        )
    near = tracks_near(rail, lon, lat, within_m=within_m)
    if not near.track.size:
        raise RailError(
            f"no track lies within {within_m:g} m of {name!r} at lon={lon:g}, lat={lat:g}"
            f"{_nearest_words(rail, lon, lat)}; move it, or raise max_distance_m"
        )
    beside = near.distance_m <= near.distance_m[0] + BESIDE_M
    doors = ([], []) if entrance is None else ([entrance[0]], [entrance[1]])
    return replace(
        rail,
        station_id=(*rail.station_id, new_id),
        station_name=(*rail.station_name, name),
        station_kind=(*rail.station_kind, kind),
        station_lon=np.append(rail.station_lon, near.lon[0]),
        station_lat=np.append(rail.station_lat, near.lat[0]),
        station_tracks=np.append(rail.station_tracks, n_tracks).astype(rail.station_tracks.dtype),
        first_stop=np.append(rail.first_stop, rail.first_stop[-1] + int(beside.sum())),
        stop_track=np.concatenate([rail.stop_track, near.track[beside]]),
        stop_offset_m=np.concatenate([rail.stop_offset_m, near.offset_m[beside]]),
        first_entrance=np.append(rail.first_entrance, rail.first_entrance[-1] + len(doors[0])),
        entrance_lon=np.concatenate([rail.entrance_lon, doors[0]]),
        entrance_lat=np.concatenate([rail.entrance_lat, doors[1]]),
    )


def _at(rail: RailNetwork, station_id: str) -> int:
    """Return the number of a station by its id."""
    return rail.station_id.index(station_id)


def _nearest_words(rail: RailNetwork, lon: float, lat: float) -> str:
    """Return how far away the nearest track lies, nothing if there is none at all."""
    near = tracks_near(rail, lon, lat, within_m=ANYWHERE_M)
    return f", the nearest {near.distance_m[0]:,.0f} m away" if near.track.size else ""
