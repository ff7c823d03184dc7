"""The balanced floating catchment: people, and the service they find, are divided once each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .impedance_tables import weighing
from .two_passes import NEGLIGIBLE, Tally, arrivals, market, on_origins, per_person, returns, shared

if TYPE_CHECKING:
    import pandas as pd

    from .impedance_tables import Weighing

__all__ = ["balanced_floating_catchment"]


def balanced_floating_catchment(
    times: Any, opportunities: Any, *, demand: Any, impedance: Weighing
) -> pd.Series:
    r"""Return the level of service that comes to each origin, counted once (BFCA).

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`. Read twice.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers: beds, doctors, seats. Or one number for all.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin, or one number for all.
    impedance : Impedance or callable
        From seconds to weights between 0 and 1; only their relation matters.

    Returns
    -------
    Series, shape (n_origins,)
        ``balanced_floating_catchment``: a share of opportunities per person.

    Raises
    ------
    InputError
        If `impedance` is no such function, or if nobody lives at any origin.
    PlacesError
        If opportunities or demand are missing for a place, negative or no numbers.

    See Also
    --------
    level_of_service : The first step alone, per destination, with ``sharing="balanced"``.
    spatial_availability : Hands out the opportunities themselves.

    Notes
    -----
    The weights are made shares of one, on the way there by origin, on the way back by
    destination [1]_:

    .. math::

       R_j = \frac{S_j}{\sum_i P_i f(t_{ij}) / \sum_k f(t_{ik})}, \qquad
       A_i = \sum_j R_j \frac{f(t_{ij})}{\sum_k f(t_{kj})}.

    So every person goes to one destination in all, and the level of service :math:`R_j` is
    handed out once: :math:`\sum_i A_i = \sum_j R_j` over the destinations in reach of
    anybody. Two cautions. On the way back origins count alike, whatever their people: where
    a place is split in two, its halves together are handed more, and all others less; so
    compare on the same origins, of about the same size. And a destination that is far from
    everybody who has another one nearby has next to nobody to serve, so that its level of
    service is vast, and all of it is handed out; so let the impedance end, as in
    ``Gaussian(600) * Step(1800)``.

    Where a destination offers something and no one lives in its reach, the unpopulated
    origins that reach it are infinite.

    References
    ----------
    .. [1] A. Paez, C. D. Higgins and S. F. Vivona, "Demand and level of service inflation in
       Floating Catchment Area (FCA) methods," PLoS ONE, vol. 14, no. 6, e0218773, 2019.
       doi:10.1371/journal.pone.0218773

    Examples
    --------
    >>> import pandas as pd
    >>> from kraftcenter_mobility.accessibility.impedance import Step
    >>> times = pd.DataFrame({"a": [300.0, 300.0], "b": [2400.0, 300.0]}, index=["x", "y"])
    >>> doctors = pd.Series({"a": 6.0, "b": 2.0})
    >>> balanced_floating_catchment(times, doctors, demand=8, impedance=Step(900)).to_dict()
    {'x': 0.25, 'y': 0.75}
    """
    weigh = weighing(impedance)
    both = market(times, opportunities, demand)
    people, reach = arrivals(
        both.table,
        Tally(both.demand, lambda seconds: shared(weigh(seconds))),
        Tally(np.ones(both.table.n_origins), weigh),
    )
    service = per_person(both.opportunities, people)
    with np.errstate(over="ignore"):  # what nearly nobody claims goes to whoever does, infinite
        portions = np.divide(service, reach, out=np.zeros_like(service), where=reach > NEGLIGIBLE)
    found = returns(both.table, portions, weigh)
    return on_origins(both, found, "balanced_floating_catchment")
