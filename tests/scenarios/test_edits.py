"""What edits of roads do to tags and times, in which order, and what they refuse."""

import math

import numpy as np
import pytest
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.changes import NewRoad, PieceCut
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.osm.scenario_tags import node_delay_s
from kraftcenter_mobility.osm.tags import CLOSED, access, speed_limit
from kraftcenter_mobility.scenarios.edits import CloseRoad, RemoveRoad, SetJunctionDelay, SetSpeed
from kraftcenter_mobility.scenarios.road_state import RoadState

# 200 m from A to C and from C to E; 800 m from A by G, H and I to E.
TOWN = """
A---B---C---D---E
.               .
.               .
.               .
G-------H-------I
"""
WAYS = [
    way("ABC", "west", ref="18", name="Vestervej", highway="primary", maxspeed="80"),
    way("CDE", "east", ref="18", highway="primary", maxspeed__forward="70"),
    way("AGHIE", "south", ref="15", highway="secondary", oneway="yes", maxspeed="60"),
    way("CH", "path", highway="footway"),
    way("HI", "ferry", route="ferry"),
]
WEST, EAST, SOUTH = 1001, 1002, 1003


@pytest.fixture(scope="module")
def town():
    return drawn(TOWN, WAYS)


@pytest.fixture
def state(town):
    return RoadState.of(town.network)


def tags(state, way_id):
    """Return the tags of the first piece of a way."""
    roads = state.network.roads
    way_index = int(np.flatnonzero(roads.way_id == way_id)[0])
    return state.tags_of(int(np.flatnonzero(roads.piece_way == way_index)[0]))


def limits(state, way_id):
    """Return the limits along and against a way."""
    return speed_limit(tags(state, way_id), built_up=False)


def after(state, *edits):
    """Return the state after some edits."""
    for edit in edits:
        state, _ = edit.apply(state)
    return state


def seconds(town, state, *journey, mode=km.CAR):
    """Return the travel time on the network built with the changes."""
    edited = town.with_network(edited_network(state.network, state.changes))
    return edited.seconds(*journey, mode=mode)


def test_a_limit_is_what_the_tags_then_say(state):
    assert limits(after(state, SetSpeed(way_ids=(WEST,), limit_kmh=90)), WEST) == (90.0, 90.0)
    assert limits(after(state, SetSpeed(way_ids=(EAST,), limit_kmh=62.5)), EAST) == (62.5, 62.5)


@pytest.mark.parametrize(
    "key",
    [
        "maxspeed:advisory",
        "maxspeed:advised:forward",
        "maxspeed:lanes",
        "maxspeed:lanes:backward",
        "zone:maxspeed",
        "maxspeed:type",
        "source:maxspeed",
        "maxspeed:conditional",
    ],
)
def test_a_limit_takes_away_whatever_else_spoke_of_limits(key):
    value = "30 @ (22:00-06:00)" if "conditional" in key else "30"
    spoken = drawn("A---B", [way("AB", **{key.replace(":", "__"): value, "surface": "asphalt"})])
    changed = after(RoadState.of(spoken.network), SetSpeed(way_ids=(1001,), limit_kmh=90))
    assert tags(changed, 1001) == {
        "highway": "unclassified",
        "surface": "asphalt",
        "maxspeed": "90",
    }


def test_a_limit_in_one_direction_leaves_the_other_as_it_was(state):
    assert limits(state, EAST) == (70.0, 80.0)  # the other is the law's
    changed = after(state, SetSpeed(way_ids=(EAST,), limit_kmh=50, direction="backward"))
    assert limits(changed, EAST) == (70.0, 50.0)
    changed = after(state, SetSpeed(way_ids=(EAST,), limit_kmh=50, direction="forward"))
    assert limits(changed, EAST) == (50.0, 80.0)


@pytest.mark.parametrize("other", ["30 mph", "none", "DK:rural", "50,5", "walk"])
def test_whatever_the_other_direction_had_is_kept_to_the_last_digit(other):
    two = drawn("A---B", [way("AB", maxspeed=other)])
    start = RoadState.of(two.network)
    before = limits(start, 1001)
    changed = after(start, SetSpeed(way_ids=(1001,), limit_kmh=40, direction="forward"))
    assert limits(changed, 1001) == (40.0, before[1])


def test_a_factor_of_the_limit_multiplies_each_direction(state):
    changed = after(state, SetSpeed(number="18", limit_factor=0.5))
    assert limits(changed, WEST) == (40.0, 40.0)
    assert limits(changed, EAST) == (35.0, 40.0)


