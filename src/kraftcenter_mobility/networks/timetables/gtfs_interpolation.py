"""Times between the calls whose times are known, by distance.

Most feeds state a time at a few calls of a trip and leave the others blank. A vehicle is
taken to go at one speed between two stated times. Distances come from the first of these
that a trip has throughout: ``shape_dist_traveled``, the drawn line of the trip, straight
lines from stop to stop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.geodesy import link_length_m

from .gtfs_arrays import picked
from .gtfs_notices import note, note_rows
from .gtfs_shapes import along_shape
from .gtfs_times import trip_starts

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_arrays import Shapes
    from .gtfs_calls import Calls
    from .gtfs_routes import TripRows
    from .gtfs_stops import Locations

__all__ = ["with_all_times"]


def with_all_times(
    calls: Calls,
    trips: TripRows,
    locations: Locations,
    *,
    shapes: Callable[[], Shapes],
    notices: Notices,
) -> Calls:
    """Return the calls with a time at each.

    Parameters
    ----------
    calls : Calls
        With a time at both ends of each trip.
    trips : TripRows
        Which drawn line each trip follows.
    locations : Locations
        Where the stops are.
    shapes : callable
        Reads the drawn lines; only called where they are needed.
    notices : Notices
        Where to count.

    Returns
    -------
    Calls
        In whole seconds.
    """
    blank = calls.arrival_s < 0
    if not blank.any():
        return calls
    some_blank = np.bincount(calls.trip[blank], minlength=len(trips.trip_id)) > 0
    rows = np.flatnonzero(some_blank[calls.trip])
    part = picked(calls, rows)
    along = _distances(part, trips, locations, shapes, notices)
    filled = _between(part.arrival_s, part.departure_s, along)
    arrival_s, departure_s = calls.arrival_s.copy(), calls.departure_s.copy()
    arrival_s[rows] = np.where(part.arrival_s < 0, filled, part.arrival_s)
    departure_s[rows] = np.where(part.departure_s < 0, filled, part.departure_s)
    return calls._replace(arrival_s=arrival_s, departure_s=departure_s)


def _between(arrival_s: IntArray, departure_s: IntArray, along: FloatArray) -> IntArray:
    """Return a time for every call, at one speed between those that have one."""
    timed = arrival_s >= 0
    rows = np.arange(arrival_s.size)
    before = np.maximum.accumulate(np.where(timed, rows, 0))
    after = np.minimum.accumulate(np.where(timed, rows, rows.size - 1)[::-1])[::-1]
    stretch = along[after] - along[before]
    by_distance = stretch > 0
    part = np.where(by_distance, along - along[before], rows - before)
    whole = np.where(by_distance, stretch, np.maximum(after - before, 1))
    wait_s = arrival_s[after] - departure_s[before]
    filled: IntArray = departure_s[before] + np.rint(wait_s * (part / whole)).astype(np.int64)
    return filled


def _distances(
    calls: Calls,
    trips: TripRows,
    locations: Locations,
    shapes: Callable[[], Shapes],
    notices: Notices,
) -> FloatArray:
    """Return how far along its trip each call lies, in whatever unit. Shape (n_calls,)."""
    first = trip_starts(calls.trip)
    number = np.cumsum(first) - 1
    n_trips = int(first.sum())
    blank = calls.arrival_s < 0

    unstated = np.bincount(number[np.isnan(calls.along)], minlength=n_trips) > 0
    falls = (np.diff(calls.along, prepend=0.0) < 0) & ~first
    falling = np.bincount(number[falls], minlength=n_trips) > 0
    note_rows(
        notices,
        "decreasing_or_equal_stop_time_distance",
        (falling & ~unstated)[number] & first,
        lambda row: f"stop_times.txt: trip_id {trips.trip_id[calls.trip[row]]!r}",
    )
    stated = ~(unstated | falling)[number]
    straight = _straight(calls, locations, first)
    drawn = np.full(straight.size, np.nan)
    if (~stated & (trips.shape[calls.trip] >= 0)).any():
        drawn = _drawn(calls, trips, locations, shapes(), ~stated)
    on_line = ~stated & ~np.isnan(drawn)
    _note_ways(notices, blank, stated, on_line)
    return np.where(stated, calls.along, np.where(on_line, drawn, straight))


def _note_ways(notices: Notices, blank: BoolArray, stated: BoolArray, on_line: BoolArray) -> None:
    """Count the calls whose times are made, by the distance that was used."""
    ways = (
        ("by shape_dist_traveled", stated),
        ("by distance along shapes.txt", on_line),
        ("by distance from stop to stop", ~stated & ~on_line),
    )
    for way, chosen in ways:
        n_calls = int(np.count_nonzero(blank & chosen))
        note(notices, "interpolated_time", f"{n_calls:,} {way}", count=n_calls)


def _straight(calls: Calls, locations: Locations, first: BoolArray) -> FloatArray:
    """Return the metres from stop to stop, as the crow flies. Shape (n_calls,)."""
    lon, lat = locations.lon[calls.stop], locations.lat[calls.stop]
    placed = np.flatnonzero(~np.isnan(lon))
    same_trip = calls.trip[placed[1:]] == calls.trip[placed[:-1]]
    link_m = link_length_m(lon[placed[:-1]], lat[placed[:-1]], lon[placed[1:]], lat[placed[1:]])
    step_m = np.zeros(first.size)
    step_m[placed[1:]] = np.where(same_trip, link_m, 0.0)
    return np.cumsum(step_m)


def _drawn(
    calls: Calls, trips: TripRows, locations: Locations, shapes: Shapes, wanted: BoolArray
) -> FloatArray:
    """Return the metres along the trips' lines, NaN where they have none. Shape (n_calls,)."""
    along = np.full(calls.trip.size, np.nan)
    begins = np.flatnonzero(trip_starts(calls.trip))
    ends = np.append(begins[1:], calls.trip.size)
    known: dict[tuple[int, bytes], FloatArray | None] = {}
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        shape = int(trips.shape[calls.trip[begin]])
        if not wanted[begin] or shape < 0:
            continue
        stop = calls.stop[begin:end]
        key = shape, stop.tobytes()
        if key not in known:
            known[key] = _on_shape(shape, stop, locations, shapes)
        metres = known[key]
        if metres is not None:
            along[begin:end] = metres
    return along


def _on_shape(
    shape: int, stop: IntArray, locations: Locations, shapes: Shapes
) -> FloatArray | None:
    """Return the metres of a trip's stops along its line, or None."""
    if not locations.has_place[stop].all():
        return None
    return along_shape(locations.lon[stop], locations.lat[stop], *shapes.points(shape))
