"""Shapes as a sheet can show them: what lies in its frame, no finer than it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from kraftcenter_mobility.networks.geodesy import metres_per_degree

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .frame import Frame

    ObjectArray = np.ndarray[Any, np.dtype[np.object_]]

__all__ = ["Outlines", "line_outlines", "polygon_outlines"]

POLYGON = 3
LINE = (1, 2)
"""Shapely's numbers of geometry types."""


class Outlines(NamedTuple):
    """Lines or rings, one after the other."""

    xy: FloatArray
    """Metres of the sheet. Shape (n_vertices, 2)."""

    first: IntArray
    """Where each begins. Shape (n_outlines + 1,)."""

    owner: IntArray
    """Which of the shapes it belongs to, ascending. Shape (n_outlines,)."""


def line_outlines(geometry: ObjectArray, frame: Frame, *, tolerance_m: float) -> Outlines:
    """Return the visible parts of lines."""
    shapes, owner = _visible(geometry, frame)
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    lines = np.isin(shapely.get_type_id(parts), LINE)
    parts, owner = parts[lines], owner[part_of[lines]]
    parts = shapely.simplify(parts, _in_degrees(tolerance_m, frame), preserve_topology=False)
    return _outlines(parts, owner, frame)


def polygon_outlines(geometry: ObjectArray, frame: Frame, *, tolerance_m: float) -> Outlines:
    """Return the visible rings of polygons, holes turning the other way than what is around."""
    shapes, owner = _visible(geometry, frame)
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    areas = shapely.get_type_id(parts) == POLYGON
    parts, owner = parts[areas], owner[part_of[areas]]
    rings, ring_of = shapely.get_rings(shapely.normalize(parts), return_index=True)
    simple = shapely.simplify(rings, _in_degrees(tolerance_m, frame), preserve_topology=True)
    return _outlines(simple, owner[ring_of], frame)


def _in_degrees(tolerance_m: float, frame: Frame) -> float:
    """Return a tolerance that is never more than a number of metres in any direction."""
    _, south, _, north = frame.box(beyond=0)
    per_lon_m, per_lat_m = metres_per_degree(np.array([(south + north) / 2]))
    return tolerance_m / float(max(per_lon_m[0], per_lat_m[0]))


def _visible(geometry: ObjectArray, frame: Frame) -> tuple[ObjectArray, IntArray]:
    """Return what there is of shapes in and around a frame, and which of them they are."""
    shapes = np.asarray(geometry, dtype=object)
    box = frame.box()
    if box[0] < -180.0 or box[2] > 180.0:  # noqa: PLR2004 - the date line
        shapes = shapely.transform(shapes, _shifting(frame))
    west, south, east, north = shapely.bounds(shapes).T
    with np.errstate(invalid="ignore"):
        meets = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
        sticks_out = (west < box[0]) | (east > box[2]) | (south < box[1]) | (north > box[3])
    shapes = shapes.copy()
    cut = np.flatnonzero(meets & sticks_out)
    shapes[cut] = shapely.clip_by_rect(shapes[cut], *box)
    owner = np.flatnonzero(meets)
    owner = owner[~shapely.is_empty(shapes[owner])]
    return shapes[owner], owner


def _shifting(frame: Frame) -> Any:
    """Return the shift of coordinates to the frame's side of the date line."""

    def shift(lon_lat: FloatArray) -> FloatArray:
        return np.column_stack([frame.shifted(lon_lat[:, 0]), lon_lat[:, 1]])

    return shift


def _outlines(lines: ObjectArray, owner: IntArray, frame: Frame) -> Outlines:
    """Return lines in the metres of a frame."""
    lon_lat, line_of = shapely.get_coordinates(lines, return_index=True)
    counts = np.bincount(line_of, minlength=len(lines))
    drawn = counts > 1
    first = np.concatenate([[0], np.cumsum(counts[drawn])]).astype(np.int64)
    lon_lat = lon_lat[drawn[line_of]]
    xy = frame.place(lon_lat[:, 0], lon_lat[:, 1])
    return Outlines(xy, first, np.asarray(owner[drawn], dtype=np.int64))
