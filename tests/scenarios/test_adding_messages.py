"""What is wrong with a road to be added is said once, and clearly."""

import math

import pytest
import shapely
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.road_state import RoadState

TOWN = """
A-------B
        |
S       C-------D

        T
"""
FAR_JOIN = r"joins\[1\] at \(8.97643, 56.13865\) lies 400 m from the line, more than its max"
LINE = [(8.97, 56.14), (8.98, 56.14)]
HERE = Join(8.97, 56.14)


@pytest.fixture(scope="module")
def town():
    ways = [
        way("AB", ref="15", name="Vestergade"),
        way("BC", highway="footway"),
        way("CD", ref="E 20;52", highway="motorway", oneway="no"),
    ]
    return drawn(TOWN, ways)


def put(town, line, *joins, road_class="primary", **settings):
    """Apply an edit to the town as it is."""
    line = [town.lonlat.get(each, each) for each in line]
    edit = AddRoad(line, road_class, joins=joins, **settings)
    return edit.apply(RoadState.of(town.network))


def at(town, where, *roads, **settings):
    point = town.point(where)
    return Join(point.x, point.y, roads, **settings)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ([(498_600, 6_221_600), (498_700, 6_221_600)], "2 of 2 points .*look like metres: trans"),
        ([(8.97, 95.0), (8.98, 56.0)], r"1 of 2 points .*such as \(8.97, 95\)"),
        ([(8.97, math.nan), (8.98, 56.0)], "1 of 2 points of line have coordinates that are no nu"),
        ([(8.97, 56.0), (math.inf, 56.0)], "1 of 2 points of line have coordinates that are no nu"),
        ([(8.97, 56.0), (8.97, 56.0)], "line has no length: it has 2 points"),
        ([(8.97, 56.0), (8.97, 56.000_000_01)], "line has no length"),
        (shapely.LineString(), "line has no length: it has 0 points"),
        ([(8.97, 56.0)], "line must have two points or more, got 1"),
        ([], "line must have two points or more, got 0"),
        ([8.97, 56.0], r"line must be a LineString or \(lon, lat\) pairs in degrees"),
        ([(8.97, "north"), (1, 2)], r"line must be a LineString or \(lon, lat\) pairs"),
        ([(8.97,), (1, 2)], r"line must be a LineString or \(lon, lat\) pairs"),
        ("POINT (1 2)", r"line must be a LineString or \(lon, lat\) pairs .* got 'POINT"),
        (None, r"line must be a LineString or \(lon, lat\) pairs .* got None"),
        (shapely.Point(8.97, 56.0), "line must be one LineString, got a Point"),
        (
            shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]),
            "got a MultiLineString of 2 parts that do not meet end to end; use an AddRoad for each",
        ),
    ],
)
def test_what_is_no_line_in_degrees_is_refused(line, message):
    with pytest.raises(ScenarioError, match=message):
        AddRoad(line, "primary", joins=(HERE,))


def test_parts_that_meet_end_to_end_and_heights_do_no_harm():
    parts = shapely.MultiLineString([[(0, 0, 5), (1, 1, 5)], [(1, 1, 5), (2, 1, 5)]])
    edit = AddRoad(parts, "primary", joins=(HERE,))
    assert edit.line == shapely.LineString([(0, 0), (1, 1), (2, 1)])
    assert AddRoad([(0, 0, 9), (1, 1, 9)], "primary", joins=(HERE,)).line.coords[1] == (1, 1)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"road_class": "motorvej"}, "road_class must be .* got 'motorvej'; did you mean 'motorwa"),
        ({"road_class": "ferry"}, "road_class must be .* got 'ferry'"),
        ({"road_class": 3}, "road_class must be text, got 3"),
        ({"joins": ()}, r"joins is empty: nobody could reach the new road; name at least one Join"),
        ({"joins": HERE}, r"joins must be a tuple such as \(Join\(8.97, 56.13\),\)"),
        ({"joins": ("18",)}, r"joins\[0\] must be a Join, got '18'"),
        ({"limit_kmh": 0}, "limit_kmh must be a number from 1 to 200 km/h; got 0"),
        ({"limit_kmh": 250}, "limit_kmh must be a number from 1 to 200 km/h; got 250"),
        ({"limit_kmh": math.nan}, "limit_kmh must be a number from 1 to 200 km/h; got nan"),
        ({"limit_kmh": "80"}, "limit_kmh must be a number from 1 to 200 km/h; got '80'"),
        ({"lanes": 0}, "lanes must be from 1 to 20, got 0"),
        ({"lanes": 2.5}, "lanes must be a whole number, got 2.5"),
        ({"oneway": "yes"}, "oneway must be True or False, got 'yes'"),
        ({"built_up": 1}, "built_up must be True or False, got 1"),
        ({"number": 18}, "number must be text, got 18"),
        ({"name": None}, "name must be text, got None"),
        ({"note": 5}, "note must be text, got 5"),
        ({"modes": "car"}, "modes must be a tuple"),
        ({"modes": ("car",)}, "modes must hold Mode values"),
        (
            {"road_class": "motorway", "modes": (km.BICYCLE,)},
            "no motorway is open to bicycle: .* choose another road_class, or other modes",
        ),
    ],
)
def test_fields_that_make_no_sense_are_named(settings, message):
    settings = {"line": LINE, "road_class": "primary", "joins": (HERE,)} | settings
    with pytest.raises(ScenarioError, match=message):
        AddRoad(**settings)


