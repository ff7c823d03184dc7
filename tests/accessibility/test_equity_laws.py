"""Laws that measures of equity must keep, whatever the numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility.accessibility.equity_decomposition import theil_by_group
from kraftcenter_mobility.accessibility.equity_groups import population_quantile
from kraftcenter_mobility.accessibility.equity_inequality import (
    concentration_index,
    gini,
    palma_ratio,
)
from kraftcenter_mobility.accessibility.equity_poverty import fgt_poverty
from kraftcenter_mobility.accessibility.equity_theil import theil_l, theil_t

quickly = settings(max_examples=30, deadline=None)

INEQUALITY = [gini, palma_ratio, theil_t, theil_l]

amounts = st.floats(0.1, 1e4)
regions = st.lists(st.tuples(amounts, st.integers(1, 1000)), min_size=2, max_size=12)


def unzipped(region):
    values, people = zip(*region, strict=True)
    return pd.Series(values), pd.Series(people, dtype=float)


def close(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-12)


@quickly
@given(regions, st.floats(0.01, 100))
def test_the_unit_does_not_matter(region, factor):
    values, people = unzipped(region)
    for measure in INEQUALITY:
        assert measure(values * factor, people) == close(measure(values, people))
        assert measure(values, people * factor) == close(measure(values, people))


@quickly
@given(regions)
def test_two_such_regions_are_as_unequal_as_one(region):
    values, people = unzipped(region)
    twice, all_people = (pd.concat([each, each], ignore_index=True) for each in (values, people))
    for measure in INEQUALITY:
        assert measure(twice, all_people) == close(measure(values, people))


@quickly
@given(regions)
def test_a_place_may_be_split_into_its_people(region):
    values, people = unzipped([(value, count % 9 + 1) for value, count in region])
    each = values.repeat(people.astype(int)).reset_index(drop=True)
    for measure in INEQUALITY:
        assert measure(each, 1) == close(measure(values, people))


@quickly
@given(regions, st.randoms(use_true_random=False))
def test_the_order_of_places_does_not_matter(region, random):
    values, people = unzipped(region)
    order = list(values.index)
    random.shuffle(order)
    for measure in INEQUALITY:
        assert measure(values.loc[order], people) == close(measure(values, people))


@quickly
@given(regions, st.floats(0.01, 0.49))
def test_what_goes_from_the_rich_to_the_poor_makes_it_less_unequal(region, share):
    values, _ = unzipped(region)
    rich, poor = values.idxmax(), values.idxmin()
    given_away = share * (values[rich] - values[poor])
    after = values.copy()
    after[rich] -= given_away
    after[poor] += given_away
    for measure in INEQUALITY:
        assert measure(after, 1) <= measure(values, 1) + 1e-9


@quickly
@given(regions)
def test_gini_is_half_the_mean_difference_of_all_pairs(region):
    values, people = unzipped(region)
    shares = people / people.sum()
    pairs = np.abs(np.subtract.outer(values.to_numpy(), values.to_numpy()))
    expected = shares @ pairs @ shares / (2 * float(values @ shares))
    assert gini(values, people) == close(expected)


@quickly
@given(regions)
def test_ranked_by_itself_concentration_is_gini_and_backwards_minus_that(region):
    values, people = unzipped(region)
    assert concentration_index(values, people, values) == close(gini(values, people))
    assert concentration_index(values, people, -values) == close(-gini(values, people))
    alike = pd.Series(1, index=values.index)
    assert concentration_index(values, people, alike) == close(0)


@quickly
@given(regions, st.lists(st.sampled_from("abc"), min_size=12, max_size=12))
def test_within_and_between_add_up(region, labels):
    values, people = unzipped(region)
    groups = pd.Series(labels[: len(values)])
    for kind, whole in (("t", theil_t), ("l", theil_l)):
        found = theil_by_group(values, people, groups, kind=kind)
        assert found.within + found.between == close(whole(values, people))
        assert found.total == whole(values, people)
        assert found.groups["people"].sum() == close(people.sum())
        assert found.between >= -1e-12


@quickly
@given(regions, amounts, st.sampled_from([0, 1, 2]))
def test_poverty_is_the_mean_of_that_of_its_groups(region, line, alpha):
    values, people = unzipped(region)
    whole = fgt_poverty(values, people, line=line, alpha=alpha)
    parts = [(values[:1], people[:1]), (values[1:], people[1:])]
    added = sum(fgt_poverty(v, p, line=line, alpha=alpha) * p.sum() for v, p in parts)
    assert whole == close(added / people.sum())
    assert 0 <= whole <= 1


@quickly
@given(regions, amounts)
def test_who_is_poor_below_a_line_is_not_above_it(region, line):
    values, people = unzipped(region)
    sides = [fgt_poverty(values, people, line=line, poor=poor) for poor in ("below", "above")]
    on_it = people[values == line].sum() / people.sum()
    assert sum(sides) + on_it == close(1)


@quickly
@given(regions, st.floats(0, 1), st.floats(0, 1))
def test_quantiles_rise_with_the_share_and_hold_it(region, one, other):
    values, people = unzipped(region)
    low, high = sorted([one, other])
    smaller, larger = (population_quantile(values, people, share=share) for share in (low, high))
    assert smaller <= larger
    assert people[values <= larger].sum() >= high * people.sum() * (1 - 1e-9)


def test_groups_may_be_named_by_two_things():
    values = pd.Series([1.0, 2, 3, 5])
    kinds = pd.Series([("north", 1), ("south", 2)] * 2)
    found, plain = (theil_by_group(values, 1, each) for each in (kinds, kinds.astype(str)))
    assert found.between == plain.between
    assert found.groups.index.tolist() == [("north", 1), ("south", 2)]
