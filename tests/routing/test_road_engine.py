"""An engine for plain arrays: every question it can be asked, against SciPy."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.answers import Roads, assert_answers, nearest, roads, some_roads, town

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, MobilityError

TOWNS = [(60, 50, 1), (1, 900, 2), (300, 9, 3), (70, 70, 4)]
"""Columns, rows and seeds: a town, a street, a strip and another town."""


def engine_of(graph, **settings_):
    """Return the engine of a graph."""
    return km.RoadEngine(graph.first_out, graph.head, **settings_)


def weighed(graph, **settings_):
    """Return a graph's metric; weights are whole numbers or infinite."""
    return engine_of(graph, **settings_).customize(graph.weight, tick=1.0)


# The square of the docstrings, with a way back and a spur that one cannot come back from:
#
#   0 --10--> 1
#   ^         |
#   40        20
#   |         v
#   3 <--30-- 2 --5--> 4
SQUARE = roads(5, (0, 1, 10), (1, 2, 20), (2, 3, 30), (3, 0, 40), (2, 4, 5))


def test_times_on_a_square_are_those_one_adds_up_by_hand():
    metric = weighed(SQUARE)
    inf = np.inf
    assert metric.many_to_all([0, 4]).tolist() == [[0, 10, 30, 60, 35], [inf, inf, inf, inf, 0]]
    assert metric.many_to_all([4], backward=True).tolist() == [[35, 25, 5, 75, 0]]
    assert metric.many_to_many([3, 0], [4, 0, 4]).tolist() == [[75, 40, 75], [35, 0, 35]]
    which, time = metric.nearest([3, 4])
    assert which.tolist() == [1, 1, 1, 0, 1]
    assert time.tolist() == [35, 25, 5, 0, 0]
    way = metric.route(3, 4)
    assert way.time == 75
    assert way.nodes.tolist() == [3, 0, 1, 2, 4]
    assert way.edges.tolist() == [4, 0, 1, 3]


def test_what_lies_within_a_cutoff_is_what_one_counts_by_hand():
    metric = weighed(SQUARE)
    nodes, time = metric.within(0, 35)
    assert (nodes.tolist(), time.tolist()) == ([0, 1, 2, 4], [0, 10, 30, 35])
    nodes, time = metric.within(2, 30, backward=True)
    assert (nodes.tolist(), time.tolist()) == ([0, 1, 2], [30, 20, 0])
    people = [1, 10, 100, 1000, 10_000]
    assert metric.opportunities_within([0, 3, 0], people, 35).tolist() == [10_111, 1000, 10_111]
    assert metric.opportunities_within([4], people, 35, backward=True).tolist() == [10_111]


def test_from_a_node_to_itself_takes_no_time_and_no_edge():
    way = weighed(SQUARE).route(2, 2)
    assert (way.time, way.nodes.tolist(), way.edges.tolist()) == (0.0, [2], [])


def test_the_engine_answers_by_what_it_was_customized_with_last():
    engine = engine_of(SQUARE)
    first = engine.customize([1, 1, 1, 1, 1])
    engine.customize([2, 2, 2, 2, 2])
    assert engine.many_to_many([0], [4]).tolist() == [[6.0]]
    assert engine.many_to_all([0])[0].tolist() == [0, 2, 4, 6, 6]
    assert engine.nearest([4], direction="from")[1].tolist() == [np.inf] * 4 + [0]
    assert engine.route(0, 4).time == 6.0
    assert first.route(0, 4).time == 3.0


