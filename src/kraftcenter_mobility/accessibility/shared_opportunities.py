"""What is left for each place once everybody is served: Shen's index and spatial availability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_positive

from .impedance_tables import weighing
from .two_passes import NEGLIGIBLE, Tally, arrivals, handed_out, market, on_origins, returns

if TYPE_CHECKING:
    import pandas as pd

    from .impedance_tables import Weighing

__all__ = ["shen_index", "spatial_availability"]


def shen_index(times: Any, opportunities: Any, *, demand: Any, impedance: Weighing) -> pd.Series:
    r"""Return opportunities per person who seeks one, as Shen counts them.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`. Read twice.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers, such as jobs. Or one number for all.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin who seek one, or one number for all.
    impedance : Impedance or callable
        From seconds to weights between 0 and 1; only their relation matters.

    Returns
    -------
    Series, shape (n_origins,)
        ``shen_index``: opportunities per person. Infinite at unpopulated origins that reach
        a destination which nobody competes for.

    Raises
    ------
    InputError
        If `impedance` is no such function, or if nobody lives at any origin.
    PlacesError
        If opportunities or demand are missing for a place, negative or no numbers.

    See Also
    --------
    spatial_availability : This times the people of each origin.

    Notes
    -----
    With the impedance :math:`f` [1]_,

    .. math:: A_i = \sum_j \frac{O_j f(t_{ij})}{\sum_k P_k f(t_{kj})}.

    It is the two-step floating catchment with an impedance that falls continuously. Its
    mean, weighted by people, is all opportunities in reach of anybody divided by all
    people.

    References
    ----------
    .. [1] Q. Shen, "Location characteristics of inner-city neighborhoods and employment
       accessibility of low-wage workers," Environment and Planning B, vol. 25, no. 3,
       pp. 345-365, 1998. doi:10.1068/b250345

    Examples
    --------
    Shen's own three towns, with minutes turned into seconds:

    >>> import pandas as pd
    >>> from kraftcenter_mobility.accessibility.impedance import Exponential
    >>> minutes = pd.DataFrame(
    ...     {"1": [15, 30, 100], "2": [30, 15, 100], "3": [100, 100, 15]}, index=list("ABC")
    ... )
    >>> jobs = pd.Series({"1": 100_000, "2": 100_000, "3": 10_000})
    >>> people = pd.Series({"A": 50_000, "B": 150_000, "C": 10_000})
    >>> shen_index(
    ...     60.0 * minutes, jobs, demand=people, impedance=Exponential(0.1 / 60)
    ... ).round(3).to_dict()
    {'A': 1.337, 'B': 0.888, 'C': 0.996}
    """
    weigh = weighing(impedance)
    both = market(times, opportunities, demand)
    return on_origins(both, handed_out(both, weigh), "shen_index")


def spatial_availability(
    times: Any, opportunities: Any, *, demand: Any, impedance: Weighing, alpha: float = 1.0
) -> pd.Series:
    r"""Return the opportunities that fall to each origin, every one of them once.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`. Read twice.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers: jobs, beds, seats. Or one number for all.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin, or one number for all.
    impedance : Impedance or callable
        From seconds to weights between 0 and 1; only their relation matters.
    alpha : float
        What the people of an origin count for is their number to this power.

    Returns
    -------
    Series, shape (n_origins,)
        ``spatial_availability``: opportunities, not per person.

    Raises
    ------
    InputError
        If `impedance` is no such function, if nobody lives at any origin, or if `alpha` is
        no finite number above zero.
    PlacesError
        If opportunities or demand are missing for a place, negative or no numbers.

    See Also
    --------
    shen_index : The same per person.

    Notes
    -----
    Each destination is divided by people and impedance together [1]_:

    .. math:: V_i = \sum_j O_j \frac{P_i^\alpha f(t_{ij})}{\sum_k P_k^\alpha f(t_{kj})}.

    :math:`\sum_i V_i` is all that is offered in reach of anybody, so that a sum over some
    origins can be read as their part of the whole, and a difference between scenarios as
    opportunities won or lost. What is out of everybody's reach falls to nobody. For
    :math:`\alpha = 1` it is :func:`shen_index` times the people.

    References
    ----------
    .. [1] A. Soukhov, A. Paez, C. D. Higgins and M. Mohamed, "Introducing spatial
       availability, a singly-constrained measure of competitive accessibility," PLoS ONE,
       vol. 18, no. 1, e0278468, 2023. doi:10.1371/journal.pone.0278468

    Examples
    --------
    >>> import pandas as pd
    >>> from kraftcenter_mobility.accessibility.impedance import Step
    >>> times = pd.DataFrame({"school": [300.0, 600.0]}, index=["Snejbjerg", "Tjørring"])
    >>> pupils = pd.Series({"Snejbjerg": 100, "Tjørring": 300})
    >>> spatial_availability(times, 200, demand=pupils, impedance=Step(900)).to_dict()
    {'Snejbjerg': 50.0, 'Tjørring': 150.0}
    """
    check_positive("alpha", alpha)
    weigh = weighing(impedance)
    both = market(times, opportunities, demand)
    pull = (both.demand / both.demand.max()) ** float(alpha)
    (claims,) = arrivals(both.table, Tally(pull, weigh))
    claimed = claims > NEGLIGIBLE
    portions = np.divide(both.opportunities, claims, out=np.zeros_like(claims), where=claimed)
    found = pull * returns(both.table, portions, weigh)
    return on_origins(both, found, "spatial_availability")
