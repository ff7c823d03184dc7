"""The legend on paper: how much room its blocks take, and their drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .dots import HALF_SIDE, HOLLOW_RIM, LEAST_LINE_PT, RIM
from .lettering import FADED, line_height, set_text, width_of, wrapped
from .signs import marker_of
from .strokes import DASHES, DOTS
from .surfaces import HATCH, OUTLINE_PT

if TYPE_CHECKING:
    from matplotlib.artist import Artist

    from .key import Block, Row, Swatch
    from .lettering import Holder

__all__ = ["Fitted", "draw_block", "fitted", "swatch_artist"]

HEADING_PT = 7.5
ROW_PT = 7.0
NOTE_PT = 6.2
SWATCH_WIDTHS_PT = {"dot": 9.0, "sign": 9.0, "line": 17.0, "area": 15.0}
SWATCH_HEIGHT_PT = 7.5
GAP_PT = 5.0
COLUMN_GAP_PT = 14.0
LEAST_LABEL_PT = 30.0
COUNTED_SHARE = 0.6
"""Greatest share of a column that what is counted takes."""

LEADING_PT = 2.2
"""Between rows, beyond the height of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A block in a width: its texts in lines, and the room it takes, in points."""

    block: Block
    heading: list[str]
    labels: list[list[str]]
    note: list[str]
    counted: str
    each: int
    """Rows of a column."""

    label_widths: list[float]
    """Of each column of rows."""

    amount_width: float
    share_width: float

    @property
    def swatch_width(self) -> float:
        """Return the width of the widest swatch."""
        return _swatch_width(self.block)

    @property
    def column_widths(self) -> list[float]:
        """Return the width of each column of rows."""
        amounts = sum(GAP_PT + part for part in (self.amount_width, self.share_width) if part)
        return [self.swatch_width + GAP_PT + label + amounts for label in self.label_widths]

    @property
    def width(self) -> float:
        """Return the width of the whole block."""
        rows = sum(self.column_widths) + (len(self.label_widths) - 1) * COLUMN_GAP_PT
        heading = [width_of(line, HEADING_PT, bold=True) for line in self.heading]
        return max(rows, *heading, *(width_of(line, NOTE_PT) for line in self.note), 0.0)

    @property
    def height(self) -> float:
        """Return the height of the whole block."""
        tallest = max(sum(_row_height(lines) for _, lines in column) for column in self.columns())
        return self.head_height + tallest + len(self.note) * line_height(NOTE_PT)

    @property
    def head_height(self) -> float:
        """Return the height of what is above the rows."""
        heading = len(self.heading) * line_height(HEADING_PT)
        counted = line_height(NOTE_PT) if self.counted else 0.0
        return heading + counted + (LEADING_PT if heading or counted else 0.0)

    def columns(self) -> list[list[tuple[Row, list[str]]]]:
        """Return the rows of each column, with the lines of their labels."""
        rows = list(zip(self.block.rows, self.labels, strict=True))
        return [rows[start : start + self.each] for start in range(0, len(rows), self.each)]


def fitted(block: Block, most_width: float, *, n_columns: int = 1) -> Fitted:
    """Return a block in a width, in one or more columns of rows."""
    column = (most_width - (n_columns - 1) * COLUMN_GAP_PT) / n_columns
    counted, amount, share = _amounts(block, column)
    room = column - _swatch_width(block) - GAP_PT
    room -= sum(GAP_PT + part for part in (amount, share) if part)
    labels = [wrapped(row.label, max(room, LEAST_LABEL_PT), ROW_PT) or [""] for row in block.rows]
    each = -(-len(labels) // n_columns)
    columns = [labels[start : start + each] for start in range(0, len(labels), each)]
    return Fitted(
        block=block,
        heading=wrapped(block.title, most_width, HEADING_PT, bold=True),
        labels=labels,
        note=wrapped(block.note, most_width, NOTE_PT),
        counted=counted,
        each=each,
        label_widths=[_widest(column) for column in columns],
        amount_width=amount,
        share_width=share,
    )


def _amounts(block: Block, column: float) -> tuple[str, float, float]:
    """Return what is counted, and how wide amounts with that above them and shares are."""
    amount = max(width_of(row.amount, ROW_PT) for row in block.rows)
    share = max(width_of(row.share, ROW_PT) for row in block.rows)
    if not amount:
        return "", 0.0, 0.0
    counted = "".join(wrapped(block.counted, COUNTED_SHARE * column, NOTE_PT, most_lines=1))
    beside = share + GAP_PT if share else 0.0
    return counted, max(amount, width_of(counted, NOTE_PT) - beside), share


def _swatch_width(block: Block) -> float:
    """Return the width of the widest swatch of a block."""
    return max(SWATCH_WIDTHS_PT[row.swatch.kind] for row in block.rows)


def _widest(labels: list[list[str]]) -> float:
    """Return the width of the longest line of some labels."""
    return max(width_of(line, ROW_PT) for lines in labels for line in lines)


def _row_height(lines: list[str]) -> float:
    """Return the height of a row with a label of some lines."""
    return len(lines) * line_height(ROW_PT) + LEADING_PT


def draw_block(page: Holder, part: Fitted, x: float, top: float) -> None:
    """Draw a block on a page, from its upper left corner."""
    y = top
    for line in part.heading:
        y -= line_height(HEADING_PT)
        set_text(page, x, y + 0.28 * HEADING_PT, line, size=HEADING_PT, bold=True)
    left = x
    for width, column in zip(part.column_widths, part.columns(), strict=True):
        below = top - part.head_height
        _draw_counted(page, part, left + width, below)
        for row, lines in column:
            _draw_row(page, part, row, lines, (left, below, left + width))
            below -= _row_height(lines)
        left += width + COLUMN_GAP_PT
    y = top - part.height + len(part.note) * line_height(NOTE_PT)
    for line in part.note:
        y -= line_height(NOTE_PT)
        set_text(page, x, y + 0.28 * NOTE_PT, line, size=NOTE_PT, color=FADED)


def _draw_counted(page: Holder, part: Fitted, right: float, top: float) -> None:
    """Write what the amounts count above them."""
    if part.counted:
        set_text(page, right, top + LEADING_PT + 0.1 * NOTE_PT, part.counted,
                 size=NOTE_PT, ha="right", color=FADED)  # fmt: skip


def _draw_row(
    page: Holder, part: Fitted, row: Row, lines: list[str], place: tuple[float, float, float]
) -> None:
    """Draw a swatch, its label, and how much is in it, between left and right below a top."""
    left, top, right = place
    middle = top - (line_height(ROW_PT) + LEADING_PT) / 2
    page.add_artist(swatch_artist(row.swatch, left, middle - SWATCH_HEIGHT_PT / 2))
    baseline = middle - 0.36 * ROW_PT
    label = left + part.swatch_width + GAP_PT
    for number, line in enumerate(lines):
        set_text(page, label, baseline - number * line_height(ROW_PT), line, size=ROW_PT)
    if row.share:
        set_text(page, right, baseline, row.share, size=ROW_PT, ha="right", color=FADED)
    if row.amount:
        right -= part.share_width + GAP_PT if part.share_width else 0.0
        set_text(page, right, baseline, row.amount, size=ROW_PT, ha="right")


def swatch_artist(swatch: Swatch, left: float, bottom: float) -> Artist:
    """Return the drawing of a swatch with its lower left corner somewhere."""
    from matplotlib.lines import Line2D

    width = SWATCH_WIDTHS_PT[swatch.kind]
    x, y = left + width / 2, bottom + SWATCH_HEIGHT_PT / 2
    if swatch.kind == "area":
        return _area(swatch, left, bottom)
    if swatch.kind == "line":
        dashes = DASHES if swatch.dashed else DOTS
        broken = swatch.dashed or swatch.hatched
        return Line2D(
            (left + swatch.size / 2, left + width - swatch.size / 2), (y, y),
            color=swatch.colour, linewidth=swatch.size,
            linestyle=(0, dashes) if broken else "solid",
            solid_capstyle="round", dash_capstyle="butt",
        )  # fmt: skip
    if swatch.kind == "sign":
        return Line2D((x,), (y,), **marker_of(swatch.sign, swatch.colour))
    return Line2D(
        (x,), (y,),
        linestyle="none", marker="s" if swatch.square else "o",
        markersize=2 * swatch.size * (HALF_SIDE if swatch.square else 1.0),
        markerfacecolor="#ffffff" if swatch.hatched else swatch.colour,
        markeredgecolor=HOLLOW_RIM if swatch.hatched else RIM,
        markeredgewidth=2 * LEAST_LINE_PT if swatch.hatched else LEAST_LINE_PT,
    )  # fmt: skip


def _area(swatch: Swatch, left: float, bottom: float) -> Artist:
    """Return a swatch of an area."""
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Rectangle

    return Rectangle(
        (left, bottom), SWATCH_WIDTHS_PT["area"], SWATCH_HEIGHT_PT,
        facecolor=to_rgba(swatch.colour, 0.0 if swatch.hatched else swatch.opacity),
        edgecolor=swatch.colour if swatch.outline or swatch.hatched else "none",
        linewidth=OUTLINE_PT,
        hatch=HATCH if swatch.hatched else None,
    )  # fmt: skip
