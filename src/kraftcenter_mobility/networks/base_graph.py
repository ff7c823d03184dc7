"""The graph of one mode before any change, with what it takes to say what a change does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .metric import blocked_nodes

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array

    from .metric import RoadMetric
    from .mode_graph import ModeGraph

__all__ = ["BaseGraph", "base_graph"]


class BaseGraph(NamedTuple):
    """A mode's graph, its times, and where the network's parts are in it."""

    metric: RoadMetric
    graph: ModeGraph
    ticks: U32Array
    """Of each edge of the graph."""

    node_of: IntArray
    """The node that each of the network's edges (with turns) or nodes is, -1 for none."""

    graph_edge: IntArray
    """The graph's edge that each of the network's turns (with turns) or edges is, -1 for none."""

    node_blocked: BoolArray
    """At which of the network's nodes a barrier stops the mode."""


def base_graph(metric: RoadMetric, graph: ModeGraph) -> BaseGraph:
    """Return a mode's graph with its times and where the network's parts are in it."""
    roads = metric.roads
    size = roads.turn_rule.size if graph.turns else roads.n_edges
    graph_edge = np.full(size, -1, dtype=np.int64)
    graph_edge[graph.turn if graph.turns else graph.edge] = np.arange(graph.n_edges)
    node_of = graph.node_of(roads.n_edges if graph.turns else roads.n_nodes)
    ticks = graph.ticks(metric)
    node_blocked = blocked_nodes(roads, metric.mode)
    for array in (graph_edge, node_of, ticks, node_blocked):
        array.setflags(write=False)
    return BaseGraph(metric, graph, ticks, node_of, graph_edge, node_blocked)
