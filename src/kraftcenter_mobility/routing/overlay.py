"""New edges and nodes on top of a customized graph, without preparing anything again.

The graph below keeps its nodes; new ones are numbered after its ranks. Where new edges
leave or enter the graph are its *portals*; the fastest ways between portals, by new edges
and through the graph in any mixture, are found once. A query asks the graph how far the
portals are, and goes on from those that new edges lead to. Every answer is the one that a
graph prepared with the new edges would give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.hierarchy import INFINITE, NONE
from kraftcenter_mobility._kernels.portals import close_ways, lower_by_product
from kraftcenter_mobility.errors import InputError

from .customized import Way
from .seeds import Seeds

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array

    from .customized import Customized

__all__ = ["NewEdges", "Overlaid", "overlaid"]

KeyArray = NDArray[np.uint64]

HALF, LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
NOWHERE = (np.uint64(INFINITE) << HALF) | LOW
"""The key of a rank from which no seed can be reached."""

MOST_PORTALS = 2048
"""Ways are kept between all pairs of portals: 16 MB each for so many."""


class NewEdges(NamedTuple):
    """Edges between ranks, or new nodes, numbered on after them. Shape: (n_new_edges,)."""

    tail: U32Array
    head: U32Array
    ticks: U32Array


class Portals(NamedTuple):
    """The nodes that new edges touch and all new nodes, with the fastest ways between them."""

    vertex: IntArray
    """Their ranks, ascending; new nodes come last."""

    edge: U32Array
    """The new edge that is the direct way between two, NONE where that is the graph's."""

    way: U32Array
    """Ticks of the fastest way from one to another, by everything there is."""

    through: U32Array
    """A portal on that way, NONE where it is direct."""


