"""Zones: open roads that can be reached over destination-only roads alone.

The service roads behind a driveway, the streets of an estate behind a "residents only"
sign: their own tags call them open, but nobody drives through them to somewhere else, as
that would be driving through the destination-only road. So they are taken to be
destination-only themselves. Of the open roads that destination-only roads join, the
largest connected part is the outside; every other one is a zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

__all__ = ["OpenParts", "open_parts", "zone_segments"]


def zone_segments(  # noqa: PLR0913 - the parts of one graph
    tail: IntArray,
    head: IntArray,
    n_nodes: int,
    *,
    is_open: BoolArray,
    is_destination: BoolArray,
    length_m: FloatArray,
) -> BoolArray:
    """Return which open segments can be reached over destination-only ones alone.

    Parameters
    ----------
    tail, head : arrays of int, shape (n_segments,)
        The nodes at which segments begin and end; directions do not matter here.
    n_nodes : int
        Number of nodes.
    is_open, is_destination : arrays of bool, shape (n_segments,)
        Which segments cars may use freely, and which only to reach what lies along them.
    length_m : array of float, shape (n_segments,)
        Metres; the largest part is the longest.
    """
    if not is_destination.any() or not is_open.any():
        return np.zeros(tail.size, dtype=np.bool_)
    parts = open_parts(
        tail,
        head,
        n_nodes,
        is_open=is_open,
        is_destination=is_destination,
        length_m=length_m,
    )
    by_length = np.lexsort((-parts.length_m, parts.group))
    _, first = np.unique(parts.group[by_length], return_index=True)
    outside = np.zeros(parts.group.size, dtype=np.bool_)
    outside[by_length[first]] = True
    in_zone = np.zeros(tail.size, dtype=np.bool_)
    in_zone[np.flatnonzero(is_open)] = ~outside[parts.of_open]
    return in_zone


class OpenParts(NamedTuple):
    """The connected parts of the open roads."""

    of_open: IntArray
    """The part of every open segment. Shape (n_open_segments,)."""

    group: IntArray
    """Parts that destination-only roads join are of one group. Shape (n_parts,)."""

    length_m: FloatArray
    """Of all roads of each part."""


def open_parts(  # noqa: PLR0913 - the parts of one graph
    tail: IntArray,
    head: IntArray,
    n_nodes: int,
    *,
    is_open: BoolArray,
    is_destination: BoolArray,
    length_m: FloatArray,
) -> OpenParts:
    """Return the connected parts of the open roads, and which destination-only ones join.

    The arguments are those of :func:`zone_segments`.
    """
    either = is_open | is_destination
    of_node = _parts(tail[is_open], head[is_open], n_nodes)
    joined = _parts(tail[either], head[either], n_nodes)
    _, first, part = np.unique(of_node[tail[is_open]], return_index=True, return_inverse=True)
    group = joined[tail[is_open][first]]
    metres: FloatArray = np.bincount(part, length_m[is_open], first.size).astype(np.float64)
    return OpenParts(part.astype(np.int64), group, metres)


def _parts(tail: IntArray, head: IntArray, n_nodes: int) -> IntArray:
    """Return the connected part of every node."""
    ones = np.ones(tail.size, dtype=np.int8)
    graph = csr_array((ones, (tail, head)), shape=(n_nodes, n_nodes))
    parts: IntArray = connected_components(graph, directed=False)[1].astype(np.int64)
    return parts
