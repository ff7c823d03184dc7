"""The rides of journeys, traced back through the rounds of a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.networks.timetables.timetable import Timetable

    from .question import Asked

__all__ = ["Ride", "Rides", "RoundSearch", "ride_of"]


class Ride(NamedTuple):
    """One ride, as it is made."""

    trip: int
    """Of the timetable's trips."""

    on: int
    off: int
    """Which of the trip's calls one gets on and off at."""

    on_stop: int
    off_stop: int
    departs_at_s: int
    arrives_at_s: int


class Rides(NamedTuple):
    """The rides of a journey, and the walks to the first and from the last."""

    rides: tuple[Ride, ...]
    access_s: float
    """From the origin to the first stop, without slack."""

    egress_s: float


class RoundSearch:
    """What one moment of setting out from one source leads to, round by round."""

    def __init__(self, asked: Asked, source: int, start_s: float) -> None:
        """Search."""
        from kraftcenter_mobility._kernels.raptor import raptor_scratch
        from kraftcenter_mobility._kernels.raptor_rounds import rounds_search

        question = asked.question
        self._asked, self._start_s = asked, start_s
        self._running, n_rounds = question.running[0], question.most_rides
        near = slice(question.sources.first[source], question.sources.first[source + 1])
        self._seed_stop = question.sources.stop[near]
        self._seed_s = question.sources.time_s[near]
        shape = n_rounds + 1, question.n_stops
        self._ride_s, ready_s = np.empty(shape, np.int32), np.empty(shape, np.int32)
        rounds_search(
            self._running.patterns,
            self._running.changes,
            self._seed_stop,
            self._seed_s,
            start_s,
            n_rounds,
            question.longest_s,
            raptor_scratch(self._running.patterns, n_rounds),
            self._ride_s,
            ready_s,
        )

    def journey(self, sink: int, time_s: float, n_rides: int) -> Rides:
        """Return the journey to a sink that takes so long, with so many rides."""
        from kraftcenter_mobility._kernels.raptor_rounds import trace

        stop, sink_s = self._last_stop(sink, time_s, n_rides)
        legs = np.empty((n_rides, 4), dtype=np.int64)
        count = trace(
            self._running.patterns,
            self._running.turned.changes,
            self._seed_stop,
            self._seed_s,
            self._start_s,
            self._ride_s,
            stop,
            n_rides,
            legs,
        )
        timetable, backward = self._asked.timetables[0], self._asked.backward
        rides = [ride_of(timetable, leg, backward=backward) for leg in legs[:count]]
        if backward:
            rides.reverse()
        source_s = self._first_link_s(legs[0])
        access_s, egress_s = (sink_s, source_s) if backward else (source_s, sink_s)
        return Rides(tuple(rides), access_s - self._asked.slack_s, egress_s)

    def _last_stop(self, sink: int, time_s: float, n_rides: int) -> tuple[int, float]:
        """Return the stop at which the last ride ends, and the way from there."""
        sinks = self._asked.question.sinks
        for k in range(sinks.first[sink], sinks.first[sink + 1]):
            stop, link_s = int(sinks.stop[k]), float(sinks.time_s[k])
            if self._ride_s[n_rides, stop] - self._start_s + link_s == time_s:
                return stop, link_s
        raise RuntimeError(f"no ride ends where the journey to place {sink} begins its last walk")

    def _first_link_s(self, leg: IntArray) -> float:
        """Return the way from the source to where the first ride is boarded."""
        patterns = self._running.patterns
        boarded = patterns.stop[patterns.first_call[leg[0]] + leg[2]]
        return float(self._seed_s[self._seed_stop == boarded].min())


def ride_of(timetable: Timetable, leg: IntArray, *, backward: bool) -> Ride:
    """Return a leg of a search as a ride of the timetable, whichever way time ran."""
    pattern, row, on, off = leg.tolist()
    patterns, trips = timetable.patterns, timetable.trips
    if backward:
        n_calls = int(patterns.first_call[pattern + 1] - patterns.first_call[pattern])
        n_times = int(patterns.first_time[pattern + 1] - patterns.first_time[pattern])
        row, on, off = n_times // n_calls - 1 - row, n_calls - 1 - off, n_calls - 1 - on
    trip = int(timetable.trip_row[timetable.first_row[pattern] + row])
    first = int(trips.first_call[trip])
    return Ride(
        trip,
        on,
        off,
        int(trips.stop[first + on]),
        int(trips.stop[first + off]),
        int(trips.departure_s[first + on]),
        int(trips.arrival_s[first + off]),
    )
