"""Separators by inertial flow: the smallest cut between the two ends of a part of the map.

The nodes are sorted along a line. The first quarter of them, say, is one set and the last
another, and the smallest number of nodes that separates the two is a maximum flow away
[1]_. Roads have rivers, valleys and parks, so that in some direction there is a cut that
is small for the size of what it separates. Here every direction is tried with ends that
grow step by step, as in FlowCutter [2]_: the paths found stay, so that a whole range of
balances costs little more than one, and a direction is given up as soon as it cannot win.

References
----------
.. [1] A. Schild and C. Sommer, "On balanced separators in road networks," Experimental
   Algorithms, LNCS 9125, pp. 286-297, 2015. doi:10.1007/978-3-319-20086-6_22
.. [2] L. Gottesbueren, M. Hamann, T. N. Uhl, D. Wagner, "Faster and better nested
   dissection orders for customizable contraction hierarchies," Algorithms, vol. 12, no. 9,
   196, 2019. doi:10.3390/a12090196
"""

import numpy as np
from numba import njit

from .flow_sets import BEGIN, END, Flow, clear_paths, grow
from .hierarchy import U32Array
from .parts import Part
from .vertex_flow import cut_beside, more_paths

__all__ = ["separate"]

HELD = np.array([0.05, 0.15, 0.25, 0.35])
"""Shares of the nodes that each of the two ends holds, one step after the other."""

POWER = 1.3
"""What a cut's size is raised to: 1 favours balance, and 2 small cuts, beyond measure."""

NOT_ZERO = 0.01
"""Added to the size of a side, so that one without nodes is bad and not an error."""

_0 = np.uint64(0)


@njit(cache=True, nogil=True)
def separate(part: Part, n_nodes: np.uint64, lines: U32Array, flow: Flow, best: float) -> float:
    """Divide a connected graph by the best cut found along several lines.

    `lines` has the nodes, sorted, in a row for every line; `best` is the score of the
    division there is, infinite for none. Returns the best score, the smaller the better.
    """
    for line in range(lines.shape[0]):
        best = _along(part, n_nodes, lines[line], flow, best)
    return best


@njit(cache=True, nogil=True)
def _along(part: Part, n_nodes: np.uint64, line: U32Array, flow: Flow, best: float) -> float:
    """Try one line; return the best score so far, this line's included."""
    first, head = part.first, part.head
    n = line.size
    clear_paths(flow, n_nodes)
    n_paths = _0
    held = 0
    for share in HELD:
        hold = max(1, int(share * n))
        starts, ends = line[:hold], line[n - hold :]
        for which in (BEGIN, END):
            whole, new = starts, starts[held:]
            if which == END:
                whole, new = ends, ends[: hold - held]
            grow(first, head, flow, n_nodes, which, whole, new)
        held = hold
        limit = _limit(best, n_nodes)
        n_paths = more_paths(first, head, flow, n_nodes, starts, n_paths, limit)
        if n_paths >= limit:
            break
        for which in (BEGIN, END):
            n_near = cut_beside(first, head, flow, n_nodes, which, part.trial)
            score = _score(n_paths, n_near, n_nodes)
            if score < best:
                best = score
                part.division[:n] = part.trial[:n]
    return best


@njit(cache=True, nogil=True)
def _score(n_cut: np.uint64, n_near: np.uint64, n_nodes: np.uint64) -> float:
    """Return how bad a cut is: its size, raised to a power, for every node on the smaller side."""
    smaller = min(n_near, n_nodes - n_cut - n_near)
    return float(float(n_cut) ** POWER / (float(smaller) + NOT_ZERO))


@njit(cache=True, nogil=True)
def _limit(best: float, n_nodes: np.uint64) -> np.uint64:
    """Return the size from which a cut is no better even where it halves the graph."""
    size = (best * 0.5 * float(n_nodes)) ** (1.0 / POWER)
    return np.uint64(min(size, float(n_nodes)) + 1.0)
