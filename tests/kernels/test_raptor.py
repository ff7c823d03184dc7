"""Rounds and ranges of the search through timetables, worked by hand."""

import numpy as np
import pytest
from random_timetables import NEVER, ask, changes_of, patterns_of, random_case, seeds_of

from kraftcenter_mobility._kernels.raptor import INF_S

YES = [True] * 9
SLACK_S = 60
A, B, C, D, E = range(5)


def trip(stops, *clock, waits=0, boards=YES, alights=YES):
    """Return a trip that calls at these minutes, and waits there for so many."""
    arrivals = [60 * minute for minute in clock]
    departures = [60 * (minute + waits) for minute in clock]
    return list(stops), arrivals, departures, boards[: len(clock)], alights[: len(clock)]


def minutes(trips, start, *, walks=(), n_stops=5, **asked):
    """Return the minutes at which rides from A end, and the rides, for starts in minutes."""
    walk_s = np.full((n_stops, n_stops), NEVER)
    np.fill_diagonal(walk_s, 0)
    for begin, end, minute in walks:
        walk_s[begin, end] = 60 * minute
    changes = changes_of(walk_s, SLACK_S)
    start_s = [60 * each for each in np.atleast_1d(start)]
    arrival_s, rides = ask(patterns_of(trips, n_stops), changes, seeds_of((A, 0)), start_s, **asked)
    found = [[None if s == INF_S else s / 60 for s in row] for row in arrival_s.tolist()]
    return (found, rides.tolist()) if np.ndim(start) else (found[0], rides[0].tolist())


#   A --10--> B --10--> C --10--> D        at 5 and 20 past
LINE = [trip((A, B, C, D), 5, 15, 25, 35), trip((A, B, C, D), 20, 30, 40, 50)]


def test_one_rides_with_the_first_trip_that_can_be_caught():
    for start, arrivals in ((0, [15, 25, 35]), (5, [15, 25, 35]), (6, [30, 40, 50])):
        found, rides = minutes(LINE, start)
        assert found == [None, *arrivals, None]
        assert rides == [0, 1, 1, 1, 0]


def test_after_the_last_trip_nothing_is_reached():
    assert minutes(LINE, 21) == ([None] * 5, [0] * 5)


def test_the_starts_of_a_window_do_not_know_of_each_other():
    found, _ = minutes(LINE, [21, 20, 5.5, 5, 0])
    assert [row[D] for row in found] == [None, 50, 50, 35, 35]


def test_one_is_ready_at_the_next_whole_second():
    changes = changes_of(np.full((2, 2), NEVER), 0)
    patterns = patterns_of([([A, B], [10, 20], [10, 20], YES[:2], YES[:2])], 2)
    for late_s, reached in ((0.0, True), (0.001, False)):
        arrival_s, _ = ask(patterns, changes, seeds_of((A, 4.5)), [5.5 + late_s])
        assert (arrival_s[0, B] == 20) == reached


def test_a_change_takes_its_slack():
    for departure, arrival in ((16, 20), (15, None)):
        trips = [trip((A, B), 5, 15), trip((B, C), departure, 20)]
        found, rides = minutes(trips, 0)
        assert (found[C], rides[C]) == (arrival, 2 if arrival else 0)


def test_changes_lead_over_footpaths_and_never_over_two_of_them():
    #   A --ride--> B ..3 min..> C ..3 min..> D        and rides from C and D to E
    walks = [(B, C, 3), (C, D, 3)]
    onto_c, onto_d = trip((C, E), 19, 29), trip((D, E), 25, 27)
    assert minutes([trip((A, B), 5, 15), onto_c], 0, walks=walks)[0][E] == 29
    assert minutes([trip((A, B), 5, 15), onto_d], 0, walks=walks)[0][E] is None
    with_a_ride = [trip((A, B), 5, 15), trip((B, C), 16, 18), onto_d]
    assert minutes(with_a_ride, 0, walks=walks)[0][E] == 27


def test_a_ride_that_ends_later_than_a_walk_can_still_be_walked_on_from():
    #   C is reached at 16 by walking from B and at 20 by riding: only the ride walks on to D
    walks = [(B, C, 1), (C, D, 2)]
    trips = [trip((A, B), 5, 14), trip((A, C), 5, 20), trip((D, E), 24, 30)]
    found, rides = minutes(trips, 0, walks=walks)
    assert (found[C], found[E], rides[E]) == (20, 30, 2)


