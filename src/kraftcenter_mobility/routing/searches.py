"""Run many searches over a road network, on all cores, from whichever side is smaller.

Blocks of searches run on a pool of threads; the kernels release Python's lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.heap import MAX_TIME_S

from .pool import run_in_pool, slices

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray, PreviousArray
    from kraftcenter_mobility._kernels.heap import KeyArray
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.layouts import Layout

__all__ = ["Entries", "Scratch", "entries", "run_in_blocks", "scratch_for", "times_between"]

BLOCK_S = 0.05
"""Aim for blocks of searches of this length: short enough to stop at once on Ctrl-C."""

SEARCH_NS_PER_TURN = 25.0
"""About how long a search takes per edge or turn, to choose the size of blocks."""


class Entries(NamedTuple):
    """Nodes or edges of a layout at which searches begin or end, place by place."""

    first: IntArray
    item: IntArray
    time_s: FloatArray


class Scratch(NamedTuple):
    """Arrays a thread works in."""

    time_s: FloatArray
    previous: PreviousArray
    heap: KeyArray


def entries(layout: Layout, ends: EdgeEnds, time_s: FloatArray, *, seeds: bool) -> Entries:
    """Return where in a layout searches begin (`seeds`) or end, for a set of places.

    `time_s` runs along the entries of `ends`: from the place to the edge's end for seeds,
    from the edge's beginning to the place otherwise, as the layout is travelled.
    """
    time_s = time_s + ends.walk_s[ends.place()]
    if layout.turns:
        item = layout.place[ends.edge]
    else:
        item = (layout.head if seeds else layout.tail)[ends.edge]
    return Entries(ends.first, item, time_s)


def times_between(  # noqa: PLR0913 - the parts of one question
    layout: Layout,
    seeds: Entries,
    targets: Entries,
    *,
    cutoff_s: float,
    threads: int | None,
    advance: Callable[[int], object],
) -> FloatArray:
    """Return the times from every set of seeds to every set of targets.

    Returns
    -------
    array of float, shape (n_seed_sets, n_target_sets)
        Seconds, infinite where there is no way within the cutoff.
    """
    n_sources, n_targets = seeds.first.size - 1, targets.first.size - 1
    result_s = np.empty((n_sources, n_targets))
    cutoff_s = min(float(cutoff_s), MAX_TIME_S)

    def run(block: slice, scratch: Scratch) -> None:
        first = seeds.first[block.start : block.stop + 1]
        span = slice(first[0], first[-1])
        _search_block(
            layout,
            Entries(first - first[0], seeds.item[span], seeds.time_s[span]),
            targets,
            cutoff_s,
            scratch,
            result_s[block],
        )

    run_in_blocks(n_sources, layout, run, threads=threads, advance=advance)
    result_s[result_s > cutoff_s] = np.inf
    return result_s


def _search_block(  # noqa: PLR0913, PLR0917 - hands everything to the kernels
    layout: Layout,
    seeds: Entries,
    targets: Entries,
    cutoff_s: float,
    scratch: Scratch,
    result_s: FloatArray,
) -> None:
    """Search from a block of seeds with the kernel that suits the layout."""
    if layout.turns:
        from kraftcenter_mobility._kernels.turn_dijkstra import turn_search_to_many

        turn_search_to_many(
            layout.turn_graph,
            layout.edge_time_s,
            layout.turn_time_s,
            *seeds,
            *targets,
            cutoff_s,
            *scratch,
            result_s,
        )
        return
    from kraftcenter_mobility._kernels.dijkstra import search_to_many

    search_to_many(layout.graph, layout.edge_time_s, *seeds, *targets, cutoff_s, *scratch, result_s)


def scratch_for(layout: Layout, *, previous: bool = False) -> Scratch:
    """Return arrays to search a layout in."""
    n_items = layout.edge.size if layout.turns else layout.graph.first_out.size - 1
    return Scratch(
        np.empty(n_items),
        np.empty(n_items if previous else 0, dtype=np.int32),
        np.empty(max(n_items // 4, 64), dtype=np.uint64),
    )


def run_in_blocks(
    n_sources: int,
    layout: Layout,
    run: Callable[[slice, Scratch], None],
    *,
    threads: int | None,
    advance: Callable[[int], object],
) -> None:
    """Run searches block by block, in blocks short enough to stop soon after Ctrl-C."""
    size = max(layout.turn_time_s.size, layout.edge.size, 1)
    step = max(1, min(int(BLOCK_S * 1e9 / (size * SEARCH_NS_PER_TURN)), 4096))
    run_in_pool(
        slices(n_sources, step),
        run,
        scratch=lambda: scratch_for(layout),
        threads=threads,
        advance=advance,
    )
