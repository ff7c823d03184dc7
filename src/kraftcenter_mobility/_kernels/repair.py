"""A forest of fastest ways after a small change of its graph, without growing it anew [1]_.

The nodes below an edge of the forest that becomes longer are the only ones that can become
further from their places: everybody else's way is still there, and no other has become
shorter. They forget their keys, are given the best that a neighbour who did not forget has
to offer, and race from there; edges that became shorter or are new join the race where they
offer something better. It is Dijkstra's algorithm begun in the middle, and looks at nobody
who is neither below a lengthened edge nor nearer than before.

Nothing of the forest is written to. The keys live in scratch space that holds those of the
forest between two questions, and :func:`undo` puts back what :func:`repair` touched and
nothing else; so a thousand questions in a row cost what they change, not a thousand copies.

References
----------
.. [1] G. Ramalingam, T. Reps, "An incremental algorithm for a generalization of the
   shortest-path problem," J. Algorithms, vol. 21, no. 2, pp. 267-305, 1996.
   doi:10.1006/jagm.1996.0046
.. [2] D. Frigioni, A. Marchetti-Spaccamela, U. Nanni, "Fully dynamic algorithms for
   maintaining shortest paths trees," J. Algorithms, vol. 34, no. 2, pp. 251-281, 2000.
   doi:10.1006/jagm.1999.1048
"""

import numpy as np
from numba import njit

from .csr import PreviousArray
from .forest import HALF, LIMIT, UPPER, Forest, Seeds, TwoWayGraph
from .heap import KeyArray, item_of, pop, push, with_room
from .hierarchy import U32Array
from .nearest_sweep import NOWHERE
from .repair_space import Changes, RepairScratch

__all__ = ["repair", "undo"]

_0, _1 = np.uint64(0), np.uint64(1)


@njit(cache=True, nogil=True)
def repair(
    graph: TwoWayGraph,
    ticks: U32Array,
    seeds: Seeds,
    forest: Forest,
    changes: Changes,
    scratch: RepairScratch,
) -> np.int64:
    """Make the keys in `scratch` those of the changed graph; return how many are changed.

    `ticks` and `forest` are those of the graph as it was. Until :func:`undo` is called with
    the same changes, the scratch space must not be used for others.
    """
    next_from = np.empty(changes.tail.size, np.int32)
    next_to = np.empty(changes.tail.size, np.int32)
    _enter(changes, scratch, next_from, next_to)
    _forget_lengthened(graph, ticks, seeds, forest, changes, scratch)
    heap = _with_room_for(scratch.heap, np.uint64(scratch.n_touched[0]))
    size = _offer_again(graph, seeds, changes, next_from, scratch, heap)
    most = changes.edge.size + changes.seed.size + changes.tail.size + changes.new_seed_node.size
    heap = _with_room_for(heap, size + np.uint64(most))
    size = _shorten(graph, ticks, seeds, changes, scratch, heap, size)
    size = _settle(graph, changes, next_to, scratch, heap, size)
    while size > _0:
        heap = with_room(heap, np.uint64(heap.size))
        size = _settle(graph, changes, next_to, scratch, heap, size)
    return _list_changed(forest, scratch)


@njit(cache=True, nogil=True)
def undo(
    ticks: U32Array, seeds: Seeds, forest: Forest, changes: Changes, scratch: RepairScratch
) -> None:
    """Put back what :func:`repair` has touched."""
    n_nodes = forest.key.size
    for i in range(scratch.n_touched[0]):
        node = scratch.touched[i]
        scratch.key[node] = forest.key[node] if node < n_nodes else NOWHERE
        scratch.is_touched[node] = False
    scratch.n_touched[0] = 0
    for i in range(changes.edge.size):
        scratch.ticks[changes.edge[i]] = ticks[changes.edge[i]]
    for i in range(changes.seed.size):
        scratch.seed_key[changes.seed[i]] = seeds.key[changes.seed[i]]
    for i in range(changes.tail.size):
        scratch.edge_from[changes.tail[i]] = -1
        scratch.edge_to[changes.head[i]] = -1


