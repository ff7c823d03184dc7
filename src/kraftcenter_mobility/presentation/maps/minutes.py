"""Travel times in classes: their limits, names and colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.presentation.layers import Scale
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .texts import TEXTS

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.presentation.languages import Words

__all__ = ["NO_WAY_COLOUR", "UNREACHABLE", "minutes_scale", "minutes_text", "time_class"]

LIMITS_MIN = (10, 15, 20, 30, 45, 60)
"""Longest time in each class but the last, in minutes."""

COLOURS = ("#fadb45", "#9ccb4a", "#4fb878", "#2a9292", "#31688e", "#443a83", "#2d0a45")
"""From near to far: viridis turned round. Lightness falls from class to class, so that the
order survives colour blindness and a black-and-white printer."""

NO_WAY_COLOUR = "#777777"
UNREACHABLE = len(COLOURS)
"""The class of places that no way leads from."""


def time_class(travel_time_s: FloatArray) -> IntArray:
    """Return the class of each time in seconds; a limit belongs to the class it ends.

    Examples
    --------
    >>> time_class(np.array([0.0, 600.0, 606.0, 3660.0, np.inf])).tolist()
    [0, 0, 1, 6, 7]
    """
    minutes = np.asarray(travel_time_s) / SECONDS_PER_MINUTE
    known = np.searchsorted(LIMITS_MIN, minutes, side="left")
    return np.where(np.isfinite(minutes), known, UNREACHABLE).astype(np.int64)


def minutes_text(words: Words, travel_time_s: float) -> str:
    """Return a time as people read it.

    Examples
    --------
    >>> from kraftcenter_mobility.presentation.languages import Words
    >>> minutes_text(Words("da"), 740.4), minutes_text(Words("en"), np.inf)
    ('12,3 min', 'no way through')
    """
    if not np.isfinite(travel_time_s):
        return words.say(TEXTS, "no way")
    return f"{words.number(travel_time_s / SECONDS_PER_MINUTE, 1)} min"


def minutes_scale(
    words: Words, title: str, amounts: FloatArray, counted: str, *, some_cut_off: bool
) -> Scale:
    """Return the scale of times, with how much is in each class."""
    begins = (0, *LIMITS_MIN)
    labels = [f"{begin}\N{EN DASH}{end}" for begin, end in zip(begins, LIMITS_MIN, strict=False)]
    return Scale(
        title=title,
        labels=(
            *labels,
            words.say(TEXTS, "over", limit=LIMITS_MIN[-1]),
            words.say(TEXTS, "no way"),
        ),
        colours=(*COLOURS, NO_WAY_COLOUR),
        hatched=(UNREACHABLE,),
        amounts=tuple(amounts.tolist()),
        counted=counted,
        shown=None if some_cut_off else tuple(range(UNREACHABLE)),
    )
