"""Lines through a graph that has no map: how much nearer to one end than to another.

The two ends lie far apart, found by breadth-first searches from the last node that
another search came to, as for pseudo-peripheral nodes [1]_. A second pair lies far from the
first. Together they are something like the two axes of a map; their sum and difference are
its diagonals.

References
----------
.. [1] A. George and J. W. H. Liu, "An implementation of a pseudoperipheral node finder,"
   ACM Trans. Math. Softw., vol. 5, no. 3, pp. 284-295, 1979. doi:10.1145/355841.355845
"""

import numpy as np
from numba import njit

from .csr import IntArray
from .hierarchy import U32Array
from .parts import Part

__all__ = ["distances", "sort_along_graph"]

_0, _1 = np.uint64(0), np.uint64(1)


@njit(cache=True, nogil=True)
def distances(part: Part, start: np.uint64, distance: IntArray) -> np.uint64:
    """Count the steps to every node of a connected graph; return the last one reached."""
    first, head, queue = part.first, part.head, part.moved
    distance[:] = -1
    distance[start] = 0
    queue[0] = start
    node = start
    filled = _1
    done = _0
    while done < filled:
        node = np.uint64(queue[done])
        done += _1
        for arc in range(np.uint64(first[node]), np.uint64(first[node + _1])):
            other = head[arc]
            if distance[other] < 0:
                distance[other] = distance[node] + 1
                queue[filled] = other
                filled += _1
    return node


@njit(cache=True, nogil=True)
def sort_along_graph(part: Part, n_nodes: np.uint64, lines: U32Array) -> None:
    """Sort the nodes of a connected graph along four lines. Shape of `lines`: (4, n_nodes)."""
    n = np.int64(n_nodes)
    steps = np.empty((4, n), np.int64)
    west = distances(part, _0, steps[0])
    south = _between_ends(part, west, steps[0], steps[1])
    _between_ends(part, south, steps[2], steps[3])
    for node in range(n):
        across = steps[0, node] - steps[1, node]
        along = steps[2, node] - steps[3, node]
        steps[0, node], steps[1, node] = across, across + along
        steps[2, node], steps[3, node] = along, across - along
    for line in range(4):
        _sort_by(steps[line], lines[line])


@njit(cache=True, nogil=True)
def _between_ends(part: Part, end: np.uint64, near: IntArray, far: IntArray) -> np.uint64:
    """Count the steps from an end and from the other; return a node that is far from both."""
    distances(part, distances(part, end, near), far)
    middle = _0
    for node in range(near.size):
        if min(near[node], far[node]) > min(near[middle], far[middle]):
            middle = np.uint64(node)
    return middle


@njit(cache=True, nogil=True)
def _sort_by(value: IntArray, line: U32Array) -> None:
    """Sort nodes by a value of each, which is small, by counting."""
    lowest, highest = value[0], value[0]
    for node in range(value.size):
        lowest, highest = min(lowest, value[node]), max(highest, value[node])
    cursor = np.zeros(highest - lowest + 2, np.int64)
    for node in range(value.size):
        cursor[value[node] - lowest + 1] += 1
    for k in range(1, cursor.size):
        cursor[k] += cursor[k - 1]
    for node in range(value.size):
        line[cursor[value[node] - lowest]] = np.uint32(node)
        cursor[value[node] - lowest] += 1