def test_where_there_is_no_limit_none_can_be_multiplied():
    free = drawn("A---B", [way("AB", "AB", ref="A 1", maxspeed="none")])
    with pytest.raises(ScenarioError, match=r"limit_factor=0.5 on road A1: .* set limit_kmh inst"):
        SetSpeed(number="A1", limit_factor=0.5).apply(RoadState.of(free.network))


def test_a_multiplied_limit_beyond_belief_is_refused(state):
    with pytest.raises(ScenarioError, match=r"limit_factor=3 on road 18 makes 240 km/h of 80 km/h"):
        SetSpeed(number="18", limit_factor=3).apply(state)


def test_an_actual_speed_holds_whatever_the_limit(town, state):
    assert seconds(town, state, "A", "C") == pytest.approx(20.0, rel=1e-3)  # 36 km/h
    changed = after(state, SetSpeed(way_ids=(WEST,), speed_kmh=72))
    assert seconds(town, changed, "A", "C") == pytest.approx(10.0, rel=1e-3)
    assert seconds(town, changed, "A", "C", mode=km.AMBULANCE) == pytest.approx(10.0, rel=1e-3)
    assert limits(changed, WEST) == (80.0, 80.0)


def test_a_factor_multiplies_the_speed_and_others_on_top_of_it(town, state):
    half = SetSpeed(way_ids=(WEST,), factor=0.5)
    assert seconds(town, after(state, half), "A", "C") == pytest.approx(40.0, rel=1e-3)
    assert seconds(town, after(state, half, half), "A", "C") == pytest.approx(80.0, rel=1e-3)


def test_a_speed_may_be_set_in_one_direction_and_for_one_mode(town, state):
    edit = SetSpeed(way_ids=(WEST,), speed_kmh=18, direction="backward", modes=(km.CAR,))
    changed = after(state, edit)
    assert seconds(town, changed, "A", "C") == pytest.approx(20.0, rel=1e-3)
    assert seconds(town, changed, "C", "A") == pytest.approx(40.0, rel=1e-3)
    fast = seconds(town, state, "C", "A", mode=km.AMBULANCE)
    assert seconds(town, changed, "C", "A", mode=km.AMBULANCE) == fast


def test_bicycles_and_walkers_are_slower_only_where_they_are_named(town, state):
    everybody = after(state, SetSpeed(way_ids=(WEST,), factor=0.5))
    usual = seconds(town, state, "A", "C", mode=km.BICYCLE)
    assert seconds(town, everybody, "A", "C", mode=km.BICYCLE) == usual
    named = after(state, SetSpeed(way_ids=(WEST,), factor=0.5, modes=(km.BICYCLE,)))
    assert seconds(town, named, "A", "C", mode=km.BICYCLE) == pytest.approx(2 * usual, rel=1e-3)
    assert seconds(town, named, "A", "C") == seconds(town, state, "A", "C")


def test_a_closed_road_is_closed_to_all_or_to_those_named_in_the_direction_named(town, state):
    closed = after(state, CloseRoad(way_ids=(WEST,)))
    assert seconds(town, closed, "A", "E") == pytest.approx(80.0, rel=1e-3)
    assert math.isinf(seconds(town, closed, "C", "A"))
    one = after(state, CloseRoad(way_ids=(WEST,), direction="forward", modes=(km.CAR,)))
    assert access(tags(one, WEST), km.CAR)[0] == CLOSED != access(tags(one, WEST), km.CAR)[1]
    assert seconds(town, one, "C", "A") == seconds(town, state, "C", "A")
    fast = seconds(town, state, "A", "C", mode=km.AMBULANCE)
    assert seconds(town, one, "A", "C", mode=km.AMBULANCE) == fast


def test_a_removed_road_is_gone_and_others_are_not(town, state):
    gone = after(state, RemoveRoad(way_ids=(WEST,)))
    assert gone.changes.removed == {0}
    assert math.isinf(seconds(town, gone, "E", "A"))
    assert seconds(town, gone, "A", "E") == pytest.approx(80.0, rel=1e-3)


def test_the_network_and_earlier_states_stay_as_they_were(state):
    before = dict(tags(state, WEST))
    first = after(state, SetSpeed(way_ids=(WEST,), limit_kmh=50))
    after(first, CloseRoad(number="18"), RemoveRoad(number="18"))
    assert tags(state, WEST) == before
    assert not state.changes
    assert limits(first, WEST) == (50.0, 50.0)
    assert not first.changes.removed


