"""A timetable as flat arrays, and the room in which it is searched.

A *pattern* is a row of calls at stops that some trips share. Trips of a pattern never
overtake each other, in arrivals or departures: those that do are put in patterns of
their own. So whoever boards the first trip there is, is never late for it.

Times are whole seconds in ``int32`` after any moment one likes; for searches backwards
in time they are negative. Indices that address arrays from outside are ``int64``.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .csr import BoolArray, IntArray

__all__ = ["INF_S", "Changes", "I32Array", "Patterns", "RaptorScratch", "U8Array", "raptor_scratch"]

I32Array = NDArray[np.int32]
U8Array = NDArray[np.uint8]

INF_S = 2**30
"""The moment that never comes: an int32 still holds it with any finite time added."""


class Patterns(NamedTuple):
    """Trips in rows: those of a pattern call at the same stops and never overtake each other."""

    first_call: IntArray
    """Where each pattern's calls begin. Shape (n_patterns + 1,)."""

    stop: I32Array
    """The stop of each call. Shape (n_calls,)."""

    can_board: BoolArray
    """Whether one may get on there. Shape (n_calls,)."""

    can_alight: BoolArray
    """Whether one may get off there. Shape (n_calls,)."""

    first_time: IntArray
    """Where each pattern's times begin. Shape (n_patterns + 1,)."""

    arrival_s: I32Array
    """Arrivals: within a pattern by trip, within a trip by call. Shape (n_times,)."""

    departure_s: I32Array
    """Departures in the same order. Shape (n_times,)."""

    first_pattern: IntArray
    """Where each stop's calls begin in the two below. Shape (n_stops + 1,)."""

    pattern: I32Array
    """A pattern that calls at the stop. Shape (n_calls,)."""

    position: I32Array
    """Which of the pattern's calls that is. Shape (n_calls,)."""


class Changes(NamedTuple):
    """From which stop one can change to which, and how long that takes at least."""

    first: IntArray
    """Where the changes from each stop begin. Shape (n_stops + 1,)."""

    stop: I32Array
    """Where one boards next: the stop itself too, if one can change there. Shape (n_changes,)."""

    time_s: I32Array
    """From getting off to being ready to board, slack included. Shape (n_changes,)."""


class RaptorScratch(NamedTuple):
    """The labels of one search, and its queues; one per thread."""

    ride_s: I32Array
    """Earliest end of a ride at each stop with up to so many. Shape (n_rounds + 1, n_stops)."""

    latest_s: I32Array
    """Latest moment at which being ready at a stop may be of use. Shape as `ride_s`."""

    taken: I32Array
    """How many last trips have been boarded up to each call. Shape (n_rounds + 1, n_calls)."""

    next_s: I32Array
    """When the one before these departs, by stop, not by call. Shape as `taken`."""

    last_s: I32Array
    """When the last trip departs that can be boarded there, by stop. Shape (n_calls,)."""

    entry_of: I32Array
    """Where each call stands among those by stop. Shape (n_calls,)."""

    best_s: I32Array
    """Earliest end of a ride at each stop. Shape (n_stops,)."""

    best_rides: U8Array
    """The least number of rides of which the last ends then. Shape (n_stops,)."""

    ready_s: I32Array
    """When one is ready to board in this round. Shape (n_stops,)."""

    marked: I32Array
    """Stops at which somebody is ready in this round. Shape (n_stops + 1,)."""

    waiting: I32Array
    """Calls, by stop, where a trip can be caught in this round. Shape (n_calls + 1,)."""

    improved: I32Array
    """Stops at which rides of this round end. Shape (n_stops,)."""

    is_improved: BoolArray
    """Whether a stop is among these. Shape (n_stops,)."""

    changed: I32Array
    """Stops to which this start brought something better. Shape (n_stops,)."""

    is_changed: BoolArray
    """Whether a stop is among these. Shape (n_stops,)."""


def raptor_scratch(patterns: Patterns, n_rounds: int) -> RaptorScratch:
    """Return room for searches of at most so many rides, 1 to 255, over these patterns."""
    n_stops, n_calls = patterns.first_pattern.size - 1, patterns.stop.size
    last_s, entry_of = _last_departures(patterns)
    return RaptorScratch(
        ride_s=np.empty((n_rounds + 1, n_stops), np.int32),
        latest_s=np.empty((n_rounds + 1, n_stops), np.int32),
        taken=np.empty((n_rounds + 1, n_calls), np.int32),
        next_s=np.empty((n_rounds + 1, n_calls), np.int32),
        last_s=last_s,
        entry_of=entry_of,
        best_s=np.empty(n_stops, np.int32),
        best_rides=np.empty(n_stops, np.uint8),
        ready_s=np.empty(n_stops, np.int32),
        # what is written before it is known whether it counts needs a place after the last
        marked=np.empty(n_stops + 1, np.int32),
        waiting=np.empty(n_calls + 1, np.int32),
        improved=np.empty(n_stops, np.int32),
        is_improved=np.empty(n_stops, np.bool_),
        changed=np.empty(n_stops, np.int32),
        is_changed=np.empty(n_stops, np.bool_),
    )


def _last_departures(patterns: Patterns) -> tuple[I32Array, I32Array]:
    """Return the last departure that can be boarded, by stop, and where each call stands."""
    pattern, position = patterns.pattern, patterns.position
    width = np.diff(patterns.first_call)[pattern]
    call = patterns.first_call[pattern] + position
    last_s = np.full(call.size, -INF_S, np.int32)
    useful = patterns.can_board[call] & (position + 1 < width)
    time = patterns.first_time[pattern + 1] - width + position
    last_s[useful] = patterns.departure_s[time[useful]]
    entry_of = np.empty(call.size, np.int32)
    entry_of[call] = np.arange(call.size, dtype=np.int32)
    return last_s, entry_of
