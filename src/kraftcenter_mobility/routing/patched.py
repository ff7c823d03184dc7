"""Travel times after some changes to the roads, on what was prepared before them.

The graph of a mode was prepared once. A patch (:mod:`kraftcenter_mobility.networks.patches`)
says what the changes make different in it; edges that take another time are customized in
part, further ones are laid on top, and places join what there is now. Every time is the one
that a network built with the changes would give, to the last bit.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.networks.doors import with_doors
from kraftcenter_mobility.networks.joins import SegmentIndex
from kraftcenter_mobility.networks.mode_graph import as_ticks
from kraftcenter_mobility.networks.patches import slice_patch
from kraftcenter_mobility.networks.ticks import TICK_S

from .by_hierarchy import mode_hierarchy
from .one_edge import pairs_along_one_edge
from .overlay import HALF, NewEdges, overlaid
from .patched_joins import joined_after
from .seeds import Seeds

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array
    from kraftcenter_mobility.networks.base_graph import BaseGraph
    from kraftcenter_mobility.networks.changes import RoadChanges
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.patches import LocalRoads, Patch
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .customized import Customized
    from .overlay import Overlaid
    from .patched_joins import Joined

__all__ = ["PatchedRoads"]


class PatchedRoads:
    """The roads of one mode after some changes, ready to be asked."""

    def __init__(
        self,
        network: TransportNetwork,
        metric: RoadMetric,
        changes: RoadChanges,
        *,
        allow_islands: bool = False,
        threads: int | None = None,
    ) -> None:
        """Find what the changes make different; nothing of the network is touched."""
        self.network, self.metric = network, metric
        self.allow_islands, self.threads = allow_islands, threads
        self.base: BaseGraph = network.base_graph(metric)
        self.patch: Patch
        self.local: LocalRoads
        self.patch, self.local = slice_patch(network, self.base, changes)

    @cached_property
    def engine(self) -> Customized | Overlaid:
        """The prepared graph with the patch."""
        patch, graph = self.patch, self.base.graph
        found = mode_hierarchy(self.network, self.metric, threads=self.threads or 1).found
        if patch.edge.size:
            found = found.with_ticks(patch.edge, patch.ticks)
        if not patch.tail.size and not patch.n_new:
            return found
        rank = self._rank
        edges = NewEdges(rank[patch.tail], rank[patch.head], patch.new_ticks)
        assert rank.size == graph.n_nodes + patch.n_new  # noqa: S101
        return overlaid(found, edges, patch.n_new)

    @cached_property
    def _rank(self) -> U32Array:
        """The rank of every node of the graph, and of the new ones after them."""
        hierarchy = self.network.prepared(self.metric).prepared.hierarchy
        n_nodes = hierarchy.rank.size
        new = np.arange(n_nodes, n_nodes + self.patch.n_new, dtype=np.uint32)
        return np.concatenate((hierarchy.rank, new))

    @cached_property
    def _ticks(self) -> U32Array:
        """How many ticks each edge of the graph takes now."""
        ticks = self.base.ticks.copy()
        ticks[self.patch.edge] = self.patch.ticks
        return ticks

    def ends(self, joined: Joined) -> EdgeEnds:
        """Return the edges that pass places now, the new ones numbered after the network's."""
        index = self.network.segment_index(self.metric, allow_islands=self.allow_islands)
        newly = self._newly_of_mainland
        if newly.any():
            mainland = self.network.mainland(self.metric) | newly
            index = SegmentIndex(self.metric.roads, with_doors(self.metric.roads, mainland))
            places = joined.places
            joins = index.nearest(places.x.to_numpy(), places.y.to_numpy())
            joined = joined._replace(joins=joins)
        return joined_after(joined, self.metric, index, self.local, self._joinable)

    @cached_property
    def _reached(self) -> tuple[BoolArray, BoolArray]:
        """Which nodes can be reached from the core of the network now, and can reach it.

        By the numbers of the graph's nodes, the new ones after them.
        """
        roads, cut = self.metric.roads, self.local.slice
        core = self.network.islands(self.metric).core.copy()
        core[np.isin(roads.edge_segment, cut.segment)] = False
        edges = np.flatnonzero(core)[:1]
        node = edges if self.base.graph.turns else roads.head[edges].astype(np.int64)
        rank = self._rank[self.base.node_of[node]]
        seeds = Seeds(np.array([0, rank.size]), rank, np.zeros(rank.size, dtype=np.uint32))
        forward, backward = (
            (self.engine.nearest(seeds, backward=backward) >> HALF) < INFINITE
            for backward in (False, True)
        )
        return forward[self._rank], backward[self._rank]

    @cached_property
    def _newly_of_mainland(self) -> BoolArray:
        """Segments of islands that new roads have joined to the mainland. Shape (n_segments,)."""
        roads, patch = self.metric.roads, self.patch
        none = np.zeros(roads.n_segments, dtype=np.bool_)
        if self.allow_islands or not patch.tail.size:
            return none
        islands = self.network.islands(self.metric)
        away = islands.usable & ~self.network.mainland(self.metric)
        touched = np.unique(np.concatenate((patch.tail, patch.head)))
        item = self.base.graph.item[touched[touched < self.base.graph.n_nodes]]
        if self.base.graph.turns:
            touches = away[roads.edge_segment[item]].any()
        else:
            at = np.zeros(roads.n_nodes, dtype=np.bool_)
            at[roads.segment_tail[away]] = at[roads.segment_head[away]] = True
            touches = at[item].any()
        if not touches:
            return none
        forward, backward = self._reached
        begin, end = self._ends_of_edges()
        return (
            away
            & _any_edge(roads.edge_segment, roads.n_segments, _at(forward, begin))
            & _any_edge(roads.edge_segment, roads.n_segments, _at(backward, end))
        )

    def _ends_of_edges(self) -> tuple[IntArray, IntArray]:
        """Return the graph's nodes at which each edge of the network begins and ends, or -1."""
        roads, node_of = self.metric.roads, self.base.node_of
        if self.base.graph.turns:
            return node_of, node_of
        usable = np.isfinite(self.metric.edge_time_s)
        begin, end = node_of[roads.tail], node_of[roads.head]
        return np.where(usable, begin, -1), np.where(usable, end, -1)

    @cached_property
    def _joinable(self) -> BoolArray:
        """Which local segments places may join. Shape (n_local_segments,)."""
        local, cut = self.local.metric, self.local.slice
        own = cut.roads
        usable = _any_edge(own.edge_segment, own.n_segments, local.edge_open)
        if self.allow_islands:
            return usable
        mainland = self.network.mainland(self.metric) | self._newly_of_mainland
        old = self.network.piece_lines.segment[np.maximum(cut.piece, 0)]
        was = mainland[old] & (cut.piece >= 0)
        owner = np.repeat(np.arange(own.n_segments), np.diff(own.first_piece))
        joinable = usable & (np.bincount(owner[was], minlength=own.n_segments) > 0)
        fresh = usable & ~joinable & (cut.of_local < 0)
        if fresh.any():
            forward, backward = self._reached
            open_ = local.edge_open
            comes_to = _any_edge(
                own.edge_segment, own.n_segments, open_ & _at(forward, self.local.begin)
            )
            comes_from = _any_edge(
                own.edge_segment, own.n_segments, open_ & _at(backward, self.local.end)
            )
            joinable |= fresh & comes_to & comes_from
        return joinable

    def sources(self, begin: EdgeEnds) -> Seeds:
        """Return where journeys from places begin, as sets of seeds."""
        place = begin.place()
        time_s = begin.after_s + begin.walk_s[place]
        node = self._node(begin.edge, at_end=True)
        if not self.base.graph.turns:
            return self._seeds(place, node, time_s, begin.first.size - 1)
        time_s = time_s - self._edge_time_s(begin.edge)
        entry, head, ticks = self._ways_on(node)
        time_s = time_s[entry] + np.where(ticks < INFINITE, ticks * TICK_S, np.inf)
        order = np.argsort(entry, kind="stable")
        return self._seeds(place[entry][order], head[order], time_s[order], begin.first.size - 1)

    def targets(self, end: EdgeEnds) -> Seeds:
        """Return where journeys to places end, as sets of seeds."""
        place = end.place()
        node = self._node(end.edge, at_end=False)
        time_s = end.before_s + end.walk_s[place]
        return self._seeds(place, node, time_s, end.first.size - 1)

    def _node(self, edge: IntArray, *, at_end: bool) -> IntArray:
        """Return the graph's node, or new one, at which edges are left or come to; or -1."""
        roads, local = self.metric.roads, self.local
        is_old = edge < roads.n_edges
        known, fresh = np.where(is_old, edge, 0), np.where(is_old, 0, edge - roads.n_edges)
        if self.base.graph.turns:
            old = self.base.node_of[known]
        else:
            old = self.base.node_of[(roads.head if at_end else roads.tail)[known]]
        new = (local.end if at_end else local.begin)[fresh]
        node = np.where(is_old, old, new)
        again = self._node_of_known
        if again:
            pairs = zip(edge.tolist(), node.tolist(), strict=True)
            node = np.array([again.get(e, n) if n < 0 else n for e, n in pairs], dtype=np.int64)
        return node

    @cached_property
    def _node_of_known(self) -> dict[int, int]:
        """New nodes of edges that the network has and that were closed to the mode."""
        local, n_nodes = self.local, self.base.graph.n_nodes
        if not self.base.graph.turns:
            return {}
        reopened = (local.edge < self.metric.roads.n_edges) & (local.begin >= n_nodes)
        return dict(zip(local.edge[reopened].tolist(), local.begin[reopened].tolist(), strict=True))

    def _edge_time_s(self, edge: IntArray) -> FloatArray:
        """Return how long edges take now."""
        roads, local = self.metric.roads, self.local
        time_s = self.metric.edge_time_s[np.minimum(edge, roads.n_edges - 1)]
        order = np.argsort(local.edge)
        place = np.minimum(np.searchsorted(local.edge[order], edge), max(order.size - 1, 0))
        if order.size == 0:
            return time_s
        is_local = local.edge[order][place] == edge
        return np.where(is_local, local.metric.edge_time_s[order][place], time_s)

    def _ways_on(self, node: IntArray) -> tuple[IntArray, IntArray, U32Array]:
        """Return the edges of the patched graph that leave nodes: whose, to where, how long."""
        graph, patch = self.base.graph, self.patch
        first = graph.first_out.astype(np.int64)
        known = np.flatnonzero((node >= 0) & (node < graph.n_nodes))
        begin, size = first[node[known]], np.diff(first)[node[known]]
        entry = np.repeat(known, size)
        step = np.arange(entry.size) - np.repeat(np.cumsum(size) - size, size)
        edge = np.repeat(begin, size) + step
        order = np.argsort(patch.tail, kind="stable")
        low = np.searchsorted(patch.tail[order], node, side="left")
        count = np.searchsorted(patch.tail[order], node, side="right") - low
        more = np.repeat(np.arange(node.size), count)
        place = np.arange(more.size) - np.repeat(np.cumsum(count) - count - low, count)
        new = order[place]
        return (
            np.concatenate((entry, more)),
            np.concatenate((graph.head[edge].astype(np.int64), patch.head[new])),
            np.concatenate((self._ticks[edge], patch.new_ticks[new])),
        )

    def _seeds(self, place: IntArray, node: IntArray, time_s: FloatArray, n_places: int) -> Seeds:
        """Return the seeds that can be reached at all; `place` is ascending."""
        time = as_ticks(time_s)
        of_use = (node >= 0) & (time < INFINITE)
        first = row_starts(place[of_use], n_places)
        return Seeds(first, self._rank[node[of_use]], time[of_use])

    def matrix(
        self,
        begin: EdgeEnds,
        end: EdgeEnds,
        *,
        advance: Callable[[int], object] = lambda _: None,
    ) -> FloatArray:
        """Return the times between all places, in seconds. Shape (n_origins, n_destinations)."""
        time_s = self.engine.matrix(
            self.sources(begin),
            self.targets(end),
            tick=TICK_S,
            threads=self.threads,
            advance=advance,
        )
        for direct in pairs_along_one_edge(begin, end):
            np.minimum.at(time_s, (direct.origin, direct.destination), direct.time_s)
        return time_s


def _at(flags: BoolArray, node: IntArray) -> BoolArray:
    """Return the flags of nodes, False for -1."""
    return flags[np.maximum(node, 0)] & (node >= 0)


def _any_edge(segment: IntArray, n_segments: int, which: BoolArray) -> BoolArray:
    """Return which segments have a marked edge."""
    marked = np.zeros(n_segments, dtype=np.bool_)
    marked[segment[which]] = True
    return marked
