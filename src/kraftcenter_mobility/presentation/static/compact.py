"""Legend and credits inside the map, for axes in somebody's own figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .canvas import PAPER
from .legend import draw_block, fitted
from .lettering import FADED, line_height, set_text, width_of, wrapped
from .naming import Box, emptiest, n_inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.offsetbox import DrawingArea

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .frame import Ground
    from .key import Block

__all__ = ["draw_inside_credits", "draw_inside_legend"]

MOST_HIDDEN = 0.2
"""Share of a map, or of what it shows, that a legend nobody asked for may hide."""

LEGEND_SHARE = 0.5
CREDITS_SHARE = 0.62
"""Greatest shares of the map's width."""

PAD_PT = 4.0
BLOCK_GAP_PT = 6.0
CREDIT_PT = 4.8


def draw_inside_legend(
    blocks: list[Block], ground: Ground, places: FloatArray, *, zorder: float, anyhow: bool
) -> Box | None:
    """Draw a legend without amounts into the emptier of the upper corners.

    It is left out where it would hide too much, unless it is wanted all the same.

    Parameters
    ----------
    blocks : list of Block
        The legend.
    ground : Ground
        What it is drawn on.
    places : array, shape (n, 2)
        Points of paper that it should not hide.
    zorder : float
        Above what it lies.
    anyhow : bool
        Whether it is wanted whatever it hides.

    Returns
    -------
    Box or None
        Its place, if there is a legend.
    """
    if not blocks:
        return None
    slim = [_without_amounts(block) for block in blocks]
    parts = [fitted(block, LEGEND_SHARE * ground.size_pt[0]) for block in slim]
    width = max(part.width for part in parts) + 2 * PAD_PT
    height = sum(part.height + BLOCK_GAP_PT for part in parts) - BLOCK_GAP_PT + 2 * PAD_PT
    corner, box = emptiest(("upper right", "upper left"), (width, height), ground.size_pt, places)
    if not anyhow and _hides_much(box, ground, places):
        return None
    area = _area(ground, width, height, corner=corner, zorder=zorder)
    top = height - PAD_PT
    for part in parts:
        draw_block(area, part, PAD_PT, top)
        top -= part.height + BLOCK_GAP_PT
    return box


def _hides_much(box: Box, ground: Ground, places: FloatArray) -> bool:
    """Say whether a box hides much of a map or of its places, or reaches beyond it."""
    right, top = ground.size_pt
    width, height = box.right - box.left, box.top - box.bottom
    if width > right or height > top or width * height > MOST_HIDDEN * right * top:
        return True
    return bool(n_inside(box, places) > MOST_HIDDEN * len(places))


def draw_inside_credits(
    credit_lines: Sequence[str], ground: Ground, *, zorder: float
) -> Box | None:
    """Write to whom the data is owed into the lower right corner, and return its place."""
    right, _ = ground.size_pt
    most = CREDITS_SHARE * right
    lines = [line for text in credit_lines for line in wrapped(text, most, CREDIT_PT)]
    if not lines:
        return None
    width = max(width_of(line, CREDIT_PT) for line in lines) + PAD_PT
    height = len(lines) * line_height(CREDIT_PT) + PAD_PT / 2
    area = _area(ground, width, height, corner="lower right", zorder=zorder)
    for number, line in enumerate(reversed(lines)):
        y = PAD_PT / 2 + number * line_height(CREDIT_PT)
        set_text(area, width - PAD_PT / 2, y, line, size=CREDIT_PT, ha="right", color=FADED)
    return Box(right - width, 0.0, right, height)


def _without_amounts(block: Block) -> Block:
    """Return a block with nothing but its classes."""
    rows = tuple(row._replace(amount="", share="") for row in block.rows)
    return replace(block, rows=rows, counted="")


def _area(
    ground: Ground, width: float, height: float, *, corner: str, zorder: float
) -> DrawingArea:
    """Return an area of points in a corner of the map, on a sheer white ground."""
    from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea

    area = DrawingArea(width, height)
    anchored = AnchoredOffsetbox(corner, child=area, pad=0, borderpad=0, frameon=True)
    anchored.patch.set(facecolor=PAPER, edgecolor="none", alpha=0.92, linewidth=0.0)
    anchored.set_zorder(zorder)
    ground.ax.add_artist(anchored)
    return area
