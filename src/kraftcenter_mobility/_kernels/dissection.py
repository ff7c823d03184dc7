"""Orders of contraction by nested dissection [1]_.

A separator is contracted last, what it separates before it, and so on within the parts.
So arcs never lead from one part to another, and few separators lie above any node. Parts
of no more than 64 nodes are ordered by minimum fill.

References
----------
.. [1] A. George, "Nested dissection of a regular finite element mesh," SIAM J. Numer.
   Anal., vol. 10, no. 2, pp. 345-363, 1973. doi:10.1137/0710032
"""

import numpy as np
from numba import njit

from .flow_sets import CUT, Flow, allocate_flow
from .graph_lines import sort_along_graph
from .hierarchy import U32Array
from .inertial_flow import separate
from .minimum_fill import MOST_NODES, Words, allocate_words, minimum_fill_order
from .parts import Arrangement, Part, allocate_part, components, part_graph, regroup

__all__ = ["dissect"]

_0, _1, _2, _3 = (np.uint64(number) for number in range(4))
_MOST_NODES = np.uint64(MOST_NODES)

POOR_CUT = 4.0
"""A cut of more than so many times the square root of the nodes is not a map's."""


@njit(cache=True, nogil=True)
def dissect(
    arrangement: Arrangement, begin: np.uint64, end: np.uint64, too_large: np.uint64
) -> list[tuple[np.uint64, np.uint64]]:
    """Put a part into order, the nodes to be contracted first in its first places.

    Of the parts it is divided into, those of `too_large` nodes or more are left as they
    are, and returned.
    """
    part = allocate_part(arrangement, begin, end)
    flow = allocate_flow(end - begin)
    words = allocate_words()
    left = [(begin, end)]
    todo = [(begin, end)]
    left.pop()
    while len(todo) > 0:
        begin, end = todo.pop()
        n_nodes = end - begin
        if n_nodes <= _MOST_NODES:
            _order_small(arrangement, begin, end, words)
            continue
        part_graph(arrangement, begin, end, part)
        n_groups = components(part, n_nodes)
        n_parts = n_groups
        if n_groups == _1:
            _divide(arrangement, begin, n_nodes, part, flow)
            n_groups, n_parts = _3, _2
            arrangement.is_cut[begin + np.uint64(part.first_of_group[2]) : end] = True
        regroup(arrangement, begin, n_nodes, n_groups, part)
        for group in range(n_parts):
            first = begin + np.uint64(part.first_of_group[group])
            last = begin + np.uint64(part.first_of_group[np.uint64(group) + _1])
            if last - first >= too_large:
                left.append((first, last))
            elif last > first:
                todo.append((first, last))
    return left


@njit(cache=True, nogil=True)
def _divide(
    arrangement: Arrangement, begin: np.uint64, n_nodes: np.uint64, part: Part, flow: Flow
) -> None:
    """Make the two sides of the best cut groups of their own, and the cut the last."""
    has_map = arrangement.sorted_node.shape[0] > 0
    best = np.inf
    for on_map in (True, False):
        if on_map and not has_map:
            continue
        if has_map and not on_map and _is_good_cut(part, n_nodes):
            break
        if on_map:
            lines = _lines_of(arrangement, begin, n_nodes, part)
        else:
            lines = part.sorted_node[:, :n_nodes]
            sort_along_graph(part, n_nodes, lines)
        best = separate(part, n_nodes, lines, flow, best)
    _group_by_division(part, n_nodes)


@njit(cache=True, nogil=True)
def _lines_of(
    arrangement: Arrangement, begin: np.uint64, n_nodes: np.uint64, part: Part
) -> U32Array:
    """Return the nodes of a part sorted along the lines of the map."""
    n_lines = arrangement.sorted_node.shape[0]
    place_of = arrangement.place
    lines = part.sorted_node[:n_lines, :n_nodes]
    for line in range(n_lines):
        for k in range(n_nodes):
            node = arrangement.sorted_node[line, begin + np.uint64(k)]
            lines[line, k] = np.uint64(place_of[node]) - begin
    return lines


@njit(cache=True, nogil=True)
def _is_good_cut(part: Part, n_nodes: np.uint64) -> bool:
    """Say whether the best cut so far is as small as one expects of a map."""
    division = part.division
    size = 0
    for node in range(n_nodes):
        size += division[node] == CUT
    return bool(size <= POOR_CUT * np.sqrt(n_nodes))


@njit(cache=True, nogil=True)
def _group_by_division(part: Part, n_nodes: np.uint64) -> None:
    """Make groups of the two sides and the cut."""
    division, group, first_of_group = part.division, part.group, part.first_of_group
    first_of_group[:4] = 0
    for node in range(n_nodes):
        group[node] = division[node]
        first_of_group[division[node] + 1] += np.uint32(1)
    for k in range(3):
        first_of_group[k + 1] += first_of_group[k]


@njit(cache=True, nogil=True)
def _order_small(arrangement: Arrangement, begin: np.uint64, end: np.uint64, words: Words) -> None:
    """Put a part of at most 64 nodes into order."""
    first, head = arrangement.first, arrangement.head
    node_at, place_of = arrangement.node, arrangement.place
    n_seen = _0
    for place in range(begin, end):
        node = np.uint64(node_at[place])
        inner, halo = _0, _0
        for arc in range(np.uint64(first[node]), np.uint64(first[node + _1])):
            other = np.uint64(place_of[head[arc]])
            if begin <= other < end:
                inner |= _1 << (other - begin)
            else:
                seen = _0
                while seen < n_seen and words.seen[seen] != other:
                    seen += _1
                if seen < _MOST_NODES:
                    words.seen[seen] = other
                    n_seen = max(n_seen, seen + _1)
                    halo |= _1 << seen
        words.inner[np.uint64(place) - begin] = inner
        words.halo[np.uint64(place) - begin] = halo
    n_nodes = end - begin
    minimum_fill_order(words, n_nodes)
    for k in range(n_nodes):
        words.seen[k] = node_at[begin + np.uint64(words.order[k])]
    for k in range(n_nodes):
        node_at[begin + np.uint64(k)] = words.seen[k]
        place_of[words.seen[k]] = begin + np.uint64(k)
