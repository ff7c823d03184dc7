"""Edits: what is customized in part is what would have been customized in full."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from twins.hierarchy_paths import EDGE_WEIGHTS, case_of, cases, edge_weights_of, streets

from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility._kernels.partial_customization import (
    GAVE_UP,
    budget_of,
    partial_scratch,
    recustomize,
)

ENOUGH = 1 << 40

# Nodes 0 and 1 are contracted first: the weight between 2 and 3 has two ways below it.
#
#         0
#     5 /   \ 5      the edges both ways, numbered by tail: 0>2 0>3 1>2 1>3 2>0 2>1 3>0 3>1
#      2     3
#     4 \   / 4
#         1
TAIL, HEAD = [0, 0, 1, 1, 2, 2, 3, 3], [2, 3, 2, 3, 0, 1, 0, 1]
SQUARE = [5, 5, 4, 4, 5, 4, 5, 4]


def changed(case, weights, scratch, edge_weights, edges, budget=ENOUGH):
    """Bring weights up to date; return the arcs that changed, or GAVE_UP."""
    edges = np.array(edges, dtype=np.uint32)
    edge_weights = np.array(edge_weights, dtype=np.uint32)
    n_changed = recustomize(case.hierarchy, edge_weights, edges, weights, scratch, np.int64(budget))
    return n_changed if n_changed == GAVE_UP else scratch.changed_arc[:n_changed].tolist()


def square():
    """Return the square, its weights and scratch space."""
    case = case_of(TAIL, HEAD, 4)
    return case, case.weights(SQUARE), partial_scratch(case.hierarchy)


def is_clean(scratch):
    """Say whether scratch space is as a call must leave it."""
    return not (scratch.state.any() or scratch.waiting_rank.any() or scratch.waiting_word.any())


# The arcs of the square: 0 and 1 from node 0, 2 and 3 from node 1, 4 between 2 and 3.


def test_a_faster_edge_makes_the_way_over_it_faster():
    case, weights, scratch = square()
    assert weights[8:10].tolist() == [8, 8]
    assert changed(case, weights, scratch, [5, 1, 4, 4, 5, 4, 5, 4], [1]) == [1, 4]
    assert weights[8:10].tolist() == [6, 8]


def test_a_slower_edge_leaves_the_way_to_the_next_best_one():
    case, weights, scratch = square()
    assert changed(case, weights, scratch, [5, 5, 4, 9, 5, 4, 5, 4], [3]) == [3, 4]
    assert weights[8:10].tolist() == [10, 8]


def test_a_change_that_matters_to_nobody_above_dies_out():
    case, weights, scratch = square()
    assert changed(case, weights, scratch, [5, 7, 4, 4, 5, 4, 5, 4], [1]) == [1]


def test_what_was_before_is_told_beside_what_changed():
    case, weights, scratch = square()
    before = weights.copy()
    arcs = changed(case, weights, scratch, [5, 1, 4, 9, 5, 4, 5, 4], [1, 3])
    assert arcs == [1, 3, 4]
    for arc in arcs:
        weights[2 * arc : 2 * arc + 2] = scratch.old_weight[2 * arc : 2 * arc + 2]
    assert weights.tolist() == before.tolist()


def test_closed_edges_can_be_opened_again():
    case, weights, scratch = square()
    before = weights.copy()
    closed = [5, int(INFINITE), 4, int(INFINITE), 5, 4, 5, 4]
    changed(case, weights, scratch, closed, [1, 3])
    assert weights[8:10].tolist() == [INFINITE, 8]
    changed(case, weights, scratch, SQUARE, [1, 3])
    assert weights.tolist() == before.tolist()


def test_an_edge_may_be_named_twice_and_need_not_have_changed():
    case, weights, scratch = square()
    assert changed(case, weights, scratch, [5, 1, 4, 4, 5, 4, 5, 4], [1, 0, 1]) == [1, 4]


def test_nothing_changes_when_no_edge_does():
    case, weights, scratch = square()
    assert changed(case, weights, scratch, SQUARE, []) == []


def test_loops_have_no_weight_to_change():
    case = case_of([0], [0], 1)
    weights, scratch = case.weights([3]), partial_scratch(case.hierarchy)
    assert changed(case, weights, scratch, [1], [0]) == []


def test_gives_up_beyond_its_budget_and_leaves_its_scratch_space_clean():
    case, weights, scratch = square()
    edge_weights = [5, 1, 4, 9, 5, 4, 5, 4]
    assert changed(case, weights, scratch, edge_weights, [1, 3], budget=1) == GAVE_UP
    assert is_clean(scratch)
    weights = case.weights(SQUARE)
    assert changed(case, weights, scratch, edge_weights, [1, 3]) == [1, 3, 4]


def test_the_budget_grows_with_the_number_of_arcs():
    assert budget_of(square()[0].hierarchy) == 5 // 2


@st.composite
def edits(draw):
    """Draw a graph, the weights of its edges, and some edits one after another."""
    case = draw(cases())
    edge = st.integers(0, case.tail.size - 1)
    edit = st.dictionaries(edge, EDGE_WEIGHTS, min_size=1, max_size=6)
    return case, draw(edge_weights_of(case)), draw(st.lists(edit, max_size=4))


def expect_full_customization(case, edge_weights, edits, customize):
    """Make edits one after another, and compare with customizing everything."""
    scratch, weights = partial_scratch(case.hierarchy), customize(edge_weights)
    for edit in edits:
        edge_weights = edge_weights.copy()
        edge_weights[list(edit)] = list(edit.values())
        before = weights.copy()
        arcs = changed(case, weights, scratch, edge_weights, list(edit))
        np.testing.assert_array_equal(weights, customize(edge_weights))
        assert is_clean(scratch)
        n_slots = scratch.old_weight.size
        differs = (before != weights)[:n_slots].reshape(-1, 2).any(axis=1)
        assert arcs == np.flatnonzero(differs).tolist()
        for arc in arcs:
            np.testing.assert_array_equal(
                scratch.old_weight[2 * arc : 2 * arc + 2], before[2 * arc : 2 * arc + 2]
            )


@given(edits())
@settings(max_examples=80, deadline=None)
def test_edits_in_part_are_the_same_as_in_full(drawn):
    case, edge_weights, edits = drawn
    expect_full_customization(case, edge_weights, edits, case.weights)


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="too many edits to make without compilation")
def test_many_edits_among_streets_are_the_same_as_in_full():
    random = np.random.default_rng(7)
    case, edge_weights = streets(16, 18, random)

    def some_edit():
        edges = random.choice(case.tail.size, random.choice([1, 5, 60]), replace=False)
        weights = random.choice([0, 1, 300, 1000, 2**30], edges.size)
        return dict(zip(edges.tolist(), weights.tolist(), strict=True))

    expect_full_customization(case, edge_weights, [some_edit() for _ in range(60)], case.weights)
