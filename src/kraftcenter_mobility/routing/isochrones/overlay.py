"""What two areas have in common, and what only one of them has.

Areas of the same grid have the same boundary to the last bit wherever the same roads are
reached. What only one area has is therefore enclosed by the links of boundaries that only one
has: these alone are crossed with one another, however large the areas are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .polygons import polygons_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["overlay"]

MIX = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5],
    dtype=np.uint64,
)
"""Odd numbers by which the coordinates of a link are made into one number."""


def overlay(before: Any, after: Any) -> tuple[Any, Any, Any]:
    """Return what is kept, gained and lost, as MultiPolygons in degrees."""
    import shapely

    lines = _lines_of_one_only(before, after)
    if not lines.size:
        return before, shapely.MultiPolygon(), shapely.MultiPolygon()
    crossed = shapely.get_parts(shapely.union_all(lines))
    faces = shapely.get_parts(shapely.polygonize(crossed))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces)).T
    shapely.prepare([before, after])
    was, is_now = (shapely.contains_xy(each, *inside) for each in (before, after))
    gained = polygons_of(shapely.union_all(faces[is_now & ~was]))
    lost = polygons_of(shapely.union_all(faces[was & ~is_now]))
    if lost.is_empty:
        return before, gained, lost
    if gained.is_empty:
        return after, gained, lost
    return polygons_of(shapely.difference(before, lost)), gained, lost


def _lines_of_one_only(before: Any, after: Any) -> NDArray[np.object_]:
    """Return the boundaries that only one of two areas has, as lines."""
    links = [_links(each) for each in (before, after)]
    keys = [_keys(each) for each in links]
    alone = [
        links[k][~np.isin(keys[k], keys[1 - k], assume_unique=True)] for k in range(len(links))
    ]
    return np.concatenate([_chained(each) for each in alone])


def _chained(links: FloatArray) -> NDArray[np.object_]:
    """Return links as lines, each of those that follow one another."""
    import shapely

    if not len(links):
        return np.empty(0, dtype=object)
    begins = np.ones(len(links), dtype=np.bool_)
    begins[1:] = (links[1:, :2] != links[:-1, 2:]).any(axis=1)
    line = np.cumsum(begins) - 1
    last = np.append(np.flatnonzero(begins)[1:], len(links)) - 1
    points = np.concatenate((links[:, :2], links[last, 2:]))
    of_line = np.concatenate((line, line[last]))
    order = np.argsort(of_line, kind="stable")
    linestrings: Any = shapely.linestrings
    lines: NDArray[np.object_] = linestrings(points[order], indices=of_line[order])
    return lines


def _links(area: Any) -> FloatArray:
    """Return the links of the boundary of an area, as coordinates of both ends.

    The area is on the left of all of them, whichever way its rings run.
    """
    import shapely

    _, at, offsets = shapely.to_ragged_array([area])
    if not len(at):
        return np.empty((0, 4))
    first = offsets[0].astype(np.int64)
    ring = np.repeat(np.arange(first.size - 1), np.diff(first) - 1)
    is_link = np.ones(len(at) - 1, dtype=np.bool_)
    is_link[first[1:-1] - 1] = False
    links: FloatArray = np.column_stack((at[:-1, :2], at[1:, :2]))[is_link]
    is_outline = np.zeros(first.size - 1, dtype=np.bool_)
    is_outline[offsets[1][:-1]] = True
    turned = ((_doubled_areas(links, ring) > 0) != is_outline)[ring]
    links[turned] = links[turned][:, [2, 3, 0, 1]]
    step = np.where(turned, -1, 1) * np.arange(len(links))
    return links[np.lexsort((step, ring))]


def _doubled_areas(links: FloatArray, ring: IntArray) -> FloatArray:
    """Return twice the area within each ring, below zero if it runs clockwise."""
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    base = links[first, :2][ring]
    x, y = (links[:, :2] - base).T
    next_x, next_y = (links[:, 2:] - base).T
    doubled: FloatArray = np.add.reduceat(x * next_y - next_x * y, first)
    return doubled


def _keys(links: FloatArray) -> NDArray[np.uint64]:
    """Return a number for each link; equal for equal ones, and else practically never."""
    bits = np.ascontiguousarray(links).view(np.uint64)
    mixed = (bits ^ (bits >> np.uint64(29))) * MIX
    keys: NDArray[np.uint64] = np.bitwise_xor.reduce(mixed ^ (mixed >> np.uint64(32)), axis=1)
    return keys
