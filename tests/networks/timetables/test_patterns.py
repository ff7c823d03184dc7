"""Trips in rows: every trip once, none overtaking, the same whatever the order."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from kraftcenter_mobility._kernels.fifo import fifo_rows
from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs
from kraftcenter_mobility.networks.timetables.patterns import make_patterns
from kraftcenter_mobility.networks.timetables.trips import LineInfo, Trips

N_STOPS = 4


def trips_of(*rows, names=None):
    """Return trips from rows of (stops, arrivals, departures, what one may do there)."""
    first = np.concatenate(([0], np.cumsum([len(row[0]) for row in rows]))).astype(np.int64)
    column = [np.array([v for row in rows for v in row[k]]) for k in range(4)]
    names = names or [f"trip {number}" for number in range(len(rows))]
    return Trips(
        first,
        column[0].astype(np.int64),
        column[1].astype(np.int32),
        column[2].astype(np.int32),
        column[3].astype(np.int64) % 2 == 0,
        column[3].astype(np.int64) // 2 == 0,
        np.zeros(len(rows), dtype=np.int64),
        np.full(len(rows), -1),
        tuple(names),
        (LineInfo("29"),),
    )


def plain(stops, *times):
    """Return a trip that may be boarded and left everywhere, and does not stand."""
    return stops, times, times, [0] * len(stops)


def rows_of(patterns, trip_row):
    """Return, for each pattern, its stops and its rows as (trip, arrivals, departures)."""
    found, begin = [], 0
    for p in range(patterns.first_call.size - 1):
        calls = slice(patterns.first_call[p], patterns.first_call[p + 1])
        times = slice(patterns.first_time[p], patterns.first_time[p + 1])
        n_calls = calls.stop - calls.start
        arrival = patterns.arrival_s[times].reshape(-1, n_calls)
        departure = patterns.departure_s[times].reshape(-1, n_calls)
        trips = trip_row[begin : begin + len(arrival)].tolist()
        begin += len(arrival)
        found.append((patterns.stop[calls], trips, arrival, departure))
    assert begin == trip_row.size
    return found


def test_trips_of_the_same_stops_share_a_pattern_in_the_order_of_time():
    trips = trips_of(plain([0, 1], 60, 90), plain([1, 2], 5, 9), plain([0, 1], 10, 40))
    patterns, trip_row = make_patterns(trips, N_STOPS)
    assert_array_equal(patterns.first_call, [0, 2, 4])
    assert_array_equal(patterns.stop, [0, 1, 1, 2])
    assert_array_equal(patterns.first_time, [0, 4, 6])
    assert_array_equal(patterns.departure_s, [10, 40, 60, 90, 5, 9])
    assert_array_equal(trip_row, [2, 0, 1])


#    10 ---------> 40    the slow train is overtaken by the fast one: two patterns, and a third
#       20 --> 30        that leaves with the slow one and comes with it shares its row
def test_a_train_that_overtakes_goes_to_a_pattern_of_its_own():
    trips = trips_of(plain([0, 1], 10, 40), plain([0, 1], 20, 30), plain([0, 1], 10, 40))
    patterns, trip_row = make_patterns(trips, N_STOPS)
    assert [row[1] for row in rows_of(patterns, trip_row)] == [[0, 2], [1]]


def test_a_train_may_overtake_while_another_stands():
    slow = [0, 1, 2], [0, 10, 60], [0, 50, 60], [0, 0, 0]
    fast = [0, 1, 2], [5, 15, 60], [5, 20, 60], [0, 0, 0]
    patterns, _ = make_patterns(trips_of(slow, fast), N_STOPS)
    assert patterns.first_call.size - 1 == 2


def test_where_one_may_get_on_or_off_tells_patterns_apart():
    free, no_boarding = plain([0, 1, 2], 0, 10, 20), ([0, 1, 2], *[(30, 40, 50)] * 2, [0, 1, 0])
    patterns, _ = make_patterns(trips_of(free, no_boarding), N_STOPS)
    assert_array_equal(patterns.stop, [0, 1, 2] * 2)
    assert sorted(patterns.can_board.reshape(2, 3)[:, 1].tolist()) == [False, True]
    assert patterns.can_alight.all()


def test_a_stop_knows_the_patterns_that_call_there_also_twice():
    trips = trips_of(plain([0, 1, 0], 0, 10, 20), plain([1, 2], 5, 10))
    patterns, _ = make_patterns(trips, N_STOPS)
    assert_array_equal(patterns.first_pattern, [0, 2, 4, 5, 5])
    calls = list(zip(patterns.pattern.tolist(), patterns.position.tolist(), strict=True))
    loop = 0 if patterns.first_call[1] == 3 else 1
    assert calls[:2] == [(loop, 0), (loop, 2)]
    stops = patterns.stop[patterns.first_call[patterns.pattern] + patterns.position]
    assert_array_equal(stops, [0, 0, 1, 1, 2])


def test_nothing_runs_in_no_patterns():
    patterns, trip_row = make_patterns(trips_of(), N_STOPS)
    assert patterns.first_call.tolist() == [0]
    assert patterns.first_pattern.tolist() == [0] * (N_STOPS + 1)
    assert trip_row.size == 0


@st.composite
def many_trips(draw):
    """Return trips with equal times, loops, and overtaking."""
    rows = []
    for _ in range(draw(st.integers(0, 14))):
        stops = draw(st.sampled_from([[0, 1], [0, 1, 2], [2, 1, 0], [0, 1, 0], [3]]))
        gaps = draw(st.lists(st.integers(0, 3), min_size=2 * len(stops), max_size=2 * len(stops)))
        times = np.cumsum(gaps) - 2
        can = draw(st.sampled_from([[0] * len(stops), [2] + [0] * (len(stops) - 1)]))
        rows.append((stops, times[::2], times[1::2], can))
    return rows


@settings(max_examples=150, deadline=None)
@given(many_trips(), st.randoms(use_true_random=False))
def test_every_trip_is_in_one_row_and_no_row_overtakes_the_one_before(rows, random):
    trips = trips_of(*rows)
    patterns, trip_row = make_patterns(trips, N_STOPS)
    assert sorted(trip_row.tolist()) == list(range(len(rows)))
    for stops, numbers, arrival, departure in rows_of(patterns, trip_row):
        assert (np.diff(arrival, axis=0) >= 0).all()
        assert (np.diff(departure, axis=0) >= 0).all()
        for number, arrival_s, departure_s in zip(numbers, arrival, departure, strict=True):
            assert_array_equal(stops, rows[number][0])
            assert_array_equal(arrival_s, rows[number][1])
            assert_array_equal(departure_s, rows[number][2])

    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = trips_of(*(rows[k] for k in order), names=[f"trip {k}" for k in order])
    again, again_row = make_patterns(shuffled, N_STOPS)
    assert [order[k] for k in again_row.tolist()] == trip_row.tolist()
    for ours, theirs in zip(patterns, again, strict=True):
        assert_array_equal(ours, theirs)


def test_all_arrays_are_closed_to_writing_and_of_the_kernels_types():
    patterns, trip_row = make_patterns(trips_of(plain([0, 1], 0, 1)), N_STOPS)
    assert not any(array.flags.writeable for array in (*patterns, trip_row))
    kinds = [array.dtype.str[1:] for array in patterns]
    assert kinds == ["i8", "i4", "b1", "b1", "i8", "i4", "i4", "i8", "i4", "i4"]


def test_the_kernel_numbers_rows_group_by_group():
    first, times = np.arange(0, 9, 2), np.array([0, 9, 1, 5, 0, 1, 2, 8], dtype=np.int32)
    group, row = np.array([0, 0, 1, 1]), np.empty(4, dtype=np.int64)
    for array in (first, times, group):
        array.setflags(write=False)  # as it is where the kernel is called
    assert fifo_rows(first, times, times, group, np.empty(4, dtype=np.int64), row) == 3
    assert row.tolist() == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (plain([0, 4], 0, 1), "'trip 1' calls at a stop that is none of the 4"),
        (plain([-1, 0], 0, 1), "'trip 1' calls at a stop that is none"),
        (([0, 1], (0, 9), (5, 8), [0, 0]), "'trip 1' leaves a stop before it is there"),
        (plain([0, 1], 9, 8), "'trip 1' arrives before it left the stop before"),
        (plain([], *()), "'trip 1' has no call"),
        (plain([0, 1], 0, 2**30), "'trip 1' runs at a time that is none"),
    ],
)
def test_a_trip_that_cannot_run_is_named(row, message):
    trips = trips_of(plain([0, 1], 60, 90), row, plain([0, 1], 60, 90))
    with pytest.raises(TimetableError, match=f"1 of 3 trips cannot run: {message}"):
        make_patterns(trips, N_STOPS)


@pytest.mark.realdata
def test_the_trips_of_a_metropolis_never_overtake_within_a_row(data_folder):
    feed = read_gtfs(data_folder / "gtfs" / "nyc_subway.zip")
    trips = feed.trips_around(feed.span[0] + dt.timedelta(days=4))
    patterns, trip_row = make_patterns(trips, len(feed.stops.stop_id))
    assert sorted(trip_row.tolist()) == list(range(trips.n_trips))
    assert patterns.first_call.size - 1 < trips.n_trips / 50
    for _, _, arrival, departure in rows_of(patterns, trip_row):
        assert (np.diff(arrival, axis=0) >= 0).all()
        assert (np.diff(departure, axis=0) >= 0).all()
