"""The largest travel times that count, and minutes given as seconds."""

from __future__ import annotations

import inspect
import os
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_number
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = [
    "UnitsWarning",
    "check_cutoff",
    "check_cutoffs",
    "users_level",
    "warn_of_minutes",
    "warned_once",
]

LIKELY_MINUTES = 2 * SECONDS_PER_MINUTE
"""Two minutes: who asks for less, of all cutoffs at once, has probably given minutes. Nothing
but 0 is meant: it is the same in both."""

PACKAGE = f"{Path(__file__).parent}{os.sep}"

LARGEST = float(np.finfo(np.float64).max)
"""What an infinite cutoff comes down to: all that can be reached, and nothing else."""

_TOLD: ContextVar[set[tuple[float, ...]] | None] = ContextVar("told of minutes", default=None)


class UnitsWarning(UserWarning):
    """A number is possible, but looks as if it were in another unit."""


def check_cutoff(cutoff_s: Any, *, name: str = "cutoff_s") -> float:
    """Return one cutoff as a float that no infinite travel time is within.

    Parameters
    ----------
    cutoff_s : float
        The largest travel time that counts, in seconds, inclusive; infinite if all do.
    name : str
        What to call it in messages.

    Returns
    -------
    float
        In seconds. An infinite one comes back as the largest finite number: infinity means
        that there is no way, and what cannot be reached is not within any cutoff.

    Raises
    ------
    InputError
        If it is no number of zero or more.

    Warns
    -----
    UnitsWarning
        If it is below two minutes, and so probably in minutes.

    Examples
    --------
    >>> check_cutoff(1800)
    1800.0
    """
    check_number(name, cutoff_s)
    warn_of_minutes([float(cutoff_s)], name)
    return min(float(cutoff_s), LARGEST)


def check_cutoffs(cutoffs_s: Any, *, name: str = "cutoffs_s") -> FloatArray:
    """Return several different cutoffs, the smallest first.

    Parameters
    ----------
    cutoffs_s : iterable of float
        Travel times in seconds, inclusive.
    name : str
        What to call them in messages.

    Returns
    -------
    ndarray, shape (n_cutoffs,)
        In seconds, increasing, finite.

    Raises
    ------
    InputError
        If there is none, if one is no number of zero or more, or stands twice.

    Warns
    -----
    UnitsWarning
        If all are below two minutes, and so probably in minutes.

    Examples
    --------
    >>> check_cutoffs([1800, 900])
    array([ 900., 1800.])
    """
    if isinstance(cutoffs_s, Real | str) or not isinstance(cutoffs_s, Iterable):
        raise InputError(f"{name} must be several numbers such as [900, 1800], got {cutoffs_s!r}")
    given = list(cutoffs_s)
    for each in given:
        check_number(name, each)
    found: FloatArray = np.unique(np.array(given, dtype=np.float64))
    if not given or found.size < len(given):
        raise InputError(f"{name} must be different numbers, at least one; got {given!r:.80}")
    warn_of_minutes(found, name)
    return np.minimum(found, LARGEST)


def warn_of_minutes(times_s: Iterable[float], name: str) -> None:
    """Warn if all of several travel times look like minutes."""
    given = tuple(float(each) for each in times_s)
    told = _TOLD.get()
    if given and 0 < max(given) < LIKELY_MINUTES and given not in (told or ()):
        if told is not None:
            told.add(given)
        shown = ", ".join(f"{each:g}" for each in given[:3])
        warnings.warn(
            f"{name} of {shown} s is less than two minutes; if it was meant in minutes, "
            f"multiply by 60",
            UnitsWarning,
            stacklevel=users_level(),
        )


@contextmanager
def warned_once() -> Iterator[None]:
    """Warn of the same times only once, however often they are looked at within."""
    if _TOLD.get() is not None:
        yield
        return
    token = _TOLD.set(set())
    try:
        yield
    finally:
        _TOLD.reset(token)


def users_level() -> int:
    """Return how many calls above the caller the first line outside of this package is."""
    frame = inspect.currentframe()
    level = 0
    while frame is not None and frame.f_code.co_filename.startswith((PACKAGE, "<string>")):
        frame, level = frame.f_back, level + 1
    return level
