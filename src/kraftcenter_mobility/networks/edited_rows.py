"""The pieces of a network, with some changes, as rows to build a network from again.

Every piece is a row, drawn as its segment is, with the length it is known to have; cut
pieces are several rows, new roads further ones. So what is built from them is the network
as it was wherever nothing changes: the same segments, the same edges, the same bits.
"""

from __future__ import annotations

from collections import ChainMap, Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm.extract import OsmExtract

from .build import Rows, Ways
from .geodesy import bearing_deg, link_length_m, wrapped_deg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.osm.extract import Restriction

    from .changes import NewRoad, PieceCut, RoadChanges
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


class _Lines(NamedTuple):
    """The points of rows, one row after the other."""

    first: IntArray
    node_id: IntArray
    lon: FloatArray
    lat: FloatArray


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
    lines, cuts = known.lines, _cuts_by_piece(changes)
    odd = np.array(sorted({*changes.removed, *cuts}), dtype=np.int64)
    plain = pieces[~np.isin(pieces, odd)]
    part_piece, parts = _parts(roads, lines, cuts, changes.removed)
    new_road, new_parts = _new_parts(roads, changes)
    drawn = _together(_plain_lines(roads, lines, plain), parts, new_parts)
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


def _cuts_by_piece(changes: RoadChanges) -> dict[int, list[PieceCut]]:
    """Return the cuts of every piece that is cut, in their order along it, each once."""
    cuts: dict[int, dict[int, PieceCut]] = {}
    for cut in changes.cuts:
        if cut.piece not in changes.removed:
            cuts.setdefault(cut.piece, {})[cut.node_id] = cut
    return {
        piece: sorted(cuts[piece].values(), key=lambda cut: cut.offset_m) for piece in sorted(cuts)
    }


def _plain_lines(roads: RoadNetwork, lines: PieceLines, pieces: IntArray) -> _Lines:
    """Return the points of whole pieces."""
    point, owner = lines.points_of(pieces)
    first = np.searchsorted(owner, np.arange(pieces.size + 1))
    return _Lines(first, roads.point_id[point], roads.point_lon[point], roads.point_lat[point])


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


def _parts(
    roads: RoadNetwork,
    lines: PieceLines,
    cuts: Mapping[int, list[PieceCut]],
    removed: frozenset[int],
) -> tuple[IntArray, _Lines]:
    """Return the parts of pieces that are cut, and which piece each was part of."""
    owner: list[int] = []
    parts: list[list[tuple[int, float, float]]] = []
    for piece, places in cuts.items():
        if piece not in removed:
            cut = _cut_points(roads, lines, piece, places)
            parts += cut
            owner += [piece] * len(cut)
    return np.array(owner, dtype=np.int64), _lines_of(parts)


def _cut_points(
    roads: RoadNetwork, lines: PieceLines, piece: int, cuts: Sequence[PieceCut]
) -> list[list[tuple[int, float, float]]]:
    """Return the points of a piece, part by part."""
    span = slice(int(lines.first_point[piece]), int(lines.last_point[piece]) + 1)
    ids = roads.point_id[span].tolist()
    points = list(
        zip(ids, roads.point_lon[span].tolist(), roads.point_lat[span].tolist(), strict=True)
    )
    offset_m = (roads.point_offset_m[span] - roads.point_offset_m[span.start]).tolist()
    for cut in cuts:
        if cut.node_id not in ids:
            place = int(np.clip(np.searchsorted(offset_m, cut.offset_m), 1, len(ids) - 1))
            ids.insert(place, cut.node_id)
            points.insert(place, (cut.node_id, cut.lon, cut.lat))
            offset_m.insert(place, cut.offset_m)
    places = sorted({ids.index(cut.node_id) for cut in cuts} - {0, len(ids) - 1})
    bounds = [0, *places, len(ids) - 1]
    return [points[low : high + 1] for low, high in pairwise(bounds)]


def _new_parts(roads: RoadNetwork, changes: RoadChanges) -> tuple[IntArray, _Lines]:
    """Return the new roads, cut wherever something joins them, and which road each part is of."""
    met = Counter(node for road in changes.roads for node in set(road.node_id))
    met.update({cut.node_id for cut in changes.cuts})
    known = _known_nodes(roads, met)
    owner: list[int] = []
    parts: list[list[tuple[int, float, float]]] = []
    for number, road in enumerate(changes.roads):
        points = list(zip(road.node_id, road.lon, road.lat, strict=True))
        inner = enumerate(road.node_id[1:-1], start=1)
        joined = [place for place, node in inner if node in known or met[node] > 1]
        for low, high in pairwise([0, *joined, len(points) - 1]):
            parts.append(points[low : high + 1])
            owner.append(number)
    return np.array(owner, dtype=np.int64), _lines_of(parts)


