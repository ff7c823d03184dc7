"""Modes, speeds and delays that cannot be are refused, with their name and value."""

import math
from dataclasses import replace

import pytest
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ModeError


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"top_speed_kmh": -3.0}, "top_speed_kmh of mode 'walking' must be a finite number"),
        ({"top_speed_kmh": math.inf}, "above zero, got inf"),
        ({"access_speed_kmh": 0}, "access_speed_kmh .* got 0"),
        ({"rural_factor": "fast"}, "rural_factor .* got 'fast'"),
        ({"delay_factor": -1.0}, "delay_factor .* zero or more, got -1"),
        ({"delay_factor": math.inf}, "delay_factor .* must be finite, got inf"),
        ({"access_tags": ["access", "foot"]}, "access_tags must be a tuple"),
        ({"access_tags": ("access", 1)}, "access_tags must be a tuple of keys .* got .'access', 1"),
        ({"name": ""}, "name must be the name of a mode as text, got ''"),
        ({"name": None}, "name must be the name of a mode as text, got None"),
        ({"turns": "no"}, "turns of mode 'walking' must be True or False, got 'no'"),
        ({"blue_light": 1}, "blue_light of mode 'walking' must be True or False, got 1"),
        ({"kind": "boat"}, "kind must be one of motor, bicycle, foot, got 'boat'"),
    ],
)
def test_a_mode_that_could_not_travel_is_refused(changes, message):
    with pytest.raises(InputError, match=message):
        replace(km.WALKING, **changes)


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf, "5", None, True])
def test_a_delay_that_is_no_duration_is_refused(value):
    with pytest.raises(InputError, match="right_turn_s must be"):
        km.JunctionDelays(right_turn_s=value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"free_flow_kmh": 50.0}, "free_flow_kmh must be a function"),
        ({"half_bendiness_deg_km": 0.0}, "half_bendiness_deg_km must be"),
        ({"lowest_bend_factor": 1.5}, "lowest_bend_factor must be one or less"),
        ({"ferry_kmh": math.inf}, "ferry_kmh must be a finite number"),
    ],
)
def test_a_speed_model_that_is_none_is_refused(settings, message):
    with pytest.raises(InputError, match=message):
        km.SpeedModel(**settings)


def test_bends_that_never_slow_are_allowed():
    model = km.SpeedModel(half_bendiness_deg_km=math.inf)
    assert drawn("A---B", ["AB"]).network.with_speeds(model).metric(km.CAR).edge_open.all()


@pytest.mark.parametrize("speed", [-50.0, 0.0, math.nan, math.inf, None])
def test_a_free_flow_speed_that_is_no_speed_names_the_road(speed):
    town = drawn("A---B", ["AB"])
    network = town.network.with_speeds(km.SpeedModel(free_flow_kmh=lambda *_: speed))
    with pytest.raises(InputError, match="unclassified at a limit of 80 km/h"):
        network.metric(km.CAR)


def test_a_model_of_another_kind_is_refused():
    network = drawn("A---B", ["AB"]).network
    with pytest.raises(InputError, match="speeds must be a SpeedModel"):
        network.with_speeds({"motorway": 100})
    with pytest.raises(InputError, match="delays must be JunctionDelays"):
        network.with_delays(5.0)


def test_a_lorry_heeds_its_own_tags_and_unknown_ones_are_refused():
    lorry = replace(km.CAR, name="lorry", access_tags=("access", "motor_vehicle", "hgv"))
    town = drawn("A---B---C\n    |\n    D", [way("AB", hgv="no"), "BC", way("BD", goods="no")])
    network = town.network
    closed = network.roads.edge_segment[~network.metric(lorry).edge_open]
    pieces = network.roads.first_piece[closed]
    assert set(network.roads.way_id[network.roads.piece_way[pieces]]) == {town.way_ids["AB"]}
    assert network.metric(km.CAR).edge_open.all()
    with pytest.raises(ModeError, match="do not keep the access tags horse"):
        network.metric(replace(lorry, access_tags=("access", "horse")))
