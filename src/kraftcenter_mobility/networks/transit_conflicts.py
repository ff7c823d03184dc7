"""Trains of the lines that are in each other's way on a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .timetables.directions import line_notices
from .timetables.train_runs import train_runs
from .trains.occupation import conflicts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from kraftcenter_mobility.notices import Notices

    from .public_transport import PublicTransport
    from .timetables.lines import Line
    from .trains.occupation import Conflicts

__all__ = ["conflicts_of", "transit_notices"]


def conflicts_of(transit: PublicTransport, date: dt.date, *, draw: int) -> Conflicts:
    """Return where trains of the lines meet on single track, on a date.

    Parameters
    ----------
    transit : PublicTransport
        The tracks, and the lines over them.
    date : datetime.date
        The service day.
    draw : int
        Which draw of the minutes that nobody knows.

    Returns
    -------
    Conflicts
        Those in which a train of the date takes part.

    Raises
    ------
    RailError
        If a line cannot run.
    """
    runs = train_runs(
        transit.lines,
        [transit.line_times(line) for line in transit.lines],
        date,
        timezone=transit.timezone,
        settings=transit.settings,
        draw=draw,
    )
    return conflicts(transit.rail, runs)


def transit_notices(lines: Sequence[Line], found: Conflicts) -> Notices:
    """Count what there is to know of lines before one trusts travel times by them.

    Parameters
    ----------
    lines : sequence of Line
        The lines.
    found : Conflicts
        Where their trains are in each other's way.

    Returns
    -------
    Notices
        Conflicts, and services that run only once.
    """
    notices = line_notices(lines)
    for conflict in found.found:
        notices.add(
            "trains-in-each-others-way",
            "trains meet on single track or follow too closely; nothing is solved, and "
            "travel times are bounds of what is possible",
            str(conflict),
        )
    return notices
