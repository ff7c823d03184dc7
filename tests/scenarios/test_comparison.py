"""The numbers of a comparison, against tables worked by hand (``canned``)."""

import numpy as np
import pandas as pd
import pytest
from canned import BRIDGE, INF, NOTHING, Engine, Project, compared, homes, places
from hypothesis import given
from hypothesis import strategies as st

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, PlacesError, ScenarioError
from kraftcenter_mobility.scenarios.measures import (
    mean_travel_time,
    opportunities_within,
    second_nearest,
)
from kraftcenter_mobility.scenarios.place_edits import AddPlace, ClosePlace, SetCapacity
from kraftcenter_mobility.scenarios.scenario import Scenario


@pytest.fixture(scope="module")
def bridge():
    return compared([NOTHING, BRIDGE], by="municipality")


def test_the_difference_of_an_origin_is_scenario_less_baseline_in_seconds(bridge):
    expected = pd.DataFrame(
        {
            "baseline": [600.0, 1500.0, INF, 2400.0],
            "scenario": [300.0, 1500.0, 900.0, 3000.0],
            "difference": [-300.0, 0.0, -INF, 600.0],
        },
        index=list("ABCD"),
    )
    pd.testing.assert_frame_equal(bridge.difference("Bridge"), expected, check_names=False)


def test_the_summary_is_that_worked_by_hand(bridge):
    row = bridge.summary().loc[("Bridge", "car")]
    expected = {
        "people": 200,
        "people_compared": 190,
        "mean_baseline_min": 231_000 / 190 / 60,
        "mean_scenario_min": 225_000 / 190 / 60,
        "mean_difference_min": -6_000 / 190 / 60,
        "p10_baseline_min": 10,
        "p10_scenario_min": 5,
        "p50_baseline_min": 10,
        "p50_scenario_min": 5,
        "p90_baseline_min": 40,
        "p90_scenario_min": 50,
        "within_15_min_baseline_share": 0.5,
        "within_15_min_scenario_share": 0.55,
        "within_30_min_baseline_share": 0.75,
        "within_30_min_scenario_share": 0.8,
        "within_45_min_baseline_share": 0.95,
        "within_45_min_scenario_share": 0.8,
        "within_60_min_baseline_share": 0.95,
        "within_60_min_scenario_share": 1.0,
        "people_gaining": 110,
        "people_losing": 40,
        "mean_gain_min": 5,
        "mean_loss_min": 10,
        "difference_person_h": -6_000 / 3600,
        "origins_newly_reachable": 1,
        "people_newly_reachable": 10,
        "origins_newly_unreachable": 0,
        "people_newly_unreachable": 0,
        "pairs_affected_share": 0.5,
        "pairs_newly_reachable": 1,
        "pairs_newly_unreachable": 0,
    }
    assert list(row.index) == list(expected)
    assert row.to_dict() == pytest.approx(expected)


def test_a_scenario_without_edits_changes_nothing_at_all(bridge):
    row = bridge.summary().loc[("Nothing", "car")]
    zero = [name for name in row.index if name.startswith(("people_g", "people_l", "pairs_"))]
    assert (row[[*zero, "mean_difference_min", "difference_person_h"]] == 0).all()
    assert (bridge.difference("Nothing")["difference"] == 0).all()
    assert (bridge.pairs("Nothing").difference == 0).all(axis=None)
    assert bridge.changed("Nothing").empty


def test_pairs_are_three_tables_of_seconds(bridge):
    pairs = bridge.pairs("Bridge")
    assert pairs.baseline.loc["D", "X"] == 3000
    assert pairs.scenario.loc["D", "X"] == 3600
    assert pairs.difference.loc["D"].tolist() == [600, 600]
    assert pairs.difference.loc["C"].tolist() == [-INF, 0]


def test_pairs_print_how_many_there_are_and_how_many_change(bridge):
    assert repr(bridge.pairs("Bridge")) == (
        "<Pairs of 4 origins and 2 destinations, in seconds: 1 shorter, 2 longer, "
        "1 newly reachable, 0 newly unreachable of 8; tables baseline, scenario, difference>"
    )


def test_groups_have_the_numbers_of_their_own_people(bridge):
    table = bridge.by("municipality", "Bridge")
    assert table.index.name == "municipality"
    north, south = table.loc["North"], table.loc["South"]
    assert (north["people"], south["people"]) == (150, 50)
    assert north["difference_person_h"] == pytest.approx(-30_000 / 3600)
    assert south["difference_person_h"] == pytest.approx(24_000 / 3600)
    assert (south["people_gaining"], south["people_losing"]) == (10, 40)
    assert north["within_15_min_scenario_share"] == pytest.approx(100 / 150)


