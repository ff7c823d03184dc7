"""Roads and other lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .dots import LEAST_LINE_PT
from .outlines import line_outlines

if TYPE_CHECKING:
    from matplotlib.path import Path

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.presentation.layers import Lines

    from .frame import Ground
    from .outlines import Outlines

__all__ = ["DASHES", "draw_lines", "is_shown", "widths_of"]

TOLERANCE_PT = 0.12
"""How far a line may be from where it is: 0.04 mm of paper."""

DASHES = (2.4, 1.6)
"""Lengths of dashes and of what is between them, in widths of the line."""

DOTS = (0.9, 1.3)
"""As above, for classes that are hatched: there is no hatch in a line."""

QUIET_WIDTH = 0.7
QUIET_FADED = 0.35
"""How much narrower and paler roads in the background are on paper."""

MOST_VERTICES = 4000
"""In one path: longer ones are drawn slowly."""

MOST_AS_VECTORS = 300_000
"""Vertices; more go into a file of vectors as one picture, which programs can still open."""

NEAR_M_PER_MM = 50.0
"""Where a millimetre is more than this, the lines to be seen from near are left out."""


def is_shown(layer: Lines, number: int, *, m_per_mm: float) -> bool:
    """Say whether a class of lines is drawn on a sheet of this scale."""
    return m_per_mm < NEAR_M_PER_MM or number not in layer.near


def widths_of(layer: Lines) -> FloatArray:
    """Return the width of each class in points. Shape (n_classes,)."""
    told = np.asarray(layer.width, float) * (QUIET_WIDTH if layer.quiet else 1.0)
    widths: FloatArray = np.maximum(np.broadcast_to(told, len(layer.scale.labels)), LEAST_LINE_PT)
    return widths


def draw_lines(layer: Lines, ground: Ground, *, zorder: float) -> None:
    """Draw lines, the wide ones above the narrow."""
    class_of = np.asarray(layer.class_of, dtype=np.int64)
    shown = _shown(layer, m_per_mm=ground.m_per_mm)[class_of]
    width = widths_of(layer)
    rows = np.flatnonzero(shown)
    rows = rows[np.lexsort((class_of[rows], width[class_of[rows]]))]
    lines = line_outlines(
        np.asarray(layer.geometry, object)[rows],
        ground.frame,
        tolerance_m=TOLERANCE_PT * ground.m_per_pt,
    )
    drawn_class = class_of[rows[lines.owner]]
    for number in dict.fromkeys(drawn_class.tolist()):
        _draw_class(layer, number, _paths(lines, drawn_class == number), ground, zorder=zorder)


def _shown(layer: Lines, *, m_per_mm: float) -> BoolArray:
    """Say which classes are drawn. Shape (n_classes,)."""
    numbers = range(len(layer.scale.labels))
    return np.array([is_shown(layer, number, m_per_mm=m_per_mm) for number in numbers], bool)


def _draw_class(
    layer: Lines, number: int, paths: list[Path], ground: Ground, *, zorder: float
) -> None:
    """Draw all lines of a class."""
    from matplotlib.collections import PathCollection

    broken = number in layer.dashed or number in layer.scale.hatched
    style: Any = "solid"
    if broken:
        style = (0, DASHES if number in layer.dashed else DOTS)
    strokes = PathCollection(
        paths,
        facecolors="none",
        edgecolors=_colour_of(layer, number),
        linewidths=float(widths_of(layer)[number]),
        linestyles=[style],
        capstyle="butt" if broken else "round",
        joinstyle="round",
        zorder=zorder,
    )
    strokes.set_rasterized(sum(len(path) for path in paths) > MOST_AS_VECTORS)
    strokes.set_gid("roads" if layer.quiet else "lines")
    ground.ax.add_collection(strokes, autolim=False)


def _colour_of(layer: Lines, number: int) -> tuple[float, float, float]:
    """Return the colour of a class, paler in the background."""
    from matplotlib.colors import to_rgb

    faded = QUIET_FADED if layer.quiet else 0.0
    red, green, blue = (faded + (1 - faded) * part for part in to_rgb(layer.scale.colours[number]))
    return red, green, blue


def _paths(lines: Outlines, chosen: BoolArray) -> list[Path]:
    """Return some lines in few paths of many pieces each."""
    from matplotlib.path import Path

    counts = np.diff(lines.first)
    xy = lines.xy[np.repeat(chosen, counts)]
    counts = counts[chosen]
    starts = np.cumsum(counts) - counts
    codes = np.full(len(xy), Path.LINETO, dtype=Path.code_type)
    codes[starts] = Path.MOVETO
    cuts = _cuts(starts, len(xy))
    return [
        Path(xy[begin:end], codes[begin:end])
        for begin, end in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
    ]


def _cuts(starts: IntArray, n_vertices: int) -> IntArray:
    """Return where paths begin that are whole lines and not too long, and the end."""
    wanted = np.arange(0, n_vertices, MOST_VERTICES)
    cuts = starts[np.minimum(np.searchsorted(starts, wanted), len(starts) - 1)]
    return np.unique(np.concatenate([cuts, [0, n_vertices]]))
