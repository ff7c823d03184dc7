"""A desert with four lines, in which the distribution of travel times follows from theory.

The grid of R5's "Simpson desert" tests: stops half a minute apart, three lines that run
west to east, one that runs south to north, both ways, every 20 minutes, no walking
between stops. From (20, 20) one rides 20 stops east, changes, and rides 20 stops north:
20 minutes on board, and a minute's slack before each ride.

https://github.com/conveyal/r5/tree/dev/src/test/java/com/conveyal/r5/analyst/network
"""

import numpy as np
import pytest
from random_timetables import NEVER, ask, changes_of, patterns_of, seeds_of

N_STOPS = 101
HOP_S, HEADWAY_S, SLACK_S = 30, 1200, 60
WEST_EAST, SOUTH_NORTH = (20, 40, 60), (40,)
ORIGIN, DESTINATION = (20, 20), (40, 40)
EVERY_MINUTE = np.arange(9 * 3600 - 60, 7 * 3600 - 1, -60)
PERCENTILES = np.array([5, 25, 50, 75, 95])


def stop_at(across, along):
    """Return the number of a stop of the grid."""
    return along * N_STOPS + across


def line(stops, begin_s, hops_s=None):
    """Return one trip along all the stops."""
    hops_s = [HOP_S] * (len(stops) - 1) if hops_s is None else hops_s
    clock = (begin_s + np.cumsum([0, *hops_s])).tolist()
    return stops, clock, clock, [True] * len(stops), [True] * len(stops)


def desert(first_departure):
    """Return the trips; `first_departure` gives each line's seconds after five o'clock."""
    trips = []
    ways = [[stop_at(n, along) for n in range(N_STOPS)] for along in WEST_EAST]
    ways += [[stop_at(across, n) for n in range(N_STOPS)] for across in SOUTH_NORTH]
    for stops in (way[::turn] for way in ways for turn in (1, -1)):
        begin_s = 5 * 3600 + first_departure()
        trips += [line(stops, begin_s + n * HEADWAY_S) for n in range(18)]
    return trips


def travel_minutes(trips, destination, origin, start_s, **asked):
    """Return the minutes from stop to stop for every start, changing only at stops."""
    n_stops = N_STOPS * N_STOPS
    each = np.arange(n_stops, dtype=np.int32)
    changes = changes_of(np.full((1, 1), NEVER), 0)._replace(
        first=np.arange(n_stops + 1), stop=each, time_s=np.full(n_stops, SLACK_S, np.int32)
    )
    for array in changes:
        array.setflags(write=False)
    seeds = seeds_of((origin, SLACK_S))
    arrival_s, _ = ask(patterns_of(trips, n_stops), changes, seeds, start_s, **asked)
    return (arrival_s[:, destination] - start_s) / 60


def percentiles_of(minutes):
    """Return the percentiles by the rule that takes a value that occurs."""
    ranked = np.sort(minutes)
    return ranked[np.ceil(PERCENTILES / 100 * ranked.size).astype(int) - 1]


def test_with_all_lines_in_step_it_takes_the_ride_and_up_to_a_headway():
    #   at the crossing one always waits for ten minutes, a minute's slack before the first ride
    trips = desert(lambda: 0)
    minutes = travel_minutes(trips, stop_at(*DESTINATION), stop_at(*ORIGIN), EVERY_MINUTE)
    waits = minutes - minutes.min()
    np.testing.assert_array_equal(np.sort(waits), np.repeat(np.arange(20), 6))
    assert (minutes.min(), minutes.max()) == (31, 50)  # R5 counts a minute more


def test_with_random_phases_the_waits_are_those_of_theory():
    #   each wait is uniform over a headway: 22 minutes and the sum of two such waits
    random = np.random.default_rng(0)
    draws = [
        travel_minutes(
            desert(lambda: int(random.integers(0, HEADWAY_S))),
            stop_at(*DESTINATION),
            stop_at(*ORIGIN),
            EVERY_MINUTE[::8],
        )
        for _ in range(60)
    ]
    minutes = np.concatenate(draws)
    share = PERCENTILES / 100
    waits = np.where(share < 0.5, np.sqrt(800 * share), 40 - np.sqrt(800 * (1 - share)))
    theory = 22 + waits
    np.testing.assert_allclose(theory, [28.32, 36.14, 42.0, 47.86, 55.68], atol=0.01)
    np.testing.assert_allclose(percentiles_of(minutes), theory, atol=2.5)
    assert minutes.mean() == pytest.approx(42, abs=1.5)
    assert minutes.min() >= 22
    assert minutes.max() < 62


@pytest.mark.parametrize(
    ("origin", "first", "last", "fastest", "slowest"),
    [
        (30, "7:00", "7:04", 37, 41),  # beyond the slow stretch: the first train is best
        (10, "7:00", "7:04", 37, 41),  # before it: the second train overtakes; R5 says 46 to 51
        (10, "7:13", "7:17", 24, 28),  # who comes later takes the second train anyway
    ],
)
def test_who_is_overtaken_changes_trains_in_advance(origin, first, last, fastest, slowest):
    #   a train at 7:10 needs ten minutes for each of the hops from 20 to 22; one leaves at 7:20
    stops = [stop_at(n, 50) for n in range(N_STOPS)]
    slow = [600 if n in {20, 21} else HOP_S for n in range(N_STOPS - 1)]
    trips = [line(stops, 7 * 3600 + 600, slow), line(stops, 7 * 3600 + 1200)]
    begin, end = (60 * (60 * int(at[0]) + int(at[2:])) for at in (first, last))
    start_s = np.arange(end, begin - 1, -60)
    for starts in (start_s, start_s[:1], start_s[-1:]):
        minutes = travel_minutes(trips, stops[42], stops[origin], starts, most_rides=1)
        expected = slowest - (starts - begin) / 60
        np.testing.assert_array_equal(minutes, expected)
        assert fastest <= minutes.min()
