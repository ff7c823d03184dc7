"""The least running time of a train, by the envelope of limits and braking curves.

With ``w`` for the square of the speed, a train of acceleration ``a`` moves by
``dw/ds = 2 a(w)``. Forward, it accelerates as it can, below the limits and below the braking
curves that lead down to the next lower limit or stop.

Acceleration is one number for each narrow band of speed. Within a band and a section of
constant limit and gradient the motion is then solved exactly, so that no step is needed, the
way a line is cut into sections does not matter, and a train that is nowhere allowed less is
nowhere slower: what holds of the equation holds of the numbers. The error is of second order
in the width of the bands.

With a step, acceleration is instead held for so many metres as it was where they began
(explicit Euler), as other programs do.

References
----------
Wende, D. (2003). Fahrdynamik des Schienenverkehrs. Teubner.
Bruenger, O., Dahlhaus, E. (2014). Running time estimation. In: Hansen, Pachl (eds.), Railway
Timetabling and Operations. Eurailpress.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .csr import FloatArray, IntArray

__all__ = ["Sections", "Trace", "run_train"]


class Sections(NamedTuple):
    """Stretches of constant limit and gradient, in the direction of travel."""

    length_m: FloatArray
    """Shape (n_sections,)."""

    limit_w: FloatArray
    """Square of the speed limit, in m^2/s^2. Shape (n_sections,)."""

    climb_ms2: FloatArray
    """What the gradient takes from the acceleration, in m/s^2. Shape (n_sections,)."""

    cap_w: FloatArray
    """Square of the highest speed at the ends of sections, zero where the train stands.
    Shape (n_sections + 1,)."""


class Trace(NamedTuple):
    """Room for where the train is, how fast and when, each time its acceleration changes."""

    at_m: FloatArray
    speed_ms: FloatArray
    time_s: FloatArray


@njit(cache=True, nogil=True)
def run_train(
    sections: Sections,
    edge_ms2: FloatArray,
    band_ms: float,
    most_ms2: float,
    brake_ms2: float,
    step_m: float,
    trace: Trace,
    last_row: IntArray,
) -> tuple[int, bool]:
    """Run a train over sections, and write down its motion.

    Parameters
    ----------
    sections : Sections
        The line.
    edge_ms2 : array of shape (n_bands + 1,)
        Acceleration on level track at the edges of bands of speed, which reach the highest limit.
    band_ms : float
        Width of a band in m/s.
    most_ms2 : float
        Greatest acceleration anywhere.
    brake_ms2 : float
        Deceleration when braking.
    step_m : float
        Zero to integrate exactly over the bands; else the step of explicit Euler.
    trace : Trace
        Filled; row 0 is the start. It needs room for one more, and for each section its
        bands and six more. With steps, twice as many as there are do unless they are so
        long that the train is thrown to and fro: then the run ends where there is no room.
    last_row : array of shape (n_sections,)
        Filled with the row in which each section ends.

    Returns
    -------
    tuple of int and bool
        The number of rows written, and whether the train stands still where the last was.
    """
    envelope = _braking_envelope(sections, brake_ms2)
    w, at_m, time_s, row = envelope[0], 0.0, 0.0, 1
    trace.at_m[0], trace.speed_ms[0], trace.time_s[0] = at_m, np.sqrt(w), time_s
    band = 0
    for i in range(sections.length_m.size):
        rest_m, end_w = sections.length_m[i], envelope[i + 1]
        limit_w, climb = sections.limit_w[i], sections.climb_ms2[i]
        braking = w >= end_w + 2.0 * brake_ms2 * rest_m
        while rest_m > 0.0:
            band = _band_of(w, band, edge_ms2.size - 1, band_ms)
            if step_m == 0.0:
                pace, goal_w = _within_band(w, band, edge_ms2, climb, most_ms2, band_ms)
            else:
                pace, goal_w = _at_speed(w, band, edge_ms2, climb, most_ms2, band_ms), np.inf
            if (w <= 0.0 and pace <= 0.0) or row == trace.at_m.size:
                return row, True
            if pace >= 0.0:
                goal_w = min(goal_w, limit_w)
                pace = pace if w < limit_w else 0.0
            move_m, new_w = rest_m, end_w
            if not braking or pace <= -brake_ms2:
                move_m, new_w, braking = _next_event(
                    w, pace, goal_w, rest_m, end_w, brake_ms2, step_m
                )
            if move_m > 0.0:
                time_s += 2.0 * move_m / (np.sqrt(w) + np.sqrt(new_w))
            at_m, rest_m, w = at_m + move_m, rest_m - move_m, new_w
            trace.at_m[row], trace.speed_ms[row], trace.time_s[row] = at_m, np.sqrt(w), time_s
            row += 1
        w = min(w, end_w)
        last_row[i] = row - 1
    return row, False


@njit(cache=True, nogil=True)
def _braking_envelope(sections: Sections, brake_ms2: float) -> FloatArray:
    """Return the square of the highest speed at the ends of sections. Shape (n_sections + 1,)."""
    envelope = sections.cap_w.copy()
    for i in range(sections.length_m.size - 1, -1, -1):
        limit_w = sections.limit_w[i]
        envelope[i + 1] = min(envelope[i + 1], limit_w)
        braking_w = envelope[i + 1] + 2.0 * brake_ms2 * sections.length_m[i]
        envelope[i] = min(envelope[i], limit_w, braking_w)
    return envelope


@njit(cache=True, nogil=True)
def _band_of(w: float, band: int, n_bands: int, band_ms: float) -> int:
    """Return the band of a speed: of a speed between two, the upper."""
    while band + 1 < n_bands and ((band + 1) * band_ms) ** 2 <= w:
        band += 1
    while band > 0 and (band * band_ms) ** 2 > w:
        band -= 1
    return band


@njit(cache=True, nogil=True)
def _at_speed(
    w: float, band: int, edge_ms2: FloatArray, climb: float, most_ms2: float, band_ms: float
) -> float:
    """Return the acceleration at a speed, interpolated within its band."""
    share = np.sqrt(w) / band_ms - band
    level_ms2 = edge_ms2[band] + share * (edge_ms2[band + 1] - edge_ms2[band])
    pace: float = min(level_ms2 - climb, most_ms2)
    return pace


@njit(cache=True, nogil=True)
def _within_band(
    w: float, band: int, edge_ms2: FloatArray, climb: float, most_ms2: float, band_ms: float
) -> tuple[float, float]:
    """Return the acceleration, and the square of the speed up to which it holds.

    A train that loses speed at the lower edge of its band belongs to the band below. Where it
    would gain speed below and lose it above, it keeps it.
    """
    pace, goal_w = _in_band(w, band, edge_ms2, climb, most_ms2, band_ms)
    if pace < 0.0 and goal_w >= w and band > 0:
        pace, goal_w = _in_band(w, band - 1, edge_ms2, climb, most_ms2, band_ms)
        if pace >= 0.0:
            return 0.0, np.inf
    return pace, goal_w


@njit(cache=True, nogil=True)
def _in_band(
    w: float, band: int, edge_ms2: FloatArray, climb: float, most_ms2: float, band_ms: float
) -> tuple[float, float]:
    """Return the acceleration within a band, and the square of the speed it leads to.

    It is the mean of those at the edges. If they differ in sign, there is a speed between them
    that the train keeps, and the acceleration towards it is the mean of that edge and zero.
    """
    low = min(edge_ms2[band] - climb, most_ms2)
    high = min(edge_ms2[band + 1] - climb, most_ms2)
    if low > 0.0 and high < 0.0:
        kept_w = ((band + low / (low - high)) * band_ms) ** 2
        if w == kept_w:
            return 0.0, np.inf
        return (low if w < kept_w else high) / 2.0, kept_w
    pace = (low + high) / 2.0
    return pace, ((band + (1 if pace > 0.0 else 0)) * band_ms) ** 2


@njit(cache=True, nogil=True)
def _next_event(
    w: float,
    pace: float,
    goal_w: float,
    rest_m: float,
    end_w: float,
    brake_ms2: float,
    step_m: float,
) -> tuple[float, float, bool]:
    """Return how far the acceleration holds, the square of the speed there, and if it brakes then.

    It holds up to the end of the section, of the step, of the band, up to the limit or to the
    braking curve, whichever comes first.
    """
    move_m = rest_m
    if step_m > 0.0:
        move_m = min(move_m, step_m)
    new_w = w + 2.0 * pace * move_m
    if pace != 0.0 and np.isfinite(goal_w):
        to_goal_m = (goal_w - w) / (2.0 * pace)
        if to_goal_m <= move_m:
            move_m, new_w = to_goal_m, goal_w
    if step_m > 0.0 and new_w < 0.0:
        move_m, new_w = w / (-2.0 * pace), 0.0
    braking_w = end_w + 2.0 * brake_ms2 * rest_m
    if pace > -brake_ms2:
        to_curve_m = max((braking_w - w) / (2.0 * (pace + brake_ms2)), 0.0)
        if to_curve_m <= move_m:
            return to_curve_m, max(w + 2.0 * pace * to_curve_m, 0.0), True
    return move_m, max(new_w, 0.0), False
