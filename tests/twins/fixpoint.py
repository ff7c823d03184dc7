"""Earliest arrivals by trying everything: every trip, from every call to every later one."""

import numpy as np
from numba import njit

INF_S = 2**30


@njit(cache=True)
def fixpoint(trips, changes, seed_stop, seed_s, start_s, ride_s, ready_s):
    """Fill in the earliest ends of rides, and when one is ready, with up to so many rides.

    `trips` are flat; shape of `ride_s` and `ready_s`: (most rides + 1, n_stops).
    """
    first, stop, arrival_s, departure_s, boards, alights = trips
    ride_s[:] = INF_S
    ready_s[:] = INF_S
    for i in range(seed_stop.size):
        ready = np.int64(np.ceil(start_s + seed_s[i]))
        ready_s[0, seed_stop[i]] = min(ready_s[0, seed_stop[i]], ready)
    for rides in range(1, len(ride_s)):
        ride_s[rides] = ride_s[rides - 1]
        for trip in range(first.size - 1):
            for on in range(first[trip], first[trip + 1]):
                if boards[on] and ready_s[rides - 1, stop[on]] <= departure_s[on]:
                    for off in range(on + 1, first[trip + 1]):
                        if alights[off]:
                            ride_s[rides, stop[off]] = min(ride_s[rides, stop[off]], arrival_s[off])
        ready_s[rides] = ready_s[rides - 1]
        change(changes, ride_s[rides], ready_s[rides])


@njit(cache=True)
def change(changes, ride_s, ready_s):
    """Lower the moments at which one is ready after changing."""
    for at in range(changes.first.size - 1):
        if ride_s[at] < INF_S:
            for entry in range(changes.first[at], changes.first[at + 1]):
                onto = changes.stop[entry]
                ready_s[onto] = min(ready_s[onto], ride_s[at] + changes.time_s[entry])
