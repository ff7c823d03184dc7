"""Orders in which to contract a road graph, for its nodes and for its edges.

Every query on a hierarchy costs what its order leaves behind, so time spent here is paid
back by all of them. The order depends on which nodes are joined and on where they are,
not on any travel time. It is the same for any number of threads.
"""

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .csr import FloatArray
from .dissection import dissect
from .hierarchy import U32Array
from .interrupts import uninterrupted
from .line_graph import edges_of_streets, line_graph, streets, turn_graph
from .morton import morton_numbers
from .parts import Arrangement
from .reduction import contract_simple, subgraph, undirected

__all__ = ["edge_order", "node_order"]

DIRECTIONS = ((1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, -1.0))
"""The lines along which the map is cut: west to east, south-west to north-east and so on."""

PARTS_PER_THREAD = 8
"""How many parts of equal size would be too small to share out any further."""

WORTH_SHARING = 2048
"""Nodes from which on threads share the work; a single one leaves Ctrl-C to the caller's."""

NOBODY = np.empty(0, dtype=np.uint32)
"""No nodes."""


class Order(NamedTuple):
    """An order of contraction, and those at its end that separate parts of more than 64."""

    node: U32Array
    cut: U32Array


def node_order(
    first_out: NDArray[np.integer],
    head: NDArray[np.integer],
    x: FloatArray | None = None,
    y: FloatArray | None = None,
    *,
    threads: int = 1,
) -> U32Array:
    """Return the nodes of a graph in the order of contraction, lowest first.

    `x` and `y` are coordinates in any unit, the same for both; without them, or where all
    nodes are in one place, distances within the graph take their place.
    """
    graph = uninterrupted(undirected, first_out.astype(np.uint32), head.astype(np.uint32))
    return _order(*graph, x, y, NOBODY, threads).node


def edge_order(
    first_out: NDArray[np.integer],
    head: NDArray[np.integer],
    x: FloatArray | None = None,
    y: FloatArray | None = None,
    *,
    threads: int = 1,
) -> U32Array:
    """Return the edges of a graph in an order of contraction for the graph of its turns.

    In that graph the edges are the nodes, and every edge is joined with those that leave
    where it ends. A cut through it is one through the streets, of which there are half as
    many; what such cuts leave is ordered edge by edge. Otherwise as :func:`node_order`.
    """
    tail = np.repeat(np.arange(first_out.size - 1), np.diff(first_out))
    end, other_end, street = streets(tail, head.astype(np.int64))
    if x is not None and y is not None:
        x, y = x[end] + x[other_end], y[end] + y[other_end]
    graph = uninterrupted(line_graph, end, other_end, first_out.size - 1)
    cut = edges_of_streets(_order(*graph, x, y, NOBODY, threads).cut, street)
    if x is not None and y is not None:
        x, y = x[street], y[street]
    turns = uninterrupted(turn_graph, first_out.astype(np.uint32), head.astype(np.uint32))
    graph = uninterrupted(undirected, *turns)
    return _order(*graph, x, y, cut, threads).node


def _order(
    first: U32Array,
    neighbour: U32Array,
    x: FloatArray | None,
    y: FloatArray | None,
    last: U32Array,
    threads: int,
) -> Order:
    """Order an undirected graph without parallel edges, some nodes in any case at the end."""
    degree = np.diff(first)
    settled = np.zeros(degree.size, dtype=np.bool_)
    settled[last] = True
    low = contract_simple(first, neighbour, degree, settled)
    core = np.flatnonzero(~settled).astype(np.uint32)
    lines = np.empty((0, core.size), dtype=np.uint32)
    if x is not None and y is not None and not _is_point(x[core], y[core]):
        core = core[np.argsort(morton_numbers(x[core], y[core]), kind="stable")]
        lines = _sorted_along_lines(x[core], y[core])
    n_core = core.size
    core = np.concatenate([core, last])
    here = np.arange(core.size, dtype=np.uint32)
    is_cut = np.zeros(core.size, dtype=np.bool_)
    graph = uninterrupted(subgraph, first, neighbour, degree, core)
    arrangement = Arrangement(*graph, here, here.copy(), lines, is_cut)
    _dissect(arrangement, n_core, threads)
    node = core[arrangement.node]
    return Order(np.concatenate([low, node]), node[is_cut])


def _is_point(x: FloatArray, y: FloatArray) -> bool:
    """Say whether all of some places are the same, or there are none."""
    return x.size == 0 or bool((x == x[0]).all() and (y == y[0]).all())


def _sorted_along_lines(x: FloatArray, y: FloatArray) -> U32Array:
    """Return points sorted in every direction. Shape (n_directions, n_points)."""
    lines = [np.argsort(x * east + y * north, kind="stable") for east, north in DIRECTIONS]
    return np.array(lines, dtype=np.uint32)


def _dissect(arrangement: Arrangement, n_nodes: int, threads: int) -> None:
    """Put the first nodes into order, sharing large parts out among threads."""
    if n_nodes == 0:
        return
    whole = (np.uint64(0), np.uint64(n_nodes))
    if n_nodes < WORTH_SHARING:
        dissect(arrangement, *whole, np.uint64(n_nodes + 1))
        return
    too_large = np.uint64(n_nodes // (PARTS_PER_THREAD * threads) + 1)
    pool = ThreadPoolExecutor(threads)
    try:
        running = {pool.submit(dissect, arrangement, *whole, too_large)}
        while running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            parts = [part for future in finished for part in future.result()]
            for begin, end in parts:
                part = (np.uint64(begin), np.uint64(end))
                running.add(pool.submit(dissect, arrangement, *part, too_large))
    finally:  # on Ctrl-C, what runs is left to itself and what waits is given up
        pool.shutdown(wait=False, cancel_futures=True)
