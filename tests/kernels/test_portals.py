"""Ways between portals, closed by Floyd's algorithm, and products with them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.portals import closed, least_sums, steps

from kraftcenter_mobility._kernels.hierarchy import INFINITE, NONE
from kraftcenter_mobility._kernels.portals import close_ways, lower_by_product

TICKS = st.one_of(st.integers(0, 9), st.sampled_from([2**29, 2**30 - 1, 2**30, 2**30]))


def ways(*rows):
    """Return the direct ways between portals, none for a dash."""
    return np.array([[INFINITE if t == "-" else t for t in row] for row in rows], np.uint32)


def close(way):
    """Return the closed ways, and the portals they go through."""
    way = way.copy()
    through = np.zeros_like(way)
    close_ways(way, through)
    return way, through


def matrices(n_rows, n_columns):
    """Draw a matrix of ticks."""
    row = st.lists(TICKS, min_size=n_columns, max_size=n_columns)
    rows = st.lists(row, min_size=n_rows, max_size=n_rows)
    return rows.map(lambda drawn: np.array(drawn, np.uint32).reshape(n_rows, n_columns))


def test_a_way_through_a_portal_is_taken_where_it_is_shorter():
    way, through = close(ways([0, 4, 9, "-"], ["-", 0, 3, "-"], ["-", "-", 0, 1], ["-"] * 3 + [0]))
    assert way[0].tolist() == [0, 4, 7, 8]
    assert through[0].tolist() == [NONE, NONE, 1, 2]
    assert steps(way, through, 0, 3, NONE) == [(0, 1), (1, 2), (2, 3)]


def test_a_direct_way_is_kept_where_another_is_as_short():
    way, through = close(ways([0, 4, 7], ["-", 0, 3], ["-", "-", 0]))
    assert way[0].tolist() == [0, 4, 7]
    assert through[0].tolist() == [NONE] * 3


def test_ways_that_take_no_time_come_to_an_end():
    way, through = close(ways([0, 0, 5], [0, 0, 0], [0, 0, 0]))
    assert way.tolist() == [[0, 0, 0]] * 3
    assert steps(way, through, 0, 2, NONE) == [(0, 1), (1, 2)]


def test_no_portals_have_no_ways():
    way, through = close(np.empty((0, 0), np.uint32))
    assert way.shape == through.shape == (0, 0)


@given(st.integers(0, 6).flatmap(lambda n: matrices(n, n)))
@settings(max_examples=60, deadline=None)
def test_closed_ways_are_the_shortest_and_add_up_step_by_step(direct):
    np.fill_diagonal(direct, 0)
    way, through = close(direct)
    assert way.tolist() == closed(direct.tolist())
    for begin in range(len(way)):
        for end in range(len(way)):
            if way[begin, end] < INFINITE:
                parts = steps(way, through, begin, end, NONE)
                assert sum(int(direct[pair]) for pair in parts) == way[begin, end]
                assert len(parts) < len(way)


@given(st.tuples(*[st.integers(0, 4)] * 3), st.data())
@settings(max_examples=60, deadline=None)
def test_products_are_the_least_sums(shape, data):
    n_rows, n_middle, n_columns = shape
    left = data.draw(matrices(n_rows, n_middle))
    right = data.draw(matrices(n_middle, n_columns))
    result = data.draw(matrices(n_rows, n_columns))
    wanted = least_sums(left.tolist(), right.tolist(), result.tolist())
    lower_by_product(left, right, result)
    assert result.tolist() == wanted
