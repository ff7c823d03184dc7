"""Sums along rows that begin anew with every row, so that no row depends on those before."""

import numpy as np
from numba import njit

from .csr import FloatArray, IntArray

__all__ = ["running_sums"]


@njit(cache=True)
def running_sums(values: FloatArray, first: IntArray) -> FloatArray:
    """Return, for every entry, the sum of its row up to and with it. Shape (n_values,)."""
    sums = np.empty(values.size)
    for row in range(first.size - 1):
        total = 0.0
        for entry in range(first[row], first[row + 1]):
            total += values[entry]
            sums[entry] = total
    return sums
