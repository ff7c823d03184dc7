"""Whether two nodes stay joined when some roads are closed, by looking from both ends at once.

Breadth first from either node in turn, a road at a time, until the two meet, until one side
has been seen as a whole, or until so much has been seen that it is cheaper to ask otherwise
[1]_. What usually happens is one of the first two, after a few roads.

References
----------
.. [1] Y. Shiloach and S. Even, "An on-line edge-deletion problem," J. ACM, vol. 28, no. 1,
   pp. 1-4, 1981. doi:10.1145/322234.322235
"""

import numpy as np
from numba import njit

from .csr import FloatArray, IntArray

__all__ = ["GAVE_UP", "JOINED", "PARTED", "detour"]

GAVE_UP, JOINED, PARTED = 0, 1, 2


@njit(cache=True)
def detour(
    first_end: IntArray,
    end_segment: IntArray,
    tail: IntArray,
    head: IntArray,
    length_m: FloatArray,
    rank: IntArray,
    least: np.int64,
    closed: IntArray,
    one: np.int64,
    other: np.int64,
    budget: np.int64,
    seen: IntArray,
    queue: IntArray,
    side_m: FloatArray,
) -> np.int64:
    """Say whether two nodes stay joined by roads of a rank and above when some are closed.

    `seen`, shape (n_nodes,), and `queue`, shape (2, n_nodes), are scratch, `seen` zero, also
    afterwards. `side_m`, shape (4,), gets the metres of roads of each rank met on the side
    that was seen as a whole, where the two are parted.
    """
    begin, end = np.zeros(2, np.int64), np.ones(2, np.int64)
    found = np.zeros((2, 4))
    queue[0, 0], queue[1, 0] = one, other
    seen[one] = 1
    answer = JOINED if one == other else GAVE_UP
    if one != other:
        seen[other] = 2
    side, looked = 0, 0
    while answer == GAVE_UP and looked < budget:
        if begin[side] == end[side]:
            answer = PARTED
            side_m[:] = found[side] / 2.0
            break
        node = queue[side, begin[side]]
        begin[side] += 1
        for place in range(first_end[node], first_end[node + 1]):
            segment = end_segment[place]
            looked += 1
            if rank[segment] < least or _is_among(closed, segment):
                continue
            found[side, rank[segment]] += length_m[segment]
            beyond = head[segment] if tail[segment] == node else tail[segment]
            if seen[beyond] == 0:
                seen[beyond] = side + 1
                queue[side, end[side]] = beyond
                end[side] += 1
            elif seen[beyond] != side + 1:
                answer = JOINED
                break
        side = 1 - side
    for which in range(2):
        for place in range(end[which]):
            seen[queue[which, place]] = 0
    return np.int64(answer)


@njit(cache=True)
def _is_among(sorted_numbers: IntArray, number: np.int64) -> bool:
    """Say whether a number is one of an ascending list."""
    place = np.searchsorted(sorted_numbers, number)
    return bool(place < sorted_numbers.size and sorted_numbers[place] == number)
