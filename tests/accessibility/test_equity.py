"""Equity: numbers that others published or that one can work out by hand, and bad input."""

import pickle

import numpy as np
import pandas as pd
import pytest

from kraftcenter_mobility.accessibility.equity_decomposition import theil_by_group
from kraftcenter_mobility.accessibility.equity_estimates import EquityIndex
from kraftcenter_mobility.accessibility.equity_groups import (
    group_gap,
    group_ratio,
    population_quantile,
)
from kraftcenter_mobility.accessibility.equity_inequality import (
    concentration_index,
    gini,
    palma_ratio,
)
from kraftcenter_mobility.accessibility.equity_poverty import fgt_poverty
from kraftcenter_mobility.accessibility.equity_theil import theil_l, theil_t
from kraftcenter_mobility.cutoffs import UnitsWarning
from kraftcenter_mobility.errors import InputError, PlacesError

INF = np.inf

# Mean incomes of ten classes, USA 1968: the example of R's `ineq` and `DescTools`.
INCOMES = pd.Series(
    [541.0, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261],
    index=list("abcdefghij"),
)
TOWNS = ["Herning", "Aulum", "Sinding", "Fur"]
TIMES = pd.Series([600.0, 1200.0, 1800.0, INF], index=TOWNS, name="nearest_s")
PEOPLE = pd.Series([500, 300, 100, 100], index=TOWNS)
KINDS = pd.Series(["town", "town", "country", "country"], index=TOWNS)


def test_gini_and_theil_are_those_that_r_gives():
    """Documented output of `ineq` 0.2-13: Gini, Theil, and Atkinson with epsilon 1."""
    assert gini(INCOMES, 1) == pytest.approx(0.4620911, abs=5e-8)
    assert theil_t(INCOMES, 1) == pytest.approx(0.3623412, abs=5e-8)
    atkinson = 0.3518251
    assert 1 - np.exp(-theil_l(INCOMES, 1)) == pytest.approx(atkinson, abs=5e-8)


def test_theil_l_is_that_of_a_textbook_on_regional_economics():
    """Stoermann (2009), as the R package REAT shows it: 0.2326302 for 10, 10, 10, 20, 50."""
    assert theil_l(pd.Series([10.0, 10, 10, 20, 50]), 1) == pytest.approx(0.2326302, abs=5e-8)


def test_the_concentration_index_is_that_of_the_world_bank():
    """O'Donnell et al. (2008), Analyzing Health Equity, table 8.1: deaths before five, India."""
    births = pd.Series([29_939, 28_776, 26_528, 24_689, 19_739])
    deaths_per_1000 = pd.Series([154.7, 152.9, 119.5, 86.9, 54.3])
    wealth = pd.Series([1, 2, 3, 4, 5])
    found = concentration_index(deaths_per_1000, births, wealth)
    assert found == pytest.approx(-0.1694, abs=5e-5)


def test_the_gini_coefficient_of_the_first_numbers_has_a_closed_form():
    """Of 1, 2, ..., n it is (n - 1) / (3 n): the mean of |i - j| is (n^2 - 1) / (3 n)."""
    assert gini(pd.Series(range(1, 6)), 1) == pytest.approx(4 / 15)


def test_palma_splits_a_place_at_the_border():
    """300 with 1 each and 100 with 9: of 1200 the top 10 % (40) have 360, the bottom 160."""
    reach, people = pd.Series([1.0, 9.0]), pd.Series([300, 100])
    assert palma_ratio(reach, people) == pytest.approx(360 / 160)
    assert palma_ratio(pd.Series([7.0, 7.0]), people) == pytest.approx(0.25)
    assert palma_ratio(pd.Series([0.0, 1.0]), 1) == INF


@pytest.mark.parametrize(("alpha", "expected"), [(0, 3 / 4), (1, 1.5 / 4), (2, 0.875 / 4)])
def test_poverty_is_that_worked_by_hand(alpha, expected):
    """Of 2, 4, 6, 10 and a line of 8: gaps 3/4, 1/2, 1/4; their squares 9/16, 4/16, 1/16."""
    found = fgt_poverty(pd.Series([2.0, 4.0, 6.0, 10.0]), 1, line=8, alpha=alpha)
    assert found == pytest.approx(expected)


