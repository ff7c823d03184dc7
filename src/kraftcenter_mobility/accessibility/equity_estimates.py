"""An index of equity with the interval that resampling its places gives.

The bootstrap of Efron (1979): places are drawn with replacement, each as likely as any other
and with all its people, and the index is taken again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from kraftcenter_mobility.arguments import check_count
from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .equity_sample import Sample

__all__ = ["LEVEL", "EquityIndex", "estimated"]

LEVEL = 0.95
"""The share of the resampled indices that an interval holds."""

FEWEST_PLACES = 10
"""Fewer places can be drawn in so few ways that an interval of them says nothing."""


class EquityIndex(float):
    """A number that also knows its interval, and who is not in it.

    It computes like any float; what is computed from it is a plain float again.

    Parameters
    ----------
    estimate : float
        The index itself.
    low, high : float
        The interval of 95 %; NaN unless a bootstrap was asked for.
    places_apart : int
        Places that were counted apart since they have no way.
    people_apart : float
        How many people live there.

    Examples
    --------
    >>> index = EquityIndex(0.25, low=0.2, high=0.31)
    >>> index
    0.25 (0.2 to 0.31)
    >>> 2 * index
    0.5
    """

    __slots__ = ("high", "low", "people_apart", "places_apart")

    low: float
    high: float
    places_apart: int
    people_apart: float

    def __new__(
        cls,
        estimate: float,
        *,
        low: float = np.nan,
        high: float = np.nan,
        places_apart: int = 0,
        people_apart: float = 0.0,
    ) -> Self:
        """Make one."""
        made = super().__new__(cls, estimate)
        made.low, made.high = float(low), float(high)
        made.places_apart, made.people_apart = places_apart, people_apart
        return made

    @property
    def estimate(self) -> float:
        """The index as a plain float."""
        return float(self)

    def __repr__(self) -> str:
        """Say the number, and its interval and who is apart if there are."""
        said = [] if np.isnan(self.low) else [f"{self.low:.4g} to {self.high:.4g}"]
        if self.places_apart:
            said.append(
                f"{self.people_apart:,.0f} people at {self.places_apart:,} places without a way "
                f"counted apart"
            )
        number = float.__repr__(self) if np.isnan(self.low) else f"{self.estimate:.4g}"
        return f"{number} ({'; '.join(said)})" if said else number

    __str__ = __repr__


def estimated(
    statistic: Callable[[FloatArray], float],
    sample: Sample,
    *,
    bootstrap: int,
    seed: int,
    strata: Iterable[IntArray] | None = None,
) -> EquityIndex:
    """Return a statistic of the people of each place, with its interval if asked for.

    Parameters
    ----------
    statistic : callable
        From people, shape (n_places,), to a number.
    sample : Sample
        The places.
    bootstrap : int
        How often to resample; 0 for no interval.
    seed : int
        Where the random numbers start: the same seed gives the same interval.
    strata : iterable of int array, optional
        Rows of groups that are resampled each by itself, so that every group keeps its people.

    Returns
    -------
    EquityIndex
        The estimate, with the interval between the 2.5th and the 97.5th percentile.

    Raises
    ------
    InputError
        If `bootstrap` or `seed` cannot be, or the places are too few to be resampled.
    """
    check_count("bootstrap", bootstrap, least=0)
    check_count("seed", seed, least=0)
    low = high = np.nan
    if bootstrap:
        if sample.people.size < FEWEST_PLACES:
            raise InputError(
                f"bootstrap={bootstrap} needs at least {FEWEST_PLACES} places where people "
                f"live to resample, got {sample.people.size}; leave the interval out"
            )
        rows = list(strata) if strata is not None else [np.arange(sample.people.size)]
        draws = _resample(statistic, sample.people, rows, np.random.default_rng(seed), bootstrap)
        low, high = _interval(draws)
    return EquityIndex(
        statistic(sample.people),
        low=low,
        high=high,
        places_apart=sample.places_apart,
        people_apart=sample.people_apart,
    )


def _resample(
    statistic: Callable[[FloatArray], float],
    people: FloatArray,
    strata: list[IntArray],
    random: np.random.Generator,
    bootstrap: int,
) -> FloatArray:
    """Return the statistic of places drawn again and again, each with all its people."""
    found = np.empty(bootstrap)
    for draw in range(bootstrap):
        drawn = np.zeros_like(people)
        for rows in strata:
            times = random.multinomial(rows.size, np.full(rows.size, 1.0 / rows.size))
            lived_in = times * people[rows]
            drawn[rows] = lived_in * (people[rows].sum() / lived_in.sum())
        found[draw] = statistic(drawn)
    return found


def _interval(draws: FloatArray) -> tuple[float, float]:
    """Return the ends of the interval, both of them values that were drawn.

    Raises
    ------
    InputError
        If the index could not be taken of some resamples.
    """
    if (bad := np.isnan(draws)).any():
        raise InputError(
            f"bootstrap={draws.size}: {int(bad.sum())} resamples have no index, since all of "
            f"their values are zero; the places with more than that are too few for an interval"
        )
    tail = (1.0 - LEVEL) / 2.0
    low = np.quantile(draws, tail, method="lower")
    high = np.quantile(draws, 1.0 - tail, method="higher")
    return float(low), float(high)
