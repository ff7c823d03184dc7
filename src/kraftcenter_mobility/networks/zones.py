"""Zones: open roads that can be reached over destination-only roads alone.

The service roads behind a driveway, the streets of an estate behind a "residents only"
sign: their own tags call them open, but nobody drives through them to somewhere else, as
that would be driving through the destination-only road. So they are taken to be
destination-only themselves. Of the open roads that destination-only roads join, the
largest connected part is the outside; every other one is a zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

__all__ = ["zone_segments"]


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
    part = _parts(tail[is_open], head[is_open], n_nodes)[tail[is_open]]
    either = is_open | is_destination
    joined = _parts(tail[either], head[either], n_nodes)[tail[is_open]]
    part_m = np.bincount(part, weights=length_m[is_open])
    part_joined = np.zeros(part_m.size, dtype=np.int64)
    part_joined[part] = joined
    known = np.flatnonzero(np.bincount(part, minlength=part_m.size))
    by_length = known[np.lexsort((-part_m[known], part_joined[known]))]
    _, first = np.unique(part_joined[by_length], return_index=True)
    outside = np.zeros(part_m.size, dtype=np.bool_)
    outside[by_length[first]] = True
    in_zone = np.zeros(tail.size, dtype=np.bool_)
    in_zone[np.flatnonzero(is_open)] = ~outside[part]
    return in_zone


def _parts(tail: IntArray, head: IntArray, n_nodes: int) -> IntArray:
    """Return the connected part of every node."""
    ones = np.ones(tail.size, dtype=np.int8)
    graph = csr_array((ones, (tail, head)), shape=(n_nodes, n_nodes))
    parts: IntArray = connected_components(graph, directed=False)[1].astype(np.int64)
    return parts
