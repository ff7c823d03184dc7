"""Percentiles over a window: times that somebody has, with no way counted as for ever."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.routing.transit.percentiles import check_percentiles, percentile_times


def test_the_median_of_an_even_number_is_the_lower_of_the_two_in_the_middle():
    assert percentile_times(np.array([40.0, 10.0, 30.0, 20.0]), (50.0,)).tolist() == [20.0]


def test_moments_without_a_way_count_as_for_ever():
    times_s = np.array([[60.0, np.inf, 120.0, np.inf]])
    assert percentile_times(times_s, (25, 50, 51, 100)).ravel().tolist() == [
        60,
        120,
        np.inf,
        np.inf,
    ]


def test_ranks_that_are_whole_numbers_are_not_lost_to_rounding():
    minutes = np.arange(1.0, 121.0)
    assert percentile_times(minutes.copy(), (5, 25, 50, 75, 95)).tolist() == [6, 30, 60, 90, 114]
    assert percentile_times(np.arange(1.0, 101.0), (7.0, 29.0, 57.0)).tolist() == [7, 29, 57]


@given(st.lists(st.floats(0, 7200) | st.just(np.inf), min_size=1, max_size=30), st.floats(0.1, 100))
def test_a_percentile_is_the_least_time_that_so_many_are_within(times_s, percentile):
    found = percentile_times(np.array(times_s), (percentile,))[0]
    need = percentile / 100 * len(times_s) - 1e-9
    assert found in times_s
    assert sum(each <= found for each in times_s) >= need
    assert sum(each < found for each in times_s) < need or found == min(times_s)


@pytest.mark.parametrize("wrong", [0, -5, 101, "50", True, None, (), (50, 50), (50, np.nan)])
def test_what_is_no_percentile_is_refused(wrong):
    with pytest.raises(InputError, match="percentiles must"):
        check_percentiles(wrong)


def test_one_number_is_as_good_as_a_tuple_of_one():
    assert check_percentiles(50) == (50,)
    assert check_percentiles([5, 95.0]) == (5, 95.0)
