"""Slow, obvious twins of matrices of travel times, and ends to try them on."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from kraftcenter_mobility._kernels.columns import column_rounds
from kraftcenter_mobility._kernels.hierarchy import INFINITE, U32Array
from kraftcenter_mobility._kernels.many_to_many import Ends, many_to_many
from kraftcenter_mobility._kernels.upward_graph import upward_graph
from twins.hierarchy_paths import Case, weighted_cases

METHODS = ["labels", "sweep from sources", "sweep from targets"]


class Seeds(NamedTuple):
    """Ends as the kernels take them."""

    first: np.ndarray
    rank: U32Array
    time: U32Array


def seeds_of(case, ends):
    """Return ends, each a list of (node, time) pairs, as the kernels take them."""
    first = np.cumsum([0, *map(len, ends)], dtype=np.int64)
    node = np.array([node for end in ends for node, _ in end], dtype=np.int64)
    time = np.array([time for end in ends for _, time in end], dtype=np.uint32)
    return Seeds(first, case.hierarchy.rank[node], time)


def rounds_of(case, ends):
    """Return the columns of ends, each a list of (node, time) pairs, in rounds."""
    return column_rounds(case.hierarchy.parent, *seeds_of(case, ends))


def graphs_of(case, weights):
    """Return what sources climb, and what targets climb."""
    return tuple(
        upward_graph(case.hierarchy, weights, forward=forward) for forward in (True, False)
    )


def matrix(case, weights, sources, targets, *, tick=1.0, n_threads=1, **settings):
    """Return the times between ends, each a list of (node, time) pairs."""
    graphs = graphs_of(case, weights)
    sides = [
        Ends(graph, *seeds_of(case, ends))
        for graph, ends in zip(graphs, (sources, targets), strict=True)
    ]
    random = np.random.default_rng(7)
    scratch = [random.integers(0, 2**64, case.n_nodes, np.uint64) for _ in range(n_threads)]
    with ThreadPoolExecutor(n_threads) as pool:
        return many_to_many(
            case.hierarchy.parent,
            *sides,
            tick,
            scratch=scratch,
            executor=pool if n_threads > 1 else None,
            **settings,
        )


def slow_matrix(times, sources, targets):
    """Return the same, from the times between all nodes, one entry after the other."""
    result = np.full((len(sources), len(targets)), np.inf)
    for i, source in enumerate(sources):
        for j, target in enumerate(targets):
            for node, before in source:
                for other, after in target:
                    ticks = before + int(times[node][other]) + after
                    if ticks < INFINITE:
                        result[i, j] = min(result[i, j], ticks)
    return result


def slow_rows(parent, column_rank):
    """Return the ancestors of sorted columns, ascending, with the columns below each."""
    below = {}
    for column, lowest in enumerate(column_rank):
        rank = int(lowest)
        while rank < len(parent):
            below.setdefault(rank, []).append(column)
            rank = int(parent[rank])
    return [(rank, min(columns), max(columns) + 1) for rank, columns in sorted(below.items())]


@st.composite
def questions(draw, most_ends=5, **limits):
    """Draw a graph with its hierarchy, weights of its edges, sources and targets."""
    case, edge_weights = draw(weighted_cases(**limits))
    time = st.one_of(st.integers(0, 9), st.sampled_from([0, int(INFINITE) - 1, int(INFINITE)]))
    end = st.lists(st.tuples(st.integers(0, case.n_nodes - 1), time), max_size=3)
    ends = st.lists(end, max_size=most_ends)
    return case, edge_weights, draw(ends), draw(ends)


def at_nodes(nodes):
    """Return ends that are nodes."""
    return [[(int(node), 0)] for node in nodes]


__all__ = [
    "METHODS",
    "Case",
    "at_nodes",
    "graphs_of",
    "matrix",
    "questions",
    "rounds_of",
    "seeds_of",
    "slow_matrix",
    "slow_rows",
]
