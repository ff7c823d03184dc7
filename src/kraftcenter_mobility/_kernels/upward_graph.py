"""The arcs of one metric that are worth climbing, in one direction of travel.

A hierarchy has arcs for every metric there could be. With a given metric some lead nowhere,
and after perfect customization others are known to lie on no fastest way. These are left
out here, once, rather than passed over in every search.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .hierarchy import INFINITE, Hierarchy, U32Array

__all__ = ["UpwardGraph", "upward_graph"]

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)


class UpwardGraph(NamedTuple):
    """Arcs from each rank to higher ranks, with the times in one direction."""

    first: U32Array
    """Where each rank's arcs begin. Shape (n_nodes + 1,)."""

    arcs: U32Array
    """Two words for each arc: the rank it leads up to, and ticks, less than INFINITE."""


def upward_graph(hierarchy: Hierarchy, weights: U32Array, *, forward: bool) -> UpwardGraph:
    """Return the arcs that lead up along the direction of travel, or against it.

    Sources climb forward, targets backward. `weights` has a value for each slot; those
    that are INFINITE are left out.
    """
    direction = np.uint64(0 if forward else 1)
    first = np.empty(hierarchy.first_up.size, np.uint32)
    n_arcs = _count(hierarchy.first_up, weights, direction, first)
    arcs = np.empty(2 * n_arcs, np.uint32)
    _fill(hierarchy.up_head, weights, direction, arcs)
    return UpwardGraph(first, arcs)


@njit(cache=True, nogil=True)
def _count(
    first_up: U32Array, weights: U32Array, direction: np.uint64, first: U32Array
) -> np.int64:
    """Fill in where each rank's arcs begin; return how many there are."""
    n_arcs = _0
    for rank in range(np.uint64(first_up.size - 1)):
        first[rank] = n_arcs
        for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
            n_arcs += np.uint64(weights[arc + arc + direction] < INFINITE)
    first[first_up.size - 1] = n_arcs
    return np.int64(n_arcs)


@njit(cache=True, nogil=True)
def _fill(up_head: U32Array, weights: U32Array, direction: np.uint64, arcs: U32Array) -> None:
    """Fill in the arcs."""
    kept = _0
    for arc in range(np.uint64(up_head.size)):
        of_arc = weights[arc + arc + direction]
        if of_arc < INFINITE:
            arcs[kept] = up_head[arc]
            arcs[kept + _1] = of_arc
            kept += _2
