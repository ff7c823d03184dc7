"""How long each edge and turn takes one mode: a metric along a road network's topology."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kraftcenter_mobility.osm.tags import CLOSED, DESTINATION, OPEN, node_blocks
from kraftcenter_mobility.units import MS_PER_KMH

from .controls import control_delays_s
from .delays import JunctionDelays, turn_delays_s
from .edge_finder import edge_finder
from .edges import access_table
from .road import ARRIVAL, ORDINARY
from .runs import runs
from .speeds import SpeedModel, way_speeds_kmh
from .ticks import whole_ticks

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode

    from .edge_finder import EdgeFinder
    from .road import RoadNetwork

AnyArray = TypeVar("AnyArray", bound="np.ndarray[Any, Any]")

__all__ = ["RoadMetric", "blocked_nodes", "road_metric"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoadMetric:
    """Times along the edges and turns of one network, for one mode, all in whole ticks.

    Without turns the metric is that of the plain graph: no delays at junctions, no
    restrictions, and destination-only roads like any other.
    """

    roads: RoadNetwork = field(repr=False)
    mode: Mode
    turns: bool
    edge_time_s: FloatArray = field(repr=False)
    """Seconds from the beginning of each edge to its end, infinite where it is closed."""

    turn_time_s: FloatArray = field(repr=False)
    """Seconds each turn takes, infinite where it cannot be made; empty without turns."""

    edge_open: BoolArray = field(repr=False)
    """Which edges may be used in part, for instance to leave a place along them."""

    edge_destination: BoolArray = field(repr=False)
    """Which edges may be used only to reach what lies along them, or to leave it."""

    finder: EdgeFinder = field(repr=False)
    """The open edges by segment and by node, for joining places to them."""

    piece_time_s: FloatArray = field(repr=False)
    """Shape (n_pieces, 2): travelling as the segment is drawn, and the other way."""

    control_time_s: FloatArray = field(repr=False)
    """Shape (n_controls, 2), likewise."""

    def time_along_s(self, segment: IntArray, offset_m: FloatArray) -> FloatArray:
        """Return the time between the beginning of segments and points along them.

        Parameters
        ----------
        segment : array of int, shape (n,)
        offset_m : array of float, shape (n,)
            Distance from the beginning of the segment.

        Returns
        -------
        array of float, shape (n, 2)
            Seconds from the beginning to the point, and from the point to the beginning.

        Notes
        -----
        Of the piece in which the point lies, the part up to where its way begins is rounded,
        and the other part is what remains: whichever way the segment is drawn, and in both
        directions of travel. All else is whole ticks as it is. So the parts of a segment
        add up to it, however many points lie along it.
        """
        roads = self.roads
        begin, end = roads.first_piece[segment], roads.first_piece[segment + 1]
        start_m = np.concatenate(([0.0], np.cumsum(roads.piece_length_m)))
        target_m = start_m[begin] + offset_m
        piece = np.clip(np.searchsorted(start_m, target_m, side="right") - 1, begin, end - 1)
        length_m = roads.piece_length_m[piece]
        share = np.clip((target_m - start_m[piece]) / np.where(length_m > 0, length_m, 1.0), 0, 1)
        time_s = _sum_of_runs(self.piece_time_s, begin, piece)
        time_s += self._part_of_piece_s(piece, share)
        owner, control = runs(roads.first_control[segment], roads.first_control[segment + 1])
        passed = roads.control_offset_m[control] <= offset_m[owner]
        np.add.at(time_s, owner[passed], self.control_time_s[control[passed]])
        return time_s

    def _part_of_piece_s(self, piece: IntArray, share: FloatArray) -> FloatArray:
        """Return the time along some share of pieces, as `time_along_s` does."""
        along, whole_s = self.roads.piece_along[piece], self.piece_time_s[piece]
        share_of_way = np.where(along, share, 1.0 - share)
        part_s = whole_ticks(share_of_way[:, np.newaxis] * whole_s)
        return np.where(along[:, np.newaxis], part_s, whole_s - part_s)


def _sum_of_runs(values: FloatArray, begin: IntArray, end: IntArray) -> FloatArray:
    """Return the sums of runs of rows. Shape (n_runs, 2)."""
    owner, position = runs(begin, end)
    sums = np.zeros((begin.size, values.shape[1]))
    np.add.at(sums, owner, values[position])
    return sums


def road_metric(
    roads: RoadNetwork,
    mode: Mode,
    *,
    turns: bool | None = None,
    speeds: SpeedModel | None = None,
    delays: JunctionDelays | None = None,
) -> RoadMetric:
    """Return how long each edge and turn takes a mode.

    Parameters
    ----------
    roads : RoadNetwork
        The network.
    mode : Mode
        Who travels.
    turns : bool, optional
        Whether restrictions and delays at junctions count; the mode decides if not given.
    speeds : SpeedModel, optional
        What makes cars slower than the limit.
    delays : JunctionDelays, optional
        What turns and signals cost.
    """
    turns = mode.turns if turns is None else turns
    delays = delays or JunctionDelays()
    way_kmh = way_speeds_kmh(roads, mode, speeds or SpeedModel())
    piece_time_s = whole_ticks(_piece_times(roads, way_kmh))
    control_time_s = whole_ticks(control_delays_s(roads, delays) * mode.delay_factor)
    if not turns:
        control_time_s = np.zeros_like(control_time_s)
    allowed = _edge_access(roads, mode)
    is_arrival = (roads.edge_role & ARRIVAL) == ARRIVAL
    destination = (allowed == DESTINATION) & _has_arrival(roads, is_arrival) & turns
    is_open = (allowed != CLOSED) & (~is_arrival | destination)
    if not turns:
        is_open &= roads.edge_role == ORDINARY
    blocked = blocked_nodes(roads, mode)
    time_s = _edge_times(roads, piece_time_s, control_time_s)
    passable = is_open if turns else is_open & ~blocked[roads.tail]
    time_s[~passable] = np.inf
    turn_time_s = (
        turn_delays_s(
            roads,
            mode,
            delays,
            edge_open=is_open,
            edge_destination=destination,
            node_blocked=blocked,
        )
        if turns
        else np.zeros(0)
    )
    return RoadMetric(
        roads=roads,
        mode=mode,
        turns=turns,
        edge_time_s=_frozen(time_s),
        turn_time_s=_frozen(whole_ticks(turn_time_s)),
        edge_open=_frozen(is_open),
        edge_destination=_frozen(destination),
        finder=edge_finder(roads, is_open, destination),
        piece_time_s=_frozen(piece_time_s),
        control_time_s=_frozen(control_time_s),
    )


def _frozen(array: AnyArray) -> AnyArray:
    """Return an array that can no longer be written to."""
    array.setflags(write=False)
    return array


def _piece_times(roads: RoadNetwork, way_kmh: FloatArray) -> FloatArray:
    """Return the time along every piece. Shape (n_pieces, 2): as drawn, the other way."""
    speeds = way_kmh[roads.piece_way]
    as_drawn = np.where(roads.piece_along[:, np.newaxis], speeds, speeds[:, ::-1])
    return roads.piece_length_m[:, np.newaxis] / (as_drawn * MS_PER_KMH)


def _edge_times(
    roads: RoadNetwork, piece_time_s: FloatArray, control_time_s: FloatArray
) -> FloatArray:
    """Return the time along every edge, controls included."""
    segment_s = np.add.reduceat(piece_time_s, roads.first_piece[:-1], axis=0)
    owner = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_control))
    for direction in range(2):
        segment_s[:, direction] += np.bincount(
            owner, weights=control_time_s[:, direction], minlength=roads.n_segments
        )
    column = np.where(roads.edge_forward, 0, 1)
    times: FloatArray = segment_s[roads.edge_segment, column]
    return times


def _edge_access(roads: RoadNetwork, mode: Mode) -> IntArray:
    """Return CLOSED, DESTINATION or OPEN for every edge: the least its pieces allow."""
    table = access_table(roads.tag_sets, (mode,))[:, 0, :]
    allowed = table[roads.way_tag_set[roads.piece_way]]
    as_drawn = np.where(roads.piece_along[:, np.newaxis], allowed, allowed[:, ::-1])
    least = np.minimum.reduceat(as_drawn, roads.first_piece[:-1], axis=0)
    if mode.kind == "motor" and not mode.blue_light:
        zone = roads.segment_in_zone[:, np.newaxis]
        least = np.where(zone & (least == OPEN), DESTINATION, least)
    return least[roads.edge_segment, np.where(roads.edge_forward, 0, 1)]


def _has_arrival(roads: RoadNetwork, is_arrival: BoolArray) -> BoolArray:
    """Say which edges have an arrival edge beside them, or are one.

    A road that is destination-only for a mode of the user's own, but not for cars, has none,
    and is open to that mode.
    """
    key = roads.edge_segment * 2 + roads.edge_forward
    return np.isin(key, key[is_arrival])


def blocked_nodes(roads: RoadNetwork, mode: Mode) -> BoolArray:
    """Say at which nodes a barrier stops the mode."""
    blocks = np.array([node_blocks(tags, mode) for tags in roads.node_tag_sets] + [False])
    return blocks[roads.node_tag_set]
