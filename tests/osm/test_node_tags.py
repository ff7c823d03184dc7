"""Barriers, signals and signs on nodes."""

import pytest

from kraftcenter_mobility.modes import AMBULANCE, BICYCLE, CAR, WALKING
from kraftcenter_mobility.osm.tags import control_direction, node_blocks, node_control


def passes(tags):
    """Return who passes a node: car, ambulance, bicycle, walker; o passes, x does not."""
    modes = (CAR, AMBULANCE, BICYCLE, WALKING)
    return "".join("x" if node_blocks(tags, mode) else "o" for mode in modes)


@pytest.mark.parametrize(
    ("barrier", "expected"),
    [
        ("gate", "oooo"),
        ("lift_gate", "oooo"),
        ("swing_gate", "xooo"),
        ("sliding_gate", "oooo"),
        ("bollard", "xxoo"),
        ("block", "xxoo"),
        ("jersey_barrier", "xxoo"),
        ("chain", "xxoo"),
        ("planter", "xxoo"),
        ("cycle_barrier", "xxoo"),
        ("motorcycle_barrier", "xxoo"),
        ("kissing_gate", "xxxo"),
        ("stile", "xxxo"),
        ("turnstile", "xxxo"),
        ("full-height_turnstile", "xxxo"),
        ("cattle_grid", "oooo"),
        ("toll_booth", "oooo"),
        ("border_control", "oooo"),
        ("entrance", "oooo"),
        ("height_restrictor", "oxoo"),
        ("bus_trap", "xooo"),
        ("kerb", "oooo"),
        ("yes", "xxoo"),
        ("wall", "xxxx"),
        ("fence", "xxxx"),
        ("no", "oooo"),
        ("", "oooo"),
        ("dragon", "oooo"),
        ("gate;bollard", "xxoo"),
    ],
)
def test_a_barrier_stops_those_it_is_made_for(barrier, expected):
    assert passes({"barrier": barrier}) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"barrier": "gate", "access": "private"}, "xoxx"),
        ({"barrier": "gate", "access": "no"}, "xxxx"),
        ({"barrier": "gate", "access": "no", "foot": "yes"}, "xxxo"),
        ({"barrier": "gate", "access": "no", "emergency": "yes"}, "xoxx"),
        ({"barrier": "gate", "access": "destination"}, "oooo"),
        ({"barrier": "gate", "motor_vehicle": "no"}, "xxoo"),
        ({"barrier": "gate", "locked": "yes"}, "xoxx"),
        ({"barrier": "gate", "locked": "no"}, "oooo"),
        ({"barrier": "gate", "locked": "yes", "foot": "yes"}, "xoxo"),
        ({"barrier": "lift_gate", "access": "private"}, "xoxx"),
        ({"barrier": "swing_gate", "motorcar": "yes"}, "oooo"),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, "oooo"),
        ({"barrier": "bollard", "access": "yes"}, "xxoo"),
        ({"barrier": "bollard", "bollard": "removable"}, "xooo"),
        ({"barrier": "bollard", "bollard": "rising"}, "xooo"),
        ({"barrier": "bollard", "bollard": "fixed"}, "xxoo"),
        ({"barrier": "bollard", "bollard": "removable", "emergency": "no"}, "xxoo"),
        ({"barrier": "bollard", "bicycle": "no"}, "xxxo"),
        ({"barrier": "bus_trap", "psv": "yes", "motor_vehicle": "no"}, "xooo"),
        ({"highway": "crossing", "bicycle": "no", "motor_vehicle": "no"}, "oooo"),
        ({"access": "no"}, "oooo"),
        ({}, "oooo"),
    ],
)
def test_access_tags_of_a_barrier_come_before_its_kind(tags, expected):
    assert passes(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "traffic_signals"}, "signals"),
        ({"highway": "traffic_signals", "crossing": "traffic_signals"}, "signals"),
        (
            {"highway": "traffic_signals", "traffic_signals": "pedestrian_crossing"},
            "crossing_signals",
        ),
        ({"highway": "traffic_signals", "traffic_signals": "blink_mode"}, ""),
        ({"highway": "traffic_signals", "traffic_signals": "emergency"}, ""),
        ({"highway": "stop"}, "stop"),
        ({"highway": "give_way"}, "give_way"),
        ({"highway": "mini_roundabout"}, "mini_roundabout"),
        ({"highway": "crossing"}, "crossing"),
        ({"highway": "crossing", "crossing": "uncontrolled"}, "crossing"),
        ({"highway": "crossing", "crossing": "marked"}, "crossing"),
        ({"highway": "crossing", "crossing": "zebra;island"}, "crossing"),
        ({"highway": "crossing", "crossing": "unmarked"}, ""),
        ({"highway": "crossing", "crossing": "no"}, ""),
        ({"highway": "crossing", "crossing": "traffic_signals"}, "crossing_signals"),
        ({"highway": "crossing", "crossing": "traffic_signals;island"}, "crossing_signals"),
        ({"highway": "crossing", "crossing:signals": "yes"}, "crossing_signals"),
        ({"railway": "level_crossing"}, "level_crossing"),
        ({"railway": "crossing"}, ""),
        ({"railway": "level_crossing", "highway": "traffic_signals"}, "level_crossing"),
        ({"traffic_calming": "bump"}, "calming"),
        ({"traffic_calming": "chicane"}, "calming"),
        ({"traffic_calming": "table", "highway": "crossing"}, "calming"),
        ({"traffic_calming": "table", "crossing": "traffic_signals"}, "crossing_signals"),
        ({"traffic_calming": "island"}, ""),
        ({"traffic_calming": "no"}, ""),
        ({"highway": "turning_circle"}, ""),
        ({"highway": "bus_stop"}, ""),
        ({}, ""),
    ],
)
def test_says_what_delays_those_who_pass(tags, expected):
    assert node_control(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"traffic_signals:direction": "forward"}, 1),
        ({"traffic_signals:direction": "backward"}, -1),
        ({"traffic_signals:direction": "both"}, 0),
        ({"traffic_signals:direction": "backward", "direction": "forward"}, -1),
        ({"direction": "forward"}, 1),
        ({"direction": "Backward"}, -1),
        ({"direction": "135"}, 0),
        ({"direction": "NW"}, 0),
        ({}, 0),
    ],
)
def test_says_which_direction_a_signal_faces(tags, expected):
    assert control_direction(tags) == expected
