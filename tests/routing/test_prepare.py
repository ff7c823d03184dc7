"""Preparing a network for one mode, and asking its engine directly."""

import signal
import time
from dataclasses import replace

import numpy as np
import pytest
from drawn import drawn
from expanded import random_places

import kraftcenter_mobility as km
from kraftcenter_mobility._kernels import orders
from kraftcenter_mobility.errors import InputError, ModeError
from kraftcenter_mobility.routing import customized as customized_module

#   A --100 m-- B --100 m-- C: at 36 km/h, ten seconds each
LINE = "A---B---C"


def test_an_engine_of_nodes_answers_in_seconds():
    town = drawn("A---B---C\n    |\n    D", ["AB", "BC", "BD"])
    engine = km.prepare(town.network, km.CAR, turns=False)
    graph, roads = engine.mode_graph, town.network.roads
    assert not graph.turns
    times = engine.many_to_all(np.arange(engine.n_nodes))
    order = np.argsort(roads.node_id[graph.item])
    wanted = [[0, 10, 20, 20], [10, 0, 10, 10], [20, 10, 0, 20], [20, 10, 20, 0]]
    np.testing.assert_allclose(times[np.ix_(order, order)], wanted, rtol=2e-3, atol=1e-9)


def test_an_engine_with_turns_has_an_edge_to_a_node():
    town = drawn("A---B---C\n    |\n    D", ["AB", "BC", "BD"])
    engine = km.prepare(town.network, km.CAR)
    graph, roads = engine.mode_graph, town.network.roads
    assert graph.turns
    assert engine.n_nodes == int(town.network.metric(km.CAR).edge_open.sum())
    tail = np.flatnonzero(roads.tail[graph.item] == np.argmin(roads.node_id))
    times = engine.many_to_all(tail)
    assert times.max(where=np.isfinite(times), initial=0.0) == pytest.approx(30.0, rel=2e-3)


def test_a_route_of_the_engine_adds_up_edge_by_edge_and_turn_by_turn(sample):
    engine = km.prepare(sample, km.CAR)
    metric = sample.metric(km.CAR)
    route = engine.route(0, engine.n_nodes - 1)
    edges = engine.mode_graph.item[route.nodes]
    assert route.time == metric.edge_time_s[edges[:-1]].sum() + sum(
        metric.turn_time_s[engine.mode_graph.turn[route.edges]]
    )
    assert (sample.roads.head[edges[:-1]] == sample.roads.tail[edges[1:]]).all()


def test_an_engine_takes_other_metrics_of_its_network(sample):
    engine = km.prepare(sample, km.CAR)
    before = engine.many_to_all([0])
    slower = sample.with_delays(km.JunctionDelays(signals_s=60.0))
    after = engine.customize(slower.metric(km.CAR)).many_to_all([0])
    finite = np.isfinite(before)
    np.testing.assert_array_equal(np.isfinite(after), finite)
    assert (after[finite] >= before[finite]).all()
    assert (after[finite] > before[finite]).any()


@pytest.mark.parametrize(
    "other",
    [
        lambda sample: sample.metric(km.CAR, turns=False),
        lambda sample: sample.metric(km.WALKING),
        lambda sample: sample.metric(km.WALKING, turns=True),
        lambda sample: sample.metric(km.AMBULANCE),
        lambda _: drawn(LINE, ["ABC"]).network.metric(km.CAR),
    ],
    ids=["without turns", "walking", "walking with turns", "ambulance", "another network"],
)
def test_an_engine_refuses_metrics_it_was_not_prepared_for(sample, other):
    engine = km.prepare(sample, km.CAR)
    with pytest.raises(InputError, match="not prepared for metrics of this kind; use kraft"):
        engine.customize(other(sample))


def test_a_mode_of_another_pace_is_a_metric_like_any_other(sample):
    engine = km.prepare(sample, km.CAR)
    crawl = replace(km.CAR, top_speed_kmh=10.0)
    before = engine.metric.many_to_all([0])
    after = engine.customize(sample.metric(crawl)).many_to_all([0])
    assert after.max(where=np.isfinite(after), initial=0) > before.max(
        where=np.isfinite(before), initial=0
    )


