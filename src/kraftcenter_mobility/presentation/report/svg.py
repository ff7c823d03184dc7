"""Figures as small SVG to stand in a page: text as text, the same bytes every time."""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["svg_of"]

NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
SALT = "kraftcenter_mobility"

HEAD = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
SIZE = re.compile(r'(<svg\b[^>]*?) width="[^"]*pt"([^>]*?)>', re.DOTALL)
HEIGHT = re.compile(r'(<svg\b[^>]*?) height="[^"]*pt"', re.DOTALL)
METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)
IDS = re.compile(r'\b(id=")|(url\(#)|(href="#)')
STYLE = re.compile(r"<defs>\s*<style\b.*?</style>\s*</defs>\s*", re.DOTALL)
"""In a page it would hold for everything."""

FAMILY = re.compile(r"font-family: [^;\"]*")


def svg_of(figure: Figure, name: str) -> str:
    """Return a figure as an SVG element whose names are its own.

    Parameters
    ----------
    figure : Figure
        What to draw.
    name : str
        Tells the figure from all others on a page.

    Returns
    -------
    str
        Markup without heading, metadata or size, which the page gives it.
    """
    import matplotlib as mpl

    from kraftcenter_mobility.presentation.static.canvas import DRAWING

    buffer = io.StringIO()
    with DRAWING, mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": SALT}):
        figure.savefig(buffer, format="svg", metadata=NO_METADATA)
    text = STYLE.sub("", METADATA.sub("", HEAD.sub("", buffer.getvalue())))
    text = HEIGHT.sub(r"\1", SIZE.sub(r"\1\2>", text, count=1), count=1)
    prefix = f"f{hashlib.sha256(name.encode()).hexdigest()[:8]}-"
    text = IDS.sub(lambda found: found[0] + prefix, text)
    return FAMILY.sub("font-family: inherit", text).strip()
