"""Sweeps from a few ends to many: what arrives where, and how it is written down."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.hierarchy_paths import case_of
from twins.matrices import at_nodes, graphs_of, questions, rounds_of, seeds_of, slow_matrix

from kraftcenter_mobility._kernels.blocks import WIDTH
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility._kernels.label_rows import rows_above
from kraftcenter_mobility._kernels.rank_order import order_by_rank
from kraftcenter_mobility._kernels.restricted_sweep import (
    SweptEnds,
    restricted_sweep,
    write_lane_by_lane,
    write_side_by_side,
)

# Node 2 is contracted last, so that it is above all others.
#
#     0 --3--> 1 --4--> 2 --5--> 3        4 --1--> 0
#              1 <--6-- 2
TAIL, HEAD = [0, 1, 2, 2, 4], [1, 2, 1, 3, 0]
ROAD = [3, 4, 6, 5, 1]
ORDER = [4, 0, 1, 3, 2]


def swept(case, edge_weights, sources, targets):
    """Return the ticks from sources to targets, target by target, and whose lanes are whose."""
    forward, backward = graphs_of(case, case.weights(edge_weights))
    (lanes,) = rounds_of(case, sources)
    seeds = seeds_of(case, targets)
    order = order_by_rank(seeds.rank)
    seed_end = np.repeat(np.arange(len(targets), dtype=np.uint32), np.diff(seeds.first))
    above = rows_above(case.hierarchy.parent, seeds.rank[order]).rank
    ends = SweptEnds(above, seeds.rank[order], seed_end[order], seeds.time[order])
    scratch = np.full(case.n_nodes, 2**63, dtype=np.uint64)
    n_ends = np.uint64(len(targets))
    ticks = restricted_sweep(case.hierarchy.parent, forward, lanes, backward, ends, n_ends, scratch)
    width = -(-lanes.end.size // WIDTH) * WIDTH
    return ticks.reshape(len(targets), width), lanes.end


def test_every_end_gets_the_ticks_of_all_lanes_and_lanes_without_search_are_infinite():
    case = case_of(TAIL, HEAD, 5, ORDER)
    ticks, lane_end = swept(case, ROAD, at_nodes([0, 3]), at_nodes([1, 2, 1]))
    assert ticks[:, np.argsort(lane_end)].tolist() == [[3, INFINITE], [7, INFINITE], [3, INFINITE]]
    assert (ticks[:, 2:] == INFINITE).all()
    assert ticks.shape == (3, WIDTH)


def test_the_best_seed_of_an_end_counts_and_no_seeds_are_never_reached():
    case = case_of(TAIL, HEAD, 5, ORDER)
    ticks, _ = swept(case, ROAD, at_nodes([0]), [[(3, 0), (1, 8), (4, 0)], [], [(0, 2)]])
    assert ticks[:, 0].tolist() == [11, INFINITE, 2]


@given(questions(most_ends=4))
@settings(max_examples=60, deadline=None)
def test_ticks_are_those_of_the_slow_twin(drawn):
    case, edge_weights, sources, targets = drawn
    sources = [[*end[:1]] for end in sources if end] or at_nodes([0])
    ticks, lane_end = swept(case, edge_weights, sources, targets)
    expected = slow_matrix(case.times(edge_weights), sources, targets).T[:, lane_end]
    found = ticks[:, : lane_end.size].astype(float)
    np.testing.assert_array_equal(np.where(found < INFINITE, found, np.inf), expected)


@pytest.mark.parametrize(("n_lanes", "n_ends"), [(1, 1), (3, 130), (16, 5), (40, 300)])
def test_times_are_written_into_the_rows_and_columns_they_belong_to(n_lanes, n_ends):
    random = np.random.default_rng(n_lanes)
    width = -(-n_lanes // WIDTH) * WIDTH
    ticks = random.integers(0, 1000, (n_ends, width)).astype(np.uint32)
    ticks[random.random(ticks.shape) < 0.2] = INFINITE
    lane_end = random.permutation(n_lanes + 2)[:n_lanes].astype(np.uint32)
    times = np.where(ticks < INFINITE, ticks * 0.5, np.inf)[:, :n_lanes]
    side_by_side = np.full((n_ends, n_lanes + 2), 100.0)
    expected = side_by_side.copy()
    for lower in (np.False_, np.True_):
        expected[:, lane_end] = np.minimum(expected[:, lane_end], times) if lower else times
        write_side_by_side(ticks.ravel(), lane_end, 0.5, lower, side_by_side)
        np.testing.assert_array_equal(side_by_side, expected)
        lane_by_lane = np.full((n_lanes + 2, n_ends), 100.0)
        write_lane_by_lane(ticks.ravel(), lane_end, 0.5, lower, lane_by_lane)
        limit = 100.0 if lower else np.inf
        np.testing.assert_array_equal(lane_by_lane[lane_end], np.minimum(times.T, limit))
        expected[:] = side_by_side[:] = 60.0
    assert (np.delete(lane_by_lane, lane_end, axis=0) == 100.0).all()


@given(st.integers(1, 40), st.integers(0, 3))
@settings(max_examples=20, deadline=None)
def test_it_does_not_matter_how_many_go_down_together(n_lanes, seed):
    case = case_of(TAIL, HEAD, 5, ORDER)
    random = np.random.default_rng(seed)
    sources = [[(int(random.integers(5)), int(random.integers(9)))] for _ in range(n_lanes)]
    ticks, lane_end = swept(case, ROAD, sources, at_nodes(range(5)))
    alone = [swept(case, ROAD, [sources[end]], at_nodes(range(5)))[0][:, 0] for end in lane_end]
    np.testing.assert_array_equal(ticks[:, :n_lanes], np.array(alone).T)
