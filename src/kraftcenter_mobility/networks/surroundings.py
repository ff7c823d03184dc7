"""What surrounds each part of a network: what meets where, and what restrictions tie together.

Everything that a change to a few pieces has to know of the rest, found once per network.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.modes import MODES

from .build import signatures
from .edge_finder import EdgesBy
from .edges import access_table, car_access
from .geodesy import link_length_m
from .piece_lines import SAME_POINT_M
from .runs import positions
from .segments import Pieces, partners
from .zone_roads import ZoneRoads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .piece_lines import PieceLines
    from .road import RoadNetwork

__all__ = ["Surroundings"]


class _Named(NamedTuple):
    """Which restrictions, by their place in the network's list, name each way and node."""

    by_way: dict[int, list[int]]
    by_node: dict[int, list[int]]


class Surroundings:
    """What meets where in a network, and what belongs together."""

    def __init__(self, roads: RoadNetwork, lines: PieceLines) -> None:
        """Keep the network; everything else is found when first needed."""
        self.roads = roads
        self.lines = lines

    @cached_property
    def _at_node(self) -> EdgesBy:
        """The segments that begin or end at each node."""
        roads = self.roads
        ends = np.concatenate((roads.segment_tail, roads.segment_head))
        order = np.argsort(ends, kind="stable")
        return EdgesBy(row_starts(ends, roads.n_nodes), order % roads.n_segments)

    @cached_property
    def edges_along(self) -> EdgesBy:
        """All edges, twins among them, along each segment."""
        order = np.argsort(self.roads.edge_segment, kind="stable")
        return EdgesBy(row_starts(self.roads.edge_segment, self.roads.n_segments), order)

    def segments_at(self, nodes: IntArray) -> IntArray:
        """Return the segments that begin or end at some nodes, ascending."""
        return np.unique(self._at_node.of(nodes, nodes)[1])

    def pieces_of(self, segments: IntArray) -> IntArray:
        """Return the pieces of some segments, one segment after the other."""
        first = self.roads.first_piece
        return positions(first[segments], first[segments + 1])

    @cached_property
    def _points_by_id(self) -> tuple[IntArray, IntArray]:
        """All points between the ends of segments by their ids, and the segment of each."""
        roads = self.roads
        inner = np.ones(roads.point_id.size, dtype=np.bool_)
        inner[roads.first_point[:-1]] = False
        inner[roads.first_point[1:] - 1] = False
        point = np.flatnonzero(inner)
        order = point[np.argsort(roads.point_id[point], kind="stable")]
        owner = np.searchsorted(roads.first_point, order, side="right") - 1
        return roads.point_id[order], owner

    def segments_through(self, node_ids: Iterable[int]) -> IntArray:
        """Return the segments that pass some points between their ends, given by id."""
        wanted = np.array(sorted(node_ids), dtype=np.int64)
        known, owner = self._points_by_id
        low = np.searchsorted(known, wanted, side="left")
        high = np.searchsorted(known, wanted, side="right")
        runs = [owner[i:j] for i, j in zip(low.tolist(), high.tolist(), strict=True) if j > i]
        return np.unique(np.concatenate(runs)) if runs else np.zeros(0, dtype=np.int64)

    def known_points(self, ids: Iterable[int]) -> set[int]:
        """Return which of some ids are of points along roads, at their ends or between."""
        wanted = np.fromiter(ids, dtype=np.int64)
        found = np.zeros(wanted.size, dtype=np.bool_)
        for known in (self.roads.node_id, self._points_by_id[0]):
            if known.size:
                place = np.minimum(np.searchsorted(known, wanted), known.size - 1)
                found |= known[place] == wanted
        return set(wanted[found].tolist())

    @cached_property
    def stretch(self) -> FloatArray:
        """By how much each piece is known to be longer than it is drawn. Shape (n_pieces,)."""
        roads, lines = self.roads, self.lines
        link_m = np.zeros(roads.point_lon.size)
        lon, lat = roads.point_lon, roads.point_lat
        link_m[1:] = link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
        so_far_m = np.cumsum(link_m)
        drawn_m = so_far_m[lines.last_point] - so_far_m[lines.first_point]
        near = np.abs(roads.piece_length_m - drawn_m) < SAME_POINT_M
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = roads.piece_length_m / drawn_m
        stretch: FloatArray = np.where(near | ~np.isfinite(ratio), 1.0, ratio)
        return stretch

    @cached_property
    def signature(self) -> IntArray:
        """What may pass each piece, as it is drawn and the other way. Shape (n_pieces, 2)."""
        roads = self.roads
        of_piece = self.signature_of(roads.tag_sets)[roads.way_tag_set[roads.piece_way]]
        turned: IntArray = np.where(roads.piece_along[:, np.newaxis], of_piece, of_piece[:, ::-1])
        return turned

    @staticmethod
    def signature_of(tag_sets: Sequence[Mapping[str, str]]) -> IntArray:
        """Return what may pass along and against ways with some tags. Shape (n_tag_sets, 2)."""
        return signatures(tag_sets, access_table(tag_sets, MODES))

    @cached_property
    def restricted_nodes(self) -> BoolArray:
        """Nodes at which restrictions turn, or which they run along. Shape (n_nodes,)."""
        roads, named = self.roads, self._named
        ids = np.array(sorted(named.by_node), dtype=np.int64)
        restricted: BoolArray = np.isin(roads.node_id, ids)
        for nodes in self._tied.values():
            restricted[nodes] = True
        return restricted

    @cached_property
    def pair_nodes(self) -> BoolArray:
        """Nodes at which just two segments end: two, as different modes may use them.

        If that changes they become one. Shape (n_nodes,).
        """
        pairs: BoolArray = np.diff(self._at_node.first) == 2  # noqa: PLR2004 - two of them
        return pairs

    @cached_property
    def zone_roads(self) -> ZoneRoads:
        """What tells whether closing roads changes any zone."""
        return ZoneRoads(self.roads, self.car_access, self._at_node)

    def kept_nodes(self, pieces: IntArray) -> IntArray:
        """Return the ids of nodes that would be none if it were for the pieces meeting there.

        Barriers, and where restrictions turn or begin. At their ends, `pieces` must be all
        there are; elsewhere a node may be named that need not be kept.
        """
        roads, lines = self.roads, self.lines
        ends = np.column_stack((lines.first_point[pieces], lines.last_point[pieces])).ravel()
        node_id, node = np.unique(roads.point_id[ends], return_inverse=True)
        begin = 2 * np.arange(pieces.size)
        meeting = Pieces(np.arange(pieces.size), begin, begin + 1, node, node_id)
        partner = partners(meeting, self.signature[pieces], np.zeros(node_id.size, dtype=np.bool_))
        mergeable = node_id[np.unique(node[partner >= 0])]
        place = np.minimum(np.searchsorted(roads.node_id, mergeable), roads.n_nodes - 1)
        kept: IntArray = mergeable[roads.node_id[place] == mergeable]
        return kept

    @cached_property
    def node_tags(self) -> dict[int, Mapping[str, str]]:
        """The tags of nodes and of controls along segments, by OpenStreetMap id."""
        roads = self.roads
        tagged = np.flatnonzero(roads.node_tag_set >= 0)
        tags = {
            int(roads.node_id[node]): roads.node_tag_sets[int(roads.node_tag_set[node])]
            for node in tagged
        }
        for segment in np.flatnonzero(np.diff(roads.first_control)).tolist():
            begin, end = int(roads.first_point[segment]), int(roads.first_point[segment + 1])
            inner_m = roads.point_offset_m[begin + 1 : end - 1]
            for control in range(*roads.first_control[segment : segment + 2].tolist()):
                point = begin + 1 + int(np.searchsorted(inner_m, roads.control_offset_m[control]))
                tag_set = int(roads.control_tag_set[control])
                tags[int(roads.point_id[point])] = roads.node_tag_sets[tag_set]
        return tags

    @cached_property
    def car_access(self) -> IntArray:
        """What cars may do on each segment, in the direction in which they may do more."""
        roads = self.roads
        first = roads.piece_way[roads.first_piece[:-1]]
        return car_access(roads.tag_sets)[roads.way_tag_set[first]]

    @cached_property
    def _named(self) -> _Named:
        """Which restrictions name each way, and each node they turn at."""
        named = _Named({}, {})
        for number, restriction in enumerate(self.roads.restrictions):
            for member in restriction.members:
                by = named.by_way if member.osm_type == "way" else named.by_node
                by.setdefault(member.ref, []).append(number)
        return named

    def restrictions_about(self, pieces: IntArray, segments: IntArray) -> list[int]:
        """Return the restrictions that name a way of some pieces, or a node of some segments."""
        roads, named = self.roads, self._named
        ways = np.unique(roads.way_id[roads.piece_way[pieces]]).tolist()
        ends = np.unique(
            np.concatenate((roads.segment_tail[segments], roads.segment_head[segments]))
        )
        found = {r for way in ways if way in named.by_way for r in named.by_way[way]}
        nodes = np.unique(roads.node_id[ends]).tolist() if named.by_node else []
        found |= {r for node in nodes if node in named.by_node for r in named.by_node[node]}
        return sorted(found)

    @cached_property
    def _tied(self) -> dict[int, IntArray]:
        """Return, for each segment that a restriction runs along, the nodes it runs through."""
        roads, lines = self.roads, self.lines
        tied: dict[int, IntArray] = {}
        for restriction in roads.restrictions:
            via = [m.ref for m in restriction.members if m.role == "via" and m.osm_type == "way"]
            if not via:
                continue
            way = np.flatnonzero(np.isin(roads.way_id, via))
            segments = np.unique(lines.segment[lines.of_ways(way)])
            nodes = np.concatenate((roads.segment_tail[segments], roads.segment_head[segments]))
            for segment in segments.tolist():
                tied[segment] = np.union1d(tied.get(segment, nodes), nodes)
        return tied

    def tied_nodes(self, segments: IntArray) -> IntArray:
        """Return the nodes that restrictions via ways tie to some segments."""
        tied = self._tied
        some = [tied[segment] for segment in segments.tolist() if segment in tied] if tied else []
        return np.unique(np.concatenate(some)) if some else np.zeros(0, dtype=np.int64)
