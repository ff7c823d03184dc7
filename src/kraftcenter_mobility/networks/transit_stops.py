"""The stops of all that runs: those of feeds, then the stations that lines call at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .timetables.trips import Stops

if TYPE_CHECKING:
    from .public_transport import PublicTransport

__all__ = ["stops_of"]


def stops_of(transit: PublicTransport) -> tuple[Stops, dict[int, int]]:
    """Return the stops of the feed and then the stations that lines call at.

    Parameters
    ----------
    transit : PublicTransport
        Lines and feeds.

    Returns
    -------
    tuple of Stops and dict
        And the stop of every rail station among them.

    Raises
    ------
    RailError
        If a line names a station that is none.
    """
    rail, feed = transit.rail, transit.feed
    called = sorted({rail.station(line.stations[k]) for line in transit.lines for k in line.calls})
    n_before = 0 if feed is None else len(feed.stops.stop_id)
    known = set() if feed is None else set(feed.stops.stop_id)
    ids = [rail.station_id[k] for k in called]
    stations = Stops(
        tuple(f"rail/{each}" if each in known else each for each in ids),
        tuple(rail.station_name[k] for k in called),
        rail.station_lon[called],
        rail.station_lat[called],
        np.arange(n_before, n_before + len(called)),
    )
    stop_of = {station: n_before + k for k, station in enumerate(called)}
    if feed is None:
        return stations, stop_of
    both = feed.stops
    joined = Stops(
        both.stop_id + stations.stop_id,
        both.name + stations.name,
        np.concatenate((both.lon, stations.lon)),
        np.concatenate((both.lat, stations.lat)),
        np.concatenate((both.station, stations.station)),
    )
    return joined, stop_of
