"""Adding a road: where it gets nodes, what it shares with other roads, and what links them."""

import numpy as np
import pytest
import shapely
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.geodesy import link_length_m
from kraftcenter_mobility.osm.scenario_tags import closed_to
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.road_state import RoadState

# The existing road runs from A to E, 100 m between letters; the new one from N down to S.
CROSS = """
      N   P   Q

A---B---C---D---E
      M
      S   T   U
"""
NODE = {letter: 1 + k for k, letter in enumerate(sorted("NPQABCDEMSTU"))}


@pytest.fixture(scope="module")
def cross():
    return drawn(CROSS, [way("ABCDE", "main", ref="15", name="Vestergade")])


def added(drawing, through, *joins, road_class="secondary", state=None, **settings):
    """Return the state, the new road and the account of a line through letters or points."""
    state = state or RoadState.of(drawing.network)
    line = [drawing.lonlat.get(each, each) for each in through]
    edit = AddRoad(line, road_class, joins=joins, **settings)
    return (after := edit.apply(state)[0]), own_roads(after, state), edit.apply(state)[1]


def own_roads(after, before):
    """Return the roads that a state has more than another."""
    return after.changes.roads[len(before.changes.roads) :]


def at(drawing, where, *roads, **settings):
    """Return a join at a place written as in drawings."""
    point = drawing.point(where)
    return Join(point.x, point.y, roads=roads, **settings)


def metres(a, b):
    """Return the distance between two (lon, lat)."""
    return float(link_length_m(*(np.array([value]) for value in (*a, *b)))[0])


def test_a_crossing_that_is_joined_cuts_the_road_and_shares_the_node(cross):
    state, (road,), account = added(cross, "NS", at(cross, "BC"), number="18")
    (cut,) = state.changes.cuts
    assert (cut.piece, cut.node_id) == (0, road.node_id[1])
    assert cut.offset_m == pytest.approx(150.0, abs=0.05)
    assert (road.lon[1], road.lat[1]) == (cut.lon, cut.lat)
    assert (cut.lon, cut.lat) == (round(cut.lon, 7), round(cut.lat, 7))
    assert metres((cut.lon, cut.lat), cross.point("BC").coords[0]) < 0.02
    assert len(set(road.node_id)) == 3
    assert all(node_id < 0 for node_id in road.node_id)
    assert account.connected


def test_the_baseline_and_the_state_before_stay_as_they_are(cross):
    before = RoadState.of(cross.network)
    added(cross, "NS", at(cross, "BC"), state=before)
    assert not before.changes
    assert cross.network.roads.n_segments == 1


def test_the_first_new_road_is_way_minus_one(cross):
    _, (road,), account = added(cross, "NS", at(cross, "BC"))
    assert road.way_id == -1
    assert "way -1" in account.what


def test_applying_the_same_edit_twice_gives_the_same_changes(cross):
    edit = AddRoad([cross.lonlat["N"], cross.lonlat["S"]], "primary", joins=(at(cross, "BC"),))
    one, other = (edit.apply(RoadState.of(cross.network))[0] for _ in range(2))
    assert one.changes == other.changes


def test_a_road_that_is_crossed_but_not_joined_is_left_alone(cross):
    state, (road,), _ = added(cross, "NMSUE", at(cross, "E"))
    assert state.changes.cuts == ()
    assert road.node_id[-1] == NODE["E"]
    assert all(node_id < 0 for node_id in road.node_id[:-1])


def test_a_line_through_the_very_coordinates_of_a_road_does_not_touch_it(cross):
    _, (road,), _ = added(cross, "PCAE", at(cross, "E"))
    assert road.node_id[-1] == NODE["E"]
    assert NODE["C"] not in road.node_id
    assert NODE["A"] not in road.node_id


def test_a_t_junction_joins_at_the_end_of_the_line(cross):
    on_road = cross.point("BC").coords[0]
    state, (road,), account = added(cross, ["S", on_road], at(cross, "BC"))
    (cut,) = state.changes.cuts
    assert road.node_id[-1] == cut.node_id
    assert any("begins as a dead end" in note for note in account.notes)


def test_a_line_that_stops_short_is_linked(cross):
    # M lies 50 m south of the road, at the end of the line
    state, (road, link), account = added(
        cross, "SM", at(cross, "M", max_distance_m=60.0), limit_kmh=80
    )
    (cut,) = state.changes.cuts
    assert link.node_id == (road.node_id[-1], cut.node_id)
    assert link.tags == {"highway": "secondary_link", "maxspeed": "70"}
    assert (link.name, link.number) == ("", "")
    assert link.way_id not in {road.way_id, *road.node_id, *link.node_id}
    assert "50.0 m away by a link" in account.joins[0]
    assert metres((link.lon[0], link.lat[0]), (link.lon[1], link.lat[1])) == pytest.approx(50, 0.01)


