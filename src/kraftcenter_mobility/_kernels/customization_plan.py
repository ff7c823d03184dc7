"""What customization can find out once and for all, before there is any metric.

Two kinds of ranks want different treatment. Most have few neighbours above, and nothing
but such ranks below: their triangles are simply listed. All others are taken supernode by
supernode, as *panels*: the ranks of a panel have the same neighbours above it, and for
every two of these the plan says which arc joins them.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .csr import BoolArray
from .hierarchy import NONE, Hierarchy, U32Array
from .panels import BLOCK, BUFFER_PADDING

__all__ = ["AHEAD", "LISTED", "CustomizationPlan", "customization_plan"]

FLAT = 4
"""Up to how many neighbours above the triangles of a rank are listed one by one.

A triangle on the list takes 12 bytes and about a nanosecond; a panel takes 4 bytes for
each two neighbours, and some 20 ns before it begins. On road networks all choices from 4
to 10 are equally fast within a tenth, and 4 needs the least memory.
"""

LISTED = 32
"""Up to how many neighbours above the arcs between them are listed.

Beyond it they are looked up, which costs little beside the work that so wide a panel is;
and the list never takes more than ``2 * (LISTED - 1)`` bytes per arc, whatever the graph.
"""

AHEAD = 64
"""How many arcs ahead the weights are fetched that will have to be lowered."""

_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)
_BLOCK, _LISTED = np.uint64(BLOCK), np.uint64(LISTED)


class CustomizationPlan(NamedTuple):
    """Where each edge, triangle and panel of a hierarchy puts its weights."""

    entry_slot: U32Array
    """The slot of each of the hierarchy's ``edge_of_slot``, ascending."""

    triangle: U32Array
    """Three arcs, of a listed triangle: the one on top of it, and from the lowest rank to
    that one's tail and head. Tails ascending. Shape (n_triangles, 3)."""

    panel: U32Array
    """The first rank of each panel, ascending. Shape (n_panels,)."""

    panel_end: U32Array
    """The rank behind the last of each panel. Shape (n_panels,)."""

    first_pair: U32Array
    """Where the pairs of neighbours of each panel begin. Shape (n_panels + 1,)."""

    pair_arc: U32Array
    """The arc that joins the two, in the order of :func:`pair_place`, and `AHEAD` more. Panels
    with more than `LISTED` neighbours have none."""

    buffer_size: int
    """How large the buffer must be in which the pairs of one step are prepared."""


def customization_plan(hierarchy: Hierarchy) -> CustomizationPlan:
    """Return the plan by which metrics of a hierarchy are customized."""
    first_up, up_head = hierarchy.first_up, hierarchy.up_head
    is_flat = _flat_ranks(hierarchy.parent, first_up, np.uint64(FLAT))
    panel, panel_end = _panels(is_flat, hierarchy.first_of_supernode)
    first_pair = _first_pairs(panel_end, first_up)
    below = hierarchy.first_down, hierarchy.down_tail, hierarchy.down_arc
    arrays = (
        hierarchy.slot[hierarchy.edge_of_slot],
        _triangles(is_flat, first_up, up_head, *below),
        panel,
        panel_end,
        first_pair,
        _pair_arcs(panel_end, first_pair, first_up, up_head),
    )
    for array in arrays:
        array.flags.writeable = False
    most_above = int(np.diff(first_up).max(initial=0))
    return CustomizationPlan(*arrays, 2 * max(most_above, BLOCK * BLOCK) + BUFFER_PADDING)


@njit(cache=True)
def _flat_ranks(parent: U32Array, first_up: U32Array, most: np.uint64) -> BoolArray:
    """Say which ranks have few neighbours above, they and all that lies below them."""
    is_flat = np.ones(parent.size, np.bool_)
    for rank in range(np.uint64(parent.size)):
        n_above = np.uint64(first_up[rank + _1]) - np.uint64(first_up[rank])
        is_flat[rank] &= n_above <= most
        if not is_flat[rank] and parent[rank] != NONE:
            is_flat[np.uint64(parent[rank])] = False
    return is_flat


