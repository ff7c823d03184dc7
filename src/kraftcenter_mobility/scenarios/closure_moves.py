"""Where those who live along a closed road join the roads that remain."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.joins import Joins, edge_ends
from kraftcenter_mobility.networks.runs import runs
from kraftcenter_mobility.networks.segment_index import WIDER
from kraftcenter_mobility.routing.forest_places import ForestPlaces, places_of

from .closure_zones import are_at_zones

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.networks.segment_index import SegmentIndex
    from kraftcenter_mobility.routing.nearest_forest import NearestForest
    from kraftcenter_mobility.routing.travel_times import Question

    from .closure_groups import RoadGroups

__all__ = ["Moves", "moves_of"]

FIRST_LOOK_M = 60.0
"""How far to look at first; it is doubled until something is found."""

PAIRS_AT_ONCE = 20_000


class Moves(NamedTuple):
    """Origins that join another road when theirs is closed, group of roads by group."""

    first: IntArray
    """Where each group's entries begin. Shape (n_groups + 1,)."""

    origin: IntArray
    """Which origin it is, ascending within each group."""

    places: ForestPlaces
    """From where each sets out then."""

    too_far: BoolArray
    """Which of them have no other road near enough to join."""

    at_zone: BoolArray
    """Which of them come to stand where a destination-only road begins."""


def moves_of(
    question: Question,
    forest: NearestForest,
    index: SegmentIndex,
    groups: RoadGroups,
    max_distance_m: float,
) -> Moves:
    """Return where origins along each group of roads join when the group is closed.

    It is the nearest of the other roads that places may join.
    """
    at = np.argsort(question.origin_joins.segment, kind="stable")
    by_segment = question.origin_joins.segment[at]
    begin = np.searchsorted(by_segment, groups.segment)
    owner, place = runs(begin, np.searchsorted(by_segment, groups.segment, side="right"))
    origin = at[place]
    group = groups.owner()[owner]
    order = np.lexsort((origin, group))
    origin, group = origin[order], group[order]
    joins, too_far = _joins_without(question, index, groups, origin, group, max_distance_m)
    ends = edge_ends(forest.metric, joins, access=question.access)
    first = np.searchsorted(group, np.arange(len(groups) + 1))
    at_zone = are_at_zones(forest.metric, joins) & ~too_far
    return Moves(first, origin, places_of(forest, ends), too_far, at_zone)


def _joins_without(  # noqa: PLR0913, PLR0917 - pairs of an origin and a group, and where to look
    question: Question,
    index: SegmentIndex,
    groups: RoadGroups,
    origin: IntArray,
    group: IntArray,
    max_distance_m: float,
) -> tuple[Joins, BoolArray]:
    """Return where origins join without the roads of a group, and which have none to join."""
    import shapely

    places = question.origins.iloc[origin]
    lon, lat = places.x.to_numpy(), places.y.to_numpy()
    points = shapely.points(*index.transformer.transform(lon, lat))
    found = np.full(origin.size, -1, dtype=np.int64)
    key = np.sort(groups.owner() * question.metric.roads.n_segments + groups.segment)
    within_m, furthest_m = FIRST_LOOK_M, max_distance_m * WIDER
    todo = np.arange(origin.size)
    while todo.size:
        reach_m = min(within_m, furthest_m)
        for low in range(0, todo.size, PAIRS_AT_ONCE):
            some = todo[low : low + PAIRS_AT_ONCE]
            near, line = index.tree.query(points[some], predicate="dwithin", distance=reach_m)
            pair = group[some[near]] * question.metric.roads.n_segments + index.segment[line]
            free = ~_is_in(key, pair)
            near, line = some[near[free]], line[free]
            order = np.lexsort((line, shapely.distance(points[near], index.lines[line]), near))
            who, nearest = np.unique(near[order], return_index=True)
            found[who] = line[order][nearest]
        if reach_m == furthest_m:
            break
        todo = todo[found[todo] < 0]
        within_m *= 2.0
    joins = index._joins(lon, lat, points, np.maximum(found, 0))  # noqa: SLF001 - the segments are chosen here
    return joins, (found < 0) | (joins.distance_m > max_distance_m)


def _is_in(ascending: IntArray, wanted: IntArray) -> BoolArray:
    """Say which numbers stand in an ascending list."""
    at = np.minimum(np.searchsorted(ascending, wanted), ascending.size - 1)
    known: BoolArray = ascending[at] == wanted
    return known
