"""What lies within a cutoff: the nodes reached, or how much there is of something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import NONE

from .overlay import Overlaid
from .pool import run_in_pool, slices

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array

    from .customized import Customized
    from .seeds import Seeds

__all__ = ["nodes_within", "opportunities_within"]


def nodes_within(
    found: Customized | Overlaid, seeds: Seeds, cutoff: np.uint32, *, backward: bool
) -> tuple[IntArray, IntArray]:
    """Return the nodes within a cutoff of the seeds, ascending, and their times in ticks.

    On a graph without new edges, what is out of reach is not even looked at.
    """
    if isinstance(found, Overlaid):
        return _by_sweep(found, seeds, cutoff, backward=backward)
    from kraftcenter_mobility._kernels.isochrone import within_cutoff

    prepared = found.prepared
    n = prepared.n_nodes
    reached, time = np.empty(n, np.uint32), np.empty(n, np.uint32)
    count = within_cutoff(
        prepared.hierarchy,
        found.weights,
        found.sweep_graph(backward=backward),
        np.uint64(backward),
        seeds.rank,
        seeds.time,
        cutoff,
        found.scratch.subtree_start,
        np.full(n, NONE, np.uint32),
        np.empty(n, np.uint32),
        np.empty(prepared.n_levels, np.uint32),
        reached,
        time,
    )
    node = prepared.hierarchy.node[reached[:count]].astype(np.int64)
    order = np.argsort(node)
    return node[order], time[:count][order].astype(np.int64)


def _by_sweep(
    found: Overlaid, seeds: Seeds, cutoff: np.uint32, *, backward: bool
) -> tuple[IntArray, IntArray]:
    """Sweep over everything, new nodes included."""
    from kraftcenter_mobility._kernels.lanes import LANES

    nodes, ticks = [], []

    def keep(_sets: IntArray, label: U32Array) -> None:
        time = label.reshape(-1, LANES)[:, 0]
        nodes.append(np.flatnonzero(time <= cutoff))
        ticks.append(time[nodes[-1]].astype(np.int64))

    found.sweep(seeds.together(), keep, backward=backward, threads=1)
    return nodes[0], ticks[0]


def opportunities_within(  # noqa: PLR0913 - a question and how to work on it
    found: Customized | Overlaid,
    seeds: Seeds,
    opportunities: FloatArray,
    cutoff: np.uint32,
    *,
    backward: bool,
    threads: int | None,
) -> FloatArray:
    """Return the sum of opportunities, given by node, within a cutoff of each set of seeds."""
    from kraftcenter_mobility._kernels.lanes import LANES, lane_rows
    from kraftcenter_mobility._kernels.opportunities import opportunities_within as add_up
    from kraftcenter_mobility._kernels.pieces import PIECE

    total = np.empty(seeds.n_sets)
    if isinstance(found, Overlaid):

        def add(sets: IntArray, label: U32Array) -> None:
            within = label.reshape(-1, LANES)[:, : sets.size] <= cutoff
            total[sets] = [float(opportunities[column].sum()) for column in within.T]

        found.sweep(seeds, add, backward=backward, threads=threads)
        return total
    prepared, graph = found.prepared, found.sweep_graph(backward=backward)
    by_rank = np.ascontiguousarray(opportunities[prepared.hierarchy.node])
    by_place = np.argsort(seeds.lowest_rank(), kind="stable")
    n = prepared.n_nodes

    def scratch() -> tuple[U32Array, U32Array, U32Array, U32Array]:
        position, touched = np.full(n, NONE, np.uint32), np.empty(n, np.uint32)
        return position, touched, lane_rows(prepared.n_levels), lane_rows(PIECE)

    def run(block: slice, space: tuple[U32Array, U32Array, U32Array, U32Array]) -> None:
        sets = by_place[block]
        sums = np.empty(LANES)
        some = seeds.of_sets(sets)
        add_up(
            prepared.hierarchy,
            found.weights,
            graph,
            np.uint64(backward),
            some.first,
            some.rank,
            some.time,
            found.scratch.pieces,
            by_rank,
            cutoff,
            *space,
            sums,
        )
        total[sets] = sums[: sets.size]

    run_in_pool(slices(seeds.n_sets, LANES), run, scratch=scratch, threads=threads)
    return total
