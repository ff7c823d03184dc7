"""New tracks: where they join those that are there, and the account of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.geodesy import link_length_m
from kraftcenter_mobility.networks.rails.editing import with_limits, with_voltage
from kraftcenter_mobility.networks.rails.editing_candidates import with_candidates
from kraftcenter_mobility.networks.rails.editing_ends import end_at_station, end_near
from kraftcenter_mobility.networks.rails.editing_stretches import whole
from kraftcenter_mobility.networks.rails.editing_tracks import NewTrack, with_track

from .rail_accounts import hops_between, track_lines, transit_account
from .rail_tracks import M_PER_KM, station_of

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.rails.editing_ends import TrackEnd
    from kraftcenter_mobility.networks.rails.network import RailNetwork

    from .accounts import Account
    from .rail_edits import AddTrack

__all__ = ["lay_candidates", "lay_track"]

COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
MOST_IDS = 8
LEAST_KM_SHARE = 0.999
AT_STATION_M = 1000.0
"""A line that ends so near to the station named is joined beyond its platforms."""


def lay_track(transit: PublicTransport, edit: AddTrack) -> tuple[PublicTransport, Account]:
    """Return public transport with a new track, and the account of it.

    Raises
    ------
    ScenarioError
        If it would join nothing, an end lies too far from the track it should join, or it is
        said to be shorter than a straight line.
    RailError
        If a station is unknown.
    """
    rail = transit.rail
    stations = [
        station_of(rail, name) if name else None for name in (edit.from_station, edit.to_station)
    ]
    if stations[0] is not None and stations[0] == stations[1]:
        raise ScenarioError(
            f"from_station and to_station are both {edit.from_station!r}: give two stations"
        )
    points = _points(rail, edit, stations)
    ends = (
        _end(rail, edit, stations[0], points[0], points[1]),
        _end(rail, edit, stations[1], points[-1], points[-2]),
    )
    if ends == (None, None):
        raise ScenarioError(
            f"the new track joins nothing: no track lies within {edit.max_distance_m:g} m of its "
            f"ends; name stations, move its ends, or raise max_distance_m"
        )
    laid = with_track(
        rail,
        ends,
        points[(ends[0] is not None) : len(points) - (ends[1] is not None)],
        NewTrack(
            limit_kmh=float(edit.limit_kmh or 0.0),
            voltage_kv=edit.voltage_kv,
            n_tracks=edit.tracks,
            length_m=None if edit.length_km is None else edit.length_km * M_PER_KM,
            name=edit.name,
        ),
    )
    _check_length(laid, edit)
    after = transit.replaced(rail=laid)
    return after, _account(transit, after, edit, ends)


def lay_candidates(transit: PublicTransport, edit: AddTrack) -> tuple[PublicTransport, Account]:
    """Return public transport with tracks that were proposed or being built, and the account.

    Raises
    ------
    ScenarioError
        If one of the ways is no such track, or is laid already.
    """
    rail, planned = transit.rail, transit.rail.candidates
    known = np.zeros(0, dtype=np.int64) if planned is None else planned.way_id
    lost = sorted(set(edit.way_ids) - set(known.tolist()))
    laid = sorted(set(edit.way_ids) & set(rail.way_id.tolist()))
    if lost or laid:
        raise ScenarioError(
            f"{len(lost or laid)} of {len(edit.way_ids)} way_ids are "
            f"{'no proposed or unfinished track' if lost else 'laid already'}: "
            f"{', '.join(map(str, (lost or laid)[:MOST_IDS]))}; there are {np.unique(known).size} "
            f"such ways"
        )
    tracks = np.flatnonzero(np.isin(known, edit.way_ids))
    built = with_candidates(rail, tracks)
    new = built.n_tracks - tracks.size + np.arange(tracks.size)
    if edit.limit_kmh is not None:
        built = with_limits(built, whole(built, new), limit_kmh=edit.limit_kmh)
    if edit.voltage_kv:
        built = with_voltage(built, whole(built, new), edit.voltage_kv)
    after = transit.replaced(rail=built)
    length_km = float(built.length_m[new].sum()) / M_PER_KM
    account = transit_account(
        edit,
        f"proposed tracks of {len(edit.way_ids)} way{'s' * (len(edit.way_ids) > 1)}",
        transit,
        after,
        counts={
            "n_ways": len(edit.way_ids),
            "n_pieces": int(new.size),
            "n_edges": int(built.allowed[new].sum()),
            "length_km": length_km,
            "after": {"new track": length_km},
        },
        drawn=partial(track_lines, built, new),
    )
    return after, account


def _points(rail: RailNetwork, edit: AddTrack, stations: list[int | None]) -> FloatArray:
    """Return the points of the new track, from the first station to the second."""
    if edit.line is None:
        return np.array([[rail.station_lon[at], rail.station_lat[at]] for at in stations])
    points = np.array(edit.line.coords)[:, :2]
    known = stations[0] if stations[0] is not None else stations[1]
    if known is None:
        return points
    away_m = link_length_m(
        points[[0, -1], 0],
        points[[0, -1], 1],
        np.full(2, rail.station_lon[known]),
        np.full(2, rail.station_lat[known]),
    )
    drawn_backwards = bool(away_m[0] > away_m[1]) == (stations[0] is not None)
    return points[::-1] if drawn_backwards else points


def _end(
    rail: RailNetwork, edit: AddTrack, station: int | None, at: FloatArray, towards: FloatArray
) -> TrackEnd | None:
    """Return where one end of a new track joins another, None if it ends there."""
    here, there = (float(at[0]), float(at[1])), (float(towards[0]), float(towards[1]))
    if station is None:
        return end_near(rail, here, there, within_m=edit.max_distance_m)
    name = rail.station_name[station]
    away_m = float(
        link_length_m(at[0], at[1], rail.station_lon[station], rail.station_lat[station])
    )
    if away_m <= AT_STATION_M:
        end = end_at_station(rail, station, there)
        if end is None:
            raise ScenarioError(f"no train can stop at {name!r}: it lies on no track to join")
        return end
    end = end_near(rail, here, there, within_m=edit.max_distance_m)
    if end is None:
        raise ScenarioError(
            f"the line ends {away_m:,.0f} m from {name!r}, and no track lies within "
            f"{edit.max_distance_m:g} m of its end; draw it to the station, or leave the station "
            f"out for a track that ends there"
        )
    return end


def _check_length(rail: RailNetwork, edit: AddTrack) -> None:
    """Refuse a length that no track of the world could have."""
    track = rail.n_tracks - 1
    begin, end = rail.tail[track], rail.head[track]
    straight_km = float(
        link_length_m(
            rail.node_lon[begin], rail.node_lat[begin], rail.node_lon[end], rail.node_lat[end]
        )
        / M_PER_KM
    )
    if edit.length_km is not None and edit.length_km < straight_km * LEAST_KM_SHARE:
        raise ScenarioError(
            f"length_km={edit.length_km:g} is shorter than the straight line between the ends, "
            f"{straight_km:.1f} km"
        )


def _account(
    before: PublicTransport,
    after: PublicTransport,
    edit: AddTrack,
    ends: tuple[TrackEnd | None, TrackEnd | None],
) -> Account:
    """Return the account of a new track."""
    rail = after.rail
    track = rail.n_tracks - 1
    length_km = float(rail.length_m[track]) / M_PER_KM
    names = [each for each in (edit.from_station, edit.to_station) if each]
    where = f" {' - '.join(names)}" if names else ""
    called = f" {edit.name!r}" if edit.name else ""
    many = f"{edit.tracks} new tracks" if edit.tracks > 1 else "new track"
    notes = [] if edit.line is not None else ["drawn as a straight line, as none is given"]
    if not hops_between(before, after):
        notes.append("no line runs over it yet: say AddLine")
    power = f", {edit.voltage_kv:g} kV" if edit.voltage_kv else ""
    return transit_account(
        edit,
        f"{many}{called}{where} at {edit.limit_kmh:g} km/h",
        before,
        after,
        notes=notes,
        counts={
            "n_ways": 1,
            "n_pieces": 1,
            "n_edges": 2,
            "length_km": length_km,
            "after": {f"{edit.limit_kmh:g} km/h{power}": length_km},
            "joins": tuple(_join_words(before.rail, end) for end in ends),
            "connected": True,
        },
        drawn=partial(track_lines, rail, np.array([track])),
    )


def _join_words(rail: RailNetwork, end: TrackEnd | None) -> str:
    """Return where an end of a new track joins another, in a sentence."""
    if end is None:
        return "ends at a buffer stop"
    bearing = np.degrees(np.arctan2(end.east, end.north))
    side, from_side = (COMPASS[round((bearing + turn) / 45.0) % 8] for turn in (0.0, 180.0))
    tags = rail.tag_sets[rail.tag_set[end.track]]
    called = tags.get("name") or f"way {rail.way_id[end.track]}"
    place = ""
    if rail.n_stations:
        away_m = link_length_m(
            np.array(end.lon), np.array(end.lat), rail.station_lon, rail.station_lat
        )
        nearest = int(np.argmin(away_m))
        place = f", {away_m[nearest]:,.0f} m from {rail.station_name[nearest]}"
    return (
        f"leaves {called} to the {side}{place}; trains from the {from_side} run straight on, "
        f"others turn back"
    )