def test_preparing_twice_finds_the_order_once(monkeypatch):
    network = drawn(LINE, ["ABC"]).network
    first = km.prepare(network, km.CAR)

    def fail(*_, **__):
        pytest.fail("an order was looked for again")

    for name in ("node_order", "edge_order"):
        monkeypatch.setattr(f"kraftcenter_mobility.networks.prepared.{name}", fail)
    assert km.prepare(network, km.CAR).prepared is first.prepared
    other = network.with_delays(km.JunctionDelays(left_turn_s=9.0))
    assert km.prepare(other, km.CAR).prepared is first.prepared


@pytest.mark.parametrize("threads", [2, 4])
def test_what_is_prepared_does_not_depend_on_the_threads(threads):
    found = [km.prepare(km.TransportNetwork.sample(), km.CAR, threads=n) for n in (1, threads)]
    assert found[0].order.tobytes() == found[1].order.tobytes()


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"mode": "car"}, ModeError, "mode must be a Mode such as"),
        ({"network": "sample.km"}, InputError, "network must be a TransportNetwork"),
        ({"turns": "yes"}, InputError, "turns must be True or False"),
        ({"threads": 0}, InputError, "threads must be one or more"),
        ({"threads": 1.5}, InputError, "threads must be one or more"),
    ],
)
def test_what_cannot_be_prepared_is_refused(asked, error, message):
    asked = {"network": drawn(LINE, ["ABC"]).network, "mode": km.CAR} | asked
    with pytest.raises(error, match=message):
        km.prepare(**asked)


# Ctrl-C


def interrupting(after):
    """Return a function that does as Ctrl-C does when it is called so often."""
    calls = []

    def called(*_):
        calls.append(1)
        if len(calls) == after:
            signal.raise_signal(signal.SIGINT)

    called.calls = calls
    return called


@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_stops_a_matrix_between_two_blocks(sample, monkeypatch, threads):
    monkeypatch.setattr(customized_module, "SOURCES_AT_ONCE", 8)
    places = random_places(sample, km.CAR, 200, seed=3)
    from kraftcenter_mobility.routing.by_hierarchy import mode_hierarchy, times
    from kraftcenter_mobility.routing.travel_times import ask

    question = ask(
        sample,
        places,
        places,
        mode=km.CAR,
        turns=None,
        max_distance_m=1500.0,
        access=True,
        allow_islands=False,
    )
    hierarchy = mode_hierarchy(sample, question.metric, threads=1)
    advance = interrupting(after=3)
    asked = {"cutoff_s": np.inf, "threads": threads}
    with pytest.raises(KeyboardInterrupt):
        times(hierarchy, question.begin, question.end, advance=advance, **asked)
    assert len(advance.calls) == 3
    again = times(hierarchy, question.begin, question.end, advance=lambda _: None, **asked)
    assert np.isfinite(again).mean() > 0.5


@pytest.mark.parametrize("threads", [1, 3])
def test_ctrl_c_stops_preparing_before_all_parts_are_in_order(sample, monkeypatch, threads):
    dissect, finished = orders.dissect, []

    def slowly(*arguments):
        time.sleep(0.05)
        finished.append(1)
        return dissect(*arguments)

    def once(*arguments, **settings):
        if len(finished) > 2:
            signal.raise_signal(signal.SIGINT)
        return wait(*arguments, **settings)

    wait = orders.wait
    engine = km.prepare(sample, km.CAR, turns=False)
    node = engine.mode_graph.item
    where = sample.roads.node_lon[node], sample.roads.node_lat[node]
    arguments = engine.first_out, engine.head, *where
    wanted = orders.node_order(*arguments)
    monkeypatch.setattr(orders, "dissect", slowly)
    monkeypatch.setattr(orders, "wait", once)
    with pytest.raises(KeyboardInterrupt):
        orders.node_order(*arguments, threads=threads)
    so_far = len(finished)
    time.sleep(0.3)
    assert len(finished) <= so_far + threads
    monkeypatch.undo()
    assert orders.node_order(*arguments, threads=threads).tobytes() == wanted.tobytes()


def test_a_matrix_that_was_stopped_can_be_asked_for_again(sample, monkeypatch):
    engine = km.prepare(sample, km.CAR)
    wanted = engine.many_to_many(range(60), range(60))
    monkeypatch.setattr(customized_module, "slices", lambda *_: [slice(0, 30), "stopped"])
    with pytest.raises(AttributeError):
        engine.many_to_many(range(60), range(60))
    monkeypatch.undo()
    np.testing.assert_array_equal(engine.many_to_many(range(60), range(60)), wanted)
