"""Barriers on nodes, one-way streets of every kind, and ferries."""

import numpy as np
import pytest
from drawn import built, drawn, positions, turn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.ticks import TICK_S

NEVER = np.inf
STREET = """
        U-------V
        |       |
    X---A---M---B---Y
"""  # by M 400 m from end to end, by U and V 600 m
SHORT, LONG = 30.0, 50.0
CUT_AT_M = 2 * TICK_S
"""A node that is kept cuts a piece in two, and each is rounded, as are the parts at a place."""


def street(tags=None, **way_tags):
    """Return the street with something on node M, and tags on the way past it."""
    ways = ["XA", way("AMB", **way_tags), "BY", "AUVB"]
    return drawn(STREET, ways, nodes={"M": tags} if tags else {})


@pytest.mark.parametrize("tags", [{"barrier": "bollard"}, {"barrier": "gate", "access": "no"}])
def test_a_barrier_in_the_middle_of_a_road_is_driven_round(tags):
    closed = street(tags)
    assert closed.seconds("XA", "BY") == pytest.approx(LONG, rel=1e-3)
    assert closed.seconds("XA", "AM") == pytest.approx(10.0, rel=1e-3)
    assert closed.seconds("XA", "MB") == pytest.approx(50.0, rel=1e-3)


def test_cyclists_and_walkers_pass_a_bollard():
    for mode in (km.BICYCLE, km.WALKING):
        assert street({"barrier": "bollard"}).seconds("XA", "BY", mode) == pytest.approx(
            street().seconds("XA", "BY", mode), abs=CUT_AT_M
        )


def test_walkers_pass_a_stile_and_cyclists_do_not():
    stile = street({"barrier": "stile"})
    assert stile.seconds("AM", "MB", km.WALKING) == pytest.approx(
        street().seconds("AM", "MB", km.WALKING), abs=CUT_AT_M
    )
    ratio = stile.seconds("XA", "BY", km.BICYCLE) / street().seconds("XA", "BY", km.BICYCLE)
    assert ratio == pytest.approx(LONG / SHORT, rel=1e-3)
    ratio = stile.seconds("XA", "BY", km.BICYCLE, turns=True) / street().seconds(
        "XA", "BY", km.BICYCLE
    )
    assert ratio == pytest.approx(LONG / SHORT, rel=1e-3)


@pytest.mark.parametrize("tags", [{"barrier": "gate"}, {"barrier": "cattle_grid"}])
def test_a_gate_stops_nobody(tags):
    assert street(tags).seconds("XA", "BY") == pytest.approx(SHORT, rel=1e-3)


def test_an_ambulance_passes_a_locked_gate_and_no_fixed_bollard():
    tags = {"barrier": "gate", "locked": "yes"}
    assert street(tags).seconds("XA", "BY") == pytest.approx(LONG, rel=1e-3)
    free_s = street().seconds("XA", "BY", km.AMBULANCE)
    assert street(tags).seconds("XA", "BY", km.AMBULANCE) == pytest.approx(free_s, abs=CUT_AT_M)
    bollard = street({"barrier": "bollard"}).seconds("XA", "BY", km.AMBULANCE)
    assert bollard == pytest.approx(free_s * LONG / SHORT, rel=1e-3)


def test_one_turns_back_at_a_barrier_as_at_the_end_of_a_road():
    # Not left at A; on to the bollard at M and back, then right.
    closed = drawn(
        STREET,
        ["XA", "AMB", "BY", "AUVB"],
        [turn("no_left_turn", "XA", "A", "AUVB")],
        {"M": {"barrier": "bollard"}},
    )
    assert closed.seconds("XA", "BY") == pytest.approx(LONG + 20.0, rel=1e-3)


def test_a_barrier_at_a_junction_closes_it_to_cars():
    closed = drawn("A---M---B", ["AM", "MB"], nodes={"M": {"barrier": "block"}})
    assert closed.seconds("AM", "MB", allow_islands=True) == NEVER


