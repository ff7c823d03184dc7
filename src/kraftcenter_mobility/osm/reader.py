"""Read roads, restrictions and places from a file of OpenStreetMap data.

One pass with pyosmium, which reads ``.osm``, ``.osm.gz``, ``.osm.bz2`` and ``.osm.pbf`` as
a stream, keeps the node locations and filters in C++, and hands over what carries a tag
the library uses as lines of text (:mod:`.opl`).
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import InputError, OsmDataError
from kraftcenter_mobility.notices import Notices

from .expansion import check_expansion
from .extract import Member, OsmExtract, Restriction, kept_runs
from .features import FEATURE_KEYS, Entrance, Feature, is_feature
from .opl import Line, lines_of, node_list, parsed_line, tags_of, unescaped, write_filtered
from .outlines import locations, placed_features, point_inside
from .pbf_strings import check_strings
from .tags import NODE_KEYS, ROAD_KEYS, is_road

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

__all__ = ["read_osm"]

SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".osm.xml", ".pbf", ".xml")

NODE_ROAD_KEYS = ("highway", "barrier", "railway", "traffic_calming", "crossing")
"""A node with one of these may delay or stop traffic."""

KEYS = {"highway", "route", "type", "entrance", *NODE_ROAD_KEYS, *FEATURE_KEYS} - {"building"}
"""Objects without any of these are not looked at. Buildings are too many to be, for the few
that are places and carry no other key."""

ROAD_KEYS_AS_BYTES = frozenset(key.encode() for key in ROAD_KEYS)
FEATURE_KEYS_AS_BYTES = frozenset(key.encode() for key in FEATURE_KEYS)
OSM_TYPES = {"n": "node", "w": "way", "r": "relation"}
LAST_LON, LAST_LAT = 180.0, 90.0

SORTED = "Type_then_ID"
"""What the header of a file says whose nodes are known to come before its ways."""


def read_osm(path: str | Path, *, area: BaseGeometry | None = None) -> OsmExtract:
    """Read a file of OpenStreetMap data.

    Parameters
    ----------
    path : str or Path
        A ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf`` file.
    area : shapely geometry in degrees, optional
        Keep only roads within it, each to the first node outside.

    Returns
    -------
    OsmExtract
        Roads, restrictions and the features that may be places.

    Raises
    ------
    OsmDataError
        If the file is missing, damaged, or holds no roads (in the area).
    InputError
        If the file name does not end as OpenStreetMap files do.
    """
    path = Path(path)
    _check_file(path)
    reading = _Reading()
    try:
        _read_all(path, reading)
        extract = reading.to_extract(path)
    except (RuntimeError, ValueError, LookupError, OverflowError, MemoryError) as error:
        message = (
            f"{path} cannot be read as OpenStreetMap data: {error}; the file is damaged or cut "
            f"short, or is not what its name says. Fetch it again"
        )
        raise OsmDataError(message) from error
    if extract.n_rows == 0:
        raise OsmDataError(
            f"{path} holds no roads: none of its ways is a highway or ferry with two known nodes"
        )
    if area is not None:
        extract = _within(extract, area, path)
    return extract


def _check_file(path: Path) -> None:
    """Refuse what can be told from outside to be no OpenStreetMap file."""
    if not path.name.lower().endswith(SUFFIXES):
        raise InputError(
            f"{path} does not end like an OpenStreetMap file; give one of {', '.join(SUFFIXES)}"
        )
    if not path.is_file():
        raise OsmDataError(f"there is no file {path}; check the path")
    if path.stat().st_size == 0:
        raise OsmDataError(f"{path} is empty; fetch it again")
    check_expansion(path)
    if path.suffix.lower() == ".pbf":
        check_strings(path)


def _read_all(path: Path, reading: _Reading) -> None:
    """Hand every object that matters to the reading."""
    with TemporaryDirectory(prefix="kraftcenter-") as folder:
        target = Path(folder) / "filtered.opl"
        header, outside = write_filtered(path, target, sorted(KEYS))
        for node in outside:
            reading.unplaced(f"node/{node}")
        reading.timestamp = header["osmosis_replication_timestamp"] or header["timestamp"]
        reading.is_sorted = header["sorting"] == SORTED
        for lines in lines_of(target):
            reading.take(lines)


class _Reading:
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
            self.restrictions.append(Restriction(line.osm_id, tags, _members(line.members)))
        elif kind in ("multipolygon", "site") and is_feature(tags):
            ways = tuple(
                member.ref
                for member in _members(line.members)
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


def _members(text: bytes) -> tuple[Member, ...]:
    """Return the members of a relation."""
    if not text:
        return ()
    parts = (part.partition("@") for part in text.decode().split(","))
    return tuple(
        Member(OSM_TYPES[what[0]], int(what[1:]), unescaped(role)) for what, _, role in parts
    )


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


def _within(extract: OsmExtract, area: BaseGeometry, path: Path) -> OsmExtract:
    """Return the roads within an area, each to the first node outside."""
    import shapely

    inside = _inside(extract.lon, extract.lat, area)
    row = np.repeat(np.arange(extract.n_rows), np.diff(extract.first_ref))
    together = (inside[1:] | inside[:-1]) & (row[1:] == row[:-1])
    keep = np.concatenate(([False], together)) | np.concatenate((together, [False]))
    if not keep.any():
        west, south, east, north = shapely.total_bounds(shapely.points(extract.lon, extract.lat))
        raise OsmDataError(
            f"no road of {path} lies in the area {tuple(round(b, 4) for b in area.bounds)}; the "
            f"file covers longitudes {west:.3f} to {east:.3f} and latitudes {south:.3f} to "
            f"{north:.3f}; give the area as (west, south, east, north) in degrees"
        )
    cut = extract.with_rows(*_runs_between(extract.first_ref, keep, together))
    near = [f for f in extract.features if _inside(np.array([f.lon]), np.array([f.lat]), area)[0]]
    return replace(cut, features=tuple(near))


def _runs_between(
    first_ref: IntArray, keep: BoolArray, together: BoolArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the runs of kept nodes, parted where two neighbours both lie outside."""
    parted = np.flatnonzero(keep[1:] & keep[:-1] & ~together) + 1
    cuts = np.unique(np.concatenate((first_ref, parted)))
    row, first, position = kept_runs(cuts, keep)
    old_row = np.searchsorted(first_ref, cuts[:-1], side="right") - 1
    return old_row[row], first, position


def _inside(lon: FloatArray, lat: FloatArray, area: BaseGeometry) -> BoolArray:
    """Say which points lie in an area; the box of the area decides most of them."""
    import shapely

    west, south, east, north = area.bounds
    inside: BoolArray = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    box = shapely.box(west, south, east, north)
    if not area.equals(box):
        near = np.flatnonzero(inside)
        shapely.prepare(area)
        inside[near] = shapely.intersects_xy(area, lon[near], lat[near])
    return inside
