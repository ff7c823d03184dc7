"""Journeys along one edge: many places beside one road."""

import geopandas as gpd
import numpy as np
import pytest
from drawn import built, way

import kraftcenter_mobility as km
from kraftcenter_mobility.routing import one_edge

ROAD_M = 2000


def beside_the_road(town, metres, tag):
    points = [town.point(f"AB{at / ROAD_M}") for at in metres]
    names = [f"{tag}{k}" for k in range(len(metres))]
    return gpd.GeoSeries(points, index=names, crs="EPSG:4326")


@pytest.mark.parametrize("oneway", ["no", "yes", "-1"])
def test_the_nearest_of_many_along_one_road_is_that_of_the_matrix(oneway, monkeypatch):
    monkeypatch.setattr(one_edge, "PAIRS_AT_ONCE", 50)
    rng = np.random.default_rng(7)
    town = built({"A": (0, 0), "B": (ROAD_M, 0)}, [way("AB", oneway=oneway)])
    origins = beside_the_road(town, rng.uniform(10, ROAD_M - 10, 60), "o")
    destinations = beside_the_road(town, rng.uniform(10, ROAD_M - 10, 40), "d")
    settings = {"mode": km.CAR, "allow_islands": True}
    times = km.travel_time_matrix(town.network, origins, destinations, **settings)
    nearest = km.nearest_destinations(town.network, origins, destinations, **settings)
    np.testing.assert_array_equal(nearest["travel_time_s"], times.min(axis=1))
    third = km.nearest_destinations(town.network, origins, destinations, k=3, **settings)
    expected = np.sort(times.to_numpy(), axis=1)[:, :3].ravel()
    np.testing.assert_array_equal(third["travel_time_s"], expected)


def test_a_one_way_road_is_travelled_one_way_only():
    town = built({"A": (0, 0), "B": (ROAD_M, 0)}, [way("AB", oneway="yes")])
    places = beside_the_road(town, [500, 1500], "p")
    times = km.travel_time_matrix(
        town.network, places, places, mode=km.CAR, allow_islands=True
    ).to_numpy()
    assert times[0, 1] == pytest.approx(100.0, rel=1e-2)
    assert np.isinf(times[1, 0])
