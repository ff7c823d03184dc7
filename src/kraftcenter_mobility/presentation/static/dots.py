"""Points as circles and squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.path import Path

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.presentation.layers import Points

    from .frame import Ground

__all__ = ["HALF_SIDE", "HOLLOW_RIM", "LEAST_LINE_PT", "RIM", "draw_points"]

RIM = "#33333399"
HOLLOW_RIM = "#444444"
LEAST_LINE_PT = 0.25
"""What a printer still prints."""

HALF_SIDE = 0.886
"""Of a square that is as large as a circle around it, over the circle's radius."""

SMALL_MAP_PT = 250.0
"""Longer side of a map, in points; circles on smaller ones are smaller too."""

MOST_RIMMED = 10_000
"""Rims of more circles than this would be all that one sees."""

LEAST_RIMMED_PT = 1.5
MOST_AS_VECTORS = 8_000
"""More circles than this go into a file of vectors as one picture."""


def draw_points(layer: Points, ground: Ground, *, zorder: float) -> None:
    """Draw circles and squares, the first below the others."""
    from matplotlib.collections import PathCollection
    from matplotlib.transforms import IdentityTransform

    xy = ground.frame.place(layer.lon, layer.lat)
    smaller = min(max(ground.size_pt) / SMALL_MAP_PT, 1.0)
    radius = smaller * np.broadcast_to(np.asarray(layer.radius, float), len(xy))
    seen = ground.frame.holds(xy, beyond_m=ground.m_per_pt * float(radius.max(initial=0.0)))
    xy, radius, class_of = xy[seen], radius[seen], np.asarray(layer.class_of)[seen]
    if not len(xy):
        return
    fill = _fills(layer)
    hollow = np.isin(class_of, layer.scale.hatched)
    rimmed = len(xy) <= MOST_RIMMED and float(np.median(radius)) >= LEAST_RIMMED_PT
    width = np.where(hollow, 2 * LEAST_LINE_PT, LEAST_LINE_PT if rimmed else 0.0)
    circles = PathCollection(
        _shapes(layer, class_of),
        sizes=radius**2,
        facecolors=fill[class_of],
        edgecolors=_rims(layer)[class_of],
        linewidths=width,
        offsets=xy,
        offset_transform=ground.ax.transData,
        zorder=zorder,
    )
    circles.set_transform(IdentityTransform())
    circles.set_rasterized(len(xy) > MOST_AS_VECTORS)
    circles.set_gid("points")
    ground.ax.add_collection(circles, autolim=False)


def _shapes(layer: Points, class_of: IntArray) -> list[Path]:
    """Return the shape of each point, or one for all."""
    from matplotlib.path import Path

    circle = Path.unit_circle()
    square = np.isin(class_of, layer.scale.square)
    if not square.any():
        return [circle]
    low, high = -HALF_SIDE, HALF_SIDE
    box = Path([(low, low), (high, low), (high, high), (low, high), (low, low)], closed=True)
    return [box if each else circle for each in square.tolist()]


def _fills(layer: Points) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the colour of each class, white where it is hollow. Shape (n_classes, 4)."""
    from matplotlib.colors import to_rgba_array

    fill = to_rgba_array(layer.scale.colours)
    fill[list(layer.scale.hatched)] = 1.0
    return fill


def _rims(layer: Points) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the colour around the circles of each class. Shape (n_classes, 4)."""
    from matplotlib.colors import to_rgba, to_rgba_array

    rims = np.tile(to_rgba_array(RIM), (len(layer.scale.colours), 1))
    rims[list(layer.scale.hatched)] = to_rgba(HOLLOW_RIM)
    return rims
