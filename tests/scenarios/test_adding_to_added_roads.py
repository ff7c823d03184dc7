"""Adding roads to roads that earlier edits have added."""

import pytest
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.road_state import RoadState

# The existing road runs along the top; new ones run from P to Q, and from S up to it.
TOWN = """
A-------B-------C

P       R       Q

        S
"""


@pytest.fixture(scope="module")
def town():
    return drawn(TOWN, [way("ABC", ref="15")])


def put(town, state, through, *joins, **settings):
    """Return the state with one more road, and the account of it."""
    line = [town.lonlat[letter] for letter in through]
    settings = {"road_class": "primary"} | settings
    return AddRoad(line, joins=joins, **settings).apply(state)


def at(town, where, *roads, **settings):
    point = town.point(where)
    return Join(point.x, point.y, roads, **settings)


@pytest.fixture(scope="module")
def bypass(town):
    """Return the state with a road from A by P to Q, number 18."""
    state = RoadState.of(town.network)
    joins = (at(town, "A", "15"),)
    return put(town, state, "APQ", *joins, number="18", name="Omfartsvejen")[0]


@pytest.mark.parametrize("called", ["18", "omfartsvejen", "way/-1", ""])
def test_a_new_road_is_joined_by_number_name_or_id(town, bypass, called):
    join = at(town, "R", *filter(None, [called]))
    state, account = put(town, bypass, "SR", join)
    changed, road = state.changes.roads
    assert changed.node_id == (
        *bypass.changes.roads[0].node_id[:2],
        road.node_id[-1],
        bypass.changes.roads[0].node_id[-1],
    )
    assert (changed.lon[2], changed.lat[2]) == (road.lon[-1], road.lat[-1])
    assert changed[:4] == bypass.changes.roads[0][:4]
    assert state.changes.cuts == bypass.changes.cuts
    assert "road 18 (way -1, Omfartsvejen)" in account.joins[0]
    assert account.connected


def test_all_ids_are_unique(town, bypass):
    state, _ = put(town, bypass, "SR", at(town, "R", "18"), at(town, "S", "15", max_distance_m=300))
    ids = [road.way_id for road in state.changes.roads]
    nodes = {node_id for road in state.changes.roads for node_id in road.node_id}
    assert len(set(ids)) == len(ids) == 3
    assert nodes.isdisjoint(ids)


def test_a_point_that_the_new_road_has_is_shared(town, bypass):
    state, _ = put(town, bypass, "SP", at(town, "P", "18"))
    changed, road = state.changes.roads
    assert changed == bypass.changes.roads[0]
    assert road.node_id[-1] == changed.node_id[1]


def test_the_same_road_can_be_joined_twice(town, bypass):
    state, _ = put(town, bypass, "RSQ", at(town, "R", "18"), at(town, "Q", "18"))
    changed, road = state.changes.roads
    assert len(changed.node_id) == 4
    assert [changed.node_id.index(road.node_id[end]) for end in (0, -1)] == [2, 3]


def test_a_link_reaches_a_new_road_that_lies_further_away(town, bypass):
    state, account = put(town, bypass, "SC", at(town, "S", "18", max_distance_m=120.0))
    changed, road, link = state.changes.roads
    assert link.node_id == (road.node_id[0], changed.node_id[2])
    assert "100.0 m away by a link" in account.joins[0]


def test_a_road_of_the_network_with_the_same_number_may_be_nearer(town, bypass):
    state, _ = put(town, bypass, "SB", at(town, "B", "15"), number="18")
    assert state.changes.roads[-1].node_id[-1] == 2
    assert state.changes.roads[0] == bypass.changes.roads[0]


def test_a_new_road_is_not_joined_to_itself(town):
    with pytest.raises(ScenarioError, match="no road has the number or the name '18'"):
        put(town, RoadState.of(town.network), "SB", at(town, "B", "18"), number="18")


def test_a_new_road_further_away_is_measured(town, bypass):
    with pytest.raises(ScenarioError, match=r"'18' does not lie within 50 m .* 100 m away"):
        put(town, bypass, "SC", at(town, "S", "18"))


def test_new_roads_that_are_crossed_are_named(town, bypass):
    _, account = put(town, bypass, "SB", at(town, "B", "15"))
    assert "crosses 1 road without joining it, as on bridges: 18" in account.notes


def test_a_removed_new_road_is_unknown(town, bypass):
    with pytest.raises(ScenarioError, match="no road has the number or the name '18'"):
        put(town, bypass.without_roads([0]), "SR", at(town, "R", "18"))


def test_a_new_road_that_some_may_not_use_connects_only_the_others(town):
    state = RoadState.of(town.network)
    track, _ = put(town, state, "APQ", at(town, "A"), road_class="cycleway", number="C1")
    with pytest.raises(ScenarioError, match="nobody could reach the new road: car or ambulance"):
        put(town, track, "SR", at(town, "R", "C1"), modes=(km.CAR, km.AMBULANCE))
    assert put(town, track, "SR", at(town, "R", "C1"))[1].connected
