"""Changes that no search needs are left out, and no answer changes."""

import numpy as np
import pytest
from numba import config
from random_timetables import NEVER, ask, changes_of, patterns_of, random_case, random_seeds

from kraftcenter_mobility._kernels.raptor_changes import useful_changes
from kraftcenter_mobility._kernels.raptor_reverse import reversed_changes, reversed_patterns

N_TIMETABLES = 5 if config.DISABLE_JIT else 400
START_S = np.arange(1800.0, -600.0, -60.0)
A, B, C, D, E = range(5)


def useful(trips, walks, slack=1):
    """Return the useful changes of trips (stops, minutes) and walks (begin, end, minutes)."""
    rows = []
    for stops, clock in trips:
        seconds = [60 * minute for minute in clock]
        rows.append((list(stops), seconds, seconds, [True] * len(stops), [True] * len(stops)))
    walk_s = np.full((5, 5), NEVER)
    for begin, end, minute in walks:
        walk_s[begin, end] = 60 * minute
    found = useful_changes(patterns_of(rows, 5), changes_of(walk_s, 60 * slack))
    begin = np.repeat(np.arange(5), np.diff(found.first)).tolist()
    return set(zip(begin, found.stop.tolist(), strict=True))


#   A --10--> B, and another line from B --hop--> C --10--> D
@pytest.mark.parametrize(("walk", "hop", "stays"), [(5, 4, False), (5, 5, False), (5, 6, True)])
def test_nobody_walks_along_a_line_that_is_as_fast(walk, hop, stays):
    trips = [((A, B), (0, 10)), ((B, C, D), (20, 20 + hop, 40))]
    found = useful(trips, [(B, B, 0), (B, C, walk)])
    assert found == ({(B, B), (B, C)} if stays else {(B, B)})


#   A --10--> B --hop--> C, and another line from C --10--> D
@pytest.mark.parametrize(("walk", "hop", "stays"), [(5, 4, False), (5, 5, True), (5, 6, True)])
def test_nobody_gets_off_early_to_walk_if_riding_on_is_faster(walk, hop, stays):
    trips = [((A, B, C), (0, 10, 10 + hop)), ((C, D), (30, 40))]
    found = useful(trips, [(C, C, 0), (B, C, walk)])
    assert found == ({(C, C), (B, C)} if stays else {(C, C)})


def test_the_slowest_trip_counts():
    trips = [((A, B), (0, 10)), ((B, C, D), (20, 24, 40)), ((B, C, D), (50, 59, 70))]
    assert (B, C) in useful(trips, [(B, B, 0), (B, C, 5)])


def test_a_change_stays_if_one_of_the_lines_there_needs_it():
    trips = [((A, B), (0, 10)), ((B, C, D), (20, 24, 40)), ((C, E), (20, 30))]
    assert (B, C) in useful(trips, [(B, B, 0), (B, C, 5)])


def test_nobody_changes_to_where_all_rides_end_or_from_where_they_begin():
    trips = [((A, B), (0, 10)), ((C, D), (20, 30))]
    assert useful(trips, [(B, C, 5), (B, D, 5), (A, C, 5), (A, D, 5)]) == {(B, C)}


@pytest.mark.parametrize("closed", [False, True])
def test_searches_find_the_same_without_them_forwards_and_backwards(closed):
    random = np.random.default_rng(7)
    n_changes = n_useful = 0
    for _ in range(N_TIMETABLES):
        n_stops, trips, walk_s = random_case(random, closed=closed)
        patterns, changes = patterns_of(trips, n_stops), changes_of(walk_s, 60)
        turned = reversed_patterns(patterns), reversed_changes(changes)
        seeds = random_seeds(random, n_stops)
        for (calls, every), start_s in (((patterns, changes), START_S), (turned, START_S - 3600)):
            fewer = useful_changes(calls, every)
            n_changes, n_useful = n_changes + every.stop.size, n_useful + fewer.stop.size
            for most_rides in (2, 9):
                asked = {"most_rides": most_rides, "longest_s": 3000.5}
                found = ask(calls, fewer, seeds, start_s, **asked)
                expected = ask(calls, every, seeds, start_s, **asked)
                for kind in (0, 1):
                    np.testing.assert_array_equal(found[kind], expected[kind])
    assert n_useful < 0.9 * n_changes
