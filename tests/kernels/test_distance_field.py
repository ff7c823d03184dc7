"""Distances from lines at the nodes of a grid, against shapely's."""

import numpy as np
import shapely

from kraftcenter_mobility._kernels.distance_field import draw_stretches, extent_of

# Two segments on a plane on which a degree is a metre; offsets are lengths.
LINES = ([(2.0, 3.0), (14.0, 9.0), (14.0, 9.0), (20.0, 9.0)], [(5.0, 18.0), (5.0, 12.0)])
FIRST = np.array([0, 4, 6])
LON, LAT = np.array([at for line in LINES for at in line]).T
OFFSET_M = np.concatenate(
    [np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(np.array(line).T))))) for line in LINES]
)
SHAPE, REACH_M = (25, 30), 4.0


def drawn(segment, begin_m, end_m):
    """Return the field of some stretches, squares and all."""
    field = np.full(SHAPE, REACH_M**2, dtype=np.float32)
    draw_stretches(
        FIRST,
        LON,
        LAT,
        OFFSET_M,
        np.array(segment),
        np.array(begin_m),
        np.array(end_m),
        -1,
        -2,
        1.0,
        1.0,
        np.ones(SHAPE[0]),
        np.ones(SHAPE[0]),
        REACH_M,
        field,
    )
    return field


def expected(lines):
    """Return the same by asking for the distance of every node."""
    i, j = np.indices(SHAPE)
    distance_m = shapely.distance(shapely.MultiLineString(lines), shapely.points(j - 1.0, i - 2.0))
    return np.minimum(distance_m, REACH_M)


def test_nodes_within_reach_know_how_far_the_nearest_line_is():
    length_m = OFFSET_M[FIRST[1:] - 1]
    field = drawn([0, 1], [0.0, 0.0], length_m)
    np.testing.assert_allclose(np.sqrt(field), expected(LINES), atol=1e-5)


def test_only_the_stretch_that_is_reached_counts():
    field = drawn([0, 1], [3.0, 2.0], [9.0, 5.0])
    slope = np.hypot(12.0, 6.0)
    at = [(2.0 + 12.0 * m / slope, 3.0 + 6.0 * m / slope) for m in (3.0, 9.0)]
    parts = [at, [(5.0, 16.0), (5.0, 13.0)]]
    np.testing.assert_allclose(np.sqrt(field), expected(parts), atol=1e-5)


def test_the_extent_is_that_of_the_stretches():
    box = extent_of(FIRST, LON, LAT, OFFSET_M, np.array([1]), np.array([2.0]), np.array([5.0]))
    assert box.tolist() == [5.0, 13.0, 5.0, 16.0]
    nothing = np.zeros(0)
    empty = extent_of(FIRST, LON, LAT, OFFSET_M, nothing.astype(np.int64), nothing, nothing)
    assert empty[0] > empty[2]
