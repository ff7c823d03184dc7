"""What a report is made of, as values: tables, cards and pictures.

They hold plain text, which the templates escape; only a picture holds markup, its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.languages import Words

__all__ = [
    "NOTHING",
    "Card",
    "Cell",
    "Column",
    "Picture",
    "Table",
    "change",
    "number",
    "plain",
    "share",
]


NOTHING = "\N{EN DASH}"
"""Where there is no number."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table, and what it is sorted by."""

    text: str
    sort: str = ""
    """A number as JavaScript reads it, or empty: by the text."""

    language: str = ""
    tone: str = ""
    """``"good"`` or ``"bad"`` for a gain or a loss."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    numeric: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that one can sort by any of its columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """The first cell of each is its head."""

    total: tuple[Cell, ...] = ()
    """A last row that stays where it is."""

    note: str = ""
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """One number that matters."""

    label: str
    value: str
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing for print, and a map to explore where there is one."""

    caption: str
    text: str
    """What is to be seen, for those who do not see it."""

    drawn: str = ""
    """An SVG element."""

    image: str = ""
    """The address of a picture, which holds the picture itself."""

    explored: str = ""
    """The element of an interactive map, beside which the picture is for print."""

    notes: tuple[str, ...] = ()


def plain(text: object, language: str = "") -> Cell:
    """Return a cell of text."""
    return Cell(str(text), language=language)


def number(words: Words, value: float, digits: int = 0) -> Cell:
    """Return a cell of a number."""
    return Cell(words.number(value, digits), _sort(value))


def change(words: Words, value: float, digits: int = 0, *, less_is_better: bool = True) -> Cell:
    """Return a cell of a change, told apart as better or worse where it is not none."""
    text = words.change(value, digits)
    moved = math.isfinite(value) and round(value, digits) != 0
    better = bool(value < 0) == less_is_better
    return Cell(text, _sort(value), tone=("good" if better else "bad") if moved else "")


def share(words: Words, value: float, digits: int = 0) -> Cell:
    """Return a cell of a share of one."""
    return Cell(words.share(value, digits) if math.isfinite(value) else NOTHING, _sort(value))


def _sort(value: float) -> str:
    """Return a number as JavaScript reads it; nothing known comes last."""
    if math.isnan(value):
        return "Infinity"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return f"{value:.10g}"
