"""Timetables of published feeds with changes and ways to stops as the crow flies."""

import datetime as dt
from typing import NamedTuple

import numpy as np
from random_timetables import read_only
from twins.connection_scan import Connections, connections_of_calls

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.raptor import Changes, Patterns

WALKING_MS, SLACK_S = 1.2, 60

# file, a Wednesday, the hours of a window in which it runs, how far one walks in a change
PORTO_ALEGRE = "gtfs/porto_alegre/poa_eptc.zip", dt.date(2019, 5, 15), (12, 14), 400.0
NEW_YORK = "gtfs/nyc_subway.zip", None, (7, 9), 300.0


class Feed(NamedTuple):
    """A timetable in the two forms in which engines take it."""

    patterns: Patterns
    changes: Changes
    hops: Connections
    start_s: np.ndarray
    seeds: list[tuple[np.ndarray, np.ndarray]]


def read_feed(folder, about, n_origins, walk_m=800.0):
    """Return a feed, with the starts of every minute and the seeds of random origins."""
    from scipy.spatial import KDTree

    from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs
    from kraftcenter_mobility.networks.timetables.timetable import make_timetable

    name, date, (begin, end), change_m = about
    feed = read_gtfs(folder / name)
    date = date or _some_wednesday(*feed.span)
    trips = feed.trips_on(date)
    timetable = make_timetable(feed.stops, trips, feed.rules, date=date, timezone=feed.timezone)
    scale = np.array([np.cos(np.radians(feed.stops.lat.mean())), 1.0]) * 111_200.0
    place_m = np.column_stack([feed.stops.lon, feed.stops.lat]) * scale
    tree = KDTree(place_m)
    random = np.random.default_rng(3)
    origins_m = place_m[random.integers(0, len(place_m), n_origins)]
    origins_m = origins_m + random.normal(0.0, 200.0, origins_m.shape)
    return Feed(
        timetable.patterns,
        _changes(tree, place_m, change_m),
        connections_of_calls(*trips[:6]),
        np.arange(end * 3600.0 - 60.0, begin * 3600.0 - 1.0, -60.0),
        [_seeds(tree, place_m, origin_m, walk_m) for origin_m in origins_m],
    )


def _some_wednesday(first, last):
    """Return the Wednesday nearest to the middle of a span."""
    middle = first + (last - first) / 2
    return middle + dt.timedelta(days=2 - middle.weekday())


def _changes(tree, place_m, change_m):
    """Return the changes between all stops that lie so near to each other."""
    pairs = tree.query_pairs(change_m, output_type="ndarray")
    here = np.arange(len(place_m))
    begin = np.concatenate([pairs[:, 0], pairs[:, 1], here])
    end = np.concatenate([pairs[:, 1], pairs[:, 0], here])
    order = np.lexsort((end, begin))
    begin, end = begin[order], end[order]
    way_s = np.linalg.norm(place_m[begin] - place_m[end], axis=1) / WALKING_MS
    time_s = (np.ceil(way_s) + SLACK_S).astype(np.int32)
    return read_only(Changes(row_starts(begin, len(place_m)), end.astype(np.int32), time_s))


def _seeds(tree, place_m, origin_m, walk_m):
    """Return the stops near an origin, and when one is ready there."""
    stop = np.array(tree.query_ball_point(origin_m, walk_m), dtype=np.int32)
    way_s = np.linalg.norm(place_m[stop] - origin_m, axis=1) / WALKING_MS
    return stop, np.ceil(way_s * 1024.0) / 1024.0 + SLACK_S
