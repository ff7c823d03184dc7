"""Make roads that cross at grade share a node, and only those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from .sample_geometry import CENTIMETRES, point_key, straight_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .sample_geometry import FloatArray, IntArray, Point, Road, Shapes

__all__ = ["insert_point", "join_at_grade"]

ROUNDS = 8
MERGED_WITHIN_M = 8.0
REUSED_WITHIN_M = 60.0
SAME_SPOT_M = 0.02
RANKS = {"corridor": 6, "connector": 5, "ferry": 4, "access": 2, "street": 3, "rural": 1, "path": 0}
FIXED_RANK = 9


def insert_point(road: Road, point: FloatArray) -> FloatArray:
    """Give a road a vertex at the point of it nearest to `point`, and return the vertex.

    An existing vertex within ``REUSED_WITHIN_M`` of it is used instead.
    """
    line = road.line
    along = line.project(shapely.Point(point))
    spot = np.array(line.interpolate(along).coords[0]).round(CENTIMETRES)
    away = np.hypot(*(road.xy - spot).T)
    nearest = int(away.argmin())
    if away[nearest] < REUSED_WITHIN_M:
        return np.array(road.xy[nearest])
    reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(road.xy, axis=0).T))])
    place = int(np.searchsorted(reached, along))
    road.xy = np.insert(road.xy, place, spot, axis=0)
    return spot


def join_at_grade(roads: list[Road], fixed: Iterable[Point]) -> None:
    """Put a shared vertex where roads at grade cross, and make one of vertices that nearly meet.

    Parameters
    ----------
    roads : list of Road
        All roads; those that are not at grade are left alone.
    fixed : iterable of pairs
        Vertices that stay where they are.

    Raises
    ------
    RuntimeError
        If crossings are left after several rounds.
    """
    level = [road for road in roads if road.at_grade]
    pinned = set(fixed)
    for _ in range(ROUNDS):
        crossings = _insert_crossings(level)
        _merge_close_vertices(level, pinned)
        if not crossings:
            return
    raise RuntimeError(f"{crossings} crossings without a node are left after {ROUNDS} rounds")


def _segments(roads: list[Road]) -> tuple[FloatArray, IntArray, IntArray]:
    """Return the segments of all roads, which road each is of, and its number in the road."""
    counts = np.array([len(road.xy) - 1 for road in roads])
    owner = np.repeat(np.arange(len(roads)), counts)
    number = np.concatenate([np.arange(count) for count in counts])
    ends = np.concatenate(
        [np.stack([road.xy[:-1], road.xy[1:]], axis=1) for road in roads if len(road.xy) > 1]
    )
    return ends, owner, number


def _insert_crossings(roads: list[Road]) -> int:
    ends, owner, number = _segments(roads)
    lines = straight_lines(ends)
    first, second = shapely.STRtree(lines).query(lines, predicate="intersects")
    ordered = first < second
    first, second = first[ordered], second[ordered]
    meeting: Shapes = np.asarray(shapely.intersection(lines[first], lines[second]))
    spots = shapely.get_type_id(meeting) == shapely.GeometryType.POINT
    first, second = first[spots], second[spots]
    points = shapely.get_coordinates(meeting[spots]).round(CENTIMETRES)
    added: dict[int, list[tuple[int, float, Point]]] = {}
    for segments in (first, second):
        start, end = ends[segments, 0], ends[segments, 1]
        from_start = np.hypot(*(points - start).T)
        inside = (from_start > SAME_SPOT_M) & (np.hypot(*(points - end).T) > SAME_SPOT_M)
        for n in np.flatnonzero(inside):
            where = (int(number[segments[n]]), float(from_start[n]), point_key(points[n]))
            added.setdefault(int(owner[segments[n]]), []).append(where)
    for index, wanted in added.items():
        _insert(roads[index], wanted)
    return sum(len(wanted) for wanted in added.values())


def _insert(road: Road, wanted: list[tuple[int, float, Point]]) -> None:
    wanted = sorted(set(wanted))
    before = [segment + 1 for segment, _, _ in wanted]
    road.xy = np.insert(road.xy, before, [point for _, _, point in wanted], axis=0)


def _merge_close_vertices(roads: list[Road], pinned: set[Point]) -> None:
    ranks: dict[Point, int] = {}
    for road in roads:
        rank = RANKS[road.kind]
        for point in map(point_key, road.xy):
            ranks[point] = max(ranks.get(point, 0), FIXED_RANK if point in pinned else rank)
    points = list(ranks)
    pairs = KDTree(np.array(points)).query_pairs(MERGED_WITHIN_M, output_type="ndarray")
    if not len(pairs):
        return
    shape = (len(points), len(points))
    touching = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=shape)
    _, group = connected_components(touching, directed=False)
    best: dict[int, Point] = {}
    for point, label in zip(points, group.tolist(), strict=True):
        if label not in best or ranks[point] > ranks[best[label]]:
            best[label] = point
    moved = {
        point: best[label]
        for point, label in zip(points, group.tolist(), strict=True)
        if best[label] != point
    }
    for road in roads:
        _move(road, moved)


def _move(road: Road, moved: dict[Point, Point]) -> None:
    """Move vertices, and drop those that then repeat their neighbour or double back."""
    kept: list[Point] = []
    for point in map(point_key, road.xy):
        target = moved.get(point, point)
        if kept and kept[-1] == target:
            continue
        if len(kept) > 1 and kept[-2] == target:
            kept.pop()
            continue
        kept.append(target)
    road.xy = np.array(kept)
