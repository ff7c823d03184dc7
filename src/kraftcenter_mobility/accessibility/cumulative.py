"""Cumulative opportunities: how much lies within a travel time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.cutoffs import LARGEST

from .per_origin import per_origin, row_sums
from .tables import check_cutoff, check_cutoffs, opportunities_of, travel_times

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["cumulative_curve", "cumulative_interval", "cumulative_opportunities"]


def cumulative_opportunities(times: Any, opportunities: Any, *, cutoff_s: float) -> pd.Series:
    r"""Return how many opportunities each origin can reach within a travel time.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers, by its name; 1 to count destinations.
    cutoff_s : float
        The largest travel time that counts, in seconds, inclusive.

    Returns
    -------
    Series, shape (n_origins,)
        Opportunities within reach, named ``"cumulative_opportunities"``.

    Raises
    ------
    InputError
        If a time or the cutoff cannot be.
    PlacesError
        If the opportunities are about other places, or cannot be.

    Warns
    -----
    UnitsWarning
        If the cutoff is below two minutes, and so probably in minutes.

    See Also
    --------
    cumulative_interval : The mean over cutoffs, where no single one can be defended.

    Notes
    -----
    :math:`A_i = \sum_j O_j [t_{ij} \le T]` with opportunities :math:`O_j` and the cutoff
    :math:`T`. Easy to tell, but a second beyond the cutoff is as far as a day.

    References
    ----------
    .. [1] M. Wachs and T. G. Kumagai, "Physical accessibility as a social indicator,"
       Socio-Economic Planning Sciences, vol. 7, no. 5, pp. 437-456, 1973.
       doi:10.1016/0038-0121(73)90041-4

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Herning": [840.0, 1080.0], "Viborg": [2700.0, 2400.0]},
    ...                      index=["Ikast", "Aulum"])
    >>> cumulative_opportunities(times, {"Herning": 40, "Viborg": 60}, cutoff_s=2400).to_dict()
    {'Ikast': 40.0, 'Aulum': 100.0}
    """
    table = travel_times(times)
    amounts = opportunities_of(table.destinations, opportunities)
    largest_s = check_cutoff(cutoff_s)
    return per_origin(
        table,
        lambda seconds: row_sums((seconds <= largest_s).astype(np.float64), amounts),
        name="cumulative_opportunities",
    )


def cumulative_curve(times: Any, opportunities: Any, *, cutoffs_s: Any) -> pd.DataFrame:
    """Return how many opportunities each origin can reach within each of several travel times.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers, by its name; 1 to count destinations.
    cutoffs_s : iterable of float, shape (n_cutoffs,)
        The largest travel times that count, in seconds, inclusive.

    Returns
    -------
    DataFrame, shape (n_origins, n_cutoffs)
        Opportunities within reach; the columns, ``cutoff_s``, are the cutoffs in seconds,
        smallest first.

    Raises
    ------
    InputError
        If a time or a cutoff cannot be.
    PlacesError
        If the opportunities are about other places, or cannot be.

    Warns
    -----
    UnitsWarning
        If all cutoffs are below two minutes, and so probably in minutes.

    See Also
    --------
    cumulative_opportunities : One cutoff, and one named Series.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Herning": [840.0], "Viborg": [2700.0]}, index=["Ikast"])
    >>> cumulative_curve(times, 1, cutoffs_s=[900, 1800, 2700]).loc["Ikast"].tolist()
    [1.0, 1.0, 2.0]
    """
    import pandas as pd

    table = travel_times(times)
    amounts = opportunities_of(table.destinations, opportunities)
    largest_s = check_cutoffs(cutoffs_s)
    found = np.empty((table.n_origins, largest_s.size))
    for block in table.blocks():
        for column, each_s in enumerate(largest_s):
            within = (block.travel_time_s <= each_s).astype(np.float64)
            found[block.rows, column] = row_sums(within, amounts)
    columns = pd.Index(np.where(largest_s < LARGEST, largest_s, np.inf), name="cutoff_s")
    return pd.DataFrame(found, index=table.origins, columns=columns)


def cumulative_interval(times: Any, opportunities: Any, *, cutoffs_s: Any) -> pd.Series:
    r"""Return the mean of cumulative opportunities over several cutoffs.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers, by its name; 1 to count destinations.
    cutoffs_s : iterable of float, shape (n_cutoffs,)
        The cutoffs in seconds, inclusive, such as ``range(1200, 2401, 60)``: every minute
        from 20 to 40. Each counts the same.

    Returns
    -------
    Series, shape (n_origins,)
        Mean opportunities within reach, named ``"cumulative_interval"``.

    Raises
    ------
    InputError
        If a time or a cutoff cannot be.
    PlacesError
        If the opportunities are about other places, or cannot be.

    Warns
    -----
    UnitsWarning
        If all cutoffs are below two minutes, and so probably in minutes.

    See Also
    --------
    cumulative_curve : The opportunities within each cutoff.

    Notes
    -----
    :math:`A_i = \frac{1}{|C|} \sum_{T \in C} \sum_j O_j [t_{ij} \le T]` over the cutoffs
    :math:`C` [1]_. A destination counts by the share of cutoffs it is within, so one pass is
    enough, however many there are.
    The R package ``accessibility`` takes their median unless told otherwise; for that, see
    :func:`cumulative_curve`.

    References
    ----------
    .. [1] D. B. Tomasiello, D. Herszenhut, J. L. A. Oliveira, C. K. V. Braga and
       R. H. M. Pereira, "A time interval metric for cumulative opportunity accessibility,"
       Applied Geography, vol. 157, 103007, 2023. doi:10.1016/j.apgeog.2023.103007

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Herning": [840.0], "Viborg": [2700.0]}, index=["Ikast"])
    >>> cumulative_interval(times, 10, cutoffs_s=[900, 1800, 2700, 3600]).tolist()
    [15.0]
    """
    table = travel_times(times)
    amounts = opportunities_of(table.destinations, opportunities)
    largest_s = check_cutoffs(cutoffs_s)
    share = np.arange(largest_s.size, -1, -1) / largest_s.size

    def scored(seconds: FloatArray) -> FloatArray:
        return row_sums(share[np.searchsorted(largest_s, seconds)], amounts)

    return per_origin(table, scored, name="cumulative_interval")
