"""Which open roads lie in zones after some changes (:mod:`.zones`).

Zones are the one thing about roads that does not depend on what lies near: closing one road
can leave a whole estate with a destination-only road as its only way out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm.tags import DESTINATION, OPEN

from .edges import car_access
from .edited_rows import edited_rows
from .geodesy import link_length_m
from .zones import zone_segments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .changes import RoadChanges
    from .edited_rows import EditedRows
    from .road import RoadNetwork
    from .transport import TransportNetwork

__all__ = ["ZonesAfter", "zones_after"]


class ZonesAfter(NamedTuple):
    """Which roads lie in zones after some changes."""

    roads: RoadNetwork
    changed: IntArray
    """Segments that nothing else changes, and that come to lie in a zone or no longer do."""

    of_segment: BoolArray
    """For all segments that are not touched themselves. Shape (n_segments,)."""

    of_piece: Mapping[int, bool]
    """For the pieces of touched segments that are not cut."""

    of_others: BoolArray
    """For the parts of cut pieces and then the new roads, in the order rows have."""

    def of_rows(self, edited: EditedRows) -> BoolArray:
        """Return which rows lie in zones."""
        piece, whole = edited.piece, edited.whole
        segment = np.searchsorted(self.roads.first_piece, piece[whole], side="right") - 1
        flags = self.of_segment[segment]
        if self.of_piece:
            of_piece = self.of_piece
            known = zip(piece[whole].tolist(), flags.tolist(), strict=True)
            flags = np.array([of_piece.get(one, flag) for one, flag in known], dtype=np.bool_)
        return np.concatenate((flags, self.of_others))


def zones_after(network: TransportNetwork, changes: RoadChanges, touched: IntArray) -> ZonesAfter:
    """Return which roads lie in zones after some changes.

    `touched` are the segments whose pieces change, ascending.
    """
    roads, known = network.roads, network.surroundings
    pieces = known.pieces_of(touched)
    edited = edited_rows(roads, known, changes, pieces, restrictions=())
    codes = known.car_access
    row_code = _car_codes(edited)
    if _alike(network, changes, edited, row_code):
        old = edited.piece[~edited.whole]
        segment = np.searchsorted(roads.first_piece, np.maximum(old, 0), side="right") - 1
        others = roads.segment_in_zone[segment] & (old >= 0)
        none = np.zeros(0, dtype=np.int64)
        return ZonesAfter(roads, none, roads.segment_in_zone, {}, others)
    stays = np.ones(roads.n_segments, dtype=np.bool_)
    stays[touched] = False
    flags = _zones(roads, np.flatnonzero(stays), codes, edited, row_code)
    of_segment = np.zeros(roads.n_segments, dtype=np.bool_)
    n_stay = int(stays.sum())
    of_segment[stays] = flags[:n_stay]
    changed = np.flatnonzero(stays & (of_segment != roads.segment_in_zone))
    of_row = flags[n_stay:]
    whole = edited.piece[edited.whole].tolist()
    of_piece = dict(zip(whole, of_row[edited.whole].tolist(), strict=True))
    return ZonesAfter(roads, changed, of_segment, of_piece, of_row[~edited.whole])


def _car_codes(edited: EditedRows) -> IntArray:
    """Return what cars may do on each row."""
    extract = edited.rows.extract
    return car_access(extract.tag_sets)[extract.way_tag_set]


def _alike(
    network: TransportNetwork, changes: RoadChanges, edited: EditedRows, row_code: IntArray
) -> bool:
    """Say whether zones are what they were, and new roads in none, without looking for them."""
    roads, known = network.roads, network.surroundings
    old = edited.piece >= 0
    segment = np.searchsorted(roads.first_piece, edited.piece[old], side="right") - 1
    if changes.removed or (row_code[old] != known.car_access[segment]).any():
        return False
    return not changes.roads or _join_the_outside(network, changes, row_code[~old])


def _join_the_outside(network: TransportNetwork, changes: RoadChanges, row_code: IntArray) -> bool:
    """Say whether all new roads are open, and join open roads of one part that is no zone.

    That part becomes longer, and so stays the longest of those it is joined to; every other
    part stays as it is, and stays apart.
    """
    roads, known = network.roads, network.surroundings
    if (row_code == DESTINATION).any():
        return False
    ids = {node for road in changes.roads for node in road.node_id}
    cut = [cut.piece for cut in changes.cuts if cut.node_id in ids]
    met = np.array(sorted(ids), dtype=np.int64)
    node = np.minimum(np.searchsorted(roads.node_id, met), roads.n_nodes - 1)
    segment = np.concatenate(
        (
            known.segments_at(node[roads.node_id[node] == met]),
            known.segments_through(met.tolist()),
            known.lines.segment[np.array(cut, dtype=np.int64)],
        )
    )
    codes = known.car_access[segment]
    if (codes == DESTINATION).any() or roads.segment_in_zone[segment].any():
        return False
    return np.unique(known.zone_roads.part[segment[codes == OPEN]]).size <= 1


def _zones(
    roads: RoadNetwork, stay: IntArray, codes: IntArray, edited: EditedRows, row_code: IntArray
) -> BoolArray:
    """Return which of the untouched segments, and then which rows, lie in zones."""
    extract = edited.rows.extract
    first, last = extract.first_ref[:-1], extract.first_ref[1:] - 1
    begin, end, n_nodes = _numbered(roads, extract.ref[first], extract.ref[last])
    code = np.concatenate((codes[stay], row_code))
    return zone_segments(
        np.concatenate((roads.segment_tail[stay], begin)),
        np.concatenate((roads.segment_head[stay], end)),
        n_nodes,
        is_open=code == OPEN,
        is_destination=code == DESTINATION,
        length_m=np.concatenate((roads.segment_length_m[stay], _lengths_m(edited))),
    )


def _numbered(roads: RoadNetwork, *ids: IntArray) -> tuple[IntArray, IntArray, int]:
    """Return the nodes with some ids, new ones numbered on, and how many there are then."""
    known, place = np.unique(np.concatenate(ids), return_inverse=True)
    found = np.minimum(np.searchsorted(roads.node_id, known), roads.n_nodes - 1)
    is_new = roads.node_id[found] != known
    found[is_new] = roads.n_nodes + np.arange(int(is_new.sum()))
    begin, end = np.split(found[place], 2)
    return begin, end, roads.n_nodes + int(is_new.sum())


def _lengths_m(edited: EditedRows) -> FloatArray:
    """Return the lengths of rows, measured along their points where they are not known."""
    extract, known_m = edited.rows.extract, edited.rows.length_m
    lon, lat = extract.lon, extract.lat
    link_m = np.zeros(lon.size)
    link_m[1:] = link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    link_m[extract.first_ref[:-1]] = 0.0
    drawn_m = np.add.reduceat(link_m, extract.first_ref[:-1]) if lon.size else lon
    return drawn_m if known_m is None else np.where(np.isnan(known_m), drawn_m, known_m)
