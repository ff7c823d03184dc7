"""The stops of a feed to be written, with the stations around them, and its clock times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from kraftcenter_mobility.networks.public_transport import PublicTransport

__all__ = ["KIND_CODES", "clock_column", "stop_table"]

KIND_CODES = {
    "tram": 0,
    "metro": 1,
    "rail": 2,
    "bus": 3,
    "ferry": 4,
    "cable car": 6,
    "funicular": 7,
    "air": 1100,
    "taxi": 1500,
}
"""The route types of the kinds that are known; all others are written as 1700."""

STOP, STATION = 0, 1


def stop_table(transit: PublicTransport) -> pd.DataFrame:
    """Return ``stops.txt``: stations that have several stops or an id of their own, and stops.

    Parameters
    ----------
    transit : PublicTransport
        The stops of the feed, and the stations that lines call at.

    Returns
    -------
    pandas.DataFrame
        Stations first; each lies in the middle of its stops.
    """
    import pandas as pd

    stops = transit.stops
    ids = () if transit.feed is None else transit.feed.station_ids
    own = [*ids, *stops.stop_id[len(ids) :]]
    parent = ["" if own[k] == stop_id else own[k] for k, stop_id in enumerate(stops.stop_id)]
    table = pd.DataFrame(
        {
            "stop_id": stops.stop_id,
            "stop_name": stops.name,
            "stop_lat": np.round(stops.lat, 7),
            "stop_lon": np.round(stops.lon, 7),
            "location_type": STOP,
            "parent_station": parent,
        }
    )
    grouped = table[table["parent_station"] != ""].groupby("parent_station", sort=True)
    stations = grouped.agg({"stop_name": "first", "stop_lat": "mean", "stop_lon": "mean"})
    stations = stations.round(7).rename_axis("stop_id").reset_index()
    stations["location_type"], stations["parent_station"] = STATION, ""
    return pd.concat([stations, table], ignore_index=True) if len(stations) else table


def clock_column(times_s: NDArray[np.integer]) -> NDArray[np.object_]:
    """Return times as feeds write them, such as "25:10:00". Shape (n_times,).

    Parameters
    ----------
    times_s : numpy.ndarray
        Seconds after the reference of the service day, not negative. Shape (n_times,).

    Returns
    -------
    numpy.ndarray
        Texts.

    Examples
    --------
    >>> clock_column(np.array([90600])).tolist()
    ['25:10:00']
    """
    value, code = np.unique(times_s, return_inverse=True)
    texts = [f"{t // 3600:02d}:{t // 60 % 60:02d}:{t % 60:02d}" for t in value.tolist()]
    column: NDArray[np.object_] = np.array(texts, dtype=object)[code]
    return column
