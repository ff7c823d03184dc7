"""The slow, obvious twin of the kernel of turns: every rule on arrays of all turns at once."""

import numpy as np

from kraftcenter_mobility.networks.controls import approaches, node_controls
from kraftcenter_mobility.networks.road import (
    ARRIVAL,
    BANNED_BICYCLE,
    BANNED_CAR,
    BANNED_EMERGENCY,
    NO_SUCH_TURN,
)
from kraftcenter_mobility.osm.scenario_tags import node_delay_s
from kraftcenter_mobility.osm.tags import ROAD_CLASSES, control_direction, node_control

SLIGHT_DEG, SHARP_DEG, INSIDE_JUNCTION_M = 35.0, 150.0, 35.0


class _Junctions:
    """What the turns of a network look like, gathered once for all the rules."""

    def __init__(self, roads, edge_open):
        self.before, self.after = roads.turn_ends()
        self.node = roads.head[self.before]
        used = np.unique(roads.edge_segment[edge_open])
        ends = np.concatenate((roads.segment_tail[used], roads.segment_head[used]))
        self.is_junction = (np.bincount(ends, minlength=roads.n_nodes) > 2)[self.node]
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
    def _extreme_ranks(roads, used):
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


def _ranks(tag_sets):
    """Return the rank of every set of tags, 0 for a motorway."""
    lowest = max(road_class.rank for road_class in ROAD_CLASSES.values()) + 1
    return np.array(
        [
            ROAD_CLASSES[tags["highway"]].rank if tags.get("highway") in ROAD_CLASSES else lowest
            for tags in tag_sets
        ]
    )


def slow_turn_delays_s(roads, mode, delays, *, edge_open, edge_destination, node_blocked):
    """Return how long every turn takes a mode, infinite where it cannot be made."""
    junctions = _Junctions(roads, edge_open)
    before, after = junctions.before, junctions.after
    banned = (roads.turn_rule & (_banned_to(mode) | NO_SUCH_TURN)) != 0
    banned |= ~(edge_open[before] & edge_open[after])
    banned |= _through(roads, before, after, edge_destination)
    banned |= node_blocked[junctions.node] & ~junctions.turns_back
    arrival = (roads.edge_role & ARRIVAL) == ARRIVAL
    leads_on = ~banned & ~junctions.turns_back & ~(arrival[after] & ~arrival[before])
    banned |= junctions.turns_back & _has_other_way_on(before, leads_on, roads.n_edges)
    time_s = _delays(roads, junctions, delays) * mode.delay_factor
    time_s[banned] = np.inf
    return time_s


def _banned_to(mode):
    """Return the flag of the turn restrictions that a mode heeds."""
    if mode.kind == "motor":
        return BANNED_EMERGENCY if mode.blue_light else BANNED_CAR
    return BANNED_BICYCLE if mode.kind == "bicycle" else 0


def _through(roads, before, after, destination):
    """Say which turns would lead through a destination-only road, or onto the wrong twin."""
    arrival = (roads.edge_role & ARRIVAL) == ARRIVAL
    leaving_from = destination[before] & ~arrival[before]
    enters_to_leave = destination[after] & ~arrival[after] & ~leaving_from
    leaves_after_arrival = arrival[before] & ~(destination[after] & arrival[after])
    needless = leaving_from & arrival[after]
    return enters_to_leave | leaves_after_arrival | needless


def _has_other_way_on(before, possible, n_edges):
    """Say, for each turn, whether the edge before it has some possible turn."""
    return (np.bincount(before[possible], minlength=n_edges) > 0)[before]


def _delays(roads, junctions, delays):
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
    approach = approaches(roads, node_controls(roads))
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
    known = np.array([node_delay_s(tags) for tags in roads.node_tag_sets] + [(np.nan, 0.0)])
    set_s, extra_s = known[roads.node_tag_set[junctions.node]].T
    time_s = np.where(np.isnan(set_s), time_s, set_s) + extra_s
    time_s[junctions.turns_back] = delays.u_turn_s
    return time_s


def _control_delays_at_nodes(roads, junctions, delays):
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


def _inside_signals(roads):
    """Say which edges lie inside a junction of several signals, whose delay is met once."""
    is_signal = np.array(
        [node_control(tags) == "signals" for tags in roads.node_tag_sets] + [False]
    )
    at_signal = is_signal[roads.node_tag_set]
    short = roads.segment_length_m[roads.edge_segment] < INSIDE_JUNCTION_M
    return at_signal[roads.tail] & at_signal[roads.head] & short
