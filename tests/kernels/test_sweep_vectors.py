"""What compiled kernels do with vectors is what the functions say in Python."""

import numpy as np
import pytest
from numba import config, njit
from twins.engine import INFINITE

from kraftcenter_mobility._kernels.lane_sweep import relax_lanes, settle_lanes
from kraftcenter_mobility._kernels.lanes import LANES, lane_rows, relax_rows, row_within
from kraftcenter_mobility._kernels.opportunities import add_within
from kraftcenter_mobility._kernels.sweep_steps import STEP, sweep_rows, sweep_rows_nearby
from kraftcenter_mobility._kernels.write_out import write_rows

pytestmark = pytest.mark.skipif(
    bool(config.DISABLE_JIT), reason="without compilation there is nothing to compare"
)

N_ROWS = 7


@njit
def compiled_relax_rows(a, b, c, d, e, f, g, h, i):
    relax_rows(a, b, c, d, e, f, g, h, i)


@njit
def compiled_relax_lanes(a, b, c, d, e, f, g, h, i):
    relax_lanes(a, b, c, d, e, f, g, h, i)


@njit
def compiled_row_within(a, b, c):
    return row_within(a, b, c)


@njit
def compiled_add_within(a, b, c, d, e, f):
    add_within(a, b, c, d, e, f)


@njit
def compiled_sweep_rows(a, b, c, d, e, f, g, h, i, j):
    sweep_rows(a, b, c, d, e, f, g, h, i, j)


@njit
def compiled_sweep_rows_nearby(a, b, c, d, e, f, g, h, i):
    sweep_rows_nearby(a, b, c, d, e, f, g, h, i)


@njit
def compiled_settle_lanes(a, b, c, d, e, f, g, h, i, j, k):
    settle_lanes(a, b, c, d, e, f, g, h, i, j, k)


@njit
def compiled_write_rows(a, b, c, d, e, f):
    write_rows(a, b, c, d, e, f)


@pytest.fixture
def random():
    """Return a source of random numbers."""
    return np.random.default_rng(11)


def rows(random, n_rows=N_ROWS):
    """Return rows of random labels, some of them infinite."""
    drawn = lane_rows(n_rows)
    drawn[:] = random.integers(0, 100, drawn.size)
    drawn[random.random(drawn.size) < 0.2] = INFINITE
    return drawn


def same(compiled, function, *arguments):
    """Assert that both leave the same behind in their arguments."""
    ours = [argument.copy() for argument in arguments]
    theirs = [argument.copy() for argument in arguments]
    function(*ours)
    compiled(*theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert np.array_equal(one, other)


def as_index(*values):
    """Return indices as kernels have them."""
    return [np.uint64(value) for value in values]


def test_rows_climb_alike(random):
    place = random.permutation(N_ROWS - 1).astype(np.uint32) + np.uint32(11)
    up_head = random.integers(0, N_ROWS - 1, 5).astype(np.uint32)
    row, first, begin, end, direction = as_index(N_ROWS - 1, 10, 1, 5, 1)
    where = row, place, first, up_head
    weights = rows(random, 1)
    same(compiled_relax_rows, relax_rows, rows(random), *where, weights, begin, end, direction)
    weights = rows(random, 10)
    same(compiled_relax_lanes, relax_lanes, rows(random), *where, weights, begin, end, direction)


@pytest.mark.parametrize("level_kind", [np.uint16, np.uint32])
def test_steps_are_taken_alike(random, level_kind):
    n_steps = 6
    level = random.integers(0, 4, STEP * n_steps).astype(level_kind)
    weight = random.integers(0, 30, STEP * n_steps).astype(np.uint32)
    weight[STEP - 1 :: STEP] = [INFINITE, INFINITE, 0, INFINITE, 0, INFINITE]
    begin, end, start_row, row = as_index(1, n_steps, 2, 4)
    steps = level, weight, begin, end
    same(
        compiled_sweep_rows, sweep_rows, rows(random), *steps, rows(random), start_row,
        rows(random), row, random.permutation(N_ROWS).astype(np.uint32),
    )  # fmt: skip
    same(
        compiled_sweep_rows_nearby, sweep_rows_nearby, rows(random), *steps, rows(random),
        start_row, rows(random), row,
    )  # fmt: skip


def test_lanes_are_settled_alike(random):
    rank_level = np.array([3, 2, 2, 1, 0], np.uint16)
    up_head = np.array([1, 2, 3, 4], np.uint32)
    begin, end, direction, start_row, rank = as_index(1, 4, 0, 2, 0)
    same(
        compiled_settle_lanes, settle_lanes, rows(random), rank_level, up_head, rows(random, 8),
        begin, end, direction, rows(random), start_row, rows(random), rank,
    )  # fmt: skip


@pytest.mark.parametrize("cutoff", [0, 3, 50, INFINITE - 1])
def test_reach_is_judged_alike(random, cutoff):
    labels = rows(random)
    labels[:LANES] = 51
    for row in as_index(*range(N_ROWS)):
        within = row_within(labels, row, np.uint32(cutoff))
        assert compiled_row_within(labels, row, np.uint32(cutoff)) == within


def test_values_are_added_alike(random):
    n_rows, first = as_index(N_ROWS, 2)
    value, total = random.random(N_ROWS + 2), random.random(LANES)
    cutoff = np.uint32(60)
    same(compiled_add_within, add_within, rows(random), n_rows, value, first, cutoff, total)


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.uint32])
@pytest.mark.parametrize("n_lanes", [1, 17, LANES])
def test_tables_are_written_alike(random, kind, n_lanes):
    rank = random.permutation(37).astype(np.uint32)
    row = random.permutation(n_lanes + 2)[:n_lanes]
    table = np.full((n_lanes + 2, 39), 5, kind)
    cutoff, tick = np.uint32(80), np.float64(0.1)
    same(compiled_write_rows, write_rows, rows(random, 37), rank, row, table, cutoff, tick)
