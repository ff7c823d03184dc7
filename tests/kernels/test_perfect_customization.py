"""Perfect weights: arcs that no fastest way needs are closed, and no others."""

import numpy as np
from hypothesis import given, settings
from twins.hierarchy_paths import case_of, streets, thicket, weighted_cases

from kraftcenter_mobility._kernels.customization_plan import LISTED, customization_plan
from kraftcenter_mobility._kernels.elimination_query import route_scratch
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility._kernels.perfect_customization import perfect_weights
from kraftcenter_mobility._kernels.route_blocks import route_times


def times_of(case, weights):
    """Return the times between all nodes by climbing."""
    source, target = np.divmod(np.arange(case.n_nodes**2), case.n_nodes)
    times = np.empty(source.size, dtype=np.uint32)
    rank = case.hierarchy.rank
    first, zero = np.arange(source.size + 1), np.zeros(source.size, dtype=np.uint32)
    ends = first, rank[source], zero, first, rank[target], zero
    route_times(case.hierarchy, weights, *ends, route_scratch(case.hierarchy).label, times)
    return times.reshape(case.n_nodes, case.n_nodes)


def test_an_arc_with_a_faster_way_above_it_is_closed():
    #     1 --1-- 2      0 is contracted first: its arc to 2 takes 9, the way over 1 takes 3
    #     2 \   / 9
    #         0
    case = case_of([0, 0, 1], [1, 2, 2], 3)
    weights = case.weights([2, 9, 1])
    assert perfect_weights(case.hierarchy, weights)[:6:2].tolist() == [2, INFINITE, 1]
    assert weights[:6:2].tolist() == [2, 9, 1]


def test_an_arc_as_fast_as_the_way_above_it_stays():
    case = case_of([0, 0, 1], [1, 2, 2], 3)
    assert perfect_weights(case.hierarchy, case.weights([2, 3, 1]))[:6:2].tolist() == [2, 3, 1]


def test_arcs_of_a_ring_without_length_all_stay():
    case = case_of([0, 1, 2], [1, 2, 0], 3)
    weights = case.weights([0, 0, 0])
    assert perfect_weights(case.hierarchy, weights).tolist() == weights.tolist()


@given(weighted_cases())
@settings(max_examples=80, deadline=None)
def test_closes_what_is_longer_than_the_true_time_and_nothing_else(drawn):
    case, edge_weights = drawn
    found = perfect_weights(case.hierarchy, case.weights(edge_weights))
    np.testing.assert_array_equal(found, case.needed_weights(edge_weights))


@given(weighted_cases())
@settings(max_examples=60, deadline=None)
def test_ways_take_as_long_without_the_arcs_that_are_closed(drawn):
    case, edge_weights = drawn
    perfect = perfect_weights(case.hierarchy, case.weights(edge_weights))
    np.testing.assert_array_equal(times_of(case, perfect), case.times(edge_weights))


def test_among_streets_fewer_arcs_give_the_same_times():
    case, edge_weights = streets(6, 7, np.random.default_rng(3))
    weights = case.weights(edge_weights)
    perfect = perfect_weights(case.hierarchy, weights)
    assert (perfect < INFINITE).sum() < (weights < INFINITE).sum()
    np.testing.assert_array_equal(perfect, case.needed_weights(edge_weights))
    np.testing.assert_array_equal(times_of(case, perfect), case.times(edge_weights))


def test_ranks_may_have_more_neighbours_than_are_listed():
    case, edge_weights = thicket(56, np.random.default_rng(5))
    plan = customization_plan(case.hierarchy)
    last = plan.panel_end - 1
    first_up = case.hierarchy.first_up
    assert (first_up[last + 1] - first_up[last]).max() > LISTED
    found = perfect_weights(case.hierarchy, case.weights(edge_weights), plan)
    np.testing.assert_array_equal(found, case.needed_weights(edge_weights))
