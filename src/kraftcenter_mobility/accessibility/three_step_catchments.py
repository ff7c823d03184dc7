"""The floating catchment in three steps: people choose before they compete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .amounts import amounts_of
from .impedance_tables import weighing
from .two_passes import NEGLIGIBLE, handed_out, market, on_origins, shared

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .impedance_tables import Weighing

__all__ = ["three_step_floating_catchment"]


def three_step_floating_catchment(  # noqa: PLR0913 - one setting for each part of the equation
    times: Any,
    opportunities: Any,
    *,
    demand: Any,
    impedance: Weighing,
    attraction: Any = 1,
    selection: Weighing | None = None,
) -> pd.Series:
    r"""Return opportunities per person where people divide between destinations (3SFCA).

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
        From seconds to weights between 0 and 1.
    attraction : Series, dict or float, shape (n_destinations,)
        How strongly each destination draws people besides being near. The same for all if
        not given, as first published; give the opportunities for Huff's model.
    selection : Impedance or callable, optional
        The impedance by which people choose, if it is not the same: from seconds to weights
        between 0 and 1.

    Returns
    -------
    Series, shape (n_origins,)
        ``three_step_floating_catchment``: opportunities per person.

    Raises
    ------
    InputError
        If an impedance is no such function, or if nobody lives at any origin.
    PlacesError
        If opportunities, demand or attraction are missing for a place, negative or no
        numbers.

    See Also
    --------
    balanced_floating_catchment : Divides people, and what is offered, once each.

    Notes
    -----
    People choose first, with the shares :math:`G_{ij}`, from the attraction :math:`a_j` and
    the selection :math:`g` [1]_; with :math:`a_j = S_j` this is Huff's model [2]_:

    .. math::

       G_{ij} = \frac{a_j g(t_{ij})}{\sum_k a_k g(t_{ik})}, \qquad
       A_i = \sum_j G_{ij} f(t_{ij}) \frac{S_j}{\sum_k P_k G_{kj} f(t_{kj})}.

    Mind what the choice does. The shares add up to one however far away everything is: who
    has one hospital at the edge of reach turns to it in full. Travel time counts twice, in
    :math:`G` and in :math:`f`, so that fewer people are counted than there are. And without
    an attraction the choice does not see what is offered: a destination with nothing to
    offer draws people off like any other.

    References
    ----------
    .. [1] N. Wan, B. Zou and T. Sternberg, "A three-step floating catchment area method for
       analyzing spatial access to health services," Int. J. Geographical Information Science,
       vol. 26, no. 6, pp. 1073-1089, 2012. doi:10.1080/13658816.2011.624987
    .. [2] J. Luo, "Integrating the Huff model and floating catchment area methods to analyze
       spatial access to healthcare services," Transactions in GIS, vol. 18, no. 3,
       pp. 436-448, 2014. doi:10.1111/tgis.12096

    Examples
    --------
    >>> import pandas as pd
    >>> from kraftcenter_mobility.accessibility.impedance import Step
    >>> times = pd.DataFrame({"a": [300.0, 300.0], "b": [2400.0, 300.0]}, index=["x", "y"])
    >>> three_step_floating_catchment(times, 6, demand=20, impedance=Step(900)).to_dict()
    {'x': 0.2, 'y': 0.4}
    """
    weigh = weighing(impedance)
    chosen = None if selection is None else weighing(selection)
    both = market(times, opportunities, demand)
    pull = amounts_of(both.table.destinations, attraction, name="attraction", places="destinations")
    pull = pull / max(pull.max(initial=0.0), NEGLIGIBLE)

    def selected(seconds: FloatArray) -> FloatArray:
        weights = weigh(seconds)
        return weights * shared((weights if chosen is None else chosen(seconds)) * pull)

    return on_origins(both, handed_out(both, selected), "three_step_floating_catchment")
