"""What a published feed says of service, as flat arrays.

The times of a trip are seconds after the reference of whichever service day it runs on;
which days those are, the calendar says. So one copy of a trip serves every date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.raptor import I32Array

    F32Array = NDArray[np.float32]

Arrays = TypeVar("Arrays", bound=tuple[Any, ...])

__all__ = [
    "Calendar",
    "Entrances",
    "HeadwayTrips",
    "Schedule",
    "Shapes",
    "call_rows",
    "columns_of",
    "picked",
    "read_only",
]


class Calendar(NamedTuple):
    """On which days each service runs. Days are proleptic ordinals, as `datetime.date` has."""

    service_id: tuple[str, ...]
    weekdays: BoolArray
    """Monday to Sunday. Shape (n_services, 7)."""

    first_day: IntArray
    last_day: IntArray
    """Between which the weekdays count, both included. Shape (n_services,)."""

    changed_service: IntArray
    changed_day: IntArray
    added: BoolArray
    """Days added to a service (True) or taken from it. Shape of the three: (n_changes,)."""


class Schedule(NamedTuple):
    """All trips of a feed, whatever day they run on."""

    first_call: IntArray
    """Shape (n_trips + 1,)."""

    stop: IntArray
    """Of each call. Shape (n_calls,), as the four below."""

    arrival_s: I32Array
    departure_s: I32Array
    can_board: BoolArray
    can_alight: BoolArray
    line: IntArray
    """Of each trip, a position in the feed's lines. Shape (n_trips,)."""

    service: IntArray
    """Of each trip, a position in the calendar. Shape (n_trips,)."""

    shape: IntArray
    """Of each trip, a position in the feed's shapes, or -1. Shape (n_trips,)."""

    trip_id: tuple[str, ...]

    @property
    def n_trips(self) -> int:
        """Count the trips."""
        return self.line.size


class HeadwayTrips(NamedTuple):
    """Spans of time in which a trip runs every so often, at no stated minute.

    The trip is a pattern: only the differences between its times count, and it runs at no
    other time. Shape of each column: (n_spans,).
    """

    trip: IntArray
    """Position in the schedule."""

    start_s: IntArray
    end_s: IntArray
    """Departures from the first stop lie in ``[start_s, end_s)``."""

    headway_s: IntArray
    key: tuple[str, ...]
    """By which the minutes are drawn: trip and start as they were read, whatever was edited."""

    def rows(self, which: BoolArray | IntArray) -> HeadwayTrips:
        """Return some of the spans."""
        return HeadwayTrips(
            self.trip[which],
            self.start_s[which],
            self.end_s[which],
            self.headway_s[which],
            tuple(np.array(self.key, dtype=object)[which].tolist()),
        )


class Entrances(NamedTuple):
    """How long it takes between the street and a stop inside a station, in seconds.

    A stop that has rows here is reached through them, not straight from the street. Shape of
    each: (n_entrances,).
    """

    stop: IntArray
    lon: FloatArray
    lat: FloatArray
    entrance_s: FloatArray
    """From the street to the stop; infinity where one can only get out."""

    exit_s: FloatArray
    """From the stop to the street; infinity where one can only get in."""


class Shapes(NamedTuple):
    """The lines that trips follow, as they are drawn on maps."""

    first_point: IntArray
    """Shape (n_shapes + 1,)."""

    lon: FloatArray | F32Array
    lat: FloatArray | F32Array
    """In degrees; feeds keep them in single precision, which is a metre or better.
    Shape (n_points,)."""

    @property
    def n_shapes(self) -> int:
        """Count the lines."""
        return self.first_point.size - 1

    def points(self, shape: int) -> tuple[FloatArray, FloatArray]:
        """Return longitudes and latitudes of a line in double precision. Shape (n_points,)."""
        begin, end = self.first_point[[shape, shape + 1]].tolist()
        lon, lat = self.lon[begin:end], self.lat[begin:end]
        return lon.astype(np.float64, copy=False), lat.astype(np.float64, copy=False)


def call_rows(first_call: IntArray, trips: IntArray) -> tuple[IntArray, IntArray]:
    """Return where the calls of some trips stand, and where each trip's begin among those.

    Parameters
    ----------
    first_call : numpy.ndarray
        Where each trip's calls begin. Shape (n_trips + 1,).
    trips : numpy.ndarray
        Positions of the trips that are wanted. Shape (n_wanted,).

    Returns
    -------
    tuple of numpy.ndarray
        Positions of the calls, shape (n_calls,), and the new beginnings, shape
        (n_wanted + 1,).
    """
    n_calls = (first_call[1:] - first_call[:-1])[trips]
    starts = np.zeros(trips.size + 1, dtype=np.int64)
    np.cumsum(n_calls, out=starts[1:])
    rows = np.repeat(first_call[:-1][trips] - starts[:-1], n_calls)
    rows += np.arange(rows.size, dtype=np.int64)
    return rows, starts


def columns_of(schedule: Any, trips: IntArray) -> dict[str, NDArray[Any]]:
    """Return what some trips have in a schedule, or among those of a day, by name.

    Parameters
    ----------
    schedule : Schedule or Trips
        All trips.
    trips : numpy.ndarray
        Positions of the trips that are wanted. Shape (n_wanted,).

    Returns
    -------
    dict of str to numpy.ndarray
        The columns that both kinds have.
    """
    rows, first_call = call_rows(schedule.first_call, trips)
    of_calls = ("stop", "arrival_s", "departure_s", "can_board", "can_alight")
    return {
        "first_call": first_call,
        **{name: getattr(schedule, name)[rows] for name in of_calls},
        **{name: getattr(schedule, name)[trips] for name in ("line", "shape")},
    }


def read_only(arrays: Arrays) -> Arrays:
    """Return a named tuple after its arrays were closed to writing."""
    for value in arrays:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return arrays


def picked(arrays: Arrays, rows: BoolArray | IntArray) -> Arrays:
    """Return a named tuple of columns with some of their rows."""
    return type(arrays)(*(column[rows] for column in arrays))
