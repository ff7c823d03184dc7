"""Who may travel where: by class of road, by the hierarchy of tags, and by direction."""

import pytest

from kraftcenter_mobility.modes import AMBULANCE, BICYCLE, CAR, WALKING
from kraftcenter_mobility.osm.tags import CLOSED, DESTINATION, OPEN, access, oddities

LETTERS = {CLOSED: "x", DESTINATION: "d", OPEN: "o"}


def both_ways(tags):
    """Return what car, ambulance, bicycle and walker may do, one letter each."""
    allowed = [access(tags, mode) for mode in (CAR, AMBULANCE, BICYCLE, WALKING)]
    assert all(along == against for along, against in allowed)
    return "".join(LETTERS[along] for along, _ in allowed)


# Columns: car, ambulance, bicycle, on foot; o open, d destination only, x closed.
BY_CLASS = [
    ("trunk", {}, "oooo"),
    ("trunk", {"motorroad": "yes"}, "ooxx"),
    ("trunk", {"motorroad": "no"}, "oooo"),
    ("primary", {"motorroad": "yes", "bicycle": "yes"}, "ooox"),
    ("primary", {"motorroad": "yes", "access": "yes"}, "ooxx"),
    ("residential", {}, "oooo"),
    ("living_street", {}, "oooo"),
    ("road", {}, "oooo"),
    ("service", {}, "oooo"),
    ("service", {"service": "alley"}, "oooo"),
    ("service", {"service": "driveway"}, "dooo"),
    ("service", {"service": "driveway", "motor_vehicle": "yes"}, "oooo"),
    ("service", {"service": "driveway", "access": "private"}, "xoxx"),
    ("service", {"service": "parking_aisle"}, "oooo"),
    ("service", {"service": "emergency_access"}, "xooo"),
    ("service", {"service": "emergency_access", "access": "yes"}, "xooo"),
    ("track", {}, "dooo"),
    ("track", {"tracktype": "grade1"}, "oooo"),
    ("track", {"tracktype": "grade2"}, "oooo"),
    ("track", {"tracktype": "grade3"}, "dooo"),
    ("track", {"surface": "asphalt"}, "oooo"),
    ("track", {"surface": "asphalt", "tracktype": "grade4"}, "dooo"),
    ("track", {"motor_vehicle": "yes"}, "oooo"),
    ("track", {"access": "yes"}, "oooo"),
    ("track", {"motor_vehicle": "no"}, "xxoo"),
    ("busway", {}, "xoxx"),
    ("bus_guideway", {}, "xoxx"),
    ("pedestrian", {}, "xoxo"),
    ("pedestrian", {"motor_vehicle": "delivery"}, "doxo"),
    ("pedestrian", {"bicycle": "yes"}, "xooo"),
    ("cycleway", {}, "xxoo"),
    ("cycleway", {"foot": "no"}, "xxox"),
    ("cycleway", {"emergency": "yes"}, "xooo"),
    ("path", {}, "xxoo"),
    ("path", {"bicycle": "no"}, "xxxo"),
    ("path", {"motorcar": "yes"}, "oxoo"),
    ("footway", {}, "xxxo"),
    ("footway", {"access": "yes"}, "xxxo"),
    ("footway", {"vehicle": "yes"}, "xxxo"),
    ("footway", {"bicycle": "yes"}, "xxoo"),
    ("footway", {"bicycle": "dismount"}, "xxoo"),
    ("bridleway", {}, "xxxo"),
    ("steps", {}, "xxxo"),
    ("steps", {"ramp:bicycle": "yes"}, "xxoo"),
    ("corridor", {}, "xxxo"),
    ("platform", {}, "xxxo"),
    ("residential", {"smoothness": "impassable"}, "xxxo"),
    ("construction", {}, "xxxx"),
    ("proposed", {"access": "yes"}, "xxxx"),
]


@pytest.mark.parametrize(("highway", "tags", "expected"), BY_CLASS)
def test_the_class_of_a_road_decides_where_tags_are_silent(highway, tags, expected):
    assert both_ways({"highway": highway, **tags}) == expected


