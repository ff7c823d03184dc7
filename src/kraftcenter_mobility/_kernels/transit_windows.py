"""From when one is at the stops to when one is at the places, moment by moment.

What is asked for is the length of the journey, waiting before it included: from each moment
at which one may set out to the earliest arrival. Moments are real numbers, because walks are;
what happens at stops happens at whole seconds.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .csr import FloatArray, IntArray
from .heap import TICKS_PER_SECOND
from .raptor import INF_S, I32Array

__all__ = [
    "RIDE_S",
    "label_stops",
    "split_rides",
    "tabulate_profile",
    "times_at_places",
    "times_by_profiles",
]

U8Array = NDArray[np.uint8]

RIDE_S = 1.0 / TICKS_PER_SECOND / 1024.0
"""What a ride adds to a time, so that of equally long journeys the one with fewest rides is
the shortest. All rides together stay below a tick, and float64 holds both exactly."""


AT_ONCE = 16
"""Stops whose moments lie side by side in one line of the processor's cache."""


@njit(cache=True, nogil=True)
def label_stops(
    start_s: FloatArray,
    arrival_s: I32Array,
    rides: U8Array,
    wanted: I32Array,
    longest_s: float,
    label_s: FloatArray,
) -> None:
    """Fill in how long after each start one gets off at wanted stops, rides added to the time.

    Shape of `arrival_s` and `rides`: (n_starts, n_stops); of `label_s`: (n_wanted, n_starts).
    The wanted stops ascend, and are taken some at a time, so that both are read and written
    where they have just been.
    """
    for low in range(0, wanted.size, AT_ONCE):
        high = min(low + AT_ONCE, wanted.size)
        for d in range(start_s.size):
            for row in range(low, high):
                stop = wanted[row]
                off_s = arrival_s[d, stop]
                taken_s = off_s - start_s[d] + rides[d, stop] * RIDE_S
                is_within = off_s < INF_S and off_s - start_s[d] <= longest_s
                label_s[row, d] = taken_s if is_within else np.inf


@njit(cache=True, nogil=True)
def times_at_places(
    label_s: FloatArray,
    first_link: IntArray,
    link_row: I32Array,
    link_s: FloatArray,
    direct_s: FloatArray,
    longest_s: float,
    time_s: FloatArray,
) -> None:
    """Fill in the length of the journeys to places, rides added, infinite where there is none.

    Place ``j`` is ``link_s[k]`` from the stop of row ``link_row[k]`` for each ``k`` in
    ``first_link[j]:first_link[j + 1]``, and `direct_s` away without public transport. Shape of
    `time_s`: (n_places, n_starts).
    """
    n_starts = label_s.shape[1]
    most_s = longest_s + 0.5 / TICKS_PER_SECOND
    for j in range(first_link.size - 1):
        best_s = time_s[j]
        best_s[:] = direct_s[j]
        for k in range(first_link[j], first_link[j + 1]):
            from_stop_s, walk_s = label_s[link_row[k]], link_s[k]
            for d in range(n_starts):
                found_s = from_stop_s[d] + walk_s
                best_s[d] = min(best_s[d], found_s)
        for d in range(n_starts):
            if best_s[d] > most_s:
                best_s[d] = np.inf


@njit(cache=True, nogil=True)
def split_rides(time_s: FloatArray, rides: U8Array) -> None:
    """Take the rides out of times again. Shape of both: (n_places, n_starts)."""
    for j in range(time_s.shape[0]):
        for d in range(time_s.shape[1]):
            rides[j, d] = 0
            if time_s[j, d] < np.inf:
                whole_s = np.floor(time_s[j, d] * TICKS_PER_SECOND) / TICKS_PER_SECOND
                rides[j, d] = np.uint8((time_s[j, d] - whole_s) / RIDE_S)
                time_s[j, d] = whole_s


@njit(cache=True, nogil=True)
def tabulate_profile(
    first_entry: IntArray,
    board_s: I32Array,
    moment: I32Array,
    stops: I32Array,
    begin_s: int,
    table: I32Array,
) -> None:
    """Fill in at which moment one arrives who is ready at a stop at each whole second.

    Who is ready at stop ``s`` by ``board_s[p]`` can be there at moment ``moment[p]``, for each
    ``p`` in ``first_entry[s]:first_entry[s + 1]``; both ascend. Row ``i`` of the table belongs to
    ``stops[i]``. Its shape is (n_stops, step, n_columns), and who is ready at
    ``begin_s + column * step + residue`` looks at ``[residue, column]``: so the moments at which
    one comes from one and the same place stand side by side. Never is ``INF_S``.
    """
    step, n_columns = table.shape[1], table.shape[2]
    for i in range(stops.size):
        entry, end = first_entry[stops[i]], first_entry[stops[i] + 1]
        for column in range(n_columns):
            for residue in range(step):
                ready_s = begin_s + column * step + residue
                while entry < end and board_s[entry] < ready_s:
                    entry += 1
                table[i, residue, column] = moment[entry] if entry < end else INF_S


@njit(cache=True, nogil=True)
def times_by_profiles(
    start_s: FloatArray,
    moment_s: FloatArray,
    table: I32Array,
    row: I32Array,
    first_link: IntArray,
    link_stop: I32Array,
    link_s: FloatArray,
    direct_s: FloatArray,
    longest_s: float,
    best: I32Array,
    time_s: FloatArray,
) -> None:
    """Fill in the length of the journeys from places to one destination.

    The table is that of :func:`tabulate_profile`, ``row[s]`` the row of stop ``s``; the starts are
    whole seconds, the first that at which the table begins, and one step apart. Place ``i`` is
    ``link_s[k]`` from stop ``link_stop[k]``, as in :func:`times_at_places`. `best` is scratch
    space of shape (n_starts,), `time_s` has the shape (n_places, n_starts).
    """
    n_starts, step = start_s.size, table.shape[1]
    for i in range(first_link.size - 1):
        best[:] = INF_S
        for k in range(first_link[i], first_link[i + 1]):
            ready = np.int64(np.ceil(link_s[k]))
            column = ready // step
            by_column = table[row[link_stop[k]], ready - column * step]
            moments = by_column[column : column + n_starts]
            for d in range(n_starts):
                best[d] = min(best[d], moments[d])
        for d in range(n_starts):
            least_s = direct_s[i]
            if best[d] < INF_S:
                least_s = min(least_s, moment_s[best[d]] - start_s[d])
            time_s[i, d] = least_s if least_s <= longest_s else np.inf
