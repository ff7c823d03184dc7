"""How unequally something is shared: Gini, Palma ratio, concentration index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .equity_estimates import EquityIndex, estimated
from .equity_sample import Infinite, Sample, by_place, numbers_of, take_sample

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["concentration_index", "gini", "palma_ratio"]

TOP_FROM, BOTTOM_TO = 0.9, 0.4


def gini(
    values: pd.Series,
    population: pd.Series | float,
    *,
    infinite: Infinite = "refuse",
    bootstrap: int = 0,
    seed: int = 0,
) -> EquityIndex:
    r"""Return the Gini coefficient: half the mean difference between people, by the mean.

    Parameters
    ----------
    values : Series, shape (n_places,)
        What the people of each place have, zero or more: an accessibility, or travel times in
        seconds.
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
        0 if all have the same, towards 1 if one has all.

    Raises
    ------
    InputError
        If values are negative, infinite, or all zero.
    PlacesError
        If the two are about different places, or nobody lives there.

    See Also
    --------
    theil_by_group : Says how much of inequality lies between groups.

    Notes
    -----
    With :math:`p_i` the share of people who have :math:`y_i`, and the mean :math:`\mu`,

    .. math:: G = \frac{1}{2 \mu} \sum_i \sum_j p_i p_j |y_i - y_j|
                = \frac{1}{\mu} \int F(y) (1 - F(y)) \, dy,

    where :math:`F` is the share of people who have at most :math:`y`: a sum over the sorted
    values without cancellation [1]_. Nothing corrects for the number of places: they stand for
    all people, and are no draw from more.

    References
    ----------
    .. [1] R. I. Lerman and S. Yitzhaki, "Improving the accuracy of estimates of Gini
       coefficients," J. Econometrics, vol. 42, no. 1, pp. 43-47, 1989.
       doi:10.1016/0304-4076(89)90074-2

    Examples
    --------
    >>> import pandas as pd
    >>> reach = pd.Series({"Herning": 30.0, "Vildbjerg": 10.0})
    >>> gini(reach, pd.Series({"Herning": 300, "Vildbjerg": 100}))
    0.15
    """
    sample = _shares_of("gini", values, population, infinite)
    order = np.argsort(sample.amounts, kind="stable")
    steps = np.diff(sample.amounts[order])

    def statistic(people: FloatArray) -> float:
        so_far = np.cumsum(people[order])
        below = so_far[:-1] / so_far[-1]
        mean = float(sample.amounts @ people) / float(so_far[-1])
        return float((below * (1.0 - below)) @ steps) / mean if mean > 0 else np.nan

    return estimated(statistic, sample, bootstrap=bootstrap, seed=seed)


def palma_ratio(
    values: pd.Series,
    population: pd.Series | float,
    *,
    infinite: Infinite = "refuse",
    bootstrap: int = 0,
    seed: int = 0,
) -> EquityIndex:
    r"""Return what the top 10 % have, by what the bottom 40 % have.

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
        0.25 if all have the same; infinite if the bottom 40 % have nothing.

    Raises
    ------
    InputError
        If values are negative, infinite, or all zero.
    PlacesError
        If the two are about different places, or nobody lives there.

    Notes
    -----
    With the Lorenz curve :math:`L`, the ratio is :math:`(1 - L(0.9)) / L(0.4)` [1]_. The
    curve is straight within a place: its people are split where a border falls on it. Of travel
    times, the "top" have the longest.

    References
    ----------
    .. [1] J. G. Palma, "Homogeneous middles vs. heterogeneous tails, and the end of the
       'inverted-U'," Development and Change, vol. 42, no. 1, pp. 87-153, 2011.
       doi:10.1111/j.1467-7660.2011.01694.x

    Examples
    --------
    >>> import pandas as pd
    >>> reach = pd.Series([1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 6.0])
    >>> palma_ratio(reach, 1)
    1.5
    """
    sample = _shares_of("palma_ratio", values, population, infinite)
    order = np.argsort(sample.amounts, kind="stable")

    def statistic(people: FloatArray) -> float:
        counts = people[order]
        had = counts * sample.amounts[order]
        total = float(had.sum())
        if not total > 0:
            return np.nan
        at = np.concatenate([[0.0], np.cumsum(counts) / counts.sum()])
        lorenz = np.concatenate([[0.0], np.cumsum(had)])
        bottom, below_top = np.interp([BOTTOM_TO, TOP_FROM], at, lorenz)
        return float((lorenz[-1] - below_top) / bottom) if bottom > 0 else np.inf

    return estimated(statistic, sample, bootstrap=bootstrap, seed=seed)


def concentration_index(  # noqa: PLR0913 - as gini, and what to rank by
    values: pd.Series,
    population: pd.Series | float,
    ranking: pd.Series,
    *,
    infinite: Infinite = "refuse",
    bootstrap: int = 0,
    seed: int = 0,
) -> EquityIndex:
    r"""Return whether those who rank high have more: the Gini coefficient by another order.

    Parameters
    ----------
    values : Series, shape (n_places,)
        What the people of each place have, zero or more.
    population : Series or float
        People of each place, by the same names; a number counts every place alike.
    ranking : Series, shape (n_places,)
        What to rank people by, from the worst off to the best off: an income, say, or the share
        that owns a car. Any numbers but NaN and minus infinity; only their order counts.
    infinite : {"refuse", "apart"}, optional
        Whether people without a way are an error, or left out and counted.
    bootstrap : int, optional
        How often to resample the places for an interval; 0 for none.
    seed : int, optional
        Where its random numbers start.

    Returns
    -------
    EquityIndex
        Below zero if those who rank low have more, above if those who rank high do, zero if
        it does not matter; between -1 and 1.

    Raises
    ------
    InputError
        If values are negative, infinite, or all zero, or a rank is no number.
    PlacesError
        If the tables are about different places, or nobody lives there.

    Notes
    -----
    With :math:`p_i` the share of people who have :math:`y_i`, the mean :math:`\mu`, and
    :math:`R_i` the share who rank lower plus half of those who rank the same,

    .. math:: C = \frac{2}{\mu} \sum_i p_i (y_i - \mu) (R_i - \tfrac{1}{2})

    [1]_. Ranked by the values themselves it is the Gini coefficient.

    References
    ----------
    .. [1] N. Kakwani, A. Wagstaff and E. van Doorslaer, "Socioeconomic inequalities in
       health: Measurement, computation, and statistical inference," J. Econometrics,
       vol. 77, no. 1, pp. 87-103, 1997. doi:10.1016/S0304-4076(96)01807-6

    Examples
    --------
    >>> import pandas as pd
    >>> reach = pd.Series({"Herning": 30.0, "Vildbjerg": 10.0})
    >>> income = pd.Series({"Herning": 310_000, "Vildbjerg": 340_000})
    >>> concentration_index(reach, 1, income)
    -0.25
    """
    sample = _shares_of("concentration_index", values, population, infinite)
    place_ranks = numbers_of(by_place(ranking, values.index, "ranking"), "ranking")
    ranks = place_ranks[values.index.get_indexer(sample.names)]
    _, level = np.unique(ranks, return_inverse=True)

    def statistic(people: FloatArray) -> float:
        shares = people / people.sum()
        mean = float(sample.amounts @ shares)
        of_level = np.bincount(level, weights=shares)
        middles = np.cumsum(of_level) - of_level / 2.0
        moment = (shares * (sample.amounts - mean)) @ (middles[level] - 0.5)
        return 2.0 * float(moment) / mean if mean > 0 else np.nan

    return estimated(statistic, sample, bootstrap=bootstrap, seed=seed)


def _shares_of(
    measure: str, values: pd.Series, population: pd.Series | float, infinite: Infinite
) -> Sample:
    """Return a sample whose values are shares of a total."""
    sample = take_sample(values, population, infinite=infinite)
    sample.refuse_negative(measure)
    sample.refuse_nothing(measure)
    return sample
