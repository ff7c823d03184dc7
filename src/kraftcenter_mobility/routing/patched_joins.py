"""Where places join the roads after some changes: mostly where they did before.

A place joins elsewhere if its road is gone, cut up or closed to the mode, or if a new road
lies nearer. Only those places are looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.errors import SnappingError
from kraftcenter_mobility.networks.doors import has_doors
from kraftcenter_mobility.networks.joins import EdgeEnds, Joins, edge_ends, too_far
from kraftcenter_mobility.networks.segment_index import SegmentIndex

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.patches import LocalRoads
    from kraftcenter_mobility.networks.plain_patches import PlainPatch
    from kraftcenter_mobility.networks.road import RoadNetwork

__all__ = ["Joinable", "Joined", "check_reach", "joined_after", "joined_before"]


class Joined(NamedTuple):
    """Places joined to the roads of a network."""

    places: gpd.GeoSeries
    joins: Joins
    ends: EdgeEnds
    max_distance_m: float
    access: bool

    def concerned_by(self, plain: PlainPatch, roads: RoadNetwork) -> bool:
        """Say whether a patch concerns the roads that some place joins."""
        segment, offset_m = self.joins.segment, self.joins.offset_m
        too_far = self.joins.distance_m > self.max_distance_m
        if too_far.any() or np.isin(segment, plain.segment).any():
            return True
        at_tail = offset_m == 0.0
        at_node = at_tail | (offset_m == roads.length_of_m(segment))
        tail, head = roads.segment_tail[segment], roads.segment_head[segment]
        node = np.where(at_tail, tail, head)[at_node]
        ends = roads.segment_tail[plain.segment], roads.segment_head[plain.segment], plain.core
        return bool(np.isin(node, np.concatenate(ends)).any())


def joined_before(
    metric: RoadMetric,
    places: gpd.GeoSeries,
    joins: Joins,
    *,
    max_distance_m: float,
    access: bool,
) -> Joined:
    """Return places as they join a network that nothing has changed."""
    ends = edge_ends(metric, joins, access=access)
    return Joined(places, joins, ends, max_distance_m, access)


def joined_after(
    joined: Joined, metric: RoadMetric, index: SegmentIndex, local: LocalRoads, joinable: Joinable
) -> EdgeEnds:
    """Return the edges that pass each place after some changes; none where it joins nothing.

    Parameters
    ----------
    joined : Joined
        The places as they were.
    metric, index
        The times before the changes, and the roads that places might join.
    local : LocalRoads
        The roads around the changes.
    joinable : Joinable
        Which of those places may join now. What it takes long to find out is asked only if
        somebody would join such a road.
    """
    parts = joined, metric, index, local, joinable.order
    found = _Rejoining(*parts, joinable.certain | joinable.doubtful)
    if joinable.doubtful[found.new_segments()].any():
        found = _Rejoining(*parts, joinable.certain | joinable.confirmed())
    return found.ends()


def check_reach(joined: Joined, ends: EdgeEnds) -> None:
    """Raise if a place lies too far from all roads, and did so before any change.

    Raises
    ------
    SnappingError
        Naming the furthest of them. Whom only a change has left without a road is none.
    """
    far = (joined.joins.distance_m > joined.max_distance_m) & (np.diff(ends.first) == 0)
    if far.any():
        distance_m = np.where(far, joined.joins.distance_m, 0.0)
        raise SnappingError(too_far(joined.places.index, distance_m, far, joined.max_distance_m))


class Joinable(NamedTuple):
    """Which local segments places may join. Shape of each: (n_local_segments,)."""

    certain: BoolArray
    doubtful: BoolArray
    confirmed: Callable[[], BoolArray]
    """Returns those of the doubtful ones that places may join indeed."""

    order: IntArray
    """Of equally near segments places join the one that is lowest in this."""


class _Rejoining:
    """Places, old and new roads, and who joins which."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of one question
        self,
        joined: Joined,
        metric: RoadMetric,
        index: SegmentIndex,
        local: LocalRoads,
        order: IntArray,
        joinable: BoolArray,
    ) -> None:
        self.joined, self.metric, self.index, self.local = joined, metric, index, local
        cut, self.order = local.slice, order
        self.lost = np.zeros(metric.roads.n_segments, dtype=np.bool_)
        self.lost[cut.segment] = True
        self.lost[cut.of_local[joinable & (cut.of_local >= 0)]] = False
        self.fresh: BoolArray = joinable & (cut.of_local < 0) & has_doors(cut.roads)
        self.joins, self.nowhere = self._old_joins()
        self.by_new = np.zeros(self.nowhere.size, dtype=np.bool_)
        self.new_joins = self._new_joins()

    def new_segments(self) -> IntArray:
        """Return the local segments that somebody joins who joined another before."""
        none = np.zeros(0, dtype=np.int64)
        return none if self.new_joins is None else self.new_joins.segment[self.by_new]

    def ends(self) -> EdgeEnds:
        """Return the edges that pass each place now."""
        joined, cut, joins = self.joined, self.local.slice, self.joins
        stays = ~self.by_new & ~self.nowhere
        local_of = np.full(self.lost.size, -1, dtype=np.int64)
        kept = np.flatnonzero(cut.of_local >= 0)
        local_of[cut.of_local[kept]] = kept
        is_local = stays & self._joins_slice(joins, local_of)
        far = stays & ~is_local
        old_ends = edge_ends(self.metric, _some(joins, far), access=joined.access)
        parts = [(np.flatnonzero(far), old_ends)]
        inside = _some(joins, is_local)
        parts.append(self._of_local(is_local, inside._replace(segment=local_of[inside.segment])))
        if self.new_joins is not None:
            parts.append(self._of_local(self.by_new, _some(self.new_joins, self.by_new)))
        return _merged(parts, self.nowhere.size)

    def _new_joins(self) -> Joins | None:
        """Return where everybody would join a new road, and note who does."""
        if not self.fresh.any():
            return None
        joined, nowhere = self.joined, self.nowhere
        roads, before = self.local.slice.roads, self.index
        index = SegmentIndex(roads, self.fresh, order=self.order, transformer=before.transformer)
        lon, lat = joined.places.x.to_numpy(), joined.places.y.to_numpy()
        joins = index.nearest(lon, lat)
        near = joins.distance_m <= joined.max_distance_m
        old_m = before.plane_distance_m(self.joins, lon, lat)
        new_m = index.plane_distance_m(joins, lon, lat)
        comes_first = self.order[joins.segment] < before.order[self.joins.segment]
        nearer = (new_m < old_m) | ((new_m == old_m) & comes_first)
        self.by_new = near & (nowhere | nearer)
        return joins

    def _old_joins(self) -> tuple[Joins, BoolArray]:
        """Return the nearest of the roads that were there before, and who has none."""
        joins = self.joined.joins
        moved = np.flatnonzero(self.lost[joins.segment])
        nowhere = joins.distance_m > self.joined.max_distance_m
        if moved.size == 0:
            return joins, nowhere
        places = self.joined.places.iloc[moved]
        found, none = self.index.nearest_without(
            places.x.to_numpy(), places.y.to_numpy(), self.lost, self.joined.max_distance_m
        )
        columns = [column.copy() for column in joins]
        for column, new in zip(columns, found, strict=True):
            column[moved] = new
        nowhere[moved] = none
        return Joins._make(columns), nowhere

    def _joins_slice(self, joins: Joins, local_of: IntArray) -> BoolArray:
        """Say who joins a road of the slice, and not at the slice's rim."""
        roads, cut = self.metric.roads, self.local.slice
        segment = joins.segment
        in_slice = local_of[segment] >= 0
        core = np.zeros(roads.n_nodes, dtype=np.bool_)
        core[cut.core] = True
        at_tail = joins.offset_m == 0.0
        at_head = joins.offset_m == roads.length_of_m(segment)
        node = np.where(at_tail, roads.segment_tail[segment], roads.segment_head[segment])
        joins_slice: BoolArray = in_slice & (~(at_tail | at_head) | core[node])
        return joins_slice

    def _of_local(self, who: BoolArray, joins: Joins) -> tuple[IntArray, EdgeEnds]:
        """Return the ends of places that join local roads, with the edges' own numbers."""
        ends = edge_ends(self.local.metric, joins, access=self.joined.access)
        return np.flatnonzero(who), ends._replace(edge=self.local.edge[ends.edge])


def _some(joins: Joins, which: BoolArray) -> Joins:
    """Return some of the joins."""
    return Joins._make(column[which] for column in joins)


def _merged(parts: list[tuple[IntArray, EdgeEnds]], n_places: int) -> EdgeEnds:
    """Return the ends of all places, given for some of them at a time."""
    place = np.concatenate([who[ends.place()] for who, ends in parts])
    order = np.argsort(place, kind="stable")
    names = "edge", "along_m", "at_s", "before_s", "after_s"
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(ends, name) for _, ends in parts])[order] for name in names
    }
    walk_s = np.zeros(n_places)
    for who, ends in parts:
        walk_s[who] = ends.walk_s
    return EdgeEnds(first=row_starts(place[order], n_places), walk_s=walk_s, **columns)
