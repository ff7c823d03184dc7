"""What one mode may use of a network, as a graph that can be prepared.

With turns the nodes of this graph are the edges of the network, and its edges the turns
that the mode can make: whoever is at the beginning of an edge travels along it and turns
into the next. Without turns its nodes are those of the network. Only what some metric of
the mode could ever use is in it, so that it is as small as can be.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.heap import TICKS_PER_SECOND
from kraftcenter_mobility._kernels.hierarchy import INFINITE

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array

    from .metric import RoadMetric
    from .road import RoadNetwork

__all__ = ["ModeGraph", "as_ticks", "mode_graph"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModeGraph:
    """A graph of what one mode may use, and where its parts come from. No times."""

    turns: bool
    item: IntArray = field(repr=False)
    """The network's edge (with turns) or node (without) that each node is. Ascending."""

    first_out: U32Array = field(repr=False)
    """Where each node's edges begin. Shape (n_nodes + 1,)."""

    head: U32Array = field(repr=False)
    """Node each edge leads to. Shape (n_edges,)."""

    edge: IntArray = field(repr=False)
    """The network's edge that is travelled along each edge."""

    turn: IntArray = field(repr=False)
    """The network's turn that is made at the end of it; empty without turns."""

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return self.item.size

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return self.head.size

    def node_of(self, n_items: int) -> IntArray:
        """Return the node of each of the network's edges or nodes, -1 for none."""
        node = np.full(n_items, -1, dtype=np.int64)
        node[self.item] = np.arange(self.item.size)
        return node

    def time_s(self, metric: RoadMetric) -> FloatArray:
        """Return how long each edge takes by a metric of the same network, turns included."""
        time_s = metric.edge_time_s[self.edge]
        return time_s + metric.turn_time_s[self.turn] if self.turns else time_s

    def ticks(self, metric: RoadMetric) -> U32Array:
        """Return how many ticks each edge takes by a metric of the same network."""
        return as_ticks(self.time_s(metric))

    def fits(self, metric: RoadMetric) -> bool:
        """Say whether a metric's mode may use just this, of the same network."""
        if metric.turns != self.turns:
            return False
        other = mode_graph(metric)
        names = "item", "first_out", "head", "edge", "turn"
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in names)

    def digest(self) -> str:
        """Return what tells this graph from any other of the same network."""
        found = hashlib.sha256(b"turns" if self.turns else b"nodes")
        for array in (self.item, self.edge, self.turn):
            found.update(np.int64(array.size).tobytes())
            found.update(np.ascontiguousarray(array).tobytes())
        return found.hexdigest()


def as_ticks(time_s: FloatArray) -> U32Array:
    """Return times, whole ticks in seconds, as numbers of ticks; INFINITE where too long."""
    ticks = np.minimum(time_s * TICKS_PER_SECOND, float(INFINITE))
    whole: U32Array = np.rint(ticks).astype(np.uint32)
    return whole


def mode_graph(metric: RoadMetric) -> ModeGraph:
    """Return the graph of what a metric's mode may use."""
    return _graph_of_edges(metric) if metric.turns else _graph_of_nodes(metric)


def _graph_of_nodes(metric: RoadMetric) -> ModeGraph:
    """Return the graph of the nodes at which roads of the mode begin or end."""
    roads = metric.roads
    passable = np.flatnonzero(np.isfinite(metric.edge_time_s))
    used = np.zeros(roads.n_nodes, dtype=np.bool_)
    used[roads.tail[metric.edge_open]] = True
    used[roads.head[metric.edge_open]] = True
    node = np.cumsum(used) - 1
    return ModeGraph(
        turns=False,
        item=np.flatnonzero(used),
        first_out=_starts(node[roads.tail[passable]], int(used.sum())),
        head=node[roads.head[passable]].astype(np.uint32),
        edge=passable,
        turn=np.zeros(0, dtype=np.int64),
    )


def _graph_of_edges(metric: RoadMetric) -> ModeGraph:
    """Return the graph of the edges that are open to the mode, joined by its turns."""
    roads = metric.roads
    node = np.cumsum(metric.edge_open) - 1
    turn, before, after = _possible_turns(metric, roads)
    return ModeGraph(
        turns=True,
        item=np.flatnonzero(metric.edge_open),
        first_out=_starts(node[before], int(metric.edge_open.sum())),
        head=node[after].astype(np.uint32),
        edge=before,
        turn=turn,
    )


def _possible_turns(metric: RoadMetric, roads: RoadNetwork) -> tuple[IntArray, IntArray, IntArray]:
    """Return the turns the mode can make, with the edges before and after each."""
    before, after = roads.turn_ends()
    is_open: BoolArray = metric.edge_open & np.isfinite(metric.edge_time_s)
    possible = np.isfinite(metric.turn_time_s) & is_open[before] & metric.edge_open[after]
    turn = np.flatnonzero(possible)
    return turn, before[turn], after[turn]


def _starts(row: IntArray, n_rows: int) -> U32Array:
    """Return where each row begins in a list sorted by row."""
    return row_starts(row, n_rows).astype(np.uint32)
