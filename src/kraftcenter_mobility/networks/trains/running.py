"""The least time a train needs over a line, and how fast it is where."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.interrupts import uninterrupted
from kraftcenter_mobility._kernels.running_time import Trace, run_train
from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.units import MS_PER_KMH

from .limits import check_profile, lay_out
from .traction import level_acceleration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.networks.rails.profiles import TrackProfile

    from .limits import Course
    from .rolling_stock import RollingStock

__all__ = ["Run", "closed_form_time_s", "running_time"]

BAND_MS = 1.0 * MS_PER_KMH
"""It leaves the published runs within 0.03 % of those with bands a twentieth as wide."""

EULER_BAND_MS = 0.1 * MS_PER_KMH
"""For computations by steps, in which the acceleration is interpolated within a band."""


ROUNDING_M = 1e-3
"""A train that cannot set out stands in the section before it, not in the one behind."""


class Run(NamedTuple):
    """How a train runs: its motion between changes of acceleration, and when it is where.

    Between two rows the acceleration is constant. Times leave out standing.
    """

    time_s: float
    """From the begin to the end."""

    mark_s: FloatArray
    """When each mark is reached. Shape (n_marks,)."""

    at_m: FloatArray
    """Shape (n_rows,)."""

    speed_ms: FloatArray
    """Shape (n_rows,)."""

    elapsed_s: FloatArray
    """Shape (n_rows,)."""


def running_time(  # noqa: PLR0913 - one keyword for each thing one may want otherwise
    profile: TrackProfile,
    stock: RollingStock,
    *,
    marks_m: Sequence[float] = (),
    stands: Sequence[bool] = (),
    start_kmh: float = 0.0,
    end_kmh: float = 0.0,
    step_m: float | None = None,
    where: Callable[[float], str] | None = None,
) -> Run:
    """Return the fastest run of a train over a line that keeps its limits.

    Parameters
    ----------
    profile : TrackProfile
        The track, in the direction of travel.
    stock : RollingStock
        The train.
    marks_m : sequence of float, optional
        Places in metres from the begin, ascending, at which the time is wanted.
    stands : sequence of bool, optional
        Whether the train stands at each mark; not given, it passes all.
    start_kmh, end_kmh : float, optional
        Speed at the begin and greatest speed at the end, in km/h; at rest if not given.
    step_m : float, optional
        Hold the acceleration for so many metres (explicit Euler). Not given, the motion is
        solved exactly over bands of speed 1 km/h wide, and steps are not needed.
    where : callable, optional
        Puts a place in metres into words for messages.

    Returns
    -------
    Run
        The least running time and the motion.

    Raises
    ------
    RailError
        If a limit is missing or zero, a mark lies outside the line, or the train is too weak
        for a gradient; the message says where.

    Notes
    -----
    ``m xi dv/dt = F(v) - R(v) - m g i`` with the tractive force ``F``, Davis's resistance ``R``
    and the gradient ``i`` under the head of the train; limits hold until the tail has left
    them, and braking is a constant deceleration.

    Examples
    --------
    >>> from kraftcenter_mobility.networks.rails.profiles import TrackProfile
    >>> from kraftcenter_mobility.networks.trains.rolling_stock import RollingStock
    >>> one = np.ones(1)
    >>> track = TrackProfile(5000 * one, 120 * one, 0 * one, 0 * one, np.ones(1, dtype=np.int64))
    >>> train = RollingStock(name="constant rates", max_speed_kmh=120, length_m=42,
    ...                      traction="diesel", start_acceleration_ms2=0.5, brake_ms2=0.5)
    >>> round(running_time(track, train).time_s, 1)
    216.7
    """
    where = where or _kilometre
    check_profile(profile, where)
    _check_speed("start_kmh", start_kmh)
    _check_speed("end_kmh", end_kmh)
    total_m = float(np.cumsum(profile.length_m)[-1])
    inner_m, standing = _marks(marks_m, stands, total_m)
    cap_kmh = np.where(standing, 0.0, np.inf)
    course = lay_out(
        profile,
        stock,
        marks_m=np.concatenate(([0.0], inner_m, [total_m])),
        cap_kmh=np.concatenate(([start_kmh], cap_kmh, [end_kmh])),
    )
    run = _run(course, stock, step_m)
    if isinstance(run, float):
        raise RailError(_too_weak(profile, stock, run, where))
    return run


def closed_form_time_s(
    length_m: float, speed_kmh: float, *, acceleration_ms2: float, brake_ms2: float
) -> float:
    """Return the time from stop to stop at constant rates of speeding up and braking.

    Parameters
    ----------
    length_m : float
        Distance in metres.
    speed_kmh : float
        Line speed in km/h.
    acceleration_ms2, brake_ms2 : float
        In m/s^2.

    Returns
    -------
    float
        Seconds: ``L / v + v / 2 (1 / a + 1 / b)``, or ``sqrt(2 L (a + b) / (a b))`` where the
        train never comes to line speed.

    Raises
    ------
    RailError
        If an argument is not above zero.

    Examples
    --------
    >>> round(closed_form_time_s(5000.0, 120.0, acceleration_ms2=0.5, brake_ms2=0.5), 1)
    216.7
    """
    given = {
        "length_m": length_m,
        "speed_kmh": speed_kmh,
        "acceleration_ms2": acceleration_ms2,
        "brake_ms2": brake_ms2,
    }
    for name, value in given.items():
        if not (math.isfinite(value) and value > 0.0):
            raise RailError(f"{name} must be above zero, got {value!r}")
    speed_ms = speed_kmh * MS_PER_KMH
    both = 1.0 / acceleration_ms2 + 1.0 / brake_ms2
    if length_m >= speed_ms**2 / 2.0 * both:
        return length_m / speed_ms + speed_ms / 2.0 * both
    return math.sqrt(2.0 * length_m * both)


def _run(course: Course, stock: RollingStock, step_m: float | None) -> Run | float:
    """Return the run over a course, or the place at which the train comes to a stand.

    Raises
    ------
    RailError
        If the step is so long that the train is thrown between two speeds.
    """
    sections, n_sections = course.sections, course.sections.length_m.size
    for array in sections:
        array.setflags(write=False)
    level = level_acceleration(stock, EULER_BAND_MS if step_m else BAND_MS)
    room = _row_bound(sections.length_m, level.size, step_m)
    trace = Trace(np.empty(room), np.empty(room), np.empty(room))
    last_row = np.zeros(n_sections, dtype=np.int64)
    n_rows, stalled = uninterrupted(
        run_train,
        sections,
        level,
        EULER_BAND_MS if step_m else BAND_MS,
        float(stock.start_acceleration_ms2),
        float(stock.brake_ms2),
        float(step_m or 0.0),
        trace,
        last_row,
    )
    if stalled and n_rows == room:
        raise RailError(f"step_m={step_m} is too long a step for {stock.name!r}; leave it out")
    if stalled:
        return float(trace.at_m[n_rows - 1]) + ROUNDING_M
    mark_s = trace.time_s[_mark_rows(course, last_row)]
    rows = [column[:n_rows].copy() for column in trace]
    return Run(float(trace.time_s[n_rows - 1]), mark_s, *rows)


def _row_bound(length_m: FloatArray, n_bands: int, step_m: float | None) -> int:
    """Return how many rows a run can have at most."""
    if step_m:
        return int((2.0 * np.ceil(length_m / step_m) + 6.0).sum()) + 1
    return int(length_m.size * (n_bands + 6) + 1)


def _mark_rows(course: Course, last_row: IntArray) -> IntArray:
    """Return the row of each mark but the begin and the end."""
    rows = np.concatenate((np.zeros(1, dtype=np.int64), last_row))
    inner: IntArray = rows[course.mark_row[1:-1]]
    return inner


def _marks(
    marks_m: Sequence[float], stands: Sequence[bool], total_m: float
) -> tuple[FloatArray, BoolArray]:
    """Return the marks as an array, and whether the train stands at each.

    Raises
    ------
    RailError
        If they do not ascend within the line, or the two differ in number.
    """
    inner_m = np.asarray(marks_m, dtype=np.float64)
    standing = (
        np.asarray(stands, dtype=np.bool_) if len(stands) else np.zeros(inner_m.size, np.bool_)
    )
    if standing.size != inner_m.size:
        raise RailError(f"stands has {standing.size} values for {inner_m.size} marks_m")
    steps = np.diff(np.concatenate(([0.0], inner_m, [total_m])))
    if not (steps >= 0.0).all():
        raise RailError(f"marks_m must ascend from 0 to the line's {total_m:g} m, got {inner_m}")
    return inner_m, standing


def _too_weak(
    profile: TrackProfile, stock: RollingStock, at_m: float, where: Callable[[float], str]
) -> str:
    """Say where a train came to a stand."""
    end_m = np.cumsum(profile.length_m)
    section = min(int(np.searchsorted(end_m, at_m, side="right")), end_m.size - 1)
    gradient = float(profile.gradient_permille[section])
    return (
        f"{where(at_m)} {stock.name!r} comes to a stand on a gradient of {gradient:g} permille: "
        f"it is too weak; give it more power, less mass, or check the gradient"
    )


def _check_speed(name: str, value: float) -> None:
    """Refuse what is no speed.

    Raises
    ------
    RailError
        If it is negative or no finite number.
    """
    if not (math.isfinite(value) and value >= 0.0):
        raise RailError(f"{name} must be zero or more km/h, got {value!r}")


def _kilometre(at_m: float) -> str:
    """Put a place along a run into words."""
    return f"at km {at_m / 1000.0:.2f}"
