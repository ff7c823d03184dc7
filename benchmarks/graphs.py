"""The graphs that competitors race on: a city's, generated ones, and what is ready on them."""

import hashlib
import itertools
import os
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import road_generator
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

__all__ = ["Ground", "PlainGraph", "generated_graph", "ground_on", "plain_graph"]

METRES_PER_DEGREE = 111_320.0


class PlainGraph(NamedTuple):
    """A strongly connected graph without turns or parallel edges, for all competitors."""

    first_out: np.ndarray
    head: np.ndarray
    tail: np.ndarray
    time_s: np.ndarray
    x: np.ndarray
    y: np.ndarray

    @property
    def n_nodes(self):
        """Number of nodes."""
        return self.first_out.size - 1

    @property
    def time_ms(self):
        """Whole milliseconds along each edge: the same times for those who want integers."""
        return np.rint(1000 * self.time_s).astype(np.uint32)

    def matrix(self):
        """Return the graph as SciPy wants it."""
        shape = (self.n_nodes, self.n_nodes)
        parts = (self.time_s, self.head.astype(np.int32), self.first_out.astype(np.int32))
        return csr_array(parts, shape=shape)


def plain_graph(network):
    """Return the largest strongly connected part of a network's car roads, turns left out."""
    import kraftcenter_mobility as km
    from kraftcenter_mobility._kernels.csr import row_starts

    roads, time_s = network.roads, network.metric(km.CAR, turns=False).edge_time_s
    fastest_first = np.lexsort((time_s, roads.head, roads.tail))
    keep = fastest_first[np.isfinite(time_s[fastest_first])]
    tail, head = roads.tail[keep].astype(np.int64), roads.head[keep].astype(np.int64)
    repeated = np.zeros(keep.size, dtype=np.bool_)
    repeated[1:] = (np.diff(tail) == 0) & (np.diff(head) == 0)
    single = ~repeated & (tail != head)
    keep, tail, head = keep[single], tail[single], head[single]
    shape = (roads.n_nodes, roads.n_nodes)
    whole = csr_array((np.ones(keep.size), (tail, head)), shape=shape)
    _, part = connected_components(whole, directed=True, connection="strong")
    largest = part == np.bincount(part).argmax()
    dense = np.cumsum(largest) - 1
    inside = largest[tail] & largest[head]
    tail, head = dense[tail[inside]], dense[head[inside]]
    first_out = row_starts(tail, int(largest.sum()))
    at = np.flatnonzero(largest)
    x = roads.node_lon[at] * METRES_PER_DEGREE * np.cos(np.radians(roads.node_lat[at].mean()))
    y = roads.node_lat[at] * METRES_PER_DEGREE
    return PlainGraph(first_out, head.astype(np.uint32), tail, time_s[keep[inside]], x, y)


def generated_graph(n_nodes):
    """Return a generated network; made once, and kept until the generator changes."""
    digest = hashlib.sha256(Path(road_generator.__file__).read_bytes()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"generated-roads-{n_nodes}-{digest}.npz"
    if not path.exists():
        made = path.with_suffix(f".{os.getpid()}.npz")
        np.savez(made, **road_generator.generate_roads(n_nodes)._asdict())
        made.replace(path)
    with np.load(path) as roads:
        first_out, head, time_s, x, y = (
            roads[name] for name in ("first_out", "head", "time_s", "x", "y")
        )
    tail = np.repeat(np.arange(first_out.size - 1), np.diff(first_out))
    return PlainGraph(first_out, head, tail, time_s, x, y)


class Ground(NamedTuple):
    """A graph to race on: our engine prepared for it, and the peers, all checked."""

    name: str
    graph: PlainGraph
    engine: object
    metric: object
    peers: dict

    def asked(self, question):
        """Return how each peer that can answer a question does, by name."""
        found = {name: getattr(peer, question, None) for name, peer in self.peers.items()}
        return {name: ask for name, ask in found.items() if ask}


def ground_on(name, graph, kinds):
    """Return the ground on a graph, with these kinds of peers."""
    import kraftcenter_mobility as km

    engine = km.RoadEngine(graph.first_out, graph.head, x=graph.x, y=graph.y)
    for kind in kinds:
        if find_spec(kind.name) is None:
            print(f"\n{kind.name} is not installed and takes no part")
    made = {kind.name: kind(graph) for kind in kinds if find_spec(kind.name) is not None}
    for peer in made.values():
        _check(peer, made["scipy"], graph)
    title = f"{name}: {graph.n_nodes:,} nodes, {graph.head.size:,} edges"
    return Ground(title, graph, engine, engine.customize(graph.time_ms), made)


def _check(peer, scipy, graph, seed=0):
    """Compare all that a peer answers with SciPy's answers."""
    random = np.random.default_rng(seed)
    sources, targets = random.permutation(graph.n_nodes)[:40].reshape(2, 20)
    few = sources[:3]
    expected = scipy.matrix(few, targets)
    for question, arguments, answer in (
        ("one_to_all", few[:1], scipy.one_to_all(few[0])),
        ("matrix", (few, targets), expected),
        ("all_to_some", (targets,), np.sort(scipy.all_to_some(targets), axis=0)),
        ("nearest", (targets,), scipy.nearest(targets)),
        ("route", (few[0], targets[0]), expected[0, 0]),
    ):
        if not hasattr(peer, question):
            continue
        found = getattr(peer, question)(*arguments)
        if question == "route":
            found, nodes = found
            assert _time_along(graph, nodes) == answer
        if hasattr(found, "items"):
            found = dict(found.items())
            found = [found.get(node, 0.0) for node in range(graph.n_nodes)]
        found = np.asarray(found, dtype=np.float64)
        found = np.sort(found, axis=0) if question == "all_to_some" else found
        np.testing.assert_allclose(found, answer, rtol=0, atol=peer.within_ms, err_msg=peer.name)


def _time_along(graph, nodes):
    """Return the milliseconds along a path given by its nodes."""
    total = 0
    for tail, head in itertools.pairwise(nodes):
        edges = slice(graph.first_out[tail], graph.first_out[tail + 1])
        total += int(graph.time_ms[edges][graph.head[edges] == head].min())
    return total
