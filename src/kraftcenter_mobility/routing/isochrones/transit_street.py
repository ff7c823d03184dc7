"""Streets around stops: what is reached of them at enough of many moments.

At every moment each stop leaves so much time for the walk between it and the street; one
search from all stops, those with most time to spare first, finds how much of it is left at
every node. Along the streets between the nodes, moments are then counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.heap import TICKS_PER_SECOND
from kraftcenter_mobility._kernels.reach_counts import NEVER, Entrances, SegmentTimes
from kraftcenter_mobility.networks.ticks import TICK_S
from kraftcenter_mobility.routing.pool import run_in_pool, slices
from kraftcenter_mobility.routing.searches import entries, scratch_for

from .parts import Stretches

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.reach_counts import TickTable
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.layouts import Layout
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.routing.searches import Entries, Scratch

__all__ = ["Street"]

CELLS_AT_ONCE = 50_000_000
"""Times to spare held at once: 200 MB."""

NOBODY_S = float(NEVER) * TICK_S

SEGMENTS_AT_ONCE = 4096
MOMENTS_AT_ONCE = 4


class Along(NamedTuple):
    """Points that lie along edges, which one may follow from there."""

    segment: IntArray
    point: IntArray
    """Which point it is, or which item of the layout."""

    upward: BoolArray
    column: IntArray
    offset_m: FloatArray
    before_s: FloatArray
    whole_s: FloatArray
    """As of :class:`.Entrances`."""

    def taken(self, which: IntArray | BoolArray) -> Along:
        """Return some of the points, in the order given."""
        several: tuple[Any, ...] = tuple(column[which] for column in self)
        return Along(*several)

    def followed_by(self, other: Along) -> Along:
        """Return these points, and after them others."""
        pairs: Any = zip(self, other, strict=True)
        return Along(*(np.concatenate(pair) for pair in pairs))


class Starts(NamedTuple):
    """Points from which the streets are searched."""

    seeds: Entries
    along: Along


class Street:
    """The streets of one mode, searched from points along them or towards these."""

    def __init__(
        self,
        network: TransportNetwork,
        metric: RoadMetric,
        *,
        to_street: bool,
        threads: int | None = None,
    ) -> None:
        """Keep the streets; one goes from points `to_street`, or the other way."""
        self._metric, self._threads, self._to_street = metric, threads, to_street
        self._layout: Layout = network.layout(metric, backward=not to_street)
        self._by_edge = self._entrances_by_edge()
        roads = metric.roads
        self._times = SegmentTimes(
            roads.segment_length_m,
            roads.first_piece,
            roads.piece_length_m,
            metric.piece_time_s,
            roads.first_control,
            roads.control_offset_m,
            metric.control_time_s,
        )

    def starts(self, ends: EdgeEnds) -> Starts:
        """Return points as they join the streets."""
        time_s = ends.after_s if self._to_street else ends.before_s
        seeds = entries(self._layout, ends, time_s, seeds=True)
        return Starts(seeds, self._entrances_along(ends))

    def often_reached(
        self,
        starts: Starts,
        spare: TickTable,
        least: int,
    ) -> Stretches:
        """Return what is reached at `least` moments or more.

        Parameters
        ----------
        starts : Starts
            The points.
        spare : array of int, shape (n_moments, n_points)
            How much time is left at each point for the way between it and the street, in
            ticks; less than zero where nobody is there.
        least : int
            Number of moments, at least one.

        Returns
        -------
        Stretches
            Of the segments of the network.
        """
        reached = self._reached_at_all(starts, spare)
        found = [np.zeros((0, 3))]
        for segments in self._blocks(reached, spare.shape[0]):
            items, entrances = self._entrances(starts, segments)
            table = self._table(starts, spare, items)
            found += self._counted(entrances, segments, table, least)
        stretch = np.concatenate(found)
        columns = stretch[:, 0].astype(np.int64), stretch[:, 1].copy(), stretch[:, 2].copy()
        return Stretches(*columns)

    def _counted(
        self, entrances: Entrances, segments: IntArray, table: TickTable, least: int
    ) -> list[FloatArray]:
        """Return the stretches of segments that are reached often enough, block by block."""
        from kraftcenter_mobility._kernels.reach_counts import often_reached

        blocks = slices(segments.size, SEGMENTS_AT_ONCE)
        parts: dict[int, FloatArray] = {}

        def run(block: slice, _: None) -> None:
            parts[block.start] = often_reached(
                self._times, entrances, segments[block], table, least, TICK_S
            )

        run_in_pool(blocks, run, scratch=lambda: None, threads=self._threads)
        return [parts[block.start] for block in blocks]

    def _entrances_by_edge(self) -> Along:
        """Return the entrances of segments by their edges; points are items of the layout."""
        metric, roads = self._metric, self._metric.roads
        first, edge = metric.finder.along
        segment = np.repeat(np.arange(first.size - 1), np.diff(first))
        if self._to_street:  # nobody passes the barrier at an edge's beginning
            passable = np.isfinite(metric.edge_time_s[edge])
            segment, edge = segment[passable], edge[passable]
        layout = self._layout
        item = layout.place[edge] if layout.turns else layout.tail[edge]
        forward = roads.edge_forward[edge]
        upward = forward == self._to_street
        offset_m = np.where(upward, 0.0, roads.length_of_m(segment))
        column = np.where(forward, 0, 1)
        at_once_s = np.zeros(edge.size)
        return Along(segment, item, upward, column, offset_m, at_once_s, metric.edge_time_s[edge])

    def _entrances_along(self, ends: EdgeEnds) -> Along:
        """Return the entrances of segments by the points along their edges."""
        metric, roads = self._metric, self._metric.roads
        length_m = roads.length_of_m(roads.edge_segment[ends.edge])
        follows = np.isfinite(ends.at_s)
        if self._to_street:
            follows &= np.isfinite(ends.after_s) & (ends.along_m < length_m)
        else:
            follows &= ends.along_m > 0.0
        keep = np.flatnonzero(follows)
        point, edge = ends.place()[keep], ends.edge[keep]
        along_m, length_m = ends.along_m[keep], length_m[keep]
        segment, forward = roads.edge_segment[edge].astype(np.int64), roads.edge_forward[edge]
        column, upward = np.where(forward, 0, 1), forward == self._to_street
        offset_m = np.where(forward, along_m, length_m - along_m)
        here = np.arange(segment.size), column
        near_s = metric.time_along_s(segment, offset_m)[here]
        whole_s = metric.time_along_s(segment, length_m)[here]
        before_s = np.where(upward, near_s, whole_s - near_s) - ends.walk_s[point]
        unknown_s = np.full(edge.size, np.inf)
        return Along(segment, point, upward, column, offset_m, before_s, unknown_s)

    def _reached_at_all(self, starts: Starts, spare: TickTable) -> BoolArray:
        """Mark the segments that are reached in part at any moment. Shape (n_segments,)."""
        most = spare.max(axis=0, initial=int(NEVER))
        left_s = self._searched(starts.seeds, most, scratch_for(self._layout))
        by_edge, along = self._by_edge, starts.along
        marked = np.zeros(self._metric.roads.n_segments, dtype=np.bool_)
        marked[by_edge.segment[left_s[by_edge.point] >= 0.0]] = True
        marked[along.segment[most[along.point] >= 0]] = True
        return marked

    def _blocks(self, reached: BoolArray, n_moments: int) -> list[IntArray]:
        """Return the segments that are reached, so many at a time as memory holds."""
        segments = np.flatnonzero(reached)
        if not segments.size:
            return []
        n_edges = np.bincount(self._by_edge.segment, minlength=reached.size)[segments]
        block = np.cumsum(n_edges + 1) * n_moments // CELLS_AT_ONCE
        return np.split(segments, np.flatnonzero(np.diff(block)) + 1)

    def _entrances(self, starts: Starts, segments: IntArray) -> tuple[IntArray, Entrances]:
        """Return the entrances of some segments, and the items of the layout they begin at.

        Rows are these items, and after them the points.
        """
        wanted = np.zeros(self._metric.roads.n_segments, dtype=np.bool_)
        wanted[segments] = True
        edges = self._by_edge.taken(wanted[self._by_edge.segment])
        along = starts.along.taken(wanted[starts.along.segment])
        is_item = np.zeros(self._layout.edge.size + self._metric.roads.n_nodes, dtype=np.bool_)
        is_item[edges.point] = True
        items, row = np.flatnonzero(is_item), (np.cumsum(is_item) - 1)[edges.point]
        both = edges._replace(point=row).followed_by(along._replace(point=items.size + along.point))
        first = row_starts(both.segment, wanted.size)
        by = both.taken(np.argsort(both.segment, kind="stable"))
        return items, Entrances(
            first, by.point, by.upward, by.column, by.offset_m, by.before_s, by.whole_s
        )

    def _table(self, starts: Starts, spare: TickTable, items: IntArray) -> TickTable:
        """Return the time to spare at items, and after them at points, moment by moment."""
        n_moments, n_points = spare.shape
        table = np.empty((n_moments, items.size + n_points), dtype=np.int32)
        table[:, items.size :] = spare

        def run(block: slice, scratch: Scratch) -> None:
            for moment in range(block.start, block.stop):
                left_s = self._searched(starts.seeds, spare[moment], scratch)
                table[moment, : items.size] = left_s[items] * TICKS_PER_SECOND

        run_in_pool(
            slices(n_moments, MOMENTS_AT_ONCE),
            run,
            scratch=lambda: scratch_for(self._layout),
            threads=self._threads,
        )
        return table

    def _searched(self, seeds: Entries, spare: TickTable, scratch: Scratch) -> FloatArray:
        """Return the time left at every item of the layout, less than zero where nobody comes."""
        from kraftcenter_mobility._kernels.dijkstra import search
        from kraftcenter_mobility._kernels.turn_dijkstra import turn_search

        most_s = float(spare.max(initial=0)) * TICK_S
        owner = np.repeat(np.arange(seeds.first.size - 1), np.diff(seeds.first))
        time_s = most_s - spare[owner] * TICK_S + seeds.time_s
        use = (spare[owner] >= 0) & (time_s <= most_s)
        layout, item, time_s = self._layout, seeds.item[use], time_s[use]
        if layout.turns:
            turn_search(
                layout.turn_graph,
                layout.edge_time_s,
                layout.turn_time_s,
                item,
                time_s,
                most_s,
                *scratch,
            )
        else:
            search(layout.graph, layout.edge_time_s, item, time_s, most_s, *scratch)
        reached = np.isfinite(scratch.time_s)
        left_s: FloatArray = np.where(reached, most_s - scratch.time_s, NOBODY_S)
        return left_s
