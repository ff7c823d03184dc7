"""The nearest of many places for every node, with the way there: a forest of fastest ways.

One search from all places at once, against the edges [1]_. Its labels are 64-bit keys, the
time in the upper half and the number of the place in the lower, as in :mod:`.nearest_sweep`:
the lowest key is the nearest place, and among equally near ones that with the lowest number.
Beside its key every node has the edge by which it goes on. These edges make a forest whose
roots are seeds, also where edges take no time at all: a node is given an edge only when its
key strictly falls, and round a circle keys cannot fall for ever.

The forest is laid out in preorder: what lies below a node is one run of positions, so that
everybody who would be touched by a change of one edge can be listed without looking at
anybody else.

References
----------
.. [1] E. W. Dijkstra, "A note on two problems in connexion with graphs," Numer. Math.,
   vol. 1, pp. 269-271, 1959. doi:10.1007/BF01386390
.. [2] M. Erwig, "The graph Voronoi diagram with applications," Networks, vol. 36, no. 3,
   pp. 156-163, 2000. doi:10.1002/1097-0037(200010)36:3<156::AID-NET2>3.0.CO;2-L
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .csr import PreviousArray
from .heap import KeyArray, item_of, pop, push, with_room
from .hierarchy import INFINITE, U32Array
from .nearest_sweep import NOWHERE, LabelArray

__all__ = ["LIMIT", "NO_EDGE", "Forest", "Seeds", "TwoWayGraph", "nearest_forest", "preorder"]

NO_EDGE = -1
"""The node reaches no place. The k-th seed is ``-2 - k``."""

HALF = np.uint64(32)
UPPER = np.uint64(0xFFFFFFFF00000000)

LIMIT = np.uint64(INFINITE) << HALF
"""The keys of nodes that reach a place are below this."""

_0, _1 = np.uint64(0), np.uint64(1)


class TwoWayGraph(NamedTuple):
    """A graph whose edges can be followed from either end.

    A named tuple because Numba takes one as an argument without any wrapping.
    """

    first_out: U32Array
    """Where each node's edges begin. Shape (n_nodes + 1,)."""

    head: U32Array
    """The node each edge leads to. Shape (n_edges,)."""

    tail: U32Array
    """The node each edge leaves. Shape (n_edges,)."""

    first_in: U32Array
    """Where the edges that arrive at each node begin. Shape (n_nodes + 1,)."""

    tail_in: U32Array
    """The node each of those comes from. Shape (n_edges,)."""

    edge_in: U32Array
    """Which edge each of those is. Shape (n_edges,)."""


class Seeds(NamedTuple):
    """Where places are entered: the roots of the forest. A node may have several."""

    node: U32Array
    """Shape (n_seeds,)."""

    key: LabelArray
    """Time from the node to the place, and the number of the place. Shape (n_seeds,)."""

    first_of_node: PreviousArray
    """One seed of each node, -1 for none. Shape (n_nodes,)."""

    next_of_node: PreviousArray
    """Another seed of the same node, -1 for no other. Shape (n_seeds,)."""


class Forest(NamedTuple):
    """Every node's nearest place, how far it is, and by which edge one goes there."""

    key: LabelArray
    """Time and number of the nearest place, NOWHERE for none. Shape (n_nodes,)."""

    next_edge: PreviousArray
    """The edge by which each node goes on, ``-2 - k`` for the k-th seed, NO_EDGE for none."""

    order: U32Array
    """The nodes that reach a place, in preorder; what follows them means nothing."""

    position: U32Array
    """Where each of them stands in `order`."""

    size: U32Array
    """How many nodes stand below each, itself among them; zero for those without a place."""


