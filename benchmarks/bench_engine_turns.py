"""What do turn costs and restrictions add to the time that a table takes?

The same places, joined to roads, are asked about twice: with all turns counted and
forbidden ones left out, and as if every turn were free. First between nodes of the
hierarchy's own graph, then with places already joined, then as a planner asks.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.routing.by_hierarchy import mode_hierarchy, times
from kraftcenter_mobility.routing.travel_times import ask

SIDE = 1000
ROUNDS = 5


def table_of_joined_places(network, origins, destinations, *, turns):
    """Return the function that asks the hierarchy of a network for a table."""
    question = ask(
        network,
        origins,
        destinations,
        mode=km.CAR,
        turns=turns,
        max_distance_m=1000.0,
        access=True,
        allow_islands=False,
    )
    hierarchy = mode_hierarchy(network, question.metric, threads=1)
    ends = question.begin, question.end
    settings = {"cutoff_s": np.inf, "threads": 1, "advance": lambda _: None}
    return lambda _: times(hierarchy, *ends, **settings)


def table_between_nodes(network, *, turns):
    """Return the function that asks for a table between nodes of the hierarchy's graph."""
    engine = km.prepare(network, km.CAR, turns=turns)
    sources, targets = np.random.default_rng(5).integers(0, engine.n_nodes, (2, SIDE))
    return lambda _: engine.many_to_many(sources, targets, threads=1)


def test_turns_alone_without_places(region, race):
    name, network = region
    race(
        f"{SIDE:,} x {SIDE:,} edges (with turns) or nodes (without), {name}, one core",
        {
            "kraftcenter, with turns": table_between_nodes(network, turns=True),
            "kraftcenter, without turns": table_between_nodes(network, turns=False),
        },
        [None] * ROUNDS,
    )


def test_the_hierarchy_alone_with_turns_beside_without(region, points_near_roads, race):
    name, network = region
    origins = points_near_roads(network, SIDE, "from ", seed=7)
    destinations = points_near_roads(network, SIDE, "to ", seed=8)
    with_turns, without = (
        table_of_joined_places(network, origins, destinations, turns=turns)
        for turns in (True, False)
    )
    assert (with_turns(None) >= without(None)).all()
    race(
        f"{SIDE:,} x {SIDE:,} places already joined, {name}, one core",
        {"kraftcenter, with turns": with_turns, "kraftcenter, without turns": without},
        [None] * ROUNDS,
    )


@pytest.mark.parametrize("side", [SIDE, 100], ids="{}-places".format)
@pytest.mark.parametrize("threads", [1, 2], ids="{}-threads".format)
def test_a_table_with_turns_beside_one_without(region, points_near_roads, race, side, threads):
    name, network = region
    origins = points_near_roads(network, side, "from ", seed=3)
    destinations = points_near_roads(network, side, "to ", seed=4)

    def table(*, turns):
        return lambda _: km.travel_time_matrix(
            network,
            origins,
            destinations,
            mode=km.CAR,
            turns=turns,
            threads=threads,
            progress=False,
        )

    with_turns, without = table(turns=True)(None), table(turns=False)(None)
    assert (with_turns.to_numpy() >= without.to_numpy()).all()
    assert np.isfinite(without.to_numpy()).mean() > 0.9
    race(
        f"{side:,} x {side:,} places, {name}, {threads} thread(s)",
        {
            "kraftcenter, with turns": table(turns=True),
            "kraftcenter, without turns": table(turns=False),
        },
        [None] * ROUNDS,
    )


def test_every_home_to_the_nearest_with_turns_beside_without(region, points_near_roads, race):
    name, network = region
    homes = points_near_roads(network, 20 * SIDE, "home ", seed=5)
    schools = points_near_roads(network, 20, "school ", seed=6)

    def nearest(*, turns):
        return lambda _: km.nearest_destinations(network, homes, schools, mode=km.CAR, turns=turns)

    race(
        f"{homes.size:,} places to the nearest of {schools.size}, {name}",
        {
            "kraftcenter, with turns": nearest(turns=True),
            "kraftcenter, without turns": nearest(turns=False),
        },
        [None] * ROUNDS,
    )
