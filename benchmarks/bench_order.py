"""How good an order of contraction, and in what time?

An order is as good as what it leaves behind: the arcs that every sweep reads, the triangles
that every new metric costs, and the arcs between a node and the root that a question from
one node to another looks at. METIS knows only which nodes are joined. All on one core.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import pymetis

from kraftcenter_mobility._kernels.contraction import build_hierarchy
from kraftcenter_mobility._kernels.line_graph import turn_graph
from kraftcenter_mobility._kernels.orders import edge_order, node_order
from kraftcenter_mobility._kernels.reduction import undirected

ROUNDS = 5


def metis_order(first_out, head):
    """Return METIS's order by nested dissection."""
    first, neighbour = undirected(first_out.astype(np.uint32), head.astype(np.uint32))
    adjacency = pymetis.CSRAdjacency(first.astype(np.int64), neighbour.astype(np.int64))
    order, _ = pymetis.nested_dissection(adjacency)
    return np.asarray(order)


def quality(order, first_out, head):
    """Return what an order leaves behind, in words."""
    hierarchy = build_hierarchy(order, first_out, head)
    degree = np.diff(hierarchy.first_up).astype(np.int64)
    depth, space = np.ones_like(degree), degree.copy()
    for rank in range(degree.size - 1, -1, -1):
        parent = int(hierarchy.parent[rank])
        if parent < degree.size:
            depth[rank] += depth[parent]
            space[rank] += space[parent]
    triangles = (degree * (degree - 1) // 2).sum() / degree.size
    return (
        f"{degree.sum():10,} arcs, {triangles:7.2f} triangles to a node, "
        f"depth {depth.mean():6.1f}, {space.mean():8,.0f} arcs to the root"
    )


def compare(title, first_out, head, competitors, race):
    """Print how good each order is, then race for them."""
    print(f"\n{title}: {first_out.size - 1:,} nodes, {head.size:,} edges")
    for name, order in competitors.items():
        print(f"  {name:<34} {quality(order(None), first_out, head)}")
    race(f"Order, {title}, one core", competitors, [None] * ROUNDS)


def test_orders_of_nodes(region_graph, race):
    name, graph = region_graph
    roads = graph.first_out, graph.head
    competitors = {
        "kraftcenter": lambda _: node_order(*roads, graph.x, graph.y),
        "kraftcenter, without coordinates": lambda _: node_order(*roads),
        "METIS": lambda _: metis_order(*roads),
    }
    compare(f"nodes of {name}", *roads, competitors, race)


def test_orders_of_edges(region_graph, race):
    name, graph = region_graph
    roads = graph.first_out, graph.head
    turns = turn_graph(graph.first_out.astype(np.uint32), graph.head)
    x, y = (place[graph.tail] + place[graph.head] for place in (graph.x, graph.y))
    competitors = {
        "kraftcenter, cutting streets": lambda _: edge_order(*roads, graph.x, graph.y),
        "kraftcenter, cutting edges": lambda _: node_order(*turns, x, y),
        "METIS": lambda _: metis_order(*turns),
    }
    compare(f"edges of {name}", *turns, competitors, race)
