"""Answers found from every sink: its profile, which holds for any moment of setting out.

Whatever one does, one arrives at a sink at the end of a ride to a stop near to it, and the
walk from there. These are finitely many moments. A search backwards in time from each of
them, the earliest first, tells until when one must be ready at every stop; the answer for a
source is the earliest moment for which it is ready in time. With a hundred sinks and a
hundred thousand sources this is a thousandth of the searches from the sources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.interrupts import uninterrupted
from kraftcenter_mobility.routing.pool import run_in_pool, slices

from .by_source import CELLS_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility._kernels.raptor import I32Array, RaptorScratch

    from .question import TransitQuestion
    from .running import Running

__all__ = ["search_sinks", "sinks_are_fewer"]

LOOKED_AT = 20
"""Sinks whose moments are counted to judge what a search from all of them takes."""

JOINING = 0.03
"""What joining a source to a profile takes, as a share of a search for one start, per start."""


MOST_BYTES = 600_000_000
"""Tables of profiles are no larger than this, for each thread."""


class Tabulated(NamedTuple):
    """A profile towards one sink, as a table to look up."""

    moment_s: FloatArray
    table: I32Array


def sinks_are_fewer(question: TransitQuestion) -> bool:
    """Say whether searching from all sinks takes less than searching from all sources."""
    n_sources, n_sinks = question.direct_s.shape
    some = range(min(n_sinks, LOOKED_AT))
    counts = [_moments(question, sink, question.running[0]).size for sink in some]
    n_moments = float(np.mean(counts)) if counts else 0.0
    searches = n_sources * question.start_s.size
    linked, longest_s = _linked(question)
    cells = linked.size * (longest_s + question.start_s[-1] - question.start_s[0])
    if not _step_s(question.start_s) or 4 * cells * len(question.running) > MOST_BYTES:
        return False
    return bool(n_sinks * (n_moments + JOINING * searches) < searches)


def search_sinks(
    question: TransitQuestion,
    take: Callable[[int, slice, FloatArray], None],
    *,
    threads: int | None,
    advance: Callable[[int], object],
) -> None:
    """Search from every sink, and hand over what was found.

    `take` is called with the sink, some sources, and their times, of shape
    (n_some, n_draws * n_starts). It may change the array.
    """
    n_sources, n_sinks = question.direct_s.shape
    n_cells = max(len(question.running) * question.start_s.size, 1)
    some_sources = slices(n_sources, max(CELLS_AT_ONCE // n_cells, 1))
    linked, longest_s = _linked(question)
    step_s = _step_s(question.start_s)
    shape = linked.size, step_s, longest_s // step_s + question.start_s.size
    row = np.zeros(question.n_stops, dtype=np.int32)
    row[linked] = np.arange(linked.size, dtype=np.int32)

    def space() -> tuple[RaptorScratch, ...]:
        from kraftcenter_mobility._kernels.raptor import raptor_scratch

        return tuple(
            raptor_scratch(each.turned.patterns, question.most_rides) for each in question.running
        )

    def run(block: slice, scratch: tuple[RaptorScratch, ...]) -> None:
        for sink in range(block.start, block.stop):
            found = [
                _search(question, sink, linked, shape, running, room)
                for running, room in zip(question.running, scratch, strict=True)
            ]
            for sources in some_sources:
                take(sink, sources, _at_sources(question, sink, sources, row, found))

    for running in question.running:
        _ = running.turned.useful_changes  # before the threads, or each would look for them
    run_in_pool(slices(n_sinks, 1), run, scratch=space, threads=threads, advance=advance)


def _linked(question: TransitQuestion) -> tuple[I32Array, int]:
    """Return the stops near to any source, and the longest way to one in whole seconds."""
    longest_s = int(np.ceil(question.sources.time_s.max(initial=0.0)))
    return np.unique(question.sources.stop), longest_s


def _moments(question: TransitQuestion, sink: int, running: Running) -> FloatArray:
    """Return all moments at which one can arrive at a sink by public transport, ascending."""
    near = slice(question.sinks.first[sink], question.sinks.first[sink + 1])
    first, arrival_s = running.arrivals
    earliest_s = question.start_s[0]
    latest_s = question.start_s[-1] + question.longest_s
    parts = [np.zeros(0)]
    for stop, walk_s in zip(question.sinks.stop[near], question.sinks.time_s[near], strict=True):
        ends_s = arrival_s[first[stop] : first[stop + 1]]
        low, high = np.searchsorted(ends_s, (earliest_s - walk_s, latest_s - walk_s + 1.0))
        parts.append(ends_s[low:high] + walk_s)
    return np.unique(np.concatenate(parts))


def _step_s(start_s: FloatArray) -> int:
    """Return how far apart the moments of setting out are; zero if not evenly."""
    steps_s = np.unique(np.diff(start_s))
    return int(steps_s[0]) if steps_s.size == 1 else int(start_s.size == 1)


def _search(  # noqa: PLR0913, PLR0917 - the parts of one search
    question: TransitQuestion,
    sink: int,
    linked: I32Array,
    shape: tuple[int, int, int],
    running: Running,
    scratch: RaptorScratch,
) -> Tabulated:
    """Return at which moment one arrives who is ready at any linked stop at any second."""
    from kraftcenter_mobility._kernels.raptor_profile import profile_search
    from kraftcenter_mobility._kernels.transit_windows import tabulate_profile

    near = slice(question.sinks.first[sink], question.sinks.first[sink + 1])
    moment_s = _moments(question, sink, running)
    found = uninterrupted(
        profile_search,
        running.turned.patterns,
        running.turned.useful_changes,
        question.sinks.stop[near],
        question.sinks.time_s[near],
        -moment_s,
        question.most_rides,
        question.longest_s,
        scratch,
    )
    table = np.empty(shape, dtype=np.int32)
    begin_s = int(question.start_s[0])
    tabulate_profile(found.first, -found.arrival_s, found.start, linked, begin_s, table)
    return Tabulated(moment_s, table)


def _at_sources(
    question: TransitQuestion, sink: int, sources: slice, row: I32Array, found: list[Tabulated]
) -> FloatArray:
    """Return the times from some sources to a sink. Shape (n_some, n_draws * n_starts)."""
    from kraftcenter_mobility._kernels.transit_windows import times_by_profiles

    links = question.sources
    first = links.first[sources.start : sources.stop + 1]
    near = slice(first[0], first[-1])
    direct_s = np.ascontiguousarray(question.direct_s[sources, sink])
    n_starts = question.start_s.size
    time_s = np.empty((direct_s.size, len(found), n_starts))
    one_s, best = np.empty((direct_s.size, n_starts)), np.empty(n_starts, np.int32)
    for draw, profile in enumerate(found):
        times_by_profiles(
            question.start_s,
            *profile,
            row,
            first - first[0],
            links.stop[near],
            links.time_s[near],
            direct_s,
            question.longest_s,
            best,
            one_s,
        )
        time_s[:, draw] = one_s
    return time_s.reshape(direct_s.size, -1)
