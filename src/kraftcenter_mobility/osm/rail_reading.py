"""Take the railway's objects of a file one by one, and make an extract of them.

The lines of text that come from :mod:`.opl` for the roads hold the railways as well, so one
pass over a file can serve both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.notices import Notices

from .extract import kept_runs
from .features import Entrance, Feature, classify
from .opl import Line, members_of, node_list, parsed_line, tags_of
from .outlines import locations, placed_features, point_inside
from .rail_extract import RailExtract, RailRelation
from .rail_tags import RAIL_KINDS, candidate_kind, track_kind
from .tag_values import tag_value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

__all__ = ["RAIL_KEYS", "RailReading"]

RAIL_KEYS = (
    "railway",
    "public_transport",
    "route",
    "route_master",
    "proposed:railway",
    "planned:railway",
    "construction:railway",
)
"""Everything of the railway carries one of these keys."""

WORDS = {
    ord("n"): (b"railway", b"public_transport=st"),
    ord("w"): (b"railway", b"public_transport=station"),
    ord("r"): (b"railway", b"public_transport=st", b"route_master="),
}
"""An object without any of the words of its kind is passed over at once; a relation may also
be a route of trains."""

STOPS = frozenset({"station", "halt", "stop", "tram_stop"})
SWITCHES = frozenset({"switch", "railway_crossing", "buffer_stop"})
ENTRANCES = frozenset({"train_station_entrance", "subway_entrance"})
ROUTE_KINDS = {
    "rail": "train",
    "light_rail": "light_rail",
    "narrow_gauge": "train",
    "subway": "subway",
    "tram": "tram",
    "monorail": "monorail",
}
"""What ``route`` says of services on each kind of railway."""

NAME_KEYS = ("name", "short_name", "official_name", "alt_name")
LAST_LON, LAST_LAT = 180.0, 90.0


class RailReading:
    """What has been read so far of the railways of a file."""

    def __init__(self, kinds: Sequence[str] = RAIL_KINDS) -> None:
        """Begin with nothing; `kinds` are the values of ``railway`` that are tracks."""
        self.kinds = tuple(kinds)
        self._routes_of = {ROUTE_KINDS[kind] for kind in kinds}
        routes = tuple(b"route=" + route.encode() for route in self._routes_of)
        self._words = WORDS | {ord("r"): WORDS[ord("r")] + routes}
        self._ways: dict[int, dict[str, str]] = {}
        self._nodes: list[bytes] = []
        self._node_tags: dict[int, dict[str, str]] = {}
        self._stations: list[Feature] = []
        self._entrances: dict[int, Entrance] = {}
        self._stop_areas: list[RailRelation] = []
        self._routes: list[RailRelation] = []
        self._masters: list[RailRelation] = []
        self.notices = Notices()

    def take(self, lines: Sequence[bytes]) -> None:
        """Take the objects of some lines of text, those that are of the railway."""
        for text in lines:
            for word in self._words.get(text[0], ()):
                if word in text:
                    break
            else:
                continue
            line = parsed_line(text)
            if line is None:
                self.notices.add("deleted", "an object is marked as deleted; it is left out")
            elif line.kind == b"w":
                self._way(line, tags_of(line.tags))
            elif line.kind == b"n":
                self._node(line, tags_of(line.tags))
            elif line.kind == b"r":
                self._relation(line, tags_of(line.tags))

    def _node(self, line: Line, tags: dict[str, str]) -> None:
        """Take a node as a stop, a switch, an entrance or a station."""
        value = tag_value(tags, "railway")
        is_stop = value in STOPS or tag_value(tags, "public_transport") == "stop_position"
        if is_stop or value in SWITCHES or "railway:switch" in tags:
            self._node_tags[line.osm_id] = tags
        if not (abs(line.lon) <= LAST_LON and abs(line.lat) <= LAST_LAT):
            return
        if value in ENTRANCES:
            self._entrances[line.osm_id] = Entrance(line.lon, line.lat, value)
        if self._is_station(tags):
            self._stations.append(Feature("node", line.osm_id, tags, line.lon, line.lat, ()))

    def _way(self, line: Line, tags: dict[str, str]) -> None:
        """Take a way as a track, or a station drawn as an outline."""
        is_track = track_kind(tags, self.kinds) or candidate_kind(tags, self.kinds)
        if is_track and line.osm_id in self._ways:
            self.notices.add(
                "way-given-twice",
                "the file holds a way more than once; the first is used",
                f"way/{line.osm_id}",
            )
        elif is_track:
            self._ways[line.osm_id] = tags
            self._nodes.append(line.nodes)
        elif self._is_station(tags):
            ids, lonlat, _ = node_list([line.nodes])
            known = ~np.isnan(lonlat[:, 0])
            lon, lat = point_inside(lonlat[known]) if known.any() else (np.nan, np.nan)
            refs = tuple(ids.tolist())
            self._stations.append(Feature("way", line.osm_id, tags, lon, lat, refs))

    def _relation(self, line: Line, tags: dict[str, str]) -> None:
        """Take a relation as a stop area, a route, a group of routes, or a station."""
        if tag_value(tags, "public_transport") == "stop_area":
            kept = self._stop_areas
        elif tag_value(tags, "route_master") in self._routes_of:
            kept = self._masters
        elif tag_value(tags, "route") in self._routes_of:
            kept = self._routes
        elif tags.get("type") in {"multipolygon", "site"} and self._is_station(tags):
            members = members_of(line.members)
            ways = tuple(m.ref for m in members if m.osm_type == "way" and m.role != "inner")
            self._stations.append(Feature("relation", line.osm_id, tags, np.nan, np.nan, ways))
            return
        else:
            return
        kept.append(RailRelation(line.osm_id, tags, members_of(line.members)))

    def _is_station(self, tags: dict[str, str]) -> bool:
        """Say whether an object is a station of the kinds of railway that are wanted."""
        kind, category = classify(tags) or ("", "")
        if kind != "station":
            return False
        return category in {"station", "halt"} or category.replace("metro", "subway") in self.kinds

    def to_extract(
        self,
        path: Path,
        *,
        timestamp: str = "",
        is_sorted: bool,
        placed: Sequence[Feature] = (),
    ) -> RailExtract:
        """Return what was read, each way without its missing nodes.

        Parameters
        ----------
        path : Path
            The file, which is looked at once more for nodes that were not placed.
        timestamp : str, optional
            When the data were current.
        is_sorted : bool
            Whether the file is known to hold its nodes before its ways.
        placed : sequence of Feature, optional
            Objects of the file whose places are known already.

        Returns
        -------
        RailExtract
            All railways of the file.
        """
        ref, lonlat, size = node_list(self._nodes)
        _place(ref, lonlat, path, is_sorted=is_sorted)
        stations, lost = placed_features(_once(self._stations, placed), path)
        for example in lost:
            self.notices.add(
                "station-without-location", "a station has no coordinates; not used", example
            )
        tag_sets: dict[tuple[tuple[str, str], ...], int] = {}
        tag_set = [
            tag_sets.setdefault(tuple(sorted(tags.items())), len(tag_sets))
            for tags in self._ways.values()
        ]
        on_tracks = set(ref.tolist())
        extract = RailExtract(
            way_id=np.array(list(self._ways), dtype=np.int64),
            way_tag_set=np.array(tag_set, dtype=np.int64),
            first_ref=np.concatenate(([0], np.cumsum(size))).astype(np.int64),
            ref=ref,
            lon=np.ascontiguousarray(lonlat[:, 0]),
            lat=np.ascontiguousarray(lonlat[:, 1]),
            tag_sets=tuple(dict(tags) for tags in tag_sets),
            node_tags={node: t for node, t in self._node_tags.items() if node in on_tracks},
            stations=tuple(stations),
            stop_areas=tuple(self._stop_areas),
            entrances=self._entrances,
            routes=tuple(self._routes),
            masters=tuple(self._masters),
            kinds=self.kinds,
            timestamp=timestamp,
            source=path.name,
            notices=self.notices,
        )
        return _sound(extract)


def _once(stations: Sequence[Feature], placed: Sequence[Feature]) -> list[Feature]:
    """Return the stations with the places known already, none twice.

    To place a relation takes one more pass over the file, so those are left out whose name
    a node or way has already.
    """
    known = {(f.osm_type, f.osm_id): f for f in placed}
    named = {s.tags.get(key) for s in stations if s.osm_type != "relation" for key in NAME_KEYS}
    return [
        known.get((s.osm_type, s.osm_id), s)
        for s in stations
        if s.osm_type != "relation" or s.tags.get("name") not in named
    ]


def _place(ref: IntArray, lonlat: FloatArray, path: Path, *, is_sorted: bool) -> None:
    """Look once more for nodes that were not placed, and unplace those outside the world."""
    outside = (np.abs(lonlat[:, 0]) > LAST_LON) | (np.abs(lonlat[:, 1]) > LAST_LAT)
    lonlat[outside] = np.nan
    missing = np.isnan(lonlat[:, 0])
    if missing.any() and ((ref[missing] < 0).any() or not is_sorted):
        found = locations(path, set(ref[missing].tolist()))
        for position in np.flatnonzero(missing):
            lonlat[position] = found.get(int(ref[position]), (np.nan, np.nan))


def _sound(extract: RailExtract) -> RailExtract:
    """Return the extract with its ways cut at missing nodes, and no node twice in a row."""
    missing = np.isnan(extract.lon)
    if missing.any():
        extract.notices.add(
            "missing-node",
            "a way names a node that the file does not place; the way is cut there",
            f"node/{extract.ref[missing][0]}",
            count=int(missing.sum()),
        )
    extract = _without(extract, missing)
    row = np.repeat(np.arange(extract.n_rows), np.diff(extract.first_ref))
    repeats = (extract.ref[1:] == extract.ref[:-1]) & (row[1:] == row[:-1])
    if not repeats.any():
        return extract
    keep = np.concatenate(([True], ~repeats))
    first_ref = np.concatenate(([0], np.cumsum(keep)))[extract.first_ref]
    extract = extract.with_rows(np.arange(extract.n_rows), first_ref, np.flatnonzero(keep))
    return _without(extract, np.zeros(extract.ref.size, dtype=np.bool_))


def _without(extract: RailExtract, missing: BoolArray) -> RailExtract:
    """Return the extract with its ways cut at some nodes, and without ways of one node."""
    if not missing.any() and (np.diff(extract.first_ref) > 1).all():
        return extract
    return extract.with_rows(*kept_runs(extract.first_ref, ~missing))