def test_later_edits_build_on_earlier_ones(state):
    first = SetSpeed(way_ids=(WEST,), limit_kmh=50)
    then = SetSpeed(way_ids=(WEST,), limit_factor=2.0)
    assert limits(after(state, first, then), WEST) == (100.0, 100.0)
    assert limits(after(state, then, first), WEST) == (50.0, 50.0)
    one = after(state, CloseRoad(way_ids=(WEST,), modes=(km.CAR,)), CloseRoad(number="18"))
    assert access(tags(one, WEST), km.AMBULANCE) == (CLOSED, CLOSED)


def test_pieces_that_are_alike_share_one_set_of_tags(sample):
    changed = after(RoadState.of(sample), SetSpeed(road_class="tertiary", limit_kmh=43))
    assert len(changed.changes.tags) > 1000
    assert len({id(each) for each in changed.changes.tags.values()}) < 20


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (SetSpeed(way_ids=(WEST,), limit_kmh=80), "1 piece stays as before .*limit is 80 km/h al"),
        (SetSpeed(way_ids=(WEST,), limit_factor=1), "the limit is 80 km/h already"),
        (SetSpeed(way_ids=(WEST,), factor=1), "a factor of 1 leaves every speed as it is"),
        (SetSpeed(way_ids=(WEST,), speed_kmh=36, modes=(km.CAR,)), "the speed is 36 km/h already"),
        (SetSpeed(way_ids=(1004,), limit_kmh=30), "no motor vehicle may use it"),
        (SetSpeed(way_ids=(1004,), factor=2), "closed for motor vehicles"),
        (SetSpeed(way_ids=(1004,), factor=2, modes=(km.CAR,)), "closed for car"),
        (SetSpeed(way_ids=(SOUTH,), factor=2, direction="backward"), "closed for motor .*backward"),
        (SetSpeed(way_ids=(1005,), limit_kmh=30), "a ferry keeps no limit; set its speed_kmh"),
        (CloseRoad(way_ids=(1004,), modes=(km.CAR,)), "closed for car already; leave the edit out"),
        (CloseRoad(way_ids=(SOUTH,), direction="backward", modes=(km.CAR,)), "closed for car back"),
    ],
)
def test_an_edit_that_changes_nothing_is_refused_unless_that_is_allowed(state, edit, message):
    with pytest.raises(ScenarioError, match=f"nothing changes: .*{message}"):
        edit.apply(state)
    same, account = type(edit)(
        **{name: getattr(edit, name) for name in edit.given},
        modes=edit.modes,
        direction=edit.direction,
        **{
            name: getattr(edit, name)
            for name in ("limit_kmh", "speed_kmh", "factor", "limit_factor")
            if getattr(edit, name, None) is not None
        },
        allow_no_effect=True,
    ).apply(state)
    assert not same.changes
    assert not account.has_effect


@pytest.mark.parametrize(
    "edit",
    [
        SetSpeed(number="18", limit_kmh=55),
        SetSpeed(number="18", speed_kmh=55),
        CloseRoad(number="18"),
        CloseRoad(number="18", modes=(km.CAR, km.WALKING), direction="forward"),
        RemoveRoad(number="18"),
        SetJunctionDelay(node_id=3, delay_s=5),
    ],
    ids=repr,
)
def test_the_same_edit_again_changes_nothing_more(state, edit):
    with pytest.raises(ScenarioError, match=r"nothing changes|an earlier edit has removed what"):
        after(state, edit, edit)


def test_closing_to_everybody_leaves_nobody_to_close_it_to_or_to_go_faster(state):
    closed = after(state, CloseRoad(number="18"))
    for edit in (CloseRoad(number="18", modes=(km.CAR,)), SetSpeed(number="18", factor=2)):
        with pytest.raises(ScenarioError, match="nothing changes"):
            edit.apply(closed)
    with pytest.raises(ScenarioError, match="no motor vehicle may use it"):
        SetSpeed(number="18", limit_kmh=50).apply(closed)


