"""Origins as coloured circles, destinations as markers, and the names that have room."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .map_classes import COLOURS, UNREACHABLE, class_of, minutes_text
from .map_frame import UNITS_PER_PIXEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

__all__ = ["Label", "draw_labels", "draw_markers", "draw_origins"]

MOST_CIRCLES = 20_000
"""Beyond this origins become dots without names, for the sake of the browser."""

SMALLEST_RADIUS_PX = (1.5, 4.5)
LARGEST_TO_SMALLEST = 5.0
SPACING_SHARE = 0.2

LABEL_SCALES = (32.0, 16.0, 8.0, 4.0, 2.0, 1.0)
"""Units per pixel at which names are given room, from far away to near."""

LETTER_PX, LINE_PX, MARKER_PX = 6.6, 15.0, 11.0


class Label(NamedTuple):
    """A name and where it wants to be."""

    name: str
    x: int
    y: int
    css: str
    """``goal`` beside a marker, ``town`` or ``village`` across the place."""

    def box_px(self, units_per_pixel: float) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom at a scale, in pixels."""
        x, y = self.x / units_per_pixel, self.y / units_per_pixel
        width = LETTER_PX * len(self.name) + 6
        left = x + MARKER_PX if self.css == "goal" else x - width / 2
        return left, y - LINE_PX / 2, left + width, y + LINE_PX / 2


def draw_origins(
    names: Sequence[object],
    at: tuple[IntArray, IntArray],
    minutes: FloatArray,
    population: FloatArray | None,
) -> str:
    """Return origins as circles with their names, or very many as dots."""
    x, y = at
    classes = class_of(minutes)
    if len(names) > MOST_CIRCLES:
        return _dots(x, y, classes)
    radius = _radii(x, y, population)
    order = np.argsort(-radius, kind="stable")
    circles = []
    for i in order.tolist():
        text = f"{names[i]}: {minutes_text(minutes[i])}"
        if population is not None and np.isfinite(population[i]):
            text += f", {population[i]:,.0f} people"
        circles.append(
            f'<circle class="c{classes[i]}" cx="{x[i]}" cy="{y[i]}" r="{radius[i]:.0f}">'
            f"<title>{escape(text)}</title></circle>"
        )
    return "\n".join(circles)


def _radii(x: IntArray, y: IntArray, population: FloatArray | None) -> FloatArray:
    """Return radii in units: areas in proportion to people, but none too small to be seen."""
    spacing = np.sqrt((np.ptp(x) + 1.0) * (np.ptp(y) + 1.0) / len(x)) / UNITS_PER_PIXEL
    smallest = np.clip(SPACING_SHARE * spacing, *SMALLEST_RADIUS_PX) * UNITS_PER_PIXEL
    if population is None:
        return np.full(len(x), smallest)
    people = np.nan_to_num(np.maximum(population, 0.0))
    share = np.sqrt(people / max(people.max(), 1.0))
    return np.maximum(smallest, LARGEST_TO_SMALLEST * smallest * share)


def _dots(x: IntArray, y: IntArray, classes: IntArray) -> str:
    """Return one path of dots per class, one dot for all that share a pixel."""
    cell = int(UNITS_PER_PIXEL)
    drawn = np.unique(np.column_stack((classes, x // cell, y // cell)), axis=0)
    paths = []
    for number in np.unique(drawn[:, 0]).tolist():
        points = drawn[drawn[:, 0] == number, 1:] * cell + cell // 2
        data = "".join(f"M{px} {py}h0" for px, py in points.tolist())
        paths.append(f'<path class="dots c{number}" d="{data}"/>')
    return "\n".join(paths)


def draw_markers(names: Sequence[object], at: tuple[IntArray, IntArray], cross: BoolArray) -> str:
    """Return destinations as markers of constant size, those of hospitals with a cross."""
    markers = []
    for name, x, y, has_cross in zip(names, *at, cross, strict=True):
        sign = '<path d="M0-4.4V4.4M-4.4 0H4.4"/>' if has_cross else '<circle class="eye" r="2.6"/>'
        markers.append(
            f'<g class="goal" data-at="{x} {y}" '
            f'transform="translate({x} {y}) scale({UNITS_PER_PIXEL:g})">'
            f'<title>{escape(str(name))}</title><circle r="8"/>{sign}</g>'
        )
    return "\n".join(markers)


def draw_labels(labels: Sequence[Label], markers: tuple[IntArray, IntArray]) -> str:
    """Return names, the most important first, each from the scale where it has room.

    Parameters
    ----------
    labels : sequence of Label
        In order of importance.
    markers : pair of array, shape (n_destinations,)
        Markers that no name may cover, in units.

    Returns
    -------
    str
        SVG texts; ``data-below`` is the units per pixel from which a name fits.
    """
    from_scale: dict[int, float] = {}
    for scale in LABEL_SCALES:
        taken = _Taken()
        for x, y in zip(*markers, strict=True):
            middle = x / scale, y / scale
            taken.add((middle[0] - 9, middle[1] - 9, middle[0] + 9, middle[1] + 9))
        for number, label in enumerate(labels):
            box = label.box_px(scale)
            if number in from_scale or taken.is_free(box):
                from_scale.setdefault(number, scale)
                taken.add(box)
    return "\n".join(
        _label_svg(labels[number], below) for number, below in sorted(from_scale.items())
    )


class _Taken:
    """Boxes that are taken, found by the coarse cells they touch."""

    CELL_PX = 120.0

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}

    def _touched(self, box: tuple[float, float, float, float]) -> list[tuple[int, int]]:
        left, top, right, bottom = (int(side // self.CELL_PX) for side in box)
        return [(i, j) for i in range(left, right + 1) for j in range(top, bottom + 1)]

    def is_free(self, box: tuple[float, float, float, float]) -> bool:
        """Say whether a box meets none that was added."""
        return not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for cell in self._touched(box)
            for other in self.cells.get(cell, ())
        )

    def add(self, box: tuple[float, float, float, float]) -> None:
        """Take the room of a box."""
        for cell in self._touched(box):
            self.cells.setdefault(cell, []).append(box)


def _label_svg(label: Label, below: float) -> str:
    """Return one name of constant size."""
    offset = f' x="{MARKER_PX:g}"' if label.css == "goal" else ""
    hidden = ' style="display:none"' if below < UNITS_PER_PIXEL else ""
    return (
        f'<g data-at="{label.x} {label.y}" data-below="{below:g}"{hidden} '
        f'transform="translate({label.x} {label.y}) scale({UNITS_PER_PIXEL:g})">'
        f'<text class="{label.css}"{offset} dy=".35em">{escape(label.name)}</text></g>'
    )


def class_styles() -> str:
    """Return the style sheet of the classes."""
    rules = [
        f".c{number}{{fill:{colour};--colour:{colour}}}.dots.c{number}{{stroke:{colour}}}"
        for number, colour in enumerate(COLOURS)
    ]
    rules.append(
        f".c{UNREACHABLE}{{fill:url(#hatch);stroke:#555}}.dots.c{UNREACHABLE}{{stroke:#888}}"
    )
    return "\n".join(rules)
