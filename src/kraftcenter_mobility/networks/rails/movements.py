"""Which track a train can run on to from which: the switches, crossings and angles.

A state is a track together with a direction of travel: ``2 * track`` along the way as drawn
and ``2 * track + 1`` against it. A train in a state is about to leave the track's end. It
never turns back on the spot, cannot leave a crossing but straight on, and takes no corner
that no train could.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.networks.geodesy import wrapped_deg

from .lines import end_bearings_deg
from .network import CROSSING, POINT_STATION

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, HeadArray, IntArray

    from .lines import TrackLines

__all__ = ["Movements", "find_movements"]

SHARPEST_DEG = 60.0
"""No train turns by more at a switch; switches themselves turn by less than 15 degrees."""

SHARPEST_DRAWN_DEG = 110.0
"""Where only two tracks meet, or one is a stub of a few metres, a corner is a slip of the
drawing hand: they continue each other."""

SHARPEST_AT_POINT_DEG = 150.0
"""Where a station with its tracks and switches is drawn as a point, the lines come in from
anywhere; only two that leave side by side do not follow each other."""

STUB_M = 3.0
POINT_M = 0.05
"""A track this short has no direction."""

OTHER_WAY_DEG = 1000.0


class Movements(NamedTuple):
    """The states that can follow each state."""

    first_out: IntArray
    """Where the followers of each state begin. Shape (n_states + 1,)."""

    head: HeadArray
    """The states that follow. Shape (n_movements,)."""

    tail: IntArray
    """The states that are followed. Shape (n_movements,)."""

    angle_deg: FloatArray
    """By how much the train turns, zero for straight on. Shape (n_movements,)."""


def find_movements(lines: TrackLines) -> Movements:
    """Return the movements that the tracks and their joints allow to trains."""
    begin, end = _ends(lines)
    before, after = _meetings(begin, end, lines.node_kind.size)
    bearing = end_bearings_deg(lines).reshape(-1)
    angle = np.abs(wrapped_deg(bearing[after] - (bearing[before ^ 1] + 180.0)))
    length_m = np.repeat(lines.length_m, 2)
    shorter_m = np.minimum(length_m[before], length_m[after])
    angle = np.where(shorter_m < POINT_M, 0.0, angle)
    n_ends = np.bincount(begin, minlength=lines.node_kind.size)[end[before]]
    lenient = (n_ends == 2) | (shorter_m < STUB_M)  # noqa: PLR2004 - one track meets another
    sharpest = np.where(lenient, SHARPEST_DRAWN_DEG, SHARPEST_DEG)
    at_point = lines.node_kind[end[before]] == POINT_STATION
    keep = angle <= np.where(at_point, SHARPEST_AT_POINT_DEG, sharpest)
    keep &= _straight_over_crossings(lines, before, after, angle)
    before, after, angle = before[keep], after[keep], angle[keep]
    return Movements(row_starts(before, begin.size), after.astype(np.uint32), before, angle)


def _ends(lines: TrackLines) -> tuple[IntArray, IntArray]:
    """Return the nodes at which each state begins and ends. Shapes (n_states,)."""
    begin = np.column_stack((lines.tail, lines.head)).reshape(-1)
    end = np.column_stack((lines.head, lines.tail)).reshape(-1)
    return begin, end


def _meetings(begin: IntArray, end: IntArray, n_nodes: int) -> tuple[IntArray, IntArray]:
    """Return all pairs of states of which the second begins where the first ends."""
    order = np.argsort(begin, kind="stable")
    first = row_starts(begin, n_nodes)
    size = np.diff(first)[end]
    before = np.repeat(np.arange(end.size), size)
    step = np.arange(before.size) - np.repeat(np.cumsum(size) - size, size)
    after = order[first[end[before]] + step]
    keep = after != before ^ 1
    return before[keep], after[keep]


def _straight_over_crossings(
    lines: TrackLines, before: IntArray, after: IntArray, angle: FloatArray
) -> BoolArray:
    """Return which movements remain where tracks cross without joining. Shape (n,)."""
    end = _ends(lines)[1]
    at_crossing = np.flatnonzero(lines.node_kind[end[before]] == CROSSING)
    keep = np.ones(before.size, dtype=np.bool_)
    keep[at_crossing] = False
    other_way = lines.way_id[before[at_crossing] >> 1] != lines.way_id[after[at_crossing] >> 1]
    score = angle[at_crossing] + OTHER_WAY_DEG * other_way
    order = np.lexsort((score, before[at_crossing]))
    _, first = np.unique(before[at_crossing][order], return_index=True)
    keep[at_crossing[order][first]] = True
    return keep
