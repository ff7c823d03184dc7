"""New edges on a prepared graph: exact distances through a few portals.

New edges touch the graph at *portals*: nodes at which one can leave it along a new edge, or
come back from one. A journey that uses new edges goes through the graph to a portal,
through new edges and the graph between portals any number of times, and on through the
graph. The part between portals is a shortest way in a small dense graph, closed once by
Floyd's algorithm [1]_; the parts before and behind are ordinary queries.

References
----------
.. [1] R. W. Floyd, "Algorithm 97: Shortest path," Commun. ACM, vol. 5, no. 6, p. 345,
   1962. doi:10.1145/367766.368168
"""

import numpy as np
from numba import njit

from .hierarchy import INFINITE, NONE, U32Array

__all__ = ["close_ways", "lower_by_product"]


@njit(cache=True, nogil=True)
def close_ways(way: U32Array, through: U32Array) -> None:
    """Replace the direct ways between portals by the shortest. Shapes (n, n).

    `through` receives a portal on the way, NONE where the direct way is a shortest one.
    """
    n = np.uint64(way.shape[0])
    through[:] = NONE
    for middle in range(n):
        for begin in range(n):
            first = way[begin, middle]
            if first >= INFINITE:
                continue
            for end in range(n):
                sum_ = np.uint32(first + way[middle, end])
                if sum_ < way[begin, end]:
                    way[begin, end] = sum_
                    through[begin, end] = np.uint32(middle)


@njit(cache=True, nogil=True)
def lower_by_product(left: U32Array, right: U32Array, result: U32Array) -> None:
    """Lower `result` to the least sum of a row of `left` and a column of `right`."""
    n_middle = np.uint64(right.shape[0])
    for row in range(np.uint64(left.shape[0])):
        for middle in range(n_middle):
            first = left[row, middle]
            if first >= INFINITE:
                continue
            for column in range(np.uint64(right.shape[1])):
                sum_ = np.uint32(first + right[middle, column])
                result[row, column] = min(result[row, column], sum_)
