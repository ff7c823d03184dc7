"""Where one comes to stops from the street: at entrances, if they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.modes import WALKING
from kraftcenter_mobility.units import MS_PER_KMH

from .geodesy import link_length_m
from .ticks import whole_ticks

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .public_transport import PublicTransport

__all__ = ["StopPoints", "stop_points_of"]


class StopPoints(NamedTuple):
    """Where one comes to stops from the street. Shape of each array: (n_points,)."""

    stop: IntArray
    lon: FloatArray
    lat: FloatArray
    enter_s: FloatArray
    """From the street to the platform, in seconds; infinite where one cannot go in."""

    leave_s: FloatArray
    """From the platform to the street."""

    names: tuple[str, ...]
    """Of all stops. Shape (n_stops,)."""

    def only(self, keep: Any) -> StopPoints:
        """Return some of the points."""
        return StopPoints(
            self.stop[keep],
            self.lon[keep],
            self.lat[keep],
            self.enter_s[keep],
            self.leave_s[keep],
            self.names,
        )


def stop_points_of(transit: PublicTransport, stops: IntArray) -> StopPoints:
    """Return where one comes to some stops from the street.

    A stop of a feed whose entrances the feed knows is reached through these alone. A rail
    station is reached where it stands, and through its entrances with a straight walk.

    Parameters
    ----------
    transit : PublicTransport
        The stops.
    stops : array of int, shape (n_stops,)
        Which of them.

    Returns
    -------
    StopPoints
        At least one point for each stop.
    """
    every = transit.stops
    parts = [_doors_of_feed(transit, stops), _doors_of_stations(transit, stops)]
    plain = np.setdiff1d(stops, parts[0][0])
    still_s = np.zeros(plain.size)
    parts.append((plain, every.lon[plain], every.lat[plain], still_s, still_s))
    columns = zip(*parts, strict=True)
    stop, lon, lat, enter_s, leave_s = (np.concatenate(column) for column in columns)
    points = StopPoints(stop, lon, lat, enter_s, leave_s, every.name)
    return points.only(np.argsort(stop, kind="stable"))


Points = tuple["IntArray", "FloatArray", "FloatArray", "FloatArray", "FloatArray"]


def _doors_of_feed(transit: PublicTransport, stops: IntArray) -> Points:
    """Return the entrances that the feed knows."""
    if transit.feed is None:
        none = np.zeros(0)
        return np.zeros(0, dtype=np.int64), none, none, none, none
    doors = transit.feed.entrances
    mine = np.flatnonzero(np.isin(doors.stop, stops))
    enter_s, leave_s = (
        whole_ticks(np.asarray(time_s[mine], dtype=np.float64))
        for time_s in (doors.entrance_s, doors.exit_s)
    )
    return doors.stop[mine], doors.lon[mine], doors.lat[mine], enter_s, leave_s


def _doors_of_stations(transit: PublicTransport, stops: IntArray) -> Points:
    """Return the entrances of rail stations, each a straight walk away."""
    rail, rows = transit.rail, []
    wanted = set(stops.tolist())
    for station, stop in transit.stop_of_station().items():
        if stop in wanted:
            span = range(rail.first_entrance[station], rail.first_entrance[station + 1])
            rows += [(stop, station, door) for door in span]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    of, at = table[:, 1], table[:, 2]
    lon, lat = rail.entrance_lon[at], rail.entrance_lat[at]
    length_m = link_length_m(lon, lat, rail.station_lon[of], rail.station_lat[of])
    walk_s = whole_ticks(length_m / (WALKING.access_speed_kmh * MS_PER_KMH))
    return table[:, 0], lon, lat, walk_s, walk_s
