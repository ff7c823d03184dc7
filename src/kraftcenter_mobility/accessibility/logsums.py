"""The logsum: what it is worth to choose between destinations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_positive

from .impedance import Exponential
from .per_origin import per_origin, row_sums
from .tables import opportunities_of, travel_times

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["composite_time", "logsum"]


def logsum(times: Any, opportunities: Any, *, decay: float) -> pd.Series:
    r"""Return the expected utility of the best destination of each origin.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers, by its name; 1 if they are alike.
    decay : float
        The disutility of a second of travel.

    Returns
    -------
    Series, shape (n_origins,)
        In units of utility, minus infinity where nothing can be reached; named ``"logsum"``.

    Raises
    ------
    InputError
        If a time cannot be, or `decay` is no finite number above zero.
    PlacesError
        If the opportunities are about other places, or cannot be.

    Warns
    -----
    UnitsWarning
        If the decay halves in less than two minutes, and so is probably one per minute.

    See Also
    --------
    composite_time : The same in seconds.

    Notes
    -----
    :math:`A_i = \ln \sum_j O_j e^{-\beta t_{ij}}`, the expected maximum of utilities
    :math:`\ln O_j - \beta t_{ij} + \epsilon_j` with Gumbel errors [1]_, up to Euler's
    constant. It is the logarithm of gravity access with the same exponential, so both rank
    places alike; but differences of a logsum are worth something, those of gravity are not.
    The nearest destination is taken out of the sum first, so that no time is too long for it.

    References
    ----------
    .. [1] M. Ben-Akiva and S. R. Lerman, "Discrete Choice Analysis: Theory and Application to
       Travel Demand," MIT Press, Cambridge, Massachusetts, 1985. ISBN 978-0-262-02217-0

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Herning": [1000.0], "Viborg": [1000.0]}, index=["Ikast"])
    >>> logsum(times, 1, decay=0.001).round(4).tolist()  # ln 2 - 1
    [-0.3069]
    """
    check_positive("decay", decay)
    return (composite_time(times, opportunities, decay=decay) * -decay).rename("logsum")


def composite_time(times: Any, opportunities: Any, *, decay: float) -> pd.Series:
    r"""Return the travel time to one opportunity that would be worth the whole choice.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers, by its name; 1 if they are alike.
    decay : float
        The disutility of a second of travel.

    Returns
    -------
    Series, shape (n_origins,)
        In seconds, infinite where nothing can be reached; named ``"composite_time_s"``.

    Raises
    ------
    InputError
        If a time cannot be, or `decay` is no finite number above zero.
    PlacesError
        If the opportunities are about other places, or cannot be.

    Warns
    -----
    UnitsWarning
        If the decay halves in less than two minutes, and so is probably one per minute.

    See Also
    --------
    logsum : The same in units of utility.

    Notes
    -----
    :math:`-\frac{1}{\beta} \ln \sum_j O_j e^{-\beta t_{ij}}`, the logsum divided by the
    disutility of a second [1]_. What a scenario takes off it is its users' benefit in seconds
    a journey. It is below zero where there are many opportunities close by: the level depends
    on their unit, differences between scenarios do not.

    References
    ----------
    .. [1] H. C. W. L. Williams, "On the formation of travel demand models and economic
       evaluation measures of user benefit," Environment and Planning A, vol. 9, no. 3,
       pp. 285-344, 1977. doi:10.1068/a090285

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Herning": [1000.0], "Viborg": [1000.0]}, index=["Ikast"])
    >>> composite_time(times, 1, decay=0.001).round(1).tolist()  # 1000 - 1000 ln 2
    [306.9]
    """
    table = travel_times(times)
    amounts = opportunities_of(table.destinations, opportunities)
    _ = Exponential(decay)  # refuses what is no decay, and warns of one per minute
    offers = amounts > 0

    def scored(seconds: FloatArray) -> FloatArray:
        least: FloatArray = np.min(seconds, axis=1, where=offers, initial=np.inf)
        found = np.full(len(seconds), np.inf)
        some = np.isfinite(least)
        beyond = seconds[some][:, offers] - least[some, np.newaxis]
        total = row_sums(np.exp(-decay * beyond), amounts[offers])
        found[some] = least[some] - np.log(total) / decay
        return found

    return per_origin(table, scored, name="composite_time_s")
