"""Forests of the ways to the nearest destination, before and after changes of a network."""

from dataclasses import replace

import numpy as np
import pytest
from drawn import built, drawn, way
from expanded import random_places
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from towns import METRES, towns
from twins.repair import slow_keys

import kraftcenter_mobility as km
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility._kernels.nearest_sweep import NOWHERE
from kraftcenter_mobility.networks.edge_finder import edge_finder
from kraftcenter_mobility.networks.joins import edge_ends
from kraftcenter_mobility.routing.forest_graph import forest_base
from kraftcenter_mobility.routing.forest_places import places_of, times_of_keys
from kraftcenter_mobility.routing.nearest_forest import (
    GraphChange,
    NearestForest,
    Repaired,
    nearest_forest_of,
)
from kraftcenter_mobility.routing.travel_times import ask

LOW = np.uint64(0xFFFFFFFF)


def changed_by(forest, change):
    """Return the graph's nodes and new ones whose keys a change makes others, and those keys."""
    with forest.repaired(change) as now:
        node, key = now.node.copy(), now.key[now.node]
    n_known = forest.mode_graph.n_nodes
    kept = (node < n_known) | (node >= forest.n_nodes)
    node, key = node[kept], key[kept]
    node = np.where(node < n_known, node, node - forest.twins.size)
    order = np.argsort(node, kind="stable")
    return Repaired(node[order], key[order])


def keys_after(forest, change):
    """Return the keys of all nodes after a change, those of new nodes last."""
    key = np.concatenate((forest.key, np.full(change.n_new, NOWHERE)))
    now = changed_by(forest, change)
    key[now.node] = now.key
    return key


def question(network, origins, destinations, mode, **settings):
    """Return two sets of places joined to a network."""
    usual = {"turns": None, "max_distance_m": 1500.0, "access": True, "allow_islands": False}
    return ask(network, origins, destinations, mode=mode, **(usual | settings))


def forest_and_places(network, asked):
    forest = nearest_forest_of(network, asked.metric, asked.end)
    return forest, places_of(forest, asked.begin)


def closed_metric(metric, closed):
    """Return the metric with some edges closed and everything else as it was."""
    roads = metric.roads
    edge_time_s, edge_open = metric.edge_time_s.copy(), metric.edge_open.copy()
    edge_time_s[closed], edge_open[closed] = np.inf, False
    turn_time_s = metric.turn_time_s.copy()
    if metric.turns:
        before, after = roads.turn_ends()
        turn_time_s[~edge_open[before] | ~edge_open[after]] = np.inf
    finder = edge_finder(roads, edge_open, metric.edge_destination)
    return replace(
        metric,
        edge_time_s=edge_time_s,
        turn_time_s=turn_time_s,
        edge_open=edge_open,
        finder=finder._replace(is_rim=metric.finder.is_rim),
    )


def closing(network, asked, closed):
    """Return the nearest of all places after closing edges: repaired, and grown anew."""
    forest, places = forest_and_places(network, asked)
    with forest.repaired(GraphChange(closed=closed)) as now:
        touched = places.touched_by(now, closed)
        found = places.key.copy()
        found[touched] = places.keys_of(touched, now.key, closed)
    metric = closed_metric(asked.metric, closed)
    joins = asked.origin_joins, asked.destination_joins
    begin, end = (edge_ends(metric, each, access=True) for each in joins)
    anew = NearestForest(forest_base(metric, forest.mode_graph), end)
    return found, places_of(anew, begin).key


@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("turns", [True, False])
def test_the_nearest_are_those_of_a_search(sample, mode, turns):
    places = random_places(sample, mode, 90, seed=3)
    origins, destinations = places.iloc[:75], places.iloc[70:]
    asked = question(sample, origins, destinations, mode, turns=turns)
    _, at = forest_and_places(sample, asked)
    table = km.nearest_destinations(sample, origins, destinations, mode=mode, turns=turns)
    np.testing.assert_array_equal(times_of_keys(at.key), table["travel_time_s"])
    names = [destinations.index[int(key & LOW)] for key in at.key]
    assert names == table["destination"].tolist()


