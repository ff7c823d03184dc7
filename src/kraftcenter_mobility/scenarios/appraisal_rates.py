"""Money at different times: discounting in bands, and rates at which a project breaks even."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["MOST_YEARS", "discount_factors", "internal_rates"]

MOST_YEARS = 300

LOWEST_RATE, HIGHEST_RATE = -0.99, 10.0
GRID = 4001
"""Two rates are told apart if more than 0.2 % lie between them."""


def discount_factors(
    years: Sequence[int] | IntArray, *, bands: Sequence[tuple[int, float]]
) -> FloatArray:
    r"""Return what a krone of each year is worth in year 0.

    Parameters
    ----------
    years : sequence of int, shape (n_years,)
        Years after year 0; before it, below zero.
    bands : sequence of (int, float)
        From which year on which rate per year holds. The first begins in year 0, and
        holds before it as well.

    Returns
    -------
    ndarray, shape (n_years,)
        One in year 0.

    Raises
    ------
    InputError
        If the bands do not begin in year 0, or rise by year, or a rate is not above -1.

    Notes
    -----
    Rates are chained: the step from year :math:`s - 1` to year :math:`s` is discounted at
    the rate of year :math:`s`, :math:`d_t = \prod_{s=1}^{t} (1 + r_s)^{-1}`.

    Examples
    --------
    >>> discount_factors([0, 1, 2], bands=[(0, 0.25), (2, 0.0)]).tolist()
    [1.0, 0.8, 0.8]
    """
    starts = [start for start, _ in bands]
    if not starts or starts[0] != 0 or any(a >= b for a, b in pairwise(starts)):
        raise InputError(f"discount bands must begin in year 0 and rise, got {list(bands)}")
    if not all(rate > -1 and math.isfinite(rate) for _, rate in bands):
        raise InputError(f"rates of discount must be finite and above -1, got {list(bands)}")
    asked = np.asarray(years, dtype=np.float64)
    factors: FloatArray = np.ones_like(asked)
    ends = [*starts[1:], np.inf]
    for (start, rate), end in zip(bands, ends, strict=True):
        # The last step at a rate is the one into the year before the next band.
        since = -np.inf if start == 0 else start - 1.0
        factors *= (1.0 + rate) ** (max(since, 0.0) - np.clip(asked, since, end - 1.0))
    return factors


def internal_rates(flows: Sequence[float] | FloatArray) -> tuple[float, ...]:
    """Return the rates of discount at which what comes in and goes out balances.

    Parameters
    ----------
    flows : sequence of float, shape (n_years,)
        Net amounts of consecutive years.

    Returns
    -------
    tuple of float
        From the lowest up. None if the balance has the same sign at all rates; several if
        the flows change their sign more than once, and then none of them says much: look at
        the net present value instead.

    Raises
    ------
    InputError
        If an amount is not finite, all are zero, or they are of more than 300 years.

    Notes
    -----
    All rates from -99 % to 1,000 % are looked through. Two that lie within 0.2 % of each
    other are taken for none: the balance comes back before it has left.

    Examples
    --------
    >>> [round(rate, 12) for rate in internal_rates([-100.0, 60.0, 60.0])]
    [0.130662386292]
    >>> [round(rate, 9) for rate in internal_rates([-100.0, 230.0, -132.0])]
    [0.1, 0.2]
    >>> internal_rates([1.0, 2.0])
    ()
    """
    amounts = np.asarray(flows, dtype=np.float64)
    if amounts.ndim != 1 or amounts.size > MOST_YEARS:
        raise InputError(
            f"flows must be one amount per year, of {MOST_YEARS} years at most; got the shape "
            f"{amounts.shape}"
        )
    if not np.isfinite(amounts).all() or not amounts.any():
        raise InputError("flows must be finite and not all zero for an internal rate")
    amounts = amounts / np.abs(amounts).max()
    # Counted from the middle year, no power of a rate overflows within 300 years.
    years = np.arange(amounts.size) - amounts.size / 2.0

    def balance(log_rate: float) -> float:
        return float(amounts @ np.exp(-log_rate * years))

    return tuple(math.expm1(root) for root in _roots(balance))


def _roots(balance: Callable[[float], float]) -> list[float]:
    """Return where a function of the logarithm of one plus the rate is zero."""
    from scipy.optimize import brentq

    grid = np.linspace(math.log1p(LOWEST_RATE), math.log1p(HIGHEST_RATE), GRID)
    # Zero itself is the one rate that round flows have exactly.
    points = np.unique(np.append(grid, 0.0))
    signs = [(point, balance(point)) for point in points]
    found = [point for point, value in signs if value == 0.0]
    found += [
        float(brentq(balance, low, high, xtol=1e-14, rtol=1e-14))
        for (low, one), (high, other) in pairwise(signs)
        if one * other < 0
    ]
    return sorted(found)
