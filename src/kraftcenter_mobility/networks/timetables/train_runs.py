"""The trains of a day over their tracks: where they meet, and how many it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.clock import clock_text
from kraftcenter_mobility.networks.trains.occupation import planned_runs
from kraftcenter_mobility.networks.trains.turning import layover_s, trains_needed

from .directions import call_offsets, departures_of, services_of
from .service_days import FROM_S, day_name, days_within

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.raptor import I32Array
    from kraftcenter_mobility.networks.trains.line_times import LineTimes
    from kraftcenter_mobility.networks.trains.occupation import TrainRun
    from kraftcenter_mobility.networks.trains.settings import TrainSettings

    from .directions import NamedService
    from .lines import Line

__all__ = ["train_runs", "trains_of"]


def train_runs(  # noqa: PLR0913
    lines: Sequence[Line],
    times: Sequence[tuple[LineTimes, LineTimes]],
    date: dt.date,
    *,
    timezone: str,
    settings: TrainSettings,
    draw: int = 0,
) -> list[TrainRun]:
    """Return the trains of all lines that set out on a date, and those still under way then.

    Parameters
    ----------
    lines : sequence of Line
        The lines.
    times : sequence of pairs of LineTimes
        For each line, its times there and back.
    date : datetime.date
        The service day, in whose seconds the times are.
    timezone : str
        Where the lines run.
    settings : TrainSettings
        With the time that trains take to turn round, where lines say nothing of the way back.
    draw : int
        Which draw of the minutes of headway services.

    Returns
    -------
    list of TrainRun
        Line by line, called like ``"Vejle-Struer there 08:03"``; trains of a day before, which
        arrive on the date, say their day.
    """
    runs: list[TrainRun] = []
    for line, both in zip(lines, times, strict=True):
        for named in services_of(line, both[0], settings=settings):
            of_direction = both[int(named.direction == "back")]
            departure_s = departures_of(named, draw=draw)
            runs += _runs_around(line, named, of_direction, departure_s, date, timezone)
    return runs


def _runs_around(  # noqa: PLR0913, PLR0917 - a service, and a day in its place
    line: Line,
    named: NamedService,
    times: LineTimes,
    departure_s: I32Array,
    date: dt.date,
    timezone: str,
) -> list[TrainRun]:
    """Return the trains of a service that set out on a date, or are under way as it begins."""
    lasts_s = int(call_offsets(times)[0][-1])
    last_s = int(departure_s.max()) + lasts_s
    runs: list[TrainRun] = []
    for day, shift_s in days_within(
        date, timezone, first_s=0, last_s=max(last_s, 0), from_s=FROM_S, until_s=0
    ):
        before = day != date
        if day > date or day_name(day) not in line.days:
            continue
        chosen = departure_s[departure_s + lasts_s + shift_s >= FROM_S] if before else departure_s
        label = f" ({day})" if before else ""
        names = [f"{line.name} {named.direction} {clock_text(s)}{label}" for s in chosen.tolist()]
        runs += planned_runs(times, (chosen + shift_s).tolist(), names, of_day_before=before)
    return runs


def trains_of(
    line: Line, times: tuple[LineTimes, LineTimes], *, settings: TrainSettings, draw: int = 0
) -> int:
    """Return how many trains a line takes, if they serve no other.

    Parameters
    ----------
    line : Line
        The line.
    times : pair of LineTimes
        Its times there and back.
    settings : TrainSettings
        With the time that trains take to turn round.
    draw : int
        Which draw of the minutes of headway services.

    Returns
    -------
    int
        For the services of one day; of a line that runs one way only, every train is another.
    """
    leaves_s: tuple[list[float], list[float]] = ([], [])
    ready_s: tuple[list[float], list[float]] = ([], [])
    turn_s = layover_s(line.stock, settings)
    for named in services_of(line, times[0], settings=settings):
        begin = int(named.direction == "back")
        journey_s = int(call_offsets(times[begin])[0][-1])
        departure_s = departures_of(named, draw=draw).tolist()
        leaves_s[begin].extend(departure_s)
        ready_s[1 - begin].extend(each + journey_s + turn_s for each in departure_s)
    return trains_needed([np.array(e) for e in leaves_s], [np.array(e) for e in ready_s])
