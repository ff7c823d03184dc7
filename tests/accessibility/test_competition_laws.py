"""What holds for every measure of competition, whatever the table."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility import accessibility
from kraftcenter_mobility.accessibility.balanced_catchments import balanced_floating_catchment
from kraftcenter_mobility.accessibility.destination_side import congestion, level_of_service
from kraftcenter_mobility.accessibility.floating_catchments import (
    enhanced_floating_catchment,
    modified_floating_catchment,
    two_step_floating_catchment,
)
from kraftcenter_mobility.accessibility.impedance import Exponential, Step
from kraftcenter_mobility.accessibility.shared_opportunities import (
    shen_index,
    spatial_availability,
)
from kraftcenter_mobility.accessibility.tables import travel_times
from kraftcenter_mobility.accessibility.three_step_catchments import three_step_floating_catchment

CUTOFF_S = 1800.0
DECAY = Exponential.from_half_life(600) * Step(CUTOFF_S)


def two_steps(times, opportunities, *, demand, impedance):  # noqa: ARG001 - called as the others
    """Return the two-step catchment, called like the rest of the family."""
    return two_step_floating_catchment(times, opportunities, demand=demand, cutoff_s=CUTOFF_S)


PER_PERSON = [
    two_steps,
    enhanced_floating_catchment,
    three_step_floating_catchment,
    shen_index,
]
MEASURES = [
    *PER_PERSON,
    modified_floating_catchment,
    balanced_floating_catchment,
    spatial_availability,
]
ON_DESTINATIONS = [level_of_service, congestion]


@st.composite
def markets(draw):
    """Draw times, some without a way or too long, opportunities, and people everywhere."""
    n_origins, n_destinations = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    seconds = st.sampled_from([0.0, 60.0, 300.0, 750.5, 1200.0, 1800.0, 2400.0, float("inf")])
    cells = n_origins * n_destinations
    drawn = draw(st.lists(seconds, min_size=cells, max_size=cells))
    times = pd.DataFrame(
        np.reshape(drawn, (n_origins, n_destinations)),
        index=[f"home {i}" for i in range(n_origins)],
        columns=[f"place {j}" for j in range(n_destinations)],
    )
    offered = draw(st.lists(st.integers(0, 900), min_size=n_destinations, max_size=n_destinations))
    people = draw(st.lists(st.integers(1, 5000), min_size=n_origins, max_size=n_origins))
    return times, pd.Series(offered, times.columns, float), pd.Series(people, times.index, float)


def asked(measure, market, **changed):
    """Return what a measure says of a market, with some of it changed."""
    times, offered, people = market
    told = {"times": times, "opportunities": offered, "demand": people, "impedance": DECAY}
    return measure(**(told | changed))


@pytest.fixture(scope="module")
def large():
    """Return a market that takes several blocks to read, with places without people."""
    random = np.random.default_rng(3)
    seconds = random.uniform(0, 4000, (1400, 200))
    seconds[seconds > 3600] = np.inf
    times = pd.DataFrame(seconds).rename(index="home {}".format, columns="place {}".format)
    offered = pd.Series(random.integers(0, 50, 200), times.columns)
    return times, offered, pd.Series(random.integers(0, 90, 1400), times.index)


@settings(max_examples=40, deadline=None)
@given(market=markets())
@pytest.mark.parametrize("measure", PER_PERSON)
def test_the_mean_by_people_is_what_is_in_reach_by_all_people(measure, market):
    times, offered, people = market
    in_reach = offered[(times <= CUTOFF_S).any()].sum()
    assert (asked(measure, market) * people).sum() == pytest.approx(in_reach)


@settings(max_examples=40, deadline=None)
@given(market=markets())
def test_spatial_availability_hands_out_every_opportunity_in_reach(market):
    times, offered, _ = market
    in_reach = offered[(times <= CUTOFF_S).any()].sum()
    assert asked(spatial_availability, market).sum() == pytest.approx(in_reach)


@settings(max_examples=40, deadline=None)
@given(market=markets())
def test_a_balanced_catchment_hands_out_all_service_and_counts_all_people_once(market):
    times, offered, people = market
    reached = (times <= CUTOFF_S).any()
    service = asked(level_of_service, market, sharing="balanced")
    found = asked(balanced_floating_catchment, market)
    assert found.sum() == pytest.approx(service[reached].sum())
    coming = asked(congestion, market, opportunities=1, sharing="balanced")
    assert coming.sum() == pytest.approx(people[(times <= CUTOFF_S).any(axis=1)].sum())
    np.testing.assert_allclose((service * coming)[reached], offered[reached])


@settings(max_examples=40, deadline=None)
@given(market=markets())
def test_what_is_lost_to_distance_is_never_won(market):
    less = asked(modified_floating_catchment, market)
    assert (less <= asked(enhanced_floating_catchment, market) + 1e-12).all()


@settings(max_examples=20, deadline=None)
@given(market=markets(), factor=st.floats(0.01, 100))
@pytest.mark.parametrize("measure", MEASURES)
def test_measures_scale_with_what_is_offered_and_with_people(measure, market, factor):
    _, offered, people = market
    before = asked(measure, market)
    np.testing.assert_allclose(
        asked(measure, market, opportunities=factor * offered), factor * before, rtol=1e-12
    )
    shared_by = 1 if measure is spatial_availability else factor
    np.testing.assert_allclose(
        asked(measure, market, demand=factor * people), before / shared_by, rtol=1e-12
    )


@settings(max_examples=20, deadline=None)
@given(market=markets())
@pytest.mark.parametrize("measure", [m for m in MEASURES if m is not modified_floating_catchment])
def test_only_the_relation_of_weights_matters(measure, market):
    halved = asked(measure, market, impedance=lambda seconds: DECAY(seconds) / 2)
    np.testing.assert_allclose(halved, asked(measure, market), rtol=1e-12)


@settings(max_examples=20, deadline=None)
@given(market=markets(), random=st.randoms(use_true_random=False))
@pytest.mark.parametrize("measure", [*MEASURES, *ON_DESTINATIONS])
def test_the_order_of_places_is_irrelevant(measure, market, random):
    times = market[0]
    rows, columns = list(times.index), list(times.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    before = asked(measure, market)
    after = asked(measure, market, times=times.loc[rows, columns])
    assert list(after.index) == (rows if measure in MEASURES else columns)
    np.testing.assert_allclose(after[before.index], before, rtol=1e-12)


@settings(max_examples=20, deadline=None)
@given(market=markets())
@pytest.mark.parametrize("measure", [*PER_PERSON, modified_floating_catchment])
def test_splitting_a_place_leaves_access_per_person_alone(measure, market):
    times, _, people = market
    first = times.index[0]
    twice = pd.concat([times, times.loc[[first]].rename(index={first: "other half"})])
    by_half = people.copy()
    by_half[first] /= 2
    by_half["other half"] = by_half[first]
    found = asked(measure, market, times=twice, demand=by_half)
    np.testing.assert_allclose(found[people.index], asked(measure, market), rtol=1e-12)
    assert found["other half"] == found[first]


@pytest.fixture(scope="module")
def other_forms(large):
    """Return the same times as pairs, without those that have no way, and in parts."""
    times = large[0]
    places = {"origins": times.index, "destinations": times.columns}
    long = times.rename_axis("origin").melt(
        ignore_index=False, var_name="destination", value_name="travel_time_s"
    )
    pairs = long[np.isfinite(long["travel_time_s"])].reset_index()
    return (
        travel_times(pairs, **places),
        travel_times(lambda: (times[at : at + 500] for at in range(0, 1400, 500)), **places),
    )


@pytest.mark.parametrize("measure", [*MEASURES, *ON_DESTINATIONS])
def test_wide_long_and_streamed_tables_agree_to_the_last_bit(measure, large, other_forms):
    wide = asked(measure, large)
    for same in other_forms:
        found = asked(measure, large, times=same)
        pd.testing.assert_series_equal(found, wide, check_exact=True)


@pytest.mark.parametrize("measure", [*MEASURES, *ON_DESTINATIONS])
def test_a_measure_leaves_what_it_is_given_alone(measure, large):
    kept = [each.copy() for each in large]
    found = asked(measure, large)
    for each, before in zip(large, kept, strict=True):
        assert each.equals(before)
    assert found.index.equals(large[0].index if measure in MEASURES else large[0].columns)
    assert not found.isna().any()


def test_no_module_hides_a_measure_of_the_same_name():
    modules = {path.stem for path in Path(accessibility.__file__).parent.glob("*.py")}
    assert not modules & set(accessibility.__all__)
