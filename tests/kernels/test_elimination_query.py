"""Ways from place to place: a graph small enough to read, its slow twin, and SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from twins.hierarchy_paths import case_of, streets, weighted_cases

from kraftcenter_mobility._kernels.elimination_query import route, route_scratch
from kraftcenter_mobility._kernels.hierarchy import INFINITE, NONE
from kraftcenter_mobility._kernels.route_blocks import route_times
from kraftcenter_mobility._kernels.unpacking import MISMATCH

# Node 2 is contracted last. Nobody comes to 4 from elsewhere.
#
#     0 --3--> 1 --4--> 2 --5--> 3        4 --1--> 0
#              1 <--6-- 2
TAIL, HEAD = [0, 1, 2, 2, 4], [1, 2, 1, 3, 0]
ROAD = [3, 4, 6, 5, 1]
ORDER = [4, 0, 1, 3, 2]


def seeds_of(case, seeds):
    """Return the ranks and times of seeds given as (node, time) pairs."""
    nodes = np.array([node for node, _ in seeds], dtype=np.int64)
    return case.hierarchy.rank[nodes], np.array([time for _, time in seeds], dtype=np.uint32)


def routed(case, edge_weights, sources, targets, *, weights=None, room=100):
    """Return a way's time, edges, and first and last node."""
    scratch = route_scratch(case.hierarchy)
    weights = case.weights(edge_weights) if weights is None else weights
    ends = *seeds_of(case, sources), *seeds_of(case, targets)
    edges = np.full(room, NONE)
    edge_weights = np.array(edge_weights, dtype=np.uint32)
    arrays, spare = tuple(case.hierarchy), tuple(scratch)
    time, n_edges, begin, end = route(arrays, weights, edge_weights, *ends, spare, edges)
    assert (scratch.label == route_scratch(case.hierarchy).label).all()
    one = (np.array([0, len(sources)]), *ends[:2], np.array([0, len(targets)]), *ends[2:])
    times = np.empty(1, np.uint32)
    route_times(case.hierarchy, weights, *one, scratch.label, times)
    assert times[0] == time
    nodes = [int(case.hierarchy.node[rank]) if rank != NONE else None for rank in (begin, end)]
    return int(time), edges[: min(n_edges, room)].tolist() if n_edges >= 0 else n_edges, nodes


def road():
    """Return the road of five nodes."""
    return case_of(TAIL, HEAD, 5, ORDER)


def test_a_way_is_the_edges_in_the_order_of_travel():
    assert routed(road(), ROAD, [(0, 0)], [(3, 0)]) == (12, [0, 1, 3], [0, 3])


def test_there_may_be_no_way():
    assert routed(road(), ROAD, [(3, 0)], [(0, 0)]) == (INFINITE, [], [None, None])


def test_the_way_from_a_node_to_itself_has_no_edges():
    assert routed(road(), ROAD, [(1, 0)], [(1, 0)]) == (0, [], [1, 1])


def test_a_way_begins_and_ends_where_that_is_best():
    sources, targets = [(0, 0), (2, 8), (4, 9)], [(1, 20), (3, 2), (0, 100)]
    assert routed(road(), ROAD, sources, targets) == (14, [0, 1, 3], [0, 3])
    assert routed(road(), ROAD, [(0, 2), *sources[1:]], targets) == (15, [3], [2, 3])


def test_the_earlier_of_two_seeds_at_one_node_counts():
    assert routed(road(), ROAD, [(0, 7), (0, 5), (0, 6)], [(1, 0)])[0] == 8


def test_nobody_begins_anywhere_without_seeds():
    assert routed(road(), ROAD, [], [(1, 0)]) == (INFINITE, [], [None, None])


def test_times_from_infinite_on_are_no_way():
    huge = [2**30 - 1, 1, 1, 1, 1]
    assert routed(road(), huge, [(0, 0)], [(1, 0)])[0] == 2**30 - 1
    assert routed(road(), huge, [(0, 0)], [(2, 0)]) == (INFINITE, [], [None, None])


