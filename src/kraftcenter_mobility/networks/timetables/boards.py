"""Timetables as tables: what leaves a station, and what each line runs."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.html_tables import html_table
from kraftcenter_mobility.networks.clock import clock_text

from .service_days import parse_clock_s

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray

    from .timetable import Timetable
    from .trips import Stops

__all__ = ["departure_board", "line_table", "stops_named", "timetable_html"]

DAY_S = 86_400

SHOWN_LINES = 25
"""Lines that a notebook shows; the table has all."""


def departure_board(
    timetable: Timetable, stop: str | int, *, start: str = "00:00", end: str = "24:00"
) -> pd.DataFrame:
    """Return the departures from a station in the order of time.

    Parameters
    ----------
    timetable : Timetable
        What runs.
    stop : str or int
        The name, id or number of a stop; all stops of its station count.
    start, end : str
        Clock times between which departures are shown, the end not included.

    Returns
    -------
    pandas.DataFrame
        One row per departure at which one may board.

    Raises
    ------
    TimetableError
        If there is no such stop, or a time cannot be read.
    """
    import pandas as pd

    trips, stops = timetable.trips, timetable.stops
    start_s, end_s = parse_clock_s(start, what="start"), parse_clock_s(end, what="end")
    at = np.isin(trips.stop, stops_named(stops, stop)) & trips.can_board
    call = np.flatnonzero(at & (trips.departure_s >= start_s) & (trips.departure_s < end_s))
    trip = np.searchsorted(trips.first_call, call, side="right") - 1
    names = np.array([trips.trip_id[number] for number in trip.tolist()], dtype=np.str_)
    order = np.lexsort((names, trips.departure_s[call]))
    call, trip = call[order], trip[order]
    lines = [trips.lines[number] for number in trips.line[trip].tolist()]
    last_stop = trips.stop[trips.first_call[trip + 1] - 1]
    departure_s = trips.departure_s[call]
    return pd.DataFrame(
        {
            "departure": [clock_text(time_s) for time_s in departure_s.tolist()],
            "departure_s": departure_s,
            "line": [line.name for line in lines],
            "number": [line.number for line in lines],
            "kind": [line.kind for line in lines],
            "towards": [stops.name[number] for number in last_stop.tolist()],
            "stop_id": [stops.stop_id[number] for number in trips.stop[call].tolist()],
            "trip_id": [trips.trip_id[number] for number in trip.tolist()],
        }
    )


def line_table(timetable: Timetable) -> pd.DataFrame:
    """Return what each line runs on the date of a timetable.

    Parameters
    ----------
    timetable : Timetable
        What runs.

    Returns
    -------
    pandas.DataFrame
        One row per line, with the number of trips that begin between 00:00 and 24:00, and the
        first and last of their beginnings, empty where there is none.
    """
    import pandas as pd

    trips = timetable.trips
    begin_s = trips.departure_s[trips.first_call[:-1]]
    today = (begin_s >= 0) & (begin_s < DAY_S)
    line, begin_s = trips.line[today], begin_s[today]
    first_s = np.full(len(trips.lines), DAY_S)
    last_s = np.full(len(trips.lines), -1)
    np.minimum.at(first_s, line, begin_s)
    np.maximum.at(last_s, line, begin_s)
    n_trips = np.bincount(line, minlength=len(trips.lines))
    runs = n_trips > 0
    return pd.DataFrame(
        {
            "line": [line.name for line in trips.lines],
            "number": [line.number for line in trips.lines],
            "operator": [line.operator for line in trips.lines],
            "kind": [line.kind for line in trips.lines],
            "n_trips": n_trips,
            "first": _texts(first_s, runs),
            "last": _texts(last_s, runs),
        }
    )


def timetable_html(timetable: Timetable) -> str:
    """Return the lines of a timetable with most trips as a table for a notebook.

    Parameters
    ----------
    timetable : Timetable
        What runs.

    Returns
    -------
    str
        HTML.
    """
    lines = line_table(timetable)
    runs = lines[lines["n_trips"] > 0].sort_values("n_trips", ascending=False, kind="stable")
    rows = [
        (
            row["line"],
            row["kind"],
            row["operator"],
            f"{row['n_trips']:,}",
            row["first"],
            row["last"],
        )
        for row in runs.head(SHOWN_LINES).to_dict("records")
    ]
    more = len(runs) - len(rows)
    below = [f"and {more:,} more lines that run" if more > 0 else ""]
    below.append(
        f"{timetable.n_trips:,} trips with those of the days around, {timetable.n_stops:,} stops"
    )
    head = ("line", "kind", "operator", "trips", "first", "last")
    return html_table(
        f"Timetable of {timetable.date}", head, rows, footer="\n".join(filter(None, below))
    )


def stops_named(stops: Stops, stop: str | int) -> IntArray:
    """Return the stops of the stations that a name, an id or a number stands for.

    Parameters
    ----------
    stops : Stops
        All stops.
    stop : str or int
        An id goes before a name; a name may be that of several stops.

    Returns
    -------
    IntArray
        Their numbers, ascending. Shape (n_found,).

    Raises
    ------
    TimetableError
        If there is none; the message says which names are similar.
    """
    if isinstance(stop, str):
        meant = [k for k, stop_id in enumerate(stops.stop_id) if stop_id == stop]
        meant = meant or [k for k, name in enumerate(stops.name) if name == stop]
    else:
        meant = [stop] if stop in range(len(stops.stop_id)) else []
    if not meant:
        known = sorted({*stops.stop_id, *stops.name})
        near = difflib.get_close_matches(str(stop), known, n=3)
        hint = f"; near it are {', '.join(map(repr, near))}" if near else ""
        raise TimetableError(f"there is no stop {stop!r} among {len(stops.stop_id)}{hint}")
    return np.flatnonzero(np.isin(stops.station, stops.station[meant]))


def _texts(times_s: IntArray, known: BoolArray) -> list[str]:
    """Return clock times, empty where there is none."""
    pairs = zip(times_s.tolist(), known.tolist(), strict=True)
    return [clock_text(time_s) if is_known else "" for time_s, is_known in pairs]
