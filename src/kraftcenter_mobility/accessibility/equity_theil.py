"""Theil's two indices of inequality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import InputError

from .equity_estimates import EquityIndex, estimated
from .equity_sample import Infinite, Sample, take_sample

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["PARTS", "theil_function", "theil_l", "theil_sample", "theil_t"]


def theil_t(
    values: pd.Series,
    population: pd.Series | float,
    *,
    infinite: Infinite = "refuse",
    bootstrap: int = 0,
    seed: int = 0,
) -> EquityIndex:
    r"""Return Theil's T, which weighs differences at the top more.

    Parameters
    ----------
    values : Series, shape (n_places,)
        What the people of each place have, zero or more.
    population : Series or float
        People of each place, by the same names; a number counts every place alike.
    infinite : {"refuse", "apart"}, optional
        Whether people without a way are an error, or left out and counted.
    bootstrap : int, optional
        How often to resample the places for an interval; 0 for none.
    seed : int, optional
        Where its random numbers start.

    Returns
    -------
    EquityIndex
        0 if all have the same; the logarithm of the number of people if one has all.

    Raises
    ------
    InputError
        If values are negative, infinite, or all zero.
    PlacesError
        If the two are about different places, or nobody lives there.

    Notes
    -----
    With :math:`p_i` the share of people who have :math:`y_i`, and the mean :math:`\mu`,
    :math:`T = \sum_i p_i \frac{y_i}{\mu} \ln \frac{y_i}{\mu}`, where a value of zero adds
    zero [1]_.

    References
    ----------
    .. [1] A. F. Shorrocks, "The class of additively decomposable inequality measures,"
       Econometrica, vol. 48, no. 3, pp. 613-625, 1980. doi:10.2307/1913126

    Examples
    --------
    >>> import pandas as pd
    >>> round(theil_t(pd.Series([10.0, 10.0, 10.0, 20.0, 50.0]), 1), 4)
    0.2502
    """
    sample = theil_sample("t", values, population, infinite)
    return estimated(theil_function("t", sample), sample, bootstrap=bootstrap, seed=seed)


def theil_l(
    values: pd.Series,
    population: pd.Series | float,
    *,
    infinite: Infinite = "refuse",
    bootstrap: int = 0,
    seed: int = 0,
) -> EquityIndex:
    r"""Return Theil's L, the mean log deviation, which weighs differences at the bottom more.

    Parameters
    ----------
    values : Series, shape (n_places,)
        What the people of each place have, above zero.
    population : Series or float
        People of each place, by the same names; a number counts every place alike.
    infinite : {"refuse", "apart"}, optional
        Whether people without a way are an error, or left out and counted.
    bootstrap : int, optional
        How often to resample the places for an interval; 0 for none.
    seed : int, optional
        Where its random numbers start.

    Returns
    -------
    EquityIndex
        0 if all have the same; without an upper bound.

    Raises
    ------
    InputError
        If values are zero, negative or infinite.
    PlacesError
        If the two are about different places, or nobody lives there.

    Notes
    -----
    With :math:`p_i` the share of people who have :math:`y_i`, and the mean :math:`\mu`,
    :math:`L = \sum_i p_i \ln \frac{\mu}{y_i}` [1]_.

    References
    ----------
    .. [1] A. F. Shorrocks, "The class of additively decomposable inequality measures,"
       Econometrica, vol. 48, no. 3, pp. 613-625, 1980. doi:10.2307/1913126

    Examples
    --------
    >>> import pandas as pd
    >>> round(theil_l(pd.Series([10.0, 10.0, 10.0, 20.0, 50.0]), 1), 4)
    0.2326
    """
    sample = theil_sample("l", values, population, infinite)
    return estimated(theil_function("l", sample), sample, bootstrap=bootstrap, seed=seed)


def theil_sample(
    kind: str, values: pd.Series, population: pd.Series | float, infinite: Infinite
) -> Sample:
    """Return a sample that an index of this kind can be taken of.

    Raises
    ------
    InputError
        If there is no such kind, or no logarithm of a value.
    """
    if kind not in ("t", "l"):
        raise InputError(f"kind must be 't' or 'l', got {kind!r}")
    sample = take_sample(values, population, infinite=infinite)
    sample.refuse_negative(f"theil_{kind}")
    if kind == "l":
        sample.refuse_zeros("theil_l")
    sample.refuse_nothing(f"theil_{kind}")
    return sample


def theil_function(kind: str, sample: Sample) -> Callable[[FloatArray], float]:
    """Return the function from people to the index."""
    part = PARTS[kind]
    return lambda people: part(sample.amounts, people)


def _t(values: FloatArray, people: FloatArray) -> float:
    """Return Theil's T, NaN if nobody has anything."""
    mean = float(values @ people) / float(people.sum())
    if not mean > 0:
        return np.nan
    ratios = values / mean
    logarithms = np.log(ratios, where=ratios > 0, out=np.zeros_like(ratios))
    return max(0.0, float((people / people.sum()) @ (ratios * logarithms)))


def _l(values: FloatArray, people: FloatArray) -> float:
    """Return Theil's L."""
    shares = people / people.sum()
    # Zero first: of equals max returns the first, and the other may be -0.0.
    return max(0.0, -float(shares @ np.log(values / float(values @ shares))))


PARTS = {"t": _t, "l": _l}
"""From values and people to the index, by kind."""
