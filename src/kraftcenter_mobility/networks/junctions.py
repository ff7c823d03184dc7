"""What is known of a network's turns before anybody says which roads are open, or to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kraftcenter_mobility._kernels import junction_table as bits
from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.junction_table import JunctionTable, TurnCosts
from kraftcenter_mobility._kernels.turn_delays import sort_by_group
from kraftcenter_mobility.osm.scenario_tags import node_delay_s
from kraftcenter_mobility.osm.tags import ROAD_CLASSES

from .controls import approaches, node_controls
from .road import ARRIVAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, HeadArray, IntArray
    from kraftcenter_mobility._kernels.junction_table import BitArray

    from .controls import NodeControls
    from .delays import JunctionDelays
    from .road import RoadNetwork

AnyArray = TypeVar("AnyArray", bound="np.ndarray[Any, Any]")

__all__ = ["JunctionTable", "edges_into", "junction_table", "read_only", "with_node_delays"]

INSIDE_JUNCTION_M = 35.0
"""A shorter edge between two signals lies inside one junction, whose delay is met once."""

LOWEST_RANK = max(road_class.rank for road_class in ROAD_CLASSES.values()) + 1
"""Of ways that are no roads, such as ferries."""


def junction_table(roads: RoadNetwork, delays: JunctionDelays) -> JunctionTable:
    """Return what is known of all turns, and of the edges and nodes they lie between.

    Parameters
    ----------
    roads : RoadNetwork
        The network.
    delays : JunctionDelays
        What turns and signals cost.

    Returns
    -------
    JunctionTable
        For :func:`.delays.turn_delays_of`; good for all modes, whichever edges are open.
    """
    controls = node_controls(roads)
    known = np.array([node_delay_s(tags) for tags in roads.node_tag_sets] + [(np.nan, 0.0)])
    first_piece, last_piece = roads.edge_end_pieces()
    rank = _ranks(roads)[roads.way_tag_set[roads.piece_way]]
    first_touch, touch_edge, touch_end = _touches(roads)
    end_piece = np.stack((roads.first_piece[:-1], roads.first_piece[1:] - 1), axis=1).ravel()
    return JunctionTable(
        first_out=roads.first_out,
        head=roads.head,
        first_turn=roads.first_turn,
        turn_rule=roads.turn_rule,
        turn_angle_deg=roads.turn_angle_deg,
        edge_segment=roads.edge_segment,
        edge_bits=read_only(_edge_bits(roads, controls, first_piece, last_piece)),
        last_rank=read_only(rank[last_piece]),
        node_bits=read_only(_control_bits(controls)[roads.node_tag_set]),
        control_s=read_only(controls.delay_s(delays)[roads.node_tag_set]),
        set_s=read_only(known[roads.node_tag_set, 0]),
        extra_s=read_only(known[roads.node_tag_set, 1]),
        first_touch=read_only(first_touch),
        touch_edge=read_only(touch_edge),
        touch_end=read_only(touch_end),
        touch_rank=read_only(rank[end_piece[touch_end]]),
        costs=_costs(delays),
    )


def with_node_delays(
    table: JunctionTable, node: IntArray, set_s: FloatArray, extra_s: FloatArray
) -> JunctionTable:
    """Return a table with other delays set at some nodes, and added at them.

    Parameters
    ----------
    table : JunctionTable
        The table as it is.
    node : array of int, shape (n,)
        The nodes.
    set_s, extra_s : arrays of float, shape (n,)
        As :func:`~kraftcenter_mobility.osm.scenario_tags.node_delay_s` reads them: NaN where
        nothing is set, and zero where nothing is added.

    Returns
    -------
    JunctionTable
        All else is shared with the table given.
    """
    changed_set_s, changed_extra_s = table.set_s.copy(), table.extra_s.copy()
    changed_set_s[node], changed_extra_s[node] = set_s, extra_s
    return table._replace(set_s=read_only(changed_set_s), extra_s=read_only(changed_extra_s))


def edges_into(table: JunctionTable, node: IntArray) -> IntArray:
    """Return the edges that lead to some nodes, ascending.

    Their turns are all those at these nodes.
    """
    begin = table.first_touch[node]
    size = table.first_touch[node + 1] - begin
    shift = begin - np.cumsum(size) + size
    touch = np.arange(int(size.sum())) + np.repeat(shift, size)
    edge, is_end = table.touch_edge[touch].astype(np.int64), table.touch_end[touch] & 1
    return np.sort(edge[is_end == (table.edge_bits[edge] & bits.FORWARD)])


def read_only(array: AnyArray) -> AnyArray:
    """Return a view that cannot be written to, as the kernel is compiled for such."""
    view = array.view()
    view.setflags(write=False)
    return view


def _costs(delays: JunctionDelays) -> TurnCosts:
    """Return what turns cost, whatever the junction; all floats, as the kernel is for such."""
    return TurnCosts(
        right_s=float(delays.right_turn_s),
        left_s=float(delays.left_turn_s),
        sharp_s=float(delays.sharp_turn_s),
        back_s=float(delays.u_turn_s),
        into_roundabout_s=float(delays.roundabout_s),
        minor_to_major_s=float(delays.minor_to_major_s),
    )


def _edge_bits(
    roads: RoadNetwork, controls: NodeControls, first_piece: IntArray, last_piece: IntArray
) -> BitArray:
    """Return what the kernel asks of edges, FORWARD up to SIGNALS_MET."""
    first_set = roads.way_tag_set[roads.piece_way[first_piece]]
    last_set = roads.way_tag_set[roads.piece_way[last_piece]]
    is_round = _of_sets(roads, lambda tags: tags.get("junction") in {"roundabout", "circular"})
    is_link = _of_sets(roads, lambda tags: tags.get("highway", "").endswith("_link"))
    approach = approaches(roads, controls)
    return _packed(
        {
            bits.FORWARD: roads.edge_forward,
            bits.ALONG_WAY: roads.piece_along[last_piece] == roads.edge_forward,
            bits.ARRIVES: (roads.edge_role & ARRIVAL) == ARRIVAL,
            bits.BEGINS_ROUND: is_round[first_set],
            bits.ENDS_ROUND: is_round[last_set],
            bits.ENDS_LINK: is_link[last_set],
            bits.CONTROLLED: approach.controlled,
            bits.SIGNALS_MET: approach.signalled | _inside_signals(roads, controls),
        }
    )


def _control_bits(controls: NodeControls) -> BitArray:
    """Return what the kernel asks of nodes, by their sets of tags."""
    return _packed(
        {
            bits.IS_SIGN: controls.are("stop", "give_way"),
            bits.IS_SIGNAL: controls.are("signals"),
            bits.FACES_ALONG: controls.faces > 0,
            bits.FACES_AGAINST: controls.faces < 0,
        }
    )


def _packed(flags: Mapping[np.uint8, BoolArray]) -> BitArray:
    """Return the bits that hold, together."""
    packed: BitArray = np.zeros(next(iter(flags.values())).size, dtype=np.uint8)
    for flag, holds in flags.items():
        packed |= holds * flag
    return packed


def _touches(roads: RoadNetwork) -> tuple[IntArray, HeadArray, IntArray]:
    """Return where each node's edges begin, those edges, and which end of which segment it is."""
    _, along = _grouped(roads.edge_segment, roads.n_segments)
    segment = roads.edge_segment[along]
    node = np.concatenate((roads.segment_tail[segment], roads.segment_head[segment]))
    first, touch = _grouped(node, roads.n_nodes)
    edge = np.concatenate((along, along))[touch].astype(np.uint32)
    return first, edge, np.concatenate((2 * segment, 2 * segment + 1))[touch]


