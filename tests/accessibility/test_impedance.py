"""Impedances fall from one to zero, as worked by hand and as SciPy has them."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility.accessibility.impedance import (
    Exponential,
    Gaussian,
    Linear,
    Logistic,
    Power,
    Product,
    Step,
)
from kraftcenter_mobility.accessibility.impedance_tables import Interpolated, Stepped, weighing
from kraftcenter_mobility.cutoffs import UnitsWarning
from kraftcenter_mobility.errors import InputError

INF = math.inf
ALL = [
    Step(900),
    Linear(1200),
    Exponential.from_half_life(600),
    Power(exponent=1.5, scale_s=300),
    Logistic(1800, 300),
    Gaussian(600),
    Stepped((600, 1200, 1800), (1.0, 0.68, 0.22)),
    Interpolated((300, 900, 1800), (1.0, 0.4, 0.1)),
    Exponential.from_half_life(600) * Step(900),
]


@pytest.mark.parametrize(
    ("impedance", "times", "weights"),
    [
        (Step(900), [0, 900, 900.001], [1, 1, 0]),
        (Step(INF), [1e9, INF], [1, 0]),
        (Linear(1200), [0, 300, 1200, 1300], [1, 0.75, 0, 0]),
        (Exponential.from_half_life(600), [0, 600, 1800], [1, 1 / 2, 1 / 8]),
        (Logistic(1800, 1e-320), [0, 1e308, INF], [1, 0, 0]),
        (Exponential(1e-320), [0, 1e300, INF], [1, 1, 0]),
        (Power(2, scale_s=60), [0, 60, 120, 600], [1, 1, 1 / 4, 1 / 100]),
        (Power.from_half_life(600, exponent=2), [600, 1200], [1 / 2, 1 / 8]),
        (Gaussian(600), [0, 600, 1200], [1, math.exp(-1 / 2), math.exp(-2)]),
        (Gaussian.from_half_life(600), [600, 1200], [1 / 2, 1 / 16]),
        (Stepped((600, 1200), (1.0, 0.5)), [0, 600, 600.1, 1200, 1201], [1, 1, 0.5, 0.5, 0]),
        (Stepped((600, INF), (1.0, 0.5)), [700, 1e9, INF], [0.5, 0.5, 0]),
        (Interpolated((600, 1200), (0.8, 0.2)), [0, 600, 900, 1200, 1201], [0.8, 0.8, 0.5, 0.2, 0]),
        (Linear(1200) * Step(600) * Linear(2400), [0, 600, 700], [1, 0.375, 0]),
    ],
)
def test_each_impedance_is_that_worked_by_hand(impedance, times, weights):
    np.testing.assert_allclose(impedance(times), weights, rtol=1e-14)


def test_the_logistic_is_the_share_of_limits_of_that_mean_and_deviation():
    # limits are never below zero, so their mean is the integral of the share that is longer,
    # and the mean of their squares that of twice the time times the share
    times = np.linspace(0, 40_000, 400_001)
    longer = Logistic(10_000, 1200)(times)
    mean = np.trapezoid(longer, times)
    assert mean == pytest.approx(10_000)
    square = np.trapezoid(2 * times * longer, times)
    assert math.sqrt(square - mean**2) == pytest.approx(1200, rel=1e-4)


def test_the_logistic_begins_at_one():
    unscaled = 1 / (1 + np.exp((np.array([0, 600, 1800]) - 1800) * math.pi / (900 * math.sqrt(3))))
    np.testing.assert_allclose(Logistic(1800, 900)([0, 600, 1800]), unscaled / unscaled[0])


@pytest.mark.parametrize(
    ("impedance", "minutes", "weights"),
    [
        # the values in the tests of the R package accessibility (test-decay_logistic.R)
        (Logistic(1800, 600), [0, 30], [1, 0.502]),
        (Logistic(1200, 120), [0, 20], [1, 0.5]),
        # and those of its vignette on decay functions: decay_exponential(0.2), decay_stepped
        (Exponential(0.2 / 60), [10, 15, 20], [0.13533528, 0.04978707, 0.01831564]),
        (Stepped((600, 1200, 1800), (1, 0.67, 0.33)), [15, 25, 35, 45], [0.67, 0.33, 0, 0]),
    ],
)
def test_they_are_those_of_the_r_package(impedance, minutes, weights):
    np.testing.assert_allclose(impedance(np.multiply(minutes, 60.0)), weights, atol=5e-4)


@pytest.mark.parametrize("impedance", ALL, ids=repr)
@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 1e300), min_size=2, max_size=9))
def test_every_impedance_falls_from_at_most_one_to_zero(impedance, times):
    weights = impedance(np.sort([*times, 0.0, INF]))
    assert (np.diff(weights) <= 0).all()
    assert weights[0] <= 1
    assert weights[-1] == 0


@pytest.mark.parametrize("impedance", ALL, ids=repr)
def test_the_half_life_is_where_the_weight_has_fallen_to_one_half(impedance):
    half_life_s = impedance.half_life_s
    assert impedance(half_life_s + 0.01) <= 1 / 2 < impedance(half_life_s - 0.01)


def test_what_never_falls_to_one_half_has_no_half_life():
    assert Step(INF).half_life_s == INF
    assert Interpolated((0, 600), (0.3, 0.1)).half_life_s == 0


def test_the_same_parameters_are_the_same_value():
    assert Exponential(0.001) == Exponential(0.001)
    assert len({Step(900), Step(900), Step(901), Linear(900)}) == 3
    assert Step(900) * Linear(900) == Product((Step(900), Linear(900)))
    assert Stepped([600], [1.0]) == Stepped((600,), (1.0,))
    with pytest.raises(AttributeError):
        Step(900).cutoff_s = 1000


@pytest.mark.parametrize("times", [-1, [600, math.nan]])
def test_times_that_cannot_be_are_refused(times):
    with pytest.raises(InputError, match="travel_time_s must be zero or more, infinite if there"):
        Step(900)(times)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: Step(-1), "cutoff_s must be zero or more, got -1"),
        (lambda: Linear(0), "cutoff_s must be a finite number above zero, got 0"),
        (lambda: Exponential(-0.1), "decay must be a finite number above zero"),
        (lambda: Exponential.from_half_life(0), "half_life_s must be a finite number above zero"),
        (lambda: Power(0), "exponent must be a finite number above zero"),
        (lambda: Logistic(1800, INF), "deviation_s must be a finite number above zero"),
        (lambda: Gaussian("wide"), "deviation_s must be a finite number above zero, got 'wide'"),
        (lambda: Stepped((600, 500), (1, 0.5)), r"cutoffs_s must increase, got \[600.0, 500.0\]"),
        (lambda: Stepped((600, 900), (0.5, 1)), r"band_weights must lie between 0 and 1 and not"),
        (lambda: Stepped((600,), (1, 0.5)), "must be as many, at least one; got 1 and 2"),
        (lambda: Stepped(600, 1), "cutoffs_s must be several numbers, got 600"),
        (lambda: Interpolated((600,), (1.2,)), "point_weights must lie between 0 and 1"),
        (lambda: Interpolated((600, INF), (1, 0)), "points_s must be finite"),
        (lambda: Product((Step(900), 2)), "factors must be impedances"),
    ],
)
def test_parameters_that_cannot_be_are_refused(made, words):
    with pytest.raises(InputError, match=words):
        made()


def test_an_impedance_is_only_multiplied_by_another():
    with pytest.raises(TypeError):
        Step(900) * 2


@pytest.mark.parametrize(
    "made",
    [
        lambda: Step(30),
        lambda: Linear(30),
        lambda: Exponential(0.1),
        lambda: Gaussian(20),
        lambda: Logistic(30, 10),
        lambda: Stepped((10, 20, 30), (1, 0.5, 0.2)),
        lambda: Exponential.from_half_life(10),
    ],
)
def test_minutes_in_place_of_seconds_are_warned_of(made):
    with pytest.warns(UnitsWarning, match="if it was meant in minutes, multiply by 60"):
        made()


def test_a_warning_points_at_the_line_of_the_user():
    with warnings.catch_warnings(record=True) as met:
        warnings.simplefilter("always")
        for made in (Step, Linear, Gaussian):
            made(30)
        Exponential(0.1)
        Stepped((30,), (1,))
    assert {each.filename for each in met} == {__file__}


def test_a_function_of_ones_own_is_an_impedance():
    weigh = weighing(lambda seconds: 1 / (1 + seconds / 600))
    assert weigh(np.array([[0.0, 600.0, INF]])).tolist() == [[1, 0.5, 0]]
    assert weighing(lambda seconds: np.ones(seconds.shape))(np.array([INF, 5.0])).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda seconds: seconds / 1e7, "must not rise with travel time, but does between 0 and"),
        (lambda seconds: 2 - seconds / 1e9, "weights from 0 to 1, got 2.0 for 0 s"),
        (lambda seconds: seconds * np.nan, "weights from 0 to 1, got nan for 0 s"),
        (lambda seconds: 1.0, "one weight per travel time, shape .* got"),  # noqa: ARG005
        (Step, "impedance must be a function of travel times, such as Step"),
        (1800, "impedance must be a function of travel times, .* got 1800"),
    ],
)
def test_a_function_that_gives_no_weights_is_refused(function, words):
    with pytest.raises(InputError, match=words):
        weighing(function)


def test_a_function_of_single_numbers_is_told_apart():
    with pytest.raises(InputError, match=r"must take an array of travel times, such as numpy.exp"):
        weighing(lambda seconds: math.exp(-seconds / 600))