def test_groups_may_be_of_several_columns_and_leave_nobody_out():
    origins = homes(kind=["town", None, "town", "village"])
    comparison = compared(origins=origins)
    assert comparison.by("kind")["people"].sum() == 200
    both = comparison.by(("municipality", "kind"))
    assert both.index.names == ["municipality", "kind"]
    assert both["people"].sum() == 200


def test_winners_and_losers_are_counted_by_group(bridge):
    whole = bridge.winners_and_losers("Bridge", by=())
    assert whole["people"].to_dict() == {"gain": 110, "lose": 40, "unchanged": 50}
    assert whole["people_share"].sum() == pytest.approx(1.0)
    assert whole.loc["lose", "largest_difference_min"] == 10
    assert whole.loc["unchanged", "mean_difference_min"] == 0
    grouped = bridge.winners_and_losers("Bridge")
    assert grouped.loc[("North", "gain"), "people"] == 100
    assert grouped.loc[("South", "gain"), "origins"] == 1


def test_changed_origins_are_sorted_from_first_ways_to_losses(bridge):
    table = bridge.changed("Bridge")
    assert list(table.index) == ["C", "A", "D"]
    assert list(table["people"]) == [10, 100, 40]
    assert list(table["municipality"]) == ["South", "North", "South"]


def test_destinations_say_who_goes_there_before_and_after(bridge):
    table = bridge.by_destination("Bridge")
    assert table["people_nearest_baseline"].to_dict() == {"X": 100, "Y": 90}
    assert table["people_nearest_scenario"].to_dict() == {"X": 110, "Y": 90}
    x_mean = (100 * 600 + 50 * 1800 + 40 * 3000) / 190 / 60
    assert table.loc["X", "mean_baseline_min"] == pytest.approx(x_mean)
    assert table.loc["X", "people_within_15_min_baseline"] == 100
    assert table.loc["X", "people_within_15_min_scenario"] == 110
    assert table.loc["Y", "people_within_45_min_scenario"] == 150


def test_small_changes_are_neither_gains_nor_losses():
    after = [[599.5, 1200], [1800, 1500], [INF, INF], [3000, 2401]]
    comparison = compared(answerer=Engine({(): BEFORE_ROWS, (1,): after}))
    row = comparison.summary().iloc[0]
    assert (row["people_gaining"], row["people_losing"]) == (0, 40)
    assert row["pairs_affected_share"] == 0.25
    every = compared(answerer=Engine({(): BEFORE_ROWS, (1,): after}), least_s=0.0)
    assert every.summary().iloc[0]["people_gaining"] == 100


BEFORE_ROWS = [[600, 1200], [1800, 1500], [INF, INF], [3000, 2400]]


def test_amounts_that_change_by_less_than_a_millionth_do_not_change():
    def score(times, destinations):  # noqa: ARG001 - every measure has it
        return (1000 + times.min(axis=1).clip(upper=9e3) * 1e-8).rename("score")

    after = [[300, 1200], [1800, 1500], [INF, INF], [3000, 2700]]
    comparison = compared(answerer=Engine({(): BEFORE_ROWS, (1,): after}), measures=(score,))
    assert (comparison.difference()["difference"] != 0).any()
    row = comparison.summary(measure=score).iloc[0]
    assert (row["people_gaining"], row["people_losing"]) == (0, 0)


def test_any_measure_can_be_compared_also_later():
    comparison = compared(measures=(second_nearest,))
    assert list(comparison.difference()["baseline"]) == [1200, 1800, INF, 3000]
    mean = comparison.difference(measure=mean_travel_time)
    assert mean.attrs["measure"] == "mean_travel_time_s"
    assert mean.loc["D", "difference"] == 600
    assert mean.loc["C", "difference"] == 0


def test_a_measure_of_the_comparison_goes_by_its_name():
    seats = opportunities_within(900.0, column="capacity")
    comparison = compared(measures=(second_nearest, seats))
    by_name = comparison.difference(measure="capacity_within_900s")
    assert by_name.equals(comparison.difference(measure=seats))
    assert comparison.difference(measure="second_nearest_s").equals(comparison.difference())
    with pytest.raises(InputError, match=r"no measure is called 'nearest_s', only 'second_near"):
        comparison.difference(measure="nearest_s")


def test_more_opportunities_are_a_gain_and_have_no_minutes():
    seats = opportunities_within(900.0, column="capacity")
    comparison = compared(measures=seats)
    assert list(comparison.difference()["difference"]) == [0, 0, 200, 0]
    row = comparison.summary(measure=seats).iloc[0]
    assert row["people_gaining"] == 10
    assert row["mean_gain"] == 200
    assert row["difference_total"] == 2000
    assert not [name for name in row.index if name.endswith("_min")]


def test_capacity_counts_in_the_scenario_that_sets_it():
    larger = Scenario("Larger", (SetCapacity("Y", 500.0),))
    table = compared(
        [larger], measures=opportunities_within(1500.0, column="capacity")
    ).difference()
    assert list(table["difference"]) == [470, 470, 0, 0]


