"""Take the objects of a file one by one into flat lists, and make an extract of them."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.notices import Notices

from .extract import OsmExtract, Restriction, kept_runs
from .features import FEATURE_KEYS, Entrance, Feature, is_feature
from .opl import Line, members_of, node_list, parsed_line, tags_of, unescaped
from .outlines import locations, placed_features, point_inside
from .tags import NODE_KEYS, ROAD_KEYS, is_road

if TYPE_CHECKING:
    from pathlib import Path

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["NODE_ROAD_KEYS", "Reading"]

NODE_ROAD_KEYS = ("highway", "barrier", "railway", "traffic_calming", "crossing")
"""A node with one of these may delay or stop traffic."""

ROAD_KEYS_AS_BYTES = frozenset(key.encode() for key in ROAD_KEYS)
FEATURE_KEYS_AS_BYTES = frozenset(key.encode() for key in FEATURE_KEYS)
LAST_LON, LAST_LAT = 180.0, 90.0


class Reading:
    """What has been read so far, in flat lists."""

    def __init__(self) -> None:
        self.way_id = array("q")
        self.way_tag_set = array("q")
        self.way_name = array("q")
        self.way_number = array("q")
        self.parts = [node_list([])]
        self.tag_sets: dict[tuple[bytes, ...], int] = {}
        self.road_tags: list[dict[str, str]] = []
        self.names: dict[bytes, int] = {}
        self.node_tags: dict[int, dict[str, str]] = {}
        self.restrictions: list[Restriction] = []
        self.features: list[Feature] = []
        self.entrances: dict[int, Entrance] = {}
        self.notices = Notices()
        self.timestamp = ""
        self.is_sorted = False

    def take(self, lines: list[bytes]) -> None:
        """Take the objects of some lines."""
        roads: list[bytes] = []
        for text in lines:
            line = parsed_line(text)
            if line is None:
                self.notices.add("deleted", "an object is marked as deleted; it is left out")
            elif line.kind == b"w":
                self._way(line, roads)
            elif line.kind == b"n":
                self._node(line)
            elif line.kind == b"r":
                self._relation(line)
        self.parts.append(node_list(roads))

    def _way(self, line: Line, roads: list[bytes]) -> None:
        """Take a way as a road, a feature, or both."""
        key: list[bytes] = []
        name = number = -1
        may_be_feature = False
        for pair in line.tags.split(b","):
            tag, _, value = pair.partition(b"=")
            if tag in ROAD_KEYS_AS_BYTES:
                key.append(pair)
            elif tag == b"name":
                name = self.names.setdefault(value, len(self.names))
            elif tag == b"ref":
                number = self.names.setdefault(value, len(self.names))
            may_be_feature |= tag in FEATURE_KEYS_AS_BYTES
        tag_set = self._tag_set(tuple(key))
        if tag_set >= 0:
            self.way_id.append(line.osm_id)
            self.way_tag_set.append(tag_set)
            self.way_name.append(name)
            self.way_number.append(number)
            roads.append(line.nodes)
        if may_be_feature:
            tags = tags_of(line.tags)
            if is_feature(tags):
                self._outline(line, tags)

    def _tag_set(self, key: tuple[bytes, ...]) -> int:
        """Return the index of a set of tags, -1 if it is no road's."""
        index = self.tag_sets.get(key)
        if index is None:
            tags = tags_of(b",".join(key))
            index = len(self.road_tags) if is_road(tags) else -1
            if index >= 0:
                self.road_tags.append(tags)
            self.tag_sets[key] = index
        return index

    def _outline(self, line: Line, tags: dict[str, str]) -> None:
        """Append a feature that is drawn as a way, with a point inside it."""
        ids, lonlat, _ = node_list([line.nodes])
        known = ~np.isnan(lonlat[:, 0])
        lon, lat = point_inside(lonlat[known]) if known.any() else (np.nan, np.nan)
        refs = ids[known] if known.any() else ids
        self.features.append(Feature("way", line.osm_id, tags, lon, lat, tuple(refs.tolist())))

    def _node(self, line: Line) -> None:
        """Take a node as something that delays traffic, an entrance, or a feature."""
        tags = tags_of(line.tags)
        if any(key in tags for key in NODE_ROAD_KEYS):
            self.node_tags[line.osm_id] = {k: v for k, v in tags.items() if k in NODE_KEYS}
        placed = abs(line.lon) <= LAST_LON and abs(line.lat) <= LAST_LAT
        if not placed:
            self.unplaced(f"node/{line.osm_id}")
            return
        if "entrance" in tags:
            self.entrances[line.osm_id] = Entrance(line.lon, line.lat, tags["entrance"])
        if is_feature(tags):
            self.features.append(Feature("node", line.osm_id, tags, line.lon, line.lat, ()))

    def unplaced(self, example: str) -> None:
        """Count an object without usable coordinates."""
        self.notices.add(
            "without-location", "an object has no coordinates, or lies outside the world", example
        )

    def _relation(self, line: Line) -> None:
        """Take a relation as a turn restriction or a feature."""
        tags = tags_of(line.tags)
        kind = tags.get("type", "")
        if kind.startswith("restriction"):
            self.restrictions.append(Restriction(line.osm_id, tags, members_of(line.members)))
        elif kind in ("multipolygon", "site") and is_feature(tags):
            ways = tuple(
                member.ref
                for member in members_of(line.members)
                if member.osm_type == "way" and member.role != "inner"
            )
            self.features.append(Feature("relation", line.osm_id, tags, np.nan, np.nan, ways))

    def nodes(self, path: Path) -> tuple[IntArray, FloatArray, IntArray]:
        """Return the nodes along all roads, having looked once more for missing ones."""
        ref, lonlat, size = (np.concatenate(part) for part in zip(*self.parts, strict=True))
        outside = (np.abs(lonlat[:, 0]) > LAST_LON) | (np.abs(lonlat[:, 1]) > LAST_LAT)
        if outside.any():
            lonlat[outside] = np.nan
            self.unplaced(f"node/{ref[outside][0]}")
        missing = np.isnan(lonlat[:, 0])
        if missing.any() and ((ref[missing] < 0).any() or not self.is_sorted):
            found = locations(path, set(ref[missing].tolist()))
            for position in np.flatnonzero(missing):
                lonlat[position] = found.get(int(ref[position]), (np.nan, np.nan))
            missing = np.isnan(lonlat[:, 0])
        if missing.any():
            self.notices.add(
                "missing-node",
                "a way names a node that the file does not place; the way is cut there",
                f"node/{ref[missing][0]}",
                count=int(missing.sum()),
            )
        return ref, lonlat, size

    def to_extract(self, path: Path) -> OsmExtract:
        """Return what was read, each way once and without its missing nodes."""
        ref, lonlat, size = self.nodes(path)
        self.features, lost = placed_features(self.features, path)
        for example in lost:
            self.unplaced(example)
        way_id = np.array(self.way_id, dtype=np.int64)
        extract = OsmExtract(
            way_id=way_id,
            way_tag_set=np.array(self.way_tag_set, dtype=np.int64),
            way_name=np.array(self.way_name, dtype=np.int64),
            way_number=np.array(self.way_number, dtype=np.int64),
            way_length_m=np.full(way_id.size, np.nan),
            first_ref=np.concatenate(([0], np.cumsum(size))),
            ref=ref,
            lon=np.ascontiguousarray(lonlat[:, 0]),
            lat=np.ascontiguousarray(lonlat[:, 1]),
            tag_sets=tuple(self.road_tags),
            names=tuple(unescaped(name.decode()) for name in self.names),
            node_tags=self.node_tags,
            restrictions=tuple(self.restrictions),
            features=tuple(self.features),
            entrances=self.entrances,
            timestamp=self.timestamp,
            source=path.name,
            notices=self.notices,
        )
        extract = _without_repeats(extract)
        keep = ~np.isnan(extract.lon)
        if keep.all() and (np.diff(extract.first_ref) > 1).all():
            return extract
        return extract.with_rows(*kept_runs(extract.first_ref, keep))


def _without_repeats(extract: OsmExtract) -> OsmExtract:
    """Return the extract without nodes that repeat the one before, or a way given twice."""
    row = np.repeat(np.arange(extract.n_rows), np.diff(extract.first_ref))
    same = (extract.ref[1:] == extract.ref[:-1]) & (row[1:] == row[:-1])
    _, first = np.unique(extract.way_id, return_index=True)
    once = np.zeros(extract.n_rows, dtype=np.bool_)
    once[first] = True
    n_twice = int((~once).sum())
    if n_twice:
        extract.notices.add(
            "way-given-twice",
            "the file holds a way more than once; the first is used",
            f"way/{extract.way_id[~once][0]}",
            count=n_twice,
        )
    if same.any():
        extract.notices.add(
            "repeated-node",
            "a way names the same node twice in a row",
            f"way/{extract.way_id[row[1:][same][0]]}",
            count=int(same.sum()),
        )
    keep = np.concatenate(([True], ~same))[: extract.ref.size] & once[row]
    if keep.all():
        return extract
    first_ref = np.concatenate(([0], np.cumsum(keep)))[extract.first_ref]
    return extract.with_rows(np.arange(extract.n_rows), first_ref, np.flatnonzero(keep))
