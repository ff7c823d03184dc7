"""The logsum: by hand, by SciPy, and what makes it different from gravity."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reach import INF, OFFERS, TIMES, tables
from scipy.special import logsumexp

from kraftcenter_mobility.accessibility.gravity import gravity_access
from kraftcenter_mobility.accessibility.impedance import Exponential
from kraftcenter_mobility.accessibility.logsums import composite_time, logsum
from kraftcenter_mobility.cutoffs import UnitsWarning
from kraftcenter_mobility.errors import InputError

DECAY = math.log(2) / 600


def test_both_are_those_worked_by_hand():
    # 40 / 2 + 80 / 4 = 40 next door, which is 600 s / ln 2 * ln 40 better than one next door
    times = pd.DataFrame({"X": [600.0, 0, INF], "Y": [1200.0, INF, INF]}, index=[*"abc"])
    found = logsum(times, {"X": 40, "Y": 80}, decay=DECAY)
    assert found.name == "logsum"
    np.testing.assert_allclose(found, [math.log(40), math.log(40), -INF], rtol=1e-14)
    composite = composite_time(times, {"X": 40, "Y": 80}, decay=DECAY)
    assert composite.name == "composite_time_s"
    np.testing.assert_allclose(composite, [-600 * math.log2(40)] * 2 + [INF], rtol=1e-14)


def test_one_opportunity_is_worth_its_travel_time():
    times = TIMES[["Herning"]]
    assert composite_time(times, 1, decay=DECAY).tolist() == [840, 1080, INF]


def test_two_alike_are_a_half_life_closer_than_one():
    times = pd.DataFrame({"X": [900.0], "Y": [900.0]}, index=["a"])
    np.testing.assert_allclose(composite_time(times, 1, decay=DECAY), [300], rtol=1e-12)


@settings(max_examples=15, deadline=None)
@given(tables())
def test_it_is_scipys_and_the_logarithm_of_gravity(drawn):
    times, offers = drawn
    found = logsum(times, offers, decay=DECAY).to_numpy()
    with np.errstate(divide="ignore"):
        expected = logsumexp(-DECAY * times.to_numpy(), b=offers.to_numpy(), axis=1)
        gravity = np.log(gravity_access(times, offers, impedance=Exponential(DECAY)).to_numpy())
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found, gravity, rtol=1e-9, atol=1e-9)


def test_no_time_is_too_long_for_it():
    far = TIMES + 1e7  # gravity is zero there: exp(-11552) is less than any number
    found = composite_time(far, OFFERS, decay=DECAY) - composite_time(TIMES, OFFERS, decay=DECAY)
    np.testing.assert_allclose(found.iloc[:2], [1e7, 1e7], rtol=1e-12)


@settings(max_examples=15, deadline=None)
@given(tables(least=2), st.floats(0, 3600))
def test_a_second_on_every_journey_is_a_second_on_the_composite_time(drawn, seconds):
    times, offers = drawn
    found = composite_time(times, offers, decay=DECAY)
    later = composite_time(times + seconds, offers, decay=DECAY)
    reached = np.isfinite(found)
    np.testing.assert_allclose(later[reached], found[reached] + seconds, rtol=1e-9, atol=1e-6)
    fewer = composite_time(times.iloc[:, 1:], offers[1:], decay=DECAY)
    assert (fewer >= found - 1e-6).all()


def test_a_decay_that_cannot_be_is_refused_and_one_per_minute_warned_of():
    for measure in (logsum, composite_time):
        with pytest.raises(
            InputError, match=r"decay must be a finite number above zero, got -0\.1"
        ):
            measure(TIMES, OFFERS, decay=-0.1)
        with pytest.warns(UnitsWarning, match=r"half-life of .* less than two minutes"):
            measure(TIMES, OFFERS, decay=0.1)
