"""Gravity access, worked by hand, by another way, and what must hold of any table."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reach import HOMES, OFFERS, TIMES, tables

from kraftcenter_mobility.accessibility.gravity import gravity_access
from kraftcenter_mobility.accessibility.impedance import (
    Exponential,
    Gaussian,
    Linear,
    Logistic,
    Step,
)
from kraftcenter_mobility.errors import InputError

HALVING = Exponential.from_half_life(600)
SOME = st.sampled_from([HALVING, Gaussian(1200), Linear(3600), Logistic(1800, 600), Step(1800)])


def test_gravity_is_that_worked_by_hand():
    times = pd.DataFrame([[600.0, 1200], [1800, np.inf]], HOMES[:2], ["X", "Y"])
    # Ikast: a half of 40 and a quarter of 80; Aulum: an eighth of 40
    found = gravity_access(times, {"X": 40, "Y": 80}, impedance=HALVING)
    assert found.name == "gravity_access"
    assert found.index.equals(HOMES[:2])
    np.testing.assert_allclose(found, [40, 5], rtol=1e-14)


def test_a_product_counts_only_what_no_factor_rules_out():
    # within 2400 s, by what is left of 3000 s: Ikast 0.72 of 40 and 0.2 of 60, which is 40.8;
    # Aulum 0.68 of 25 and 0.64 of 40
    found = gravity_access(TIMES, OFFERS, impedance=Linear(3000) * Step(2400))
    np.testing.assert_allclose(found, [40.8, 42.6, 0], rtol=1e-14)


def test_a_place_without_any_way_has_nothing():
    assert gravity_access(TIMES, OFFERS, impedance=HALVING)["Agger"] == 0


@settings(max_examples=15, deadline=None)
@given(tables(), SOME)
def test_gravity_is_a_product_of_matrices(drawn, impedance):
    times, offers = drawn
    expected = impedance(times.to_numpy()) @ offers.to_numpy()
    found = gravity_access(times, offers, impedance=impedance)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(tables(), SOME)
def test_opportunities_scale_and_add_up(drawn, impedance):
    times, offers = drawn

    def access(amounts):
        return gravity_access(times, amounts, impedance=impedance).to_numpy()

    assert access(offers * 4).tolist() == (access(offers) * 4).tolist()
    np.testing.assert_allclose(access(offers + 3), access(offers) + access(3), rtol=1e-12)


@settings(max_examples=15, deadline=None)
@given(tables(least=2), SOME, st.floats(0, 3600))
def test_nearer_and_more_is_never_worse(drawn, impedance, seconds):
    times, offers = drawn
    access = gravity_access(times, offers, impedance=impedance)
    slower = gravity_access(times + seconds, offers, impedance=impedance)
    assert (slower <= access * (1 + 1e-12)).all()
    fewer = gravity_access(times.iloc[:, 1:], offers[1:], impedance=impedance)
    assert (fewer <= access * (1 + 1e-12)).all()


@settings(max_examples=15, deadline=None)
@given(tables(), SOME)
def test_destinations_that_are_split_count_as_one(drawn, impedance):
    times, offers = drawn
    halves = pd.concat([times, times.add_prefix("half of ")], axis=1)
    shares = pd.concat([offers / 2, (offers / 2).add_prefix("half of ")])
    np.testing.assert_allclose(
        gravity_access(halves, shares, impedance=impedance),
        gravity_access(times, offers, impedance=impedance),
        rtol=1e-12,
    )


def test_an_impedance_that_rises_is_refused():
    with pytest.raises(InputError, match="impedance must not rise with travel time"):
        gravity_access(TIMES, OFFERS, impedance=lambda seconds: np.minimum(seconds / 3600, 1))
