"""Trips as flat arrays: what a published feed and a planner's lines both come to.

A trip calls at stops, one after the other. Call ``c`` of trip ``t`` stands at
``first_call[t] + c``. Times are whole seconds after the reference of the service day, which
is noon less twelve hours by the clock of the place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.raptor import I32Array

__all__ = ["ALLOWED", "FORBIDDEN", "TIMED", "ChangeRules", "LineInfo", "Stops", "Trips"]

ALLOWED, FORBIDDEN, TIMED = 0, 1, 2
"""Kinds of change: possible after its least time, not possible, or guaranteed: the train waits."""


SHOWN = 3
"""How many trips or stops are named where they are shown briefly."""


class Stops(NamedTuple):
    """Where trips call. Shape of each array: (n_stops,)."""

    stop_id: tuple[str, ...]
    name: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray
    station: IntArray
    """The stop that stands for the station; a stop that stands alone names itself."""

    def __repr__(self) -> str:
        """Say how many there are, and the first."""
        first = ", ".join(map(repr, self.name[:SHOWN]))
        shown = f": {first}" if first else ""
        more = ", ..." if len(self.name) > SHOWN else ""
        return f"<Stops: {len(self.stop_id):,}{shown}{more}>"


class LineInfo(NamedTuple):
    """What a trip's line is called, and what runs on it."""

    name: str
    number: str = ""
    operator: str = ""
    kind: str = "rail"
    """One of "rail", "bus", "tram", "metro", "ferry" and so on."""

    route_id: str = ""


class Trips(NamedTuple):
    """The trips that run around one service day, in its seconds.

    A trip of the day before keeps its place in time: its seconds are negative, or small.
    """

    first_call: IntArray
    """Shape (n_trips + 1,)."""

    stop: IntArray
    """Of each call. Shape (n_calls,), as the four below."""

    arrival_s: I32Array
    departure_s: I32Array
    can_board: BoolArray
    can_alight: BoolArray
    line: IntArray
    """Of each trip, a position in `lines`. Shape (n_trips,)."""

    shape: IntArray
    """Of each trip, the drawn line of its feed that it follows, or -1. Shape (n_trips,)."""

    trip_id: tuple[str, ...]
    lines: tuple[LineInfo, ...]

    @property
    def n_trips(self) -> int:
        """Count the trips."""
        return self.line.size

    @property
    def n_calls(self) -> int:
        """Count the calls of all trips."""
        return self.stop.size

    def __repr__(self) -> str:
        """Say how many there are, and the first."""
        first = ", ".join(map(repr, self.trip_id[:SHOWN]))
        shown = f": {first}" if first else ""
        more = ", ..." if self.n_trips > SHOWN else ""
        return (
            f"<Trips: {self.n_trips:,} with {self.n_calls:,} calls, {len(self.lines):,} "
            f"lines{shown}{more}>"
        )


class ChangeRules(NamedTuple):
    """What the operators say of changes between two stops. Shape of each: (n_rules,)."""

    from_stop: IntArray
    to_stop: IntArray
    least_s: IntArray
    kind: IntArray
    """One of :data:`ALLOWED`, :data:`FORBIDDEN` and :data:`TIMED`."""
