"""Percentiles of travel times over a window, by the rule that R5 uses [1]_.

The p-th percentile of n times is the one at position ceil(p / 100 * n), counted from one, of
all in ascending order: a time that somebody really has, not one between two. Moments without
a way count as infinitely long, so that half of the departures must reach for the median to
be finite. Nothing is averaged with infinities.

References
----------
.. [1] M. W. Conway, A. Byrd, M. van der Linden, "Evidence-based transit and land use
   sketch planning using interactive accessibility methods on combined schedule and
   headway-based networks," Transp. Res. Rec., vol. 2653, pp. 45-53, 2017.
   doi:10.3141/2653-06
"""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["check_percentiles", "percentile_times"]

HUNDRED = 100.0


def check_percentiles(percentiles: float | Iterable[float]) -> tuple[float, ...]:
    """Return percentiles as a tuple of numbers above 0 and up to 100, each once.

    Raises
    ------
    InputError
        If one is no such number, there are none, or one is given twice.
    """
    given: tuple[Any, ...]
    given = (percentiles,) if isinstance(percentiles, Real) else _listed(percentiles)
    for each in given:
        sound = isinstance(each, Real) and not isinstance(each, bool)
        if not sound or not 0.0 < float(each) <= HUNDRED:
            raise InputError(f"percentiles must lie above 0 and up to 100, got {each!r:.60}")
    if not given or len(set(given)) < len(given):
        raise InputError(f"percentiles must be some different numbers, got {given!r:.60}")
    return given


def _listed(percentiles: Any) -> tuple[Any, ...]:
    """Return percentiles as a tuple."""
    if isinstance(percentiles, str):
        return (percentiles,)
    try:
        return tuple(percentiles)
    except TypeError:
        return (percentiles,)


def percentile_times(time_s: FloatArray, percentiles: tuple[float, ...]) -> FloatArray:
    """Return percentiles of times along the last axis.

    Parameters
    ----------
    time_s : array of float, shape (..., n_moments)
        Seconds, infinite where there is no way. Is sorted in place.
    percentiles : tuple of float, shape (n_percentiles,)
        Above 0 and up to 100.

    Returns
    -------
    array of float, shape (n_percentiles, ...)
        Seconds.
    """
    n = time_s.shape[-1]
    if n > 1:
        time_s.sort(axis=-1)
    ranks = [max(math.ceil(round(each * n / HUNDRED, 9)), 1) - 1 for each in percentiles]
    return np.stack([time_s[..., rank] for rank in ranks])
