"""Numbers along Morton's curve: what is near on the map is near in memory [1]_.

References
----------
.. [1] G. M. Morton, "A computer oriented geodetic data base and a new technique in file
   sequencing," IBM, Ottawa, 1966.
"""

import numpy as np
from numpy.typing import NDArray

from .csr import FloatArray

__all__ = ["morton_numbers"]

LARGEST = 2.0**16 - 1.0
"""Each coordinate is rounded to so many steps, so that two fit into 32 bits."""

SPREADING = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))
"""Shifts and masks that move the 16 bits of a number apart, a gap after each."""


def morton_numbers(x: FloatArray, y: FloatArray) -> NDArray[np.uint32]:
    """Return the position of each point along the curve."""
    return _spread(x) | (_spread(y) << np.uint32(1))


def _spread(value: FloatArray) -> NDArray[np.uint32]:
    """Return a coordinate as 16 bits, each followed by a zero."""
    lowest = value.min(initial=np.inf)
    extent = value.max(initial=-np.inf) - lowest
    scale = LARGEST / extent if extent > 0.0 else 0.0
    bits: NDArray[np.uint32] = ((value - lowest) * scale).astype(np.uint32)
    for shift, mask in SPREADING:
        bits = (bits | (bits << np.uint32(shift))) & np.uint32(mask)
    return bits
