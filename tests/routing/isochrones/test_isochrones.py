"""Isochrones as users ask for them: tables, people, changes, and what is refused."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn import built
from expanded import random_places

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.networks.ticks import TICK_S

HOSPITAL = "Regionshospitalet Gødstrup"


@pytest.fixture(scope="module")
def hospital(sample):
    return sample.places(km.HOSPITALS).loc[[HOSPITAL]]


@pytest.fixture(scope="module")
def areas(sample, hospital):
    return km.isochrones(sample, hospital, [1200, 600], buffer_m=BUFFER_M, direction="to")


BUFFER_M = 200.0
CELL_M = BUFFER_M / 5


def points_around(areas, n, seed):
    """Return random points in and around areas, inside or not."""
    west, south, east, north = areas.total_bounds
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(west, east, n), rng.uniform(south, north, n)
    return gpd.GeoSeries.from_xy(lon, lat, index=[f"p{k}" for k in range(n)], crs="EPSG:4326")


def test_the_table_has_a_row_for_each_place_and_cutoff(areas):
    assert areas.index.names == ["place", "cutoff_s"]
    assert areas.index.to_list() == [(HOSPITAL, 600.0), (HOSPITAL, 1200.0)]
    assert list(areas.columns) == ["area_km2", "roads_km", "geometry"]
    assert areas.crs == "EPSG:4326"
    assert areas.is_valid.all()
    assert (areas.geom_type == "MultiPolygon").all()
    assert areas.attrs["direction"] == "to"
    assert areas.attrs["mode"] == "car"
    assert areas.attrs["buffer_m"] == BUFFER_M
    assert areas.attrs["credits"] == (km.herning.CREDITS,)  # no road of it is OpenStreetMap's


def test_tables_say_whose_data_they_are_made_from():
    town = built({"A": (0, 0), "B": (400, 0)}, ["AB"])
    for table in (
        km.isochrones(town.network, town.places("A"), [600]),
        km.reached_roads(town.network, town.places("A"), 600),
    ):
        assert table.attrs["credits"] == ("© OpenStreetMap contributors (ODbL)",)


def people_at(points, number):
    """Return a table of as many people at each point."""
    return gpd.GeoDataFrame(
        {"population": np.full(len(points), number)},
        geometry=points.to_numpy(),
        index=points.index,
        crs="EPSG:4326",
    )


def check_points(network, places, areas, *, mode, direction):
    """Check random points against travel times; return how many were inside and outside.

    Inside: the nearest reached position is no further than the buffer and a cell, and one is
    there in time. Outside, but nearer to a road than the buffer: one is not there in time.
    """
    cutoff_s = float(areas.index[-1][1])
    area = areas.geometry.iloc[-1]
    points = points_around(areas, 1000, 4)
    inside = shapely.contains_xy(area, points.x, points.y)
    asked = {"mode": mode, "access": True}
    reached = km.reached_roads(network, places, cutoff_s, direction=direction, **asked)
    metric = network.metric(mode)
    crs = network.segment_index(metric).transformer.target_crs
    lines = shapely.STRtree(reached.geometry.to_crs(crs).to_numpy())
    in_metres = points.to_crs(crs)
    found, distance_m = lines.query_nearest(
        in_metres[inside].to_numpy(), return_distance=True, all_matches=False
    )
    assert (distance_m <= 1.001 * (BUFFER_M + CELL_M)).all()

    joined = network.segment_index(metric).nearest(points.x.to_numpy(), points.y.to_numpy())
    near = ~inside & (joined.distance_m < 0.97 * BUFFER_M)
    on_road = gpd.GeoSeries.from_xy(joined.lon, joined.lat, index=points.index, crs="EPSG:4326")
    sides = (places, on_road[near]) if direction == "from" else (on_road[near], places)
    times = km.travel_time_matrix(network, *sides, mode=mode).to_numpy()
    assert (times > cutoff_s - TICK_S).all()
    return int(inside.sum()), int(near.sum()), found


@pytest.mark.parametrize("direction", ["from", "to"])
def test_points_inside_are_near_what_is_in_time_and_points_outside_are_not(
    sample, hospital, direction
):
    areas = km.isochrones(sample, hospital, [900], direction=direction, buffer_m=BUFFER_M)
    inside, near, _ = check_points(sample, hospital, areas, mode=km.CAR, direction=direction)
    assert inside > 200
    assert near > 5


@pytest.mark.realdata
@pytest.mark.parametrize("mode", [km.CAR, km.BICYCLE], ids=["car", "bicycle"])
def test_points_around_real_towns_agree_with_travel_times(data_folder, mode):
    path = data_folder / "osm" / "liechtenstein.osm.pbf"
    if not path.is_file():
        pytest.skip(f"no real data: {path.name} is missing")
    network = km.TransportNetwork.from_osm(path)
    place = random_places(network, mode, 1, seed=11)
    for direction in ("from", "to"):
        asked = {"mode": mode, "direction": direction}
        areas = km.isochrones(network, place, [300, 700], buffer_m=BUFFER_M, **asked)
        assert areas.is_valid.all()
        inside, near, _ = check_points(network, place, areas, **asked)
        assert inside > 50
        assert near > 5


def test_the_roads_of_an_isochrone_are_those_it_counts(sample, hospital, areas):
    roads = km.reached_roads(sample, hospital, 600, direction="to")
    assert roads["length_m"].sum() / 1000 == pytest.approx(areas["roads_km"].iloc[0], rel=1e-9)
    assert roads.columns.to_list() == [
        "place",
        "way_id",
        "name",
        "length_m",
        "begin_s",
        "end_s",
        "geometry",
    ]
    drawn_m = roads.geometry.to_crs(25832).length
    np.testing.assert_allclose(drawn_m, roads["length_m"], rtol=2e-3, atol=0.02)


def test_together_is_one_area_for_all(sample):
    towns = sample.places(km.TOWNS).iloc[:3]
    asked = {"mode": km.BICYCLE, "buffer_m": BUFFER_M}
    single = km.isochrones(sample, towns, [600], **asked)
    both = km.isochrones(sample, towns, [600], together=True, **asked)
    assert both.index.to_list() == [("all", 600.0)]
    union = shapely.union_all(single.geometry)
    assert both.geometry.iloc[0].symmetric_difference(union).area < 1e-6 * union.area


def test_people_are_counted_within_each_area(sample, hospital):
    cells = people_at(points_around(sample.places(km.TOWNS), 500, 2), 10.0)
    areas = km.isochrones(sample, hospital, [600, 1800], people=cells, buffer_m=BUFFER_M)
    inside = [
        int(shapely.contains_xy(each, cells.geometry.x, cells.geometry.y).sum())
        for each in areas.geometry
    ]
    assert areas["people"].tolist() == [10.0 * each for each in inside]
    assert inside[0] < inside[1]


def test_answers_do_not_depend_on_threads(sample):
    towns = sample.places(km.TOWNS).iloc[:4]
    one, three = (
        km.isochrones(sample, towns, [300, 600], buffer_m=BUFFER_M, threads=n) for n in (1, 3)
    )
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.drop(columns="geometry")), pd.DataFrame(three.drop(columns="geometry"))
    )
    assert shapely.equals_exact(one.geometry, three.geometry).all()


def test_a_place_that_walks_for_longer_than_the_cutoff_has_an_empty_area():
    town = built({"A": (0, 0), "B": (1000, 0), "P": (500, 400), "Q": (0, 2000)}, ["AB", "AQ"])
    areas = km.isochrones(town.network, town.places("P"), [120.0, 600.0])
    assert areas.geometry.is_empty.tolist() == [True, False]
    assert areas["area_km2"].iloc[0] == 0.0
    assert len(km.reached_roads(town.network, town.places("P"), 120.0)) == 0


def test_a_faster_road_gains_area_and_loses_none(sample, hospital):
    slow, fast = (
        km.isochrones(sample, hospital, [900], mode=mode, buffer_m=BUFFER_M)
        for mode in (km.CAR, km.AMBULANCE)
    )
    fast.attrs["mode"] = "car"
    people = people_at(points_around(fast, 400, 1), 1.0)
    changes = km.isochrone_changes(slow, fast, people=people)
    assert changes.index.names == ["place", "cutoff_s", "change"]
    by = changes.xs(900.0, level="cutoff_s").xs(HOSPITAL)
    assert by.index.to_list() == ["kept", "gained", "lost"]
    assert by["area_km2"][["kept", "gained"]].sum() == pytest.approx(
        fast["area_km2"].iloc[0], rel=1e-6
    )
    assert by["area_km2"][["kept", "lost"]].sum() == pytest.approx(
        slow["area_km2"].iloc[0], rel=1e-6
    )
    assert by["area_km2"]["gained"] > by["area_km2"]["lost"]
    assert by["people"][["kept", "gained"]].sum() == people_in(people, fast)
    assert changes.is_valid.all()
    assert (changes.geom_type == "MultiPolygon").all()


def people_in(people, areas):
    """Return how many points lie in the first area."""
    return shapely.contains_xy(areas.geometry.iloc[0], people.geometry.x, people.geometry.y).sum()


def test_what_does_not_change_is_kept_whole(areas):
    changes = km.isochrone_changes(areas, areas)
    kept = changes.xs("kept", level="change")
    assert kept["area_km2"].tolist() == areas["area_km2"].tolist()
    assert changes.drop(index="kept", level="change").is_empty.all()


def test_places_that_one_side_does_not_know_have_no_area_there(areas):
    moved = areas.rename(index={HOSPITAL: "elsewhere"}, level="place")
    changes = km.isochrone_changes(areas, moved)
    assert len(changes) == 12
    area = areas["area_km2"].iloc[0]
    assert changes.loc[(HOSPITAL, 600.0, "lost"), "area_km2"] == pytest.approx(area)
    assert changes.loc[("elsewhere", 600.0, "gained"), "area_km2"] == pytest.approx(area)


def test_sides_that_cannot_be_compared_are_refused(sample, hospital, areas):
    other = km.isochrones(sample, hospital, [600, 1200], buffer_m=100.0, direction="to")
    with pytest.raises(InputError, match=r"same buffer_m to be compared, got 200\.0 and 100\.0"):
        km.isochrone_changes(areas, other)
    with pytest.raises(InputError, match="the same cutoffs"):
        km.isochrone_changes(areas, areas.iloc[:1])
    with pytest.raises(InputError, match=r"scenario must be what isochrones\(...\) returns"):
        km.isochrone_changes(areas, areas.reset_index())
