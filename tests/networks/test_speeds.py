"""How fast each way is travelled, and how that is replaced."""

import numpy as np
import pytest
from drawn import built, drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.speeds import limits_kmh, way_speeds_kmh
from kraftcenter_mobility.osm.tags import ROAD_CLASSES, free_flow_kmh

STRAIGHT = "A-----------B"


def speeds_kmh(mode=km.CAR, model=None, **tags):
    """Return the speed along a straight road in the country, and against it."""
    roads = drawn(STRAIGHT, [way("AB", **tags)], even=False).network.roads
    return way_speeds_kmh(roads, mode, model or km.SpeedModel())[0]


def test_a_car_drives_at_the_free_flow_speed_of_its_road():
    expected = free_flow_kmh(ROAD_CLASSES["primary"], 80.0, built_up=False)
    assert speeds_kmh(highway="primary") == pytest.approx([expected, expected])


def test_a_limit_in_one_direction_counts_in_that_direction():
    expected = [
        free_flow_kmh(ROAD_CLASSES["primary"], limit, built_up=False) for limit in (60.0, 40.0)
    ]
    tags = {"highway": "primary", "maxspeed:forward": "60", "maxspeed:backward": "40"}
    assert speeds_kmh(**tags) == pytest.approx(expected)


def test_the_limit_of_each_direction_is_kept_where_ways_are_merged():
    town = drawn("A---M---B", [way("MA", maxspeed__forward="30"), way("MB")], even=False)
    assert town.network.roads.n_segments == 1
    slow, fast = (free_flow_kmh(ROAD_CLASSES["unclassified"], v, built_up=False) for v in (30, 80))
    assert town.seconds("AM.1", "AM.9") == pytest.approx(80 / fast * 3.6, rel=1e-3)
    assert town.seconds("AM.9", "AM.1") == pytest.approx(80 / slow * 3.6, rel=1e-3)
    assert town.seconds("MB", "A") == pytest.approx((50 / fast + 100 / slow) * 3.6, rel=1e-3)


def test_an_ambulance_is_faster_by_its_factors_and_never_above_its_top_speed():
    car, ambulance = speeds_kmh(km.CAR)[0], speeds_kmh(km.AMBULANCE)[0]
    assert ambulance == pytest.approx(1.2 * car)
    town = {"maxspeed": "50", "zone:traffic": "DK:urban"}
    assert speeds_kmh(km.AMBULANCE, **town)[0] == pytest.approx(
        1.15 * speeds_kmh(km.CAR, **town)[0]
    )
    free = km.SpeedModel(free_flow_kmh=lambda *_: 200.0)
    assert speeds_kmh(km.AMBULANCE, free)[0] == km.AMBULANCE.top_speed_kmh
    assert speeds_kmh(km.CAR, free)[0] == km.CAR.top_speed_kmh


def test_where_there_is_no_limit_one_drives_as_one_can():
    assert np.isfinite(speeds_kmh(highway="motorway", maxspeed="none")).all()
    roads = drawn(STRAIGHT, [way("AB", highway="motorway", maxspeed="none")]).network.roads
    assert np.isinf(limits_kmh(roads)).all()


@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
def test_a_poor_surface_slows_all_but_walkers(mode):
    ratio = speeds_kmh(mode, surface="gravel") / speeds_kmh(mode)
    expected = {"car": 0.8, "ambulance": 0.8, "bicycle": 0.75, "walking": 1.0}[mode.name]
    assert ratio == pytest.approx([expected, expected])


def test_cyclists_and_walkers_keep_their_own_pace():
    assert speeds_kmh(km.BICYCLE, maxspeed="130") == pytest.approx([15.5, 15.5])
    assert speeds_kmh(km.WALKING, maxspeed="30") == pytest.approx([4.8, 4.8])


def zigzag(n_bends, angle_m):
    """Return a winding road of 20 links of 50 m east."""
    metres = {chr(65 + k): (50 * k, angle_m * (k % 2)) for k in range(n_bends + 2)}
    return built(metres, ["".join(metres)], even=False).network.roads


def test_a_winding_road_is_slower_than_a_straight_one_but_not_below_the_floor():
    straight, winding, wild = zigzag(12, 0), zigzag(12, 4), zigzag(12, 60)
    speeds = [way_speeds_kmh(r, km.CAR, km.SpeedModel())[0, 0] for r in (straight, winding, wild)]
    assert speeds[0] > speeds[1] > speeds[2]
    bend = 2 * np.degrees(np.arctan2(4, 50))
    deg_km = 12 * bend / (13 * np.hypot(50, 4) / 1000)
    assert winding.way_bendiness_deg_km[0] == pytest.approx(deg_km, rel=0.01)
    assert speeds[1] / speeds[0] == pytest.approx(max(1 / (1 + deg_km / 1500.0), 0.8), rel=0.01)
    assert speeds[2] / speeds[0] == pytest.approx(0.8)


def test_bends_do_not_slow_walkers_or_cyclists():
    for mode in (km.WALKING, km.BICYCLE):
        winding = way_speeds_kmh(zigzag(12, 60), mode, km.SpeedModel())
        assert winding[0, 0] == mode.top_speed_kmh


def test_a_closed_ring_and_a_spur_have_finite_bends():
    roads = drawn("A---B\n|   |\nD---C", ["ABCDA", "ABA"]).network.roads
    assert np.isfinite(roads.way_bendiness_deg_km).all()


def test_every_speed_of_the_sample_is_above_zero_and_finite(sample):
    for mode in km.MODES:
        speeds = way_speeds_kmh(sample.roads, mode, sample.speeds)
        assert np.isfinite(speeds).all()
        assert (speeds > 0).all()
