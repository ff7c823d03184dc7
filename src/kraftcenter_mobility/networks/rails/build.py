"""Build the railway of an area from what the OpenStreetMap data say of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.osm import rail_tags
from kraftcenter_mobility.osm.tag_values import tag_value

from .cutting import cut_into_tracks
from .doubles import tracks_stood_for
from .entrances import find_entrances
from .limits import line_speeds
from .movements import find_movements
from .network import RailNetwork
from .routes import find_routes
from .sides import assumed_wrong_ways
from .station_groups import StopNode, find_stations, is_stop
from .station_names import station_aliases, station_ids
from .stops import find_stops, n_abreast

if TYPE_CHECKING:
    from typing import Any

    from kraftcenter_mobility._kernels.csr import BoolArray
    from kraftcenter_mobility.osm.rail_extract import RailExtract

    from .cutting import CutTracks
    from .station_groups import Station
    from .stops import Stop

__all__ = ["build_rails"]

TRACK_COUNT_KEYS = ("railway:tracks", "platform_tracks")
"""Tags of a station that say on how many tracks trains stop there."""

USUAL_GAUGE_MM = 1435
SIDES = ("right", "left")
DIRECTION_KEYS = frozenset({"railway:preferred_direction", "railway:bidirectional", "oneway"})


def build_rails(extract: RailExtract, *, keeps_to: str = "right") -> RailNetwork:
    """Build the railway that an extract of OpenStreetMap data describes.

    Parameters
    ----------
    extract : RailExtract
        What :func:`.osm.rails.read_rails` returned.
    keeps_to : str, optional
        On which side trains run on double lines whose tracks have no direction tagged:
        ``"right"``, as in Denmark, or ``"left"``.

    Returns
    -------
    RailNetwork
        Tracks in use with their stations and routes; those proposed or being built apart.

    Raises
    ------
    RailError
        If `keeps_to` is neither.
    """
    if keeps_to not in SIDES:
        raise RailError(f"keeps_to must be 'right' or 'left', got {keeps_to!r}")
    notices = Notices.from_records(extract.notices.to_records())
    in_use = _rows(extract, candidates=False)
    cut = cut_into_tracks(extract, in_use)
    tracks = _track_arrays(extract, cut, notices)
    tracks["wrong_way"] |= _assumed_wrong_ways(cut, tracks, notices, keeps_to=keeps_to)
    stations = find_stations(extract, _stop_nodes(extract, cut), notices)
    stops = find_stops(cut.lines, tracks["level"], cut.point_id, stations, notices)
    ids = station_ids(stations)
    return RailNetwork(
        **tracks,
        **_station_arrays(cut, stations, stops, ids),
        **find_entrances(extract, stations),
        routes=find_routes(extract, stations, ids, notices),
        candidates=_candidates(extract, notices),
        notices=notices,
    )


def _rows(extract: RailExtract, *, candidates: bool) -> BoolArray:
    """Return which rows of an extract are in use, or candidates. Shape (n_rows,)."""
    used = [bool(rail_tags.track_kind(tags, extract.kinds)) for tags in extract.tag_sets]
    rows: BoolArray = np.array(used, dtype=np.bool_)[extract.way_tag_set]
    return ~rows if candidates else rows


def _candidates(extract: RailExtract, notices: Notices) -> RailNetwork | None:
    """Return the tracks that are proposed or being built, None if there are none."""
    rows = _rows(extract, candidates=True)
    if not rows.any():
        return None
    cut = cut_into_tracks(extract, rows)
    notices.add(
        "candidate-tracks",
        "a track is proposed or under construction; it is kept apart, for scenarios",
        f"way/{cut.lines.way_id[0]}" if cut.lines.way_id.size else "",
        count=int(np.unique(cut.lines.way_id).size),
    )
    own = Notices()
    return replace(RailNetwork.empty(), **_track_arrays(extract, cut, own), notices=own)


def _track_arrays(extract: RailExtract, cut: CutTracks, notices: Notices) -> dict[str, Any]:
    """Return the nodes and tracks of a network as its arrays."""
    tag_sets, tag_set = _tag_sets_used(extract, cut)
    lines = cut.lines

    def by_tags(values: list[Any]) -> Any:
        return np.array(values)[tag_set] if values else np.zeros(0)

    directions = [rail_tags.preferred_direction(tags) for tags in tag_sets]
    level = by_tags([rail_tags.level(tags) for tags in tag_sets]).astype(np.int64)
    speeds = line_speeds(
        tag_sets, tag_set, find_movements(lines), length_m=lines.length_m, notices=notices
    )
    said = by_tags([rail_tags.n_tracks(tags) for tags in tag_sets]).astype(np.int64)
    main = np.flatnonzero(level == rail_tags.MAIN)
    gauges = by_tags([_gauge_mm(rail_tags.gauges_mm(tags)) for tags in tag_sets])
    _count_unknown_gauges(gauges, notices)
    return {
        "node_id": cut.node_id,
        "node_lon": extract.lon[cut.node_position],
        "node_lat": extract.lat[cut.node_position],
        "node_kind": lines.node_kind,
        "tail": lines.tail,
        "head": lines.head,
        "length_m": lines.length_m,
        "way_id": lines.way_id,
        "tag_set": tag_set,
        "tag_sets": tag_sets,
        "limit_kmh": speeds.limit_kmh,
        "limit_known": speeds.known,
        "gradient_permille": by_tags([rail_tags.gradient_permille(t) for t in tag_sets]),
        "allowed": by_tags([d[0] for d in directions]).astype(np.bool_).reshape(-1, 2),
        "wrong_way": by_tags([d[1] for d in directions]).astype(np.bool_).reshape(-1, 2),
        "level": level,
        "gauge_mm": gauges.astype(np.int64),
        "voltage_kv": by_tags([rail_tags.voltage_kv(tags) for tags in tag_sets]),
        "n_parallel": tracks_stood_for(lines, np.where(level == rail_tags.MAIN, said, 1), main),
        "first_point": lines.first_point,
        "point_lon": lines.point_lon,
        "point_lat": lines.point_lat,
    }


def _assumed_wrong_ways(
    cut: CutTracks, tracks: dict[str, Any], notices: Notices, *, keeps_to: str
) -> BoolArray:
    """Return the usual directions of double lines that nothing is said of, and count them."""
    said = np.array([DIRECTION_KEYS.intersection(tags) != set() for tags in tracks["tag_sets"]])
    unsaid = ~said.astype(np.bool_)[tracks["tag_set"]]
    main = np.flatnonzero(tracks["level"] == rail_tags.MAIN)
    wrong_way = assumed_wrong_ways(cut.lines, main, unsaid, keeps_to=keeps_to)
    if n_assumed := int(wrong_way.any(axis=1).sum()):
        notices.add(
            "direction-assumed",
            f"a track of a double line is taken to be run on the {keeps_to}",
            count=n_assumed,
        )
    return wrong_way


def _tag_sets_used(extract: RailExtract, cut: CutTracks) -> tuple[Any, Any]:
    """Return the sets of tags that tracks have, and the index of each track's."""
    used, tag_set = np.unique(cut.tag_set, return_inverse=True)
    return tuple(extract.tag_sets[index] for index in used.tolist()), tag_set.astype(np.int64)


