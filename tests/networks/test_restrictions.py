"""Turn restrictions of every kind, each beside the drawing it forbids something in.

Journeys run from the middle of one road to the middle of another, 100 m in 10 s. Where a
turn is forbidden, the way round leads to the end of some other road and back, for turning
back costs nothing here, but is done only where a road ends.
"""

import numpy as np
import pytest
from drawn import drawn, turn, way

import kraftcenter_mobility as km

NEVER = np.inf

CROSSING = """
        C
        |
    A---M---B
        |
        D
"""
DIRECT, ROUND = 10.0, 30.0  # 50 m and 50 m; 200 m more to the end of another road and back


def crossing(*turns, ways=("AM", "MB", "CM", "MD")):
    return drawn(CROSSING, ways, turns)


def assert_seconds(town, expected, **settings):
    """Check the times of journeys written as in ``"AM CM"``."""
    found = {pair: town.seconds(*pair.split(), **settings) for pair in expected}
    assert found == pytest.approx(expected, rel=1e-3)


def test_nothing_is_forbidden_at_a_plain_crossing():
    assert_seconds(crossing(), {"AM CM": DIRECT, "AM MD": DIRECT, "AM MB": DIRECT})


@pytest.mark.parametrize(
    ("kind", "forbidden"),
    [
        ("no_left_turn", "CM"),
        ("no_right_turn", "MD"),
        ("no_straight_on", "MB"),
        ("no_entry", "CM"),
        ("no_exit", "MD"),
    ],
)
def test_one_turn_is_forbidden_and_no_other(kind, forbidden):
    town = crossing(turn(kind, "AM", "M", forbidden))
    expected = {f"AM {to}": DIRECT for to in ("CM", "MB", "MD")}
    expected |= {f"{forbidden} {to}": DIRECT for to in ("AM", "CM", "MB", "MD") if to != forbidden}
    assert_seconds(town, expected | {f"AM {forbidden}": ROUND})
    assert town.network.report.restrictions_used == 1


@pytest.mark.parametrize(
    ("kind", "prescribed"),
    [("only_left_turn", "CM"), ("only_right_turn", "MD"), ("only_straight_on", "MB")],
)
def test_a_prescribed_turn_forbids_all_others(kind, prescribed):
    town = crossing(turn(kind, "AM", "M", prescribed))
    expected = {f"AM {to}": ROUND for to in ("CM", "MB", "MD")} | {f"AM {prescribed}": DIRECT}
    assert_seconds(town, expected | {"CM AM": DIRECT, "CM MD": DIRECT, "MB MD": DIRECT})


def test_no_entry_closes_a_road_to_those_from_several_others():
    town = crossing(turn("no_entry", "AM,MD", "M", "CM"))
    assert_seconds(town, {"AM CM": ROUND, "MD CM": ROUND, "MB CM": DIRECT, "AM MD": DIRECT})


def test_no_exit_closes_several_roads_to_those_from_one():
    town = crossing(turn("no_exit", "AM", "M", "CM,MD"))
    assert_seconds(town, {"AM CM": ROUND, "AM MD": ROUND, "AM MB": DIRECT, "MB CM": DIRECT})


FORK = """
        C
        |
    A---M---B
"""


def test_one_turns_back_only_where_a_road_ends():
    # From A to C by B: had one been allowed to turn back at M, or on the road, no further.
    town = drawn(FORK, ["AM", "MB", "CM"], [turn("no_left_turn", "AM", "M", "CM")])
    assert_seconds(town, {"AM CM": 30.0})


def test_no_u_turn_forbids_turning_back_at_the_end_of_a_road():
    turns = [turn("no_left_turn", "AM", "M", "CM"), turn("no_u_turn", "MB", "B", "MB")]
    town = drawn(FORK, ["AM", "MB", "CM"], turns)
    assert_seconds(town, {"AM CM": NEVER, "AM MB": 10.0, "MB AM": 10.0}, allow_islands=True)


def test_a_driver_with_nothing_else_left_turns_back_at_a_junction():
    turns = [turn("no_left_turn", "AM", "M", "CM"), turn("no_straight_on", "AM", "M", "MB")]
    town = drawn(
        """
    X-Y-A---M---B
        |   |
        Z   C
        """,
        ["XYA", "AM", "MB", "CM", "AZ"],
        [*turns, turn("no_right_turn", "XYA", "A", "AZ")],
    )
    # X to Z: not right at A, so on to M, where neither way on is allowed, and back: left at A.
    assert_seconds(town, {"YA AZ": (25 + 100 + 100 + 50) / 10})


LADDER = """
    C       D
    |       |
A---M-------N---B
    |       |
    E       F
"""
ROUNGS = ["AM", "CM", "ME", "MN", "ND", "NF", "NB"]