def test_a_new_destination_exists_only_in_the_scenario():
    comparison = compared([Scenario("New", (AddPlace("Z", 8.98, 56.14),))])
    pairs = comparison.pairs()
    assert list(pairs.baseline.columns) == ["X", "Y", "Z"]
    assert np.isinf(pairs.baseline["Z"]).all()
    assert (pairs.scenario["Z"] == 100).all()
    assert (pairs.difference["Z"] == -INF).all()
    assert comparison.by_destination().loc["Z", "people_nearest_scenario"] == 200
    assert list(comparison.difference()["scenario"]) == [100] * 4


def test_a_closed_destination_exists_only_in_the_baseline():
    comparison = compared([Scenario("Closed", (ClosePlace("X"),))])
    assert np.isinf(comparison.pairs().scenario["X"]).all()
    assert list(comparison.difference()["difference"]) == [600, 0, 0, 0]
    table = comparison.by_destination()
    assert table["people_nearest_scenario"].to_dict() == {"X": 0, "Y": 190}
    assert np.isnan(table.loc["X", "mean_baseline_min"])


def test_an_origin_that_is_closed_is_counted_as_cut_off():
    comparison = compared([Scenario("Closed", (ClosePlace("A"),))])
    assert comparison.summary().iloc[0]["people_newly_unreachable"] == 100
    assert comparison.difference().loc["A", "difference"] == INF


def test_every_mode_has_rows_of_its_own():
    comparison = compared(modes=(km.CAR, km.BICYCLE))
    assert list(comparison.summary().index) == [("Bridge", "car"), ("Bridge", "bicycle")]
    assert comparison.difference(mode=km.BICYCLE).equals(comparison.difference())
    with pytest.raises(InputError, match=r"mode 'walking' was not compared, only 'car', 'bicycle'"):
        comparison.difference(mode=km.WALKING)


def test_a_scenario_may_be_given_itself_in_place_of_its_name(bridge):
    (scenario,) = (each for each in bridge.scenarios if each.name == "Bridge")
    assert bridge.difference(scenario).equals(bridge.difference("Bridge"))
    assert bridge.by("municipality", scenario).equals(bridge.by("municipality", "Bridge"))


def test_a_scenario_that_there_is_not_is_refused_with_the_nearest(bridge):
    with pytest.raises(ScenarioError, match=r"'Bridgee'.*only 'Nothing', 'Bridge'; did you mean"):
        bridge.difference("Bridgee")
    with pytest.raises(ScenarioError, match=r"say which scenario: 'Nothing', 'Bridge'"):
        bridge.difference()


def test_a_group_that_there_is_not_is_refused(bridge):
    with pytest.raises(PlacesError, match=r"by='Municipality'.*did you mean 'municipality'"):
        bridge.by("Municipality", "Bridge")


def test_it_says_what_one_wants_to_know(bridge):
    text = repr(bridge)
    assert "2 scenarios by 'car': 200 people at 4 origins" in text
    assert "-1.7" in text
    assert "<table" in bridge._repr_html_()


def test_names_in_html_are_escaped():
    nasty = Scenario("<script>", (Project("bridge", 1),))
    assert "<script>" not in compared([nasty])._repr_html_()


def test_accounts_are_in_the_order_of_the_edits():
    mixed = Scenario("Mixed", (ClosePlace("X"), Project("bridge", 1)))
    assert [each.edit for each in compared([mixed]).accounts()] == ["ClosePlace", "Project"]


rows = st.lists(
    st.tuples(
        st.one_of(st.floats(0, 7200), st.just(INF)), st.one_of(st.floats(0, 7200), st.just(INF))
    ),
    min_size=1,
    max_size=8,
)


@given(before=rows, shift=rows, data=st.data())
def test_gains_less_losses_are_the_whole(before, shift, data):
    n = min(len(before), len(shift))
    people = data.draw(st.lists(st.integers(0, 999), min_size=n, max_size=n))
    origins = places("ABCDEFGH"[:n], population=[float(max(p, 1)) for p in people])
    comparison = compared(
        origins=origins, answerer=Engine({(): before[:n], (1,): shift[:n]}), least_s=0.0
    )
    row, parts = comparison.summary().iloc[0], comparison.winners_and_losers()
    assert parts["people"].sum() == pytest.approx(row["people"])
    assert parts["difference_person_h"].sum() == pytest.approx(row["difference_person_h"], abs=1e-9)
    groups = comparison.by("population")
    assert groups["difference_person_h"].sum() == pytest.approx(
        row["difference_person_h"], abs=1e-9
    )
    shares = [row[f"within_{m}_min_scenario_share"] for m in (15, 30, 45, 60)]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
