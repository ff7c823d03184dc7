"""Every node's nearest destination, ready to be asked again after a small change.

Grown once for a question, by one search from all destinations; a change then costs what it
changes (:mod:`.._kernels.repair`). The answers are those of a forest grown anew on the
changed graph, to the last tick.

Whoever sets out along an edge on which a destination lies may already have passed it. What
counts for them is where the edge leads on to. So every node at which journeys end has a
twin, numbered after the graph's nodes, with the same ways on but no destination; nobody
comes to it, and journeys begin there.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility._kernels.nearest_sweep import NOWHERE
from kraftcenter_mobility._kernels.repair_space import Changes, repair_scratch
from kraftcenter_mobility.networks.mode_graph import as_ticks

from .forest_graph import (
    NO_EDGES,
    chained_seeds,
    forest_base,
    grown_forest,
    places_in,
    rows_of,
    with_twins,
)
from .spare import Spare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array
    from kraftcenter_mobility._kernels.nearest_sweep import LabelArray
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .forest_graph import ForestBase

__all__ = ["GraphChange", "NearestForest", "Repaired", "nearest_forest_of"]

HALF, LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
NO_TICKS: Any = np.zeros(0, dtype=np.uint32)
NO_KEYS: Any = np.zeros(0, dtype=np.uint64)


class GraphChange(NamedTuple):
    """What is different in a :class:`.ModeGraph`. Nothing, unless said."""

    edge: IntArray = NO_EDGES
    """Edges of the graph that take another time."""

    ticks: U32Array = NO_TICKS
    """That time, INFINITE for none."""

    tail: IntArray = NO_EDGES
    """Where new edges begin: nodes of the graph, or new ones, numbered after them."""

    head: IntArray = NO_EDGES
    new_ticks: U32Array = NO_TICKS
    n_new: int = 0
    """Number of new nodes."""

    closed: IntArray = NO_EDGES
    """Edges of the *network* along which nobody goes, sets out or arrives."""

    moved: IntArray = NO_EDGES
    """Places that are no longer come to where they were."""

    seed_node: IntArray = NO_EDGES
    """Nodes of the graph, or new ones, at which they are come to instead."""

    seed_key: LabelArray = NO_KEYS
    """Time from there, and number of the place."""


class Repaired(NamedTuple):
    """A forest after a change."""

    node: IntArray
    """Nodes whose keys are other than before."""

    key: LabelArray
    """Keys of all nodes, while the forest is on loan."""


class NearestForest:
    """The nearest destination of every node of a mode's graph, and the ways there.

    Nothing that can be asked changes it, and it may be asked from several threads.
    """

    def __init__(self, base: ForestBase, end: EdgeEnds, *, twins: bool = True) -> None:
        """Grow the forest of the ways to some places.

        Parameters
        ----------
        base : ForestBase
            The graph and its times.
        end : EdgeEnds
            Where the places lie.
        twins : bool, optional
            Whether journeys may be asked to begin at :meth:`departures`.
        """
        self._base, self.end = base, end
        self.metric, self.mode_graph = base.metric, base.mode_graph
        graph = base.mode_graph
        place = end.place()
        node = self.node_at(end.edge, arriving=True)
        ticks = as_ticks(end.before_s + end.walk_s[place])
        of_use = np.flatnonzero((node >= 0) & (ticks < INFINITE))
        self.seed_edge = end.edge[of_use]
        node = node[of_use]
        self.twins = np.unique(node) if graph.turns and twins else NO_EDGES
        self._copied = rows_of(graph.first_out.astype(np.int64), self.twins)
        self.n_nodes = graph.n_nodes + self.twins.size
        self.graph, self.ticks = base.graph, base.ticks
        if self.twins.size:
            self.graph = with_twins(base.graph, self.twins, self._copied)
            self.ticks = np.concatenate((base.ticks, base.ticks[self._copied]))
        keys = (ticks[of_use].astype(np.uint64) << HALF) | place[of_use].astype(np.uint64)
        self.seeds = chained_seeds(node, keys, self.n_nodes)
        for array in (self.ticks, *self.graph, *self.seeds):
            array.setflags(write=False)
        self.forest = grown_forest(self.graph, self.ticks, self.seeds)
        self._has_seed = np.zeros(self.metric.roads.n_edges, dtype=np.bool_)
        self._has_seed[self.seed_edge] = True
        self._scratch: Spare[Any] = Spare(partial(self._new_scratch, 0))

    @property
    def key(self) -> LabelArray:
        """Time and number of each node's nearest place as one number. Shape (n_nodes,).

        The time in ticks is in the upper half, the number in the lower; NOWHERE for none.
        The nodes are those of the mode's graph. Read-only.
        """
        return self.forest.key[: self.mode_graph.n_nodes]

    def node_at(self, edge: IntArray, *, arriving: bool) -> IntArray:
        """Return the node at which one comes to edges of the network, or leaves them; or -1."""
        if self.mode_graph.turns:
            return self._base.node_of[edge]
        roads = self.metric.roads
        return self._base.node_of[(roads.tail if arriving else roads.head)[edge]]

    def departures(self, edge: IntArray) -> IntArray:
        """Return the node from which one goes on at the end of each edge, -1 for none."""
        node = self.node_at(edge, arriving=False)
        twin, which = places_in(self.twins, node)
        node[which] = self.mode_graph.n_nodes + twin
        return node

    @contextmanager
    def repaired(self, change: GraphChange) -> Iterator[Repaired]:
        """Lend the forest after a change, its twins included, for the length of a block."""
        from kraftcenter_mobility._kernels.repair import repair, undo

        changes = self._changes(change)
        scratch = self._scratch.take()
        if scratch.key.size < self.n_nodes + change.n_new:
            scratch = self._new_scratch(2 * change.n_new)
        ends = self.ticks, self.seeds, self.forest, changes, scratch
        n_changed = repair(self.graph, *ends)
        yield Repaired(scratch.changed[:n_changed].astype(np.int64), scratch.key)
        undo(*ends)
        self._scratch.give(scratch)

    def _new_scratch(self, n_new: int) -> Any:
        """Return scratch space for changes with so many new nodes."""
        return repair_scratch(self.ticks, self.seeds, self.forest, n_new)

    def _changes(self, change: GraphChange) -> Changes:
        """Return a change as the kernels take it, the twins' edges changed likewise."""
        arcs = self._base.along[rows_of(self._base.first_along, change.closed)]
        edge = np.concatenate((change.edge, arcs))
        edge_ticks = np.concatenate((change.ticks, np.full(arcs.size, INFINITE, np.uint32)))
        copy, original = places_in(self._copied, edge)
        seeds = NO_EDGES
        if self._has_seed[change.closed].any():
            seeds = np.flatnonzero(np.isin(self.seed_edge, change.closed))
        if change.moved.size:
            place = (self.seeds.key & LOW).astype(np.int64)
            seeds = np.union1d(seeds, np.flatnonzero(np.isin(place, change.moved)))
        tail, head, ticks = self._inside(change.tail), self._inside(change.head), change.new_ticks
        twin, which = places_in(self.twins, change.tail)
        if twin.size:
            tail = np.concatenate((tail, self.mode_graph.n_nodes + twin))
            head, ticks = np.append(head, head[which]), np.append(ticks, ticks[which])
        return Changes(
            np.concatenate((edge, self.mode_graph.n_edges + copy)).astype(np.uint32),
            np.concatenate((edge_ticks, edge_ticks[original])),
            seeds.astype(np.uint32),
            np.full(seeds.size, NOWHERE),
            tail.astype(np.uint32),
            head.astype(np.uint32),
            ticks.astype(np.uint32),
            self._inside(change.seed_node).astype(np.uint32),
            change.seed_key,
        )

    def _inside(self, node: IntArray) -> IntArray:
        """Return nodes by the numbers they have in here: new ones come after the twins."""
        return np.where(node < self.mode_graph.n_nodes, node, node + self.twins.size)


def nearest_forest_of(
    network: TransportNetwork, metric: RoadMetric, end: EdgeEnds, *, twins: bool = True
) -> NearestForest:
    """Return the forest of the ways to some places by a metric of a network."""
    key = ("forest base", metric.mode, metric.turns)
    base = network.remembered(key, lambda: forest_base(metric, network.base_graph(metric).graph))
    return NearestForest(base, end, twins=twins)
