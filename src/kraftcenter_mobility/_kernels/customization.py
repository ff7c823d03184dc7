"""Customization: the weights of all arcs of the chordal supergraph, for one metric [1]_.

An arc's weight is the least of the edges that join its two ranks and of its lower
triangles, that is, of the ways between them through one lower rank. Taken in ascending
order, every triangle finds the two arcs below it finished.

Here a rank does not look for the triangles below it. Every rank, once finished, lowers
the arcs between its neighbours above. Ranks with few neighbours do so one triangle after
the other, from a list; those of a supernode together, as a dense panel, the idea of
supernodal sparse factorization [2]_ in the algebra of shortest paths. Weights are only
ever lowered to a minimum, so the result is the same in whatever order that happens.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
.. [2] E. G. Ng, B. W. Peyton, "Block sparse Cholesky algorithms on advanced uniprocessor
   computers," SIAM J. Sci. Comput., vol. 14, no. 5, pp. 1034-1056, 1993.
   doi:10.1137/0914063
"""

from concurrent.futures import Executor

import numpy as np
from numba import njit

from .customization_plan import AHEAD, LISTED, CustomizationPlan
from .hierarchy import INFINITE, PADDING, Hierarchy, U32Array
from .panels import (
    BLOCK,
    fetch_pair,
    lower_pair,
    minimum_of_rows,
    pairs_between_blocks,
    pairs_within_block,
    relax_triangle,
)
from .subtrees import Subtrees, run_parts

__all__ = ["customize", "enter_ranks", "first_on_top", "relax_panels"]

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)
_BLOCK, _LISTED = np.uint64(BLOCK), np.uint64(LISTED)

_AHEAD = np.uint64(AHEAD)
_ALL_ARCS = np.uint64(1 << 32)
"""More than there are arcs: a limit that limits nothing."""

_STEP = np.uint64(4096)
"""How many ranks are entered at a time: so many that their weights stay in the cache."""


def customize(
    hierarchy: Hierarchy,
    plan: CustomizationPlan,
    edge_weights: U32Array,
    weights: U32Array,
    parts: Subtrees,
    executor: Executor | None = None,
) -> None:
    """Fill `weights` with both weights of every arc. Shape (2 * n_arcs + PADDING,).

    `edge_weights` are ticks, at most INFINITE. However many parts there are, and whether an
    executor's threads take them in turn or the caller does, the weights are the same. One
    part is right for one thread, and two for each of several: what crosses from one part to
    another is computed twice.
    """
    edge_weights = edge_weights.view()
    edge_weights.flags.writeable = False  # as all that is only read, or it is compiled twice
    weights[-PADDING:] = INFINITE

    def enter(begin: np.uint64, end: np.uint64) -> None:
        enter_ranks(hierarchy, plan, edge_weights, weights, begin, end)

    def relax(panels: U32Array, low: np.uint64, high: np.uint64) -> None:
        buffer = np.empty(plan.buffer_size, np.uint32)
        arc_to = np.empty(hierarchy.parent.size, np.uint32)
        relax_panels(hierarchy, plan, weights, panels, low, high, buffer, arc_to)

    run_parts(parts, enter, relax, executor)


@njit(cache=True, nogil=True)
def enter_ranks(
    hierarchy: Hierarchy,
    plan: CustomizationPlan,
    edge_weights: U32Array,
    weights: U32Array,
    begin: np.uint64,
    end: np.uint64,
) -> None:
    """Enter the edges and the listed triangles at all arcs whose tails are ``begin:end``.

    A step at a time, so that what is entered is still in the cache when it is lowered.
    """
    first_up, first_edge, edge_of_slot = (
        hierarchy.first_up,
        hierarchy.first_edge,
        hierarchy.edge_of_slot,
    )
    triangle, entry_slot = plan.triangle, plan.entry_slot
    t = first_on_top(triangle, np.uint64(first_up[begin]))
    while begin < end:
        stop = min(begin + _STEP, end)
        slot, slot_end = _2 * np.uint64(first_up[begin]), _2 * np.uint64(first_up[stop])
        for k in range(slot, slot_end):
            weights[k] = INFINITE
        for k in range(np.uint64(first_edge[slot]), np.uint64(first_edge[slot_end])):
            entry = np.uint64(entry_slot[k])
            weights[entry] = min(weights[entry], edge_weights[np.uint64(edge_of_slot[k])])
        t_end = first_on_top(triangle, np.uint64(first_up[stop]))
        for k in range(t, t_end):
            top, near, far = triangle[k, _0], triangle[k, _1], triangle[k, _2]
            relax_triangle(weights, np.uint64(top), np.uint64(near), np.uint64(far))
        begin, t = stop, t_end


@njit(cache=True)
def first_on_top(triangle: U32Array, arc: np.uint64) -> np.uint64:
    """Return the first listed triangle whose arc on top is at least `arc`.

    For the first arc of a rank only: within a rank the list is in another order.
    """
    begin, end = _0, np.uint64(triangle.shape[0])
    while begin < end:
        middle = (begin + end) >> _1
        if np.uint64(triangle[middle, _0]) < arc:
            begin = middle + _1
        else:
            end = middle
    return begin


