"""The search among turns: a junction small enough to read, and its slow twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import edge_times

from kraftcenter_mobility._kernels.csr import TurnGraph, row_starts
from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility._kernels.turn_dijkstra import turn_search, turn_search_to_many

# Node 0 is in the west, 1 the junction, 2 in the north and 3 in the east.
#
#            2
#            |          edges  a: 0>1  10 s     turns  a>b  4 s
#     0 -a-> 1 -c-> 3          b: 1>2  20 s            a>c  0 s
#            |                 c: 1>3  30 s            b, c, d: none follow but d
#            4                 d: 2>3   5 s            b>d  1 s
A, B, C, D = range(4)
FIRST_OUT = [0, 1, 3, 4, 4]
HEAD = [1, 2, 3, 3]
FIRST_TURN = [0, 2, 3, 3, 3]
EDGE_S = [10.0, 20.0, 30.0, 5.0]
TURN_S = [4.0, 0.0, 1.0]


def junction(turn_s=None):
    """Return the junction, the times along its edges, and those of its turns."""
    graph = TurnGraph(
        np.array(FIRST_OUT, dtype=np.int64),
        np.array(HEAD, dtype=np.uint32),
        np.array(FIRST_TURN, dtype=np.int64),
    )
    return graph, np.array(EDGE_S), np.array(TURN_S if turn_s is None else turn_s)


def searched(graph, edge_s, turn_s, seeds, cutoff_s=MAX_TIME_S):
    """Return the times at the beginning of all edges, and the edges one came from."""
    n_edges = edge_s.size
    times_s, previous = np.empty(n_edges), np.empty(n_edges, dtype=np.int32)
    turn_search(
        graph,
        edge_s,
        turn_s,
        np.array([edge for edge, _ in seeds], dtype=np.int64),
        np.array([seconds for _, seconds in seeds], dtype=np.float64),
        float(cutoff_s),
        times_s,
        previous,
        np.empty(1, dtype=np.uint64),
    )
    return times_s, previous.tolist()


def test_a_label_is_the_time_at_which_an_edge_is_begun_its_turn_made():
    times_s, previous = searched(*junction(), [(A, 10.0)])
    assert times_s.tolist() == [np.inf, 14.0, 10.0, 35.0]
    assert previous == [-1, -2, -2, B]


def test_a_journey_may_begin_in_the_middle_of_an_edge():
    assert searched(*junction(), [(A, 2.5)])[0][C] == 2.5


def test_a_forbidden_turn_takes_for_ever():
    times_s, _ = searched(*junction([np.inf, 0.0, 1.0]), [(A, 10.0)])
    assert times_s.tolist() == [np.inf, np.inf, 10.0, np.inf]


def test_several_seeds_race():
    times_s, previous = searched(*junction(), [(A, 10.0), (B, 3.0)])
    assert (times_s[D], previous[D]) == (4.0, -3)


@pytest.mark.parametrize(("cutoff_s", "reached"), [(34.999, False), (35.0, True)])
def test_includes_an_edge_begun_exactly_at_the_cutoff(cutoff_s, reached):
    times_s, _ = searched(*junction(), [(A, 10.0)], cutoff_s)
    assert np.isfinite(times_s[D]) == reached


def test_a_seed_beyond_the_cutoff_is_left_out():
    assert np.isinf(searched(*junction(), [(A, 11.0)], 10.0)[0]).all()


def test_a_destination_counts_from_the_beginning_of_its_edges():
    graph, edge_s, turn_s = junction()
    result_s = np.empty((2, 2))
    turn_search_to_many(
        graph,
        edge_s,
        turn_s,
        np.array([0, 1, 2]),
        np.array([A, B]),
        np.array([10.0, 20.0]),
        np.array([0, 2, 3]),
        np.array([C, D, A]),
        np.array([15.0, 2.0, 0.0]),
        MAX_TIME_S,
        np.empty(4),
        np.empty(0, dtype=np.int32),
        np.empty(8, dtype=np.uint64),
        result_s,
    )
    assert result_s.tolist() == [[25.0, np.inf], [23.0, np.inf]]


WEIGHTS = st.one_of(
    st.sampled_from([0.0, 1e-7, 1.0, 1e6, np.inf]),
    st.floats(0.0, 1000.0, allow_subnormal=False),
)


@st.composite
def turn_graphs(draw):
    """Draw a graph with loops, parallel edges and islands, and a time for each of its turns."""
    n_nodes = draw(st.integers(1, 6))
    node = st.integers(0, n_nodes - 1)
    edges = sorted(draw(st.lists(st.tuples(node, node), min_size=1, max_size=12)))
    tail = np.array([t for t, _ in edges], dtype=np.int64)
    head = np.array([h for _, h in edges], dtype=np.uint32)
    first_out = row_starts(tail, n_nodes)
    first_turn = np.concatenate(([0], np.cumsum(np.diff(first_out)[head])))
    n_turns = int(first_turn[-1])
    edge_s = draw(st.lists(WEIGHTS, min_size=len(edges), max_size=len(edges)))
    turn_s = draw(st.lists(WEIGHTS, min_size=n_turns, max_size=n_turns))
    graph = TurnGraph(first_out, head, first_turn)
    return graph, np.array(edge_s, dtype=np.float64), np.array(turn_s, dtype=np.float64)


@given(turn_graphs(), st.data(), st.one_of(st.just(MAX_TIME_S), st.floats(0, 2000)))
@settings(max_examples=60, deadline=None)
def test_times_are_those_of_the_slow_twin(drawn, data, cutoff_s):
    graph, edge_s, turn_s = drawn
    edge = st.integers(0, edge_s.size - 1)
    seeds = data.draw(st.lists(st.tuples(edge, st.floats(0, 500)), min_size=1, max_size=3))

    times_s, previous = searched(graph, edge_s, turn_s, seeds, cutoff_s)

    within = [(edge, seconds) for edge, seconds in seeds if seconds <= cutoff_s]
    expected = edge_times(*graph, edge_s, turn_s, within, cutoff_s)
    np.testing.assert_allclose(
        times_s, [expected.get(k, np.inf) for k in range(edge_s.size)], rtol=1e-12
    )
    check_previous(graph, edge_s, turn_s, seeds, times_s, previous)


def check_previous(graph, edge_s, turn_s, seeds, times_s, previous):
    """Check that every label is that of the edge one came from, the edge and the turn."""
    for edge in np.flatnonzero(np.isfinite(times_s)).tolist():
        came_from = previous[edge]
        if came_from < 0:
            before, end_s = seeds[-2 - came_from]
        else:
            before, end_s = came_from, times_s[came_from] + edge_s[came_from]
        turn = graph.first_turn[before] + edge - int(graph.first_out[graph.head[before]])
        assert times_s[edge] == pytest.approx(end_s + turn_s[turn], rel=1e-12)
