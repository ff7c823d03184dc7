"""Profiles: all starts that are worth something, and what they say about any start."""

import numpy as np
import pytest
from numba import config
from random_timetables import ask, changes_of, patterns_of, random_case, random_seeds

from kraftcenter_mobility._kernels.raptor import INF_S, raptor_scratch
from kraftcenter_mobility._kernels.raptor_profile import profile_search
from kraftcenter_mobility._kernels.raptor_reverse import reversed_changes, reversed_patterns

SEEDS = range(5 if config.DISABLE_JIT else 40)
LONGEST_S = 3000.5


def case(seed, **kind):
    """Return a random timetable and seeds."""
    random = np.random.default_rng(seed)
    n_stops, trips, walk_s = random_case(random, **kind)
    patterns, changes = patterns_of(trips, n_stops), changes_of(walk_s, 60)
    return patterns, changes, random_seeds(random, n_stops)


def profile_of(patterns, changes, seeds, start_s, most_rides=9):
    """Return the profile of a search."""
    scratch = raptor_scratch(patterns, most_rides)
    return profile_search(
        patterns, changes, *seeds, np.array(start_s, np.float64), most_rides, LONGEST_S, scratch
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_profile_says_what_the_range_search_says_for_every_start(seed):
    patterns, changes, seeds = case(seed)
    start_s = np.arange(3000.0, -600.0, -37.5)
    arrival_s, rides = ask(patterns, changes, seeds, start_s, longest_s=LONGEST_S)
    profile = profile_of(patterns, changes, seeds, start_s)
    for stop in range(arrival_s.shape[1]):
        entries = slice(profile.first[stop], profile.first[stop + 1])
        start = profile.start[entries]
        # a first entry that says "never" stands for the starts before all others
        known_s = np.concatenate([[INF_S], profile.arrival_s[entries]])
        known_rides = np.concatenate([[0], profile.rides[entries]])
        entry = np.searchsorted(start, np.arange(start_s.size), side="right")
        within = known_s[entry] <= start_s + LONGEST_S
        np.testing.assert_array_equal(arrival_s[:, stop], np.where(within, known_s[entry], INF_S))
        np.testing.assert_array_equal(rides[:, stop], np.where(within, known_rides[entry], 0))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_entry_is_better_in_something_than_the_one_before(seed):
    patterns, changes, seeds = case(seed)
    profile = profile_of(patterns, changes, seeds, np.arange(3000.0, -600.0, -37.5))
    for stop in range(patterns.first_pattern.size - 1):
        entries = slice(profile.first[stop], profile.first[stop + 1])
        assert (np.diff(profile.start[entries]) > 0).all()
        arrives = np.diff(profile.arrival_s[entries])
        fewer = np.diff(profile.rides[entries].astype(int)) < 0
        assert ((arrives < 0) | ((arrives == 0) & fewer)).all()


def test_a_profile_of_no_starts_is_empty():
    patterns, changes, seeds = case(0)
    profile = profile_of(patterns, changes, seeds, [])
    assert profile.first.tolist() == [0] * patterns.first_pattern.size
    assert profile.start.size == profile.arrival_s.size == profile.rides.size == 0


def test_a_profile_grows_beyond_its_first_room():
    n_trips = 3000
    trips = [([0, 1], [60 * n, 60 * n + 30], [60 * n, 60 * n + 30], [True] * 2, [True] * 2)
             for n in range(n_trips)]  # fmt: skip
    patterns = patterns_of(trips, 2)
    changes = changes_of(np.zeros((2, 2)), 0)
    seeds = np.zeros(1, np.int32), np.zeros(1)
    profile = profile_of(patterns, changes, seeds, np.arange(n_trips)[::-1] * 60.0)
    np.testing.assert_array_equal(profile.first, [0, 0, n_trips])
    np.testing.assert_array_equal(profile.start, np.arange(n_trips))
    np.testing.assert_array_equal(profile.arrival_s, np.arange(n_trips)[::-1] * 60 + 30)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_profile_towards_a_place_gives_every_departure_of_every_origin(seed):
    patterns, changes, (egress_stop, egress_s) = case(seed)
    origin = random_seeds(np.random.default_rng(seed), patterns.first_pattern.size - 1)
    departure_s = np.arange(3000.0, -600.0, -60.0)
    moment_s = np.unique(np.concatenate([[0], patterns.arrival_s])[:, np.newaxis] + egress_s)
    turned = reversed_patterns(patterns), reversed_changes(changes)
    profile = profile_of(*turned, (egress_stop, egress_s), -moment_s)
    found_s = np.full(departure_s.size, np.inf)
    for stop, access_s in zip(*origin, strict=True):
        entries = slice(profile.first[stop], profile.first[stop + 1])
        leave_s, arrive_s = -profile.arrival_s[entries], moment_s[profile.start[entries]]
        next_ = np.searchsorted(leave_s, departure_s + access_s)
        found_s = np.minimum(found_s, np.append(arrive_s, np.inf)[next_] - departure_s)
    arrival_s, _ = ask(patterns, changes, origin, departure_s)
    ride_s = np.where(arrival_s == INF_S, np.inf, arrival_s)
    expected_s = (ride_s[:, egress_stop] + egress_s).min(axis=1) - departure_s
    for each in (found_s, expected_s):
        each[each > LONGEST_S] = np.inf
    np.testing.assert_array_equal(found_s, expected_s)
