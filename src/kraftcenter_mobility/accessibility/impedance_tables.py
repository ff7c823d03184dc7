"""Impedances given point by point, and those a user wrote: checked as they are used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from kraftcenter_mobility.arguments import check_number
from kraftcenter_mobility.cutoffs import warn_of_minutes
from kraftcenter_mobility.errors import InputError

from .impedance_values import Impedance

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["Interpolated", "Stepped", "Weighing", "weighing"]

Weighing: TypeAlias = Callable[[Any], Any]
"""From travel times in seconds to weights between zero and one."""

PROBES_S = np.concatenate([np.arange(0.0, 14_400.0, 60.0), np.geomspace(14_400.0, 1e6, 50)])
"""The travel times at which an unknown function is tried out."""

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Stepped(Impedance):
    """One weight per band of travel times, as in floating catchments with sub-zones.

    Parameters
    ----------
    cutoffs_s : tuple of float, shape (n_bands,)
        Where the bands end, in seconds, inclusive and increasing.
    band_weights : tuple of float, shape (n_bands,)
        What a destination counts in each band, between 0 and 1 and not increasing; it
        counts nothing beyond the last.

    Raises
    ------
    InputError
        If the two differ in length, or are not as said.

    References
    ----------
    .. [1] W. Luo and Y. Qi, "An enhanced two-step floating catchment area (E2SFCA) method for
       measuring spatial accessibility to primary care physicians," Health & Place, vol. 15,
       no. 4, pp. 1100-1107, 2009. doi:10.1016/j.healthplace.2009.06.002

    Examples
    --------
    >>> Stepped((600, 1200, 1800), (1.0, 0.68, 0.22))([600, 601, 1800, 1801])
    array([1.  , 0.68, 0.22, 0.  ])
    """

    cutoffs_s: tuple[float, ...]
    band_weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse bands that overlap and weights that rise."""
        _check_points(self, "cutoffs_s", "band_weights")

    def weights(self, travel_time_s: FloatArray) -> FloatArray:
        """Return the weight of the band that each time is in."""
        last = np.minimum(np.array(self.cutoffs_s), np.finfo(np.float64).max)
        by_band = np.array([*self.band_weights, 0.0])
        found: FloatArray = by_band[np.searchsorted(last, travel_time_s)]
        return found


@dataclass(frozen=True, slots=True)
class Interpolated(Impedance):
    """Weights known at some travel times, with straight lines between: a survey's curve.

    Parameters
    ----------
    points_s : tuple of float, shape (n_points,)
        Travel times in seconds, increasing and finite.
    point_weights : tuple of float, shape (n_points,)
        The weights there, between 0 and 1 and not increasing. Before the first point its
        weight holds; beyond the last nothing counts.

    Raises
    ------
    InputError
        If the two differ in length, or are not as said.

    Examples
    --------
    >>> Interpolated((600, 1200), (1.0, 0.5))([0, 900, 1200, 1201])
    array([1.  , 0.75, 0.5 , 0.  ])
    """

    points_s: tuple[float, ...]
    point_weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse points out of order and weights that rise."""
        _check_points(self, "points_s", "point_weights")
        if self.points_s[-1] == np.inf:
            raise InputError("points_s must be finite; beyond the last point nothing counts")

    def weights(self, travel_time_s: FloatArray) -> FloatArray:
        """Return the weights on the lines between the points."""
        found: FloatArray = np.interp(
            travel_time_s, self.points_s, self.point_weights, right=0.0
        ).astype(np.float64)
        return found


def _called(impedance: Callable[[FloatArray], Any], travel_time_s: FloatArray) -> FloatArray:
    """Return the weights of a function that may know single numbers only."""
    try:
        return np.asarray(impedance(travel_time_s), dtype=np.float64)
    except (TypeError, ValueError) as trouble:
        raise InputError(
            f"impedance must take an array of travel times, such as numpy.exp does and math.exp "
            f"does not; it failed with: {trouble}"
        ) from trouble


def weighing(impedance: Any) -> Callable[[FloatArray], FloatArray]:
    """Return a function that weighs travel times, and checks what it does not know.

    Parameters
    ----------
    impedance : Impedance or callable
        Takes travel times in seconds, shape (n_origins, n_destinations), and returns their
        weights between 0 and 1.

    Returns
    -------
    callable
        Does the same, with 0 where there is no way.

    Raises
    ------
    InputError
        If it cannot be called; if weights leave 0 to 1, are NaN or rise with travel time,
        at once or when it is used.

    Examples
    --------
    >>> weigh = weighing(lambda seconds: 1 / (1 + seconds / 600))
    >>> weigh(np.array([0.0, 600.0, np.inf]))
    array([1. , 0.5, 0. ])
    """
    if isinstance(impedance, Impedance):
        return impedance.weights
    if not callable(impedance) or isinstance(impedance, type):
        raise InputError(
            f"impedance must be a function of travel times, such as Step(1800) or "
            f"Exponential.from_half_life(600); got {impedance!r:.60}"
        )

    def weigh(travel_time_s: FloatArray) -> FloatArray:
        reached = np.isfinite(travel_time_s)
        with np.errstate(all="ignore"):
            weights = _called(impedance, travel_time_s)
        if weights.shape != travel_time_s.shape:
            raise InputError(
                f"impedance must return one weight per travel time, shape {travel_time_s.shape}; "
                f"got {weights.shape}"
            )
        bad = reached & ~((weights >= 0) & (weights <= 1 + ROUNDING))
        if bad.any():
            raise InputError(
                f"impedance must return weights from 0 to 1, got {weights[bad][0]} for "
                f"{travel_time_s[bad][0]:g} s"
            )
        return np.where(reached, weights, 0.0)

    rises = np.diff(weigh(PROBES_S)) > ROUNDING
    if rises.any():
        first = int(rises.argmax())
        raise InputError(
            f"impedance must not rise with travel time, but does between {PROBES_S[first]:g} and "
            f"{PROBES_S[first + 1]:g} s"
        )
    return weigh


def _check_points(impedance: Impedance, times: str, weights: str) -> None:
    """Refuse times that do not rise and weights that do; keep both as tuples."""
    for name in (times, weights):
        given = getattr(impedance, name)
        try:
            object.__setattr__(impedance, name, tuple(given))
        except TypeError:
            raise InputError(f"{name} must be several numbers, got {given!r:.60}") from None
        for each in getattr(impedance, name):
            check_number(name, each)
    at_s, weight = (np.array(getattr(impedance, name), float) for name in (times, weights))
    if at_s.size != weight.size or not at_s.size:
        raise InputError(
            f"{times} and {weights} must be as many, at least one; got {at_s.size} and "
            f"{weight.size}"
        )
    if (np.diff(at_s) <= 0).any():
        raise InputError(f"{times} must increase, got {at_s.tolist()}")
    if weight.max() > 1 or (np.diff(weight) > 0).any():
        raise InputError(f"{weights} must lie between 0 and 1 and not rise, got {weight.tolist()}")
    warn_of_minutes([float(at_s[-1])], times)
