"""What the turns of a network look like, as arrays, before anybody says which roads are open."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .csr import FloatArray, HeadArray, IntArray

__all__ = ["BitArray", "JunctionTable", "TurnCosts"]

BitArray = NDArray[np.uint8]

FORWARD = np.uint8(1)
"""The edge runs as its segment is drawn."""

ALONG_WAY = np.uint8(2)
"""The edge ends in the direction in which its last way is drawn."""

ARRIVES = np.uint8(4)
"""The edge is there for those who have come to stay."""

BEGINS_ROUND = np.uint8(8)
"""The edge begins on a roundabout."""

ENDS_ROUND = np.uint8(16)
"""It ends on one."""

ENDS_LINK = np.uint8(32)
"""It ends on a slip road."""

CONTROLLED = np.uint8(64)
"""A sign or signals along the edge regulate the junction that it leads to."""

SIGNALS_MET = np.uint8(128)
"""Signals where it ends have been met before, along it or where it begins."""

IS_SIGN = np.uint8(1)
"""On the node there is a sign, which at a junction concerns the lesser roads only."""

IS_SIGNAL = np.uint8(2)
"""There are signals on it."""

FACES_ALONG = np.uint8(4)
"""What stands on the node concerns those who travel along the way, not against it."""

FACES_AGAINST = np.uint8(8)
"""It concerns those who travel against the way, not along it."""


class TurnCosts(NamedTuple):
    """What turns cost a car, in seconds, whatever the junction."""

    right_s: float
    left_s: float
    sharp_s: float
    back_s: float
    into_roundabout_s: float
    minor_to_major_s: float


class JunctionTable(NamedTuple):
    """The turns of a network, and what is known of their edges and nodes.

    Nothing in it depends on a mode or on which edges are open. All arrays are read-only.
    """

    first_out: IntArray
    """Where each node's edges begin. Shape (n_nodes + 1,)."""

    head: HeadArray
    """The node each edge leads to. Shape (n_edges,)."""

    first_turn: IntArray
    """Where each edge's turns begin. Shape (n_edges + 1,)."""

    turn_rule: IntArray
    """Bits that say to whom the turn is forbidden. Shape (n_turns,)."""

    turn_angle_deg: FloatArray
    """Change of direction, to the right above zero. Shape (n_turns,)."""

    edge_segment: IntArray
    """The stretch of road that each edge runs along. Shape (n_edges,)."""

    edge_bits: BitArray
    """FORWARD up to SIGNALS_MET. Shape (n_edges,)."""

    last_rank: IntArray
    """How important the road is at the end of each edge, 0 the most. Shape (n_edges,)."""

    node_bits: BitArray
    """IS_SIGN up to FACES_AGAINST. Shape (n_nodes,)."""

    control_s: FloatArray
    """Delay of cars at what stands on each node. Shape (n_nodes,)."""

    set_s: FloatArray
    """What every turn costs a car instead of all else, NaN if nothing is set. Shape (n_nodes,)."""

    extra_s: FloatArray
    """What every turn costs a car on top. Shape (n_nodes,)."""

    first_touch: IntArray
    """Where the edges that begin or end at each node begin. Shape (n_nodes + 1,)."""

    touch_edge: HeadArray
    """Those edges, twins included, the same end of the same road's after one another.

    Shape (2 * n_edges,).
    """

    touch_end: IntArray
    """Which end of which segment it is: twice the segment, plus one where it is drawn to.

    Shape (2 * n_edges,).
    """

    touch_rank: IntArray
    """How important the road is at that end, 0 the most. Shape (2 * n_edges,)."""

    costs: TurnCosts
