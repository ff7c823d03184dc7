"""Where the energy of a run goes, at the wheels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import RailError

from .traction import GRAVITY_MS2, KG_PER_T

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.rails.profiles import TrackProfile

    from .rolling_stock import RollingStock
    from .running import Run

__all__ = ["EnergyUse", "energy_use"]

J_PER_KWH = 3_600_000.0


class EnergyUse(NamedTuple):
    """The work of a run in kWh: traction is what the other three add up to, at rest again."""

    traction_kwh: float
    resistance_kwh: float
    braking_kwh: float
    climbing_kwh: float
    """Below zero where the line falls."""


def energy_use(run: Run, profile: TrackProfile, stock: RollingStock) -> EnergyUse:
    """Return what a run takes at the wheels.

    Parameters
    ----------
    run : Run
        A run of the train over the profile.
    profile : TrackProfile
        The track.
    stock : RollingStock
        The train.

    Returns
    -------
    EnergyUse
        Work in kWh. Losses in engine and gear, heating and what braking gives back are left
        out; so is what a battery holds.

    Raises
    ------
    RailError
        If the mass of the train is not known.
    """
    if math.isnan(stock.mass_t):
        raise RailError(f"the mass of {stock.name!r} is not known; give mass_t to know its energy")
    moved_m = np.diff(run.at_m)
    before, after = run.speed_ms[:-1], run.speed_ms[1:]
    mass_kg, davis = stock.mass_t * KG_PER_T, stock.resistance_n
    section = np.searchsorted(np.cumsum(profile.length_m), run.at_m[:-1] + moved_m / 2.0)
    section = np.minimum(section, profile.length_m.size - 1)
    # While the acceleration is constant, these are the integrals of v and v^2 over the way.
    both = np.maximum(before + after, 1e-12)
    speed_m2s = moved_m * (before**2 + before * after + after**2) / both / 1.5
    square_m3s2 = moved_m * (before**2 + after**2) / 2.0
    held_j = davis.a_n * moved_m + davis.b_n_per_ms * speed_m2s + davis.c_n_per_ms2 * square_m3s2
    climbed_j = mass_kg * GRAVITY_MS2 * profile.gradient_permille[section] / 1000.0 * moved_m
    gained_j = mass_kg * stock.rotating_mass * (after**2 - before**2) / 2.0
    wheels_j = held_j + climbed_j + gained_j
    return EnergyUse(
        traction_kwh=float(np.maximum(wheels_j, 0.0).sum()) / J_PER_KWH,
        resistance_kwh=float(held_j.sum()) / J_PER_KWH,
        braking_kwh=float(np.maximum(-wheels_j, 0.0).sum()) / J_PER_KWH,
        climbing_kwh=float(climbed_j.sum()) / J_PER_KWH,
    )