@pytest.mark.parametrize(("away_m", "n_roads"), [(0.9, 1), (1.1, 2)])
def test_within_a_metre_the_new_road_is_moved_to_the_road(cross, away_m, n_roads):
    lon, lat = cross.point("BC").coords[0]
    end = (lon, lat - away_m / 111_344.4)
    state, roads, _ = added(cross, ["S", end], Join(*end))
    (cut,) = state.changes.cuts
    assert len(roads) == n_roads
    assert (roads[0].node_id[-1] == cut.node_id) == (n_roads == 1)
    assert (roads[0].lat[-1] == cut.lat) == (n_roads == 1)


def test_a_join_at_a_node_of_the_network_uses_it_without_a_cut(cross):
    near_a = (cross.lonlat["A"][0] + 0.3 / 62_167.0, cross.lonlat["A"][1])
    state, (road,), account = added(cross, ["S", near_a], Join(*near_a))
    assert state.changes.cuts == ()
    assert road.node_id[-1] == NODE["A"]
    assert (road.lon[-1], road.lat[-1]) == cross.lonlat["A"]
    assert f"at node {NODE['A']}" in account.joins[0]


def test_a_join_at_a_point_along_a_road_cuts_it_there_under_its_own_id(cross):
    near_c = (cross.lonlat["C"][0] + 0.4 / 62_167.0, cross.lonlat["C"][1])
    state, (road,), _ = added(cross, ["S", near_c], Join(*near_c))
    (cut,) = state.changes.cuts
    assert cut.node_id == road.node_id[-1] == NODE["C"]
    assert cut.offset_m == pytest.approx(200.0, abs=0.02)
    assert cut.offset_m == cross.network.roads.point_offset_m[2]
    assert (cut.lon, cut.lat) == cross.lonlat["C"]


def test_a_join_half_a_metre_and_more_from_a_point_is_a_place_of_its_own(cross):
    beyond_c = (cross.lonlat["C"][0] + 0.6 / 62_167.0, cross.lonlat["C"][1])
    state, _, _ = added(cross, ["S", beyond_c], Join(*beyond_c))
    (cut,) = state.changes.cuts
    assert cut.node_id < 0
    assert cut.offset_m == pytest.approx(200.6, abs=0.05)


def test_two_new_roads_at_one_place_share_the_cut(cross):
    first, (one,), _ = added(cross, "NS", at(cross, "BC"))
    end = cross.point("BC.502").coords[0]
    both, (two,), _ = added(cross, ["T", end], Join(*end, ("15",)), state=first)
    assert both.changes.cuts == first.changes.cuts
    assert two.node_id[-1] == one.node_id[1]
    assert two.way_id < min(one.way_id, *one.node_id)


def test_two_joins_of_one_road_at_one_place_are_one(cross):
    state, (road,), account = added(cross, "NS", at(cross, "BC"), at(cross, "BC"))
    assert len(state.changes.cuts) == 1
    assert len(road.node_id) == 3
    assert len(account.joins) == 2


def test_two_new_roads_at_one_point_along_a_road_cut_it_once(cross):
    first, _, _ = added(cross, "SC", at(cross, "C"))
    both, (two,), _ = added(cross, "TC", at(cross, "C"), state=first)
    assert [cut.node_id for cut in both.changes.cuts] == [NODE["C"]]
    assert two.node_id[-1] == NODE["C"]


def test_the_node_of_an_interchange_is_a_point_of_the_line_if_one_is_near(cross):
    _, roads, _ = added(cross, "SMN", at(cross, "M", max_distance_m=60.0), road_class="residential")
    road, link = roads
    assert len(road.node_id) == 3
    assert link.node_id[0] == road.node_id[1]
    assert link.tags == {"highway": "residential", "maxspeed": "70"}


def test_several_roads_named_in_one_join_meet_in_one_node():
    # The line from S to N passes 25 m east of B, 25 m west of C
    drawing = drawn(
        """
A     N     C
      S
B           D
""",
        [way("AB", "west", ref="1"), way("CD", "east", name="Oestergade")],
    )
    middle = drawing.point("NS")
    join = Join(middle.x, middle.y, ("1", "oestergade"), max_distance_m=160.0)
    state, (road, *links), account = added(drawing, "NS", join)
    assert len(links) == 2
    assert {link.node_id[0] for link in links} == {road.node_id[1]}
    assert {cut.node_id for cut in state.changes.cuts} == {link.node_id[1] for link in links}
    assert [cut.offset_m for cut in state.changes.cuts] == pytest.approx([25.0, 25.0], abs=0.02)
    assert len(account.joins) == 2


