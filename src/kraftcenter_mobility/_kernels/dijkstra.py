"""Fastest ways over a plain road graph, by Dijkstra's algorithm [1]_.

Callers have checked that every index lies inside the graph and that no edge time is
negative or NaN; an infinite one closes its edge. Nothing is checked in here, and nothing
is raised. A search begins with *seeds*, nodes that are reached at given times, so that a
journey may start in the middle of an edge and several journeys may race.

References
----------
.. [1] E. W. Dijkstra, "A note on two problems in connexion with graphs," Numer. Math.,
   vol. 1, pp. 269-271, 1959. doi:10.1007/BF01386390
"""

import numpy as np
from numba import njit

from .csr import FloatArray, Graph, IntArray, PreviousArray
from .heap import KeyArray, entry_of, is_stale, item_of, pop, push, with_room

__all__ = ["UNREACHED_S", "search", "search_to_many"]

UNREACHED_S = np.inf
"""Travel time to what cannot be reached.

Infinity loses every ``<`` without a special case, stays infinite under addition and
decays to zero. It is also why ``fastmath`` is never switched on: that would license the
compiler to assume it does not occur.
"""

_0, _1 = np.uint64(0), np.uint64(1)


@njit(cache=True, nogil=True)
def search(
    graph: Graph,
    edge_time_s: FloatArray,
    seed_node: IntArray,
    seed_time_s: FloatArray,
    cutoff_s: float,
    time_s: FloatArray,
    previous: PreviousArray,
    heap: KeyArray,
) -> None:
    """Fill `time_s` with the earliest time at every node, infinite beyond the cutoff.

    `previous` receives the edge by which each node was reached, or ``-2 - k`` for the k-th
    seed, or -1 where nobody came; give an array of size zero to go without. `heap` is
    scratch space of any size. The cutoff is at most :data:`.heap.MAX_TIME_S`.
    """
    time_s[:] = UNREACHED_S
    previous[:] = -1
    size = _0
    for k in range(seed_node.size):
        seed = np.uint64(seed_node[k])
        if seed_time_s[k] < time_s[seed] and seed_time_s[k] <= cutoff_s:
            time_s[seed] = seed_time_s[k]
            if previous.size > 0:
                previous[seed] = -2 - k
            heap = with_room(heap, size)
            size = push(heap, size, entry_of(seed_time_s[k], seed))
    size = _settle(graph, edge_time_s, cutoff_s, time_s, previous, heap, size)
    while size > _0:
        heap = with_room(heap, np.uint64(heap.size))
        size = _settle(graph, edge_time_s, cutoff_s, time_s, previous, heap, size)


@njit(cache=True)
def _settle(
    graph: Graph,
    edge_time_s: FloatArray,
    cutoff_s: float,
    time_s: FloatArray,
    previous: PreviousArray,
    heap: KeyArray,
    size: np.uint64,
) -> np.uint64:
    """Settle nodes until none waits, or the heap is full; return how many wait."""
    first_out = graph.first_out
    head = graph.head
    keep_previous = previous.size > 0
    room = np.uint64(heap.size)
    while size > _0:
        entry = heap[0]
        node = item_of(entry)
        begin, end = np.uint64(first_out[node]), np.uint64(first_out[node + _1])
        if size + (end - begin) > room:
            break
        size = pop(heap, size)
        now_s = time_s[node]
        if is_stale(entry, now_s):
            continue
        for edge in range(begin, end):
            arrival_s = now_s + edge_time_s[edge]
            neighbour = np.uint64(head[edge])
            if arrival_s < time_s[neighbour] and arrival_s <= cutoff_s:
                time_s[neighbour] = arrival_s
                if keep_previous:
                    previous[neighbour] = edge
                size = push(heap, size, entry_of(arrival_s, neighbour))
    return size


@njit(cache=True, nogil=True)
def search_to_many(
    graph: Graph,
    edge_time_s: FloatArray,
    first_seed: IntArray,
    seed_node: IntArray,
    seed_time_s: FloatArray,
    first_target: IntArray,
    target_node: IntArray,
    target_time_s: FloatArray,
    cutoff_s: float,
    time_s: FloatArray,
    previous: PreviousArray,
    heap: KeyArray,
    result_s: FloatArray,
) -> None:
    """Fill `result_s` with the times from a block of origins to every destination.

    Origin ``i`` has the seeds ``first_seed[i]:first_seed[i + 1]``. Destination ``j`` can
    be entered at each of ``first_target[j]:first_target[j + 1]``, after which it is
    ``target_time_s`` away. Shape of `result_s`: (n_origins, n_destinations).
    """
    for i in range(first_seed.size - 1):
        seeds = slice(first_seed[i], first_seed[i + 1])
        search(
            graph,
            edge_time_s,
            seed_node[seeds],
            seed_time_s[seeds],
            cutoff_s,
            time_s,
            previous,
            heap,
        )
        for j in range(first_target.size - 1):
            best_s = UNREACHED_S
            for k in range(first_target[j], first_target[j + 1]):
                best_s = min(best_s, time_s[target_node[k]] + target_time_s[k])
            result_s[i, j] = best_s
