"""The line graph: streets become nodes, and are neighbours where they meet.

A street here is all the edges between two nodes, in both directions. The graph of turns
between edges has the edges of a street side by side, with the same neighbours but for the
one-way streets among them, so that a separator of the line graph is one of the graph of
turns [1]_: it is a cut of the road graph's edges.

References
----------
.. [1] V. Buchhold, D. Wagner, T. Zeitz, M. Zuendorf, "Customizable contraction hierarchies
   with turn costs," ATMOS 2020, OASIcs 85, 9. doi:10.4230/OASIcs.ATMOS.2020.9
"""

import numpy as np
from numba import njit

from .csr import IntArray
from .hierarchy import U32Array

__all__ = ["edges_of_streets", "line_graph", "streets", "turn_graph"]

NOWHERE = -1
"""The position of a street that was not chosen."""

_0, _1 = np.uint64(0), np.uint64(1)
_ONE = np.uint32(1)


def streets(tail: IntArray, head: IntArray) -> tuple[U32Array, U32Array, IntArray]:
    """Return the two ends of every street, the lower node first, and the street of each edge."""
    n_nodes = int(max(tail.max(initial=0), head.max(initial=0))) + 1
    pair = np.minimum(tail, head) * n_nodes + np.maximum(tail, head)
    pair, street = np.unique(pair, return_inverse=True)
    return (pair // n_nodes).astype(np.uint32), (pair % n_nodes).astype(np.uint32), street


def edges_of_streets(chosen: U32Array, street: IntArray) -> U32Array:
    """Return the edges of some streets, in the order of those."""
    position = np.full(int(street.max(initial=-1)) + 1, NOWHERE)
    position[chosen] = np.arange(chosen.size)
    edge = np.flatnonzero(position[street] != NOWHERE)
    return edge[np.argsort(position[street[edge]], kind="stable")].astype(np.uint32)


@njit(cache=True, nogil=True)
def turn_graph(first_out: U32Array, head: U32Array) -> tuple[U32Array, U32Array]:
    """Return where the edges begin that follow each edge, and those edges."""
    n = np.uint64(head.size)
    first = np.zeros(n + _1, np.uint32)
    for edge in range(n):
        node = np.uint64(head[edge])
        n_followers = first_out[node + _1] - first_out[node]
        first[np.uint64(edge) + _1] = first[edge] + n_followers
    follower = np.empty(np.int64(first[n]), np.uint32)
    filled = _0
    for edge in range(n):
        node = np.uint64(head[edge])
        for k in range(np.uint64(first_out[node]), np.uint64(first_out[node + _1])):
            follower[filled] = k
            filled += _1
    return first, follower


@njit(cache=True, nogil=True)
def line_graph(end: U32Array, other_end: U32Array, n_nodes: int) -> tuple[U32Array, U32Array]:
    """Return where each street's neighbours begin, and the neighbours."""
    first_at, street_at = _streets_at_nodes(end, other_end, n_nodes)
    n = np.uint64(end.size)
    first = np.zeros(n + _1, np.uint32)
    for street in range(n):
        one, other = np.uint64(end[street]), np.uint64(other_end[street])
        n_neighbours = first_at[one + _1] - first_at[one] - _ONE
        if one != other:
            n_neighbours += first_at[other + _1] - first_at[other] - _ONE
        first[np.uint64(street) + _1] = first[street] + n_neighbours
    neighbour = np.empty(np.int64(first[n]), np.uint32)
    for street in range(n):
        filled = np.uint64(first[street])
        one, other = np.uint64(end[street]), np.uint64(other_end[street])
        filled = _append(first_at, street_at, one, np.uint64(street), neighbour, filled)
        if one != other:
            _append(first_at, street_at, other, np.uint64(street), neighbour, filled)
    return first, neighbour


@njit(cache=True, nogil=True)
def _streets_at_nodes(
    end: U32Array, other_end: U32Array, n_nodes: int
) -> tuple[U32Array, U32Array]:
    """Return where the streets at each node begin, and the streets."""
    first_at = np.zeros(n_nodes + 1, np.uint32)
    for street in range(end.size):
        first_at[np.uint64(end[street]) + _1] += _ONE
        if end[street] != other_end[street]:
            first_at[np.uint64(other_end[street]) + _1] += _ONE
    for node in range(n_nodes):
        first_at[node + 1] += first_at[node]
    cursor = first_at[:n_nodes].copy()
    street_at = np.empty(np.int64(first_at[n_nodes]), np.uint32)
    for street in range(end.size):
        street_at[cursor[end[street]]] = street
        cursor[end[street]] += _ONE
        if end[street] != other_end[street]:
            street_at[cursor[other_end[street]]] = street
            cursor[other_end[street]] += _ONE
    return first_at, street_at


@njit(cache=True, nogil=True)
def _append(
    first_at: U32Array,
    street_at: U32Array,
    node: np.uint64,
    street: np.uint64,
    neighbour: U32Array,
    filled: np.uint64,
) -> np.uint64:
    """Append the other streets at a node; return how many neighbours there are then."""
    for k in range(np.uint64(first_at[node]), np.uint64(first_at[node + _1])):
        if street_at[k] != street:
            neighbour[filled] = street_at[k]
            filled += _1
    return filled
