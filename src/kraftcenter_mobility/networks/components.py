"""Islands: which roads a mode can both come from and get back to.

The *core* of a mode is the largest set of edges from each of which every other can be
reached (the largest strongly connected component [1]_ of the graph of edges and turns).
A segment belongs to the mainland if one can drive from it to the core and from the core to
it: a destination-only road does, by different edges; a one-way street that leads out of
nowhere does not.

References
----------
.. [1] D. J. Pearce, "An improved algorithm for finding the strongly connected components
   of a directed graph," Victoria Univ. of Wellington, 2005 (as in SciPy).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from .road import ARRIVAL

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray

    from .metric import RoadMetric

__all__ = ["Islands", "find_islands", "through_edges"]


class Islands(NamedTuple):
    """Which segments a mode may use, and which of them lie on its mainland."""

    usable: BoolArray
    """Segments the mode may use at all. Shape (n_segments,)."""

    mainland: BoolArray
    """Those of them that can reach the rest and be reached from it."""

    core: BoolArray
    """Edges from each of which every other of them can be reached. Shape (n_edges,)."""

    n_islands: int
    """Connected groups of usable segments that are not of the mainland."""


def find_islands(metric: RoadMetric) -> Islands:
    """Return which segments can reach the rest of the network by a mode, and be reached."""
    roads = metric.roads
    graph = _edge_graph(metric)
    usable = _any_edge(metric, metric.edge_open)
    if not usable.any():
        return Islands(usable, usable.copy(), np.zeros(roads.n_edges, dtype=np.bool_), 0)
    _, component = connected_components(graph, directed=True, connection="strong")
    size = np.bincount(component[through_edges(metric)])
    in_core = metric.edge_open & (component == size.argmax())
    core = np.flatnonzero(in_core)[0]
    comes_to = np.zeros(roads.n_edges, dtype=np.bool_)
    comes_from = comes_to.copy()
    comes_to[breadth_first_order(graph, core, return_predecessors=False)] = True
    comes_from[breadth_first_order(graph.T.tocsr(), core, return_predecessors=False)] = True
    mainland = _any_edge(metric, comes_to & metric.edge_open) & _any_edge(
        metric, comes_from & metric.edge_open
    )
    return Islands(usable, mainland, in_core, _n_groups(metric, usable & ~mainland))


def through_edges(metric: RoadMetric) -> BoolArray:
    """Return the edges open to through traffic, by which the core is chosen.

    Were destination-only roads counted, a close-knit estate of them could pass for the core
    of a small network, and the roads around it for islands.
    """
    roads = metric.roads
    arrival = metric.edge_open & ((roads.edge_role & ARRIVAL) == ARRIVAL)
    direction = roads.edge_segment * 2 + roads.edge_forward
    through = metric.edge_open & ~np.isin(direction, direction[arrival])
    return through if through.any() else metric.edge_open


def _any_edge(metric: RoadMetric, which: BoolArray) -> BoolArray:
    """Return which segments have an edge among those marked."""
    marked = np.zeros(metric.roads.n_segments, dtype=np.bool_)
    marked[metric.roads.edge_segment[which]] = True
    return marked


def _edge_graph(metric: RoadMetric) -> csr_array:
    """Return the graph whose nodes are the edges, joined where one can follow another."""
    roads = metric.roads
    before, after = roads.turn_ends()
    possible = metric.edge_open[before] & metric.edge_open[after]
    if metric.turns:
        possible &= np.isfinite(metric.turn_time_s)
    else:
        possible &= np.isfinite(metric.edge_time_s[after])
    ones = np.ones(int(possible.sum()), dtype=np.int8)
    shape = (roads.n_edges, roads.n_edges)
    return csr_array((ones, (before[possible], after[possible])), shape=shape)


def _n_groups(metric: RoadMetric, which: BoolArray) -> int:
    """Count the connected groups of segments among those marked."""
    roads = metric.roads
    segment = np.flatnonzero(which)
    ends = (roads.segment_tail[segment], roads.segment_head[segment])
    ones = np.ones(segment.size, dtype=np.int8)
    graph = csr_array((ones, ends), shape=(roads.n_nodes, roads.n_nodes))
    _, group = connected_components(graph, directed=False)
    return int(np.unique(group[ends[0]]).size)
