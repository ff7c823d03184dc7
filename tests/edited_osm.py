"""Edits made the obvious way: on the data, before anything is built of them.

Tags of ways are replaced, ways split in two where only a part is meant, nodes put into ways,
ways added and dropped; then a network is built as of any other data. Nothing here knows of
pieces, slices or patches, so it says independently what an edited network has to be.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from kraftcenter_mobility.modes import MODES
from kraftcenter_mobility.networks.build import Rows, roads_of_rows
from kraftcenter_mobility.networks.memory import Memory
from kraftcenter_mobility.networks.transport import TransportNetwork
from kraftcenter_mobility.networks.ways import Ways, ways_of
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.osm.tags import CLOSED, access

OWN_KEYS = {"car": "motorcar", "ambulance": "emergency", "bicycle": "bicycle", "walking": "foot"}
"""The key that speaks of one mode alone, and is the last word on it."""

BUSES = ("bus", "psv")

UNKNOWN = (None, None, None)
"""Length, bendiness and surroundings of a way of which no more is known than is drawn."""


class EditedOsm:
    """Data of OpenStreetMap that can be edited, and made into a network at any time.

    What a speed follows from beside tags (length, bendiness and surroundings of the whole
    way) is that of the way as it was: planners' changes do not bend a road.
    """

    def __init__(self, extract):
        """Take the ways of an extract that somebody may use."""
        self._extract = extract
        self.rows = []
        """Of each row: way id, tags, node ids, and what is known of the whole way."""

        self.lonlat, self.node_tags = {}, {k: dict(v) for k, v in extract.node_tags.items()}
        for row in range(extract.n_rows):
            tags = dict(extract.tag_sets[extract.way_tag_set[row]])
            span = slice(extract.first_ref[row], extract.first_ref[row + 1])
            if any(access(tags, mode) != (CLOSED, CLOSED) for mode in MODES):
                nodes = extract.ref[span].tolist()
                lonlat = zip(extract.lon[span].tolist(), extract.lat[span].tolist(), strict=True)
                self.lonlat.update(zip(nodes, lonlat, strict=True))
                self.rows.append((int(extract.way_id[row]), tags, nodes, UNKNOWN))
        ways = ways_of(self._as_extract())
        columns = ways.length_m, ways.bendiness_deg_km, ways.built_up
        self.rows = [
            (way_id, tags, nodes, tuple(column[ways.of_row[row]] for column in columns))
            for row, (way_id, tags, nodes, _) in enumerate(self.rows)
        ]

    def rows_of(self, *way_ids):
        """Return the rows of some ways."""
        return [k for k, (way_id, *_) in enumerate(self.rows) if way_id in way_ids]

    def retag(self, way_ids, change):
        """Give ways the tags that a function makes of theirs."""
        for row in self.rows_of(*way_ids):
            way_id, tags, nodes, known = self.rows[row]
            self.rows[row] = way_id, change(dict(tags)), nodes, known

    def close(self, way_ids, modes=(), directions=("forward", "backward")):
        """Close ways by the tags by which mappers close them."""
        self.retag(way_ids, lambda tags: closed(tags, modes or MODES, directions))

    def limit(self, way_ids, limit_kmh):
        """Set the legal limit of ways."""

        def limited(tags):
            kept = {k: v for k, v in tags.items() if not k.startswith("maxspeed")}
            return kept | {"maxspeed": f"{limit_kmh:g}"}

        self.retag(way_ids, limited)

    def split(self, way_id, *node_ids):
        """Split a way at some of its nodes; the parts have ids of their own, in order.

        The restrictions that name the way name its first part; so split none that is named.
        """
        (row,) = self.rows_of(way_id)
        _, tags, nodes, known = self.rows.pop(row)
        places = sorted({0, len(nodes) - 1, *(nodes.index(node) for node in node_ids)})
        parts = []
        for part, (low, high) in enumerate(pairwise(places)):
            new_id = way_id if part == 0 else 10**11 + way_id * 100 + part
            self.rows.append((new_id, dict(tags), nodes[low : high + 1], known))
            parts.append(new_id)
        return parts

    def remove(self, way_ids):
        """Drop ways, and with them what nobody uses any more."""
        for row in reversed(self.rows_of(*way_ids)):
            del self.rows[row]

    def insert(self, way_id, before, after, node_id, lon, lat):
        """Put a new node between two neighbouring ones of a way."""
        self.lonlat[node_id] = lon, lat
        for row in self.rows_of(way_id):
            nodes = self.rows[row][2]
            for place in range(len(nodes) - 1, 0, -1):
                if {nodes[place - 1], nodes[place]} == {before, after}:
                    nodes.insert(place, node_id)

    def add(self, way_id, tags, points, *, built_up=False):
        """Add a way through (node id, lon, lat); nodes that are known stay where they are."""
        for node_id, lon, lat in points:
            self.lonlat.setdefault(node_id, (lon, lat))
        nodes = [node_id for node_id, *_ in points]
        self.rows.append((way_id, dict(tags), nodes, (None, None, built_up)))

    def delay(self, node_id, change):
        """Give a node the tags that a function makes of its own."""
        self.node_tags[node_id] = change(self.node_tags.get(node_id, {}))

    def network(self, like):
        """Return the network of the data as they are, with all else from another one."""
        extract = self._as_extract()
        found = ways_of(extract)
        known = [self.rows[row][3] for row in found.row]
        drawn = found.length_m, found.bendiness_deg_km, found.built_up
        columns = [
            np.array(
                [was if own[k] is None else own[k] for was, own in zip(column, known, strict=True)]
            )
            for k, column in enumerate(drawn)
        ]
        ways = Ways(found.row, found.of_row, *columns)
        built = roads_of_rows(Rows(extract, ways), Notices())
        network = TransportNetwork(
            roads=built.roads, place_table=like.place_table, speeds=like.speeds, delays=like.delays
        )
        return replace(network, _memo=Memory())

    def _as_extract(self):
        """Return what has become of the extract."""
        kept = sorted(range(len(self.rows)), key=lambda row: self.rows[row][0])
        self.rows = [self.rows[row] for row in kept]
        size = [len(nodes) for _, _, nodes, _ in self.rows]
        ref = [node for _, _, nodes, _ in self.rows for node in nodes]
        lonlat = np.array([self.lonlat[node] for node in ref])
        nothing = np.full(len(self.rows), -1, dtype=np.int64)
        used = set(ref)
        return replace(
            self._extract,
            way_id=np.array([way_id for way_id, *_ in self.rows], dtype=np.int64),
            way_tag_set=np.arange(len(self.rows)),
            way_name=nothing,
            way_number=nothing,
            way_length_m=np.full(len(self.rows), np.nan),
            way_bendiness_deg_km=None,
            first_ref=np.concatenate(([0], np.cumsum(size))).astype(np.int64),
            ref=np.array(ref, dtype=np.int64),
            lon=np.ascontiguousarray(lonlat[:, 0]),
            lat=np.ascontiguousarray(lonlat[:, 1]),
            tag_sets=[tags for _, tags, *_ in self.rows],
            names=[],
            node_tags={node: tags for node, tags in self.node_tags.items() if node in used},
        )


def closed(tags, modes, directions):
    """Return the tags of a way that is closed to some modes, as a mapper would write them."""
    for mode in modes:
        own = OWN_KEYS[mode.name]
        for direction in directions:
            tags[f"{own}:{direction}"] = "no"
        if len(directions) > 1:
            tags[own] = "no"
    if "emergency" in tags:
        tags = {key: value for key, value in tags.items() if key not in BUSES}
    return tags
