"""Which places a search within a cutoff comes to, as a list instead of a row of a table.

A stop is near to a few hundred of a hundred thousand places. The searches are those of
:mod:`.dijkstra` and :mod:`.turn_dijkstra`; here is only what picks up the places that lie at
the nodes, or edges, which a search has reached.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .csr import FloatArray, IntArray
from .dijkstra import UNREACHED_S
from .heap import TICKS_PER_SECOND

__all__ = ["I32Array", "collect_places", "sort_by_place"]

I32Array = NDArray[np.int32]


@njit(cache=True, nogil=True)
def collect_places(
    time_s: FloatArray,
    first_entry: IntArray,
    entry_place: I32Array,
    entry_time_s: FloatArray,
    known_place: I32Array,
    known_s: FloatArray,
    cutoff_s: float,
    best_s: FloatArray,
    place: I32Array,
    place_ticks: I32Array,
) -> int:
    """Write the places within the cutoff and their times in ticks; return how many there are.

    Item ``i``, a node or an edge that is reached at ``time_s[i]``, leads to the places
    ``entry_place[first_entry[i]:first_entry[i + 1]]``, which are `entry_time_s` further.
    ``known_s[k]`` is known of place ``known_place[k]`` without any search. `best_s` is infinite
    for every place, before and after. The places come in no order.
    """
    count = 0
    for k in range(known_place.size):
        if known_s[k] > cutoff_s:
            continue
        where = known_place[k]
        if best_s[where] == UNREACHED_S:
            place[count] = where
            count += 1
        best_s[where] = min(best_s[where], known_s[k])
    for item in range(first_entry.size - 1):
        reached_s = time_s[item]
        if reached_s == UNREACHED_S:
            continue
        for k in range(first_entry[item], first_entry[item + 1]):
            found_s = reached_s + entry_time_s[k]
            if found_s > cutoff_s:
                continue
            where = entry_place[k]
            if best_s[where] == UNREACHED_S:
                place[count] = where
                count += 1
            best_s[where] = min(best_s[where], found_s)
    for k in range(count):
        place_ticks[k] = np.int32(best_s[place[k]] * TICKS_PER_SECOND)
        best_s[place[k]] = np.inf
    return count


@njit(cache=True, nogil=True)
def sort_by_place(
    first: IntArray,
    place: I32Array,
    ticks: I32Array,
    stop: I32Array,
    door_s: FloatArray,
    cutoff_s: float,
    first_of_place: IntArray,
    sorted_stop: I32Array,
    time_s: FloatArray,
) -> int:
    """Sort the links of points by place, and return how many remain.

    Point ``i`` is a door of ``stop[i]``, which ascends, and ``door_s[i]`` away from its
    platform; its links are ``first[i]:first[i + 1]``. Of several doors the best counts. What
    is beyond the cutoff is left out. `first_of_place` has the shape (n_places + 1,).
    """
    n_places = first_of_place.size - 1
    room = np.zeros(n_places + 1, np.int64)
    for k in range(place.size):
        room[place[k] + 1] += 1
    for j in range(n_places):
        room[j + 1] += room[j]
    end = room[:-1].copy()
    for i in range(first.size - 1):
        for k in range(first[i], first[i + 1]):
            j = place[k]
            found_s = ticks[k] / TICKS_PER_SECOND + door_s[i]
            if found_s > cutoff_s:
                continue
            last = end[j] - 1
            if last >= room[j] and sorted_stop[last] == stop[i]:
                time_s[last] = min(time_s[last], found_s)
                continue
            sorted_stop[end[j]] = stop[i]
            time_s[end[j]] = found_s
            end[j] += 1
    count = 0
    for j in range(n_places):
        first_of_place[j] = count
        for k in range(room[j], end[j]):
            sorted_stop[count] = sorted_stop[k]
            time_s[count] = time_s[k]
            count += 1
    first_of_place[n_places] = count
    return count
