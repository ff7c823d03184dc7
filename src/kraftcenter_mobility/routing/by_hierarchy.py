"""Travel times between places, answered by a contraction hierarchy.

The counterpart of :mod:`.searches`: the same questions, the same answers to the last bit,
because both add whole ticks. Which of them answers is decided in :mod:`.choice`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.networks.ticks import TICK_S

from .customized import customized
from .k_nearest import k_nearest
from .one_edge import pairs_on_one_edge
from .seeds import seeds_along_edges, seeds_of_destinations, seeds_of_origins

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.mode_graph import ModeGraph
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .customized import Customized
    from .seeds import Seeds

__all__ = ["Candidates", "ModeHierarchy", "mode_hierarchy", "nearest_candidates", "times"]

MOST_AGAIN = 0.01
"""Share of pairs on one edge up to which it pays to ask for them one by one."""

HALF, LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


class ModeHierarchy(NamedTuple):
    """A network's hierarchy for one mode, customized for one metric."""

    metric: RoadMetric
    graph: ModeGraph
    found: Customized

    def origins(self, begin: EdgeEnds) -> Seeds:
        """Return where journeys from places begin."""
        return seeds_of_origins(self.metric, self.graph, self.found.prepared.hierarchy, begin)

    def destinations(self, end: EdgeEnds) -> Seeds:
        """Return where journeys to places end."""
        return seeds_of_destinations(self.metric, self.graph, self.found.prepared.hierarchy, end)


class Candidates(NamedTuple):
    """Ways from origins to destinations, some of which are the fastest. One entry each."""

    origin: IntArray
    destination: IntArray
    time_s: FloatArray


def mode_hierarchy(network: TransportNetwork, metric: RoadMetric, *, threads: int) -> ModeHierarchy:
    """Return a network's hierarchy for a metric; prepared and customized once."""
    prepared = network.prepared(metric, threads=threads)
    found = network.remembered(
        ("customized", metric.mode, metric.turns),
        lambda: customized(prepared.prepared, prepared.graph.ticks(metric), threads=threads),
    )
    return ModeHierarchy(metric, prepared.graph, found)


def times(  # noqa: PLR0913 - a question and how to work on it
    hierarchy: ModeHierarchy,
    begin: EdgeEnds,
    end: EdgeEnds,
    *,
    cutoff_s: float,
    threads: int | None,
    advance: Callable[[int], object],
) -> FloatArray:
    """Return the times from all places to all others. Shape (n_origins, n_destinations).

    Journeys that never leave one edge are not among them.
    """
    again = pairs_on_one_edge(begin, end)
    n_pairs = (begin.first.size - 1) * (end.first.size - 1)
    if hierarchy.graph.turns and again[0].size <= MOST_AGAIN * n_pairs:
        time_s = _times_along_edges(hierarchy, begin, end, again, threads, advance)
    else:
        time_s = hierarchy.found.matrix(
            hierarchy.origins(begin),
            hierarchy.destinations(end),
            tick=TICK_S,
            threads=threads,
            advance=advance,
        )
    if cutoff_s < np.inf:
        time_s[time_s > cutoff_s] = np.inf
    return time_s


def _times_along_edges(  # noqa: PLR0913, PLR0917 - a question and how to work on it
    hierarchy: ModeHierarchy,
    begin: EdgeEnds,
    end: EdgeEnds,
    again: tuple[IntArray, IntArray],
    threads: int | None,
    advance: Callable[[int], object],
) -> FloatArray:
    """Return the times with as few seeds as can be, and the pairs `again` one by one.

    A seed at the beginning of an edge serves every journey that leaves the edge. It would
    also find its way "back" to a destination on the same edge, so these pairs are asked for
    by the seeds that are right for all.
    """
    found, metric = hierarchy.found, hierarchy.metric
    ranks = found.prepared.hierarchy
    sources, head_start_s = seeds_along_edges(metric, hierarchy.graph, ranks, begin)
    targets = hierarchy.destinations(end)
    time_s = found.matrix(sources, targets, tick=TICK_S, threads=threads, advance=advance)
    time_s -= head_start_s[:, np.newaxis]
    if again[0].size:
        right = hierarchy.origins(begin)
        ends = right.of_sets(again[0]), targets.of_sets(again[1])
        time_s[again] = found.pair_times(*ends, tick=TICK_S, threads=threads)
    return time_s


def nearest_candidates(
    hierarchy: ModeHierarchy, begin: EdgeEnds, end: EdgeEnds, k: int
) -> Candidates:
    """Return, for each edge by which one may set out, the `k` nearest destinations."""
    origins = hierarchy.origins(begin)
    key = k_nearest(hierarchy.found, hierarchy.destinations(end), k, backward=True)[origins.rank]
    ticks = (key >> HALF) + origins.time.astype(np.uint64)[:, np.newaxis]
    reached = ticks < INFINITE
    origin = np.repeat(origins.owner(), reached.sum(axis=1))
    return Candidates(
        origin, (key[reached] & LOW).astype(np.int64), ticks[reached].astype(np.float64) * TICK_S
    )
