"""Read published timetables (GTFS feeds) [1]_.

The reader is meant for feeds as they are: what can be understood is used, what is odd is
counted in the feed's notices, and what makes the whole useless is one clear error.

References
----------
.. [1] "GTFS Schedule Reference." https://gtfs.org/documentation/schedule/reference/
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, reduce
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.arguments import check_count, check_flag, check_positive, path_of
from kraftcenter_mobility.errors import FeedError, InputError
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.progress import progress as progress_bar

from .feed import Feed
from .gtfs_archive import FeedFiles
from .gtfs_arrays import Schedule, picked, read_only
from .gtfs_calendars import note_service_days, read_calendar
from .gtfs_calls import read_calls
from .gtfs_combining import combined
from .gtfs_frequencies import with_frequencies
from .gtfs_interpolation import with_all_times
from .gtfs_notices import note_rows
from .gtfs_pathways import read_pathways
from .gtfs_routes import read_agencies, read_lines, read_trip_rows
from .gtfs_shapes import kept_shapes, no_shapes, read_shapes
from .gtfs_stops import PLATFORM, read_locations, served_stops
from .gtfs_times import has_enough_calls, known_times
from .gtfs_transfers import read_change_rules, with_further_rules
from .service_days import date_of

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable
    from pathlib import Path

    from kraftcenter_mobility._kernels.csr import IntArray

    from .gtfs_arrays import Shapes
    from .gtfs_calls import Calls
    from .gtfs_routes import TripRows
    from .gtfs_stops import Locations

__all__ = ["read_gtfs"]

SIZE_LIMIT_BYTES = 2 * 1024**3
RATIO_LIMIT = 200.0


def read_gtfs(  # noqa: PLR0913 - a file, its limits, and what to keep
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    size_limit_bytes: int = SIZE_LIMIT_BYTES,
    ratio_limit: float = RATIO_LIMIT,
    today: dt.date | str | None = None,
    shapes: bool = True,
    progress: bool | None = None,
) -> Feed:
    """Return the feed in a zip archive or folder, or several of them as one.

    Parameters
    ----------
    path : str, path-like, or a sequence of them
        Zip archives, or folders with the same files. The ids of several feeds are told
        apart by the names of their files.
    size_limit_bytes : int
        Largest size of all files of a feed together, unpacked.
    ratio_limit : float
        Largest ratio of a file's size to its packed size.
    today : datetime.date, str or None
        If given, services that have ended by then are counted among the notices.
    shapes : bool
        Keep the lines drawn in ``shapes.txt``, along which journeys are drawn: 8 bytes for
        each of their points.
    progress : bool, optional
        Show a progress bar; by default for work of more than half a second at a terminal.

    Returns
    -------
    Feed
        Its ``notices`` say what was odd; see ``docs/gtfs.md``.

    Raises
    ------
    FeedError
        If there is no feed at `path`, it lacks a file or column that nothing works without,
        is damaged, is larger than the limits, or has no trip that can be used.
    InputError
        If an argument is of the wrong kind.
    TimetableError
        If `today` is no date.
    """
    check_count("size_limit_bytes", size_limit_bytes)
    check_positive("ratio_limit", ratio_limit, finite=False)
    check_flag("shapes", shapes)
    day = None if today is None else date_of(today, what="today")
    several = isinstance(path, Sequence) and not isinstance(path, str | bytes)
    paths = list(path) if several else [path]  # type: ignore[arg-type]
    if not paths:
        raise InputError("path must name at least one feed, got none")
    feeds = []
    with progress_bar(len(paths), "reading GTFS", show=progress, unit="feed") as done:
        for one in paths:
            feed = _read(
                path_of(one, "the GTFS feed"),
                size_limit_bytes=size_limit_bytes,
                ratio_limit=ratio_limit,
                today=day,
                shapes=shapes,
            )
            feeds.append(feed)
            done(1)
    return reduce(combined, feeds)


def _read(
    path: Path,
    *,
    size_limit_bytes: int,
    ratio_limit: float,
    today: dt.date | None,
    shapes: bool,
) -> Feed:
    """Return one feed."""
    notices = Notices()
    with FeedFiles(
        path, size_limit_bytes=size_limit_bytes, ratio_limit=ratio_limit, notices=notices
    ) as files:
        try:
            return _feed(files, path.stem, today, notices, with_shapes=shapes)
        except FeedError as fault:
            if str(path) in str(fault):
                raise
            raise FeedError(f"the feed {str(path)!r} cannot be used: {fault}") from fault


def _feed(
    files: FeedFiles, name: str, today: dt.date | None, notices: Notices, *, with_shapes: bool
) -> Feed:
    """Return the feed of some files."""
    agencies = read_agencies(files, notices)
    lines = read_lines(files, agencies, notices)
    calendar = read_calendar(files, notices)
    locations = read_locations(files, notices)
    trips = read_trip_rows(files, lines, calendar.service_id, notices)
    drawn = cache(lambda: read_shapes(files, trips.shape_id, notices))
    calls = _sound_calls(files, trips, locations, drawn, notices)
    schedule = _schedule(calls, trips, notices)
    schedule, headway_trips = with_frequencies(files, schedule, notices)
    if schedule.n_trips == 0:
        raise FeedError(
            "it has no trip with two calls at known stops, times and a calendar; what it has "
            f"instead:\n{notices}"
        )
    schedule, shapes = kept_shapes(
        schedule, drawn() if with_shapes else no_shapes(len(trips.shape_id))
    )
    note_service_days(calendar, np.unique(schedule.service), today, notices)
    stop_number = _stop_numbers(schedule, locations, notices)
    stops, station_ids = served_stops(locations, stop_number >= 0)
    entrances, ways = read_pathways(files, locations, stop_number, notices)
    rules = read_change_rules(files, locations, stop_number, notices)
    return Feed(
        names=(name,),
        timezone=agencies.timezone,
        stops=stops,
        station_ids=station_ids,
        lines=lines,
        calendar=calendar,
        schedule=read_only(schedule._replace(stop=stop_number[schedule.stop])),
        headway_trips=headway_trips,
        shapes=shapes,
        rules=with_further_rules(rules, ways),
        entrances=entrances,
        notices=notices,
    )


def _sound_calls(
    files: FeedFiles,
    trips: TripRows,
    locations: Locations,
    shapes: Callable[[], Shapes],
    notices: Notices,
) -> Calls:
    """Return the calls of all trips, each with its times, at stops that are somewhere."""
    calls = read_calls(files, trips.trip_id, locations, notices)
    calls = known_times(calls, trips.trip_id, notices)
    calls = with_all_times(calls, trips, locations, shapes=shapes, notices=notices)
    return picked(calls, locations.has_place[calls.stop])


def _schedule(calls: Calls, trips: TripRows, notices: Notices) -> Schedule:
    """Return the trips that take somebody somewhere."""
    enough = has_enough_calls(calls, trips.trip_id, notices)
    enough &= (trips.line >= 0) & (trips.service >= 0)
    kept = np.flatnonzero(enough)
    n_calls = np.bincount(calls.trip, minlength=enough.size)[kept]
    calls = picked(calls, enough[calls.trip])
    return Schedule(
        first_call=np.concatenate(([0], np.cumsum(n_calls))),
        stop=calls.stop,
        arrival_s=calls.arrival_s.astype(np.int32),
        departure_s=calls.departure_s.astype(np.int32),
        can_board=calls.can_board,
        can_alight=calls.can_alight,
        line=trips.line[kept],
        service=trips.service[kept],
        shape=trips.shape[kept],
        trip_id=tuple(trips.trip_id[trip] for trip in kept.tolist()),
    )


def _stop_numbers(schedule: Schedule, locations: Locations, notices: Notices) -> IntArray:
    """Return which stop each location is, -1 where no trip calls. Shape (n_locations,)."""
    served = np.zeros(len(locations.stop_id), dtype=np.bool_)
    served[schedule.stop] = True
    idle = ~served & (locations.kind == PLATFORM)
    note_rows(
        notices,
        "stop_without_stop_time",
        idle,
        lambda row: f"stops.txt: stop_id {locations.stop_id[row]!r}",
    )
    return np.where(served, np.cumsum(served) - 1, -1)
