"""Contraction of the nodes that have at most two neighbours.

Such nodes are dead ends and the bends of streets, about half of a road network. Contracting
them first is always right: it adds no arc beyond the one that joins two neighbours, and
never makes the graph that remains any harder (the *islet*, *twig* and *series* rules [1]_).

They go in rounds, and never two neighbours in one: from end to end, a long road without
junctions would be as many levels of the elimination tree as it has bends, and is a few so.

References
----------
.. [1] H. L. Bodlaender, A. M. C. A. Koster, F. van den Eijkhof, "Preprocessing rules for
   triangulation of probabilistic networks," Comput. Intell., vol. 21, no. 3, pp. 286-305,
   2005. doi:10.1111/j.1467-8640.2005.00274.x
"""

import numpy as np
from numba import njit

from .csr import BoolArray
from .hierarchy import NONE, U32Array

__all__ = ["contract_simple", "subgraph", "undirected"]

MOST_NEIGHBOURS = np.uint32(2)
"""Contracting a node with more can make the rest of the graph harder."""

_0, _1 = np.uint64(0), np.uint64(1)
_ONE = np.uint32(1)


@njit(cache=True, nogil=True)
def undirected(first_out: U32Array, head: U32Array) -> tuple[U32Array, U32Array]:
    """Return the neighbours of every node, whatever the direction, each once, without itself."""
    n = np.uint64(first_out.size - 1)
    first = np.zeros(n + _1, np.uint32)
    for node in range(n):
        for edge in range(np.uint64(first_out[node]), np.uint64(first_out[node + _1])):
            if head[edge] != node:
                first[node + _1] += _ONE
                first[np.uint64(head[edge]) + _1] += _ONE
    for node in range(n):
        first[node + _1] += first[node]
    begin = first[: np.int64(n)].copy()
    joined = np.empty(np.int64(first[n]), np.uint32)
    for node in range(n):
        for edge in range(np.uint64(first_out[node]), np.uint64(first_out[node + _1])):
            other = np.uint64(head[edge])
            if other != node:
                joined[begin[node]] = other
                begin[node] += _ONE
                joined[begin[other]] = node
                begin[other] += _ONE
    return first, _without_repeats(first, joined)


@njit(cache=True, nogil=True)
def _without_repeats(first: U32Array, head: U32Array) -> U32Array:
    """Return the heads with each only once in its row; `first` is brought up to date."""
    n = np.uint64(first.size - 1)
    met_by = np.full(n, NONE, np.uint32)
    kept = _0
    begin = _0
    for node in range(n):
        end = np.uint64(first[node + _1])
        for k in range(begin, end):
            other = head[k]
            if met_by[other] != node:
                met_by[other] = np.uint32(node)
                head[kept] = other
                kept += _1
        begin = end
        first[node + _1] = np.uint32(kept)
    return head[: np.int64(kept)].copy()


@njit(cache=True, nogil=True)
def _replace(
    first: U32Array,
    head: U32Array,
    degree: U32Array,
    node: np.uint64,
    old: np.uint64,
    new: np.uint64,
) -> None:
    """Put one neighbour of a node in the place of another, or none if `new` is the node."""
    begin = np.uint64(first[node])
    end = begin + np.uint64(degree[node])
    for k in range(begin, end):
        if head[k] == old:
            if new == node:
                degree[node] -= _ONE
                head[k] = head[end - _1]
            else:
                head[k] = new
            return


@njit(cache=True, nogil=True)
def _contract(first: U32Array, head: U32Array, degree: U32Array, node: np.uint64) -> None:
    """Take a node of at most two neighbours out of the graph, joining them if two."""
    begin = np.uint64(first[node])
    if degree[node] == _ONE:
        only = np.uint64(head[begin])
        _replace(first, head, degree, only, node, only)
    elif degree[node] > _ONE:
        one, other = np.uint64(head[begin]), np.uint64(head[begin + _1])
        joined = False
        for k in range(np.uint64(first[one]), np.uint64(first[one]) + np.uint64(degree[one])):
            joined |= head[k] == other
        _replace(first, head, degree, one, node, one if joined else other)
        _replace(first, head, degree, other, node, other if joined else one)


@njit(cache=True, nogil=True)
def contract_simple(
    first: U32Array, head: U32Array, degree: U32Array, waiting: BoolArray
) -> U32Array:
    """Contract nodes of at most two neighbours while there are any; return them in order.

    Those that are `waiting` already are not contracted; in the end it says which nodes were,
    too. `head` and `degree` become the neighbours of the nodes that remain: the first
    ``degree[node]`` from ``first[node]`` on.
    """
    n = np.uint64(degree.size)
    order, now, later = np.empty(n, np.uint32), np.empty(n, np.uint32), np.empty(n, np.uint32)
    last_round = np.zeros(n, np.uint32)
    n_now, done, this_round = _0, _0, np.uint32(0)
    for node in range(n):
        if degree[node] <= MOST_NEIGHBOURS and not waiting[node]:
            waiting[node] = True
            now[n_now] = node
            n_now += _1
    while n_now > _0:
        this_round += _ONE
        n_later = _0
        for k in range(n_now):
            gone = np.uint64(now[k])
            if last_round[gone] == this_round:
                later[n_later] = gone
                n_later += _1
                continue
            _contract(first, head, degree, gone)
            order[done] = gone
            done += _1
            n_later = _note_neighbours(
                first, head, degree, waiting, gone, this_round, last_round, later, n_later
            )
        now, later = later, now
        n_now = n_later
    return order[: np.int64(done)].copy()


@njit(cache=True, nogil=True)
def _note_neighbours(
    first: U32Array,
    head: U32Array,
    degree: U32Array,
    waiting: BoolArray,
    gone: np.uint64,
    this_round: np.uint32,
    last_round: U32Array,
    later: U32Array,
    n_later: np.uint64,
) -> np.uint64:
    """Write down when a neighbour of each went, and who can go later; return how many can."""
    begin = np.uint64(first[gone])
    for k in range(begin, begin + np.uint64(degree[gone])):
        other = np.uint64(head[k])
        last_round[other] = this_round
        if degree[other] <= MOST_NEIGHBOURS and not waiting[other]:
            waiting[other] = True
            later[n_later] = other
            n_later += _1
    return n_later


@njit(cache=True, nogil=True)
def subgraph(
    first: U32Array, head: U32Array, degree: U32Array, nodes: U32Array
) -> tuple[U32Array, U32Array]:
    """Return the graph of some nodes, in their order, all of whose neighbours are among them."""
    number = np.empty(degree.size, np.uint32)
    new_first = np.zeros(nodes.size + 1, np.uint32)
    for k in range(nodes.size):
        number[nodes[k]] = np.uint32(k)
        new_first[k + 1] = new_first[k] + degree[nodes[k]]
    new_head = np.empty(np.int64(new_first[nodes.size]), np.uint32)
    filled = _0
    for k in range(nodes.size):
        node = np.uint64(nodes[k])
        begin = np.uint64(first[node])
        for j in range(begin, begin + np.uint64(degree[node])):
            new_head[filled] = number[head[j]]
            filled += _1
    return new_first, new_head
