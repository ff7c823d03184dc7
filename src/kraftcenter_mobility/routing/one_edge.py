"""Journeys that never leave the edge they begin on.

The searches speak of whole edges and cannot see these: both ends lie along the same edge,
and the destination further along it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.heap import MAX_TIME_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.networks.joins import EdgeEnds

__all__ = ["Pairs", "nearest_along_one_edge", "pairs_along_one_edge", "pairs_on_one_edge"]

PAIRS_AT_ONCE = 1_000_000


class Pairs(NamedTuple):
    """Journeys along one edge each."""

    origin: IntArray
    destination: IntArray
    time_s: FloatArray
    begin: IntArray
    end: IntArray
    """Entries of the two ends."""


def pairs_along_one_edge(begin: EdgeEnds, end: EdgeEnds) -> Iterator[Pairs]:
    """Yield all journeys along one edge, some at a time."""
    for one, other in _entries_on_one_edge(begin, end, _sets_out(begin)):
        ahead = end.along_m[other] >= begin.along_m[one]
        yield _pairs(begin, end, one[ahead], other[ahead])


def pairs_on_one_edge(begin: EdgeEnds, end: EdgeEnds) -> tuple[IntArray, IntArray]:
    """Return all pairs of an origin and a destination that some edge passes both, each once."""
    everybody = np.ones(begin.edge.size, dtype=np.bool_)
    n_destinations = end.first.size - 1
    parts = [
        np.unique(begin.place()[one] * n_destinations + end.place()[other])
        for one, other in _entries_on_one_edge(begin, end, everybody)
    ]
    pair = np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)
    return pair // max(n_destinations, 1), pair % max(n_destinations, 1)


def _entries_on_one_edge(
    begin: EdgeEnds, end: EdgeEnds, wanted: BoolArray
) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield all pairs of wanted entries of the first and entries of the second on one edge."""
    by_edge = np.argsort(end.edge, kind="stable")
    low = np.searchsorted(end.edge[by_edge], begin.edge, side="left")
    size = np.searchsorted(end.edge[by_edge], begin.edge, side="right") - low
    size[~wanted] = 0
    so_far = np.cumsum(size)
    start = 0
    while start < size.size:
        taken = int(so_far[start - 1]) if start else 0
        stop = max(int(np.searchsorted(so_far, taken + PAIRS_AT_ONCE, side="right")), start + 1)
        one = np.repeat(np.arange(start, stop), size[start:stop])
        step = (
            np.arange(one.size)
            + taken
            - np.repeat(so_far[start:stop] - size[start:stop], size[start:stop])
        )
        yield one, by_edge[low[one] + step]
        start = stop


def nearest_along_one_edge(begin: EdgeEnds, end: EdgeEnds) -> Pairs:
    """Return, for every origin's edge, the journey to the first destination ahead along it.

    First in time, the walk to the destination included.
    """
    order = np.lexsort((end.along_m, end.edge))
    edge, along_m = end.edge[order], end.along_m[order]
    cost_s = end.at_s[order] + end.walk_s[end.place()[order]]
    best = _least_from_here_on(edge, cost_s)
    where = _first_ahead(edge, along_m, begin)
    found = (where < edge.size) & _sets_out(begin)
    one = np.flatnonzero(found)
    one = one[edge[where[one]] == begin.edge[one]]
    return _pairs(begin, end, one, order[best[where[one]]])


def _sets_out(begin: EdgeEnds) -> BoolArray:
    """Say along which entries one may set out."""
    return np.isfinite(begin.after_s) & np.isfinite(begin.at_s)


def _first_ahead(edge: IntArray, along_m: FloatArray, begin: EdgeEnds) -> IntArray:
    """Return where, in entries sorted by edge and distance, the first ahead of each begins."""
    n_known = edge.size
    both_edge = np.concatenate((edge, begin.edge))
    both_m = np.concatenate((along_m, begin.along_m))
    is_known = np.arange(both_edge.size) < n_known
    order = np.lexsort((is_known, both_m, both_edge))  # at equal distances, known ones last
    known_before = np.cumsum(is_known[order])
    where = np.empty(both_edge.size, dtype=np.int64)
    where[order] = known_before
    return where[n_known:]


def _least_from_here_on(edge: IntArray, cost_s: FloatArray) -> IntArray:
    """Return, for every entry, the cheapest of those from it on along the same edge."""
    rank = np.empty(cost_s.size, dtype=np.int64)
    rank[np.argsort(cost_s, kind="stable")] = np.arange(cost_s.size)
    group = np.cumsum(np.concatenate(([0], (edge[1:] != edge[:-1]).astype(np.int64))))
    key = group[: cost_s.size] * (cost_s.size + 1) + rank
    least = np.minimum.accumulate(key[::-1])[::-1]
    place_of_rank = np.argsort(rank, kind="stable")
    cheapest: IntArray = place_of_rank[least % (cost_s.size + 1)]
    return cheapest


def _pairs(begin: EdgeEnds, end: EdgeEnds, one: IntArray, other: IntArray) -> Pairs:
    """Return the journeys between pairs of entries."""
    origin, destination = begin.place()[one], end.place()[other]
    time_s = np.maximum(end.at_s[other] - begin.at_s[one], 0.0)
    time_s = time_s + begin.walk_s[origin] + end.walk_s[destination]
    time_s[time_s > MAX_TIME_S] = np.inf
    return Pairs(origin, destination, time_s, one, other)
