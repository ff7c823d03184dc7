"""How gains and losses are spread, as drawings: a histogram and a cumulative curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.presentation.static.canvas import POINTS_PER_CM, new_figure
from kraftcenter_mobility.presentation.static.lettering import font
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .blocks import Picture
from .subject import counted
from .svg import svg_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .subject import Subject

__all__ = ["bins_of", "cumulative", "histogram"]

FASTER, SLOWER, BEFORE, AFTER = "#2171b5", "#a0661c", "#6b7280", "#0b4a8f"
INK, FAINT = "#22262b", "#d9dce0"
SIZE_CM = (12.0, 6.6)
TYPE_PT = 9.0
MARGINS = (0.15, 0.18, 0.97, 0.89)
"""Left, bottom, right and top of the axes, as shares of the figure."""

MOST_BINS = 24
WIDTHS_MIN = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0)
BEYOND = 1.04
"""How much further than the longest journey the axis of a curve goes."""

MOST_STEPS = 400
"""Points of a curve: more are not to be seen, and cost bytes."""


def histogram(subject: Subject) -> Picture | None:
    """Return how many people have which change, None where nobody's time changes.

    Parameters
    ----------
    subject : Subject
        With times before and after.

    Returns
    -------
    Picture or None
        Bars left of zero are gains, those right of it losses. Those who win or lose every
        way are not in it, and neither are those without a change.
    """
    sides = subject.sides
    moved = sides.compared & ~sides.outcome("unchanged")
    minutes = sides.difference[moved] / SECONDS_PER_MINUTE
    people = sides.people[moved]
    if not people.sum() > 0:
        return None
    edges = bins_of(minutes)
    count, _ = np.histogram(minutes, edges, weights=people)
    figure, ax = _axes()
    colours = np.where(edges[:-1] < 0, FASTER, SLOWER).tolist()
    width = np.diff(edges)
    ax.bar(edges[:-1], count, 0.94 * width, align="edge", color=colours, linewidth=0)
    ax.axvline(0.0, color=INK, linewidth=0.8)
    ax.set_xlim(edges[0] - 0.5 * width[0], edges[-1] + 0.5 * width[0])
    _label(ax, subject.say("histogram_x"), subject.noun)
    ax.yaxis.set_major_formatter(lambda value, _: subject.words.number(value))
    ax.xaxis.set_major_formatter(lambda value, _: _change(subject, value))
    same = float(sides.people[~moved & sides.compared].sum())
    caption = subject.say("histogram_caption")
    if same > 0:
        told = counted(subject, same)
        key = "histogram_others_1" if told.startswith("1 ") else "histogram_others"
        caption += f" {subject.say(key, unchanged=told)}"
    return Picture(
        caption=caption,
        text=subject.say("histogram"),
        drawn=svg_of(figure, f"{subject.name} {subject.mode.name} change"),
    )


def bins_of(minutes: FloatArray) -> FloatArray:
    """Return edges of round width for changes, one of them zero.

    Parameters
    ----------
    minutes : array, shape (n,)
        Changes, at least one, none infinite.

    Returns
    -------
    array, shape (n_bins + 1,)
        Ascending, at least one bin either side of zero.

    Examples
    --------
    >>> bins_of(np.array([-1.2, 0.3])).tolist()[:2]
    [-1.2..., -1.1]
    """
    reach = max(float(np.ptp(np.append(minutes, 0.0))), WIDTHS_MIN[0])
    fitting = (width for width in WIDTHS_MIN if reach / width <= MOST_BINS)
    width = next(fitting, reach / MOST_BINS)
    first = min(int(np.floor(minutes.min() / width)), -1)
    last = max(int(np.floor(minutes.max() / width)) + 1, 1)
    edges: FloatArray = np.round(np.arange(first, last + 1) * width, 6)
    return edges


def cumulative(subject: Subject) -> Picture | None:
    """Return the share of people within so many minutes, before and after.

    Parameters
    ----------
    subject : Subject
        With times before and after.

    Returns
    -------
    Picture or None
        None where nobody has any way.
    """
    sides = subject.sides
    reached = [
        np.isfinite(times) & (sides.people > 0) for times in (sides.baseline, sides.scenario)
    ]
    if not any(each.any() for each in reached):
        return None
    figure, ax = _axes()
    most = BEYOND * max(
        float(times[one].max(initial=0.0)) / SECONDS_PER_MINUTE
        for times, one in zip((sides.baseline, sides.scenario), reached, strict=True)
    )
    looks = (("before", sides.baseline, BEFORE, "-"), ("after", sides.scenario, AFTER, "--"))
    for key, times, colour, dashes in looks:
        minutes, share = _curve(times / SECONDS_PER_MINUTE, sides.people)
        ax.plot(
            np.append(minutes, most),
            np.append(share, share[-1]),
            color=colour,
            linestyle=dashes,
            linewidth=1.8,
            label=subject.say(key),
            drawstyle="steps-post",
        )
    ax.set_xlim(0.0, most or 1.0)
    ax.set_ylim(0.0, 1.02)
    _label(ax, subject.say("cumulative_x", **subject.about), subject.says("cumulative_y"))
    ax.yaxis.set_major_formatter(lambda value, _: subject.words.share(value))
    ax.xaxis.set_major_formatter(lambda value, _: subject.words.number(value))
    _mark_cutoffs(ax, subject.comparison.cutoffs_s, most)
    ax.legend(loc="lower right", frameon=False, prop=font(TYPE_PT), labelcolor=INK)
    return Picture(
        caption=subject.say("cumulative_caption", **subject.about),
        text=subject.say("cumulative"),
        drawn=svg_of(figure, f"{subject.name} {subject.mode.name} cumulative"),
    )


def _curve(minutes: FloatArray, people: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the steps of a cumulative share, thinned to what can be seen."""
    finite = np.isfinite(minutes) & (people > 0)
    order = np.argsort(minutes[finite], kind="stable")
    at = minutes[finite][order]
    share = np.cumsum(people[finite][order]) / people.sum()
    if at.size > MOST_STEPS:
        kept = np.unique(np.linspace(0, at.size - 1, MOST_STEPS).astype(np.int64))
        at, share = at[kept], share[kept]
    return np.append([0.0], at), np.append([0.0], share)