def test_a_restriction_via_a_way_forbids_those_who_came_one_way_only():
    town = drawn(LADDER, ROUNGS, [turn("no_left_turn", "CM", "MN", "ND")])
    # C to D: 50 + 200 + 50 m as drawn; now to the end of the road at A, B, E or F and back.
    assert_seconds(
        town, {"CM ND": 50.0, "AM ND": 30.0, "CM NF": 30.0, "CM NB": 30.0, "ND CM": 30.0}
    )


def test_a_place_along_the_via_way_is_not_bound_by_where_others_came_from():
    town = drawn(LADDER, ROUNGS, [turn("no_left_turn", "CM", "MN", "ND")])
    assert_seconds(town, {"MN ND": 15.0, "CM MN": 15.0})


def test_a_prescription_via_a_way_holds_at_each_step():
    town = drawn(LADDER, ROUNGS, [turn("only_straight_on", "CM", "MN", "NB")])
    # C must drive to B: everything else is reached from there.
    assert_seconds(
        town,
        {"CM NB": 30.0, "CM ND": 50.0, "CM NF": 50.0, "CM ME": 70.0, "CM AM": 70.0, "AM ND": 30.0},
    )


def test_no_u_turn_via_a_way_keeps_drivers_from_the_other_carriageway():
    # One-way carriageways A>B and C<D with a link between them.
    town = drawn(
        """
        C-------N-------D
                |
        A-------M-------B
        """,
        [
            *(way(name, oneway="yes") for name in ("AM", "MB", "DN", "NC")),
            "MN",
        ],
        [turn("no_u_turn", "AM", "MN", "NC")],
    )
    assert_seconds(town, {"AM NC": NEVER, "AM MN": 15.0, "MN NC": 15.0}, allow_islands=True)


def test_a_restriction_may_lead_via_several_ways():
    town = drawn(
        LADDER.replace("-------", "---P---"),
        [*ROUNGS[:3], "MP", "PN", *ROUNGS[4:]],
        [turn("no_left_turn", "CM", "MP,PN", "ND")],
    )
    assert_seconds(town, {"CM ND": 50.0, "AM ND": 30.0, "CM NF": 30.0})


def test_members_that_are_merged_with_other_ways_are_found_all_the_same():
    # The road from C to M is three ways, of which the relation names the last; that from
    # M to N two, by way of five nodes.
    drawing = """
    C
    R
    Q       D
    |       |
A---M-P-S-T-N---B
    |       |
    E       F
"""
    ways = ["AM", "CR", "RQ", "QM", "ME", "MPS", "STN", "ND", "NF", "NB"]
    town = drawn(drawing, ways, [turn("no_left_turn", "QM", "MPS,STN", "ND")])
    assert_seconds(town, {"RQ ND": 57.5, "AM ND": 30.0, "RQ NF": 37.5})
    merged = town.network.roads
    assert set(np.diff(merged.first_piece)) == {1, 2}


def test_via_and_to_may_meet_where_no_other_road_does():
    # The road from M to N is two ways, drawn towards each other; the second is the "to" way.
    town = drawn(
        LADDER.replace("-------", "---P---"),
        [*ROUNGS[:3], "MP", "NP", *ROUNGS[4:]],
        [turn("no_straight_on", "CM", "MP", "NP")],
    )
    # C turns off at M and comes back, from the end of another road.
    assert_seconds(town, {"CM ND": 50.0, "AM ND": 30.0, "CM MP": 10.0})


def test_restrictions_via_the_same_ways_hold_beside_each_other():
    town = drawn(
        """
    C       U       D
    |       |       |
A---M-------N-------O---B
                    |
                    V
        """,
        ["AM", "CM", "MN", "UN", "NO", "OD", "OV", "OB"],
        [
            turn("no_left_turn", "CM", "MN,NO", "OD"),
            turn("no_right_turn", "MN", "NO", "OV"),
            turn("no_straight_on", "CM", "MN", "UN"),
        ],
    )
    assert_seconds(
        town,
        {
            "CM OD": 70.0,  # 500 m as drawn, and 200 m to some end and back
            "AM OD": 50.0,
            "CM OV": 70.0,
            "AM OV": 70.0,
            "UN OV": 30.0,
            "UN OD": 30.0,
            "CM OB": 50.0,
            "CM UN": 50.0,
            "AM UN": 30.0,
        },
    )


