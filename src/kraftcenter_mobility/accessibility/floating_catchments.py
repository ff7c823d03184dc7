r"""Floating catchments: what a place offers, shared among all who can come to it.

A catchment is drawn around every destination, and what it offers is divided by the people
inside; a second one is drawn around every origin, and the quotients inside are added up.
The members of the family differ in how a pair counts that is neither next door nor out of
reach. All return opportunities per person.

For origins :math:`i` with :math:`P_i` people, destinations :math:`j` with :math:`S_j`
opportunities and an impedance :math:`f`, all of them are

.. math:: R_j = \frac{S_j}{\sum_i P_i u_{ij}}, \qquad A_i = \sum_j R_j v_{ij}

with weights :math:`u` and :math:`v` of their own. Where :math:`u = v`, the mean of
:math:`A`, weighted by people, is all opportunities within reach of anybody divided by all
people: nothing is counted twice, and nothing lost.

Where a destination offers something and no one with a weight above zero lives in reach,
:math:`R_j` is infinite, and so is :math:`A_i` of the unpopulated origins that reach it:
there is no bound on what one person there would have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.cutoffs import check_cutoff

from .impedance_tables import weighing
from .two_passes import handed_out, market, on_origins

if TYPE_CHECKING:
    import pandas as pd

    from .impedance_tables import Weighing

__all__ = [
    "enhanced_floating_catchment",
    "modified_floating_catchment",
    "two_step_floating_catchment",
]


def two_step_floating_catchment(
    times: Any, opportunities: Any, *, demand: Any, cutoff_s: float
) -> pd.Series:
    r"""Return opportunities per person within a cutoff (2SFCA).

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`. Read twice.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers: beds, doctors, seats. Or one number for all.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin, or one number for all.
    cutoff_s : float
        The longest travel time that counts, in seconds, inclusive.

    Returns
    -------
    Series, shape (n_origins,)
        ``two_step_floating_catchment``: opportunities per person.

    Raises
    ------
    InputError
        If `cutoff_s` is no number of zero or more, or if nobody lives at any origin.
    PlacesError
        If opportunities or demand are missing for a place, negative or no numbers.

    Warns
    -----
    UnitsWarning
        If the cutoff is below two minutes, and so probably in minutes.

    See Also
    --------
    enhanced_floating_catchment : Lets those further away count for less.
    level_of_service : The first step alone, per destination.

    Notes
    -----
    With :math:`f(t) = 1` for :math:`t \le` `cutoff_s` and else 0 [1]_,

    .. math:: A_i = \sum_j f(t_{ij}) \frac{S_j}{\sum_k P_k f(t_{kj})}.

    Inside the catchment nobody is nearer than anybody else, and at its edge access falls
    from all to nothing. Times are from origin to destination in both steps.

    References
    ----------
    .. [1] W. Luo and F. Wang, "Measures of spatial accessibility to health care in a GIS
       environment," Environment and Planning B, vol. 30, no. 6, pp. 865-884, 2003.
       doi:10.1068/b29120

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame(
    ...     {"north": [300.0, 600.0, 2400.0], "south": [2400.0, 900.0, 300.0]},
    ...     index=["Aulum", "Hammerum", "Kibæk"],
    ... )
    >>> doctors = pd.Series({"north": 3.0, "south": 2.0})
    >>> people = pd.Series({"Aulum": 3000, "Hammerum": 3000, "Kibæk": 2000})
    >>> (1000 * two_step_floating_catchment(
    ...     times, doctors, demand=people, cutoff_s=900)).to_dict()
    {'Aulum': 0.5, 'Hammerum': 0.9, 'Kibæk': 0.4}
    """
    cutoff = check_cutoff(cutoff_s)
    both = market(times, opportunities, demand)
    found = handed_out(both, lambda seconds: (seconds <= cutoff).astype(np.float64))
    return on_origins(both, found, "two_step_floating_catchment")


def enhanced_floating_catchment(
    times: Any, opportunities: Any, *, demand: Any, impedance: Weighing
) -> pd.Series:
    r"""Return opportunities per person, those further away counting for less (E2SFCA).

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`. Read twice.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers. Or one number for all.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin, or one number for all.
    impedance : Impedance or callable
        From seconds to weights between 0 and 1. :class:`Stepped` gives each band of
        travel times a weight, as the method was published.

    Returns
    -------
    Series, shape (n_origins,)
        ``enhanced_floating_catchment``: opportunities per person.

    Raises
    ------
    InputError
        If `impedance` is no such function, or if nobody lives at any origin.
    PlacesError
        If opportunities or demand are missing for a place, negative or no numbers.

    See Also
    --------
    shen_index : The same equation, with an impedance that falls continuously.
    modified_floating_catchment : Does not make up for being far away from everything.

    Notes
    -----
    With the impedance :math:`f` [1]_,

    .. math:: A_i = \sum_j f(t_{ij}) \frac{S_j}{\sum_k P_k f(t_{kj})}.

    Only the *relation* of weights matters: half the weight for everybody changes nothing,
    so that a place served from far away looks as good as one served next door, if all who
    come to it are as far away.

    References
    ----------
    .. [1] W. Luo and Y. Qi, "An enhanced two-step floating catchment area (E2SFCA) method for
       measuring spatial accessibility to primary care physicians," Health & Place, vol. 15,
       no. 4, pp. 1100-1107, 2009. doi:10.1016/j.healthplace.2009.06.002

    Examples
    --------
    >>> import pandas as pd
    >>> from kraftcenter_mobility.accessibility.impedance_tables import Stepped
    >>> times = pd.DataFrame({"surgery": [300.0, 900.0]}, index=["near", "far"])
    >>> bands = Stepped((600, 1200), (1.0, 0.5))
    >>> enhanced_floating_catchment(times, 6, demand=100, impedance=bands).to_dict()
    {'near': 0.04, 'far': 0.02}
    """
    both = market(times, opportunities, demand)
    return on_origins(both, handed_out(both, weighing(impedance)), "enhanced_floating_catchment")


def modified_floating_catchment(
    times: Any, opportunities: Any, *, demand: Any, impedance: Weighing
) -> pd.Series:
    r"""Return opportunities per person, less what is lost to distance itself (M2SFCA).

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`. Read twice.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers. Or one number for all.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin, or one number for all.
    impedance : Impedance or callable
        From seconds to weights between 0 and 1; here their size matters, not only their
        relation.

    Returns
    -------
    Series, shape (n_origins,)
        ``modified_floating_catchment``: opportunities per person.

    Raises
    ------
    InputError
        If `impedance` is no such function, or if nobody lives at any origin.
    PlacesError
        If opportunities or demand are missing for a place, negative or no numbers.

    See Also
    --------
    enhanced_floating_catchment : Hands out everything, however far away.

    Notes
    -----
    The weight stands a second time in the second step [1]_:

    .. math:: A_i = \sum_j f(t_{ij})^2 \frac{S_j}{\sum_k P_k f(t_{kj})}.

    Added up over all people this is less than the opportunities, unless everybody has a
    weight of one: a hospital that is out of the way for all is not fully available to any.

    References
    ----------
    .. [1] P. L. Delamater, "Spatial accessibility in suboptimally configured health care
       systems: a modified two-step floating catchment area (M2SFCA) metric," Health & Place,
       vol. 24, pp. 30-43, 2013. doi:10.1016/j.healthplace.2013.07.012

    Examples
    --------
    >>> import pandas as pd
    >>> from kraftcenter_mobility.accessibility.impedance_tables import Stepped
    >>> times = pd.DataFrame({"hospital": [900.0]}, index=["the only town"])
    >>> bands = Stepped((600, 1200), (1.0, 0.5))
    >>> modified_floating_catchment(times, 10, demand=100, impedance=bands).item()
    0.05
    >>> enhanced_floating_catchment(times, 10, demand=100, impedance=bands).item()
    0.1
    """
    weigh = weighing(impedance)
    both = market(times, opportunities, demand)
    found = handed_out(both, weigh, back=lambda seconds: weigh(seconds) ** 2)
    return on_origins(both, found, "modified_floating_catchment")
