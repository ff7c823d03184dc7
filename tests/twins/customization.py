"""Graphs to customize, and slow, obvious twins of what customization is for."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from kraftcenter_mobility._kernels.contraction import build_hierarchy
from kraftcenter_mobility._kernels.hierarchy import INFINITE, Hierarchy

LONGEST = int(INFINITE) - 1
TICKS = st.one_of(
    st.sampled_from([0, 1, LONGEST, LONGEST // 2, LONGEST // 2 + 1, int(INFINITE)]),
    st.integers(0, 1000),
)


class Case(NamedTuple):
    """A graph that has been contracted, and the weights of its edges."""

    hierarchy: Hierarchy
    tail: np.ndarray
    head: np.ndarray
    edge_weights: np.ndarray

    @property
    def n_nodes(self):
        """Number of nodes."""
        return self.hierarchy.node.size


def case_of(n_nodes, edges, order=None):
    """Return a case: `edges` are tails, heads and weights, `order` the lowest node first."""
    edges = sorted(edges)
    tail, head, weight = (np.array([edge[k] for edge in edges], dtype=np.int64) for k in range(3))
    first_out = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(tail, minlength=n_nodes), out=first_out[1:])
    order = np.arange(n_nodes) if order is None else np.array(order, dtype=np.int64)
    hierarchy = build_hierarchy(order, first_out, head.astype(np.uint32))
    return Case(hierarchy, tail, head, weight.astype(np.uint32))


@st.composite
def cases(draw):
    """Draw a small graph with loops, parallel edges and islands, contracted in any order."""
    n_nodes = draw(st.integers(1, 10))
    node = st.integers(0, n_nodes - 1)
    edges = draw(st.lists(st.tuples(node, node, TICKS), max_size=45))
    return case_of(n_nodes, edges, draw(st.permutations(range(n_nodes))))


def crowd(n_above, n_ranks, n_groups=2, seed=0):
    """Return a graph whose panels have so many neighbours above and so many ranks.

    A few groups of nodes, contracted first, each joined within and to as many of the nodes
    contracted last, which one group after another has not quite in common.
    """
    rng = np.random.default_rng(seed)
    n_low, n_high = n_groups * n_ranks, n_above + n_groups - 1
    edges = []
    for group in range(n_groups):
        low = range(group * n_ranks, (group + 1) * n_ranks)
        high = range(n_low + group, n_low + group + n_above)
        for node in low:
            for other in (*low, *high):
                for tail, head in ((node, other), (other, node)):
                    if tail != head and rng.random() < 0.9:
                        edges.append((tail, head, int(rng.integers(0, 1000))))
    # Without these, what is above a group might be less than it was meant to be.
    edges += [
        (node, n_low + node // n_ranks + k, 500) for node in range(n_low) for k in range(n_above)
    ]
    return case_of(n_low + n_high, edges)


def blocks_of_streets(n_columns, n_rows, seed=0):
    """Return streets in a grid, some one-way, contracted by nested dissection."""
    rng = np.random.default_rng(seed)
    number = np.arange(n_columns * n_rows).reshape(n_rows, n_columns)
    pairs = [
        *zip(number[:, :-1].ravel(), number[:, 1:].ravel(), strict=True),
        *zip(number[:-1].ravel(), number[1:].ravel(), strict=True),
    ]
    edges = []
    for one, other in pairs:
        for tail, head in ((one, other), (other, one)):
            if rng.random() < 0.9:
                edges.append((int(tail), int(head), int(rng.integers(1, 1000))))
    return case_of(number.size, edges, dissected(number))


def dissected(number):
    """Return the nodes of a grid, halved along its longer side until nothing is left."""
    if number.size == 0:
        return []
    if number.shape[0] < number.shape[1]:
        number = number.T
    middle = number.shape[0] // 2
    return [
        *dissected(number[:middle]),
        *dissected(number[middle + 1 :]),
        *number[middle].tolist(),
    ]


def times_by_climbing(case, weights):
    """Return the times between all nodes: up from one, down to the other, best of all ways."""
    first, head = case.hierarchy.first_up.tolist(), case.hierarchy.up_head.tolist()
    n = case.n_nodes
    climbed = np.full((2, n, n), int(INFINITE), dtype=np.int64)
    for direction in range(2):
        for start in range(n):
            label = climbed[direction, start]
            label[start] = 0
            for rank in range(start, n):
                for arc in range(first[rank], first[rank + 1]):
                    through = label[rank] + int(weights[2 * arc + direction])
                    label[head[arc]] = min(label[head[arc]], through)
    there, back = climbed
    best = (there[:, np.newaxis, :] + back[np.newaxis, :, :]).min(axis=2, initial=int(INFINITE))
    rank = case.hierarchy.rank
    return np.where(best < INFINITE, best, np.inf)[np.ix_(rank, rank)]
