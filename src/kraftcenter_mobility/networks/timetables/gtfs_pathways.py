"""Ways inside stations: how long from the street to a platform, and between platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import FeedError
from kraftcenter_mobility.networks.geodesy import link_length_m

from .gtfs_arrays import Entrances, read_only
from .gtfs_stops import BOARDING_AREA, ENTRANCE, STATION
from .gtfs_tables import read_table
from .trips import ALLOWED, ChangeRules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_archive import FeedFiles
    from .gtfs_columns import Table
    from .gtfs_stops import Locations

__all__ = ["read_pathways"]

WALKING_M_S = 1.25
"""4.5 km/h: slower than in the street, for crowds and corners."""

LIFT_S = 60.0
"""Waiting for a lift and riding in it, where a feed does not say."""

LONGEST_S = 3_600.0
LONGEST_M = 5_000.0
"""No way inside a station is longer."""

MOST_TIMES = 20_000_000
"""Times that are kept of the locations of one station, at most."""

LIFT = 5
LEAST_S = 1e-6
"""The sparse graph takes an edge of no length for no edge."""


class _Ways(NamedTuple):
    """Stretches on foot inside stations, one way each. Shape of each: (n_ways,)."""

    begin: IntArray
    end: IntArray
    time_s: FloatArray


def read_pathways(
    files: FeedFiles, locations: Locations, stop_number: IntArray, notices: Notices
) -> tuple[Entrances, ChangeRules]:
    """Return how long it takes into and out of stations, and across them.

    Parameters
    ----------
    files : FeedFiles
        The feed.
    locations : Locations
        All its locations.
    stop_number : numpy.ndarray
        Which stop each location is, -1 where no trip calls. Shape (n_locations,).
    notices : Notices
        Where to count what is odd.

    Returns
    -------
    tuple of Entrances and ChangeRules
        Without rows where the feed describes no ways.

    Raises
    ------
    FeedError
        If the file cannot be read, or joins more locations than fit the memory.
    """
    required = ["from_stop_id", "to_stop_id", "pathway_mode", "is_bidirectional"]
    table = read_table(
        files,
        "pathways.txt",
        required=required,
        optional=["length", "traversal_time"],
        notices=notices,
    )
    ways = _ways(table, locations)
    doors, changes = [np.zeros((0, 4))], [np.zeros((0, 3))]
    is_door = (locations.kind == ENTRANCE) & locations.has_place
    for nodes, time_s in _shortest(ways, is_door | (stop_number >= 0)):
        stop = stop_number[nodes]
        doors.append(_through_doors(nodes, stop, is_door[nodes], time_s))
        changes.append(_across(stop, time_s))
    return _tables(np.concatenate(doors), np.concatenate(changes), locations)


def _ways(table: Table, locations: Locations) -> _Ways:
    """Return the ways that can be walked, those of both directions twice."""
    begin = table.positions("from_stop_id", locations.stop_id)
    end = table.positions("to_stop_id", locations.stop_id)
    shown = ("from_stop_id", "to_stop_id")
    table.note("foreign_key_violation", (begin < 0) | (end < 0), *shown)
    known = (begin >= 0) & (end >= 0)
    to_station = (locations.kind[begin] == STATION) | (locations.kind[end] == STATION)
    table.note("pathway_to_wrong_location_type", known & to_station, *shown)
    time_s = _walking_s(table, locations, begin, end)
    both = table.kinds("is_bidirectional", (0, 1)) == 1
    kept = known & ~to_station
    back = kept & both
    # A boarding area is a part of its platform.
    area = np.flatnonzero(locations.kind == BOARDING_AREA)
    area = area[locations.parent[area] >= 0]
    platform = locations.parent[area]
    return _Ways(
        begin=np.concatenate([begin[kept], end[back], area, platform]),
        end=np.concatenate([end[kept], begin[back], platform, area]),
        time_s=np.concatenate([time_s[kept], time_s[back], np.zeros(2 * area.size)]),
    )


def _walking_s(table: Table, locations: Locations, begin: IntArray, end: IntArray) -> FloatArray:
    """Return the time on each way: stated, by its length, or by the places of its ends."""
    stated_s = table.numbers("traversal_time", low=0.0, high=LONGEST_S)
    length_m = table.numbers("length", low=0.0, high=LONGEST_M)
    straight_m = link_length_m(
        locations.lon[begin], locations.lat[begin], locations.lon[end], locations.lat[end]
    )
    walked_m = np.where(np.isnan(length_m), np.nan_to_num(straight_m), length_m)
    is_lift = table.kinds("pathway_mode", range(1, 8), default=1) == LIFT
    guessed_s = np.where(is_lift, LIFT_S, walked_m / WALKING_M_S)
    time_s: FloatArray = np.where(np.isnan(stated_s), guessed_s, stated_s)
    return time_s


def _shortest(ways: _Ways, wanted: BoolArray) -> Iterator[tuple[IntArray, FloatArray]]:
    """Yield those of the wanted locations that hang together, and the times between them."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components, dijkstra

    if ways.begin.size == 0:
        return
    order = np.lexsort((ways.time_s, ways.end, ways.begin))
    begin, end = ways.begin[order], ways.end[order]
    first = np.concatenate(([True], (begin[1:] != begin[:-1]) | (end[1:] != end[:-1])))
    time_s = np.maximum(ways.time_s[order], LEAST_S)[first]
    shape = wanted.size, wanted.size
    graph: Any = csr_array((time_s, (begin[first], end[first])), shape=shape)
    _, part = connected_components(graph, directed=False)
    used = np.unique(np.concatenate([begin, end]))
    used = used[np.argsort(part[used], kind="stable")]
    for nodes in np.split(used, np.flatnonzero(np.diff(part[used])) + 1):
        ends = np.flatnonzero(wanted[nodes])
        if ends.size * nodes.size > MOST_TIMES:
            raise FeedError(
                f"pathways.txt joins {nodes.size:,} locations to one another, more than any "
                f"station has; look for an id that is used for several places"
            )
        if ends.size:
            yield nodes[ends], dijkstra(graph[nodes][:, nodes], indices=ends)[:, ends]


