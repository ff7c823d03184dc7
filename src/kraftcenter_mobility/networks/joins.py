"""Where places join the road: the nearest point along a segment, not the nearest node."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.errors import SnappingError
from kraftcenter_mobility.units import MS_PER_KMH

from .road import ARRIVAL
from .ticks import whole_ticks

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .metric import RoadMetric
    from .road import RoadNetwork
    from .segment_index import SegmentIndex

__all__ = ["EdgeEnds", "Joins", "edge_ends", "join_places", "too_far"]


ELSEWHERE_M = 1_000_000.0
"""Nobody means to join a road that far away."""


class Joins(NamedTuple):
    """Where a set of places joins the roads. Shape of each: (n_places,)."""

    segment: IntArray
    offset_m: FloatArray
    """From the beginning of the segment to the point of joining."""

    distance_m: FloatArray
    """As the crow flies from the place to that point."""

    lon: FloatArray
    lat: FloatArray
    """Of that point."""


class EdgeEnds(NamedTuple):
    """The edges that pass each place, and how far along them it lies, in time.

    Place ``i`` has the entries ``first[i]`` up to ``first[i + 1]``. All times are whole ticks,
    and the parts of an edge before and after a place add up to the edge.
    """

    first: IntArray
    edge: IntArray
    along_m: FloatArray
    """From the beginning of the edge, as it is travelled."""

    at_s: FloatArray
    """From the beginning of the edge to the place, for journeys along this edge alone;
    infinite if it may not be reached along it."""

    before_s: FloatArray
    """Likewise, infinite if one cannot come to the place from the edge's beginning."""

    after_s: FloatArray
    """From the place to the end of the edge, infinite if one cannot set out that way."""

    walk_s: FloatArray
    """Between the place and the road. Shape (n_places,)."""

    def of_places(self, low: int, high: int) -> EdgeEnds:
        """Return the entries of the places from `low` up to, not including, `high`."""
        first = self.first[low : high + 1]
        span = slice(first[0], first[-1])
        return EdgeEnds(
            first - first[0],
            self.edge[span],
            self.along_m[span],
            self.at_s[span],
            self.before_s[span],
            self.after_s[span],
            self.walk_s[low:high],
        )

    def place(self) -> IntArray:
        """Return the place of every entry."""
        return np.repeat(np.arange(self.first.size - 1), np.diff(self.first))


def join_places(
    index: SegmentIndex, places: gpd.GeoSeries, *, max_distance_m: float, mode_name: str
) -> Joins:
    """Return where places join the roads a mode may use.

    Raises
    ------
    SnappingError
        If a place lies more than `max_distance_m` from every such road.
    """
    if index.segment.size == 0:
        raise SnappingError(f"the network has no road that {mode_name} may use")
    joins = index.nearest(places.x.to_numpy(), places.y.to_numpy())
    far = joins.distance_m > max_distance_m
    if far.any():
        raise SnappingError(too_far(places.index, joins.distance_m, far, max_distance_m))
    return joins


def too_far(names: pd.Index, distance_m: FloatArray, far: BoolArray, max_distance_m: float) -> str:
    """Say which place lies furthest from the network, and what to do."""
    worst = int(distance_m.argmax())
    what_to_do = "check their coordinates or raise max_distance_m"
    if distance_m[worst] > ELSEWHERE_M:
        what_to_do = "are longitude and latitude swapped, or is it a network of another region?"
    return (
        f"{int(far.sum())} of {far.size} places lie more than {max_distance_m:g} m from the "
        f"network, the furthest {names[worst]!r} at {distance_m[worst]:.0f} m; {what_to_do}"
    )


def edge_ends(metric: RoadMetric, joins: Joins, *, access: bool) -> EdgeEnds:
    """Return the edges that pass each place, with the times to and from it.

    A place that joins at a node is passed by every edge that begins or ends there.

    Parameters
    ----------
    metric : RoadMetric
        The times along edges.
    joins : Joins
        Where the places join.
    access : bool
        Whether the walk between place and road counts.
    """
    roads = metric.roads
    place, edge, along_m = _passing(metric, joins)
    before_s, after_s = _parts_of_edges(metric, edge, along_m)
    walk_s = whole_ticks(joins.distance_m / (metric.mode.access_speed_kmh * MS_PER_KMH))
    at_rim = _at_rim_of_zone(metric, edge, along_m)
    is_arrival = (roads.edge_role[edge] & ARRIVAL) == ARRIVAL
    no_end = ~np.isfinite(metric.edge_time_s[edge]) | (at_rim & is_arrival)
    after_s = np.where(at_rim & ~is_arrival, np.inf, after_s)
    return EdgeEnds(
        row_starts(place, joins.segment.size),
        edge,
        along_m,
        np.where(at_rim & is_arrival & (along_m > 0.0), np.inf, before_s),
        np.where(no_end, np.inf, before_s),
        after_s,
        walk_s if access else np.zeros_like(walk_s),
    )


