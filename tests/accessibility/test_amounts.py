"""What places offer is put in order by name, and refused where names or amounts are wrong."""

import numpy as np
import pandas as pd
import pytest
from reach import HOMES, OFFERS, PEOPLE, TOWNS

from kraftcenter_mobility.accessibility.tables import demand_of, opportunities_of
from kraftcenter_mobility.cutoffs import UnitsWarning, check_cutoff, check_cutoffs
from kraftcenter_mobility.errors import InputError, PlacesError


def test_amounts_follow_the_names_and_not_the_order():
    assert opportunities_of(TOWNS, OFFERS).tolist() == [40, 25, 60]
    assert opportunities_of(TOWNS, OFFERS.to_dict()).tolist() == [40, 25, 60]
    assert opportunities_of(TOWNS, OFFERS.astype("Int64")).tolist() == [40, 25, 60]
    assert demand_of(HOMES, PEOPLE).tolist() == [100, 50, 10]
    assert demand_of(HOMES, 1).tolist() == [1, 1, 1]
    assert opportunities_of(TOWNS[:0], {}).tolist() == []


BAD = {
    "missing": (OFFERS.drop("Viborg"), r"1 of 3 destinations have no opportunities: 'Viborg'"),
    "surplus": (
        pd.concat([OFFERS, pd.Series({"Skive": 5})]),
        r"1 of 4 opportunities .* without travel times: 'Skive'; .*destinations=",
    ),
    "other kind of names": (pd.Series([1, 2, 3]), r"name them by str, these by int"),
    "twice": (pd.concat([OFFERS, OFFERS[:1]]), r"once each; 1 of 3 stand more .*'Viborg'"),
    "negative": (OFFERS - 30, r"1 of 3 destinations have something else: 'Holstebro', .* -5"),
    "NaN": (OFFERS.where(OFFERS > 40), r"2 of 3 .*'Herning'; 'Holstebro', the first nan"),
    "not known": (OFFERS.astype("Int64").replace(60, pd.NA), r"'Viborg', the first nan"),
    "infinite": (OFFERS * np.inf, r"3 of 3 destinations have something else"),
    "text": (OFFERS.astype(str), r"must be numbers, not \w+: '40' at 'Herning'"),
    "no name": (OFFERS.rename({"Viborg": None}), r"must not be missing; 1 of 3 are"),
}


@pytest.mark.parametrize("kind", BAD, ids=str)
def test_amounts_that_cannot_be_are_refused_by_name(kind):
    given, words = BAD[kind]
    with pytest.raises(PlacesError, match=words):
        opportunities_of(TOWNS, given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (OFFERS.to_frame("beds"), "must be one column of the destinations, not a table; .*'beds'"),
        ([40, 25, 60], "must be a Series under the names of the destinations.* got list"),
        (-1, "zero or more and finite, got -1"),
        (np.nan, "zero or more and finite, got nan"),
        (True, "got bool"),
    ],
)
def test_amounts_without_names_are_refused(given, words):
    with pytest.raises(InputError, match=words):
        opportunities_of(TOWNS, given)


def test_the_message_says_which_amounts_and_places():
    with pytest.raises(PlacesError, match=r"1 of 3 origins have no demand: 'Agger'; add them"):
        demand_of(HOMES, PEOPLE.drop("Agger"))


def test_minutes_in_place_of_seconds_are_warned_of():
    with pytest.warns(UnitsWarning, match=r"cutoff_s of 30 s is less than two minutes; .* by 60"):
        assert check_cutoff(30) == 30
    with pytest.warns(UnitsWarning, match="cutoffs_s of 15, 30, 45 s is less"):
        check_cutoffs([15, 30, 45])


@pytest.mark.filterwarnings("error")
def test_a_cutoff_of_nothing_is_the_same_in_minutes():
    assert check_cutoff(0) == 0
    assert check_cutoffs([0]).tolist() == [0]


def test_one_long_cutoff_is_enough_to_be_believed():
    assert check_cutoffs([60, 600]).tolist() == [60, 600]
    assert check_cutoff(120) == 120


@pytest.mark.parametrize("value", [-1, np.nan, "600", None, True])
def test_a_cutoff_that_cannot_be_is_refused(value):
    with pytest.raises(InputError, match="cutoff_s must be zero or more"):
        check_cutoff(value)


@pytest.mark.parametrize("values", [600, "600", [], [600, 600]])
def test_cutoffs_that_are_not_several_are_refused(values):
    with pytest.raises(InputError, match="cutoffs_s must be"):
        check_cutoffs(values)
