"""Sections of road that more or fewer people use than before, from the ways they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["sections_of"]

STEPS_PER_DEGREE = 1e6
LEAST_PEOPLE = 0.5


def sections_of(ways: gpd.GeoDataFrame) -> tuple[Any, FloatArray]:
    """Return where people's ways changed, as lines and how many more use each.

    Parameters
    ----------
    ways : GeoDataFrame
        As in :class:`Explanation.journeys`: ``people``, ``geometry`` and the side.

    Returns
    -------
    lines : array of shapely lines, shape (n_sections,)
        In EPSG:4326.
    people : array, shape (n_sections,)
        How many more than before, below zero where fewer.
    """
    ends, people = _steps(ways)
    if not len(ends):
        return np.zeros(0, dtype=object), np.zeros(0)
    steps, step = np.unique(ends, axis=0, return_inverse=True)
    more = np.bincount(step.ravel(), weights=people, minlength=len(steps))
    kept = np.abs(more) >= LEAST_PEOPLE
    return _merged(steps[kept], np.round(more[kept]))


def _steps(ways: gpd.GeoDataFrame) -> tuple[IntArray, FloatArray]:
    """Return every step of every way, once per way, with the people that come or go.

    Shapes (n_steps, 4) and (n_steps,); a step has no direction.
    """
    import shapely

    ends, people = [], []
    sides = ways.index.get_level_values("side")
    for side, shape, count in zip(sides, ways.geometry, ways["people"], strict=True):
        if shape is None or shape.is_empty:
            continue
        own = []
        for line in shapely.get_parts(shape):
            at = np.round(shapely.get_coordinates(line) * STEPS_PER_DEGREE).astype(np.int64)
            begin, end = at[:-1], at[1:]
            turned = (begin[:, :1] > end[:, :1]) | (
                (begin[:, :1] == end[:, :1]) & (begin[:, 1:] > end[:, 1:])
            )
            own.append(np.where(turned, np.hstack((end, begin)), np.hstack((begin, end))))
        once = np.unique(np.concatenate(own), axis=0)
        ends.append(once)
        people.append(np.full(len(once), float(count) * (1.0 if side == "scenario" else -1.0)))
    if not ends:
        return np.zeros((0, 4), dtype=np.int64), np.zeros(0)
    return np.concatenate(ends), np.concatenate(people)


def _merged(steps: IntArray, more: FloatArray) -> tuple[Any, FloatArray]:
    """Return steps of the same number of people joined to lines."""
    import shapely

    values, of_value = np.unique(more, return_inverse=True)
    lines: Any = shapely.linestrings(steps.reshape(-1, 2, 2) / STEPS_PER_DEGREE)
    grouped = [
        shapely.line_merge(shapely.multilinestrings(lines[of_value.ravel() == at]))
        for at in range(values.size)
    ]
    return np.array(grouped, dtype=object), values
