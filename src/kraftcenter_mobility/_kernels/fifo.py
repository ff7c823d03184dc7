"""Splitting trips into rows in which no trip overtakes another.

A search by rounds [1]_ boards the first trip of a row that it can still catch. That is the
best one only if no later trip of the row overtakes it. Which row a trip goes to is decided
greedily: the first whose last trip it does not overtake.

References
----------
.. [1] D. Delling, T. Pajor, R. F. Werneck, "Round-based public transit routing," Transp. Sci.,
   vol. 49, no. 3, pp. 591-604, 2015. doi:10.1287/trsc.2014.0534
"""

from numba import njit

from .csr import IntArray
from .raptor import I32Array

__all__ = ["fifo_rows"]


@njit(cache=True, nogil=True)
def fifo_rows(
    first_call: IntArray,
    arrival_s: I32Array,
    departure_s: I32Array,
    group: IntArray,
    last_trip: IntArray,
    row: IntArray,
) -> int:
    """Fill `row` with the row of every trip, and return how many rows there are.

    Parameters
    ----------
    first_call : IntArray
        Where each trip's calls begin. Shape (n_trips + 1,).
    arrival_s, departure_s : I32Array
        Of each call. Shape (n_calls,).
    group : IntArray
        Which trips may share rows, ascending: those of a group have equally many calls, and
        follow each other in the order in which they set out. Shape (n_trips,).
    last_trip : IntArray
        Scratch space. Shape (n_trips,).
    row : IntArray
        Receives the rows, numbered group by group. Shape (n_trips,).

    Returns
    -------
    int
        The number of rows.
    """
    n_rows = 0
    first_row = 0
    for trip in range(group.size):
        if trip > 0 and group[trip] != group[trip - 1]:
            first_row = n_rows
        chosen = first_row
        while chosen < n_rows and _overtakes(
            first_call, arrival_s, departure_s, trip, last_trip[chosen]
        ):
            chosen += 1
        n_rows = max(n_rows, chosen + 1)
        last_trip[chosen] = trip
        row[trip] = chosen
    return n_rows


@njit(cache=True)
def _overtakes(
    first_call: IntArray,
    arrival_s: I32Array,
    departure_s: I32Array,
    trip: int,
    earlier: int,
) -> bool:
    """Say whether a trip is ahead of an earlier one at any call."""
    here, there = first_call[trip], first_call[earlier]
    for call in range(first_call[trip + 1] - here):
        if arrival_s[here + call] < arrival_s[there + call]:
            return True
        if departure_s[here + call] < departure_s[there + call]:
            return True
    return False