class Overlaid:
    """A customized graph with further edges and nodes; asked like one without."""

    def __init__(self, below: Customized, edges: NewEdges, n_new: int, portals: Portals) -> None:
        """Keep the parts, which :func:`overlaid` makes."""
        self.below = below
        self.edges = edges
        self.n_new = n_new
        self.portals = portals
        self.prepared = below.prepared
        self._is_old: BoolArray = portals.vertex < below.prepared.n_nodes

    @property
    def memory_bytes(self) -> int:
        """Bytes of the graph's weights and of the ways between portals."""
        own = sum(part.nbytes for part in (*self.edges, *self.portals))
        return self.below.memory_bytes + own

    def longest_way(self) -> int:
        """Return a bound in ticks of all ways; below INFINITE none of them was cut off.

        Ways to the first portal and from the last are the graph's. If the longest known way
        between portals and one step more stay below INFINITE, so do all ways between them.
        Where the graph alone joins everything, new edges make no way in it any longer.
        """
        steps, between = self.edges.ticks, self.portals.way
        longest_new = int(steps.max(where=steps < INFINITE, initial=0))
        longest_between = int(between.max(where=between < INFINITE, initial=0))
        below = self.below.longest_way(max(int(INFINITE) - longest_between, 0) // 2)
        if self.below.is_all_joined():
            ends = 1 if self.n_new else 0
            return max(below + ends * longest_between, longest_between + longest_new)
        return longest_between + max(2 * below, longest_new)

    def sweep(
        self,
        seeds: Seeds,
        use: Callable[[IntArray, U32Array], None],
        *,
        backward: bool,
        threads: int | None,
        advance: Callable[[int], object] = lambda _: None,
    ) -> None:
        """Sweep as :meth:`.customized.Customized.sweep`; new nodes have rows after the ranks."""
        from kraftcenter_mobility._kernels.lanes import LANES

        reach = self._reach(seeds, backward=backward, threads=threads)
        at_portals = self._by_everything(reach, backward=backward)
        new_vertex = self.portals.vertex[~self._is_old]

        def with_new_nodes(sets: IntArray, label: U32Array) -> None:
            rows = label.reshape(-1, LANES)
            rows[self.prepared.n_nodes :] = INFINITE
            rows[new_vertex, : sets.size] = at_portals[np.ix_(sets, ~self._is_old)].T
            use(sets, label)

        self.below.sweep(
            self._from_portals(seeds, reach, at_portals),
            with_new_nodes,
            backward=backward,
            threads=threads,
            advance=advance,
            n_rows=self.prepared.n_nodes + self.n_new,
        )

    def matrix(
        self,
        sources: Seeds,
        targets: Seeds,
        *,
        tick: float = 1.0,
        threads: int | None = None,
        advance: Callable[[int], object] = lambda _: None,
    ) -> FloatArray:
        """Return the times from all sets of seeds to all others, in multiples of a tick."""
        old = self._old(sources), self._old(targets)
        result = _ticks(self.below.matrix(*old, threads=threads, advance=advance))
        before = self._reach(sources, backward=False, threads=threads)
        behind = self._reach(targets, backward=True, threads=threads)
        lower_by_product(
            self._by_everything(before, backward=False), np.ascontiguousarray(behind.T), result
        )
        return np.where(result < INFINITE, result * tick, np.inf)

    def nearest(self, seeds: Seeds, *, backward: bool) -> KeyArray:
        """Return keys as :meth:`.customized.Customized.nearest`, of ranks and then new nodes."""
        old, portals = self._old(seeds), self.portals
        by_graph = np.full(self.prepared.n_nodes + self.n_new, NOWHERE)
        by_graph[: self.prepared.n_nodes] = self.below.nearest(old, backward=backward)
        np.minimum.at(by_graph, seeds.rank, _keys(seeds.time, seeds.owner()))
        ways = (portals.way if backward else portals.way.T).astype(np.uint64) << HALF
        by_all = (ways + by_graph[portals.vertex]).min(axis=1, initial=NOWHERE)
        by_graph[portals.vertex] = by_all
        gained = self._is_old & (by_all >> HALF < INFINITE)
        owner = np.concatenate((old.owner(), (by_all[gained] & LOW).astype(np.int64)))
        order = np.argsort(owner, kind="stable")
        rank = np.concatenate((old.rank, portals.vertex[gained].astype(np.uint32)))[order]
        time = np.concatenate((old.time, (by_all[gained] >> HALF).astype(np.uint32)))[order]
        merged = Seeds(row_starts(owner[order], seeds.n_sets), rank, time)
        by_graph[: self.prepared.n_nodes] = self.below.nearest(merged, backward=backward)
        return by_graph

    def with_ticks(self, edges: IntArray, ticks: U32Array) -> Overlaid:
        """Return the same with other ticks for some edges, old or new."""
        n_edges = self.prepared.n_edges
        is_new = edges >= n_edges
        new_ticks = self.edges.ticks.copy()
        new_ticks[edges[is_new] - n_edges] = ticks[is_new]
        below = self.below
        if not is_new.all():
            below = below.with_ticks(edges[~is_new], ticks[~is_new])
        return overlaid(below, self.edges._replace(ticks=new_ticks), self.n_new)

    def way(self, source: Seeds, target: Seeds) -> Way:
        """Return a fastest way; new edges are numbered on after the graph's."""
        best = self.below.way(self._old(source), self._old(target))
        before = self._reach(source, backward=False, threads=1)
        behind = self._reach(target, backward=True, threads=1)[0].astype(np.int64)
        at_portals = self._by_everything(before, backward=False)[0]
        total = at_portals + behind
        if total.size == 0 or total.min() >= best.ticks:
            return best
        last = int(total.argmin())
        first = int((before[0].astype(np.int64) + self.portals.way[:, last]).argmin())
        head = self._to_portal(source, first)
        tail = self._from_portal(last, target)
        edges = [head.edges, *self._between(first, last), tail.edges]
        return Way(int(total[last]), np.concatenate(edges), head.begin, tail.end)

    def _to_portal(self, source: Seeds, portal: int) -> Way:
        """Return the way through the graph alone from the source to a portal."""
        vertex = int(self.portals.vertex[portal])
        if not self._is_old[portal]:
            return Way(0, np.zeros(0, np.uint32), vertex, vertex)
        return self.below.way(self._old(source), _at(vertex))

    def _from_portal(self, portal: int, target: Seeds) -> Way:
        """Return the way through the graph alone from a portal to the target."""
        vertex = int(self.portals.vertex[portal])
        if not self._is_old[portal]:
            return Way(0, np.zeros(0, np.uint32), vertex, vertex)
        return self.below.way(_at(vertex), self._old(target))

    def _between(self, begin: int, end: int) -> list[U32Array]:
        """Return the edges of the fastest way between two portals, part by part."""
        parts, todo = [], [(begin, end)]
        while todo:
            begin, end = todo.pop()
            middle = int(self.portals.through[begin, end])
            if begin == end:
                continue
            if middle != NONE:
                todo += [(middle, end), (begin, middle)]
            else:
                parts.append(self._direct(begin, end))
        return parts

    def _direct(self, begin: int, end: int) -> U32Array:
        """Return the new edge from one portal to another, or the graph's edges."""
        edge = self.portals.edge[begin, end]
        if edge != NONE:
            return np.array([self.prepared.n_edges + int(edge)], dtype=np.uint32)
        vertex = self.portals.vertex
        return self.below.way(_at(int(vertex[begin])), _at(int(vertex[end]))).edges

    def _old(self, seeds: Seeds) -> Seeds:
        """Return the seeds that are not at new nodes."""
        keep = seeds.rank < self.prepared.n_nodes
        if keep.all():
            return seeds
        first = row_starts(seeds.owner()[keep], seeds.n_sets)
        return Seeds(first, seeds.rank[keep], seeds.time[keep])

    def _reach(self, seeds: Seeds, *, backward: bool, threads: int | None) -> U32Array:
        """Return the ticks between sets of seeds and portals through the graph alone.

        Shape (n_sets, n_portals). At new nodes that is the time of seeds which are there.
        """
        reach = np.full((seeds.n_sets, self.portals.vertex.size), INFINITE, np.uint32)
        at_old = _each(self.portals.vertex[self._is_old])
        ends = (at_old, self._old(seeds)) if backward else (self._old(seeds), at_old)
        found = _ticks(self.below.matrix(*ends, threads=threads))
        reach[:, self._is_old] = found.T if backward else found
        column = np.full(self.prepared.n_nodes + self.n_new, -1)
        column[self.portals.vertex] = np.arange(self.portals.vertex.size)
        portal, owner = column[seeds.rank], seeds.owner()
        there = portal >= 0
        np.minimum.at(reach, (owner[there], portal[there]), seeds.time[there])
        return reach

    def _by_everything(self, reach: U32Array, *, backward: bool) -> U32Array:
        """Return the ticks between sets of seeds and portals by everything there is."""
        result = reach.copy()
        way = np.ascontiguousarray(self.portals.way.T) if backward else self.portals.way
        lower_by_product(reach, way, result)
        return result

    def _from_portals(self, seeds: Seeds, reach: U32Array, at_portals: U32Array) -> Seeds:
        """Return the seeds, and with them the portals that new edges bring nearer."""
        nearer = (at_portals < reach) & self._is_old
        owner, portal = np.nonzero(nearer)
        old = self._old(seeds)
        all_owner = np.concatenate((old.owner(), owner))
        order = np.argsort(all_owner, kind="stable")
        rank = np.concatenate((old.rank, self.portals.vertex[portal].astype(np.uint32)))
        time = np.concatenate((old.time, at_portals[nearer]))
        return Seeds(row_starts(all_owner[order], seeds.n_sets), rank[order], time[order])


def overlaid(below: Customized, edges: NewEdges, n_new: int) -> Overlaid:
    """Return a customized graph with new edges, and new nodes numbered after its ranks.

    Raises
    ------
    InputError
        If the new edges touch more nodes than ways can be kept between.
    """
    n_nodes = below.prepared.n_nodes
    new_nodes = np.arange(n_nodes, n_nodes + n_new)
    vertex = np.unique(np.concatenate((edges.tail, edges.head, new_nodes))).astype(np.int64)
    if vertex.size > MOST_PORTALS:
        raise InputError(
            f"the new edges touch {vertex.size:,} nodes, and {MOST_PORTALS:,} are the most that "
            f"can be laid on top of a prepared network; prepare one that has them"
        )
    is_old = vertex < n_nodes
    way = np.full((vertex.size, vertex.size), INFINITE, np.uint32)
    at_old = _each(vertex[is_old])
    way[np.ix_(is_old, is_old)] = _ticks(below.matrix(at_old, at_old))
    np.fill_diagonal(way, 0)
    edge = np.full_like(way, NONE)
    tail, head = np.searchsorted(vertex, edges.tail), np.searchsorted(vertex, edges.head)
    for number in np.argsort(edges.ticks, kind="stable")[::-1]:  # the shortest is entered last
        if edges.ticks[number] < way[tail[number], head[number]]:
            edge[tail[number], head[number]] = number
    new = edge != NONE
    way[new] = edges.ticks[edge[new]]
    through = np.empty_like(way)
    close_ways(way, through)
    return Overlaid(below, edges, n_new, Portals(vertex, edge, way, through))


def _at(vertex: int) -> Seeds:
    """Return one set with one seed."""
    return _each(np.array([vertex]))


def _each(vertex: IntArray) -> Seeds:
    """Return a set with one seed for each rank."""
    n = vertex.size
    return Seeds(np.arange(n + 1), vertex.astype(np.uint32), np.zeros(n, dtype=np.uint32))


def _ticks(times: FloatArray) -> U32Array:
    """Return times in ticks as whole numbers, INFINITE for none."""
    whole: U32Array = np.minimum(times, float(INFINITE)).astype(np.uint32)
    return whole


def _keys(time: U32Array, number: IntArray) -> KeyArray:
    """Return times and numbers as keys."""
    return (time.astype(np.uint64) << HALF) | number.astype(np.uint64)
