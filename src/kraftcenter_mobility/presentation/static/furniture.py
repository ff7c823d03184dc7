"""What lies on the map itself: scale bar, north arrow, and the line around it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kraftcenter_mobility.presentation.languages import words_in

from .canvas import PAPER
from .lettering import INK, font, line_height, width_of
from .naming import emptiest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.offsetbox import AnchoredOffsetbox, OffsetBox, TextArea, VPacker

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .frame import Ground
    from .naming import Box

__all__ = ["draw_edge", "draw_scale", "round_length_m", "scale_label"]

SCALE_SHARE = 0.24
"""Greatest share of the map's width that the scale bar takes."""

LONGEST_PT = 110.0
KILOMETRE_M = 1000.0
LABEL_PT = 6.2
PAD = 0.55
"""Around scale bar and arrow, in heights of their type."""
ARROW = ((3.0, 12.0), (6.0, 0.0), (3.0, 2.6), (0.0, 0.0))
"""A needle, in points."""


def round_length_m(longest_m: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20, 50 ... metres that is not longer.

    Examples
    --------
    >>> round_length_m(2400.0), round_length_m(999.0), round_length_m(5000.0)
    (2000.0, 500.0, 5000.0)
    """
    power = 10.0 ** math.floor(math.log10(longest_m))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest_m or step == 1)


def scale_label(length_m: float, language: str) -> str:
    """Return a length in metres or kilometres.

    Examples
    --------
    >>> scale_label(200.0, "en"), scale_label(5000.0, "da")
    ('200 m', '5 km')
    """
    words = words_in(language)
    if length_m < KILOMETRE_M:
        return f"{words.number(length_m, 0 if length_m >= 1 else 1)} m"
    return f"{words.number(length_m / KILOMETRE_M)} km"


def draw_scale(
    ground: Ground, places: FloatArray, *, language: str, zorder: float, corners: Sequence[str]
) -> Box:
    """Draw a scale bar and a north arrow into a corner, and return what they take of the map."""
    from matplotlib.lines import Line2D
    from matplotlib.offsetbox import AuxTransformBox, HPacker, VPacker

    width_pt = ground.frame.width_m / ground.m_per_pt
    length_m = round_length_m(min(SCALE_SHARE * width_pt, LONGEST_PT) * ground.m_per_pt)
    bar = AuxTransformBox(ground.ax.transData)
    rule = Line2D((0.0, length_m), (0.0, 0.0), color=INK, linewidth=1.2, marker="|",
                  markersize=5.0, markeredgewidth=0.8, solid_capstyle="butt")  # fmt: skip
    rule.set_gid("scale bar")
    bar.add_artist(rule)
    label = scale_label(length_m, language)
    length = VPacker(children=[_text(label), bar], align="center", pad=0, sep=1.5)
    both = HPacker(children=[_north(), length], align="bottom", pad=0, sep=5)
    pads = 2 * PAD * LABEL_PT
    reach = max(length_m / ground.m_per_pt, width_of(label, LABEL_PT)) + ARROW[1][0] + 6
    size = (reach + pads, 2 * line_height(LABEL_PT) + ARROW[0][1] - LABEL_PT + pads)
    corner, box = emptiest(corners, size, ground.size_pt, places)
    anchored = _anchored(both, corner)
    anchored.set_zorder(zorder)
    ground.ax.add_artist(anchored)
    return box


def _text(text: str) -> TextArea:
    """Return a little text."""
    from matplotlib.offsetbox import TextArea

    return TextArea(text, textprops={"fontproperties": font(LABEL_PT), "color": INK})


def _north() -> VPacker:
    """Return an arrow to the north."""
    from matplotlib.offsetbox import DrawingArea, VPacker
    from matplotlib.patches import Polygon

    area = DrawingArea(ARROW[1][0], ARROW[0][1])
    area.add_artist(Polygon(ARROW, closed=True, facecolor=INK, edgecolor="none"))
    return VPacker(children=[_text("N"), area], align="center", pad=0, sep=1)


def _anchored(child: OffsetBox, corner: str) -> AnchoredOffsetbox:
    """Return something in a corner of a map, on a sheer white ground."""
    from matplotlib.offsetbox import AnchoredOffsetbox

    box = AnchoredOffsetbox(
        corner, child=child, pad=PAD, borderpad=0, frameon=True, prop=font(LABEL_PT)
    )
    box.patch.set(facecolor=PAPER, edgecolor="none", alpha=0.82, linewidth=0.0)
    return box


def draw_edge(ground: Ground, *, zorder: float) -> None:
    """Draw the line around a map."""
    from matplotlib.patches import Rectangle

    edge = Rectangle((0, 0), 1, 1, transform=ground.ax.transAxes, facecolor="none",
                     edgecolor="#777777", linewidth=0.5, clip_on=False, zorder=zorder)  # fmt: skip
    edge.set_gid("edge")
    ground.ax.add_artist(edge)
