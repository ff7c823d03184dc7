"""Times of a service day as clocks show them."""

from __future__ import annotations

import math

__all__ = ["clock_text"]


def clock_text(at_s: float) -> str:
    """Return seconds as a clock time, the seconds left out where they are zero.

    Parameters
    ----------
    at_s : float
        Seconds after the reference of the service day; parts of a second are dropped.

    Examples
    --------
    >>> clock_text(90600), clock_text(-30)
    ('25:10', '-00:00:30')
    """
    whole = math.floor(at_s)
    sign, whole = ("-", -whole) if whole < 0 else ("", whole)
    text = f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}"
    return text + (f":{whole % 60:02d}" if whole % 60 else "")