@given(some_roads(), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_every_question_has_scipys_answer(graph, seed):
    assert_answers(weighed(graph), graph, np.random.default_rng(seed))


@pytest.mark.parametrize("shape", TOWNS, ids=lambda shape: f"{shape[0]} by {shape[1]}")
def test_every_question_about_a_town_has_scipys_answer(shape):
    graph, rng = town(*shape), np.random.default_rng(shape[2])
    metric = weighed(graph)
    n_labels = sum(assert_answers(metric, graph, rng, n_routes=60) for _ in range(3))
    assert n_labels > 1_000_000 or graph.n_nodes < 2800


@pytest.mark.parametrize("n_nodes", [0, 1, 2])
def test_graphs_without_edges_have_answers(n_nodes):
    metric = weighed(roads(n_nodes))
    assert_answers(metric, roads(n_nodes), np.random.default_rng(0))
    assert metric.many_to_all([]).shape == (0, n_nodes)
    assert metric.many_to_many([], []).shape == (0, 0)
    assert metric.memory_bytes >= 0


def test_nobody_asked_for_is_an_empty_answer():
    metric = weighed(SQUARE)
    assert metric.many_to_many([], [1, 2]).shape == (0, 2)
    assert metric.many_to_many([1, 2], []).shape == (2, 0)
    assert metric.many_to_all([]).shape == (0, 5)


@given(some_roads(), st.randoms(use_true_random=False), st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_any_order_gives_the_same_answers(graph, random, seed):
    order = list(range(graph.n_nodes))
    random.shuffle(order)
    metric = weighed(graph, order=order)
    assert engine_of(graph, order=order).n_nodes == graph.n_nodes
    assert_answers(metric, graph, np.random.default_rng(seed), n_routes=3)


def test_coordinates_and_a_known_order_make_no_difference_to_answers():
    graph = town(40, 30, 7)
    sources = np.arange(0, graph.n_nodes, 11)
    y, x = np.divmod(np.arange(graph.n_nodes), 40)
    plain = engine_of(graph)
    wanted = plain.customize(graph.weight).many_to_all(sources)
    for settings_ in ({"x": x, "y": y}, {"order": plain.order}, {"x": x * 0, "y": y * 0}):
        engine = engine_of(graph, **settings_)
        np.testing.assert_array_equal(
            engine.customize(graph.weight).many_to_all(sources), wanted, str(settings_)
        )
    again = engine_of(graph, order=plain.order)
    np.testing.assert_array_equal(again.order, again.prepared.order)
    np.testing.assert_array_equal(engine_of(graph, order=again.order).order, again.order)


# Laws


def all_times(graph):
    """Return the times between all nodes of a town."""
    return weighed(graph).many_to_all(np.arange(graph.n_nodes))


TOWN = town(25, 20, 11)


@pytest.fixture(scope="module")
def times():
    """Return the times between all nodes of the town."""
    return all_times(TOWN)


def test_no_way_round_is_shorter(times):
    for middle in range(0, TOWN.n_nodes, 7):
        round_ = times[:, middle, np.newaxis] + times[np.newaxis, middle]
        assert (times <= round_).all()


def test_weights_twice_as_long_make_times_twice_as_long(times):
    twice = all_times(TOWN._replace(weight=2 * TOWN.weight))
    np.testing.assert_array_equal(twice, 2 * times)


def test_seconds_and_milliseconds_agree(times):
    metric = engine_of(TOWN).customize(TOWN.weight / 1024.0)
    np.testing.assert_array_equal(metric.many_to_all(range(TOWN.n_nodes)) * 1024.0, times)


def test_backward_is_forward_on_the_graph_turned_round(times):
    metric = weighed(TOWN.reversed().sorted())
    backward = metric.many_to_all(np.arange(TOWN.n_nodes), backward=True)
    np.testing.assert_array_equal(backward, times)
    np.testing.assert_array_equal(metric.many_to_all(np.arange(TOWN.n_nodes)), times.T)


def test_other_numbers_for_the_nodes_are_other_numbers_and_no_more(times):
    name = np.random.default_rng(3).permutation(TOWN.n_nodes)
    renamed = Roads(name[TOWN.tail], name[TOWN.head], TOWN.weight, TOWN.n_nodes).sorted()
    np.testing.assert_array_equal(all_times(renamed)[np.ix_(name, name)], times)


def test_an_edge_cut_in_two_is_as_long_as_before(times):
    edge = int(np.flatnonzero(np.isfinite(TOWN.weight) & (TOWN.weight > 1))[5])
    middle, length = TOWN.n_nodes, TOWN.weight[edge]
    head = TOWN.head.copy()
    head[edge] = middle
    weight = TOWN.weight.copy()
    weight[edge] = 1
    cut = Roads(TOWN.tail, head, weight, TOWN.n_nodes).with_edges(
        [middle], [TOWN.head[edge]], [length - 1], 1
    )
    np.testing.assert_array_equal(all_times(cut.sorted())[:middle, :middle], times)


def test_faster_edges_delay_nobody_and_closed_ones_help_nobody(times):
    rng = np.random.default_rng(5)
    some = rng.choice(TOWN.weight.size, 60, replace=False)
    faster = all_times(TOWN.with_weights(some, np.floor(TOWN.weight[some] / 2)))
    closed = all_times(TOWN.with_weights(some, np.inf))
    assert (faster <= times).all()
    assert (faster < times).any()
    assert (closed >= times).all()
    assert (closed > times).any()


# Threads


@pytest.mark.parametrize("threads", [2, 4])
def test_every_answer_is_the_same_to_the_byte_for_any_number_of_threads(threads):
    graph = town(60, 50, 21)
    y, x = np.divmod(np.arange(graph.n_nodes), 60)
    one, many = (engine_of(graph, x=x, y=y, threads=n) for n in (1, threads))
    assert one.order.tobytes() == many.order.tobytes()
    alone, shared = (engine.customize(graph.weight) for engine in (one, many))
    some = np.arange(0, graph.n_nodes, 9)
    for backward in (False, True):
        tables = [
            metric.many_to_all(some, backward=backward, threads=n).tobytes()
            for metric, n in ((alone, 1), (shared, threads))
        ]
        assert tables[0] == tables[1]
    amount = np.random.default_rng(0).random(graph.n_nodes)
    for ask in (
        lambda metric, n: metric.many_to_many(some, some[::2], threads=n),
        lambda metric, n: metric.opportunities_within(some, amount, 200.0, threads=n),
    ):
        assert ask(alone, 1).tobytes() == ask(shared, threads).tobytes()


def test_a_customization_that_threads_share_is_the_same_to_the_byte(monkeypatch):
    from kraftcenter_mobility.networks import prepared_graph
    from kraftcenter_mobility.routing.customized import customized
    from kraftcenter_mobility.routing.weights import to_ticks

    monkeypatch.setattr(prepared_graph, "WORTH_SHARING", 100)
    graph = town(60, 50, 22)
    engine = engine_of(graph)
    assert engine.prepared.parts.begin.size > 1
    ticks = to_ticks(graph.weight, 1.0)
    weights = [
        customized(engine.prepared, ticks, threads=threads).weights[: 2 * engine.n_arcs].tobytes()
        for threads in (1, 2, 4)
    ]
    assert weights[0] == weights[1] == weights[2]


# Many metrics at once


@pytest.mark.parametrize("n_metrics", [1, 5, 32, 70])
def test_many_metrics_at_once_are_each_of_them_alone(n_metrics):
    graph, rng = town(30, 20, 31), np.random.default_rng(n_metrics)
    engine = engine_of(graph)
    factor = rng.uniform(0.3, 3.0, (n_metrics, graph.weight.size))
    weights = np.round(graph.weight * factor)
    weights[rng.random(weights.shape) < 0.01] = np.inf
    lanes = engine.customize_many(weights, tick=1.0)
    assert len(lanes) == n_metrics
    targets = rng.integers(0, graph.n_nodes, 5)
    for direction in ("to", "from"):
        for cutoff in (np.inf, 100.0):
            asked = {"direction": direction, "cutoff": cutoff}
            found = lanes.many_to_nearest(targets, **asked)
            wanted = [
                engine.customize(row, tick=1.0).nearest(targets, **asked)[1] for row in weights
            ]
            np.testing.assert_array_equal(found, wanted)


@given(some_roads(), st.data())
@settings(max_examples=30, deadline=None)
def test_many_metrics_of_a_small_graph_have_scipys_answers(graph, data):
    n_metrics = data.draw(st.integers(1, 4))
    rows = st.lists(st.integers(0, 9), min_size=graph.tail.size, max_size=graph.tail.size)
    weights = np.array([data.draw(rows) for _ in range(n_metrics)], dtype=np.float64)
    lanes = engine_of(graph).customize_many(weights.reshape(n_metrics, graph.tail.size), tick=1.0)
    targets = np.arange(graph.n_nodes)[::2]
    found = lanes.many_to_nearest(targets, direction="from")
    for row, weight in zip(found, weights, strict=True):
        wanted = graph._replace(weight=weight).times(targets) if targets.size else np.full(0, 0.0)
        np.testing.assert_array_equal(row, wanted.min(axis=0) if targets.size else wanted)


def test_many_metrics_are_the_same_to_the_byte_for_any_number_of_threads():
    graph = town(30, 20, 32)
    weights = graph.weight * np.arange(1, 71)[:, np.newaxis]
    engine = engine_of(graph)
    lanes = engine.customize_many(weights)
    tables = [lanes.many_to_nearest([3, 99], threads=n).tobytes() for n in (1, 2, 4)]
    assert tables[0] == tables[1] == tables[2]


def test_many_metrics_share_a_tick_that_is_safe_for_the_longest():
    lanes = engine_of(SQUARE).customize_many([[1e3] * 5, [1e9, 1e9, 1e9, 1e9, 1e9]])
    one = engine_of(SQUARE).customize([1e9] * 5)
    assert lanes.tick == one.tick
    found = lanes.many_to_nearest([4])
    np.testing.assert_allclose(found[0], [3e3, 2e3, 1e3, 4e3, 0], atol=2 * lanes.tick)
    np.testing.assert_allclose(found[1], [3e9, 2e9, 1e9, 4e9, 0], atol=2 * lanes.tick)


# Memory


def test_memory_is_what_is_allocated():
    graph = town(60, 50, 41)
    engine = engine_of(graph)
    parts = [*engine.prepared.hierarchy, *engine.prepared.plan, engine.prepared.level]
    arrays = {id(part): part for part in parts if isinstance(part, np.ndarray)}
    held = sum(array.nbytes for array in arrays.values())
    assert held <= engine.memory_bytes <= 1.1 * held + graph.head.size * 8 + graph.n_nodes * 8
    metric = engine.customize(graph.weight)
    before = metric.memory_bytes
    assert before >= 8 * engine.n_arcs
    metric.many_to_all([0])
    metric.many_to_many([0], [1])
    assert before < metric.memory_bytes < 60 * engine.n_arcs + 50 * engine.n_nodes + 10_000


def test_an_engine_says_what_it_is():
    engine = engine_of(SQUARE)
    assert re.search(r"5 nodes, 5 edges, \d+ arcs, 0 MB; no weights yet", repr(engine))
    metric = engine.customize(SQUARE.weight, tick=1.0)
    assert "customized" in repr(engine)
    assert "5 nodes, 5 edges, tick 1, 0 MB" in repr(metric)
    assert "2 metrics of 5 edges" in repr(engine.customize_many([SQUARE.weight] * 2))


# Messages


@pytest.mark.parametrize(
    ("first_out", "head", "message"),
    [
        ([], [], "first_out must have one entry per node and one more, and is empty"),
        ([1, 2], [0, 0], "first_out must rise from 0 to the number of edges, 2; it goes from 1"),
        ([0, 1], [0, 0], "it goes from 0 to 1"),
        ([0, 2, 1, 2], [0, 0], "and falls in between"),
        ([0, 1], [1], "head must be numbers of nodes from 0 to 0; 1 of 1 are not, the first 1"),
        ([0, 1], [-1], "the first -1 at position 0"),
        ([0.0, 1.0], [0], "first_out must be a list of whole numbers, got shape .* of float64"),
        ([0, 1], [True], "head must be a list of whole numbers, got shape .* of bool"),
        ([[0, 1]], [0], r"first_out must be a list of whole numbers, got shape \(1, 2\)"),
        (None, [0], "first_out must be a list of whole numbers"),
        ([0, 1], "a", "head must be a list of whole numbers"),
        ([0, 1], [[0], [0, 1]], "head must be a list of whole numbers"),
    ],
)
def test_what_is_no_graph_is_refused(first_out, head, message):
    with pytest.raises(InputError, match=message):
        km.RoadEngine(first_out, head)


@pytest.mark.parametrize(
    ("settings_", "message"),
    [
        ({"x": [1.0] * 5}, "give both x and y, or neither"),
        ({"x": [1.0] * 4, "y": [1.0] * 5}, r"x must be one finite number per node, shape \(5,\)"),
        ({"x": [1.0] * 5, "y": [np.nan] * 5}, "y must be one finite number per node"),
        ({"x": ["a"] * 5, "y": [0.0] * 5}, "x and y must be numbers, one per node: could not"),
        ({"order": [0, 1, 2, 3]}, "order must name each of the 5 nodes once"),
        ({"order": [0, 1, 2, 3, 3]}, "order must name each of the 5 nodes once"),
        ({"order": [0, 1, 2, 3, 5]}, "order must name each of the 5 nodes once"),
        ({"order": [0.0, 1.0, 2.0, 3.0, 4.0]}, "order must be a list of whole numbers"),
        ({"threads": 0}, "threads must be one or more, a whole number; got 0"),
    ],
)
def test_what_helps_to_prepare_must_fit_the_graph(settings_, message):
    with pytest.raises(InputError, match=message):
        engine_of(SQUARE, **settings_)


def test_questions_before_any_weights_say_what_to_call_first():
    engine = engine_of(SQUARE)
    for question in (
        lambda: engine.metric,
        lambda: engine.many_to_all([0]),
        lambda: engine.many_to_many([0], [1]),
        lambda: engine.nearest([0]),
        lambda: engine.route(0, 1),
    ):
        with pytest.raises(InputError, match=r"no weights yet; call engine\.customize\(weights\)"):
            question()


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda m: m.many_to_all([5]), "sources must be numbers of nodes from 0 to 4; 1 of 1"),
        (lambda m: m.many_to_all([-1]), "the first -1 at position 0"),
        (lambda m: m.many_to_all(0), "sources must be a list of whole numbers"),
        (lambda m: m.many_to_all([0.5]), "sources must be a list of whole numbers"),
        (lambda m: m.many_to_all([0], backward=1), "backward must be True or False, got 1"),
        (lambda m: m.many_to_all([0], cutoff=np.nan), "cutoff must be zero or more, got nan"),
        (lambda m: m.many_to_all([0], cutoff=-1), "cutoff must be zero or more, got -1"),
        (lambda m: m.many_to_all([0], threads=0), "threads must be one or more"),
        (lambda m: m.many_to_all([0], out=np.empty((1, 4))), r"of shape \(1, 5\); got float64"),
        (lambda m: m.many_to_all([0], out=np.empty((1, 5), "i4")), "got int32 of shape"),
        (lambda m: m.many_to_all([0], out=np.empty((5, 1)).T), None),
        (lambda m: m.many_to_all([0, 1], out=np.empty((5, 2)).T), "writeable and in C order"),
        (lambda m: m.many_to_all([0], out=[[0.0] * 5]), "out must be an array of float64"),
        (lambda m: m.many_to_many([0], [9]), "targets must be numbers of nodes from 0 to 4"),
        (lambda m: m.many_to_many([0], [1], cutoff="far"), "cutoff must be zero or more"),
        (lambda m: m.nearest([]), "targets must name one node at least"),
        (lambda m: m.nearest([0], k=2), "number of destinations, 1; got 2"),
        (lambda m: m.nearest([0], k=0), "k must lie between 1"),
        (lambda m: m.nearest([0], k=True), "k must lie between 1"),
        (lambda m: m.nearest([0], k=1.0), "k must lie between 1"),
        (lambda m: m.nearest([0], direction="up"), 'direction must be "to" or "from", got'),
        (lambda m: m.nearest([7]), "targets must be numbers of nodes from 0 to 4"),
        (lambda m: m.within(5, 10), "source must be numbers of nodes from 0 to 4"),
        (lambda m: m.within(0, -1), "cutoff must be zero or more"),
        (lambda m: m.opportunities_within([0], [1.0] * 4, 9), r"per node, shape \(5,\); got shape"),
        (lambda m: m.opportunities_within([0], [np.nan] * 5, 9), "one finite number per node"),
        (lambda m: m.opportunities_within([0], ["a"] * 5, 9), "opportunities must be numbers"),
        (lambda m: m.opportunities_within([9], [1.0] * 5, 9), "sources must be numbers of nodes"),
        (lambda m: m.route(0, 5), "target must be numbers of nodes|target must be a number"),
        (lambda m: m.route("a", 1), "source must be a list of whole numbers|source must be"),
    ],
)
def test_a_question_that_cannot_be_answered_names_what_is_wrong(question, message):
    metric = weighed(SQUARE)
    if message is None:
        question(metric)
        return
    with pytest.raises(InputError, match=message):
        question(metric)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda e: e.customize_many([1.0] * 5), r"shape \(n_metrics, 5\), got \(5,\)"),
        (lambda e: e.customize_many(np.empty((0, 5))), r"shape \(n_metrics, 5\), got \(0, 5\)"),
        (lambda e: e.customize_many([[1.0] * 4]), "every row of weights must be one number per"),
        (lambda e: e.customize_many([[-1.0] * 5]), "every row of weights must be zero or more"),
        (lambda e: e.customize_many([[1.0] * 5, [1.0] * 4]), "weights must have the shape"),
        (lambda e: e.customize_many([[1] * 5]).many_to_nearest([0], cutoff=np.nan), "cutoff must"),
        (lambda e: e.customize_many([[1] * 5]).many_to_nearest([9]), "targets must be numbers"),
        (lambda e: e.customize_many([[1] * 5]).many_to_nearest([0], direction=1), "direction must"),
    ],
)
def test_many_metrics_that_cannot_be_used_are_refused(question, message):
    with pytest.raises(InputError, match=message):
        question(engine_of(SQUARE))


