"""Whether closing a few roads leaves all zones (:mod:`.zones`) as they are, told from nearby."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.osm.tags import CLOSED, DESTINATION, OPEN

from .zones import open_parts

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .edge_finder import EdgesBy
    from .road import RoadNetwork
    from .zones import OpenParts

__all__ = ["ZoneRoads"]

MOST_LOOKED_AT = 4000
"""Roads to look at before it is cheaper to find all zones again."""


class ZoneRoads:
    """The roads of a network by what cars may do on them."""

    def __init__(self, roads: RoadNetwork, car_access: IntArray, at_node: EdgesBy) -> None:
        """Keep what cars may do on each segment, and the segments at each node."""
        self._ends = at_node
        self._roads = roads
        self._length_m = roads.segment_length_m
        order = {CLOSED: 0, DESTINATION: 1, OPEN: 2}
        self._rank = np.array([order[code] for code in car_access.tolist()], dtype=np.int64)
        self._has_zones = bool((car_access == DESTINATION).any())
        self._lock = threading.Lock()
        self._seen = np.zeros(roads.n_nodes, dtype=np.int64)
        self._queue = np.empty((2, roads.n_nodes), dtype=np.int64)
        parts = open_parts(
            roads.segment_tail,
            roads.segment_head,
            roads.n_nodes,
            is_open=car_access == OPEN,
            is_destination=car_access == DESTINATION,
            length_m=self._length_m,
        )
        self._margin_m = _margin_m(parts)
        self.part: IntArray = np.full(roads.n_segments, -1, dtype=np.int64)
        """The connected part of the open roads that each is of, -1 for others."""

        self.part[car_access == OPEN] = parts.of_open

    def stay_without(self, closed: IntArray) -> bool:
        """Say whether all zones stay as they are when segments are closed; False if unsure.

        Notes
        -----
        A zone is told by which open roads are joined to one another, by which are joined over
        destination-only roads besides, and by which part is the longest. If the ends of every
        closed road stay joined, so does all else. If not, one side has been seen as a whole:
        without any destination-only road it has no zone, now or before; and the other side
        keeps its longest part if that was longest by more than all that is lost. The roads
        are closed one after the other: of two that part a road at both its ends, each by
        itself would only be seen to cut off the short stretch between them.
        """
        if not self._has_zones:
            return True
        lost_m = 0.0
        for n_before, segment in enumerate(closed.tolist()):
            cost_m = self._lost_m(segment, closed[: n_before + 1])
            if cost_m is None:
                return False
            lost_m += cost_m
        return lost_m < self._margin_m

    def _lost_m(self, segment: int, closed: IntArray) -> float | None:  # noqa: PLR0911 - cases
        """Return how much the open roads around a closed one lose, None if zones may change."""
        rank = int(self._rank[segment])
        length_m = float(self._length_m[segment])
        if rank == 0:
            return 0.0
        if rank == 1:
            parted, side_m = self._detour(segment, closed, least=1)
            return None if parted is None or (parted and side_m[2] > 0.0) else 0.0
        if self._roads.segment_in_zone[segment]:
            return None
        parted, side_m = self._detour(segment, closed, least=2)
        if parted is None:
            return None
        if not parted:
            return length_m
        parted, side_m = self._detour(segment, closed, least=1)
        if parted and side_m[1] == 0.0:
            return length_m + float(side_m[2])
        return None

    def _detour(
        self, segment: int, closed: IntArray, *, least: int
    ) -> tuple[bool | None, FloatArray]:
        """Say whether closing roads parts the ends of one of them, None if unsure."""
        from kraftcenter_mobility._kernels.detours import GAVE_UP, PARTED, detour

        roads, side_m = self._roads, np.zeros(4)
        with self._lock:
            answer = detour(
                self._ends.first,
                self._ends.edge,
                roads.segment_tail,
                roads.segment_head,
                self._length_m,
                self._rank,
                np.int64(least),
                closed,
                roads.segment_tail[segment],
                roads.segment_head[segment],
                np.int64(MOST_LOOKED_AT),
                self._seen,
                self._queue,
                side_m,
            )
        return (None if answer == GAVE_UP else answer == PARTED), side_m


def _margin_m(parts: OpenParts) -> float:
    """Return by how much the longest part of a joined group is at least longer than the next."""
    order = np.lexsort((-parts.length_m, parts.group))
    group, metres = parts.group[order], parts.length_m[order]
    first: BoolArray = np.ones(group.size, dtype=np.bool_)
    first[1:] = group[1:] != group[:-1]
    begins = np.flatnonzero(first)
    several = begins[np.diff(np.append(begins, group.size)) > 1]
    return float((metres[several] - metres[several + 1]).min(initial=np.inf))