@njit(cache=True, nogil=True)
def relax_panels(
    hierarchy: Hierarchy,
    plan: CustomizationPlan,
    weights: U32Array,
    panels: U32Array,
    low: np.uint64,
    high: np.uint64,
    buffer: U32Array,
    arc_to: U32Array,
) -> None:
    """Lower the arcs above some panels whose tails are the ranks ``low:high``.

    The panels' own arcs are finished before, except when `low` is not 0: then it has been
    done. `buffer` and `arc_to` are scratch space.
    """
    first_up, up_head, pair_arc = hierarchy.first_up, hierarchy.up_head, plan.pair_arc
    panel, panel_end, first_pair = plan.panel, plan.panel_end, plan.first_pair
    first_arc, arc_limit = np.uint64(first_up[low]), np.uint64(first_up[high])
    for k in range(np.uint64(panels.size)):
        p = np.uint64(panels[k])
        begin, end, at = np.uint64(panel[p]), np.uint64(panel_end[p]), np.uint64(first_pair[p])
        if low == _0 and begin + _1 < end:
            _finish_panel(first_up, begin, end, weights, buffer)
        row_end = np.uint64(first_up[end])
        n_above = row_end - np.uint64(first_up[end - _1])
        if n_above < _2:
            continue
        whole = low == _0 and np.uint64(up_head[row_end - _2]) < high
        if whole and n_above <= _BLOCK:
            pairs_within_block(weights, first_up, begin, end, n_above, buffer)
            for pair in range(at, np.uint64(first_pair[p + _1])):
                fetch_pair(weights, np.uint64(pair_arc[pair + _AHEAD]))
                lower_pair(weights, np.uint64(pair_arc[pair]), buffer, pair - at)
        elif n_above > _LISTED:
            _relax_looked_up(first_up, up_head, begin, end, weights, low, high, buffer, arc_to)
        else:
            limit = _ALL_ARCS if whole else arc_limit
            _relax_listed(first_up, pair_arc, at, begin, end, weights, first_arc, limit, buffer)


@njit(cache=True)
def _finish_panel(
    first_up: U32Array, begin: np.uint64, end: np.uint64, weights: U32Array, buffer: U32Array
) -> None:
    """Lower the arcs of each rank of a panel by the triangles through those before it."""
    for rank in range(begin + _1, end):
        arc = np.uint64(first_up[rank])
        n_above = np.uint64(first_up[rank + _1]) - arc
        minimum_of_rows(weights, first_up, begin, np.uint64(rank), n_above, buffer)
        for k in range(n_above):
            lower_pair(weights, arc + k, buffer, np.uint64(k))


@njit(cache=True)
def _relax_listed(
    first_up: U32Array,
    pair_arc: U32Array,
    at: np.uint64,
    begin: np.uint64,
    end: np.uint64,
    weights: U32Array,
    first_arc: np.uint64,
    arc_limit: np.uint64,
    buffer: U32Array,
) -> None:
    """Lower the arcs between all neighbours, listed from `at`, or some of these arcs.

    Those are ``first_arc:arc_limit``. With `_ALL_ARCS` as the limit nothing is compared.
    """
    n_above = np.uint64(first_up[end]) - np.uint64(first_up[end - _1])
    for column in range(_0, n_above, _BLOCK):
        width = min(_BLOCK, n_above - column)
        for row in range(_0, column + _1, _BLOCK):
            if row < column:
                blocks = np.uint64(row), np.uint64(column)
                pairs_between_blocks(weights, first_up, begin, end, n_above, *blocks, buffer)
                n_pairs = _BLOCK * width
            else:
                pairs_within_block(weights, first_up, begin, end, n_above - column, buffer)
                n_pairs = width * (width - _1) // _2
            if arc_limit == _ALL_ARCS:
                for pair in range(n_pairs):
                    fetch_pair(weights, np.uint64(pair_arc[at + pair + _AHEAD]))
                    lower_pair(weights, np.uint64(pair_arc[at + pair]), buffer, np.uint64(pair))
            else:
                for pair in range(n_pairs):
                    arc = np.uint64(pair_arc[at + pair])
                    if first_arc <= arc < arc_limit:
                        lower_pair(weights, arc, buffer, np.uint64(pair))
            at += n_pairs


@njit(cache=True)
def _relax_looked_up(
    first_up: U32Array,
    up_head: U32Array,
    begin: np.uint64,
    end: np.uint64,
    weights: U32Array,
    low: np.uint64,
    high: np.uint64,
    buffer: U32Array,
    arc_to: U32Array,
) -> None:
    """Lower the arcs between the neighbours of a panel, looking up each tail's arcs."""
    row_end = np.uint64(first_up[end])
    for i in range(np.uint64(first_up[end - _1]), row_end - _1):
        tail = np.uint64(up_head[i])
        if tail < low or tail >= high:
            continue
        n_after = row_end - np.uint64(i) - _1
        minimum_of_rows(weights, first_up, begin, end, n_after, buffer)
        for arc in range(np.uint64(first_up[tail]), np.uint64(first_up[tail + _1])):
            arc_to[np.uint64(up_head[arc])] = np.uint32(arc)
        for k in range(n_after):
            top = np.uint64(arc_to[np.uint64(up_head[i + _1 + k])])
            lower_pair(weights, top, buffer, np.uint64(k))
