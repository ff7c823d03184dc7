"""Changes of travel times in classes, for maps: their limits, names and colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = [
    "CHANGE_COLOURS",
    "CHANGE_LABELS",
    "FIRST_WAY",
    "LAST_WAY",
    "NEVER",
    "NO_CHANGE",
    "SLIGHT",
    "SLIGHT_S",
    "change_class_of",
    "change_rows",
    "change_styles",
    "change_text",
]

LIMITS_MIN = (2.0, 5.0, 10.0)
"""Changes in minutes at which the next class begins, either way."""

CHANGE_COLOURS = (
    "#08306b",
    "#2171b5",
    "#5aa2cf",
    "#a6cee3",
    "#efeee9",
    "#e3c58d",
    "#c58a3a",
    "#8c510a",
    "#4a2a04",
    "#00a6a6",
)
"""From much faster over none to much slower, and for a first way. Blue and brown are told
apart by all kinds of colour vision, and each grows darker with the change."""

CHANGE_LABELS = (
    "over 10 faster",
    "5–10 faster",  # noqa: RUF001 - en dash
    "2–5 faster",  # noqa: RUF001 - en dash
    "up to 2 faster",
    "no change",
    "up to 2 slower",
    "2–5 slower",  # noqa: RUF001 - en dash
    "5–10 slower",  # noqa: RUF001 - en dash
    "over 10 slower",
    "a way for the first time",
    "no way any more",
    "no way before or after",
    "under 10 s",
)

NO_CHANGE, FIRST_WAY, LAST_WAY, NEVER, SLIGHT = 4, 9, 10, 11, 12
LEGEND_ORDER = (*range(NO_CHANGE + 1), SLIGHT, *range(NO_CHANGE + 1, SLIGHT))
ONLY_IF_ANY = (SLIGHT, FIRST_WAY, LAST_WAY, NEVER)
"""Classes that the legend leaves out where nobody is in them."""

SLIGHT_S = 10.0
"""Changes below this look like none on a map: nobody would notice them on the road."""


def change_class_of(baseline_s: FloatArray, difference_s: FloatArray, least_s: float) -> IntArray:
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
    >>> change_class_of(np.array([900.0, 900.0, 900.0, np.inf, np.inf, 900.0, 900.0]),
    ...                 np.array([-601.0, 0.5, 120.0, 0.0, -np.inf, np.inf, -3.0]), 1.0).tolist()
    [0, 4, 6, 11, 9, 10, 12]
    """
    size = np.searchsorted(LIMITS_MIN, np.abs(difference_s) / 60.0, side="right") + 1
    changes = (np.abs(difference_s) >= least_s) & (difference_s != 0)
    classes = np.where(changes, NO_CHANGE + np.sign(difference_s) * size, NO_CHANGE)
    classes = np.where(changes & (np.abs(difference_s) < SLIGHT_S), SLIGHT, classes)
    classes = np.where(np.isneginf(difference_s), FIRST_WAY, classes)
    classes = np.where(np.isposinf(difference_s), LAST_WAY, classes)
    classes = np.where(np.isinf(baseline_s) & (difference_s == 0), NEVER, classes)
    return classes.astype(np.int64)


def change_text(baseline_s: float, scenario_s: float, least_s: float) -> str:
    """Return a change as people read it.

    Examples
    --------
    >>> change_text(1200.0, 900.0, 1.0)
    '5.0 min faster: 15.0 instead of 20.0'
    """
    if np.isinf(baseline_s) or np.isinf(scenario_s):
        if np.isinf(baseline_s) and np.isinf(scenario_s):
            return CHANGE_LABELS[NEVER]
        opened = np.isinf(baseline_s)
        known_s = scenario_s if opened else baseline_s
        label = CHANGE_LABELS[FIRST_WAY if opened else LAST_WAY]
        return f"{label}: {known_s / 60:.1f} min{'' if opened else ' before'}"
    difference_s = scenario_s - baseline_s
    if abs(difference_s) < least_s or difference_s == 0:
        return f"{CHANGE_LABELS[NO_CHANGE]}: {scenario_s / 60:.1f} min"
    how = "faster" if difference_s < 0 else "slower"
    if abs(difference_s) < SLIGHT_S:
        return f"{abs(difference_s):.0f} s {how}: {scenario_s / 60:.1f} min"
    return (
        f"{abs(difference_s) / 60:.1f} min {how}: {scenario_s / 60:.1f} instead of "
        f"{baseline_s / 60:.1f}"
    )


def change_styles() -> str:
    """Return the style sheet of the classes."""
    none = CHANGE_COLOURS[NO_CHANGE]
    rules = [
        f".c{number}{{fill:{colour};--colour:{colour}}}.dots.c{number}{{stroke:{colour}}}"
        for number, colour in enumerate(CHANGE_COLOURS)
    ]
    rules += [
        f".c{LAST_WAY}{{fill:url(#hatch);stroke:#555}}.dots.c{LAST_WAY}{{stroke:#888}}",
        f".c{SLIGHT}{{fill:{none};--colour:{none}}}.dots.c{SLIGHT}{{stroke:{none}}}",
        f".c{NEVER}{{fill:#bdbdbd;--colour:#bdbdbd}}.dots.c{NEVER}{{stroke:#bdbdbd}}",
    ]
    return "\n".join(rules)


def change_rows(classes: IntArray, people: FloatArray) -> str:
    """Return the rows of the legend: colour, change, and how many people or origins."""
    count = np.bincount(classes, people, minlength=len(CHANGE_LABELS))
    rows = []
    for number in LEGEND_ORDER:
        if number in ONLY_IF_ANY and not (classes == number).any():
            continue
        css = "swatch hatched" if number == LAST_WAY else f"swatch c{number}"
        percent = 100 * count[number] / count.sum()
        share = "&lt;1" if 0 < percent < 1 else f"{percent:.0f}"
        rows.append(
            f'<tr><td><span class="{css}"></span></td><td>{CHANGE_LABELS[number]}</td>'
            f"<td>{count[number]:,.0f}</td><td>{share} %</td></tr>"
        )
    return "\n".join(rows)
