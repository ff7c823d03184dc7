"""Patches of changes that leave every road where it is: speeds, closures, delays at junctions.

Most changes are of this kind, and need nothing built again: the edges keep their numbers,
and only the turns at the ends of roads that are closed are asked for anew. Where a change
could have an influence on more than that (on restrictions, on zones, on which roads are one
segment), there is no plain patch, and :func:`.patches.slice_patch` finds what it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.osm.scenario_tags import node_delay_s
from kraftcenter_mobility.osm.tags import CLOSED, OPEN, known_access
from kraftcenter_mobility.units import MS_PER_KMH

from .delays import turn_delays_of
from .junctions import edges_into, with_node_delays
from .mode_graph import as_ticks
from .patches import Patch
from .plain_changes import barred_segments, delayed_nodes, only_closes, touched_pieces
from .runs import positions
from .speeds import WaysOf, way_speeds_kmh
from .ticks import whole_ticks

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array

    from .base_graph import BaseGraph
    from .changes import RoadChanges
    from .metric import RoadMetric
    from .plain_changes import Touched
    from .transport import TransportNetwork

__all__ = ["PlainPatch", "plain_patch"]


class PlainPatch(NamedTuple):
    """A patch, and which parts of the network it is about."""

    patch: Patch
    segment: IntArray
    """Segments along which something changes for the mode. Ascending."""

    core: IntArray
    """Nodes at which turns change."""

    closed: IntArray
    """Edges of the network that are closed to the mode from now on."""


def plain_patch(
    network: TransportNetwork, base: BaseGraph, changes: RoadChanges
) -> PlainPatch | None:
    """Return what changes to speeds, access and delays make different; None for others."""
    if changes.removed or changes.cuts or changes.roads:
        return None
    touched = touched_pieces(network, changes)
    if not only_closes(network, base.metric, touched):
        return None
    barred = barred_segments(network, touched, turns=base.graph.turns)
    nodes = delayed_nodes(network, changes)
    if barred is None or nodes is None:
        return None
    along = network.surroundings.edges_along
    segment = np.unique(touched.segment)
    edge = np.sort(along.of(segment, segment)[1])
    metric, roads = base.metric, base.metric.roads
    now_open = _open_after(metric, touched, segment, edge)
    closed = edge[metric.edge_open[edge] & ~now_open]
    time_s = _times_after(network, metric, touched, segment, edge)
    times = _Times(metric.edge_time_s, edge, np.where(now_open, time_s, np.inf))
    if not base.graph.turns:
        patch = _patch_of_edges(base, edge, times)
        return PlainPatch(patch, segment, np.zeros(0, dtype=np.int64), closed)
    barred = np.union1d(barred, roads.edge_segment[closed])  # more for modes of the user's own
    core = np.unique(
        np.concatenate((roads.segment_tail[barred], roads.segment_head[barred], nodes))
    )
    turn, turn_s = _turns_after(network, base, changes, edge=edge, core=core, closed=closed)
    return PlainPatch(_patch_of_turns(base, turn, turn_s, times), segment, core, closed)


class _Times(NamedTuple):
    """How long edges take: a few of them otherwise than before."""

    before_s: FloatArray
    edge: IntArray
    """Ascending."""

    now_s: FloatArray

    def of(self, edges: IntArray) -> FloatArray:
        """Return how long some edges take now."""
        time_s = self.before_s[edges]
        if self.edge.size == 0:
            return time_s
        place = np.minimum(np.searchsorted(self.edge, edges), self.edge.size - 1)
        return np.where(self.edge[place] == edges, self.now_s[place], time_s)


def _open_after(
    metric: RoadMetric, touched: Touched, segment: IntArray, edge: IntArray
) -> BoolArray:
    """Return which edges along the touched segments are open to the mode now."""
    is_open, roads = metric.edge_open[edge], metric.roads
    if segment.size == 0:
        return is_open
    by_tags = np.array([known_access(tags, metric.mode) for tags in touched.tag_sets])
    of_piece = by_tags[touched.tag_set]
    along = roads.piece_along[touched.piece][:, np.newaxis]
    of_piece = np.where(along, of_piece, of_piece[:, ::-1])
    allowed = np.full((segment.size, 2), OPEN)
    np.minimum.at(allowed, np.searchsorted(segment, touched.segment), of_piece)
    at = np.searchsorted(segment, roads.edge_segment[edge])
    stays: BoolArray = allowed[at, np.where(roads.edge_forward[edge], 0, 1)] != CLOSED
    return is_open & stays


def _times_after(
    network: TransportNetwork,
    metric: RoadMetric,
    touched: Touched,
    segment: IntArray,
    edge: IntArray,
) -> FloatArray:
    """Return how long the edges along the touched segments take now, were they open."""
    time_s = metric.edge_time_s[edge]
    if not touched.otherwise_fast:
        return time_s
    roads = metric.roads
    ways = roads.piece_way[touched.piece]
    as_tagged = WaysOf(
        touched.tag_sets,
        touched.tag_set,
        roads.way_built_up[ways],
        roads.way_bendiness_deg_km[ways],
        roads.way_length_m[ways],
    )
    kmh = way_speeds_kmh(as_tagged, metric.mode, network.speeds)
    kmh = np.where(roads.piece_along[touched.piece][:, np.newaxis], kmh, kmh[:, ::-1])
    length_m = roads.piece_length_m[touched.piece][:, np.newaxis]
    more_s = whole_ticks(length_m / (kmh * MS_PER_KMH)) - metric.piece_time_s[touched.piece]
    by_segment_s = np.zeros((segment.size, 2))
    np.add.at(by_segment_s, np.searchsorted(segment, touched.segment), more_s)
    of_edge = np.searchsorted(segment, roads.edge_segment[edge])
    return time_s + by_segment_s[of_edge, np.where(roads.edge_forward[edge], 0, 1)]


def _patch_of_edges(base: BaseGraph, edge: IntArray, times: _Times) -> Patch:
    """Return the patch of a graph whose nodes are the network's nodes."""
    graph_edge = base.graph_edge[edge]
    graph_edge = np.sort(graph_edge[graph_edge >= 0])
    return _patch(base, graph_edge, as_ticks(times.of(base.graph.edge[graph_edge])), _NO_EDGES)


