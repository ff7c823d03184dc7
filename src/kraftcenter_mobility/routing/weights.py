"""From weights in anybody's unit to whole ticks, and how fine a tick can be.

The kernels add whole numbers of less than 2^30. A tick is a power of two of the weights'
unit, so that scaling loses nothing; what is lost is the rounding of each weight to a whole
tick, half of one at most. The finest tick is taken with which no shortest way can reach
2^30 ticks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.bounds import longest_way
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.arguments import check_positive
from kraftcenter_mobility.errors import InputError

from .customized import customized

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array
    from kraftcenter_mobility.networks.prepared_graph import PreparedGraph

    from .customized import Customized

__all__ = [
    "FINE_ENOUGH",
    "checked_rows",
    "checked_weights",
    "fit",
    "new_ticks",
    "tick_by_sum",
    "to_ticks",
    "weigh",
    "wished_tick",
]

FINE_ENOUGH = 2.0**-10
"""A tick of this many units is aimed at: a millisecond, if the weights are seconds."""

ROOM = 64.0
"""A tick finer than need be leaves room for weights so many times as long, set later on."""

ROOM_FOR_EDGES = 4
"""A coarser tick leaves room for ways so many times as long: there may be new edges."""

LONGEST = 1e290
"""What is longer is refused, so that sums of weights are numbers."""


def checked_weights(weights: Any, n_edges: int, name: str = "weights") -> FloatArray:
    """Return weights as float64, or say what is wrong with them.

    Raises
    ------
    InputError
        If they are not one number per edge, zero or more each; infinite means closed.
    """
    try:
        found: FloatArray = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} must be numbers, one per edge: {error}") from error
    if found.shape != (n_edges,):
        raise InputError(
            f"{name} must be one number per edge, shape ({n_edges},); got shape {found.shape}"
        )
    wrong = ~(found >= 0.0)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise InputError(
            f"{name} must be zero or more, infinite for closed edges; {int(wrong.sum())} of "
            f"{n_edges} are not, the first {found[first]} at edge {first}"
        )
    longest = found.max(initial=0.0, where=np.isfinite(found))
    if longest > LONGEST:
        raise InputError(
            f"{name} must be {LONGEST:g} at most, got {longest:g}; closed edges are infinite"
        )
    return found


def checked_rows(weights: np.ndarray[Any, Any], n_edges: int) -> FloatArray:
    """Return a row of weights for each metric as float64, or say what is wrong with them.

    Raises
    ------
    InputError
        As :func:`checked_weights`, for the first row that is not as it should be.
    """
    if weights.dtype.kind in "iuf" and weights.shape[1] == n_edges:
        found: FloatArray = np.ascontiguousarray(weights, dtype=np.float64)
        if weights.size == 0 or (found.min() >= 0.0 and _longest(found) <= LONGEST):
            return found
    return np.stack([checked_weights(row, n_edges, "every row of weights") for row in weights])


def _longest(weights: FloatArray) -> float:
    """Return the largest finite weight, 0 without any."""
    largest = float(weights.max(initial=0.0))
    if largest < np.inf:
        return largest
    return float(weights.max(initial=0.0, where=np.isfinite(weights)))


def wished_tick(tick: float | None, *, exact_units: bool) -> float:
    """Return the tick that is aimed at: the user's, if there is one."""
    if tick is not None:
        check_positive("tick", tick)
        return float(tick)
    return 1.0 if exact_units else FINE_ENOUGH


def tick_by_sum(weights: FloatArray, *, exact_units: bool, tick: float | None) -> float | None:
    """Return the tick to take, None where the sum of all weights is no proof that any will do."""
    wished = wished_tick(tick, exact_units=exact_units)
    total = float(weights.sum(where=np.isfinite(weights)))
    rounding = 0.0 if exact_units and tick is None else 0.5 * weights.size
    if total / wished + rounding >= float(INFINITE):
        return None
    is_free = tick is None and not exact_units
    return min(_tick_for(total) * ROOM, wished) if is_free else wished


