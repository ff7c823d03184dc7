"""Adding a road to one that is drawn as two ways, one for each direction."""

import pytest
from drawn import drawn, way

from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.road_state import RoadState

# Two carriageways 50 m apart, and a third way beside them. The new road comes from the south.
DUAL = """
A---+---B
C---+---D
E---+---F
    S
"""


def joined_ways(ways, *roads, where="EF", max_distance_m=120.0):
    """Return the ways that a road from S joins at a place."""
    drawing = drawn(DUAL, ways)
    point = drawing.point(where)
    line = [drawing.lonlat["S"], (point.x, point.y)]
    edit = AddRoad(
        line,
        "primary",
        joins=(Join(point.x, point.y, roads, max_distance_m=max_distance_m),),
    )
    state, account = edit.apply(RoadState.of(drawing.network))
    found = drawing.network.roads
    ids = [int(found.way_id[found.piece_way[cut.piece]]) for cut in state.changes.cuts]
    assert len(ids) == len(account.joins)
    return ids


def oneway(nodes, **tags):
    """Return a carriageway of road 15."""
    return way(nodes, **({"highway": "trunk", "oneway": "yes", "ref": "15"} | tags))


def test_both_carriageways_are_joined_by_number():
    ways = [oneway("BA"), oneway("CD"), way("EF", ref="3")]
    assert joined_ways(ways, "15") == [1002, 1001]


@pytest.mark.parametrize(
    "other",
    [
        oneway("BA", ref="16"),
        oneway("AB"),
        way("BA", ref="15"),
        way("BA", ref="15", oneway="yes", junction="roundabout"),
    ],
)
def test_what_is_no_other_carriageway_is_left_alone(other):
    assert joined_ways([other._replace(name="x"), oneway("CD")], "15") == [1002]


def test_a_carriageway_signed_against_its_drawing_is_one_all_the_same():
    assert joined_ways([oneway("AB", oneway="-1"), oneway("CD")], "15") == [1002, 1001]


def test_a_carriageway_beyond_the_distance_is_left_alone():
    assert joined_ways([oneway("BA"), oneway("CD")], "15", max_distance_m=70.0) == [1002]


def test_one_carriageway_is_joined_if_it_is_named_by_its_way():
    assert joined_ways([oneway("BA"), oneway("CD")], "way/1001") == [1001]
    assert joined_ways([oneway("BA"), oneway("CD")], "way/1001", "way/1002") == [1002, 1001]


def test_of_three_carriageways_the_nearest_of_each_direction_are_joined():
    assert joined_ways([oneway("BA"), oneway("CD"), oneway("EF")], "15") == [1003, 1001]


def test_a_two_way_road_is_joined_once_though_others_have_its_number():
    assert joined_ways([oneway("BA"), oneway("CD"), way("EF", ref="15")], "15") == [1003]


def test_without_a_road_named_the_nearest_has_both_its_carriageways_joined():
    assert joined_ways([oneway("BA"), oneway("CD")]) == [1002, 1001]
    assert joined_ways([oneway("BA", ref="9"), oneway("CD")]) == [1002]
    assert joined_ways([oneway("BA", ref="", name="Ringvejen"), oneway("CD")]) == [1002]
    named = {"name": "Ringvejen"}
    assert joined_ways([oneway("BA", ref="", **named), oneway("CD", **named)]) == [1002, 1001]


def test_the_carriageways_of_a_road_may_bend():
    drawing = drawn("A---+---B\nC---D\n    E\n    S", [oneway("BA"), oneway("CDE")])
    point = drawing.point("E")
    join = Join(point.x, point.y, ("15",), max_distance_m=130.0)
    line = [drawing.lonlat["S"], drawing.lonlat["E"]]
    state, account = AddRoad(line, "primary", joins=(join,)).apply(RoadState.of(drawing.network))
    # South at E, west at A to B: 90 degrees is no opposite direction
    assert len(account.joins) == 1
    assert state.changes.cuts == ()