def test_a_limit_on_a_road_whose_speed_was_set_changes_nothing(state):
    first = after(state, SetSpeed(way_ids=(WEST,), speed_kmh=40))
    with pytest.raises(ScenarioError, match="an earlier edit has set its actual speed"):
        SetSpeed(way_ids=(WEST,), limit_kmh=50).apply(first)
    for_cars = after(state, SetSpeed(way_ids=(WEST,), speed_kmh=40, modes=(km.CAR,)))
    assert limits(after(for_cars, SetSpeed(way_ids=(WEST,), limit_kmh=50)), WEST) == (50.0, 50.0)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "takes exactly one of limit_kmh, speed_kmh, factor, limit_factor; got none"),
        ({"limit_kmh": 50, "factor": 2}, "got limit_kmh and factor"),
        ({"limit_kmh": 0}, "limit_kmh must be a number from 1 to 200 km/h; got 0"),
        ({"limit_kmh": 201}, "limit_kmh must be a number from 1 to 200 km/h; got 201"),
        ({"limit_kmh": math.nan}, "limit_kmh must be .* km/h; got nan"),
        ({"limit_kmh": "80"}, "limit_kmh must be .* km/h; got '80'"),
        ({"limit_kmh": True}, "limit_kmh must be .* km/h; got True"),
        ({"speed_kmh": 0}, "speed_kmh must be a number more than 0 and at most 500 km/h; got 0"),
        ({"speed_kmh": 501}, "speed_kmh must be .*; got 501"),
        ({"factor": 0}, "factor must be a number more than 0 and at most 10; got 0"),
        ({"factor": math.inf}, "factor must be .*; got inf"),
        ({"factor": -1}, "factor must be .*; got -1"),
        ({"limit_factor": 11}, "limit_factor must be .*; got 11"),
        ({"limit_kmh": 50, "modes": (km.CAR,)}, "holds for everybody: leave modes out, or set"),
        ({"limit_factor": 0.5, "modes": (km.CAR,)}, "got limit_factor and modes"),
    ],
)
def test_speeds_that_cannot_be_are_refused_when_the_edit_is_made(fields, message):
    with pytest.raises(ScenarioError, match=message):
        SetSpeed(number="18", **fields)


def test_a_mode_whose_name_would_be_misread_is_refused():
    from dataclasses import replace

    with pytest.raises(ScenarioError, match="a mode's name must be without ';', got 'a;b'"):
        CloseRoad(number="18", modes=(replace(km.CAR, name="a;b"),))


def joined(town):
    """Return a state with a new road from the middle of the road from A to C down to H."""
    nodes, state = {"B": 2, "X": -2, "H": 7}, RoadState.of(town.network)
    lon, lat = zip(town.lonlat["B"], (8.9723, 56.1395), town.lonlat["H"], strict=True)
    road = NewRoad(
        way_id=-1,
        tags={"highway": "secondary", "maxspeed": "60"},
        name="Ny vej",
        number="26",
        node_id=tuple(nodes.values()),
        lon=lon,
        lat=lat,
        built_up=False,
    )
    return state.with_road(road, [PieceCut(0, 100.0, 2, *town.lonlat["B"])])


def test_roads_of_earlier_edits_get_limits_and_speeds_and_closures_as_others_do(town):
    start = joined(town)
    changed, account = SetSpeed(number="26", limit_kmh=90).apply(start)
    assert changed.changes.roads[0].tags["maxspeed"] == "90"
    assert (account.n_ways, account.n_pieces, account.n_edges) == (1, 1, 2)
    assert start.changes.roads[0].tags["maxspeed"] == "60"
    closed, _ = CloseRoad(name="ny vej", direction="forward").apply(changed)
    assert access(closed.changes.roads[0].tags, km.CAR)[0] == CLOSED
    faster, account = SetSpeed(way_ids=(-1,), speed_kmh=100).apply(start)
    assert list(account.after) == ["100 km/h"]
    assert "kraftcenter:speed:forward" in faster.changes.roads[0].tags


def test_a_removed_road_of_an_earlier_edit_takes_its_joins_with_it(town):
    changed, account = RemoveRoad(number="26").apply(joined(town))
    assert not changed.changes
    assert account.has_effect


def test_removing_the_road_that_a_new_one_joins_takes_the_join_away(town):
    changed, account = RemoveRoad(way_ids=(WEST,)).apply(joined(town))
    assert not changed.changes.cuts
    assert len(changed.changes.roads) == 1
    assert "1 place where new roads join it is gone with it" in account.notes


def test_new_ids_are_below_all_there_are(town):
    state = RoadState.of(town.network)
    assert state.next_id() == -1
    assert joined(town).next_id() == -3


def test_a_junction_is_chosen_by_its_node_and_costs_what_is_said(town, state):
    changed, account = SetJunctionDelay(node_id=3, delay_s=20).apply(state)
    assert node_delay_s(changed.node_tags_of(3)) == (20.0, 0.0)
    usual = seconds(town, state, "B", "D")
    assert seconds(town, changed, "B", "D") == pytest.approx(usual + 20.0, abs=0.01)
    assert (account.n_edges, account.n_ways, account.unit) == (3, 0, "node")


def test_more_delay_adds_up_and_a_delay_takes_its_place(state):
    more, fixed = SetJunctionDelay(node_id=3, extra_s=4), SetJunctionDelay(node_id=3, delay_s=9)
    twice = after(state, more, more).node_tags_of(3)
    assert math.isnan(node_delay_s(twice)[0])
    assert node_delay_s(twice)[1] == 8.0
    assert node_delay_s(after(state, fixed, more).node_tags_of(3)) == (9.0, 4.0)
    assert node_delay_s(after(state, more, fixed).node_tags_of(3)) == (9.0, 0.0)


