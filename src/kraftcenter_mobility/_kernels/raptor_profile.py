"""Every start that is worth something, at every stop: the profile of a range search.

A row per start and stop would be mostly repetition. Noted instead is each time something
better comes to a stop: an earlier end of a ride, or as early a one with fewer rides.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .csr import FloatArray, IntArray
from .raptor import Changes, I32Array, Patterns, RaptorScratch, U8Array
from .raptor_steps import clear_labels, last_moment, search_start

__all__ = ["Profile", "profile_search"]

_0, _1 = np.uint64(0), np.uint64(1)


class Profile(NamedTuple):
    """What a range search finds at each stop, from the last start of use to the first.

    For any start, what holds at a stop is its last entry whose start is not earlier, if
    that is near enough: entries do not know the longest time of earlier starts.
    """

    first: IntArray
    """Where each stop's entries begin. Shape (n_stops + 1,)."""

    start: I32Array
    """Which start it is, ascending within a stop. Shape (n_entries,)."""

    arrival_s: I32Array
    """When the ride ends, not ascending within a stop. Shape (n_entries,)."""

    rides: U8Array
    """The least number of rides of which the last ends then. Shape (n_entries,)."""


@njit(cache=True, nogil=True)
def profile_search(
    patterns: Patterns,
    changes: Changes,
    seed_stop: I32Array,
    seed_s: FloatArray,
    start_s: FloatArray,
    n_rounds: int,
    longest_s: float,
    scratch: RaptorScratch,
) -> Profile:
    """Return the profile of what :func:`.raptor_range.range_search` finds."""
    stop = np.empty(1024, np.int32)
    start = np.empty(1024, np.int32)
    arrival_s = np.empty(1024, np.int32)
    rides = np.empty(1024, np.uint8)
    size = _0
    clear_labels(scratch)
    best_s, best_rides = scratch.best_s, scratch.best_rides
    changed, is_changed = scratch.changed, scratch.is_changed
    for j in range(start_s.size):
        limit_s = last_moment(start_s[j], longest_s)
        n_changed = search_start(
            patterns, changes, seed_stop, seed_s, start_s[j], n_rounds, limit_s, scratch
        )
        if size + n_changed > np.uint64(stop.size):
            room = 2 * stop.size + np.int64(n_changed)
            stop, start = _with_room(stop, room), _with_room(start, room)
            arrival_s, rides = _with_room(arrival_s, room), _with_room(rides, room)
        for m in range(n_changed):
            at = np.uint64(changed[m])
            is_changed[at] = False
            stop[size], start[size] = at, j
            arrival_s[size], rides[size] = best_s[at], best_rides[at]
            size += _1
    return _by_stop(best_s.size, np.int64(size), stop, start, arrival_s, rides)


@njit(cache=True)
def _with_room(array: NDArray[Any], room: np.int64) -> NDArray[Any]:
    """Return a longer array that begins with what there was."""
    longer = np.empty(room, array.dtype)
    longer[: array.size] = array
    return longer


@njit(cache=True)
def _by_stop(
    n_stops: int,
    size: np.int64,
    stop: I32Array,
    start: I32Array,
    arrival_s: I32Array,
    rides: U8Array,
) -> Profile:
    """Return the entries in order of their stops, and as they were within each."""
    first = np.zeros(n_stops + 1, np.int64)
    for entry in range(size):
        first[stop[entry] + 1] += 1
    for at in range(n_stops):
        first[at + 1] += first[at]
    place = first[:-1].copy()
    sorted_start, sorted_s = np.empty(size, np.int32), np.empty(size, np.int32)
    sorted_rides = np.empty(size, np.uint8)
    for entry in range(size):
        to = place[stop[entry]]
        place[stop[entry]] += 1
        sorted_start[to], sorted_s[to] = start[entry], arrival_s[entry]
        sorted_rides[to] = rides[entry]
    return Profile(first, sorted_start, sorted_s, sorted_rides)
