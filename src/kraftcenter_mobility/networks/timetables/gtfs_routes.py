"""The agencies and routes of a feed, and its trips before their times are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import FeedError, TimetableError

from .gtfs_notices import note
from .gtfs_tables import read_table
from .service_days import zone_of
from .trips import LineInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_archive import FeedFiles
    from .gtfs_columns import Table

__all__ = ["Agencies", "TripRows", "read_agencies", "read_lines", "read_trip_rows"]

KINDS = {
    **dict(enumerate(("tram", "metro", "rail", "bus", "ferry", "tram", "cable car", "funicular"))),
    11: "bus",
    12: "rail",
}
KINDS_OF_HUNDREDS = {
    1: "rail",
    **dict.fromkeys((2, 7, 8), "bus"),
    **dict.fromkeys((4, 5, 6), "metro"),
    **dict.fromkeys((10, 12), "ferry"),
    9: "tram",
    11: "air",
    13: "cable car",
    14: "funicular",
    15: "taxi",
}
"""Of the extended route types, such as 109 for a suburban railway."""

NOT_CONTINUOUS = ("1", "")


class Agencies(NamedTuple):
    """Who runs the services, and by which clock."""

    timezone: str
    name: dict[str, str]
    """By id; "" is the only one."""


class TripRows(NamedTuple):
    """The rows of ``trips.txt``. Shape of each: (n_trips,)."""

    trip_id: tuple[str, ...]
    line: IntArray
    service: IntArray
    """Both -1 where they are not known."""

    shape: IntArray
    """Position in `shape_id`, -1 where there is none."""

    shape_id: tuple[str, ...]
    """Of each different shape."""


def read_agencies(files: FeedFiles, notices: Notices) -> Agencies:
    """Return the names of the agencies, and their time zone.

    Raises
    ------
    FeedError
        If there is none, or no such time zone.
    """
    table = read_table(
        files,
        "agency.txt",
        required=["agency_timezone"],
        optional=["agency_id", "agency_name"],
        notices=notices,
    )
    table = table.required("agency_timezone")
    if table.n_rows == 0:
        raise FeedError(
            "agency.txt is missing or says no agency_timezone (missing_required_file): without "
            "it nobody knows when 08:00 is; add it"
        )
    zones = list(dict.fromkeys(table.text("agency_timezone")))
    if len(zones) > 1:
        note(notices, "inconsistent_agency_timezone", ", ".join(zones[:3]))
    try:
        zone_of(zones[0])
    except TimetableError as fault:
        raise FeedError(f"agency.txt: agency_timezone {zones[0]!r} is no time zone") from fault
    names = dict(zip(table.text("agency_id"), table.text("agency_name"), strict=True))
    if table.n_rows == 1:
        names[""] = table.text("agency_name")[0]
    return Agencies(zones[0], names)


def read_lines(files: FeedFiles, agencies: Agencies, notices: Notices) -> tuple[LineInfo, ...]:
    """Return what the routes are called and what runs on them.

    Raises
    ------
    FeedError
        If the file is missing or cannot be read.
    """
    table = _needed(
        files,
        "routes.txt",
        required=["route_id", "route_type"],
        optional=["agency_id", "route_short_name", "route_long_name", "continuous_pickup"],
        notices=notices,
    )
    table = table.required("route_id").unique("route_id")
    known = [*KINDS, *range(100, 1800)]
    kinds = table.kinds("route_type", known, default=3).tolist()
    rows = zip(
        table.text("route_id"),
        table.text("route_short_name"),
        table.text("route_long_name"),
        table.text("agency_id"),
        kinds,
        strict=True,
    )
    table.note("continuous_stops_not_used", _is_continuous(table), "route_id")
    return tuple(
        LineInfo(
            name=long or short or route_id,
            number=short,
            operator=agencies.name.get(agency, ""),
            kind=KINDS.get(kind) or KINDS_OF_HUNDREDS.get(kind // 100, "other"),
            route_id=route_id,
        )
        for route_id, short, long, agency, kind in rows
    )


def _is_continuous(table: Table) -> BoolArray:
    """Say on which routes one may get on between stops. Shape (n_routes,)."""
    column = table.column("continuous_pickup")
    return ~np.isin(column.value.astype(str), NOT_CONTINUOUS)[column.code]


def _needed(
    files: FeedFiles,
    name: str,
    *,
    required: Sequence[str],
    optional: Sequence[str],
    notices: Notices,
) -> Table:
    """Return a table that every feed has, or say that it is missing."""
    if name not in files:
        raise FeedError(
            f"the feed has no {name!r} (missing_required_file); fetch a whole feed, with stops, "
            f"routes, trips, stop_times and calendars"
        )
    return read_table(files, name, required=required, optional=optional, notices=notices)


def read_trip_rows(
    files: FeedFiles, lines: Sequence[LineInfo], services: Sequence[str], notices: Notices
) -> TripRows:
    """Return the trips before their calls are known.

    Raises
    ------
    FeedError
        If the file is missing or cannot be read.
    """
    table = _needed(
        files,
        "trips.txt",
        required=["route_id", "service_id", "trip_id"],
        optional=["shape_id", "block_id"],
        notices=notices,
    )
    table = table.required("trip_id").unique("trip_id")
    line = table.positions("route_id", [line.route_id for line in lines])
    service = table.positions("service_id", services)
    table.note("foreign_key_violation", line < 0, "trip_id", "route_id")
    table.note("foreign_key_violation", service < 0, "trip_id", "service_id")
    blocks = table.column("block_id")
    in_block = np.bincount(blocks.code, minlength=blocks.value.size)[blocks.code] > 1
    table.note("block_not_used", in_block & ~table.is_blank("block_id"), "trip_id", "block_id")
    shapes = table.column("shape_id")
    return TripRows(
        trip_id=tuple(table.text("trip_id")),
        line=line,
        service=service,
        shape=np.where(table.is_blank("shape_id"), -1, shapes.code),
        shape_id=tuple(shapes.value.tolist()),
    )