def test_a_second_delay_at_a_junction_is_noted(state):
    more, fixed = SetJunctionDelay(node_id=3, extra_s=4), SetJunctionDelay(node_id=3, delay_s=9)
    changed, account = more.apply(state)
    assert not any("earlier edit" in note for note in account.notes)
    assert "overrules what an earlier edit sets at node 3" in fixed.apply(changed)[1].notes
    assert "adds to what an earlier edit sets at node 3" in more.apply(changed)[1].notes


def test_junctions_near_a_point_are_those_where_three_roads_for_cars_end():
    cross = drawn("A---B---C\n    .\n    D   E", ["ABC", "BD", way("CE", highway="footway")])
    lon, lat = cross.lonlat["B"]
    start = RoadState.of(cross.network)
    _, account = SetJunctionDelay(lon=lon, lat=lat, radius_m=150, delay_s=5).apply(start)
    assert account.after == {"5 s": 1.0}
    lon, lat = cross.lonlat["C"]
    message = r"no junction .* within 30 m of \(.*the nearest is node 2 at .*, 100 m away: correct"
    with pytest.raises(ScenarioError, match=message):
        SetJunctionDelay(lon=lon, lat=lat, delay_s=5).apply(start)
    alone = after(start, RemoveRoad(way_ids=(1002,)))
    with pytest.raises(ScenarioError, match="no junction"):
        SetJunctionDelay(lon=lon, lat=lat, radius_m=150, delay_s=5).apply(alone)


def test_a_junction_that_an_earlier_edit_made_is_one_too(town):
    lon, lat = town.lonlat["B"]
    with pytest.raises(ScenarioError, match="no junction"):
        SetJunctionDelay(lon=lon, lat=lat, delay_s=5).apply(RoadState.of(town.network))
    changed, account = SetJunctionDelay(lon=lon, lat=lat, delay_s=5).apply(joined(town))
    assert node_delay_s(changed.node_tags_of(2)) == (5.0, 0.0)
    assert account.after == {"5 s": 1.0}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "takes either node_id, or lon and lat; got neither"),
        ({"node_id": 3, "lon": 9.0, "lat": 56.0}, "node_id, or lon and lat; got both"),
        ({"lon": 9.0}, "lat must be a number of degrees, got None"),
        ({"lon": math.nan, "lat": 56.0}, "lon must be a number of degrees, got nan"),
        ({"lon": 498_000.0, "lat": 6_220_000.0}, "no degrees: .* Transform them to EPSG:4326"),
        ({"lon": 56.1, "lat": 8.9}, "lon=56.1, lat=8.9 look swapped"),
        ({"node_id": "3"}, "node_id must be a whole number, got '3'"),
        ({"node_id": 3, "radius_m": 0}, "radius_m must be .* 1000 m; got 0"),
        ({"node_id": 3, "extra_s": 1}, "takes either delay_s or extra_s; got both"),
        ({"node_id": 3, "delay_s": None}, "takes either delay_s or extra_s; got neither"),
        ({"node_id": 3, "delay_s": -1}, "delay_s must be a number from 0 to 3600 s; got -1"),
        ({"node_id": 3, "delay_s": 3601}, "delay_s must be .*; got 3601"),
        ({"node_id": 3, "delay_s": math.nan}, "delay_s must be .*; got nan"),
        ({"node_id": 3, "delay_s": None, "extra_s": 0}, "extra_s must be a number more than 0"),
    ],
)
def test_junctions_and_delays_that_cannot_be_are_refused(fields, message):
    with pytest.raises(ScenarioError, match=message):
        SetJunctionDelay(**({"delay_s": 5} | fields))


def test_a_node_that_is_none_is_told_apart_from_one_along_a_road(state):
    with pytest.raises(ScenarioError, match="node_id=99 is not in the network; was this written"):
        SetJunctionDelay(node_id=99, delay_s=5).apply(state)
    message = "node_id=2 lies along a road, where nothing turns; the nearest junction is node"
    with pytest.raises(ScenarioError, match=message):
        SetJunctionDelay(node_id=2, delay_s=5).apply(state)


def test_a_point_in_another_country_is_told_to_be_so(state):
    with pytest.raises(ScenarioError, match="nor near; was this written for another network"):
        SetJunctionDelay(lon=-8.6, lat=41.1, delay_s=5).apply(state)
