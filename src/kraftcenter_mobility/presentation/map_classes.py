"""Travel times in classes: their limits, names and colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["CLASS_LABELS", "COLOURS", "UNREACHABLE", "class_of", "class_styles", "minutes_text"]

LIMITS_MIN = (10.0, 15.0, 20.0, 30.0, 45.0, 60.0)
"""Longest time in each class but the last, in minutes."""

COLOURS = ("#fadb45", "#9ccb4a", "#4fb878", "#2a9292", "#31688e", "#443a83", "#2d0a45")
"""From near to far: viridis turned round. Lightness falls from class to class, so that the
order survives colour blindness and a black-and-white printer."""

CLASS_LABELS = ("0–10", "10–15", "15–20", "20–30", "30–45", "45–60", "over 60", "no way through")  # noqa: RUF001 - en dashes

UNREACHABLE = len(COLOURS)
"""The class of places that no way leads from."""


def class_of(minutes: FloatArray) -> IntArray:
    """Return the class of each time in minutes; a limit belongs to the class it ends.

    Examples
    --------
    >>> class_of(np.array([0.0, 10.0, 10.1, 61.0, np.inf])).tolist()
    [0, 0, 1, 6, 7]
    """
    known = np.searchsorted(LIMITS_MIN, minutes, side="left")
    return np.where(np.isfinite(minutes), known, UNREACHABLE).astype(np.int64)


def minutes_text(minutes: float) -> str:
    """Return a time as people read it.

    Examples
    --------
    >>> minutes_text(12.34), minutes_text(np.inf)
    ('12.3 min', 'no way through')
    """
    return f"{minutes:.1f} min" if np.isfinite(minutes) else CLASS_LABELS[UNREACHABLE]


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
