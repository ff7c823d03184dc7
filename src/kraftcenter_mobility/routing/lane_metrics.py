"""Many metrics of one graph, worked on side by side: scenarios, hours, random draws.

The weights of an arc in all metrics lie beside one another, so that what is looked up for
one is looked up for all, and one instruction adds for sixteen. Metrics are taken in blocks
of ``LANES``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import INFINITE, NONE
from kraftcenter_mobility.errors import InputError

from .answers import ticks_within
from .customized import customized
from .engine_arguments import checked_nodes
from .pool import run_in_pool, slices, thread_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array
    from kraftcenter_mobility.networks.prepared_graph import PreparedGraph

__all__ = ["LaneMetrics"]


class LaneMetrics:
    """Answers by many metrics at once; made by :meth:`RoadEngine.customize_many`.

    Memory: 256 bytes per arc of the engine and block of 32 metrics.
    """

    def __init__(
        self, prepared: PreparedGraph, weights: FloatArray, tick: float, threads: int | None = None
    ) -> None:
        """Customize the metrics of `weights`, shape (n_metrics, n_edges)."""
        from kraftcenter_mobility._kernels.lane_weights import lay_out_lanes
        from kraftcenter_mobility._kernels.lanes import LANES, lane_rows

        self.prepared = prepared
        self.n_metrics = weights.shape[0]
        self.tick = tick
        """What weights were rounded to, in their unit."""

        self._slowest_ticks = np.zeros(prepared.n_edges, np.uint32)
        self._weights = []
        edges = lane_rows(prepared.n_edges)
        for block in slices(self.n_metrics, LANES):
            lay_out_lanes(weights[block], tick, edges, self._slowest_ticks)
            self._weights.append(_customized_lanes(prepared, edges, threads))

    @property
    def memory_bytes(self) -> int:
        """Bytes of all weights, those of the engine not counted."""
        return sum(weights.nbytes for weights in self._weights)

    def longest_way(self) -> int:
        """Return a bound in ticks of all ways; below INFINITE none of them was cut off.

        No metric's ways are longer than those of the metric in which every edge takes the
        longest it does in any. Only where that one leaves somebody cut off is each metric
        looked at by itself.
        """
        from kraftcenter_mobility._kernels.bounds import is_all_joined, longest_way

        hierarchy = self.prepared.hierarchy
        slowest = customized(self.prepared, self._slowest_ticks.copy()).weights
        bound = int(longest_way(hierarchy, slowest))
        if bound < INFINITE and is_all_joined(hierarchy, slowest):
            return bound
        return max(int(longest_way(hierarchy, weights)) for weights in self._one_by_one())

    def _one_by_one(self) -> Iterator[U32Array]:
        """Yield the weights of each metric by itself."""
        from kraftcenter_mobility._kernels.lanes import LANES

        for block, weights in zip(slices(len(self), LANES), self._weights, strict=True):
            for lane in range(block.stop - block.start):
                alone = np.ascontiguousarray(weights[lane::LANES])
                alone.setflags(write=False)
                yield alone

    def many_to_nearest(
        self,
        targets: ArrayLike,
        *,
        direction: str = "to",
        cutoff: float = np.inf,
        threads: int | None = None,
    ) -> FloatArray:
        """Return the time between every node and the nearest of some targets, in every metric.

        Parameters
        ----------
        targets : array of int, shape (n_targets,)
            Nodes; one alone gives the times from everywhere to it.
        direction : {"to", "from"}, optional
            Whether the nodes travel to the targets, or the targets to the nodes.
        cutoff : float, optional
            Longest time of interest, inclusive.
        threads : int, optional
            Number of threads, all cores if not given.

        Returns
        -------
        array of float, shape (n_metrics, n_nodes)
            Times, infinite for none.

        Raises
        ------
        InputError
            If a target is no node.
        """
        from kraftcenter_mobility._kernels.lane_sweep import sweep_lanes_to_all
        from kraftcenter_mobility._kernels.lanes import LANES, lane_rows
        from kraftcenter_mobility._kernels.write_out import time_table, write_out_to

        if direction not in {"to", "from"}:
            raise InputError(f'direction must be "to" or "from", got {direction!r}')
        prepared, n_nodes = self.prepared, self.prepared.n_nodes
        rank = prepared.hierarchy.rank
        seed_rank = np.unique(rank[checked_nodes(targets, n_nodes, "targets")])
        seed_time = np.zeros(seed_rank.size * LANES, np.uint32)
        limit = ticks_within(cutoff, self.tick)
        table = time_table(self.n_metrics, n_nodes, np.float64)

        def scratch() -> tuple[U32Array, ...]:
            place, touched = np.full(n_nodes, NONE, np.uint32), np.empty(n_nodes, np.uint32)
            return place, touched, lane_rows(prepared.n_levels), lane_rows(n_nodes)

        def run(block: slice, space: tuple[U32Array, ...]) -> None:
            sweep_lanes_to_all(
                prepared.hierarchy,
                prepared.level,
                self._weights[block.start // LANES],
                np.uint64(direction == "to"),
                seed_rank,
                seed_time,
                *space,
            )
            rows: IntArray = np.arange(block.start, block.stop)
            write_out_to(space[-1], rank, limit, self.tick, rows, table)

        run_in_pool(slices(self.n_metrics, LANES), run, scratch=scratch, threads=threads)
        times: FloatArray = table[:, :n_nodes]
        return times

    def __len__(self) -> int:
        """Return how many metrics there are."""
        return int(self.n_metrics)

    def __repr__(self) -> str:
        """Say how many metrics there are, of what."""
        return (
            f"<LaneMetrics: {self.n_metrics} metrics of {self.prepared.n_edges:,} edges, "
            f"{self.memory_bytes / 1e6:,.0f} MB>"
        )


def _customized_lanes(prepared: PreparedGraph, edges: U32Array, threads: int | None) -> U32Array:
    """Return the weights of all arcs in as many metrics as there are lanes."""
    from kraftcenter_mobility._kernels.lane_customization import customize_lanes
    from kraftcenter_mobility._kernels.lanes import lane_rows

    weights = lane_rows(2 * prepared.n_arcs)
    work = prepared.hierarchy, prepared.plan, edges, weights, prepared.lane_parts
    n_threads = thread_count(threads)
    with ThreadPoolExecutor(n_threads) as pool:
        customize_lanes(*work, pool if n_threads > 1 else None)
    return weights
