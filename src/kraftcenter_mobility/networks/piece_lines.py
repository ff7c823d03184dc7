"""Where the pieces of a network lie: their points, their ways and what is near them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.modes import MODES

from .build import signatures
from .edges import access_table
from .geodesy import link_length_m, utm_crs
from .segments import Pieces, partners

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import Transformer
    from shapely import STRtree

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .road import RoadNetwork

__all__ = ["PieceLines"]

SAME_POINT_M = 1e-6
"""Along a segment, points nearer than this to one another cannot be told apart by distance."""


class PieceLines:
    """The lines of all pieces of a network, found once."""

    def __init__(self, roads: RoadNetwork) -> None:
        """Find the segment and the points of every piece."""
        self.roads = roads
        n_pieces = np.diff(roads.first_piece)
        self.segment: IntArray = np.repeat(np.arange(roads.n_segments), n_pieces)
        """The segment each piece is part of. Shape (n_pieces,)."""

        self.first_point, self.last_point = _point_ranges(roads, self.segment)
        """First and last point of each piece, as its segment is drawn. Shape (n_pieces,)."""

        self._by_way: IntArray = np.argsort(roads.piece_way, kind="stable")
        self._first_of_way = row_starts(roads.piece_way, roads.way_id.size)

    def of_ways(self, ways: IntArray) -> IntArray:
        """Return the pieces of some ways, given by their indices, in ascending order."""
        begin, end = self._first_of_way[ways], self._first_of_way[ways + 1]
        runs = [self._by_way[low:high] for low, high in zip(begin, end, strict=True)]
        return np.sort(np.concatenate(runs)) if runs else np.zeros(0, dtype=np.int64)

    def points_of(self, pieces: IntArray) -> tuple[IntArray, IntArray]:
        """Return the points of some pieces one after the other, and which piece each is of.

        The second array counts along `pieces`.
        """
        size = self.last_point[pieces] - self.first_point[pieces] + 1
        owner = np.repeat(np.arange(pieces.size), size)
        step = np.arange(owner.size) - np.repeat(np.cumsum(size) - size, size)
        return self.first_point[pieces][owner] + step, owner

    def lines(self, pieces: IntArray) -> np.ndarray[Any, np.dtype[Any]]:
        """Return the lines of some pieces in degrees, as their segments are drawn."""
        import shapely

        point, owner = self.points_of(pieces)
        lonlat = np.column_stack((self.roads.point_lon[point], self.roads.point_lat[point]))
        linestrings: Any = shapely.linestrings
        return np.asarray(linestrings(lonlat, indices=owner), dtype=object)

    @cached_property
    def stretch(self) -> FloatArray:
        """By how much each piece is known to be longer than it is drawn. Shape (n_pieces,)."""
        roads, last = self.roads, self.last_point
        link_m = np.zeros(roads.point_lon.size)
        lon, lat = roads.point_lon, roads.point_lat
        link_m[1:] = link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
        so_far_m = np.cumsum(link_m)
        drawn_m = so_far_m[last] - so_far_m[self.first_point]
        near = np.abs(roads.piece_length_m - drawn_m) < SAME_POINT_M
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = roads.piece_length_m / drawn_m
        return np.where(near | ~np.isfinite(ratio), 1.0, ratio)

    @cached_property
    def signature(self) -> IntArray:
        """What may pass each piece, as it is drawn and the other way. Shape (n_pieces, 2)."""
        roads = self.roads
        table = signatures(roads.tag_sets, access_table(roads.tag_sets, MODES))
        of_piece = table[roads.way_tag_set[roads.piece_way]]
        turned: IntArray = np.where(roads.piece_along[:, np.newaxis], of_piece, of_piece[:, ::-1])
        return turned

    def kept_nodes(self, pieces: IntArray) -> IntArray:
        """Return the ids of nodes that would be none if it were for the pieces meeting there.

        Barriers, and where restrictions turn or begin. At their ends, `pieces` must be all
        there are; elsewhere a node may be named that need not be kept.
        """
        roads = self.roads
        ends = np.column_stack((self.first_point[pieces], self.last_point[pieces])).ravel()
        node_id, node = np.unique(roads.point_id[ends], return_inverse=True)
        begin = 2 * np.arange(pieces.size)
        meeting = Pieces(np.arange(pieces.size), begin, begin + 1, node, node_id)
        partner = partners(meeting, self.signature[pieces], np.zeros(node_id.size, dtype=np.bool_))
        mergeable = node_id[np.unique(node[partner >= 0])]
        place = np.minimum(np.searchsorted(roads.node_id, mergeable), roads.n_nodes - 1)
        return mergeable[roads.node_id[place] == mergeable]

    @cached_property
    def node_tags(self) -> dict[int, Mapping[str, str]]:
        """The tags of nodes and of controls along segments, by OpenStreetMap id."""
        roads = self.roads
        tagged = np.flatnonzero(roads.node_tag_set >= 0)
        tags = {
            int(roads.node_id[node]): roads.node_tag_sets[int(roads.node_tag_set[node])]
            for node in tagged
        }
        for segment in np.flatnonzero(np.diff(roads.first_control)).tolist():
            begin, end = int(roads.first_point[segment]), int(roads.first_point[segment + 1])
            inner_m = roads.point_offset_m[begin + 1 : end - 1]
            for control in range(*roads.first_control[segment : segment + 2].tolist()):
                point = begin + 1 + int(np.searchsorted(inner_m, roads.control_offset_m[control]))
                tag_set = int(roads.control_tag_set[control])
                tags[int(roads.point_id[point])] = roads.node_tag_sets[tag_set]
        return tags

    @cached_property
    def transformer(self) -> Transformer:
        """From degrees to metres around the middle of the network."""
        from pyproj import Transformer

        roads = self.roads
        middle = float(np.median(roads.node_lon)), float(np.median(roads.node_lat))
        return Transformer.from_crs("EPSG:4326", utm_crs(*middle), always_xy=True)

    def to_metres(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Return coordinates in metres around the middle of the network. Shape (n, 2)."""
        return np.column_stack(self.transformer.transform(lon, lat))

    @cached_property
    def _lines_and_tree(self) -> tuple[np.ndarray[Any, np.dtype[Any]], STRtree]:
        """All lines in metres, and what finds those near a place."""
        import shapely

        point, owner = self.points_of(np.arange(self.segment.size))
        metres = self.to_metres(self.roads.point_lon, self.roads.point_lat)
        linestrings: Any = shapely.linestrings
        lines = np.asarray(linestrings(metres[point], indices=owner), dtype=object)
        return lines, shapely.STRtree(lines)

    @property
    def lines_m(self) -> np.ndarray[Any, np.dtype[Any]]:
        """All pieces' lines in metres, as their segments are drawn. Shape (n_pieces,)."""
        return self._lines_and_tree[0]

    def tree(self) -> STRtree:
        """Return what finds the pieces near a place in metres; their numbers are its own."""
        return self._lines_and_tree[1]


