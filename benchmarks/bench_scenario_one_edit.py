"""How long does it take to change one road and know everybody's nearest hospital again?

Beside SciPy searching a prebuilt matrix once more (unchanged, to its advantage), and beside
building the network again. All on one core, on the largest network there is.
"""
# ruff: noqa: D400 - the first line is the question

import geopandas as gpd
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.networks.ticks import TICK_S
from kraftcenter_mobility.osm.tags import OPEN
from kraftcenter_mobility.scenarios.answers import Answerer

HOSPITALS = 8
ROUNDS = 25
BUILT_ROUNDS = 5


@pytest.fixture(scope="module", params=[True, False], ids=["turns", "no-turns"])
def ground(request, porto_file, points_near_roads):
    """Return a city, its hospitals, and both engines, ready to be asked."""
    return Ground(km.TransportNetwork.from_osm(porto_file), points_near_roads, request.param)


class Ground:
    """A city by car, the nearest of its hospitals known from everywhere."""

    def __init__(self, network, points_near_roads, turns):
        self.network, self.turns = network, turns
        self.name = "Porto by car" + ("" if turns else ", without turns")
        self.hospitals = gpd.GeoDataFrame(geometry=points_near_roads(network, HOSPITALS, "h", 3))
        self.everywhere = km.NearestEverywhere(network, self.hospitals, turns=turns)
        base = network.base_graph(network.metric(km.CAR, turns=turns))
        graph = base.graph
        ends = graph.head.astype(np.int32), graph.first_out.astype(np.int32)
        matrix = csr_array((base.ticks * TICK_S, *ends), shape=(graph.n_nodes,) * 2)
        self.backward = matrix.T.tocsr()
        self.sources = np.random.default_rng(5).choice(graph.n_nodes, 2 * HOSPITALS, replace=False)

    def asked_of_scipy(self, _scenario):
        """Search the prebuilt matrix from as many places as the hospitals have entries."""
        return dijkstra(self.backward, indices=self.sources, min_only=True)

    def built_again(self, scenario):
        """Build the changed network from what is in memory, and search it."""
        edited = edited_network(self.network, scenario.changes(self.network)[0])
        return km.NearestEverywhere(edited, self.hospitals, turns=self.turns).times


def closures(network, count, seed):
    """Return so many scenarios, each of which closes a way that cars may use."""
    open_ways = np.unique(network.roads.way_id[network.roads.piece_way])
    ways = np.random.default_rng(seed).choice(open_ways, count, replace=False).tolist()
    return [
        km.Scenario(f"{way} closed", [km.CloseRoad(way_ids=(way,), allow_no_effect=True)])
        for way in ways
    ]


def slower_roads(network, count, seed):
    """Return so many scenarios, each of which makes a way slower."""
    ways = np.random.default_rng(seed).choice(network.roads.way_id, count, replace=False).tolist()
    return [
        km.Scenario(
            f"{way} slower", [km.SetSpeed(way_ids=(way,), factor=0.5, allow_no_effect=True)]
        )
        for way in ways
    ]


def new_roads(network, count, seed):
    """Return so many scenarios, each of which joins two crossroads that lie some 500 m apart."""
    roads, random = network.roads, np.random.default_rng(seed)
    through = network.mainland(network.metric(km.CAR))
    through = through & (network.surroundings.car_access == OPEN) & ~roads.segment_in_zone
    nodes = np.unique(roads.segment_tail[through])
    lonlat = np.column_stack((roads.node_lon[nodes], roads.node_lat[nodes]))
    scenarios = []
    while len(scenarios) < count:
        one, other = random.choice(nodes.size), lonlat
        apart = np.abs(other - lonlat[one]).sum(axis=1)
        near = np.flatnonzero((apart > 0.004) & (apart < 0.006))
        if not near.size:
            continue
        line = np.round(lonlat[[one, random.choice(near)]], 7).tolist()
        road = km.AddRoad(line, "tertiary", joins=[km.Join(*line[0]), km.Join(*line[1])])
        scenarios.append(km.Scenario(f"bypass {len(scenarios)}", [road]))
    return scenarios


def check_against_a_network_built_again(ground, scenarios):
    """Compare a few answers with those of the network built again, node by node."""
    for scenario in scenarios[:2]:
        edited = edited_network(ground.network, scenario.changes(ground.network)[0])
        again = km.NearestEverywhere(edited, ground.hospitals, turns=ground.turns).times
        nodes = np.intersect1d(
            ground.network.roads.node_id, edited.roads.node_id, return_indices=True
        )
        here = ground.everywhere.after(scenario).travel_time_s[nodes[1]]
        assert np.array_equal(here, again.travel_time_s[nodes[2]])


@pytest.mark.parametrize("kind", [closures, slower_roads, new_roads])
def test_one_edit_beside_searching_once_more(ground, kind, race):
    """Every timed run is of a scenario that was never asked before, just after another's."""
    check_against_a_network_built_again(ground, kind(ground.network, 2, seed=8))
    scenarios = kind(ground.network, 2 * ROUNDS + 1, seed=7)
    rounds = [scenarios[2 * number : 2 * number + 2] for number in range(ROUNDS)]
    rounds[0] += scenarios[2 * ROUNDS :]
    race(
        f"One edit and every node's nearest of {HOSPITALS} hospitals: {kind.__name__}, "
        f"{ground.name}, one core",
        {
            "kraftcenter": lambda fresh: ground.everywhere.after(fresh.pop()),
            "SciPy, nothing edited": ground.asked_of_scipy,
        },
        rounds,
        warm=True,
    )


def test_one_edit_beside_building_again(ground, race):
    race(
        f"One road closed and every node's nearest of {HOSPITALS} hospitals, {ground.name}",
        {
            "kraftcenter": ground.everywhere.after,
            "kraftcenter, network built again": ground.built_again,
        },
        closures(ground.network, BUILT_ROUNDS, seed=9),
    )


def test_one_edit_and_all_times_to_twenty_places(ground, points_near_roads, race):
    homes = gpd.GeoDataFrame(geometry=points_near_roads(ground.network, 2000, "o", 11))
    places = gpd.GeoDataFrame(geometry=points_near_roads(ground.network, 20, "d", 12))
    answerer = Answerer(ground.network, km.CAR, turns=ground.turns, threads=1)
    sources = np.random.default_rng(6).choice(ground.backward.shape[0], 20, replace=False)

    def matrix(scenario):
        changes = scenario.changes(ground.network)[0]
        return answerer.matrix(changes, homes, places, progress=False)

    race(
        f"One road closed and the times from 2,000 places to 20, {ground.name}, one core",
        {
            "kraftcenter": matrix,
            "SciPy, 20 searches, nothing edited": lambda _: dijkstra(
                ground.backward, indices=sources
            ),
        },
        closures(ground.network, 11, seed=13),
    )
