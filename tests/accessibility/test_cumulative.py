"""Cumulative opportunities, worked by hand, and what must hold of any table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reach import HOMES, INF, OFFERS, TIMES, TOWNS, tables

from kraftcenter_mobility.accessibility.cumulative import (
    cumulative_curve,
    cumulative_interval,
    cumulative_opportunities,
)
from kraftcenter_mobility.accessibility.gravity import gravity_access
from kraftcenter_mobility.accessibility.impedance import Step
from kraftcenter_mobility.cutoffs import UnitsWarning
from kraftcenter_mobility.errors import InputError

CUTOFFS = st.lists(st.integers(120, 7200), min_size=1, max_size=5, unique=True)


@pytest.mark.parametrize(
    ("cutoff_s", "within"),
    [
        (839, [0, 0, 0]),
        (840, [40, 0, 0]),  # inclusive: Ikast to Herning takes 840 s
        (1080, [40, 65, 0]),  # Aulum: Holstebro 25 + Herning 40
        (2400, [100, 65, 0]),  # Ikast: Herning 40 + Viborg 60
        (3300, [125, 125, 0]),
        (INF, [125, 125, 0]),  # infinity is no way, not a long one
    ],
)
def test_what_is_within_a_cutoff_is_that_worked_by_hand(cutoff_s, within):
    found = cumulative_opportunities(TIMES, OFFERS, cutoff_s=cutoff_s)
    assert found.name == "cumulative_opportunities"
    assert found.index.equals(HOMES)
    assert found.tolist() == within


def test_the_mean_over_cutoffs_is_that_worked_by_hand():
    # Ikast: 40 within 900 and 1800, 40 + 60 within 2700 (Holstebro too): (40 + 40 + 125) / 3
    # Aulum: 0, then 40 + 25 twice: (0 + 65 + 65) / 3
    found = cumulative_interval(TIMES, OFFERS, cutoffs_s=[2700, 900, 1800])
    assert found.name == "cumulative_interval"
    np.testing.assert_allclose(found, [205 / 3, 130 / 3, 0], rtol=1e-14)


def test_a_curve_has_a_column_per_cutoff():
    curve = cumulative_curve(TIMES, OFFERS, cutoffs_s=(2700, 900))
    assert curve.columns.tolist() == [900, 2700]
    assert curve.columns.name == "cutoff_s"
    assert cumulative_curve(TIMES, 1, cutoffs_s=iter([INF])).columns.tolist() == [INF]
    assert curve.to_numpy().tolist() == [[40, 125], [0, 65], [0, 0]]


@settings(max_examples=15, deadline=None)
@given(tables(), CUTOFFS)
def test_the_interval_is_the_mean_of_the_curve(drawn, cutoffs_s):
    times, offers = drawn
    curve = cumulative_curve(times, offers, cutoffs_s=cutoffs_s)
    for cutoff_s in cutoffs_s:
        single = cumulative_opportunities(times, offers, cutoff_s=cutoff_s)
        assert curve[cutoff_s].tolist() == single.tolist()
        assert single.tolist() == gravity_access(times, offers, impedance=Step(cutoff_s)).tolist()
    interval = cumulative_interval(times, offers, cutoffs_s=cutoffs_s)
    np.testing.assert_allclose(interval, curve.mean(axis=1), rtol=1e-12)
    assert (np.diff(curve) >= -1e-9).all()


def test_a_cutoff_in_minutes_is_warned_of():
    with pytest.warns(UnitsWarning, match="cutoff_s of 30 s"):
        cumulative_opportunities(TIMES, OFFERS, cutoff_s=30)
    with pytest.warns(UnitsWarning, match="cutoffs_s of 20, 30, 40 s"):
        cumulative_interval(TIMES, OFFERS, cutoffs_s=[20, 30, 40])


def test_a_cutoff_that_cannot_be_is_refused():
    with pytest.raises(InputError, match="cutoff_s must be zero or more, got -1"):
        cumulative_opportunities(TIMES, OFFERS, cutoff_s=-1)


def test_a_measure_leaves_what_it_is_given_alone():
    times, offers = TIMES.copy(), OFFERS.copy()
    cumulative_opportunities(times, offers, cutoff_s=900)
    assert times.equals(TIMES)
    assert offers.equals(OFFERS)
    assert TOWNS.equals(times.columns)
