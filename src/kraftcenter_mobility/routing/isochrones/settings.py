"""The settings of an isochrone: how one travels, which way, and what counts as reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.arguments import check_flag, check_number, check_positive
from kraftcenter_mobility.cutoffs import LARGEST
from kraftcenter_mobility.cutoffs import check_cutoffs as several_cutoffs
from kraftcenter_mobility.errors import InputError, ModeError
from kraftcenter_mobility.modes import Mode, TransitMode
from kraftcenter_mobility.routing.checks import check_network, check_search, refuse_windows

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow

__all__ = ["PERCENTILE", "Settings", "buffer_of", "check_cutoffs", "check_settings"]

MOTOR_BUFFER_M, BUFFER_M = 250.0, 100.0
"""How far from a reached road a position counts as reached, unless told otherwise: farms and
houses along drives lie further from the roads of cars than from those of everybody."""

MOST_BUFFER_M = 10_000.0
"""Whoever walks further than that has not been reached by a road."""

PERCENTILE = 50.0

DIRECTIONS = ("from", "to")


class Settings(NamedTuple):
    """What is asked about places: see :func:`.isochrones` for what each means."""

    mode: Mode | TransitMode
    direction: str
    together: bool
    access: bool
    turns: bool | None
    departure: DepartureWindow | None
    arrival: ArrivalWindow | None
    percentile: float
    max_distance_m: float
    allow_islands: bool
    threads: int | None
    progress: bool | None


def check_settings(network: object, settings: Settings) -> None:
    """Refuse settings that mean nothing.

    Raises
    ------
    InputError
        If `direction` is unknown, a flag is no flag, a window is given for a mode without a
        timetable, `threads` or `max_distance_m` is no number, or `network` something else.
    ModeError
        If the mode is none.
    """
    check_network(network)
    if settings.direction not in DIRECTIONS:
        raise InputError(
            f"direction must be 'from' (where one gets to from the places) or 'to' (from where "
            f"one gets to them), got {settings.direction!r}"
        )
    for name in ("together", "access", "allow_islands"):
        check_flag(name, getattr(settings, name))
    if settings.progress is not None:
        check_flag("progress", settings.progress)
    check_number("max_distance_m", settings.max_distance_m)
    check_search(np.inf, settings.threads)
    if isinstance(settings.mode, TransitMode):
        from kraftcenter_mobility.routing.transit.question import refuse_roads_only

        refuse_roads_only(settings.mode, turns=settings.turns, access=settings.access)
        return
    percentile = None if settings.percentile == PERCENTILE else settings.percentile
    refuse_windows(
        settings.mode,
        departure=settings.departure,
        arrival=settings.arrival,
        percentile=percentile,
    )
    if not isinstance(settings.mode, Mode):
        raise ModeError(
            f"mode must be a Mode such as kraftcenter_mobility.CAR or TRANSIT, got "
            f"{settings.mode!r:.60}"
        )


def check_cutoffs(cutoffs_s: Any) -> FloatArray:
    """Return different cutoffs, the smallest first. Shape (n_cutoffs,).

    Raises
    ------
    InputError
        If there is none, or one is no number of zero or more, or stands twice.

    Warns
    -----
    UnitsWarning
        If all are below two minutes, and so probably in minutes.
    """
    found = several_cutoffs(cutoffs_s)
    return np.where(found < LARGEST, found, np.inf)


def buffer_of(buffer_m: Any, mode: Mode | TransitMode) -> float:
    """Return the distance that was given, or the usual one of a mode, in metres.

    Raises
    ------
    InputError
        If it is no number above zero, or more than 10 km.
    """
    if buffer_m is None:
        return MOTOR_BUFFER_M if isinstance(mode, Mode) and mode.kind == "motor" else BUFFER_M
    check_positive("buffer_m", buffer_m)
    if float(buffer_m) > MOST_BUFFER_M:
        raise InputError(f"buffer_m must be at most {MOST_BUFFER_M:,.0f}, got {buffer_m!r}")
    return float(buffer_m)
