"""How a sheet is laid out: where its map, legend, title, notes and credits go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .legend import fitted
from .lettering import line_height, wrapped

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.map import Map

    from .key import Block
    from .legend import Fitted

__all__ = ["Arrangement", "Placed", "arranged"]

MARGIN_PT = 10.0
GAP_PT = 9.0
BLOCK_GAP_PT = 11.0
TITLE_PT = 11.0
NOTE_PT = 6.6
CREDIT_PT = 5.8

TALLEST = 1.42
"""Height of a sheet over its width, that of A4, unless the legend takes more."""

LEAST_MAP = 0.45
"""Height of a map over its width."""

WIDEST_LEGEND = 0.42
"""Share of the width that a legend beside the map may take."""

SPLIT_FROM = 6
"""Rows that may be split into columns."""


class Placed(NamedTuple):
    """A block of the legend, from its upper left corner, in points from the page's top left."""

    part: Fitted
    x: float
    down: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """A sheet in points. What is "down" is counted from its top."""

    width: float
    height: float
    map_left: float
    map_down: float
    map_width: float
    map_height: float
    legend: tuple[Placed, ...]
    title: list[str]
    notes: list[str]
    credits: list[str]
    share: float
    """How much of the paper shows what is to be seen."""


class _Texts(NamedTuple):
    """Title, notes and credits in lines, and how high they are."""

    title: list[str]
    notes: list[str]
    credits: list[str]

    @property
    def head(self) -> float:
        """Return the height above the map."""
        return MARGIN_PT + (len(self.title) * line_height(TITLE_PT) + 4 if self.title else 0)

    @property
    def foot(self) -> float:
        """Return the height below map and legend."""
        notes = len(self.notes) * line_height(NOTE_PT) + (4 if self.notes else 0)
        return notes + len(self.credits) * line_height(CREDIT_PT) + MARGIN_PT + 4


def arranged(shown: Map, blocks: list[Block], width_pt: float, *, ratio: float) -> Arrangement:
    """Return the sheet that shows most of what is to be seen on its paper.

    The legend stands beside the map or below it.

    Parameters
    ----------
    shown : Map
        What is drawn.
    blocks : list of Block
        Its legend.
    width_pt : float
        Width of the sheet in points.
    ratio : float
        Width over height of what is to be seen.
    """
    inner = width_pt - 2 * MARGIN_PT
    notes = [line for note in shown.notes for line in wrapped(note, inner, NOTE_PT)]
    credits_ = [line for text in shown.credits for line in wrapped(text, inner, CREDIT_PT)]
    title = wrapped(shown.title, inner, TITLE_PT, bold=True, most_lines=4)
    texts = _Texts(title, notes, credits_)
    below = _below(texts, blocks, width_pt, ratio)
    beside = _beside(texts, blocks, width_pt, ratio) if blocks else None
    return beside if beside is not None and beside.share > below.share else below


def _beside(texts: _Texts, blocks: list[Block], width: float, ratio: float) -> Arrangement | None:
    """Return a sheet with its legend to the right of its map, if it has room there."""
    inner = width - 2 * MARGIN_PT
    parts = [fitted(block, WIDEST_LEGEND * inner) for block in blocks]
    legend_width = max(part.width for part in parts)
    legend_height = sum(part.height + BLOCK_GAP_PT for part in parts) - BLOCK_GAP_PT
    room = TALLEST * width - texts.head - texts.foot
    map_width = inner - legend_width - GAP_PT
    if legend_height > room or map_width < inner / 2:
        return None
    map_height = min(max(map_width / ratio, legend_height, LEAST_MAP * map_width), room)
    placed, down = [], texts.head
    for part in parts:
        placed.append(Placed(part, MARGIN_PT + map_width + GAP_PT, down))
        down += part.height + BLOCK_GAP_PT
    height = texts.head + map_height + texts.foot
    return _sheet(texts, placed, (width, height), (map_width, map_height), ratio)


def _below(texts: _Texts, blocks: list[Block], width: float, ratio: float) -> Arrangement:
    """Return a sheet with its legend below its map."""
    inner = width - 2 * MARGIN_PT
    shelves = _shelves(_spread([fitted(block, inner) for block in blocks], inner), inner)
    legend_height = sum(max(part.height for part in shelf) + GAP_PT for shelf in shelves)
    room = max(TALLEST * width - texts.head - texts.foot - legend_height, 0.7 * inner)
    map_height = min(max(inner / ratio, LEAST_MAP * inner), room)
    placed, down = [], texts.head + map_height + GAP_PT
    for shelf in shelves:
        x = MARGIN_PT
        for part in shelf:
            placed.append(Placed(part, x, down))
            x += part.width + 2 * BLOCK_GAP_PT
        down += max(part.height for part in shelf) + GAP_PT
    height = texts.head + map_height + legend_height + texts.foot
    return _sheet(texts, placed, (width, height), (inner, map_height), ratio)


def _sheet(
    texts: _Texts,
    placed: list[Placed],
    page: tuple[float, float],
    size: tuple[float, float],
    ratio: float,
) -> Arrangement:
    """Return a sheet whose map has a size."""
    seen_width = min(size[0], ratio * size[1])
    return Arrangement(
        width=page[0],
        height=page[1],
        map_left=MARGIN_PT,
        map_down=texts.head,
        map_width=size[0],
        map_height=size[1],
        legend=tuple(placed),
        title=texts.title,
        notes=texts.notes,
        credits=texts.credits,
        share=seen_width**2 / ratio / (page[0] * page[1]),
    )


def _spread(parts: list[Fitted], width: float) -> list[Fitted]:
    """Split the tallest blocks into columns, as long as all stand side by side."""
    parts = list(parts)
    while parts:
        tallest = max(range(len(parts)), key=lambda number: parts[number].height)
        part = parts[tallest]
        split = fitted(part.block, width, n_columns=len(part.label_widths) + 1)
        others = sum(other.width for other in parts) - part.width
        gaps = 2 * BLOCK_GAP_PT * (len(parts) - 1)
        too_few = part.each < SPLIT_FROM
        if too_few or split.height >= part.height or others + split.width + gaps > width:
            break
        parts[tallest] = split
    return parts


def _shelves(parts: list[Fitted], width: float) -> list[list[Fitted]]:
    """Return blocks side by side, as many on a shelf as have room."""
    shelves: list[list[Fitted]] = []
    left = 0.0
    for part in parts:
        if shelves and left + part.width <= width:
            shelves[-1].append(part)
        else:
            shelves.append([part])
            left = 0.0
        left += part.width + 2 * BLOCK_GAP_PT
    return shelves
