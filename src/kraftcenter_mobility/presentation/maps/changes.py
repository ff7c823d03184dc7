"""Changes of travel times in classes, for maps: their limits, names and colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.presentation.layers import Scale
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .texts import TEXTS

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.presentation.languages import Words

__all__ = [
    "CHANGE_COLOURS",
    "FIRST_WAY",
    "LAST_WAY",
    "NEVER",
    "NO_CHANGE",
    "SLIGHT",
    "SLIGHT_S",
    "change_class",
    "change_labels",
    "change_scale",
    "change_text",
]

LIMITS_MIN = (2, 5, 10)
"""Changes in minutes at which the next class begins, either way."""

CHANGE_COLOURS = (
    "#08306b",
    "#2171b5",
    "#5aa2cf",
    "#a6cee3",
    "#dbd9d1",
    "#e3c58d",
    "#c58a3a",
    "#8c510a",
    "#4a2a04",
    "#00a6a6",
    "#777777",
    "#ffffff",
    "#dbd9d1",
)
"""From much faster over none to much slower, then a first way, the last, never one, and a
slight change. Blue and brown are told apart by all kinds of colour vision, and each grows
darker with the change."""

NO_CHANGE, FIRST_WAY, LAST_WAY, NEVER, SLIGHT = 4, 9, 10, 11, 12
LOSSES = (*range(NO_CHANGE + 1, FIRST_WAY), LAST_WAY)
"""Drawn as squares: on a printer without colours, brown is as grey as blue."""

LISTED = range(SLIGHT)
"""Classes that the legend lists; slight changes are counted and told with none, whose colour
they have."""

ONLY_IF_ANY = (FIRST_WAY, LAST_WAY, NEVER)
"""Classes that the legend leaves out where nobody is in them."""

SLIGHT_S = 10.0
"""Changes below this look like none on a map: nobody would notice them on the road."""


def change_class(baseline_s: FloatArray, difference_s: FloatArray, least_s: float) -> IntArray:
    """Return the class of each change; a limit belongs to the greater change.

    Parameters
    ----------
    baseline_s : array, shape (n_origins,)
        Travel times before, in seconds.
    difference_s : array, shape (n_origins,)
        How much longer they get.
    least_s : float
        What counts as a change at least, in seconds.

    Examples
    --------
    >>> change_class(np.array([900.0, 900.0, 900.0, np.inf, np.inf, 900.0, 900.0]),
    ...              np.array([-601.0, 0.5, 120.0, 0.0, -np.inf, np.inf, -3.0]), 1.0).tolist()
    [0, 4, 6, 11, 9, 10, 12]
    """
    minutes = np.abs(difference_s) / SECONDS_PER_MINUTE
    size = np.searchsorted(LIMITS_MIN, minutes, side="right") + 1
    changes = (np.abs(difference_s) >= least_s) & (difference_s != 0)
    classes = np.where(changes, NO_CHANGE + np.sign(difference_s) * size, NO_CHANGE)
    classes = np.where(changes & (np.abs(difference_s) < SLIGHT_S), SLIGHT, classes)
    classes = np.where(np.isneginf(difference_s), FIRST_WAY, classes)
    classes = np.where(np.isposinf(difference_s), LAST_WAY, classes)
    classes = np.where(np.isinf(baseline_s) & (difference_s == 0), NEVER, classes)
    return classes.astype(np.int64)


def change_labels(words: Words) -> tuple[str, ...]:
    """Return what the legend says of each class.

    Examples
    --------
    >>> from kraftcenter_mobility.presentation.languages import Words
    >>> change_labels(Words("en"))[3], change_labels(Words("da"))[8]
    ('up to 2 faster', 'over 10 langsommere')
    """
    small, middle, large = LIMITS_MIN
    spans = (
        words.say(TEXTS, "over", limit=large),
        f"{middle}\N{EN DASH}{large}",
        f"{small}\N{EN DASH}{middle}",
        words.say(TEXTS, "up to", limit=small),
    )
    return (
        *(words.say(TEXTS, "faster", minutes=span) for span in spans),
        words.say(TEXTS, "no change"),
        *(words.say(TEXTS, "slower", minutes=span) for span in spans[::-1]),
        *(words.say(TEXTS, key) for key in ("first way", "last way", "never")),
        words.say(TEXTS, "slight", seconds=int(SLIGHT_S)),
    )


def change_scale(
    words: Words, title: str, amounts: FloatArray, counted: str, present: BoolArray
) -> Scale:
    """Return the scale of changes, with how much is in each class.

    Parameters
    ----------
    words : Words
        The language.
    title : str
        Heading of the legend.
    amounts : array, shape (n_classes,)
        How many people or origins are in each.
    counted : str
        What they are.
    present : array of bool, shape (n_classes,)
        Whether any origin is, also one where nobody lives.
    """
    labels, counts = list(change_labels(words)), amounts.tolist()
    if present[SLIGHT]:
        labels[NO_CHANGE] = words.say(TEXTS, "none or slight", seconds=int(SLIGHT_S))
        counts[NO_CHANGE], counts[SLIGHT] = counts[NO_CHANGE] + counts[SLIGHT], 0.0
    return Scale(
        title=title,
        labels=tuple(labels),
        colours=CHANGE_COLOURS,
        hatched=(LAST_WAY,),
        square=LOSSES,
        amounts=tuple(counts),
        counted=counted,
        shown=tuple(k for k in LISTED if k not in ONLY_IF_ANY or present[k]),
    )


def change_text(words: Words, baseline_s: float, scenario_s: float, least_s: float) -> str:
    """Return a change as people read it.

    Examples
    --------
    >>> from kraftcenter_mobility.presentation.languages import Words
    >>> change_text(Words("en"), 1200.0, 900.0, 1.0)
    '5.0 min faster: 15.0 instead of 20.0'
    """
    if not np.isfinite(baseline_s + scenario_s):
        return _text_without_a_way(words, baseline_s, scenario_s)
    difference_s = scenario_s - baseline_s
    before, after = (_minutes(words, time_s) for time_s in (baseline_s, scenario_s))
    if abs(difference_s) < least_s or difference_s == 0:
        return f"{words.say(TEXTS, 'no change')}: {after} min"
    how = "faster" if difference_s < 0 else "slower"
    if abs(difference_s) < SLIGHT_S:
        change = words.number(abs(difference_s))
        return words.say(TEXTS, f"told slightly {how}", change=change, after=after)
    change = _minutes(words, abs(difference_s))
    return words.say(TEXTS, f"told {how}", change=change, after=after, before=before)


def _text_without_a_way(words: Words, baseline_s: float, scenario_s: float) -> str:
    """Return a change where there is no way on one side or both."""
    if np.isinf(baseline_s) and np.isinf(scenario_s):
        return words.say(TEXTS, "never")
    if np.isinf(baseline_s):
        return f"{words.say(TEXTS, 'first way')}: {_minutes(words, scenario_s)} min"
    label = words.say(TEXTS, "last way")
    return words.say(TEXTS, "told before", label=label, minutes=_minutes(words, baseline_s))


def _minutes(words: Words, time_s: float) -> str:
    """Return a time in minutes."""
    return words.number(time_s / SECONDS_PER_MINUTE, 1)