@pytest.mark.parametrize(
    ("tags", "car", "ambulance", "bicycle"),
    [
        ({}, False, False, False),
        ({"except": "psv"}, False, False, False),
        ({"except": "bicycle"}, False, False, True),
        ({"except": "psv;bicycle"}, False, False, True),
        ({"except": "motorcar"}, True, True, False),
        ({"except": "emergency"}, False, True, False),
    ],
)
def test_those_who_are_excepted_may_turn(tags, car, ambulance, bicycle):
    town = crossing(turn("no_left_turn", "AM", "M", "CM", **tags))
    for mode, may in ((km.CAR, car), (km.AMBULANCE, ambulance), (km.BICYCLE, bicycle)):
        ratio = town.seconds("AM", "CM", mode, turns=True) / town.seconds("AM", "MD", mode)
        assert ratio == pytest.approx(1.0 if may else 3.0, rel=1e-3)


@pytest.mark.parametrize(
    ("key", "bound"),
    [
        ("restriction__motorcar", {"car"}),
        ("restriction__motor_vehicle", {"car", "ambulance"}),
        ("restriction__bicycle", {"bicycle"}),
        ("restriction__hgv", set()),
    ],
)
def test_a_restriction_for_one_kind_of_vehicle_binds_no_other(key, bound):
    town = crossing(turn("", "AM", "M", "CM", **{key: "no_left_turn"}))
    for mode in (km.CAR, km.AMBULANCE, km.BICYCLE):
        ratio = town.seconds("AM", "CM", mode, turns=True) / town.seconds("AM", "MD", mode)
        assert ratio == pytest.approx(3.0 if mode.name in bound else 1.0, rel=1e-3)


def test_walkers_turn_as_they_like():
    town = crossing(turn("no_left_turn", "AM", "M", "CM"))
    walk_s = town.seconds("AM", "MD", km.WALKING)
    assert town.seconds("AM", "CM", km.WALKING, turns=True) == pytest.approx(walk_s, rel=1e-3)


def test_restrictions_can_be_switched_off():
    town = crossing(turn("no_left_turn", "AM", "M", "CM"))
    assert_seconds(town, {"AM CM": DIRECT}, turns=False)


def test_a_prescription_binds_nobody_who_may_not_follow_it():
    # Only straight on, but straight on is a one-way street that comes out here.
    ways = ("AM", way("MB", oneway="-1"), "CM", "MD")
    town = crossing(turn("only_straight_on", "AM", "M", "MB"), ways=ways)
    assert_seconds(town, {"AM CM": DIRECT, "AM MD": DIRECT})


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (
            turn("", "AM", "M", "CM", restriction__conditional="no_left_turn @ (07:00-09:00)"),
            "it holds at certain times only",
        ),
        (turn("", "AM", "M", "CM", restriction__hgv="no_left_turn"), "it concerns no mode of ours"),
        (turn("", "AM", "M", "CM", note="?"), "it concerns no mode of ours"),
        (turn("turn_with_care", "AM", "M", "CM"), "its kind is unknown"),
        (turn("no_left_turn", "AM", "", "CM"), "it lacks a member"),
        (turn("no_left_turn", "", "M", "CM"), "it lacks a member"),
        (turn("no_left_turn", "AM", "M", ""), "it lacks a member"),
        (turn("no_left_turn", "AM", "A", "CM"), "its members do not meet in the network"),
        (turn("no_left_turn", "AM", "CM", "MD"), "its members do not meet in the network"),
        (turn("no_left_turn", "AM", "Z", "CM"), "its via node is not in the network"),
        (
            turn("no_left_turn", "AM", "M,A", "CM"),
            "it has several via members of different kinds",
        ),
        (turn("only_straight_on", "AM", "M", "CM,MB"), "it names several ways for one role"),
        (
            turn("no_left_turn", "XMY", "M", "CM"),
            "its from way passes the via node instead of ending there",
        ),
        (
            turn("no_left_turn", "CM", "M", "XMY"),
            "its to way passes the via node instead of beginning there",
        ),
    ],
)
def test_what_cannot_be_used_is_counted_with_its_reason_and_forbids_nothing(broken, reason):
    town = drawn(
        """
        C
      X |   Z
    A---M---B
        | Y
        D
        """,
        ["AM", "MB", "CM", "MD", "XMY"],
        [broken],
    )
    assert_seconds(town, {"AM CM": DIRECT, "AM MB": DIRECT, "CM XM.1": (50 + 0.9 * 70.71) / 10})
    report = town.network.report
    assert report.restrictions_used == 0
    assert report.restrictions_skipped == {reason: 1}


def test_a_restriction_that_holds_always_is_used_though_another_hour_is_named():
    always = turn("no_left_turn", "AM", "M", "CM", restriction__conditional="none @ (22:00-05:00)")
    assert_seconds(crossing(always), {"AM CM": ROUND})


def test_restrictions_at_destination_only_roads_bind_those_who_arrive():
    ways = ("AM", "MB", way("CM", access="destination"), "MD")
    town = crossing(turn("no_left_turn", "AM", "M", "CM"), ways=ways)
    assert_seconds(town, {"AM CM": ROUND, "MB CM": DIRECT, "CM AM": DIRECT})
