"""What orders are made from: reduction, small graphs, lines, streets, Morton's curve."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.dissection import any_edges, both_ways, graph_of, grid
from twins.engine import contract

from kraftcenter_mobility._kernels.graph_lines import sort_along_graph
from kraftcenter_mobility._kernels.line_graph import (
    edges_of_streets,
    line_graph,
    streets,
    turn_graph,
)
from kraftcenter_mobility._kernels.minimum_fill import (
    allocate_words,
    count_bits,
    minimum_fill_order,
)
from kraftcenter_mobility._kernels.morton import morton_numbers
from kraftcenter_mobility._kernels.parts import (
    Arrangement,
    allocate_part,
    components,
    part_graph,
    regroup,
)
from kraftcenter_mobility._kernels.reduction import contract_simple, subgraph, undirected


def u32(values):
    """Return numbers as the kernels take them."""
    return np.array(values, dtype=np.uint32)


def rows(first, head):
    """Return the heads of each row."""
    return [head[a:b].tolist() for a, b in itertools.pairwise(first.tolist())]


@given(any_edges())
@settings(max_examples=60, deadline=None)
def test_neighbours_are_those_of_either_direction_once(graph):
    edges, n_nodes = graph
    first_out, head = graph_of(edges, n_nodes)
    around = rows(*undirected(first_out.astype(np.uint32), head))
    pairs = both_ways(edges)
    assert [sorted(row) for row in around] == [
        [other for node, other in pairs if node == k] for k in range(n_nodes)
    ]


def reduced(edges, n_nodes, settled=()):
    """Return what is contracted first, what remains, and its neighbours."""
    first_out, head = graph_of(edges, n_nodes)
    first, neighbour = undirected(first_out.astype(np.uint32), head)
    degree = np.diff(first)
    waiting = np.isin(np.arange(n_nodes), settled)
    order = contract_simple(first, neighbour, degree, waiting)
    core = np.append(np.flatnonzero(~waiting), settled).astype(np.uint32)
    around = rows(*subgraph(first, neighbour, degree, core))
    return order.tolist(), core.tolist(), [{int(core[k]) for k in row} for row in around]


def test_a_tree_is_nothing_but_dead_ends():
    order, core, _ = reduced([(0, 1), (0, 2), (1, 3), (1, 4), (2, 5)], 6)
    assert sorted(order) == list(range(6))
    assert core == []


def test_a_bend_is_replaced_by_an_edge():
    # A square with both diagonals, and a bend on one of its sides.
    edges = [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (3, 4), (4, 0)]
    assert reduced(edges, 5) == ([4], [0, 1, 2, 3], [{1, 2, 3}, {0, 2, 3}, {0, 1, 3}, {0, 1, 2}])


def test_a_settled_node_stays_whatever_it_has_for_neighbours():
    edges = [(0, 1), (1, 2), (2, 3)]
    assert reduced(edges, 4, settled=[2]) == ([0, 3, 1], [2], [set()])


@pytest.mark.parametrize("numbers", [range(500), np.random.default_rng(3).permutation(500)])
def test_a_long_road_without_junctions_takes_a_few_rounds_from_end_to_end(numbers):
    edges = list(itertools.pairwise(int(number) for number in numbers))
    order, core, _ = reduced(edges, 500)
    assert core == []
    level = {}
    for node, above in reversed(contract(order, both_ways(edges)).items()):
        level[node] = 1 + max((level[other] for other in above), default=0)
    assert max(level.values()) <= 20


@given(any_edges())
@settings(max_examples=60, deadline=None)
def test_reduction_is_contraction_of_nodes_with_at_most_two_neighbours(graph):
    edges, n_nodes = graph
    order, core, around = reduced(edges, n_nodes)
    assert sorted(order + core) == list(range(n_nodes))
    left = nx.Graph(both_ways(edges))
    left.add_nodes_from(range(n_nodes))
    for node in order:
        assert left.degree[node] <= 2
        left.add_edges_from(itertools.combinations(list(left[node]), 2))
        left.remove_node(node)
    assert [set(left[node]) for node in core] == around
    assert all(len(neighbours) > 2 for neighbours in around)


@pytest.mark.parametrize("word", [0, 1, 0xFF, 1 << 63, (1 << 64) - 1, 0x123456789ABCDEF0])
def test_bits_are_counted(word):
    assert count_bits(np.uint64(word)) == word.bit_count()


def filled(edges, n_inner):
    """Return the order of minimum fill of the first nodes of a graph; the others are halo."""
    words = allocate_words()
    for one, other in both_ways(edges):
        if one < n_inner:
            bits, bit = (words.inner, other) if other < n_inner else (words.halo, other - n_inner)
            bits[one] |= np.uint64(1 << bit)
    minimum_fill_order(words, np.uint64(n_inner))
    return words.order[:n_inner].tolist()


def added(around, node):
    """Return how many pairs of a node's neighbours are not joined, those in the halo aside."""
    pairs = itertools.combinations(sorted(around[node]), 2)
    return sum(other not in around.get(one, set()) for one, other in pairs if one in around)


