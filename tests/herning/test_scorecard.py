"""The scorecard on the sample: its laws, what it says of a scenario, what it says is missing."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from drawn import built, drawn

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ScenarioError
from kraftcenter_mobility.herning.region_scorecard import scorecard
from kraftcenter_mobility.herning.scorecard_indicators import chosen_indicators, indicators
from kraftcenter_mobility.herning.scorecard_result import BASELINE
from kraftcenter_mobility.herning.scorecard_roads import walked_m

EMPTY = km.Scenario("Nothing at all", ())
NAMES = ("Rute 15 as 2+1", "Six village schools closed")


INDICATORS_OF_ROADS = ("K1", "K4", "K7", "K8", "K9", "K10", "K12", "K14", "K15")


@pytest.fixture(scope="module")
def plans():
    return [each for each in km.herning.scenarios() if each.name in NAMES]


@pytest.fixture(scope="module")
def card(sample, plans):
    return scorecard(sample, [EMPTY, *plans])


def test_the_sample_carries_all_fifteen_indicators(card):
    assert list(card.table.columns) == [f"K{number}" for number in range(1, 16)]
    assert card.missing == {}
    assert list(card.table.index) == [BASELINE, EMPTY.name, *card.names[1:]]


def test_an_empty_scenario_is_the_baseline_in_every_indicator(card):
    same = [name for name in card.vector() if not name.startswith("change")]
    pd.testing.assert_frame_equal(card.vector()[same], card.vector(EMPTY.name)[same])
    by = card.by("municipality")
    pd.testing.assert_frame_equal(by.loc[BASELINE], by.loc[EMPTY.name])
    told = card.details
    assert told[BASELINE].to_dict() == pytest.approx(told[EMPTY.name].to_dict(), nan_ok=True)


def test_neither_the_order_of_scenarios_nor_their_company_matters(card, sample, plans):
    other = scorecard(sample, plans[::-1], indicators=["K7", "K9"])
    assert other.names == NAMES[::-1]
    for name in (BASELINE, *NAMES):
        mine = card.vector(name).loc[["K7", "K9"]]
        pd.testing.assert_frame_equal(mine, other.vector(name))


def test_scores_lie_between_nothing_and_a_hundred(card):
    values = card.table.to_numpy()
    assert ((values >= 0) & (values <= 100) | np.isnan(values)).all()
    assert list(card.table.columns[np.isnan(values).any(axis=0)]) == ["K13"]


def test_the_index_is_the_weighted_mean_of_the_vector(card):
    counted = card.table.drop(columns=["K13", "K14", "K15"])
    pd.testing.assert_series_equal(card.index, counted.mean(axis=1).rename("index"))


def test_values_are_people_by_all_people(card):
    vector, people = card.vector(), km.herning.catchment()["population"].sum()
    for key in ("K1", "K2", "K5", "K6", "K7", "K8", "K15"):
        row = vector.loc[key]
        assert row["value"] == pytest.approx(100 * row["people"] / people)


def test_the_acute_score_is_the_share_within_thirty_minutes_by_ambulance(card, sample):
    cells = km.herning.catchment()
    acute = sample.places(km.HOSPITALS)
    acute = acute[acute["category"] == "hospital_emergency"]
    times = km.travel_time_matrix(sample, cells, acute, mode=km.AMBULANCE).min(axis=1)
    near = cells["population"][times <= 1800].sum()
    assert card.vector().loc["K7", "people"] == near
    assert card.details[BASELINE, "K7", "share within 30 min"] == pytest.approx(
        near / cells["population"].sum()
    )
    mean = np.average(times / 60, weights=cells["population"])
    assert card.vector().loc["K7", "minutes"] == pytest.approx(mean)


def test_municipalities_add_up_to_all(card):
    by = card.by("municipality")["people"]
    for name in (BASELINE, *card.names):
        total = by[name].groupby(level="indicator").sum()
        expected = card.vector(name)["people"].drop("K10")
        pd.testing.assert_series_equal(
            total.reindex(expected.index), expected, check_names=False, rtol=1e-9
        )


def test_school_routes_are_as_long_as_the_journeys_on_foot(sample):
    cells = km.herning.catchment()
    home = cells[cells["municipality"] == "Herning"].iloc[[100]]
    schools = sample.places(km.FOLKESKOLER)
    walks = km.journeys(sample, home, schools.iloc[:3], mode=km.WALKING)
    times = km.travel_time_matrix(sample, home, schools.iloc[:3], mode=km.WALKING)
    assert walked_m(times.iloc[0]).to_numpy() == pytest.approx(walks["length_m"], rel=1e-5)


def test_delays_are_those_of_a_comparison(card, sample):
    acute = sample.places(km.HOSPITALS)
    acute = acute[acute["category"] == "hospital_emergency"]
    closure = km.CloseRoad(name="Rute 15 Snejbjerg-Videbæk")
    compared = km.compare(
        sample,
        km.Scenario("closed", (closure,)),
        origins=km.herning.catchment(),
        destinations=acute,
    )
    assert card.details[BASELINE, "K15", "r15-08 closed: mean minutes more"] == pytest.approx(
        compared.summary()["mean_difference_min"].iloc[0]
    )


def test_closed_schools_make_the_way_to_school_longer_and_nothing_else(card):
    changes = card.vector("Six village schools closed")
    assert changes.loc["K9", "change_minutes"] > 0
    assert changes.loc["K9", "change_people"] < 0
    others = changes.drop(["K3", "K9", "K13"])
    assert (others[["change_value", "change_minutes", "change_people"]] == 0).all(axis=None)


def test_a_faster_road_saves_minutes_and_spills_over(card):
    changes = card.vector("Rute 15 as 2+1")
    assert changes.loc["K7", "change_minutes"] < 0
    assert changes.loc["K13", "value"] == 100
    assert card.details["Rute 15 as 2+1", "K13", "ratio"] > 0.5


def test_limits_can_be_replaced(sample, card):
    (acute,) = chosen_indicators("K7")
    shorter = scorecard(sample, indicators=acute.with_limits(acute_min=15))
    assert shorter.table.loc[BASELINE, "K7"] == pytest.approx(
        100 * card.details[BASELINE, "K7", "share within 15 min"]
    )


def test_without_trains_what_is_missing_is_told_with_the_reason(sample):
    roads_only = sample.with_transit(dataclasses.replace(sample.transit, lines=()))
    card = scorecard(roads_only, indicators=["K2", "K5", "K6", "K8", "K10"])
    assert list(card.missing) == ["K2", "K5", "K6"]
    assert all("no timetable" in reason for reason in card.missing.values())
    assert any(note.startswith("K8 without public transport") for note in card.notes)
    assert "K2 is missing: the network has no timetable" in repr(card)


def test_roads_that_are_not_there_are_told(sample, monkeypatch):
    from kraftcenter_mobility.herning import scorecard_evidence

    monkeypatch.setitem(scorecard_evidence.CLOSURES, "r15-08", "No such road")
    card = scorecard(sample, indicators="K15")
    assert any(note == "K15 without r15-08: the network has no such road" for note in card.notes)


def test_the_page_says_what_each_indicator_rests_on(card):
    page = repr(card)
    for each in indicators():
        assert each.id in page
    for word in (
        "Confidence B",
        "Source:",
        "Data:",
        "not for planning decisions",
        "changes nothing",
    ):
        assert word in page


def test_a_network_of_two_streets_carries_little_and_tells_the_rest():
    card = scorecard(drawn("A   B\n\n\nC", ["AB", "AC"]).network, indicators=INDICATORS_OF_ROADS)
    assert set(card.missing) == {"K1", "K4", "K7", "K8", "K10", "K12", "K15"}
    assert card.missing["K7"] == "the network reaches none of the places"
    assert card.missing["K15"].startswith("the network has none of the roads")
    assert any("live too far from the roads" in note for note in card.notes)
    assert any("tells of no hospitals, schools" in note for note in card.notes)
    assert str(card).count("is missing") == len(card.missing)


def test_a_network_elsewhere_is_refused():
    far = built({"A": (600_000, 0), "B": (601_000, 0)}, ["AB"]).network
    with pytest.raises(InputError, match="reaches nobody in the six municipalities"):
        scorecard(far)


@pytest.mark.parametrize(
    ("scenarios", "error", "told"),
    [
        ([km.Scenario("baseline", ())], ScenarioError, "no scenario can be called 'baseline'"),
        ([EMPTY, EMPTY], ScenarioError, "used more than once"),
        (["a.toml"], ScenarioError, "must be Scenario values"),
        ("a.toml", ScenarioError, "Scenario.from_file"),
        (None, ScenarioError, "must be Scenario values, got None"),
        (
            [km.Scenario("typo", (km.ClosePlace("Regionshospitalet Godstrup"),))],
            ScenarioError,
            "Gødstrup",
        ),
    ],
)
def test_scenarios_that_cannot_be_scored_are_refused(sample, scenarios, error, told):
    with pytest.raises(error, match=told):
        scorecard(sample, scenarios, indicators="K7")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["K7", "K7"], "more than once"),
        ([], "is empty"),
        ("K16", "'K16'"),
        ([7], "got 7"),
        (7, "got 7"),
    ],
)
def test_indicators_that_are_not_there_are_refused(given, told):
    with pytest.raises(InputError, match=told):
        chosen_indicators(given)


def test_limits_and_weights_must_be_numbers():
    (acute,) = chosen_indicators("K7")
    with pytest.raises(InputError, match="no limit called 'within_min', only 'acute_min'"):
        acute.with_limits(within_min=3)
    with pytest.raises(InputError, match="acute_min of indicator K7"):
        acute.with_limits(acute_min=-3)
    with pytest.raises(InputError, match="weight of indicator K7"):
        dataclasses.replace(acute, weight=float("nan"))


def test_plain_values_are_what_the_tables_hold(card, tmp_path):
    plain = card.to_dict()
    assert plain["vectors"][BASELINE]["K13"]["value"] is None
    assert plain["index"][BASELINE] == card.index[BASELINE]
    written = pd.read_csv(card.to_csv(tmp_path / "card.csv")).set_index(["scenario", "indicator"])
    assert written.loc[(BASELINE, "K7"), "value"] == pytest.approx(card.table.loc[BASELINE, "K7"])


def test_what_cannot_be_asked_of_a_card_is_refused(card):
    with pytest.raises(ScenarioError, match="no scenario is called 'Rute 16'"):
        card.vector("Rute 16")
    with pytest.raises(InputError, match="municipality"):
        card.by("parish")


def test_every_indicator_of_the_table_is_measured_and_has_a_confidence_letter():
    from kraftcenter_mobility.herning.region_scorecard import MEASURES

    assert [each.id for each in indicators()] == list(MEASURES)
    assert {each.confidence for each in indicators()} <= set("ABCD")
    assert all(each.data and each.source and each.note and each.threshold for each in indicators())
