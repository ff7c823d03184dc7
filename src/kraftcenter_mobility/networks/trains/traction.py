"""How fast a train gains speed on level track, band of speed by band of speed."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.units import MS_PER_KMH

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

    from .rolling_stock import RollingStock

__all__ = ["GRAVITY_MS2", "climb_ms2", "level_acceleration"]

GRAVITY_MS2 = 9.80665
KG_PER_T = 1000.0
W_PER_KW = 1000.0


@lru_cache(maxsize=256)
def level_acceleration(stock: RollingStock, band_ms: float) -> FloatArray:
    """Return the acceleration at full power on level track, at the edges of speed bands.

    Parameters
    ----------
    stock : RollingStock
        The train.
    band_ms : float
        Width of a band in m/s.

    Returns
    -------
    array of shape (n_bands + 1,)
        At whole multiples of `band_ms`, in m/s^2, below zero where resistance is greater than
        the tractive force. The bands reach the top speed.
    """
    n_bands = math.ceil(stock.max_speed_kmh * MS_PER_KMH / band_ms) + 1
    speed_ms: FloatArray = np.arange(n_bands + 1, dtype=np.float64) * band_ms
    if math.isnan(stock.mass_t):
        level = np.full(n_bands + 1, stock.start_acceleration_ms2)
    else:
        inertia_kg = stock.mass_t * KG_PER_T * stock.rotating_mass
        held_n = _resistance_n(stock, speed_ms)
        level = (_tractive_force_n(stock, speed_ms, inertia_kg) - held_n) / inertia_kg
        level = np.minimum(level, stock.start_acceleration_ms2)
    level.setflags(write=False)
    return level


def climb_ms2(stock: RollingStock, gradient_permille: FloatArray) -> FloatArray:
    """Return what gradients take from the acceleration of a train, in m/s^2; same shape."""
    return gradient_permille * (GRAVITY_MS2 / 1000.0 / stock.rotating_mass)


def _resistance_n(stock: RollingStock, speed_ms: FloatArray) -> FloatArray:
    """Return the resistance in newtons at some speeds."""
    davis = stock.resistance_n
    return davis.a_n + davis.b_n_per_ms * speed_ms + davis.c_n_per_ms2 * speed_ms**2


def _tractive_force_n(stock: RollingStock, speed_ms: FloatArray, inertia_kg: float) -> FloatArray:
    """Return the greatest tractive force in newtons at some speeds.

    Without a curve it is what the start on level track needs, as far as the power allows.
    """
    if stock.tractive_effort:
        curve = np.array(stock.tractive_effort)
        curve_n: FloatArray = np.interp(speed_ms, curve[:, 0] * MS_PER_KMH, curve[:, 1])
        return curve_n
    start_n = inertia_kg * stock.start_acceleration_ms2 + stock.resistance_n.a_n
    power_w = stock.power_kw * W_PER_KW
    force_n: FloatArray = np.divide(
        power_w, speed_ms, out=np.full_like(speed_ms, start_n), where=start_n * speed_ms > power_w
    )
    return force_n
