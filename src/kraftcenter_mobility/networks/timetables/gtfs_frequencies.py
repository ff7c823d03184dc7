"""Trips that run every so often: expanded where the minute is stated, kept as spans else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import numpy as np

from kraftcenter_mobility.errors import FeedError
from kraftcenter_mobility.networks.clock import clock_text

from .gtfs_arrays import HeadwayTrips, Schedule, read_only
from .gtfs_columns import NO_TIME
from .gtfs_editing import schedule_without_trips
from .gtfs_selection import with_departures
from .gtfs_tables import read_table

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_archive import FeedFiles
    from .gtfs_columns import Table

__all__ = ["DRAWN_AS", "with_frequencies"]

DRAWN_AS = "drawn_as"
"""A column of our own: by what the minutes are drawn, so that a feed written again keeps them."""

MOST_CALLS = 20_000_000
"""Several times the calls of a feed for all of Denmark."""

LONGEST_HEADWAY_S = 86_400.0


def with_frequencies(
    files: FeedFiles, schedule: Schedule, notices: Notices
) -> tuple[Schedule, HeadwayTrips]:
    """Return a schedule in which trips that run every so often do so.

    Parameters
    ----------
    files : FeedFiles
        The feed.
    schedule : Schedule
        Its trips, as ``stop_times.txt`` has them.
    notices : Notices
        Where to count what is odd.

    Returns
    -------
    tuple of Schedule and HeadwayTrips
        With ``exact_times`` 1, the departures are trips of their own and the pattern is gone;
        with 0, the pattern stays and its spans say how often.

    Raises
    ------
    FeedError
        If the file cannot be read, or asks for more trips than fit the memory.
    """
    required = ["trip_id", "start_time", "end_time", "headway_secs"]
    table = read_table(
        files,
        "frequencies.txt",
        required=required,
        optional=["exact_times", DRAWN_AS],
        notices=notices,
    )
    trip = table.positions("trip_id", schedule.trip_id)
    table.note("foreign_key_violation", trip < 0, "trip_id")
    table = table.rows(trip >= 0).unique("trip_id", "start_time")
    is_pattern = np.zeros(schedule.n_trips, dtype=np.bool_)
    is_pattern[trip[trip >= 0]] = True

    spans, exact = _spans(table, schedule)
    is_stated = np.zeros(schedule.n_trips, dtype=np.bool_)
    is_stated[spans.trip[exact]] = True
    stated = spans.rows(exact)
    vague = spans.rows(~exact & ~is_stated[spans.trip])
    _check_size(schedule, spans)
    still_vague = np.zeros(schedule.n_trips, dtype=np.bool_)
    still_vague[vague.trip] = True
    longer = _with_stated(schedule, stated)
    dropped = np.zeros(longer.n_trips, dtype=np.bool_)
    dropped[: schedule.n_trips] = is_pattern & ~still_vague
    return schedule_without_trips(longer, read_only(vague), dropped)


def _spans(table: Table, schedule: Schedule) -> tuple[HeadwayTrips, BoolArray]:
    """Return the spans that can be used, without overlaps, and which are at stated minutes."""
    start_s, end_s = table.times("start_time"), table.times("end_time")
    headway_s = table.numbers("headway_secs", low=1, high=LONGEST_HEADWAY_S, whole=True)
    timed = (start_s != NO_TIME) & (end_s != NO_TIME)
    shown = ("trip_id", "start_time", "end_time")
    table.note("start_and_end_range_equal", timed & (end_s == start_s), *shown)
    table.note("start_and_end_range_out_of_order", timed & (end_s < start_s), *shown)
    sound = timed & (end_s > start_s) & ~np.isnan(headway_s)
    table, start_s, end_s = table.rows(sound), start_s[sound], end_s[sound]
    trip = table.positions("trip_id", schedule.trip_id)
    exact = table.kinds("exact_times", (0, 1)) == 1
    key = _keys(table, schedule, trip, start_s)

    order = np.lexsort((start_s, trip))
    follows = np.append(trip[order][1:] == trip[order][:-1], False)[: order.size]
    next_s = np.append(start_s[order][1:], 0)[: order.size]
    overlap = follows & (end_s[order] > next_s)
    in_file = np.zeros(order.size, dtype=np.bool_)
    in_file[order[overlap]] = True
    table.note("overlapping_frequency", in_file, *shown)
    spans = HeadwayTrips(
        trip=trip[order],
        start_s=start_s[order],
        end_s=np.where(overlap, next_s, end_s[order]),
        headway_s=headway_s[sound].astype(np.int64)[order],
        key=tuple(key[row] for row in order.tolist()),
    )
    return spans, exact[order]


def _keys(table: Table, schedule: Schedule, trip: IntArray, start_s: IntArray) -> list[str]:
    """Return by what the minutes of each span are drawn."""
    pairs = zip(trip.tolist(), start_s.tolist(), strict=True)
    own = [f"{schedule.trip_id[t]} {clock_text(time_s)}" for t, time_s in pairs]
    given = table.text(DRAWN_AS)
    return [unquote(said) or name for said, name in zip(given, own, strict=True)]


def _n_departures(spans: HeadwayTrips) -> IntArray:
    """Return how many departures each span holds, the first at its start."""
    return -(-(spans.end_s - spans.start_s) // spans.headway_s)


def _check_size(schedule: Schedule, spans: HeadwayTrips) -> None:
    """Refuse headways so short that the trips would fill the memory."""
    n_calls = schedule.first_call[spans.trip + 1] - schedule.first_call[spans.trip]
    total = int((_n_departures(spans) * n_calls).sum())
    if total > MOST_CALLS:
        raise FeedError(
            f"frequencies.txt asks for {total:,} calls, more than {MOST_CALLS:,}; look for "
            f"headway_secs that are in minutes"
        )


def _with_stated(schedule: Schedule, spans: HeadwayTrips) -> Schedule:
    """Return a schedule with trips added for every departure of some spans."""
    if spans.trip.size == 0:
        return schedule
    n_departures = _n_departures(spans)
    added = with_departures(schedule, spans.trip, spans.start_s, spans.headway_s, n_departures, ())
    n_calls = schedule.first_call[-1]
    service = np.repeat(schedule.service[spans.trip], n_departures)
    return Schedule(
        first_call=np.concatenate([schedule.first_call, added.first_call[1:] + n_calls]),
        stop=np.concatenate([schedule.stop, added.stop]),
        arrival_s=np.concatenate([schedule.arrival_s, added.arrival_s]),
        departure_s=np.concatenate([schedule.departure_s, added.departure_s]),
        can_board=np.concatenate([schedule.can_board, added.can_board]),
        can_alight=np.concatenate([schedule.can_alight, added.can_alight]),
        line=np.concatenate([schedule.line, added.line]),
        service=np.concatenate([schedule.service, service]),
        shape=np.concatenate([schedule.shape, added.shape]),
        trip_id=(*schedule.trip_id, *added.trip_id),
    )
