"""The trains of a day over their tracks, to be checked for where they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.networks.trains.occupation import planned_runs

from .directions import departures_of, services_of
from .service_days import clock_text, day_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from kraftcenter_mobility.networks.trains.line_times import LineTimes
    from kraftcenter_mobility.networks.trains.occupation import TrainRun

    from .lines import Line

__all__ = ["train_runs"]


def train_runs(
    lines: Sequence[Line],
    times: Sequence[tuple[LineTimes, LineTimes]],
    date: dt.date,
    *,
    turn_s: float,
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
    turn_s : float
        Seconds that trains take to turn round, where lines say nothing of the way back.
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
        for named in services_of(line, there, turn_s=turn_s):
            departure_s = departures_of(named, draw=draw).tolist()
            names = [f"{line.name} {named.direction} {clock_text(each)}" for each in departure_s]
            runs += planned_runs(there if named.direction == "there" else back, departure_s, names)
    return runs
