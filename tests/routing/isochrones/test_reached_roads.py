"""The roads within a travel time, as users ask for them."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn import NO_DELAYS, built, drawn, way

import kraftcenter_mobility as km

SHORT = pytest.mark.filterwarnings("ignore:cutoff:kraftcenter_mobility.cutoffs.UnitsWarning")


HOSPITAL = "Regionshospitalet Gødstrup"


@pytest.fixture(scope="module")
def hospital(sample):
    return sample.places(km.HOSPITALS).loc[[HOSPITAL]]


@pytest.mark.parametrize("direction", ["from", "to"])
def test_the_times_of_reached_roads_are_the_travel_times_there(sample, hospital, direction):
    roads = km.reached_roads(sample, hospital, 900, direction=direction)
    some = roads[roads["length_m"] > 40].sample(300, random_state=3)
    points = shapely.line_interpolate_point(some.geometry.to_numpy(), 0.5, normalized=True)
    middle = gpd.GeoSeries(points, index=[f"m{k}" for k in range(len(some))], crs="EPSG:4326")
    sides = (hospital, middle) if direction == "from" else (middle, hospital)
    times_s = km.travel_time_matrix(sample, *sides, mode=km.CAR).to_numpy().ravel()
    index = sample.segment_index(sample.metric(km.CAR))
    has_door = index.nearest(middle.x.to_numpy(), middle.y.to_numpy()).distance_m < 0.1
    ends_s = np.sort(some[["begin_s", "end_s"]].to_numpy(), axis=1)
    assert has_door.sum() > 200
    assert (times_s >= ends_s[:, 0] - 0.05)[has_door].all()
    assert (times_s <= ends_s[:, 1] + 0.05)[has_door].all()
    assert (some["begin_s"] <= some["end_s"]).all() == (direction == "from")


@SHORT
def test_no_position_of_a_road_is_reached_twice():
    # A ring of 4 x 250 m: both ways round meet opposite the place, after 50 s each.
    metres = {"A": (0, 0), "B": (250, 0), "C": (250, 250), "D": (0, 250)}
    town = built(metres, ["ABCDA"])
    roads = km.reached_roads(town.network, town.places("A"), 600)
    assert roads["length_m"].sum() == pytest.approx(1000, rel=1e-3)
    assert roads["end_s"].max() == pytest.approx(50.0, rel=1e-3)
    both = km.reached_roads(town.network, town.places("A"), 30)
    assert both["length_m"].sum() == pytest.approx(600, rel=1e-3)


@SHORT
@pytest.mark.parametrize("direction", ["from", "to"])
def test_who_stops_at_a_signal_has_not_waited_there(direction):
    signals = {"S": {"highway": "traffic_signals"}}
    town = drawn("A---------------S---------------B", ["ASB"], nodes=signals)
    network = town.network.with_delays(replace(NO_DELAYS, signals_s=8.0))
    for cutoff_s in range(3, 40):
        asked = {"mode": km.CAR, "direction": direction}
        roads = km.reached_roads(network, town.places("AS.25"), cutoff_s, **asked)
        assert (roads[["begin_s", "end_s"]].max() <= cutoff_s).all()


@SHORT
def test_rows_of_reached_roads_tell_the_way():
    town = built(
        {"A": (0, 0), "B": (400, 0), "C": (800, 0)},
        [way("AB", name="Ostvej"), way("BC", name="Vestvej")],
    )
    roads = km.reached_roads(town.network, town.places("AB"), 60)
    lengths = roads.groupby("name")["length_m"].sum()
    assert lengths.to_dict() == pytest.approx({"Ostvej": 400.0, "Vestvej": 400.0}, rel=1e-3)


def test_a_place_that_reaches_nothing_changes_no_type():
    town = built({"A": (0, 0), "B": (400, 0), "C": (0, 1200)}, ["AB"])
    alone, both = (
        km.reached_roads(town.network, town.places(*some), 300) for some in (("A",), ("A", "C"))
    )
    assert set(both["place"]) == {"A"}
    pd.testing.assert_frame_equal(both, alone)
