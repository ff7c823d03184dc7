"""Customization of many metrics at once, side by side in lanes [1]_.

Every slot has one weight per metric, the lanes, innermost: ``weights[slot * LANES + lane]``.
What is done to them is what :mod:`.customization` does to the weights of one metric, but
the vectors now run across the metrics: no triangle is too small to fill them, and where
the triangles are need be looked up only once for all metrics.

The weights of 32 metrics take 256 bytes per arc, far more than fits into a processor's
caches: it is memory that limits the gain, not the vectors.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
"""

from concurrent.futures import Executor

import numpy as np
from numba import njit

from .customization import first_on_top
from .customization_plan import LISTED, CustomizationPlan
from .hierarchy import Hierarchy, U32Array
from .lane_triangles import close_rows, enter_edge_row, relax_rows_through, relax_triangle_rows
from .panels import BLOCK
from .subtrees import Subtrees, run_parts

__all__ = ["customize_lanes", "enter_ranks_in_lanes", "relax_panels_in_lanes"]

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)
_BLOCK, _LISTED = np.uint64(BLOCK), np.uint64(LISTED)


def customize_lanes(
    hierarchy: Hierarchy,
    plan: CustomizationPlan,
    edge_weights: U32Array,
    weights: U32Array,
    parts: Subtrees,
    executor: Executor | None = None,
) -> None:
    """Fill `weights` with both weights of every arc for many metrics.

    Shapes: ``edge_weights`` (n_edges * LANES,), ``weights`` (2 * n_arcs * LANES,). What
    :func:`.customization.customize` says of parts and executors is true here as well.
    """
    edge_weights = edge_weights.view()
    edge_weights.flags.writeable = False  # as all that is only read, or it is compiled twice

    def enter(begin: np.uint64, end: np.uint64) -> None:
        enter_ranks_in_lanes(hierarchy, plan, edge_weights, weights, begin, end)

    def relax(panels: U32Array, low: np.uint64, high: np.uint64) -> None:
        arc_to = np.empty(hierarchy.parent.size, np.uint32)
        relax_panels_in_lanes(hierarchy, plan, weights, panels, low, high, arc_to)

    run_parts(parts, enter, relax, executor)


@njit(cache=True, nogil=True)
def enter_ranks_in_lanes(
    hierarchy: Hierarchy,
    plan: CustomizationPlan,
    edge_weights: U32Array,
    weights: U32Array,
    begin: np.uint64,
    end: np.uint64,
) -> None:
    """Enter the edges and the listed triangles at all arcs whose tails are ``begin:end``."""
    first_up, first_edge, edge_of_slot = (
        hierarchy.first_up,
        hierarchy.first_edge,
        hierarchy.edge_of_slot,
    )
    triangle, entry_slot = plan.triangle, plan.entry_slot
    t = first_on_top(triangle, np.uint64(first_up[begin]))
    n_triangles = np.uint64(triangle.shape[0])
    for rank in range(begin, end):
        slot, slot_end = _2 * np.uint64(first_up[rank]), _2 * np.uint64(first_up[rank + _1])
        close_rows(weights, slot, slot_end)
        for k in range(np.uint64(first_edge[slot]), np.uint64(first_edge[slot_end])):
            enter_edge_row(
                weights, np.uint64(entry_slot[k]), edge_weights, np.uint64(edge_of_slot[k])
            )
        while t < n_triangles and _2 * np.uint64(triangle[t, _0]) < slot_end:
            top, near, far = triangle[t, _0], triangle[t, _1], triangle[t, _2]
            relax_triangle_rows(weights, np.uint64(top), np.uint64(near), np.uint64(far))
            t += _1


@njit(cache=True, nogil=True)
def relax_panels_in_lanes(
    hierarchy: Hierarchy,
    plan: CustomizationPlan,
    weights: U32Array,
    panels: U32Array,
    low: np.uint64,
    high: np.uint64,
    arc_to: U32Array,
) -> None:
    """Lower the arcs above some panels whose tails are the ranks ``low:high``.

    The panels' own arcs are finished before, except when `low` is not 0: then it has been
    done. `arc_to` is scratch space.
    """
    first_up, up_head, pair_arc = hierarchy.first_up, hierarchy.up_head, plan.pair_arc
    panel, panel_end, first_pair = plan.panel, plan.panel_end, plan.first_pair
    first_arc, arc_limit = np.uint64(first_up[low]), np.uint64(first_up[high])
    for k in range(np.uint64(panels.size)):
        p = np.uint64(panels[k])
        begin, end, at = np.uint64(panel[p]), np.uint64(panel_end[p]), np.uint64(first_pair[p])
        if low == _0:
            _finish_panel(first_up, begin, end, weights)
        if np.uint64(first_up[end]) - np.uint64(first_up[end - _1]) > _LISTED:
            _relax_looked_up(first_up, up_head, begin, end, weights, low, high, arc_to)
        else:
            _relax_listed(first_up, pair_arc, at, begin, end, weights, first_arc, arc_limit)


@njit(cache=True)
def _finish_panel(first_up: U32Array, begin: np.uint64, end: np.uint64, weights: U32Array) -> None:
    """Lower the arcs of each rank of a panel by the triangles through those before it."""
    for rank in range(begin + _1, end):
        arc, arc_end = np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])
        near = arc_end - arc + _1
        for top in range(arc, arc_end):
            far = arc_end - np.uint64(top)
            relax_rows_through(weights, np.uint64(top), first_up, begin, np.uint64(rank), near, far)


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
) -> None:
    """Lower those of the arcs between all neighbours, listed from `at`, that are asked for."""
    n_above = np.uint64(first_up[end]) - np.uint64(first_up[end - _1])
    for column in range(_0, n_above, _BLOCK):
        column_end = min(column + _BLOCK, n_above)
        for row in range(_0, column + _1, _BLOCK):
            row_end = row + _BLOCK
            for j in range(column, column_end):
                far = n_above - np.uint64(j)
                for i in range(row, min(row_end, np.uint64(j))):
                    top = np.uint64(pair_arc[at])
                    at += _1
                    if first_arc <= top < arc_limit:
                        near = n_above - np.uint64(i)
                        relax_rows_through(weights, top, first_up, begin, end, near, far)


@njit(cache=True)
def _relax_looked_up(
    first_up: U32Array,
    up_head: U32Array,
    begin: np.uint64,
    end: np.uint64,
    weights: U32Array,
    low: np.uint64,
    high: np.uint64,
    arc_to: U32Array,
) -> None:
    """Lower the arcs between the neighbours of a panel, looking up each tail's arcs."""
    row_end = np.uint64(first_up[end])
    for i in range(np.uint64(first_up[end - _1]), row_end - _1):
        tail = np.uint64(up_head[i])
        if tail < low or tail >= high:
            continue
        for arc in range(np.uint64(first_up[tail]), np.uint64(first_up[tail + _1])):
            arc_to[np.uint64(up_head[arc])] = np.uint32(arc)
        for j in range(i + _1, row_end):
            top = np.uint64(arc_to[np.uint64(up_head[j])])
            near, far = row_end - np.uint64(i), row_end - np.uint64(j)
            relax_rows_through(weights, top, first_up, begin, end, near, far)
