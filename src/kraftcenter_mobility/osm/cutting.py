"""Cut an extract to an area, each road to the first node outside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import OsmDataError

from .extract import OsmExtract, kept_runs

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

__all__ = ["cut_to_area"]


def cut_to_area(extract: OsmExtract, area: BaseGeometry, path: Path) -> OsmExtract:
    """Return the roads within an area, each to the first node outside, and ferries whole.

    The time a ferry takes is that of the whole crossing.
    """
    import shapely

    inside = _inside(extract.lon, extract.lat, area)
    row = np.repeat(np.arange(extract.n_rows), np.diff(extract.first_ref))
    same_row = row[1:] == row[:-1]
    together = (inside[1:] | inside[:-1]) & same_row
    together |= same_row & _touched_ferries(extract, row[1:][together])[row[1:]]
    keep = np.concatenate(([False], together)) | np.concatenate((together, [False]))
    if not keep.any():
        west, south, east, north = shapely.total_bounds(shapely.points(extract.lon, extract.lat))
        raise OsmDataError(
            f"no road of {path} lies in the area {tuple(round(b, 4) for b in area.bounds)}; the "
            f"file covers longitudes {west:.3f} to {east:.3f} and latitudes {south:.3f} to "
            f"{north:.3f}; give the area as (west, south, east, north) in degrees"
        )
    cut = extract.with_rows(*_runs_between(extract.first_ref, keep, together))
    near = [f for f in extract.features if _inside(np.array([f.lon]), np.array([f.lat]), area)[0]]
    return replace(cut, features=tuple(near))


def _touched_ferries(extract: OsmExtract, touched: IntArray) -> BoolArray:
    """Return which rows are ferries that reach into the area. Shape (n_rows,)."""
    is_ferry = np.array(["highway" not in tags for tags in extract.tag_sets], dtype=np.bool_)
    reaches = np.bincount(touched, minlength=extract.n_rows) > 0
    return reaches & is_ferry[extract.way_tag_set]


def _runs_between(
    first_ref: IntArray, keep: BoolArray, together: BoolArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the runs of kept nodes, parted where two neighbours both lie outside."""
    parted = np.flatnonzero(keep[1:] & keep[:-1] & ~together) + 1
    cuts = np.unique(np.concatenate((first_ref, parted)))
    row, first, position = kept_runs(cuts, keep)
    old_row = np.searchsorted(first_ref, cuts[:-1], side="right") - 1
    return old_row[row], first, position


def _inside(lon: FloatArray, lat: FloatArray, area: BaseGeometry) -> BoolArray:
    """Say which points lie in an area; the box of the area decides most of them."""
    import shapely

    west, south, east, north = area.bounds
    inside: BoolArray = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    box = shapely.box(west, south, east, north)
    if not area.equals(box):
        near = np.flatnonzero(inside)
        shapely.prepare(area)
        inside[near] = shapely.intersects_xy(area, lon[near], lat[near])
    return inside
