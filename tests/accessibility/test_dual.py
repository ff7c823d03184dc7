"""How long it takes to reach so much: by hand, by sorting, and what must hold of any table."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reach import HOMES, INF, OFFERS, TIMES, tables

from kraftcenter_mobility.accessibility.cumulative import cumulative_opportunities
from kraftcenter_mobility.accessibility.dual import (
    dual_access,
    k_nearest,
    mean_travel_time,
    nearest,
)
from kraftcenter_mobility.errors import InputError

WITHOUT_HERNING = OFFERS.replace(40, 0)


@pytest.mark.parametrize(
    ("found", "name", "expected"),
    [
        (nearest(TIMES), "nearest_s", [840, 960, INF]),
        (nearest(TIMES, WITHOUT_HERNING), "nearest_s", [2400, 960, INF]),
        (nearest(TIMES, 0), "nearest_s", [INF, INF, INF]),
        (k_nearest(TIMES, k=1), "k_nearest_s", [840, 960, INF]),
        (k_nearest(TIMES, k=2), "k_nearest_s", [2400, 1080, INF]),
        (k_nearest(TIMES, WITHOUT_HERNING, k=2), "k_nearest_s", [2700, 3300, INF]),
        (k_nearest(TIMES, k=4), "k_nearest_s", [INF, INF, INF]),
        # Ikast: Herning 40, Viborg 100, Holstebro 125; Aulum: Holstebro 25, Herning 65, Viborg 125
        (dual_access(TIMES, OFFERS, amount=25), "dual_access_s", [840, 960, INF]),
        (dual_access(TIMES, OFFERS, amount=65), "dual_access_s", [2400, 1080, INF]),
        (dual_access(TIMES, OFFERS, amount=101), "dual_access_s", [2700, 3300, INF]),
        (dual_access(TIMES, OFFERS, amount=126), "dual_access_s", [INF, INF, INF]),
        (mean_travel_time(TIMES), "mean_travel_time_s", [1980, 1780, INF]),
        # Ikast: 33600 + 67500 + 144000 over 125 places; Aulum: 43200 + 24000 + 198000
        (mean_travel_time(TIMES, OFFERS), "mean_travel_time_s", [1960.8, 2121.6, INF]),
        (mean_travel_time(TIMES, 0), "mean_travel_time_s", [INF, INF, INF]),
    ],
)
def test_each_time_is_that_worked_by_hand(found, name, expected):
    assert found.name == name
    assert found.index.equals(HOMES)
    assert found.tolist() == expected


def test_what_cannot_be_reached_does_not_matter_if_it_offers_nothing():
    times = pd.DataFrame({"X": [600.0], "Y": [INF]}, index=["Ikast"])
    assert mean_travel_time(times, {"X": 3, "Y": 0}).tolist() == [600]
    assert mean_travel_time(times).tolist() == [INF]


def test_rounding_does_not_put_a_destination_out_of_reach():
    times = pd.DataFrame({"X": [600.0], "Y": [700.0], "Z": [800.0]}, index=["Ikast"])
    offers = {"X": 0.7, "Y": 0.1, "Z": 0.2}
    assert dual_access(times, offers, amount=1).tolist() == [800]


@settings(max_examples=15, deadline=None)
@given(tables(), st.integers(1, 8))
def test_the_k_nearest_is_the_time_to_so_many_destinations(drawn, k):
    times, _ = drawn
    found = k_nearest(times, k=k)
    assert found.tolist() == dual_access(times, 1, amount=k).tolist()
    assert k_nearest(times, k=1).tolist() == nearest(times).tolist()
    assert (k_nearest(times, k=k + 1) >= found).all()


@settings(max_examples=15, deadline=None)
@given(tables(), st.integers(1, 20_000))
def test_dual_access_is_the_least_cutoff_that_is_enough(drawn, amount):
    times, offers = drawn
    offers = offers.round()
    found = dual_access(times, offers, amount=amount)
    for name, seconds in found.items():
        row = times.loc[[name]]
        enough = [
            cutoff_s
            for cutoff_s in np.unique(row)
            if offers[(row.loc[name] <= cutoff_s) & np.isfinite(row.loc[name])].sum() >= amount
        ]
        assert seconds == min(enough, default=INF)
        if 120 <= seconds < INF:
            assert cumulative_opportunities(row, offers, cutoff_s=seconds)[name] >= amount


@settings(max_examples=15, deadline=None)
@given(tables(least=2), st.floats(0, 3600))
def test_slower_and_fewer_is_never_sooner(drawn, seconds):
    times, offers = drawn
    for measure in (
        nearest,
        lambda *given: k_nearest(*given, k=2),
        lambda *given: dual_access(*given, amount=50),
    ):
        found = measure(times, offers)
        assert (measure(times + seconds, offers) >= found).all()
        assert (measure(times.iloc[:, 1:], offers[1:]) >= found).all()


@pytest.mark.parametrize("k", [0, 1.5, -1, True])
def test_a_k_that_is_no_count_is_refused(k):
    with pytest.raises(InputError, match="k must be one or more, a whole number"):
        k_nearest(TIMES, k=k)


@pytest.mark.parametrize("amount", [0, -1, INF, np.nan])
def test_an_amount_that_cannot_be_wanted_is_refused(amount):
    with pytest.raises(InputError, match="amount must be a finite number above zero"):
        dual_access(TIMES, OFFERS, amount=amount)
