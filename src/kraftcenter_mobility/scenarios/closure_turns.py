"""What closing roads makes of the turns at their ends.

Where four roads met and one is closed, three meet; where three met, one road leads on and
nobody waits. What has only a closed road before it may turn back. So closing a road does
not only take it away: the turns between its neighbours may take less time than before, or be
allowed for the first time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.networks.delays import turn_delays_of
from kraftcenter_mobility.networks.junctions import edges_into
from kraftcenter_mobility.networks.mode_graph import as_ticks
from kraftcenter_mobility.networks.ticks import whole_ticks
from kraftcenter_mobility.routing.nearest_forest import GraphChange

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["Closing"]


class Closing:
    """Says what closing roads changes in the graph of one mode. May be asked from threads."""

    def __init__(self, network: TransportNetwork, metric: RoadMetric) -> None:
        """Find what is the same for all roads."""
        self.metric, self.base = metric, network.base_graph(metric)
        self._along = network.surroundings.edges_along
        self._table: Any = network.junction_table if metric.turns else None

    def edges_of(self, segments: IntArray) -> IntArray:
        """Return the network's edges, twins among them, along some segments."""
        return self._along.of(segments, segments)[1]

    def spare(self) -> BoolArray:
        """Return scratch space for :meth:`change`, for one thread."""
        return self.metric.edge_open.copy()

    def change(self, segments: IntArray, edge_open: BoolArray) -> GraphChange:
        """Return what closing some segments changes.

        Parameters
        ----------
        segments : array of int
            The segments.
        edge_open : array of bool, shape (n_edges,)
            From :meth:`spare`; as it was before when this returns.
        """
        closed = self.edges_of(segments)
        if not self.metric.turns:
            return GraphChange(closed=closed)
        edge_open[closed] = False
        turn, before, after, turn_s = self._other_turns(segments, edge_open)
        edge_open[closed] = self.metric.edge_open[closed]
        ticks = as_ticks(self.metric.edge_time_s[before] + turn_s)
        known = self.base.graph_edge[turn]
        is_new = (known < 0) & np.isfinite(turn_s)
        known_ticks, known = ticks[known >= 0], known[known >= 0]
        node_of = self.base.node_of
        tail, head = node_of[before[is_new]], node_of[after[is_new]]
        return GraphChange(known, known_ticks, tail, head, ticks[is_new], closed=closed)

    def _other_turns(
        self, segments: IntArray, edge_open: BoolArray
    ) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
        """Return turns that take another time, the edges before and after, and that time."""
        metric, roads = self.metric, self.metric.roads
        ends = np.concatenate((roads.segment_tail[segments], roads.segment_head[segments]))
        into = edges_into(self._table, np.unique(ends))
        into = into[edge_open[into]]
        turn, turn_s = turn_delays_of(
            self._table,
            metric.mode,
            into,
            edge_open=edge_open,
            edge_destination=metric.edge_destination,
            node_blocked=self.base.node_blocked,
        )
        turn_s = whole_ticks(turn_s)
        other = np.flatnonzero(turn_s != metric.turn_time_s[turn])
        turn, turn_s = turn[other], turn_s[other]
        before: IntArray = np.searchsorted(roads.first_turn, turn, side="right") - 1
        after: IntArray = roads.first_out[roads.head[before]] + turn - roads.first_turn[before]
        return turn, before, after, turn_s
