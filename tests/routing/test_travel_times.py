"""The table of travel times: its shape, its names, its cutoff, and what it refuses."""

import numpy as np
import pandas as pd
import pytest
from drawn import drawn, way
from expanded import random_places

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ModeError, PlacesError, SnappingError

#    A---B---C---D     100 m each, and a footpath from D to E
ROAD = "A---B---C---D---E"


@pytest.fixture(scope="module")
def road():
    return drawn(ROAD, ["AB", "BC", "CD", way("DE", highway="footway")])


def times(road, origins, destinations, mode=km.CAR, **settings):
    """Return the table between places written as in drawings."""
    return km.travel_time_matrix(
        road.network, road.places(*origins), road.places(*destinations), mode=mode, **settings
    )


def test_the_table_has_the_origins_names_and_the_destinations_names(road):
    table = times(road, ["AB", "CD"], ["BC", "AB", "CD"])
    assert list(table.index) == ["AB", "CD"]
    assert list(table.columns) == ["BC", "AB", "CD"]
    assert (table.index.name, table.columns.name) == ("origin", "destination")
    assert (table.dtypes == np.float64).all()
    expected = [[10.0, 0.0, 20.0], [10.0, 20.0, 0.0]]
    np.testing.assert_allclose(table, expected, rtol=1e-3, atol=0.01)


def test_more_origins_than_destinations_and_the_reverse_give_the_same_times(road):
    wide = times(road, ["AB"], ["AB", "BC", "CD"])
    tall = times(road, ["AB", "BC", "CD"], ["AB"])
    np.testing.assert_array_equal(wide.to_numpy(), tall.to_numpy().T)


def test_every_mode_has_its_pace(road):
    for mode, kmh in ((km.WALKING, 4.8), (km.BICYCLE, 15.5)):
        table = times(road, ["AB"], ["CD"], mode)
        assert table.iloc[0, 0] == pytest.approx(200.0 / kmh * 3.6, rel=1e-3)


@pytest.mark.parametrize(("cutoff_s", "reached"), [(20.5, True), (19.5, False), (0.0, False)])
def test_a_longer_journey_than_the_cutoff_is_infinite(road, cutoff_s, reached):
    for origins, destinations in ((["AB"], ["CD", "BC"]), (["AB", "BC"], ["CD"])):
        table = times(road, origins, destinations, cutoff_s=cutoff_s)
        assert np.isfinite(table.loc["AB", "CD"]) == reached


def test_the_cutoff_is_inclusive(road):
    exact = times(road, ["AB"], ["CD", "BC"]).loc["AB"]
    for cutoff_s in exact:
        table = times(road, ["AB"], ["CD", "BC"], cutoff_s=cutoff_s)
        assert np.isfinite(table.loc["AB"]).equals(exact <= cutoff_s)


def test_the_cutoff_counts_the_walk_and_journeys_along_one_road(road):
    assert np.isinf(times(road, ["AB.1"], ["AB.9"], cutoff_s=7.0).iloc[0, 0])
    assert np.isfinite(times(road, ["AB.1"], ["AB.9"], cutoff_s=8.1).iloc[0, 0])


def test_a_place_reaches_itself_by_the_walk_to_the_road_and_back(road):
    assert times(road, ["AB"], ["AB"]).iloc[0, 0] == pytest.approx(0.0, abs=0.01)


def test_a_table_with_columns_does_as_well_as_a_series(road):
    places = road.places("AB", "CD")
    frame = places.to_frame("geometry").assign(people=[3, 4])
    pd.testing.assert_frame_equal(
        km.travel_time_matrix(road.network, frame, frame, mode=km.CAR),
        km.travel_time_matrix(road.network, places, places, mode=km.CAR),
    )


def test_asking_leaves_the_places_as_they_were(road):
    places = road.places("AB", "CD").to_crs("EPSG:25832")
    before = places.copy()
    km.travel_time_matrix(road.network, places, places, mode=km.CAR)
    assert places.equals(before)
    assert places.crs == before.crs


def test_no_origins_or_no_destinations_are_refused(road):
    places = road.places("AB")
    with pytest.raises(PlacesError, match="origins have no rows"):
        km.travel_time_matrix(road.network, places.iloc[:0], places, mode=km.CAR)
    with pytest.raises(PlacesError, match="destinations have no rows"):
        km.travel_time_matrix(road.network, places, places.iloc[:0], mode=km.CAR)


@pytest.mark.parametrize("bad", [-1.0, float("nan")])
def test_a_cutoff_or_distance_that_cannot_be_is_refused(road, bad):
    with pytest.raises(InputError, match="cutoff_s must be zero or more"):
        times(road, ["AB"], ["CD"], cutoff_s=bad)
    with pytest.raises(InputError, match="max_distance_m must be zero or more"):
        times(road, ["AB"], ["CD"], max_distance_m=bad)


def test_threads_that_cannot_be_are_refused(road):
    with pytest.raises(InputError, match="threads must be one or more"):
        times(road, ["AB"], ["CD"], threads=0)


def test_a_mode_that_is_none_is_refused(road):
    with pytest.raises(ModeError, match="mode must be a Mode"):
        times(road, ["AB"], ["CD"], "car")


def test_names_that_occur_twice_are_refused(road):
    twice = pd.concat([road.places("AB"), road.places("AB")])
    with pytest.raises(PlacesError, match="destinations"):
        km.travel_time_matrix(road.network, road.places("AB"), twice, mode=km.CAR)


def test_a_place_far_from_any_road_is_refused_by_name(road, sample):
    with pytest.raises(SnappingError, match=r"2 of 2 places lie more than 50 m .*'AB'"):
        km.travel_time_matrix(
            sample,
            road.places("AB", "CD").translate(xoff=-2.0),
            road.places("AB"),
            mode=km.CAR,
            max_distance_m=50.0,
        )


@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("shape", [(30, 12), (12, 30)])
def test_times_do_not_depend_on_the_number_of_threads(sample, mode, shape):
    places = random_places(sample, mode, sum(shape), seed=5)
    origins, destinations = places.iloc[: shape[0]], places.iloc[shape[0] :]
    answers = [
        km.travel_time_matrix(sample, origins, destinations, mode=mode, threads=threads)
        .to_numpy()
        .tobytes()
        for threads in (1, 2, 4)
    ]
    assert answers[0] == answers[1] == answers[2]


def test_times_do_not_depend_on_what_else_is_asked(sample):
    places = random_places(sample, km.CAR, 30, seed=6)
    together = km.travel_time_matrix(sample, places.iloc[:10], places.iloc[10:], mode=km.CAR)
    alone = km.travel_time_matrix(sample, places.iloc[3:4], places.iloc[20:21], mode=km.CAR)
    assert together.iloc[3, 10] == alone.iloc[0, 0]


def test_a_shorter_cutoff_only_takes_times_away(sample):
    places = random_places(sample, km.CAR, 40, seed=7)
    full = km.travel_time_matrix(sample, places.iloc[:20], places.iloc[20:], mode=km.CAR)
    cut = km.travel_time_matrix(
        sample, places.iloc[:20], places.iloc[20:], mode=km.CAR, cutoff_s=1200.0
    )
    pd.testing.assert_frame_equal(cut, full.where(full <= 1200.0, np.inf))
