"""The kernel of turns on a junction that is small enough to read."""

import numpy as np
import pytest

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.junction_table import (
    ALONG_WAY,
    ARRIVES,
    BEGINS_ROUND,
    CONTROLLED,
    ENDS_LINK,
    ENDS_ROUND,
    FACES_AGAINST,
    FACES_ALONG,
    FORWARD,
    IS_SIGN,
    IS_SIGNAL,
    SIGNALS_MET,
    JunctionTable,
    TurnCosts,
)
from kraftcenter_mobility._kernels.turn_delays import sort_by_group, turn_delays

# Node 0 is the junction; 1 lies in the west, 2 in the north and 3 in the east.
#
#           2
#           |           segment 0 is drawn from 1 to 0,
#     1 --- 0 --- 3     segment 1 from 2 to 0, segment 2 from 0 to 3
#
OUT_WEST, OUT_NORTH, OUT_EAST, FROM_WEST, FROM_NORTH, FROM_EAST = range(6)
HEAD = [1, 2, 3, 0, 0, 0]
TAIL = [0, 0, 0, 1, 2, 3]
SEGMENT = [0, 1, 2, 0, 1, 2]
IS_FORWARD = [0, 0, 1, 1, 1, 0]
BEFORE = [OUT_WEST, OUT_NORTH, OUT_EAST] + 3 * [FROM_WEST] + 3 * [FROM_NORTH] + 3 * [FROM_EAST]
ANGLE_DEG = [*(180, 180, 180), *(180, -90, 0), *(90, 180, -90), *(0, 90, 180)]
COSTS = TurnCosts(2.0, 4.0, 6.0, 15.0, 3.0, 3.0)
NONE = float("inf")

TOUCH_EDGE = [0, 3, 1, 4, 2, 5, 0, 3, 1, 4, 2, 5]
TOUCH_END = [1, 1, 3, 3, 4, 4, 0, 0, 2, 2, 5, 5]


def fixed(values, dtype=np.int64):
    """Return an array as the kernel is compiled for it."""
    array = np.array(values, dtype=dtype)
    array.setflags(write=False)
    return array


