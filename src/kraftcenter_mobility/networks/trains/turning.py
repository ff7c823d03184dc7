"""What it takes to run back: time at the ends of a line, and how many trains a service needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .rolling_stock import RollingStock
    from .settings import TrainSettings

__all__ = ["layover_s", "trains_needed"]


def layover_s(stock: RollingStock | None, settings: TrainSettings) -> float:
    """Return the least time in seconds between arriving at a line's end and leaving it again.

    Parameters
    ----------
    stock : RollingStock or None
        The train, which may have to charge; None if nobody says what runs.
    settings : TrainSettings
        With the time to turn.

    Returns
    -------
    float
        The longer of the two: a train charges while the driver changes ends.

    Examples
    --------
    >>> from kraftcenter_mobility.networks.trains.rolling_stock import rolling_stock
    >>> from kraftcenter_mobility.networks.trains.settings import TrainSettings
    >>> [layover_s(rolling_stock(name), TrainSettings()) for name in ("LINT", "Mireo")]
    [300.0, 450.0]
    """
    return settings.turn_s if stock is None else max(stock.charge_s, settings.turn_s)


def trains_needed(leaves_s: Sequence[FloatArray], ready_s: Sequence[FloatArray]) -> int:
    """Return how many trains it takes to run between two ends.

    Parameters
    ----------
    leaves_s : sequence of numpy.ndarray
        For each end, when trains leave it, in seconds.
    ready_s : sequence of numpy.ndarray
        For each end, when trains that have come there can leave it again, in seconds.

    Returns
    -------
    int
        How many must stand at the two ends before the first has left.

    Notes
    -----
    At each end it is the greatest excess of departures over trains that are ready, which is
    the deficit function of Ceder and Stern [1]_.

    References
    ----------
    .. [1] A. Ceder and H. I. Stern, "Deficit function bus scheduling with deadheading trip
       insertions for fleet size reduction," Transportation Science, vol. 15, pp. 338-363,
       1981. doi:10.1287/trsc.15.4.338

    Examples
    --------
    >>> leaves_s = [np.array([0.0, 3600.0]), np.array([1800.0, 5400.0])]
    >>> trains_needed(leaves_s, [leaves_s[1] + 1500.0, leaves_s[0] + 1500.0])
    1
    """
    needed = 0
    for gone_s, there_s in zip(leaves_s, ready_s, strict=True):
        n_ready = np.searchsorted(np.sort(there_s), np.sort(gone_s), side="right")
        needed += int((np.arange(1, gone_s.size + 1) - n_ready).max(initial=0))
    return needed