def _known_nodes(roads: RoadNetwork, ids: Iterable[int]) -> set[int]:
    """Return which of some ids are of nodes at which roads of the network end."""
    wanted = np.fromiter(ids, dtype=np.int64)
    place = np.minimum(np.searchsorted(roads.node_id, wanted), roads.n_nodes - 1)
    return set(wanted[roads.node_id[place] == wanted].tolist())


def _new_lines(new_roads: Sequence[NewRoad]) -> _Lines:
    """Return the points of new roads."""
    return _lines_of(
        [list(zip(road.node_id, road.lon, road.lat, strict=True)) for road in new_roads]
    )


def _lines_of(rows: Sequence[Sequence[tuple[int, float, float]]]) -> _Lines:
    """Return points, given row by row, as arrays."""
    first = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    points = [point for row in rows for point in row]
    node_id = np.array([point[0] for point in points], dtype=np.int64)
    lonlat = np.array([point[1:] for point in points], dtype=np.float64).reshape(-1, 2)
    return _Lines(first, node_id, lonlat[:, 0], lonlat[:, 1])


def _together(*lines: _Lines) -> _Lines:
    """Return several lists of rows as one."""
    size = np.concatenate([np.diff(some.first) for some in lines])
    first = np.concatenate(([0], np.cumsum(size)))
    columns = (np.concatenate(column) for column in zip(*(s[1:] for s in lines), strict=True))
    return _Lines(first, *columns)


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
    drawn: _Lines,
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


def _stretched_m(stretch: FloatArray, piece: IntArray, drawn: _Lines) -> FloatArray:
    """Return the lengths of rows whose pieces are known to be longer than drawn, else NaN."""
    ratio = stretch[np.maximum(piece, 0)]
    odd = (piece >= 0) & (np.abs(ratio - 1.0) > STRETCHED)
    if not odd.any():
        return np.full(piece.size, np.nan)
    return np.where(odd, _row_lengths_m(drawn) * ratio, np.nan)


def _row_lengths_m(drawn: _Lines) -> FloatArray:
    """Return the lengths of rows as they are drawn."""
    link_m = np.zeros(drawn.lon.size)
    link_m[1:] = link_length_m(drawn.lon[:-1], drawn.lat[:-1], drawn.lon[1:], drawn.lat[1:])
    link_m[drawn.first[:-1]] = 0.0
    return np.add.reduceat(link_m, drawn.first[:-1]) if link_m.size else link_m


def _ways(roads: RoadNetwork, changes: RoadChanges, tagged: _Tagged) -> Ways:
    """Return what is known of the ways; what a change does to a part leaves the rest alone."""
    _, row, of_row = np.unique(tagged.key, return_index=True, return_inverse=True)
    way = tagged.way[row]
    known, is_new = np.maximum(way, 0), way == NONE
    length_m, built_up = roads.way_length_m[known], roads.way_built_up[known]
    bendiness_deg_km = roads.way_bendiness_deg_km[known]
    if changes.roads:
        lines = _new_lines(changes.roads)
        order = np.argsort([road.way_id for road in changes.roads], kind="stable")
        new_m = _row_lengths_m(lines)
        length_m[is_new] = new_m[order]
        bendiness_deg_km[is_new] = (_turned_deg(lines) / np.maximum(new_m, 1.0) * 1000.0)[order]
        built_up[is_new] = np.array([road.built_up for road in changes.roads])[order]
    return Ways(row, of_row, length_m, bendiness_deg_km, built_up)


def _turned_deg(lines: _Lines) -> FloatArray:
    """Return how far every row turns along its way, in degrees."""
    turned = []
    for low, high in zip(lines.first[:-1].tolist(), lines.first[1:].tolist(), strict=True):
        lon, lat = lines.lon[low:high], lines.lat[low:high]
        moved = np.concatenate(([True], (np.diff(lon) != 0) | (np.diff(lat) != 0)))
        lon, lat = lon[moved], lat[moved]
        bearing = bearing_deg(lon[:-1], lat[:-1], lon[1:], lat[1:])
        turned.append(float(np.abs(wrapped_deg(np.diff(bearing))).sum()))
    return np.array(turned)
