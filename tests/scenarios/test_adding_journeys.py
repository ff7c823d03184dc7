"""What journeys make of a road that was added, on networks built again with it."""

import numpy as np
import pytest
from drawn import drawn, turn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.road_state import RoadState

# From A to D it is 600 m by B and C; the new road runs 200 m from P to Q, and on to T.
HORSESHOE = """
A       D
P       Q   T
B-------C
"""
ROAD = ["ABCD"]


@pytest.fixture(scope="module")
def horseshoe():
    return drawn(HORSESHOE, [way("AB"), way("BC"), way("CD")])


def built(drawing, *edits):
    """Return the drawing with some roads added."""
    state = RoadState.of(drawing.network)
    for edit in edits:
        state, _ = edit.apply(state)
    return drawing.with_network(edited_network(drawing.network, state.changes))


def at(drawing, where, *roads, **settings):
    point = drawing.point(where)
    return Join(point.x, point.y, roads, **settings)


def road(drawing, through, *joins, **settings):
    line = [drawing.lonlat[letter] for letter in through]
    return AddRoad(line, settings.pop("road_class", "unclassified"), joins=joins, **settings)


def bridge(drawing, **settings):
    """Return the edit that adds the road from P to Q."""
    return road(drawing, "PQ", at(drawing, "P"), at(drawing, "Q"), **settings)


def test_a_new_road_is_used_both_ways(horseshoe):
    assert horseshoe.seconds("AP", "DQ") == pytest.approx(35.0, abs=0.05)
    after = built(horseshoe, bridge(horseshoe))
    assert after.seconds("AP", "DQ") == pytest.approx(25.0, abs=0.05)
    assert after.seconds("DQ", "AP") == pytest.approx(25.0, abs=0.05)


def test_a_one_way_road_is_used_along_its_line(horseshoe):
    after = built(horseshoe, bridge(horseshoe, oneway=True))
    assert after.seconds("AP", "DQ") == pytest.approx(25.0, abs=0.05)
    assert after.seconds("DQ", "AP") == pytest.approx(35.0, abs=0.05)


@pytest.mark.parametrize("mode", [km.CAR, km.BICYCLE])
def test_a_road_for_some_modes_leaves_the_others_where_they_were(horseshoe, mode):
    after = built(horseshoe, bridge(horseshoe, modes=(km.BICYCLE, km.WALKING)))
    saved_s = horseshoe.seconds("AP", "DQ", mode) - after.seconds("AP", "DQ", mode)
    assert (saved_s > 10.0) == (mode is km.BICYCLE)


def test_a_motorway_is_open_both_ways_unless_it_is_one_way(horseshoe):
    joins = at(horseshoe, "P"), at(horseshoe, "Q")
    after = built(horseshoe, road(horseshoe, "PQ", *joins, road_class="motorway"))
    assert after.seconds("DQ", "AP") == pytest.approx(25.0, abs=0.05)


def test_a_link_leads_to_what_lies_beside_the_line(horseshoe):
    joins = at(horseshoe, "P"), at(horseshoe, "T", max_distance_m=110.0)
    after = built(horseshoe, road(horseshoe, "PT", *joins))
    # Along the new road beyond Q to T, and back to Q by the link
    assert after.seconds("AP", "DQ") == pytest.approx(35.0, abs=0.05)
    assert np.isfinite(after.seconds("QT.9", "AP"))


def test_roads_that_are_crossed_lead_nowhere_new():
    drawing = drawn(
        "N-------E---G\nA---B   |\nS-------F",
        [way("AB"), way("NE"), way("EG"), way("EF"), way("FS")],
    )
    # From N south to S over the end of AB, which lies on the line
    after = built(drawing, road(drawing, "NAS", at(drawing, "N"), at(drawing, "S")))
    assert drawing.seconds("NE.1", "SF.1") == pytest.approx(46.0, abs=0.05)
    assert after.seconds("NE.1", "SF.1") == pytest.approx(14.0, abs=0.05)
    assert np.isinf(after.seconds("AB", "NE", allow_islands=True))


def test_new_roads_that_join_each_other_lead_from_one_to_the_other(horseshoe):
    first = road(horseshoe, "PQT", at(horseshoe, "P"), number="18")
    second = road(horseshoe, "DT", at(horseshoe, "D"), at(horseshoe, "T", "18"))
    after = built(horseshoe, first, second)
    assert after.seconds("PT.9", "D") == pytest.approx(3.0 + np.hypot(10.0, 5.0), abs=0.1)


def test_restrictions_at_a_road_that_is_cut_stay_in_force():
    drawing = drawn(
        "        N\nA---B---C\n        S",
        [way("ABC", "west"), way("CN", "north"), way("CS", "south")],
        [turn("no_left_turn", "west", "C", "north")],
    )
    # To the north by way of S, where one turns round
    assert drawing.seconds("BC", "CN") == pytest.approx(17.5, abs=0.05)
    after = built(drawing, road(drawing, "SB", at(drawing, "B"), at(drawing, "S")))
    # Now S is no dead end: back to B, by the new road to S, and straight on at C
    around_s = 5.0 + np.hypot(10.0, 5.0) + 5.0 + 2.5
    assert after.seconds("BC", "CN") == pytest.approx(around_s, abs=0.05)
    assert after.seconds("BC", "CS") == pytest.approx(7.5, abs=0.05)
    assert after.seconds("AB", "CS.9") < drawing.seconds("AB", "CS.9")