def weigh(
    prepared: PreparedGraph,
    weights: FloatArray,
    *,
    exact_units: bool,
    tick: float | None = None,
) -> tuple[float, Customized]:
    """Return the tick, in units of the weights, and the graph customized with it.

    Parameters
    ----------
    prepared : PreparedGraph
        The graph.
    weights : array of float, shape (n_edges,)
        Zero or more; infinite for closed edges.
    exact_units : bool
        Whether the weights are whole numbers that must stay exact.
    tick : float, optional
        The tick the user wants; it is only checked.

    Raises
    ------
    InputError
        If sums of whole numbers, or of ticks that the user wants, could reach 2^30.

    Notes
    -----
    No way is longer than all edges together. Where that bound is too much, the customized
    graph gives a better one; and where even that is, customizing with coarse ticks says how
    fine they may be.
    """
    chosen = tick_by_sum(weights, exact_units=exact_units, tick=tick)
    if chosen is not None:
        return chosen, customized(prepared, to_ticks(weights, chosen))
    wanted = wished_tick(tick, exact_units=exact_units)
    is_free = tick is None and not exact_units  # then there is room for new edges, too
    if fit(weights, wanted):
        found = customized(prepared, to_ticks(weights, wanted))
        room = ROOM_FOR_EDGES if is_free else 1
        if room * int(longest_way(prepared.hierarchy, found.weights)) < INFINITE:
            return wanted, found
    safe = _tick_for(float(weights.sum(where=np.isfinite(weights))))
    rounded_up = customized(prepared, to_ticks(weights, safe, rounding=np.ceil))
    bound = float(longest_way(prepared.hierarchy, rounded_up.weights)) * safe
    if is_free:
        better = _tick_for(ROOM_FOR_EDGES * bound)
        return better, customized(prepared, to_ticks(weights, better))
    raise InputError(
        f"ways by these weights may be as long as {bound:.4g}, which is {bound / wanted:.4g} "
        f"ticks of {wanted:g}, and only sums below {int(INFINITE):,} ticks are exact; "
        + ("give a larger tick" if tick is not None else "give larger units, or floats")
    )


def _tick_for(longest: float) -> float:
    """Return the smallest power of two with which so long a way stays below 2^30 ticks."""
    if longest <= 0.0:
        return FINE_ENOUGH
    return float(2.0 ** np.ceil(np.log2((longest * 1.01 + 1e-300) / (float(INFINITE) - 2.0))))


def to_ticks(
    weights: FloatArray, tick: float, *, rounding: Callable[..., FloatArray] = np.rint
) -> U32Array:
    """Return weights as whole ticks, INFINITE where closed or too long."""
    with np.errstate(over="ignore"):
        ticks = np.minimum(weights / tick, float(INFINITE))
    whole: U32Array = rounding(ticks, out=ticks).astype(np.uint32)
    return whole


def new_ticks(weights: Any, n_edges: int, tick: float, *, whole: bool) -> U32Array:
    """Return weights set later on as whole ticks, or say what is wrong with them.

    Raises
    ------
    InputError
        As :func:`checked_weights`, or if a weight is too long for the tick, or a fraction
        where the others are `whole`.
    """
    found = checked_weights(weights, n_edges)
    fractions = np.isfinite(found) & (np.floor(found) != found)
    if whole and fractions.any():
        first = int(np.flatnonzero(fractions)[0])
        raise InputError(
            f"the engine was customized with whole numbers, which stay exact; {found[first]:g} is "
            f"none. Customize it with floats, or give a tick"
        )
    if not fit(found, tick):
        longest = found.max(where=np.isfinite(found), initial=0.0)
        raise InputError(
            f"a weight of {longest:g} is {longest / tick:.4g} ticks of {tick:g}, and there must "
            f"be fewer than {int(INFINITE):,}; customize the engine with a larger tick first"
        )
    return to_ticks(found, tick)


def fit(weights: FloatArray, tick: float) -> bool:
    """Say whether every edge that is not closed takes fewer than INFINITE ticks."""
    longest = float(weights.max(where=np.isfinite(weights), initial=0.0))
    return bool(longest / tick < float(INFINITE) - 0.5)
