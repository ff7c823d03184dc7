"""Passive access: how many people can come to a destination, seen from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.cutoffs import check_cutoff

from .impedance_tables import weighing
from .tables import demand_of, travel_times

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["passive_access", "population_within"]


def passive_access(times: Any, demand: Any, *, impedance: Any) -> pd.Series:
    r"""Return the people around each destination, discounted by how long it takes them.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds from the people to the destinations, infinite where there is
        no way; see :func:`kraftcenter_mobility.accessibility.travel_times`.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin, by its name.
    impedance : Impedance or callable
        Takes travel times in seconds and returns weights between 0 and 1 that do not rise.

    Returns
    -------
    Series, shape (n_destinations,)
        Discounted people on the index of the *destinations*, named ``"passive_access"``.

    Raises
    ------
    InputError
        If a time cannot be, or the impedance gives no weights.
    PlacesError
        If the demand is about other places, or cannot be.

    See Also
    --------
    population_within : The people within a travel time.
    from_destinations : Turns a table round, for the passive form of any measure.

    Notes
    -----
    :math:`A_j = \sum_i P_i f(t_{ij})` with people :math:`P_i` and the impedance :math:`f`:
    the market of a shop, or the pressure on a hospital. A stream is read once.

    References
    ----------
    .. [1] E. Cascetta, A. Carteni and M. Montanino, "A new measure of accessibility based on
       perceived opportunities," Procedia - Social and Behavioral Sciences, vol. 87,
       pp. 117-132, 2013. doi:10.1016/j.sbspro.2013.10.598

    Examples
    --------
    >>> import pandas as pd
    >>> from kraftcenter_mobility.accessibility.impedance import Exponential
    >>> times = pd.DataFrame({"Arena": [600.0, 1200.0]}, index=["Ikast", "Aulum"])
    >>> halving = Exponential.from_half_life(600)
    >>> passive_access(times, {"Ikast": 100, "Aulum": 40}, impedance=halving).round(6).to_dict()
    {'Arena': 60.0}
    """
    return _per_destination(times, demand, weighing(impedance), name="passive_access")


def population_within(times: Any, demand: Any, *, cutoff_s: float) -> pd.Series:
    r"""Return how many people can come to each destination within a travel time.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds from the people to the destinations, infinite where there is
        no way.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin, by its name.
    cutoff_s : float
        The largest travel time that counts, in seconds, inclusive.

    Returns
    -------
    Series, shape (n_destinations,)
        People on the index of the *destinations*, named ``"population_within"``.

    Raises
    ------
    InputError
        If a time or the cutoff cannot be.
    PlacesError
        If the demand is about other places, or cannot be.

    Warns
    -----
    UnitsWarning
        If the cutoff is below two minutes, and so probably in minutes.

    See Also
    --------
    passive_access : The same with any impedance.

    Notes
    -----
    :math:`A_j = \sum_i P_i [t_{ij} \le T]` with people :math:`P_i` and the cutoff :math:`T`.
    Who lives within reach of two destinations counts at both.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Arena": [600.0, 1200.0]}, index=["Ikast", "Aulum"])
    >>> population_within(times, {"Ikast": 100, "Aulum": 40}, cutoff_s=900).to_dict()
    {'Arena': 100.0}
    """
    largest_s = check_cutoff(cutoff_s)
    return _per_destination(
        times,
        demand,
        lambda seconds: (seconds <= largest_s).astype(np.float64),
        name="population_within",
    )


def _per_destination(
    times: Any, demand: Any, weigh: Callable[[FloatArray], FloatArray], *, name: str
) -> pd.Series:
    """Return the sum of weights times people down each column."""
    import pandas as pd

    table = travel_times(times)
    people = demand_of(table.origins, demand)
    found = np.zeros(table.n_destinations)
    for block in table.blocks():
        found += np.add.reduce(weigh(block.travel_time_s) * people[block.rows, np.newaxis], axis=0)
    return pd.Series(found, index=table.destinations, name=name)
