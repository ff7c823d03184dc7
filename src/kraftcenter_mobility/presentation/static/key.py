"""What the legend says, as values: blocks of rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.presentation.languages import words_in
from kraftcenter_mobility.presentation.layers import Areas, Lines, Marks, Points

from .strokes import is_shown, widths_of

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.presentation.layers import Layer, Scale
    from kraftcenter_mobility.presentation.map import Map

    from .frame import Frame

__all__ = ["Block", "Row", "Swatch", "blocks_of"]

DOT_RADII_PT = (2.2, 3.6)
"""Circles in the legend are no smaller and no greater."""

SHARE_SHOWN = 0.005
"""Shares below half a percent are said to be below one."""

FEW = 100


class Swatch(NamedTuple):
    """A little piece of the map."""

    kind: str
    """``"dot"``, ``"line"``, ``"area"`` or ``"sign"``."""

    colour: str
    size: float = 0.0
    """Radius of a dot, or width of a line."""

    hatched: bool = False
    square: bool = False
    dashed: bool = False
    opacity: float = 1.0
    outline: bool = True
    sign: str = ""


class Row(NamedTuple):
    """A class, and how much is in it."""

    swatch: Swatch
    label: str
    amount: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What the legend says of a layer."""

    title: str
    rows: tuple[Row, ...]
    counted: str = ""
    note: str = ""


def blocks_of(shown: Map, frame: Frame, *, m_per_mm: float) -> list[Block]:
    """Return the legend of a map, from its lowest layer to its topmost.

    What lies in the background, and layers of which there is nothing, are not in it. Layers
    that say the same are in it once, and signs of places are together.
    """
    words = words_in(shown.language)
    blocks: list[Block] = []
    signs: list[Row] = []
    for layer in shown.layers:
        if isinstance(layer, Marks):
            row = Row(Swatch("sign", layer.colour, sign=layer.sign), layer.name)
            seen = frame.holds(frame.place(layer.lon, layer.lat)).any()
            if seen and row not in signs:
                signs.append(row)
            continue
        block = _block(layer, words, m_per_mm=m_per_mm)
        if block is not None and block not in blocks:
            blocks.append(block)
    return [*blocks, Block(title="", rows=tuple(signs))] if signs else blocks


def _block(layer: Layer, words: Words, *, m_per_mm: float) -> Block | None:
    """Return what the legend says of a layer, if anything."""
    if isinstance(layer, Points):
        radius = np.asarray(layer.radius, float)
        size = float(np.clip(np.median(radius) if radius.size else 0.0, *DOT_RADII_PT))
        listed = layer.scale.rows() if len(layer.lon) else []
        swatches = {number: _swatch(layer.scale, number, "dot", size=size) for number in listed}
        return _of_scale(layer.scale, swatches, words, name=layer.name, note=layer.size_note)
    if isinstance(layer, Lines) and not layer.quiet:
        width = widths_of(layer)
        listed = [n for n in layer.scale.rows() if is_shown(layer, n, m_per_mm=m_per_mm)]
        swatches = {
            number: _swatch(layer.scale, number, "line", size=float(width[number]))
            ._replace(dashed=number in layer.dashed)
            for number in (listed if len(layer.geometry) else ())
        }  # fmt: skip
        return _of_scale(layer.scale, swatches, words, name=layer.name)
    if isinstance(layer, Areas):
        swatches = {
            number: _swatch(layer.scale, number, "area")
            ._replace(opacity=layer.opacity, outline=layer.outline)
            for number in (layer.scale.rows() if len(layer.geometry) else ())
        }  # fmt: skip
        return _without_shares(_of_scale(layer.scale, swatches, words, name=layer.name))
    return None


def _swatch(scale: Scale, number: int, kind: str, *, size: float = 0.0) -> Swatch:
    """Return the swatch of a class."""
    return Swatch(
        kind,
        scale.colours[number],
        size=size,
        hatched=number in scale.hatched,
        square=number in scale.square,
    )


def _of_scale(
    scale: Scale, swatches: dict[int, Swatch], words: Words, *, name: str, note: str = ""
) -> Block | None:
    """Return the block of a scale, none where it lists nothing."""
    if not swatches:
        return None
    total = float(np.nansum(scale.amounts)) if scale.amounts else 0.0
    digits = _digits(scale.amounts)
    rows = []
    for number, swatch in swatches.items():
        row = Row(swatch, scale.labels[number])
        if scale.amounts:
            amount = scale.amounts[number]
            share = _share(amount / total, words) if total > 0 else ""
            row = row._replace(amount=words.number(amount, digits), share=share)
        rows.append(row)
    title = scale.title or name
    alone = len(rows) == 1 and rows[0].label == title and not scale.counted
    return Block(title="" if alone else title, rows=tuple(rows), counted=scale.counted, note=note)


def _without_shares(block: Block | None) -> Block | None:
    """Return a block without shares, which mean nothing where areas lie in each other."""
    if block is None:
        return None
    return replace(block, rows=tuple(row._replace(share="") for row in block.rows))


def _digits(amounts: tuple[float, ...]) -> int:
    """Return how many decimals amounts are told with: one if they are few and no whole ones."""
    whole = all(amount == round(amount) for amount in amounts if np.isfinite(amount))
    return 0 if whole or max(amounts) >= FEW else 1


def _share(share: float, words: Words) -> str:
    """Return a share as people read it: a few are not none."""
    return f"<{words.share(0.01)}" if 0 < share < SHARE_SHOWN else words.share(share)
