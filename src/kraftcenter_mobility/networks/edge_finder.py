"""Which edges, open to a mode, lie along each segment and meet at each node.

Found once per metric, so that joining three places takes no longer than three places should.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts

from .runs import runs

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray

    from .road import RoadNetwork

__all__ = ["EdgeFinder", "EdgesBy", "edge_finder"]


class EdgesBy(NamedTuple):
    """Edges in groups: group ``k`` has ``edge[first[k]:first[k + 1]]``."""

    first: IntArray
    edge: IntArray

    def of(self, place: IntArray, group: IntArray) -> tuple[IntArray, IntArray]:
        """Return every pair of a place and an edge of its group."""
        owner, position = runs(self.first[group], self.first[group + 1])
        return place[owner], self.edge[position]


class EdgeFinder(NamedTuple):
    """The edges that are open to a mode, by what they touch."""

    along: EdgesBy
    """By segment."""

    leaving: EdgesBy
    """By the node they begin at."""

    arriving: EdgesBy
    """By the node they end at."""

    is_rim: BoolArray
    """At which nodes there is an open road that is not destination-only. Shape (n_nodes,)."""


def edge_finder(
    roads: RoadNetwork, edge_open: BoolArray, edge_destination: BoolArray
) -> EdgeFinder:
    """Group the open edges of a network."""
    usable = np.flatnonzero(edge_open)
    on_open_road = edge_open & ~edge_destination
    is_rim = np.zeros(roads.n_nodes, dtype=np.bool_)
    is_rim[roads.tail[on_open_road]] = True
    is_rim[roads.head[on_open_road]] = True
    return EdgeFinder(
        _grouped(usable, roads.edge_segment[usable], roads.n_segments),
        _grouped(usable, roads.tail[usable].astype(np.int64), roads.n_nodes),
        _grouped(usable, roads.head[usable].astype(np.int64), roads.n_nodes),
        is_rim,
    )


def _grouped(edges: IntArray, group: IntArray, n_groups: int) -> EdgesBy:
    """Return edges in groups, ascending within each."""
    return EdgesBy(row_starts(group, n_groups), edges[np.argsort(group, kind="stable")])
