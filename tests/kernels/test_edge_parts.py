"""How far along a lane one comes, and who is first at each position of it."""

import numpy as np
import pytest

from kraftcenter_mobility._kernels.edge_parts import distances_within, fill_lane_labels, fill_parts

# One segment of 300 m: a piece of 100 m in 10 s (20 s the other way), one of 200 m in 40 s;
# signals at 60 m hold up for 5 s, but only as the segment is drawn.
ROAD = (
    np.array([0, 2]),
    np.array([100.0, 200.0]),
    np.array([[10.0, 20.0], [40.0, 40.0]]),
    np.array([0, 1]),
    np.array([60.0]),
    np.array([[5.0, 0.0]]),
    np.array([300.0]),
)
BACKWARD, FORWARD = 0, 1


def come(budget_s, *, column=0, ascending=True):
    """Return how far along the road one comes within a budget, and when."""
    found = distances_within(
        *ROAD,
        np.array([0]),
        np.array([column]),
        np.array([ascending]),
        np.array([budget_s]),
    )
    return tuple(found[0].tolist())


@pytest.mark.parametrize(
    ("budget_s", "metres", "seconds"),
    [
        (0.0, 0.0, 0.0),
        (3.0, 30.0, 3.0),
        (6.0, 60.0, 6.0),
        (8.0, 60.0, 6.0),  # waiting at the signals
        (11.0, 60.0, 11.0),
        (13.0, 80.0, 13.0),
        (15.0, 100.0, 15.0),
        (35.0, 200.0, 35.0),
        (55.0, 300.0, 55.0),
        (1000.0, 300.0, 55.0),
    ],
)
def test_one_comes_as_far_as_pieces_and_signals_allow(budget_s, metres, seconds):
    assert come(budget_s) == pytest.approx((metres, seconds))


@pytest.mark.parametrize(
    ("budget_s", "metres"), [(20.0, 100.0), (50.0, 250.0), (60.0, 300.0), (70.0, 300.0)]
)
def test_the_other_way_the_pieces_come_in_the_other_order(budget_s, metres):
    assert come(budget_s, column=1, ascending=False)[0] == pytest.approx(metres)


def parts_of(labels_s, starts=(), *, cutoff_s, from_place=True):
    """Return the parts of the road's lanes as (edge, begin, end, begin time, end time)."""
    columns = [np.array([each[k] for each in starts], dtype=float) for k in range(4)]
    lane, along_m, passed_s, start_s = columns
    edge, at_m, at_s = np.empty(8, np.int64), np.empty((8, 2)), np.empty((8, 2))
    n = fill_parts(
        *ROAD,
        np.array(labels_s, dtype=float),
        np.array([10, 11]),
        lane.astype(np.int64),
        20 + lane.astype(np.int64),
        along_m,
        passed_s,
        start_s,
        from_place,
        float(cutoff_s),
        edge,
        at_m,
        at_s,
    )
    rows = zip(edge[:n].tolist(), at_m[:n].tolist(), at_s[:n].tolist(), strict=True)
    return [(which, *metres, *seconds) for which, metres, seconds in rows]


def test_who_comes_into_a_lane_reaches_as_far_as_the_time_goes():
    assert parts_of([np.inf, 5.0], cutoff_s=20.0) == [(11, 0.0, 100.0, 5.0, 20.0)]


def test_a_lane_that_nobody_comes_into_is_left_out():
    assert parts_of([np.inf, 25.0], cutoff_s=20.0) == []


def test_who_sets_out_further_along_is_ahead():
    # Label 0 s; a start at 100 m after 2 s, who would have passed the beginning at -13 s.
    start = (FORWARD, 100.0, -13.0, 2.0)
    assert parts_of([np.inf, 0.0], [start], cutoff_s=20.0) == [
        (11, 0.0, 100.0, 0.0, 15.0),
        (21, 100.0, 190.0, 2.0, 20.0),
    ]


def test_who_sets_out_behind_the_first_is_never_seen():
    start = (FORWARD, 100.0, 3.0, 18.0)
    assert parts_of([np.inf, 0.0], [start], cutoff_s=20.0) == [(11, 0.0, 125.0, 0.0, 20.0)]


def test_a_start_that_walks_for_longer_than_the_cutoff_reaches_nothing():
    assert parts_of([np.inf, np.inf], [(FORWARD, 100.0, 10.0, 25.0)], cutoff_s=20.0) == []


def test_a_gap_stays_between_who_comes_in_and_who_sets_out():
    start = (FORWARD, 200.0, -35.0, 0.0)
    assert parts_of([np.inf, 18.0], [start], cutoff_s=20.0) == [
        (11, 0.0, 20.0, 18.0, 20.0),
        (21, 200.0, 300.0, 0.0, 20.0),
    ]


def test_towards_a_place_a_lane_is_entered_at_its_end():
    # As drawn, the last 200 m take 40 s: 50 m of them in 10 s, counted from the end.
    found = parts_of([np.inf, 10.0], cutoff_s=20.0, from_place=False)
    assert found == [(11, 0.0, pytest.approx(50.0), 10.0, 20.0)]


def test_the_earliest_of_twin_edges_speaks_for_their_lane():
    label_s, edge = np.empty(3), np.empty(3, dtype=np.int64)
    fill_lane_labels(np.array([0, 2, 2, 2]), np.array([7.0, 9.0, 4.0, np.inf]), label_s, edge)
    assert label_s.tolist() == [7.0, np.inf, 4.0]
    assert edge.tolist() == [0, -1, 2]
