"""Weights laid out in lanes: each lane has what its metric alone would have."""

import numpy as np
import pytest

from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility._kernels.lane_weights import lay_out_lanes
from kraftcenter_mobility._kernels.lanes import LANES, lane_rows
from kraftcenter_mobility.routing.weights import to_ticks


@pytest.mark.parametrize("n_metrics", [1, 3, LANES])
@pytest.mark.parametrize("tick", [1.0, 2.0**-10, 0.3])
def test_every_lane_has_the_ticks_of_its_metric(n_metrics, tick):
    random = np.random.default_rng(n_metrics)
    weights = random.integers(0, 9, (n_metrics, 40)) / 4.0
    weights[random.random(weights.shape) < 0.2] = np.inf
    weights[0, :2] = 0.0, 1e300
    lanes, slowest = lane_rows(40), np.zeros(40, np.uint32)
    lay_out_lanes(weights, tick, lanes, slowest)
    expected = np.array([to_ticks(row, tick) for row in weights])
    np.testing.assert_array_equal(lanes.reshape(40, LANES)[:, :n_metrics], expected.T)
    assert (lanes.reshape(40, LANES)[:, n_metrics:] == INFINITE).all()
    np.testing.assert_array_equal(slowest, expected.max(axis=0))


def test_the_slowest_of_several_blocks_is_that_of_all():
    lanes, slowest = lane_rows(2), np.zeros(2, np.uint32)
    for weights in ([[5.0, 1.0]], [[2.0, 9.0]]):
        lay_out_lanes(np.array(weights), 1.0, lanes, slowest)
    assert slowest.tolist() == [5, 9]
