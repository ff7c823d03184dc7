"""The table of road classes: what is a road, and how fast cars drive on it unhindered."""

import math

import pytest

from kraftcenter_mobility.osm.tags import (
    CLOSED,
    OPEN,
    ROAD_CLASSES,
    free_flow_kmh,
    is_road,
    road_class,
)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "motorway_link"}, True),
        ({"highway": "footway"}, True),
        ({"highway": "road"}, True),
        ({"highway": "busway"}, True),
        ({"highway": "platform"}, True),
        ({"route": "ferry"}, True),
        ({"highway": "primary", "route": "bicycle"}, True),
        ({"highway": "residential", "area": "no"}, True),
        ({"highway": "pedestrian", "area": "yes"}, False),
        ({"highway": "construction", "construction": "motorway"}, False),
        ({"highway": "proposed"}, False),
        ({"highway": "abandoned"}, False),
        ({"highway": "raceway"}, False),
        ({"highway": "ferry"}, False),
        ({"highway": "proposed", "route": "ferry"}, False),
        ({"highway": "Residential?"}, False),
        ({"route": "bicycle"}, False),
        ({"railway": "rail"}, False),
        ({}, False),
    ],
)
def test_says_what_somebody_may_travel_along(tags, expected):
    assert is_road(tags) is expected


def test_a_way_that_is_no_road_is_described_as_one_of_unknown_class():
    assert road_class({"highway": "construction"}).name == "road"


def test_smaller_roads_rank_below_larger_ones():
    order = ["motorway", "trunk", "primary", "secondary", "tertiary", "unclassified"]
    order += ["residential", "living_street", "service", "track", "cycleway", "path"]
    ranks = [ROAD_CLASSES[name].rank for name in order]
    assert ranks == sorted(set(ranks))
    assert ROAD_CLASSES["motorway"].rank == 0
    assert ROAD_CLASSES["motorway_link"].rank > ROAD_CLASSES["tertiary"].rank


@pytest.mark.parametrize("row", ROAD_CLASSES.values(), ids=lambda row: row.name)
def test_every_row_of_the_table_makes_sense(row):
    assert ROAD_CLASSES[row.name] is row
    assert {row.motor, row.bicycle, row.foot} <= {CLOSED, OPEN}
    assert 0.0 < row.limit_built_up_kmh <= row.limit_rural_kmh <= 130.0
    for free_flow in (row.built_up, row.rural):
        assert 0.0 < free_flow.factor <= 1.0
        assert 0.0 < free_flow.top_kmh <= 116.0
    assert row.built_up.top_kmh <= row.rural.top_kmh


@pytest.mark.parametrize(
    ("name", "limit_kmh", "built_up", "lowest_kmh", "highest_kmh"),
    [
        ("motorway", 130, False, 113, 118),
        ("motorway", 110, False, 108, 110),
        ("motorway", math.inf, False, 113, 118),
        ("trunk", 90, False, 88, 92),
        ("primary", 90, False, 88, 92),
        ("trunk", 80, False, 78, 82),
        ("primary", 80, False, 78, 82),
        ("secondary", 80, False, 77, 82),
        ("tertiary", 80, False, 68, 72),
        ("unclassified", 80, False, 58, 62),
        ("residential", 80, False, 40, 50),
        ("primary", 50, True, 44, 46),
        ("secondary", 50, True, 44, 46),
        ("residential", 50, True, 35, 40),
        ("residential", 30, True, 27, 30),
        ("service", 50, True, 19, 21),
        ("service", 80, False, 19, 21),
        ("living_street", 15, True, 15, 15),
        ("track", 80, False, 20, 25),
        ("motorway_link", 130, False, 60, 80),
        ("motorway_link", 50, True, 45, 50),
    ],
)
def test_free_flow_agrees_with_what_is_known_of_danish_roads(
    name, limit_kmh, built_up, lowest_kmh, highest_kmh
):
    speed = free_flow_kmh(ROAD_CLASSES[name], limit_kmh, built_up=built_up)
    assert lowest_kmh <= speed <= highest_kmh


@pytest.mark.parametrize("row", ROAD_CLASSES.values(), ids=lambda row: row.name)
@pytest.mark.parametrize("built_up", [False, True])
def test_a_higher_limit_never_makes_traffic_slower_nor_faster_than_it(row, built_up):
    limits = [1.0, 15.0, 30.0, 50.0, 80.0, 110.0, 130.0, math.inf]
    speeds = [free_flow_kmh(row, limit, built_up=built_up) for limit in limits]
    assert speeds == sorted(speeds)
    assert all(0.0 < speed <= limit for speed, limit in zip(speeds, limits, strict=True))
    assert math.isfinite(speeds[-1])
