"""The part of a network that some changes can have an influence on, built again.

What a turn costs and whether it is allowed depends on the roads that meet at its node and on
the restrictions there; a segment's edges depend on the segment alone, and on whether it lies
in a zone. So all that can differ lies at the *core*: the nodes at which changed segments end.
The slice holds every segment that touches a core node. At the core its turns are those of the
whole network after the changes; at the other ends of its segments, the rim, they are not
looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.notices import Notices

from .build import roads_of_rows
from .edited_rows import edited_rows
from .zone_changes import zones_after

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray

    from .build import Built
    from .changes import RoadChanges
    from .edited_rows import EditedRows
    from .road import RoadNetwork
    from .surroundings import Surroundings
    from .transport import TransportNetwork

__all__ = ["Slice", "changed_slice"]


class Slice(NamedTuple):
    """A part of a network after some changes, and what of it was there before."""

    roads: RoadNetwork
    """The part, as a network of its own, after the changes."""

    core: IntArray
    """Nodes of the whole network at which turns may differ. Ascending."""

    local_core: BoolArray
    """Which nodes of the part are core nodes, or new. Shape (n_local_nodes,)."""

    segment: IntArray
    """The segments of the whole network that the part replaces. Ascending."""

    of_local: IntArray
    """The segment that each of the part's is, unchanged but for its tags; -1 for new ones."""

    piece: IntArray
    """The whole network's piece that each of the part's was, -1 for those of new roads."""

    node: IntArray
    """The whole network's node that each of the part's is, -1 for new ones."""


def changed_slice(network: TransportNetwork, changes: RoadChanges) -> Slice:
    """Return the part of a network that some changes can have an influence on, after them."""
    roads, known = network.roads, network.surroundings
    touched = _touched_segments(known, changes)
    zones = zones_after(network, changes, touched)
    touched = np.union1d(touched, zones.changed)
    core = _core(known, touched, _node_indices(roads, _named_nodes(changes)))
    while True:
        segment = known.segments_at(core)
        pieces = known.pieces_of(segment)
        restrictions = known.restrictions_about(pieces, segment)
        ends = np.unique(np.concatenate((roads.segment_tail[segment], roads.segment_head[segment])))
        rim = np.setdiff1d(ends, core)
        edited = edited_rows(
            roads,
            known,
            changes,
            pieces,
            restrictions=[roads.restrictions[r] for r in restrictions],
            rim=roads.node_id[rim],
        )
        in_zone = zones.of_rows(edited)
        built = roads_of_rows(edited.rows._replace(in_zone=in_zone), Notices())
        found = _slice(roads, core, segment, edited, built)
        lost = np.setdiff1d(segment, found.of_local)
        wider = _core(known, lost, core)
        if wider.size == core.size:
            return found
        core = wider


def _touched_segments(known: Surroundings, changes: RoadChanges) -> IntArray:
    """Return the segments some of whose pieces change, or that pass a node that is named."""
    pieces = {*changes.tags, *changes.removed, *(cut.piece for cut in changes.cuts)}
    touched = known.lines.segment[np.array(sorted(pieces), dtype=np.int64)]
    inside = known.segments_through(_named_nodes(changes).tolist())
    return np.unique(np.concatenate((touched, inside)))


def _named_nodes(changes: RoadChanges) -> IntArray:
    """Return the ids of the nodes that changes name, ascending."""
    named = {node for road in changes.roads for node in road.node_id}
    return np.array(sorted(named | set(changes.node_tags)), dtype=np.int64)


def _node_indices(roads: RoadNetwork, ids: IntArray) -> IntArray:
    """Return the nodes with some ids, those there are."""
    place = np.minimum(np.searchsorted(roads.node_id, ids), roads.n_nodes - 1)
    found: IntArray = place[roads.node_id[place] == ids]
    return found


def _core(known: Surroundings, segments: IntArray, nodes: IntArray) -> IntArray:
    """Return the ends of segments and some more nodes, and all that restrictions tie to them.

    A restriction via ways is of one piece: if one of its ways touches the core, all the
    nodes along them belong to it.
    """
    roads = known.roads
    core = np.unique(
        np.concatenate((nodes, roads.segment_tail[segments], roads.segment_head[segments]))
    )
    while True:
        tied = known.tied_nodes(known.segments_at(core))
        wider = np.union1d(core, tied)
        if wider.size == core.size:
            return wider
        core = wider


def _slice(
    roads: RoadNetwork, core: IntArray, segment: IntArray, edited: EditedRows, built: Built
) -> Slice:
    """Return the slice that was built, with what each part of it was before."""
    local = built.roads
    piece = edited.piece[built.piece_row]
    whole = edited.whole[built.piece_row]
    place = np.minimum(np.searchsorted(roads.node_id, local.node_id), roads.n_nodes - 1)
    node = np.where(roads.node_id[place] == local.node_id, place, -1)
    local_core = (node < 0) | np.isin(node, core)
    return Slice(
        local, core, local_core, segment, _same_segments(roads, local, piece, whole), piece, node
    )


def _same_segments(
    roads: RoadNetwork, local: RoadNetwork, piece: IntArray, whole: BoolArray
) -> IntArray:
    """Return the segment that each of a slice is piece by piece, -1 where none is."""
    first, last = local.first_piece[:-1], local.first_piece[1:] - 1
    in_order = np.ones(piece.size, dtype=np.int64)
    in_order[1:] = np.diff(piece) == 1
    in_order[first] = 1
    sound = np.minimum.reduceat(in_order & whole, first) > 0
    begin = piece[first]
    candidate = np.searchsorted(roads.first_piece, np.maximum(begin, 0), side="right") - 1
    same = (
        sound
        & (begin >= 0)
        & (roads.first_piece[candidate] == begin)
        & (roads.first_piece[candidate + 1] - 1 == piece[last])
    )
    return np.where(same, candidate, -1)