def _parts_of_edges(
    metric: RoadMetric, edge: IntArray, along_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the times from the beginning of edges to points along them, and on to the end.

    The two add up to the edge, however many places lie along it; and where both directions
    take equally long, one comes to a place in exactly the time in which one leaves it again.
    """
    roads = metric.roads
    segment, forward = roads.edge_segment[edge], roads.edge_forward[edge]
    length_m = roads.length_of_m(segment)
    offset_m = np.where(forward, along_m, length_m - along_m)
    near_s = metric.time_along_s(segment, offset_m)
    rest_s = metric.time_along_s(segment, length_m) - near_s
    before_s = np.where(forward, near_s[:, 0], rest_s[:, 1])
    after_s = np.where(forward, rest_s[:, 0], near_s[:, 1])
    return before_s, after_s


def _at_rim_of_zone(metric: RoadMetric, edge: IntArray, along_m: FloatArray) -> BoolArray:
    """Say at which edges a place stands where a destination-only road leaves the open road.

    It lies on the open road, then: nobody sets out from there through the zone, as they
    would on its ordinary edges, nor comes to it through the zone, on its arrival edges.
    """
    roads, is_rim = metric.roads, metric.finder.is_rim
    length_m = roads.length_of_m(roads.edge_segment[edge])
    at_begin = (along_m == 0.0) & is_rim[roads.tail[edge]]
    at_end = (along_m == length_m) & is_rim[roads.head[edge]]
    at_rim: BoolArray = metric.edge_destination[edge] & (at_begin | at_end)
    return at_rim


def _passing(metric: RoadMetric, joins: Joins) -> tuple[IntArray, IntArray, FloatArray]:
    """Return, sorted by place, the places, the edges that pass them, and how far along."""
    roads = metric.roads
    length_m = roads.length_of_m(joins.segment)
    at_tail = joins.offset_m == 0.0
    at_node = at_tail | (joins.offset_m == length_m)
    node = np.where(at_tail, roads.segment_tail[joins.segment], roads.segment_head[joins.segment])
    within, on_node = np.flatnonzero(~at_node), np.flatnonzero(at_node)
    found = metric.finder
    parts = [
        found.along.of(within, joins.segment[within]),
        found.leaving.of(on_node, node[on_node]),
        found.arriving.of(on_node, node[on_node]),
    ]
    (among, edge), (_, leaving), (_, arriving) = parts
    offset_m, edge_m = joins.offset_m[among], roads.length_of_m(roads.edge_segment[edge])
    along_m = np.concatenate(
        (
            np.where(roads.edge_forward[edge], offset_m, edge_m - offset_m),
            np.zeros(leaving.size),
            roads.length_of_m(roads.edge_segment[arriving]),
        )
    )
    place = np.concatenate([part[0] for part in parts])
    order = np.argsort(place, kind="stable")
    return place[order], np.concatenate([part[1] for part in parts])[order], along_m[order]


def segment_points(
    roads: RoadNetwork, segment: int, begin_m: float, end_m: float
) -> list[tuple[float, float]]:
    """Return the points along a segment between two offsets, backwards if they are."""
    span = slice(roads.first_point[segment], roads.first_point[segment + 1])
    offset_m = roads.point_offset_m[span]
    low, high = min(begin_m, end_m), max(begin_m, end_m)
    inner = (offset_m > low) & (offset_m < high)
    at = np.concatenate(([low], offset_m[inner], [high]))
    lon = np.interp(at, offset_m, roads.point_lon[span])
    lat = np.interp(at, offset_m, roads.point_lat[span])
    points = list(zip(lon.tolist(), lat.tolist(), strict=True))
    return points if begin_m <= end_m else points[::-1]
