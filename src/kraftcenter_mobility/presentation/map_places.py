"""Origins as coloured circles, destinations as markers, and the names that have room."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .map_classes import class_of, minutes_text
from .map_frame import UNITS_PER_PIXEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

__all__ = ["Label", "dots", "draw_labels", "draw_markers", "draw_origins", "radii"]

Box = tuple[float, float, float, float]

MOST_CIRCLES = 20_000
"""Beyond this origins become dots without names, for the sake of the browser."""

SMALLEST_RADIUS_PX = (1.5, 4.5)
LARGEST_TO_SMALLEST = 4.0
SPACING_SHARE = 0.25

LABEL_SCALES = tuple(0.8**-step for step in range(17))
"""Units per pixel at which names are given room, from near to far away."""

SIDE_SCALE = 20.0
"""At which the names beside markers choose their side: about that of a telephone."""

LETTER_PX, LINE_PX, MARKER_PX = 6.8, 15.0, 8.0


class Side(NamedTuple):
    """Where a name stands from its place, in pixels, and which part of it stands there."""

    across: float
    down: float
    anchor: str


ACROSS = Side(0.0, 0.0, "middle")
BESIDE_MARKER = (
    Side(11.0, 0.0, "start"),
    Side(-11.0, 0.0, "end"),
    Side(0.0, -18.0, "middle"),
    Side(0.0, 18.0, "middle"),
)
AROUND_CITY = (ACROSS, Side(0.0, 9.0, "middle"), Side(0.0, -9.0, "middle"))

ANCHOR_SHARE = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""How much of a name lies to the left of its anchor."""


class Label(NamedTuple):
    """A name and where it wants to be."""

    name: str
    x: int
    y: int
    css: str
    """``goal`` beside a marker, ``city``, ``town`` or ``village`` across the place."""

    side: Side = ACROSS

    def box_px(self, units_per_pixel: float) -> Box:
        """Return left, top, right and bottom at a scale, in pixels."""
        width = LETTER_PX * len(self.name) + 6
        left = self.x / units_per_pixel + self.side.across - ANCHOR_SHARE[self.side.anchor] * width
        middle = self.y / units_per_pixel + self.side.down
        return left, middle - LINE_PX / 2, left + width, middle + LINE_PX / 2

    def is_within(self, width_px: float) -> bool:
        """Say whether the name ends at neither side of a sheet as wide as a telephone."""
        left, _, right, _ = self.box_px(SIDE_SCALE)
        return left >= 0 and right <= width_px


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
        return dots(x, y, classes)
    radius = radii(x, y, population)
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


def radii(x: IntArray, y: IntArray, population: FloatArray | None) -> FloatArray:
    """Return radii in units: areas in proportion to people, but none too small to be seen."""
    spacing = np.sqrt((np.ptp(x) + 1.0) * (np.ptp(y) + 1.0) / len(x)) / UNITS_PER_PIXEL
    smallest = np.clip(SPACING_SHARE * spacing, *SMALLEST_RADIUS_PX) * UNITS_PER_PIXEL
    if population is None:
        return np.full(len(x), smallest)
    people = np.nan_to_num(np.maximum(population, 0.0))
    share = np.sqrt(people / max(people.max(), 1.0))
    radii: FloatArray = np.maximum(smallest, LARGEST_TO_SMALLEST * smallest * share)
    return radii


def dots(x: IntArray, y: IntArray, classes: IntArray) -> str:
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


def draw_labels(
    labels: Sequence[Label], markers: tuple[IntArray, IntArray], sheet_width: int
) -> str:
    """Return names, the most important first, each from the scale where it has room.

    Parameters
    ----------
    labels : sequence of Label
        In order of importance. Cities get out of the way of markers, and the names of
        markers out of the way of cities.
    markers : pair of array, shape (n_destinations,)
        Markers that no name may cover, in units.
    sheet_width : int
        Names beside markers stay on the sheet if they can; in units.

    Returns
    -------
    str
        SVG texts; ``data-below`` is the units per pixel from which a name fits.
    """
    labels = _with_sides(labels, markers, sheet_width / SIDE_SCALE)
    rooms = [_markers_taken(markers, scale) for scale in LABEL_SCALES]
    drawn = []
    for label in labels:
        below = 0.0
        for scale, taken in zip(LABEL_SCALES, rooms, strict=True):
            if not taken.is_free(box := label.box_px(scale)):
                break
            taken.add(box)
            below = scale
        if below:
            drawn.append(_label_svg(label, below))
    return "\n".join(drawn)


def _markers_taken(markers: tuple[IntArray, IntArray], scale: float) -> _Taken:
    """Return the room that markers take at a scale."""
    taken = _Taken()
    for x, y in zip(markers[0] / scale, markers[1] / scale, strict=True):
        taken.add((x - MARKER_PX, y - MARKER_PX, x + MARKER_PX, y + MARKER_PX))
    return taken


def _with_sides(
    labels: Sequence[Label], markers: tuple[IntArray, IntArray], width_px: float
) -> list[Label]:
    """Return names where they stand in the way of as little as possible, cities first."""
    taken = _markers_taken(markers, SIDE_SCALE)
    placed = list(labels)
    for css, sides in (("city", AROUND_CITY), ("goal", BESIDE_MARKER)):
        for number, label in enumerate(labels):
            if label.css == css:
                tries = [label._replace(side=side) for side in sides]
                free = [each for each in tries if taken.is_free(each.box_px(SIDE_SCALE))]
                inside = [each for each in free if each.is_within(width_px)]
                placed[number] = (inside or free or tries)[0]
                taken.add(placed[number].box_px(SIDE_SCALE))
    return placed


class _Taken:
    """Boxes that are taken, found by the coarse cells they touch."""

    CELL_PX = 120.0

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[Box]] = {}

    def _touched(self, box: Box) -> list[tuple[int, int]]:
        left, top, right, bottom = (int(side // self.CELL_PX) for side in box)
        return [(i, j) for i in range(left, right + 1) for j in range(top, bottom + 1)]

    def is_free(self, box: Box) -> bool:
        """Say whether a box meets none that was added."""
        return not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for cell in self._touched(box)
            for other in self.cells.get(cell, ())
        )

    def add(self, box: Box) -> None:
        """Take the room of a box."""
        for cell in self._touched(box):
            self.cells.setdefault(cell, []).append(box)


def _label_svg(label: Label, below: float) -> str:
    """Return one name of constant size."""
    across, down, anchor = label.side
    hidden = ' style="display:none"' if below < UNITS_PER_PIXEL else ""
    return (
        f'<g data-at="{label.x} {label.y}" data-below="{below:.3g}"{hidden} '
        f'transform="translate({label.x} {label.y}) scale({UNITS_PER_PIXEL:g})">'
        f'<text class="{label.css}" x="{across:g}" y="{down:g}" dy=".35em" '
        f'text-anchor="{anchor}">{escape(label.name)}</text></g>'
    )
