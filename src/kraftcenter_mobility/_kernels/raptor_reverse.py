"""A timetable run backwards in time, for journeys that are to arrive by some moment.

Times are negated, calls come in reverse, getting on and getting off change places. The
earliest arrival in it is the latest departure of the timetable, negated. Patterns keep
their numbers; of `T` trips and `n` calls, trip ``t`` is ``T - 1 - t`` and call ``i`` is
``n - 1 - i``. Doing it twice changes nothing.
"""

import numpy as np

from .csr import IntArray, row_starts
from .raptor import Changes, Patterns

__all__ = ["reversed_changes", "reversed_patterns"]


def reversed_patterns(patterns: Patterns) -> Patterns:
    """Return the timetable in which every trip runs backwards, read-only."""
    call, time = _backwards(patterns.first_call), _backwards(patterns.first_time)
    last = np.diff(patterns.first_call)[patterns.pattern] - 1
    turned = Patterns(
        first_call=patterns.first_call,
        stop=patterns.stop[call],
        can_board=patterns.can_alight[call],
        can_alight=patterns.can_board[call],
        first_time=patterns.first_time,
        arrival_s=-patterns.departure_s[time],
        departure_s=-patterns.arrival_s[time],
        first_pattern=patterns.first_pattern,
        pattern=patterns.pattern,
        position=(last - patterns.position).astype(np.int32),
    )
    for array in turned:
        array.setflags(write=False)
    return turned


def reversed_changes(changes: Changes) -> Changes:
    """Return the same changes by the stop they lead to, read-only."""
    n_stops = changes.first.size - 1
    begin = np.repeat(np.arange(n_stops, dtype=np.int32), np.diff(changes.first))
    by_end = np.argsort(changes.stop, kind="stable")
    turned = Changes(row_starts(changes.stop, n_stops), begin[by_end], changes.time_s[by_end])
    for array in turned:
        array.setflags(write=False)
    return turned


def _backwards(first: IntArray) -> IntArray:
    """Return the positions of rows that are each read from the end. Shape (first[-1],)."""
    turn = np.repeat(first[:-1] + first[1:] - 1, np.diff(first))
    return turn - np.arange(first[-1])
