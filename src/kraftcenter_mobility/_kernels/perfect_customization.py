"""Arcs that no fastest way needs, found from the top of the hierarchy down [1]_.

A customized weight is the time of the best way through lower ranks. A way round by way of
a higher rank may be faster, and then no fastest way uses the arc. Going from high ranks to
low, the true times between a rank's neighbours above are known already, and so its own
times to and from them follow from its *upper* and *intermediate* triangles. Arcs that take
longer than the true time are closed; those that remain are what sweeps have to look at.

The ranks of a panel share their neighbours above. The times between these are copied into
a square once, to which each rank, when it is finished, adds a row and a column of its own.
What has few neighbours is done triangle by triangle, as in customization, in reverse.

An arc that takes exactly as long as a way round stays, although one of the two would do:
with times that are zero, which one may go depends on which others went, and on real
networks there are next to none.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
"""

import numpy as np
from numba import njit

from .customization_plan import LISTED, CustomizationPlan, customization_plan
from .hierarchy import INFINITE, Hierarchy, U32Array
from .panels import BLOCK
from .square_panels import SQUARE_PADDING, shorten_pairs, shorten_triangle

__all__ = ["perfect_weights"]

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)
_BLOCK, _LISTED = np.uint64(BLOCK), np.uint64(LISTED)


def perfect_weights(
    hierarchy: Hierarchy, weights: U32Array, plan: CustomizationPlan | None = None
) -> U32Array:
    """Return the weights, INFINITE for arcs that are longer than the true distance.

    `plan` is the one by which the weights were customized; without it, it is made anew.
    """
    plan = plan or customization_plan(hierarchy)
    distance = weights.copy()
    stride = 2 * int(np.diff(hierarchy.first_up).max(initial=0) + 1)
    square = np.empty(stride * stride // 2 + SQUARE_PADDING, np.uint32)
    buffer = np.empty(stride + SQUARE_PADDING, np.uint32)
    _shorten(hierarchy, plan, distance, square, np.uint64(stride), buffer)
    _close_longer(weights, distance)
    return distance


@njit(cache=True, nogil=True)
def _shorten(
    hierarchy: Hierarchy,
    plan: CustomizationPlan,
    distance: U32Array,
    square: U32Array,
    stride: np.uint64,
    buffer: U32Array,
) -> None:
    """Make all weights true distances. `square` and `buffer` are scratch space."""
    first_up, up_head, pair_arc = hierarchy.first_up, hierarchy.up_head, plan.pair_arc
    panel, panel_end, first_pair = plan.panel, plan.panel_end, plan.first_pair
    triangle = plan.triangle
    n_panels, n_triangles = np.uint64(panel.size), np.uint64(triangle.shape[0])
    for k in range(n_panels):
        p = n_panels - _1 - np.uint64(k)
        begin, end, at = np.uint64(panel[p]), np.uint64(panel_end[p]), np.uint64(first_pair[p])
        row, row_end = np.uint64(first_up[end - _1]), np.uint64(first_up[end])
        corner = (end - begin) * (stride + _2)
        if row_end - row > _LISTED:
            _copy_looked_up(first_up, up_head, distance, row, row_end, square, corner, stride)
        else:
            _copy_listed(pair_arc, at, distance, row_end - row, square, corner, stride)
        for below in range(end - begin):
            rank = end - _1 - np.uint64(below)
            arc, arc_end = np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])
            shorten_pairs(distance, _2 * arc, arc_end - arc, square, corner, stride, buffer)
            corner -= stride + _2
            _add_rank(distance, _2 * arc, arc_end - arc, square, corner, stride, buffer)
    for k in range(n_triangles):
        t = n_triangles - _1 - np.uint64(k)
        top, near, far = triangle[t, _0], triangle[t, _1], triangle[t, _2]
        shorten_triangle(distance, np.uint64(top), np.uint64(near), np.uint64(far))


@njit(cache=True)
def _set_pair(
    distance: U32Array,
    arc: np.uint64,
    square: U32Array,
    corner: np.uint64,
    stride: np.uint64,
    i: np.uint64,
    j: np.uint64,
) -> None:
    """Copy an arc's times into a square, where it leads from the i-th to the j-th rank."""
    up, down = distance[_2 * arc], distance[_2 * arc + _1]
    there, back = corner + i * stride + _2 * j, corner + j * stride + _2 * i
    square[there], square[there + _1] = up, down
    square[back], square[back + _1] = down, up


@njit(cache=True)
def _clear_diagonal(
    n_ranks: np.uint64, square: U32Array, corner: np.uint64, stride: np.uint64
) -> None:
    """Let it take no time from a rank to itself."""
    for i in range(n_ranks):
        at = corner + np.uint64(i) * (stride + _2)
        square[at] = square[at + _1] = np.uint32(0)


@njit(cache=True)
def _copy_listed(
    pair_arc: U32Array,
    at: np.uint64,
    distance: U32Array,
    n_above: np.uint64,
    square: U32Array,
    corner: np.uint64,
    stride: np.uint64,
) -> None:
    """Fill a square with the times between neighbours whose arcs are listed from `at` on."""
    _clear_diagonal(n_above, square, corner, stride)
    for column in range(_0, n_above, _BLOCK):
        width = min(_BLOCK, n_above - column)
        for row in range(_0, column + _1, _BLOCK):
            for j in range(width):
                for i in range(_BLOCK if row < column else np.uint64(j)):
                    arc = np.uint64(pair_arc[at])
                    to_i, to_j = np.uint64(row + i), np.uint64(column + j)
                    _set_pair(distance, arc, square, corner, stride, to_i, to_j)
                    at += _1


@njit(cache=True)
def _copy_looked_up(
    first_up: U32Array,
    up_head: U32Array,
    distance: U32Array,
    row: np.uint64,
    row_end: np.uint64,
    square: U32Array,
    corner: np.uint64,
    stride: np.uint64,
) -> None:
    """Fill a square with the times between the heads of ``row:row_end``."""
    n_above = row_end - row
    _clear_diagonal(n_above, square, corner, stride)
    for i in range(n_above):
        arc = np.uint64(first_up[np.uint64(up_head[row + i])])
        for j in range(i + _1, n_above):
            while up_head[arc] != up_head[row + j]:
                arc += _1
            _set_pair(distance, arc, square, corner, stride, np.uint64(i), np.uint64(j))


@njit(cache=True)
def _add_rank(
    distance: U32Array,
    row: np.uint64,
    n_pairs: np.uint64,
    square: U32Array,
    corner: np.uint64,
    stride: np.uint64,
    buffer: U32Array,
) -> None:
    """Write a rank's times among the distances, and add it to the square it stands before."""
    square[corner] = square[corner + _1] = np.uint32(0)
    for j in range(n_pairs):
        pair = _2 * np.uint64(j)
        up, down = buffer[pair], buffer[pair + _1]
        distance[row + pair], distance[row + pair + _1] = up, down
        there = corner + _2 + pair
        square[there], square[there + _1] = up, down
        back = corner + (np.uint64(j) + _1) * stride
        square[back], square[back + _1] = down, up


@njit(cache=True, nogil=True)
def _close_longer(weights: U32Array, distance: U32Array) -> None:
    """Turn distances into weights again: closed, where the distance is less."""
    for slot in range(np.uint64(weights.size)):
        weight = weights[slot]
        distance[slot] = weight if distance[slot] == weight else INFINITE
