"""What one mode may use of a network, as a graph: every edge and turn of it, and no more."""

import numpy as np
import pytest
from drawn import NO_DELAYS, built, drawn, turn, way
from hypothesis import given, settings
from towns import METRES, towns

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.mode_graph import as_ticks, mode_graph
from kraftcenter_mobility.networks.ticks import TICK_S

CROSSING = """
        C
        |
    A---B---D
"""


def graph_of(network, mode=km.CAR, *, turns=True):
    """Return the metric of a mode and its graph."""
    metric = network.metric(mode, turns=turns)
    return metric, mode_graph(metric)


def ends(graph):
    """Return the (tail, head) nodes of every edge of a graph."""
    tail = np.repeat(np.arange(graph.n_nodes), np.diff(graph.first_out.astype(np.int64)))
    return tail, graph.head.astype(np.int64)


def slow_turns(metric):
    """Return every turn that can be made, as (edge, next edge, seconds) in turn."""
    roads = metric.roads
    found = []
    for before in range(roads.n_edges):
        node = roads.head[before]
        for step, after in enumerate(range(roads.first_out[node], roads.first_out[node + 1])):
            time_s = (
                metric.edge_time_s[before] + metric.turn_time_s[roads.first_turn[before] + step]
            )
            if np.isfinite(time_s) and metric.edge_open[after]:
                found.append((before, after, float(time_s)))
    return found


def assert_is_all_one_can_do(metric, graph):
    """Check a graph edge by edge against the metric it was made from."""
    roads = metric.roads
    tail, head = ends(graph)
    time_s = graph.time_s(metric)
    found = list(zip(graph.item[tail].tolist(), graph.item[head].tolist(), time_s, strict=True))
    if metric.turns:
        assert sorted(found) == sorted(slow_turns(metric))
    else:
        passable = np.flatnonzero(np.isfinite(metric.edge_time_s))
        wanted = zip(
            roads.tail[passable].tolist(),
            roads.head[passable].tolist(),
            metric.edge_time_s[passable],
            strict=True,
        )
        assert sorted(found) == sorted(wanted)
        np.testing.assert_array_equal(roads.tail[graph.edge], graph.item[tail])


def test_without_turns_a_crossing_has_a_node_to_a_node():
    town = drawn(CROSSING, ["AB", "BC", "BD"])
    _, graph = graph_of(town.network, turns=False)
    assert (graph.n_nodes, graph.n_edges) == (4, 6)
    assert graph.turn.size == 0


def test_with_turns_a_crossing_has_an_edge_to_a_node():
    town = drawn(CROSSING, ["AB", "BC", "BD"])
    metric, graph = graph_of(town.network)
    # Into B come three edges, each of which goes on to two; at dead ends one turns back.
    assert (graph.n_nodes, graph.n_edges) == (6, 3 * 2 + 3)
    assert_is_all_one_can_do(metric, graph)


def test_a_barred_turn_is_no_edge():
    free = drawn(CROSSING, ["AB", "BC", "BD"])
    barred = drawn(CROSSING, ["AB", "BC", "BD"], [turn("no_left_turn", "AB", "B", "BC")])
    n_edges = [graph_of(town.network)[1].n_edges for town in (free, barred)]
    assert n_edges[1] < n_edges[0]
    assert graph_of(barred.network, km.WALKING, turns=False)[1].n_edges == 6


def test_roads_closed_to_the_mode_are_left_out():
    town = drawn(CROSSING, ["AB", way("BC", highway="footway"), "BD"])
    for turns in (True, False):
        car, walking = (graph_of(town.network, m, turns=turns)[1] for m in (km.CAR, km.WALKING))
        assert car.n_nodes < walking.n_nodes
        assert car.n_edges < walking.n_edges


def test_nodes_are_found_by_what_they_are(sample):
    for turns, n_items in ((True, sample.roads.n_edges), (False, sample.roads.n_nodes)):
        _, graph = graph_of(sample, turns=turns)
        node = graph.node_of(n_items)
        assert node.size == n_items
        np.testing.assert_array_equal(graph.item[node[node >= 0]], np.flatnonzero(node >= 0))
        np.testing.assert_array_equal(node[graph.item], np.arange(graph.n_nodes))


@given(town=towns())
@settings(max_examples=30, deadline=None)
def test_random_streets_have_every_turn_and_no_other(town):
    network = built(METRES, *town).network
    for mode in (km.CAR, km.AMBULANCE, km.BICYCLE):
        for turns in (True, False):
            metric = network.metric(mode, turns=turns)
            assert_is_all_one_can_do(metric, mode_graph(metric))


@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("turns", [True, False])
def test_the_sample_has_every_turn_and_no_other(sample, mode, turns):
    metric, graph = graph_of(sample, mode, turns=turns)
    assert_is_all_one_can_do(metric, graph)
    assert graph.first_out.dtype == graph.head.dtype == np.uint32
    ticks = graph.ticks(metric)
    np.testing.assert_array_equal(ticks * TICK_S, graph.time_s(metric))


def test_other_speeds_and_delays_have_the_same_graph(sample):
    for turns in (True, False):
        metric, graph = graph_of(sample, turns=turns)
        other = sample.with_delays(NO_DELAYS).with_speeds(
            km.SpeedModel(free_flow_kmh=lambda *_: 17.0, lowest_bend_factor=1.0)
        )
        other_metric, other_graph = graph_of(other, turns=turns)
        assert graph.digest() == other_graph.digest()
        assert graph.fits(other_metric)
        assert (graph.time_s(metric) != graph.time_s(other_metric)).any()


def test_different_graphs_of_a_network_have_different_digests(sample):
    digests = [
        graph_of(sample, mode, turns=turns)[1].digest()
        for mode in km.MODES
        for turns in (True, False)
    ]
    assert len(set(digests)) >= 6, "at most bicycles and walkers may use the same"
    again = graph_of(km.TransportNetwork.sample(), km.CAR)[1].digest()
    assert again == digests[0]


def test_a_graph_fits_metrics_of_its_own_kind_alone(sample):
    metric, graph = graph_of(sample)
    assert graph.fits(metric)
    assert not graph.fits(sample.metric(km.CAR, turns=False))
    assert not graph.fits(sample.metric(km.AMBULANCE))
    assert not graph.fits(sample.metric(km.WALKING, turns=True))


def test_seconds_become_whole_ticks():
    ticks = as_ticks(np.array([0.0, TICK_S, 1.0, 1_048_575.0, 1_048_576.0, 1e300, np.inf]))
    assert ticks.dtype == np.uint32
    assert ticks.tolist() == [0, 1, 1024, 2**30 - 1024, 2**30, 2**30, 2**30]
