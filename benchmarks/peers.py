"""What other libraries are asked, and how: one adapter for each.

An adapter is made from a :class:`PlainGraph`, which is its preparing. Its methods are the
questions it can answer, each in that library's own quickest way and on one thread. They
return what the library returns: turning that into an array is not timed. All are given the
same whole milliseconds, pandana as seconds. Adapters too slow for 1,000 origins say in
``origins`` how many they can do on a city.
"""

import itertools
import warnings

import igraph
import networkit
import numpy as np
import pandas as pd
import rustworkx
from scipy.sparse.csgraph import dijkstra

__all__ = ["PEERS", "origins_of"]

CITY_NODES = 66_000
NO_WAY_MS = 1e12


class Peer:
    """What the adapters share."""

    within_ms = 0.01  # how far from SciPy's its answers may be


class Scipy(Peer):
    """Dijkstra's algorithm in Cython, with a Fibonacci heap."""

    name, origins = "scipy", 100

    def __init__(self, graph):
        self.forward = graph._replace(time_s=graph.time_ms.astype(np.float64)).matrix()
        self.backward = self.forward.T.tocsr()

    def one_to_all(self, source, limit=np.inf):
        return dijkstra(self.forward, indices=source, limit=limit)

    def matrix(self, sources, targets):
        return dijkstra(self.forward, indices=sources)[:, targets]

    def all_to_some(self, targets):
        return dijkstra(self.backward, indices=targets)

    def nearest(self, targets):
        return dijkstra(self.backward, indices=targets, min_only=True)

    def route(self, source, target):
        time, before = dijkstra(self.forward, indices=int(source), return_predecessors=True)
        nodes = [int(target)]
        while nodes[-1] != source:
            nodes.append(int(before[nodes[-1]]))
        return time[target], nodes[::-1]


class Igraph(Peer):
    """Dijkstra's algorithm in C, with a binary heap."""

    name, origins = "igraph", 20

    def __init__(self, graph):
        ends = np.column_stack((graph.tail, graph.head)).tolist()
        self.graph = igraph.Graph(graph.n_nodes, ends, directed=True)
        self.graph.es["time"] = graph.time_ms.tolist()

    def one_to_all(self, source):
        return self.graph.distances(int(source), weights="time")[0]

    def matrix(self, sources, targets):
        return self.graph.distances(sources.tolist(), targets.tolist(), weights="time")

    def all_to_some(self, targets):
        return self.graph.distances(targets.tolist(), weights="time", mode="in")

    def route(self, source, target):
        edges = self.graph.get_shortest_path(
            int(source), int(target), weights="time", output="epath"
        )
        ends = [int(source), *(self.graph.es[edge].target for edge in edges)]
        return sum(self.graph.es[edges]["time"]), ends


class Networkit(Peer):
    """Dijkstra's algorithm in C++; from both ends for a route."""

    name, origins = "networkit", 20

    def __init__(self, graph):
        networkit.setNumberOfThreads(1)
        edges = (graph.time_ms.astype(np.float64), (graph.tail, graph.head.astype(np.int64)))
        self.graph = networkit.GraphFromCoo(edges, graph.n_nodes, weighted=True, directed=True)
        self.reversed = networkit.graphtools.transpose(self.graph)

    def one_to_all(self, source):
        search = networkit.distance.Dijkstra(self.graph, int(source), storePaths=False)
        return search.run().getDistances(asarray=True)

    def matrix(self, sources, targets):
        search = networkit.distance.SPSP(self.graph, sources.tolist())
        search.setTargets(targets.tolist())
        return search.run().getDistances(asarray=True)

    def all_to_some(self, targets):
        search = networkit.distance.SPSP(self.reversed, targets.tolist())
        return search.run().getDistances(asarray=True)

    def route(self, source, target):
        search = networkit.distance.BidirectionalDijkstra(self.graph, int(source), int(target))
        search.run()
        return search.getDistance(), [int(source), *search.getPath(), int(target)]


class Rustworkx(Peer):
    """Dijkstra's algorithm in Rust, with a binary heap."""

    name, origins = "rustworkx", 20

    def __init__(self, graph):
        self.graph = rustworkx.PyDiGraph(node_count_hint=graph.n_nodes)
        self.graph.add_nodes_from(range(graph.n_nodes))
        weights = graph.time_ms.astype(np.float64).tolist()
        ends = graph.tail.tolist(), graph.head.tolist()
        self.graph.add_edges_from(list(zip(*ends, weights, strict=True)))

    def one_to_all(self, source):
        return rustworkx.digraph_dijkstra_shortest_path_lengths(self.graph, int(source), float)

    def matrix(self, sources, targets):
        wanted = targets.tolist()
        rows = (dict(self.one_to_all(source)) for source in sources)
        return [[row.get(node, 0.0) for node in wanted] for row in rows]

    def route(self, source, target):
        source, target = int(source), int(target)
        paths = rustworkx.digraph_dijkstra_shortest_paths(self.graph, source, target, float)
        nodes = list(paths[target])
        edges = itertools.pairwise(nodes)
        return sum(self.graph.get_edge_data(*edge) for edge in edges), nodes


