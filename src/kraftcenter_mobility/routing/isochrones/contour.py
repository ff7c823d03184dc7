"""Polygons of what lies below a level in a field of distances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["contour"]

PER_CELL = 2.0**24
"""Points of contours are rounded to this part of a cell, so that the same contour found in two
pictures is the same to the last bit."""

LINKS_PER_NODE = 0.02
"""Room for the links of a contour at first."""


def contour(field: NDArray[np.float32], level: float, *, rows: slice, columns: slice) -> Any | None:
    """Return the polygons within which a field is at most a level, None if there are none.

    Parameters
    ----------
    field : array of float32, shape (n_rows, n_columns)
        Squares of what is compared with the level.
    level : float
        The level.
    rows, columns : slice
        The part of the field to look at, from its first node to its last. There, and only
        there, everything is above the level.

    Returns
    -------
    MultiPolygon or None
        In columns (x) and rows (y) of the field.
    """
    begin, end = _links(field, level, rows, columns)
    if not begin.size:
        return None
    at, first = _rings(field, level, begin, end)
    return _polygons(at, first)


def _links(
    field: NDArray[np.float32], level: float, rows: slice, columns: slice
) -> tuple[IntArray, IntArray]:
    """Return the sides of cells at which the links of the contour begin and end."""
    from kraftcenter_mobility._kernels.contours import fill_links

    n_nodes = (rows.stop - rows.start) * (columns.stop - columns.start)
    room = int(LINKS_PER_NODE * n_nodes) + 1024
    while True:
        begin, end = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
        n_links = fill_links(
            field, level, rows.start, rows.stop, columns.start, columns.stop, begin, end
        )
        if n_links <= room:
            return begin[:n_links], end[:n_links]
        room = n_links


def _rings(
    field: NDArray[np.float32], level: float, begin: IntArray, end: IntArray
) -> tuple[FloatArray, IntArray]:
    """Return the points of all rings, and where each ring begins."""
    from kraftcenter_mobility._kernels.contours import fill_crossings, fill_rings

    by_begin = np.argsort(begin, kind="stable")
    following = by_begin[np.searchsorted(begin[by_begin], end)]
    order, first = np.empty_like(begin), np.empty(begin.size + 1, dtype=np.int64)
    n_rings = fill_rings(following, order, first)
    at = np.empty((begin.size, 2))
    fill_crossings(field, level, begin[order], PER_CELL, at)
    return at, first[: n_rings + 1]


def _polygons(at: FloatArray, first: IntArray) -> Any:
    """Return polygons made of rings, those that run clockwise being holes in others."""
    import shapely

    ring = np.repeat(np.arange(first.size - 1), np.diff(first))
    twice = _doubled_areas(at, first)
    outer, hole = np.flatnonzero(twice > 0), np.flatnonzero(twice < 0)
    linearrings: Any = shapely.linearrings
    rings = linearrings(at, indices=ring)
    owner = _owners(shapely.polygons(rings[outer]), twice[outer], at[first[hole]])
    place = np.concatenate((np.arange(outer.size), owner))
    order = np.argsort(place, kind="stable")  # every outline before its holes
    both = np.concatenate((rings[outer], rings[hole]))[order]
    polygons: Any = shapely.polygons
    return shapely.multipolygons(polygons(both, indices=place[order]))


def _doubled_areas(at: FloatArray, first: IntArray) -> FloatArray:
    """Return twice the area of each ring, below zero if it runs clockwise."""
    following = np.arange(1, at.shape[0] + 1)
    following[first[1:] - 1] = first[:-1]
    base = at[np.repeat(first[:-1], np.diff(first))]
    (x, y), (next_x, next_y) = (at - base).T, (at[following] - base).T
    return np.add.reduceat(x * next_y - next_x * y, first[:-1])


def _owners(outlines: Any, doubled_area: FloatArray, points: FloatArray) -> IntArray:
    """Return the smallest outline around each of some points, one of every hole."""
    import shapely

    owner = np.full(points.shape[0], -1, dtype=np.int64)
    if not points.shape[0]:
        return owner
    single: Any = shapely.points(points)
    tree = shapely.STRtree(single)
    outline, point = tree.query(outlines, predicate="contains_properly")
    largest_first = np.argsort(-doubled_area[outline], kind="stable")
    owner[point[largest_first]] = outline[largest_first]
    return owner
