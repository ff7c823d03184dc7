"""Matrices of travel times: a road small enough to read, its slow twin, and SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from twins.hierarchy_paths import case_of, cases, streets
from twins.matrices import (
    METHODS,
    at_nodes,
    graphs_of,
    matrix,
    questions,
    rounds_of,
    slow_matrix,
    slow_rows,
)

from kraftcenter_mobility._kernels import label_products, many_to_many
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility._kernels.label_rows import label_rows, rows_above
from kraftcenter_mobility._kernels.many_to_many import choose_method
from kraftcenter_mobility._kernels.rank_order import order_by_rank

# Node 2 is contracted last, so that it is above all others. Nobody comes to 4 from elsewhere.
#
#     0 --3--> 1 --4--> 2 --5--> 3        4 --1--> 0
#              1 <--6-- 2
TAIL, HEAD = [0, 1, 2, 2, 4], [1, 2, 1, 3, 0]
ROAD = [3, 4, 6, 5, 1]
ORDER = [4, 0, 1, 3, 2]
INF = np.inf
every_method = pytest.mark.parametrize("method", METHODS)


def times_along_the_road(sources, targets, method, **more):
    """Return the times between ends of the road of five nodes."""
    case = case_of(TAIL, HEAD, 5, ORDER)
    return matrix(case, case.weights(ROAD), sources, targets, method=method, **more).tolist()


@every_method
def test_rows_are_sources_and_columns_are_targets(method):
    times = times_along_the_road(at_nodes([0, 2, 4]), at_nodes([3, 1]), method)
    assert times == [[12, 3], [5, 6], [13, 4]]


@every_method
def test_nobody_comes_to_a_place_without_a_way(method):
    assert times_along_the_road(at_nodes([0, 3]), at_nodes([4, 0]), method) == [
        [INF, 0],
        [INF, INF],
    ]


@every_method
def test_a_place_is_no_time_away_from_itself_however_often_it_is_named(method):
    times = times_along_the_road(at_nodes([1, 2, 1]), at_nodes([2, 1, 1, 2]), method)
    assert times == [[4, 0, 0, 4], [0, 6, 6, 0], [4, 0, 0, 4]]


@every_method
def test_ticks_become_the_unit_of_the_caller(method):
    assert times_along_the_road(at_nodes([0]), at_nodes([3]), method, tick=0.25) == [[3.0]]


@every_method
def test_times_are_written_into_a_part_of_a_larger_array(method):
    whole = np.full((5, 2), -1.0)
    times_along_the_road(at_nodes([0, 2]), at_nodes([3, 1]), method, result=whole[1:3])
    assert whole.tolist() == [[-1, -1], [12, 3], [5, 6], [-1, -1], [-1, -1]]


@every_method
def test_a_place_within_a_street_has_a_seed_at_either_end(method):
    source, target = [(0, 2), (1, 1)], [(2, 4), (3, 1)]
    assert times_along_the_road([source], [target, [(1, 7)]], method) == [[9, 8]]


@every_method
def test_seeds_may_lie_in_different_branches_of_the_tree(method):
    source, target = [(3, 0), (0, 9), (4, 1)], [(3, 8), (1, 5)]
    assert times_along_the_road([source, [(2, 0)]], [target], method) == [[8], [11]]


@every_method
def test_no_seeds_lead_nowhere(method):
    times = times_along_the_road([[], [(0, 0)]], [[(1, 0)], []], method)
    assert times == [[INF, INF], [3, INF]]
    assert times_along_the_road([[]], [[], []], method) == [[INF, INF]]


@every_method
@pytest.mark.parametrize(("n_sources", "n_targets"), [(0, 0), (0, 2), (2, 0)])
def test_there_may_be_no_sources_or_no_targets(method, n_sources, n_targets):
    ends = at_nodes([0] * n_sources), at_nodes([0] * n_targets)
    assert np.shape(times_along_the_road(*ends, method)) in {(n_sources, n_targets), (0,)}


@every_method
def test_times_from_infinite_on_are_no_way(method):
    last = int(INFINITE) - 4
    times = times_along_the_road([[(1, last)], [(1, last - 1)]], [[(2, 0)], [(2, 1)]], method)
    assert times == [[INF, INF], [INFINITE - 1, INF]]


@every_method
@given(drawn=questions())
@settings(max_examples=60, deadline=None)
def test_all_methods_agree_with_the_slow_twin(method, drawn):
    case, edge_weights, sources, targets = drawn
    expected = slow_matrix(case.times(edge_weights), sources, targets)
    times = matrix(case, case.weights(edge_weights), sources, targets, method=method)
    np.testing.assert_array_equal(times, expected)


@every_method
@given(drawn=questions())
@settings(max_examples=20, deadline=None)
def test_arcs_that_are_longer_than_a_way_round_are_not_missed(method, drawn):
    case, edge_weights, sources, targets = drawn
    expected = slow_matrix(case.times(edge_weights), sources, targets)
    times = matrix(case, case.needed_weights(edge_weights), sources, targets, method=method)
    np.testing.assert_array_equal(times, expected)


@given(cases(most_nodes=12), st.data())
@settings(max_examples=60, deadline=None)
def test_the_columns_below_a_rank_are_neighbours(case, data):
    ranks = st.lists(st.integers(0, case.n_nodes - 1), max_size=8).map(sorted)
    column_rank = np.array(data.draw(ranks), dtype=np.uint32)
    rows = rows_above(case.hierarchy.parent, column_rank)
    found = list(zip(*(part.tolist() for part in rows), strict=True))
    assert found == slow_rows(case.hierarchy.parent, column_rank)


def test_labels_are_the_times_to_all_ancestors():
    case = case_of(TAIL, HEAD, 5, ORDER)
    forward, _ = graphs_of(case, case.weights(ROAD))
    (columns,) = rounds_of(case, at_nodes([0, 3]))
    scratch = np.empty(5, dtype=np.uint64)
    labels = label_rows(case.hierarchy.parent, forward, columns, scratch)
    found = {
        (int(columns.end[column]), int(case.hierarchy.node[rank])): labels.label[at + column]
        for rank, first, end, at in zip(*labels[:4], strict=True)
        for column in range(first, end)
    }
    assert found == {(0, 0): 0, (0, 1): 3, (0, 2): 7, (1, 3): 0, (1, 2): INFINITE}


def test_seeds_above_one_another_share_a_column():
    case = case_of(TAIL, HEAD, 5, ORDER)
    (columns,) = rounds_of(case, [[(2, 5), (0, 1)], [(3, 0)]])
    rank = case.hierarchy.rank
    seeds = {0: [rank[0], rank[2]], 1: [rank[3]]}
    for column, end in enumerate(columns.end.tolist()):
        mine = slice(columns.first_seed[column], columns.first_seed[column + 1])
        assert columns.seed_rank[mine].tolist() == seeds[end]
        assert columns.rank[column] == seeds[end][0]


def test_seeds_in_different_branches_come_in_different_rounds():
    case = case_of(TAIL, HEAD, 5, ORDER)
    first, second = rounds_of(case, [[(3, 0), (1, 4)], [], [(2, 0)]])
    assert (sorted(first.end), second.end.tolist()) == ([0, 2], [0])


@given(st.lists(st.integers(0, 5000), max_size=40))
@settings(max_examples=50, deadline=None)
def test_ranks_are_sorted_and_equal_ones_stay_in_order(ranks):
    ranks = np.array(ranks, dtype=np.uint32)
    np.testing.assert_array_equal(order_by_rank(ranks), np.argsort(ranks, kind="stable"))


def test_few_ends_are_swept_from_and_many_are_multiplied():
    assert choose_method(1000, 1000) == "labels"
    assert choose_method(1, 1000) == "sweep from sources"
    assert choose_method(1000, 1) == "sweep from targets"
    assert choose_method(60_000, 100) == "sweep from targets"


def crowd(case, count, seed):
    """Return many places, some within streets, some the same, some nowhere."""
    random = np.random.default_rng(seed)
    ends = at_nodes(random.integers(0, case.n_nodes, count))
    for k in range(0, count, 3):
        ends[k] = [(int(random.integers(case.n_nodes)), int(random.integers(50))) for _ in "ab"]
    ends[count // 2] = []
    return ends


def with_seeds(times, ends, *, axis):
    """Return the times of ends from those of all nodes."""
    times = np.moveaxis(times, axis, 0)
    nowhere = np.full(times.shape[1], np.inf)
    best = [
        np.min([times[node] + seconds for node, seconds in end], axis=0) if end else nowhere
        for end in ends
    ]
    return np.moveaxis(np.array(best), 0, axis)


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="too many times to find without compilation")
def test_matrices_among_streets_are_those_of_scipy():
    case, edge_weights = streets(21, 24, np.random.default_rng(3))
    edge_weights += 1
    graph = csr_array((edge_weights, (case.tail, case.head)), shape=(case.n_nodes,) * 2)
    sources, targets = crowd(case, 701, 1), crowd(case, 530, 2)
    expected = with_seeds(with_seeds(dijkstra(graph), sources, axis=0), targets, axis=1)
    weights = case.weights(edge_weights)
    for method in METHODS:
        for n_threads in (1, 2, 4):
            times = matrix(case, weights, sources, targets, n_threads=n_threads, method=method)
            np.testing.assert_array_equal(times, expected)


@every_method
@pytest.mark.parametrize("n_threads", [1, 3])
def test_it_does_not_matter_how_the_work_is_divided(method, n_threads, monkeypatch):
    case, edge_weights = streets(5, 6, np.random.default_rng(5))
    sources, targets = crowd(case, 45, 3), crowd(case, 50, 4)
    weights = case.weights(edge_weights)
    whole = matrix(case, weights, sources, targets, method=method)
    monkeypatch.setattr(label_products, "SOURCES_PER_BLOCK", 16)
    monkeypatch.setattr(label_products, "SOURCES_AT_A_TIME", 32)
    monkeypatch.setattr(label_products, "TASK_ENTRIES", 500)
    monkeypatch.setattr(label_products, "STRIP_ENTRIES", 200)
    monkeypatch.setattr(many_to_many, "MAX_LANES", 16)
    pieces = matrix(case, weights, sources, targets, n_threads=n_threads, method=method)
    np.testing.assert_array_equal(whole, pieces)
