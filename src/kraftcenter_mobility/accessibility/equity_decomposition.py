"""How much of inequality lies within groups of places, and how much between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from .equity_estimates import EquityIndex, estimated
from .equity_sample import Infinite, Sample, label_strata
from .equity_theil import theil_function, theil_sample

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["TheilDecomposition", "theil_by_group"]


@dataclass(frozen=True, slots=True, eq=False)
class TheilDecomposition:
    """Inequality within groups and between them, which add up to the total.

    Attributes
    ----------
    total, within, between : EquityIndex
        Theil indices, with intervals if they were asked for.
    groups : DataFrame, shape (n_groups, 5)
        By group: ``people``, ``mean``, ``theil`` (the index of the group alone), ``within``
        and ``between`` (what it adds to either). A group with less than the mean has a
        ``between`` below zero with Theil's T, and above zero with L.
    """

    total: EquityIndex
    within: EquityIndex
    between: EquityIndex
    groups: pd.DataFrame

    @property
    def between_share(self) -> float:
        """The share of inequality that lies between groups, NaN if there is none at all."""
        return self.between / self.total if self.total > 0 else np.nan

    def __repr__(self) -> str:
        """Say the parts."""
        return (
            f"<Theil index {self.total:.4g}: within {len(self.groups)} groups {self.within:.4g}, "
            f"between them {self.between:.4g}, a share of {self.between_share:.0%}>"
        )


def theil_by_group(  # noqa: PLR0913 - as theil_t, and of which groups
    values: pd.Series,
    population: pd.Series | float,
    groups: pd.Series,
    *,
    kind: Literal["t", "l"] = "t",
    infinite: Infinite = "refuse",
    bootstrap: int = 0,
    seed: int = 0,
) -> TheilDecomposition:
    r"""Return how much of inequality lies within groups of places, and how much between them.

    Parameters
    ----------
    values : Series, shape (n_places,)
        What the people of each place have, zero or more; above zero for L.
    population : Series or float
        People of each place, by the same names; a number counts every place alike.
    groups : Series, shape (n_places,)
        The group of each place, such as its municipality.
    kind : {"t", "l"}, optional
        Theil's T or L.
    infinite : {"refuse", "apart"}, optional
        Whether people without a way are an error, or left out and counted.
    bootstrap : int, optional
        How often to resample the places, each group by itself; 0 for no interval.
    seed : int, optional
        Where its random numbers start.

    Returns
    -------
    TheilDecomposition
        The total, its two parts, and a table of the groups.

    Raises
    ------
    InputError
        If `kind` is neither, or values cannot be used.
    PlacesError
        If the tables are about different places, or a group has nobody.

    Notes
    -----
    With the people :math:`P_g` and the mean :math:`\mu_g` of group :math:`g`, and
    :math:`s_g = P_g \mu_g / (P \mu)` its share of the total [1]_,

    .. math::
        T = \sum_g s_g T_g + \sum_g s_g \ln \frac{\mu_g}{\mu}, \qquad
        L = \sum_g \frac{P_g}{P} L_g + \sum_g \frac{P_g}{P} \ln \frac{\mu}{\mu_g}.

    References
    ----------
    .. [1] A. F. Shorrocks, "The class of additively decomposable inequality measures,"
       Econometrica, vol. 48, no. 3, pp. 613-625, 1980. doi:10.2307/1913126

    Examples
    --------
    >>> import pandas as pd
    >>> reach = pd.Series({"Herning": 30.0, "Birk": 30.0, "Vildbjerg": 10.0})
    >>> kinds = pd.Series({"Herning": "town", "Birk": "town", "Vildbjerg": "village"})
    >>> theil_by_group(reach, 1, kinds)
    <Theil index 0.09437: within 2 groups 0, between them 0.09437, a share of 100%>
    """
    import pandas as pd

    sample = theil_sample(kind, values, population, infinite)
    strata = label_strata(groups, values, sample)
    group_of = np.empty(sample.people.size, dtype=np.int64)
    for number, rows in enumerate(strata.values()):
        group_of[rows] = number

    def part(column: str) -> EquityIndex:
        def statistic(people: FloatArray) -> float:
            return float(_group_columns(kind, sample, people, group_of)[column].sum())

        return estimated(statistic, sample, bootstrap=bootstrap, seed=seed, strata=strata.values())

    total = estimated(
        theil_function(kind, sample), sample, bootstrap=bootstrap, seed=seed, strata=strata.values()
    )
    table = pd.DataFrame(
        _group_columns(kind, sample, sample.people, group_of),
        index=pd.Index(list(strata), tupleize_cols=False, name="group"),
    )
    return TheilDecomposition(total, part("within"), part("between"), table)


def _group_columns(
    kind: str, sample: Sample, people: FloatArray, group_of: IntArray
) -> dict[str, FloatArray]:
    """Return what the groups have and add, a number per group in each column."""
    of_group = np.bincount(group_of, weights=people)
    had = np.bincount(group_of, weights=people * sample.amounts)
    means = had / of_group
    within = _log_ratios(sample.amounts, means[group_of])
    between = _log_ratios(means, np.broadcast_to(had.sum() / of_group.sum(), means.shape))
    if kind == "t":
        inner = np.bincount(group_of, weights=people * sample.amounts * within)
        theil = np.divide(inner, had, where=had > 0, out=np.zeros_like(had))
        weights = had / had.sum()
    else:
        theil = -np.bincount(group_of, weights=people * within) / of_group
        weights = of_group / of_group.sum()
    return {
        "people": of_group,
        "mean": means,
        "theil": theil,
        "within": weights * theil,
        "between": weights * (between if kind == "t" else -between),
    }


def _log_ratios(amounts: FloatArray, means: FloatArray) -> FloatArray:
    """Return the logarithms of amounts by means, zero where there is nothing of either."""
    sound = (amounts > 0) & (means > 0)
    ratios = np.divide(amounts, means, where=sound, out=np.ones_like(amounts))
    return np.log(ratios)
