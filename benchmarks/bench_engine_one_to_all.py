"""How long does one search from one node to all others take, among many from other nodes?

The engine sweeps from many nodes at once, so it is asked for 256 searches and its peers
for one, which is multiplied. All on one core.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np

from kraftcenter_mobility._kernels.lanes import LANES
from kraftcenter_mobility.routing.customized import customized
from kraftcenter_mobility.routing.seeds import Seeds

SEARCHES = 256
ROUNDS = 7


def test_many_searches_beside_those_of_others(porto, race):
    _race_of_searches(porto, race)


def test_many_searches_on_networks_of_growing_size(generated, race):
    _race_of_searches(generated, race, searches=LANES)


def _race_of_searches(ground, race, searches=SEARCHES):
    """Let all search from the same nodes; ours must find SciPy's times to the bit."""
    random = np.random.default_rng(0)
    sources = [random.integers(0, ground.graph.n_nodes, searches) for _ in range(ROUNDS)]
    asked = ground.asked("one_to_all")
    found = ground.metric.many_to_all(sources[0], threads=1)
    assert np.array_equal(found[:3], asked["scipy"](sources[0][:3]))
    race(
        f"One to all, {searches} searches, {ground.name}, one core",
        {
            "kraftcenter": lambda nodes: ground.metric.many_to_all(nodes, threads=1),
            **{name: lambda nodes, ask=ask: ask(nodes[0]) for name, ask in asked.items()},
        },
        sources,
        scale=dict.fromkeys(asked, searches),
        quantity=(searches, "searches"),
    )


def test_what_writing_the_times_out_costs(porto, race):
    """Labels are left where the sweep puts them, or written to an array, new or kept."""
    random = np.random.default_rng(2)
    graph, metric = porto.graph, porto.metric
    table = np.empty((SEARCHES, graph.n_nodes))
    found = customized(porto.engine.prepared, graph.time_ms)
    rank = porto.engine.prepared.hierarchy.rank

    def sweep_only(nodes):
        nowhere = np.zeros(nodes.size, dtype=np.uint32)
        seeds = Seeds(np.arange(nodes.size + 1), rank[nodes], nowhere)
        found.sweep(seeds, lambda *_: None, backward=False, threads=1)

    race(
        f"One to all, {SEARCHES} searches, {porto.name}, one core",
        {
            "kraftcenter, labels left in the sweep": sweep_only,
            "kraftcenter, written to a new array": lambda nodes: metric.many_to_all(
                nodes, threads=1
            ),
            "kraftcenter, written to one kept": lambda nodes: metric.many_to_all(
                nodes, out=table, threads=1
            ),
            "scipy": lambda nodes: porto.peers["scipy"].one_to_all(nodes[0]),
        },
        [random.integers(0, graph.n_nodes, SEARCHES) for _ in range(ROUNDS)],
        scale={"scipy": SEARCHES},
        quantity=(SEARCHES, "searches"),
    )


def test_what_one_search_alone_and_a_cutoff_take(porto, race):
    random = np.random.default_rng(1)
    sources = random.integers(0, porto.graph.n_nodes, 40)
    search = porto.peers["scipy"].one_to_all
    cutoff_ms = 600_000
    race(
        f"One search alone, {porto.name}, one core",
        {
            "kraftcenter": lambda node: porto.metric.many_to_all([node], threads=1),
            "kraftcenter, within 10 minutes": lambda node: porto.metric.many_to_all(
                [node], cutoff=cutoff_ms, threads=1
            ),
            "scipy": search,
            "scipy, within 10 minutes": lambda node: search(node, limit=cutoff_ms),
        },
        sources,
        warm=True,
    )
