"""From an extract of OpenStreetMap data to a road network.

Ways are cut into pieces and joined into segments (:mod:`.segments`), segments become
directed edges (:mod:`.edges`), restrictions become forbidden turns (:mod:`.restrictions`,
:mod:`.turns`), and all of it one frozen :class:`.road.RoadNetwork`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.errors import OsmDataError
from kraftcenter_mobility.modes import MODES
from kraftcenter_mobility.osm.tags import node_blocks, node_control, oddities

from .doors import is_doorless
from .edge_ways import edge_ways, vehicles_allowed
from .edges import access_table, make_edges, permission_signature, sorted_by_tail, turn_angles
from .restrictions import forbidden_paths, via_nodes
from .road import RoadNetwork
from .segments import cut_into_pieces, join_pieces
from .turns import make_turns
from .ways import ways_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.notices import Notices
    from kraftcenter_mobility.osm.extract import OsmExtract

    from .segments import Pieces, Segments
    from .turns import Turns
    from .ways import Ways

__all__ = ["Built", "Rows", "build_roads", "roads_of_rows", "signatures"]


class Rows(NamedTuple):
    """Ways or parts of ways, to be made into a network."""

    extract: OsmExtract
    ways: Ways
    keep: BoolArray | None = None
    """Further nodes, by the order of their ids, that stay nodes whatever meets there."""

    along: BoolArray | None = None
    """Which rows are drawn as their ways are; all if not given. Shape (n_rows,)."""

    length_m: FloatArray | None = None
    """Lengths of rows that are known to the last bit, else NaN. Shape (n_rows,)."""

    in_zone: BoolArray | None = None
    """Which rows lie in zones, where more is known than the rows show. Shape (n_rows,)."""

    offset_m: FloatArray | None = None
    """How far along its segment each node of the rows is known to lie, else NaN.

    To the last bit, of the segment that the row was part of. Shape (n_refs,).
    """


class Built(NamedTuple):
    """A network, and the row that each of its pieces was made of."""

    roads: RoadNetwork
    piece_row: IntArray


class _Controls(NamedTuple):
    """Signals, crossings and the like along segments, sorted by segment and offset."""

    first: IntArray
    offset_m: FloatArray
    node: IntArray
    along: BoolArray


def build_roads(extract: OsmExtract, notices: Notices) -> RoadNetwork:
    """Return the road network of an extract.

    Raises
    ------
    OsmDataError
        If no mode may use any of the roads.
    """
    extract = _usable(extract)
    _note_oddities(extract, notices)
    return roads_of_rows(Rows(extract, ways_of(extract)), notices).roads


def roads_of_rows(rows: Rows, notices: Notices) -> Built:
    """Return the road network of ways or parts of ways.

    A road among them that nobody may use lies there all the same: where it meets others
    stays a node, so that closing a road changes nothing else.
    """
    extract = rows.extract
    table = access_table(extract.tag_sets, MODES)
    barriers = _barriers(extract)
    pieces = cut_into_pieces(extract, np.array(sorted(barriers), dtype=np.int64))
    tagged = _tagged_nodes(extract, pieces.node_id)
    tag_set = extract.way_tag_set
    signature = signatures(extract.tag_sets, table)[tag_set[pieces.row]]
    keep = _kept_nodes(extract, pieces, barriers)
    if rows.keep is not None:
        keep |= rows.keep
    segments = _joined(rows, pieces, signature, keep)
    n_nodes = pieces.node_id.size
    first_row = segments.piece_row[segments.first_piece[:-1]]
    in_zone = None if rows.in_zone is None else rows.in_zone[first_row]
    made, in_zone = make_edges(segments, table, tag_set[segments.piece_row], n_nodes, in_zone)
    edges, first_out, _ = sorted_by_tail(made, n_nodes)
    held = edge_ways(
        edges,
        first_out,
        extract.way_id[segments.piece_row],
        segments.first_piece,
        vehicles_allowed(table, tag_set[segments.piece_row], segments.piece_along),
        extract.restrictions,
    )
    node_index = _indices(pieces.node_id, via_nodes(extract.restrictions))
    forbidden = forbidden_paths(extract.restrictions, node_index, held, notices)
    turns = make_turns(edges, n_nodes, forbidden)
    roads = _assembled(rows, pieces, segments, in_zone, turns, tagged)
    return Built(roads, segments.piece_row)


def signatures(tag_sets: Sequence[Mapping[str, str]], table: IntArray) -> IntArray:
    """Return what may pass along and against each set of tags; only equals are joined."""
    return permission_signature(table, is_doorless(tag_sets))


def _joined(rows: Rows, pieces: Pieces, signature: IntArray, keep: BoolArray) -> Segments:
    """Join the pieces to segments, with the lengths that are known to the last bit."""
    segments = join_pieces(rows.extract, pieces, signature, keep, rows.along)
    whole = np.bincount(pieces.row, minlength=rows.extract.n_rows) == 1
    if rows.length_m is not None:
        known_m = np.where(whole, rows.length_m, np.nan)[segments.piece_row]
        length_m = np.where(np.isnan(known_m), segments.piece_length_m, known_m)
        segments = segments._replace(piece_length_m=length_m)
    if rows.offset_m is None or rows.along is None:
        return segments
    of_point = np.repeat(
        _as_known(segments, rows.extract.first_ref, rows.along, rows.offset_m, whole),
        np.diff(segments.first_point),
    )
    known_m = rows.offset_m[segments.point_position]
    return segments._replace(point_offset_m=np.where(of_point, known_m, segments.point_offset_m))


def _as_known(
    segments: Segments,
    first_ref: IntArray,
    row_along: BoolArray,
    offset_m: FloatArray,
    whole: BoolArray,
) -> BoolArray:
    """Say which segments are, from their beginnings on, what the offsets are known of."""
    row = segments.piece_row
    begin_m, end_m = offset_m[first_ref[row]], offset_m[first_ref[row + 1] - 1]
    before_m = np.concatenate(([0.0], end_m[:-1]))
    before_m[segments.first_piece[:-1]] = 0.0
    follows = whole[row] & (segments.piece_along == row_along[row]) & (begin_m == before_m)
    found: BoolArray = np.logical_and.reduceat(follows, segments.first_piece[:-1])
    return found


def _usable(extract: OsmExtract) -> OsmExtract:
    """Return the extract without the ways that no mode may use in either direction."""
    table = access_table(extract.tag_sets, MODES)
    usable = (table.max(axis=(1, 2)) > 0)[extract.way_tag_set]
    if not usable.any():
        raise OsmDataError(
            f"none of the {extract.n_rows} roads of {extract.source or 'the data'} is open to "
            f"{', '.join(mode.name for mode in MODES)}"
        )
    if usable.all():
        return extract
    keep = np.repeat(usable, np.diff(extract.first_ref))
    row = np.flatnonzero(usable)
    first = np.concatenate(([0], np.cumsum(np.diff(extract.first_ref)[row])))
    return extract.with_rows(row, first.astype(np.int64), np.flatnonzero(keep))


def _note_oddities(extract: OsmExtract, notices: Notices) -> None:
    """Count the odd tags, way by way, with an example of each kind."""
    for tag_set, tags in enumerate(extract.tag_sets):
        for code, meaning in oddities(tags):
            rows = np.flatnonzero(extract.way_tag_set == tag_set)
            if rows.size:
                notices.add(code, meaning, f"way/{extract.way_id[rows[0]]}", count=rows.size)


def _tagged_nodes(extract: OsmExtract, node_id: IntArray) -> dict[int, Mapping[str, str]]:
    """Return the tags of the nodes along roads that have any of interest, by dense node."""
    wanted = np.array(sorted(extract.node_tags), dtype=np.int64)
    place = np.searchsorted(node_id, wanted)
    place[place == node_id.size] = 0
    found = node_id[place] == wanted
    return {
        int(node): extract.node_tags[int(osm_id)]
        for node, osm_id in zip(place[found], wanted[found], strict=True)
    }


def _barriers(extract: OsmExtract) -> set[int]:
    """Return the ids of the nodes that stop some mode."""
    return {
        osm_id
        for osm_id, tags in extract.node_tags.items()
        if any(node_blocks(tags, mode) for mode in MODES)
    }


def _kept_nodes(extract: OsmExtract, pieces: Pieces, barriers: set[int]) -> BoolArray:
    """Mark the nodes that must stay nodes: barriers, and where restrictions turn or begin."""
    keep = np.zeros(pieces.node_id.size, dtype=np.bool_)
    stops = barriers | via_nodes(extract.restrictions)
    keep[list(_indices(pieces.node_id, stops).values())] = True
    named = {m.ref for r in extract.restrictions for m in r.members if m.osm_type == "way"}
    rows = np.flatnonzero(np.isin(extract.way_id, np.array(sorted(named), dtype=np.int64)))
    keep[pieces.node[extract.first_ref[rows]]] = True
    keep[pieces.node[extract.first_ref[rows + 1] - 1]] = True
    return keep


def _indices(node_id: IntArray, wanted: set[int]) -> dict[int, int]:
    """Return the dense nodes of some OpenStreetMap node ids, those there are."""
    ids = np.array(sorted(wanted), dtype=np.int64)
    place = np.minimum(np.searchsorted(node_id, ids), node_id.size - 1)
    found = node_id[place] == ids
    return dict(zip(ids[found].tolist(), place[found].tolist(), strict=True))


def _assembled(  # noqa: PLR0913, PLR0917 - the parts of one network
    rows: Rows,
    pieces: Pieces,
    segments: Segments,
    in_zone: BoolArray,
    turns: Turns,
    tagged: Mapping[int, Mapping[str, str]],
) -> RoadNetwork:
    """Return the network, its nodes renumbered to those that are left."""
    edges, extract, ways = turns.edges, rows.extract, rows.ways
    lon, lat = extract.lon[segments.point_position], extract.lat[segments.point_position]
    used = np.zeros(pieces.node_id.size, dtype=np.bool_)
    used[segments.tail] = used[segments.head] = True
    dense = np.cumsum(used) - 1
    node_lon, node_lat = np.empty(used.size), np.empty(used.size)
    node_lon[segments.point_node], node_lat[segments.point_node] = lon, lat
    node_tags = list(tagged)
    node_tag_set = np.full(used.size, -1, dtype=np.int64)
    node_tag_set[node_tags] = np.arange(len(node_tags))
    controls = _controls(segments, node_tag_set >= 0, tagged)
    angle = turn_angles(edges, turns.before, turns.after, segments, np.stack([lon, lat], 1))
    return RoadNetwork(
        node_id=pieces.node_id[used],
        node_lon=node_lon[used],
        node_lat=node_lat[used],
        node_tag_set=node_tag_set[used],
        first_out=row_starts(dense[edges.tail], int(used.sum())),
        head=dense[edges.head].astype(np.uint32),
        tail=dense[edges.tail].astype(np.uint32),
        edge_segment=edges.segment,
        edge_forward=edges.forward,
        edge_role=edges.role,
        first_turn=turns.first_turn,
        turn_rule=turns.rule,
        turn_angle_deg=angle,
        segment_tail=dense[segments.tail],
        segment_head=dense[segments.head],
        segment_in_zone=in_zone,
        first_piece=segments.first_piece,
        piece_way=ways.of_row[segments.piece_row],
        piece_along=segments.piece_along,
        piece_length_m=segments.piece_length_m,
        first_point=segments.first_point,
        point_lon=lon,
        point_lat=lat,
        point_offset_m=segments.point_offset_m,
        point_id=pieces.node_id[segments.point_node],
        first_control=controls.first,
        control_offset_m=controls.offset_m,
        control_tag_set=node_tag_set[controls.node],
        control_along=controls.along,
        way_id=extract.way_id[ways.row],
        way_tag_set=extract.way_tag_set[ways.row],
        way_name=extract.way_name[ways.row],
        way_number=extract.way_number[ways.row],
        way_built_up=ways.built_up,
        way_bendiness_deg_km=ways.bendiness_deg_km,
        way_length_m=ways.length_m,
        tag_sets=tuple(extract.tag_sets),
        node_tag_sets=tuple(tagged[node] for node in node_tags),
        names=tuple(extract.names),
        restrictions=tuple(extract.restrictions),
    )


def _controls(
    segments: Segments, is_tagged: BoolArray, tagged: Mapping[int, Mapping[str, str]]
) -> _Controls:
    """Return the controls that lie within segments; those at their ends belong to turns."""
    inner = np.ones(segments.point_node.size, dtype=np.bool_)
    inner[segments.first_point[:-1]] = False
    inner[segments.first_point[1:] - 1] = False
    controlling = np.array([n for n, tags in tagged.items() if node_control(tags)], dtype=np.int64)
    is_control = np.zeros(is_tagged.size, dtype=np.bool_)
    is_control[controlling] = True
    point = np.flatnonzero(inner & is_control[segments.point_node])
    segment = np.searchsorted(segments.first_point, point, side="right") - 1
    return _Controls(
        row_starts(segment, segments.tail.size),
        segments.point_offset_m[point],
        segments.point_node[point],
        segments.point_along[point],
    )