def _grouped(group: IntArray, n_groups: int) -> tuple[IntArray, IntArray]:
    """Return where the members of each group begin, and the members."""
    first = row_starts(group, n_groups)
    member = np.empty(group.size, dtype=np.int64)
    sort_by_group(read_only(group), first[:-1].copy(), member)
    return first, member


def _of_sets(roads: RoadNetwork, rule: Callable[[Mapping[str, str]], bool]) -> BoolArray:
    """Return what a rule says of each set of tags of ways."""
    return np.array([rule(tags) for tags in roads.tag_sets], dtype=np.bool_)


def _ranks(roads: RoadNetwork) -> IntArray:
    """Return the rank of every set of tags of ways, 0 for a motorway."""
    rank = {name: road_class.rank for name, road_class in ROAD_CLASSES.items()}
    ranks = [rank.get(tags.get("highway", ""), LOWEST_RANK) for tags in roads.tag_sets]
    return np.array(ranks, dtype=np.int64)


def _inside_signals(roads: RoadNetwork, controls: NodeControls) -> BoolArray:
    """Say which edges lie inside a junction of several signals, whose delay is met once."""
    at_signal = controls.are("signals")[roads.node_tag_set]
    short = roads.segment_length_m[roads.edge_segment] < INSIDE_JUNCTION_M
    inside: BoolArray = at_signal[roads.tail] & at_signal[roads.head] & short
    return inside
