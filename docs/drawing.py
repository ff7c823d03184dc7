"""Pictures as text: the few shapes that the pictures of the documentation are made of."""  # noqa: INP001 - a script's neighbour, not a package

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Point = tuple[float, float]

INK, GREY, PALE, WHITE = "#222222", "#767c85", "#cdd1d6", "#ffffff"
RED, BLUE, GREEN, SKY, ORANGE = "#d55e00", "#0072b2", "#009e73", "#56b4e9", "#e69f00"
"""Colours that are told apart by colour-blind readers, too (Okabe and Ito)."""

FONT = "Helvetica, Arial, DejaVu Sans, sans-serif"

RADIUS = 13.0
"""How large a circle is that stands for a node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """How a line is drawn."""

    colour: str = GREY
    width: float = 2.0
    dash: str = ""
    arrow: bool = False


@dataclass(slots=True)
class Drawing:
    """A picture of a given size in pixels, filled shape by shape."""

    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def line(self, points: Sequence[Point], pen: Pen, *, gap: float = 0.0) -> None:
        """Draw a line through points; at both ends a gap is left for what stands there."""
        first, *between, last = points
        ends = _towards(first, points[1], gap), _towards(last, points[-2], gap + 3 * pen.arrow)
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in (ends[0], *between, ends[1]))
        self.parts.append(f'<polyline points="{places}" fill="none" {_stroke(pen)}/>')

    def bend(self, begin: Point, end: Point, pen: Pen, *, bulge: float, gap: float) -> Point:
        """Draw a line that bulges to the left of its direction; return its middle."""
        self.curve(begin, beside(begin, end, 2 * bulge), end, pen, gap=gap)
        return beside(begin, end, bulge)

    def curve(self, begin: Point, control: Point, end: Point, pen: Pen, *, gap: float) -> None:
        """Draw a curve that is drawn towards a point; at both ends a gap is left."""
        first, last = _towards(begin, control, gap), _towards(end, control, gap + 3 * pen.arrow)
        corners = (f"{x:.1f} {y:.1f}" for x, y in (first, control, last))
        self.path("M{}Q{} {}".format(*corners), pen)

    def path(self, way: str, pen: Pen) -> None:
        """Draw what an SVG path says."""
        self.parts.append(f'<path d="{way}" fill="none" {_stroke(pen)}/>')

    def shape(self, way: str, colour: str) -> None:
        """Fill what an SVG path says."""
        self.parts.append(f'<path d="{way}" fill="{colour}"/>')

    def node(self, at: Point, text: str, *, fill: str = WHITE, rim: str = INK) -> None:
        """Draw a circle with a text in it."""
        x, y = at
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS:.0f}" fill="{fill}" stroke="{rim}" '
            f'stroke-width="1.6"/>'
        )
        colour = INK if fill == WHITE else WHITE
        self.text((x, y + 4.6), text, size=13, colour=colour, bold=True, middle=True)

    def text(  # noqa: PLR0913 - what a text looks like
        self,
        at: Point,
        text: str,
        *,
        size: int = 13,
        colour: str = INK,
        bold: bool = False,
        middle: bool = False,
    ) -> None:
        """Write a text that begins at, or is centred on, a point of its baseline."""
        weight = ' font-weight="bold"' if bold else ""
        anchor = ' text-anchor="middle"' if middle else ""
        self.parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{size}" fill="{colour}"{weight}'
            f"{anchor}>{escape(text)}</text>"
        )

    def tag(self, at: Point, text: str, *, colour: str = INK, bold: bool = False) -> None:
        """Write a short text centred on a point, on white, so that lines may pass below."""
        x, y = at
        width = 7.6 * len(text) + 5
        self.parts.append(
            f'<rect x="{x - width / 2:.1f}" y="{y - 8:.1f}" width="{width:.1f}" height="16" rx="3" '
            f'fill="{WHITE}"/>'
        )
        self.text((x, y + 4.4), text, colour=colour, bold=bold, middle=True)

    def save(self, path: Path, description: str) -> None:
        """Write the picture; those who cannot see it are read the description."""
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}"'
        body = "\n".join(self.parts)
        colours = (RED, BLUE, GREEN, SKY, ORANGE, INK, GREY, PALE)
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}">',
            f"<title>{escape(description)}</title>",
            "<defs>",
            *(_arrow_head(colour) for colour in colours if f"url(#{colour[1:]})" in body),
            "</defs>",
            f'<rect width="{self.width}" height="{self.height}" fill="{WHITE}"/>',
            body,
            "</svg>",
        ]
        path.write_text("\n".join(lines) + "\n", "utf-8")


def along(begin: Point, end: Point, share: float) -> Point:
    """Return the point at a share of the way."""
    return begin[0] + share * (end[0] - begin[0]), begin[1] + share * (end[1] - begin[1])


def beside(begin: Point, end: Point, distance: float, share: float = 0.5) -> Point:
    """Return the point beside a point of the way, on the left as seen on the screen."""
    x, y = along(begin, end, share)
    across, down = end[0] - begin[0], end[1] - begin[1]
    length = (across**2 + down**2) ** 0.5 or 1.0
    return x + distance * down / length, y - distance * across / length


def _towards(begin: Point, end: Point, distance: float) -> Point:
    """Return the point so far from the beginning of a way."""
    length = ((end[0] - begin[0]) ** 2 + (end[1] - begin[1]) ** 2) ** 0.5 or 1.0
    return along(begin, end, distance / length)


def _stroke(pen: Pen) -> str:
    """Return how a line is drawn, in the words of SVG."""
    dash = f' stroke-dasharray="{pen.dash}"' if pen.dash else ""
    arrow = f' marker-end="url(#{pen.colour[1:]})"' if pen.arrow else ""
    return (
        f'stroke="{pen.colour}" stroke-width="{pen.width:g}" stroke-linecap="round" '
        f'stroke-linejoin="round"{dash}{arrow}'
    )


def _arrow_head(colour: str) -> str:
    """Return the head of arrows of a colour."""
    return (
        f'<marker id="{colour[1:]}" viewBox="0 0 8 8" refX="5" refY="4" markerWidth="9" '
        f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
    )
