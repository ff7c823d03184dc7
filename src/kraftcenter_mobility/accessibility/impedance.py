r"""How much a destination still counts at a travel time: from one, next door, towards zero.

An impedance is a frozen value that can be called: ``Exponential(decay=0.001)(travel_time_s)``
returns weights between zero and one, and zero where there is no way. The further, the less:
no weight rises with travel time. Two of the same parameters are equal. ``*`` multiplies
them, which cuts one off with another: ``Gaussian(600) * Step(1800)``.

All parameters that are times are in seconds. A decay per minute becomes one per second when
divided by 60; :meth:`Exponential.from_half_life` spares the thought.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.arguments import check_positive
from kraftcenter_mobility.cutoffs import warn_of_minutes

from .impedance_values import Impedance, Linear, Product, Step

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = [
    "Exponential",
    "Gaussian",
    "Impedance",
    "Linear",
    "Logistic",
    "Power",
    "Product",
    "Step",
]


@dataclass(frozen=True, slots=True)
class Exponential(Impedance):
    r"""Every further second takes the same share of what is left.

    Parameters
    ----------
    decay : float
        How fast, per second. A half-life of ten minutes is ln 2 / 600 = 0.001155.

    Raises
    ------
    InputError
        If it is no finite number above zero.

    Notes
    -----
    :math:`f(t) = e^{-\beta t}` with the decay :math:`\beta`.

    Examples
    --------
    >>> Exponential.from_half_life(600)([0, 600, 1200, float("inf")])
    array([1.  , 0.5 , 0.25, 0.  ])
    """

    decay: float

    def __post_init__(self) -> None:
        """Refuse what is no decay."""
        check_positive("decay", self.decay)
        warn_of_minutes([self.half_life_s], "half-life")

    @classmethod
    def from_half_life(cls, half_life_s: float) -> Exponential:
        """Return the decay that halves the weight in a time, in seconds."""
        check_positive("half_life_s", half_life_s)
        return cls(decay=math.log(2) / float(half_life_s))

    @property
    def half_life_s(self) -> float:
        """The time that halves the weight, in seconds."""
        return math.log(2) / float(self.decay)

    def weights(self, travel_time_s: FloatArray) -> FloatArray:
        """Return the exponential of minus the decay times the time."""
        found: FloatArray = np.exp(-self.decay * travel_time_s)
        return found


@dataclass(frozen=True, slots=True)
class Power(Impedance):
    r"""All up to a first time, and from there on a power of travel time: a long tail.

    Parameters
    ----------
    exponent : float
        How fast; 2 is Newton's. Where a time doubles, the weight falls to ``2 ** -exponent``.
    scale_s : float
        Up to this travel time everything counts fully, in seconds.

    Raises
    ------
    InputError
        If one is no finite number above zero.

    Notes
    -----
    :math:`f(t) = \min(1, (t / s)^{-b})` with the exponent :math:`b` and the scale :math:`s`.
    A bare :math:`t^{-b}` is infinite next door, and depends on the unit of time: with
    ``scale_s=60`` this is the usual one in minutes, held at one within the first of them.

    Examples
    --------
    >>> Power(exponent=2, scale_s=60)([30, 60, 120])
    array([1.  , 1.  , 0.25])
    """

    exponent: float
    scale_s: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what is no exponent, or no time."""
        check_positive("exponent", self.exponent)
        check_positive("scale_s", self.scale_s)

    @classmethod
    def from_half_life(cls, half_life_s: float, *, exponent: float) -> Power:
        """Return the power of an exponent that is one half at a time, in seconds."""
        check_positive("half_life_s", half_life_s)
        check_positive("exponent", exponent)
        return cls(exponent=exponent, scale_s=half_life_s / 2.0 ** (1.0 / exponent))

    def weights(self, travel_time_s: FloatArray) -> FloatArray:
        """Return the power of how many times the scale it takes."""
        found: FloatArray = np.maximum(1.0, travel_time_s / self.scale_s) ** -self.exponent
        return found


@dataclass(frozen=True, slots=True)
class Logistic(Impedance):
    r"""An S-shaped fall, to one half at the inflection: a cutoff people do not agree on.

    Parameters
    ----------
    inflection_s : float
        The travel time that half of the people still accept, in seconds.
    deviation_s : float
        The standard deviation of what they accept, in seconds.

    Raises
    ------
    InputError
        If one is no finite number above zero.

    Notes
    -----
    :math:`f(t) = \frac{1 + e^{-m \pi / (s \sqrt 3)}}{1 + e^{(t - m) \pi / (s \sqrt 3)}}`, the
    share of people whose limit is longer than :math:`t` if limits follow a logistic
    distribution of mean :math:`m` and standard deviation :math:`s`, scaled to begin at one
    [1]_. That lifts the weight at the inflection just above one half.

    References
    ----------
    .. [1] J. Bauer and D. A. Groneberg, "Measuring spatial accessibility of health care
       providers - introduction of a variable distance decay function within the floating
       catchment area (FCA) method," PLoS ONE, vol. 11, no. 7, e0159148, 2016.
       doi:10.1371/journal.pone.0159148

    Examples
    --------
    >>> Logistic(inflection_s=1800, deviation_s=300)([0, 1800, 3600]).round(3)
    array([1. , 0.5, 0. ])
    """

    inflection_s: float
    deviation_s: float

    def __post_init__(self) -> None:
        """Refuse what is no travel time."""
        check_positive("inflection_s", self.inflection_s)
        check_positive("deviation_s", self.deviation_s)
        warn_of_minutes([self.inflection_s], "inflection_s")

    def weights(self, travel_time_s: FloatArray) -> FloatArray:
        """Return the share of people who accept the time."""
        scale_s = self.deviation_s * math.sqrt(3) / math.pi
        with np.errstate(over="ignore"):  # what overflows is as good as infinitely far
            least = np.logaddexp(0.0, -self.inflection_s / np.float64(scale_s))
            beyond = np.logaddexp(0.0, (travel_time_s - self.inflection_s) / np.float64(scale_s))
            found: FloatArray = np.exp(least - beyond)
        return found


@dataclass(frozen=True, slots=True)
class Gaussian(Impedance):
    r"""The bell curve: flat at first, then falling fast.

    Parameters
    ----------
    deviation_s : float
        The travel time in seconds at which the weight is 0.607.

    Raises
    ------
    InputError
        If it is no finite number above zero.

    Notes
    -----
    :math:`f(t) = e^{-t^2 / (2 \sigma^2)}` with the deviation :math:`\sigma`. Some write
    :math:`e^{-t^2 / v}`; then :math:`\sigma = \sqrt{v / 2}`.

    Examples
    --------
    >>> Gaussian(600)([0, 600, 1200]).round(3)
    array([1.   , 0.607, 0.135])
    """

    deviation_s: float

    def __post_init__(self) -> None:
        """Refuse what is no travel time."""
        check_positive("deviation_s", self.deviation_s)
        warn_of_minutes([self.deviation_s], "deviation_s")

    @classmethod
    def from_half_life(cls, half_life_s: float) -> Gaussian:
        """Return the bell curve that is one half at a time, in seconds."""
        check_positive("half_life_s", half_life_s)
        return cls(deviation_s=half_life_s / float(np.sqrt(2.0 * np.log(2.0))))

    def weights(self, travel_time_s: FloatArray) -> FloatArray:
        """Return the bell curve of the times."""
        with np.errstate(over="ignore"):  # what overflows counts for nothing
            found: FloatArray = np.exp(-0.5 * np.square(travel_time_s / self.deviation_s))
        return found
