"""What the legend of an interactive map says, ready to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.presentation.layers import Areas, Lines, Points

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.presentation.layers import Scale

__all__ = ["TEXTS", "legend_of", "texts"]

TEXTS: dict[str, tuple[str, str]] = {
    "map": ("Map", "Kort"),
    "legend": ("Legend and layers", "Signaturer og lag"),
    "names": ("Place names", "Stednavne"),
    "sources": ("Sources", "Kilder"),
    "elsewhere": ("more sources in the legend", "flere kilder ved signaturerne"),
    "in": ("Zoom in", "Zoom ind"),
    "out": ("Zoom out", "Zoom ud"),
    "all": ("Show everything", "Vis det hele"),
    "near": (
        "Minor ones show when one zooms in.",
        "De mindste vises først, når man zoomer ind.",
    ),
    "keys": (
        "Arrow keys move the map, plus and minus zoom.",
        "Piletasterne flytter kortet, plus og minus zoomer.",
    ),
}


def texts(words: Words) -> dict[str, str]:
    """Return the words of the controls."""
    return {key: words.say(TEXTS, key) for key in TEXTS}


def legend_of(layer: Points | Lines | Areas, words: Words) -> dict[str, Any] | None:
    """Return the rows of a layer's legend, None if it has none.

    Parameters
    ----------
    layer : Points, Lines or Areas
        What is explained.
    words : Words
        The language of numbers.

    Returns
    -------
    dict or None
        Its title, what it counts, a row ``[class, label, amount, share]`` for each class that
        is shown, and notes.
    """
    scale = layer.scale
    nested = isinstance(layer, Areas)  # areas lie in each other: shares would mean nothing
    told = {row: _amount(scale, row, words) for row in scale.rows()}
    rows = [
        [row, scale.labels[row], amount, "" if nested else share]
        for row, (amount, share) in told.items()
    ]
    if not rows:
        return None
    notes = [layer.size_note] if isinstance(layer, Points) and layer.size_note else []
    if isinstance(layer, Lines) and layer.near:
        notes.append(words.say(TEXTS, "near"))
    return {"title": scale.title, "counted": scale.counted, "rows": rows, "notes": notes}


def _amount(scale: Scale, row: int, words: Words) -> tuple[str, str]:
    """Return how much is in a class, and its share, as text."""
    if not scale.amounts:
        return "", ""
    total = sum(scale.amounts)
    amount = scale.amounts[row]
    share = amount / total if total > 0 else 0.0
    some = 0 < share < 0.01  # noqa: PLR2004 - what a percentage rounds to nothing
    return words.number(amount), f"<{words.share(0.01)}" if some else words.share(share)
