"""What junctions, signals and crossings cost, and which turns cannot be made at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.osm.tags import ROAD_CLASSES, control_direction, node_control

from .road import BANNED_BICYCLE, BANNED_CAR, BANNED_EMERGENCY, NO_SUCH_TURN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode

    from .road import RoadNetwork

__all__ = ["JunctionDelays", "control_delays_s", "turn_delays_s"]

SLIGHT_DEG = 35.0
"""A change of direction below this is going straight on."""

SHARP_DEG = 150.0
"""A change of direction above this is all but turning back."""

INSIDE_JUNCTION_M = 35.0
"""A shorter edge between two signals lies inside one junction, whose delay is met once."""

NEAR_JUNCTION_M = 60.0
"""A signal this near to a junction stands for the traffic that comes to the junction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JunctionDelays:
    """Mean delays of free-flowing traffic, in seconds.

    They are engineering judgement in the order of magnitude of capacity manuals' delays at
    low flow (confidence C), and meant to be replaced by local knowledge.
    """

    signals_s: float = 12.0
    stop_s: float = 6.0
    give_way_s: float = 3.0
    roundabout_s: float = 3.0
    mini_roundabout_s: float = 2.0
    crossing_s: float = 1.0
    crossing_signals_s: float = 4.0
    level_crossing_s: float = 4.0
    calming_s: float = 2.0
    minor_to_major_s: float = 3.0
    right_turn_s: float = 2.0
    left_turn_s: float = 4.0
    sharp_turn_s: float = 6.0
    u_turn_s: float = 15.0
    """Turning back, which is done only where there is no other way on."""

    def of_control(self, control: str) -> float:
        """Return the delay at a control, zero for none."""
        return {
            "signals": self.signals_s,
            "stop": self.stop_s,
            "give_way": self.give_way_s,
            "mini_roundabout": self.mini_roundabout_s,
            "crossing": self.crossing_s,
            "crossing_signals": self.crossing_signals_s,
            "level_crossing": self.level_crossing_s,
            "calming": self.calming_s,
        }.get(control, 0.0)


def control_delays_s(roads: RoadNetwork, delays: JunctionDelays) -> FloatArray:
    """Return the delay at every control along a segment. Shape (n_controls, 2).

    Columns: travelling as the segment is drawn, and the other way. A control that does not
    say which way it faces counts towards the junction it stands near; signals and signs
    far from any, and crossings, count both ways.
    """
    if roads.control_tag_set.size == 0:
        return np.zeros((0, 2))
    control = [node_control(tags) for tags in roads.node_tag_sets]
    delay_s = np.array([delays.of_control(kind) for kind in control])[roads.control_tag_set]
    faces = np.array([control_direction(tags) for tags in roads.node_tag_sets])
    faces = faces[roads.control_tag_set] * np.where(roads.control_along, 1, -1)
    approach = np.array([kind in ("signals", "stop", "give_way") for kind in control])
    faces = np.where((faces == 0) & approach[roads.control_tag_set], _nearer_junction(roads), faces)
    return np.stack([np.where(faces >= 0, delay_s, 0.0), np.where(faces <= 0, delay_s, 0.0)], 1)


def _nearer_junction(roads: RoadNetwork) -> IntArray:
    """Return +1 for controls near the end of their segment, -1 near the beginning, else 0."""
    segment = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_control))
    to_end_m = roads.segment_length_m[segment] - roads.control_offset_m
    towards_end = (to_end_m < NEAR_JUNCTION_M) & (to_end_m <= roads.control_offset_m)
    towards_begin = (roads.control_offset_m < NEAR_JUNCTION_M) & ~towards_end
    return towards_end.astype(np.int64) - towards_begin.astype(np.int64)


class _Junctions:
    """What the turns of a network look like, gathered once for all the rules."""

    def __init__(self, roads: RoadNetwork) -> None:
        self.before, self.after = roads.turn_ends()
        self.node = roads.head[self.before]
        ends = np.concatenate((roads.segment_tail, roads.segment_head))
        self.is_junction = (np.bincount(ends, minlength=roads.n_nodes) > 2)[self.node]  # noqa: PLR2004
        self.turns_back = (roads.edge_segment[self.before] == roads.edge_segment[self.after]) & (
            roads.edge_forward[self.before] != roads.edge_forward[self.after]
        )
        first_piece, last_piece = roads.edge_end_pieces()
        self.set_before = roads.way_tag_set[roads.piece_way[last_piece]][self.before]
        self.set_after = roads.way_tag_set[roads.piece_way[first_piece]][self.after]
        self.from_rank = _ranks(roads.tag_sets)[self.set_before]
        self.best_rank = self._best_rank(roads)[self.node]

    @staticmethod
    def _best_rank(roads: RoadNetwork) -> IntArray:
        """Return the rank of the most important road at each node."""
        best = np.full(roads.n_nodes, 99, dtype=np.int64)
        ranks = _ranks(roads.tag_sets)[roads.way_tag_set[roads.piece_way]]
        np.minimum.at(best, roads.segment_tail, ranks[roads.first_piece[:-1]])
        np.minimum.at(best, roads.segment_head, ranks[roads.first_piece[1:] - 1])
        return best


