"""Slow, obvious twins of forests of fastest ways, and changed graphs to try them on."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.forest import (
    NO_EDGE,
    Forest,
    Seeds,
    TwoWayGraph,
    nearest_forest,
    preorder,
)
from kraftcenter_mobility._kernels.repair import repair, undo
from kraftcenter_mobility._kernels.repair_space import Changes, repair_scratch

INFINITE = 1 << 30
NOWHERE = (INFINITE << 32) | 0xFFFFFFFF


def key_of(ticks, place):
    """Return a time and the number of a place as one number."""
    return (ticks << 32) | place if ticks < INFINITE else NOWHERE


def slow_keys(n_nodes, edges, seeds):
    """Return (ticks, place) of every node, None for none: ask all edges until none helps.

    Edges are (tail, head, ticks), seeds (node, ticks, place).
    """
    best = [None] * n_nodes
    offers = [(node, (ticks, place)) for node, ticks, place in seeds]
    while offers:
        for node, offer in offers:
            if offer[0] < INFINITE and (best[node] is None or offer < best[node]):
                best[node] = offer
        offers = [
            (tail, (best[head][0] + ticks, best[head][1]))
            for tail, head, ticks in edges
            if best[head] is not None
        ]
        offers = [
            (node, offer)
            for node, offer in offers
            if offer[0] < INFINITE and (best[node] is None or offer < best[node])
        ]
    return [NOWHERE if each is None else key_of(*each) for each in best]


def u32(values):
    """Return numbers as the kernels take them."""
    return np.array(values, dtype=np.int64).astype(np.uint32)


def u64(values):
    """Return keys as the kernels take them."""
    return np.array(values, dtype=np.uint64)


def two_way(tail, head, n_nodes):
    """Return a graph whose edges can be followed from either end; `tail` is ascending."""
    tail, head = np.array(tail, dtype=np.int64), np.array(head, dtype=np.int64)
    order = np.argsort(head, kind="stable")
    return TwoWayGraph(
        row_starts(tail, n_nodes).astype(np.uint32),
        u32(head),
        u32(tail),
        row_starts(head, n_nodes).astype(np.uint32),
        u32(tail[order]),
        u32(order),
    )


def seeds_of(seeds, n_nodes):
    """Return seeds, (node, ticks, place) each, as the kernels take them."""
    first = np.full(n_nodes, -1, np.int32)
    after = np.full(len(seeds), -1, np.int32)
    for number, (node, _, _) in enumerate(seeds):
        after[number] = first[node]
        first[node] = number
    node = u32([node for node, _, _ in seeds])
    return Seeds(node, u64([key_of(ticks, place) for _, ticks, place in seeds]), first, after)


def grown(graph, ticks, seeds):
    """Return the forest of a graph."""
    n_nodes = graph.first_in.size - 1
    key, next_edge = np.empty(n_nodes, np.uint64), np.empty(n_nodes, np.int32)
    nearest_forest(graph, ticks, seeds, key, next_edge, np.empty(1, np.uint64))
    order, position, size = (np.empty(n_nodes, np.uint32) for _ in range(3))
    n_placed = preorder(graph, next_edge, order, position, size)
    assert n_placed == np.count_nonzero(next_edge != NO_EDGE)
    return Forest(key, next_edge, order, position, size)


class Change(NamedTuple):
    """A change of a drawn graph, as the twin takes it."""

    edges: list
    """(edge, ticks)"""

    seeds: list
    """(seed, ticks)"""

    new_edges: list
    """(tail, head, ticks)"""

    new_seeds: list
    """(node, ticks, place)"""

    n_new: int = 0


class Streets:
    """A graph, its seeds and its forest, for the kernels and for the twin."""

    def __init__(self, n_nodes, edges, seeds):
        self.n_nodes, self.edges, self.seeds = n_nodes, sorted(edges), list(seeds)
        tail, head, ticks = zip(*self.edges, strict=True) if edges else ((), (), ())
        self.graph, self.ticks = two_way(tail, head, n_nodes), u32(ticks)
        self.roots = seeds_of(self.seeds, n_nodes)
        self.forest = grown(self.graph, self.ticks, self.roots)

    def scratch(self, n_new=0):
        """Return scratch space."""
        return repair_scratch(self.ticks, self.roots, self.forest, n_new)

    def changes(self, change):
        """Return a change as the kernels take it."""
        return Changes(
            u32([edge for edge, _ in change.edges]),
            u32([ticks for _, ticks in change.edges]),
            u32([seed for seed, _ in change.seeds]),
            u64([key_of(ticks, self.seeds[seed][2]) for seed, ticks in change.seeds]),
            u32([tail for tail, _, _ in change.new_edges]),
            u32([head for _, head, _ in change.new_edges]),
            u32([ticks for _, _, ticks in change.new_edges]),
            u32([node for node, _, _ in change.new_seeds]),
            u64([key_of(ticks, place) for _, ticks, place in change.new_seeds]),
        )

    def repaired(self, change, scratch):
        """Return the keys after a change, and the nodes said to have changed; put all back."""
        changes = self.changes(change)
        n_changed = repair(self.graph, self.ticks, self.roots, self.forest, changes, scratch)
        keys, nodes = scratch.key.tolist(), scratch.changed[:n_changed].tolist()
        undo(self.ticks, self.roots, self.forest, changes, scratch)
        return keys, nodes

    def slow(self, change):
        """Return the keys after a change by the twin."""
        edges = [list(edge) for edge in self.edges]
        for edge, ticks in change.edges:
            edges[edge][2] = ticks
        seeds = [list(seed) for seed in self.seeds]
        for seed, ticks in change.seeds:
            seeds[seed][1] = ticks
        n_nodes = self.n_nodes + change.n_new
        return slow_keys(n_nodes, edges + change.new_edges, seeds + change.new_seeds)


TICKS = st.one_of(st.sampled_from([0, 0, 1, 2, 5, INFINITE]), st.integers(0, 40))
PLACE = st.integers(0, 3)


@st.composite
def streets(draw):
    """Draw streets with loops, parallel edges, ties, zero ticks, islands and closed edges."""
    n_nodes = draw(st.integers(1, 9))
    node = st.integers(0, n_nodes - 1)
    edges = draw(st.lists(st.tuples(node, node, TICKS), max_size=26))
    seeds = draw(st.lists(st.tuples(node, TICKS, PLACE), max_size=5))
    return Streets(n_nodes, edges, seeds)


@st.composite
def changes(draw, town):
    """Draw edges closed, longer and shorter, seeds moved, new edges and new nodes."""
    n_new = draw(st.integers(0, 2))
    node = st.integers(0, town.n_nodes + n_new - 1)
    edge, seed = (st.integers(0, max(len(known) - 1, 0)) for known in (town.edges, town.seeds))
    return Change(
        draw(st.lists(st.tuples(edge, TICKS), max_size=6 if town.edges else 0)),
        draw(st.lists(st.tuples(seed, TICKS), max_size=3 if town.seeds else 0)),
        draw(st.lists(st.tuples(node, node, TICKS), max_size=5)),
        draw(st.lists(st.tuples(node, TICKS, PLACE), max_size=2)),
        n_new,
    )
