"""What :func:`compare` takes, what it refuses, and that it asks for no more than it needs."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from canned import BRIDGE, GOALS, NETWORK, NOTHING, Project, compared, engine, homes
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility import accessibility as ac
from kraftcenter_mobility.cutoffs import UnitsWarning
from kraftcenter_mobility.errors import InputError, ModeError, PlacesError, ScenarioError
from kraftcenter_mobility.scenarios.compare import compare
from kraftcenter_mobility.scenarios.measures import nearest
from kraftcenter_mobility.scenarios.place_edits import ClosePlace, MovePlace
from kraftcenter_mobility.scenarios.scenario import Scenario


def test_one_scenario_or_several_will_do():
    assert len(compared(BRIDGE).scenarios) == 1
    assert len(compared(iter([NOTHING, BRIDGE])).scenarios) == 2


def test_one_mode_or_measure_will_do():
    assert compared(modes=km.WALKING).modes == (km.WALKING,)


def test_the_baseline_is_asked_for_once_and_an_empty_scenario_never():
    answers = engine()
    compared([NOTHING, BRIDGE], answerer=answers)
    assert answers.asked == [frozenset(), frozenset({1})]


def test_settings_reach_the_engine():
    answers = engine()
    compared(answerer=answers, turns=False, max_distance_m=99.0, access=False, threads=1)
    assert answers.settings == {
        "turns": False,
        "max_distance_m": 99.0,
        "access": False,
        "allow_islands": False,
        "threads": 1,
    }


def test_the_users_tables_stay_as_they_were():
    origins, before = homes().to_crs("EPSG:25832"), homes().to_crs("EPSG:25832")
    compared(origins=origins)
    pd.testing.assert_frame_equal(origins, before)
    assert origins.crs == before.crs


def test_places_may_be_a_series_of_points():
    comparison = compared(origins=homes().geometry, destinations=GOALS.geometry)
    assert comparison.summary()["people"].iloc[0] == 4


def test_a_geometry_column_of_another_name_will_do():
    assert compared(origins=homes().rename_geometry("where")).people.sum() == 200


def test_nothing_is_run_if_a_scenario_cannot_be_applied():
    answers = engine()
    wrong = Scenario("Wrong", (Project("late", 2, needs=7),))
    with pytest.raises(ScenarioError, match=r"edit 1 .* of 'Wrong': project late needs number 7"):
        compared([BRIDGE, wrong], answerer=answers)
    assert answers.asked == []


def test_closing_every_destination_is_refused():
    none_left = Scenario("Shut", (ClosePlace("X"), ClosePlace("Y")))
    with pytest.raises(ScenarioError, match=r'"Shut" leaves no destinations: it closes all 2'):
        compared([none_left])


def test_scenarios_need_names_of_their_own():
    with pytest.raises(ScenarioError, match=r"1 are used more than once: 'Bridge'; rename"):
        compared([BRIDGE, BRIDGE])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("bridge.toml", r"Scenario.from_file\('bridge.toml'\)"),
        (["bridge.toml"], r"Scenario.from_file\('bridge.toml'\)"),
        ([], "scenarios is empty"),
        ([Project("bridge", 1)], "must be Scenario values, got Project"),
        (None, "must be Scenario values, got None"),
    ],
)
def test_what_is_no_scenario_is_refused(given, message):
    with pytest.raises(ScenarioError, match=message):
        compared(given)


@pytest.mark.parametrize("given", ["car", ["car"], [None]])
def test_what_is_no_mode_is_refused(given):
    with pytest.raises(ModeError, match=r"must be Mode values such as kraftcenter_mobility\.CAR"):
        compared(modes=given)


def test_modes_need_names_of_their_own():
    slow = dataclasses.replace(km.CAR, top_speed_kmh=80.0)
    with pytest.raises(InputError, match=r"modes must have names of their own, got 'car', 'car'"):
        compared(modes=(km.CAR, slow))
    with pytest.raises(InputError, match=r"modes is empty"):
        compared(modes=())


@pytest.mark.parametrize("given", ["nearest", ["nearest"], [3]])
def test_what_is_no_measure_is_refused(given):
    with pytest.raises(InputError, match=r"measures must be functions"):
        compared(measures=given)


def test_measures_that_would_overwrite_each_other_are_refused():
    near, far = (
        ac.as_measure(ac.gravity_access, impedance=ac.Exponential.from_half_life(half_s))
        for half_s in (600.0, 1200.0)
    )
    with pytest.raises(InputError, match=r"two measures are called 'gravity_access'; give one"):
        compared(measures=(near, far))
    with pytest.raises(InputError, match=r"measures have 'nearest' twice; leave one out"):
        compared(measures=(nearest, nearest))
    with pytest.raises(InputError, match=r"write .*as_measure\(.*\.nearest\)"):
        compared(measures=ac.nearest)


def test_no_measures_are_refused():
    with pytest.raises(InputError, match=r"measures is empty"):
        compared(measures=())


def test_cutoffs_in_minutes_are_noticed():
    with pytest.warns(
        UnitsWarning, match=r"cutoffs_s of 15, 30 s is less than two minutes; .* by 60"
    ):
        comparison = compared(cutoffs_s=(15, 30))
    assert comparison.cutoffs_s == (15.0, 30.0)


def test_cutoffs_are_sorted_and_may_be_none():
    assert compared(cutoffs_s=(1800, 900, 900)).cutoffs_s == (900.0, 1800.0)
    summary = compared(cutoffs_s=()).summary()
    assert not [name for name in summary if name.startswith("within")]


@pytest.mark.parametrize("bad", [0, -900, np.nan, np.inf, "900"])
def test_cutoffs_that_cannot_be_are_refused(bad):
    with pytest.raises(InputError, match=r"each of cutoffs_s must be a finite number above zero"):
        compared(cutoffs_s=(900, bad))


@pytest.mark.parametrize("what", ["origins", "destinations"])
def test_no_places_are_refused(what):
    table = {"origins": homes(), "destinations": GOALS}[what]
    with pytest.raises(PlacesError, match=f"{what} have no rows"):
        compared(**{what: table.iloc[:0]})


def test_a_network_that_is_none_is_refused():
    with pytest.raises(InputError, match=r"network must be a TransportNetwork"):
        compare("region.km", BRIDGE, origins=homes(), destinations=GOALS)


def test_a_group_that_no_origin_has_is_refused_before_anything_runs():
    answers = engine()
    with pytest.raises(PlacesError, match=r"by='parish'.*only 'population', 'municipality'"):
        compared(by=("parish",), answerer=answers)
    assert answers.asked == []


def test_what_goes_wrong_in_a_scenario_is_said_under_its_name():
    road = drawn("A---B", ["AB"])
    away = Scenario("Away", (MovePlace("B", 9.5, 56.5),))
    with pytest.raises(km.errors.SnappingError, match=r'scenario "Away" by car: 1 of 1 places'):
        compare(
            road.network,
            away,
            origins=road.places("A"),
            destinations=road.places("B").to_frame("geometry"),
        )


#    A---B---C     a street, 100 m in 10 s, and a way round from A over N and M to C
#    N---+---M     that is twice as long


def test_the_librarys_own_engine_gives_the_times_of_the_edited_network():
    from kraftcenter_mobility.scenarios.edits import CloseRoad

    town = drawn(
        "A---B---C\n\nN-------M", [way("AB", ref="1"), way("BC", ref="2"), "AN", "NM", "MC"]
    )
    closed = Scenario("Closed", (CloseRoad(number="1"),))
    origins, destinations = town.places("AN.1", "NM"), town.places("BC", "MC")
    comparison = km_compare(town.network, [closed, NOTHING], origins, destinations)
    for scenario in (closed, NOTHING):
        times = km.travel_time_matrix(
            scenario.apply(town.network), origins, destinations, mode=km.CAR
        )
        found = comparison.pairs(scenario.name).scenario
        np.testing.assert_array_equal(found.to_numpy(), times.to_numpy())
    assert comparison.difference("Closed").loc["AN.1", "difference"] > 0


def km_compare(network, scenarios, origins, destinations):
    """Return a comparison by the library's own engine."""
    return compare(network, scenarios, origins=origins, destinations=destinations)


def test_origins_have_their_own_index_and_all_their_columns():
    comparison = compared(origins=homes(note=list("wxyz")))
    assert isinstance(comparison.origins, gpd.GeoDataFrame)
    assert list(comparison.origins["note"]) == list("wxyz")
    assert comparison.origins.crs == "EPSG:4326"
    assert comparison.network is NETWORK
