"""How much time public transport leaves for the streets around each stop, moment by moment.

To set out at one moment and be there within the cutoff is to set out then or later and be
there by another moment. So what is reached *to* a place with a window of departures is found
from when one must have arrived, the cutoff after each of them; and likewise *from* a place
with a window of arrivals. Each cutoff then has a search of its own, and the searches always
begin at the place.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.heap import MAX_TIME_S, TICKS_PER_SECOND
from kraftcenter_mobility._kernels.raptor import INF_S
from kraftcenter_mobility._kernels.reach_counts import NEVER
from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.networks.joins import edge_ends
from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow
from kraftcenter_mobility.routing.one_edge import pairs_along_one_edge
from kraftcenter_mobility.routing.searches import entries, times_between
from kraftcenter_mobility.routing.transit.question import timetables_of
from kraftcenter_mobility.routing.transit.running import Running
from kraftcenter_mobility.routing.transit.stop_walks import StopWalks

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.raptor import I32Array
    from kraftcenter_mobility._kernels.reach_counts import TickTable
    from kraftcenter_mobility.modes import Mode, TransitMode
    from kraftcenter_mobility.networks.joins import EdgeEnds, Joins
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.stop_points import StopPoints
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.routing.transit.question import Window

__all__ = ["StopLabels", "floor_ticks"]


def floor_ticks(time_s: float) -> float:
    """Return a duration in whole ticks, no longer than searches go."""
    return math.floor(min(time_s, MAX_TIME_S) * TICKS_PER_SECOND) / TICKS_PER_SECOND


class Seeds(NamedTuple):
    """The stops near to one place, each with the time between."""

    stop: I32Array
    time_s: FloatArray


class StopLabels:
    """Searches by public transport from places, or to them, and what they leave at stops."""

    def __init__(  # noqa: PLR0913 - the settings of one question
        self,
        network: TransportNetwork,
        *,
        mode: TransitMode,
        window: Window,
        to_street: bool,
        longest_s: float,
        max_distance_m: float,
        allow_islands: bool,
        threads: int | None,
    ) -> None:
        """Keep the question, and find what runs and where one comes to it.

        Raises
        ------
        TimetableError
            If the network has no timetable, or nothing of it runs on the day.
        """
        transit = _transit_of(network, mode)
        self._network, self._mode, self._to_street = network, mode, to_street
        self._window, self._threads = window, threads
        self._moment_s = window.at_s(transit.timezone)
        self._longest_s = floor_ticks(min(mode.longest_s, longest_s))
        timetables = timetables_of(transit, mode, window, self._longest_s)
        walks = StopWalks(
            network, transit, mode, timetables, max_distance_m, allow_islands, threads
        )
        served = np.unique(np.concatenate([each.patterns.stop for each in timetables]))
        self._points: StopPoints = transit.stop_points(served.astype(np.int64))
        self.street_mode, self._place_mode = mode.egress, mode.access
        if not to_street:
            self.street_mode, self._place_mode = mode.access, mode.egress
        self._joined = {
            each: self._joins_of(each, allow_islands=allow_islands)
            for each in (self.street_mode, self._place_mode)
        }
        self._far = {
            each: joins.distance_m > max_distance_m for each, (joins, _) in self._joined.items()
        }
        changes = walks.changes()
        running = tuple(Running(each.patterns, changes) for each in timetables)
        self._running = running if to_street else tuple(each.turned for each in running)

    @property
    def n_moments(self) -> int:
        """Number of moments, all draws together."""
        return self._moment_s.size * len(self._running)

    @property
    def stops_at_street(self) -> EdgeEnds:
        """Where the points of all stops join the streets."""
        return self._joined[self.street_mode][1]

    def near(self, places: EdgeEnds) -> list[Seeds]:
        """Return the stops near to each place, as it joins the roads of the other side's mode."""
        mode, points = self._mode, self._points
        limit_s = floor_ticks(mode.access_cutoff_s if self._to_street else mode.egress_cutoff_s)
        way_s = self._ways_s(places, limit_s)
        way_s += points.enter_s if self._to_street else points.leave_s
        way_s[:, self._far[self._place_mode]] = np.inf
        return [self._seeds(row, limit_s) for row in way_s]

    def spare(self, seeds: Seeds, cutoff_s: float) -> TickTable:
        """Return the time left at every point for the way between it and the street, in ticks.

        Shape (n_moments, n_points), all draws one after the other.
        """
        mode, points = self._mode, self._points
        cutoff_s = floor_ticks(min(cutoff_s, self._longest_s))
        taken_s = self._rides_s(seeds, cutoff_s)[:, points.stop]
        limit_s = mode.egress_cutoff_s if self._to_street else mode.access_cutoff_s
        slack_s = 0 if self._to_street else mode.slack_s
        left_s = np.minimum(cutoff_s - slack_s - taken_s, floor_ticks(limit_s))
        left_s -= points.leave_s if self._to_street else points.enter_s
        left_s[:, self._far[self.street_mode]] = -np.inf
        ticks = np.where(left_s >= 0.0, left_s, float(NEVER)) * TICKS_PER_SECOND
        return np.maximum(ticks, float(NEVER)).astype(np.int32)

    def _rides_s(self, seeds: Seeds, cutoff_s: float) -> FloatArray:
        """Return how long after each moment a ride ends at each stop, infinite beyond the cutoff.

        Shape (n_moments, n_stops).
        """
        from kraftcenter_mobility._kernels.raptor import raptor_scratch
        from kraftcenter_mobility._kernels.raptor_range import range_search

        start_s = self._starts(cutoff_s)
        shape = start_s.size, self._running[0].patterns.first_pattern.size - 1
        rides_s = np.empty((len(self._running), *shape))
        arrival_s, n_rides = np.empty(shape, np.int32), np.empty(shape, np.uint8)
        for draw, running in enumerate(self._running):
            range_search(
                running.patterns,
                running.useful_changes,
                seeds.stop,
                seeds.time_s,
                start_s,
                self._mode.most_rides,
                cutoff_s,
                raptor_scratch(running.patterns, self._mode.most_rides),
                arrival_s,
                n_rides,
            )
            rides_s[draw] = np.where(arrival_s < INF_S, arrival_s - start_s[:, np.newaxis], np.inf)
        every_s: FloatArray = rides_s.reshape(-1, shape[1])
        return every_s

    def _starts(self, cutoff_s: float) -> FloatArray:
        """Return when searches begin at the place, the last first; time runs backwards to it."""
        by_arrival = isinstance(self._window, ArrivalWindow)
        if self._to_street:
            moment_s = self._moment_s - cutoff_s if by_arrival else self._moment_s
            return np.ascontiguousarray(moment_s[::-1])
        return -(self._moment_s if by_arrival else self._moment_s + cutoff_s)

    def _joins_of(self, mode: Mode, *, allow_islands: bool) -> tuple[Joins, EdgeEnds]:
        """Return where the points of all stops join the streets of a mode."""
        metric = self._network.metric(mode)
        index = self._network.segment_index(metric, allow_islands=allow_islands)
        joins = index.nearest(self._points.lon, self._points.lat)
        return joins, edge_ends(metric, joins, access=True)

    def _ways_s(self, places: EdgeEnds, limit_s: float) -> FloatArray:
        """Return the ways between places and points. Shape (n_places, n_points)."""
        mode, points = self._place_mode, self._joined[self._place_mode][1]
        layout = self._network.layout(self._network.metric(mode), backward=not self._to_street)
        if self._to_street:
            seeds = entries(layout, places, places.after_s, seeds=True)
            targets = entries(layout, points, points.before_s, seeds=False)
            along = pairs_along_one_edge(places, points)
        else:
            seeds = entries(layout, places, places.before_s, seeds=True)
            targets = entries(layout, points, points.after_s, seeds=False)
            along = pairs_along_one_edge(points, places)
        way_s = times_between(
            layout,
            seeds,
            targets,
            cutoff_s=limit_s,
            threads=self._threads,
            advance=lambda _: None,
        )
        for each in along:
            pair = (each.origin, each.destination)
            np.minimum.at(way_s, pair if self._to_street else pair[::-1], each.time_s)
        return way_s

    def _seeds(self, way_s: FloatArray, limit_s: float) -> Seeds:
        """Return the stops within the limit, by the best of their doors."""
        best_s = np.full(self._running[0].patterns.first_pattern.size - 1, np.inf)
        np.minimum.at(best_s, self._points.stop, way_s)
        stop: IntArray = np.flatnonzero(best_s <= limit_s)
        slack_s = self._mode.slack_s if self._to_street else 0
        return Seeds(stop.astype(np.int32), best_s[stop] + slack_s)


def _transit_of(network: TransportNetwork, mode: TransitMode) -> PublicTransport:
    """Return what runs, which must be something."""
    if not network.transit:
        raise TimetableError(
            f"mode {mode.name!r} needs trains or buses, and the network knows none; add a feed "
            f"with network.with_gtfs(...) or lines with network.with_lines(...)"
        )
    return network.transit