def test_times_are_poor_above_the_line_and_on_it_nobody_is():
    assert fgt_poverty(TIMES, PEOPLE, line=1200) == pytest.approx(0.2)
    assert fgt_poverty(TIMES.rename("reach"), PEOPLE, line=1200) == pytest.approx(0.5)
    half_over = fgt_poverty(TIMES, PEOPLE, line=1200, alpha=1, infinite="apart")
    assert half_over == pytest.approx(0.5 * 100 / 900)
    assert (half_over.places_apart, half_over.people_apart) == (1, 100)


def test_theil_splits_into_within_and_between():
    """Two towns with 1 and 3 of mean 2, a village with 2: all of it within the towns."""
    reach = pd.Series([1.0, 3.0, 2.0], index=list("xyz"))
    found = theil_by_group(reach, 1, pd.Series(["town", "town", "village"], index=list("xyz")))
    within_towns = (0.5 * np.log(0.5) + 1.5 * np.log(1.5)) / 2
    assert found.within == pytest.approx(2 / 3 * within_towns)
    assert found.between == pytest.approx(0, abs=1e-15)
    assert found.groups.loc["town"].tolist() == pytest.approx(
        [2, 2, within_towns, 2 / 3 * within_towns, 0]
    )
    assert "within 2 groups" in repr(found)


def test_a_group_that_has_nothing_adds_what_the_others_have_more():
    """Nobody in b has anything: T is ln 2 between two groups of the same size."""
    reach, groups = pd.Series([4.0, 4.0, 0.0, 0.0]), pd.Series(["a", "a", "b", "b"])
    found = theil_by_group(reach, 1, groups)
    assert found.between == pytest.approx(np.log(2))
    assert (found.within, found.between_share) == (0, pytest.approx(1))
    assert found.groups.loc["b", ["mean", "theil", "within", "between"]].tolist() == [0, 0, 0, 0]


def test_groups_are_compared_by_their_means():
    """Town: (500 x 600 + 300 x 1200) / 800 = 825 s; country without Fur: 1800 s."""
    asked = {"group": "country", "reference": "town", "infinite": "apart"}
    assert group_gap(TIMES, PEOPLE, KINDS, **asked) == 975
    assert group_ratio(TIMES, PEOPLE, KINDS, **asked) == pytest.approx(1800 / 825)
    asked.pop("reference")
    assert group_gap(TIMES, PEOPLE, KINDS, **asked) == 975


def test_quantiles_are_those_of_numpy_with_weights():
    for share in (0.0, 0.1, 0.5, 0.75, 0.9, 1.0):
        expected = np.quantile(INCOMES, share, weights=range(1, 11), method="inverted_cdf")
        people = pd.Series(range(1, 11), index=INCOMES.index)
        assert population_quantile(INCOMES, people, share=share) == expected
    assert population_quantile(TIMES, PEOPLE, share=0.9) == 1800
    assert population_quantile(TIMES, PEOPLE, share=0.91) == INF


def test_the_interval_is_that_of_all_possible_draws():
    """Two places alike with 0 and 1: their mean is 0, 1/2 or 1, each end in a quarter of draws."""
    reach = pd.Series([0.0, 1.0] + [0.0] * 8)
    groups = pd.Series(["a"] * 2 + ["b"] * 8)
    found = group_gap(reach, 1, groups, group="a", bootstrap=200)
    assert (found, found.low, found.high) == (0.5, 0.0, 1.0)


def test_places_are_drawn_alike_and_bring_all_their_people():
    """Two draws of two places give the small one alone, both, or the large one alone."""
    reach = pd.Series([0.0, 1.0] + [0.0] * 8)
    people = pd.Series([9, 1] + [5] * 8)
    groups = pd.Series(["a"] * 2 + ["b"] * 8)
    found = group_gap(reach, people, groups, group="a", bootstrap=1000)
    assert (found, found.low, found.high) == (pytest.approx(0.1), 0.0, 1.0)


