"""What the tags of a restriction say, and to whom."""

import pytest
from drawn import built, turn

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.restrictions import restricted_modes
from kraftcenter_mobility.networks.road import BANNED_BICYCLE, BANNED_CAR, BANNED_EMERGENCY

MOTOR = BANNED_CAR | BANNED_EMERGENCY
ALL = MOTOR | BANNED_BICYCLE
LEFT, RIGHT = "no_left_turn", "no_right_turn"


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"restriction": LEFT}, {LEFT: ALL}),
        ({"restriction": LEFT, "except": "bicycle;psv"}, {LEFT: MOTOR}),
        ({"restriction": LEFT, "except": "motorcar"}, {LEFT: BANNED_BICYCLE}),
        ({"restriction:vehicle": LEFT}, {LEFT: ALL}),
        ({"restriction:motor_vehicle": LEFT}, {LEFT: MOTOR}),
        (
            {"restriction:motorcar": LEFT, "restriction:bicycle": LEFT},
            {LEFT: BANNED_CAR | BANNED_BICYCLE},
        ),
        (
            {"restriction:motorcar": LEFT, "restriction:bicycle": RIGHT},
            {LEFT: BANNED_CAR, RIGHT: BANNED_BICYCLE},
        ),
        ({"restriction": "none", "restriction:motorcar": LEFT}, {LEFT: BANNED_CAR}),
        ({"type": "restriction:bicycle", "restriction": LEFT}, {LEFT: BANNED_BICYCLE}),
        ({"restriction": "", "restriction:bicycle": LEFT}, {LEFT: BANNED_BICYCLE}),
        ({"restriction:hgv": LEFT}, {}),
        ({"restriction:psv": LEFT, "restriction:bus": LEFT, "restriction:caravan": LEFT}, {}),
        ({"restriction:conditional": "no_left_turn @ (07:00-09:00)"}, {}),
    ],
)
def test_who_a_restriction_concerns(tags, said):
    assert restricted_modes(tags) == said


METRES = {"A": (0, 0), "M": (100, 0), "B": (200, 0), "C": (100, 100)}


@pytest.mark.parametrize("key", ["hour_on", "hour_off", "day_on", "day_off", "date_on"])
def test_a_restriction_at_certain_times_is_counted_and_not_applied(key):
    ways = ["AM", "MB", "MC"]
    town = built(METRES, ways, [turn(LEFT, "AM", "M", "MC", **{key: "07:00"})])
    free = built(METRES, ways)
    assert town.seconds("AM", "MC") == free.seconds("AM", "MC")
    assert town.network.report.restrictions_skipped == {"it holds at certain times only": 1}


def test_two_kinds_in_one_relation_bind_each_its_own_vehicle():
    rules = turn("", "AM", "M", "MC", restriction__motorcar=LEFT, restriction__bicycle=LEFT)
    town = built(METRES, ["AM", "MB", "MC"], [rules])
    assert town.seconds("AM", "MC") > 15.0
    assert town.seconds("AM", "MC", km.BICYCLE, turns=True) > 40.0
    assert town.seconds("AM", "MC", km.AMBULANCE) < 15.0
    assert town.network.report.restrictions_used == 1


def test_a_kind_that_is_unknown_does_not_hide_the_one_beside_it():
    rules = turn("", "AM", "M", "MC", restriction__motorcar=LEFT, restriction__bicycle="no")
    town = built(METRES, ["AM", "MB", "MC"], [rules])
    assert town.seconds("AM", "MC") > 15.0
    assert town.seconds("AM", "MC", km.BICYCLE, turns=True) < 40.0
    report = town.network.report
    assert (report.restrictions_used, report.restrictions_skipped) == (1, {})
    assert "a part of a turn restriction is not used: its kind is unknown" in str(
        town.network.notices.to_records()
    )


def test_a_restriction_whose_type_names_a_vehicle_binds_that_one_alone():
    rules = turn(LEFT, "AM", "M", "MC", type="restriction:bicycle")
    town = built(METRES, ["AM", "MB", "MC"], [rules])
    assert town.seconds("AM", "MC") < 15.0
    assert town.seconds("AM", "MC", km.BICYCLE, turns=True) > 40.0
