"""From a file to a network: what must hold of every one."""

import numpy as np
import pytest
from drawn import NO_DELAYS, drawn, turn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import ModeError, OsmDataError
from kraftcenter_mobility.networks.road import ARRIVAL, NO_SUCH_TURN, ORDINARY, SHADOW
from kraftcenter_mobility.networks.validation import check_roads

TOWN = """
    C       D
    |       |
A---M-------N---B
    |       |
    E       F
"""
WAYS = ["AM", "CM", "ME", "MN", "ND", way("NF", access="destination"), way("NB", oneway="yes")]
TURNS = [turn("no_left_turn", "CM", "MN", "ND")]


@pytest.fixture(scope="module")
def roads():
    return drawn(TOWN, WAYS, TURNS).network.roads


def test_a_network_is_sound(roads, sample):
    check_roads(roads)
    check_roads(sample.roads)


def test_edges_are_sorted_by_the_node_they_leave(roads, sample):
    for each in (roads, sample.roads):
        np.testing.assert_array_equal(
            each.tail, np.repeat(np.arange(each.n_nodes), np.diff(each.first_out))
        )


def test_edges_begin_and_end_where_their_segments_do(roads, sample):
    for each in (roads, sample.roads):
        begin, end = each.segment_tail[each.edge_segment], each.segment_head[each.edge_segment]
        np.testing.assert_array_equal(each.tail, np.where(each.edge_forward, begin, end))
        np.testing.assert_array_equal(each.head, np.where(each.edge_forward, end, begin))


def test_every_edge_may_turn_into_every_edge_that_leaves_its_head(roads):
    before, after = roads.turn_ends()
    assert before.size == roads.turn_rule.size
    np.testing.assert_array_equal(roads.head[before], roads.tail[after])
    pairs = set(zip(before.tolist(), after.tolist(), strict=True))
    assert len(pairs) == before.size


def test_a_destination_only_direction_has_one_edge_more(roads):
    is_local = np.isin(roads.edge_segment, np.flatnonzero(_segments(roads, 1006)))
    assert sorted(roads.edge_role[is_local]) == [ORDINARY, ORDINARY, ARRIVAL, ARRIVAL]


def test_a_via_way_has_one_shadow_entered_by_those_it_concerns(roads):
    shadows = np.flatnonzero(roads.edge_role & SHADOW)
    assert shadows.size == 1
    before, after = roads.turn_ends()
    entering = (after == shadows[0]) & (roads.turn_rule != NO_SUCH_TURN)
    assert _segments(roads, 1002)[roads.edge_segment[before[entering]]].all()
    assert entering.sum() == 1


def _segments(roads, way_id):
    """Return which segments hold a way."""
    holds = np.zeros(roads.n_segments, dtype=bool)
    of_piece = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_piece))
    holds[of_piece[roads.way_id[roads.piece_way] == way_id]] = True
    return holds


def test_angles_are_those_of_the_drawing(roads):
    before, after = roads.turn_ends()
    west, north = _segments(roads, 1001), _segments(roads, 1002)
    left = west[roads.edge_segment[before]] & north[roads.edge_segment[after]]
    assert roads.turn_angle_deg[left] == pytest.approx([-90.0], abs=0.1)
    right = north[roads.edge_segment[before]] & west[roads.edge_segment[after]]
    assert roads.turn_angle_deg[right] == pytest.approx([90.0], abs=0.1)
    back = roads.edge_segment[before] == roads.edge_segment[after]
    assert np.abs(roads.turn_angle_deg[back]) == pytest.approx(180.0, abs=0.1)


def test_arrays_cannot_be_written_to(roads):
    with pytest.raises(ValueError, match="read-only"):
        roads.head[0] = 1
    metric = drawn(TOWN, WAYS).network.metric(km.CAR)
    with pytest.raises(ValueError, match="read-only"):
        metric.edge_time_s[0] = 0.0


def test_other_speeds_and_delays_make_another_network_on_the_same_roads():
    town = drawn(TOWN, WAYS, even=False)
    faster = town.network.with_speeds(km.SpeedModel(free_flow_kmh=lambda *_: 72.0))
    assert faster.roads is town.network.roads
    before_s = town.seconds("AM", "MN")
    assert town.with_network(faster).seconds("AM", "MN") < before_s
    assert town.seconds("AM", "MN") == before_s
    calm = town.with_network(town.network.with_delays(NO_DELAYS))
    assert calm.seconds("CM", "ME") < town.seconds("CM", "ME") + 1e-9


def test_a_metric_is_made_once_per_mode():
    network = drawn(TOWN, WAYS).network
    assert network.metric(km.CAR) is network.metric(km.CAR, turns=True)
    assert network.metric(km.CAR) is not network.metric(km.CAR, turns=False)
    assert network.metric(km.CAR) is not network.metric(km.AMBULANCE)


def test_a_mode_without_any_road_is_refused():
    path = drawn("A---B---C", [way("AB", highway="footway"), way("BC", highway="footway")])
    with pytest.raises(ModeError, match="no road that 'car' may use"):
        path.network.metric(km.CAR)
    with pytest.raises(ModeError, match="mode must be a Mode"):
        path.network.metric("car")
    assert path.seconds("AB", "BC", km.WALKING) == pytest.approx(100 / 4.8 * 3.6, rel=1e-3)


def test_roads_open_to_nobody_make_no_network():
    with pytest.raises(OsmDataError, match=r"none of the 1 roads .* is open to car"):
        drawn("A---B", [way("AB", highway="footway", foot="no")])


def test_odd_tags_are_counted_way_by_way():
    odd = drawn("A---B---C", [way("AB", maxspeed="fast"), way("BC", maxspeed="fast")])
    notice = odd.network.notices["unreadable-maxspeed"]
    assert notice.count == 2
    assert notice.examples == ["way/1001"]


def test_the_same_file_makes_the_same_network(roads):
    again = drawn(TOWN, WAYS, TURNS).network.roads
    for name in roads.__slots__:
        value = getattr(roads, name)
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(value, getattr(again, name))
        else:
            assert value == getattr(again, name)


@pytest.mark.realdata
@pytest.mark.parametrize(
    "name", ["sindal_2016.osm", "tunoe_2026.osm", "turnrestr_cathedral-no-left.pbf"]
)
def test_networks_of_real_data_are_sound(name, data_folder):
    network = km.TransportNetwork.from_osm(data_folder / "osm" / name)
    check_roads(network.roads)
    for mode in km.MODES:
        metric = network.metric(mode)
        assert not np.isnan(metric.edge_time_s).any()
        assert not np.isnan(metric.turn_time_s).any()
        assert (metric.edge_time_s >= 0).all()
