"""What runs around one service day, as searches read it and as planners do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.clock import clock_text

from .joining import joined_trips, no_rules
from .patterns import joined_patterns, make_patterns
from .service_days import date_of, zone_of

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.raptor import Patterns

    from .trips import ChangeRules, Stops, Trips

__all__ = ["Timetable", "make_timetable", "with_more_trips"]


@dataclass(frozen=True, eq=False)
class Timetable:
    """The trips around one service day, with their stops and what is said of changes.

    Make one with :func:`make_timetable`. All times are whole seconds after noon of `date`
    less twelve hours.
    """

    stops: Stops
    trips: Trips
    patterns: Patterns
    """The trips in rows that never overtake."""

    trip_row: IntArray
    """Which trip each row of the patterns is. Shape (n_trips,)."""

    rules: ChangeRules
    date: dt.date
    timezone: str

    @property
    def n_stops(self) -> int:
        """Count the stops."""
        return len(self.stops.stop_id)

    @property
    def n_trips(self) -> int:
        """Count the trips, those of the days around included."""
        return self.trips.n_trips

    @property
    def n_patterns(self) -> int:
        """Count the patterns."""
        return self.patterns.first_call.size - 1

    @property
    def first_row(self) -> IntArray:
        """Where each pattern's rows begin in `trip_row`. Shape (n_patterns + 1,)."""
        n_rows = np.diff(self.patterns.first_time) // np.diff(self.patterns.first_call)
        return np.concatenate(([0], np.cumsum(n_rows)))

    def departures(
        self, stop: str | int, *, start: str = "00:00", end: str = "24:00"
    ) -> pd.DataFrame:
        """Return the departures from a stop or station, as on the board that hangs there.

        Parameters
        ----------
        stop : str or int
            The name or id of a stop, or its number. All stops of its station count.
        start, end : str
            Clock times between which departures are shown, the end not included; hours after
            midnight lie past 24.

        Returns
        -------
        pandas.DataFrame
            One row per departure, in order of time: the time on the clock and in seconds, what
            the line is called, where it goes, and which trip and stop it is.

        Raises
        ------
        TimetableError
            If there is no such stop, or a time cannot be read.
        """
        from .boards import departure_board

        return departure_board(self, stop, start=start, end=end)

    def line_table(self) -> pd.DataFrame:
        """Return one row per line: how many trips begin on the date, the first and the last.

        Returns
        -------
        pandas.DataFrame
            In the order of the lines; those that do not run are there with no trip.
        """
        from .boards import line_table

        return line_table(self)

    def __repr__(self) -> str:
        """Say for when it is, and how much runs."""
        times = self.trips.departure_s
        span = f", {clock_text(times.min())} to {clock_text(times.max())}" if times.size else ""
        return (
            f"<Timetable around {self.date}: {len(self.trips.lines):,} lines, {self.n_trips:,} "
            f"trips in {self.n_patterns:,} patterns, {self.trips.n_calls:,} calls at "
            f"{self.n_stops:,} stops{span}, {self.timezone}>"
        )

    def _repr_html_(self) -> str:
        """Return what the lines run on the date as a table for a notebook."""
        from .boards import timetable_html

        return timetable_html(self)


def make_timetable(
    stops: Stops,
    trips: Trips,
    rules: ChangeRules | None = None,
    *,
    date: dt.date | str,
    timezone: str,
) -> Timetable:
    """Return the timetable of the trips around one service day.

    Parameters
    ----------
    stops : Stops
        Where trips call.
    trips : Trips
        Those of the date, and those of the days around that matter to it, in its seconds.
    rules : ChangeRules, optional
        What operators say of changes; nothing by default.
    date : datetime.date or str
        The service day.
    timezone : str
        The zone whose clock the times go by, such as "Europe/Copenhagen".

    Returns
    -------
    Timetable
        With the trips in rows that never overtake.

    Raises
    ------
    TimetableError
        If a trip cannot run as its times say, or calls at a stop that is none; if the date or
        the zone is none.
    """
    date = date_of(date)
    zone_of(timezone)
    rules = no_rules() if rules is None else rules
    patterns, trip_row = make_patterns(trips, len(stops.stop_id))
    return Timetable(stops, trips, patterns, trip_row, rules, date, timezone)


def with_more_trips(timetable: Timetable, trips: Trips) -> Timetable:
    """Return a timetable with further trips behind its own, whose rows stay as they are.

    Parameters
    ----------
    timetable : Timetable
        What runs.
    trips : Trips
        Between the same stops, in the seconds of the same day.

    Returns
    -------
    Timetable
        That of all the trips.

    Raises
    ------
    TimetableError
        If one of the further trips cannot run as its times say, or calls at a stop that is none.
    """
    patterns, trip_row = make_patterns(trips, timetable.n_stops)
    trip_row = np.concatenate((timetable.trip_row, timetable.n_trips + trip_row))
    trip_row.setflags(write=False)
    return replace(
        timetable,
        trips=joined_trips([timetable.trips, trips]),
        patterns=joined_patterns(timetable.patterns, patterns),
        trip_row=trip_row,
    )
