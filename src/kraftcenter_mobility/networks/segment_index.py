"""Which of many segments is nearest to a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .geodesy import link_length_m, middle_deg, utm_crs
from .joins import Joins

if TYPE_CHECKING:
    from pyproj import Transformer
    from shapely import STRtree

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .road import RoadNetwork

__all__ = ["WIDER", "SegmentIndex"]

AT_NODE_M = 0.5
"""A place that joins this near to the end of a segment joins at the node."""

WIDER = 1.002
"""How much further to look on a map projection, which is off by 4 parts in ten thousand."""


class SegmentIndex:
    """Finds the nearest of some segments; built once per mode."""

    def __init__(
        self,
        roads: RoadNetwork,
        segments: BoolArray,
        *,
        order: IntArray | None = None,
        transformer: Transformer | None = None,
    ) -> None:
        """Index some segments of a network.

        Parameters
        ----------
        roads : RoadNetwork
            The network.
        segments : array of bool, shape (n_segments,)
            Which to index.
        order : array of int, shape (n_segments,), optional
            Of equally near segments the one that is lowest in this is taken, and among those
            the first.
        transformer : Transformer, optional
            From degrees to metres; by default around the middle of the network.
        """
        import shapely

        self.roads = roads
        self.segment: IntArray = np.flatnonzero(segments)
        self.transformer = _to_metres(roads) if transformer is None else transformer
        x_m, y_m = self.transformer.transform(roads.point_lon, roads.point_lat)
        points = np.column_stack((x_m, y_m))
        owner = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_point))
        chosen = segments[owner]
        lines: Any = shapely.linestrings
        self.lines = lines(points[chosen], indices=(np.cumsum(segments) - 1)[owner[chosen]])
        self.tree: STRtree = shapely.STRtree(self.lines)
        self.order: IntArray = np.arange(roads.n_segments) if order is None else order
        by = self.order[self.segment]
        self._in_order: IntArray = np.lexsort((self.segment, by))
        self._place = np.empty_like(self._in_order)
        self._place[self._in_order] = np.arange(self.segment.size)

    def nearest(self, lon: FloatArray, lat: FloatArray) -> Joins:
        """Return where points join the indexed segments."""
        import shapely

        x_m, y_m = self.transformer.transform(lon, lat)
        points = shapely.points(x_m, y_m)
        point, line = self.tree.query_nearest(points, all_matches=True)
        first = np.full(points.size, self.lines.size, dtype=np.int64)
        np.minimum.at(first, point, self._place[line])
        return self._joins(lon, lat, points, self._in_order[first])

    def nearest_without(
        self, lon: FloatArray, lat: FloatArray, without: BoolArray, max_distance_m: float
    ) -> tuple[Joins, BoolArray]:
        """Return where points join other segments than those marked, and which join none.

        `without` has the shape (n_segments,) of the network. Segments further than
        `max_distance_m` are not looked at; the joins of points without any are meaningless.
        """
        import shapely

        x_m, y_m = self.transformer.transform(lon, lat)
        points = shapely.points(x_m, y_m)
        within_m = max_distance_m * WIDER
        point, line = self.tree.query(points, predicate="dwithin", distance=within_m)
        allowed = ~without[self.segment[line]]
        point, line = point[allowed], line[allowed]
        distance_m = shapely.distance(points[point], self.lines[line])
        order = np.lexsort((self._place[line], distance_m, point))
        who, first = np.unique(point[order], return_index=True)
        found = np.zeros(points.size, dtype=np.int64)
        found[who] = line[order][first]
        joins = self._joins(lon, lat, points, found)
        none = np.ones(points.size, dtype=np.bool_)
        none[who] = joins.distance_m[who] > max_distance_m
        return joins, none

    def plane_distance_m(self, joins: Joins, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Return how far points lie from the segments they join, as the nearest is chosen by."""
        import shapely

        points = shapely.points(*self.transformer.transform(lon, lat))
        lines = self.lines[np.searchsorted(self.segment, joins.segment)]
        return np.asarray(shapely.distance(points, lines), dtype=np.float64)

    def _joins(self, lon: FloatArray, lat: FloatArray, points: Any, found: IntArray) -> Joins:
        """Return where points join indexed segments, given for each."""
        import shapely

        share = shapely.line_locate_point(self.lines[found], points, normalized=True)
        segment = self.segment[found]
        length_m = self.roads.length_of_m(segment)
        offset_m = share * length_m
        offset_m = np.where(offset_m >= length_m - AT_NODE_M, length_m, offset_m)
        offset_m = np.where(share * length_m <= AT_NODE_M, 0.0, offset_m)
        on_road = shapely.line_interpolate_point(self.lines[found], share, normalized=True)
        back = self.transformer.transform(
            shapely.get_x(on_road), shapely.get_y(on_road), direction="INVERSE"
        )
        road_lon, road_lat = np.asarray(back[0]), np.asarray(back[1])
        distance_m = link_length_m(lon, lat, road_lon, road_lat)
        return Joins(segment, offset_m, distance_m, road_lon, road_lat)


def _to_metres(roads: RoadNetwork) -> Transformer:
    """Return what turns degrees into metres around the middle of a network."""
    from pyproj import Transformer

    zone = utm_crs(*middle_deg(roads.node_lon, roads.node_lat))
    return Transformer.from_crs("EPSG:4326", zone, always_xy=True)
