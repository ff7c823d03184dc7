"""What junctions, signals and crossings cost, and which turns cannot be made at all."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.arguments import check_number
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.osm.tags import ROAD_CLASSES, control_direction, node_control

from .controls import approaches
from .road import ARRIVAL, BANNED_BICYCLE, BANNED_CAR, BANNED_EMERGENCY, NO_SUCH_TURN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode

    from .road import RoadNetwork

__all__ = ["JunctionDelays", "turn_delays_s"]

SLIGHT_DEG = 35.0
"""A change of direction below this is going straight on."""

SHARP_DEG = 150.0
"""A change of direction above this is all but turning back."""

INSIDE_JUNCTION_M = 35.0
"""A shorter edge between two signals lies inside one junction, whose delay is met once."""


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

    def __post_init__(self) -> None:
        """Refuse delays that are no durations."""
        for field in fields(self):
            value = getattr(self, field.name)
            check_number(field.name, value)
            if value == float("inf"):
                raise InputError(f"{field.name} must be finite, got {value}")

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


class _Junctions:
    """What the turns of a network look like, gathered once for all the rules."""

    def __init__(self, roads: RoadNetwork, edge_open: BoolArray) -> None:
        self.before, self.after = roads.turn_ends()
        self.node = roads.head[self.before]
        used = np.unique(roads.edge_segment[edge_open])
        ends = np.concatenate((roads.segment_tail[used], roads.segment_head[used]))
        self.is_junction = (np.bincount(ends, minlength=roads.n_nodes) > 2)[self.node]  # noqa: PLR2004
        self.turns_back = (roads.edge_segment[self.before] == roads.edge_segment[self.after]) & (
            roads.edge_forward[self.before] != roads.edge_forward[self.after]
        )
        first_piece, last_piece = roads.edge_end_pieces()
        self.set_before = roads.way_tag_set[roads.piece_way[last_piece]][self.before]
        self.set_after = roads.way_tag_set[roads.piece_way[first_piece]][self.after]
        self.from_rank = _ranks(roads.tag_sets)[self.set_before]
        best, worst = self._extreme_ranks(roads, used)
        self.best_rank, self.worst_rank = best[self.node], worst[self.node]
        along = roads.piece_along[last_piece] == roads.edge_forward
        self.travels = np.where(along, 1, -1)[self.before]
        is_signal = [node_control(tags) == "signals" for tags in roads.node_tag_sets] + [False]
        self.at_signals = np.array(is_signal)[roads.node_tag_set[self.node]]

    @staticmethod
    def _extreme_ranks(roads: RoadNetwork, used: IntArray) -> tuple[IntArray, IntArray]:
        """Return the ranks of the most and the least important road at each node."""
        ranks = _ranks(roads.tag_sets)[roads.way_tag_set[roads.piece_way]]
        best = np.full(roads.n_nodes, ranks.max(initial=0))
        worst = np.zeros(roads.n_nodes, dtype=np.int64)
        for node, piece in (
            (roads.segment_tail[used], roads.first_piece[used]),
            (roads.segment_head[used], roads.first_piece[used + 1] - 1),
        ):
            np.minimum.at(best, node, ranks[piece])
            np.maximum.at(worst, node, ranks[piece])
        return best, worst


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
    junctions = _Junctions(roads, edge_open)
    before, after = junctions.before, junctions.after
    banned = (roads.turn_rule & (_banned_to(mode) | NO_SUCH_TURN)) != 0
    banned |= ~(edge_open[before] & edge_open[after])
    banned |= _through(roads, before, after, edge_destination)
    through_barrier = node_blocked[junctions.node] & ~junctions.turns_back
    banned |= through_barrier
    arrival = (roads.edge_role & ARRIVAL) == ARRIVAL
    leads_on = ~banned & ~junctions.turns_back & ~(arrival[after] & ~arrival[before])
    banned |= junctions.turns_back & _has_other_way_on(before, leads_on, roads.n_edges)
    time_s = _delays(roads, junctions, delays) * mode.delay_factor
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
    arrival = (roads.edge_role & ARRIVAL) == ARRIVAL
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
    approach = approaches(roads)
    control_s = _control_delays_at_nodes(roads, junctions, delays)
    signalled = approach.signalled | _inside_signals(roads)
    time_s += np.where(signalled[junctions.before] & junctions.at_signals, 0.0, control_s)
    gives_way = (
        turning
        & (junctions.from_rank > junctions.best_rank)
        & (control_s == 0.0)
        & ~approach.controlled[junctions.before]
        & ~(is_link[junctions.set_before] & (np.abs(angle) <= SLIGHT_DEG))
    )
    time_s += np.where(gives_way, delays.minor_to_major_s, 0.0)
    time_s[junctions.turns_back] = delays.u_turn_s
    return time_s


def _control_delays_at_nodes(
    roads: RoadNetwork, junctions: _Junctions, delays: JunctionDelays
) -> FloatArray:
    """Return the delay at the control of each turn's node, zero for whom it does not concern.

    Signs at a junction concern the lesser roads, and a control where nothing joins concerns
    the direction it faces.
    """
    control = [node_control(tags) for tags in roads.node_tag_sets] + [""]
    at = roads.node_tag_set[junctions.node]
    delay_s = np.array([delays.of_control(kind) for kind in control])[at]
    is_sign = np.array([kind in ("stop", "give_way") for kind in control])[at]
    has_priority = is_sign & (junctions.from_rank <= junctions.best_rank)
    has_lesser = (junctions.worst_rank > junctions.best_rank) & junctions.is_junction
    faces = np.array([control_direction(tags) for tags in roads.node_tag_sets] + [0])[at]
    faces_away = ~junctions.is_junction & (faces != 0) & (faces != junctions.travels)
    return np.where((has_priority & has_lesser) | faces_away, 0.0, delay_s)


def _inside_signals(roads: RoadNetwork) -> BoolArray:
    """Say which edges lie inside a junction of several signals, whose delay is met once."""
    is_signal = np.array(
        [node_control(tags) == "signals" for tags in roads.node_tag_sets] + [False]
    )
    at_signal = is_signal[roads.node_tag_set]
    short = roads.segment_length_m[roads.edge_segment] < INSIDE_JUNCTION_M
    inside: BoolArray = at_signal[roads.tail] & at_signal[roads.head] & short
    return inside
