"""All that an engine can be asked, answered by SciPy; and graphs to ask about.

Weights are whole numbers or infinite here, so that sums are exact and every answer has to
be the same to the last bit.
"""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

WEIGHTS = st.one_of(st.integers(0, 6), st.sampled_from([0, 1, 10**7, np.inf]))
"""Few different ones, so that many ways take equally long; huge ones; closed edges."""

MOST_NODES, MOST_EDGES = 9, 24

FEW = 40
"""Sources and targets to ask about where there are many nodes."""


class Roads(NamedTuple):
    """A directed graph with a weight for every edge, the edges in order of their numbers."""

    tail: np.ndarray
    head: np.ndarray
    weight: np.ndarray
    n_nodes: int

    @property
    def first_out(self):
        """Where each node's edges begin; tails must ascend."""
        assert (np.diff(self.tail) >= 0).all()
        return np.concatenate(([0], np.cumsum(np.bincount(self.tail, minlength=self.n_nodes))))

    def times(self, sources=None):
        """Return the times from some nodes, or all, to all; parallel edges are no sum."""
        if self.n_nodes == 0:
            return np.zeros((0, 0))
        order = np.lexsort((self.weight, self.head, self.tail))
        order = order[np.isfinite(self.weight[order])]
        pair = self.tail[order] * self.n_nodes + self.head[order]
        _, first = np.unique(pair, return_index=True)
        best = order[first]
        entries = self.weight[best], (self.tail[best], self.head[best])
        graph = csr_array(entries, shape=(self.n_nodes, self.n_nodes))
        return dijkstra(graph, indices=sources)

    def reversed(self):
        """Return the graph with every edge turned round; numbers of edges stay."""
        return Roads(self.head, self.tail, self.weight, self.n_nodes)

    def with_edges(self, tail, head, weight, n_new_nodes=0):
        """Return the graph with further edges and nodes, numbered on."""
        pairs = zip(self[:3], (tail, head, weight), strict=True)
        return Roads(*(np.concatenate(pair) for pair in pairs), self.n_nodes + n_new_nodes)

    def with_weights(self, edges, weights):
        """Return the graph with other weights."""
        weight = self.weight.copy()
        weight[edges] = weights
        return self._replace(weight=weight)

    def sorted(self):
        """Return the graph with its edges in order of their tails, as an engine wants them."""
        order = np.argsort(self.tail, kind="stable")
        return Roads(self.tail[order], self.head[order], self.weight[order], self.n_nodes)


def roads(n_nodes, *edges):
    """Return the graph of (tail, head, weight) edges, in order of their tails."""
    tail, head, weight = zip(*edges, strict=True) if edges else ((), (), ())
    return Roads(
        np.array(tail, dtype=np.int64),
        np.array(head, dtype=np.int64),
        np.array(weight, dtype=np.float64),
        n_nodes,
    ).sorted()


def some_edges(n_nodes, *, max_size=MOST_EDGES):
    """Draw edges between so many nodes: parallel ones, loops, islands, closed ones."""
    node = st.integers(0, n_nodes - 1)
    return st.lists(st.tuples(node, node, WEIGHTS), max_size=max_size if n_nodes else 0)


@st.composite
def some_roads(draw):
    """Draw a graph: perhaps an empty one, or a single node."""
    n_nodes = draw(st.integers(0, MOST_NODES))
    return roads(n_nodes, *draw(some_edges(n_nodes)) if n_nodes else ())


def town(width, height, seed, *, largest=60):
    """Return a grid with one-ways, missing streets, parallel ones, loops and islands."""
    rng = np.random.default_rng(seed)
    node = np.arange(width * height).reshape(height, width)
    pairs = np.concatenate(
        [
            np.stack((node[:, :-1].ravel(), node[:, 1:].ravel())),
            np.stack((node[:-1].ravel(), node[1:].ravel())),
        ],
        axis=1,
    )
    pairs = pairs[:, rng.random(pairs.shape[1]) < 0.85]
    n_more = node.size // 20
    more = rng.choice(pairs.shape[1], n_more)
    loops = np.tile(rng.integers(0, node.size, n_more), (2, 1))
    pairs = np.concatenate((pairs, pairs[::-1], pairs[:, more], loops), axis=1)
    pairs = pairs[:, rng.random(pairs.shape[1]) < 0.92]
    weight = rng.integers(0, largest, pairs.shape[1]).astype(np.float64)
    weight[rng.random(weight.size) < 0.02] = np.inf
    return Roads(*pairs.astype(np.int64), weight, node.size).sorted()


def nearest(times, k, cutoff=np.inf):
    """Return which targets are nearest and how far; a target to a row, a node to a column."""
    order = np.argsort(times, axis=0, kind="stable")[:k]
    time = np.take_along_axis(times, order, axis=0)
    within = np.isfinite(time) & (time <= cutoff)
    which = np.where(within, order, -1)
    return which.T, np.where(within, time, np.inf).T