def test_a_join_near_two_roads_shares_the_node_of_the_nearest():
    drawing = drawn("A--------B\nC--------D\n     S", ["AB", "CD"])
    point = drawing.point("CD")
    join = Join(point.x, point.y, ("way/1001", "way/1002"), max_distance_m=55.0)
    state, (road, link), _ = added(drawing, ["S", point.coords[0]], join)
    by_piece = {cut.piece: cut.node_id for cut in state.changes.cuts}
    assert set(by_piece.values()) == set(link.node_id)
    assert road.node_id[-1] == link.node_id[0]


def test_a_link_stays_tied_to_an_interchange_that_is_moved_afterwards():
    drawing = drawn("A--------B\nC--------D\n     S", ["AB", "CD"])
    on_road = drawing.point("CD").coords[0]
    end = (on_road[0], on_road[1] - 0.8 / 111_344.4)
    far, near = (Join(*end, (f"way/{way_id}",), max_distance_m=55.0) for way_id in (1001, 1002))
    state, (road, link), _ = added(drawing, ["S", end], far, near)
    cut = next(cut for cut in state.changes.cuts if cut.node_id == road.node_id[-1])
    assert link.node_id[0] == road.node_id[-1]
    assert (link.lon[0], link.lat[0]) == (cut.lon, cut.lat)


def test_without_a_road_named_the_nearest_that_cars_may_use_is_joined():
    # From the south: a footway, a driveway, and the road, which has no name at all
    drawing = drawn(
        "A---B\nC---D\nE---F\n  S",
        [
            way("AB", highway="tertiary"),
            way("CD", highway="service", service="driveway"),
            way("EF", highway="footway"),
        ],
    )
    south = drawing.point("EF").coords[0]
    join = Join(*south, max_distance_m=120.0)
    _, roads, account = added(drawing, ["S", south], join)
    assert len(roads) == 2
    assert "an unnamed tertiary (way 1001)" in account.joins[0]
    assert "the nearest road, as none was named" in account.joins[0]


@pytest.mark.parametrize(
    ("road_class", "joined"), [("primary", "1002"), ("motorway", "1001"), ("motorway_link", "1001")]
)
def test_only_motorways_join_motorways_that_are_not_named(road_class, joined):
    drawing = drawn("A---B\nC---D\n  S", [way("CD", highway="motorway"), "AB"])
    on_motorway = drawing.point("CD").coords[0]
    join = Join(*on_motorway, max_distance_m=60.0)
    _, _, account = added(drawing, ["S", on_motorway], join, road_class=road_class)
    assert f"way {joined}" in account.joins[0]
    named = Join(*on_motorway, (f"way/{1001}",))
    assert "way 1001" in added(drawing, ["S", on_motorway], named)[2].joins[0]


def test_a_cycle_track_joins_the_nearest_road_that_cyclists_may_use():
    drawing = drawn("A---B\nC---D\n  S", [way("AB"), way("CD", highway="cycleway")])
    on_track = drawing.point("CD").coords[0]
    _, _, account = added(drawing, ["S", on_track], Join(*on_track), road_class="cycleway")
    assert "cycleway (way 1002)" in account.joins[0]


def test_a_ring_comes_back_to_its_first_node(cross):
    _, (road,), account = added(cross, "BNPB", at(cross, "B"))
    assert road.node_id[0] == road.node_id[-1] == NODE["B"]
    assert not any("dead end" in note for note in account.notes)


def test_two_points_of_the_line_that_become_one_node_are_one():
    drawing = drawn("A---B\n  S", ["AB"])
    lon, lat = drawing.lonlat["B"]
    step = 0.7 / 111_344.4
    first, second = (lon, lat - step), (lon, lat)
    _, (road,), _ = added(drawing, ["S", first, second], Join(*first), Join(*second))
    assert len(road.node_id) == 2
    assert (road.lon[-1], road.lat[-1]) == (lon, lat)


def test_a_point_that_stands_twice_in_the_line_is_laid_once(cross):
    _, (road,), _ = added(cross, "NNS", at(cross, "BC"))
    assert len(road.node_id) == 3


def test_a_line_that_crosses_itself_does_not_join_itself(cross):
    _, (road, _), _ = added(cross, "NTSP", at(cross, "N", "15", max_distance_m=120.0))
    assert len(set(road.node_id)) == len(road.node_id) == 4


@pytest.mark.parametrize(
    ("settings", "tags"),
    [
        ({}, {"highway": "secondary"}),
        ({"limit_kmh": 90, "lanes": 3}, {"maxspeed": "90", "lanes": "3"}),
        ({"limit_kmh": 62.5, "oneway": True}, {"maxspeed": "62.5", "oneway": "yes"}),
        ({"number": "18", "name": "Omfartsvejen"}, {"ref": "18", "name": "Omfartsvejen"}),
        ({"road_class": "motorway"}, {"highway": "motorway", "oneway": "no"}),
        ({"road_class": "motorway", "oneway": True}, {"oneway": "yes"}),
    ],
)
def test_what_is_said_of_a_road_becomes_its_tags(cross, settings, tags):
    _, (road,), _ = added(cross, "NS", at(cross, "BC", "15"), **settings)
    assert road.tags == {"highway": road.tags["highway"]} | tags
    assert (road.name, road.number) == (settings.get("name", ""), settings.get("number", ""))


