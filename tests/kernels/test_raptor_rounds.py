"""The labels of every round, and the journeys traced back from them."""

import numpy as np
import pytest
from numba import config
from random_timetables import (
    NEVER,
    changes_of,
    flat_trips,
    patterns_of,
    random_case,
    random_seeds,
    seeds_of,
)
from twins.fixpoint import fixpoint

from kraftcenter_mobility._kernels.raptor import INF_S, raptor_scratch
from kraftcenter_mobility._kernels.raptor_reverse import reversed_changes
from kraftcenter_mobility._kernels.raptor_rounds import rounds_search, trace

SEEDS = range(5 if config.DISABLE_JIT else 40)
MOST_RIDES = 6
A, B, C, D, E = range(5)


def labels(patterns, changes, seeds, start_s, longest_s=1e6):
    """Return the ends of rides and the moments of readiness. Shape (rides + 1, n_stops)."""
    ride_s, ready_s = np.empty((2, MOST_RIDES + 1, patterns.first_pattern.size - 1), np.int32)
    scratch = raptor_scratch(patterns, MOST_RIDES)
    settings = start_s, MOST_RIDES, longest_s, scratch
    rounds_search(patterns, changes, *seeds, *settings, ride_s, ready_s)
    return ride_s, ready_s


def journey(patterns, changes, seeds, start_s, stop, rides=MOST_RIDES):
    """Return the legs of a journey as rows: pattern, trip, on, off."""
    ride_s, _ = labels(patterns, changes, seeds, start_s)
    legs = np.full((MOST_RIDES, 4), -1)
    incoming = reversed_changes(changes)
    n_rides = trace(patterns, incoming, *seeds, start_s, ride_s, stop, rides, legs)
    return legs[:n_rides]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_labels_of_every_round_are_those_of_trying_everything(seed):
    random = np.random.default_rng(seed)
    n_stops, trips, walk_s = random_case(random)
    patterns, changes = patterns_of(trips, n_stops), changes_of(walk_s, 60)
    seeds, start_s = random_seeds(random, n_stops), float(random.integers(0, 1800))
    found = labels(patterns, changes, seeds, start_s)
    expected = np.empty((2, MOST_RIDES + 1, n_stops), np.int64)
    fixpoint(flat_trips(trips), changes, *seeds, start_s, *expected)
    np.testing.assert_array_equal(found, expected)
    limited = labels(patterns, changes, seeds, start_s, 1000.5)
    np.testing.assert_array_equal(limited, np.where(expected <= start_s + 1000, expected, INF_S))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_traced_journey_can_be_travelled_and_ends_when_its_label_says(seed):
    random = np.random.default_rng(seed)
    n_stops, trips, walk_s = random_case(random)
    patterns, changes = patterns_of(trips, n_stops), changes_of(walk_s, 60)
    seeds, start_s = random_seeds(random, n_stops), float(random.integers(0, 1800))
    ride_s, _ = labels(patterns, changes, seeds, start_s)
    for stop in range(n_stops):
        for rides in range(1, MOST_RIDES + 1):
            legs = journey(patterns, changes, seeds, start_s, stop, rides)
            if ride_s[rides, stop] == INF_S:
                assert legs.size == 0
                continue
            assert len(legs) == np.searchsorted(-ride_s[:, stop], -ride_s[rides, stop])
            ends = _travel(patterns, changes, seeds, start_s, legs.tolist())
            assert ends == (stop, ride_s[rides, stop])


def _travel(patterns, changes, seeds, start_s, legs):
    """Return where and when a journey ends, after checking that each leg can be travelled."""
    ready = {stop: start_s + s for s, stop in sorted(zip(seeds[1], seeds[0], strict=True))[::-1]}
    for pattern, trip, on, off in legs:
        begin, end = patterns.first_call[pattern : pattern + 2]
        row = patterns.first_time[pattern] + trip * (end - begin)
        assert row + off < patterns.first_time[pattern + 1]
        assert 0 <= on < off < end - begin
        assert patterns.can_board[begin + on]
        assert patterns.can_alight[begin + off]
        assert ready[patterns.stop[begin + on]] <= patterns.departure_s[row + on]
        stop, arrival_s = patterns.stop[begin + off], patterns.arrival_s[row + off]
        entries = range(changes.first[stop], changes.first[stop + 1])
        ready = {changes.stop[entry]: arrival_s + changes.time_s[entry] for entry in entries}
    return stop, arrival_s


def simple(trips, walks=()):
    """Return patterns and changes of trips (stops, minutes) and walks (begin, end, minutes)."""
    rows = []
    for stops, clock in trips:
        seconds = [60 * minute for minute in clock]
        rows.append((list(stops), seconds, seconds, [True] * len(stops), [True] * len(stops)))
    walk_s = np.full((5, 5), NEVER)
    np.fill_diagonal(walk_s, 0)
    for begin, end, minute in walks:
        walk_s[begin, end] = 60 * minute
    return patterns_of(rows, 5), changes_of(walk_s, 60)


def test_one_changes_where_the_next_train_comes_last_and_rides_no_further_than_needed():
    #   A -> B -> C, and from C back over B to D: one changes at B
    timetable = simple([((A, B, C), (0, 10, 20)), ((C, B, D), (25, 35, 45))])
    assert journey(*timetable, seeds_of((A, 0)), 0.0, D).tolist() == [[0, 0, 0, 1], [1, 0, 1, 2]]


def test_one_rather_changes_at_once_than_walks_to_a_later_stop_of_the_same_train():
    timetable = simple([((A, B), (0, 10)), ((B, C, D), (20, 25, 30))], walks=[(B, C, 2)])
    assert journey(*timetable, seeds_of((A, 0)), 0.0, D).tolist() == [[0, 0, 0, 1], [1, 0, 0, 2]]


def test_one_gets_on_at_the_nearest_stop_of_the_train():
    timetable = simple([((A, B, C), (5, 10, 20))])
    for to_a, to_b, on in ((60, 120, 0), (120, 60, 1), (60, 60, 1)):
        seeds = seeds_of((A, to_a), (B, to_b))
        assert journey(*timetable, seeds, 0.0, C).tolist() == [[0, 0, on, 2]]


def test_the_journey_with_fewer_rides_is_kept_if_it_is_as_early():
    timetable = simple([((A, B), (0, 5)), ((B, C), (10, 20)), ((A, C), (0, 20))])
    assert journey(*timetable, seeds_of((A, 0)), 0.0, C).tolist() == [[2, 0, 0, 1]]
