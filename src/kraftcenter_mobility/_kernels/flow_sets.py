"""Paths between two sets of nodes, and how they change when the sets grow.

A path knows, for each of its nodes, the one before and the one after. A node on no path is
*free*, and stands before and after itself: this spares the searches a question for every
arc. Before the first node of a path, and after the last, stands the number of nodes.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .hierarchy import U32Array

__all__ = [
    "BEGIN",
    "CUT",
    "END",
    "INNER",
    "MIDDLE",
    "Flow",
    "U8Array",
    "allocate_flow",
    "clear_paths",
    "grow",
]

U8Array = NDArray[np.uint8]

MIDDLE, BEGIN, END = np.uint8(0), np.uint8(1), np.uint8(2)
"""Which set a node belongs to."""

INNER = np.uint8(2)
"""Added to a set for nodes all of whose neighbours belong to it, which no search needs."""

CUT = np.uint8(2)
"""In a division into two sides, 0 and 1: what separates them."""

_0, _1 = np.uint64(0), np.uint64(1)


class Flow(NamedTuple):
    """Paths through a graph, and scratch space to find more. Shapes (n_nodes + 1,) or more."""

    side: U8Array
    """Which set each node belongs to."""

    before: U32Array
    """The node before each node on its path."""

    after: U32Array
    """The node after each node on its path."""

    level: U32Array
    """Steps to the end from each node that a search may enter, `NONE` for others."""

    distance: U32Array
    """The level that a node had until a search entered it."""

    cursor: U32Array
    """Which neighbour is next to be tried from each node."""

    queue: U32Array
    """Nodes in the order in which they were reached, or those a search has entered."""

    left: U32Array
    """The node that each step of the present search left."""


@njit(cache=True, nogil=True)
def allocate_flow(n_nodes: np.uint64) -> Flow:
    """Return room for the paths of a graph."""
    n = np.int64(n_nodes) + 1
    return Flow(
        np.empty(n, np.uint8),
        np.empty(n, np.uint32),
        np.empty(n, np.uint32),
        np.empty(n, np.uint32),
        np.empty(n, np.uint32),
        np.empty(n, np.uint32),
        np.empty(n, np.uint32),
        np.empty(n, np.uint32),
    )


@njit(cache=True, nogil=True)
def clear_paths(flow: Flow, n_nodes: np.uint64) -> None:
    """Forget all paths and both sets."""
    side, before, after = flow.side, flow.before, flow.after
    for node in range(n_nodes):
        side[node] = MIDDLE
        before[node] = np.uint32(node)
        after[node] = np.uint32(node)


@njit(cache=True, nogil=True)
def grow(
    first: U32Array,
    head: U32Array,
    flow: Flow,
    n_nodes: np.uint64,
    which: np.uint8,
    nodes: U32Array,
    new: U32Array,
) -> None:
    """Add new nodes to a set, all of whose nodes are given, and shorten paths that they cut."""
    side = flow.side
    before, after = (flow.before, flow.after) if which == BEGIN else (flow.after, flow.before)
    for k in range(new.size):
        side[new[k]] = which
    for k in range(new.size):
        node = new[k]
        previous = before[node]
        if previous != node:
            before[node] = n_nodes
            while previous < n_nodes:
                gone = previous
                previous = before[gone]
                before[gone] = gone
                after[gone] = gone
    inner = np.uint8(which + INNER)
    for k in range(nodes.size):
        node = nodes[k]
        if side[node] == which and not _is_at_border(first, head, side, node, which):
            side[node] = inner


@njit(cache=True, nogil=True)
def _is_at_border(
    first: U32Array, head: U32Array, side: U8Array, node: np.uint32, which: np.uint8
) -> bool:
    """Say whether a node has a neighbour outside its set."""
    begin, end = np.uint64(first[node]), np.uint64(first[np.uint64(node) + _1])
    inner = which + INNER
    outside = False
    for arc in range(begin, end):
        neighbour = side[head[arc]]
        outside |= (neighbour != which) & (neighbour != inner)
    return outside
