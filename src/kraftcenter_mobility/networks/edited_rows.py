"""The pieces of a network, with some changes, as rows to build a network from again.

Every piece is a row, drawn as its segment is, with the length it is known to have; cut
pieces are several rows, new roads further ones. So what is built from them is the network
as it was wherever nothing changes: the same segments, the same edges, the same bits.
"""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm.extract import OsmExtract

from .build import Rows
from .edited_lines import (
    cuts_by_piece,
    new_lines,
    new_parts,
    parts_of_cut,
    plain_lines,
    row_lengths_m,
    together,
    turned_deg,
)
from .ways import Ways

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.osm.extract import Restriction

    from .changes import RoadChanges
    from .edited_lines import Lines
    from .piece_lines import PieceLines
    from .road import RoadNetwork
    from .surroundings import Surroundings

__all__ = ["EditedRows", "edited_rows"]

STRETCHED = 1e-9
"""A piece whose known length differs by more than this share from its drawn one is stretched."""

NONE = -1


class EditedRows(NamedTuple):
    """Rows to build from, and the pieces they were."""

    rows: Rows
    piece: IntArray
    """The piece each row was, or is a part of; NONE for new roads. Shape (n_rows,)."""

    whole: BoolArray
    """Which rows are whole pieces, just as they were drawn."""


class _Tagged(NamedTuple):
    """The tags of rows, and the ways they belong to."""

    tag_sets: list[Mapping[str, str]]
    tag_set: IntArray
    """Shape (n_rows,), as are the others."""

    way: IntArray
    """The network's way, NONE for new roads."""

    key: IntArray
    """Equal for rows of one way that are tagged alike; ascending as the ids of ways are."""

    new_road: IntArray
    """The new road that each of the last rows is a part of. Shape (n_new_rows,)."""


def edited_rows(  # noqa: PLR0913 - what there was, and what changes
    roads: RoadNetwork,
    known: Surroundings,
    changes: RoadChanges,
    pieces: IntArray,
    *,
    restrictions: Sequence[Restriction],
    rim: IntArray | None = None,
) -> EditedRows:
    """Return some pieces of a network as rows, after some changes.

    Parameters
    ----------
    roads, known
        The network as it was, and what is known of its parts.
    changes : RoadChanges
        What changes; of the pieces only those among `pieces`, and all new roads.
    pieces : array of int, shape (n,)
        The pieces, ascending, those that are removed among them.
    restrictions : sequence of Restriction
        The turn restrictions that count.
    rim : array of int, optional
        Ids of nodes at which more meets than these pieces: they stay nodes.
    """
    lines, cuts = known.lines, cuts_by_piece(changes)
    odd = np.array(sorted({*changes.removed, *cuts}), dtype=np.int64)
    plain = pieces[~np.isin(pieces, odd)]
    part_piece, parts = parts_of_cut(roads, lines, cuts, changes.removed)
    new_road, added = new_parts(known, changes)
    drawn = together(plain_lines(roads, lines, plain), parts, added)
    piece = np.concatenate((plain, part_piece, np.full(new_road.size, NONE, dtype=np.int64)))
    tagged = _tagged(roads, changes, piece, new_road)
    extract = _extract(roads, known, changes, drawn, piece, tagged, restrictions)
    known_m = np.full(piece.size, np.nan)
    known_m[: plain.size] = roads.piece_length_m[plain]
    along = np.ones(piece.size, dtype=np.bool_)
    along[piece >= 0] = roads.piece_along[piece[piece >= 0]]
    stay = known.kept_nodes(pieces)
    keep = np.isin(np.unique(extract.ref), stay if rim is None else np.concatenate((stay, rim)))
    offset_m = _known_offsets_m(roads, lines, plain, drawn.node_id.size)
    ways = _ways(roads, changes, tagged)
    rows = Rows(extract, ways, keep, along, known_m, offset_m=offset_m)
    return EditedRows(rows, piece, np.arange(piece.size) < plain.size)


def _known_offsets_m(
    roads: RoadNetwork, lines: PieceLines, plain: IntArray, n_refs: int
) -> FloatArray:
    """Return how far along their segments the points of whole pieces lie, NaN for others.

    Where roads are longer than drawn, no offset comes out again to the last bit.
    """
    point, _ = lines.points_of(plain)
    offset_m = np.full(n_refs, np.nan)
    offset_m[: point.size] = roads.point_offset_m[point]
    return offset_m


