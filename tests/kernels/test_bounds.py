"""The bound of all shortest ways: never too low, and not far off where the graph is a line."""

import numpy as np
from hypothesis import given, settings
from twins.hierarchy_paths import case_of, weighted_cases

from kraftcenter_mobility._kernels.bounds import is_all_joined, longest_arc, longest_way
from kraftcenter_mobility._kernels.hierarchy import INFINITE, NONE


def bound_of(case, edge_weights):
    """Return the bound."""
    return longest_way(case.hierarchy, case.weights(edge_weights))


def test_nothing_is_no_way():
    assert bound_of(case_of([], [], 0), []) == 0
    assert bound_of(case_of([], [], 3), []) == 0
    assert bound_of(case_of([0], [1], 2), [INFINITE]) == 0


# 0 --5--> 1 --7--> 2 --6--> 3, contracted in the order of the numbers: all the way up
LINE = [0, 1, 2], [1, 2, 3], 4


def test_the_bound_of_a_street_is_its_length():
    assert bound_of(case_of(*LINE), [5, 7, 6]) == 18


def test_ways_up_and_down_are_added():
    both = case_of([0, 1, 1, 2], [1, 0, 2, 1], 3)
    assert bound_of(both, [5, 4, 7, 8]) == (5 + 7) + (8 + 4)


def test_the_bound_is_no_less_than_two_arcs_which_customization_may_add():
    assert bound_of(case_of([0], [1], 2), [6]) == 12
    half = 2**29
    assert bound_of(case_of([0], [1], 2), [half]) >= INFINITE
    assert bound_of(case_of([0], [1], 2), [half - 1]) < INFINITE


def test_long_ways_do_not_wrap_round():
    longest = int(INFINITE) - 1
    assert bound_of(case_of(*LINE), [longest] * 3) == 3 * longest


@given(weighted_cases())
@settings(max_examples=60, deadline=None)
def test_no_shortest_way_is_longer_than_the_bound(drawn):
    case, edge_weights = drawn
    times = case.times(edge_weights).astype(np.int64)
    bound = bound_of(case, edge_weights)
    assert bound >= times[times < INFINITE].max(initial=0)


@given(weighted_cases())
@settings(max_examples=60, deadline=None)
def test_where_everybody_comes_to_the_root_and_back_the_bound_goes_by_way_of_it(drawn):
    case, edge_weights = drawn
    weights = case.weights(edge_weights)
    times = case.times(edge_weights).astype(np.int64)
    roots = case.hierarchy.node[case.hierarchy.parent == NONE]
    to_root, from_root = times[:, roots].min(axis=1), times[roots].min(axis=0)
    joined = bool((to_root < INFINITE).all() and (from_root < INFINITE).all())
    bound = longest_way(case.hierarchy, weights)
    if bound < INFINITE:  # else some sums were cut off
        assert is_all_joined(case.hierarchy, weights) == joined
        by_root = to_root.max(initial=0) + from_root.max(initial=0)
        assert not joined or bound == max(by_root, 2 * longest_arc(weights))


@given(weighted_cases())
@settings(max_examples=30, deadline=None)
def test_the_longest_arc_is_the_largest_weight_there_is(drawn):
    case, edge_weights = drawn
    weights = case.weights(edge_weights)
    assert longest_arc(weights) == weights[weights < INFINITE].max(initial=0)


@given(weighted_cases())
@settings(max_examples=60, deadline=None)
def test_below_infinite_nothing_was_cut_off(drawn):
    case, edge_weights = drawn
    if bound_of(case, edge_weights) < INFINITE:
        capped = np.minimum(np.array(edge_weights, dtype=np.int64), int(INFINITE))
        tail, head = case.tail, case.head
        reached = case.times(edge_weights) < INFINITE
        joined = np.eye(case.n_nodes, dtype=bool)
        open_ = capped < INFINITE
        joined[tail[open_], head[open_]] = True
        for middle in range(case.n_nodes):
            joined |= joined[:, [middle]] & joined[[middle]]
        np.testing.assert_array_equal(reached, joined)