@given(any_edges(20), st.data())
@settings(max_examples=60, deadline=None)
def test_each_node_in_turn_adds_the_fewest_arcs(graph, data):
    edges, n_nodes = graph
    n_inner = data.draw(st.integers(1, n_nodes))
    around = {node: set() for node in range(n_inner)}
    for one, other in both_ways(edges):
        if one < n_inner:
            around[one].add(other)
    order = filled(edges, n_inner)
    assert sorted(order) == list(range(n_inner))
    for node in order:
        assert added(around, node) == min(added(around, other) for other in around)
        for one in around[node] & around.keys():
            around[one] |= around[node] - {one}
            around[one].discard(node)
        del around[node]


def test_sixty_four_nodes_are_not_too_many():
    edges, _, _ = grid(8, 8)
    assert sorted(filled(edges, 64)) == list(range(64))


def part_of(edges, n_nodes, begin=0, end=None, lines=()):
    """Return an arrangement of a graph, and a part of it."""
    first, head = graph_of(both_ways(edges), n_nodes)
    here = np.arange(n_nodes, dtype=np.uint32)
    lines = np.array(lines, dtype=np.uint32).reshape(len(lines), n_nodes)
    is_cut = np.zeros(n_nodes, dtype=np.bool_)
    arrangement = Arrangement(first.astype(np.uint32), head, here, here.copy(), lines, is_cut)
    bounds = np.uint64(begin), np.uint64(n_nodes if end is None else end)
    part = allocate_part(arrangement, *bounds)
    part_graph(arrangement, *bounds, part)
    return arrangement, part


def test_a_part_has_the_edges_between_its_nodes():
    _, part = part_of([(0, 1), (1, 2), (2, 3), (3, 4), (2, 4)], 5, 1, 4)
    assert rows(part.first[:4], part.head) == [[1], [0, 2], [1]]


def test_components_are_brought_together_along_every_line():
    edges, lines = [(0, 2), (2, 4), (1, 3)], [[5, 4, 3, 2, 1, 0]]
    arrangement, part = part_of(edges, 6, lines=lines)
    n_groups = components(part, np.uint64(6))
    regroup(arrangement, np.uint64(0), np.uint64(6), n_groups, part)
    assert n_groups == 3
    assert arrangement.node.tolist() == [0, 2, 4, 1, 3, 5]
    assert arrangement.place.tolist() == [0, 3, 1, 4, 2, 5]
    assert arrangement.sorted_node.tolist() == [[4, 2, 0, 3, 1, 5]]


def test_a_line_through_a_long_street_leads_from_end_to_end():
    edges = [(4, 2), (2, 0), (0, 1), (1, 3)]
    _, part = part_of(edges, 5)
    lines = np.empty((4, 5), dtype=np.uint32)
    sort_along_graph(part, np.uint64(5), lines)
    assert lines[0].tolist() in ([4, 2, 0, 1, 3], [3, 1, 0, 2, 4])


def test_lines_through_a_town_are_something_like_its_axes():
    edges, x, y = grid(12, 12)
    _, part = part_of(edges, 144)
    lines = np.empty((4, 144), dtype=np.uint32)
    sort_along_graph(part, np.uint64(144), lines)
    place = np.argsort(lines, axis=1)
    likeness = np.abs(np.corrcoef([x, x + y, y, x - y], place)[:4, 4:])
    assert (likeness.max(axis=1) > 0.75).all()


@given(any_edges(12))
@settings(max_examples=60, deadline=None)
def test_streets_are_neighbours_where_they_meet(graph):
    edges, n_nodes = graph
    tail, head = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    end, other_end, street = streets(tail, head)
    assert [{end[k], other_end[k]} for k in street] == [set(edge) for edge in edges]
    ends = [{one, other} for one, other in zip(end.tolist(), other_end.tolist(), strict=True)]
    assert [sorted(row) for row in rows(*line_graph(end, other_end, n_nodes))] == [
        [k for k in range(len(ends)) if k != j and ends[k] & ends[j]] for j in range(len(ends))
    ]


def test_the_edges_of_a_street_follow_one_another():
    assert edges_of_streets(u32([2, 0]), np.array([0, 1, 2, 0])).tolist() == [2, 0, 3]
    assert edges_of_streets(u32([]), np.array([0, 1])).tolist() == []


@given(any_edges(12))
@settings(max_examples=60, deadline=None)
def test_turns_lead_on_where_an_edge_ends(graph):
    edges, n_nodes = graph
    first_out, head = graph_of(edges, n_nodes)
    assert rows(*turn_graph(first_out.astype(np.uint32), head)) == [
        [k for k, (tail, _) in enumerate(sorted(edges)) if tail == to] for _, to in sorted(edges)
    ]


def test_morton_numbers_go_through_a_square_quarter_by_quarter():
    x, y = np.meshgrid(np.arange(4.0), np.arange(4.0))
    order = np.argsort(morton_numbers(x.ravel(), y.ravel()))
    assert order.tolist() == [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]


def test_morton_numbers_of_points_in_one_place_are_zero():
    assert morton_numbers(np.full(3, 7.0), np.full(3, -2.0)).tolist() == [0, 0, 0]
    assert morton_numbers(np.empty(0), np.empty(0)).size == 0
