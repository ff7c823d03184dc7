"""Parts of a graph whose nodes are being put into order.

The nodes stand in places, and a part is a range of places. Whether a neighbour belongs to
a part is seen from its place; parts that have been separated never touch each other's
nodes, so that several threads may work on one graph, and whatever they do while another
looks, the answer "not mine" stays the same.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .csr import BoolArray
from .flow_sets import U8Array
from .hierarchy import NONE, U32Array

__all__ = ["Arrangement", "Part", "allocate_part", "components", "part_graph", "regroup"]

_0, _1 = np.uint64(0), np.uint64(1)
_ONE = np.uint32(1)

N_LINES = 4
"""Room for so many lines along which the nodes of a part are sorted."""


class Arrangement(NamedTuple):
    """A graph and the present order of its nodes."""

    first: U32Array
    """Where each node's neighbours begin. Shape (n_nodes + 1,)."""

    head: U32Array
    """The neighbours, both ways."""

    node: U32Array
    """The node in each place. Shape (n_nodes,)."""

    place: U32Array
    """The place of each node. Shape (n_nodes,)."""

    sorted_node: U32Array
    """The nodes of each part, in its range, sorted along lines. Shape (n_lines, n_nodes)."""

    is_cut: BoolArray
    """Whether each place belongs to a cut between two parts. Shape (n_nodes,)."""


class Part(NamedTuple):
    """The graph within one part, its nodes counted from 0, and how it is to be divided."""

    first: U32Array
    """Where each node's neighbours begin."""

    head: U32Array
    """The neighbours that belong to the part."""

    sorted_node: U32Array
    """The nodes sorted along lines. Shape (`N_LINES`, n_nodes)."""

    group: U32Array
    """Which group each node is to go to."""

    first_of_group: U32Array
    """Where each group begins."""

    division: U8Array
    """The best division into two sides, 0 and 1, and the cut, 2, so far."""

    trial: U8Array
    """Another division."""

    moved: U32Array
    """Scratch space."""


@njit(cache=True, nogil=True)
def allocate_part(arrangement: Arrangement, begin: np.uint64, end: np.uint64) -> Part:
    """Return room for a part, and for any part of it."""
    n_nodes = np.int64(end - begin)
    n_arcs = np.int64(0)
    for place in range(begin, end):
        node = np.uint64(arrangement.node[place])
        n_arcs += np.int64(arrangement.first[node + _1]) - np.int64(arrangement.first[node])
    return Part(
        np.empty(n_nodes + 1, np.uint32),
        np.empty(n_arcs, np.uint32),
        np.empty((N_LINES, n_nodes), np.uint32),
        np.empty(n_nodes, np.uint32),
        np.empty(n_nodes + 1, np.uint32),
        np.empty(n_nodes, np.uint8),
        np.empty(n_nodes, np.uint8),
        np.empty(n_nodes, np.uint32),
    )


@njit(cache=True, nogil=True)
def part_graph(arrangement: Arrangement, begin: np.uint64, end: np.uint64, part: Part) -> None:
    """Collect the graph between the nodes of a part."""
    first, head = arrangement.first, arrangement.head
    node_at, place_of = arrangement.node, arrangement.place
    part_first, part_head = part.first, part.head
    n_arcs = _0
    for place in range(begin, end):
        node = np.uint64(node_at[place])
        part_first[np.uint64(place) - begin] = n_arcs
        for arc in range(np.uint64(first[node]), np.uint64(first[node + _1])):
            other = np.uint64(place_of[head[arc]])
            if begin <= other < end:
                part_head[n_arcs] = other - begin
                n_arcs += _1
    part_first[end - begin] = n_arcs


@njit(cache=True, nogil=True)
def components(part: Part, n_nodes: np.uint64) -> np.uint64:
    """Make every connected component a group; return how many there are."""
    first, head, group, queue = part.first, part.head, part.group, part.moved
    group[:n_nodes] = NONE
    n_groups = _0
    filled = _0
    done = _0
    for start in range(n_nodes):
        if group[start] != NONE:
            continue
        part.first_of_group[n_groups] = filled
        group[start] = n_groups
        queue[filled] = start
        filled += _1
        while done < filled:
            node = np.uint64(queue[done])
            done += _1
            for arc in range(np.uint64(first[node]), np.uint64(first[node + _1])):
                other = head[arc]
                if group[other] == NONE:
                    group[other] = n_groups
                    queue[filled] = other
                    filled += _1
        n_groups += _1
    part.first_of_group[n_groups] = filled
    return n_groups


@njit(cache=True, nogil=True)
def regroup(
    arrangement: Arrangement, begin: np.uint64, n_nodes: np.uint64, n_groups: np.uint64, part: Part
) -> None:
    """Bring the nodes of each group together, in the order they had, along every line too."""
    place_of = arrangement.place
    end = begin + n_nodes
    for line in range(arrangement.sorted_node.shape[0]):
        _gather(arrangement.sorted_node[line, begin:end], place_of, begin, n_groups, part)
    nodes = arrangement.node[begin:end]
    _gather(nodes, place_of, begin, n_groups, part)
    for k in range(n_nodes):
        place_of[nodes[k]] = begin + np.uint64(k)


@njit(cache=True, nogil=True)
def _gather(
    nodes: U32Array, place_of: U32Array, begin: np.uint64, n_groups: np.uint64, part: Part
) -> None:
    """Sort a list of nodes by group, stably."""
    group, moved = part.group, part.moved
    cursor = part.first_of_group[:n_groups].copy()
    n_nodes = np.uint64(nodes.size)
    for k in range(n_nodes):
        node = nodes[k]
        target = group[np.uint64(place_of[node]) - begin]
        moved[cursor[target]] = node
        cursor[target] += _ONE
    nodes[:] = moved[:n_nodes]
