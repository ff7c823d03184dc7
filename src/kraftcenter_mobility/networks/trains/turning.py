"""What it takes to run back: time at the ends of a line, and how many trains a service needs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import RailError

if TYPE_CHECKING:
    from .line_times import LineTimes
    from .rolling_stock import RollingStock
    from .settings import TrainSettings

__all__ = ["layover_s", "trains_needed"]


def layover_s(stock: RollingStock, settings: TrainSettings) -> float:
    """Return the least time in seconds between arriving at a line's end and leaving it again.

    Parameters
    ----------
    stock : RollingStock
        The train, which may have to charge.
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
    return max(stock.charge_s, settings.turn_s)


def trains_needed(there: LineTimes, back: LineTimes, *, headway_s: float, layover_s: float) -> int:
    """Return how many trains a regular service takes.

    Parameters
    ----------
    there, back : LineTimes
        The times of the line in both directions.
    headway_s : float
        Seconds between departures.
    layover_s : float
        Seconds that a train needs at each end at least.

    Returns
    -------
    int
        The time of a round trip over the headway, rounded up.

    Raises
    ------
    RailError
        If the headway is not above zero or the layover negative.
    """
    if not (math.isfinite(headway_s) and headway_s > 0.0):
        raise RailError(f"headway_s must be above zero seconds, got {headway_s!r}")
    if not (math.isfinite(layover_s) and layover_s >= 0.0):
        raise RailError(f"layover_s must be zero or more seconds, got {layover_s!r}")
    round_s = sum(int(way.run_s.sum()) + int(way.dwell_s.sum()) for way in (there, back))
    return math.ceil((round_s + 2.0 * layover_s) / headway_s - 1e-9)