def test_the_fewest_rides_of_the_earliest_arrival_are_counted():
    #   the through train takes as long as changing at B does
    changing = [trip((A, B), 5, 10), trip((B, C), 15, 20)]
    assert minutes([*changing, trip((A, C), 2, 20)], 0)[1][C] == 1
    assert minutes([*changing, trip((A, C), 2, 21)], 0)[1][C] == 2
    _, rides = minutes([*changing, trip((A, C), 2, 20)], [5, 2])
    assert [row[C] for row in rides] == [2, 1]


def test_no_more_rides_than_allowed():
    trips = [trip((A, B), 5, 10), trip((B, C), 15, 20), trip((C, D), 25, 30)]
    for most_rides in (1, 2, 3):
        found, _ = minutes(trips, 0, most_rides=most_rides)
        assert [each is not None for each in found[1:4]] == [n <= most_rides for n in (1, 2, 3)]


def test_the_longest_time_is_inclusive():
    for longest_s, reached in ((25 * 60, True), (25 * 60 - 1, False)):
        found, rides = minutes(LINE, [20, 5, 0], longest_s=longest_s)
        assert [row[C] is not None for row in found] == [True, True, reached]
        assert found[2][C] in {25, None}
        assert rides[2][C] == reached


def test_one_may_only_get_on_and_off_where_it_is_allowed():
    calls = (A, B, C, D)
    no_way_on = trip(calls, 5, 15, 25, 35, boards=[False, True, True, True])
    no_way_off = trip(calls, 5, 15, 25, 35, alights=[True, False, True, True])
    assert minutes([no_way_on], 0)[0] == [None] * 5
    assert minutes([no_way_off], 0)[0] == [None, None, 25, 35, None]


def test_a_trip_that_comes_by_twice_can_be_boarded_and_left_both_times():
    #   A -> B -> A -> C: whoever misses A at 5 gets on there at 15
    loop = [trip((A, B, A, C), 5, 10, 15, 20)]
    assert minutes(loop, 5)[0] == [15, 10, 20, None, None]
    assert minutes(loop, 6)[0] == [None, None, 20, None, None]


def test_hops_may_take_no_time():
    trips = [trip((A, B, C), 5, 5, 5), trip((C, D), 6, 6)]
    assert minutes(trips, 5) == ([None, 5, 5, 6, None], [0, 1, 1, 2, 0])


def test_a_faster_trip_that_leaves_later_is_taken_whatever_the_window():
    #   the 5 past arrives at 60, the 20 past at 30
    trips = [trip((A, B, C), 5, 40, 60), trip((A, B, C), 20, 25, 30)]
    for starts in ([0], [5, 0], [20, 10, 5, 0], [30, 0]):
        assert minutes(trips, starts)[0][-1] == [None, 25, 30, None, None]


def test_the_train_waits_for_those_who_come_while_it_stands():
    waiting = trip((A, B), 0, 20, waits=10)
    assert minutes([waiting], 10)[0][B] == 20
    assert minutes([waiting], 11)[0][B] is None


def test_without_seeds_trips_or_starts_nothing_is_reached():
    changes = changes_of(np.zeros((2, 2)), 0)
    patterns = patterns_of([trip((A, B), 5, 15)], 2)
    nobody = np.zeros(0, np.int32), np.zeros(0)
    assert (ask(patterns, changes, nobody, [0])[0] == INF_S).all()
    assert (ask(patterns_of([], 2), changes, seeds_of((A, 0)), [0])[0] == INF_S).all()
    assert ask(patterns, changes, seeds_of((A, 0)), [])[0].shape == (0, 2)
    assert (ask(patterns, changes, seeds_of((A, np.inf)), [0])[0] == INF_S).all()


@pytest.mark.parametrize("seed", range(20))
def test_a_window_is_its_starts_one_by_one(seed):
    random = np.random.default_rng(seed)
    n_stops, trips, walk_s = random_case(random)
    patterns, changes = patterns_of(trips, n_stops), changes_of(walk_s, 60)
    start_s = np.sort(random.choice(np.arange(0, 3000, 30), 12))[::-1]
    asked = {"most_rides": int(random.integers(1, 5)), "longest_s": 1500.5}
    together = ask(patterns, changes, seeds_of((0, 7.5), (1, 90)), start_s, **asked)
    alone = [ask(patterns, changes, seeds_of((0, 7.5), (1, 90)), [s], **asked) for s in start_s]
    for kind in (0, 1):
        np.testing.assert_array_equal(together[kind], np.vstack([each[kind] for each in alone]))
