"""Forests of fastest ways and their repair: a drawn road, and the slow twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.repair import (
    INFINITE,
    NOWHERE,
    Change,
    Streets,
    changes,
    key_of,
    slow_keys,
    streets,
)

from kraftcenter_mobility._kernels.forest import NO_EDGE

# Two hospitals; the last home lies on an island.
#
#   hospital 0                          hospital 1
#      0 <---4--- 1 <---3---> 2 <---3---> 3 <---1--- 4       5
ROAD = [(1, 0, 4), (1, 2, 3), (2, 1, 3), (2, 3, 3), (3, 2, 3), (4, 3, 1)]
HOSPITALS = [(0, 0, 0), (3, 0, 1)]
NOTHING = Change([], [], [], [])


def road():
    return Streets(6, ROAD, HOSPITALS)


def after(change, town=None):
    """Return (ticks, hospital) of every node after a change, and the nodes that changed."""
    town = town or road()
    keys, nodes = town.repaired(change, town.scratch(change.n_new))
    return [divmod(key, 1 << 32) if key != NOWHERE else None for key in keys], sorted(nodes)


def test_every_node_has_its_nearest_hospital_and_the_edge_that_leads_there():
    forest = road().forest
    near = [key_of(0, 0), key_of(4, 0), key_of(3, 1), key_of(0, 1), key_of(1, 1), NOWHERE]
    assert forest.key.tolist() == near
    assert forest.next_edge.tolist() == [-2, 0, 3, -3, 5, NO_EDGE]


def test_what_lies_below_a_node_is_one_run_of_positions():
    forest = road().forest
    begin = forest.position[3]
    assert sorted(forest.order[begin : begin + forest.size[3]]) == [2, 3, 4]
    assert forest.size[5] == 0


def test_without_a_change_nothing_changes():
    assert after(NOTHING)[1] == []


def test_below_a_closed_road_one_goes_the_other_way():
    keys, nodes = after(Change([(3, INFINITE)], [], [], []))
    assert (keys[2], nodes) == ((7, 0), [2])


def test_where_there_is_no_other_way_there_is_none():
    keys, nodes = after(Change([(0, INFINITE), (3, INFINITE)], [], [], []))
    assert (keys[1], keys[2], nodes) == (None, None, [1, 2])


def test_closing_what_nobody_takes_changes_nothing():
    assert after(Change([(1, INFINITE), (2, INFINITE), (4, INFINITE)], [], [], []))[1] == []


def test_a_faster_road_draws_those_who_gain_by_it():
    keys, nodes = after(Change([(0, 1), (2, 1)], [], [], []))
    assert (keys[1], keys[2], nodes) == ((1, 0), (2, 0), [1, 2])


def test_among_equally_near_ones_the_lowest_number_is_taken():
    keys, nodes = after(Change([(2, 0), (0, 3)], [], [], []))
    assert (keys[2], nodes) == ((3, 0), [1, 2])


def test_a_hospital_that_closes_sends_everybody_to_the_other():
    keys, nodes = after(Change([], [(1, INFINITE)], [], []))
    assert (keys[3], keys[4], nodes) == ((10, 0), (11, 0), [2, 3, 4])


def test_a_new_hospital_and_a_new_road_to_it():
    new = Change([], [], [(1, 6, 1), (6, 7, 0)], [(7, 1, 2)], n_new=2)
    keys, nodes = after(new)
    assert keys[1] == (2, 2)
    assert keys[6:] == [(1, 2), (1, 2)]
    assert nodes == [1, 6, 7]


def test_a_bridge_reaches_the_island():
    keys, nodes = after(Change([], [], [(5, 4, 2)], []))
    assert (keys[5], nodes) == ((3, 1), [5])


def test_an_edge_named_twice_takes_the_last_time():
    assert after(Change([(3, INFINITE), (3, 3)], [], [], []))[1] == []
    assert after(Change([(3, 1), (3, INFINITE)], [], [], []))[0][2] == (7, 0)


def test_times_beyond_the_longest_are_no_way():
    long = Streets(3, [(0, 1, INFINITE - 1), (1, 2, 1)], [(2, 0, 0)])
    assert long.forest.key.tolist() == [NOWHERE, key_of(1, 0), key_of(0, 0)]
    keys, _ = after(Change([(1, 0)], [], [], []), long)
    assert keys[0] == (INFINITE - 1, 0)


def test_a_circle_that_takes_no_time_still_leads_out():
    circle = [(0, 1, 0), (1, 2, 0), (2, 0, 0), (1, 3, 5)]
    town = Streets(4, circle, [(3, 0, 0)])
    assert town.forest.next_edge.tolist()[1] == 2
    assert after(Change([(3, INFINITE)], [], [], []), town)[0][:3] == [(5, 0), (5, 0), None]
    assert after(Change([(2, INFINITE)], [], [], []), town)[0][:3] == [None] * 3


def test_a_graph_without_edges_or_seeds_is_answered():
    assert after(NOTHING, Streets(1, [], []))[0] == [None]


@given(streets())
@settings(max_examples=100, deadline=None)
def test_keys_are_those_of_the_slow_twin(town):
    assert town.forest.key.tolist() == slow_keys(town.n_nodes, town.edges, town.seeds)


@given(streets())
@settings(max_examples=100, deadline=None)
def test_the_edges_lead_to_seeds_and_add_up_and_subtrees_are_runs(town):
    forest = town.forest
    below = {node: set() for node in range(town.n_nodes)}
    for node in np.flatnonzero(forest.key != NOWHERE).tolist():
        at, total = node, 0
        for _ in range(town.n_nodes + 1):
            below[at].add(node)
            edge = int(forest.next_edge[at])
            if edge < 0:
                break
            assert town.edges[edge][0] == at
            total += town.edges[edge][2]
            at = town.edges[edge][1]
        seed = town.seeds[-2 - edge]
        assert seed[0] == at
        assert key_of(total + seed[1], seed[2]) == forest.key[node]
    for node, nodes in below.items():
        begin = int(forest.position[node])
        assert set(forest.order[begin : begin + int(forest.size[node])].tolist()) == nodes


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_repaired_forest_is_one_grown_anew(data):
    town = data.draw(streets())
    scratch = town.scratch(2)
    before = [array.copy() for array in (*town.forest, *scratch)]
    for _ in range(3):
        change = data.draw(changes(town))
        keys, nodes = town.repaired(change, scratch)
        expected = town.slow(change)
        assert keys[: len(expected)] == expected
        old = [*town.forest.key.tolist(), NOWHERE, NOWHERE]
        differ = [node for node, key in enumerate(expected) if key != old[node]]
        assert sorted(nodes) == differ
    for name, array, known in zip(
        (*town.forest._fields, *scratch._fields), (*town.forest, *scratch), before, strict=True
    ):
        if name not in {"touched", "changed", "heap"}:
            np.testing.assert_array_equal(array, known, name)


def grid(side, seed):
    """Return the streets of a grid with random times and a few hospitals."""
    rng = np.random.default_rng(seed)
    node = np.arange(side * side)
    pairs = [(n, n + 1) for n in node if n % side < side - 1]
    pairs += [(n, n + side) for n in node if n < side * (side - 1)]
    edges = [(int(a), int(b), int(rng.integers(0, 900))) for a, b in pairs]
    edges += [(b, a, int(rng.integers(0, 900))) for a, b, _ in edges]
    seeds = [(int(n), int(rng.integers(0, 50)), k) for k, n in enumerate(rng.choice(node, 4))]
    return Streets(side * side, edges, seeds)


@pytest.mark.parametrize("seed", range(3))
def test_on_a_grid_a_repair_touches_only_what_it_must(seed):
    town, rng = grid(12, seed), np.random.default_rng(seed)
    scratch = town.scratch()
    for edge in rng.choice(len(town.edges), 25, replace=False).tolist():
        change = Change([(edge, INFINITE)], [], [], [])
        keys, nodes = town.repaired(change, scratch)
        assert keys == town.slow(change)
        tail = town.edges[edge][0]
        if town.forest.next_edge[tail] == edge:
            assert 0 < len(nodes) <= town.forest.size[tail]
        else:
            assert nodes == []
