"""The trains of a day over their tracks: where they meet, and how many it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.clock import clock_text
from kraftcenter_mobility.networks.trains.occupation import planned_runs
from kraftcenter_mobility.networks.trains.turning import layover_s, trains_needed

from .directions import call_offsets, departures_of, services_of
from .service_days import day_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from kraftcenter_mobility.networks.trains.line_times import LineTimes
    from kraftcenter_mobility.networks.trains.occupation import TrainRun
    from kraftcenter_mobility.networks.trains.settings import TrainSettings

    from .lines import Line

__all__ = ["train_runs", "trains_of"]


def train_runs(
    lines: Sequence[Line],
    times: Sequence[tuple[LineTimes, LineTimes]],
    date: dt.date,
    *,
    settings: TrainSettings,
    draw: int = 0,
) -> list[TrainRun]:
    """Return the trains of all lines that set out on a date.

    Parameters
    ----------
    lines : sequence of Line
        The lines.
    times : sequence of pairs of LineTimes
        For each line, its times there and back.
    date : datetime.date
        The service day.
    settings : TrainSettings
        With the time that trains take to turn round, where lines say nothing of the way back.
    draw : int
        Which draw of the minutes of headway services.

    Returns
    -------
    list of TrainRun
        Line by line, called like ``"Vejle-Struer there 08:03"``.
    """
    runs: list[TrainRun] = []
    for line, (there, back) in zip(lines, times, strict=True):
        if day_name(date) not in line.days:
            continue
        for named in services_of(line, there, settings=settings):
            departure_s = departures_of(named, draw=draw).tolist()
            names = [f"{line.name} {named.direction} {clock_text(each)}" for each in departure_s]
            runs += planned_runs(there if named.direction == "there" else back, departure_s, names)
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