def test_a_group_keeps_its_people_however_it_is_drawn():
    """One place with 1000 people and nine alike with 45 in all: every draw is the same."""
    reach = pd.Series([1.0] + [3.0] * 9)
    people = pd.Series([1000, *range(1, 10)])
    groups = pd.Series(["a"] + ["b"] * 9)
    found = theil_by_group(reach, people, groups, bootstrap=50).between
    assert (found.low, found.high) == pytest.approx((found.estimate, found.estimate))


def test_equal_shares_are_zero_and_not_minus_zero():
    same = pd.Series([7.0, 7.0])
    assert [str(theil(same, 1)) for theil in (theil_t, theil_l)] == ["0.0", "0.0"]


def test_the_interval_depends_on_the_seed_alone():
    first, again, other = (gini(INCOMES, 1, bootstrap=200, seed=seed) for seed in (1, 1, 2))
    assert (first.low, first.high) == (again.low, again.high) != (other.low, other.high)
    assert first.low < first.estimate < first.high


def test_an_interval_has_the_error_of_a_mean():
    """The bootstrap error of a mean of n is the standard deviation by the root of n."""
    reach = pd.Series(np.random.default_rng(0).normal(100.0, 10.0, 400))
    groups = pd.Series(["a"] * 399 + ["b"])
    found = group_gap(reach, 1, groups, group="a", bootstrap=2000)
    error = reach[:399].std(ddof=0) / np.sqrt(399)
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_an_interval_of_places_unlike_in_people_has_the_error_of_a_ratio():
    """A mean weighted by people is a ratio of two sums, with the error of its residuals."""
    random = np.random.default_rng(0)
    reach = pd.Series(random.normal(100.0, 10.0, 400))
    people = pd.Series(random.pareto(3.0, 400) + 0.1)
    groups = pd.Series(["a"] * 399 + ["b"])
    found = group_gap(reach, people, groups, group="a", bootstrap=2000)
    residuals = (people * (reach - np.average(reach[:399], weights=people[:399])))[:399]
    error = np.sqrt((residuals**2).sum()) / people[:399].sum()
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.1)


@pytest.mark.parametrize("kind", ["timedelta64[s]", "bool", "str", "complex"])
def test_values_that_are_no_plain_numbers_are_refused(kind):
    with pytest.raises(InputError, match=r"values must be numbers, not .* at 'Herning'"):
        gini(TIMES[:3].astype(kind), 1)
    with pytest.raises(InputError, match="population must be numbers"):
        gini(TIMES[:3], PEOPLE[:3].astype(kind))


def test_every_measure_gives_an_interval_on_request():
    reach = INCOMES
    groups = pd.Series(["a", "b"] * 5, index=reach.index)
    decomposed = theil_by_group(reach, 1, groups, bootstrap=50)
    for found in (
        palma_ratio(reach, 1, bootstrap=50),
        concentration_index(reach, 1, reach, bootstrap=50),
        theil_t(reach, 1, bootstrap=50),
        theil_l(reach, 1, bootstrap=50),
        fgt_poverty(reach, 1, line=5000, bootstrap=50),
        group_ratio(reach, 1, groups, group="a", bootstrap=50),
        population_quantile(reach, 1, share=0.5, bootstrap=50),
        decomposed.total,
        decomposed.within,
        decomposed.between,
    ):
        assert found.low <= found <= found.high


def test_places_without_people_count_for_nothing():
    more = pd.concat([INCOMES, pd.Series({"empty": INF})])
    people = pd.Series(1.0, index=more.index)
    people["empty"] = 0
    found, expected = gini(more, people, bootstrap=20), gini(INCOMES, 1, bootstrap=20)
    assert (found, found.low) == (expected, expected.low)


