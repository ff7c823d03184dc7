"""On which days a service runs: weekdays between two dates, and single days added or taken."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import FeedError

from .gtfs_arrays import Calendar, read_only
from .gtfs_notices import note
from .gtfs_tables import read_table

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_archive import FeedFiles
    from .gtfs_columns import Table

__all__ = ["active_services", "note_service_days", "read_calendar", "service_span"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ADDED, TAKEN = 1, 2


def read_calendar(files: FeedFiles, notices: Notices) -> Calendar:
    """Return on which days the services of a feed run.

    Raises
    ------
    FeedError
        If the feed has no calendar of either kind, or one cannot be read.
    """
    if "calendar.txt" not in files and "calendar_dates.txt" not in files:
        raise FeedError(
            "the feed has neither calendar.txt nor calendar_dates.txt "
            "(missing_calendar_and_calendar_date_files): nothing would ever run; fetch a whole feed"
        )
    names = ["service_id", *WEEKDAYS, "start_date", "end_date"]
    weekly = read_table(files, "calendar.txt", required=names, notices=notices)
    weekly = weekly.required("service_id").unique("service_id")
    names = ["service_id", "date", "exception_type"]
    single = read_table(files, "calendar_dates.txt", required=names, notices=notices)
    single = single.required("service_id").unique("service_id", "date")
    ids = list(dict.fromkeys([*weekly.text("service_id"), *single.text("service_id")]))
    return read_only(Calendar(tuple(ids), *_weeks(weekly, len(ids)), *_changes(single, ids)))


def _weeks(table: Table, n_services: int) -> tuple[BoolArray, IntArray, IntArray]:
    """Return the weekdays, first and last days; none for services of single dates."""
    weekdays = np.zeros((n_services, 7), dtype=np.bool_)
    for position, name in enumerate(WEEKDAYS):
        weekdays[: table.n_rows, position] = table.kinds(name, (0, 1)) == 1
    days = np.zeros((2, n_services), dtype=np.int64)
    days[0, : table.n_rows], days[1, : table.n_rows] = (
        table.days("start_date"),
        table.days("end_date"),
    )
    backwards = days[1] < days[0]
    table.note(
        "start_and_end_range_out_of_order",
        backwards[: table.n_rows],
        "service_id",
        "start_date",
        "end_date",
    )
    weekdays[backwards | (days == 0).any(axis=0)] = False
    return weekdays, days[0], days[1]


def _changes(table: Table, ids: list[str]) -> tuple[IntArray, IntArray, BoolArray]:
    """Return the services that change on single days, the days, and whether they are added."""
    kind = table.numbers("exception_type", low=ADDED, high=TAKEN, whole=True)
    day = table.days("date")
    sound = ~np.isnan(kind) & (day > 0)
    service = table.positions("service_id", ids)
    return service[sound], day[sound], kind[sound] == ADDED


def note_service_days(
    calendar: Calendar, used: IntArray, today: dt.date | None, notices: Notices
) -> None:
    """Count the services that run on no day, or no longer.

    Parameters
    ----------
    calendar : Calendar
        Of all services.
    used : numpy.ndarray
        Positions of those that have trips. Shape (n_used,).
    today : datetime.date or None
        None leaves out the question whether a service has ended.
    notices : Notices
        Where to count.
    """
    weekly = calendar.weekdays.any(axis=1) & (calendar.first_day <= calendar.last_day)
    last_day = np.where(weekly, calendar.last_day, 0)
    np.maximum.at(
        last_day, calendar.changed_service[calendar.added], calendar.changed_day[calendar.added]
    )
    for position in used.tolist():
        name, last = calendar.service_id[position], int(last_day[position])
        if last == 0:
            note(notices, "service_without_days", f"service_id {name!r}")
        elif today is not None and last < today.toordinal():
            until = dt.date.fromordinal(last)
            note(notices, "expired_calendar", f"service_id {name!r}, until {until}")


def active_services(calendar: Calendar, date: dt.date) -> BoolArray:
    """Return which services run on a date. Shape (n_services,).

    A day that is added and taken away at once is one on which the service does not run.
    """
    day = date.toordinal()
    active: BoolArray = (
        calendar.weekdays[:, date.weekday()]
        & (calendar.first_day <= day)
        & (day <= calendar.last_day)
    )
    here = calendar.changed_day == day
    active[calendar.changed_service[here & calendar.added]] = True
    active[calendar.changed_service[here & ~calendar.added]] = False
    return active


def service_span(calendar: Calendar, services: IntArray) -> tuple[dt.date, dt.date] | None:
    """Return the first and last date on which any of some services may run, or None.

    Parameters
    ----------
    calendar : Calendar
        Of all services.
    services : numpy.ndarray
        Positions of those that have trips. Shape (n_wanted,).

    Returns
    -------
    tuple of datetime.date or None
        First and last; in between may lie days on which nothing runs.
    """
    wanted = np.zeros(len(calendar.service_id), dtype=np.bool_)
    wanted[services] = True
    weekly = wanted & calendar.weekdays.any(axis=1) & (calendar.first_day <= calendar.last_day)
    extra = calendar.changed_day[calendar.added & wanted[calendar.changed_service]]
    days = np.concatenate([calendar.first_day[weekly], calendar.last_day[weekly], extra])
    if days.size == 0:
        return None
    return dt.date.fromordinal(int(days.min())), dt.date.fromordinal(int(days.max()))
