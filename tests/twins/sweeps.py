"""Slow, obvious twins of the sweeps, and networks to try them on."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from kraftcenter_mobility._kernels.contraction import build_hierarchy
from kraftcenter_mobility._kernels.hierarchy import NONE, PADDING, Hierarchy
from kraftcenter_mobility._kernels.lanes import lane_rows
from kraftcenter_mobility._kernels.sweep_graph import sweep_graph, tree_levels

from .engine import INFINITE, arcs_of, slow_weights

FORWARD, BACKWARD = np.uint64(0), np.uint64(1)


class Prepared(NamedTuple):
    """A network, contracted and customized, with the scratch space of a sweep."""

    n_nodes: int
    edges: list
    hierarchy: Hierarchy
    weights: np.ndarray
    levels: np.ndarray
    position: np.ndarray
    touched: np.ndarray
    ancestor: np.ndarray

    def graph(self, direction):
        """Return the arcs to sweep along in a direction."""
        forward = direction == FORWARD
        return sweep_graph(self.hierarchy, self.levels, self.weights, forward=forward)

    def ranks(self, nodes):
        """Return the ranks of some nodes."""
        return self.hierarchy.rank[np.asarray(nodes, np.int64)]

    def times(self, seeds, direction):
        """Return the times at all nodes, by the twin."""
        return slow_times(self.n_nodes, self.edges, seeds, direction)


def prepared(n_nodes, edges, order=None, weigh=slow_weights):
    """Return a network from edges (tail, head, ticks), contracted in the given order."""
    edges = sorted(edges)
    tail = np.array([edge[0] for edge in edges], np.int64)
    first_out = np.zeros(n_nodes + 1, np.int64)
    np.cumsum(np.bincount(tail, minlength=n_nodes), out=first_out[1:])
    head = np.array([edge[1] for edge in edges], np.uint32)
    order = np.arange(n_nodes) if order is None else np.asarray(order)
    hierarchy = build_hierarchy(order, first_out, head)
    weights = padded(weigh(hierarchy, [edge[2] for edge in edges]))
    return with_weights(n_nodes, edges, hierarchy, weights)


def with_weights(n_nodes, edges, hierarchy, weights):
    """Return a contracted network with the given weights of its arcs."""
    levels = tree_levels(hierarchy.parent)
    return Prepared(
        n_nodes,
        edges,
        hierarchy,
        weights,
        levels,
        np.full(n_nodes, NONE, np.uint32),
        np.empty(n_nodes, np.uint32),
        lane_rows(int(levels.max()) + 1),
    )


def padded(weights):
    """Return weights as the engine keeps them."""
    behind = np.full(PADDING, INFINITE, np.uint32)
    return np.concatenate([np.array(weights, np.uint32), behind])


def slow_times(n_nodes, edges, seeds, direction):
    """Return the shortest times from (node, ticks) to all nodes, until nothing changes."""
    time = [INFINITE] * n_nodes
    for node, ticks in seeds:
        time[node] = min(time[node], ticks)
    ways = [(tail, head, ticks) for tail, head, ticks in edges]
    if direction == BACKWARD:
        ways = [(head, tail, ticks) for tail, head, ticks in ways]
    changed = True
    while changed:
        changed = False
        for tail, head, ticks in ways:
            if time[tail] + ticks < time[head]:
                time[head] = time[tail] + ticks
                changed = True
    return time


def slow_nearest(network, places, k, direction):
    """Return the k nearest places of each node as (ticks, number), nearest first.

    `places` are lists of (node, ticks): the ways to enter each of them.
    """
    times = [network.times(seeds, direction) for seeds in places]
    found = []
    for node in range(network.n_nodes):
        reached = [(time[node], number) for number, time in enumerate(times)]
        found.append(sorted(pair for pair in reached if pair[0] < INFINITE)[:k])
    return found


def slow_needed(hierarchy, weights):
    """Return the weights without those that are longer than the way through others."""
    arcs = arcs_of(hierarchy)
    edges = [(*pair, int(weights[2 * arc])) for arc, pair in enumerate(arcs)]
    edges += [(*pair[::-1], int(weights[2 * arc + 1])) for arc, pair in enumerate(arcs)]
    needed = weights.copy()
    n_nodes = hierarchy.parent.size
    times = [slow_times(n_nodes, edges, [(rank, 0)], FORWARD) for rank in range(n_nodes)]
    for arc, (low, high) in enumerate(arcs):
        for slot, tail, head in ((2 * arc, low, high), (2 * arc + 1, high, low)):
            if times[tail][head] < needed[slot]:
                needed[slot] = INFINITE
    return needed


def lanes_of_seeds(network, seeds_of_lanes):
    """Return where each lane's seeds begin, their ranks and their times."""
    first = np.cumsum([0] + [len(seeds) for seeds in seeds_of_lanes])
    flat = [seed for seeds in seeds_of_lanes for seed in seeds]
    rank = network.ranks([node for node, _ in flat])
    return first, rank, np.array([ticks for _, ticks in flat], np.uint32)


TICKS = st.one_of(st.integers(0, 9), st.integers(0, 1000), st.just(INFINITE))


@st.composite
def networks(draw, most_nodes=9):
    """Draw a network: islands, loops, parallel and closed edges and any order included."""
    n_nodes = draw(st.integers(1, most_nodes))
    node = st.integers(0, n_nodes - 1)
    edges = draw(st.lists(st.tuples(node, node, TICKS), max_size=3 * n_nodes))
    order = draw(st.permutations(range(n_nodes)))
    network = prepared(n_nodes, edges, order)
    if draw(st.booleans()):
        needed = slow_needed(network.hierarchy, network.weights)
        network = network._replace(weights=needed)
    return network


def seeds(n_nodes, most=3, fewest=0):
    """Draw lists of (node, ticks)."""
    seed = st.tuples(st.integers(0, n_nodes - 1), st.one_of(st.just(0), st.integers(0, 50)))
    return st.lists(seed, min_size=fewest, max_size=most)


def street_grid(n_rows, n_columns, seed):
    """Return a grid of streets with one-way, closed and missing ones, and a good order."""
    random = np.random.default_rng(seed)
    edges = []
    for row in range(n_rows):
        for column in range(n_columns):
            here = row * n_columns + column
            sides = [here + 1] * (column + 1 < n_columns) + [here + n_columns] * (row + 1 < n_rows)
            for there in sides:
                ticks = random.integers(1, 1000, 2).tolist()
                kind = random.random()
                if kind < 0.95:
                    edges.append((here, there, INFINITE if kind < 0.05 else ticks[0]))
                if kind > 0.1:
                    edges.append((there, here, ticks[1]))
    return n_rows * n_columns, edges, dissected(n_columns, 0, n_rows, 0, n_columns)


def dissected(n_columns, top, bottom, left, right):
    """Return the nodes of a rectangle of a grid, the line that halves it last."""
    if bottom - top <= 0 or right - left <= 0:
        return []
    if bottom - top > right - left:
        middle = (top + bottom) // 2
        halves = (top, middle, left, right), (middle + 1, bottom, left, right)
        line = (middle, middle + 1, left, right)
    else:
        middle = (left + right) // 2
        halves = (top, bottom, left, middle), (top, bottom, middle + 1, right)
        line = (top, bottom, middle, middle + 1)
    order = [node for half in halves for node in dissected(n_columns, *half)]
    rows, columns = range(*line[:2]), range(*line[2:])
    return order + [row * n_columns + column for row in rows for column in columns]
