"""The unit in which times are counted: a tick, 1/1024 of a second.

Every piece of a road, every signal or crossing along it, every turn and every walk takes a
whole number of ticks, and so does the part of a piece before or behind a place. Sums of such
numbers are exact in double precision as well as in 32-bit integers, whatever their order.
Hence an answer does not depend on how it was found: searches from either end, and any exact
algorithm, give the same bits; the parts of a journey add up to it; and a scenario that
changes nothing differs from its baseline by exactly nothing.

Rounding moves each of these numbers by half a tick at most, and where a place lies along its
piece by as much. A journey of n numbers, its two places among them, is therefore within
n/2048 s of the one without rounding. As the errors go both ways, it is typically within
about 0.0003 s times the square root of n.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.heap import TICKS_PER_SECOND

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["TICK_S", "whole_ticks"]

TICK_S = 1.0 / TICKS_PER_SECOND
"""Seconds per tick; a power of two, so that nothing is lost in either direction."""


def whole_ticks(time_s: FloatArray) -> FloatArray:
    """Return times rounded to whole ticks, still in seconds; infinite ones stay so."""
    rounded: FloatArray = np.rint(time_s * TICKS_PER_SECOND) * TICK_S
    return rounded
