"""Measures: one named number per origin, from any table of travel times."""

import numpy as np
import pandas as pd
import pytest
from canned import BEFORE, GOALS, table

from kraftcenter_mobility import accessibility as ac
from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.scenarios.measures import (
    is_time,
    mean_travel_time,
    measured,
    nearest,
    opportunities_within,
    second_nearest,
)

INF = np.inf
TIMES = table(BEFORE)


@pytest.mark.parametrize(
    ("measure", "name", "expected"),
    [
        (nearest, "nearest_s", [600, 1500, INF, 2400]),
        (second_nearest, "second_nearest_s", [1200, 1800, INF, 3000]),
        (mean_travel_time, "mean_travel_time_s", [900, 1650, INF, 2700]),
        (opportunities_within(1500.0), "destinations_within_1500s", [2, 1, 0, 0]),
        (opportunities_within(1500.0, column="capacity"), "capacity_within_1500s", [230, 30, 0, 0]),
    ],
)
def test_each_measure_is_that_worked_by_hand(measure, name, expected):
    found = measured(measure, TIMES, GOALS)
    assert found.name == name
    assert found.tolist() == expected
    assert found.index.equals(TIMES.index)


def test_times_are_told_by_their_names():
    assert is_time("nearest_s")
    assert not is_time(opportunities_within(900.0).name)


def test_one_destination_is_no_choice():
    assert np.isinf(second_nearest(TIMES[["X"]], GOALS)).all()


def test_measures_of_the_same_cutoff_are_equal():
    assert opportunities_within(900.0) == opportunities_within(900.0)
    assert opportunities_within(900.0) != opportunities_within(901.0)


def test_no_cutoff_is_so_large_that_a_place_without_a_way_is_within():
    assert opportunities_within(INF)(TIMES, GOALS).tolist() == [2, 2, 0, 2]


def test_a_measure_of_the_accessibility_package_has_to_be_filled_in():
    with pytest.raises(InputError, match=r"write .*\.as_measure\(.*\.k_nearest\), with its"):
        measured(ac.k_nearest, TIMES, GOALS)
    second = ac.as_measure(ac.k_nearest, name="second_s", k=2)
    assert measured(second, TIMES, GOALS).tolist() == [1200, 1800, INF, 3000]


def test_what_is_no_function_is_no_measure():
    with pytest.raises(InputError, match=r"measure must be a function of .* such as nearest.* 3$"):
        measured(3, TIMES, GOALS)


def test_a_cutoff_that_cannot_be_is_refused():
    with pytest.raises(InputError, match=r"cutoff_s must be zero or more, got -1"):
        opportunities_within(-1)


def test_opportunities_that_are_not_known_are_refused():
    gap = GOALS.assign(capacity=[200.0, np.nan])
    with pytest.raises(PlacesError, match=r"1 of 2 destinations have no number .*'capacity': 'Y'"):
        opportunities_within(900.0, column="capacity")(TIMES, gap)
    with pytest.raises(PlacesError, match=r"no column 'beds'.*only 'capacity'"):
        opportunities_within(900.0, column="beds")(TIMES, GOALS)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda times: times.min(axis=1).to_numpy(), "must return a Series with a name"),
        (lambda times: times.min(axis=1), "must return a Series with a name"),
        (lambda times: times.min(axis=0).rename("wrong_s"), "one number per origin"),
        (lambda times: pd.Series(np.nan, times.index, name="gap_s"), "4 of 4 origins, the first"),
    ],
)
def test_a_users_measure_that_gives_no_numbers_is_refused(answer, message):
    with pytest.raises(InputError, match=message):
        measured(lambda times, _: answer(times), TIMES, GOALS)


def test_a_logsum_is_compared_as_its_composite_time():
    with pytest.raises(InputError, match=r"logsum cannot be compared .*composite_time"):
        measured(ac.as_measure(ac.logsum, decay=0.001), TIMES, GOALS)


def test_minus_infinity_is_no_amount():
    def worth(times, destinations):  # noqa: ARG001 - every measure has it
        return (-times.min(axis=1)).rename("worth")

    with pytest.raises(InputError, match=r"worth gives minus infinity"):
        measured(worth, TIMES, GOALS)