def assert_route(route, graph, source, target, time):
    """Check a route edge by edge, with its time."""
    assert route.time == time
    if np.isinf(time):
        assert route.nodes.size == route.edges.size == 0
        return
    assert route.edges.size == route.nodes.size - 1
    assert (route.nodes[0], route.nodes[-1]) == (source, target)
    np.testing.assert_array_equal(graph.tail[route.edges], route.nodes[:-1])
    np.testing.assert_array_equal(graph.head[route.edges], route.nodes[1:])
    assert graph.weight[route.edges].sum() == time


def assert_answers(metric, graph, rng, *, threads=1, n_routes=12):
    """Ask a metric everything, and check it against SciPy; return how many times were compared."""
    n_nodes = graph.n_nodes
    assert (metric.n_nodes, metric.n_edges) == (n_nodes, graph.tail.size)
    few = min(n_nodes, FEW)
    sources = rng.choice(n_nodes, few, replace=False) if n_nodes else np.zeros(0, dtype=np.int64)
    ahead = graph.times(sources) if few else np.zeros((0, n_nodes))
    back = graph.reversed().times(sources) if few else np.zeros((0, n_nodes))
    count = _assert_tables(metric, ahead, back, sources, rng, threads)
    count += _assert_nearest(metric, ahead, back, sources, rng)
    count += _assert_within(metric, ahead, back, sources, rng)
    for _ in range(n_routes if n_nodes else 0):
        row, target = rng.integers(few), rng.integers(n_nodes)
        found = metric.route(int(sources[row]), int(target))
        assert_route(found, graph, sources[row], target, ahead[row, target])
    return count


def _assert_tables(metric, ahead, back, sources, rng, threads):
    """Check tables to all nodes, both ways, and to some."""
    same, n_nodes = np.testing.assert_array_equal, ahead.shape[1]
    asked = {"threads": threads}
    same(metric.many_to_all(sources, **asked), ahead)
    same(metric.many_to_all(sources, backward=True, **asked), back)
    finite = ahead[np.isfinite(ahead)]
    cutoff = float(rng.choice(finite)) if finite.size else 1.0
    within = np.where(ahead <= cutoff, ahead, np.inf)
    single = np.empty(ahead.shape, dtype=np.float32)
    same(metric.many_to_all(sources, cutoff=cutoff, out=single, **asked), within.astype("f4"))
    own = np.empty(back.shape)
    same(metric.many_to_all(sources, backward=True, out=own, **asked), back)
    same(own, back)
    targets = rng.integers(0, n_nodes, rng.integers(0, 60)) if n_nodes else sources
    rows = rng.integers(0, sources.size, rng.integers(0, 60)) if n_nodes else sources
    wanted = ahead[rows][:, targets]
    same(metric.many_to_many(sources[rows], targets, **asked), wanted)
    some = metric.many_to_many(sources[rows], targets, cutoff=cutoff, **asked)
    same(some, np.where(wanted <= cutoff, wanted, np.inf))
    return 4 * ahead.size + 2 * wanted.size


def _assert_nearest(metric, ahead, back, targets, rng):
    """Check the nearest and the k nearest, both ways, some targets occurring twice."""
    if not targets.size:
        return 0
    rows = np.concatenate((np.arange(targets.size), rng.integers(0, targets.size, 3)))
    rng.shuffle(rows)
    count = 0
    finite = ahead[np.isfinite(ahead)]
    for k in sorted({1, int(rng.integers(1, rows.size + 1)), min(rows.size, 12)}):
        for direction, table in (("to", back), ("from", ahead)):
            for cutoff in (np.inf, float(rng.choice(finite))):
                asked = {"k": k, "direction": direction, "cutoff": cutoff}
                which, time = metric.nearest(targets[rows], **asked)
                wanted_which, wanted = nearest(table[rows], k, cutoff)
                shape = wanted.shape if k > 1 else wanted.shape[:1]
                np.testing.assert_array_equal(time, wanted.reshape(shape))
                np.testing.assert_array_equal(which, wanted_which.reshape(shape))
                count += time.size
    return count


def _assert_within(metric, ahead, back, sources, rng):
    """Check what lies within some cutoffs, both ways: the nodes, and how much there is."""
    if not sources.size:
        return 0
    amount = rng.integers(0, 100, ahead.shape[1]).astype(np.float64)
    finite = ahead[np.isfinite(ahead)]
    for backward, table in ((False, ahead), (True, back)):
        for cutoff in (0.0, float(rng.choice(finite)), np.inf):
            reached = np.isfinite(table) & (table <= cutoff)
            total = metric.opportunities_within(sources, amount, cutoff, backward=backward)
            np.testing.assert_array_equal(total, reached @ amount)
            row = int(rng.integers(sources.size))
            nodes, time = metric.within(int(sources[row]), cutoff, backward=backward)
            np.testing.assert_array_equal(nodes, np.flatnonzero(reached[row]))
            np.testing.assert_array_equal(time, table[row, nodes])
    return 3 * (ahead.size + back.size)
