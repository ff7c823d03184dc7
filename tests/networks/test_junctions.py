"""Turns by the kernel against the slow, obvious twin, bit for bit."""

from dataclasses import replace

import numpy as np
import pytest
from drawn import built, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import METRES, towns
from twins.turn_delays import slow_turn_delays_s

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.delays import turn_delays_of, turn_delays_s
from kraftcenter_mobility.networks.junctions import edges_into, junction_table, with_node_delays
from kraftcenter_mobility.networks.metric import road_metric
from kraftcenter_mobility.osm.scenario_tags import with_node_delay
from kraftcenter_mobility.osm.tags import node_blocks

DELAYS = km.JunctionDelays()

ROADS = st.sampled_from(
    [
        *({}, {}, {"highway": "primary"}, {"highway": "residential"}, {"junction": "roundabout"}),
        *({"highway": "primary_link"}, {"highway": "motorway_link"}, {"route": "ferry"}),
        *({"highway": "service", "service": "driveway"}, {"highway": "cycleway"}),
    ]
)
NODES = st.sampled_from(
    [
        *({}, {"highway": "traffic_signals"}, {"highway": "stop"}, {"barrier": "bollard"}),
        *({"highway": "stop", "direction": "forward"}, {"highway": "crossing"}),
        *({"highway": "give_way", "direction": "backward"}, {"traffic_calming": "hump"}),
    ]
)


@pytest.fixture(
    scope="module",
    params=[
        "sample",
        pytest.param("sindal_2016.osm", marks=pytest.mark.realdata),
        pytest.param("heidelberg_ors.osm.pbf", marks=pytest.mark.realdata),
    ],
)
def roads(request):
    """Return the roads of the sample, and then of one network of real data after the other."""
    if request.param == "sample":
        return request.getfixturevalue("sample").roads
    path = request.getfixturevalue("data_folder") / "osm" / request.param
    if not path.is_file():
        pytest.skip(f"no real data: {path.name} is missing")
    return km.TransportNetwork.from_osm(path).roads


def who_may_go_where(roads, mode):
    """Return what turns depend on beside the table of junctions."""
    metric = road_metric(roads, mode, turns=True)
    blocks = [node_blocks(tags, mode) for tags in roads.node_tag_sets]
    return {
        "edge_open": metric.edge_open,
        "edge_destination": metric.edge_destination,
        "node_blocked": np.array([*blocks, False])[roads.node_tag_set],
    }


def with_closures(roads, allowed, seed, share):
    """Return what is left open when segments picked at random are closed."""
    closed = np.random.default_rng(seed).random(roads.n_segments) < share
    return allowed | {"edge_open": allowed["edge_open"] & ~closed[roads.edge_segment]}


def with_set_delays(roads, share=0.3):
    """Return roads where scenarios have set delays at some nodes, and added some at others."""
    generator = np.random.default_rng(1)
    changed, tag_sets = roads.node_tag_set.copy(), list(roads.node_tag_sets)
    for node in np.flatnonzero(generator.random(roads.n_nodes) < share):
        seconds = float(generator.uniform(0.0, 40.0))
        tags = roads.node_tag_sets[changed[node]] if changed[node] >= 0 else {}
        kind = ("delay_s", "extra_s")[int(generator.integers(2))]
        tag_sets.append(with_node_delay(tags, **{kind: seconds}))
        changed[node] = len(tag_sets) - 1
    return replace(roads, node_tag_set=changed, node_tag_sets=tuple(tag_sets))


def assert_same(roads, mode, allowed, delays=DELAYS):
    """Check the kernel against its twin, for all turns and for those of some edges."""
    slow_s = slow_turn_delays_s(roads, mode, delays, **allowed)
    assert turn_delays_s(roads, mode, delays, **allowed).tobytes() == slow_s.tobytes()
    table = junction_table(roads, delays)
    assert_same_for(table, mode, some_edges(roads), allowed, slow_s)


