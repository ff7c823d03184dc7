"""What some changes make different in the graph of one mode: a few edges, and no more.

A patch says which edges of a :class:`.mode_graph.ModeGraph` take another time, and which
edges and nodes there are besides. The graph of the whole changed network has the same ways,
to the tick; but a patch is found by looking at a few roads, and an engine that has been
prepared for the graph takes it in without preparing anything again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import INFINITE

from .metric import road_metric
from .mode_graph import as_ticks
from .road import ORDINARY, SHADOW
from .runs import positions
from .slices import changed_slice

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array

    from .base_graph import BaseGraph
    from .changes import RoadChanges
    from .metric import RoadMetric
    from .slices import Slice
    from .transport import TransportNetwork

__all__ = ["LocalRoads", "Patch", "slice_patch"]


class Patch(NamedTuple):
    """Edges of a mode's graph that change, and edges and nodes that it does not have."""

    edge: IntArray
    """Ascending."""

    ticks: U32Array
    """INFINITE where the edge can no longer be used."""

    tail: IntArray
    """Where further edges begin: nodes of the graph, or new ones numbered after them."""

    head: IntArray
    new_ticks: U32Array
    n_new: int
    """Number of new nodes."""


class LocalRoads(NamedTuple):
    """The roads around some changes, for places to join, and where they are in the graph."""

    slice: Slice
    metric: RoadMetric
    edge: IntArray
    """The network's edge that each local one is; new ones are numbered after the network's."""

    begin: IntArray
    """The node of the graph, or new one, from which each local edge is travelled, or -1."""

    end: IntArray
    """Without turns the node it leads to; with them the same as `begin`: the edge itself."""


def slice_patch(
    network: TransportNetwork, base: BaseGraph, changes: RoadChanges
) -> tuple[Patch, LocalRoads]:
    """Return what some changes make different, whatever they are."""
    metric = base.metric
    cut = changed_slice(network, changes)
    local = road_metric(
        cut.roads, metric.mode, turns=metric.turns, speeds=network.speeds, delays=network.delays
    )
    known = network.surroundings.edges_along.of(cut.segment, cut.segment)[1]
    edge = _same_edges(metric, cut, known)
    find = _patch_of_turns if metric.turns else _patch_of_edges
    return find(base, cut, local, edge, known)


def _same_edges(metric: RoadMetric, cut: Slice, known: IntArray) -> IntArray:
    """Return the network's edge that each local one is; others are numbered after them.

    Shadows are taken for new, as all the restrictions that they serve lie within the slice.
    """
    roads, local = metric.roads, cut.roads
    segment = cut.of_local[local.edge_segment]
    key = (segment * 2 + local.edge_forward) * 4 + local.edge_role
    key[(segment < 0) | ((local.edge_role & SHADOW) != 0)] = -1
    plain = known[(roads.edge_role[known] & SHADOW) == 0]
    known_key = (roads.edge_segment[plain] * 2 + roads.edge_forward[plain]) * 4
    known_key += roads.edge_role[plain]
    order = np.argsort(known_key)
    place = np.minimum(np.searchsorted(known_key[order], key), max(plain.size - 1, 0))
    fresh = roads.n_edges + np.arange(local.n_edges)
    if plain.size == 0:
        return fresh
    return np.where(known_key[order][place] == key, plain[order][place], fresh)


def _patch_of_turns(
    base: BaseGraph, cut: Slice, local: RoadMetric, edge: IntArray, known: IntArray
) -> tuple[Patch, LocalRoads]:
    """Return what is different in a graph whose nodes are the network's edges."""
    roads, graph = base.metric.roads, base.graph
    is_known = edge < roads.n_edges
    node = np.where(is_known, base.node_of[np.where(is_known, edge, 0)], -1)
    node, n_new = _numbered(node, local.edge_open, graph.n_nodes)
    into = known[np.isin(roads.head[known], cut.core)]
    was = base.graph_edge[positions(roads.first_turn[into], roads.first_turn[into + 1])]
    before, after = cut.roads.turn_ends()
    made = np.flatnonzero(
        cut.local_core[cut.roads.head[before]]
        & np.isfinite(local.turn_time_s)
        & local.edge_open[before]
        & local.edge_open[after]
    )
    before, after = before[made], after[made]
    ticks = as_ticks(local.edge_time_s[before] + local.turn_time_s[made])
    both = is_known[before] & is_known[after]
    one, other = np.where(both, edge[before], 0), np.where(both, edge[after], 0)
    turn = roads.first_turn[one] + other - roads.first_out[roads.head[one]]
    now = np.where(both, base.graph_edge[np.where(both, turn, 0)], -1)
    patch = _patch(base, was[was >= 0], now, ticks, node[before], node[after], n_new)
    return patch, LocalRoads(cut, local, edge, node, node)


def _patch_of_edges(
    base: BaseGraph, cut: Slice, local: RoadMetric, edge: IntArray, known: IntArray
) -> tuple[Patch, LocalRoads]:
    """Return what is different in a graph whose nodes are the network's nodes."""
    roads, graph = base.metric.roads, base.graph
    own = cut.roads
    is_known = edge < roads.n_edges
    at = np.where(cut.node >= 0, base.node_of[np.maximum(cut.node, 0)], -1)
    touched = np.zeros(own.n_nodes, dtype=np.bool_)
    touched[own.tail[local.edge_open]] = True
    touched[own.head[local.edge_open]] = True
    at, n_new = _numbered(at, touched, graph.n_nodes)
    begin, end = at[own.tail], at[own.head]
    was = base.graph_edge[known[roads.edge_role[known] == ORDINARY]]
    open_ = np.flatnonzero(np.isfinite(local.edge_time_s))
    now = np.where(is_known, base.graph_edge[np.where(is_known, edge, 0)], -1)[open_]
    ticks = as_ticks(local.edge_time_s[open_])
    patch = _patch(base, was[was >= 0], now, ticks, begin[open_], end[open_], n_new)
    return patch, LocalRoads(cut, local, edge, begin, end)


def _numbered(node: IntArray, of_use: BoolArray, n_nodes: int) -> tuple[IntArray, int]:
    """Return nodes with those of use that the graph lacks numbered after its own."""
    fresh = (node < 0) & of_use
    numbered = np.where(fresh, n_nodes + np.cumsum(fresh) - 1, node)
    return numbered, int(fresh.sum())


def _patch(  # noqa: PLR0913, PLR0917 - what was and what is
    base: BaseGraph,
    was: IntArray,
    now: IntArray,
    ticks: U32Array,
    tail: IntArray,
    head: IntArray,
    n_new: int,
) -> Patch:
    """Return the difference between the graph's edges that were and those that are.

    `now` is the graph's edge that each is, -1 for further ones.
    """
    was = np.unique(was)
    is_now = np.full(was.size, INFINITE, dtype=np.uint32)
    known = now >= 0
    is_now[np.searchsorted(was, now[known])] = ticks[known]
    changed = is_now != base.ticks[was]
    return Patch(was[changed], is_now[changed], tail[~known], head[~known], ticks[~known], n_new)
