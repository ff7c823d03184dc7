"""New edges on a prepared graph: the answers of an engine that was prepared with them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.answers import WEIGHTS, assert_answers, roads, some_edges, some_roads, town

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.routing import overlay


def weighed(graph, tick=1.0):
    """Return the metric of a graph."""
    return km.RoadEngine(graph.first_out, graph.head).customize(graph.weight, tick=tick)


# Two islands, and what may join them:
#
#   0 --5--> 1        2 --7--> 3
ISLANDS = roads(4, (0, 1, 5), (2, 3, 7))


def test_a_bridge_joins_two_islands():
    metric = weighed(ISLANDS).with_edges([1], [2], [10])
    assert (metric.n_nodes, metric.n_edges) == (4, 3)
    inf = np.inf
    assert metric.many_to_all([0]).tolist() == [[0, 5, 15, 22]]
    assert metric.many_to_all([3], backward=True).tolist() == [[22, 17, 7, 0]]
    assert metric.many_to_many([3, 0], [3, 0]).tolist() == [[0, inf], [22, 0]]
    way = metric.route(0, 3)
    assert (way.time, way.nodes.tolist(), way.edges.tolist()) == (22, [0, 1, 2, 3], [0, 2, 1])
    which, time = metric.nearest([3, 0])
    assert (which.tolist(), time.tolist()) == ([1, 0, 0, 0], [0, 17, 7, 0])


def test_a_new_street_over_new_nodes_is_a_way_like_any_other():
    metric = weighed(ISLANDS).with_edges([1, 4, 5], [4, 5, 2], [1, 2, 3], n_new_nodes=2)
    assert metric.many_to_all([0]).tolist() == [[0, 5, 11, 18, 6, 8]]
    inf = np.inf
    assert metric.many_to_all([4], backward=True).tolist() == [[6, 1, inf, inf, 0, inf]]
    way = metric.route(4, 3)
    assert (way.time, way.nodes.tolist(), way.edges.tolist()) == (12, [4, 5, 2, 3], [3, 4, 1])


def test_a_new_edge_that_helps_nobody_changes_no_answer():
    graph = town(20, 15, 71)
    metric = weighed(graph)
    sources = np.arange(0, graph.n_nodes, 5)
    times = metric.many_to_all(sources)
    tail, head = 3, int(np.argmax(np.where(np.isfinite(times[0]), times[0], -1)))
    same = metric.with_edges([tail], [head], [10**6])
    np.testing.assert_array_equal(same.many_to_all(sources), times)
    np.testing.assert_array_equal(same.many_to_many(sources, sources), times[:, sources])


def test_no_new_edges_and_lonely_new_nodes_are_possible():
    plain = weighed(ISLANDS)
    same = plain.with_edges([], [], [])
    assert same.many_to_all([0]).tolist() == [[0, 5, np.inf, np.inf]]
    assert_answers(same, ISLANDS, np.random.default_rng(0))
    lonely = plain.with_edges([], [], [], n_new_nodes=2)
    wanted = ISLANDS.with_edges([], [], [], 2)
    assert_answers(lonely, wanted._replace(tail=ISLANDS.tail, head=ISLANDS.head), RNG(1))


def test_islands_of_new_nodes_alone_can_be_laid_on_an_empty_graph():
    metric = weighed(roads(0)).with_edges([0, 1, 0], [1, 2, 2], [4, 4, 9], n_new_nodes=3)
    assert metric.many_to_all([0, 2]).tolist() == [[0, 4, 8], [np.inf, np.inf, 0]]
    assert metric.route(0, 2).edges.tolist() == [0, 1]


RNG = np.random.default_rng


@st.composite
def additions(draw, graph):
    """Draw new edges between old and new nodes: parallel ones, loops, useless ones."""
    n_new_nodes = draw(st.sampled_from([0, 0, 1, 3]))
    n_nodes = graph.n_nodes + n_new_nodes
    edges = draw(some_edges(n_nodes, max_size=8)) if n_nodes else []
    tail, head, weight = zip(*edges, strict=True) if edges else ((), (), ())
    whole = np.array(tail, dtype=np.int64), np.array(head, dtype=np.int64)
    return *whole, np.array(weight, dtype=np.float64), n_new_nodes


@given(some_roads(), st.data())
@settings(max_examples=60, deadline=None)
def test_new_edges_are_what_an_engine_prepared_with_them_has(graph, data):
    *new, n_new_nodes = data.draw(additions(graph))
    metric = weighed(graph).with_edges(*new, n_new_nodes=n_new_nodes)
    assert_answers(metric, graph.with_edges(*new, n_new_nodes), RNG(0), n_routes=20)


@given(some_roads(), st.data())
@settings(max_examples=60, deadline=None)
def test_new_edges_and_new_weights_may_follow_one_another_in_any_order(graph, data):
    metric = weighed(graph)
    for _ in range(data.draw(st.integers(2, 4))):
        if data.draw(st.booleans()):
            *new, n_new_nodes = data.draw(additions(graph))
            metric = metric.with_edges(*new, n_new_nodes=n_new_nodes)
            graph = graph.with_edges(*new, n_new_nodes)
        elif graph.tail.size:
            edge = st.integers(0, graph.tail.size - 1)
            edges = data.draw(st.lists(edge, unique=True, max_size=6))
            weights = [data.draw(WEIGHTS) for _ in edges]
            metric, graph = metric.with_weights(edges, weights), graph.with_weights(edges, weights)
    assert_answers(metric, graph, RNG(0), n_routes=10)


@pytest.mark.parametrize(("n_new_edges", "n_new_nodes"), [(1, 0), (12, 3), (60, 40), (250, 0)])
def test_new_streets_in_a_town_are_what_an_engine_prepared_with_them_has(n_new_edges, n_new_nodes):
    graph, rng = town(50, 40, 72), RNG(n_new_edges)
    ends = rng.integers(0, graph.n_nodes + n_new_nodes, (2, n_new_edges))
    ends[:, : n_new_edges // 3] = rng.integers(
        graph.n_nodes - 5, graph.n_nodes + n_new_nodes, (2, n_new_edges // 3)
    )
    new = (*ends, rng.integers(0, 300, n_new_edges).astype(np.float64))
    metric = weighed(graph).with_edges(*new, n_new_nodes=n_new_nodes)
    wanted = graph.with_edges(*new, n_new_nodes)
    assert_answers(metric, wanted, rng, n_routes=60)
    edges = rng.choice(wanted.tail.size, 40, replace=False)
    weights = rng.integers(0, 200, 40).astype(np.float64)
    changed = metric.with_weights(edges, weights)
    assert_answers(changed, wanted.with_weights(edges, weights), rng)
    rebuilt = wanted.sorted()
    sources = np.arange(0, wanted.n_nodes, 41)
    np.testing.assert_array_equal(
        metric.many_to_all(sources), weighed(rebuilt).many_to_all(sources)
    )


def test_answers_over_new_edges_are_the_same_to_the_byte_for_any_number_of_threads():
    graph, rng = town(50, 40, 73), RNG(0)
    new = (*rng.integers(0, graph.n_nodes, (2, 20)), rng.integers(0, 99, 20))
    metric = weighed(graph).with_edges(*new)
    sources = np.arange(0, graph.n_nodes, 7)
    for ask in (
        lambda n: metric.many_to_all(sources, threads=n),
        lambda n: metric.many_to_all(sources, backward=True, threads=n),
        lambda n: metric.many_to_many(sources, sources[::3], threads=n),
    ):
        assert ask(1).tobytes() == ask(2).tobytes() == ask(4).tobytes()


def test_the_metric_below_is_left_alone():
    below = weighed(ISLANDS)
    below.with_edges([1], [2], [10]).with_weights([0, 2], [1, 1])
    assert below.many_to_all([0]).tolist() == [[0, 5, np.inf, np.inf]]
    assert below.n_edges == 2


def test_new_edges_take_the_tick_of_the_metric():
    metric = weighed(ISLANDS, tick=2.0).with_edges([1], [2], [9.1])
    assert metric.many_to_many([1], [2]).tolist() == [[10.0]]


def test_memory_counts_the_ways_between_portals():
    metric = weighed(town(20, 20, 74))
    more = metric.with_edges(np.arange(100), np.arange(100, 200), np.ones(100))
    assert more.memory_bytes - metric.memory_bytes > 3 * 4 * 200 * 200
    assert more.memory_bytes - metric.memory_bytes < 4 * 4 * 200 * 200


def test_more_portals_than_can_be_kept_are_refused(monkeypatch):
    monkeypatch.setattr(overlay, "MOST_PORTALS", 3)
    metric = weighed(ISLANDS)
    assert metric.with_edges([0, 1], [1, 2], [1, 1]).n_edges == 4
    with pytest.raises(InputError, match="the new edges touch 4 nodes, and 3 are the most"):
        metric.with_edges([0, 2], [1, 3], [1, 1])


@pytest.mark.parametrize(
    ("new", "n_new_nodes", "message"),
    [
        (([4], [0], [1.0]), 0, "tail must be numbers of nodes from 0 to 3; 1 of 1 are not"),
        (([4], [5], [1.0]), 1, "head must be numbers of nodes from 0 to 4; 1 of 1 are not"),
        (([0, 1], [1], [1.0]), 0, "there are 2 tails and 1 heads of new edges"),
        (([0], [1], [1.0, 2.0]), 0, r"weights must be one number per edge, shape \(1,\)"),
        (([0], [1], [-1.0]), 0, "weights must be zero or more"),
        (([0.5], [1], [1.0]), 0, "tail must be a list of whole numbers"),
        (([0], [1], [1.0]), -1, "n_new_nodes must be .* got -1"),
        (([0], [1], [1.0]), 1.5, "n_new_nodes must be .* got 1.5"),
        (([0], [1], [1.0]), "one", "n_new_nodes must be .* got 'one'"),
    ],
)
def test_new_edges_that_cannot_be_laid_are_refused(new, n_new_nodes, message):
    with pytest.raises(InputError, match=message):
        weighed(ISLANDS).with_edges(*new, n_new_nodes=n_new_nodes)


def test_questions_about_nodes_that_are_not_there_count_the_new_ones():
    metric = weighed(ISLANDS).with_edges([1], [4], [1], n_new_nodes=1)
    for question in (
        lambda: metric.many_to_all([5]),
        lambda: metric.nearest([5]),
        lambda: metric.with_weights([3], [1.0]),
    ):
        with pytest.raises(InputError, match=r"from 0 to (4|2); 1 of 1 are not"):
            question()


def test_weights_that_leave_room_once_can_have_new_edges():
    random = np.random.default_rng(4)
    tail = np.sort(random.integers(0, 1600, 4800))
    head = random.integers(0, 1600, 4800)
    first_out = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=1600))))
    metric = km.RoadEngine(first_out, head).customize(random.uniform(1, 400, 4800))
    changed = metric.with_edges([0], [1], [2.0])
    assert 0.0 < changed.many_to_many([0], [1])[0, 0] <= 2.0
