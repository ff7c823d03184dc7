"""What isochrones are asked with: what is usual, and what is refused."""

import warnings
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn import built

import kraftcenter_mobility as km
from kraftcenter_mobility.cutoffs import UnitsWarning, check_cutoffs, warned_once
from kraftcenter_mobility.errors import InputError, ModeError, PlacesError, SnappingError
from kraftcenter_mobility.routing.isochrones.settings import buffer_of

HOSPITAL = "Regionshospitalet Gødstrup"


@pytest.fixture(scope="module")
def hospital(sample):
    return sample.places(km.HOSPITALS).loc[[HOSPITAL]]


@pytest.mark.parametrize(
    ("mode", "buffer_m"),
    [
        (km.CAR, 250.0),
        (replace(km.CAR, name="van"), 250.0),
        (km.AMBULANCE, 250.0),
        (km.BICYCLE, 100.0),
        (km.WALKING, 100.0),
        (km.TRANSIT, 100.0),
    ],
)
def test_areas_reach_as_far_from_the_road_as_is_usual_for_the_mode(mode, buffer_m):
    assert buffer_of(None, mode) == buffer_m
    assert buffer_of(30, mode) == 30.0


def test_a_mode_without_a_buffer_has_the_usual_one(sample, hospital):
    found = km.isochrones(sample, hospital, [300])
    assert found.attrs["buffer_m"] == 250.0
    pd.testing.assert_frame_equal(found, km.isochrones(sample, hospital, [300], buffer_m=250))


def test_cutoffs_that_look_like_minutes_are_told(sample, hospital):
    with pytest.warns(km.accessibility.UnitsWarning, match="cutoffs_s of 10, 20 s is less") as told:
        km.isochrones(sample, hospital, [10, 20])
    assert told[0].filename == __file__
    with pytest.warns(km.accessibility.UnitsWarning, match="cutoff_s of 20 s is less"):
        km.reached_roads(sample, hospital, 20)


def test_a_cutoff_may_be_without_end():
    town = built({"A": (0, 0), "B": (400, 0), "C": (800, 0)}, ["AB", "BC"])
    found = km.isochrones(town.network, town.places("A"), [np.inf, 600])
    assert found.index.get_level_values("cutoff_s").to_list() == [600.0, np.inf]
    assert found["roads_km"].to_list() == pytest.approx([0.8, 0.8], rel=1e-3)
    assert len(km.reached_roads(town.network, town.places("A"), np.inf)) == 2


@pytest.mark.parametrize(
    ("cutoffs_s", "message"),
    [
        ([-1], "cutoffs_s must be zero or more, got -1"),
        ([float("nan")], "cutoffs_s must be zero or more, got nan"),
        ([], "different numbers, at least one"),
        ([600, 600.0], "different numbers, at least one"),
        (600, r"several numbers such as \[900, 1800\], got 600"),
        ("600", "several numbers"),
    ],
)
def test_cutoffs_that_mean_nothing_are_refused(sample, hospital, cutoffs_s, message):
    with pytest.raises(InputError, match=message):
        km.isochrones(sample, hospital, cutoffs_s)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"buffer_m": 0}, "buffer_m must be a finite number above zero, got 0"),
        ({"buffer_m": 1e6}, "buffer_m must be at most 10,000"),
        ({"direction": "away"}, "direction must be 'from' .* got 'away'"),
        ({"together": 1}, "together must be True or False"),
        ({"percentile": 95.0}, "percentile means nothing for mode 'car'"),
        ({"departure": "08:00"}, "departure means nothing for mode 'car'"),
        ({"threads": 0}, "threads"),
        ({"progress": "yes"}, "progress must be True or False, got 'yes'"),
    ],
)
def test_settings_that_mean_nothing_are_refused(sample, hospital, asked, message):
    with pytest.raises(InputError, match=message):
        km.isochrones(sample, hospital, [600], **asked)


def test_what_is_no_place_no_mode_and_no_network_is_refused(sample, hospital):
    with pytest.raises(PlacesError, match="places have no rows"):
        km.isochrones(sample, hospital.iloc[:0], [600])
    with pytest.raises(ModeError, match="mode must be a Mode"):
        km.isochrones(sample, hospital, [600], mode="car")
    with pytest.raises(InputError, match="network must be a TransportNetwork"):
        km.isochrones("sample.osm", hospital, [600])
    far = hospital.set_geometry([shapely.Point(2.0, 50.0)], crs="EPSG:4326")
    with pytest.raises(SnappingError, match=r"1 of 1 places lie more than 1500 m .* check their"):
        km.isochrones(sample, far, [600])
    elsewhere = hospital.set_geometry([shapely.Point(47.1, 9.5)], crs="EPSG:4326")
    with pytest.raises(SnappingError, match=r"are longitude and latitude swapped, or is it"):
        km.isochrones(sample, elsewhere, [600])


def test_people_without_a_population_are_refused(sample, hospital):
    with pytest.raises(PlacesError, match="people have no column 'population'"):
        km.isochrones(sample, hospital, [600], people=gpd.GeoDataFrame(geometry=hospital.geometry))
    empty = hospital.assign(population=np.nan)
    with pytest.raises(PlacesError, match="1 of 1 places of people have no population"):
        km.isochrones(sample, hospital, [600], people=empty)


def test_times_that_look_like_minutes_are_told_once_however_often_they_are_looked_at():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with warned_once():
            check_cutoffs([10, 20])
            with warned_once():
                check_cutoffs([20, 10])
            check_cutoffs([30])
        check_cutoffs([30])
    assert ["10, 20" in str(each.message) for each in told] == [True, False, False]


def test_both_sides_of_a_comparison_warn_of_minutes_once(sample, hospital):
    moved = km.Scenario("moved", [km.MovePlace(HOSPITAL, lon=8.79, lat=56.26)])
    towns = sample.places(km.TOWNS).loc[["Herning", "Lemvig"]]
    comparison = km.compare(sample, moved, origins=towns, destinations=hospital)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        comparison.isochrones([60], mode=km.CAR)
    assert [each.category for each in told] == [UnitsWarning]
    assert told[0].filename == __file__
