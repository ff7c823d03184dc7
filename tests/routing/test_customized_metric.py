"""Other weights for some edges: bit for bit what customizing everything gives."""

import pickle
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.answers import WEIGHTS, assert_answers, roads, some_roads, town

import kraftcenter_mobility as km
from kraftcenter_mobility._kernels import partial_customization
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.routing import customized
from kraftcenter_mobility.routing.seeds import seeds_at_nodes
from kraftcenter_mobility.routing.weights import to_ticks


def weighed(graph):
    """Return the engine and the metric of a graph."""
    engine = km.RoadEngine(graph.first_out, graph.head)
    return engine, engine.customize(graph.weight, tick=1.0)


def weights_of(metric):
    """Return the customized weights of a metric, without their padding."""
    found = metric._found  # noqa: SLF001 - bit for bit is a matter of what is inside
    return found.weights[: 2 * found.prepared.n_arcs]


def assert_as_customized_anew(metric, engine, graph):
    """Check that a metric has the very bits of another that was customized from nothing."""
    anew = engine.customize(graph.weight, tick=1.0)
    assert weights_of(metric).tobytes() == weights_of(anew).tobytes()


@st.composite
def changes(draw, graph):
    """Draw some edges, each once, and other weights for them."""
    n_edges = graph.tail.size
    edges = draw(st.lists(st.integers(0, n_edges - 1), unique=True)) if n_edges else []
    return edges, [draw(WEIGHTS) for _ in edges]


@given(some_roads(), st.data())
@settings(max_examples=60, deadline=None)
def test_changes_one_after_the_other_are_customizing_anew(graph, data):
    engine, metric = weighed(graph)
    for _ in range(3):
        edges, weights = data.draw(changes(graph))
        metric, graph = metric.with_weights(edges, weights), graph.with_weights(edges, weights)
        assert_as_customized_anew(metric, engine, graph)
    assert_answers(metric, graph, np.random.default_rng(0), n_routes=6)


@pytest.mark.parametrize("n_changed", [0, 1, 3, 30, 800, 5000])
def test_changes_to_a_town_few_or_many_are_customizing_anew(n_changed):
    graph, rng = town(50, 40, 51), np.random.default_rng(n_changed)
    engine, metric = weighed(graph)
    for _ in range(4):
        edges = rng.choice(graph.tail.size, n_changed, replace=False)
        weights = rng.integers(0, 90, n_changed).astype(np.float64)
        weights[rng.random(n_changed) < 0.3] = np.inf
        metric, graph = metric.with_weights(edges, weights), graph.with_weights(edges, weights)
        assert_as_customized_anew(metric, engine, graph)
    assert_answers(metric, graph, rng)


@pytest.mark.parametrize("budget", [0, 1, 40, 10**9])
def test_giving_up_half_way_makes_no_difference(budget, monkeypatch):
    graph, rng = town(30, 20, 52), np.random.default_rng(1)
    engine, metric = weighed(graph)
    monkeypatch.setattr(partial_customization, "budget_of", lambda _: np.int64(budget))
    for _ in range(6):
        edges = rng.choice(graph.tail.size, 20, replace=False)
        weights = rng.integers(0, 90, 20)
        metric, graph = metric.with_weights(edges, weights), graph.with_weights(edges, weights)
        assert_as_customized_anew(metric, engine, graph)


def test_a_change_taken_back_leaves_no_trace():
    graph = town(30, 20, 53)
    _, metric = weighed(graph)
    before, edges = weights_of(metric).tobytes(), np.arange(0, 300, 7)
    changed = metric.with_weights(edges, np.full(edges.size, np.inf))
    assert weights_of(changed).tobytes() != before
    restored = changed.with_weights(edges, graph.weight[edges])
    assert weights_of(restored).tobytes() == before
    assert weights_of(metric).tobytes() == before


def test_changes_to_nothing_and_to_loops_change_nothing():
    graph = roads(3, (0, 0, 5), (0, 1, 2), (1, 2, 3))
    engine, metric = weighed(graph)
    for edges, weights in (([], []), ([0], [1.0]), ([0], [np.inf])):
        again = metric.with_weights(edges, weights)
        assert again.many_to_all([0]).tolist() == [[0, 2, 5]]
        assert_as_customized_anew(again, engine, graph)


def test_each_metric_goes_on_answering_by_its_own_weights():
    engine, first = weighed(roads(3, (0, 1, 2), (1, 2, 3)))
    second = first.with_weights([0], [10])
    third = second.with_weights([1], [np.inf])
    engine.customize([7, 7])
    for _ in range(2):
        assert first.many_to_all([0]).tolist() == [[0, 2, 5]]
        assert second.many_to_all([0]).tolist() == [[0, 10, 13]]
        assert third.many_to_all([0]).tolist() == [[0, 10, np.inf]]
    assert engine.route(0, 2).time == 14


