"""Areas, with their holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .outlines import polygon_outlines

if TYPE_CHECKING:
    from matplotlib.path import Path

    from kraftcenter_mobility.presentation.layers import Areas

    from .frame import Ground
    from .outlines import Outlines

__all__ = ["HATCH", "OUTLINE_PT", "draw_areas"]

TOLERANCE_PT = 0.12
OUTLINE_PT = 0.6
HATCH = "/////"


def draw_areas(layer: Areas, ground: Ground, *, zorder: float) -> None:
    """Draw polygons, the first below the others."""
    rings = polygon_outlines(
        layer.geometry, ground.frame, tolerance_m=TOLERANCE_PT * ground.m_per_pt
    )
    owners = np.unique(rings.owner)
    if not len(owners):
        return
    class_of = np.asarray(layer.class_of, dtype=np.int64)[owners]
    hatched = np.isin(class_of, layer.scale.hatched)
    begins = np.flatnonzero(np.diff(hatched, prepend=~hatched[:1]))
    for begin, end in zip(begins, [*begins[1:], len(owners)], strict=True):
        paths = [_path(rings, owner) for owner in owners[begin:end].tolist()]
        classes = class_of[begin:end].tolist()
        _draw_run(layer, paths, classes, ground, zorder=zorder)


def _draw_run(
    layer: Areas, paths: list[Path], classes: list[int], ground: Ground, *, zorder: float
) -> None:
    """Draw areas that are all hatched, or none of them."""
    from matplotlib.collections import PathCollection
    from matplotlib.colors import to_rgba

    hatched = classes[0] in layer.scale.hatched
    colours = [layer.scale.colours[number] for number in classes]
    fill = [to_rgba(colour, 0.0 if hatched else layer.opacity) for colour in colours]
    surfaces = PathCollection(
        paths,
        facecolors=fill,
        edgecolors=colours if layer.outline or hatched else "none",
        linewidths=OUTLINE_PT if layer.outline else 0.0,
        joinstyle="round",
        hatch=HATCH if hatched else None,
        zorder=zorder,
    )
    surfaces.set_gid("areas")
    ground.ax.add_collection(surfaces, autolim=False)


def _path(rings: Outlines, owner: int) -> Path:
    """Return one shape as a path of all its rings."""
    from matplotlib.path import Path

    low, high = np.searchsorted(rings.owner, [owner, owner + 1])
    first = rings.first[low : high + 1]
    codes = np.full(first[-1] - first[0], Path.LINETO, dtype=Path.code_type)
    codes[first[:-1] - first[0]] = Path.MOVETO
    codes[first[1:] - first[0] - 1] = Path.CLOSEPOLY
    return Path(rings.xy[first[0] : first[-1]], codes)