def test_edges_without_room_are_counted():
    case, edges = road(), np.full(2, NONE)
    ends = *seeds_of(case, [(0, 0)]), *seeds_of(case, [(3, 0)])
    weights, edge_weights = case.weights(ROAD), np.array(ROAD, dtype=np.uint32)
    arrays, spare = tuple(case.hierarchy), tuple(route_scratch(case.hierarchy))
    _, n_edges, *_ = route(arrays, weights, edge_weights, *ends, spare, edges)
    assert (n_edges, edges.tolist()) == (3, [0, 1])


def test_weights_of_another_metric_are_noticed():
    weights = road().weights(ROAD)
    assert routed(road(), [1, 1, 1, 1, 1], [(0, 0)], [(3, 0)], weights=weights)[1] == MISMATCH


def check_way(case, edge_weights, way, sources, targets):
    """See that a way is a walk of its time between two of the seeds."""
    time, edges, (begin, end) = way
    if time == INFINITE:
        assert (edges, begin, end) == ([], None, None)
        return
    if edges:
        assert case.ends(np.array(edges)) == (begin, end)
    else:
        assert begin == end
    before = min(seconds for node, seconds in sources if node == begin)
    after = min(seconds for node, seconds in targets if node == end)
    assert before + int(edge_weights[edges].sum()) + after == time


def test_many_pairs_are_as_far_apart_as_one_by_one():
    case, pairs = road(), [(0, 3), (3, 0), (0, 2), (1, 1), (4, 3)]
    rank = case.hierarchy.rank
    source, target = (rank[[pair[end] for pair in pairs]] for end in (0, 1))
    zero, first = np.zeros(5, dtype=np.uint32), np.arange(6)
    times, label = np.empty(5, dtype=np.uint32), route_scratch(case.hierarchy).label
    ends = first, source, zero, first, target, zero
    route_times(case.hierarchy, case.weights(ROAD), *ends, label, times)
    assert times.tolist() == [12, INFINITE, 7, 0, 13]


@st.composite
def journeys(draw):
    """Draw a graph, weights, and seeds at both ends."""
    case, edge_weights = draw(weighted_cases())
    seed = st.tuples(st.integers(0, case.n_nodes - 1), st.integers(0, 10))
    some = st.lists(seed, min_size=1, max_size=3)
    return case, edge_weights, draw(some), draw(some)


@given(journeys())
@settings(max_examples=120, deadline=None)
def test_a_way_is_as_fast_as_any_and_its_edges_add_up(drawn):
    case, edge_weights, sources, targets = drawn
    times = case.times(edge_weights).astype(np.int64)
    best = min(s + times[a, b] + t for a, s in sources for b, t in targets)
    way = routed(case, edge_weights, sources, targets)
    assert way[0] == min(best, INFINITE)
    check_way(case, edge_weights, way, sources, targets)


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="too many ways to find without compilation")
def test_ways_among_streets_are_those_of_scipy():
    case, edge_weights = streets(20, 23, np.random.default_rng(11))
    edge_weights += 1
    matrix = csr_array((edge_weights, (case.tail, case.head)), shape=(case.n_nodes,) * 2)
    expected = dijkstra(matrix)
    source, target = np.divmod(np.arange(case.n_nodes**2), case.n_nodes)
    times = np.empty(source.size, dtype=np.uint32)
    rank, weights = case.hierarchy.rank, case.weights(edge_weights)
    first, zero = np.arange(source.size + 1), np.zeros(source.size, dtype=np.uint32)
    ends = first, rank[source], zero, first, rank[target], zero
    route_times(case.hierarchy, weights, *ends, route_scratch(case.hierarchy).label, times)
    np.testing.assert_array_equal(times, np.minimum(expected, INFINITE).astype(np.uint32).ravel())
    for pair in np.random.default_rng(1).choice(times.size, 300, replace=False):
        ends = [(int(source[pair]), 0)], [(int(target[pair]), 0)]
        way = routed(case, edge_weights, *ends, weights=weights)
        assert way[0] == times[pair]
        check_way(case, edge_weights, way, *ends)
