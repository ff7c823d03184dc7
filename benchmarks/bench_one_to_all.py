"""How long does one search from one node to all others take, and what do turns cost?

All on one core, except where it says otherwise. Answers are compared before anything is
timed.
"""
# ruff: noqa: D400 - the first line is the question

import igraph
import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import kraftcenter_mobility as km
from kraftcenter_mobility._kernels.csr import Graph
from kraftcenter_mobility._kernels.dijkstra import search
from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility._kernels.turn_dijkstra import turn_search
from kraftcenter_mobility.routing.searches import Entries, times_between

ROUNDS = 40
AT_ONCE = np.zeros(1)


def our_search(graph):
    """Return our search over a graph without turns, with its scratch arrays."""
    plain, n = Graph(graph.first_out, graph.head), graph.n_nodes
    time_s, previous, heap = np.empty(n), np.empty(0, np.int32), np.empty(n // 4, np.uint64)

    def run(source):
        seed = np.array([source])
        search(plain, graph.time_s, seed, AT_ONCE, MAX_TIME_S, time_s, previous, heap)
        return time_s

    return run


def our_turn_search(layout):
    """Return our search over edges and turns."""
    n = layout.edge.size
    time_s, previous, heap = np.empty(n), np.empty(0, np.int32), np.empty(n // 4, np.uint64)

    def run(source):
        turn_search(
            layout.turn_graph,
            layout.edge_time_s,
            layout.turn_time_s,
            np.array([source]),
            AT_ONCE,
            MAX_TIME_S,
            time_s,
            previous,
            heap,
        )
        return time_s

    return run


def peers_on(graph):
    """Return the searches of others over the same graph."""
    matrix = graph.matrix()
    edges = np.column_stack((graph.tail, graph.head))
    of_igraph = igraph.Graph(graph.n_nodes, edges.tolist(), directed=True)
    of_igraph.es["time_s"] = graph.time_s.tolist()
    of_networkx = nx.DiGraph()
    of_networkx.add_weighted_edges_from(
        zip(graph.tail.tolist(), graph.head.tolist(), graph.time_s.tolist(), strict=True)
    )
    return {
        "scipy csgraph.dijkstra": lambda s: dijkstra(matrix, indices=int(s)),
        "igraph distances": lambda s: of_igraph.distances(int(s), weights="time_s")[0],
        "networkx single_source_dijkstra": lambda s: _in_order(
            nx.single_source_dijkstra_path_length(of_networkx, int(s), weight="weight")
        ),
    }


def _in_order(lengths):
    """Return a dictionary's values by ascending key."""
    return [lengths[node] for node in range(len(lengths))]


def edges_as_nodes(metric):
    """Return the graph whose nodes are the edges of a network, for a search with turns."""
    before, after = metric.roads.turn_ends()
    time_s = metric.edge_time_s[before] + metric.turn_time_s
    possible = np.isfinite(time_s)
    n = metric.roads.n_edges
    return csr_array((time_s[possible], (before[possible], after[possible])), shape=(n, n))


def edges_that_reach_the_rest(metric, count):
    """Return some edges from which most of the network is reached."""
    _, first = np.unique(metric.roads.edge_segment, return_index=True)
    usable = first[np.isfinite(metric.edge_time_s[first])]
    run = our_turn_search(_layout(metric))
    chosen = np.random.default_rng(1).permutation(usable)[: 2 * count]
    reached = np.array([np.isfinite(run(edge)).sum() for edge in chosen])
    return chosen[reached > 0.9 * reached.max()][:count]


def _layout(metric):
    """Return a metric laid out for searching forwards."""
    from kraftcenter_mobility.networks.layouts import layout_of

    return layout_of(metric, backward=False)


def test_one_search_beside_those_of_others_on_the_same_graph(region_graph, race):
    name, graph = region_graph
    competitors = {"kraftcenter, without turns": our_search(graph), **peers_on(graph)}
    sources = np.random.default_rng(0).integers(0, graph.n_nodes, ROUNDS)
    expected = competitors["scipy csgraph.dijkstra"](sources[0])
    for run in competitors.values():
        np.testing.assert_allclose(run(sources[0]), expected, rtol=0, atol=1e-6)
    title = f"One to all, {name}: {graph.n_nodes:,} nodes, {graph.head.size:,} edges, one core"
    race(title, competitors, sources, warm=True)


def test_what_turns_cost(region, region_graph, race):
    (name, network), (_, graph) = region, region_graph
    metric = network.metric(km.CAR)
    sources = edges_that_reach_the_rest(metric, ROUNDS)
    with_turns, matrix = our_turn_search(_layout(metric)), edges_as_nodes(metric)
    plain = our_search(graph)
    from_edge = with_turns(sources[0])
    roads, first = network.roads, int(sources[0])
    follower = np.arange(roads.first_out[roads.head[first]], roads.first_out[roads.head[first] + 1])
    turn_s = metric.turn_time_s[roads.first_turn[first] : roads.first_turn[first + 1]]
    possible = np.isfinite(turn_s)
    expected = dijkstra(matrix, indices=follower[possible]) + turn_s[possible, np.newaxis]
    np.testing.assert_allclose(from_edge, expected.min(axis=0), rtol=0, atol=1e-6)
    n_reached = int(np.isfinite(from_edge).sum())
    race(
        f"One to all with turns, {name}: {n_reached:,} edges reached, one core",
        {
            "kraftcenter, with turns": with_turns,
            "kraftcenter, without turns": lambda s: plain(s % graph.n_nodes),
            "scipy csgraph.dijkstra on edges as nodes": lambda s: dijkstra(matrix, indices=int(s)),
        },
        sources,
        warm=True,
    )


def test_two_threads_beside_one(region, race):
    name, network = region
    metric = network.metric(km.CAR)
    sources = edges_that_reach_the_rest(metric, 40)
    seeds = Entries(np.arange(sources.size + 1), sources, np.zeros(sources.size))
    targets = Entries(np.array([0, 1]), sources[:1], np.zeros(1))

    def run(threads):
        return lambda _: times_between(
            _layout(metric),
            seeds,
            targets,
            cutoff_s=MAX_TIME_S,
            threads=threads,
            advance=lambda _: None,
        )

    assert np.array_equal(run(1)(None), run(2)(None))
    race(
        f"{sources.size} searches with turns, {name}",
        {"kraftcenter, two threads": run(2), "kraftcenter, one thread": run(1)},
        [None] * 12,
    )
