"""How long does a table of 1,000 x 1,000 travel times take?

The peers work on the same graph without turns; those that would take minutes search from
fewer origins, and their time is scaled, as the line says. All on one core, except for
:func:`kraftcenter_mobility.travel_time_matrix` itself: joined to roads, with turns, on all.
"""
# ruff: noqa: D400 - the first line is the question

import igraph
import networkx as nx
import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

import kraftcenter_mobility as km
from kraftcenter_mobility._kernels.csr import Graph
from kraftcenter_mobility._kernels.dijkstra import search_to_many
from kraftcenter_mobility._kernels.heap import MAX_TIME_S

SIDE = 1000
SCIPY_ORIGINS, IGRAPH_ORIGINS, NETWORKX_ORIGINS = 100, 20, 4
ROUNDS = 5


def our_table(graph, origins, destinations):
    """Return our times from origins to destinations on a graph without turns."""
    n, m = origins.size, destinations.size
    result_s = np.empty((n, m))
    search_to_many(
        Graph(graph.first_out, graph.head),
        graph.time_s,
        np.arange(n + 1),
        origins,
        np.zeros(n),
        np.arange(m + 1),
        destinations,
        np.zeros(m),
        MAX_TIME_S,
        np.empty(graph.n_nodes),
        np.empty(0, np.int32),
        np.empty(graph.n_nodes // 4, np.uint64),
        result_s,
    )
    return result_s


def peer_tables(graph):
    """Return what peers make of the same question, from as many origins as they can do."""
    matrix = graph.matrix()
    edges = np.column_stack((graph.tail, graph.head)).tolist()
    of_igraph = igraph.Graph(graph.n_nodes, edges, directed=True)
    of_igraph.es["time_s"] = graph.time_s.tolist()
    of_networkx = nx.DiGraph()
    of_networkx.add_weighted_edges_from(
        zip(graph.tail.tolist(), graph.head.tolist(), graph.time_s.tolist(), strict=True)
    )

    def by_scipy(origins, destinations):
        return dijkstra(matrix, indices=origins[:SCIPY_ORIGINS])[:, destinations]

    def by_igraph(origins, destinations):
        some = origins[:IGRAPH_ORIGINS].tolist()
        return of_igraph.distances(some, destinations.tolist(), weights="time_s")

    def by_networkx(origins, destinations):
        lengths = [
            nx.single_source_dijkstra_path_length(of_networkx, origin)
            for origin in origins[:NETWORKX_ORIGINS].tolist()
        ]
        return [[row[node] for node in destinations.tolist()] for row in lengths]

    return {"scipy": by_scipy, "igraph": by_igraph, "networkx": by_networkx}


def test_a_table_beside_those_of_others_on_the_same_graph(region_graph, race):
    name, graph = region_graph
    random = np.random.default_rng(2)
    places = [random.permutation(graph.n_nodes)[: 2 * SIDE] for _ in range(ROUNDS)]
    peers = peer_tables(graph)
    competitors = {
        "kraftcenter, without turns": lambda p: our_table(graph, p[:SIDE], p[SIDE:]),
        **{peer: lambda p, run=run: run(p[:SIDE], p[SIDE:]) for peer, run in peers.items()},
    }
    ours = competitors["kraftcenter, without turns"](places[0])
    for run in peers.values():
        theirs = np.array(run(places[0][:SIDE], places[0][SIDE:]))
        np.testing.assert_allclose(theirs, ours[: len(theirs)], rtol=0, atol=1e-6)
    race(
        f"{SIDE:,} x {SIDE:,}, {name}, one core",
        competitors,
        places,
        scale={
            "scipy": SIDE / SCIPY_ORIGINS,
            "igraph": SIDE / IGRAPH_ORIGINS,
            "networkx": SIDE / NETWORKX_ORIGINS,
        },
    )


@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
def test_a_table_as_a_planner_asks_for_it(region, points_near_roads, race, mode):
    name, network = region
    origins = points_near_roads(network, SIDE, "from ", seed=3)
    destinations = points_near_roads(network, SIDE, "to ", seed=4)

    def table(threads):
        return lambda _: km.travel_time_matrix(
            network, origins, destinations, mode=mode, threads=threads, progress=False
        )

    race(
        f"travel_time_matrix, {SIDE:,} x {SIDE:,}, {name}, {mode.name}",
        {"kraftcenter, all cores": table(None), "kraftcenter, one thread": table(1)},
        [None] * 3,
    )
