"""The road graph as flat arrays.

A node is a position in ``first_out``; an edge is a position in ``head``. The edges that
leave node ``u`` are ``first_out[u]`` up to, not including, ``first_out[u + 1]``.

A turn is an edge followed by another. Edge ``e`` ends at ``v = head[e]``, and its turns
are numbered ``first_turn[e] + k`` for the k-th edge that leaves ``v``: the turn's second
edge need not be stored. Travel times are not part of the graph. They come as arrays
beside it, one value per edge and one per turn, so that a scenario shares the graph with
its baseline.

Indices are ``int64`` where they address edges, nodes or turns from outside, and ``uint32``
inside ``head``, which the searches read most. Inside the searches they are unsigned: Numba
then leaves out its test for negative indices, which made a search 1.7 times as fast.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BoolArray",
    "FloatArray",
    "Graph",
    "HeadArray",
    "IntArray",
    "PreviousArray",
    "TurnGraph",
    "row_starts",
]

IntArray = NDArray[np.int64]
HeadArray = NDArray[np.uint32]
PreviousArray = NDArray[np.int32]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class Graph(NamedTuple):
    """Which nodes are joined, and in which direction.

    A named tuple because Numba takes one as an argument without any wrapping.
    """

    first_out: IntArray
    """Where each node's edges begin. Shape (n_nodes + 1,)."""

    head: HeadArray
    """The node each edge leads to. Shape (n_edges,)."""


class TurnGraph(NamedTuple):
    """A graph, and where each edge's turns begin."""

    first_out: IntArray
    """Where each node's edges begin. Shape (n_nodes + 1,)."""

    head: HeadArray
    """The node each edge leads to. Shape (n_edges,)."""

    first_turn: IntArray
    """Where each edge's turns begin. Shape (n_edges + 1,)."""


def row_starts(row: NDArray[np.integer], n_rows: int) -> IntArray:
    """Return where each row begins in a list that is sorted by row. Shape (n_rows + 1,)."""
    starts = np.zeros(n_rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=n_rows), out=starts[1:])
    return starts