def _tagged(
    roads: RoadNetwork, changes: RoadChanges, piece: IntArray, new_road: IntArray
) -> _Tagged:
    """Return the tags of all rows, each set of them once, and their ways."""
    n_known = len(roads.tag_sets)
    fresh: list[Mapping[str, str]] = []
    number: dict[frozenset[tuple[str, str]], int] = {}

    def number_of(tags: Mapping[str, str]) -> int:
        key = frozenset(tags.items())
        if key not in number:
            number[key] = n_known + len(fresh)
            fresh.append(tags)
        return number[key]

    is_new = piece == NONE
    way = np.where(is_new, NONE, roads.piece_way[np.where(is_new, 0, piece)])
    tag_set = roads.way_tag_set[np.where(is_new, 0, way)]
    changed = np.array(sorted(changes.tags), dtype=np.int64)
    for row in np.flatnonzero(np.isin(piece, changed)).tolist():
        tag_set[row] = number_of(changes.tags[int(piece[row])])
    of_road = np.array([number_of(road.tags) for road in changes.roads], dtype=np.int64)
    tag_set[is_new] = of_road[new_road]
    variant = np.where(tag_set < n_known, 0, tag_set - n_known + 1)
    key = way * (len(fresh) + 1) + variant
    by_id = np.argsort(np.argsort([road.way_id for road in changes.roads], kind="stable"))
    key[is_new] = (by_id - len(changes.roads))[new_road]
    used, place = np.unique(tag_set, return_inverse=True)
    tag_sets = [roads.tag_sets[i] if i < n_known else fresh[i - n_known] for i in used.tolist()]
    return _Tagged(tag_sets, place.astype(np.int64), way, key, new_road)


def _extract(  # noqa: PLR0913, PLR0917 - the parts of one extract
    roads: RoadNetwork,
    known: Surroundings,
    changes: RoadChanges,
    drawn: Lines,
    piece: IntArray,
    tagged: _Tagged,
    restrictions: Sequence[Restriction],
) -> OsmExtract:
    """Return the rows as an extract, as if they had been read so."""
    new_roads = changes.roads
    is_new, way = piece == NONE, np.maximum(tagged.way, 0)
    way_id, name, number = roads.way_id[way], roads.way_name[way], roads.way_number[way]
    new_id = np.array([road.way_id for road in new_roads], dtype=np.int64)
    way_id[is_new] = new_id[tagged.new_road]
    names = [*roads.names, *(text for road in new_roads for text in (road.name, road.number))]
    said = np.array([[bool(road.name), bool(road.number)] for road in new_roads], dtype=np.bool_)
    place = len(roads.names) + np.arange(2 * len(new_roads)).reshape(-1, 2)
    called = np.where(said.reshape(-1, 2), place, -1)[tagged.new_road]
    name[is_new], number[is_new] = called[:, 0], called[:, 1]
    nodes = np.unique(drawn.node_id).tolist()
    node_tags = ChainMap(dict(changes.node_tags), known.node_tags)
    return OsmExtract(
        way_id=way_id,
        way_tag_set=tagged.tag_set,
        way_name=name,
        way_number=number,
        way_length_m=_stretched_m(known.stretch, piece, drawn),
        first_ref=drawn.first,
        ref=drawn.node_id,
        lon=drawn.lon,
        lat=drawn.lat,
        tag_sets=tagged.tag_sets,
        names=names,
        node_tags={node: node_tags[node] for node in nodes if node in node_tags},
        restrictions=restrictions,
    )


def _stretched_m(stretch: FloatArray, piece: IntArray, drawn: Lines) -> FloatArray:
    """Return the lengths of rows whose pieces are known to be longer than drawn, else NaN."""
    ratio = stretch[np.maximum(piece, 0)]
    odd = (piece >= 0) & (np.abs(ratio - 1.0) > STRETCHED)
    if not odd.any():
        return np.full(piece.size, np.nan)
    return np.where(odd, row_lengths_m(drawn) * ratio, np.nan)


def _ways(roads: RoadNetwork, changes: RoadChanges, tagged: _Tagged) -> Ways:
    """Return what is known of the ways; what a change does to a part leaves the rest alone."""
    _, row, of_row = np.unique(tagged.key, return_index=True, return_inverse=True)
    way = tagged.way[row]
    known, is_new = np.maximum(way, 0), way == NONE
    length_m, built_up = roads.way_length_m[known], roads.way_built_up[known]
    bendiness_deg_km = roads.way_bendiness_deg_km[known]
    if changes.roads:
        lines = new_lines(changes.roads)
        order = np.argsort([road.way_id for road in changes.roads], kind="stable")
        new_m = row_lengths_m(lines)
        length_m[is_new] = new_m[order]
        bendiness_deg_km[is_new] = (turned_deg(lines) / np.maximum(new_m, 1.0) * 1000.0)[order]
        built_up[is_new] = np.array([road.built_up for road in changes.roads])[order]
    return Ways(row, of_row, length_m, bendiness_deg_km, built_up)
