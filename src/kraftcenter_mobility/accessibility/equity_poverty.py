"""Who falls short of a line: the poverty measures of Foster, Greer and Thorbecke."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from kraftcenter_mobility.arguments import check_number, check_positive
from kraftcenter_mobility.cutoffs import warn_of_minutes
from kraftcenter_mobility.errors import InputError

from .equity_estimates import EquityIndex, estimated
from .equity_sample import Infinite, Sample, check_infinite, take_all, take_sample

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["fgt_poverty"]

TIME_SUFFIX = "_s"


def fgt_poverty(  # noqa: PLR0913 - the line, what is beyond it, and how much that counts
    values: pd.Series,
    population: pd.Series | float,
    *,
    line: float,
    alpha: float = 0,
    poor: Literal["below", "above"] | None = None,
    infinite: Infinite = "refuse",
    bootstrap: int = 0,
    seed: int = 0,
) -> EquityIndex:
    r"""Return how many people fall short of a line, and by how much.

    Parameters
    ----------
    values : Series, shape (n_places,)
        What the people of each place have: an accessibility, or travel times in seconds.
    population : Series or float
        People of each place, by the same names; a number counts every place alike.
    line : float
        The poverty line, in the unit of the values. Who is exactly on it is not poor.
    alpha : float, optional
        0 for the share of people who are poor, 1 for their mean gap to the line (as a
        share of the line, over all people), 2 for one that counts the poorest most.
    poor : {"below", "above"}, optional
        On which side of the line people are poor. If not given, above it for a Series whose
        name ends with ``_s``, as those of travel times do, and below it for any other.
    infinite : {"refuse", "apart"}, optional
        Whether people without a way are an error, or left out and counted. With `alpha` of 0
        or `poor` below there is no need: they are poor if that is above the line, else not.
    bootstrap : int, optional
        How often to resample the places for an interval; 0 for none.
    seed : int, optional
        Where its random numbers start.

    Returns
    -------
    EquityIndex
        0 if nobody is poor. Below a line it is 1 at most; above a line, gaps have no bound.

    Raises
    ------
    InputError
        If `line` or `alpha` cannot be, or values are negative, or infinite where that
        makes a gap infinite.
    PlacesError
        If the two are about different places, or nobody lives there.

    Warns
    -----
    UnitsWarning
        If the values are times and the line is below two minutes, and so probably in minutes.

    Notes
    -----
    With :math:`p_i` the share of people who have :math:`y_i`, and the line :math:`z`,

    .. math:: P_\alpha = \sum_{i: y_i < z} p_i \left(\frac{z - y_i}{z}\right)^\alpha

    [1]_; above a line the gap is :math:`(y_i - z) / z`. For accessibility see [2]_.

    References
    ----------
    .. [1] J. Foster, J. Greer and E. Thorbecke, "A class of decomposable poverty measures,"
       Econometrica, vol. 52, no. 3, pp. 761-766, 1984. doi:10.2307/1913475
    .. [2] K. Lucas, B. van Wee and K. Maat, "A method to evaluate equitable accessibility:
       combining ethical theories and accessibility-based approaches," Transportation,
       vol. 43, no. 3, pp. 473-490, 2016. doi:10.1007/s11116-015-9585-2

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.Series({"Herning": 600.0, "Aulum": 1800.0, "Fur": float("inf")}, name="way_s")
    >>> people = pd.Series({"Herning": 600, "Aulum": 300, "Fur": 100})
    >>> fgt_poverty(times, people, line=1200)
    0.4
    >>> fgt_poverty(times, people, line=1200, alpha=1, infinite="apart")
    0.16666666666666666 (100 people at 1 places without a way counted apart)
    """
    above = _is_above(values, poor)
    check_positive("line", line)
    check_number("alpha", alpha)
    check_infinite(infinite)
    if _is_time(values):
        warn_of_minutes([line], "line")
    if above and alpha > 0:
        sample = take_sample(values, population, infinite=infinite)
    else:
        sample = take_all(values, population)
    sample.refuse_negative("fgt_poverty")
    gaps = _gaps(sample, line, alpha, above=above)

    def statistic(people: FloatArray) -> float:
        return float(gaps @ people) / float(people.sum())

    return estimated(statistic, sample, bootstrap=bootstrap, seed=seed)


def _is_above(values: pd.Series, poor: str | None) -> bool:
    """Say whether people are poor above the line.

    Raises
    ------
    InputError
        If `poor` is neither side.
    """
    if poor is None:
        return _is_time(values)
    if poor not in ("below", "above"):
        raise InputError(f"poor must be 'below' or 'above' the line, got {poor!r}")
    return poor == "above"


def _is_time(values: pd.Series) -> bool:
    """Say whether values are times in seconds, going by their name."""
    return str(getattr(values, "name", "")).endswith(TIME_SUFFIX)


def _gaps(sample: Sample, line: float, alpha: float, *, above: bool) -> FloatArray:
    """Return by how much each place is poor, to the power of alpha."""
    beyond = sample.amounts > line if above else sample.amounts < line
    gaps = np.zeros_like(sample.amounts)
    if alpha == 0:
        gaps[beyond] = 1.0
    else:
        gaps[beyond] = (np.abs(sample.amounts[beyond] - line) / line) ** alpha
    return gaps
