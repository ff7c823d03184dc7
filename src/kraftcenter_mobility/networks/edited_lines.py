"""The points of roads after some changes: pieces as they were, parts of pieces, and new roads."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .geodesy import bearing_deg, link_length_m, wrapped_deg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .changes import NewRoad, PieceCut, RoadChanges
    from .piece_lines import PieceLines
    from .road import RoadNetwork
    from .surroundings import Surroundings

__all__ = [
    "Lines",
    "cuts_by_piece",
    "new_lines",
    "new_parts",
    "parts_of_cut",
    "plain_lines",
    "row_lengths_m",
    "together",
    "turned_deg",
]


class Lines(NamedTuple):
    """The points of rows, one row after the other."""

    first: IntArray
    node_id: IntArray
    lon: FloatArray
    lat: FloatArray


def cuts_by_piece(changes: RoadChanges) -> dict[int, list[PieceCut]]:
    """Return the cuts of every piece that is cut, in their order along it, each once."""
    cuts: dict[int, dict[int, PieceCut]] = {}
    for cut in changes.cuts:
        if cut.piece not in changes.removed:
            cuts.setdefault(cut.piece, {})[cut.node_id] = cut
    return {
        piece: sorted(cuts[piece].values(), key=lambda cut: cut.offset_m) for piece in sorted(cuts)
    }


def plain_lines(roads: RoadNetwork, lines: PieceLines, pieces: IntArray) -> Lines:
    """Return the points of whole pieces."""
    point, owner = lines.points_of(pieces)
    first = np.searchsorted(owner, np.arange(pieces.size + 1))
    return Lines(first, roads.point_id[point], roads.point_lon[point], roads.point_lat[point])


def parts_of_cut(
    roads: RoadNetwork,
    lines: PieceLines,
    cuts: Mapping[int, list[PieceCut]],
    removed: frozenset[int],
) -> tuple[IntArray, Lines]:
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


def new_parts(surroundings: Surroundings, changes: RoadChanges) -> tuple[IntArray, Lines]:
    """Return the new roads, cut wherever something joins them, and which road each part is of."""
    met = Counter(node for road in changes.roads for node in set(road.node_id))
    met.update({cut.node_id for cut in changes.cuts})
    known = surroundings.known_points(met)
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


def new_lines(new_roads: Sequence[NewRoad]) -> Lines:
    """Return the points of new roads."""
    return _lines_of(
        [list(zip(road.node_id, road.lon, road.lat, strict=True)) for road in new_roads]
    )


def _lines_of(rows: Sequence[Sequence[tuple[int, float, float]]]) -> Lines:
    """Return points, given row by row, as arrays."""
    first = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    points = [point for row in rows for point in row]
    node_id = np.array([point[0] for point in points], dtype=np.int64)
    lonlat = np.array([point[1:] for point in points], dtype=np.float64).reshape(-1, 2)
    return Lines(first, node_id, lonlat[:, 0], lonlat[:, 1])


def together(*lines: Lines) -> Lines:
    """Return several lists of rows as one."""
    size = np.concatenate([np.diff(some.first) for some in lines])
    first = np.concatenate(([0], np.cumsum(size)))
    columns = (np.concatenate(column) for column in zip(*(s[1:] for s in lines), strict=True))
    return Lines(first, *columns)


def row_lengths_m(drawn: Lines) -> FloatArray:
    """Return the lengths of rows as they are drawn."""
    link_m = np.zeros(drawn.lon.size)
    link_m[1:] = link_length_m(drawn.lon[:-1], drawn.lat[:-1], drawn.lon[1:], drawn.lat[1:])
    link_m[drawn.first[:-1]] = 0.0
    return np.add.reduceat(link_m, drawn.first[:-1]) if link_m.size else link_m


def turned_deg(lines: Lines) -> FloatArray:
    """Return how far every row turns along its way, in degrees."""
    turned = []
    for low, high in zip(lines.first[:-1].tolist(), lines.first[1:].tolist(), strict=True):
        lon, lat = lines.lon[low:high], lines.lat[low:high]
        moved = np.concatenate(([True], (np.diff(lon) != 0) | (np.diff(lat) != 0)))
        lon, lat = lon[moved], lat[moved]
        bearing = bearing_deg(lon[:-1], lat[:-1], lon[1:], lat[1:])
        turned.append(float(np.abs(wrapped_deg(np.diff(bearing))).sum()))
    return np.array(turned)