def test_an_index_is_a_number_that_says_who_is_apart():
    more = pd.concat([INCOMES, pd.Series({"Fur": INF})])
    people = pd.Series(1.0, index=more.index)
    people["Fur"] = 100
    index = gini(more, people, infinite="apart", bootstrap=20)
    assert "100 people at 1 places without a way counted apart" in str(index)
    copy = pickle.loads(pickle.dumps(index))  # noqa: S301 - of our own making
    assert (copy, copy.low, copy.people_apart) == (index, index.low, 100)
    assert f"{index:.3f}" == f"{float(index):.3f}"
    assert repr(EquityIndex(0.5)) == "0.5"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: gini(TIMES, PEOPLE),
            r"infinite, so that there is no way, at 1 of 4 places with 100 people: 'Fur'; pass in",
        ),
        (lambda: gini(TIMES.replace(INF, np.nan), PEOPLE), r"values of 1 of 4 .* 'Fur'; fill"),
        (lambda: gini(-TIMES[:3], 1), r"gini needs values of zero or more, got -600 at 'Herning'"),
        (lambda: gini(0 * TIMES[:3], 1), r"all 3 places where people live are zero"),
        (lambda: gini(TIMES * INF, 1, infinite="apart"), r"infinite for everybody"),
        (lambda: gini([1, 2], 1), r"values must be a Series .* got list"),
        (lambda: gini(TIMES[:0], 1), r"values must be a Series .* got an empty one"),
        (lambda: gini(TIMES[:3], -PEOPLE[:3]), r"population must be finite .* -500.0 at 'Herning'"),
        (lambda: gini(TIMES, PEOPLE, infinite="keep"), r"infinite must be .* got 'keep'"),
        (lambda: gini(INCOMES, 1, bootstrap=-1), r"bootstrap must be zero or more"),
        (lambda: gini(pd.Series([0.0] * 9 + [1]), 1, bootstrap=99), r"resamples have no index"),
        (
            lambda: gini(INCOMES[:9], 1, bootstrap=99),
            r"bootstrap=99 needs at least 10 places where people live to resample, got 9",
        ),
        (lambda: theil_l(pd.Series([0.0, 1.0]), 1), r"0 at 0; use theil_t or gini"),
        (lambda: theil_by_group(INCOMES, 1, INCOMES, kind="x"), r"kind must be 't' or 'l'"),
        (lambda: fgt_poverty(TIMES, 1, line=9, infinite="keep"), r"infinite must be .* 'keep'"),
        (lambda: fgt_poverty(TIMES, 1, line=0), r"line must be a finite number above zero"),
        (lambda: fgt_poverty(TIMES, 1, line=600, alpha=1), r"at 1 of 4 places"),
        (lambda: fgt_poverty(TIMES, 1, line=600, poor="under"), r"poor must be .* got 'under'"),
        (lambda: population_quantile(TIMES, 1, share=90), r"share .* got 90; 90 % is 0.9"),
        (lambda: group_ratio(INCOMES * 0, 1, INCOMES, group=541), r"everybody else has nothing"),
    ],
)
def test_what_cannot_be_measured_is_refused(call, message):
    with pytest.raises(InputError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gini(TIMES, PEOPLE[:3]), r"1 places have no population: 'Fur'; give both"),
        (lambda: gini(TIMES[:3], PEOPLE), r"1 places of population have no values: 'Fur'"),
        (lambda: gini(TIMES[:3], PEOPLE[:3] * 0), r"nobody lives at any of the 3 places"),
        (lambda: gini(TIMES[["Fur", "Fur"]], 1), r"stand once each; 1 of 1 .* 'Fur'"),
        (
            lambda: theil_by_group(TIMES[:3], 1, KINDS.replace("country", None)[:3]),
            r"1 of 3 places have no group: 'Sinding'",
        ),
        (
            lambda: group_gap(TIMES[:3], PEOPLE[:3] * [1, 1, 0], KINDS[:3], group="town"),
            r"nobody is left to count in 1 of 2 groups: 'country'",
        ),
        (
            lambda: group_gap(TIMES[:3], 1, KINDS[:3], group="island"),
            r"there is no group 'island', only 'town'; 'country'",
        ),
        (lambda: group_gap(TIMES[:2], 1, KINDS[:2], group="town"), r"nobody to compare with"),
    ],
)
def test_tables_about_different_places_are_refused(call, message):
    with pytest.raises(PlacesError, match=message):
        call()


def test_a_line_in_minutes_is_doubted():
    with pytest.warns(UnitsWarning, match="line of 30 s"):
        fgt_poverty(TIMES, PEOPLE, line=30)