@pytest.mark.parametrize("turns", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_closing_roads_gives_what_a_new_forest_gives(sample, turns, seed):
    places = random_places(sample, km.CAR, 300, seed=seed)
    asked = question(sample, places.iloc[:290], places.iloc[285:], km.CAR, turns=turns)
    joined = asked.origin_joins.segment, asked.destination_joins.segment
    roads, rng = sample.roads, np.random.default_rng(seed)
    used = np.unique(roads.edge_segment[asked.metric.edge_open])
    free = np.setdiff1d(used, np.concatenate(joined))
    for n_closed in (1, 1, 5, 60):
        segments = rng.choice(free, n_closed, replace=False)
        closed = np.flatnonzero(np.isin(roads.edge_segment, segments))
        found, expected = closing(sample, asked, closed)
        np.testing.assert_array_equal(found, expected)


@given(towns(), st.data())
@settings(max_examples=40, deadline=None)
def test_closing_streets_of_random_towns_gives_what_a_new_forest_gives(town, data):
    ways, turns = town
    drawing = built(METRES, ways, turns)
    lines = [each.nodes[:2] for each in ways]
    where = st.lists(
        st.tuples(st.sampled_from(lines), st.sampled_from(["", ".0", ".2", ".7", ".99"])).map(
            "".join
        ),
        min_size=1,
        max_size=4,
    )
    origins = drawing.places(*data.draw(where)).reset_index(drop=True)
    destinations = drawing.places(*data.draw(where)).reset_index(drop=True)
    asked = question(
        drawing.network,
        origins,
        destinations,
        km.CAR,
        turns=data.draw(st.booleans()),
        allow_islands=True,
    )
    roads = drawing.network.roads
    segments = data.draw(st.lists(st.integers(0, roads.n_segments - 1), max_size=3))
    joined = np.concatenate((asked.origin_joins.segment, asked.destination_joins.segment))
    segments = np.setdiff1d(segments, joined)
    closed = np.flatnonzero(np.isin(roads.edge_segment, segments))
    assume(not asked.metric.edge_open.all() or closed.size < roads.n_edges)
    found, expected = closing(drawing.network, asked, closed)
    np.testing.assert_array_equal(found, expected)


def block():
    return drawn(
        """
        D---C
        |   |
        A---B---Y
        """,
        [way("AB", oneway="yes"), "BCDA", "BY"],
    )


def seconds(drawing, origins, destinations, closed=()):
    """Return the times to the nearest after closing streets, by way of the forest."""
    ends = drawing.places(*origins), drawing.places(*destinations)
    asked = question(drawing.network, *ends, km.CAR)
    roads = drawing.network.roads
    way_ids = [drawing.way_ids[name] for name in closed]
    way_of = roads.way_id[roads.piece_way[roads.first_piece[roads.edge_segment]]]
    edges = np.flatnonzero(np.isin(way_of, way_ids))
    forest, places = forest_and_places(drawing.network, asked)
    with forest.repaired(GraphChange(closed=edges)) as now:
        every = np.arange(len(origins))
        return times_of_keys(places.keys_of(every, now.key, edges)).tolist()


def test_who_has_passed_the_destination_goes_round_the_block():
    assert seconds(block(), ["AB.75"], ["AB.25"]) == pytest.approx([35.0], abs=0.1)


def test_who_has_it_ahead_goes_straight_there():
    assert seconds(block(), ["AB.25"], ["AB.75"]) == pytest.approx([5.0], abs=0.1)


def test_nobody_goes_along_a_closed_street_however_near_it_is():
    assert np.isinf(seconds(block(), ["AB.25"], ["AB.75"], ["AB"])[0])


def test_with_the_way_round_closed_there_is_none():
    assert np.isinf(seconds(block(), ["AB.75"], ["AB.25"], ["BCDA"])[0])


def test_a_new_way_to_turn_serves_those_who_have_passed_the_destination():
    drawing = block()
    asked = question(drawing.network, drawing.places("AB.75"), drawing.places("AB.25"), km.CAR)
    forest, places = forest_and_places(drawing.network, asked)
    edge = places.edge[places.best]
    node = forest.node_at(edge, arriving=True)
    back = GraphChange(tail=node, head=node, new_ticks=np.array([11 * 1024], np.uint32))
    with forest.repaired(back) as now:
        key = places.keys_of(np.arange(1), now.key, edge[:0])
    assert times_of_keys(key) == pytest.approx(11.0 - 7.5 + 2.5, abs=0.1)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_changed_and_new_edges_give_what_the_slow_twin_finds(data):
    drawing = block()
    places = drawing.places("AB.25", "BY")
    asked = question(drawing.network, places, places, km.CAR, turns=data.draw(st.booleans()))
    forest = nearest_forest_of(drawing.network, asked.metric, asked.end)
    graph = forest.mode_graph
    node, edge = st.integers(0, graph.n_nodes), st.integers(0, graph.n_edges - 1)
    ticks = st.one_of(st.sampled_from([0, INFINITE]), st.integers(0, 40_000))
    changed = data.draw(st.dictionaries(edge, ticks, max_size=6))
    new = data.draw(st.lists(st.tuples(node, node, ticks), max_size=5))
    tail, head, new_ticks = np.array(new, dtype=np.int64).reshape(-1, 3).T
    change = GraphChange(
        np.array(list(changed), dtype=np.int64),
        np.array(list(changed.values()), dtype=np.uint32),
        tail,
        head,
        new_ticks.astype(np.uint32),
        1,
    )
    tails = np.repeat(np.arange(graph.n_nodes), np.diff(graph.first_out)).tolist()
    known = graph.ticks(asked.metric).tolist()
    edges = [
        (t, h, changed.get(k, known[k]))
        for k, (t, h) in enumerate(zip(tails, graph.head.tolist(), strict=True))
    ]
    seeds = [
        (int(at), int(key) >> 32, int(key & LOW))
        for at, key in zip(forest.seeds.node, forest.seeds.key, strict=True)
    ]
    assert keys_after(forest, change).tolist() == slow_keys(graph.n_nodes + 1, edges + new, seeds)


def test_the_changed_nodes_are_those_whose_keys_differ(sample):
    places = random_places(sample, km.CAR, 6, seed=1)
    asked = question(sample, places, places, km.CAR)
    forest, _ = forest_and_places(sample, asked)
    graph, rng = forest.mode_graph, np.random.default_rng(2)
    edge = rng.choice(graph.n_edges, 50, replace=False)
    ticks = np.where(rng.random(50) < 0.5, INFINITE, rng.integers(0, 9000, 50)).astype(np.uint32)
    after = changed_by(forest, GraphChange(edge, ticks))
    keys = keys_after(forest, GraphChange(edge, ticks))
    np.testing.assert_array_equal(np.flatnonzero(keys != forest.key), after.node)
    assert after.node.size
    assert changed_by(forest, GraphChange()).node.size == 0


def test_a_question_that_fails_half_way_leaves_the_next_alone(sample):
    places = random_places(sample, km.CAR, 6, seed=1)
    asked = question(sample, places, places, km.CAR)
    forest, _ = forest_and_places(sample, asked)
    everything = GraphChange(closed=np.arange(sample.roads.n_edges))
    with pytest.raises(KeyboardInterrupt), forest.repaired(everything):
        raise KeyboardInterrupt
    assert changed_by(forest, GraphChange()).node.size == 0
    assert (keys_after(forest, everything) == NOWHERE).all()
