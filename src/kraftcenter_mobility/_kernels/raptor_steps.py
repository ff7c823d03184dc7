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
        n_boarded = _board(patterns, round_, n_marked, scratch)
        n_improved = _ride(patterns, round_, limit_s, n_boarded, scratch)
        n_changed = _keep_best(round_, n_improved, n_changed, scratch)
        n_marked = _0
        if round_ < n_rounds:
            n_marked = _change(changes, round_, limit_s, n_improved, scratch)
    return n_changed


@njit(cache=True)
def _board(
    patterns: Patterns, round_: int, n_marked: np.uint64, scratch: RaptorScratch
) -> np.uint64:
    """Board the first trip of every pattern at the marked stops; return how many are boarded."""
    first_pattern, departure_s = patterns.first_pattern, patterns.departure_s
    first_call, first_time = patterns.first_call, patterns.first_time
    pattern_at, position = patterns.pattern, patterns.position
    taken, next_s, latest_s = scratch.taken, scratch.next_s, scratch.latest_s
    marked, ready_s, boarded, boarded_row = (
        scratch.marked,
        scratch.ready_s,
        scratch.boarded,
        scratch.boarded_row,
    )
    this, n_rounds = np.uint64(round_), np.uint64(taken.shape[0])
    n_boarded = _0
    for m in range(n_marked):
        stop = np.uint64(marked[m])
        ready = ready_s[stop]
        ready_s[stop] = INF_S
        latest = np.int32(-INF_S)
        for entry in range(np.uint64(first_pattern[stop]), np.uint64(first_pattern[stop + _1])):
            if next_s[this, entry] >= ready:
                pattern, at = np.uint64(pattern_at[entry]), np.uint64(position[entry])
                call = np.uint64(first_call[pattern]) + at
                width = first_call[pattern + _1] - first_call[pattern]
                lowest, highest = first_time[pattern], first_time[pattern + _1]
                # the one before those taken can be caught; double the step until it is too far
                n_taken = np.int64(taken[this, call]) + 1
                row, step = highest - width * n_taken, np.int64(1)
                while True:
                    before = row - step * width
                    if before < lowest or departure_s[np.uint64(before) + at] < ready:
                        break
                    row = before
                    n_taken += step
                    step *= 2
                while step > 1:
                    step //= 2
                    before = row - step * width
                    if before >= lowest and departure_s[np.uint64(before) + at] >= ready:
                        row = before
                        n_taken += step
                remaining_s = np.int32(-INF_S)
                if row > lowest:
                    remaining_s = departure_s[np.uint64(row - width) + at]
                for later in range(this, n_rounds):
                    if taken[later, call] >= n_taken:
                        break
                    taken[later, call] = n_taken
                    next_s[later, entry] = remaining_s
                boarded[n_boarded] = entry
                boarded_row[n_boarded] = row
                n_boarded += _1
            latest = max(latest, next_s[this, entry])
        for later in range(this, n_rounds):
            latest_s[later, stop] = min(latest_s[later, stop], latest)
    return n_boarded


@njit(cache=True)
def _ride(
    patterns: Patterns,
    round_: int,
    limit_s: np.int64,
    n_boarded: np.uint64,
    scratch: RaptorScratch,
) -> np.uint64:
    """Follow the trips that were boarded; return at how many stops rides end earlier."""
    first_call, first_time = patterns.first_call, patterns.first_time
    pattern_at, position = patterns.pattern, patterns.position
    stop_of, can_alight = patterns.stop, patterns.can_alight
    arrival_s, departure_s = patterns.arrival_s, patterns.departure_s
    taken, next_s, entry_of = scratch.taken, scratch.next_s, scratch.entry_of
    boarded, boarded_row, ride_s = scratch.boarded, scratch.boarded_row, scratch.ride_s
    improved, is_improved = scratch.improved, scratch.is_improved
    this, n_rounds = np.uint64(round_), np.uint64(taken.shape[0])
    n_improved = _0
    for b in range(n_boarded):
        pattern = np.uint64(pattern_at[boarded[b]])
        begin, end = np.uint64(first_call[pattern]), np.uint64(first_call[pattern + _1])
        at, width, row = np.uint64(position[boarded[b]]), end - begin, np.uint64(boarded_row[b])
        is_first = boarded_row[b] == first_time[pattern]
        n_taken = taken[this, begin + at]
        for place in range(at + _1, width):
            call = begin + place
            arrival = arrival_s[row + place]
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
            remaining_s = np.int32(-INF_S) if is_first else departure_s[row + place - width]
            entry = np.uint64(entry_of[call])
            for later in range(this, n_rounds):
                if taken[later, call] >= n_taken:
                    break
                taken[later, call] = n_taken
                next_s[later, entry] = min(remaining_s, next_s[later, entry])
    return n_improved


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
    ride_s, latest_s, ready_s = scratch.ride_s, scratch.latest_s, scratch.ready_s
    improved, marked = scratch.improved, scratch.marked
    this, next_ = np.uint64(round_), np.uint64(round_ + 1)
    n_marked = _0
    for m in range(n_improved):
        stop = np.uint64(improved[m])
        arrival = np.int64(ride_s[this, stop])
        for entry in range(np.uint64(first[stop]), np.uint64(first[stop + _1])):
            onto = np.uint64(onto_of[entry])
            ready = arrival + np.int64(time_s[entry])
            if ready <= latest_s[next_, onto] and ready < ready_s[onto] and ready <= limit_s:
                if ready_s[onto] == INF_S:
                    marked[n_marked] = onto
                    n_marked += _1
                ready_s[onto] = ready
    return n_marked