def _point_ranges(roads: RoadNetwork, segment: IntArray) -> tuple[IntArray, IntArray]:
    """Return the first and the last point of every piece.

    A piece ends at the point that lies as far along its segment as the pieces up to it are
    long together.
    """
    n_points = np.diff(roads.first_point)
    owner = np.repeat(np.arange(roads.n_segments), n_points)
    length_m = roads.segment_length_m
    base_m = np.cumsum(length_m) - length_m + np.arange(roads.n_segments)
    point_m = base_m[owner] + roads.point_offset_m
    so_far_m = np.cumsum(roads.piece_length_m)
    before_m = np.concatenate(([0.0], so_far_m))[roads.first_piece[:-1]]
    end_m = base_m[segment] + so_far_m - before_m[segment]
    after = np.clip(np.searchsorted(point_m, end_m), 1, point_m.size - 1)
    last = np.where(end_m - point_m[after - 1] < point_m[after] - end_m, after - 1, after)
    last[roads.first_piece[1:] - 1] = roads.first_point[1:] - 1
    first = np.concatenate(([0], last[:-1]))
    first[roads.first_piece[:-1]] = roads.first_point[:-1]
    link_m = np.diff(roads.point_offset_m, append=np.inf)
    doubtful = np.unique(owner[np.abs(link_m) < SAME_POINT_M])
    for one in doubtful[n_points[doubtful] > 2].tolist():  # noqa: PLR2004 - no point but the ends
        _share_out_points(roads, one, first, last)
    return first, last


def _share_out_points(roads: RoadNetwork, segment: int, first: IntArray, last: IntArray) -> None:
    """Share out the points of a segment on which some lie in one place, a link to each piece."""
    point, end = int(roads.first_point[segment]), int(roads.first_point[segment + 1]) - 1
    pieces = range(int(roads.first_piece[segment]), int(roads.first_piece[segment + 1]))
    reached_m = 0.0
    for left, piece in zip(reversed(range(len(pieces))), pieces, strict=True):
        reached_m += float(roads.piece_length_m[piece])
        first[piece] = point
        point += 1
        while point < end - left and roads.point_offset_m[point] < reached_m - SAME_POINT_M:
            point += 1
        last[piece] = point if left else end
