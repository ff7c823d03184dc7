"""Answers found from every source: a range search over the moments at which one sets out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.routing.pool import run_in_pool, slices

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility._kernels.raptor import I32Array, RaptorScratch, U8Array

    from .question import TransitQuestion
    from .stop_points import NearStops

__all__ = ["CELLS_AT_ONCE", "search_sources"]

CELLS_AT_ONCE = 2_000_000
"""Travel times held at once by a thread: 16 MB."""


class Space(NamedTuple):
    """Arrays that a thread works in."""

    scratch: tuple[RaptorScratch, ...]
    """For each draw: patterns differ in number."""

    arrival_s: I32Array
    stop_rides: U8Array
    """Shape of both: (n_starts, n_stops)."""

    label_s: FloatArray
    """Shape (n_draws, n_wanted, n_starts)."""


def search_sources(
    question: TransitQuestion,
    take: Callable[[int, slice, FloatArray, U8Array], None],
    *,
    threads: int | None,
    advance: Callable[[int], object],
) -> None:
    """Search from every source, and hand over what was found of it.

    `take` is called with the source, some sinks, and the times and the numbers of rides of
    the fastest journeys, both of shape (n_some, n_draws * n_starts). It may change the arrays.
    """
    start_s = np.ascontiguousarray(question.start_s[::-1])
    n_sources, n_sinks = question.direct_s.shape
    n_cells = max(len(question.running) * start_s.size, 1)
    some_sinks = slices(n_sinks, max(CELLS_AT_ONCE // n_cells, 1))
    wanted, row = np.unique(question.sinks.stop, return_inverse=True)
    sinks_by_row = question.sinks._replace(stop=row.astype(np.int32))

    def space() -> Space:
        from kraftcenter_mobility._kernels.raptor import raptor_scratch

        scratch = tuple(
            raptor_scratch(each.patterns, question.most_rides) for each in question.running
        )
        shape = start_s.size, question.n_stops
        label_s = np.empty((len(scratch), wanted.size, start_s.size))
        return Space(scratch, np.empty(shape, np.int32), np.empty(shape, np.uint8), label_s)

    def run(block: slice, space: Space) -> None:
        for source in range(block.start, block.stop):
            _search(question, source, start_s, wanted, space)
            for sinks in some_sinks:
                take(source, sinks, *_at_sinks(question, sinks_by_row, source, sinks, space))

    for running in question.running:
        _ = running.useful_changes  # before the threads, or each would look for them
    run_in_pool(slices(n_sources, 1), run, scratch=space, threads=threads, advance=advance)


def _search(
    question: TransitQuestion, source: int, start_s: FloatArray, wanted: I32Array, space: Space
) -> None:
    """Find when one gets off at wanted stops, for every draw and moment of setting out."""
    from kraftcenter_mobility._kernels.raptor_range import range_search
    from kraftcenter_mobility._kernels.transit_windows import label_stops

    sources = question.sources
    near = slice(sources.first[source], sources.first[source + 1])
    for draw, running in enumerate(question.running):
        range_search(
            running.patterns,
            running.useful_changes,
            sources.stop[near],
            sources.time_s[near],
            start_s,
            question.most_rides,
            question.longest_s,
            space.scratch[draw],
            space.arrival_s,
            space.stop_rides,
        )
        label_stops(
            start_s,
            space.arrival_s,
            space.stop_rides,
            wanted,
            question.longest_s,
            space.label_s[draw],
        )


def _at_sinks(
    question: TransitQuestion, links: NearStops, source: int, sinks: slice, space: Space
) -> tuple[FloatArray, U8Array]:
    """Return the times at some sinks, and the rides. The stops of links are rows of labels."""
    from kraftcenter_mobility._kernels.transit_windows import split_rides, times_at_places

    first = links.first[sinks.start : sinks.stop + 1]
    near = slice(first[0], first[-1])
    direct_s = np.ascontiguousarray(question.direct_s[source, sinks])
    n_draws, n_starts = len(question.running), question.start_s.size
    time_s = np.empty((direct_s.size, n_draws, n_starts))
    one_s = np.empty((direct_s.size, n_starts))
    for draw in range(n_draws):
        times_at_places(
            space.label_s[draw],
            first - first[0],
            links.stop[near],
            links.time_s[near],
            direct_s,
            question.longest_s,
            one_s,
        )
        time_s[:, draw] = one_s
    every_s = time_s.reshape(direct_s.size, -1)
    rides = np.empty(every_s.shape, np.uint8)
    split_rides(every_s, rides)
    return every_s, rides
