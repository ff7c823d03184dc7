"""Labels turned over into tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.engine import INFINITE

from kraftcenter_mobility._kernels.lanes import CACHE_LINE, LANES, lane_rows
from kraftcenter_mobility._kernels.write_out import time_table, write_out_to

KINDS = [np.float64, np.float32, np.uint32]


def labels(n_nodes, seed=0, most=INFINITE):
    """Return labels, and a rank for each node."""
    random = np.random.default_rng(seed)
    label = lane_rows(n_nodes)
    label[:] = random.integers(0, most, label.size, endpoint=True)
    label[random.random(label.size) < 0.1] = INFINITE
    return label, random.permutation(n_nodes).astype(np.uint32)


def written(label, rank, shape, kind, cutoff, tick):
    """Return the table."""
    table = np.full(shape, 77, kind)
    write_out_to(label, rank, np.uint32(cutoff), tick, np.arange(shape[0]), table)
    return table


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n_nodes", [1, 15, 16, 17, 50, 333])
@pytest.mark.parametrize("n_lanes", [1, 16, 20, LANES])
def test_a_table_has_a_row_for_each_search_and_a_column_for_each_node(n_nodes, n_lanes, kind):
    label, rank = labels(n_nodes)
    table = written(label, rank, (n_lanes, n_nodes), kind, INFINITE - 1, 1 / 1024)
    ticks = label.reshape(-1, LANES)[rank, :n_lanes].T
    if kind == np.uint32:
        assert np.array_equal(table, ticks)
    else:
        expected = np.where(ticks == INFINITE, np.inf, ticks / 1024).astype(kind)
        assert np.array_equal(table, expected)


@given(st.integers(0, 40), st.sampled_from(KINDS), st.integers(1, 40))
@settings(max_examples=30, deadline=None)
def test_the_cutoff_is_inclusive(cutoff, kind, n_nodes):
    label, rank = labels(n_nodes, seed=n_nodes, most=40)
    table = written(label, rank, (3, n_nodes), kind, cutoff, 1.0)
    beyond = INFINITE if kind == np.uint32 else np.inf
    ticks = label.reshape(-1, LANES)[rank, :3].T
    assert np.array_equal(table == beyond, ticks > cutoff)
    assert np.array_equal(table[ticks <= cutoff], ticks[ticks <= cutoff])


def test_seconds_of_whole_ticks_are_exact():
    label, rank = labels(32)
    table = written(label, rank, (LANES, 32), np.float64, INFINITE - 1, 1 / 1024)
    finite = np.isfinite(table)
    ticks = label.reshape(-1, LANES)[rank].T
    assert np.array_equal(table[finite] * 1024, ticks[finite])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n_nodes", [1, 31, 100])
def test_lanes_go_to_the_rows_they_are_told_and_leave_others_alone(n_nodes, kind):
    label, rank = labels(n_nodes)
    row = np.array([4, 0, 3])
    plain, aligned = np.full((6, n_nodes), 77, kind), time_table(6, n_nodes, kind)
    aligned[:] = 77
    for table in (plain, aligned):
        write_out_to(label, rank, np.uint32(INFINITE - 1), 0.5, row, table)
    expected = written(label, rank, (3, n_nodes), kind, INFINITE - 1, 0.5)
    assert np.array_equal(plain[row], expected)
    assert np.array_equal(aligned[row, :n_nodes], expected)
    assert (plain[[1, 2, 5]] == 77).all()
    assert (aligned[[1, 2, 5]] == 77).all()
    assert (aligned[:, n_nodes:] == 77).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n_nodes", [1, 8, 17])
def test_rows_of_a_time_table_begin_with_a_cache_line(n_nodes, kind):
    table = time_table(3, n_nodes, kind)
    assert table.shape[0] == 3
    assert n_nodes <= table.shape[1] < n_nodes + CACHE_LINE // table.itemsize
    assert table.ctypes.data % CACHE_LINE == table.strides[0] % CACHE_LINE == 0
