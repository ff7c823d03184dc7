"""One-ways of every kind, by car, bicycle and on foot."""

import pytest

from kraftcenter_mobility.modes import AMBULANCE, BICYCLE, CAR, WALKING
from kraftcenter_mobility.osm.oneway_tags import oneway_directions
from kraftcenter_mobility.osm.tags import oddities

BOTH, ALONG, AGAINST, NEITHER = (True, True), (True, False), (False, True), (False, False)


@pytest.mark.parametrize(
    ("tags", "by_car", "by_bicycle", "on_foot"),
    [
        ({}, BOTH, BOTH, BOTH),
        ({"oneway": "yes"}, ALONG, ALONG, BOTH),
        ({"oneway": "YES "}, ALONG, ALONG, BOTH),
        ({"oneway": "true"}, ALONG, ALONG, BOTH),
        ({"oneway": "1"}, ALONG, ALONG, BOTH),
        ({"oneway": "-1"}, AGAINST, AGAINST, BOTH),
        ({"oneway": "reverse"}, AGAINST, AGAINST, BOTH),
        ({"oneway": "no"}, BOTH, BOTH, BOTH),
        ({"oneway": "maybe"}, BOTH, BOTH, BOTH),
        ({"oneway": "reversible"}, NEITHER, NEITHER, BOTH),
        ({"oneway": "alternating"}, BOTH, BOTH, BOTH),
        ({"junction": "roundabout"}, ALONG, ALONG, BOTH),
        ({"junction": "circular"}, ALONG, ALONG, BOTH),
        ({"junction": "roundabout", "oneway": "-1"}, AGAINST, AGAINST, BOTH),
        ({"junction": "roundabout", "oneway": "no"}, BOTH, BOTH, BOTH),
        ({"junction": "roundabout", "oneway": "maybe"}, ALONG, ALONG, BOTH),
        ({"highway": "motorway"}, ALONG, ALONG, BOTH),
        ({"highway": "motorway_link"}, ALONG, ALONG, BOTH),
        ({"highway": "motorway_link", "oneway": "no"}, BOTH, BOTH, BOTH),
        ({"highway": "trunk_link"}, BOTH, BOTH, BOTH),
        ({"oneway": "yes", "oneway:bicycle": "no"}, ALONG, BOTH, BOTH),
        ({"oneway": "yes", "oneway:bicycle": "-1"}, ALONG, AGAINST, BOTH),
        ({"oneway:bicycle": "yes"}, BOTH, ALONG, BOTH),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, BOTH, ALONG, BOTH),
        ({"oneway:motorcar": "yes"}, ALONG, BOTH, BOTH),
        ({"oneway": "yes", "cycleway": "opposite"}, ALONG, BOTH, BOTH),
        ({"oneway": "yes", "cycleway": "opposite_lane"}, ALONG, BOTH, BOTH),
        ({"oneway": "yes", "cycleway": "opposite_track"}, ALONG, BOTH, BOTH),
        ({"oneway": "yes", "cycleway:left": "opposite_lane"}, ALONG, BOTH, BOTH),
        ({"oneway": "-1", "cycleway": "opposite"}, AGAINST, BOTH, BOTH),
        ({"oneway": "yes", "cycleway:both": "lane"}, ALONG, ALONG, BOTH),
        ({"oneway": "yes", "cycleway:left:oneway": "no"}, ALONG, BOTH, BOTH),
        ({"oneway": "yes", "cycleway:both:oneway": "no"}, ALONG, BOTH, BOTH),
        ({"oneway": "yes", "cycleway:left:oneway": "-1"}, ALONG, BOTH, BOTH),
        ({"oneway": "yes", "cycleway:right:oneway": "yes"}, ALONG, ALONG, BOTH),
        (
            {"oneway": "yes", "cycleway": "opposite", "oneway:bicycle": "yes"},
            *(ALONG, ALONG, BOTH),
        ),
        ({"oneway": "reversible", "cycleway": "opposite"}, NEITHER, NEITHER, BOTH),
        ({"oneway:foot": "yes"}, BOTH, BOTH, ALONG),
        ({"oneway": "yes", "oneway:foot": "-1"}, ALONG, ALONG, AGAINST),
        ({"highway": "steps", "conveying": "backward"}, BOTH, BOTH, AGAINST),
        ({"highway": "steps", "conveying": "reversible"}, BOTH, BOTH, BOTH),
    ],
)
def test_one_ways_bind_each_mode_as_they_should(tags, by_car, by_bicycle, on_foot):
    tags = {"highway": "residential", **tags}
    assert oneway_directions(tags, CAR) == by_car
    assert oneway_directions(tags, AMBULANCE) == by_car
    assert oneway_directions(tags, BICYCLE) == by_bicycle
    assert oneway_directions(tags, WALKING) == on_foot


def test_a_one_way_ferry_binds_walkers_too():
    assert oneway_directions({"route": "ferry", "oneway": "yes"}, WALKING) == ALONG


@pytest.mark.parametrize(
    ("tags", "codes"),
    [
        ({"oneway": "yes"}, []),
        ({"oneway": "reversible"}, ["reversible-oneway"]),
        ({"oneway": "alternating"}, ["alternating-oneway"]),
        ({"oneway": "maybe"}, ["unreadable-oneway"]),
        ({"oneway:bicycle": "opposite"}, ["unreadable-oneway"]),
        ({"oneway:conditional": "yes @ (Mo-Fr)"}, ["conditional-oneway"]),
    ],
)
def test_reports_odd_one_ways(tags, codes):
    assert [code for code, _ in oddities({"highway": "primary", **tags})] == codes
