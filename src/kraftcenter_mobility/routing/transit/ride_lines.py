"""Where rides run: along tracks, or the lines of a feed; else straight from stop to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.rails.path_lines import path_points
from kraftcenter_mobility.networks.timetables.gtfs_shapes import along_shape, part_of_shape

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.timetable import Timetable
    from kraftcenter_mobility.networks.timetables.trips import LineInfo
    from kraftcenter_mobility.networks.trains.line_times import LineTimes

    from .rides import Ride

__all__ = ["RideLines"]

LonLat = tuple[float, float]


class RideLines:
    """Draws the rides of one timetable."""

    def __init__(self, transit: PublicTransport, timetable: Timetable) -> None:
        """Keep what runs, and when."""
        self._transit, self._timetable = transit, timetable
        self._own = {line.name: line for line in transit.lines}
        self._along_shape: dict[tuple[int, bytes], FloatArray | None] = {}
        self._station_of = {stop: station for station, stop in transit.stop_of_station().items()}

    def info(self, ride: Ride) -> LineInfo:
        """Return what is known of a ride's line."""
        trips = self._timetable.trips
        return trips.lines[int(trips.line[ride.trip])]

    def points(self, ride: Ride) -> list[LonLat]:
        """Return the points along a ride, both of its stops included."""
        trips, stops = self._timetable.trips, self._timetable.stops
        first = int(trips.first_call[ride.trip])
        called = trips.stop[first + ride.on : first + ride.off + 1]
        straight = list(zip(stops.lon[called].tolist(), stops.lat[called].tolist(), strict=True))
        every = trips.stop[first : int(trips.first_call[ride.trip + 1])]
        if trips.shape[ride.trip] >= 0:
            drawn = self._on_shape(int(trips.shape[ride.trip]), every, ride)
            return [straight[0], *drawn, straight[-1]] if drawn else straight
        line = self._own.get(self.info(ride).route_id)
        if line is None:
            return straight
        stations = [self._station_of.get(stop, -1) for stop in every.tolist()]
        for times in self._transit.line_times(line):
            if times.paths and times.station.tolist() == stations:
                along = self._along(times, ride)
                return [straight[0], *along, straight[-1]]
        return straight

    def _on_shape(self, shape: int, every: IntArray, ride: Ride) -> list[LonLat]:
        """Return the points along a line of the feed, none if it does not pass the stops."""
        feed, stops = self._transit.feed, self._timetable.stops
        if feed is None:
            return []
        lon, lat = feed.shapes.points(shape)
        key = shape, every.tobytes()
        if key not in self._along_shape:
            self._along_shape[key] = along_shape(stops.lon[every], stops.lat[every], lon, lat)
        along_m = self._along_shape[key]
        if along_m is None:
            return []
        points = part_of_shape(lon, lat, float(along_m[ride.on]), float(along_m[ride.off]))
        return [tuple(each) for each in points.tolist()]

    def _along(self, times: LineTimes, ride: Ride) -> list[LonLat]:
        """Return the points along the tracks from one call to another."""
        listed = times.listed.tolist()
        positions, position = [], -1
        for station in times.station.tolist():
            position = listed.index(station, position + 1)
            positions.append(position)
        paths = times.paths[positions[ride.on] : positions[ride.off]]
        points = path_points(self._transit.rail, paths)
        return [tuple(each) for each in np.asarray(points).tolist()]
