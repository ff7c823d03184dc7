"""Sweeps from many sources to all nodes: a drawn network, the slow twin, and SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from twins.engine import INFINITE
from twins.sweeps import (
    BACKWARD,
    FORWARD,
    lanes_of_seeds,
    networks,
    prepared,
    seeds,
    street_grid,
    with_weights,
)

from kraftcenter_mobility._kernels.climb import ancestors, forget, sort_ranks
from kraftcenter_mobility._kernels.hierarchy import NONE
from kraftcenter_mobility._kernels.lanes import CACHE_LINE, LANES, lane_rows
from kraftcenter_mobility._kernels.sweep import sweep_to_nodes
from kraftcenter_mobility._kernels.sweep_graph import tree_levels

HERNING, GULLESTRUP, GOEDSTRUP, IKAST, BRANDE = range(5)

# Brande is on no road out of Herning.
#
#   Ikast <--840-- Herning --300--> Gullestrup --240--> Gødstrup
#                     \_____________________900____________^
EDGES = [
    (HERNING, GULLESTRUP, 300),
    (HERNING, GOEDSTRUP, 900),
    (GULLESTRUP, GOEDSTRUP, 240),
    (HERNING, IKAST, 840),
    (BRANDE, HERNING, 1500),
]


def swept(network, seeds_of_lanes, direction, label=None):
    """Return the times by lane and node."""
    label = lane_rows(network.n_nodes) if label is None else label
    sweep_to_nodes(
        network.hierarchy,
        network.weights,
        network.graph(direction),
        direction,
        *lanes_of_seeds(network, seeds_of_lanes),
        network.position,
        network.touched,
        network.ancestor,
        label,
    )
    return label.reshape(-1, LANES).T


@pytest.fixture
def drawn():
    """Return the drawn network."""
    return prepared(5, EDGES)


def test_times_along_the_edges(drawn):
    assert swept(drawn, [[(HERNING, 0)]], FORWARD)[0].tolist() == [0, 300, 540, 840, INFINITE]


def test_times_against_the_edges(drawn):
    times = swept(drawn, [[(GOEDSTRUP, 0)]], BACKWARD)[0]
    assert times.tolist() == [540, 240, 0, INFINITE, 2040]


def test_each_lane_has_its_own_seeds_and_some_have_none(drawn):
    times = swept(drawn, [[(GULLESTRUP, 5)], [], [(IKAST, 0), (HERNING, 800)]], FORWARD)
    assert times[0].tolist() == [INFINITE, 5, 245, INFINITE, INFINITE]
    assert (times[1] == INFINITE).all()
    assert times[2].tolist() == [800, 1100, 1340, 0, INFINITE]
    assert (times[3:] == INFINITE).all()


def test_without_any_seed_nothing_is_reached(drawn):
    assert (swept(drawn, [], FORWARD) == INFINITE).all()


def test_several_seeds_at_one_node_race(drawn):
    assert swept(drawn, [[(HERNING, 9), (HERNING, 4)]], FORWARD)[0, HERNING] == 4


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_agrees_with_the_twin(data):
    network = data.draw(networks())
    lanes = data.draw(st.lists(seeds(network.n_nodes), max_size=4))
    direction = data.draw(st.sampled_from([FORWARD, BACKWARD]))
    times = swept(network, lanes, direction)
    for lane, lane_seeds in enumerate(lanes):
        assert times[lane].tolist() == network.times(lane_seeds, direction)
    assert (network.position == NONE).all()


def test_labels_need_not_begin_with_a_cache_line(drawn):
    lanes = [[(node, node)] for node in range(5)]
    label = lane_rows(6)[1 : 1 + 5 * LANES]
    assert label.ctypes.data % CACHE_LINE != 0
    assert np.array_equal(swept(drawn, lanes, FORWARD, label), swept(drawn, lanes, FORWARD))


def test_one_lane_at_a_time_gives_the_same():
    network = prepared(*street_grid(4, 5, seed=1))
    lanes = [[(node, 0)] for node in range(20)]
    together = swept(network, lanes, FORWARD)
    for lane in (0, 7, 19):
        assert np.array_equal(swept(network, [lanes[lane]], FORWARD)[0], together[lane])


@pytest.mark.skipif(config.DISABLE_JIT, reason="a million labels take long uncompiled")
@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
@pytest.mark.parametrize(("n_rows", "n_columns"), [(25, 24), (33, 17)])
def test_agrees_with_scipy_from_every_node_to_every_node(n_rows, n_columns, direction):
    network = prepared(*street_grid(n_rows, n_columns, seed=n_rows))
    n_nodes = network.n_nodes
    tail, head, ticks = np.array([edge for edge in network.edges if edge[2] < INFINITE]).T
    matrix = csr_array((ticks.astype(float), (tail, head)), shape=(n_nodes, n_nodes))
    expected = dijkstra(matrix if direction == FORWARD else matrix.T)
    expected[np.isinf(expected)] = INFINITE
    for first in range(0, n_nodes, LANES):
        sources = range(first, min(first + LANES, n_nodes))
        times = swept(network, [[(node, 0)] for node in sources], direction)
        assert np.array_equal(times[: len(sources)], expected[sources.start : sources.stop])


@pytest.mark.skipif(config.DISABLE_JIT, reason="so deep a tree takes long uncompiled")
def test_a_tree_deeper_than_16_bits_is_swept_as_well():
    n_nodes = 70_000
    edges = [(node, node + 1, 3) for node in range(n_nodes - 1)]
    network = prepared(n_nodes, edges, weigh=lambda _, ticks: np.repeat(ticks, 2))
    assert network.levels.dtype == np.uint32
    times = swept(network._replace(weights=one_way(network)), [[(5, 1)]], FORWARD)[0]
    assert (times[:5] == INFINITE).all()
    assert np.array_equal(times[5:], 1 + 3 * np.arange(n_nodes - 5))


def one_way(network):
    """Return the weights of a chain that can be passed upwards only."""
    weights = network.weights.copy()
    weights[1::2] = INFINITE
    return weights


def test_levels_count_from_the_roots():
    parent = np.array([2, 2, 3, NONE, 5, NONE], np.uint32)
    assert tree_levels(parent).tolist() == [2, 2, 1, 0, 1, 0]


def test_closed_arcs_are_left_out_of_the_sweep(drawn):
    weights = np.full_like(drawn.weights, INFINITE)
    graph = with_weights(5, EDGES, drawn.hierarchy, weights).graph(FORWARD)
    assert np.diff(graph.first_step).tolist() == [1] * 5
    assert (graph.weight == INFINITE).all()


@given(st.lists(st.integers(0, 99)), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_ranks_are_sorted(ranks, longer):
    ranks = np.array(ranks * 4**longer, np.uint32)
    in_order = np.sort(ranks)
    sort_ranks(ranks)
    assert np.array_equal(ranks, in_order)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_ancestors_come_ascending_and_all(data):
    network = data.draw(networks())
    seed_nodes = data.draw(st.lists(st.integers(0, network.n_nodes - 1)))
    expected = set()
    for rank in network.ranks(seed_nodes).tolist():
        above = rank
        while above != NONE:
            expected.add(above)
            above = int(network.hierarchy.parent[above])
    position, touched = network.position, network.touched
    begin = ancestors(network.hierarchy.parent, network.ranks(seed_nodes), position, touched)
    found = touched[int(begin) :]
    assert found.tolist() == sorted(expected)
    assert position[found].tolist() == list(range(int(begin), network.n_nodes))
    forget(touched, begin, position)
    assert (position == NONE).all()
