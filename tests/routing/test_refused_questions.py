"""Questions that cannot be answered: one clear error that names what and where."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from small_osm import row_of_nodes, way, write_osm

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ModeError, PlacesError, SnappingError


def places(*lonlat, names="abcdefg", crs=4326):
    """Return places at some coordinates, by default named a, b, ..."""
    xs, ys = zip(*lonlat, strict=True) if lonlat else ((), ())
    return gpd.GeoSeries.from_xy(xs, ys, index=pd.Index(list(names)[: len(xs)]), crs=crs)


ON_THE_ROAD = places((9.001, 56), (9.003, 56))


@pytest.fixture(scope="module")
def motorway(tmp_path_factory):
    content = row_of_nodes(4) + way(10, [1, 2, 3, 4], highway="motorway")
    path = write_osm(tmp_path_factory.mktemp("motorway") / "motorway.osm", content)
    return km.TransportNetwork.from_osm(path)


QUESTIONS = [km.travel_time_matrix, km.nearest_destinations, km.journeys]
ask = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)


@ask
@pytest.mark.parametrize("mode", [km.WALKING, km.BICYCLE], ids=lambda mode: mode.name)
def test_a_mode_that_the_network_lacks_is_named(motorway, question, mode):
    with pytest.raises(ModeError, match=f"no road that '{mode.name}' may use"):
        question(motorway, ON_THE_ROAD, ON_THE_ROAD, mode=mode)
    assert len(question(motorway, ON_THE_ROAD, ON_THE_ROAD, mode=km.CAR)) > 0


@ask
@pytest.mark.parametrize("mode", ["car", None, "transit", km.Mode])
def test_a_mode_is_a_mode_and_not_a_word(motorway, question, mode):
    with pytest.raises(ModeError, match=r"mode must be a Mode such as kraftcenter_mobility\.CAR"):
        question(motorway, ON_THE_ROAD, ON_THE_ROAD, mode=mode)


def test_without_a_mode_nothing_is_assumed(motorway):
    with pytest.raises(TypeError, match="mode"):
        km.travel_time_matrix(motorway, ON_THE_ROAD, ON_THE_ROAD)


BAD_PLACES = {
    "none": (places(), PlacesError, "origins have no rows"),
    "too far": (
        places((9.001, 56), (10.2, 56.15), (9.1, 56)),
        SnappingError,
        r"2 of 3 places lie more than 1500 m from the network, the furthest 'b' at \d{5} m",
    ),
    "a name twice": (
        places((9.001, 56), (9.002, 56), (9.003, 56), names="aba"),
        PlacesError,
        r"1 stand more than once: 'a' in rows \[1, 3\]",
    ),
    "a name missing": (
        places((9.001, 56), (9.002, 56), names=["a", None]),
        PlacesError,
        "1 of 2 origins have no name",
    ),
    "swapped": (places((56.0, 9.001)), PlacesError, "longitude and latitude look swapped"),
    "NaN": (places((9.001, 56), (np.nan, 56)), PlacesError, "1 of 2 places .*: 'b'"),
    "infinite": (places((9.001, np.inf)), PlacesError, "1 of 1 places .*: 'a'"),
    "metres called degrees": (places((498_600, 6_221_600)), PlacesError, "UTM zone 32"),
    "degrees called metres": (places((9.001, 56), crs=25832), PlacesError, "look like degrees"),
    "no system": (places((9.001, 56), crs=None), PlacesError, "no coordinate reference system"),
    "no point": (gpd.GeoSeries([None], index=["a"], crs=4326), PlacesError, "have no point"),
    "a frame": (pd.DataFrame({"lon": [9]}), PlacesError, "must be a GeoDataFrame"),
    "a path": ("homes.csv", PlacesError, r"read_places\("),
    "names of two levels": (
        ON_THE_ROAD.set_axis(pd.MultiIndex.from_tuples([("a", 1), ("a", 2)])),
        PlacesError,
        "origins have an index of 2 levels",
    ),
    "a list": ([(9.001, 56)], PlacesError, "not a list"),
}


@ask
@pytest.mark.parametrize(("bad", "error", "told"), BAD_PLACES.values(), ids=BAD_PLACES)
def test_places_that_cannot_be_used_are_named(motorway, question, bad, error, told):
    with pytest.raises(error, match=told):
        question(motorway, bad, ON_THE_ROAD, mode=km.CAR)
    with pytest.raises(error, match=told.replace("origins", "destinations")):
        question(motorway, ON_THE_ROAD, bad, mode=km.CAR)


def test_a_place_80_km_away_is_named_with_its_distance_and_the_remedy(motorway):
    aarhus = places((10.2039, 56.1629), names=["Aarhus"])
    with pytest.raises(SnappingError, match=r"'Aarhus' at 7[67]\d{3} m") as refusal:
        km.travel_time_matrix(motorway, aarhus, ON_THE_ROAD, mode=km.CAR)
    assert "check their coordinates or raise max_distance_m" in str(refusal.value)
    settings = {"mode": km.CAR, "max_distance_m": 100_000}
    times = km.travel_time_matrix(motorway, aarhus, ON_THE_ROAD, **settings)
    assert times.shape == (1, 2)


@pytest.mark.parametrize("value", [-1, float("nan"), -float("inf"), "600", None, True])
@pytest.mark.parametrize(
    ("question", "setting"),
    [(question, "max_distance_m") for question in QUESTIONS]
    + [(question, "cutoff_s") for question in QUESTIONS if question is not km.journeys],
)
def test_a_setting_below_zero_or_nan_is_named(motorway, question, setting, value):
    with pytest.raises(InputError, match=f"{setting} must be .*got {value!r}"):
        question(motorway, ON_THE_ROAD, ON_THE_ROAD, mode=km.CAR, **{setting: value})


@ask
@pytest.mark.parametrize("network", ["region.km", Path("region.km"), None, km.TransportNetwork])
def test_a_network_is_a_network_and_not_its_path(question, network):
    with pytest.raises(InputError, match=r"network must be .*TransportNetwork\.load\("):
        question(network, ON_THE_ROAD, ON_THE_ROAD, mode=km.CAR)


@ask
@pytest.mark.parametrize("setting", ["turns", "access", "allow_islands"])
def test_a_choice_is_true_or_false(motorway, question, setting):
    with pytest.raises(InputError, match=f"{setting} must be True or False, got 'no'"):
        question(motorway, ON_THE_ROAD, ON_THE_ROAD, mode=km.CAR, **{setting: "no"})
    flag = np.array([False])[0]  # as a table of settings has it
    assert len(question(motorway, ON_THE_ROAD, ON_THE_ROAD, mode=km.CAR, **{setting: flag})) > 0


@pytest.mark.parametrize("threads", [0, -1, 1.5, "2", True])
@pytest.mark.parametrize(
    ("question", "settings"),
    [
        (km.travel_time_matrix, {}),
        (km.nearest_destinations, {"k": 1}),
        (km.nearest_destinations, {"k": 2}),
    ],
)
def test_threads_are_counted_in_whole_numbers(motorway, question, settings, threads):
    with pytest.raises(InputError, match=f"threads must be .*got {threads!r}"):
        question(motorway, ON_THE_ROAD, ON_THE_ROAD, mode=km.CAR, threads=threads, **settings)


@pytest.mark.parametrize("kind", ["schools", None, km.SCHOOLS.name, km.PlaceKind])
def test_a_kind_of_places_is_a_kind_and_not_a_word(motorway, kind):
    with pytest.raises(PlacesError, match=r"PlaceKind such as kraftcenter_mobility\.SCHOOLS"):
        motorway.places(kind)


@pytest.mark.parametrize("path", [5, None, b"region.km"])
def test_a_path_is_text_or_a_path(motorway, path):
    for ask_for in (km.TransportNetwork.from_osm, km.TransportNetwork.load, motorway.save):
        with pytest.raises(InputError, match="path must be the path of a file, got"):
            ask_for(path)
    with pytest.raises(PlacesError, match="path must be the path of a file, got"):
        km.read_places(path)


@pytest.mark.parametrize("k", [0, -1, 3, 1.5, "2", None, True])
def test_there_are_as_many_nearest_as_destinations_and_no_more(motorway, k):
    with pytest.raises(InputError, match=f"number of destinations, 2; got {k!r}"):
        km.nearest_destinations(motorway, ON_THE_ROAD, ON_THE_ROAD, mode=km.CAR, k=k)


def test_a_refused_question_leaves_the_network_as_it_was(motorway):
    before = km.travel_time_matrix(motorway, ON_THE_ROAD, ON_THE_ROAD, mode=km.CAR)
    for bad, error, _ in BAD_PLACES.values():
        with pytest.raises(error):
            km.travel_time_matrix(motorway, bad, ON_THE_ROAD, mode=km.CAR)
    after = km.travel_time_matrix(motorway, ON_THE_ROAD, ON_THE_ROAD, mode=km.CAR)
    pd.testing.assert_frame_equal(before, after)
