"""Changes between rides: on foot through the streets, as the operators say, and with slack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.networks.geodesy import link_length_m
from kraftcenter_mobility.networks.timetables.trips import FORBIDDEN, TIMED
from kraftcenter_mobility.units import MS_PER_KMH

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.raptor import Changes
    from kraftcenter_mobility.modes import TransitMode
    from kraftcenter_mobility.networks.timetables.trips import ChangeRules, Stops

    from .stop_points import Walks

__all__ = ["changes_of"]


def changes_of(
    stops: Stops, served: IntArray, walks: Walks, rules: ChangeRules, mode: TransitMode
) -> Changes:
    """Return how long changes take, from getting off to being ready to board.

    Parameters
    ----------
    stops : Stops
        All stops.
    served : array of int, shape (n_served,)
        Those where anything calls.
    walks : Walks
        The ways between them through the streets.
    rules : ChangeRules
        What the operators say, which counts more.
    mode : TransitMode
        How much time one wants to spare, and how far one walks at most.

    Returns
    -------
    Changes
        By stop, in whole seconds.

    Notes
    -----
    A change takes the walk, rounded up to whole seconds, and the slack. The operator's least
    time replaces both if it is longer. A guaranteed change takes no time at all; one that is
    not possible is none. Between stops of one station one may also walk straight, as where
    no street joins its platforms.
    """
    from kraftcenter_mobility._kernels.raptor import Changes

    n = len(stops.stop_id)
    one, other, straight_s = _within_stations(stops, served, mode)
    pair = np.concatenate(
        (served * n + served, walks.from_stop * n + walks.to_stop, one * n + other)
    )
    walk_s = np.concatenate((np.zeros(served.size), walks.time_s, straight_s))
    pair, time_s = _least(pair, np.ceil(walk_s) + mode.slack_s)
    pair, time_s = _with_rules(pair, time_s, rules, n)
    return Changes(row_starts(pair // n, n), (pair % n).astype(np.int32), time_s.astype(np.int32))


def _within_stations(
    stops: Stops, served: IntArray, mode: TransitMode
) -> tuple[IntArray, IntArray, FloatArray]:
    """Return the straight walks between served stops of the same station."""
    station = stops.station[served]
    order = np.argsort(station, kind="stable")
    _, first, size = np.unique(station[order], return_index=True, return_counts=True)
    groups = [served[order[low : low + n]] for low, n in zip(first, size, strict=True) if n > 1]
    one = np.concatenate([np.zeros(0, np.int64), *(np.repeat(each, each.size) for each in groups)])
    other = np.concatenate([np.zeros(0, np.int64), *(np.tile(each, each.size) for each in groups)])
    length_m = link_length_m(stops.lon[one], stops.lat[one], stops.lon[other], stops.lat[other])
    time_s = length_m / (mode.change.access_speed_kmh * MS_PER_KMH)
    keep = (one != other) & (time_s <= mode.change_cutoff_s)
    return one[keep], other[keep], time_s[keep]


def _least(pair: IntArray, time_s: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return every pair once, ascending, with the least of its times."""
    order = np.lexsort((time_s, pair))
    pair, first = np.unique(pair[order], return_index=True)
    return pair, time_s[order][first]


def _with_rules(
    pair: IntArray, time_s: FloatArray, rules: ChangeRules, n: int
) -> tuple[IntArray, FloatArray]:
    """Return pairs and times as the operators' rules leave them."""
    ruled = rules.from_stop * n + rules.to_stop
    every = np.union1d(pair, ruled)
    all_s = np.full(every.size, np.inf)
    all_s[np.searchsorted(every, pair)] = time_s
    where = np.searchsorted(every, ruled)
    least_s = np.zeros(every.size)
    np.maximum.at(least_s, where, rules.least_s.astype(np.float64))
    all_s = np.where(np.isfinite(all_s), np.maximum(all_s, least_s), least_s)
    unknown = ~np.isin(every, pair) & (least_s == 0.0)
    all_s[unknown] = np.inf
    all_s[where[rules.kind == TIMED]] = 0.0
    all_s[where[rules.kind == FORBIDDEN]] = np.inf
    keep = np.isfinite(all_s)
    return every[keep], all_s[keep]