def test_a_metric_of_a_network_is_for_an_engine_of_that_network(sample):
    with pytest.raises(MobilityError, match="not prepared for metrics of this kind"):
        engine_of(SQUARE).customize(sample.metric(km.CAR))


def test_arrays_that_are_handed_out_cannot_be_changed_by_mistake():
    engine = engine_of(SQUARE)
    for array in (engine.first_out, engine.head, engine.order):
        assert not array.flags.writeable


def test_what_was_handed_in_may_be_changed_afterwards():
    first_out, head = SQUARE.first_out.astype(np.uint32), SQUARE.head.astype(np.uint32)
    weights = SQUARE.weight.copy()
    engine = km.RoadEngine(first_out, head)
    metric = engine.customize(weights)
    head[:], weights[:] = 0, 1.0
    assert metric.route(0, 4).time == 35.0
    assert metric.route(0, 4).nodes.tolist() == [0, 1, 2, 4]


def test_ties_go_to_the_target_named_first():
    graph = roads(3, (0, 1, 4), (0, 2, 4))
    metric = weighed(graph)
    assert metric.nearest([2, 1])[0].tolist() == [0, 1, 0]
    assert metric.nearest([1, 1, 2], k=3)[0].tolist() == [[0, 1, 2], [0, 1, -1], [2, -1, -1]]
    which, time = nearest(graph.times([2, 1]), 1)
    assert (which.shape, time.shape) == ((3, 1), (3, 1))