@njit(cache=True, nogil=True)
def nearest_forest(
    graph: TwoWayGraph,
    ticks: U32Array,
    seeds: Seeds,
    key: LabelArray,
    next_edge: PreviousArray,
    heap: KeyArray,
) -> None:
    """Fill `key` with time and number of the nearest place, and `next_edge` with the way.

    `ticks` holds the time along each edge, INFINITE where it is closed. `heap` is scratch
    space of any size.
    """
    key[:] = NOWHERE
    next_edge[:] = NO_EDGE
    size = _0
    for k in range(seeds.node.size):
        node = np.uint64(seeds.node[k])
        if seeds.key[k] < min(key[node], LIMIT):
            key[node] = seeds.key[k]
            next_edge[node] = -2 - k
            heap = with_room(heap, size)
            size = push(heap, size, (seeds.key[k] & UPPER) | node)
    size = _settle(graph, ticks, key, next_edge, heap, size)
    while size > _0:
        heap = with_room(heap, np.uint64(heap.size))
        size = _settle(graph, ticks, key, next_edge, heap, size)


@njit(cache=True)
def _settle(
    graph: TwoWayGraph,
    ticks: U32Array,
    key: LabelArray,
    next_edge: PreviousArray,
    heap: KeyArray,
    size: np.uint64,
) -> np.uint64:
    """Settle nodes until none waits, or the heap is full; return how many wait."""
    first_in, tail_in, edge_in = graph.first_in, graph.tail_in, graph.edge_in
    room = np.uint64(heap.size)
    while size > _0:
        entry = heap[0]
        node = item_of(entry)
        begin, end = np.uint64(first_in[node]), np.uint64(first_in[node + _1])
        if size + (end - begin) > room:
            break
        size = pop(heap, size)
        own = key[node]
        if (own ^ entry) >> HALF != _0:
            continue
        for k in range(begin, end):
            edge = np.uint64(edge_in[k])
            before = np.uint64(tail_in[k])
            label = own + (np.uint64(ticks[edge]) << HALF)
            if label < min(key[before], LIMIT):
                key[before] = label
                next_edge[before] = edge
                size = push(heap, size, (label & UPPER) | before)
    return size


@njit(cache=True, nogil=True)
def preorder(
    graph: TwoWayGraph,
    next_edge: PreviousArray,
    order: U32Array,
    position: U32Array,
    size: U32Array,
) -> np.int64:
    """Lay the forest out in preorder, and return how many nodes are in it."""
    n_nodes = next_edge.size
    first, child, stack, waiting = _children(graph, next_edge)
    n_placed = 0
    while waiting > 0:
        waiting -= 1
        node = np.uint64(stack[waiting])
        order[n_placed] = node
        position[node] = n_placed
        n_placed += 1
        for k in range(first[node], first[node + _1]):
            stack[waiting] = child[k]
            waiting += 1
    size[:] = 0
    for i in range(n_placed):
        node = np.uint64(order[n_placed - 1 - i])
        size[node] += 1
        if next_edge[node] >= 0:
            size[graph.head[next_edge[node]]] += size[node]
    for left_out in range(n_nodes):
        if size[left_out] == 0:
            position[left_out] = n_nodes
    return np.int64(n_placed)


@njit(cache=True)
def _children(
    graph: TwoWayGraph, next_edge: PreviousArray
) -> tuple[U32Array, U32Array, U32Array, np.int64]:
    """Return the nodes that go on to each node, and the roots on a stack with their number."""
    n_nodes = next_edge.size
    first = np.zeros(n_nodes + 2, np.uint32)
    child = np.empty(n_nodes, np.uint32)
    stack = np.empty(n_nodes, np.uint32)
    n_roots = np.int64(0)
    for node in range(n_nodes):
        if next_edge[node] >= 0:
            first[graph.head[next_edge[node]] + 2] += 1
    for node in range(n_nodes):
        first[node + 2] += first[node + 1]
    for i in range(n_nodes):
        node = n_nodes - 1 - i
        if next_edge[node] >= 0:
            above = graph.head[next_edge[node]] + 1
            child[first[above]] = node
            first[above] += 1
        elif next_edge[node] != NO_EDGE:
            stack[n_roots] = node
            n_roots += 1
    return first[:-1], child, stack, n_roots
