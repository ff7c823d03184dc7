"""What a search for an isochrone begins with, and the parts of roads it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility.routing.searches import entries, scratch_for

from .parts import ReachedParts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.layouts import Layout
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.routing.searches import Entries, Scratch

__all__ = ["Lanes", "RoadSearch", "Space", "Starts"]


class Starts(NamedTuple):
    """Where along lanes one sets out, sorted by lane and distance. Shape of each: (n_starts,)."""

    lane: IntArray
    edge: IntArray
    along_m: FloatArray
    """From where the search comes into the lane: its end, if one travels *to* the place."""

    passed_s: FloatArray
    """When one would have passed that, below zero for who sets out further along."""

    start_s: FloatArray
    """When one sets out: after the walk from the place to the road."""


class Lanes(NamedTuple):
    """What every search along the lanes of a metric needs."""

    of_edge: IntArray
    """The lane of each edge, ``2 * segment + forward``. Shape (n_edges,)."""

    length_m: FloatArray
    """Of each segment."""

    item: IntArray
    """Where each edge's label stands among those of a search. Shape (n_edges,)."""

    closed: np.ndarray[tuple[int], np.dtype[np.bool_]]
    """Edges that the labels say nothing of."""


class Space(NamedTuple):
    """Arrays a thread works in."""

    search: Scratch
    lane_label_s: FloatArray
    lane_edge: IntArray


class RoadSearch:
    """Searches from (or to) places by one mode, and what lies within cutoffs of them."""

    def __init__(
        self, metric: RoadMetric, layout: Layout, ends: EdgeEnds, *, to_place: bool
    ) -> None:
        """Lay out what all searches share.

        Parameters
        ----------
        metric : RoadMetric
            The times of the mode.
        layout : Layout
            The same, turned round if `to_place`.
        ends : EdgeEnds
            Where the places join.
        to_place : bool
            Whether one travels to the places, and not from them.
        """
        self.metric, self.layout, self.ends, self.to_place = metric, layout, ends, to_place
        leave_s = ends.before_s if to_place else ends.after_s
        self.seeds: Entries = entries(layout, ends, leave_s, seeds=True)
        self.lanes = _lanes(metric, layout, to_place=to_place)
        self._place = ends.place()

    def space(self) -> Space:
        """Return arrays for a thread to work in."""
        n_lanes = 2 * self.metric.roads.n_segments
        return Space(scratch_for(self.layout), np.empty(n_lanes), np.empty(n_lanes, dtype=np.int64))

    def parts(
        self, low: int, high: int, cutoffs_s: Sequence[float], space: Space
    ) -> list[ReachedParts]:
        """Return what is reached from the places `low` up to `high`, the sooner of all counting.

        One :class:`ReachedParts` for each cutoff; they ascend.
        """
        from kraftcenter_mobility._kernels.edge_parts import fill_lane_labels

        self.search(low, high, cutoffs_s[-1], space)
        label_s = space.search.time_s[self.lanes.item]
        label_s[self.lanes.closed] = np.inf
        fill_lane_labels(self.lanes.of_edge, label_s, space.lane_label_s, space.lane_edge)
        starts = self._starts(low, high)
        return [self._within(cutoff_s, starts, space) for cutoff_s in cutoffs_s]

    def search(self, low: int, high: int, cutoff_s: float, space: Space) -> None:
        """Search from some places at once; the labels are in the arrays of the search."""
        span = slice(self.seeds.first[low], self.seeds.first[high])
        item, time_s = self.seeds.item[span], self.seeds.time_s[span]
        cutoff_s, scratch = min(float(cutoff_s), MAX_TIME_S), space.search
        if self.layout.turns:
            from kraftcenter_mobility._kernels.turn_dijkstra import turn_search

            turn_search(
                self.layout.turn_graph,
                self.layout.edge_time_s,
                self.layout.turn_time_s,
                item,
                time_s,
                cutoff_s,
                *scratch,
            )
            return
        from kraftcenter_mobility._kernels.dijkstra import search

        search(self.layout.graph, self.layout.edge_time_s, item, time_s, cutoff_s, *scratch)

    def _starts(self, low: int, high: int) -> Starts:
        """Return where along lanes journeys begin (or end) that never leave their edge."""
        ends, roads = self.ends, self.metric.roads
        span = slice(ends.first[low], ends.first[high])
        edge, along_m = ends.edge[span], ends.along_m[span]
        walk_s = ends.walk_s[self._place[span]]
        passed_s = ends.at_s[span]
        sound = np.isfinite(passed_s)
        if self.to_place:
            length_m = roads.length_of_m(roads.edge_segment[edge])
            passed_s = np.where(along_m == length_m, 0.0, ends.after_s[span])
            along_m = length_m - along_m
        else:
            sound &= np.isfinite(ends.after_s[span])
        sound &= np.isfinite(passed_s)
        lane = self.lanes.of_edge[edge]
        order = np.lexsort((along_m, lane))
        order = order[sound[order]]
        return Starts(
            lane[order],
            edge[order],
            along_m[order],
            walk_s[order] - passed_s[order],
            walk_s[order],
        )

    def _within(self, cutoff_s: float, starts: Starts, space: Space) -> ReachedParts:
        """Return the parts of edges within a cutoff, the search being done."""
        from kraftcenter_mobility._kernels.edge_parts import fill_parts

        metric, roads = self.metric, self.metric.roads
        cutoff_s = min(float(cutoff_s), MAX_TIME_S)
        most = int((space.lane_label_s <= cutoff_s).sum()) + starts.lane.size
        edge, along_m, time_s = np.empty(most, np.int64), np.empty((most, 2)), np.empty((most, 2))
        n_parts = fill_parts(
            roads.first_piece,
            roads.piece_length_m,
            metric.piece_time_s,
            roads.first_control,
            roads.control_offset_m,
            metric.control_time_s,
            self.lanes.length_m,
            space.lane_label_s,
            space.lane_edge,
            *starts,
            not self.to_place,
            cutoff_s,
            edge,
            along_m,
            time_s,
        )
        edge, along_m, time_s = edge[:n_parts], along_m[:n_parts], time_s[:n_parts]
        if self.to_place:
            length_m = self.lanes.length_m[roads.edge_segment[edge]]
            along_m, time_s = length_m[:, np.newaxis] - along_m[:, ::-1], time_s[:, ::-1]
        return ReachedParts(edge, *(np.ascontiguousarray(each) for each in (*along_m.T, *time_s.T)))


def _lanes(metric: RoadMetric, layout: Layout, *, to_place: bool) -> Lanes:
    """Return the lanes of a metric, as searches in a layout come into them."""
    roads = metric.roads
    closed = ~metric.edge_open
    if not to_place:
        closed |= ~np.isfinite(metric.edge_time_s)  # nobody passes the barrier at its beginning
    return Lanes(
        2 * roads.edge_segment.astype(np.int64) + roads.edge_forward,
        roads.segment_length_m,
        layout.place if layout.turns else layout.tail,
        closed,
    )
