"""Numbers of any kind in classes: where one ends and the next begins, and their colours."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.presentation.layers import Scale

from .changes import CHANGE_COLOURS, NO_CHANGE
from .minutes import COLOURS, NO_WAY_COLOUR
from .texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.presentation.languages import Words

__all__ = ["Classed", "classed", "limits_of", "sequential"]

MOST_LIMITS = 11
QUANTILES = (0.2, 0.4, 0.6, 0.8)
MISSING_COLOUR = "#bdbdbd"
MOST_DIGITS = 12


class Classed(NamedTuple):
    """How numbers are divided into classes."""

    limits: tuple[float, ...]
    """Ends of all classes but the last; a limit belongs to the class it ends."""

    digits: int
    """Decimals that tell the limits apart."""

    colours: tuple[str, ...]
    least: float
    """The smallest finite number, NaN if there is none."""

    above: tuple[int, ...]
    """Classes above zero, where the numbers lie on both sides of it."""

    whole: bool
    """Whether all finite numbers, and the limits, are whole ones."""

    @property
    def infinite(self) -> int:
        """The class of infinite numbers."""
        return len(self.limits) + 1

    @property
    def missing(self) -> int:
        """The class of those that are not known."""
        return len(self.limits) + 2

    def class_of(self, values: FloatArray) -> IntArray:
        """Return the class of each number."""
        known = np.searchsorted(self.limits, values, side="left")
        classes = np.where(np.isinf(values), self.infinite, known)
        return np.where(np.isnan(values), self.missing, classes).astype(np.int64)

    def text(self, words: Words, value: float) -> str:
        """Return a number as people read it."""
        if np.isnan(value):
            return words.say(TEXTS, "no value")
        if np.isinf(value):
            return words.say(TEXTS, "infinite")
        return words.number(value, self.digits if float(value).is_integer() else self.digits + 1)

    def scale(
        self, words: Words, title: str, amounts: FloatArray, present: IntArray, counted: str = ""
    ) -> Scale:
        """Return the scale, with how much is in each class.

        Parameters
        ----------
        words : Words
            The language.
        title : str
            Heading of the legend.
        amounts : array, shape (n_classes,) or (0,)
            How much is in each class, if that is told.
        present : array of int
            Classes that something is in; the legend lists the infinite and the missing only
            if they are among them.
        counted : str
            What the amounts count.
        """
        ordinary = range(0 if np.isnan(self.least) else len(self.limits) + 1)
        odd = [each for each in (self.infinite, self.missing) if each in set(present.tolist())]
        return Scale(
            title=title,
            labels=(
                *self._labels(words),
                words.say(TEXTS, "infinite"),
                words.say(TEXTS, "no value"),
            ),
            colours=(*self.colours, NO_WAY_COLOUR, MISSING_COLOUR),
            hatched=(self.infinite,),
            square=self.above,
            amounts=tuple(amounts.tolist()),
            counted=counted,
            shown=(*ordinary, *odd),
        )

    def _labels(self, words: Words) -> list[str]:
        """Return what the legend says of each ordinary class."""
        if not self.limits:
            return [self.text(words, self.least)]
        step = 1.0 if self.whole else 0.0
        between = [self._span(words, low + step, high) for low, high in pairwise(self.limits)]
        first, last = (
            words.number(each, self.digits) for each in (self.limits[0], self.limits[-1])
        )
        up_to = first if self.least == self.limits[0] else words.say(TEXTS, "up to", limit=first)
        return [up_to, *between, words.say(TEXTS, "over", limit=last)]

    def _span(self, words: Words, low: float, high: float) -> str:
        """Return what the legend says of a class between two numbers."""
        begin, end = (words.number(each, self.digits) for each in (low, high))
        if low == high:
            return end
        if low < 0:  # a dash beside a minus could not be read
            return words.say(TEXTS, "from to", low=begin, high=end)
        return f"{begin}\N{EN DASH}{end}"


def classed(values: FloatArray, limits: Sequence[float] | None, *, signed: bool = False) -> Classed:
    """Return classes for numbers: by limits, or a fifth of the numbers in each.

    Parameters
    ----------
    values : array, shape (n,)
        Numbers; NaN for those that are missing.
    limits : sequence of float, optional
        Ends of all classes but the last, ascending.
    signed : bool
        Whether numbers below and above zero have colours of two kinds, if there are both.

    Raises
    ------
    InputError
        If the limits are no ascending finite numbers, or too many.
    """
    finite = values[np.isfinite(values)]
    both = signed and finite.size > 0 and finite.min() < 0 < finite.max()
    if limits is not None:
        ends = limits_of(limits)
    elif both:
        ends = _around_zero(finite)
    else:
        ends = _quantiles(finite)
    colours = _diverging(ends) if both else sequential(len(ends) + 1)
    whole = bool((finite == np.floor(finite)).all()) and all(end.is_integer() for end in ends)
    least = float(finite.min()) if finite.size else np.nan
    above = tuple(k for k, low in enumerate(ends, 1) if low >= 0) if both else ()
    return Classed(ends, _digits(ends), colours, least, above, whole)


def limits_of(limits: Sequence[float]) -> tuple[float, ...]:
    """Return limits of classes, checked.

    Raises
    ------
    InputError
        If they are no ascending finite numbers, or too many.
    """
    try:
        numbers = np.asarray([float(each) for each in _no_text(limits)])
    except (TypeError, ValueError) as trouble:
        raise InputError(
            f"limits must be numbers at which one class ends and the next begins, "
            f"got {limits!r:.60}"
        ) from trouble
    wrong = numbers.ndim != 1 or not np.isfinite(numbers).all() or (np.diff(numbers) <= 0).any()
    if wrong or not 1 <= numbers.size <= MOST_LIMITS:
        raise InputError(
            f"limits must be 1 to {MOST_LIMITS} finite numbers, each larger than the one before, "
            f"got {list(limits)!r:.80}"
        )
    return tuple(numbers.tolist())


def _no_text(limits: Sequence[float]) -> Sequence[float]:
    """Return limits, but not the letters of a text, each of which might be a number."""
    if isinstance(limits, str):
        raise TypeError
    return limits


def _quantiles(finite: FloatArray) -> tuple[float, ...]:
    """Return round limits with about as many numbers in each class."""
    if not finite.size or finite.min() == finite.max():
        return ()
    whole = bool((finite == np.floor(finite)).all())
    cut = np.quantile(finite, QUANTILES, method="higher" if whole else "linear")
    spread = float(np.quantile(finite, 0.9) - np.quantile(finite, 0.1)) or float(np.ptp(finite))
    step = max(10.0 ** np.floor(np.log10(spread / 20.0)), 1.0 if whole else 0.0)
    rounded = np.unique(np.round(cut / step) * step)
    inner = rounded[(rounded >= finite.min()) & (rounded < finite.max())]
    return tuple(inner.tolist()) or (float(np.median(finite)),)


def _around_zero(finite: FloatArray) -> tuple[float, ...]:
    """Return limits that are alike on both sides of zero."""
    size = np.abs(finite[finite != 0])
    cut = np.quantile(size, (0.4, 0.7, 0.9))
    step = 10.0 ** np.floor(np.log10(float(cut[0]) / 2.0))
    above = [each for each in np.unique(np.round(cut / step) * step).tolist() if each > 0]
    return (*(-each for each in reversed(above)), *above)


def _digits(limits: tuple[float, ...]) -> int:
    """Return how many decimals it takes to tell limits apart."""
    for digits in range(MOST_DIGITS):
        rounded = [round(limit, digits) for limit in limits]
        close = all(
            abs(one - other) <= 1e-9 * abs(other)
            for one, other in zip(rounded, limits, strict=True)
        )
        if close:
            return digits
    return MOST_DIGITS


def sequential(n_classes: int, *, darkest: int = len(COLOURS) - 1) -> tuple[str, ...]:
    """Return colours from light to dark, in steps that are even.

    Examples
    --------
    >>> sequential(2)
    ('#fadb45', '#2d0a45')
    """
    if n_classes == 1:
        return (COLOURS[len(COLOURS) // 2],)
    known = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in COLOURS], dtype=float)
    at = np.linspace(0.0, darkest, n_classes)
    parts = [np.interp(at, np.arange(len(COLOURS)), known[:, k]) for k in range(3)]
    return tuple(
        f"#{round(red):02x}{round(green):02x}{round(blue):02x}"
        for red, green, blue in zip(*(part.tolist() for part in parts), strict=True)
    )


def _diverging(limits: tuple[float, ...]) -> tuple[str, ...]:
    """Return colours from blue below zero over a pale one to brown above it."""
    below = CHANGE_COLOURS[:NO_CHANGE][::-1]
    above = CHANGE_COLOURS[NO_CHANGE + 1 : 2 * NO_CHANGE + 1]
    edges = (-np.inf, *limits, np.inf)
    signs = [0 if low < 0 < high else (-1 if high <= 0 else 1) for low, high in pairwise(edges)]
    n_below, n_above = signs.count(-1), signs.count(1)
    shades = [
        *(below[min(n_below - 1 - k, len(below) - 1)] for k in range(n_below)),
        *[CHANGE_COLOURS[NO_CHANGE]] * signs.count(0),
        *(above[min(k, len(above) - 1)] for k in range(n_above)),
    ]
    return tuple(shades)
