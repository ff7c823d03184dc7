"""Changes without those that can never be of use, whenever one comes.

A change from a stop to another is superfluous for a pattern that is boarded there, if one can
change to an earlier call of the pattern and, even in its slowest trip, is there no later:
whoever catches a trip by walking catches it further up the line too. It is superfluous for a
pattern in which one came, if riding on and changing from a later call is faster. What is
superfluous for all patterns boarded there, or for all in which one comes, is left out, and no
end of a ride is later for it. That the second must be faster, not only as fast, keeps two
changes from standing in for each other. The idea is the reduction of transfers in trip-based
routing [1]_, here for stops instead of trips.

References
----------
.. [1] S. Witt, "Trip-based public transit routing," Proc. ESA 2015, LNCS 9294,
   pp. 1025-1036. doi:10.1007/978-3-662-48350-3_85
"""

import numpy as np
from numba import njit

from .csr import BoolArray, row_starts
from .raptor import INF_S, Changes, I32Array, Patterns
from .raptor_reverse import reversed_changes, reversed_patterns

__all__ = ["useful_changes"]


def useful_changes(patterns: Patterns, changes: Changes) -> Changes:
    """Return the changes that some search may need, forwards or backwards, read-only."""
    n_stops = changes.first.size - 1
    useful = _boarded_first(patterns, changes, _slowest_hops(patterns), 0)
    turned = reversed_patterns(patterns)
    left_last = _boarded_first(turned, reversed_changes(changes), _slowest_hops(turned), 1)
    useful[np.argsort(changes.stop, kind="stable")] &= left_last
    begin = np.repeat(np.arange(n_stops), np.diff(changes.first))[useful]
    fewer = Changes(row_starts(begin, n_stops), changes.stop[useful], changes.time_s[useful])
    for array in fewer:
        array.setflags(write=False)
    return fewer


@njit(cache=True)
def _slowest_hops(patterns: Patterns) -> I32Array:
    """Return the longest time from departure to departure before each call. Shape (n_calls,)."""
    first_call, first_time = patterns.first_call, patterns.first_time
    departure_s = patterns.departure_s
    hop_s = np.zeros(patterns.stop.size, np.int32)
    for pattern in range(first_call.size - 1):
        begin, end = first_call[pattern], first_call[pattern + 1]
        for row in range(first_time[pattern], first_time[pattern + 1], end - begin):
            for at in range(1, end - begin):
                taken_s = departure_s[row + at] - departure_s[row + at - 1]
                hop_s[begin + at] = max(hop_s[begin + at], taken_s)
    return hop_s


@njit(cache=True, nogil=True)
def _boarded_first(
    patterns: Patterns, changes: Changes, hop_s: I32Array, faster_s: int
) -> BoolArray:
    """Say which changes lead to a call of some pattern that is not better boarded before."""
    first_call, stop_of, can_board = patterns.first_call, patterns.stop, patterns.can_board
    first_pattern, pattern_at = patterns.first_pattern, patterns.pattern
    position, first, onto, time_s = patterns.position, changes.first, changes.stop, changes.time_s
    is_needed = np.zeros(onto.size, np.bool_)
    way_s = np.full(first.size - 1, np.int32(INF_S))
    for stop in range(first.size - 1):
        some = range(first[stop], first[stop + 1])
        for change in some:
            way_s[onto[change]] = min(way_s[onto[change]], time_s[change])
        for change in some:
            for entry in range(first_pattern[onto[change]], first_pattern[onto[change] + 1]):
                begin, end = first_call[pattern_at[entry]], first_call[pattern_at[entry] + 1]
                call = begin + position[entry]
                if not can_board[call] or call + 1 == end:
                    continue
                spare_s = np.int64(time_s[change]) - hop_s[call] - faster_s
                while call > begin and spare_s >= 0:
                    call -= 1
                    if can_board[call] and way_s[stop_of[call]] <= spare_s:
                        break
                    spare_s -= hop_s[call]
                else:
                    is_needed[change] = True
                    break
        for change in some:
            way_s[onto[change]] = INF_S
    return is_needed
