"""Customization: weights by the definition, by Dijkstra, and the same in however many parts."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config, njit
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from twins.customization import blocks_of_streets, case_of, cases, crowd, times_by_climbing
from twins.engine import slow_weights

from kraftcenter_mobility._kernels import panels
from kraftcenter_mobility._kernels.customization import customize, enter_ranks, relax_panels
from kraftcenter_mobility._kernels.customization_plan import (
    AHEAD,
    LISTED,
    customization_plan,
    pair_place,
)
from kraftcenter_mobility._kernels.hierarchy import INFINITE, PADDING
from kraftcenter_mobility._kernels.subtrees import subtrees

COMPILED = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="takes long uncompiled")


def customized(case, n_parts=1, executor=None):
    """Return the weights of a case, padding left out."""
    plan = customization_plan(case.hierarchy)
    weights = np.zeros(2 * case.hierarchy.up_head.size + PADDING, dtype=np.uint32)
    parts = subtrees(case.hierarchy, plan, n_parts)
    customize(case.hierarchy, plan, case.edge_weights, weights, parts, executor)
    assert (weights[-PADDING:] == INFINITE).all()
    return weights[:-PADDING]


# Nodes 0 and 1 are contracted first. What joins 2 and 3 is the better of the ways by them.
#
#        0
#    7 /   \ 5       there is no way from 3 by 1 to 2
#     2     3
#    4 \   > 6
#        1
EDGES = [(2, 0, 7), (0, 2, 7), (0, 3, 5), (3, 0, 5), (2, 1, 4), (1, 2, 4), (1, 3, 6)]


def test_a_shortcut_is_the_best_way_by_a_lower_node_in_each_direction():
    weights = customized(case_of(4, EDGES))
    assert weights.tolist() == [7, 7, 5, 5, 4, 4, 6, INFINITE, 10, 12]


def test_an_edge_that_is_faster_than_the_ways_below_it_stays():
    weights = customized(case_of(4, [*EDGES, (2, 3, 9), (3, 2, 99)]))
    assert weights[-2:].tolist() == [9, 12]


def test_the_fastest_of_parallel_edges_counts_and_loops_do_not():
    weights = customized(case_of(2, [(0, 1, 8), (0, 1, 3), (1, 0, 5), (0, 0, 1)]))
    assert weights.tolist() == [3, 5]


def test_two_of_the_longest_edges_are_no_way_rather_than_a_number_too_large():
    longest = int(INFINITE) - 1
    edges = [(1, 0, longest), (0, 2, longest), (2, 0, longest), (0, 1, 0)]
    assert customized(case_of(3, edges)).tolist() == [
        0,
        longest,
        longest,
        longest,
        INFINITE,
        longest,
    ]


@pytest.mark.parametrize("n_nodes", [0, 1, 3])
def test_a_graph_without_edges_has_no_weights(n_nodes):
    assert customized(case_of(n_nodes, []), n_parts=2).size == 0


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(1, 4))
def test_weights_are_those_of_the_slow_twin(case, n_parts):
    expected = slow_weights(case.hierarchy, case.edge_weights)
    assert customized(case, n_parts).tolist() == expected


WIDTHS = (5, 8, 9, 16, 17, LISTED, LISTED + 1, LISTED + 9)


@pytest.mark.parametrize("n_above", WIDTHS)
@pytest.mark.parametrize("n_ranks", [1, 3])
@pytest.mark.parametrize("n_parts", [1, 3])
def test_panels_of_every_width_give_the_weights_of_the_slow_twin(n_above, n_ranks, n_parts):
    case = crowd(n_above, n_ranks, n_groups=3)
    widths = np.diff(case.hierarchy.first_up)[n_ranks - 1 : 3 * n_ranks : n_ranks]
    assert widths.tolist() == [n_above] * 3
    expected = slow_weights(case.hierarchy, case.edge_weights)
    assert customized(case, n_parts).tolist() == expected


@pytest.mark.parametrize("seed", range(3))
def test_climbing_from_both_ends_takes_as_long_as_dijkstra_says(seed):
    case = blocks_of_streets(7, 6, seed)
    shape = case.n_nodes, case.n_nodes
    matrix = csr_array((case.edge_weights.astype(np.float64), (case.tail, case.head)), shape=shape)
    np.testing.assert_array_equal(times_by_climbing(case, customized(case)), dijkstra(matrix))


UNTOUCHED = INFINITE + np.uint32(1)


@pytest.mark.parametrize(
    "case", [blocks_of_streets(12, 11), crowd(LISTED, 2, 3), crowd(LISTED + 1, 2, 3)]
)
def test_a_part_writes_to_no_arc_but_its_own(case):
    # Two threads that wrote to the same arc would lose one another's weights now and then.
    plan = customization_plan(case.hierarchy)
    parts = subtrees(case.hierarchy, plan, 4)
    first_up = case.hierarchy.first_up
    assert any(crossing.size for crossing in parts.crossing)
    for begin, end, of_part in zip(parts.begin, parts.end, parts.panels, strict=True):
        weights = np.full(2 * case.hierarchy.up_head.size + PADDING, UNTOUCHED, dtype=np.uint32)
        ranks = np.uint64(begin), np.uint64(end)
        enter_ranks(case.hierarchy, plan, case.edge_weights, weights, *ranks)
        buffer = np.empty(plan.buffer_size, dtype=np.uint32)
        arc_to = np.empty(case.n_nodes, dtype=np.uint32)
        relax_panels(case.hierarchy, plan, weights, of_part, np.uint64(0), ranks[1], buffer, arc_to)
        own = np.zeros(weights.size, dtype=np.bool_)
        own[2 * first_up[begin] : 2 * first_up[end]] = True
        assert (weights[~own] == UNTOUCHED).all()


@pytest.mark.parametrize("n_parts", [2, 3, 5, 9, 20])
def test_streets_in_parts_have_the_weights_of_the_slow_twin(n_parts):
    case = blocks_of_streets(12, 11)
    expected = slow_weights(case.hierarchy, case.edge_weights)
    assert customized(case, n_parts).tolist() == expected


@COMPILED
@pytest.mark.parametrize("n_parts", [1, 2, 5, 16])
@pytest.mark.parametrize("n_threads", [1, 2, 4])
def test_weights_do_not_depend_on_the_number_of_parts_or_threads(n_parts, n_threads):
    case = blocks_of_streets(60, 50)
    with ThreadPoolExecutor(n_threads) as executor:
        shared = customized(case, n_parts, executor)
    assert shared.tobytes() == customized(case).tobytes()


@COMPILED
def test_a_town_has_the_weights_of_the_slow_twin():
    case = blocks_of_streets(60, 50)
    expected = slow_weights(case.hierarchy, case.edge_weights)
    np.testing.assert_array_equal(customized(case), expected)


@pytest.mark.parametrize("n_above", [2, 7, 8, 9, 16, 21])
def test_every_pair_of_neighbours_has_a_place_of_its_own(n_above):
    places = [
        int(pair_place(np.uint64(i), np.uint64(j), np.uint64(n_above)))
        for j in range(n_above)
        for i in range(j)
    ]
    assert sorted(places) == list(range(n_above * (n_above - 1) // 2))


def test_a_plan_lists_the_arc_between_every_two_neighbours_of_a_panel():
    hierarchy = blocks_of_streets(9, 9).hierarchy
    plan = customization_plan(hierarchy)
    first, head = hierarchy.first_up.tolist(), hierarchy.up_head.tolist()
    assert plan.panel.size > 0
    for panel, end in enumerate(plan.panel_end.tolist()):
        above = head[first[end - 1] : first[end]]
        for j in range(len(above)):
            for i in range(j):
                place = pair_place(np.uint64(i), np.uint64(j), np.uint64(len(above)))
                arc = plan.pair_arc[plan.first_pair[panel] + place]
                assert first[above[i]] <= arc < first[above[i] + 1]
                assert head[arc] == above[j]
    assert plan.first_pair[-1] + AHEAD == plan.pair_arc.size


@pytest.mark.parametrize("n_parts", [1, 2, 4, 16])
def test_intervals_and_the_top_are_all_ranks_and_no_arc_joins_two_intervals(n_parts):
    hierarchy = blocks_of_streets(12, 11).hierarchy
    plan = customization_plan(hierarchy)
    parts = subtrees(hierarchy, plan, n_parts)
    part = np.full(hierarchy.node.size, -1)
    for number, (begin, end) in enumerate(zip(parts.begin, parts.end, strict=True)):
        assert (part[begin:end] == -1).all()
        part[begin:end] = number
    for begin, end in zip(parts.top_begin, parts.top_end, strict=True):
        assert (part[begin:end] == -1).all()
        part[begin:end] = len(parts.begin)
    assert (part >= 0).all()
    tail = np.repeat(np.arange(part.size), np.diff(hierarchy.first_up))
    below, above = part[tail], part[hierarchy.up_head]
    assert ((below == above) | (above == len(parts.begin))).all()
    assert (len(parts.begin) > 1) == (n_parts > 1)
    panels_of_parts = np.concatenate((*parts.panels, parts.top_panels))
    assert sorted(panels_of_parts) == list(range(plan.panel.size))


@njit
def compiled_rows(weights, first_up, begin, end, n_after, buffer):
    panels.minimum_of_rows(weights, first_up, begin, end, n_after, buffer)


@njit
def compiled_within(weights, first_up, begin, end, n_last, buffer):
    panels.pairs_within_block(weights, first_up, begin, end, n_last, buffer)


@njit
def compiled_between(weights, first_up, begin, end, n_above, row, column, buffer):
    panels.pairs_between_blocks(weights, first_up, begin, end, n_above, row, column, buffer)


def both(compiled, plain, n_pairs, *arguments):
    """Return what compiled code and plain Python leave in a buffer."""
    found = []
    for function in (compiled, plain):
        buffer = np.zeros(1000, dtype=np.uint32)
        function(*arguments, buffer)
        found.append(buffer[: 2 * n_pairs].tolist())
    return found


@COMPILED
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 4), st.integers(1, 40), st.integers(0, 100))
def test_vectors_do_what_the_functions_beside_them_say(n_ranks, n_last, seed):
    rng = np.random.default_rng(seed)
    first_up = np.cumsum([0, *rng.integers(n_last + 1, n_last + 9, 5)]).astype(np.uint32)
    weights = rng.integers(0, int(INFINITE) + 1, 2 * first_up[-1] + PADDING).astype(np.uint32)
    ranks = weights, first_up, np.uint64(1), np.uint64(1 + n_ranks)
    rows = both(compiled_rows, panels.minimum_of_rows, n_last, *ranks, np.uint64(n_last))
    assert rows[0] == rows[1]
    few = min(n_last, panels.BLOCK)
    n_pairs = few * (few - 1) // 2
    within = both(compiled_within, panels.pairs_within_block, n_pairs, *ranks, np.uint64(n_last))
    assert within[0] == within[1]
    column = np.uint64(panels.BLOCK * (n_last // (panels.BLOCK + 1)))
    n_pairs = panels.BLOCK * min(n_last - int(column), panels.BLOCK)
    blocks = np.uint64(n_last), np.uint64(0), column
    between = both(compiled_between, panels.pairs_between_blocks, n_pairs, *ranks, *blocks)
    assert between[0] == between[1]
