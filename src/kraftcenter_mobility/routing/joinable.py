"""Which roads places may join after some changes: those from which one gets about.

What was of the mainland stays so, also where a closure cuts it off: who lives there has not
moved. New roads are of it if one can come to them from the core of the network and get back
there; so are roads of islands that a new road joins to it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.before import Before
from kraftcenter_mobility.networks.components import through_edges
from kraftcenter_mobility.networks.doors import with_doors
from kraftcenter_mobility.networks.segment_index import SegmentIndex

from .patched_joins import Joinable, joined_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.networks.base_graph import BaseGraph
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.patches import LocalRoads, Patch
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .patched_joins import Joined

    Reach = Callable[[IntArray], tuple[BoolArray, BoolArray]]

__all__ = ["JoinableRoads"]


class JoinableRoads:
    """The roads that places may join after some changes."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of one question
        self,
        network: TransportNetwork,
        base: BaseGraph,
        patch: Patch,
        local: LocalRoads,
        reach: Reach,
        allow_islands: bool,  # noqa: FBT001 - one of many parts
    ) -> None:
        """Keep the parts. `reach` says which nodes some can reach now, and which reach them."""
        self.network, self.base, self.patch, self.local = network, base, patch, local
        self.metric, self._reach, self.allow_islands = base.metric, reach, allow_islands

    def ends(self, joined: Joined) -> EdgeEnds:
        """Return the edges that pass places now, the new ones numbered after the network's."""
        index = self.network.segment_index(self.metric, allow_islands=self.allow_islands)
        newly = self._newly_of_mainland
        if newly.any():
            roads = self.metric.roads
            mainland = self.network.mainland(self.metric) | newly
            marked = with_doors(roads, mainland)
            index = SegmentIndex(roads, marked, order=index.order, transformer=index.transformer)
            lon, lat = joined.places.x.to_numpy(), joined.places.y.to_numpy()
            joined = joined._replace(joins=index.nearest(lon, lat))
        return joined_after(joined, self.metric, index, self.local, self._joinable)

    @cached_property
    def _reached(self) -> tuple[BoolArray, BoolArray]:
        """Which nodes can be reached from the core of the network now, and can reach it.

        By the numbers of the graph's nodes, the new ones after them. The core is the largest
        set of edges from each of which every other can be reached, as it is now: a closure
        can have cut it in two, and new roads can have made another set larger.
        """
        begin, end = self._through_edges()
        left = np.arange(begin.size)
        best, n_best = self._reach(begin[:1]), 0
        while left.size > n_best:
            forward, backward = self._reach(begin[left[:1]])
            together = _at(forward, begin[left]) & _at(backward, end[left])
            if together.sum() > n_best:
                best, n_best = (forward, backward), int(together.sum())
            left = left[1:][~together[1:]]
        return best

    def _through_edges(self) -> tuple[IntArray, IntArray]:
        """Return where each edge open to through traffic now begins and ends, in the graph."""
        roads, local, cut = self.metric.roads, self.local.metric, self.local.slice
        begin, end = self._ends_of_edges()
        stays = through_edges(self.metric) & ~np.isin(roads.edge_segment, cut.segment)
        own = through_edges(local) & np.isfinite(local.edge_time_s)
        begin = np.concatenate((begin[stays], self.local.begin[own]))
        end = np.concatenate((end[stays], self.local.end[own]))
        known = (begin >= 0) & (end >= 0)
        return begin[known], end[known]

    @cached_property
    def _may_grow(self) -> bool:
        """Whether a road is new, or open to the mode at last."""
        cut = self.local.slice
        return Before(self.network, cut.piece).may_grow(cut.roads, self.metric.mode)

    @cached_property
    def _newly_of_mainland(self) -> BoolArray:
        """Segments of islands that new roads have joined to the mainland. Shape (n_segments,)."""
        roads, local, cut = self.metric.roads, self.local.metric, self.local.slice
        none = np.zeros(roads.n_segments, dtype=np.bool_)
        if self.allow_islands or not self.patch.tail.size or not self._may_grow:
            return none
        usable = self.network.islands(self.metric).usable.copy()
        known = cut.of_local[cut.roads.edge_segment[local.edge_open]]
        usable[known[known >= 0]] = True
        away = usable & ~self.network.mainland(self.metric)
        if not away[cut.segment].any():
            return none
        forward, backward = self._reached
        begin, end = self._ends_of_edges()
        own_to, own_from = self._local_edges_reached
        return (
            away
            & self._any_now(_at(forward, begin), own_to)
            & self._any_now(_at(backward, end), own_from)
        )

    def _any_now(self, which: BoolArray, own: BoolArray) -> BoolArray:
        """Return which segments have a marked edge now: a local one, where there are such."""
        roads, cut = self.metric.roads, self.local.slice
        marked = _any_edge(roads.edge_segment, roads.n_segments, which)
        marked[cut.segment] = False
        of_own = cut.of_local[cut.roads.edge_segment[own]]
        marked[of_own[of_own >= 0]] = True
        return marked

    @cached_property
    def _local_edges_reached(self) -> tuple[BoolArray, BoolArray]:
        """Which local edges can be come to from the core of the network, and come to it."""
        local = self.local.metric
        forward, backward = self._reached
        comes_to = np.isfinite(local.edge_time_s) & _at(forward, self.local.begin)
        return comes_to, local.edge_open & _at(backward, self.local.end)

    def _ends_of_edges(self) -> tuple[IntArray, IntArray]:
        """Return the graph's nodes at which each edge of the network begins and ends, or -1.

        Who stands on an edge that begins at a barrier comes to its end all the same.
        """
        roads, node_of = self.metric.roads, self.base.node_of
        if self.base.graph.turns:
            return node_of, node_of
        usable = np.isfinite(self.metric.edge_time_s)
        begin, end = node_of[roads.tail], node_of[roads.head]
        return np.where(usable, begin, -1), np.where(self.metric.edge_open, end, -1)

    @cached_property
    def _joinable(self) -> Joinable:
        """Which local segments places may join."""
        local, cut = self.local.metric, self.local.slice
        own = cut.roads
        usable = _any_edge(own.edge_segment, own.n_segments, local.edge_open)
        order = Before(self.network, cut.piece).join_order(own)
        if self.allow_islands:
            return Joinable(usable, np.zeros_like(usable), lambda: np.zeros_like(usable), order)
        mainland = self.network.mainland(self.metric) | self._newly_of_mainland
        old = self.network.piece_lines.segment[np.maximum(cut.piece, 0)]
        was = mainland[old] & (cut.piece >= 0)
        owner = np.repeat(np.arange(own.n_segments), np.diff(own.first_piece))
        certain = usable & (np.bincount(owner[was], minlength=own.n_segments) > 0)
        fresh = usable & ~certain & (cut.of_local < 0) & self._may_grow

        def confirmed() -> BoolArray:
            comes_to, comes_from = self._local_edges_reached
            return (
                fresh
                & _any_edge(own.edge_segment, own.n_segments, comes_to)
                & _any_edge(own.edge_segment, own.n_segments, comes_from)
            )

        return Joinable(certain, fresh, confirmed, order)


def _at(flags: BoolArray, node: IntArray) -> BoolArray:
    """Return the flags of nodes, False for -1."""
    return flags[np.maximum(node, 0)] & (node >= 0)


def _any_edge(segment: IntArray, n_segments: int, which: BoolArray) -> BoolArray:
    """Return which segments have a marked edge."""
    marked = np.zeros(n_segments, dtype=np.bool_)
    marked[segment[which]] = True
    return marked
