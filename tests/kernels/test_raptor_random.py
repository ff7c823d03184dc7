"""Random timetables: the search agrees with a connection scan and with trying everything."""

import numpy as np
import pytest
from numba import config
from random_timetables import ask, changes_of, flat_trips, patterns_of, random_case, random_seeds
from twins.connection_scan import connection_scan, connections_of
from twins.fixpoint import fixpoint

from kraftcenter_mobility._kernels.raptor import INF_S

N_TIMETABLES = 10 if config.DISABLE_JIT else 1000  # a hundred times as slow uncompiled
START_S = np.arange(1800.0, -600.0, -60.0)
SLACK_S = 60


def questions(seed, n_timetables, *, closed):
    """Yield timetables with seeds and a longest time."""
    random = np.random.default_rng(seed)
    for _ in range(n_timetables):
        n_stops, trips, walk_s = random_case(random, closed=closed)
        longest_s = float(random.choice([1500.5, 3600.0, 1e6]))
        changes = changes_of(walk_s, SLACK_S)
        yield n_stops, trips, changes, random_seeds(random, n_stops), longest_s


@pytest.mark.parametrize("closed", [False, True])
def test_a_connection_scan_finds_the_same_on_twenty_thousand_questions(closed):
    n_questions = n_wrong = n_reached = 0
    for n_stops, trips, changes, seeds, longest_s in questions(1, N_TIMETABLES // 2, closed=closed):
        found, _ = ask(patterns_of(trips, n_stops), changes, seeds, START_S, longest_s=longest_s)
        expected = np.empty((START_S.size, n_stops), np.int64)
        hops = connections_of(trips)
        connection_scan(hops, changes, *seeds, START_S, longest_s, expected)
        n_questions += START_S.size
        n_wrong += int((found != expected).any(axis=1).sum())
        n_reached += int((expected < INF_S).any(axis=1).sum())
    assert n_questions == N_TIMETABLES // 2 * 40
    assert n_reached > n_questions / 4
    assert n_wrong == 0


def test_trying_everything_finds_the_same_arrivals_and_rides_however_many_are_allowed():
    for n_stops, trips, changes, seeds, _ in questions(2, N_TIMETABLES // 5, closed=False):
        patterns, flat = patterns_of(trips, n_stops), flat_trips(trips)
        asked = {n: ask(patterns, changes, seeds, START_S, most_rides=n) for n in (1, 2, 9)}
        ride_s, ready_s = np.empty((2, 10, n_stops), np.int64)
        for j, start_s in enumerate(START_S):
            fixpoint(flat, changes, *seeds, start_s, ride_s, ready_s)
            for most_rides, (arrival_s, rides) in asked.items():
                best_s = ride_s[most_rides]
                least = (ride_s == best_s).argmax(axis=0) * (best_s < INF_S)
                np.testing.assert_array_equal(arrival_s[j], best_s)
                np.testing.assert_array_equal(rides[j], least)
