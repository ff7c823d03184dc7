"""Orders of contraction: always permutations, the same for any threads, and good."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.dissection import any_edges, both_ways, graph_of, grid, minimum_degree, n_arcs
from twins.engine import contract

from kraftcenter_mobility._kernels.orders import edge_order, node_order


def ordered(edges, n_nodes, *coordinates, threads=1):
    """Return the nodes in order."""
    return node_order(*graph_of(edges, n_nodes), *coordinates, threads=threads).tolist()


def spread(n_nodes, seed=0):
    """Return coordinates of nodes anywhere."""
    random = np.random.default_rng(seed)
    return random.random(n_nodes), random.random(n_nodes)


def test_no_nodes_have_no_order():
    nothing = np.empty(0, dtype=np.uint32)
    assert node_order(np.zeros(1, dtype=np.int64), nothing).size == 0
    assert edge_order(np.zeros(1, dtype=np.int64), nothing).size == 0


@pytest.mark.parametrize("edges", [[], [(0, 0)]])
def test_one_node_is_an_order(edges):
    assert ordered(edges, 1, np.zeros(1), np.zeros(1)) == [0]


@given(any_edges(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_order_has_each_node_once(graph, with_map):
    edges, n_nodes = graph
    coordinates = spread(n_nodes) if with_map else ()
    assert sorted(ordered(edges, n_nodes, *coordinates)) == list(range(n_nodes))


@given(st.integers(65, 160), st.floats(0.5, 4.0), st.integers(0, 99), st.sampled_from("0xy1-"))
@settings(max_examples=25, deadline=None)
def test_every_order_of_a_larger_graph_has_each_node_once(n_nodes, degree, seed, kind):
    random = np.random.default_rng(seed)
    edges = random.integers(0, n_nodes, (int(n_nodes * degree / 2), 2)).tolist()
    x, y = spread(n_nodes, seed)
    coordinates = {
        "0": (np.zeros(n_nodes), np.zeros(n_nodes)),
        "x": (x, np.zeros(n_nodes)),
        "y": (np.full(n_nodes, 3.0), y),
        "1": (x.round(), y.round()),
        "-": (),
    }[kind]
    assert sorted(ordered(edges, n_nodes, *coordinates)) == list(range(n_nodes))


def test_a_clique_of_a_hundred_nodes_is_put_into_some_order():
    edges = [(one, other) for one in range(100) for other in range(one)]
    assert sorted(ordered(edges, 100, *spread(100))) == list(range(100))


def test_a_star_of_a_thousand_rays_costs_an_arc_for_each():
    edges = [(0, k) for k in range(1, 1001)]
    assert n_arcs(edges, ordered(edges, 1001)) == 1000


@pytest.mark.parametrize("with_map", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_orders_of_a_town_leave_fewer_arcs_than_minimum_degree_or_not_many_more(seed, with_map):
    edges, x, y = grid(24, 24, seed, kept_share=0.85)
    order = ordered(edges, x.size, *((x, y) if with_map else ()))
    assert n_arcs(edges, order) <= 1.05 * n_arcs(edges, minimum_degree(edges, x.size))


def test_a_town_with_all_its_nodes_in_one_place_is_ordered_as_well_as_without_a_map():
    edges, x, _ = grid(20, 20)
    nowhere = np.full(x.size, 9.5)
    assert ordered(edges, x.size, nowhere, nowhere) == ordered(edges, x.size)


def test_half_a_town_in_one_place_is_ordered_by_its_streets():
    edges, x, y = grid(24, 24)
    good = n_arcs(edges, ordered(edges, x.size, x, y))
    x[::2], y[::2] = 0.0, 0.0
    assert n_arcs(edges, ordered(edges, x.size, x, y)) <= 1.3 * good


def test_the_last_nodes_take_a_town_apart():
    edges, x, y = grid(20, 20)
    order = ordered(edges, x.size, x, y)
    town = nx.Graph(edges)
    town.remove_nodes_from(order[-20:])
    largest = max(len(part) for part in nx.connected_components(town))
    assert largest <= 260


def test_two_towns_and_an_island_are_each_ordered_on_their_own():
    edges, x, y = grid(12, 12)
    both = edges + [(a + 144, b + 144) for a, b in edges]
    order = ordered(both, 289, np.r_[x, x + 50.0, 99.0], np.r_[y, y, 99.0])
    assert sorted(order) == list(range(289))
    alone = n_arcs(edges, ordered(edges, 144, x, y))
    assert n_arcs(both, order) == pytest.approx(2 * alone, rel=0.05)


def test_directions_parallel_edges_and_loops_change_nothing():
    edges, x, y = grid(12, 12)
    more = [*edges, *edges[::3], *((b, a) for a, b in edges[::2]), (5, 5)]
    assert ordered(more, 144, x, y) == ordered(sorted(both_ways(edges)), 144, x, y)


@pytest.mark.parametrize("threads", [2, 4])
@pytest.mark.parametrize("with_map", [True, False])
def test_an_order_is_the_same_for_any_number_of_threads(threads, with_map):
    edges, x, y = grid(24, 24, seed=1, kept_share=0.9)
    coordinates = (x, y) if with_map else ()
    one = ordered(edges, x.size, *coordinates)
    assert ordered(edges, x.size, *coordinates, threads=threads) == one


def turns(edges):
    """Return which edges follow which."""
    both = itertools.product(enumerate(edges), repeat=2)
    return [(e, f) for (e, (_, via)), (f, (to, _)) in both if via == to]


@given(any_edges(12), st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_order_of_edges_has_each_edge_once(graph, with_map):
    edges, n_nodes = graph
    coordinates = spread(n_nodes) if with_map else ()
    order = edge_order(*graph_of(edges, n_nodes), *coordinates)
    assert sorted(order.tolist()) == list(range(len(edges)))


@pytest.mark.parametrize("threads", [2, 3])
def test_an_order_of_edges_is_the_same_for_any_number_of_threads(threads):
    edges, x, y = grid(9, 9, seed=2, kept_share=0.9)
    graph = graph_of(both_ways(edges), 81)
    one = edge_order(*graph, x, y)
    assert edge_order(*graph, x, y, threads=threads).tolist() == one.tolist()


def test_an_order_of_edges_is_about_as_good_as_one_of_the_graph_of_turns():
    edges, x, y = grid(10, 10, seed=3, kept_share=0.9)
    edges = sorted(both_ways(edges))
    tail, head = np.array(edges).T
    order = edge_order(*graph_of(edges, 100), x, y).tolist()
    expanded = turns(edges)
    direct = ordered(expanded, len(edges), x[tail] + x[head], y[tail] + y[head])
    assert n_arcs(expanded, order) <= 1.05 * n_arcs(expanded, direct)


def test_edges_are_neighbours_of_edges_above_only_across_cuts():
    # Two towns that one bridge joins: contracted last, its edges are all that joins them.
    town, x, y = grid(9, 9)
    edges = sorted(both_ways([*town, *((a + 81, b + 81) for a, b in town), (44, 117)]))
    order = edge_order(*graph_of(edges, 162), np.r_[x, x + 20.0], np.r_[y, y]).tolist()
    above = contract(order, turns(edges))
    side = ["west" if max(e) < 81 else "east" if min(e) > 80 else "bridge" for e in edges]
    assert not any({side[e], side[f]} == {"west", "east"} for e in order for f in above[e])