@njit(cache=True)
def _enter(
    changes: Changes, scratch: RepairScratch, next_from: PreviousArray, next_to: PreviousArray
) -> None:
    """Write down the new times, and chain the new edges of each node to one another."""
    for i in range(changes.edge.size):
        scratch.ticks[changes.edge[i]] = changes.ticks[i]
    for i in range(changes.seed.size):
        scratch.seed_key[changes.seed[i]] = changes.seed_key[i]
    for i in range(changes.tail.size):
        tail, head = changes.tail[i], changes.head[i]
        next_from[i] = scratch.edge_from[tail]
        scratch.edge_from[tail] = i
        next_to[i] = scratch.edge_to[head]
        scratch.edge_to[head] = i


@njit(cache=True)
def _touch(node: np.uint64, scratch: RepairScratch) -> None:
    """Remember a node whose key is about to be written."""
    if not scratch.is_touched[node]:
        scratch.is_touched[node] = True
        scratch.touched[scratch.n_touched[0]] = node
        scratch.n_touched[0] += 1


@njit(cache=True)
def _forget_lengthened(
    graph: TwoWayGraph,
    ticks: U32Array,
    seeds: Seeds,
    forest: Forest,
    changes: Changes,
    scratch: RepairScratch,
) -> None:
    """Forget the keys of all who stand below something that became longer."""
    for i in range(changes.edge.size):
        edge = changes.edge[i]
        node = np.uint64(graph.tail[edge])
        if scratch.ticks[edge] > ticks[edge] and forest.next_edge[node] == np.int64(edge):
            _forget_below(node, forest, scratch)
    for i in range(changes.seed.size):
        seed = changes.seed[i]
        node = np.uint64(seeds.node[seed])
        is_root = forest.next_edge[node] == -2 - np.int64(seed)
        if is_root and scratch.seed_key[seed] > seeds.key[seed]:
            _forget_below(node, forest, scratch)


@njit(cache=True)
def _forget_below(node: np.uint64, forest: Forest, scratch: RepairScratch) -> None:
    """Forget the keys of a node and of all below it; whoever forgot before, did so likewise."""
    at = np.uint64(forest.position[node])
    end = at + np.uint64(forest.size[node])
    while at < end:
        below = np.uint64(forest.order[at])
        if scratch.key[below] == NOWHERE:
            at += np.uint64(forest.size[below])
        else:
            _touch(below, scratch)
            scratch.key[below] = NOWHERE
            at += _1


@njit(cache=True)
def _with_room_for(heap: KeyArray, size: np.uint64) -> KeyArray:
    """Return a heap with room for so many entries."""
    while size > np.uint64(heap.size):
        heap = with_room(heap, np.uint64(heap.size))
    return heap


@njit(cache=True)
def _offer_again(
    graph: TwoWayGraph,
    seeds: Seeds,
    changes: Changes,
    next_from: PreviousArray,
    scratch: RepairScratch,
    heap: KeyArray,
) -> np.uint64:
    """Give all who forgot the best that their neighbours offer; return how many wait.

    Some neighbours have been given a key just now. It is one they can keep to, if not yet
    their best, so that it may be built on.
    """
    size, key = _0, scratch.key
    for i in range(scratch.n_touched[0]):
        node = np.uint64(scratch.touched[i])
        best = NOWHERE
        for edge in range(np.uint64(graph.first_out[node]), np.uint64(graph.first_out[node + _1])):
            after = key[np.uint64(graph.head[edge])]
            best = min(best, after + (np.uint64(scratch.ticks[edge]) << HALF))
        new = scratch.edge_from[node]
        while new >= 0:
            after = key[np.uint64(changes.head[new])]
            best = min(best, after + (np.uint64(changes.new_ticks[new]) << HALF))
            new = next_from[new]
        seed = seeds.first_of_node[node]
        while seed >= 0:
            best = min(best, scratch.seed_key[seed])
            seed = seeds.next_of_node[seed]
        if best < LIMIT:
            key[node] = best
            size = push(heap, size, (best & UPPER) | node)
    return size


