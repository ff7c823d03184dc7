"""Earliest arrivals by public transport, by rounds: one start of RAPTOR [1]_.

Round ``k`` finds what can be reached with `k` rides. The starts of a window are searched
from the last to the first, and labels are kept: what a later start reaches an earlier
one reaches too, by waiting.

Two moments are told apart at a stop. A *ride* ends there, on board a trip; one is *ready*
to board there after the walk from the origin or after a change. Only rides end in changes
and in walks to a destination, so changes need not be closed under following one another.

Labels of `ready` are not kept. Instead every call remembers how many trips of its
pattern, from the last backwards, somebody has been aboard (`taken`): to be ready again is
of use only if it catches an earlier trip, and a trip is followed only until a call where
an earlier one or itself has been followed already. Every stop remembers the latest moment
at which being ready there may still be of use (`latest_s`), which is what most changes
are dismissed by. The pruning is that of trip-based routing [2]_, without its prepared transfers.

Callers have checked that every index lies inside its array. Nothing is checked in here.

References
----------
.. [1] D. Delling, T. Pajor and R. F. Werneck, "Round-based public transit routing,"
   Transp. Sci., vol. 49, no. 3, pp. 591-604, 2015. doi:10.1287/trsc.2014.0534
.. [2] S. Witt, "Trip-based public transit routing," Proc. ESA 2015, LNCS 9294,
   pp. 1025-1036. doi:10.1007/978-3-662-48350-3_85
"""

import numpy as np
from numba import njit

from .csr import FloatArray
from .raptor import INF_S, Changes, I32Array, Patterns, RaptorScratch

__all__ = ["clear_labels", "last_moment", "search_start"]

_0, _1 = np.uint64(0), np.uint64(1)


@njit(cache=True)
def last_moment(start_s: float, longest_s: float) -> np.int64:
    """Return the last whole second that still counts."""
    return np.int64(np.floor(min(start_s + longest_s, INF_S - 1.0)))


@njit(cache=True)
def clear_labels(scratch: RaptorScratch) -> None:
    """Forget all that earlier searches found."""
    scratch.ride_s[:] = INF_S
    scratch.latest_s[:] = INF_S
    scratch.taken[:] = 0
    scratch.next_s[:] = scratch.last_s
    scratch.best_s[:] = INF_S
    scratch.best_rides[:] = 0
    scratch.ready_s[:] = INF_S
    scratch.is_improved[:] = False
    scratch.is_changed[:] = False


@njit(cache=True)
def search_start(
    patterns: Patterns,
    changes: Changes,
    seed_stop: I32Array,
    seed_s: FloatArray,
    start_s: float,
    n_rounds: int,
    limit_s: np.int64,
    scratch: RaptorScratch,
) -> np.uint64:
    """Bring the labels of later starts up to this one; return how many stops have changed."""
    latest_s, ready_s, marked = scratch.latest_s[1], scratch.ready_s, scratch.marked
    n_marked, n_changed = _0, _0
    for i in range(seed_stop.size):
        stop = np.uint64(seed_stop[i])
        ready = np.int64(np.ceil(min(start_s + seed_s[i], float(INF_S))))
        if ready <= latest_s[stop] and ready < ready_s[stop] and ready <= limit_s:
            if ready_s[stop] == INF_S:
                marked[n_marked] = stop
                n_marked += _1
            ready_s[stop] = ready
    for round_ in range(1, n_rounds + 1):
        if n_marked == _0:
            break
        n_waiting = _wait(patterns, round_, n_marked, scratch)
        n_improved = _ride(patterns, round_, limit_s, n_waiting, scratch)
        for m in range(n_marked):
            ready_s[np.uint64(marked[m])] = INF_S
        n_changed = _keep_best(round_, n_improved, n_changed, scratch)
        n_marked = _0
        if round_ < n_rounds:
            n_marked = _change(changes, round_, limit_s, n_improved, scratch)
    return n_changed


@njit(cache=True)
def _wait(
    patterns: Patterns, round_: int, n_marked: np.uint64, scratch: RaptorScratch
) -> np.uint64:
    """Find where trips can be caught that nobody has been aboard of; return at how many calls.

    What holds is mixed at random, and a processor that guesses wrong loses more time than it
    takes to write each call and to move on only if it counts.
    """
    first_pattern, next_s = patterns.first_pattern, scratch.next_s[round_]
    marked, ready_s, latest_s = scratch.marked, scratch.ready_s, scratch.latest_s
    waiting, this, n_rounds = scratch.waiting, np.uint64(round_), np.uint64(latest_s.shape[0])
    n_waiting = _0
    for m in range(n_marked):
        stop = np.uint64(marked[m])
        ready = ready_s[stop]
        latest = np.int32(-INF_S)
        for entry in range(np.uint64(first_pattern[stop]), np.uint64(first_pattern[stop + _1])):
            waiting[n_waiting] = entry
            n_waiting += np.uint64(next_s[entry] >= ready)
            # all that leave later are boarded in this round
            latest = max(latest, min(next_s[entry], ready - np.int32(1)))
        for later in range(this, n_rounds):
            if latest_s[later, stop] <= latest:
                break
            latest_s[later, stop] = latest
    return n_waiting