@njit(cache=True)
def _triangles(
    is_flat: BoolArray,
    first_up: U32Array,
    up_head: U32Array,
    first_down: U32Array,
    down_tail: U32Array,
    down_arc: U32Array,
) -> U32Array:
    """Return the triangles whose lowest rank is flat, by the tail of the arc on top."""
    n = np.uint64(is_flat.size)
    n_triangles = _0
    for rank in range(n):
        if is_flat[rank]:
            n_triangles += _n_pairs(np.uint64(first_up[rank + _1]) - np.uint64(first_up[rank]))
    triangle = np.empty((np.int64(n_triangles), 3), np.uint32)
    arc_to = np.empty(is_flat.size, np.uint32)
    t = _0
    for rank in range(n):
        for arc in range(np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])):
            arc_to[np.uint64(up_head[arc])] = np.uint32(arc)
        for k in range(np.uint64(first_down[rank]), np.uint64(first_down[rank + _1])):
            tail, near = np.uint64(down_tail[k]), np.uint64(down_arc[k])
            if is_flat[tail]:
                for far in range(near + _1, np.uint64(first_up[tail + _1])):
                    triangle[t, _0] = arc_to[np.uint64(up_head[far])]
                    triangle[t, _1] = np.uint32(near)
                    triangle[t, _2] = np.uint32(far)
                    t += _1
    return triangle


@njit(cache=True)
def _n_pairs(n: np.uint64) -> np.uint64:
    """Return in how many ways two can be chosen from `n`."""
    return n * (n - _1) // _2 if n > _0 else _0


def _panels(is_flat: BoolArray, first_of_supernode: U32Array) -> tuple[U32Array, U32Array]:
    """Return what is left of each supernode without its flat ranks, which come first."""
    flat_before = np.zeros(is_flat.size + 1, np.uint32)
    np.cumsum(is_flat, out=flat_before[1:])
    end = first_of_supernode[1:]
    begin = first_of_supernode[:-1] + np.diff(flat_before[first_of_supernode])
    return begin[begin < end], end[begin < end]


def _first_pairs(panel_end: U32Array, first_up: U32Array) -> U32Array:
    """Return where the listed pairs of each panel begin."""
    n_above = (first_up[panel_end] - first_up[panel_end - 1]).astype(np.int64)
    n_pairs = np.where(n_above <= LISTED, n_above * (n_above - 1) // 2, 0)
    first_pair = np.zeros(panel_end.size + 1, np.uint32)
    np.cumsum(n_pairs, out=first_pair[1:])
    return first_pair


@njit(cache=True)
def _pair_arcs(
    panel_end: U32Array, first_pair: U32Array, first_up: U32Array, up_head: U32Array
) -> U32Array:
    """Return the arcs between the neighbours of each panel whose pairs are listed."""
    pair_arc = np.empty(first_pair[-1] + AHEAD, np.uint32)
    pair_arc[-AHEAD:] = 0
    for p in range(np.uint64(panel_end.size)):
        if first_pair[p] == first_pair[p + _1]:
            continue
        last = np.uint64(panel_end[p]) - _1
        begin, n_above = np.uint64(first_up[last]), np.uint64(first_up[last + _1])
        n_above -= begin
        for i in range(n_above - _1):
            arc = np.uint64(first_up[np.uint64(up_head[begin + i])])
            for j in range(i + _1, n_above):
                while up_head[arc] != up_head[begin + j]:
                    arc += _1
                place = np.uint64(first_pair[p]) + pair_place(np.uint64(i), np.uint64(j), n_above)
                pair_arc[place] = np.uint32(arc)
    return pair_arc


@njit(cache=True)
def pair_place(i: np.uint64, j: np.uint64, n_above: np.uint64) -> np.uint64:
    """Return where the pair of neighbours ``i < j`` stands in the list of a panel.

    Neighbours are taken in blocks. For each block of `j` come all earlier blocks of `i`,
    each pair of blocks ordered by `j`, and then the pairs within the block, likewise.
    """
    column, row = j - j % _BLOCK, i - i % _BLOCK
    place = _n_pairs(column) + row * min(_BLOCK, n_above - column)
    if row < column:
        return place + (j - column) * _BLOCK + (i - row)
    return place + _n_pairs(j - column) + (i - row)