def test_a_motorway_has_links_that_are_open_both_ways(cross):
    join = at(cross, "M", "15", max_distance_m=60.0)
    _, (_, link), _ = added(cross, "SM", join, road_class="motorway")
    assert link.tags == {"highway": "motorway_link", "maxspeed": "70", "oneway": "no"}


@pytest.mark.parametrize(("built_up", "limit"), [(False, "70"), (True, "50")])
def test_the_legal_limit_of_a_link_depends_on_the_surroundings(cross, built_up, limit):
    join = at(cross, "M", max_distance_m=60.0)
    _, roads, _ = added(cross, "SM", join, built_up=built_up)
    assert [road.built_up for road in roads] == [built_up, built_up]
    assert roads[1].tags["maxspeed"] == limit


def test_modes_close_the_road_and_its_links_to_the_others(cross):
    join = at(cross, "M", max_distance_m=60.0)
    _, roads, _ = added(cross, "SM", join, modes=(km.BICYCLE, km.WALKING))
    for road in roads:
        assert road.tags["kraftcenter:closed:forward"] == "ambulance;car"
        assert road.tags["kraftcenter:closed:backward"] == "ambulance;car"


def test_modes_that_are_all_modes_close_nothing(cross):
    _, (road,), _ = added(cross, "NS", at(cross, "BC"), modes=km.modes.MODES)
    assert road.tags == {"highway": "secondary"}


def test_a_removed_road_is_not_joined_and_what_is_left_of_it_is():
    drawing = drawn("A---B---C\n    |\n    S", [way("AB", ref="1"), way("BC", ref="1"), "BS"])
    pieces = {drawing.network.roads.way_id[w]: p for p, w in enumerate(pieces_ways(drawing))}
    before = RoadState.of(drawing.network).with_removed([pieces[1001]])
    near_a = drawing.point("AB.9").coords[0]
    line = [drawing.lonlat["S"], near_a]
    _, roads, account = added(drawing, line, Join(*near_a, ("1",)), state=before)
    assert roads[1].node_id[1] == 2
    assert "way 1002" in account.joins[0]
    near_a = drawing.point("AB.4").coords[0]
    with pytest.raises(ScenarioError, match=r"joins\[0\] .*'1' has been removed or closed"):
        added(drawing, [drawing.lonlat["S"], near_a], Join(*near_a, ("1",)), state=before)


def test_a_road_closed_to_everybody_is_not_joined(cross):
    state = RoadState.of(cross.network)
    shut = state.with_tags({0: closed_to(state.tags_of(0), ())})
    with pytest.raises(ScenarioError, match="'15' has been removed or closed to everybody"):
        added(cross, "NS", at(cross, "BC", "15"), state=shut)
    with pytest.raises(ScenarioError, match="no road that is open to through traffic by car"):
        added(cross, "NS", at(cross, "BC"), state=shut)
    to_cars = state.with_tags({0: closed_to(state.tags_of(0), (km.CAR,))})
    assert added(cross, "NS", at(cross, "BC", "15"), state=to_cars)[2].connected


def pieces_ways(drawing):
    """Return the way of every piece."""
    return drawing.network.roads.piece_way.tolist()


def test_a_road_known_to_be_longer_than_drawn_is_cut_at_its_share_of_the_length(cross):
    graph = cross.network.to_graph()
    for *_, data in graph.edges(data=True):
        data["length"] *= 2.0
    network = km.TransportNetwork.from_graph(graph)
    line = [cross.lonlat["N"], cross.lonlat["S"]]
    state, _ = AddRoad(line, "primary", joins=(at(cross, "BC"),)).apply(RoadState.of(network))
    (cut,) = state.changes.cuts
    along = bool(network.roads.piece_along[cut.piece])
    assert cut.offset_m == pytest.approx(300.0 if along else 500.0, abs=0.2)
    assert cut.node_id < min(0, network.roads.point_id.min())


def test_edits_with_the_same_content_are_equal(cross):
    line = [cross.lonlat["N"], cross.lonlat["S"]]
    one = AddRoad(line, "primary", joins=[at(cross, "BC")], limit_kmh=80)
    other = AddRoad(shapely.LineString(line), "primary", joins=(at(cross, "BC"),), limit_kmh=80.0)
    assert one == other
    assert hash(one) == hash(other)
    assert one != AddRoad(line, "primary", joins=(at(cross, "BC"),), limit_kmh=81)
