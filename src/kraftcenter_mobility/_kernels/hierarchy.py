"""What a customizable contraction hierarchy is made of, without any metric.

The nodes of a graph are put into an order and contracted one by one, the lowest first:
the neighbours that remain are joined with one another. All edges that ever existed make
the *chordal supergraph*; it depends on the order and on which nodes are joined, but on no
travel time. Every metric is an assignment of two weights to each of its arcs.

Terms
-----
node
    A position in the user's graph.
rank
    A position in the order of contraction, rearranged so that it is a post-order of the
    elimination tree: what lies below a rank is a contiguous interval that ends with it.
arc
    An edge of the chordal supergraph, from the lower rank (its tail) to the higher (its
    head). It has an *up* weight, from tail to head, and a *down* weight, from head to tail.
slot
    Where a weight stands: ``2 * arc`` for up, ``2 * arc + 1`` for down.

Weights are whole *ticks*. No weight and no label exceeds ``INFINITE``, two of which fit
into 32 bits, so that no sum wraps round.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["INFINITE", "NONE", "PADDING", "Hierarchy", "U32Array"]

U32Array = NDArray[np.uint32]

INFINITE = np.uint32(1 << 30)
"""No way through. Twice this still fits into 32 bits, four times it would not."""

NONE = np.uint32(0xFFFFFFFF)
"""No such rank or slot."""

PADDING = 64
"""Further weights behind the last arc, so that vectors may be loaded beyond it."""


class Hierarchy(NamedTuple):
    """A graph's order of contraction and its chordal supergraph.

    A named tuple because Numba takes one as an argument without any wrapping.
    """

    rank: U32Array
    """Rank of each node. Shape (n_nodes,)."""

    node: U32Array
    """Node of each rank. Shape (n_nodes,)."""

    parent: U32Array
    """The lowest neighbour above each rank, NONE for roots: the elimination tree."""

    first_up: U32Array
    """Where each rank's upward arcs begin. Shape (n_nodes + 1,)."""

    up_head: U32Array
    """The rank each arc leads up to, ascending within each rank. Shape (n_arcs,)."""

    first_down: U32Array
    """Where the arcs that arrive from below begin. Shape (n_nodes + 1,)."""

    down_tail: U32Array
    """The rank each of those comes from, ascending within each rank. Shape (n_arcs,)."""

    down_arc: U32Array
    """Which arc each of those is. Shape (n_arcs,)."""

    slot: U32Array
    """Where each edge's weight enters; NONE for edges from a node to itself."""

    first_edge: U32Array
    """Where the edges that enter at each slot begin. Shape (2 * n_arcs + 1,)."""

    edge_of_slot: U32Array
    """The edges, slot by slot."""

    first_of_supernode: U32Array
    """Where each supernode begins. Shape (n_supernodes + 1,).

    A supernode is a run of ranks, each the parent of the one before, in which everybody's
    neighbours above are the next rank and that one's neighbours above.
    """

    supernode: U32Array
    """The supernode of each rank. Shape (n_nodes,)."""
