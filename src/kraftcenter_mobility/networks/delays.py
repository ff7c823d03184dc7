"""What junctions, signals and crossings cost, and which turns cannot be made at all."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.turn_delays import turn_delays
from kraftcenter_mobility.arguments import check_number
from kraftcenter_mobility.errors import InputError

from .junctions import junction_table, read_only
from .road import BANNED_BICYCLE, BANNED_CAR, BANNED_EMERGENCY, NO_SUCH_TURN

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.junction_table import JunctionTable
    from kraftcenter_mobility.modes import Mode

    from .road import RoadNetwork

__all__ = ["JunctionDelays", "turn_delays_of", "turn_delays_s"]


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
    turn_s = np.empty(roads.turn_rule.size)
    turn_delays(
        junction_table(roads, delays),
        read_only(np.arange(roads.n_edges)),
        read_only(edge_open),
        read_only(edge_destination),
        read_only(node_blocked),
        _banned_to(mode),
        float(mode.delay_factor),
        np.empty(0, dtype=np.int64),
        turn_s,
    )
    return turn_s


def turn_delays_of(  # noqa: PLR0913 - as above
    table: JunctionTable,
    mode: Mode,
    edges: IntArray,
    *,
    edge_open: BoolArray,
    edge_destination: BoolArray,
    node_blocked: BoolArray,
) -> tuple[IntArray, FloatArray]:
    """Return how long the turns that follow a few edges take a mode.

    Parameters
    ----------
    table : JunctionTable
        What is known of the network's turns (:func:`.junctions.junction_table`).
    mode : Mode
        Who turns.
    edges : array of int, shape (n,)
        The edges from which to turn; :func:`.junctions.edges_into` finds those of a junction.
    edge_open, edge_destination : arrays of bool, shape (n_edges,)
        Of the whole network: which edges the mode may use at all, and which only to reach
        what lies along them.
    node_blocked : array of bool, shape (n_nodes,)
        Where a barrier stops the mode.

    Returns
    -------
    turn : array of int, shape (n_turns_of_these,)
        Which turns they are, one edge's after another's.
    turn_s : array of float, shape (n_turns_of_these,)
        Seconds, infinite where a turn cannot be made: bit for bit as :func:`turn_delays_s`
        has them. Not rounded to ticks.
    """
    edges = np.ascontiguousarray(edges, dtype=np.int64)
    n_turns = int((table.first_turn[edges + 1] - table.first_turn[edges]).sum())
    turn, turn_s = np.empty(n_turns, dtype=np.int64), np.empty(n_turns)
    turn_delays(
        table,
        read_only(edges),
        read_only(edge_open),
        read_only(edge_destination),
        read_only(node_blocked),
        _banned_to(mode),
        float(mode.delay_factor),
        turn,
        turn_s,
    )
    return turn, turn_s


def _banned_to(mode: Mode) -> int:
    """Return the bits of the rules of turns that a mode heeds."""
    if mode.kind == "motor":
        return NO_SUCH_TURN | (BANNED_EMERGENCY if mode.blue_light else BANNED_CAR)
    return NO_SUCH_TURN | (BANNED_BICYCLE if mode.kind == "bicycle" else 0)
