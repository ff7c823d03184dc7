"""Whether matplotlib is here, and a figure that belongs to nobody else."""

from __future__ import annotations

from importlib import import_module
from threading import RLock
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "DRAWING",
    "PAPER",
    "POINTS_PER_CM",
    "SCREEN_DPI",
    "new_figure",
    "page_of",
    "require_matplotlib",
    "root_of",
]

DRAWING = RLock()
"""Held by whoever draws or saves: matplotlib is not made for several threads at once."""

PAPER = "#ffffff"
POINTS_PER_CM = 72 / 2.54
SCREEN_DPI = 120.0
"""Resolution in a notebook; files choose their own."""


def require_matplotlib(what: str) -> None:
    """Refuse, in one line, what takes matplotlib where it is not installed.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        import_module("matplotlib.backends.backend_agg")
    except ImportError as trouble:
        raise MissingExtraError(
            f"{what} needs matplotlib; install it with: "
            'python -m pip install "kraftcenter_mobility[viz]"'
        ) from trouble


def root_of(ax: Axes) -> Figure:
    """Return the figure that axes are in, also where they are in a part of it."""
    figure: Figure = ax.figure.figure
    return figure


def new_figure(width_pt: float, height_pt: float) -> Figure:
    """Return a figure of a size that pyplot knows nothing of, and that notebooks show."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from .shown_figure import ShownFigure

    figure = ShownFigure(
        figsize=(width_pt / 72, height_pt / 72),
        dpi=SCREEN_DPI,
        facecolor=PAPER,
        edgecolor=PAPER,
    )
    figure.set_layout_engine("none")  # whatever the user has chosen for figures of their own
    FigureCanvasAgg(figure)
    return figure


def page_of(figure: Figure) -> Axes:
    """Return axes over a whole figure, in points from its lower left corner."""
    width, height = (72 * float(size) for size in figure.get_size_inches())
    page = figure.add_axes((0.0, 0.0, 1.0, 1.0), label="page", zorder=5)
    page.set_xlim(0, width)
    page.set_ylim(0, height)
    page.set_axis_off()
    page.patch.set_visible(False)
    page.set_navigate(False)
    return page
