r"""Competition from the destinations' side: how many come, and what there is for each.

The first of the two steps of a floating catchment, on its own: where is it crowded? The
answers are on the destinations' index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.locations import listed

from .impedance_tables import weighing
from .two_passes import Market, Tally, arrivals, market, per_person, shared

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .impedance_tables import Weighing
    from .two_passes import Weigh

__all__ = ["Sharing", "congestion", "level_of_service"]

Sharing: TypeAlias = Literal["none", "balanced", "selected"]
"""How people who can go to several destinations are counted at each."""

SHARINGS: dict[str, Weigh] = {
    "none": lambda weights: weights,
    "balanced": shared,
    "selected": lambda weights: weights * shared(weights),
}


def level_of_service(
    times: Any,
    opportunities: Any,
    *,
    demand: Any,
    impedance: Weighing,
    sharing: Sharing = "none",
) -> pd.Series:
    r"""Return what each destination offers per person who can come.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`. Read once.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers: beds, doctors, seats. Or one number for all.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin, or one number for all.
    impedance : Impedance or callable
        From seconds to weights between 0 and 1.
    sharing : {"none", "balanced", "selected"}
        How people are counted at several destinations: with their weight at each, as in the
        two-step catchments and Shen's index; divided among them in proportion to the
        weights, as in the balanced one; or both, as in the three-step one.

    Returns
    -------
    Series, shape (n_destinations,)
        ``level_of_service``: opportunities per person. Infinite where nobody comes and
        something is offered, zero where nothing is.

    Raises
    ------
    InputError
        If `impedance` is no such function, if nobody lives at any origin, or if `sharing` is
        something else.
    PlacesError
        If opportunities or demand are missing for a place, negative or no numbers.

    See Also
    --------
    congestion : The other way up: people per opportunity.

    Notes
    -----
    With :math:`P_i` people, :math:`S_j` opportunities and the impedance :math:`f`,

    .. math:: R_j = \frac{S_j}{\sum_i P_i u_{ij}}

    where :math:`u_{ij}` is :math:`f(t_{ij})`, or :math:`G_{ij} = f(t_{ij}) / \sum_k
    f(t_{ik})`, or :math:`G_{ij} f(t_{ij})` [1]_.

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
    >>> level_of_service(times, 6, demand=20, impedance=Step(900)).to_dict()
    {'a': 0.15, 'b': 0.3}
    >>> level_of_service(
    ...     times, 6, demand=20, impedance=Step(900), sharing="balanced"
    ... ).to_dict()
    {'a': 0.2, 'b': 0.6}
    """
    both, people = _people(times, opportunities, demand, impedance, sharing)
    return _on_destinations(both, per_person(both.opportunities, people), "level_of_service")


def congestion(
    times: Any,
    opportunities: Any,
    *,
    demand: Any,
    impedance: Weighing,
    sharing: Sharing = "none",
) -> pd.Series:
    r"""Return how many people can come to each destination per opportunity there.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way; see
        :func:`kraftcenter_mobility.accessibility.travel_times`. Read once.
    opportunities : Series, dict or float, shape (n_destinations,)
        What each destination offers: beds, doctors, seats. Or one number for all: with 1 the
        answer is the people who can come.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin, or one number for all.
    impedance : Impedance or callable
        From seconds to weights between 0 and 1.
    sharing : {"none", "balanced", "selected"}
        How people are counted at several destinations; see :func:`level_of_service`.

    Returns
    -------
    Series, shape (n_destinations,)
        ``congestion``: people per opportunity. Infinite where nothing is offered to those
        who come, zero where nobody does.

    Raises
    ------
    InputError
        If `impedance` is no such function, if nobody lives at any origin, or if `sharing` is
        something else.
    PlacesError
        If opportunities or demand are missing for a place, negative or no numbers.

    See Also
    --------
    level_of_service : The other way up: opportunities per person.

    Notes
    -----
    :math:`C_j = \sum_i P_i u_{ij} / S_j` with the weights :math:`u` of
    :func:`level_of_service`. Only with ``sharing="balanced"`` do the people add up to those
    there are: else who can go to several destinations is counted at each [1]_.

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
    >>> congestion(times, 8, demand=20, impedance=Step(900)).to_dict()
    {'a': 5.0, 'b': 2.5}
    """
    both, people = _people(times, opportunities, demand, impedance, sharing)
    return _on_destinations(both, per_person(people, both.opportunities), "congestion")


def _people(
    times: Any, opportunities: Any, demand: Any, impedance: Weighing, sharing: str
) -> tuple[Market, FloatArray]:
    """Return both sides of the table, and the people who come to each destination."""
    if sharing not in SHARINGS:
        raise InputError(f"sharing must be one of {listed(SHARINGS)}; got {sharing!r:.60}")
    weigh, share = weighing(impedance), SHARINGS[sharing]
    both = market(times, opportunities, demand)
    (people,) = arrivals(both.table, Tally(both.demand, lambda seconds: share(weigh(seconds))))
    return both, people


def _on_destinations(both: Market, found: FloatArray, name: str) -> pd.Series:
    """Return one number per destination as a Series."""
    import pandas as pd

    return pd.Series(found, index=both.table.destinations, name=name)
