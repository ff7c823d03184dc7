"""Timetables run backwards: who is to arrive by some moment, and leaves as late as possible."""

import numpy as np
import pytest
from numba import config
from random_timetables import ask, changes_of, flat_trips, patterns_of, random_case, seeds_of
from twins.fixpoint import fixpoint

from kraftcenter_mobility._kernels.raptor import INF_S
from kraftcenter_mobility._kernels.raptor_reverse import reversed_changes, reversed_patterns

SEEDS = range(5 if config.DISABLE_JIT else 30)


def case(seed):
    """Return a random timetable as trips, patterns and changes."""
    random = np.random.default_rng(seed)
    n_stops, trips, walk_s = random_case(random, closed=bool(seed % 2))
    return n_stops, trips, patterns_of(trips, n_stops), changes_of(walk_s, 60)


@pytest.mark.parametrize("seed", SEEDS)
def test_reversing_twice_changes_nothing(seed):
    _, _, patterns, changes = case(seed)
    for array, twice in zip(patterns, reversed_patterns(reversed_patterns(patterns)), strict=True):
        np.testing.assert_array_equal(array, twice)
        assert array.dtype == twice.dtype
        assert not twice.flags.writeable
    for array, twice in zip(changes, reversed_changes(reversed_changes(changes)), strict=True):
        np.testing.assert_array_equal(array, twice)
        assert array.dtype == twice.dtype


def test_a_trip_runs_backwards():
    trip = ([3, 1, 2], [10, 20, 30], [11, 25, 30], [True, True, False], [False, True, True])
    turned = reversed_patterns(patterns_of([trip], 4))
    assert turned.stop.tolist() == [2, 1, 3]
    assert turned.arrival_s.tolist() == [-30, -25, -11]
    assert turned.departure_s.tolist() == [-30, -20, -10]
    assert turned.can_board.tolist() == [True, True, False]
    assert turned.can_alight.tolist() == [False, True, True]
    assert turned.position.tolist() == [1, 0, 2]  # of the calls at stops 1, 2 and 3


@pytest.mark.parametrize("seed", SEEDS)
def test_arriving_by_a_moment_one_leaves_as_late_as_trying_everything_says(seed):
    n_stops, trips, patterns, changes = case(seed)
    target, egress_s, by_s = seed % n_stops, 30.0, 2400
    found, _ = ask(
        reversed_patterns(patterns),
        reversed_changes(changes),
        seeds_of((target, egress_s)),
        [-by_s],
    )
    np.testing.assert_array_equal(
        np.where(found[0] == INF_S, -1, -found[0]),
        _latest_departures(n_stops, trips, changes, target, by_s - egress_s),
    )


def _latest_departures(n_stops, trips, changes, target, by_s):
    """Return the last second at which one boards at each stop and comes in time, or -1.

    That is the last departure from which a search that is ready just then is in time,
    and that is not as good a second later.
    """
    moments = sorted({departure for _, _, departures, _, _ in trips for departure in departures})
    ride_s, ready_s = np.empty((2, 10, n_stops), np.int64)
    latest = np.full(n_stops, -1)
    for stop in range(n_stops):
        for moment in moments:
            seeds = seeds_of((stop, 0.0))
            fixpoint(flat_trips(trips), changes, *seeds, float(moment), ride_s, ready_s)
            if ride_s[-1, target] <= by_s:
                latest[stop] = moment
    return latest


@pytest.mark.parametrize("seed", SEEDS)
def test_forwards_and_backwards_are_two_sides_of_one_thing(seed):
    n_stops, _, patterns, changes = case(seed)
    origin, target = 0, n_stops - 1
    start_s = np.arange(2400, -60, -30)
    forward, rides = ask(patterns, changes, seeds_of((origin, 0)), start_s)
    backward, _ = ask(
        reversed_patterns(patterns),
        reversed_changes(changes),
        seeds_of((target, 0)),
        start_s - 6000,
    )
    by_s, leave_s = 6000 - start_s, -backward[:, origin]
    for start, arrival_s in zip(start_s, forward[:, target], strict=True):
        np.testing.assert_array_equal(arrival_s <= by_s, leave_s >= start)
    assert ((rides > 0) == (forward < INF_S)).all()
