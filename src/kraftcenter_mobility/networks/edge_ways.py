"""Which ways the edges are made of, and who may use them: what resolving restrictions needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.modes import AMBULANCE, BICYCLE, CAR, MODES
from kraftcenter_mobility.osm.tags import CLOSED

from .road import BANNED_BICYCLE, BANNED_CAR, BANNED_EMERGENCY, ORDINARY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.osm.extract import Restriction

    from .edges import Edges

__all__ = ["EdgeWays", "edge_ways", "vehicles_allowed"]


class EdgeWays(NamedTuple):
    """Which ways the edges are made of, as far as restrictions speak of them."""

    edges: Edges
    """Sorted by the node they leave."""

    first_out: IntArray
    first_way: IntArray
    """Id of the way each edge begins with."""

    last_way: IntArray
    ways: Mapping[int, frozenset[int]]
    """All ways of the edges that hold a restricted one."""

    vehicles: IntArray
    """Which vehicles may use each edge, as BANNED flags: restrictions speak of no others."""

    twin: IntArray
    """The edge of the same role in the other direction, -1 for none."""

    incoming: IntArray
    """Edges sorted by the node they lead to."""

    first_in: IntArray

    def out_of(self, node: int) -> list[int]:
        """Return the ordinary edges by which vehicles leave a node."""
        edges = range(int(self.first_out[node]), int(self.first_out[node + 1]))
        return [e for e in edges if self.edges.role[e] == ORDINARY and self.vehicles[e]]

    def into(self, node: int) -> list[int]:
        """Return the ordinary edges by which vehicles come to a node."""
        edges = self.incoming[self.first_in[node] : self.first_in[node + 1]].tolist()
        return [e for e in edges if self.edges.role[e] == ORDINARY and self.vehicles[e]]

    def ways_of(self, edge: int) -> frozenset[int]:
        """Return the ids of all ways an edge is made of, if one of them is restricted."""
        return self.ways.get(edge, frozenset())


def edge_ways(  # noqa: PLR0913, PLR0917 - the parts of one table
    edges: Edges,
    first_out: IntArray,
    piece_way_id: IntArray,
    first_piece: IntArray,
    vehicles: IntArray,
    restrictions: Sequence[Restriction],
) -> EdgeWays:
    """Return the lookups that resolving restrictions needs.

    `vehicles`, shape (n_pieces, 2), says who may pass each piece as drawn and the other way.
    """
    begin, end = first_piece[edges.segment], first_piece[edges.segment + 1] - 1
    incoming = np.argsort(edges.head, kind="stable")
    return EdgeWays(
        edges=edges,
        first_out=first_out,
        first_way=piece_way_id[np.where(edges.forward, begin, end)],
        last_way=piece_way_id[np.where(edges.forward, end, begin)],
        ways=_ways_held(edges, begin, end, piece_way_id, restrictions),
        vehicles=vehicles[begin, np.where(edges.forward, 0, 1)],
        twin=_twins(edges),
        incoming=incoming,
        first_in=row_starts(edges.head, first_out.size - 1),
    )


def vehicles_allowed(table: IntArray, tag_set: IntArray, along: BoolArray) -> IntArray:
    """Return which vehicles may pass pieces of road, as BANNED flags. Shape (n_pieces, 2).

    `table` says what each set of tags allows, as :func:`.edges.access_table` makes it of
    all modes; `along` whether a piece is drawn as its way is.
    """
    flags = ((CAR, BANNED_CAR), (AMBULANCE, BANNED_EMERGENCY), (BICYCLE, BANNED_BICYCLE))
    by_set = sum(np.where(table[:, MODES.index(mode)] != CLOSED, flag, 0) for mode, flag in flags)
    allowed = np.asarray(by_set)[tag_set]
    return np.where(along[:, np.newaxis], allowed, allowed[:, ::-1])


def _ways_held(
    edges: Edges,
    begin: IntArray,
    end: IntArray,
    piece_way_id: IntArray,
    restrictions: Sequence[Restriction],
) -> dict[int, frozenset[int]]:
    """Return the ways of every edge that holds a way some restriction names."""
    named = {m.ref for r in restrictions for m in r.members if m.osm_type == "way"}
    is_named = np.isin(piece_way_id, np.array(sorted(named), dtype=np.int64))
    so_far = np.concatenate(([0], np.cumsum(is_named)))
    holds = so_far[end + 1] > so_far[begin]
    return {
        int(edge): frozenset(piece_way_id[begin[edge] : end[edge] + 1].tolist())
        for edge in np.flatnonzero(holds & (edges.role == ORDINARY))
    }


def _twins(edges: Edges) -> IntArray:
    """Return the edge of the same segment and role in the other direction, -1 for none."""
    key = (edges.segment * 4 + edges.role) * 2
    this, other = key + edges.forward, key + ~edges.forward
    order = np.argsort(this)
    place = np.minimum(np.searchsorted(this[order], other), order.size - 1)
    found = order[place]
    return np.where(this[found] == other, found, -1)
