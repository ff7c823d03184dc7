"""Dual access: not how much can be reached in a time, but how long it takes to reach so much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_count, check_positive

from .per_origin import per_origin, row_sums
from .tables import opportunities_of, travel_times

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["dual_access", "k_nearest", "mean_travel_time", "nearest"]

ROUNDING = 1e-12
"""Added one by one, 0.7 + 0.1 + 0.2 is a little less than one, and still enough."""


def nearest(times: Any, opportunities: Any = 1) -> pd.Series:
    """Return the travel time from each origin to the nearest destination.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers, by its name. Those that offer nothing do not count.

    Returns
    -------
    Series, shape (n_origins,)
        In seconds, infinite where nothing can be reached; named ``"nearest_s"``.

    Raises
    ------
    InputError
        If a time cannot be.
    PlacesError
        If the opportunities are about other places, or cannot be.

    See Also
    --------
    k_nearest : The second, third, ... nearest: whether there is a choice.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Herning": [840.0], "Viborg": [2700.0]}, index=["Ikast"])
    >>> nearest(times).to_dict()
    {'Ikast': 840.0}
    """
    table = travel_times(times)
    open_ones = opportunities_of(table.destinations, opportunities) > 0

    def scored(seconds: FloatArray) -> FloatArray:
        found: FloatArray = np.min(seconds, axis=1, where=open_ones, initial=np.inf)
        return found

    return per_origin(table, scored, name="nearest_s")


def k_nearest(times: Any, opportunities: Any = 1, *, k: int) -> pd.Series:
    """Return the travel time from each origin to the k-th nearest destination.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers, by its name. Those that offer nothing do not count.
    k : int
        Which one: 1 is the nearest, 2 the nearest but one.

    Returns
    -------
    Series, shape (n_origins,)
        In seconds, infinite where fewer than `k` can be reached; named ``"k_nearest_s"``.

    Raises
    ------
    InputError
        If a time cannot be, or `k` is no whole number of one or more.
    PlacesError
        If the opportunities are about other places, or cannot be.

    See Also
    --------
    dual_access : The time to reach so many opportunities, not destinations.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Herning": [840.0], "Viborg": [2700.0]}, index=["Ikast"])
    >>> [float(k_nearest(times, k=k).loc["Ikast"]) for k in (1, 2, 3)]
    [840.0, 2700.0, inf]
    """
    table = travel_times(times)
    open_ones = opportunities_of(table.destinations, opportunities) > 0
    check_count("k", k)
    n_open = int(open_ones.sum())

    def scored(seconds: FloatArray) -> FloatArray:
        if k > n_open:
            return np.full(len(seconds), np.inf)
        found: FloatArray = np.partition(seconds[:, open_ones], k - 1, axis=1)[:, k - 1]
        return found

    return per_origin(table, scored, name="k_nearest_s")


def dual_access(times: Any, opportunities: Any, *, amount: float) -> pd.Series:
    r"""Return how long it takes from each origin to have so many opportunities within reach.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers, by its name; 1 to count destinations.
    amount : float
        How many opportunities are wanted.

    Returns
    -------
    Series, shape (n_origins,)
        In seconds, infinite where so many cannot be reached; named ``"dual_access_s"``.

    Raises
    ------
    InputError
        If a time cannot be, or `amount` is no finite number above zero.
    PlacesError
        If the opportunities are about other places, or cannot be.

    See Also
    --------
    cumulative_opportunities : The other way round: how many in so long.

    Notes
    -----
    :math:`\min \{T : \sum_j O_j [t_{ij} \le T] \ge N\}` with opportunities :math:`O_j` and
    the amount :math:`N` [1]_. In seconds for everybody, so that places of different sizes
    can be compared; it says nothing of what lies beyond.

    References
    ----------
    .. [1] M. Cui and D. Levinson, "Primal and dual access," Geographical Analysis, vol. 52,
       no. 3, pp. 452-474, 2020. doi:10.1111/gean.12220

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Herning": [840.0], "Viborg": [2700.0]}, index=["Ikast"])
    >>> beds = {"Herning": 450, "Viborg": 300}
    >>> [float(dual_access(times, beds, amount=n).iloc[0]) for n in (450, 451, 751)]
    [840.0, 2700.0, inf]
    """
    table = travel_times(times)
    amounts = opportunities_of(table.destinations, opportunities)
    check_positive("amount", amount)

    def scored(seconds: FloatArray) -> FloatArray:
        order = np.argsort(seconds, axis=1)
        enough = np.cumsum(amounts[order], axis=1) >= amount * (1 - ROUNDING)
        never = np.full((len(seconds), 1), np.inf)
        in_order = np.hstack([np.take_along_axis(seconds, order, axis=1), never])
        last = np.ones((len(seconds), 1), dtype=np.bool_)
        first = np.hstack([enough, last]).argmax(axis=1)
        found: FloatArray = in_order[np.arange(len(seconds)), first]
        return found

    return per_origin(table, scored, name="dual_access_s")


def mean_travel_time(times: Any, opportunities: Any = 1) -> pd.Series:
    r"""Return the mean travel time from each origin to all destinations.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    opportunities : Series, dict or float, shape (n_destinations,)
        How much each destination counts, by its name. Those that offer nothing do not.

    Returns
    -------
    Series, shape (n_origins,)
        In seconds, infinite where a destination cannot be reached, or there is none; named
        ``"mean_travel_time_s"``.

    Raises
    ------
    InputError
        If a time cannot be.
    PlacesError
        If the opportunities are about other places, or cannot be.

    See Also
    --------
    gravity_access : Lets the far ones count less.

    Notes
    -----
    :math:`\sum_j O_j t_{ij} / \sum_j O_j` with opportunities :math:`O_j`. One destination out
    of reach makes it infinite, and a far one nobody uses moves it: for averages of access,
    prefer a measure that discounts.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Herning": [840.0], "Viborg": [2700.0]}, index=["Ikast"])
    >>> mean_travel_time(times, {"Herning": 2, "Viborg": 1}).to_dict()
    {'Ikast': 1460.0}
    """
    table = travel_times(times)
    amounts = opportunities_of(table.destinations, opportunities)
    return per_origin(table, _mean_of(amounts), name="mean_travel_time_s")


def _mean_of(amounts: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """Return what averages the times of a block."""
    counted = amounts > 0
    total = float(amounts.sum())

    def scored(seconds: FloatArray) -> FloatArray:
        if not counted.any():
            return np.full(len(seconds), np.inf)
        return row_sums(seconds[:, counted], amounts[counted]) / total

    return scored
