"""What lies within a cutoff: the slow twin, and adding up by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from twins.engine import INFINITE
from twins.sweeps import (
    BACKWARD,
    FORWARD,
    lanes_of_seeds,
    networks,
    prepared,
    seeds,
    street_grid,
)

from kraftcenter_mobility._kernels.hierarchy import NONE
from kraftcenter_mobility._kernels.isochrone import within_cutoff
from kraftcenter_mobility._kernels.lanes import LANES, lane_rows
from kraftcenter_mobility._kernels.opportunities import opportunities_within
from kraftcenter_mobility._kernels.pieces import PIECE, cut_into_pieces, subtree_starts


def within(network, lane_seeds, cutoff, direction):
    """Return the time of each node that is reached."""
    reached, time = (np.empty(network.n_nodes, np.uint32) for _ in range(2))
    count = within_cutoff(
        network.hierarchy,
        network.weights,
        network.graph(direction),
        direction,
        *lanes_of_seeds(network, [lane_seeds])[1:],
        np.uint32(cutoff),
        subtree_starts(network.hierarchy.parent),
        network.position,
        network.touched,
        np.empty(int(network.levels.max()) + 1, np.uint32),
        reached,
        time,
    )
    assert np.all(np.diff(reached[:count].astype(np.int64)) < 0)
    nodes = network.hierarchy.node[reached[:count]].tolist()
    return dict(zip(nodes, time[:count].tolist(), strict=True))


def opportunities(network, seeds_of_lanes, by_node, cutoff, direction):
    """Return the opportunities within the cutoff of each lane."""
    total = np.empty(LANES)
    opportunities_within(
        network.hierarchy,
        network.weights,
        network.graph(direction),
        direction,
        *lanes_of_seeds(network, seeds_of_lanes),
        cut_into_pieces(network.hierarchy.parent),
        np.asarray(by_node, float)[network.hierarchy.node],
        np.uint32(cutoff),
        network.position,
        network.touched,
        network.ancestor,
        lane_rows(PIECE),
        total,
    )
    return total


def slow_within(network, lane_seeds, cutoff, direction):
    """Return the time of each node that is reached, by the twin."""
    times = network.times(lane_seeds, direction)
    return {node: ticks for node, ticks in enumerate(times) if ticks <= cutoff}


def test_the_cutoff_is_inclusive():
    chain = prepared(4, [(0, 1, 5), (1, 2, 5), (2, 3, 5)])
    assert within(chain, [(0, 0)], 10, FORWARD) == {0: 0, 1: 5, 2: 10}
    assert within(chain, [(0, 0)], 9, FORWARD) == {0: 0, 1: 5}
    assert opportunities(chain, [[(0, 0)]], [1, 2, 4, 8], 10, FORWARD)[0] == 7


def test_without_seeds_nothing_is_within():
    chain = prepared(2, [(0, 1, 5)])
    assert within(chain, [], 10, FORWARD) == {}
    assert (opportunities(chain, [], [1, 2], 10, FORWARD) == 0).all()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_within_agrees_with_the_twin(data):
    network = data.draw(networks())
    lane_seeds = data.draw(seeds(network.n_nodes))
    direction = data.draw(st.sampled_from([FORWARD, BACKWARD]))
    cutoff = data.draw(st.one_of(st.integers(0, 100), st.just(INFINITE - 1)))
    found = within(network, lane_seeds, cutoff, direction)
    assert found == slow_within(network, lane_seeds, cutoff, direction)
    assert (network.position == NONE).all()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_opportunities_agree_with_the_twin(data):
    network = data.draw(networks())
    lanes = data.draw(st.lists(seeds(network.n_nodes), max_size=3))
    direction = data.draw(st.sampled_from([FORWARD, BACKWARD]))
    cutoff = data.draw(st.one_of(st.integers(0, 100), st.just(INFINITE - 1)))
    by_node = data.draw(st.lists(st.integers(0, 9), min_size=9, max_size=9))[: network.n_nodes]
    total = opportunities(network, lanes, by_node, cutoff, direction)
    for lane, lane_seeds in enumerate(lanes):
        reached = slow_within(network, lane_seeds, cutoff, direction)
        assert total[lane] == sum(by_node[node] for node in reached)
    assert (network.position == NONE).all()


@pytest.fixture(scope="module")
def town():
    """Return a network of many pieces."""
    if config.DISABLE_JIT:
        pytest.skip("a town takes long uncompiled")
    return prepared(*street_grid(40, 30, seed=2))


@pytest.mark.parametrize("cutoff", [0, 900, 2500, 6000, 100_000])
@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
def test_parts_of_a_town_are_left_out_without_loss(town, cutoff, direction):
    lanes = [[(node, 0), (node + 1, 10)] for node in range(0, 1199, 113)]
    by_node = np.random.default_rng(1).random(1200)
    total = opportunities(town, lanes, by_node, cutoff, direction)
    for lane, lane_seeds in enumerate(lanes):
        expected = slow_within(town, lane_seeds, cutoff, direction)
        assert within(town, lane_seeds, cutoff, direction) == expected
        assert total[lane] == pytest.approx(by_node[list(expected)].sum(), rel=1e-12)


def test_a_source_gets_the_same_sum_in_any_company(town):
    by_node = np.random.default_rng(1).random(1200)
    lanes = [[(node, 0)] for node in range(0, 1200, 40)]
    together = opportunities(town, lanes, by_node, 3000, FORWARD)
    for lane in (0, 11, 29):
        alone = opportunities(town, [lanes[lane]], by_node, 3000, FORWARD)
        assert alone[0] == together[lane]


def test_a_subtree_begins_at_its_lowest_rank():
    parent = np.array([2, 2, 3, NONE, 5, NONE], np.uint32)
    assert subtree_starts(parent).tolist() == [0, 1, 0, 0, 4, 4]


def test_pieces_cover_all_ranks_and_those_left_out_together_are_a_subtree(town):
    parent = town.hierarchy.parent
    pieces, starts = cut_into_pieces(parent), subtree_starts(parent)
    end, skip = pieces.end.astype(int), pieces.skip.astype(int)
    assert (end[0], end[-1]) == (parent.size, 0)
    assert np.all((np.diff(end) < 0) & (np.diff(end) >= -PIECE))
    asked = np.flatnonzero(skip)
    assert asked.size > 0
    assert np.all(skip[asked] > asked)
    assert np.array_equal(end[skip[asked]], starts[end[asked] - 1])
