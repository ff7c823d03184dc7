"""One metric on a prepared graph, ready to be asked.

Everything here speaks of ranks and ticks; nodes, seconds and error messages are the
business of whoever asks: :mod:`.road_engine` for plain arrays, :mod:`.by_hierarchy` for
networks and places.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import INFINITE, NONE

from .pool import run_in_pool, slices, thread_count
from .spare import Spare

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array
    from kraftcenter_mobility._kernels.pieces import Pieces
    from kraftcenter_mobility._kernels.sweep_graph import SweepGraph
    from kraftcenter_mobility._kernels.upward_graph import UpwardGraph
    from kraftcenter_mobility.networks.prepared_graph import PreparedGraph

    from .seeds import Seeds

__all__ = ["Customized", "Way", "customized"]

FORWARD, BACKWARD = np.uint64(0), np.uint64(1)

MOST_ROUTE_EDGES = 1024
"""Room for the edges of a route at first; more is made where one is longer."""

ROUTES_AT_ONCE = 2048
"""Pairs that a thread takes together: some tens of milliseconds."""

SOURCES_AT_ONCE = 8192
"""Sources of a matrix that are worked on together; between two such blocks Ctrl-C is heard."""

PAIRS_AT_ONCE = 1 << 24
"""Pairs that take no longer than a moment: where targets are many, fewer sources at once."""

LEAST_SOURCES_AT_ONCE = 512
"""But no fewer, as what targets need is made anew for each block."""


class Way(NamedTuple):
    """A fastest way from one set of seeds to another."""

    ticks: int
    """INFINITE where there is none."""

    edges: U32Array
    """Edges of the graph in the order of travel."""

    begin: int
    end: int
    """Ranks at which the way leaves its seed and reaches the other's, NONE for no way."""


class Scratch:
    """What the metrics of one prepared graph share: scratch space, and what is seldom needed."""

    def __init__(self, prepared: PreparedGraph) -> None:
        """Have none yet; it is made when first needed."""
        from kraftcenter_mobility._kernels.elimination_query import route_scratch
        from kraftcenter_mobility._kernels.partial_customization import partial_scratch

        self._hierarchy = prepared.hierarchy
        self.arrays = tuple(prepared.hierarchy)
        """The hierarchy as a plain tuple, which kernels take half as long to accept."""

        self.route: Spare[Any] = Spare(lambda: tuple(route_scratch(prepared.hierarchy)))
        self.matrix: Spare[Any] = Spare(lambda: np.empty(prepared.n_nodes, np.uint64))
        self.partial: Spare[Any] = Spare(lambda: tuple(partial_scratch(prepared.hierarchy)))

    @cached_property
    def subtree_start(self) -> U32Array:
        """The lowest rank of the subtree below each rank."""
        from kraftcenter_mobility._kernels.pieces import subtree_starts

        return subtree_starts(self._hierarchy.parent)

    @cached_property
    def pieces(self) -> Pieces:
        """The ranks cut into pieces that fit into the nearest cache."""
        from kraftcenter_mobility._kernels.pieces import cut_into_pieces

        return cut_into_pieces(self._hierarchy.parent)


