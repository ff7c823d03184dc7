"""How many people an effect concerns."""

import numpy as np
import pytest
from canned import compared, homes
from hypothesis import given
from hypothesis import strategies as st

from kraftcenter_mobility.errors import PlacesError
from kraftcenter_mobility.scenarios.people import (
    population_of,
    share_within,
    weighted_mean,
    weighted_percentile,
)

INF = np.inf


def test_a_mean_is_over_people_and_not_over_places():
    assert weighted_mean(np.array([10.0, 40.0]), np.array([3.0, 1.0])) == 17.5


def test_nobody_has_no_mean_percentile_or_share():
    nobody, values = np.zeros(2), np.array([1.0, INF])
    assert np.isnan(weighted_mean(values, nobody))
    assert np.isnan(weighted_percentile(values, nobody, 0.5))
    assert np.isnan(share_within(values, nobody, 5.0))


def test_where_nobody_lives_even_no_way_counts_for_nothing():
    assert weighted_mean(np.array([10.0, INF]), np.array([2.0, 0.0])) == 10.0


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 5.0), (0.5, 5.0), (0.51, 8.0), (0.9, INF), (1.0, INF)]
)
def test_a_percentile_is_somebodys_value(share, expected):
    values, people = np.array([INF, 5.0, 8.0]), np.array([20.0, 50.0, 30.0])
    assert weighted_percentile(values, people, share) == expected


def test_a_tenth_of_ten_equal_parts_is_the_first():
    values, people = np.arange(10.0), np.full(10, 0.1)
    assert weighted_percentile(values, people, 0.1) == 0.0
    assert weighted_percentile(values, people, 0.3) == 2.0


def test_a_cutoff_is_inclusive():
    assert share_within(np.array([900.0, 901.0]), np.array([1.0, 3.0]), 900.0) == 0.25


@given(st.lists(st.tuples(st.floats(0, 1e4), st.integers(1, 50)), min_size=1, max_size=20))
def test_percentiles_are_those_of_everybody_written_out(rows):
    values, people = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    everybody = np.sort(np.repeat(values, people.astype(int)))
    for share in (0.1, 0.5, 0.9):
        rank = max(int(np.ceil(share * everybody.size - 1e-9)) - 1, 0)
        assert weighted_percentile(values, people, share) == everybody[rank]


@pytest.mark.parametrize("column", [None, "population"])
def test_origins_without_people_count_one_each_and_it_is_said(column):
    origins = homes(population=[np.nan] * 4)
    people, known = population_of(origins, column)
    assert people.tolist() == [1.0] * 4
    assert not known
    without = population_of(origins.drop(columns="population"), column)
    assert without[0].tolist() == [1.0] * 4


def test_a_comparison_says_that_origins_count_one_each():
    comparison = compared(origins=homes(population=[np.nan] * 4))
    assert "no-population" in comparison.notices
    assert "4 origins, each counted once" in repr(comparison)
    assert "no-population" not in compared(population=None).notices


def test_any_column_may_hold_the_people():
    comparison = compared(origins=homes(pupils=[1, 0, 0, 0]), population="pupils")
    assert comparison.summary()["people"].iloc[0] == 1


@pytest.mark.parametrize("bad", [np.nan, -1.0, np.inf])
def test_a_number_of_people_that_cannot_be_is_refused(bad):
    origins = homes(population=[100.0, bad, 10.0, 40.0])
    with pytest.raises(PlacesError, match=r"1 of 4 origins have no number of people .* 'B' \("):
        population_of(origins, "population")


def test_text_is_no_number_of_people():
    with pytest.raises(PlacesError, match=r"4 of 4 origins have no number of people in 'munic"):
        population_of(homes(), "municipality")


def test_nobody_anywhere_is_refused():
    with pytest.raises(PlacesError, match=r"nobody lives at any of the 4 origins"):
        population_of(homes(population=[0.0] * 4), "population")


def test_a_column_that_is_missing_is_refused_with_the_nearest():
    with pytest.raises(PlacesError, match=r"population='populatoin'.*did you mean 'population'"):
        population_of(homes(), "populatoin")
