"""From how many places on does a hierarchy answer sooner than plain searches?

Prints what each part costs, per edge and turn, per place, per pair, per route: the constants
of ``routing/choice.py``; and both methods beside one another around the point at which the
rule changes over.
"""
# ruff: noqa: D400 - the first line is the question

import time
from dataclasses import replace

import numpy as np
import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.memory import Memory
from kraftcenter_mobility.routing import choice, journeys, nearest, travel_times
from kraftcenter_mobility.routing.by_hierarchy import mode_hierarchy

ROUNDS = 5
MODULES = (travel_times, nearest, journeys)


@pytest.fixture
def forced(monkeypatch):
    """Return a function that makes every question be answered by one method."""

    def force(method):
        for module in MODULES:
            monkeypatch.setattr(module, "choose_method", lambda *_, **__: method)

    return force


def forgetful(network):
    """Return the same network, with nothing prepared."""
    return replace(network, orders={}, _memo=Memory(), _prepared=Memory())


def median_s(run, rounds=ROUNDS):
    """Return the median time of some runs."""
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begin)
    return float(np.median(taken))


@pytest.mark.parametrize("mode", [km.CAR, km.WALKING], ids=lambda mode: mode.name)
def test_what_each_part_costs(region, points_near_roads, forced, benchmark, mode):
    name, network = region
    metric = network.metric(mode)
    size = metric.edge_time_s.size + metric.turn_time_s.size
    homes, schools = (points_near_roads(network, 20, prefix, 7) for prefix in ("h", "s"))
    mode_hierarchy(network, metric, threads=1)

    def ask():
        return km.travel_time_matrix(network, homes, schools, mode=mode, threads=1)

    forced(choice.DIJKSTRA)
    search_ns = median_s(ask) * 1e9 / 20 / size

    def prepare():
        fresh = forgetful(network)
        fresh.prepared(fresh.metric(mode), threads=1)

    def customize():
        fresh = replace(network, _memo=Memory())
        mode_hierarchy(fresh, fresh.metric(mode), threads=1).found.climb_graph(backward=False)

    bare_s = median_s(lambda: replace(network, _memo=Memory()).metric(mode))
    prepare_ns = (median_s(prepare, 3) - bare_s) * 1e9 / size
    customize_ns = (median_s(customize) - bare_s) * 1e9 / size
    forced(choice.HIERARCHY)
    benchmark.pedantic(ask, rounds=ROUNDS)
    place_ns = median_s(ask) * 1e9 / 40
    print(
        f"\n{name}, {mode.name}: {size:,} edges and turns\n"
        f"  searching {search_ns:.0f} ns, preparing {prepare_ns:.0f} ns, customizing "
        f"{customize_ns:.0f} ns per edge and turn; {place_ns / 1e3:.0f} us per place asked"
    )


@pytest.mark.parametrize("side", [3, 10, 30, 100, 300])
def test_where_the_two_cross(region, points_near_roads, forced, race, side):
    name, network = region
    homes, schools = (points_near_roads(network, side, prefix, 7) for prefix in ("h", "s"))
    ready = forgetful(network)
    km.prepare(ready, km.CAR)

    def by(method, which):
        def run(_):
            forced(method)
            return km.travel_time_matrix(which(), homes, schools, mode=km.CAR, threads=1)

        return run

    metric = ready.metric(km.CAR)
    settings = {"n_searches": side, "query_ns": choice.matrix_ns(side, side)}
    print(
        f"\nthe rule: {choice.choose_method(forgetful(network), metric, **settings)} where "
        f"nothing is prepared, {choice.choose_method(ready, metric, **settings)} where it is"
    )
    race(
        f"{side} x {side} by car, {name}",
        {
            "hierarchy, prepared before": by(choice.HIERARCHY, lambda: ready),
            "hierarchy, prepared for it": by(choice.HIERARCHY, lambda: forgetful(network)),
            "searches": by(choice.DIJKSTRA, lambda: ready),
        },
        [None] * 3,
    )