@njit(cache=True)
def _ride(
    patterns: Patterns,
    round_: int,
    limit_s: np.int64,
    n_waiting: np.uint64,
    scratch: RaptorScratch,
) -> np.uint64:
    """Board the first trips and follow them; return at how many stops rides end earlier."""
    first_call, first_time = patterns.first_call, patterns.first_time
    pattern_at, position = patterns.pattern, patterns.position
    stop_of, can_alight = patterns.stop, patterns.can_alight
    arrival_s, departure_s = patterns.arrival_s, patterns.departure_s
    taken, next_s, entry_of = scratch.taken, scratch.next_s, scratch.entry_of
    waiting, ready_s, ride_s = scratch.waiting, scratch.ready_s, scratch.ride_s
    improved, is_improved = scratch.improved, scratch.is_improved
    this, n_rounds = np.uint64(round_), np.uint64(taken.shape[0])
    n_improved = _0
    for w in range(n_waiting):
        entry = np.uint64(waiting[w])
        pattern, at = np.uint64(pattern_at[entry]), np.uint64(position[entry])
        begin, end = np.uint64(first_call[pattern]), np.uint64(first_call[pattern + _1])
        on = begin + at
        ready = ready_s[np.uint64(stop_of[on])]
        if next_s[this, entry] < ready:
            continue
        lowest, highest, width = first_time[pattern], first_time[pattern + _1], end - begin
        n_taken = np.int64(taken[this, on]) + 1
        row = _first_row(departure_s, at, np.int64(width), lowest, highest, n_taken, ready)
        n_taken = (highest - row) // np.int64(width)
        is_first = row == lowest
        shift = np.uint64(row) - begin
        for call in range(on, end):
            if call > on:
                arrival = arrival_s[shift + call]
                if arrival > limit_s:
                    break
                stop = np.uint64(stop_of[call])
                if arrival < ride_s[this, stop] and can_alight[call]:
                    for later in range(this, n_rounds):
                        if ride_s[later, stop] <= arrival:
                            break
                        ride_s[later, stop] = arrival
                    if not is_improved[stop]:
                        is_improved[stop] = True
                        improved[n_improved] = stop
                        n_improved += _1
                if taken[this, call] >= n_taken:
                    break
            remaining_s = np.int32(-INF_S) if is_first else departure_s[shift + call - width]
            entry = np.uint64(entry_of[call])
            for later in range(this, n_rounds):
                if taken[later, call] >= n_taken:
                    break
                taken[later, call] = n_taken
                next_s[later, entry] = min(remaining_s, next_s[later, entry])
    return n_improved


@njit(cache=True)
def _first_row(
    departure_s: I32Array,
    at: np.uint64,
    width: np.int64,
    lowest: np.int64,
    highest: np.int64,
    n_last: np.int64,
    ready: np.int32,
) -> np.int64:
    """Return the row of the first trip to catch, if the last but so many can be caught."""
    row, step = highest - width * n_last, width
    while row - step >= lowest and departure_s[np.uint64(row - step) + at] >= ready:
        row -= step
        step *= 2
    while step > width:
        step //= 2
        if row - step >= lowest and departure_s[np.uint64(row - step) + at] >= ready:
            row -= step
    return row


@njit(cache=True)
def _keep_best(
    round_: int, n_improved: np.uint64, n_changed: np.uint64, scratch: RaptorScratch
) -> np.uint64:
    """Note where a round's rides end earlier, or with fewer rides; return how many changed."""
    ride_s, best_s, best_rides = scratch.ride_s, scratch.best_s, scratch.best_rides
    improved, is_improved = scratch.improved, scratch.is_improved
    changed, is_changed = scratch.changed, scratch.is_changed
    for m in range(n_improved):
        stop = np.uint64(improved[m])
        is_improved[stop] = False
        arrival = ride_s[round_, stop]
        if arrival < best_s[stop] or (arrival == best_s[stop] and round_ < best_rides[stop]):
            best_s[stop] = arrival
            best_rides[stop] = round_
            if not is_changed[stop]:
                is_changed[stop] = True
                changed[n_changed] = stop
                n_changed += _1
    return n_changed


@njit(cache=True)
def _change(
    changes: Changes,
    round_: int,
    limit_s: np.int64,
    n_improved: np.uint64,
    scratch: RaptorScratch,
) -> np.uint64:
    """Change from where rides end to where the next may begin; return how many are marked."""
    first, onto_of, time_s = changes.first, changes.stop, changes.time_s
    ride_s, ready_s = scratch.ride_s[round_], scratch.ready_s
    latest_s = scratch.latest_s[round_ + 1]
    improved, marked = scratch.improved, scratch.marked
    last_s = np.int32(limit_s)
    n_marked = _0
    for m in range(n_improved):
        stop = np.uint64(improved[m])
        arrival = ride_s[stop]
        for entry in range(np.uint64(first[stop]), np.uint64(first[stop + _1])):
            onto = np.uint64(onto_of[entry])
            ready = arrival + time_s[entry]
            before = ready_s[onto]
            useful = ready <= min(latest_s[onto], last_s)
            marked[n_marked] = onto
            n_marked += np.uint64(useful & (before == INF_S))
            ready_s[onto] = min(before, ready) if useful else before
    return n_marked