def table(*, edge_bits=(), node_bits=0, control_s=0.0, ranks=(1, 1, 1), **changed):
    """Return the junction, with more bits of some edges and something standing on node 0."""
    more_bits = np.array([dict(edge_bits).get(edge, 0) for edge in range(6)], np.uint8)
    columns = {
        "first_out": fixed([0, 3, 4, 5, 6]),
        "head": fixed(HEAD, np.uint32),
        "first_turn": fixed([0, 1, 2, 3, 6, 9, 12]),
        "turn_rule": fixed(12 * [0]),
        "turn_angle_deg": fixed(ANGLE_DEG, np.float64),
        "edge_segment": fixed(SEGMENT),
        "edge_bits": fixed(
            np.array(IS_FORWARD, np.uint8) * (FORWARD | ALONG_WAY) | more_bits, "u1"
        ),
        "last_rank": fixed(np.array(ranks)[SEGMENT]),
        "node_bits": fixed([node_bits, 0, 0, 0], np.uint8),
        "control_s": fixed([control_s, 0, 0, 0], np.float64),
        "set_s": fixed(4 * [np.nan], np.float64),
        "extra_s": fixed(4 * [0.0], np.float64),
        "first_touch": fixed([0, 6, 8, 10, 12]),
        "touch_edge": fixed(TOUCH_EDGE, np.uint32),
        "touch_end": fixed(TOUCH_END),
        "touch_rank": fixed(np.array(ranks)[np.array(TOUCH_END) // 2]),
    }
    return JunctionTable(**(columns | changed), costs=COSTS)


def seconds(junction, *edges, shut=(), destination=(), blocked=(), banned=0, factor=1.0):
    """Return how long the turns take that follow some edges, all if none is given."""
    edges = fixed(edges or range(6))
    turns = np.empty(int(np.diff(junction.first_turn)[edges].sum()), np.int64)
    turn_s = np.empty(turns.size)
    turn_delays(
        junction,
        edges,
        fixed([edge not in shut for edge in range(6)], np.bool_),
        fixed([edge in destination for edge in range(6)], np.bool_),
        fixed([node in blocked for node in range(4)], np.bool_),
        banned,
        factor,
        turns,
        turn_s,
    )
    assert turns.tolist() == [t for edge in edges for t in range(12) if BEFORE[t] == edge]
    return turn_s.tolist()


def test_turns_take_as_long_as_they_are_sharp():
    assert seconds(table(), FROM_WEST) == [NONE, 4.0, 0.0]
    assert seconds(table(), FROM_NORTH) == [2.0, NONE, 4.0]
    assert seconds(table(turn_angle_deg=fixed(12 * [151.0], float)), FROM_WEST)[1:] == [6.0, 6.0]


def test_a_mode_meets_its_share_of_the_delay():
    assert seconds(table(), FROM_WEST, factor=0.5) == [NONE, 2.0, 0.0]
    assert seconds(table(), OUT_WEST, factor=0.5) == [7.5]


def test_some_edges_have_the_turns_that_they_have_among_all():
    every = seconds(table())
    assert seconds(table(), FROM_EAST, OUT_NORTH, FROM_EAST) == [
        *every[9:12],
        *every[1:2],
        *every[9:12],
    ]


def test_those_who_do_not_ask_which_turns_they_are_are_told_the_same():
    turn_s, opened = np.empty(12), fixed(6 * [True], np.bool_)
    closed, none = fixed(6 * [False], np.bool_), np.empty(0, np.int64)
    blocked = fixed(4 * [False], np.bool_)
    turn_delays(table(), fixed(range(6)), opened, closed, blocked, 0, 1.0, none, turn_s)
    assert turn_s.tolist() == seconds(table())


def test_one_turns_back_where_there_is_no_other_way_on():
    assert seconds(table(), OUT_WEST, OUT_EAST) == [15.0, 15.0]
    assert seconds(table(), FROM_WEST, shut=(OUT_NORTH, OUT_EAST)) == [15.0, NONE, NONE]
    assert seconds(table(), FROM_WEST, blocked=(0,)) == [15.0, NONE, NONE]
    assert seconds(table(turn_rule=fixed(12 * [4])), FROM_WEST, banned=6) == [NONE, NONE, NONE]
    assert seconds(table(turn_rule=fixed(12 * [4])), FROM_WEST, banned=1) == [NONE, 4.0, 0.0]


def test_closing_a_road_makes_a_bend_of_the_junction():
    both_ways = (FROM_EAST, OUT_EAST)
    assert seconds(table(), FROM_WEST, shut=both_ways) == [NONE, 0.0, NONE]
    assert seconds(table(), FROM_WEST, shut=both_ways[:1]) == [NONE, 4.0, 0.0]
    assert seconds(table(), FROM_EAST, shut=both_ways) == [NONE, NONE, NONE]


def test_a_lesser_road_gives_way_to_whatever_open_road_is_more_important():
    assert seconds(table(ranks=(2, 1, 2)), FROM_WEST) == [NONE, 7.0, 3.0]
    assert seconds(table(ranks=(2, 1, 2)), FROM_NORTH) == [2.0, NONE, 4.0]
    regulated = {"edge_bits": {FROM_WEST: CONTROLLED}, "ranks": (2, 1, 2)}
    assert seconds(table(**regulated), FROM_WEST) == [NONE, 4.0, 0.0]
    slip_road = {"edge_bits": {FROM_WEST: ENDS_LINK}, "ranks": (2, 1, 2)}
    assert seconds(table(**slip_road), FROM_WEST) == [NONE, 7.0, 0.0]


@pytest.mark.parametrize(
    ("ranks", "from_west", "from_north"),
    [((1, 1, 1), 5.0, 5.0), ((1, 2, 1), 0.0, 5.0), ((2, 1, 2), 5.0, 0.0)],
)
def test_a_sign_concerns_the_lesser_roads_if_there_are_any(ranks, from_west, from_north):
    junction = table(node_bits=IS_SIGN, control_s=5.0, ranks=ranks)
    assert seconds(junction, FROM_WEST) == [NONE, 4.0 + from_west, from_west]
    assert seconds(junction, FROM_NORTH) == [2.0 + from_north, NONE, 4.0 + from_north]


def test_what_stands_on_a_bend_concerns_those_whom_it_faces():
    shut = (FROM_NORTH, OUT_NORTH)  # segments 0 and 2 run from west to east
    for faces, there, back in ((0, 5.0, 5.0), (FACES_ALONG, 5.0, 0.0), (FACES_AGAINST, 0.0, 5.0)):
        junction = table(node_bits=faces, control_s=5.0)
        assert seconds(junction, FROM_WEST, FROM_EAST, shut=shut) == [
            *(NONE, NONE, there),
            *(back, NONE, NONE),
        ]


def test_signals_that_have_been_met_are_not_met_again():
    bits = {FROM_WEST: SIGNALS_MET}
    junction = table(node_bits=IS_SIGNAL, control_s=12.0, edge_bits=bits)
    assert seconds(junction, FROM_WEST) == [NONE, 4.0, 0.0]
    assert seconds(junction, FROM_NORTH) == [14.0, NONE, 16.0]
    assert seconds(table(control_s=12.0, edge_bits=bits), FROM_WEST) == [NONE, 16.0, 12.0]


def test_a_roundabout_is_given_way_to_by_those_who_enter_it():
    ring = {OUT_EAST: BEGINS_ROUND, FROM_WEST: ENDS_ROUND}
    assert seconds(table(edge_bits=ring), FROM_NORTH) == [2.0, NONE, 3.0]
    assert seconds(table(edge_bits=ring), FROM_WEST) == [NONE, 0.0, 0.0]


def test_nobody_drives_through_a_destination_only_road_or_leaves_once_arrived():
    only = (FROM_NORTH, OUT_NORTH)
    assert seconds(table(), FROM_WEST, destination=only) == [NONE, NONE, 0.0]
    assert seconds(table(), FROM_NORTH, destination=only) == [2.0, NONE, 4.0]
    twin = table(edge_bits={OUT_NORTH: ARRIVES})
    assert seconds(twin, FROM_WEST, destination=only) == [NONE, 4.0, 0.0]
    assert seconds(twin, FROM_WEST, destination=only, shut=(OUT_EAST,)) == [15.0, 4.0, NONE]
    arrived = table(edge_bits={FROM_NORTH: ARRIVES, OUT_WEST: ARRIVES})
    assert seconds(arrived, FROM_NORTH, destination=(*only, OUT_WEST)) == [2.0, NONE, NONE]


def test_a_delay_that_is_set_takes_the_place_of_all_others_and_another_is_added():
    known = {"node_bits": IS_SIGNAL, "control_s": 12.0}

    def junction(set_s, extra_s):
        delays = {"set_s": [set_s, 9.0, 9.0, 9.0], "extra_s": [extra_s, 9.0, 9.0, 9.0]}
        return table(**known, **{name: fixed(value, float) for name, value in delays.items()})

    assert seconds(junction(20.0, 0.0), FROM_WEST) == [NONE, 20.0, 20.0]
    assert seconds(junction(0.0, 0.0), FROM_WEST) == [NONE, 0.0, 0.0]
    assert seconds(junction(np.nan, 7.0), FROM_WEST) == [NONE, 23.0, 19.0]
    assert seconds(junction(20.0, 7.0), FROM_WEST, factor=0.5) == [NONE, 13.5, 13.5]
    assert seconds(junction(20.0, 7.0), OUT_WEST) == [15.0]
    dead_end = {"shut": (OUT_NORTH, OUT_EAST)}
    assert seconds(junction(20.0, 7.0), FROM_WEST, **dead_end) == [15.0, NONE, NONE]


def test_sorting_by_group_keeps_the_order_within_each():
    group, member = fixed([2, 0, 2, 3, 0]), np.empty(5, np.int64)
    sort_by_group(group, row_starts(group, 4)[:-1].copy(), member)
    assert member.tolist() == [1, 4, 0, 2, 3]
