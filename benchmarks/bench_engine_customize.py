"""How long do new times along edges take on a prepared graph: along all, one, or a hundred?

And is it quicker to carry 32 scenarios side by side than one after another? Edits go to
and fro between two sets of times, so that every round really changes something. All on one
core.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import pytest

from kraftcenter_mobility._kernels.customization import customize
from kraftcenter_mobility._kernels.hierarchy import PADDING
from kraftcenter_mobility._kernels.partial_customization import (
    budget_of,
    partial_scratch,
    recustomize,
)
from kraftcenter_mobility.routing.customized import customized

ROUNDS = 11
EDGES = 100
SCENARIOS = 32


def slower(graph, seed):
    """Return times along edges that are up to twice as long as the graph's."""
    random = np.random.default_rng(seed)
    return (graph.time_ms * (1.0 + random.random(graph.time_ms.size))).astype(np.uint32)


def edges_in_one_place(graph, count):
    """Return the edges that leave the nodes nearest to a busy place."""
    middle = np.random.default_rng(6).integers(0, graph.n_nodes)
    distance = np.hypot(graph.x - graph.x[middle], graph.y - graph.y[middle])
    return np.argsort(distance[graph.tail], kind="stable")[:count]


def race_of_full_customizations(ground, race):
    """Let both weigh all edges anew."""
    weights = [slower(ground.graph, seed) for seed in range(ROUNDS)]
    race(
        f"New times along all edges, {ground.name}, one core",
        {
            "kraftcenter": ground.engine.customize,
            "pyroutingkit": ground.peers["pyroutingkit"].customize,
        },
        weights,
        warm=True,
    )
    ground.peers["pyroutingkit"].customize(ground.graph.time_ms)


def in_place(ground, edges, times):
    """Return what the kernel itself does: change weights where they stand, as the peer does."""
    hierarchy = ground.engine.prepared.hierarchy
    arrays, scratch = tuple(hierarchy), tuple(partial_scratch(hierarchy))
    edge_weights = ground.graph.time_ms.copy()
    weights = customized(ground.engine.prepared, edge_weights.copy()).weights.copy()
    shown = edge_weights.view()
    shown.setflags(write=False)
    changed, budget = edges.astype(np.uint32), budget_of(hierarchy)

    def change(one):
        edge_weights[edges] = times[one]
        return recustomize(arrays, shown, changed, weights, scratch, budget)

    return change


def all_in_place(ground, everywhere):
    """Return what the kernels do for all edges, into weights that are there already."""
    prepared = ground.engine.prepared
    weights = np.empty(2 * prepared.n_arcs + PADDING, np.uint32)
    work = prepared.hierarchy, prepared.plan
    return lambda one: customize(*work, everywhere[one], weights, prepared.parts)


def race_of_changes(ground, race, edges, what):
    """Let both change some edges, to and fro, beside weighing all anew."""
    graph, peer = ground.graph, ground.peers["pyroutingkit"]
    times = [factor * graph.time_ms[edges] for factor in (2, 3)]
    everywhere = [graph.time_ms.copy(), graph.time_ms.copy()]
    for changed, time in zip(everywhere, times, strict=True):
        changed[edges] = time
    ends = np.unique(graph.tail[edges])[:20], np.unique(graph.head[edges])[-20:]
    found = ground.metric.with_weights(edges, times[1]).many_to_many(*ends)
    assert np.array_equal(found, ground.engine.customize(everywhere[1]).many_to_many(*ends))
    peer.change(edges.astype(np.uint32), times[1])
    assert np.array_equal(found, peer.matrix(*ends))
    race(
        f"{what}, {ground.name}, one core",
        {
            "kraftcenter, another metric": lambda one: ground.metric.with_weights(
                edges, times[one]
            ),
            "kraftcenter, in place": in_place(ground, edges, times),
            "kraftcenter, all edges in place": all_in_place(ground, everywhere),
            "kraftcenter, all edges": lambda one: ground.engine.customize(everywhere[one]),
            "pyroutingkit": lambda one: peer.change(edges.astype(np.uint32), times[one]),
        },
        [0, 1] * ROUNDS,
    )
    peer.customize(graph.time_ms)


def test_all_edges_beside_pyroutingkit(porto, race):
    race_of_full_customizations(porto, race)


def test_all_edges_on_networks_of_growing_size(generated, race):
    race_of_full_customizations(generated, race)


@pytest.mark.parametrize(
    ("count", "what"), [(1, "One changed edge"), (EDGES, f"{EDGES} changed edges in one place")]
)
def test_changed_edges_beside_pyroutingkit(porto, race, count, what):
    race_of_changes(porto, race, edges_in_one_place(porto.graph, count), what)


def test_scattered_changes_beside_pyroutingkit(porto, race):
    edges = np.random.default_rng(7).permutation(porto.graph.head.size)[:EDGES]
    race_of_changes(porto, race, np.sort(edges), f"{EDGES} changed edges anywhere")


@pytest.mark.parametrize(
    ("count", "what"), [(1, "One changed edge"), (EDGES, f"{EDGES} changed edges in one place")]
)
def test_changed_edges_on_networks_of_growing_size(generated, race, count, what):
    race_of_changes(generated, race, edges_in_one_place(generated.graph, count), what)


def test_scenarios_side_by_side_beside_one_after_another(porto, race):
    engine = porto.engine
    weights = np.array([slower(porto.graph, seed) for seed in range(SCENARIOS)])
    places = np.random.default_rng(8).permutation(porto.graph.n_nodes)[:20]

    def in_turn(_):
        return [engine.customize(time).nearest(places)[1] for time in weights]

    def side_by_side(_):
        return engine.customize_many(weights).many_to_nearest(places, threads=1)

    assert np.array_equal(side_by_side(None), np.array(in_turn(None)))
    race(
        f"{SCENARIOS} scenarios, every node to the nearest of 20, {porto.name}, one core",
        {"kraftcenter, side by side": side_by_side, "kraftcenter, one after another": in_turn},
        [None] * 5,
    )
