"""Gravity: everything counts, the less the further away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .impedance_tables import weighing
from .per_origin import per_origin, row_sums
from .tables import opportunities_of, travel_times

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["gravity_access"]


def gravity_access(times: Any, opportunities: Any, *, impedance: Any) -> pd.Series:
    r"""Return the opportunities around each origin, discounted by travel time.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers, by its name; 1 to count destinations.
    impedance : Impedance or callable
        Takes travel times in seconds and returns weights between 0 and 1 that do not rise:
        ``Exponential.from_half_life(600)``, ``Logistic(1800, 300)``, or a product of such.

    Returns
    -------
    Series, shape (n_origins,)
        Discounted opportunities, named ``"gravity_access"``.

    Raises
    ------
    InputError
        If a time cannot be, or the impedance gives no weights.
    PlacesError
        If the opportunities are about other places, or cannot be.

    See Also
    --------
    cumulative_opportunities : The same with ``Step(cutoff_s)``.
    logsum : What the choice between destinations is worth.

    Notes
    -----
    :math:`A_i = \sum_j O_j f(t_{ij})` with opportunities :math:`O_j` and the impedance
    :math:`f` [1]_. The unit is that of opportunities next door; only ratios between places
    have a meaning, and they depend on :math:`f`.

    References
    ----------
    .. [1] W. G. Hansen, "How accessibility shapes land use," Journal of the American Institute
       of Planners, vol. 25, no. 2, pp. 73-76, 1959. doi:10.1080/01944365908978307

    Examples
    --------
    >>> import pandas as pd
    >>> from kraftcenter_mobility.accessibility.impedance import Exponential
    >>> times = pd.DataFrame({"Herning": [600.0, 1200.0], "Viborg": [1800.0, float("inf")]},
    ...                      index=["Ikast", "Aulum"])
    >>> halving = Exponential.from_half_life(600)
    >>> gravity_access(times, {"Herning": 40, "Viborg": 80}, impedance=halving).round(6).to_dict()
    {'Ikast': 30.0, 'Aulum': 10.0}
    """
    table = travel_times(times)
    amounts = opportunities_of(table.destinations, opportunities)
    weigh = weighing(impedance)
    return per_origin(
        table, lambda seconds: row_sums(weigh(seconds), amounts), name="gravity_access"
    )
