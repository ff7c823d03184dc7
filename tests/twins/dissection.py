"""Slow, obvious twins of what finds orders of contraction, and graphs to try them on."""

import itertools

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from twins.engine import contract


def n_arcs(edges, order):
    """Return how many arcs contraction leaves behind."""
    return sum(len(neighbours) for neighbours in contract(order, edges).values())


def minimum_degree(edges, n_nodes):
    """Return an order in which the node with the fewest neighbours is always next."""
    graph = nx.Graph([edge for edge in edges if edge[0] != edge[1]])
    graph.add_nodes_from(range(n_nodes))
    order = []
    while graph:
        node = min(graph, key=lambda node: (graph.degree[node], node))
        graph.add_edges_from(itertools.combinations(list(graph[node]), 2))
        graph.remove_node(node)
        order.append(node)
    return order


def least_cut(edges, n_nodes, begins, ends):
    """Return how many nodes separate two sets at least, any of their own included."""
    network = nx.DiGraph()
    for node in range(n_nodes):
        network.add_edge((node, "in"), (node, "out"), capacity=1)
    for one, other in edges:
        network.add_edge((one, "out"), (other, "in"))
        network.add_edge((other, "out"), (one, "in"))
    for node in begins:
        network.add_edge("begin", (node, "in"))
    for node in ends:
        network.add_edge((node, "out"), "end")
    return nx.maximum_flow_value(network, "begin", "end")


def graph_of(edges, n_nodes):
    """Return edges as a graph of arrays: where each node's edges begin, and their heads."""
    edges = sorted(edges)
    first_out = np.searchsorted([tail for tail, _ in edges], np.arange(n_nodes + 1))
    return first_out.astype(np.int64), np.array([head for _, head in edges], dtype=np.uint32)


def both_ways(edges):
    """Return every edge in both directions, each once, without those to the same node."""
    pairs = {pair for one, other in edges for pair in ((one, other), (other, one))}
    return sorted(pair for pair in pairs if pair[0] != pair[1])


def grid(width, height, seed=0, kept_share=1.0):
    """Return edges and coordinates of a town of streets at right angles, with some left out."""
    random = np.random.default_rng(seed)
    place = [(column, row) for row in range(height) for column in range(width)]
    edges = [(k, k + 1) for k, (column, _) in enumerate(place) if column < width - 1]
    edges += [(k, k + width) for k, (_, row) in enumerate(place) if row < height - 1]
    kept = [edge for edge in edges if random.random() <= kept_share]
    x, y = np.array(place, dtype=np.float64).T.copy()
    return kept, x, y


@st.composite
def any_edges(draw, most_nodes=40):
    """Return edges between a few nodes, with islands, loops and repetitions, and how many."""
    n_nodes = draw(st.integers(1, most_nodes))
    node = st.integers(0, n_nodes - 1)
    return draw(st.lists(st.tuples(node, node), max_size=4 * n_nodes)), n_nodes