def test_threads_may_change_and_ask_one_metric_at_once():
    graph = town(30, 20, 54)
    engine, metric = weighed(graph)
    found, wanted = {}, {}
    for edge in range(8):
        other = graph.with_weights([edge], [1000.0])
        wanted[edge] = engine.customize(other.weight, tick=1.0).many_to_all([0, 99])

    def work(edge):
        for _ in range(5):
            changed = metric.with_weights([edge], [1000.0])
            found[edge] = changed.many_to_all([0, 99])
            assert changed.route(0, 99).time == wanted[edge][0, 99]

    threads = [threading.Thread(target=work, args=(edge,)) for edge in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for edge in range(8):
        np.testing.assert_array_equal(found[edge], wanted[edge])


def test_scratch_space_is_as_good_as_new_after_a_change_that_failed(monkeypatch):
    graph = town(20, 20, 55)
    engine, metric = weighed(graph)
    recustomize = partial_customization.recustomize

    def interrupted(*arguments):
        recustomize(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(partial_customization, "recustomize", interrupted)
    with pytest.raises(KeyboardInterrupt):
        metric.with_weights([3], [8])
    monkeypatch.undo()
    assert_as_customized_anew(metric.with_weights([3], [8]), engine, graph.with_weights([3], [8.0]))


@pytest.mark.parametrize(
    ("edges", "weights", "message"),
    [
        ([2], [1.0], "edges must be numbers of edges from 0 to 1; 1 of 1 are not, the first 2"),
        ([-1], [1.0], "the first -1 at position 0"),
        ([0.0], [1.0], "edges must be a list of whole numbers"),
        ([True], [1.0], "edges must be a list of whole numbers"),
        (0, 1.0, "edges must be a list of whole numbers"),
        ([1, 1], [1.0, 1.0], "edges must name every edge once; some occur twice"),
        ([0, 1], [1.0], r"weights must be one number per edge, shape \(2,\); got shape \(1,\)"),
        ([0], [-1.0], "weights must be zero or more"),
        ([0], [np.nan], "weights must be zero or more"),
        ([0], ["a"], "weights must be numbers"),
    ],
)
def test_changes_that_cannot_be_made_are_refused(edges, weights, message):
    _, metric = weighed(roads(3, (0, 1, 2), (1, 2, 3)))
    with pytest.raises(InputError, match=message):
        metric.with_weights(edges, weights)


def test_a_change_to_a_graph_without_edges_says_that_there_are_none():
    _, metric = weighed(roads(3))
    assert metric.with_weights([], []).many_to_all([0]).tolist() == [[0, np.inf, np.inf]]
    with pytest.raises(InputError, match="numbers of edges and there are none; 1 of 1 are not"):
        metric.with_weights([0], [1.0])


def test_a_metric_and_an_engine_survive_being_pickled():
    graph = town(9, 8, 3)
    engine = km.RoadEngine(graph.first_out, graph.head)
    metric = engine.customize(graph.weight).with_edges([0], [5], [1.0], n_new_nodes=1)
    again = pickle.loads(pickle.dumps((engine, metric)))  # noqa: S301 - its own
    sources = np.arange(10)
    for one, other in zip((engine, metric), again, strict=True):
        np.testing.assert_array_equal(one.many_to_all(sources), other.many_to_all(sources))
    assert again[1].route(0, 5).time == metric.route(0, 5).time


def test_the_tick_of_a_metric_cannot_be_changed():
    metric = km.RoadEngine([0, 1, 1], [1]).customize([1.0])
    with pytest.raises(AttributeError):
        metric.tick = 5.0


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_times_of_pairs_are_those_of_the_matrix_in_however_many_blocks(threads, monkeypatch):
    monkeypatch.setattr(customized, "ROUTES_AT_ONCE", 7)
    graph = town(9, 8, 5)
    engine = km.RoadEngine(graph.first_out, graph.head)
    found = customized.customized(engine.prepared, to_ticks(graph.weight, 0.5))
    rng = np.random.default_rng(1)
    source, target = rng.integers(0, engine.n_nodes, (2, 100))
    ends = [seeds_at_nodes(engine.prepared.hierarchy, nodes) for nodes in (source, target)]
    expected = found.matrix(*ends, tick=0.5)[np.arange(100), np.arange(100)]
    np.testing.assert_array_equal(found.pair_times(*ends, tick=0.5, threads=threads), expected)
