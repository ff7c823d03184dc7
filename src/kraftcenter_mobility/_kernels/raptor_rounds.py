"""What each round of a search brought for one start, and the journeys that led there.

No journey is remembered while searching. It is traced back from where it ends: a ride
that ends at its label's moment is looked for among the trips that call there, boarded
where somebody can have been ready with one ride less.
"""

import numpy as np
from numba import njit

from .csr import FloatArray, IntArray
from .raptor import INF_S, Changes, I32Array, Patterns, RaptorScratch
from .raptor_steps import clear_labels, last_moment, search_start

__all__ = ["rounds_search", "trace"]


@njit(cache=True, nogil=True)
def rounds_search(
    patterns: Patterns,
    changes: Changes,
    seed_stop: I32Array,
    seed_s: FloatArray,
    start_s: float,
    n_rounds: int,
    longest_s: float,
    scratch: RaptorScratch,
    ride_s: I32Array,
    ready_s: I32Array,
) -> None:
    """Fill in when rides end, and when one is ready to board, with up to so many rides.

    Shape of `ride_s` and `ready_s`: (n_rounds + 1, n_stops), ``INF_S`` where never within
    `longest_s` of the start.
    """
    clear_labels(scratch)
    limit_s = last_moment(start_s, longest_s)
    search_start(patterns, changes, seed_stop, seed_s, start_s, n_rounds, limit_s, scratch)
    ride_s[:] = scratch.ride_s[: n_rounds + 1]
    ready_s[:] = INF_S
    for i in range(seed_stop.size):
        ready = np.int64(np.ceil(min(start_s + seed_s[i], float(INF_S))))
        if ready <= limit_s:
            for rides in range(n_rounds + 1):
                ready_s[rides, seed_stop[i]] = min(ready_s[rides, seed_stop[i]], ready)
    for rides in range(1, n_rounds + 1):
        for stop in range(changes.first.size - 1):
            if ride_s[rides, stop] == INF_S:
                continue
            for entry in range(changes.first[stop], changes.first[stop + 1]):
                onto = changes.stop[entry]
                ready = np.int64(ride_s[rides, stop]) + np.int64(changes.time_s[entry])
                if ready <= limit_s:
                    ready_s[rides, onto] = min(ready_s[rides, onto], ready)


@njit(cache=True, nogil=True)
def trace(
    patterns: Patterns,
    incoming: Changes,
    seed_stop: I32Array,
    seed_s: FloatArray,
    start_s: float,
    ride_s: I32Array,
    stop: int,
    rides: int,
    legs: IntArray,
) -> int:
    """Fill in the rides of the best journey to a stop with up to so many; return how many.

    `incoming` are the changes reversed, `ride_s` comes from :func:`rounds_search`. `legs`,
    shape (at least `rides`, 4), receives for each ride, in order of travel, its pattern,
    its trip, and where in the pattern one gets on and off. No rides: the stop is not
    reached. Of journeys that end at the same moment the one with the fewest rides is
    taken, and of these, from the last ride to the first, the one with the shortest
    way to where it is boarded; then that boarded latest; then the first in the timetable.
    """
    if ride_s[rides, stop] == INF_S:
        return 0
    while ride_s[rides - 1, stop] == ride_s[rides, stop]:
        rides -= 1
    for leg in range(rides - 1, -1, -1):
        stop = _last_ride(
            patterns, incoming, seed_stop, seed_s, start_s, ride_s, stop, leg, legs[leg]
        )
    return rides


@njit(cache=True)
def _last_ride(
    patterns: Patterns,
    incoming: Changes,
    seed_stop: I32Array,
    seed_s: FloatArray,
    start_s: float,
    ride_s: I32Array,
    stop: int,
    before: int,
    leg: IntArray,
) -> int:
    """Fill in the ride that ends at a stop after `before` others; return where those end."""
    arrival_s = ride_s[before + 1, stop]
    least_s, latest_s, came_from = np.inf, -INF_S, np.int64(-1)
    for entry in range(patterns.first_pattern[stop], patterns.first_pattern[stop + 1]):
        pattern, off = patterns.pattern[entry], patterns.position[entry]
        begin, row = patterns.first_call[pattern], patterns.first_time[pattern]
        width = patterns.first_call[pattern + 1] - begin
        if not patterns.can_alight[begin + off]:
            continue
        n_trips = (patterns.first_time[pattern + 1] - row) // width
        trip = _first_arriving(patterns.arrival_s, row + off, width, n_trips, arrival_s)
        while trip < n_trips and patterns.arrival_s[row + trip * width + off] == arrival_s:
            for on in range(off):
                if not patterns.can_board[begin + on]:
                    continue
                departure_s = patterns.departure_s[row + trip * width + on]
                boarded = patterns.stop[begin + on]
                if before == 0:
                    way_s, origin = _way_in(seed_stop, seed_s, start_s, boarded, departure_s)
                else:
                    way_s, origin = _way_over(incoming, ride_s[before], boarded, departure_s)
                if way_s < least_s or (way_s == least_s < np.inf and departure_s > latest_s):
                    least_s, latest_s, came_from = way_s, departure_s, origin
                    leg[0], leg[1], leg[2], leg[3] = pattern, trip, on, off
            trip += 1
    return int(came_from)


@njit(cache=True)
def _first_arriving(
    arrival_s: I32Array, place: int, width: int, n_trips: int, moment_s: int
) -> int:
    """Return the first trip that arrives at the moment or later."""
    low, high = 0, n_trips
    while low < high:
        middle = (low + high) // 2
        if arrival_s[place + middle * width] >= moment_s:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True)
def _way_in(
    seed_stop: I32Array, seed_s: FloatArray, start_s: float, stop: int, departure_s: int
) -> tuple[float, np.int64]:
    """Return the shortest time from the origin to a departure, and a stop of no meaning."""
    least_s = np.inf
    for i in range(seed_stop.size):
        if seed_stop[i] == stop and start_s + seed_s[i] <= departure_s:
            least_s = min(least_s, seed_s[i])
    return least_s, np.int64(-1)


@njit(cache=True)
def _way_over(
    incoming: Changes, ride_s: I32Array, stop: int, departure_s: int
) -> tuple[float, np.int64]:
    """Return the shortest change to a departure, and the stop at which the ride before ends."""
    least_s, origin = np.inf, np.int64(-1)
    for entry in range(incoming.first[stop], incoming.first[stop + 1]):
        came_s = np.int64(ride_s[incoming.stop[entry]]) + np.int64(incoming.time_s[entry])
        if came_s <= departure_s and incoming.time_s[entry] < least_s:
            least_s, origin = float(incoming.time_s[entry]), np.int64(incoming.stop[entry])
    return least_s, origin
