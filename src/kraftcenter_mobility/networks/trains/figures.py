"""What counts as a figure of a train or a timetable."""

from __future__ import annotations

from math import isfinite
from numbers import Real

__all__ = ["is_finite"]


def is_finite(value: object) -> bool:
    """Say whether a value is a number, not a truth value, and finite.

    Examples
    --------
    >>> [is_finite(value) for value in (1.5, "1.5", True, float("inf"))]
    [True, False, False, False]
    """
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)
