"""The connection scan, another way to the earliest arrivals by public transport.

Every hop from one call of a trip to the next is a connection. They are gone through in
order of departure, once per start; patterns, rounds and ranges of starts do not exist
here. Connections that leave in the same second are gone through until nothing changes,
because hops may take no time.

J. Dibbelt, T. Pajor, B. Strasser and D. Wagner, "Connection scan algorithm," ACM J. Exp.
Algorithmics, vol. 23, 2018. doi:10.1145/3274661
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from random_timetables import flat_trips

INF_S = 2**30


class Connections(NamedTuple):
    """Hops in order of departure; `place` is the number of calls the trip made before."""

    departure_s: np.ndarray
    arrival_s: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    trip: np.ndarray
    place: np.ndarray
    can_board: np.ndarray
    can_alight: np.ndarray
    n_trips: int


def connections_of(trips):
    """Return the connections of trips written as in random timetables."""
    return connections_of_calls(*flat_trips(trips))


def connections_of_calls(first, stop, arrival_s, departure_s, boards, alights):
    """Return the connections of trips that are given call by call."""
    n_calls = np.diff(first)
    trip = np.repeat(np.arange(n_calls.size), n_calls)
    place = np.arange(first[-1]) - first[trip]
    hop = np.nonzero(place < n_calls[trip] - 1)[0]
    hop = hop[np.argsort(departure_s[hop], kind="stable")]
    return Connections(
        departure_s[hop].astype(np.int64),
        arrival_s[hop + 1].astype(np.int64),
        stop[hop].astype(np.int64),
        stop[hop + 1].astype(np.int64),
        trip[hop],
        place[hop],
        boards[hop],
        alights[hop + 1],
        n_calls.size,
    )


@njit(cache=True, nogil=True)
def connection_scan(hops, changes, seed_stop, seed_s, start_s, longest_s, arrival_s):
    """Fill in the earliest end of a ride at every stop, for every start."""
    departure_s = hops.departure_s
    ready_s = np.empty(arrival_s.shape[1], np.int64)
    boarded = np.empty(hops.n_trips, np.int64)
    for j in range(start_s.size):
        latest_s = np.int64(np.floor(start_s[j] + longest_s))
        arrival_s[j] = INF_S
        ready_s[:] = INF_S
        boarded[:] = INF_S
        for i in range(seed_stop.size):
            ready = np.int64(np.ceil(start_s[j] + seed_s[i]))
            ready_s[seed_stop[i]] = min(ready_s[seed_stop[i]], ready)
        begin = np.searchsorted(departure_s, ready_s.min())
        end = np.searchsorted(departure_s, latest_s, side="right")
        scan(hops, changes, begin, end, latest_s, ready_s, boarded, arrival_s[j])


@njit(cache=True)
def scan(hops, changes, begin, end, latest_s, ready_s, boarded, ride_s):
    """Go through the connections from `begin` to `end`, and again those of a second."""
    departure_s, arrival_s, here, there, trip, place, can_board, can_alight, _ = hops
    first, onto, time_s = changes
    hop, again_from = begin, begin
    has_changed = False
    while hop < end:
        aboard = boarded[trip[hop]] <= place[hop]
        if not aboard and can_board[hop] and ready_s[here[hop]] <= departure_s[hop]:
            boarded[trip[hop]] = place[hop]
            aboard = has_changed = True
        came_s, stop = arrival_s[hop], there[hop]
        if aboard and can_alight[hop] and came_s < ride_s[stop] and came_s <= latest_s:
            ride_s[stop] = came_s
            has_changed = True
            for entry in range(first[stop], first[stop + 1]):
                ready_s[onto[entry]] = min(ready_s[onto[entry]], came_s + time_s[entry])
        hop += 1
        if hop == end or departure_s[hop] > departure_s[hop - 1]:
            hop, again_from = (again_from, again_from) if has_changed else (hop, hop)
            has_changed = False