@pytest.mark.parametrize(
    ("tags", "there", "back"),
    [
        ({}, SHORT, SHORT),
        ({"oneway": "yes"}, SHORT, LONG),
        ({"oneway": "-1"}, LONG, SHORT),
        ({"oneway": "no", "junction": "roundabout"}, SHORT, SHORT),
        ({"junction": "roundabout"}, SHORT, LONG),
        ({"junction": "circular"}, SHORT, LONG),
        ({"highway": "motorway_link"}, SHORT, LONG),
        ({"highway": "motorway"}, SHORT, LONG),
        ({"highway": "motorway_link", "oneway": "no"}, SHORT, SHORT),
        ({"highway": "trunk_link"}, SHORT, SHORT),
        ({"oneway": "reversible"}, LONG, LONG),
        ({"oneway": "alternating"}, SHORT, SHORT),
        ({"oneway:motor_vehicle": "yes"}, SHORT, LONG),
        ({"oneway": "yes", "oneway:bicycle": "no"}, SHORT, LONG),
        ({"vehicle:backward": "no"}, SHORT, LONG),
        ({"oneway": "maybe"}, SHORT, SHORT),
    ],
)
def test_one_way_streets_of_every_kind_are_driven_one_way(tags, there, back):
    one = street(**tags)
    assert one.seconds("XA", "BY") == pytest.approx(there, rel=1e-3)
    assert one.seconds("BY", "XA") == pytest.approx(back, rel=1e-3)


@pytest.mark.parametrize(
    ("tags", "back"),
    [
        ({"oneway": "yes"}, LONG),
        ({"oneway": "yes", "oneway:bicycle": "no"}, SHORT),
        ({"oneway": "yes", "cycleway": "opposite_lane"}, SHORT),
    ],
)
def test_cyclists_ride_against_a_one_way_street_where_they_may(tags, back):
    free_s = street().seconds("BY", "XA", km.BICYCLE)
    back_s = street(**tags).seconds("BY", "XA", km.BICYCLE)
    assert back_s == pytest.approx(free_s * back / SHORT, rel=1e-3)


def test_walkers_go_both_ways_along_a_one_way_street():
    one_way_s = street(oneway="yes").seconds("BY", "XA", km.WALKING)
    assert one_way_s == street().seconds("BY", "XA", km.WALKING)


HARBOURS = """
    X---A-----------B---Y
"""


def crossing(**tags):
    """Return two quays and a ferry between them, 300 m."""
    return drawn(HARBOURS, ["XA", way("AB", route="ferry", **tags), "BY"])


def test_a_ferry_takes_as_long_as_it_says():
    assert crossing(duration="00:12").seconds("XA", "BY") == pytest.approx(730.0, rel=1e-3)


def test_no_place_joins_a_ferry_at_sea():
    # From the middle of the crossing one walks to the nearer quay, 150 m away.
    ferry = crossing(duration="00:12")
    at_quay_s = ferry.seconds("XA", "XA1")
    assert ferry.seconds("XA", "AB.4") == pytest.approx(at_quay_s + 120.0 / (4.8 / 3.6), rel=1e-2)


def test_a_ferry_that_calls_on_its_way_takes_as_long_in_all():
    # A pier at M half way; the ferry takes 12 minutes from A to B.
    ways = ["XA", way("AMB", route="ferry", duration="00:12"), "BY", "MP"]
    town = drawn(HARBOURS.replace("-----------", "-----M-----") + "          P", ways)
    assert town.seconds("XA", "BY") == pytest.approx(730.0, rel=1e-3)
    to_pier_s = 5.0 + 360.0 + town.seconds("M", "MP")
    assert town.seconds("XA", "MP") == pytest.approx(to_pier_s, rel=1e-2)


def test_a_ferry_without_duration_goes_at_a_speed_that_can_be_replaced():
    ferry = crossing()
    assert ferry.seconds("XA", "BY") == pytest.approx(10.0 + 300 / 15 * 3.6, rel=1e-3)
    slow = km.SpeedModel(free_flow_kmh=lambda *_: 36.0, ferry_kmh=5.0)
    network = ferry.with_network(ferry.network.with_speeds(slow))
    assert network.seconds("XA", "BY") == pytest.approx(10.0 + 300 / 5 * 3.6, rel=1e-3)


def test_walkers_and_cyclists_take_the_ferry_too():
    for mode in (km.WALKING, km.BICYCLE):
        assert crossing(duration="00:12").seconds("XA", "BY", mode) > 720.0


def test_a_ferry_for_walkers_takes_no_cars():
    ferry = crossing(foot="yes", duration="00:12")
    assert ferry.seconds("XA", "BY", allow_islands=True) == NEVER
    assert np.isfinite(ferry.seconds("XA", "BY", km.WALKING))


def test_a_ferry_of_no_length_takes_its_time_or_none_but_never_nonsense():
    town = drawn("X---A---Y", ["XA", "AY"])
    metres = positions("X---A---Y")
    metres["B"] = metres["A"]
    ways = ["XA", way("AB", route="ferry", duration="00:12"), "BY"]
    extra_s = built(metres, ways).seconds("XA", "BY") - town.seconds("XA", "AY")
    assert extra_s in (0.0, 720.0)