class Pandana(Peer):
    """A contraction hierarchy in C++ that is built for one set of times."""

    name, origins, within_ms = "pandana", 50, 0.5  # the nearest are 32-bit floats

    def __init__(self, graph):
        import pandana

        self.x, self.y = pd.Series(np.arange(graph.n_nodes)), pd.Series(np.zeros(graph.n_nodes))
        ends = pd.Series(graph.tail), pd.Series(graph.head.astype(np.int64))
        time = pd.DataFrame({"time": (graph.time_ms + 0.5) / 1000})  # it cuts off, not rounds
        self.network = pandana.Network(self.x, self.y, *ends, time, twoway=False)

    def matrix(self, sources, targets):
        pairs = np.repeat(sources, targets.size), np.tile(targets, sources.size)
        time_s = np.array(self.network.shortest_path_lengths(*pairs))
        return 1000 * time_s.reshape(sources.size, targets.size)

    def _set_places(self, targets):
        """Tell pandana the places; it looks them up by coordinates, so those are unique."""
        places = self.x[targets], self.y[targets]
        self.network.set_pois("places", NO_WAY_MS / 1e6, targets.size, *places)

    def all_to_some(self, targets):
        self._set_places(targets)
        found = self.network.nearest_pois(NO_WAY_MS / 1e6, "places", targets.size)
        return 1000 * found.to_numpy().T

    def nearest(self, targets):
        self._set_places(targets)
        return 1000 * self.network.nearest_pois(NO_WAY_MS / 1e6, "places", 1).to_numpy()[:, 0]

    def route(self, source, target):
        nodes = self.network.shortest_path(int(source), int(target))
        return 1000 * self.network.shortest_path_length(int(source), int(target)), nodes.tolist()


class Pyroutingkit(Peer):
    """RoutingKit's customizable contraction hierarchies, in C++."""

    name, origins = "pyroutingkit", 1000

    def __init__(self, graph):
        self.graph, self.backward = graph, None
        self.metric = self._prepared(graph.tail.astype(np.uint32), graph.head)

    def _prepared(self, tail, head):
        """Return a hierarchy, customized."""
        import pyroutingkit

        graph = self.graph
        degrees = (graph.y / 111_320).astype(np.float32), (graph.x / 63_000).astype(np.float32)
        topology = pyroutingkit.CCHTopology()
        topology.build(tail, head, *degrees, graph.n_nodes)
        metric = pyroutingkit.CCHMetric(topology)
        metric.customize(graph.time_ms, 0)
        return metric

    def customize(self, time_ms):
        self.metric.customize(time_ms, 0)

    def change(self, edges, time_ms):
        self.metric.update_weights(edges, time_ms)

    def matrix(self, sources, targets):
        ends = sources.astype(np.uint32), targets.astype(np.uint32)
        return self.metric.distances_many_to_many(*ends)

    def all_to_some(self, targets):
        """Ask the graph with its edges reversed: 20 times as fast as from every node."""
        if self.backward is None:
            self.backward = self._prepared(self.graph.head, self.graph.tail.astype(np.uint32))
        nodes = np.arange(self.graph.n_nodes, dtype=np.uint32)
        return self.backward.distances_many_to_many(targets.astype(np.uint32), nodes)

    def nearest(self, targets):
        return self.all_to_some(targets).min(axis=0)

    def route(self, source, target):
        return self.metric.query(source, target)[:2]


class Aequilibrae(Peer):
    """Dijkstra's algorithm in Cython on a compressed graph, with a four-ary heap."""

    name, origins = "aequilibrae", 20

    def __init__(self, graph):
        from aequilibrae.paths import Graph

        self.graph = Graph()
        ends = {"a_node": graph.tail + 1, "b_node": graph.head.astype(np.int64) + 1}
        links = {"link_id": np.arange(graph.head.size) + 1, **ends, "direction": 1}
        self.graph.network = pd.DataFrame({**links, "time": graph.time_ms.astype(np.float64)})
        self.places = None

    def _set_places(self, places):
        """Compress the graph between these places, if it is not yet."""
        from aequilibrae.paths.multi_threaded_skimming import MultiThreadedNetworkSkimming
        from aequilibrae.paths.results import SkimResults

        if self.places is not None and np.array_equal(places, self.places):
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it does with pandas what pandas advises against
            self.graph.prepare_graph(places + 1)
            self.graph.set_graph("time")
            self.graph.set_skimming("time")
        self.graph.set_blocked_centroid_flows(block_centroid_flows=False)
        self.results, self.scratch = SkimResults(), MultiThreadedNetworkSkimming()
        self.results.prepare(self.graph)
        self.scratch.prepare(self.graph, 1, self.results.nodes, self.results.num_skims)
        self.places = places

    def matrix(self, sources, targets):
        from aequilibrae.paths.cython.AoN import skimming_single_origin

        self._set_places(np.append(targets, sources))
        for source in sources:
            skimming_single_origin(source + 1, self.graph, self.results, self.scratch, 0)
        return self.results.skims.matrix_view[targets.size :, : targets.size, 0]


PEERS = (Scipy, Igraph, Networkit, Rustworkx, Pandana, Pyroutingkit, Aequilibrae)


def origins_of(peer, graph):
    """Return how many of 1,000 origins a peer can do on a graph in a few seconds."""
    if peer.origins == 1000:
        return 1000
    return max(2, min(1000, int(peer.origins * CITY_NODES / graph.n_nodes)))
