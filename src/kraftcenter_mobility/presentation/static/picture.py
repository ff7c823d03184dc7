"""Figures as files that are the same whenever they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.arguments import check_positive
from kraftcenter_mobility.errors import InputError

from .canvas import DRAWING, PAPER
from .lettering import as_letters

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["save_figure"]

MOST_DOTS = 30_000
"""Along a side of a picture."""

SETTINGS: Any = {
    "savefig.bbox": None,
    "savefig.transparent": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "kraftcenter_mobility",
    "svg.image_inline": True,
    "pdf.fonttype": 42,
    "pdf.use14corefonts": False,
    "pdf.compression": 6,
    "path.simplify": True,
    "text.hinting": "none",
}
"""Texts stay texts, as wide at any resolution; no setting of the user's own is needed."""

JPEG_QUALITY = 92
VECTORS = ("svg", "pdf")


def save_figure(figure: Any, file: BinaryIO, suffix: str, *, dpi: float, title: str) -> None:
    """Write a figure into an open file.

    Parameters
    ----------
    figure : Figure
        The figure.
    file : binary file
        Open for writing.
    suffix : str
        Ending of its name, which says how it is written: ``".png"``, ``".svg"``, ...
    dpi : float
        Dots per inch.
    title : str
        What the picture shows, for those who cannot see it.

    Raises
    ------
    InputError
        If the picture would have too many dots.
    """
    from matplotlib import rc_context

    check_positive("dpi", dpi)
    dots = float(max(figure.get_size_inches())) * dpi
    if dots > MOST_DOTS:
        raise InputError(
            f"the picture would be {dots:,.0f} dots long, more than {MOST_DOTS:,}; "
            "lower dpi or width_cm"
        )
    kind = suffix.lower().removeprefix(".")
    more: dict[str, Any] = {"metadata": _metadata(kind, title)}
    if kind in {"jpg", "jpeg"}:
        more = {"pil_kwargs": {"quality": JPEG_QUALITY}}
    elif kind == "webp":
        more = {"pil_kwargs": {"quality": JPEG_QUALITY, "method": 4}}
    with DRAWING, rc_context(SETTINGS):
        if kind in VECTORS:
            as_letters(figure)
        figure.savefig(file, format=kind, dpi=dpi, facecolor=PAPER, edgecolor=PAPER, **more)


def _metadata(kind: str, title: str) -> dict[str, Any]:
    """Return what a file says of itself: no dates."""
    titled = {"Title": title} if title else {}
    return {
        "png": {**titled, "Software": None},
        "svg": {**titled, "Date": None},
        "pdf": {**titled, "CreationDate": None, "ModDate": None},
    }.get(kind, {})
