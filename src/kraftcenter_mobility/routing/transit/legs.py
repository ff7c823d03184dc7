"""Journeys leg by leg: walks through the streets, rides along tracks, and waiting."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.networks.geodesy import link_length_m
from kraftcenter_mobility.networks.timetables.service_days import zone_of
from kraftcenter_mobility.routing.journeys import journeys

from .ride_lines import RideLines

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility.modes import Mode, TransitMode
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .question import Asked
    from .rides import Ride, Rides

__all__ = ["Legs"]

LonLat = tuple[float, float]

FAR_M = 1e9
"""Nothing is too far: what lies too far has been refused before."""


class Legs:
    """Makes rows of the table of journeys."""

    def __init__(self, network: TransportNetwork, asked: Asked, mode: TransitMode) -> None:
        """Keep what journeys are made of."""
        self._network, self._asked, self._mode = network, asked, mode
        self._timetable = asked.timetables[0]
        self._lines = RideLines(asked.transit, self._timetable)
        self._walk = lru_cache(maxsize=None)(self._walked)

    def none(self) -> dict[str, Any]:
        """Return the row where there is no way."""
        return self._row(np.inf, [], [], None, None)

    def direct(self, pair: tuple[int, int], begin_s: float, time_s: float) -> dict[str, Any]:
        """Return the row of a journey without any ride."""
        origin, destination = self._places(pair)
        walk = self._walk(self._mode.direct, origin, destination)
        legs = [self._leg(walk, begin_s, time_s, *self._names(pair))]
        return self._finished(legs, walk["points"], begin_s, time_s)

    def of_rides(
        self, pair: tuple[int, int], begin_s: float, time_s: float, found: Rides
    ) -> dict[str, Any]:
        """Return the row of a journey with rides."""
        origin, destination = self._places(pair)
        names, stops = self._names(pair), self._timetable.stops
        here, place, name, now_s = origin, origin, names[0], begin_s
        legs: list[dict[str, Any]] = []
        points: list[LonLat] = []
        for number, ride in enumerate(found.rides):
            there = self._stop(ride.on_stop)
            first = number == 0
            if first or here != there:
                mode = self._mode.access if first else self._mode.change
                walk = self._walk(mode, place, there)
                walk_s = found.access_s if first else self._change_s(walk, ride, now_s)
                legs.append(self._leg(walk, now_s, walk_s, name, stops.name[ride.on_stop]))
                points += walk["points"]
                now_s += walk_s
            legs += self._wait(now_s, ride.departs_at_s, stops.name[ride.on_stop])
            leg, line = self._ride(ride)
            legs.append(leg)
            points += line
            here = place = self._stop(ride.off_stop)
            name, now_s = stops.name[ride.off_stop], float(ride.arrives_at_s)
        walk = self._walk(self._mode.egress, place, destination)
        legs.append(self._leg(walk, now_s, found.egress_s, name, names[1]))
        points += walk["points"]
        legs += self._wait(now_s + found.egress_s, begin_s + time_s, names[1])
        return self._finished(legs, points, begin_s, time_s)

    def _finished(
        self, legs: list[dict[str, Any]], points: list[LonLat], begin_s: float, time_s: float
    ) -> dict[str, Any]:
        """Return a row of legs that are complete."""
        return self._row(time_s, legs, points, self._clock(begin_s), self._clock(begin_s + time_s))

    def _row(
        self,
        time_s: float,
        legs: list[dict[str, Any]],
        points: list[LonLat],
        departs_at: dt.datetime | None,
        arrives_at: dt.datetime | None,
    ) -> dict[str, Any]:
        """Return a row of the table."""
        import shapely

        rides = [leg["line"] for leg in legs if leg["kind"] == "ride"]
        known = len(legs) > 0
        return {
            "travel_time_s": time_s,
            "departs_at": departs_at,
            "arrives_at": arrives_at,
            "n_rides": len(rides),
            "lines": " → ".join(rides),
            "length_m": sum(leg["length_m"] for leg in legs) if known else np.inf,
            "legs": legs,
            "geometry": shapely.LineString(points if len(points) > 1 else points * 2)
            if known
            else None,
        }

    def _ride(self, ride: Ride) -> tuple[dict[str, Any], list[LonLat]]:
        """Return a ride as a leg, and its points."""
        stops, info = self._timetable.stops, self._lines.info(ride)
        points = self._lines.points(ride)
        lon, lat = np.array(points).T
        leg = {
            "kind": "ride",
            "line": info.number or info.name,
            "line_name": info.name,
            "vehicle": info.kind,
            "trip": self._timetable.trips.trip_id[ride.trip],
            "from": stops.name[ride.on_stop],
            "to": stops.name[ride.off_stop],
            "departs_at": self._clock(ride.departs_at_s),
            "arrives_at": self._clock(ride.arrives_at_s),
            "time_s": float(ride.arrives_at_s - ride.departs_at_s),
            "length_m": float(link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum()),
        }
        return leg, points

    def _wait(self, from_s: float, until_s: float, where: str) -> list[dict[str, Any]]:
        """Return waiting as a leg, if there is any."""
        if until_s <= from_s:
            return []
        still: dict[str, Any] = {"kind": "wait", "length_m": 0.0}
        return [self._leg(still, from_s, until_s - from_s, where, where)]

    def _leg(
        self, walk: dict[str, Any], from_s: float, time_s: float, here: str, there: str
    ) -> dict[str, Any]:
        """Return a walk, a ride by bicycle or car, or waiting as a leg."""
        return {
            "kind": walk["kind"],
            "from": here,
            "to": there,
            "departs_at": self._clock(from_s),
            "arrives_at": self._clock(from_s + time_s),
            "time_s": time_s,
            "length_m": walk["length_m"],
        }

    def _change_s(self, walk: dict[str, Any], ride: Ride, now_s: float) -> float:
        """Return how long the walk of a change takes, which is all there is time for at most."""
        return float(min(walk["time_s"], ride.departs_at_s - now_s))

    def _walked(self, mode: Mode, begin: LonLat, end: LonLat) -> dict[str, Any]:
        """Return the way between two points through the streets; straight where there is none."""
        ways = journeys(
            self._network,
            _points(begin),
            _points(end),
            mode=mode,
            max_distance_m=FAR_M,
            progress=False,
        ).iloc[0]
        line = ways["geometry"]
        if line is None:
            length_m = float(link_length_m(*(np.array([each]) for each in (*begin, *end)))[0])
            return {"kind": "walk", "length_m": length_m, "time_s": np.inf, "points": [begin, end]}
        return {
            "kind": "walk" if mode.kind == "foot" else mode.name,
            "length_m": float(ways["length_m"]),
            "time_s": float(ways["travel_time_s"]),
            "points": list(line.coords),
        }

    def _places(self, pair: tuple[int, int]) -> tuple[LonLat, LonLat]:
        """Return where a journey begins and ends."""
        origin, destination = (
            self._asked.origins.iloc[pair[0]],
            self._asked.destinations.iloc[pair[1]],
        )
        return (origin.x, origin.y), (destination.x, destination.y)

    def _names(self, pair: tuple[int, int]) -> tuple[str, str]:
        """Return what the places are called."""
        origins, destinations = self._asked.origins.index, self._asked.destinations.index
        return str(origins[pair[0]]), str(destinations[pair[1]])

    def _stop(self, stop: int) -> LonLat:
        """Return where a stop is."""
        stops = self._timetable.stops
        return float(stops.lon[stop]), float(stops.lat[stop])

    def _clock(self, at_s: float) -> dt.datetime:
        """Return a moment of the service day by the clock on the wall."""
        timetable = self._timetable
        zone = zone_of(timetable.timezone)
        noon = dt.datetime.combine(timetable.date, dt.time(12), tzinfo=zone)
        moment = noon.astimezone(dt.UTC) + dt.timedelta(seconds=at_s - 12 * 3600)
        return moment.astimezone(zone).replace(tzinfo=None)


def _points(lonlat: LonLat) -> gpd.GeoSeries:
    """Return a point as places."""
    import geopandas as gpd

    return gpd.GeoSeries(gpd.points_from_xy([lonlat[0]], [lonlat[1]]), index=["x"], crs=4326)
