"""What an impedance is, and the two that end at a cutoff."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_positive
from kraftcenter_mobility.cutoffs import check_cutoff
from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["Impedance", "Linear", "Product", "Step"]

LONGEST_S = 1e9
"""Where the search for a half-life gives up: thirty years."""


class Impedance(ABC):
    """A weight between zero and one that does not rise with travel time."""

    def __call__(self, travel_time_s: Any) -> FloatArray:
        """Return the weight of each travel time.

        Parameters
        ----------
        travel_time_s : array_like
            Travel times in seconds, infinite where there is no way.

        Returns
        -------
        ndarray
            Weights in the shape of the times, between 0 and 1, 0 where there is no way.

        Raises
        ------
        InputError
            If a time is negative or NaN.
        """
        seconds = np.asarray(travel_time_s, dtype=np.float64)
        if not (seconds >= 0).all():
            raise InputError("travel_time_s must be zero or more, infinite if there is no way")
        return self.weights(seconds)

    @abstractmethod
    def weights(self, travel_time_s: FloatArray) -> FloatArray:
        """Return the weights of travel times that are known to be zero or more."""

    def __mul__(self, other: object) -> Product:
        """Return the product of two impedances, itself one."""
        if not isinstance(other, Impedance):
            return NotImplemented
        return Product((*_factors(self), *_factors(other)))

    @property
    def half_life_s(self) -> float:
        """The shortest travel time, in seconds, at which the weight is no more than one half."""
        low, high = 0.0, LONGEST_S
        if self.weights(np.array([high]))[0] > 1 / 2:
            return float("inf")
        while high - low > 1e-9 * high:
            middle = (low + high) / 2
            above = self.weights(np.array([middle]))[0] > 1 / 2
            low, high = (middle, high) if above else (low, middle)
            if high < 1e-6:  # noqa: PLR2004 - half from the start
                return 0.0
        return high


@dataclass(frozen=True, slots=True)
class Step(Impedance):
    """All or nothing: one up to a cutoff, zero beyond it.

    Parameters
    ----------
    cutoff_s : float
        The largest travel time that counts, in seconds, inclusive.

    Raises
    ------
    InputError
        If it is no number of zero or more.

    Examples
    --------
    >>> Step(900)([600, 900, 901])
    array([1., 1., 0.])
    """

    cutoff_s: float

    def __post_init__(self) -> None:
        """Refuse what is no travel time."""
        check_cutoff(self.cutoff_s)

    def weights(self, travel_time_s: FloatArray) -> FloatArray:
        """Return one within the cutoff, else zero."""
        within = (travel_time_s <= self.cutoff_s) & np.isfinite(travel_time_s)
        return within.astype(np.float64)


@dataclass(frozen=True, slots=True)
class Linear(Impedance):
    r"""From one down to zero at a cutoff, in a straight line.

    Parameters
    ----------
    cutoff_s : float
        The travel time in seconds from which on nothing counts.

    Raises
    ------
    InputError
        If it is no finite number above zero.

    Notes
    -----
    :math:`f(t) = \max(0, 1 - t / T)` with the cutoff :math:`T`: what remains of a time budget.

    Examples
    --------
    >>> Linear(1200)([0, 300, 1500])
    array([1.  , 0.75, 0.  ])
    """

    cutoff_s: float

    def __post_init__(self) -> None:
        """Refuse what is no travel time."""
        check_positive("cutoff_s", self.cutoff_s)
        check_cutoff(self.cutoff_s)

    def weights(self, travel_time_s: FloatArray) -> FloatArray:
        """Return the share of the time that is left."""
        return np.maximum(0.0, 1.0 - travel_time_s / self.cutoff_s)


@dataclass(frozen=True, slots=True)
class Product(Impedance):
    """Several impedances multiplied; what one rules out stays out.

    Parameters
    ----------
    factors : tuple of Impedance
        At least one.

    Raises
    ------
    InputError
        If there is none, or something else among them.

    Examples
    --------
    >>> (Linear(1200) * Step(900))([600, 1000])
    array([0.5, 0. ])
    """

    factors: tuple[Impedance, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be multiplied."""
        if not self.factors or not all(isinstance(each, Impedance) for each in self.factors):
            raise InputError(f"factors must be impedances, at least one; got {self.factors!r:.80}")

    def weights(self, travel_time_s: FloatArray) -> FloatArray:
        """Return the weights of all factors multiplied."""
        return reduce(np.multiply, (each.weights(travel_time_s) for each in self.factors))


def _factors(impedance: Impedance) -> tuple[Impedance, ...]:
    """Return the factors of a product, or the one impedance."""
    return impedance.factors if isinstance(impedance, Product) else (impedance,)
