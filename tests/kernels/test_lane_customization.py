"""Many metrics side by side: every lane is what it would be alone."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from twins.customization import LONGEST, blocks_of_streets, cases, crowd

from kraftcenter_mobility._kernels.customization import customize
from kraftcenter_mobility._kernels.customization_plan import LISTED, customization_plan
from kraftcenter_mobility._kernels.hierarchy import INFINITE, PADDING
from kraftcenter_mobility._kernels.lane_customization import (
    customize_lanes,
    enter_ranks_in_lanes,
    relax_panels_in_lanes,
)
from kraftcenter_mobility._kernels.lanes import LANES
from kraftcenter_mobility._kernels.subtrees import subtrees

UNTOUCHED = INFINITE + np.uint32(1)
COMPILED = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="takes long uncompiled")


def metrics_of(case, seed=0):
    """Return the weights of all edges in as many metrics as there are lanes, no two alike."""
    rng = np.random.default_rng(seed)
    shape = case.edge_weights.size, LANES
    weights = rng.integers(0, 1000, shape) + case.edge_weights[:, np.newaxis].astype(np.int64)
    weights[rng.random(shape) < 0.05] = 0
    weights[rng.random(shape) < 0.05] = LONGEST
    return np.minimum(weights, INFINITE).astype(np.uint32)


def side_by_side(case, metrics, n_parts=1, executor=None):
    """Return the weights of all arcs, customized in lanes. Shape (2 * n_arcs, LANES)."""
    plan = customization_plan(case.hierarchy)
    parts = subtrees(case.hierarchy, plan, n_parts)
    weights = np.zeros(2 * case.hierarchy.up_head.size * LANES, dtype=np.uint32)
    customize_lanes(case.hierarchy, plan, metrics.ravel(), weights, parts, executor)
    return weights.reshape(-1, LANES)


def one_after_another(case, metrics, lanes=range(LANES)):
    """Return the weights of all arcs, customized one metric at a time."""
    plan = customization_plan(case.hierarchy)
    whole = subtrees(case.hierarchy, plan, 1)
    weights = np.zeros(2 * case.hierarchy.up_head.size + PADDING, dtype=np.uint32)
    columns = []
    for lane in lanes:
        metric = np.ascontiguousarray(metrics[:, lane])
        customize(case.hierarchy, plan, metric, weights, whole)
        columns.append(weights[:-PADDING].copy())
    return np.stack(columns, axis=1)


@settings(max_examples=30, deadline=None)
@given(cases(), st.integers(1, 3), st.integers(0, 9))
def test_each_lane_is_its_own_customization(case, n_parts, seed):
    metrics = metrics_of(case, seed)
    found, lanes = side_by_side(case, metrics, n_parts), [0, 1, LANES - 1]
    np.testing.assert_array_equal(found[:, lanes], one_after_another(case, metrics, lanes))


@pytest.mark.parametrize("n_above", [5, 9, LISTED, LISTED + 1])
@pytest.mark.parametrize("n_parts", [1, 3])
def test_panels_of_every_width_do_in_lanes_what_they_do_alone(n_above, n_parts):
    case = crowd(n_above, 2)
    metrics = metrics_of(case)
    found, lanes = side_by_side(case, metrics, n_parts), [0, LANES - 1]
    np.testing.assert_array_equal(found[:, lanes], one_after_another(case, metrics, lanes))


@pytest.mark.parametrize("case", [crowd(LISTED, 1, 3), crowd(LISTED + 1, 1, 3)])
def test_a_part_writes_to_no_arc_but_its_own(case):
    plan = customization_plan(case.hierarchy)
    parts = subtrees(case.hierarchy, plan, 4)
    first_up = case.hierarchy.first_up
    metrics = metrics_of(case).ravel()
    for begin, end, panels in zip(parts.begin, parts.end, parts.panels, strict=True):
        weights = np.full(2 * case.hierarchy.up_head.size * LANES, UNTOUCHED, dtype=np.uint32)
        ranks = np.uint64(begin), np.uint64(end)
        enter_ranks_in_lanes(case.hierarchy, plan, metrics, weights, *ranks)
        arc_to = np.empty(case.n_nodes, dtype=np.uint32)
        relax_panels_in_lanes(case.hierarchy, plan, weights, panels, np.uint64(0), ranks[1], arc_to)
        own = np.zeros(weights.size, dtype=np.bool_)
        own[2 * first_up[begin] * LANES : 2 * first_up[end] * LANES] = True
        assert (weights[~own] == UNTOUCHED).all()


@COMPILED
@pytest.mark.parametrize("n_threads", [1, 2, 4])
def test_all_lanes_of_a_town_agree_whatever_the_number_of_threads(n_threads):
    case = blocks_of_streets(40, 30)
    metrics = metrics_of(case)
    with ThreadPoolExecutor(n_threads) as executor:
        found = side_by_side(case, metrics, 3 * n_threads, executor)
    np.testing.assert_array_equal(found, one_after_another(case, metrics))
