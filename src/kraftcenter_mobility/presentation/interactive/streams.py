"""Numbers as text that a browser reads back fast: steps in letters of five bits.

Coordinates lie close together, so each is written as its step from the one before. A step
takes one to five of 64 letters, none of which means anything to HTML, JavaScript or JSON.
Fifty thousand points take a third of what they take as decimal numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from kraftcenter_mobility._kernels.csr import FloatArray

    Whole = np.ndarray[tuple[Any, ...], np.dtype[np.signedinteger[Any]]]

__all__ = ["UNITS_PER_DEGREE", "counts", "degrees", "steps"]

UNITS_PER_DEGREE = 100_000
"""A unit is 1.1 m or less, half a pixel at the closest zoom of base maps in Denmark is 0.1 m:
positions are as exact as a map of travel times needs them."""

LETTERS = np.frombuffer(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", dtype=np.uint8
)
BITS = 5
GOES_ON = 32
"""Bit of a letter that says that its number goes on in the next one."""


def counts(values: Whole) -> str:
    """Return whole numbers of zero or more as text.

    Parameters
    ----------
    values : ndarray
        Shape (n,).

    Returns
    -------
    str
        Five bits a letter, the lowest first.

    Examples
    --------
    >>> counts(np.array([0, 1, 31, 32]))
    'ABfgB'
    """
    left = np.asarray(values, dtype=np.uint64)
    most = int(left.max(initial=0))
    width = max(1, -(-most.bit_length() // BITS))
    shifts = np.arange(width, dtype=np.uint64) * np.uint64(BITS)
    rest = left[:, None] >> shifts
    begun = rest > 0
    begun[:, 0] = True
    goes_on = np.zeros_like(begun)
    goes_on[:, :-1] = begun[:, 1:]
    letters = (rest & np.uint64(GOES_ON - 1)).astype(np.uint8) + GOES_ON * goes_on
    return LETTERS[letters[begun]].tobytes().decode("ascii")


def steps(values: Whole) -> str:
    """Return whole numbers as text, each by its step from the one before.

    Examples
    --------
    >>> steps(np.array([100, 101, 99]))
    'oGCD'
    """
    step = np.diff(np.asarray(values, dtype=np.int64), prepend=np.int64(0))
    return counts(np.where(step < 0, -2 * step - 1, 2 * step))


def degrees(values: FloatArray) -> str:
    """Return coordinates in degrees as text, in steps of 0.00001.

    Examples
    --------
    >>> degrees(np.array([8.97, 8.97001]))
    'w-32BC'
    """
    return steps(np.rint(np.asarray(values, dtype=np.float64) * UNITS_PER_DEGREE).astype(np.int64))