def _gauge_mm(gauges: tuple[int, ...]) -> int:
    """Return the gauge by which a track goes: the usual one if it is among several."""
    return USUAL_GAUGE_MM if USUAL_GAUGE_MM in gauges else (gauges[0] if gauges else 0)


def _count_unknown_gauges(gauges: Any, notices: Notices) -> None:
    """Count the tracks that carry trains of any gauge, for want of knowing better."""
    if n_unknown := int((gauges == 0).sum()):
        notices.add(
            "gauge-unknown",
            "the gauge of a track is not tagged; it is taken to fit any train",
            count=n_unknown,
        )


def _stop_nodes(extract: RailExtract, cut: CutTracks) -> list[StopNode]:
    """Return the nodes along tracks in use at which trains stop."""
    tagged = np.fromiter(extract.node_tags, dtype=np.int64, count=len(extract.node_tags))
    positions = np.flatnonzero(np.isin(cut.point_id, tagged))
    tracks = np.searchsorted(cut.lines.first_point, positions, side="right") - 1
    kinds = [tag_value(tags, "railway") for tags in extract.tag_sets]
    found: dict[int, StopNode] = {}
    for k, track in zip(positions.tolist(), tracks.tolist(), strict=True):
        node = int(cut.point_id[k])
        tags = extract.node_tags[node]
        if is_stop(tags, kinds[cut.tag_set[track]]):
            lon, lat = float(cut.lines.point_lon[k]), float(cut.lines.point_lat[k])
            found[node] = StopNode(node, tags, lon, lat)
    return list(found.values())


def _station_arrays(
    cut: CutTracks, stations: list[Station], stops: list[list[Stop]], ids: tuple[str, ...]
) -> dict[str, Any]:
    """Return the stations of a network as its arrays."""
    flat = [stop for own in stops for stop in own]
    size = [len(own) for own in stops]
    return {
        "station_id": ids,
        "station_name": tuple(station.name for station in stations),
        "station_kind": tuple(station.kind for station in stations),
        "station_aliases": station_aliases(stations, ids),
        "station_lon": np.array([station.lon for station in stations], dtype=np.float64),
        "station_lat": np.array([station.lat for station in stations], dtype=np.float64),
        "station_tracks": np.array(
            [_n_tracks(cut, *pair) for pair in zip(stations, stops, strict=True)], dtype=np.int64
        ),
        "first_stop": np.concatenate(([0], np.cumsum(size))).astype(np.int64),
        "stop_track": np.array([stop.track for stop in flat], dtype=np.int64),
        "stop_offset_m": np.array([stop.offset_m for stop in flat], dtype=np.float64),
    }


def _n_tracks(cut: CutTracks, station: Station, stops: list[Stop]) -> int:
    """Return on how many tracks trains can stand at a station: as tagged, else as counted."""
    for key in TRACK_COUNT_KEYS:
        said = station.said(key).strip()
        if re.fullmatch("[1-9][0-9]?", said):
            return int(said)
    return n_abreast(cut.lines, stops)
