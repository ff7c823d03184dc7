"""Rails with something changed: each function returns another value and leaves its argument."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .editing_cuts import Stretches, cut_out

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .network import RailNetwork

__all__ = ["with_limits", "with_parallel_tracks", "with_voltage"]

FORWARD, BACKWARD = "forward", "backward"


def with_limits(
    rail: RailNetwork,
    stretches: Stretches,
    *,
    limit_kmh: float | None = None,
    factor: float = 1.0,
    direction: str = "both",
) -> RailNetwork:
    """Return the rails with other line speeds.

    Parameters
    ----------
    rail : RailNetwork
        The tracks as they are.
    stretches : Stretches
        Where; tracks are cut where a stretch begins or ends between nodes.
    limit_kmh : float, optional
        The line speed, instead of so many times the one so far.
    factor : float, optional
        That many times.
    direction : str, optional
        ``"forward"`` or ``"backward"`` as the stretches have it, or ``"both"``.

    Returns
    -------
    RailNetwork
        It shares what did not change.
    """
    after, found = cut_out(rail, stretches)
    limits, known = after.limit_kmh.copy(), after.limit_known.copy()
    track, forward = found[:, 0], stretches.forward[found[:, 1]]
    for name, along in ((FORWARD, forward), (BACKWARD, ~forward)):
        if direction in {name, "both"}:
            column = np.where(along, 0, 1)
            before = after.limit_kmh[track, column]
            limits[track, column] = before * factor if limit_kmh is None else limit_kmh
    if limit_kmh is not None:
        known[track] = True
    return replace(after, limit_kmh=limits, limit_known=known)


def with_voltage(rail: RailNetwork, stretches: Stretches, voltage_kv: float) -> RailNetwork:
    """Return the rails with another contact line over stretches; 0 kV is none."""
    return _with_values(rail, stretches, "voltage_kv", lambda _: voltage_kv)


def with_parallel_tracks(rail: RailNetwork, stretches: Stretches, n_more: int = 1) -> RailNetwork:
    """Return the rails with so many more tracks beside each one of the stretches.

    Of a line with several tracks, hand in one: see :func:`.editing_abreast.leading`.
    """
    return _with_values(rail, stretches, "n_parallel", lambda before: before + n_more)


def _with_values(rail: RailNetwork, stretches: Stretches, name: str, value: Any) -> RailNetwork:
    """Return the rails with another value of a field on stretches."""
    after, found = cut_out(rail, stretches)
    values: FloatArray | IntArray = getattr(after, name).copy()
    values[found[:, 0]] = value(values[found[:, 0]])
    fields: dict[str, Any] = {name: values}
    return replace(after, **fields)
