"""All positions of several runs, such as the pieces of some segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray

__all__ = ["positions", "runs"]


def runs(begin: IntArray, end: IntArray) -> tuple[IntArray, IntArray]:
    """Return the run each position belongs to, and the positions, run after run.

    Run ``i`` goes from ``begin[i]`` up to, not including, ``end[i]``.
    """
    size = end - begin
    owner: IntArray = np.repeat(np.arange(begin.size), size)
    shift = np.repeat(np.cumsum(size) - size - begin, size)
    position: IntArray = np.arange(owner.size) - shift
    return owner, position


def positions(begin: IntArray, end: IntArray) -> IntArray:
    """Return the positions of runs, run after run, as :func:`runs` does."""
    return runs(begin, end)[1]
