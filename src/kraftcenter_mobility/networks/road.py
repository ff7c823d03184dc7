"""The road network: where it goes, what its ways are, and which turns it allows.

Nothing in here says how long anything takes. That is a metric's business
(:mod:`.metric`): one time per edge and per turn, per mode and per scenario, on the one
topology.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.csr import Graph, TurnGraph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, HeadArray, IntArray
    from kraftcenter_mobility.osm.extract import Restriction

__all__ = [
    "ARRIVAL",
    "BANNED_BICYCLE",
    "BANNED_CAR",
    "BANNED_EMERGENCY",
    "NO_SUCH_TURN",
    "ORDINARY",
    "SHADOW",
    "RoadNetwork",
]

ORDINARY = 0
"""An edge as it lies on the ground."""

ARRIVAL = 1
"""A second edge along a destination-only road, for those who have come to stay.

Cars leave a destination-only road by its ordinary edges and enter it by its arrival
edges, and no turn leads from an arrival edge back to the open road. That makes driving
*through* impossible, exactly and without penalties.
"""

SHADOW = 2
"""A second edge for those who came by the first ways of a restriction via ways.

A flag, added to the role of the edge it shadows.
"""

NO_SUCH_TURN = 128
"""The turn does not exist for anybody: it would lead to the wrong one of twin edges."""

BANNED_CAR, BANNED_EMERGENCY, BANNED_BICYCLE = 1, 2, 4
"""A turn restriction forbids the turn to the vehicle."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoadNetwork:
    """Roads as a directed graph with turns, and the ways they are made of.

    Edges are sorted by the node they leave. All arrays are read-only. A segment is a
    stretch of road between two nodes; its edges, one per direction and role, share its
    geometry and pieces.
    """

    node_id: IntArray
    """OpenStreetMap node ids. Shape (n_nodes,)."""

    node_lon: FloatArray
    node_lat: FloatArray
    node_tag_set: IntArray
    """Index into `node_tag_sets`, -1 for none."""

    first_out: IntArray
    """Where each node's edges begin. Shape (n_nodes + 1,)."""

    head: HeadArray
    """Node each edge leads to. Shape (n_edges,)."""

    tail: HeadArray
    edge_segment: IntArray
    edge_forward: BoolArray
    """Whether the edge runs as its segment is drawn."""

    edge_role: IntArray
    """ORDINARY or ARRIVAL, plus SHADOW."""

    first_turn: IntArray
    """Where each edge's turns begin. Shape (n_edges + 1,)."""

    turn_rule: IntArray
    """NO_SUCH_TURN and the BANNED flags, as bits. Shape (n_turns,)."""

    turn_angle_deg: FloatArray
    """Change of direction, to the right above zero. Shape (n_turns,)."""

    segment_tail: IntArray
    segment_head: IntArray
    segment_in_zone: BoolArray
    """Open by its tags, but reached over destination-only roads alone (:mod:`.zones`)."""

    first_piece: IntArray
    """Where each segment's pieces begin. Shape (n_segments + 1,)."""

    piece_way: IntArray
    piece_along: BoolArray
    """Whether the segment passes the way along its own direction."""

    piece_length_m: FloatArray
    first_point: IntArray
    """Where each segment's points begin. Shape (n_segments + 1,)."""

    point_lon: FloatArray
    point_lat: FloatArray
    point_offset_m: FloatArray
    """Distance of each point from the beginning of its segment."""

    point_id: IntArray
    """OpenStreetMap node ids along the segments."""

    first_control: IntArray
    """Where each segment's controls begin: signals, crossings and the like along it."""

    control_offset_m: FloatArray
    control_tag_set: IntArray
    control_along: BoolArray
    """Whether the way at the control is passed along its own direction."""

    way_id: IntArray
    """OpenStreetMap way ids. Shape (n_ways,)."""

    way_tag_set: IntArray
    way_name: IntArray
    way_number: IntArray
    way_built_up: BoolArray
    way_bendiness_deg_km: FloatArray
    way_length_m: FloatArray
    """Length of the whole way, also of what lies outside the area."""

    tag_sets: tuple[Mapping[str, str], ...] = field(repr=False)
    node_tag_sets: tuple[Mapping[str, str], ...] = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    restrictions: tuple[Restriction, ...] = field(repr=False)

    def __post_init__(self) -> None:
        """Make every array read-only, so that networks can be shared without fear."""
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return self.node_id.size

    @property
    def n_edges(self) -> int:
        """Number of directed edges, twins for special cases included."""
        return self.head.size

    @property
    def n_segments(self) -> int:
        """Number of stretches of road between nodes."""
        return self.segment_tail.size

    @property
    def segment_length_m(self) -> FloatArray:
        """Length of each segment. Shape (n_segments,)."""
        return self.point_offset_m[self.first_point[1:] - 1]

    def length_of_m(self, segments: IntArray) -> FloatArray:
        """Return the length of some segments. Shape (n,)."""
        return self.point_offset_m[self.first_point[segments + 1] - 1]

    @property
    def graph(self) -> Graph:
        """The plain graph, for the kernels."""
        return Graph(self.first_out, self.head)

    @property
    def turn_graph(self) -> TurnGraph:
        """The graph with its turns, for the kernels."""
        return TurnGraph(self.first_out, self.head, self.first_turn)

    def turn_ends(self) -> tuple[IntArray, IntArray]:
        """Return the edge before and the edge after each turn. Shapes (n_turns,)."""
        n_turns = np.diff(self.first_turn)
        before = np.repeat(np.arange(self.n_edges), n_turns)
        step = np.arange(before.size) - np.repeat(self.first_turn[:-1], n_turns)
        return before, self.first_out[self.head[before]] + step

    def edge_end_pieces(self) -> tuple[IntArray, IntArray]:
        """Return the first and the last piece of each edge, as it is travelled."""
        begin = self.first_piece[self.edge_segment]
        end = self.first_piece[self.edge_segment + 1] - 1
        return np.where(self.edge_forward, begin, end), np.where(self.edge_forward, end, begin)

    def name_of(self, way: int) -> str:
        """Return the name or else the number of a way, empty if it has neither."""
        for index in (self.way_name[way], self.way_number[way]):
            if index >= 0:
                return str(self.names[index])
        return ""
