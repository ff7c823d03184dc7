"""How long turns take: all those of a network, or only those that follow a few edges.

What a turn takes depends on the junction, and what the junction is depends on the roads
that are open there. So nothing in the table of junctions says which roads are open: that
comes beside it, and closing a road is answered by asking again for the turns at its ends.

What is done for every edge is handed single arrays or numbers, not the table: counting the
references to its arrays took ten times as long as all else.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .csr import BoolArray, FloatArray, HeadArray, IntArray
from .junction_table import (
    ALONG_WAY,
    ARRIVES,
    BEGINS_ROUND,
    CONTROLLED,
    ENDS_LINK,
    ENDS_ROUND,
    FACES_AGAINST,
    FACES_ALONG,
    FORWARD,
    IS_SIGN,
    IS_SIGNAL,
    SIGNALS_MET,
    JunctionTable,
    TurnCosts,
)

__all__ = ["sort_by_group", "turn_delays"]

SLIGHT_DEG = 35.0
"""A change of direction below this is going straight on."""

SHARP_DEG = 150.0
"""A change of direction above this is all but turning back."""

ROAD_ENDS_OF_A_BEND = 2
"""Where no more open roads end than this, a road leads on, and nobody meets anybody."""

NO_RANK = np.int64(2**31)
"""Less important than any road."""

NO_END = np.int64(-1)

_0, _1 = np.uint64(0), np.uint64(1)


class OpenRoads(NamedTuple):
    """The open roads that end at a node."""

    meet: bool
    """Whether they are more than one road that leads on."""

    best: np.int64
    """Rank of the most important."""

    worst: np.int64


class Approach(NamedTuple):
    """What one finds at the end of an edge."""

    edge_bits: np.uint8
    at_signals: bool
    is_junction: bool
    gives_way: bool
    """Whether a more important road ends there."""

    control_s: float
    """Delay at what stands there, zero if it does not concern those who come by the edge."""


@njit(cache=True, nogil=True)
def turn_delays(
    table: JunctionTable,
    edges: IntArray,
    edge_open: BoolArray,
    edge_destination: BoolArray,
    node_blocked: BoolArray,
    banned: int,
    delay_factor: float,
    turns: IntArray,
    turn_s: FloatArray,
) -> None:
    """Fill `turn_s` with how long the turns that follow some edges take.

    One edge's turns stand after another's. The time is infinite where a turn cannot be made.
    `banned` holds the bits of `turn_rule` that the mode heeds. `turns` receives which turns
    they are; give an array of size zero to go without.
    """
    edge_bits, segment = table.edge_bits, table.edge_segment
    turn_s[:] = np.inf
    begin = np.uint64(0)
    for k in range(np.uint64(edges.size)):
        edge = np.uint64(edges[k])
        node, first = np.uint64(table.head[edge]), np.uint64(table.first_turn[edge])
        n_turns = np.uint64(table.first_turn[edge + _1]) - first
        for step in range(n_turns if turns.size > 0 else _0):
            turns[begin + step] = np.int64(first + step)
        if edge_open[edge]:
            bits, leaves = edge_bits[edge], edge_destination[edge]
            first_touch = np.uint64(table.first_touch[node])
            stop_touch = np.uint64(table.first_touch[node + _1])
            touches = table.touch_edge, table.touch_end, table.touch_rank
            roads = _open_roads(edge_open, *touches, first_touch, stop_touch)
            of_node = table.node_bits[node], table.control_s[node]
            approach = _approach(roads, table.last_rank[edge], bits, *of_node)
            leads_on = False
            for step in range(n_turns):
                turn, after = first + step, np.uint64(table.first_out[node]) + step
                if not edge_open[after] or table.turn_rule[turn] & banned != 0:
                    continue
                if _leads_through(bits, leaves, edge_bits[after], edge_destination[after]):
                    continue
                if _turns_back(bits, segment[edge], edge_bits[after], segment[after]):
                    turn_s[begin + step] = table.costs.back_s * delay_factor
                elif not node_blocked[node]:
                    delay_s = table.set_s[node]
                    if np.isnan(delay_s):
                        angle_deg = table.turn_angle_deg[turn]
                        delay_s = _delay_s(table.costs, approach, edge_bits[after], angle_deg)
                    turn_s[begin + step] = (delay_s + table.extra_s[node]) * delay_factor
                    leads_on |= (bits | ~edge_bits[after]) & ARRIVES != 0
            for step in range(n_turns if leads_on else _0):
                after = np.uint64(table.first_out[node]) + step
                if _turns_back(bits, segment[edge], edge_bits[after], segment[after]):
                    turn_s[begin + step] = np.inf
        begin += n_turns


@njit(cache=True)
def _open_roads(
    edge_open: BoolArray,
    touch_edge: HeadArray,
    touch_end: IntArray,
    touch_rank: IntArray,
    first: np.uint64,
    stop: np.uint64,
) -> OpenRoads:
    """Return the open roads that end at a node, whose edges stand from `first` up to `stop`."""
    n_ends, counted, best, worst = 0, NO_END, NO_RANK, np.int64(0)
    for k in range(first, stop):
        if edge_open[touch_edge[k]] and touch_end[k] != counted:
            counted = touch_end[k]
            n_ends += 1
            best = min(best, touch_rank[k])
            worst = max(worst, touch_rank[k])
    return OpenRoads(n_ends > ROAD_ENDS_OF_A_BEND, best, worst)


@njit(cache=True)
def _approach(
    roads: OpenRoads, rank: np.int64, edge_bits: np.uint8, node_bits: np.uint8, control_s: float
) -> Approach:
    """Return what one finds at the end of an edge.

    Signs at a junction concern the lesser roads, and a control where nothing joins concerns
    the direction it faces.
    """
    if roads.meet:
        has_priority = rank <= roads.best and roads.worst > roads.best
        unconcerned = has_priority and node_bits & IS_SIGN != 0
    else:
        other_way = FACES_AGAINST if edge_bits & ALONG_WAY != 0 else FACES_ALONG
        unconcerned = node_bits & other_way != 0
    return Approach(
        edge_bits,
        node_bits & IS_SIGNAL != 0,
        roads.meet,
        bool(rank > roads.best),
        0.0 if unconcerned else control_s,
    )


@njit(cache=True)
def _leads_through(before: np.uint8, leaves: np.bool_, after: np.uint8, enters: np.bool_) -> bool:
    """Say whether a turn would lead through a destination-only road, or onto the wrong twin.

    `before` and `after` are the bits of its edges, and `leaves` and `enters` say whether they
    are destination-only.
    """
    stays, arrives = before & ARRIVES != 0, after & ARRIVES != 0
    if stays:
        return not (enters and arrives)
    return bool(arrives if leaves else enters and not arrives)


@njit(cache=True)
def _turns_back(
    bits: np.uint8, segment: np.int64, after_bits: np.uint8, after_segment: np.int64
) -> bool:
    """Say whether an edge leads back along the road that one has come by."""
    return bool(segment == after_segment and (bits ^ after_bits) & FORWARD != 0)


@njit(cache=True)
def _delay_s(costs: TurnCosts, approach: Approach, after_bits: np.uint8, angle_deg: float) -> float:
    """Return what a turn usually costs a car that makes it and does not turn back."""
    edge_bits = approach.edge_bits
    on_round = edge_bits & ENDS_ROUND != 0
    enters_round = after_bits & BEGINS_ROUND != 0 and not on_round
    turning = approach.is_junction and not on_round and not enters_round
    delay_s = _bend_s(costs, angle_deg) if turning else 0.0
    if enters_round:
        delay_s += costs.into_roundabout_s
    if not (approach.at_signals and edge_bits & SIGNALS_MET != 0):
        delay_s += approach.control_s
    slips_in = edge_bits & ENDS_LINK != 0 and abs(angle_deg) <= SLIGHT_DEG
    regulated = approach.control_s != 0.0 or edge_bits & CONTROLLED != 0 or slips_in
    if turning and approach.gives_way and not regulated:
        delay_s += costs.minor_to_major_s
    return delay_s


@njit(cache=True)
def _bend_s(costs: TurnCosts, angle_deg: float) -> float:
    """Return what a change of direction at a junction costs."""
    if abs(angle_deg) > SHARP_DEG:
        return costs.sharp_s
    if angle_deg > SLIGHT_DEG:
        return costs.right_s
    return costs.left_s if angle_deg < -SLIGHT_DEG else 0.0


@njit(cache=True)
def sort_by_group(group: IntArray, next_place: IntArray, member: IntArray) -> None:
    """Fill `member` with 0, 1, 2 ... sorted by their groups, ascending within each.

    `next_place` holds where each group begins, and in the end where it stops.
    """
    for k in range(np.uint64(group.size)):
        of = np.uint64(group[k])
        member[np.uint64(next_place[of])] = np.int64(k)
        next_place[of] += 1
