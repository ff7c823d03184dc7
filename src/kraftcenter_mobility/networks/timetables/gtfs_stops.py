"""The stops of a feed: platforms and stops, stations around them, entrances, nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .gtfs_arrays import read_only
from .gtfs_tables import read_table
from .trips import Stops

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_archive import FeedFiles
    from .gtfs_columns import Table

__all__ = [
    "BOARDING_AREA",
    "ENTRANCE",
    "PLATFORM",
    "STATION",
    "Locations",
    "read_locations",
    "served_stops",
]

PLATFORM, STATION, ENTRANCE, NODE, BOARDING_AREA = range(5)
"""What a location of a feed can be; a platform is also any stop by the roadside."""

PARENT_OF = {PLATFORM: STATION, ENTRANCE: STATION, NODE: STATION, BOARDING_AREA: PLATFORM}

NEAR_DEG = 1.0
"""No public transport runs that close to the poles, or to 0 degrees north and east."""


class Locations(NamedTuple):
    """All rows of a feed's ``stops.txt``. Shape of each array: (n_locations,)."""

    stop_id: tuple[str, ...]
    name: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray
    """NaN where there is no place."""

    kind: IntArray
    parent: IntArray
    """The row of the location it is a part of, -1 where there is none."""

    station: IntArray
    """The row of the station around it, or its own."""

    @property
    def has_place(self) -> BoolArray:
        """Say which have coordinates. Shape (n_locations,)."""
        return ~np.isnan(self.lon)


def read_locations(files: FeedFiles, notices: Notices) -> Locations:
    """Return the locations of a feed, sound or without a place.

    Raises
    ------
    FeedError
        If the file cannot be read.
    """
    table = read_table(
        files,
        "stops.txt",
        required=["stop_id"],
        optional=["stop_name", "stop_lat", "stop_lon", "location_type", "parent_station"],
        notices=notices,
    )
    table = table.required("stop_id").unique("stop_id")
    kind = table.kinds("location_type", range(5))
    ids = table.text("stop_id")
    parent = _parents(table, ids, kind)
    lon, lat = _places(table, parent)
    names = table.text("stop_name")
    for row in np.flatnonzero(table.is_blank("stop_name")).tolist():
        names[row] = (names[parent[row]] if parent[row] >= 0 else "") or ids[row]
    above = np.where(parent >= 0, parent, np.arange(len(ids)))
    return Locations(tuple(ids), tuple(names), lon, lat, kind, parent, above[above])


def _parents(table: Table, ids: list[str], kind: IntArray) -> IntArray:
    """Return the row of each location's parent, -1 where it has none that will do."""
    parent = table.positions("parent_station", ids)
    said = ~table.is_blank("parent_station")
    table.note("foreign_key_violation", said & (parent < 0), "stop_id", "parent_station")
    wanted = np.full(5, -1)
    wanted[list(PARENT_OF)] = list(PARENT_OF.values())
    wrong = (parent >= 0) & (kind[parent] != wanted[kind])
    table.note("wrong_parent_location_type", wrong, "stop_id", "parent_station")
    return np.where(wrong, -1, parent)


def _places(table: Table, parent: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return coordinates; a platform without any is where its station is."""
    lon = table.numbers("stop_lon", low=-180.0, high=180.0)
    lat = table.numbers("stop_lat", low=-90.0, high=90.0)
    at_origin = (np.abs(lon) <= NEAR_DEG) & (np.abs(lat) <= NEAR_DEG)
    at_pole = np.abs(lat) >= 90.0 - NEAR_DEG
    table.note("point_near_origin", at_origin, "stop_id", "stop_lat", "stop_lon")
    table.note("point_near_pole", at_pole, "stop_id", "stop_lat", "stop_lon")
    nowhere = np.isnan(lon) | np.isnan(lat) | at_origin | at_pole
    lon[nowhere], lat[nowhere] = np.nan, np.nan
    inherits = nowhere & (parent >= 0)
    lon[inherits], lat[inherits] = lon[parent[inherits]], lat[parent[inherits]]
    table.note("stop_without_location", np.isnan(lon), "stop_id")
    return lon, lat


def served_stops(locations: Locations, served: BoolArray) -> tuple[Stops, tuple[str, ...]]:
    """Return the locations at which trips call, and the ids of the stations around them.

    Parameters
    ----------
    locations : Locations
        All of them.
    served : numpy.ndarray
        At which trips call. Shape (n_locations,).

    Returns
    -------
    tuple of Stops and tuple of str
        Both of n_stops, in the order of the locations.
    """
    rows = np.flatnonzero(served)
    station = locations.station[rows]
    first: dict[int, int] = {}
    for position, row in enumerate(station.tolist()):
        first.setdefault(row, position)
    stops = Stops(
        stop_id=tuple(locations.stop_id[row] for row in rows.tolist()),
        name=tuple(locations.name[row] for row in rows.tolist()),
        lon=locations.lon[rows],
        lat=locations.lat[rows],
        station=np.array([first[row] for row in station.tolist()], dtype=np.int64),
    )
    return read_only(stops), tuple(locations.stop_id[row] for row in station.tolist())
