"""A feed that was read as the tables it is written as again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from .gtfs_frequencies import DRAWN_AS
from .gtfs_out_lines import DAY_COLUMNS, drawn_as_text
from .gtfs_out_stops import KIND_CODES, clock_column
from .trips import ALLOWED, FORBIDDEN, TIMED

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import IntArray

    from .feed import Feed
    from .gtfs_arrays import Calendar, Shapes

__all__ = ["feed_tables"]

OTHER_KIND = 1700
ADDED, REMOVED = 1, 2
TRANSFER_TYPES = {ALLOWED: 2, FORBIDDEN: 3, TIMED: 1}


def feed_tables(feed: Feed) -> dict[str, pd.DataFrame]:
    """Return all tables of a feed but its stops, which lines may share.

    Parameters
    ----------
    feed : Feed
        The feed.

    Returns
    -------
    dict of str to pandas.DataFrame
        By name of the file. The routes name their operator, in a column of that name.
    """
    return {
        "routes.txt": _routes(feed),
        "calendar.txt": _calendar(feed.calendar),
        "calendar_dates.txt": _calendar_dates(feed.calendar),
        "trips.txt": _trips(feed),
        "stop_times.txt": _stop_times(feed),
        "frequencies.txt": _frequencies(feed),
        "shapes.txt": _shapes(feed.shapes),
        "transfers.txt": _transfers(feed),
    }


def _routes(feed: Feed) -> pd.DataFrame:
    """Return ``routes.txt``."""
    import pandas as pd

    return pd.DataFrame(
        {
            "route_id": [line.route_id for line in feed.lines],
            "operator": [line.operator for line in feed.lines],
            "route_short_name": [line.number for line in feed.lines],
            "route_long_name": ["" if x.number == x.name else x.name for x in feed.lines],
            "route_type": [KIND_CODES.get(line.kind, OTHER_KIND) for line in feed.lines],
        }
    )


def _calendar(calendar: Calendar) -> pd.DataFrame:
    """Return ``calendar.txt``; services that run on single days only are not in it."""
    import pandas as pd

    weekly = np.flatnonzero(calendar.weekdays.any(axis=1))
    table = pd.DataFrame({"service_id": [calendar.service_id[k] for k in weekly.tolist()]})
    for day, column in enumerate(DAY_COLUMNS):
        table[column] = calendar.weekdays[weekly, day].astype(int)
    table["start_date"] = _dates(calendar.first_day[weekly])
    table["end_date"] = _dates(calendar.last_day[weekly])
    return table


def _calendar_dates(calendar: Calendar) -> pd.DataFrame:
    """Return ``calendar_dates.txt``."""
    import pandas as pd

    services = [calendar.service_id[k] for k in calendar.changed_service.tolist()]
    table = pd.DataFrame({"service_id": services, "date": _dates(calendar.changed_day)})
    table["exception_type"] = np.where(calendar.added, ADDED, REMOVED)
    return table


def _trips(feed: Feed) -> pd.DataFrame:
    """Return ``trips.txt``."""
    import pandas as pd

    schedule = feed.schedule
    last_stop = schedule.stop[schedule.first_call[1:] - 1]
    return pd.DataFrame(
        {
            "route_id": _texts([line.route_id for line in feed.lines], schedule.line),
            "service_id": _texts(feed.calendar.service_id, schedule.service),
            "trip_id": list(schedule.trip_id),
            "trip_headsign": _texts(feed.stops.name, last_stop),
            "shape_id": _texts(_shape_ids(feed.shapes), schedule.shape),
        }
    )


def _shapes(shapes: Shapes) -> pd.DataFrame:
    """Return ``shapes.txt``."""
    import pandas as pd

    n_points = np.diff(shapes.first_point)
    shape = np.repeat(np.arange(n_points.size), n_points)
    return pd.DataFrame(
        {
            "shape_id": _texts(_shape_ids(shapes), shape),
            "shape_pt_lat": np.round(shapes.lat.astype(np.float64), 7),
            "shape_pt_lon": np.round(shapes.lon.astype(np.float64), 7),
            "shape_pt_sequence": np.arange(shape.size) - shapes.first_point[shape] + 1,
        }
    )


def _shape_ids(shapes: Shapes) -> list[str]:
    """Return what the drawn lines are called; those of a planner's lines have other names."""
    return [f"shape-{number + 1}" for number in range(shapes.n_shapes)]


def _stop_times(feed: Feed) -> pd.DataFrame:
    """Return ``stop_times.txt``."""
    import pandas as pd

    schedule = feed.schedule
    n_calls = np.diff(schedule.first_call)
    trip = np.repeat(np.arange(n_calls.size), n_calls)
    return pd.DataFrame(
        {
            "trip_id": _texts(schedule.trip_id, trip),
            "arrival_time": clock_column(schedule.arrival_s),
            "departure_time": clock_column(schedule.departure_s),
            "stop_id": _texts(feed.stops.stop_id, schedule.stop),
            "stop_sequence": np.arange(trip.size) - schedule.first_call[trip] + 1,
            "pickup_type": (~schedule.can_board).astype(int),
            "drop_off_type": (~schedule.can_alight).astype(int),
        }
    )


def _frequencies(feed: Feed) -> pd.DataFrame:
    """Return ``frequencies.txt``: what runs every so often, at no stated minute."""
    import pandas as pd

    spans = feed.headway_trips
    return pd.DataFrame(
        {
            "trip_id": _texts(feed.schedule.trip_id, spans.trip),
            "start_time": clock_column(spans.start_s),
            "end_time": clock_column(spans.end_s),
            "headway_secs": spans.headway_s,
            "exact_times": 0,
            DRAWN_AS: [drawn_as_text(key) for key in spans.key],
        }
    )


def _transfers(feed: Feed) -> pd.DataFrame:
    """Return ``transfers.txt``."""
    import pandas as pd

    rules = feed.rules
    kinds = np.array([TRANSFER_TYPES[kind] for kind in sorted(TRANSFER_TYPES)])
    return pd.DataFrame(
        {
            "from_stop_id": _texts(feed.stops.stop_id, rules.from_stop),
            "to_stop_id": _texts(feed.stops.stop_id, rules.to_stop),
            "transfer_type": kinds[rules.kind],
            "min_transfer_time": rules.least_s,
        }
    )


def _dates(days: IntArray) -> list[str]:
    """Return days as feeds write them."""
    return [f"{dt.date.fromordinal(day):%Y%m%d}" for day in days.tolist()]


def _texts(names: list[str] | tuple[str, ...], which: IntArray) -> NDArray[np.object_]:
    """Return the names at some positions."""
    chosen: NDArray[np.object_] = np.array([*names, ""], dtype=object)[which]
    return chosen
