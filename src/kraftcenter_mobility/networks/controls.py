"""Signals, signs and crossings along segments: what they cost, and whom they concern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm.tags import control_direction, node_control

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .delays import JunctionDelays
    from .road import RoadNetwork

__all__ = ["Approaches", "NodeControls", "approaches", "control_delays_s", "node_controls"]

NEAR_JUNCTION_M = 60.0
"""A signal this near to a junction stands for the traffic that comes to the junction."""

STOP_LINE_M = 35.0
"""A signal or sign this near to the end of an edge is that of the junction it leads to."""

REGULATING = ("signals", "stop", "give_way")


@dataclass(frozen=True, slots=True)
class NodeControls:
    """What stands on nodes, by their sets of tags; the last entry is for those without any."""

    kind: tuple[str, ...]
    """As :func:`~kraftcenter_mobility.osm.tags.node_control` names them."""

    faces: IntArray
    """+1 for those who travel along the way, -1 against it, 0 both or unknown."""

    def are(self, *kinds: str) -> BoolArray:
        """Say which sets of tags mean one of some kinds of control."""
        return np.array([kind in kinds for kind in self.kind])

    def delay_s(self, delays: JunctionDelays) -> FloatArray:
        """Return the delay at each."""
        of_kind = {kind: delays.of_control(kind) for kind in set(self.kind)}
        return np.array([of_kind[kind] for kind in self.kind], dtype=np.float64)


class Approaches(NamedTuple):
    """How the junctions that edges lead to are regulated on their last metres."""

    controlled: BoolArray
    """By signals or a sign along the edge. Shape (n_edges,)."""

    signalled: BoolArray
    """By signals along the edge."""


def node_controls(roads: RoadNetwork) -> NodeControls:
    """Return what stands on the nodes of a network, reading every set of tags once."""
    kinds = (node_control(tags) for tags in roads.node_tag_sets)
    faces = (control_direction(tags) for tags in roads.node_tag_sets)
    return NodeControls((*kinds, ""), np.array([*faces, 0]))


def control_delays_s(roads: RoadNetwork, delays: JunctionDelays) -> FloatArray:
    """Return the delay at every control along a segment. Shape (n_controls, 2).

    Columns: travelling as the segment is drawn, and the other way. A control that does not
    say which way it faces counts towards the junction it stands near; signals and signs
    far from any, and crossings, count both ways.
    """
    controls = node_controls(roads)
    delay_s = controls.delay_s(delays)[roads.control_tag_set]
    return np.where(_concerned(roads, controls), delay_s[:, np.newaxis], 0.0)


def approaches(roads: RoadNetwork, controls: NodeControls) -> Approaches:
    """Return which edges end at a stop line, a sign or signals before a junction."""
    segment = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_control))
    to_end_m = roads.segment_length_m[segment] - roads.control_offset_m
    near = np.stack([to_end_m <= STOP_LINE_M, roads.control_offset_m <= STOP_LINE_M], axis=1)
    near &= _concerned(roads, controls)
    regulates, signals = (
        controls.are(*kinds)[roads.control_tag_set, np.newaxis]
        for kinds in (REGULATING, ("signals",))
    )
    return Approaches(
        _on_edges(roads, segment, near & regulates), _on_edges(roads, segment, near & signals)
    )


def _on_edges(roads: RoadNetwork, segment: IntArray, which: BoolArray) -> BoolArray:
    """Return which edges have one of the marked controls, given by direction."""
    marked = np.zeros((roads.n_segments, 2), dtype=np.bool_)
    for direction in range(2):
        marked[segment[which[:, direction]], direction] = True
    return marked[roads.edge_segment, np.where(roads.edge_forward, 0, 1)]


def _concerned(roads: RoadNetwork, controls: NodeControls) -> BoolArray:
    """Say which traffic every control concerns. Shape (n_controls, 2): as drawn, the other way."""
    faces = controls.faces[roads.control_tag_set] * np.where(roads.control_along, 1, -1)
    unsaid = (faces == 0) & controls.are(*REGULATING)[roads.control_tag_set]
    faces = np.where(unsaid, _nearer_junction(roads), faces)
    return np.stack([faces >= 0, faces <= 0], axis=1)


def _nearer_junction(roads: RoadNetwork) -> IntArray:
    """Return +1 for controls near the end of their segment, -1 near the beginning, else 0."""
    segment = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_control))
    to_end_m = roads.segment_length_m[segment] - roads.control_offset_m
    towards_end = (to_end_m < NEAR_JUNCTION_M) & (to_end_m <= roads.control_offset_m)
    towards_begin = (roads.control_offset_m < NEAR_JUNCTION_M) & ~towards_end
    return towards_end.astype(np.int64) - towards_begin.astype(np.int64)