def test_motorways_are_for_motor_vehicles_and_lead_one_way():
    motorway = {"highway": "motorway"}
    allowed = [access(motorway, mode) for mode in (CAR, AMBULANCE, BICYCLE, WALKING)]
    assert allowed == [(OPEN, CLOSED), (OPEN, CLOSED), (CLOSED, CLOSED), (CLOSED, CLOSED)]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"access": "no"}, "xxxx"),
        ({"access": "no", "vehicle": "yes"}, "ooox"),
        ({"access": "no", "motor_vehicle": "yes"}, "ooxx"),
        ({"access": "no", "motorcar": "yes"}, "oxxx"),
        ({"access": "no", "bicycle": "yes"}, "xxox"),
        ({"access": "no", "foot": "yes"}, "xxxo"),
        ({"access": "no", "emergency": "yes"}, "xoxx"),
        ({"vehicle": "no"}, "xxxo"),
        ({"vehicle": "no", "bicycle": "yes"}, "xxoo"),
        ({"motor_vehicle": "no"}, "xxoo"),
        ({"motor_vehicle": "no", "motorcar": "yes"}, "oxoo"),
        ({"motor_vehicle": "yes", "motorcar": "no"}, "xooo"),
        ({"emergency": "no"}, "oxoo"),
        ({"bicycle": "no"}, "ooxo"),
        ({"foot": "no"}, "ooox"),
        ({"access": "nonsense"}, "oooo"),
        ({"access": "no", "motorcar": "nonsense"}, "xxxx"),
        ({"access": "NO "}, "xxxx"),
        ({"access": "no", "bus": "yes"}, "xoxx"),
        ({"motor_vehicle": "no", "psv": "designated"}, "xooo"),
        ({"motor_vehicle": "no", "psv": "yes", "emergency": "no"}, "xxoo"),
    ],
)
def test_the_most_specific_tag_decides(tags, expected):
    assert both_ways({"highway": "residential", **tags}) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("yes", "oooo"),
        ("permissive", "oooo"),
        ("designated", "oooo"),
        ("official", "oooo"),
        ("public", "oooo"),
        ("destination", "dooo"),
        ("delivery", "dooo"),
        ("customers", "dooo"),
        ("residents", "dooo"),
        ("private", "xoxx"),
        ("permit", "xoxx"),
        ("military", "xoxx"),
        ("agricultural", "xoxo"),
        ("forestry", "xoxo"),
        ("psv", "xoxx"),
        ("emergency", "xoxx"),
        ("no", "xxxx"),
        ("unknown", "oooo"),
        ("agricultural;forestry", "xoxo"),
        ("destination;agricultural", "dooo"),
        ("no;private", "xoxx"),
        ("designated; yes", "oooo"),
        (";", "oooo"),
    ],
)
def test_each_value_of_access_means_what_it_should(value, expected):
    assert both_ways({"highway": "residential", "access": value}) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"foot": "use_sidepath"}, "ooox"),
        ({"bicycle": "use_sidepath"}, "ooxo"),
        ({"bicycle": "dismount"}, "oooo"),
        ({"bicycle": "destination"}, "oooo"),
        ({"foot": "customers"}, "oooo"),
        ({"bicycle": "private"}, "ooxo"),
        ({"access:conditional": "no @ (22:00-06:00)"}, "oooo"),
        ({"motor_vehicle:conditional": "no @ (22:00-06:00)"}, "oooo"),
    ],
)
def test_cyclists_and_walkers_have_values_of_their_own(tags, expected):
    assert both_ways({"highway": "residential", **tags}) == expected


@pytest.mark.parametrize(
    ("tags", "mode", "expected"),
    [
        ({"motor_vehicle:forward": "no"}, CAR, (CLOSED, OPEN)),
        ({"motor_vehicle:forward": "no"}, BICYCLE, (OPEN, OPEN)),
        ({"access:backward": "no"}, CAR, (OPEN, CLOSED)),
        ({"access:backward": "no"}, WALKING, (OPEN, CLOSED)),
        ({"access:backward": "no", "foot": "yes"}, WALKING, (OPEN, OPEN)),
        ({"vehicle:forward": "destination"}, CAR, (DESTINATION, OPEN)),
        ({"access": "no", "motorcar:backward": "yes"}, CAR, (CLOSED, OPEN)),
        ({"oneway": "yes", "bicycle:backward": "yes"}, BICYCLE, (OPEN, OPEN)),
        ({"oneway": "yes", "bicycle:backward": "no"}, BICYCLE, (OPEN, CLOSED)),
        ({"oneway": "yes", "access:backward": "yes"}, CAR, (OPEN, CLOSED)),
        ({"oneway": "-1"}, CAR, (CLOSED, OPEN)),
        ({"oneway": "yes", "motor_vehicle": "destination"}, CAR, (DESTINATION, CLOSED)),
        ({"oneway": "reversible"}, CAR, (CLOSED, CLOSED)),
        ({"junction": "roundabout"}, AMBULANCE, (OPEN, CLOSED)),
        ({"oneway": "yes"}, WALKING, (OPEN, OPEN)),
    ],
)
def test_directions_are_told_apart(tags, mode, expected):
    assert access({"highway": "residential", **tags}, mode) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, "oooo"),
        ({"motor_vehicle": "no"}, "xxoo"),
        ({"motorcar": "no"}, "xooo"),
        ({"foot": "yes"}, "xxoo"),
        ({"foot": "yes", "bicycle": "yes"}, "xxoo"),
        ({"foot": "yes", "bicycle": "yes", "motor_vehicle": "yes"}, "oooo"),
        ({"foot": "yes", "motorcar": "yes"}, "oooo"),
        ({"foot": "no"}, "ooox"),
        ({"bicycle": "no"}, "ooxo"),
        ({"access": "private"}, "xoxx"),
    ],
)
def test_ferries_take_everybody_unless_tagged_otherwise(tags, expected):
    assert both_ways({"route": "ferry", **tags}) == expected


@pytest.mark.parametrize(
    ("tags", "codes"),
    [
        ({"access": "yes", "bicycle": "use_sidepath"}, []),
        ({"access": "unknown"}, []),
        ({"access": "nonsense"}, ["unknown-access-value"]),
        ({"bicycle": "opposite;yes"}, ["unknown-access-value"]),
        ({"motor_vehicle:forward": "nonsense"}, ["unknown-access-value"]),
        ({"access:conditional": "no @ (22:00-06:00)"}, ["conditional-access"]),
        ({"motor_vehicle:conditional": "no @ (22:00-06:00)"}, ["conditional-access"]),
        ({"motor_vehicle:forward:conditional": "no @ (22:00-06:00)"}, ["conditional-access"]),
    ],
)
def test_reports_odd_access(tags, codes):
    assert [code for code, _ in oddities({"highway": "primary", **tags})] == codes