def _turns_after(  # noqa: PLR0913 - the parts of one question
    network: TransportNetwork,
    base: BaseGraph,
    changes: RoadChanges,
    *,
    edge: IntArray,
    core: IntArray,
    closed: IntArray,
) -> tuple[IntArray, FloatArray]:
    """Return the turns at the ends of some edges and at core nodes, and how long they take."""
    roads, metric = base.metric.roads, base.metric
    if core.size == 0:
        turn = positions(roads.first_turn[edge], roads.first_turn[edge + 1])
        return turn, metric.turn_time_s[turn]
    table = network.junction_table
    into = edges_into(table, core)
    stay = edge[~np.isin(edge, into)]
    turn = positions(roads.first_turn[stay], roads.first_turn[stay + 1])
    is_open, destination = metric.edge_open.copy(), metric.edge_destination
    is_open[closed] = False
    if destination[closed].any():
        destination = destination & is_open
    if changes.node_tags:
        delays = [node_delay_s(changes.node_tags[i]) for i in sorted(changes.node_tags)]
        set_s, extra_s = (np.array(column) for column in zip(*delays, strict=True))
        ids = np.array(sorted(changes.node_tags), dtype=np.int64)
        table = with_node_delays(table, np.searchsorted(roads.node_id, ids), set_s, extra_s)
    again, again_s = turn_delays_of(
        table,
        metric.mode,
        into,
        edge_open=is_open,
        edge_destination=destination,
        node_blocked=base.node_blocked,
    )
    time_s = np.concatenate((metric.turn_time_s[turn], whole_ticks(again_s)))
    return np.concatenate((turn, again)), time_s


def _patch_of_turns(base: BaseGraph, turn: IntArray, turn_s: FloatArray, times: _Times) -> Patch:
    """Return the patch of a graph whose nodes are the network's edges."""
    roads = base.metric.roads
    order = np.argsort(turn)
    turn = turn[order]
    before = np.searchsorted(roads.first_turn, turn, side="right") - 1
    ticks = as_ticks(times.of(before) + turn_s[order])
    graph_edge = base.graph_edge[turn]
    known = graph_edge >= 0
    fresh = np.flatnonzero(~known & (ticks < INFINITE))
    one = before[fresh]
    other = roads.first_out[roads.head[one]] + turn[fresh] - roads.first_turn[one]
    more = _More(base.node_of[one], base.node_of[other], ticks[fresh])
    return _patch(base, graph_edge[known], ticks[known], more)


class _More(NamedTuple):
    """Edges between nodes of a graph that it does not have."""

    tail: IntArray
    head: IntArray
    ticks: U32Array


_NO_EDGES = _More(
    np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint32)
)


def _patch(base: BaseGraph, graph_edge: IntArray, ticks: U32Array, more: _More) -> Patch:
    """Return the patch of those edges that take another time, and of some more."""
    changed = base.ticks[graph_edge] != ticks
    return Patch(graph_edge[changed], ticks[changed], more.tail, more.head, more.ticks, 0)
