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
from kraftcenter_mobility.networks.mode_graph import as_ticks
from kraftcenter_mobility.networks.patches import slice_patch
from kraftcenter_mobility.networks.plain_patches import plain_patch
from kraftcenter_mobility.networks.runs import runs
from kraftcenter_mobility.networks.ticks import TICK_S

from .by_hierarchy import mode_hierarchy
from .joinable import JoinableRoads
from .one_edge import pairs_along_one_edge
from .overlay import HALF, NewEdges, overlaid
from .seeds import Seeds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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

    def __init__(  # noqa: PLR0913 - the parts of one question
        self,
        network: TransportNetwork,
        metric: RoadMetric,
        changes: RoadChanges,
        *,
        joined: Sequence[Joined] = (),
        allow_islands: bool = False,
        threads: int | None = None,
    ) -> None:
        """Find what the changes make different; nothing of the network is touched.

        `joined` are the places that will be asked about.
        """
        self.network, self.metric = network, metric
        self.allow_islands, self.threads = allow_islands, threads
        self.base: BaseGraph = network.base_graph(metric)
        self.patch: Patch
        self.local: LocalRoads | None
        plain = plain_patch(network, self.base, changes)
        if plain is None or any(some.concerned_by(plain, metric.roads) for some in joined):
            self.patch, self.local = slice_patch(network, self.base, changes)
            self.closed: IntArray = np.zeros(0, dtype=np.int64)
        else:
            self.patch, self.local, self.closed = plain.patch, None, plain.closed

    @cached_property
    def engine(self) -> Customized | Overlaid:
        """The prepared graph with the patch."""
        patch, graph = self.patch, self.base.graph
        found = mode_hierarchy(self.network, self.metric, threads=self.threads or 1).found
        if patch.edge.size:
            found = found.with_ticks(patch.edge, patch.ticks)
        if not patch.tail.size and not patch.n_new:
            return found
        rank = self.rank
        edges = NewEdges(rank[patch.tail], rank[patch.head], patch.new_ticks)
        assert rank.size == graph.n_nodes + patch.n_new  # noqa: S101
        return overlaid(found, edges, patch.n_new)

    @cached_property
    def rank(self) -> U32Array:
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
        return joined.ends if self._joinable is None else self._joinable.ends(joined)

    @cached_property
    def _joinable(self) -> JoinableRoads | None:
        """What says which roads places may join now, None if just those they do."""
        if self.local is None:
            return None
        known = self.network, self.base, self.patch, self.local
        return JoinableRoads(*known, self._joined_to_core, self.allow_islands)

    def _joined_to_core(self, core: IntArray) -> tuple[BoolArray, BoolArray]:
        """Return which nodes can be reached from some nodes of the graph now, and reach them.

        By the numbers of the graph's nodes, the new ones after them.
        """
        rank = self.rank[core]
        seeds = Seeds(np.array([0, rank.size]), rank, np.zeros(rank.size, dtype=np.uint32))
        forward, backward = (
            (self.engine.nearest(seeds, backward=backward) >> HALF) < INFINITE
            for backward in (False, True)
        )
        return forward[self.rank], backward[self.rank]

    def sources(self, begin: EdgeEnds) -> Seeds:
        """Return where journeys from places begin, as sets of seeds."""
        return self._ranked(self.sources_at_nodes(begin))

    def targets(self, end: EdgeEnds) -> Seeds:
        """Return where journeys to places end, as sets of seeds."""
        return self._ranked(self.targets_at_nodes(end))

    def _ranked(self, seeds: Seeds) -> Seeds:
        """Return seeds by rank instead of by the graph's nodes."""
        return seeds._replace(rank=self.rank[seeds.rank])

    def sources_at_nodes(self, begin: EdgeEnds) -> Seeds:
        """Return where journeys from places begin, by the graph's nodes instead of ranks."""
        place = begin.place()
        time_s = begin.after_s + begin.walk_s[place]
        node = self._node(begin.edge, at_end=True)
        n_places = begin.first.size - 1
        if not self.base.graph.turns:
            return _seeds(place, node, time_s, n_places)
        time_s = time_s - self._edge_time_s(begin.edge)
        entry, head, ticks = self._ways_on(node)
        time_s = time_s[entry] + np.where(ticks < INFINITE, ticks * TICK_S, np.inf)
        order = np.argsort(entry, kind="stable")
        return _seeds(place[entry][order], head[order], time_s[order], n_places)

    def targets_at_nodes(self, end: EdgeEnds) -> Seeds:
        """Return where journeys to places end, by the graph's nodes instead of ranks."""
        place = end.place()
        node = self._node(end.edge, at_end=False)
        time_s = end.before_s + end.walk_s[place]
        return _seeds(place, node, time_s, end.first.size - 1)

    def _node(self, edge: IntArray, *, at_end: bool) -> IntArray:
        """Return the graph's node, or new one, at which edges are left or come to; or -1."""
        roads, node_of = self.metric.roads, self.base.node_of
        known = np.minimum(edge, roads.n_edges - 1)
        if self.base.graph.turns:
            node = node_of[known]
        else:
            node = node_of[(roads.head if at_end else roads.tail)[known]]
        if self.local is None or not self.local.edge.size:
            return node
        place, is_local = self._local_edges(edge)
        if not is_local.any():
            return node
        local = self.local.end if at_end else self.local.begin
        return np.where(is_local, local[place], node)

    def _edge_time_s(self, edge: IntArray) -> FloatArray:
        """Return how long edges take now."""
        n_edges = self.metric.roads.n_edges
        time_s = self.metric.edge_time_s[np.minimum(edge, n_edges - 1)]
        if self.local is None or not self.local.edge.size:
            return time_s
        place, is_local = self._local_edges(edge)
        if not is_local.any():
            return time_s
        return np.where(is_local, self.local.metric.edge_time_s[place], time_s)

    def _local_edges(self, edge: IntArray) -> tuple[IntArray, BoolArray]:
        """Return which local edge each edge is, and whether it is one. There are some."""
        assert self.local is not None  # noqa: S101 - asked only then
        known = self.local.edge
        order = self._by_edge
        place = order[np.minimum(np.searchsorted(known[order], edge), known.size - 1)]
        return place, known[place] == edge

    @cached_property
    def _by_edge(self) -> IntArray:
        """The local edges in the order of the numbers they have in the network."""
        assert self.local is not None  # noqa: S101 - asked only then
        return np.argsort(self.local.edge, kind="stable")

    def _ways_on(self, node: IntArray) -> tuple[IntArray, IntArray, U32Array]:
        """Return the edges of the patched graph that leave nodes: whose, to where, how long."""
        graph, patch = self.base.graph, self.patch
        first = graph.first_out.astype(np.int64)
        known = np.flatnonzero((node >= 0) & (node < graph.n_nodes))
        owner, edge = runs(first[node[known]], first[node[known] + 1])
        entry = known[owner]
        order = np.argsort(patch.tail, kind="stable")
        low = np.searchsorted(patch.tail[order], node, side="left")
        more, place = runs(low, np.searchsorted(patch.tail[order], node, side="right"))
        new = order[place]
        return (
            np.concatenate((entry, more)),
            np.concatenate((graph.head[edge].astype(np.int64), patch.head[new])),
            np.concatenate((self._ticks[edge], patch.new_ticks[new])),
        )

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


def _seeds(place: IntArray, node: IntArray, time_s: FloatArray, n_places: int) -> Seeds:
    """Return the seeds that can be reached at all, by nodes; `place` is ascending."""
    time = as_ticks(time_s)
    of_use = (node >= 0) & (time < INFINITE)
    first = row_starts(place[of_use], n_places)
    return Seeds(first, node[of_use].astype(np.uint32), time[of_use])
