"""What groups of people have, beside each other; and what the worst off have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.arguments import check_number
from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.locations import some

from .equity_estimates import EquityIndex, estimated
from .equity_sample import Infinite, Sample, label_strata, take_all, take_sample

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["group_gap", "group_ratio", "population_quantile"]

ROUNDING = 1e-12
"""By which a sum of people may fall short of a share of their total."""


def group_gap(  # noqa: PLR0913 - which groups, and all that every index has
    values: pd.Series,
    population: pd.Series | float,
    groups: pd.Series,
    *,
    group: Any,
    reference: Any = None,
    infinite: Infinite = "refuse",
    bootstrap: int = 0,
    seed: int = 0,
) -> EquityIndex:
    """Return how much more the people of one group have than those of another, on average.

    Parameters
    ----------
    values : Series, shape (n_places,)
        What the people of each place have.
    population : Series or float
        People of each place, by the same names; a number counts every place alike.
    groups : Series, shape (n_places,)
        The group of each place.
    group : object
        The group that is looked at.
    reference : object, optional
        The group it is compared with, everybody else if not given.
    infinite : {"refuse", "apart"}, optional
        Whether people without a way are an error, or left out and counted.
    bootstrap : int, optional
        How often to resample the places, each of the two by itself; 0 for no interval.
    seed : int, optional
        Where its random numbers start.

    Returns
    -------
    EquityIndex
        The mean of `group` minus that of `reference`, in the unit of the values.

    Raises
    ------
    InputError
        If values are infinite or no numbers.
    PlacesError
        If the tables are about different places, or a group is not there or has nobody.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.Series({"Herning": 600.0, "Aulum": 1500.0, "Sinding": 900.0})
    >>> kinds = pd.Series({"Herning": "town", "Aulum": "country", "Sinding": "country"})
    >>> group_gap(times, 1, kinds, group="country", reference="town")
    600.0
    """
    two = _two_groups(take_sample(values, population, infinite=infinite), groups, values)
    sides = two.rows(group, reference)

    def statistic(people: FloatArray) -> float:
        mine, theirs = (_mean(two.sample.amounts[rows], people[rows]) for rows in sides)
        return mine - theirs

    return estimated(statistic, two.sample, bootstrap=bootstrap, seed=seed, strata=sides)


def group_ratio(  # noqa: PLR0913 - which groups, and all that every index has
    values: pd.Series,
    population: pd.Series | float,
    groups: pd.Series,
    *,
    group: Any,
    reference: Any = None,
    infinite: Infinite = "refuse",
    bootstrap: int = 0,
    seed: int = 0,
) -> EquityIndex:
    """Return how many times as much the people of one group have as those of another.

    Parameters
    ----------
    values : Series, shape (n_places,)
        What the people of each place have, zero or more.
    population : Series or float
        People of each place, by the same names; a number counts every place alike.
    groups : Series, shape (n_places,)
        The group of each place.
    group : object
        The group that is looked at.
    reference : object, optional
        The group it is compared with, everybody else if not given.
    infinite : {"refuse", "apart"}, optional
        Whether people without a way are an error, or left out and counted.
    bootstrap : int, optional
        How often to resample the places, each of the two by itself; 0 for no interval.
    seed : int, optional
        Where its random numbers start.

    Returns
    -------
    EquityIndex
        The mean of `group` by that of `reference`. Infinite where a resample of the
        reference has nothing.

    Raises
    ------
    InputError
        If values are negative, infinite or no numbers, or the reference has nothing.
    PlacesError
        If the tables are about different places, or a group is not there or has nobody.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.Series({"Herning": 600.0, "Aulum": 1500.0, "Sinding": 900.0})
    >>> kinds = pd.Series({"Herning": "town", "Aulum": "country", "Sinding": "country"})
    >>> group_ratio(times, 1, kinds, group="country", reference="town")
    2.0
    """
    two = _two_groups(take_sample(values, population, infinite=infinite), groups, values)
    two.sample.refuse_negative("group_ratio")
    sides = two.rows(group, reference)
    if not two.sample.amounts[sides[1]].any():
        told = "everybody else" if reference is None else f"reference={reference!r}"
        raise InputError(f"{told} has nothing, so there is no ratio; use group_gap")

    def statistic(people: FloatArray) -> float:
        mine, theirs = (_mean(two.sample.amounts[rows], people[rows]) for rows in sides)
        return mine / theirs if theirs > 0 else np.inf

    return estimated(statistic, two.sample, bootstrap=bootstrap, seed=seed, strata=sides)


def population_quantile(
    values: pd.Series,
    population: pd.Series | float,
    *,
    share: float,
    bootstrap: int = 0,
    seed: int = 0,
) -> EquityIndex:
    """Return the least value that a share of the people do not exceed.

    Parameters
    ----------
    values : Series, shape (n_places,)
        What the people of each place have. Infinite is more than anything: nobody is left
        out, and the quantile is infinite where it has to be.
    population : Series or float
        People of each place, by the same names; a number counts every place alike.
    share : float
        The share of people, such as 0.5 for the median and 0.9 for the longest of the nine
        tenths with the shortest times.
    bootstrap : int, optional
        How often to resample the places for an interval; 0 for none.
    seed : int, optional
        Where its random numbers start.

    Returns
    -------
    EquityIndex
        A value that somebody has; none is made up between two.

    Raises
    ------
    InputError
        If `share` is not from 0 to 1, or values are no numbers.
    PlacesError
        If the two are about different places, or nobody lives there.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.Series({"Herning": 600.0, "Aulum": 1500.0, "Fur": float("inf")})
    >>> people = pd.Series({"Herning": 500, "Aulum": 400, "Fur": 100})
    >>> [population_quantile(times, people, share=share) for share in (0.5, 0.9, 0.95)]
    [600.0, 1500.0, inf]
    """
    check_number("share", share)
    if share > 1:
        raise InputError(f"share must be from 0 to 1, got {share}; 90 % is 0.9")
    sample = take_all(values, population)
    order = np.argsort(sample.amounts, kind="stable")
    ordered = sample.amounts[order]

    def statistic(people: FloatArray) -> float:
        so_far = np.cumsum(people[order])
        wanted = max(share * so_far[-1] * (1.0 - ROUNDING), np.nextafter(0.0, 1.0))
        return float(ordered[np.searchsorted(so_far, wanted, side="left")])

    return estimated(statistic, sample, bootstrap=bootstrap, seed=seed)


class _Groups(NamedTuple):
    """A sample and the rows of each group."""

    sample: Sample
    strata: dict[Any, IntArray]

    def rows(self, group: Any, reference: Any) -> tuple[IntArray, IntArray]:
        """Return the rows of a group, and of the other or everybody else.

        Raises
        ------
        PlacesError
            If there is no such group, or nobody else.
        """
        for each in (group,) if reference is None else (group, reference):
            if each not in self.strata:
                raise PlacesError(
                    f"there is no group {each!r}, only {some(repr(known) for known in self.strata)}"
                )
        mine = self.strata[group]
        if reference is not None:
            return mine, self.strata[reference]
        others = [rows for label, rows in self.strata.items() if label != group]
        if not others:
            raise PlacesError(f"all places are in group {group!r}: there is nobody to compare with")
        return mine, np.sort(np.concatenate(others))


def _two_groups(sample: Sample, groups: pd.Series, values: pd.Series) -> _Groups:
    """Return the sample with its groups."""
    return _Groups(sample, label_strata(groups, values, sample))


def _mean(values: FloatArray, people: FloatArray) -> float:
    """Return the mean over people."""
    return float(values @ people) / float(people.sum())
