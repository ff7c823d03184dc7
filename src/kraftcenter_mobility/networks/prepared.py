"""What preparing a network for one mode leaves behind: an order, and its hierarchy.

Only the order takes time to find, and only the order is saved with the network: a
permutation, checked in a moment, from which the hierarchy is built again in a tenth of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.orders import edge_order, node_order
from kraftcenter_mobility.progress import progress

from .mode_graph import mode_graph
from .prepared_graph import prepare_graph

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array

    from .metric import RoadMetric
    from .mode_graph import ModeGraph
    from .prepared_graph import PreparedGraph
    from .road import RoadNetwork

__all__ = ["Prepared", "prepare_metric", "prepared_from_order"]

M_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """What one mode may use of a network, prepared for queries by any metric."""

    graph: ModeGraph
    prepared: PreparedGraph


def prepare_metric(metric: RoadMetric, *, threads: int) -> Prepared:
    """Find an order for what a metric's mode may use of a network, and contract it."""
    with progress(3, f"preparing {metric.mode.name}", unit="step") as done:
        graph = mode_graph(metric)
        done(1)
        find_order = _edge_order if metric.turns else _node_order
        order = find_order(metric.roads, graph, threads)
        done(1)
        found = prepared_from_order(graph, order)
        done(1)
    return found


def prepared_from_order(graph: ModeGraph, order: U32Array) -> Prepared:
    """Contract a graph in an order that is known."""
    return Prepared(graph=graph, prepared=prepare_graph(order, graph.first_out, graph.head))


def _node_order(roads: RoadNetwork, graph: ModeGraph, threads: int) -> U32Array:
    """Return an order of the nodes of a graph without turns."""
    x, y = _metres(roads)
    node = graph.item
    return node_order(graph.first_out, graph.head, x[node], y[node], threads=threads)


def _edge_order(roads: RoadNetwork, graph: ModeGraph, threads: int) -> U32Array:
    """Return an order of the nodes of a graph with turns, which are edges of the network."""
    x, y = _metres(roads)
    tail, head = roads.tail[graph.item], roads.head[graph.item]
    used = np.zeros(roads.n_nodes, dtype=np.bool_)
    used[tail] = True
    used[head] = True
    dense = np.cumsum(used) - 1
    first_out = np.zeros(int(used.sum()) + 1, dtype=np.int64)
    np.cumsum(np.bincount(dense[tail], minlength=first_out.size - 1), out=first_out[1:])
    heads: IntArray = dense[head]
    return edge_order(first_out, heads, x[used], y[used], threads=threads)


def _metres(roads: RoadNetwork) -> tuple[FloatArray, FloatArray]:
    """Return coordinates in which a metre is about as long in every direction."""
    middle = np.radians(float(np.median(roads.node_lat))) if roads.n_nodes else 0.0
    x: FloatArray = roads.node_lon * (M_PER_DEGREE * np.cos(middle))
    y: FloatArray = roads.node_lat * M_PER_DEGREE
    return x, y
