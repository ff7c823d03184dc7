"""Where the pieces of a network lie: their points, their ways and what is near them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts

from .geodesy import middle_deg, utm_crs
from .runs import runs

if TYPE_CHECKING:
    from pyproj import Transformer
    from shapely import STRtree

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .road import RoadNetwork

__all__ = ["SAME_POINT_M", "PieceLines"]

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
        owner, point = runs(self.first_point[pieces], self.last_point[pieces] + 1)
        return point, owner

    def lines(self, pieces: IntArray) -> np.ndarray[Any, np.dtype[Any]]:
        """Return the lines of some pieces in degrees, as their segments are drawn."""
        import shapely

        point, owner = self.points_of(pieces)
        lonlat = np.column_stack((self.roads.point_lon[point], self.roads.point_lat[point]))
        linestrings: Any = shapely.linestrings
        return np.asarray(linestrings(lonlat, indices=owner), dtype=object)

    @cached_property
    def transformer(self) -> Transformer:
        """From degrees to metres around the middle of the network."""
        from pyproj import Transformer

        roads = self.roads
        zone = utm_crs(*middle_deg(roads.node_lon, roads.node_lat))
        return Transformer.from_crs("EPSG:4326", zone, always_xy=True)

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