@njit(cache=True)
def _shorten(
    graph: TwoWayGraph,
    ticks: U32Array,
    seeds: Seeds,
    changes: Changes,
    scratch: RepairScratch,
    heap: KeyArray,
    size: np.uint64,
) -> np.uint64:
    """Offer what became shorter or is new, where it is better; return how many wait."""
    key = scratch.key
    for i in range(changes.seed.size):
        seed = changes.seed[i]
        if scratch.seed_key[seed] < seeds.key[seed]:
            node = np.uint64(seeds.node[seed])
            size = _lower(node, scratch.seed_key[seed], scratch, heap, size)
    for i in range(changes.new_seed_node.size):
        node = np.uint64(changes.new_seed_node[i])
        size = _lower(node, changes.new_seed_key[i], scratch, heap, size)
    for i in range(changes.edge.size):
        edge = changes.edge[i]
        if scratch.ticks[edge] < ticks[edge]:
            label = key[graph.head[edge]] + (np.uint64(scratch.ticks[edge]) << HALF)
            size = _lower(np.uint64(graph.tail[edge]), label, scratch, heap, size)
    for i in range(changes.tail.size):
        label = key[changes.head[i]] + (np.uint64(changes.new_ticks[i]) << HALF)
        size = _lower(np.uint64(changes.tail[i]), label, scratch, heap, size)
    return size


@njit(cache=True)
def _lower(
    node: np.uint64,
    label: np.uint64,
    scratch: RepairScratch,
    heap: KeyArray,
    size: np.uint64,
) -> np.uint64:
    """Give a node a key, if it is better than the one it has; return how many wait."""
    if label < min(scratch.key[node], LIMIT):
        _touch(node, scratch)
        scratch.key[node] = label
        size = push(heap, size, (label & UPPER) | node)
    return size


@njit(cache=True)
def _settle(
    graph: TwoWayGraph,
    changes: Changes,
    next_to: PreviousArray,
    scratch: RepairScratch,
    heap: KeyArray,
    size: np.uint64,
) -> np.uint64:
    """Settle nodes until none waits, or the heap is full; return how many wait."""
    first_in, tail_in, edge_in = graph.first_in, graph.tail_in, graph.edge_in
    key, ticks = scratch.key, scratch.ticks
    n_nodes, n_new = np.uint64(first_in.size) - _1, np.uint64(changes.tail.size)
    room = np.uint64(heap.size)
    while size > _0:
        entry = heap[0]
        node = item_of(entry)
        begin, end = _0, _0
        if node < n_nodes:
            begin, end = np.uint64(first_in[node]), np.uint64(first_in[node + _1])
        if size + (end - begin) + n_new > room:
            break
        size = pop(heap, size)
        own = key[node]
        if (own ^ entry) >> HALF != _0:
            continue
        for k in range(begin, end):
            label = own + (np.uint64(ticks[np.uint64(edge_in[k])]) << HALF)
            size = _lower(np.uint64(tail_in[k]), label, scratch, heap, size)
        new = scratch.edge_to[node]
        while new >= 0:
            label = own + (np.uint64(changes.new_ticks[new]) << HALF)
            size = _lower(np.uint64(changes.tail[new]), label, scratch, heap, size)
            new = next_to[new]
    return size


@njit(cache=True)
def _list_changed(forest: Forest, scratch: RepairScratch) -> np.int64:
    """List the nodes whose keys are other than before, and return how many they are."""
    n_nodes, n_changed = forest.key.size, 0
    for i in range(scratch.n_touched[0]):
        node = scratch.touched[i]
        before = forest.key[node] if node < n_nodes else NOWHERE
        if scratch.key[node] != before:
            scratch.changed[n_changed] = node
            n_changed += 1
    return np.int64(n_changed)
