"""Arcs back into edges: which of several, and that it ends."""

from bisect import bisect_left

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.engine import arcs_of
from twins.hierarchy_paths import case_of, weighted_cases

from kraftcenter_mobility._kernels.hierarchy import INFINITE, NONE
from kraftcenter_mobility._kernels.unpacking import MISMATCH, arc_between, unpack


def unpacked(case, edge_weights, *slots, weights=None, room=100):
    """Return the edges behind slots that are travelled one after another."""
    weights = case.weights(edge_weights) if weights is None else weights
    tails = [arcs_of(case.hierarchy)[slot // 2][0] for slot in slots]
    stack = np.empty(2 * (len(slots) + case.n_nodes), dtype=np.uint32)
    stack[: 2 * len(slots) : 2] = slots[::-1]
    stack[1 : 2 * len(slots) : 2] = tails[::-1]
    edges = np.full(room, NONE)
    edge_weights = np.array(edge_weights, dtype=np.uint32)
    n_edges = unpack(case.hierarchy, weights, edge_weights, stack, np.uint64(len(slots)), edges)
    return n_edges if n_edges == MISMATCH else edges[:n_edges].tolist()


# Nodes 0 and 1 are contracted before 2 and 3; slots 8 and 9 are those between 2 and 3.
#
#         0           edges by tail: 0>2 0>3 1>2 1>3 2>0 2>1 2>3 3>0 3>1 3>2
#       /   \
#      2 --- 3
#       \   /
#         1
TAIL, HEAD = [0, 0, 1, 1, 2, 2, 2, 3, 3, 3], [2, 3, 2, 3, 0, 1, 3, 0, 1, 2]


def square():
    """Return the square with a diagonal."""
    return case_of(TAIL, HEAD, 4)


def test_a_way_round_is_unpacked_in_the_order_of_travel():
    weights = [9, 2, 9, 9, 3, 9, 9, 9, 9, 9]
    assert unpacked(square(), weights, 8) == [4, 1]
    assert unpacked(square(), [1, 9, 9, 9, 9, 9, 9, 2, 9, 9], 9) == [7, 0]


def test_slots_are_unpacked_one_after_another():
    assert unpacked(square(), [9, 2, 9, 9, 3, 9, 9, 9, 9, 9], 8, 2, 5) == [4, 1, 1, 5]


def test_an_edge_is_preferred_to_a_way_round_that_takes_as_long():
    assert unpacked(square(), [9, 2, 9, 9, 3, 9, 5, 9, 9, 9], 8) == [6]


def test_of_two_ways_round_the_one_over_the_lowest_rank_is_taken():
    assert unpacked(square(), [9, 2, 9, 3, 3, 2, 9, 9, 9, 9], 8) == [4, 1]


def test_of_parallel_edges_the_first_of_the_fastest_is_taken():
    assert unpacked(case_of([0, 0, 0], [1, 1, 1], 2), [7, 4, 4], 0) == [1]


def test_edges_that_take_no_time_come_to_an_end():
    assert unpacked(square(), [0, 0, 0, 0, 0, 0, 9, 0, 0, 9], 8) == [4, 1]


def test_weights_that_belong_to_other_edges_are_noticed():
    case = square()
    weights = case.weights([9] * 10)
    assert unpacked(case, [8] * 10, 8, weights=weights) == MISMATCH


@given(weighted_cases())
@settings(max_examples=80, deadline=None)
def test_the_edges_behind_every_slot_join_its_ends_and_add_up(drawn):
    case, edge_weights = drawn
    weights, node = case.weights(edge_weights), case.hierarchy.node
    for arc, (low, high) in enumerate(arcs_of(case.hierarchy)):
        for slot, begin, end in ((2 * arc, low, high), (2 * arc + 1, high, low)):
            if weights[slot] < INFINITE:
                edges = np.array(unpacked(case, edge_weights, slot, weights=weights))
                assert case.ends(edges) == (node[begin], node[end])
                assert edge_weights[edges].sum() == weights[slot]


@given(st.lists(st.integers(0, 20), max_size=12, unique=True).map(sorted), st.integers(0, 21))
@settings(max_examples=60, deadline=None)
def test_arcs_are_found_as_bisection_finds_them(heads, head):
    found = arc_between(
        np.array(heads, dtype=np.uint32), np.uint64(0), np.uint64(len(heads)), np.uint64(head)
    )
    assert found == bisect_left(heads, head)
