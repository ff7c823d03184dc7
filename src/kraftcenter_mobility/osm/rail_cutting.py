"""Cut railways to an area, each track to the first node outside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .extract import kept_runs

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .rail_extract import RailExtract

__all__ = ["cut_rails"]


def cut_rails(extract: RailExtract, area: BaseGeometry) -> RailExtract:
    """Return what lies within an area: tracks to the first node outside, stations inside."""
    import shapely

    shapely.prepare(area)
    inside = shapely.intersects_xy(area, extract.lon, extract.lat)
    row = np.repeat(np.arange(extract.n_rows), np.diff(extract.first_ref))
    together = (inside[1:] | inside[:-1]) & (row[1:] == row[:-1])
    keep = np.concatenate(([False], together)) | np.concatenate((together, [False]))
    parted = np.flatnonzero(keep[1:] & keep[:-1] & ~together) + 1
    cuts = np.unique(np.concatenate((extract.first_ref, parted)))
    part, first, position = kept_runs(cuts, keep[: extract.ref.size])
    old_row = np.searchsorted(extract.first_ref, cuts[:-1], side="right") - 1
    near = [s for s in extract.stations if shapely.intersects_xy(area, s.lon, s.lat)]
    return replace(extract.with_rows(old_row[part], first, position), stations=tuple(near))
