"""The vector operations: compiled code does what the plain functions say."""

import numpy as np
import pytest
from numba import config, njit

from kraftcenter_mobility._kernels.blocks import (
    TILE_COLUMNS,
    TILE_ROWS,
    WIDTH,
    fetch_ahead,
    lower_heads,
    lower_tile,
    lower_wide_tile,
    take_from_heads,
)
from kraftcenter_mobility._kernels.hierarchy import INFINITE

compiled_only = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="compares compiled code")


@njit
def call_lower_heads(label, row_at, arcs, begin, end, tail_at, column, n_vectors):
    lower_heads(label, row_at, arcs, begin, end, tail_at, column, n_vectors)


@njit
def call_take_from_heads(label, row_at, arcs, begin, end, tail_at, keep, n_vectors):
    take_from_heads(label, row_at, arcs, begin, end, tail_at, keep, n_vectors)


@njit
def call_lower_tile(matrix, at, stride, left, left_at, right, right_at, hubs, row, column):
    lower_tile(matrix, at, stride, left, left_at, right, right_at, *hubs, row, column)


@njit
def call_lower_wide_tile(matrix, at, stride, left, left_at, right, right_at, hubs, row, column):
    lower_wide_tile(matrix, at, stride, left, left_at, right, right_at, *hubs, row, column)


@njit
def call_fetch_ahead(array, place):
    fetch_ahead(array, place)


def labels(random, size):
    """Return labels of which some are infinite."""
    drawn = random.integers(0, 1000, size).astype(np.uint32)
    return np.where(random.random(size) < 0.2, INFINITE, drawn).astype(np.uint32)


def rows_and_arcs(seed, n_vectors):
    """Return labels in rows that stand in any order, and arcs from the last to others."""
    random = np.random.default_rng(seed)
    width = n_vectors * WIDTH
    row_at = (random.permutation(6) * width).astype(np.uint64)
    arcs = np.stack([[2, 0, 3, 1], [5, 0, 70, 7]], axis=1).astype(np.uint32).ravel()
    return labels(random, 6 * width), row_at, arcs


@compiled_only
@pytest.mark.parametrize("n_vectors", [1, 2, 3, 5])
@pytest.mark.parametrize("arcs", [(0, 4), (1, 3), (2, 2)])
def test_labels_pass_along_arcs_as_said(n_vectors, arcs):
    label, row_at, ends = rows_and_arcs(n_vectors, n_vectors)
    expected = label.copy()
    column = WIDTH * (n_vectors // 2)
    for function, into in ((lower_heads, expected), (call_lower_heads, label)):
        indices = [np.uint64(value) for value in (*arcs, row_at[5] + column, column)]
        function(into, row_at, ends, *indices, np.uint64(n_vectors - n_vectors // 2))
    np.testing.assert_array_equal(label, expected)


@compiled_only
@pytest.mark.parametrize("n_vectors", [1, 2, 3])
@pytest.mark.parametrize("keep", [0, 1])
@pytest.mark.parametrize("arcs", [(0, 4), (2, 2)])
def test_labels_are_taken_from_heads_as_said(n_vectors, keep, arcs):
    label, row_at, ends = rows_and_arcs(n_vectors, n_vectors)
    expected = label.copy()
    for function, into in ((take_from_heads, expected), (call_take_from_heads, label)):
        indices = [np.uint64(value) for value in (*arcs, row_at[5], keep, n_vectors)]
        function(into, row_at, ends, *indices)
    np.testing.assert_array_equal(label, expected)


@compiled_only
@pytest.mark.parametrize(
    ("plain", "compiled", "width"),
    [(lower_tile, call_lower_tile, WIDTH), (lower_wide_tile, call_lower_wide_tile, TILE_COLUMNS)],
)
@pytest.mark.parametrize("hubs", [(0, 5), (2, 3), (1, 1)])
def test_tiles_are_lowered_as_said(plain, compiled, width, hubs):
    random = np.random.default_rng(width)
    stride, height = width + 8, TILE_ROWS + 3
    matrix, left, right = (labels(random, size) for size in (9 * stride, 5 * height, 5 * stride))
    left_at = np.arange(0, 5 * height, height, dtype=np.uint64)
    right_at = np.arange(0, 5 * stride, stride, dtype=np.uint64)
    expected = matrix.copy()
    parts = (left, left_at, right, right_at)
    hubs = tuple(np.uint64(hub) for hub in hubs)
    at, stride, row, column = (np.uint64(value) for value in (2 * stride + 5, stride, 3, 8))
    plain(expected, at, stride, *parts, *hubs, row, column)
    compiled(matrix, at, stride, *parts, hubs, row, column)
    np.testing.assert_array_equal(matrix, expected)


def test_a_tile_holds_the_least_sums_over_its_hubs():
    left, right = np.arange(8, dtype=np.uint32), np.arange(2 * WIDTH, dtype=np.uint32)
    matrix = np.full(TILE_ROWS * WIDTH, 20, dtype=np.uint32)
    at = np.array([0, 4], dtype=np.uint64), np.array([WIDTH, 0], dtype=np.uint64)
    lower_tile(matrix, 0, WIDTH, left, at[0], right, at[1], 0, 2, 0, 0)
    i, j = np.arange(TILE_ROWS)[:, None], np.arange(WIDTH)
    sums = np.minimum(left[i] + right[WIDTH + j], left[4 + i] + right[j])
    np.testing.assert_array_equal(matrix.reshape(TILE_ROWS, WIDTH), np.minimum(sums, 20))


@compiled_only
def test_fetching_ahead_does_nothing_one_could_see():
    array = np.arange(5, dtype=np.uint32)
    call_fetch_ahead(array, np.uint64(2))
    assert array.tolist() == [0, 1, 2, 3, 4]
