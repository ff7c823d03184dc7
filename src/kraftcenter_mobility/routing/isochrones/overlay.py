"""What two areas have in common, and what only one of them has.

Areas of the same grid have the same boundary to the last bit wherever the same roads are
reached. So only the window in which their boundaries differ needs to be overlaid, and where
nothing is lost there is nothing to cut off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .polygons import polygons_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["overlay"]

MIX = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5],
    dtype=np.uint64,
)
"""Odd numbers by which the coordinates of a link are made into one number."""


def overlay(before: Any, after: Any) -> tuple[Any, Any, Any]:
    """Return what is kept, gained and lost, as MultiPolygons in degrees."""
    import shapely

    window = _window(before, after)
    if window is None:
        return before, shapely.MultiPolygon(), shapely.MultiPolygon()
    one, other = (shapely.intersection(each, window) for each in (before, after))
    gained = polygons_of(shapely.difference(other, one))
    lost = polygons_of(shapely.difference(one, other))
    if lost.is_empty:
        return before, gained, lost
    if gained.is_empty:
        return after, gained, lost
    return polygons_of(shapely.intersection(before, after)), gained, lost


def _window(before: Any, after: Any) -> Any | None:
    """Return the box of all links of boundaries that only one area has, None if none."""
    import shapely

    links = [_links(each) for each in (before, after)]
    keys = [_keys(each) for each in links]
    alone = [
        links[k][~np.isin(keys[k], keys[1 - k], assume_unique=True)].reshape(-1, 2)
        for k in range(2)
    ]
    points = np.concatenate(alone)
    if not points.size:
        return None
    return shapely.box(*points.min(axis=0), *points.max(axis=0))


def _links(area: Any) -> FloatArray:
    """Return the links of the boundary of an area, as coordinates of both ends."""
    import shapely

    _, at, offsets = shapely.to_ragged_array([area])
    is_link = np.ones(max(len(at) - 1, 0), dtype=np.bool_)
    is_link[offsets[0][1:-1].astype(np.int64) - 1] = False
    links: FloatArray = np.column_stack((at[:-1, :2], at[1:, :2]))[is_link]
    return links


def _keys(links: FloatArray) -> NDArray[np.uint64]:
    """Return a number for each link; equal for equal ones, and else practically never."""
    bits = np.ascontiguousarray(links).view(np.uint64)
    mixed = (bits ^ (bits >> np.uint64(29))) * MIX
    keys: NDArray[np.uint64] = np.bitwise_xor.reduce(mixed ^ (mixed >> np.uint64(32)), axis=1)
    return keys
