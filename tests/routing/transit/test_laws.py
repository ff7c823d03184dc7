"""Seven laws that hold in every timetable, whatever the right answers are."""

from itertools import pairwise

import numpy as np
import pytest
from random_timetables import NEVER, ask, changes_of, patterns_of, random_case, random_seeds

from kraftcenter_mobility._kernels.raptor import INF_S

N_CASES = 150
START_S = np.arange(2400.0, -600.0, -120.0)
SLACK_S = 60


@pytest.fixture(scope="module")
def cases():
    """Return timetables as (random source, number of stops, trips, walks, seeds)."""
    random = np.random.default_rng(11)
    drawn = []
    for number in range(N_CASES):
        n_stops, trips, walk_s = random_case(random, closed=bool(number % 2))
        drawn.append((random, n_stops, trips, walk_s, random_seeds(random, n_stops)))
    return drawn


def arrivals(case, **changed):
    """Return the arrivals at all stops for all starts, of a case with some of it changed."""
    _, n_stops, trips, walk_s, seeds = case
    trips, walk_s = changed.pop("trips", trips), changed.pop("walk_s", walk_s)
    changes = changes_of(walk_s, changed.pop("slack_s", SLACK_S))
    seeds, start_s = changed.pop("seeds", seeds), changed.pop("start_s", START_S)
    return ask(patterns_of(trips, n_stops), changes, seeds, start_s, **changed)[0]


def test_some_stops_are_reached_and_some_are_not(cases):
    reached = np.array([(arrivals(case) < INF_S).mean() for case in cases])
    assert 0.3 < reached.mean() < 0.7


def test_who_starts_later_never_arrives_earlier(cases):
    for case in cases:
        assert (np.diff(arrivals(case), axis=0) <= 0).all()


def test_one_more_trip_never_hurts(cases):
    for case in cases:
        random, _, trips, *_ = case
        stops, came, left, *flags = trips[random.integers(len(trips))]
        shift = int(random.integers(0, 900))
        extra = stops, [s + shift for s in came], [s + shift for s in left], *flags
        assert (arrivals(case, trips=[*trips, extra]) <= arrivals(case)).all()


def test_more_time_for_changing_never_helps(cases):
    for case in cases:
        assert (arrivals(case, slack_s=2 * SLACK_S) >= arrivals(case)).all()


def test_walking_faster_never_hurts(cases):
    for case in cases:
        *_, walk_s, (stop, time_s) = case
        faster_s = np.where(walk_s < NEVER, walk_s * 7 // 10, NEVER)
        faster = arrivals(case, walk_s=faster_s, seeds=(stop, time_s * 0.7))
        assert (faster <= arrivals(case)).all()


def test_fewer_rides_are_never_faster(cases):
    for case in cases:
        by_rides = [arrivals(case, most_rides=n) for n in (1, 2, 3, 9)]
        for fewer, more in pairwise(by_rides):
            assert (fewer >= more).all()


def test_the_window_does_not_change_what_a_start_finds(cases):
    for case in cases:
        random = case[0]
        chosen = np.sort(random.choice(START_S.size, 8, replace=False))
        some = arrivals(case, start_s=START_S[chosen])
        np.testing.assert_array_equal(some, arrivals(case)[chosen])


def test_the_names_of_stops_do_not_matter(cases):
    for case in cases:
        random, n_stops, trips, walk_s, (stop, time_s) = case
        new = random.permutation(n_stops)
        renamed = [([int(new[each]) for each in stops], *rest) for stops, *rest in trips]
        renamed_s = np.empty_like(walk_s)
        renamed_s[np.ix_(new, new)] = walk_s
        seeds = new[stop].astype(np.int32), time_s
        found = arrivals(case, trips=renamed, walk_s=renamed_s, seeds=seeds)
        np.testing.assert_array_equal(found[:, new], arrivals(case))
