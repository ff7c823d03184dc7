"""The plain search: a graph small enough to read, its slow twin, and SciPy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import all_pairs, node_times
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra as scipy_dijkstra

from kraftcenter_mobility._kernels.csr import Graph, row_starts
from kraftcenter_mobility._kernels.dijkstra import UNREACHED_S, search, search_to_many
from kraftcenter_mobility._kernels.heap import MAX_TIME_S

HERNING, GULLESTRUP, GOEDSTRUP, IKAST, BRANDE = range(5)

# Brande is on no road out of Herning.
#
#   Ikast <--840-- Herning --300--> Gullestrup --240--> Gødstrup
#                     \_____________________900____________^
TAIL = [HERNING, HERNING, GULLESTRUP, HERNING, BRANDE]
HEAD = [GULLESTRUP, GOEDSTRUP, GOEDSTRUP, IKAST, HERNING]
TIME_S = [300.0, 900.0, 240.0, 840.0, 1500.0]


def graph_of(tail, head, time_s, n_nodes):
    """Return a graph from any order of edges, with times and the order they came in."""
    tail, order = np.array(tail, dtype=np.int64), np.argsort(tail, kind="stable")
    graph = Graph(row_starts(tail, n_nodes), np.array(head, dtype=np.uint32)[order])
    return graph, np.array(time_s, dtype=np.float64)[order], order


def searched(tail, head, time_s, n_nodes, seeds, cutoff_s=MAX_TIME_S):
    """Return the times at all nodes and the previous edges, in the order they came in."""
    graph, edge_time_s, order = graph_of(tail, head, time_s, n_nodes)
    reached_s = np.empty(n_nodes)
    previous = np.empty(n_nodes, dtype=np.int32)
    search(
        graph,
        edge_time_s,
        np.array([node for node, _ in seeds], dtype=np.int64),
        np.array([seconds for _, seconds in seeds], dtype=np.float64),
        float(cutoff_s),
        reached_s,
        previous,
        np.empty(1, dtype=np.uint64),
    )
    return reached_s, [int(order[edge]) if edge >= 0 else int(edge) for edge in previous]


def from_herning(cutoff_s=MAX_TIME_S):
    """Return the times from Herning."""
    return searched(TAIL, HEAD, TIME_S, 5, [(HERNING, 0.0)], cutoff_s)


def test_takes_the_detour_when_it_is_faster():
    assert from_herning()[0][GOEDSTRUP] == 540.0


def test_leaves_nodes_without_a_way_in_unreached():
    assert from_herning()[0][BRANDE] == UNREACHED_S


def test_reaches_itself_in_no_time():
    assert from_herning()[0][HERNING] == 0.0


@pytest.mark.parametrize(("cutoff_s", "reached"), [(539.999, False), (540.0, True)])
def test_includes_a_node_exactly_at_the_cutoff(cutoff_s, reached):
    assert np.isfinite(from_herning(cutoff_s)[0][GOEDSTRUP]) == reached


def test_remembers_the_edge_by_which_each_node_was_reached():
    assert from_herning()[1] == [-2, 0, 2, 3, -1]


def test_several_seeds_race():
    seeds = [(HERNING, 1000.0), (GULLESTRUP, 50.0), (BRANDE, 0.0)]
    times_s, previous = searched(TAIL, HEAD, TIME_S, 5, seeds)
    assert times_s.tolist() == [1000.0, 50.0, 290.0, 1840.0, 0.0]
    assert previous == [-2, -3, 2, 3, -4]


def test_the_earlier_of_two_seeds_at_one_node_counts():
    times_s, previous = searched(TAIL, HEAD, TIME_S, 5, [(HERNING, 30.0), (HERNING, 20.0)])
    assert (times_s[HERNING], previous[HERNING]) == (20.0, -3)


def test_a_seed_beyond_the_cutoff_is_left_out():
    times_s, _ = searched(TAIL, HEAD, TIME_S, 5, [(HERNING, 601.0)], 600.0)
    assert np.isinf(times_s).all()


def test_takes_the_fastest_of_parallel_edges():
    assert searched([0, 0], [1, 1], [60.0, 45.0], 2, [(0, 0.0)])[0][1] == 45.0


def test_an_infinite_edge_is_closed():
    assert np.isinf(searched([0], [1], [np.inf], 2, [(0, 0.0)])[0][1])


def test_a_node_without_edges_is_a_search_of_itself():
    assert searched([], [], [], 1, [(0, 7.0)])[0].tolist() == [7.0]


def test_no_seeds_reach_nothing():
    assert np.isinf(searched(TAIL, HEAD, TIME_S, 5, [])[0]).all()


def test_times_that_differ_by_less_than_a_tick_are_exact_all_the_same():
    # A thousand edges of a tenth of a microsecond beside one of a little more than their sum.
    n = 1000
    tail = [*range(n), 0]
    head = [*range(1, n + 1), n]
    times_s, _ = searched(tail, head, [1e-7] * n + [1.0001e-4], n + 1, [(0, 0.0)])
    assert times_s[n] == pytest.approx(1e-4, rel=1e-9)


WEIGHTS = st.one_of(
    st.sampled_from([0.0, 1e-7, 1e-3, 1.0, 1e6, np.inf]),
    st.floats(0.0, 1000.0, allow_subnormal=False),
)


@st.composite
def graphs(draw):
    """Draw a graph with loops, parallel edges, islands, and times of every size."""
    n_nodes = draw(st.integers(1, 8))
    node = st.integers(0, n_nodes - 1)
    edges = draw(st.lists(st.tuples(node, node, WEIGHTS), max_size=24))
    seeds = draw(st.lists(st.tuples(node, st.floats(0, 500)), min_size=1, max_size=3))
    tail, head, time_s = zip(*edges, strict=True) if edges else ((), (), ())
    return list(tail), list(head), list(time_s), n_nodes, seeds


@given(graphs(), st.one_of(st.just(MAX_TIME_S), st.floats(0, 2000)))
@settings(max_examples=60, deadline=None)
def test_times_are_those_of_the_slow_twin(graph, cutoff_s):
    tail, head, time_s, n_nodes, seeds = graph
    times_s, _ = searched(tail, head, time_s, n_nodes, seeds, cutoff_s)
    expected = node_times(tail, head, time_s, seeds, cutoff_s)
    np.testing.assert_allclose(
        times_s, [expected.get(node, np.inf) for node in range(n_nodes)], rtol=1e-12
    )


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_the_previous_edges_lead_back_to_a_seed_and_add_up(graph):
    tail, head, time_s, n_nodes, seeds = graph
    times_s, previous = searched(tail, head, time_s, n_nodes, seeds)
    for node in np.flatnonzero(np.isfinite(times_s)):
        total, at = 0.0, int(node)
        for _ in range(n_nodes + 1):
            edge = previous[at]
            if edge < 0:
                break
            assert head[edge] == at
            total += time_s[edge]
            at = tail[edge]
        seed, start_s = seeds[-2 - previous[at]]
        assert seed == at
        assert start_s + total == pytest.approx(times_s[node], rel=1e-12)


@given(graphs())
@settings(max_examples=30, deadline=None)
def test_a_block_of_searches_is_all_pairs(graph):
    tail, head, time_s, n_nodes, _ = graph
    csr, edge_time_s, _ = graph_of(tail, head, time_s, n_nodes)
    first = np.arange(n_nodes + 1)
    everywhere, at_once = np.arange(n_nodes), np.zeros(n_nodes)
    result_s = np.empty((n_nodes, n_nodes))
    search_to_many(
        csr,
        edge_time_s,
        first,
        everywhere,
        at_once,
        first,
        everywhere,
        at_once,
        MAX_TIME_S,
        np.empty(n_nodes),
        np.empty(0, dtype=np.int32),
        np.empty(8, dtype=np.uint64),
        result_s,
    )
    expected = np.array(all_pairs(tail, head, time_s, n_nodes))
    np.testing.assert_allclose(result_s, np.where(expected > MAX_TIME_S, np.inf, expected))


def test_a_destination_is_entered_where_that_is_soonest():
    # Two places to enter Gødstrup's hospital: its gate, and a back door near Gullestrup.
    graph, edge_time_s, _ = graph_of(TAIL, HEAD, TIME_S, 5)
    result_s = np.empty((1, 2))
    search_to_many(
        graph,
        edge_time_s,
        np.array([0, 1]),
        np.array([HERNING]),
        np.array([0.0]),
        np.array([0, 2, 2]),
        np.array([GOEDSTRUP, GULLESTRUP]),
        np.array([20.0, 100.0]),
        MAX_TIME_S,
        np.empty(5),
        np.empty(0, dtype=np.int32),
        np.empty(8, dtype=np.uint64),
        result_s,
    )
    assert result_s.tolist() == [[400.0, math.inf]]


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_scipy_on_random_graphs(seed):
    rng = np.random.default_rng(seed)
    n_nodes, n_edges = 60, 150
    matrix = np.zeros((n_nodes, n_nodes))
    matrix.flat[rng.choice(n_nodes**2, n_edges, replace=False)] = rng.uniform(1, 600, n_edges)
    tail, head = np.nonzero(matrix)
    theirs = scipy_dijkstra(csr_array(matrix), indices=0)

    ours, _ = searched(tail, head, matrix[tail, head], n_nodes, [(0, 0.0)])

    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
