"""How long does it take to find every node's way to 20 places, and to the nearest of them?

A search of a peer runs backwards from each place where it can. All on one core.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np

PLACES = 20
ROUNDS = 7


def places_on(graph):
    """Return the places of every round."""
    random = np.random.default_rng(4)
    return [random.permutation(graph.n_nodes)[:PLACES] for _ in range(ROUNDS)]


def race_to_places(ground, race):
    """Let all find the times from every node to all places, then to the nearest."""
    rounds, metric = places_on(ground.graph), ground.metric
    scipy = ground.peers["scipy"]
    all_times = metric.many_to_all(rounds[0], backward=True, threads=1)
    assert np.array_equal(all_times, scipy.all_to_some(rounds[0]))
    which, time = metric.nearest(rounds[0])
    assert np.array_equal(time, scipy.nearest(rounds[0]))
    assert np.array_equal(all_times[which, np.arange(which.size)], time)
    race(
        f"Every node to {PLACES} places, {ground.name}, one core",
        {
            "kraftcenter": lambda nodes: metric.many_to_all(nodes, backward=True, threads=1),
            **ground.asked("all_to_some"),
        },
        rounds,
    )


def race_to_the_nearest(ground, race):
    """Let all find which of the places is nearest to every node, and how far."""
    race(
        f"Every node to the nearest of {PLACES} places, {ground.name}, one core",
        {"kraftcenter": ground.metric.nearest, **ground.asked("nearest")},
        places_on(ground.graph),
        warm=True,
    )


def test_every_node_to_all_places_beside_others(porto, race):
    race_to_places(porto, race)


def test_every_node_to_all_places_on_networks_of_growing_size(generated, race):
    race_to_places(generated, race)


def test_every_node_to_the_nearest_place_beside_others(porto, race):
    race_to_the_nearest(porto, race)


def test_every_node_to_the_nearest_place_on_networks_of_growing_size(generated, race):
    race_to_the_nearest(generated, race)


def test_how_the_three_nearest_compare_with_one(porto, race):
    metric = porto.metric
    race(
        f"Every node to the nearest of {PLACES} places, {porto.name}, one core",
        {
            "kraftcenter, the three nearest": lambda nodes: metric.nearest(nodes, k=3),
            "kraftcenter, the nearest": metric.nearest,
        },
        places_on(porto.graph),
        warm=True,
    )
