"""Stretches that are reached at enough of many moments, against counting at many positions."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.reach_counts import (
    Entrances,
    SegmentTimes,
    often_reached,
)

TICK_S = 1 / 1024
BOTH_ENDS = [(0, True, 0, 0.0, 0.0), (1, False, 1, 100.0, 0.0)]


def one_segment(pieces, controls=()):
    """Return the times of a segment of pieces (length, there, back) and controls."""
    pieces = np.array(pieces, dtype=float).reshape(-1, 3)
    controls = np.array(controls, dtype=float).reshape(-1, 3)
    return SegmentTimes(
        np.array([pieces[:, 0].sum()]),
        np.array([0, len(pieces)]),
        pieces[:, 0].copy(),
        pieces[:, 1:].copy(),
        np.array([0, len(controls)]),
        controls[:, 0].copy(),
        controls[:, 1:].copy(),
    )


def entrances(rows):
    """Return the entrances of one segment: rows of (row, upward, column, offset, before)."""
    row, upward, column, offset_m, before_s = zip(*rows, strict=True)
    return Entrances(
        row_starts(np.zeros(len(rows), dtype=np.int64), 1),
        np.array(row),
        np.array(upward),
        np.array(column),
        np.array(offset_m, dtype=float),
        np.array(before_s, dtype=float),
        np.full(len(rows), np.inf),
    )


def stretches(times, rows, spare_s, least):
    """Return what is reached often enough of the one segment."""
    spare_s = np.array(spare_s, dtype=float)
    spare = np.where(spare_s < 0, -1, spare_s * 1024).astype(np.int32)
    found = often_reached(times, entrances(rows), np.array([0]), spare, least, TICK_S)
    return [(begin, end) for _, begin, end in found.tolist()]


# 0        20             60        100 m
# |---------|--------------|---------|
#    10 s        40 s          8 s      there
#    20 s        40 s         80 s      back      a crossing at 30 m takes 5 s there, 6 s back
HILLY = one_segment([(20, 10, 20), (40, 40, 40), (40, 8, 80)], [(30, 5, 6)])


@pytest.mark.parametrize(
    ("there_s", "position"),
    [(5, 10), (10, 20), (19, 29), (20, 30), (22, 30), (25, 30), (27, 32), (59, 80), (99, 100)],
)
def test_time_there_runs_out_between_two_ends(there_s, position):
    assert stretches(HILLY, BOTH_ENDS[:1], [[there_s]], 1) == [(0, pytest.approx(position))]


@pytest.mark.parametrize(
    ("back_s", "position"),
    [(40, 80), (80, 60), (110, 30), (112, 30), (116, 30), (126, 20), (136, 10), (999, 0)],
)
def test_time_back_runs_out_from_the_other_end(back_s, position):
    assert stretches(HILLY, BOTH_ENDS[1:], [[-1, back_s]], 1) == [(pytest.approx(position), 100)]


EVEN = one_segment([(100, 100, 100)])


def test_a_position_counts_once_a_moment_whichever_way_one_comes():
    assert stretches(EVEN, BOTH_ENDS, [[60, 60]], 1) == [(0, 100)]
    assert stretches(EVEN, BOTH_ENDS, [[60, 60]], 2) == []
    assert stretches(EVEN, BOTH_ENDS, [[60, 60], [-1, 50]], 2) == [(50, 100)]


def test_what_two_moments_reach_from_either_end_is_counted_where_they_overlap():
    #   moment 1  |=======>                |    moment 2  |      <=============|
    spare_s = [[60, -1], [-1, 70]]
    assert stretches(EVEN, BOTH_ENDS, spare_s, 1) == [(0, 100)]
    assert stretches(EVEN, BOTH_ENDS, spare_s, 2) == [(30, 60)]


def test_the_middle_is_left_out_where_no_end_comes_so_far():
    assert stretches(EVEN, BOTH_ENDS, [[30, 40], [20, 50], [40, 30]], 2) == [(0, 30), (60, 100)]


def test_who_gets_off_along_the_road_sets_out_from_there():
    from_stop = [(0, True, 0, 40.0, 40.0), (0, False, 1, 40.0, 60.0)]
    assert stretches(EVEN, from_stop, [[25]], 1) == [(15, 65)]
    assert stretches(EVEN, [*BOTH_ENDS[:1], *from_stop], [[25]], 1) == [(0, 65)]


def test_who_is_known_to_come_to_the_end_is_not_asked_how_far():
    known = entrances(BOTH_ENDS)._replace(whole_s=np.array([100.0, np.inf]))
    for spare_s, least in ((99, 0), (100, 1)):
        spare = np.array([[spare_s * 1024, -1]], dtype=np.int32)
        found = often_reached(EVEN, known, np.array([0]), spare, 1, TICK_S)
        assert (found[:, 2] == 100).sum() == least


def test_nobody_there_is_less_than_no_time_left():
    assert stretches(EVEN, BOTH_ENDS, [[0, -1]], 1) == []
    assert stretches(EVEN, BOTH_ENDS, [[-1, -1]], 1) == []


def test_segments_without_entrances_or_length_are_never_reached():
    point = one_segment([(0, 0, 0)])
    assert stretches(point, [(0, True, 0, 0.0, 0.0)], [[5]], 1) == []


times = st.integers(-1, 130)


@settings(max_examples=150, deadline=None)
@given(
    spare_s=st.lists(st.tuples(times, times, times), min_size=1, max_size=7),
    stop_m=st.integers(1, 99),
    least=st.integers(1, 8),
)
def test_stretches_are_those_of_counting_at_every_half_metre(spare_s, stop_m, least):
    there_s = np.interp(stop_m, [0, 20, 60, 100], [0, 10, 50, 58])
    back_s = np.interp(stop_m, [0, 20, 60, 100], [140, 120, 80, 0])
    hilly = HILLY._replace(first_control=np.array([0, 0]))
    rows = [
        (0, True, 0, 0.0, 0.0),
        (1, False, 1, 100.0, 0.0),
        (2, True, 0, float(stop_m), there_s),
        (2, False, 1, float(stop_m), back_s),
    ]
    found = stretches(hilly, rows, spare_s, least)
    for at_m in np.arange(0.25, 100, 0.5):
        there = np.interp(at_m, [0, 20, 60, 100], [0, 10, 50, 58])
        back = np.interp(at_m, [0, 20, 60, 100], [140, 120, 80, 0])
        count = 0
        for begin_s, end_s, on_s in spare_s:
            aside = there - there_s if at_m >= stop_m else back - back_s
            count += (
                (begin_s >= 0 and there <= begin_s)
                or (end_s >= 0 and back <= end_s)
                or (on_s >= 0 and aside <= on_s)
            )
        inside = any(begin - 1e-9 <= at_m <= end + 1e-9 for begin, end in found)
        assert inside == (count >= least)
    assert all(begin < end for begin, end in found)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(found))
