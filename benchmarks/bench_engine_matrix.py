"""How long does a table of 1,000 x 1,000 travel times take, and one of other shapes?

The peers work on the same graph; those that would take minutes search from fewer origins,
and their time is multiplied, as the line says. All on one core.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import pytest
from peers import origins_of

SIDE = 1000
ROUNDS = 5


def places(graph, n_sources, n_targets, seed):
    """Return sources and targets, no node twice."""
    chosen = np.random.default_rng(seed).permutation(graph.n_nodes)[: n_sources + n_targets]
    return chosen[:n_sources], chosen[n_sources:]


def race_of_tables(ground, race):
    """Let all fill the same tables; ours must find SciPy's times to the bit."""
    sources, targets = places(ground.graph, SIDE, SIDE, seed=2)
    found = ground.metric.many_to_many(sources, targets, threads=1)
    assert np.array_equal(found[:5], ground.peers["scipy"].matrix(sources[:5], targets))
    asked = ground.asked("matrix")
    origins = {name: origins_of(ground.peers[name], ground.graph) for name in asked}
    race(
        f"{SIDE:,} x {SIDE:,}, {ground.name}, one core",
        {
            "kraftcenter": lambda _: ground.metric.many_to_many(sources, targets, threads=1),
            **{
                name: lambda _, ask=ask, some=sources[: origins[name]]: ask(some, targets)
                for name, ask in asked.items()
            },
        },
        [None] * ROUNDS,
        scale={name: SIDE / some for name, some in origins.items() if some < SIDE},
    )


def test_a_table_beside_those_of_others(porto, race):
    race_of_tables(porto, race)


def test_a_table_on_networks_of_growing_size(generated, race):
    race_of_tables(generated, race)


@pytest.mark.parametrize(("n_sources", "n_targets"), [(30_000, 50), (50, 30_000), (100, 100)])
def test_tables_of_other_shapes(porto, race, n_sources, n_targets):
    sources, targets = places(porto.graph, n_sources, n_targets, seed=3)
    asked = porto.peers["pyroutingkit"].matrix
    found = porto.metric.many_to_many(sources, targets, threads=1)
    assert np.array_equal(found, asked(sources, targets))
    race(
        f"{n_sources:,} x {n_targets:,}, {porto.name}, one core",
        {
            "kraftcenter": lambda _: porto.metric.many_to_many(sources, targets, threads=1),
            "pyroutingkit": lambda _: asked(sources, targets),
        },
        [None] * ROUNDS,
    )
