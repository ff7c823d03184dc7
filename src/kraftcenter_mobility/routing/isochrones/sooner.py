"""Reached roads, each position once: in the direction, and at the time, one is soonest there.

A road of two directions is often reached from both its ends, at every position in both
directions. Along it the time from one end rises and that from the other falls, so that
there is one position at which the two are equal; up to there one direction is the sooner,
and beyond it the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.runs import runs

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.road import RoadNetwork

    from .parts import ReachedParts

__all__ = ["ReachedPieces", "soonest"]

LEAST_M = 1e-6
"""Shorter pieces are rounding."""


class ReachedPieces(NamedTuple):
    """Reached parts of pieces, no two of them in one place. Shape of each: (n,)."""

    segment: IntArray
    piece: IntArray
    begin_m: FloatArray
    """Along the segment as it is drawn, metres."""

    end_m: FloatArray
    forward: BoolArray
    """Whether one travels as the segment is drawn."""

    from_s: FloatArray
    """Travel time where one comes into it: at `begin_m` if `forward`, else at `end_m`."""

    to_s: FloatArray
    """Travel time where one leaves it."""


class _Waves(NamedTuple):
    """Parts of edges as they lie on segments, sorted by segment and direction."""

    segment: IntArray
    forward: BoolArray
    begin_m: FloatArray
    end_m: FloatArray
    enter_m: FloatArray
    """Where one comes into the part, along the segment as drawn."""

    enter_s: FloatArray
    latest_s: FloatArray
    """The largest travel time in the part: who stops at a signal has not waited there."""


def soonest(
    roads: RoadNetwork, parts: ReachedParts, metric: RoadMetric | None, *, to_place: bool
) -> ReachedPieces:
    """Return reached roads, cut where pieces end and where the sooner direction changes.

    Without a metric, times are NaN: the parts know none.
    """
    waves = _waves(roads, parts, to_place=to_place)
    segment, at_m = _cuts(roads, waves, metric, to_place=to_place)
    same = (np.diff(segment) == 0) & (np.diff(at_m) > LEAST_M)
    begin = np.flatnonzero(same)
    segment, begin_m, end_m = segment[begin], at_m[begin], at_m[begin + 1]
    middle_m = (begin_m + end_m) / 2
    passing = [_passing(waves, segment, middle_m, forward=forward) for forward in (True, False)]
    times = [_times(metric, waves, each, middle_m, to_place=to_place) for each in passing]
    wave = np.where(times[1] < times[0], passing[1], passing[0])
    wave = np.where(passing[0] < 0, passing[1], wave)
    keep = wave >= 0
    segment, begin_m, end_m, wave = segment[keep], begin_m[keep], end_m[keep], wave[keep]
    piece = _piece_at(roads, segment, middle_m[keep])
    first = _firsts(wave, piece, begin_m, end_m)
    last = np.append(first[1:], wave.size)[: first.size] - 1
    wave, begin_m, end_m = wave[first], begin_m[first], end_m[last]
    forward = waves.forward[wave]
    enter_m, leave_m = np.where(forward, begin_m, end_m), np.where(forward, end_m, begin_m)
    from_s, to_s = (_times(metric, waves, wave, at, to_place=to_place) for at in (enter_m, leave_m))
    return ReachedPieces(segment[first], piece[first], begin_m, end_m, forward, from_s, to_s)


def _waves(roads: RoadNetwork, parts: ReachedParts, *, to_place: bool) -> _Waves:
    """Return parts of edges as they lie on segments, by segment, direction and position."""
    segment = roads.edge_segment[parts.edge].astype(np.int64)
    forward = roads.edge_forward[parts.edge]
    length_m = roads.length_of_m(segment)
    enter_m = np.where(forward, parts.from_m, length_m - parts.from_m)
    leave_m = np.where(forward, parts.to_m, length_m - parts.to_m)
    begin_m, end_m = np.minimum(enter_m, leave_m), np.maximum(enter_m, leave_m)
    order = np.lexsort((begin_m, forward, segment))
    return _Waves(
        segment[order],
        forward[order],
        begin_m[order],
        end_m[order],
        enter_m[order],
        parts.from_s[order],
        (parts.from_s if to_place else parts.to_s)[order],
    )


def _cuts(
    roads: RoadNetwork, waves: _Waves, metric: RoadMetric | None, *, to_place: bool
) -> tuple[IntArray, FloatArray]:
    """Return where reached segments are cut, sorted by segment and position."""
    covered = np.unique(waves.segment)
    owner, piece = runs(roads.first_piece[covered], roads.first_piece[covered + 1])
    start_m = np.cumsum(roads.piece_length_m[piece])
    before_m = np.concatenate(([0.0], start_m))[:-1]
    first = np.searchsorted(owner, np.arange(covered.size))
    joint_m = before_m - before_m[first][owner]
    inner = np.ones(owner.size, dtype=np.bool_)
    inner[first] = False
    segments = [waves.segment, waves.segment, covered[owner[inner]]]
    offsets = [waves.begin_m, waves.end_m, joint_m[inner]]
    if metric is not None:
        of_meeting, meeting_m = _meetings(metric, waves, to_place=to_place)
        segments.append(of_meeting)
        offsets.append(meeting_m)
    segment, at_m = np.concatenate(segments), np.concatenate(offsets)
    order = np.lexsort((at_m, segment))
    segment, at_m = segment[order], at_m[order]
    new = np.ones(segment.size, dtype=np.bool_)
    new[1:] = (np.diff(segment) > 0) | (np.diff(at_m) > LEAST_M)
    return segment[new], at_m[new]


def _meetings(metric: RoadMetric, waves: _Waves, *, to_place: bool) -> tuple[IntArray, FloatArray]:
    """Return where two directions of one segment take equally long, if they do."""
    from kraftcenter_mobility._kernels.edge_parts import distances_within

    roads = metric.roads
    ahead, back = np.flatnonzero(waves.forward), np.flatnonzero(~waves.forward)
    of_back = waves.segment[back]
    owner, position = runs(
        np.searchsorted(of_back, waves.segment[ahead], side="left"),
        np.searchsorted(of_back, waves.segment[ahead], side="right"),
    )
    one, other = ahead[owner], back[position]
    overlap = (waves.begin_m[one] < waves.end_m[other]) & (waves.begin_m[other] < waves.end_m[one])
    one, other = one[overlap], other[overlap]
    segment = waves.segment[one]
    sign = -1.0 if to_place else 1.0
    budget_s = sign * (waves.enter_s[other] - waves.enter_s[one])
    budget_s += metric.time_along_s(segment, waves.enter_m[one])[:, 0]
    budget_s += metric.time_along_s(segment, waves.enter_m[other])[:, 1]
    found = distances_within(
        roads.first_piece,
        roads.piece_length_m,
        metric.piece_time_s.sum(axis=1, keepdims=True),
        roads.first_control,
        roads.control_offset_m,
        metric.control_time_s.sum(axis=1, keepdims=True),
        roads.segment_length_m,
        segment,
        np.zeros(segment.size, dtype=np.int64),
        np.ones(segment.size, dtype=np.bool_),
        np.maximum(budget_s, 0.0),
    )
    return segment, found[:, 0]


def _passing(waves: _Waves, segment: IntArray, at_m: FloatArray, *, forward: bool) -> IntArray:
    """Return the part, of those in one direction, in which positions lie; -1 for none."""
    which = np.flatnonzero(waves.forward == forward)
    n = which.size
    if not n:
        return np.full(segment.size, -1, dtype=np.int64)
    both_segment = np.concatenate((waves.segment[which], segment))
    both_m = np.concatenate((waves.begin_m[which], at_m))
    order = np.lexsort((both_m, both_segment))
    count = np.empty(order.size, dtype=np.int64)
    count[order] = np.cumsum(order < n)
    candidate = which[np.maximum(count[n:] - 1, 0)]
    inside = (waves.segment[candidate] == segment) & (waves.begin_m[candidate] <= at_m)
    inside &= at_m <= waves.end_m[candidate]
    return np.where(inside, candidate, -1)


def _times(
    metric: RoadMetric | None,
    waves: _Waves,
    wave: IntArray,
    at_m: FloatArray,
    *,
    to_place: bool,
) -> FloatArray:
    """Return the travel times at positions in parts, infinite where there is no part."""
    if metric is None:
        return np.where(wave >= 0, np.nan, np.inf)
    segment, forward = waves.segment[wave], waves.forward[wave]
    along_s = metric.time_along_s(segment, at_m) - metric.time_along_s(segment, waves.enter_m[wave])
    passed_s = np.where(forward, along_s[:, 0], -along_s[:, 1])
    time_s = waves.enter_s[wave] + (-passed_s if to_place else passed_s)
    time_s = np.minimum(time_s, waves.latest_s[wave])
    return np.where(wave >= 0, np.maximum(time_s, 0.0), np.inf)


def _piece_at(roads: RoadNetwork, segment: IntArray, at_m: FloatArray) -> IntArray:
    """Return the piece of segments in which positions lie."""
    start_m = np.concatenate(([0.0], np.cumsum(roads.piece_length_m)))
    begin, end = roads.first_piece[segment], roads.first_piece[segment + 1]
    piece = np.searchsorted(start_m, start_m[begin] + at_m, side="right") - 1
    return np.clip(piece, begin, end - 1)


def _firsts(wave: IntArray, piece: IntArray, begin_m: FloatArray, end_m: FloatArray) -> IntArray:
    """Return where, in a row of positions, another part or piece begins."""
    new = np.ones(wave.size, dtype=np.bool_)
    new[1:] = (np.diff(wave) != 0) | (np.diff(piece) != 0) | (begin_m[1:] != end_m[:-1])
    return np.flatnonzero(new)