def some_edges(roads):
    """Return edges in no order, some of them twice."""
    return np.random.default_rng(2).integers(0, roads.n_edges, roads.n_edges // 3)


def assert_same_for(table, mode, edges, allowed, every_s):
    """Check that turns from some edges take as long as they do among all."""
    turn, turn_s = turn_delays_of(table, mode, edges, **allowed)
    first = table.first_turn
    expected = [np.arange(first[edge], first[edge + 1]) for edge in edges]
    assert turn.tolist() == np.concatenate([np.arange(0), *expected]).tolist()
    assert turn_s.tobytes() == every_s[turn].tobytes()


@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
def test_turns_take_as_long_as_the_twin_says(roads, mode):
    assert_same(roads, mode, who_may_go_where(roads, mode))


@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("share", [0.02, 0.4])
def test_they_do_when_roads_are_closed(roads, mode, share):
    assert_same(roads, mode, with_closures(roads, who_may_go_where(roads, mode), 3, share))


@pytest.mark.parametrize("mode", [km.CAR, km.AMBULANCE], ids=lambda mode: mode.name)
def test_they_do_where_delays_are_set(roads, mode):
    changed = with_set_delays(roads)
    assert_same(changed, mode, who_may_go_where(roads, mode))


@given(data=st.data(), town=towns())
@settings(max_examples=60, deadline=None)
def test_they_do_in_random_towns(data, town):
    ways, turns = town
    ways = [each._replace(tags=each.tags | data.draw(ROADS)) for each in ways]
    nodes = {letter: data.draw(NODES) for letter in METRES}
    network = built(METRES, ways, turns, nodes, even=False).network
    changed = with_set_delays(network.roads) if data.draw(st.booleans()) else network.roads
    share, seed = data.draw(st.sampled_from([0.0, 0.2, 0.5])), data.draw(st.integers(0, 99))
    for mode in km.MODES:
        allowed = with_closures(network.roads, who_may_go_where(network.roads, mode), seed, share)
        assert_same(changed, mode, allowed)


def test_the_edges_into_some_nodes_have_all_their_turns(sample):
    roads = sample.roads
    table = junction_table(roads, DELAYS)
    nodes = np.random.default_rng(4).choice(roads.n_nodes, 50, replace=False)
    edges = edges_into(table, nodes)
    assert edges.tolist() == np.flatnonzero(np.isin(roads.head, nodes)).tolist()
    allowed = who_may_go_where(roads, km.CAR)
    every_s = turn_delays_s(roads, km.CAR, DELAYS, **allowed)
    assert_same_for(table, km.CAR, edges, allowed, every_s)
    assert edges_into(table, np.empty(0, dtype=np.int64)).size == 0


def test_closing_a_road_changes_no_turns_but_those_at_its_ends(sample):
    roads = sample.roads
    allowed = who_may_go_where(roads, km.CAR)
    table = junction_table(roads, DELAYS)
    turn_s = turn_delays_s(roads, km.CAR, DELAYS, **allowed)
    for segment in np.random.default_rng(5).integers(0, roads.n_segments, 20):
        closed = allowed | {"edge_open": allowed["edge_open"] & (roads.edge_segment != segment)}
        ends = np.unique([roads.segment_tail[segment], roads.segment_head[segment]])
        turn, anew_s = turn_delays_of(table, km.CAR, edges_into(table, ends), **closed)
        patched_s = turn_s.copy()
        patched_s[turn] = anew_s
        assert patched_s.tobytes() == turn_delays_s(roads, km.CAR, DELAYS, **closed).tobytes()


def test_a_loop_leads_to_its_node_once_and_ends_there_twice():
    roads = built({"A": (0, 0), "B": (200, 0), "C": (200, 200)}, ["ABCA"], even=False).network.roads
    table = junction_table(roads, DELAYS)
    loops = np.flatnonzero(roads.segment_tail == roads.segment_head)
    assert loops.size == 1
    for segment in loops:
        node = roads.segment_tail[[segment]]
        assert edges_into(table, node).tolist() == np.flatnonzero(roads.head == node).tolist()
    for mode in km.MODES:
        assert_same(roads, mode, who_may_go_where(roads, mode))


def test_delays_set_on_a_table_are_those_of_a_network_that_has_them(sample):
    roads = sample.roads
    changed = junction_table(with_set_delays(roads), DELAYS)
    plain = junction_table(roads, DELAYS)
    nodes = np.flatnonzero(~np.isnan(changed.set_s) | (changed.extra_s != 0.0))
    assert nodes.size > 0
    given = with_node_delays(plain, nodes, changed.set_s[nodes], changed.extra_s[nodes])
    for name in ("set_s", "extra_s"):
        np.testing.assert_array_equal(getattr(given, name), getattr(changed, name))
        assert not getattr(given, name).flags.writeable
    assert np.isnan(plain.set_s).all()


def test_a_table_cannot_be_written_to(sample):
    table = junction_table(sample.roads, km.JunctionDelays(left_turn_s=4, u_turn_s=15))
    assert not any(column.flags.writeable for column in table[:-1])
    assert all(isinstance(cost_s, float) for cost_s in table.costs)


# M is a junction on which nothing stands.
CROSSING = """
        C
        |
    A---M---B
        |
        D
"""


@pytest.mark.parametrize(
    ("mode", "set_to", "expected"),
    [
        (km.CAR, {"delay_s": 20.0}, {20.0}),
        (km.CAR, {"delay_s": 0.0}, {0.0}),
        (km.CAR, {"extra_s": 5.0}, {5.0, 7.0, 9.0}),
        (km.CAR, {"delay_s": 20.0, "extra_s": 5.0}, {25.0}),
        (km.AMBULANCE, {"delay_s": 20.0}, {10.0}),
        (km.AMBULANCE, {"extra_s": 5.0}, {2.5, 3.5, 4.5}),
    ],
)
def test_a_scenario_sets_what_the_turns_at_a_junction_cost(mode, set_to, expected):
    roads = drawn(CROSSING, ["AM", "MB", "CM", "MD"], even=False).network.roads
    degree = np.bincount(np.concatenate((roads.segment_tail, roads.segment_head)))
    junction = int(degree.argmax())
    tags = tuple(roads.node_tag_sets)
    changed = replace(
        roads,
        node_tag_set=np.where(np.arange(roads.n_nodes) == junction, len(tags), roads.node_tag_set),
        node_tag_sets=(*tags, with_node_delay({}, **set_to)),
    )
    turn_s = road_metric(changed, mode, turns=True).turn_time_s
    at_junction = roads.head[roads.turn_ends()[0]] == junction
    finite_s = turn_s[at_junction & np.isfinite(turn_s)]
    assert finite_s.size == 12
    assert set(finite_s.tolist()) == expected
    elsewhere_s = turn_s[~at_junction]
    assert elsewhere_s.tolist() == 4 * [15.0 * mode.delay_factor]
