"""A network laid out for searching: as it is, or with every edge turned round.

The kernels search forwards from where journeys begin. To search from where they end, the
graph is laid out once more with every edge turned round; the times along its edges and
turns are the same numbers in another order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import Graph, TurnGraph, row_starts

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .metric import RoadMetric

__all__ = ["Layout", "layout_of"]


class Layout(NamedTuple):
    """A graph as the kernels search it: as it is, or with every edge turned round."""

    turns: bool
    graph: Graph
    turn_graph: TurnGraph
    edge_time_s: FloatArray
    turn_time_s: FloatArray
    place: IntArray
    """Where each edge of the network stands in this layout. Shape (n_edges,)."""

    edge: IntArray
    """Which edge of the network stands in each place."""

    head: IntArray
    """The node at which each edge of the network ends when it is travelled this way."""

    tail: IntArray


def layout_of(metric: RoadMetric, *, backward: bool) -> Layout:
    """Return a network laid out for searching forwards, or backwards from where one goes."""
    roads = metric.roads
    if not backward:
        same = np.arange(roads.n_edges)
        return Layout(
            metric.turns,
            roads.graph,
            roads.turn_graph,
            metric.edge_time_s,
            metric.turn_time_s,
            same,
            same,
            roads.head.astype(np.int64),
            roads.tail.astype(np.int64),
        )
    order = np.argsort(roads.head, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    first_out = row_starts(roads.head, roads.n_nodes)
    head = roads.tail[order]
    graph = Graph(first_out, head)
    edge_time_s = metric.edge_time_s[order]
    if metric.turns:
        first_turn, turn_order = _turned_round(roads.turn_graph, order, graph)
        turn_time_s = metric.turn_time_s[turn_order]
    else:
        first_turn, turn_time_s = roads.first_turn, metric.turn_time_s
    return Layout(
        metric.turns,
        graph,
        TurnGraph(first_out, head, first_turn),
        edge_time_s,
        turn_time_s,
        place,
        order,
        roads.tail.astype(np.int64),
        roads.head.astype(np.int64),
    )


def _turned_round(network: TurnGraph, order: IntArray, graph: Graph) -> tuple[IntArray, IntArray]:
    """Return where the turns of the turned edges begin, and which turn each of them is."""
    n_followers = np.diff(graph.first_out)[graph.head]
    first_turn = np.concatenate(([0], np.cumsum(n_followers)))
    after = np.repeat(order, n_followers)  # in the network, the edge one goes on to
    step = np.arange(after.size) - np.repeat(first_turn[:-1], n_followers)
    before = order[np.repeat(graph.first_out[graph.head], n_followers) + step]
    turn = network.first_turn[before] + after - network.first_out[network.head[before]]
    return first_turn, turn