def _ranks(tag_sets: tuple[Mapping[str, str], ...]) -> IntArray:
    """Return the rank of every set of tags, 0 for a motorway."""
    lowest = max(road_class.rank for road_class in ROAD_CLASSES.values()) + 1
    return np.array(
        [
            ROAD_CLASSES[tags["highway"]].rank if tags.get("highway") in ROAD_CLASSES else lowest
            for tags in tag_sets
        ]
    )


def turn_delays_s(  # noqa: PLR0913 - a turn is allowed or not for many reasons
    roads: RoadNetwork,
    mode: Mode,
    delays: JunctionDelays,
    *,
    edge_open: BoolArray,
    edge_destination: BoolArray,
    node_blocked: BoolArray,
) -> FloatArray:
    """Return how long every turn takes a mode, infinite where it cannot be made.

    Parameters
    ----------
    roads, mode, delays
        The network, who turns, and what turning costs.
    edge_open, edge_destination : arrays of bool, shape (n_edges,)
        Which edges the mode may use at all, and which only to reach what lies along them.
    node_blocked : array of bool, shape (n_nodes,)
        Where a barrier stops the mode.

    Returns
    -------
    array of float, shape (n_turns,)
        Seconds.
    """
    junctions = _Junctions(roads)
    before, after = junctions.before, junctions.after
    banned = (roads.turn_rule & (_banned_to(mode) | NO_SUCH_TURN)) != 0
    banned |= ~(edge_open[before] & edge_open[after])
    banned |= _through(roads, before, after, edge_destination)
    through_barrier = node_blocked[junctions.node] & ~junctions.turns_back
    banned |= through_barrier
    banned |= junctions.turns_back & _has_other_way_on(
        before, ~banned & ~junctions.turns_back, roads.n_edges
    )
    time_s = _delays(roads, junctions, delays)
    time_s[banned] = np.inf
    return time_s


def _banned_to(mode: Mode) -> int:
    """Return the flag of the turn restrictions that a mode heeds."""
    if mode.kind == "motor":
        return BANNED_EMERGENCY if mode.blue_light else BANNED_CAR
    return BANNED_BICYCLE if mode.kind == "bicycle" else 0


def _through(
    roads: RoadNetwork, before: IntArray, after: IntArray, destination: BoolArray
) -> BoolArray:
    """Say which turns would lead through a destination-only road, or onto the wrong twin."""
    arrival = (roads.edge_role & 1) == 1
    leaving_from = destination[before] & ~arrival[before]
    enters_to_leave = destination[after] & ~arrival[after] & ~leaving_from
    leaves_after_arrival = arrival[before] & ~(destination[after] & arrival[after])
    needless = leaving_from & arrival[after]
    banned: BoolArray = enters_to_leave | leaves_after_arrival | needless
    return banned


def _has_other_way_on(before: IntArray, possible: BoolArray, n_edges: int) -> BoolArray:
    """Say, for each turn, whether the edge before it has some possible turn."""
    return (np.bincount(before[possible], minlength=n_edges) > 0)[before]


def _delays(roads: RoadNetwork, junctions: _Junctions, delays: JunctionDelays) -> FloatArray:
    """Return what every turn costs if it is allowed."""
    round_about = np.array(
        [tags.get("junction") in ("roundabout", "circular") for tags in roads.tag_sets]
    )
    is_link = np.array([tags.get("highway", "").endswith("_link") for tags in roads.tag_sets])
    from_round = round_about[junctions.set_before]
    enters_round = round_about[junctions.set_after] & ~from_round
    angle = roads.turn_angle_deg
    turning = junctions.is_junction & ~from_round & ~enters_round
    time_s = np.where(turning & (angle > SLIGHT_DEG), delays.right_turn_s, 0.0)
    time_s = np.where(turning & (angle < -SLIGHT_DEG), delays.left_turn_s, time_s)
    time_s = np.where(turning & (np.abs(angle) > SHARP_DEG), delays.sharp_turn_s, time_s)
    time_s += np.where(enters_round, delays.roundabout_s, 0.0)
    control_s, is_signal = _node_controls(roads, delays)
    time_s += _met_once(roads, junctions, control_s, is_signal)
    gives_way = (
        turning
        & (junctions.from_rank > junctions.best_rank)
        & (control_s[junctions.node] == 0.0)
        & ~(is_link[junctions.set_before] & (np.abs(angle) <= SLIGHT_DEG))
    )
    time_s += np.where(gives_way, delays.minor_to_major_s, 0.0)
    time_s[junctions.turns_back] = delays.u_turn_s
    return time_s


def _node_controls(roads: RoadNetwork, delays: JunctionDelays) -> tuple[FloatArray, BoolArray]:
    """Return the delay at each node's control, and whether it is a signal."""
    control = [node_control(tags) for tags in roads.node_tag_sets] + [""]
    delay_s = np.array([delays.of_control(kind) for kind in control])
    is_signal = np.array([kind == "signals" for kind in control])
    return delay_s[roads.node_tag_set], is_signal[roads.node_tag_set]


def _met_once(
    roads: RoadNetwork, junctions: _Junctions, control_s: FloatArray, is_signal: BoolArray
) -> FloatArray:
    """Return the delay at each turn's node, left out inside a junction of several signals."""
    inside = (
        is_signal[roads.tail]
        & is_signal[roads.head]
        & (roads.segment_length_m[roads.edge_segment] < INSIDE_JUNCTION_M)
    )
    return np.where(inside[junctions.before], 0.0, control_s[junctions.node])
