"""How long does it take to rank 100 closures by what they do to people's way to a hospital?

Beside SciPy searching a prebuilt matrix ten times (unchanged, and without asking what it
means for anybody, to its advantage). All on one core, on the largest network there is.
"""
# ruff: noqa: D400 - the first line is the question

import geopandas as gpd
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.ticks import TICK_S
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M, ask
from kraftcenter_mobility.scenarios.closure_effects import ClosureStudy
from kraftcenter_mobility.scenarios.closure_groups import road_groups

ORIGINS, HOSPITALS = 3000, 8
CLOSURES, SEARCHES = 100, 10
ROUNDS = 7


@pytest.fixture(scope="module", params=[True, False], ids=["turns", "no-turns"])
def ground(request, porto_file, points_near_roads):
    """Return a city, where its people live, its hospitals, and SciPy's matrix."""
    return Ground(km.TransportNetwork.from_osm(porto_file), points_near_roads, request.param)


class Ground:
    """A city by car, ready to be asked."""

    def __init__(self, network, points_near_roads, turns):
        self.network, self.turns = network, turns
        self.name = "Porto by car" + ("" if turns else ", without turns")
        self.homes = gpd.GeoDataFrame(geometry=points_near_roads(network, ORIGINS, "home ", 2))
        self.hospitals = gpd.GeoDataFrame(geometry=points_near_roads(network, HOSPITALS, "h", 3))
        self.metric = network.metric(km.CAR, turns=turns)
        base = network.base_graph(self.metric)
        graph = base.graph
        ends = graph.head.astype(np.int32), graph.first_out.astype(np.int32)
        matrix = csr_array((base.ticks * TICK_S, *ends), shape=(graph.n_nodes,) * 2)
        self.backward = matrix.T.tocsr()
        self.sources = np.random.default_rng(5).choice(graph.n_nodes, 2 * HOSPITALS, replace=False)

    def ways(self, seed):
        """Return so many ways that cars may use, others for every seed."""
        roads = self.network.roads
        usable = self.network.islands(self.metric).usable
        ways = np.unique(roads.way_id[roads.piece_way[roads.first_piece[:-1][usable]]])
        return np.random.default_rng(seed).choice(ways, CLOSURES, replace=False).tolist()

    def ranked(self, seed):
        """Rank the closures of some ways, places joined to roads and all."""
        return km.rank_closures(
            self.network,
            self.homes,
            self.hospitals,
            candidates=self.ways(seed),
            turns=self.turns,
            threads=1,
            progress=False,
        )

    def searched_by_scipy(self, _seed):
        """Search the prebuilt matrix, from as many places as the hospitals have entries."""
        for _ in range(SEARCHES):
            dijkstra(self.backward, indices=self.sources, min_only=True)


def test_a_hundred_closures_beside_ten_searches(ground, race):
    race(
        f"{CLOSURES} closures ranked, {SEARCHES} searches by SciPy: {ground.name}, one core",
        {"kraftcenter": ground.ranked, "scipy, ten searches": ground.searched_by_scipy},
        range(ROUNDS),
    )


def test_every_section_of_road_is_ranked(ground, benchmark):
    asked = ground.network, ground.homes, ground.hospitals
    settings = {"turns": ground.turns, "threads": 1, "progress": False}
    ground.ranked(ROUNDS)
    ranked = benchmark.pedantic(
        km.rank_closures, args=asked, kwargs=settings, rounds=1, iterations=1
    )
    seconds = benchmark.stats.stats.data[0]
    attrs = ranked.attrs
    print(
        f"\n{attrs['n_candidates']:,} closures ranked in {seconds:.1f} s, one core: {ground.name}"
    )
    print(f"  {attrs['n_screened']:,} left out, {attrs['n_whole_network']:,} by whole networks")
    benchmark.extra_info.update(attrs)


def test_what_one_closure_takes_when_the_question_is_ready(ground, race):
    question = ask(
        ground.network,
        ground.homes,
        ground.hospitals,
        mode=km.CAR,
        turns=ground.turns,
        max_distance_m=MAX_DISTANCE_M,
        access=True,
        allow_islands=False,
    )
    usable = ground.network.islands(ground.metric).usable
    study = ClosureStudy(
        ground.network,
        question,
        np.ones(ORIGINS),
        road_groups(ground.network, usable, ground.ways(0)),
        max_distance_m=MAX_DISTANCE_M,
        allow_islands=False,
    )
    study.prepare()
    spare = study.closing.spare()
    plain = np.flatnonzero(~study.odd).tolist()
    race(
        f"One closure when the question is ready: {ground.name}, one core",
        {
            "kraftcenter": lambda group: study.effect(group, spare),
            "scipy, one search": lambda _: dijkstra(
                ground.backward, indices=ground.sources, min_only=True
            ),
        },
        plain[:50],
    )
