"""Many metrics in one sweep: each lane as if it were alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from twins.engine import INFINITE, slow_weights
from twins.sweeps import BACKWARD, FORWARD, TICKS, networks, prepared, seeds, street_grid

from kraftcenter_mobility._kernels.hierarchy import NONE
from kraftcenter_mobility._kernels.lane_sweep import sweep_lanes_to_all
from kraftcenter_mobility._kernels.lanes import LANES, lane_rows


def swept(network, metrics, lane_seeds, direction):
    """Return the times by metric and node; `metrics` are lists of ticks, by edge."""
    n_slots = 2 * network.hierarchy.up_head.size
    weights = np.full((n_slots, LANES), INFINITE, np.uint32)
    for lane, ticks in enumerate(metrics):
        weights[:, lane] = slow_weights(network.hierarchy, ticks)
    seed_time = np.full((len(lane_seeds), LANES), INFINITE, np.uint32)
    for row, (_, ticks) in enumerate(lane_seeds):
        seed_time[row, : len(metrics)] = ticks
    label = lane_rows(network.n_nodes)
    sweep_lanes_to_all(
        network.hierarchy,
        network.levels,
        weights.ravel(),
        direction,
        network.ranks([node for node, _ in lane_seeds]),
        seed_time.ravel(),
        network.position,
        network.touched,
        network.ancestor,
        label,
    )
    return label.reshape(-1, LANES)[network.hierarchy.rank].T


def expected(network, ticks, lane_seeds, direction):
    """Return the times of the twin in one metric."""
    pairs = zip(network.edges, ticks, strict=True)
    edges = [(tail, head, tick) for (tail, head, _), tick in pairs]
    return network._replace(edges=edges).times(lane_seeds, direction)


def test_a_faster_road_in_one_scenario_only():
    network = prepared(3, [(0, 1, 7), (0, 2, 20), (1, 2, 7)])
    metrics = [[7, 20, 7], [7, 9, 7], [7, INFINITE, 8]]
    times = swept(network, metrics, [(0, 0)], FORWARD)
    assert times[:3].tolist() == [[0, 7, 14], [0, 7, 9], [0, 7, 15]]
    assert (times[3:] == INFINITE).all()


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_each_metric_agrees_with_the_twin(data):
    network = data.draw(networks())
    n_edges = len(network.edges)
    metric = st.lists(TICKS, min_size=n_edges, max_size=n_edges)
    metrics = data.draw(st.lists(metric, min_size=1, max_size=3))
    lane_seeds = data.draw(seeds(network.n_nodes))
    direction = data.draw(st.sampled_from([FORWARD, BACKWARD]))
    times = swept(network, metrics, lane_seeds, direction)
    for lane, ticks in enumerate(metrics):
        assert times[lane].tolist() == expected(network, ticks, lane_seeds, direction)
    assert (network.position == NONE).all()


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="a town takes long uncompiled")
@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
def test_scenarios_of_a_town_agree_with_the_twin(direction):
    network = prepared(*street_grid(16, 15, seed=3))
    random = np.random.default_rng(4)
    metrics = random.integers(1, 5000, (LANES, len(network.edges))).tolist()
    places = [(node, node % 7) for node in range(3, 240, 31)]
    times = swept(network, metrics, places, direction)
    for lane in (0, 13, LANES - 1):
        assert times[lane].tolist() == expected(network, metrics[lane], places, direction)
