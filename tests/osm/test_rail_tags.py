"""What the tags of railways mean."""

import math

import pytest

from kraftcenter_mobility.osm import rail_tags


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"railway": "rail"}, "rail"),
        ({"railway": "light_rail"}, "light_rail"),
        ({"railway": "narrow_gauge"}, "narrow_gauge"),
        ({"railway": "subway"}, ""),
        ({"railway": "abandoned"}, ""),
        ({"railway": "disused", "disused:railway": "rail"}, ""),
        ({"railway": "razed"}, ""),
        ({"railway": "proposed", "proposed": "rail"}, ""),
        ({}, ""),
    ],
)
def test_only_tracks_that_trains_run_on_today_are_tracks(tags, kind):
    assert rail_tags.track_kind(tags) == kind


def test_other_kinds_of_railway_can_be_asked_for():
    assert rail_tags.track_kind({"railway": "subway"}, ("subway",)) == "subway"
    assert rail_tags.track_kind({"railway": "rail"}, ("subway",)) == ""


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"railway": "construction", "construction": "rail"}, "rail"),
        ({"railway": "construction", "construction:railway": "light_rail"}, "light_rail"),
        ({"railway": "proposed", "proposed:railway": "rail"}, "rail"),
        ({"railway": "proposed"}, "rail"),
        ({"railway": "proposed", "proposed": "subway"}, ""),
        ({"proposed:railway": "rail", "highway": "path"}, "rail"),
        ({"railway": "rail", "proposed:railway": "rail"}, ""),
        ({"railway": "abandoned"}, ""),
        ({}, ""),
    ],
)
def test_what_is_proposed_or_being_built_is_a_candidate(tags, kind):
    assert rail_tags.candidate_kind(tags) == kind


@pytest.mark.parametrize(
    ("tags", "along", "against"),
    [
        ({"maxspeed": "120"}, 120, 120),
        ({"maxspeed": "75 mph"}, 120.7008, 120.7008),
        ({"maxspeed": "100;80"}, 80, 80),
        ({"maxspeed": "300"}, 300, 300),
        ({"maxspeed": "120", "maxspeed:forward": "100"}, 100, 120),
        ({"maxspeed:backward": "60"}, 60, 60),
        ({"maxspeed": "0"}, math.nan, math.nan),
        ({"maxspeed": "-80"}, math.nan, math.nan),
        ({"maxspeed": "9999"}, math.nan, math.nan),
        ({"maxspeed": "none"}, math.nan, math.nan),
        ({"maxspeed": ""}, math.nan, math.nan),
        ({}, math.nan, math.nan),
    ],
)
def test_line_speeds_are_read_in_both_directions(tags, along, against):
    assert rail_tags.limits_kmh(tags) == pytest.approx((along, against), nan_ok=True)


@pytest.mark.parametrize(
    ("tags", "level"),
    [
        ({}, rail_tags.MAIN),
        ({"usage": "main"}, rail_tags.MAIN),
        ({"service": "crossover"}, rail_tags.CROSSOVER),
        ({"service": "siding"}, rail_tags.SIDING),
        ({"service": "yard"}, rail_tags.YARD),
        ({"service": "spur", "usage": "industrial"}, rail_tags.INDUSTRIAL),
        ({"usage": "military"}, rail_tags.INDUSTRIAL),
        ({"usage": "main", "railway:traffic_mode": "freight"}, rail_tags.INDUSTRIAL),
        ({"service": "something"}, rail_tags.SIDING),
    ],
)
def test_tracks_are_demoted_by_their_use(tags, level):
    assert rail_tags.level(tags) == level
    assert rail_tags.fallback_limit_kmh(tags) > 0


@pytest.mark.parametrize(
    ("tags", "kv"),
    [
        ({"electrified": "contact_line", "voltage": "25000"}, 25),
        ({"electrified": "contact_line", "voltage": "15000;25000"}, 25),
        ({"electrified": "rail", "voltage": "750"}, 0.75),
        ({"electrified": "yes"}, 25),
        ({"electrified": "contact_line", "frequency": "16.7"}, 15),
        ({"electrified": "contact_line", "voltage": "much"}, 25),
        ({"electrified": "no", "voltage": "25000"}, 0),
        ({"construction:electrified": "contact_line"}, 0),
        ({}, 0),
    ],
)
def test_only_tracks_with_a_contact_line_of_today_have_a_voltage(tags, kv):
    assert rail_tags.voltage_kv(tags) == kv


@pytest.mark.parametrize(
    ("tags", "allowed", "wrong_way"),
    [
        ({}, (True, True), (False, False)),
        ({"railway:preferred_direction": "forward"}, (True, True), (False, True)),
        ({"railway:preferred_direction": "backward"}, (True, True), (True, False)),
        ({"railway:preferred_direction": "both"}, (True, True), (False, False)),
        ({"oneway": "yes"}, (True, False), (False, False)),
        ({"oneway": "-1"}, (False, True), (False, False)),
    ],
)
def test_directions_are_a_preference_unless_they_are_one_way(tags, allowed, wrong_way):
    assert rail_tags.preferred_direction(tags) == (allowed, wrong_way)


@pytest.mark.parametrize(
    ("text", "gauges"),
    [("1435", (1435,)), ("1435;1000", (1435, 1000)), ("standard", ()), ("0", ()), ("99999", ())],
)
def test_gauges_are_read_where_they_are_numbers(text, gauges):
    assert rail_tags.gauges_mm({"gauge": text}) == gauges


@pytest.mark.parametrize(
    ("text", "permille"),
    [
        ("1.5%", 15),
        ("-1,5 %", -15),
        ("12\u2030", 12),
        ("2", 20),
        ("up", 0),
        ("99%", 0),
        ("", 0),
    ],
)
def test_gradients_are_read_where_a_train_could_climb_them(text, permille):
    assert rail_tags.gradient_permille({"incline": text}) == permille
