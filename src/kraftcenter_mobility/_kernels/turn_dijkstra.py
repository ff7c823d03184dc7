"""Fastest ways over a road graph in which turns take time, by Dijkstra on its edges [1]_.

What is settled is an edge, not a node: the label of an edge is the earliest time at
which one can *begin* to travel along it, the turn into it made. A forbidden turn is one
that takes for ever. Otherwise as in :mod:`.dijkstra`; seeds are edges with the time at
which one comes to their *end*, so that a journey may start anywhere along an edge.

References
----------
.. [1] T. Caldwell, "On finding minimum routes in a network with turn penalties,"
   Commun. ACM, vol. 4, no. 2, pp. 107-108, 1961. doi:10.1145/366105.366184
"""

import numpy as np
from numba import njit

from .csr import FloatArray, IntArray, PreviousArray, TurnGraph
from .dijkstra import UNREACHED_S
from .heap import KeyArray, entry_of, is_stale, item_of, pop, push, with_room

__all__ = ["turn_search", "turn_search_to_many"]

_0, _1 = np.uint64(0), np.uint64(1)


@njit(cache=True, nogil=True)
def turn_search(
    graph: TurnGraph,
    edge_time_s: FloatArray,
    turn_time_s: FloatArray,
    seed_edge: IntArray,
    seed_time_s: FloatArray,
    cutoff_s: float,
    time_s: FloatArray,
    previous: PreviousArray,
    heap: KeyArray,
) -> None:
    """Fill `time_s` with the earliest time at the beginning of every edge.

    `previous` receives the edge one came from, or ``-2 - k`` for the k-th seed, or -1 where
    nobody came; give an array of size zero to go without.
    `heap` is scratch space of any size.
    """
    time_s[:] = UNREACHED_S
    previous[:] = -1
    size = _0
    for k in range(seed_edge.size):
        edge = np.uint64(seed_edge[k])
        while size + _n_turns(graph, edge) > np.uint64(heap.size):
            heap = with_room(heap, np.uint64(heap.size))
        size = _follow(
            graph,
            edge_time_s,
            turn_time_s,
            edge,
            seed_time_s[k],
            np.int64(-2 - k),
            cutoff_s,
            time_s,
            previous,
            heap,
            size,
        )
    size = _settle(graph, edge_time_s, turn_time_s, cutoff_s, time_s, previous, heap, size)
    while size > _0:
        heap = with_room(heap, np.uint64(heap.size))
        size = _settle(graph, edge_time_s, turn_time_s, cutoff_s, time_s, previous, heap, size)


@njit(cache=True)
def _n_turns(graph: TurnGraph, edge: np.uint64) -> np.uint64:
    """Return how many turns there are at the end of an edge."""
    return np.uint64(graph.first_turn[edge + _1] - graph.first_turn[edge])


@njit(cache=True)
def _settle(
    graph: TurnGraph,
    edge_time_s: FloatArray,
    turn_time_s: FloatArray,
    cutoff_s: float,
    time_s: FloatArray,
    previous: PreviousArray,
    heap: KeyArray,
    size: np.uint64,
) -> np.uint64:
    """Settle edges until none waits, or the heap is full; return how many wait."""
    room = np.uint64(heap.size)
    while size > _0:
        entry = heap[0]
        edge = item_of(entry)
        if size + _n_turns(graph, edge) > room:
            break
        size = pop(heap, size)
        if is_stale(entry, time_s[edge]):
            continue
        size = _follow(
            graph,
            edge_time_s,
            turn_time_s,
            edge,
            time_s[edge] + edge_time_s[edge],
            np.int64(edge),
            cutoff_s,
            time_s,
            previous,
            heap,
            size,
        )
    return size


@njit(cache=True)
def _follow(
    graph: TurnGraph,
    edge_time_s: FloatArray,
    turn_time_s: FloatArray,
    edge: np.uint64,
    end_s: float,
    came_from: np.int64,
    cutoff_s: float,
    time_s: FloatArray,
    previous: PreviousArray,
    heap: KeyArray,
    size: np.uint64,
) -> np.uint64:
    """Make the turns at the end of an edge, reached at `end_s`; return how many wait."""
    keep_previous = previous.size > 0
    turn = np.uint64(graph.first_turn[edge])
    node = np.uint64(graph.head[edge])
    for k in range(np.uint64(graph.first_out[node]), np.uint64(graph.first_out[node + _1])):
        follower = np.uint64(k)
        arrival_s = end_s + turn_time_s[turn]
        turn += _1
        if arrival_s < time_s[follower] and arrival_s <= cutoff_s:
            time_s[follower] = arrival_s
            if keep_previous:
                previous[follower] = came_from
            if _leads_on(graph, edge_time_s, turn_time_s, follower, arrival_s, time_s):
                size = push(heap, size, entry_of(arrival_s, follower))
    return size


@njit(cache=True)
def _leads_on(
    graph: TurnGraph,
    edge_time_s: FloatArray,
    turn_time_s: FloatArray,
    edge: np.uint64,
    begin_s: float,
    time_s: FloatArray,
) -> bool:
    """Say whether travelling along an edge would bring anyone anywhere sooner than known.

    Labels only ever fall, so an edge of no use now is of no use later, unless its own label
    falls, and then it is asked about again. Asking early pays twice: a fifth of the edges
    never enter the heap, and the memory that settling the others will need is fetched
    while the processor has other work. There is no early way out on purpose, because
    branches that cannot be predicted cost more than the turns they would save.
    """
    end_s = begin_s + edge_time_s[edge]
    turn = np.uint64(graph.first_turn[edge])
    node = np.uint64(graph.head[edge])
    sooner = False
    for follower in range(np.uint64(graph.first_out[node]), np.uint64(graph.first_out[node + _1])):
        sooner |= end_s + turn_time_s[turn] < time_s[follower]
        turn += _1
    return sooner


@njit(cache=True, nogil=True)
def turn_search_to_many(
    graph: TurnGraph,
    edge_time_s: FloatArray,
    turn_time_s: FloatArray,
    first_seed: IntArray,
    seed_edge: IntArray,
    seed_time_s: FloatArray,
    first_target: IntArray,
    target_edge: IntArray,
    target_time_s: FloatArray,
    cutoff_s: float,
    time_s: FloatArray,
    previous: PreviousArray,
    heap: KeyArray,
    result_s: FloatArray,
) -> None:
    """Fill `result_s` with the times from a block of origins to every destination.

    As :func:`.dijkstra.search_to_many`, with edges in the place of nodes:
    `target_time_s` counts from the beginning of `target_edge`.
    """
    for i in range(first_seed.size - 1):
        seeds = slice(first_seed[i], first_seed[i + 1])
        turn_search(
            graph,
            edge_time_s,
            turn_time_s,
            seed_edge[seeds],
            seed_time_s[seeds],
            cutoff_s,
            time_s,
            previous,
            heap,
        )
        for j in range(first_target.size - 1):
            best_s = UNREACHED_S
            for k in range(first_target[j], first_target[j + 1]):
                best_s = min(best_s, time_s[target_edge[k]] + target_time_s[k])
            result_s[i, j] = best_s