class Customized:
    """The weights of all arcs for one metric, and what queries need of them.

    Nothing that can be asked changes it. Sweep graphs are made when first needed.
    """

    def __init__(
        self,
        prepared: PreparedGraph,
        edge_ticks: U32Array,
        weights: U32Array,
        scratch: Scratch | None = None,
    ) -> None:
        """Keep the ticks of every edge and the weights that follow from them.

        `scratch` is shared by the metrics of one prepared graph.
        """
        for array in (edge_ticks, weights):
            array.setflags(write=False)
        self.prepared = prepared
        self.edge_ticks = edge_ticks
        self.weights = weights
        self._lock = threading.Lock()
        self._perfect: U32Array | None = None
        self._sweep_graphs: dict[bool, SweepGraph] = {}
        self._climb_graphs: dict[bool, UpwardGraph] = {}
        self.scratch = Scratch(prepared) if scratch is None else scratch

    @property
    def memory_bytes(self) -> int:
        """Bytes of the weights and of the sweep graphs made so far, without what is prepared."""
        from kraftcenter_mobility.networks.prepared_graph import nbytes

        graphs = [*self._sweep_graphs.values(), *self._climb_graphs.values()]
        needed = 0 if self._perfect is None else self._perfect.nbytes
        own = self.edge_ticks.nbytes + self.weights.nbytes + needed
        return own + sum(map(nbytes, graphs))

    def longest_way(self, enough: int = int(INFINITE)) -> int:
        """Return a bound in ticks of all ways; below INFINITE none of them was cut off.

        The sum of all edges will do where it is below `enough`; otherwise a better one is
        worked out.
        """
        from kraftcenter_mobility._kernels.bounds import longest_way

        total = int(self.edge_ticks.sum(where=self.edge_ticks < INFINITE, dtype=np.uint64))
        if total < enough:
            return total
        return int(longest_way(self.prepared.hierarchy, self.weights))

    def is_all_joined(self) -> bool:
        """Say whether one can come from every node to every other."""
        from kraftcenter_mobility._kernels.bounds import is_all_joined

        hierarchy = self.prepared.hierarchy
        one_island = np.count_nonzero(hierarchy.parent == NONE) == 1
        return one_island and bool(is_all_joined(hierarchy, self.weights))

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave scratch space and what can be made again behind when pickled or copied."""
        return Customized, (self.prepared, self.edge_ticks, self.weights)

    def sweep_graph(self, *, backward: bool) -> SweepGraph:
        """Return the arcs that a sweep takes, those that are never needed left out."""
        from kraftcenter_mobility._kernels.sweep_graph import sweep_graph

        with self._lock:
            if backward not in self._sweep_graphs:
                self._sweep_graphs[backward] = sweep_graph(
                    self.prepared.hierarchy,
                    self.prepared.level,
                    self._needed_weights(),
                    forward=not backward,
                )
            return self._sweep_graphs[backward]

    def climb_graph(self, *, backward: bool) -> UpwardGraph:
        """Return the arcs that one climbs, those that are never needed left out."""
        from kraftcenter_mobility._kernels.upward_graph import upward_graph

        with self._lock:
            if backward not in self._climb_graphs:
                self._climb_graphs[backward] = upward_graph(
                    self.prepared.hierarchy, self._needed_weights(), forward=not backward
                )
            return self._climb_graphs[backward]

    def _needed_weights(self) -> U32Array:
        """Return the weights of the arcs that lie on some fastest way, INFINITE for others."""
        from kraftcenter_mobility._kernels.perfect_customization import perfect_weights

        if self._perfect is None:
            self._perfect = perfect_weights(
                self.prepared.hierarchy, self.weights, self.prepared.plan
            )
        return self._perfect

    def sweep(  # noqa: PLR0913 - a question and how to work on it
        self,
        seeds: Seeds,
        use: Callable[[IntArray, U32Array], None],
        *,
        backward: bool,
        threads: int | None,
        advance: Callable[[int], object] = lambda _: None,
        n_rows: int | None = None,
    ) -> None:
        """Sweep from every set of seeds to all nodes, a block of sets at a time.

        `use` is called with the sets of each block and their labels by node, shape
        (n_rows * LANES,), which it must not keep; rows beyond the nodes are left to it.
        Blocks come in no particular order, and on several threads at once.
        """
        from kraftcenter_mobility._kernels.lanes import LANES, lane_rows
        from kraftcenter_mobility._kernels.sweep import sweep_to_nodes

        prepared, graph = self.prepared, self.sweep_graph(backward=backward)
        by_rank = np.argsort(seeds.lowest_rank(), kind="stable")
        direction = BACKWARD if backward else FORWARD
        n_nodes, n_levels = prepared.n_nodes, prepared.n_levels

        def scratch() -> tuple[U32Array, ...]:
            place, touched = np.full(n_nodes, NONE, np.uint32), np.empty(n_nodes, np.uint32)
            return place, touched, lane_rows(n_levels), lane_rows(n_rows or n_nodes)

        def run(block: slice, space: tuple[U32Array, ...]) -> None:
            sets = by_rank[block]
            label = space[-1]
            sweep_to_nodes(
                prepared.hierarchy, self.weights, graph, direction, *seeds.of_sets(sets), *space
            )
            use(sets, label)

        blocks = slices(seeds.n_sets, LANES)
        run_in_pool(blocks, run, scratch=scratch, threads=threads, advance=advance)

    def matrix(
        self,
        sources: Seeds,
        targets: Seeds,
        *,
        tick: float = 1.0,
        threads: int | None = None,
        advance: Callable[[int], object] = lambda _: None,
    ) -> FloatArray:
        """Return the times from all sets of seeds to all others, in multiples of a tick.

        Infinite where there is no way. `advance` hears of the sources that are done.
        """
        from kraftcenter_mobility._kernels.many_to_many import Ends, many_to_many

        n_threads = thread_count(threads)
        climb, descend = (self.climb_graph(backward=backward) for backward in (False, True))
        result = np.empty((sources.n_sets, targets.n_sets))
        with ExitStack() as stack:
            scratch = [
                stack.enter_context(self.scratch.matrix.borrowed()) for _ in range(n_threads)
            ]
            pool = stack.enter_context(ThreadPoolExecutor(max(n_threads - 1, 1)))
            for rows in slices(sources.n_sets, _sources_at_once(targets.n_sets)):
                some = sources.of_sets(np.arange(rows.start, rows.stop))
                many_to_many(
                    self.prepared.hierarchy.parent,
                    Ends(climb, *some),
                    Ends(descend, *targets),
                    tick,
                    scratch=scratch,
                    executor=pool if n_threads > 1 else None,
                    result=result[rows],
                )
                advance(rows.stop - rows.start)
        return result

    def nearest(self, seeds: Seeds, *, backward: bool) -> np.ndarray[Any, np.dtype[np.uint64]]:
        """Return time and number of the nearest set of seeds for every rank, as one key each.

        The time in ticks is in the upper half, the number in the lower. Ties go to the
        lowest number.
        """
        from kraftcenter_mobility._kernels.nearest_sweep import nearest_to_all

        prepared, graph = self.prepared, self.sweep_graph(backward=backward)
        key = np.empty(prepared.n_nodes, np.uint64)
        nearest_to_all(
            prepared.hierarchy,
            self.weights,
            graph,
            BACKWARD if backward else FORWARD,
            seeds.rank,
            seeds.time,
            seeds.owner().astype(np.uint32),
            np.full(prepared.n_nodes, NONE, np.uint32),
            np.empty(prepared.n_nodes, np.uint32),
            np.empty(prepared.n_levels, np.uint64),
            key,
        )
        return key

    def way(self, source: Seeds, target: Seeds) -> Way:
        """Return a fastest way from the one set of `source` to the one of `target`."""
        from kraftcenter_mobility._kernels.elimination_query import route

        edges = np.empty(MOST_ROUTE_EDGES, np.uint32)
        scratch = self.scratch.route.take()
        given = source.rank, source.time, target.rank, target.time, scratch
        arrays = self.scratch.arrays
        ticks, n_edges, begin, end = route(arrays, self.weights, self.edge_ticks, *given, edges)
        if n_edges > edges.size:
            edges = np.empty(n_edges, np.uint32)
            ticks, n_edges, begin, end = route(arrays, self.weights, self.edge_ticks, *given, edges)
        self.scratch.route.give(scratch)
        if n_edges < 0:
            message = "the weights do not belong to the edges' ticks"
            raise AssertionError(message)
        return Way(int(ticks), edges[:n_edges], int(begin), int(end))

    def pair_times(
        self, sources: Seeds, targets: Seeds, *, tick: float = 1.0, threads: int | None = None
    ) -> FloatArray:
        """Return the time from each set of sources to the set of targets at its place."""
        from kraftcenter_mobility._kernels.route_blocks import route_times

        times = np.empty(sources.n_sets, np.uint32)

        def run(block: slice, _nothing: None) -> None:
            pairs = np.arange(block.start, block.stop)
            ends = *sources.of_sets(pairs), *targets.of_sets(pairs)
            with self.scratch.route.borrowed() as scratch:
                route_times(self.prepared.hierarchy, self.weights, *ends, scratch[0], times[block])

        blocks = slices(sources.n_sets, ROUTES_AT_ONCE)
        run_in_pool(blocks, run, scratch=lambda: None, threads=threads)
        return np.where(times < INFINITE, times * tick, np.inf)

    def with_ticks(self, edges: IntArray, ticks: U32Array) -> Customized:
        """Return the metric with some edges changed; only what they can reach is done again.

        Where that would be more than a part of everything, everything is done.
        """
        from kraftcenter_mobility._kernels.partial_customization import (
            GAVE_UP,
            budget_of,
            recustomize,
        )

        prepared = self.prepared
        edge_ticks = self.edge_ticks.copy()
        edge_ticks[edges] = ticks
        edge_ticks.setflags(write=False)
        weights = self.weights.copy()
        changed = edges.astype(np.uint32)
        budget = budget_of(prepared.hierarchy)
        with self.scratch.partial.borrowed() as scratch:
            done = recustomize(self.scratch.arrays, edge_ticks, changed, weights, scratch, budget)
        if done == GAVE_UP:
            return customized(prepared, edge_ticks, self.scratch)
        return Customized(prepared, edge_ticks, weights, self.scratch)


def _sources_at_once(n_targets: int) -> int:
    """Return how many sources of a matrix to work on together."""
    few_enough = PAIRS_AT_ONCE // max(n_targets, 1)
    return min(max(few_enough, LEAST_SOURCES_AT_ONCE), SOURCES_AT_ONCE)


def customized(
    prepared: PreparedGraph,
    edge_ticks: U32Array,
    scratch: Scratch | None = None,
    *,
    threads: int | None = None,
) -> Customized:
    """Return the metric in which edges take so many ticks each."""
    from kraftcenter_mobility._kernels.customization import customize
    from kraftcenter_mobility._kernels.hierarchy import PADDING

    weights = np.empty(2 * prepared.n_arcs + PADDING, np.uint32)
    work = prepared.hierarchy, prepared.plan, edge_ticks, weights, prepared.parts
    n_threads = thread_count(threads)
    if prepared.parts.begin.size > 1 and n_threads > 1:
        with ThreadPoolExecutor(n_threads) as pool:
            customize(*work, pool)
    else:
        customize(*work)
    return Customized(prepared, edge_ticks, weights, scratch)