def _axes() -> tuple[Figure, Axes]:
    """Return a figure with plain axes."""
    width_cm, height_cm = SIZE_CM
    figure = new_figure(width_cm * POINTS_PER_CM, height_cm * POINTS_PER_CM)
    left, bottom, right, top = MARGINS
    ax: Axes = figure.add_axes((left, bottom, right - left, top - bottom))
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(INK)
    ax.grid(axis="y", color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    return figure, ax


def _label(ax: Any, below: str, beside: str) -> None:
    """Write what the axes say, as it is and not as formulas."""
    ax.set_xlabel(below, fontproperties=font(TYPE_PT), color=INK, parse_math=False)
    above = ax.set_title(beside, loc="left", fontproperties=font(TYPE_PT), color=INK, x=-0.13)
    above.set_parse_math(False)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_tick_params(labelcolor=INK, color=INK, length=3)
        for label in axis.get_ticklabels():
            label.set_fontproperties(font(TYPE_PT))


def _mark_cutoffs(ax: Axes, cutoffs_s: Iterable[float], most_min: float) -> None:
    """Draw the times within which people are counted."""
    for cutoff_s in cutoffs_s:
        if cutoff_s / SECONDS_PER_MINUTE < most_min:
            ax.axvline(cutoff_s / SECONDS_PER_MINUTE, color=FAINT, linewidth=0.8, zorder=0)


def _change(subject: Subject, minutes: float) -> str:
    """Return a change on an axis, with as many decimals as it wants."""
    digits = next((n for n in (0, 1) if round(minutes, n) == round(minutes, 6)), 2)
    return subject.words.change(minutes, digits)