def _through_doors(
    nodes: IntArray, stop: IntArray, is_door: BoolArray, time_s: FloatArray
) -> FloatArray:
    """Return stop, door, time in and time out, for pairs that one can walk. Shape (n, 4)."""
    doors, platforms = np.flatnonzero(is_door), np.flatnonzero(stop >= 0)
    door, platform = (grid.ravel() for grid in np.meshgrid(doors, platforms, indexing="ij"))
    into_s, out_s = time_s[door, platform], time_s[platform, door]
    walked = np.isfinite(into_s) | np.isfinite(out_s)
    table: FloatArray = np.stack([stop[platform], nodes[door], into_s, out_s], axis=1)[walked]
    return table


def _across(stop: IntArray, time_s: FloatArray) -> FloatArray:
    """Return from stop, to stop and time between different platforms. Shape (n, 3)."""
    platforms = np.flatnonzero(stop >= 0)
    begin, end = (grid.ravel() for grid in np.meshgrid(platforms, platforms, indexing="ij"))
    between_s = time_s[begin, end]
    walked = np.isfinite(between_s) & (begin != end)
    table: FloatArray = np.stack([stop[begin], stop[end], between_s], axis=1)[walked]
    return table


def _tables(
    doors: FloatArray, changes: FloatArray, locations: Locations
) -> tuple[Entrances, ChangeRules]:
    """Return both tables, sorted by stop."""
    doors = doors[np.lexsort((doors[:, 1], doors[:, 0]))]
    changes = changes[np.lexsort((changes[:, 1], changes[:, 0]))]
    door = doors[:, 1].astype(np.int64)
    entrances = Entrances(
        stop=doors[:, 0].astype(np.int64),
        lon=locations.lon[door],
        lat=locations.lat[door],
        entrance_s=np.rint(doors[:, 2]),
        exit_s=np.rint(doors[:, 3]),
    )
    rules = ChangeRules(
        from_stop=changes[:, 0].astype(np.int64),
        to_stop=changes[:, 1].astype(np.int64),
        least_s=np.ceil(changes[:, 2] - 0.001).astype(np.int64),
        kind=np.full(len(changes), ALLOWED, dtype=np.int64),
    )
    return read_only(entrances), rules
