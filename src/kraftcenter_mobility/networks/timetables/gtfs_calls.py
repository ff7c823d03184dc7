"""The calls of trips at stops, in order, as a feed's ``stop_times.txt`` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import FeedError

from .gtfs_arrays import picked
from .gtfs_stops import BOARDING_AREA, PLATFORM
from .gtfs_tables import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_archive import FeedFiles
    from .gtfs_columns import Table
    from .gtfs_stops import Locations

__all__ = ["Calls", "read_calls"]

REGULAR, NONE, BY_TELEPHONE, FROM_DRIVER = range(4)
"""Whether one may get on, or off, at a call."""

OPTIONAL = (
    *("arrival_time", "departure_time", "pickup_type", "drop_off_type"),
    *("shape_dist_traveled", "continuous_pickup"),
)


class Calls(NamedTuple):
    """Calls, sorted by trip and along it. Shape of each: (n_calls,)."""

    trip: IntArray
    stop: IntArray
    """Position among the feed's locations."""

    arrival_s: IntArray
    departure_s: IntArray
    """Negative where a time is not known."""

    can_board: BoolArray
    can_alight: BoolArray
    along: FloatArray
    """``shape_dist_traveled``, in the feed's own unit; NaN where there is none."""


def read_calls(
    files: FeedFiles, trip_ids: Sequence[str], locations: Locations, notices: Notices
) -> Calls:
    """Return the calls of known trips at known stops, in the order the vehicles make them.

    Parameters
    ----------
    files : FeedFiles
        The feed.
    trip_ids : sequence of str
        The trips whose calls are wanted.
    locations : Locations
        At which they may be.
    notices : Notices
        Where to count what is odd.

    Returns
    -------
    Calls
        With the times as they are written.

    Raises
    ------
    FeedError
        If the file is missing or cannot be read.
    """
    if "stop_times.txt" not in files:
        raise FeedError(
            "the feed has no 'stop_times.txt' (missing_required_file); fetch a whole feed"
        )
    required = ["trip_id", "stop_id", "stop_sequence"]
    table = read_table(
        files, "stop_times.txt", required=required, optional=OPTIONAL, notices=notices
    )
    table = table.required(*required)
    trip, stop = table.positions("trip_id", trip_ids), table.positions("stop_id", locations.stop_id)
    table.note("foreign_key_violation", trip < 0, "trip_id")
    table.note("foreign_key_violation", stop < 0, "trip_id", "stop_id")
    place = table.numbers("stop_sequence", low=0, whole=True)
    known = (trip >= 0) & (stop >= 0) & ~np.isnan(place)
    if not known.all():
        table, trip, stop, place = table.rows(known), trip[known], stop[known], place[known]
    kind = locations.kind[stop]
    table.note("location_with_unexpected_stop_time", ~_is_callable(kind), "trip_id", "stop_id")
    calls = Calls(
        trip=trip,
        stop=stop,
        arrival_s=table.times("arrival_time"),
        departure_s=table.times("departure_time"),
        can_board=_allowed(table, "pickup_type"),
        can_alight=_allowed(table, "drop_off_type"),
        along=table.numbers("shape_dist_traveled", low=0.0),
    )
    _note_continuous(table)
    return _in_order(calls, place, table)


def _is_callable(kind: IntArray) -> BoolArray:
    """Say which kinds of locations trips may call at. Same shape as `kind`."""
    return np.isin(kind, (PLATFORM, BOARDING_AREA))


def _allowed(table: Table, name: str) -> BoolArray:
    """Say at which calls one may get on, or off. Shape (n_calls,)."""
    kind = table.kinds(name, range(4))
    allowed: BoolArray = kind != NONE
    table.note("on_request", np.isin(kind, (BY_TELEPHONE, FROM_DRIVER)), "trip_id", name)
    return allowed


def _note_continuous(table: Table) -> None:
    """Count the calls after which one may get on anywhere."""
    column = table.column("continuous_pickup")
    on_the_way = ~np.isin(column.value.astype(str), ("1", ""))
    table.note("continuous_stops_not_used", on_the_way[column.code], "trip_id")


def _in_order(calls: Calls, place: FloatArray, table: Table) -> Calls:
    """Return the calls sorted by trip and by their place in it, each place once."""
    same = calls.trip[1:] == calls.trip[:-1]
    sorted_already = (calls.trip[1:] > calls.trip[:-1]) | (same & (place[1:] > place[:-1]))
    if sorted_already.all():
        return calls
    order = np.lexsort((place, calls.trip))
    trip, at = calls.trip[order], place[order]
    again = np.concatenate(([False], (trip[1:] == trip[:-1]) & (at[1:] == at[:-1])))
    is_copy = np.zeros(again.size, dtype=np.bool_)
    is_copy[order[again]] = True
    table.note("duplicate_key", is_copy, "trip_id", "stop_sequence")
    return picked(calls, order[~again])
