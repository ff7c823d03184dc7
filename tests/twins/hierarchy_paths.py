"""Slow, obvious twins for edits, perfect weights and paths, and graphs to try them on."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from reference import all_pairs

from kraftcenter_mobility._kernels.contraction import build_hierarchy
from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.hierarchy import INFINITE, PADDING, Hierarchy
from twins.engine import arcs_of, slow_weights

EDGE_WEIGHTS = st.one_of(st.integers(0, 6), st.sampled_from([0, 1, 2**30 - 1, 2**30]))


class Case(NamedTuple):
    """A graph with its hierarchy. Edges are sorted by tail."""

    tail: np.ndarray
    head: np.ndarray
    n_nodes: int
    hierarchy: Hierarchy

    def times(self, edge_weights):
        """Return the times between all nodes, INFINITE where there is no way."""
        times = np.array(all_pairs(self.tail, self.head, edge_weights, self.n_nodes))
        return np.minimum(times, INFINITE).astype(np.uint32)

    def weights(self, edge_weights):
        """Return the customized weights, with their padding."""
        slow = slow_weights(self.hierarchy, edge_weights)
        return np.array(slow + PADDING * [INFINITE], dtype=np.uint32)

    def needed_weights(self, edge_weights):
        """Return the customized weights, INFINITE where there is a faster way round."""
        weights, times = self.weights(edge_weights), self.times(edge_weights)
        node = self.hierarchy.node
        for arc, (low, high) in enumerate(arcs_of(self.hierarchy)):
            up, down = times[node[low], node[high]], times[node[high], node[low]]
            if up < weights[2 * arc]:
                weights[2 * arc] = INFINITE
            if down < weights[2 * arc + 1]:
                weights[2 * arc + 1] = INFINITE
        return weights

    def ends(self, edges):
        """Return where a walk along edges begins and ends, having seen that it is one."""
        assert (self.head[edges[:-1]] == self.tail[edges[1:]]).all()
        return self.tail[edges[0]], self.head[edges[-1]]


def case_of(tail, head, n_nodes, order=None):
    """Return a graph with its hierarchy; the edges in order of their tails."""
    pairs = sorted(zip(tail, head, strict=True))
    tail = np.array([t for t, _ in pairs], dtype=np.int64)
    head = np.array([h for _, h in pairs], dtype=np.int64)
    order = np.arange(n_nodes) if order is None else np.array(order)
    return Case(tail, head, n_nodes, build_hierarchy(order, row_starts(tail, n_nodes), head))


@st.composite
def cases(draw, most_nodes=9, most_edges=24):
    """Draw a graph with loops, parallel edges and islands, contracted in any order."""
    n_nodes = draw(st.integers(1, most_nodes))
    node = st.integers(0, n_nodes - 1)
    pairs = draw(st.lists(st.tuples(node, node), min_size=1, max_size=most_edges))
    order = draw(st.permutations(range(n_nodes)))
    return case_of([t for t, _ in pairs], [h for _, h in pairs], n_nodes, order)


@st.composite
def edge_weights_of(draw, case):
    """Draw a weight for every edge."""
    size = case.tail.size
    drawn = draw(st.lists(EDGE_WEIGHTS, min_size=size, max_size=size))
    return np.array(drawn, dtype=np.uint32)


@st.composite
def weighted_cases(draw, **limits):
    """Draw a graph with its hierarchy, and the weights of its edges."""
    case = draw(cases(**limits))
    return case, draw(edge_weights_of(case))


def streets(n_rows, n_columns, random):
    """Return a grid of streets with some ways missing, and weights along its edges."""
    node = np.arange(n_rows * n_columns).reshape(n_rows, n_columns)
    pairs = np.concatenate(
        [
            np.stack([node[:, :-1].ravel(), node[:, 1:].ravel()], axis=1),
            np.stack([node[:-1].ravel(), node[1:].ravel()], axis=1),
        ]
    )
    pairs = np.concatenate([pairs, pairs[:, ::-1]])
    pairs = pairs[random.random(len(pairs)) < 0.9]
    case = case_of(pairs[:, 0], pairs[:, 1], node.size, _dissected(node))
    return case, random.integers(0, 1000, case.tail.size).astype(np.uint32)


def thicket(n_nodes, random, share=0.6):
    """Return a graph in which most nodes are joined, and weights along its edges."""
    tail, head = np.nonzero(random.random((n_nodes, n_nodes)) < share)
    case = case_of(tail, head, n_nodes, random.permutation(n_nodes))
    return case, random.integers(0, 1000, case.tail.size).astype(np.uint32)


def _dissected(node):
    """Return the nodes of a grid, halves before the line that separates them."""
    if min(node.shape) < 3:
        return node.ravel().tolist()
    if node.shape[0] > node.shape[1]:
        node = node.T
    middle = node.shape[1] // 2
    halves = _dissected(node[:, :middle]) + _dissected(node[:, middle + 1 :])
    return halves + node[:, middle].tolist()