def test_a_mode_of_the_users_own_that_no_network_knows_is_refused():
    truck = km.Mode(name="truck", kind="motor", access_tags=("access",), top_speed_kmh=80.0)
    with pytest.raises(ScenarioError, match="no primary is open to truck: every network is built"):
        AddRoad(LINE, "primary", joins=(HERE,), modes=(truck,))
    edit = AddRoad(LINE, "primary", joins=(HERE,), modes=(truck, km.CAR))
    assert edit.tags["kraftcenter:closed:forward"] == "ambulance;bicycle;walking"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((498_600, 6_221_600), r"lon must be a number from -180 to 180 degrees \(EPSG:4326\)"),
        ((8.97, 91.0), r"lat must be a number from -90 to 90 degrees .* got 91"),
        ((math.nan, 56.0), "lon must be a number"),
        (("8.97", 56.0), "lon must be a number .* got '8.97'"),
        (
            (8.97, 56.0, "18"),
            r"roads must be a tuple of numbers, names or ways such as \('18', 'wa",
        ),
        ((8.97, 56.0, (18,)), "roads must hold text such as '18', 'Messevej' or 'way/123', got 18"),
        ((8.97, 56.0, (" ",)), "roads must hold text"),
        ((8.97, 56.0, ("way/x",)), "roads: a way is written as 'way/123', got 'way/x'"),
        ((8.97, 56.0, (), 0.0), "max_distance_m must be a number more than 0 and at most 5000 m"),
    ],
)
def test_joins_that_make_no_sense_are_refused(values, message):
    with pytest.raises(ScenarioError, match=message):
        Join(*values)


def test_a_line_far_from_the_network_was_written_for_another(town):
    line = [(12.5, 55.6), (12.6, 55.7)]
    message = r"line lies between \(12.5000, 55.6000\) .* outside the network, .* another network\?"
    with pytest.raises(ScenarioError, match=message):
        put(town, line, Join(*line[0]))


def test_swapped_coordinates_are_recognised(town):
    line = [(lat, lon) for lon, lat in (town.lonlat["A"], town.lonlat["B"])]
    with pytest.raises(ScenarioError, match="longitude and latitude look swapped"):
        put(town, line, Join(*line[0]))


def test_a_join_with_swapped_coordinates_is_refused_at_once():
    message = r"joins\[1\] at lon=56.14, lat=8.98 .*: longitude and latitude look swapped"
    with pytest.raises(ScenarioError, match=message):
        AddRoad(LINE, "primary", joins=(HERE, Join(56.14, 8.98)))
    elsewhere = Join(12.5, 55.6)  # wrong too, but not for this reason: told where it is applied
    assert AddRoad(LINE, "primary", joins=(elsewhere,)).joins == (elsewhere,)
    near_the_diagonal = Join(56.2, 56.1)
    line = [(56.1, 56.1), (56.3, 56.1)]
    assert AddRoad(line, "primary", joins=(near_the_diagonal,)).joins == (near_the_diagonal,)


def test_a_line_that_leaves_the_network_is_noted(town):
    _, account = put(town, ["A", (8.5, 56.14)], at(town, "A"))
    assert "100% of it lies outside the network's extent" in account.notes


def test_a_join_far_from_the_line_is_named_with_its_distance(town):
    joins = (at(town, "A"), at(town, "D"))
    with pytest.raises(ScenarioError, match=FAR_JOIN):
        put(town, "AS", *joins)


def test_a_road_too_far_from_the_join_is_measured_and_the_near_ones_listed(town):
    message = (
        r"joins\[0\] at .*: road '15' does not lie within 60 m of .*: its nearest piece is 1\d\d m "
        r"away \(near are: .*E 20;52.*\); move the join, or raise max_distance_m"
    )
    with pytest.raises(ScenarioError, match=message):
        put(town, "TC", at(town, "C", "15", max_distance_m=60.0))


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("E 21", "no road has the number or the name 'E 21'; did you mean 'E 20'"),
        ("Vestergade Nord", "did you mean 'Vestergade'"),
        ("way/99", "the network has no way 99; is it from another network?"),
        ("way/-1", "the network has no way -1"),
    ],
)
def test_a_road_that_is_unknown_is_likened_to_those_that_are_there(town, wanted, message):
    with pytest.raises(ScenarioError, match=message):
        put(town, "TC", at(town, "C", wanted))


def test_what_lies_near_is_listed_where_none_can_be_taken(town):
    message = (
        r"no road that is open to through traffic by car lies within 50 m of .*, only .*"
        r"road E 20;52 \(way 1003\).*; name the road to join in roads, or raise max_distance_m"
    )
    with pytest.raises(ScenarioError, match=message):
        put(town, "TC", at(town, "C"))


def test_a_road_that_nobody_could_reach_is_refused_unless_it_may_be_without_effect(town):
    join = at(town, "BC", "way/1002")
    lon, lat = town.point("BC").coords[0]
    line = ["S", (lon, lat)]
    message = "car or ambulance may use none of the roads that it joins .an unnamed footway .way 10"
    with pytest.raises(ScenarioError, match=f"nobody could reach the new road: {message}"):
        put(town, line, join, modes=(km.CAR, km.AMBULANCE))
    cars = {"modes": (km.CAR, km.AMBULANCE), "allow_no_effect": True}
    _, account = put(town, line, join, **cars)
    assert account.connected is False
    assert any(note.startswith("joins what nobody it is for (car, amb") for note in account.notes)
    assert put(town, line, join)[1].connected


def test_a_road_that_meets_others_at_the_node_it_joins_is_connected(town):
    # The footway named ends at B, where road 15 does
    join = at(town, "B", "way/1002")
    assert put(town, "SB", join, modes=(km.CAR,))[1].connected


def test_a_line_that_is_all_one_node_is_refused(town):
    lon, lat = town.lonlat["A"]
    line = [(lon, lat), (lon, lat + 0.7 / 111_344.4)]
    with pytest.raises(ScenarioError, match="line is so short that all of it is one node"):
        put(town, line, Join(*line[0]), Join(*line[1]))
