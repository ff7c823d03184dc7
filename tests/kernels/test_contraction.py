"""The elimination tree, the chordal supergraph, slots and supernodes of an order."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.engine import arcs_of, contract

from kraftcenter_mobility._kernels import contraction
from kraftcenter_mobility._kernels.contraction import build_hierarchy
from kraftcenter_mobility._kernels.hierarchy import NONE


def csr(n_nodes, edges):
    """Return a graph as arrays, its edges sorted by tail."""
    edges = sorted(edges)
    tail = np.array([tail for tail, _ in edges], dtype=np.int64)
    head = np.array([head for _, head in edges], dtype=np.uint32)
    first_out = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=n_nodes))))
    return tail, first_out[: n_nodes + 1], head


@st.composite
def ordered_graphs(draw):
    """Draw a graph with loops, parallel edges and islands, and an order of its nodes."""
    n_nodes = draw(st.integers(0, 12))
    node = st.integers(0, max(n_nodes - 1, 0))
    edges = draw(st.lists(st.tuples(node, node), max_size=30)) if n_nodes else []
    return draw(st.permutations(range(n_nodes))), n_nodes, edges


@settings(max_examples=60, deadline=None)
@given(ordered_graphs())
def test_the_arcs_are_those_that_contracting_node_by_node_leaves(drawn):
    order, n_nodes, edges = drawn
    tail, first_out, head = csr(n_nodes, edges)
    hierarchy = build_hierarchy(np.array(order, dtype=np.int64), first_out, head)
    above = contract(order, zip(tail.tolist(), head.tolist(), strict=True))
    node = hierarchy.node.tolist()
    found = {(node[low], node[high]) for low, high in arcs_of(hierarchy)}
    assert found == {(low, high) for low, highs in above.items() for high in highs}
    assert len(found) == hierarchy.up_head.size


@settings(max_examples=60, deadline=None)
@given(ordered_graphs())
def test_every_array_says_the_same_of_the_same_hierarchy(drawn):
    order, n_nodes, edges = drawn
    tail, first_out, head = csr(n_nodes, edges)
    hierarchy = build_hierarchy(np.array(order, dtype=np.int64), first_out, head)
    arcs = arcs_of(hierarchy)
    assert sorted(hierarchy.rank.tolist()) == list(range(n_nodes))
    assert hierarchy.node[hierarchy.rank].tolist() == list(range(n_nodes))
    assert arcs == sorted(arcs)
    for rank in range(n_nodes):
        above = [high for low, high in arcs if low == rank]
        assert hierarchy.parent[rank] == (above[0] if above else NONE)
        here = slice(hierarchy.first_down[rank], hierarchy.first_down[rank + 1])
        below = [(low, arc) for arc, (low, high) in enumerate(arcs) if high == rank]
        assert list(zip(hierarchy.down_tail[here], hierarchy.down_arc[here], strict=True)) == below
    for edge, (one, other) in enumerate(zip(tail.tolist(), head.tolist(), strict=True)):
        low, high = sorted((int(hierarchy.rank[one]), int(hierarchy.rank[other])))
        if low == high:
            assert hierarchy.slot[edge] == NONE
            continue
        slot = int(hierarchy.slot[edge])
        assert arcs[slot // 2] == (low, high)
        assert slot % 2 == int(hierarchy.rank[one] > hierarchy.rank[other])
        here = slice(hierarchy.first_edge[slot], hierarchy.first_edge[slot + 1])
        assert edge in hierarchy.edge_of_slot[here]
    assert hierarchy.edge_of_slot.size == np.count_nonzero(tail != head)


@settings(max_examples=60, deadline=None)
@given(ordered_graphs())
def test_what_lies_below_a_rank_is_an_interval_that_ends_with_it(drawn):
    order, n_nodes, edges = drawn
    _, first_out, head = csr(n_nodes, edges)
    parent = build_hierarchy(np.array(order, dtype=np.int64), first_out, head).parent.tolist()
    below = {rank: {rank} for rank in range(n_nodes)}
    for rank in range(n_nodes):
        if parent[rank] != NONE:
            below[parent[rank]] |= below[rank]
    for rank, ranks in below.items():
        assert ranks == set(range(rank - len(ranks) + 1, rank + 1))


@settings(max_examples=60, deadline=None)
@given(ordered_graphs())
def test_within_a_supernode_neighbourhoods_above_are_nested(drawn):
    order, n_nodes, edges = drawn
    _, first_out, head = csr(n_nodes, edges)
    hierarchy = build_hierarchy(np.array(order, dtype=np.int64), first_out, head)
    above = {rank: set() for rank in range(n_nodes)}
    for low, high in arcs_of(hierarchy):
        above[low].add(high)
    first = hierarchy.first_of_supernode.tolist()
    assert first[0] == 0
    assert first[-1] == n_nodes
    for number, (begin, end) in enumerate(pairwise(first)):
        assert (hierarchy.supernode[begin:end] == number).all()
        for rank in range(begin, end - 1):
            assert above[rank] == {rank + 1} | above[rank + 1]
    for rank in range(n_nodes - 1):
        nested = above[rank] == {rank + 1} | above[rank + 1]
        assert nested == (hierarchy.supernode[rank] == hierarchy.supernode[rank + 1])


@pytest.mark.parametrize("size", [2, 5, 9])
def test_a_chain_contracted_from_the_ends_needs_no_further_arcs(size):
    edges = [(k, k + 1) for k in range(size - 1)]
    _, first_out, head = csr(size, edges)
    hierarchy = build_hierarchy(np.arange(size), first_out, head)
    assert hierarchy.up_head.size == size - 1


def test_more_arcs_than_can_be_numbered_are_refused(monkeypatch):
    # Contracting the middle of a star first joins all its rays: 10 * 11 / 2 arcs.
    _, first_out, head = csr(11, [(0, ray) for ray in range(1, 11)])
    monkeypatch.setattr(contraction, "MOST_ARCS", 55)
    assert build_hierarchy(np.arange(11), first_out, head).up_head.size == 55
    monkeypatch.setattr(contraction, "MOST_ARCS", 54)
    with pytest.raises(OverflowError, match=r"11 nodes in this order leaves more than 54 arcs"):
        build_hierarchy(np.arange(11), first_out, head)


def test_the_supergraph_is_chordal():
    graph = nx.grid_2d_graph(5, 5)
    number = {node: k for k, node in enumerate(graph)}
    edges = [(number[one], number[other]) for one, other in graph.edges]
    _, first_out, head = csr(25, edges)
    order = np.random.default_rng(5).permutation(25)
    supergraph = nx.Graph(arcs_of(build_hierarchy(order, first_out, head)))
    assert nx.is_chordal(supergraph)
