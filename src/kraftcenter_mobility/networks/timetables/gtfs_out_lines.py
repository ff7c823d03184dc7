"""Lines as the tables of a feed: trip by trip, or as frequencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import numpy as np

from .directions import call_offsets, departures_of, services_of, trip_ids
from .gtfs_frequencies import DRAWN_AS
from .gtfs_out_shapes import shape_table
from .gtfs_out_stops import KIND_CODES, clock_column
from .service_days import DAYS, parse_clock_s
from .services import Headway

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.trains.line_times import LineTimes

    from .directions import NamedService
    from .lines import Line

__all__ = ["DAY_COLUMNS", "drawn_as_text", "line_tables"]

DAY_COLUMNS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class _Run(NamedTuple):
    """The trips of one service of a line."""

    line: Line
    named: NamedService
    trip_id: list[str]
    begin_s: list[int]
    stop: IntArray
    times: LineTimes


class _Ids(NamedTuple):
    """What to put before ids that the feed beside the lines has already."""

    route: str
    service: str
    trip: str


def line_tables(
    transit: PublicTransport, *, dates: tuple[dt.date, dt.date]
) -> dict[str, pd.DataFrame]:
    """Return routes, calendar, trips, stop times, frequencies and shapes of lines.

    Parameters
    ----------
    transit : PublicTransport
        With the lines.
    dates : pair of datetime.date
        The first and the last date on which they may run.

    Returns
    -------
    dict of str to pandas.DataFrame
        By name of the file. The routes name their operator, in a column of that name.

    Raises
    ------
    RailError
        If a line cannot run over the tracks.
    """
    import pandas as pd

    runs = [run for line in transit.lines for run in _runs(transit, line)]
    ids = _prefixes(transit, runs)
    return {
        "routes.txt": pd.DataFrame([_route(line, ids) for line in transit.lines]),
        "calendar.txt": _calendar(transit.lines, dates, ids),
        "trips.txt": pd.concat([_trips(run, transit, ids) for run in runs], ignore_index=True),
        "stop_times.txt": pd.concat(
            [_stop_times(run, transit, ids) for run in runs], ignore_index=True
        ),
        "frequencies.txt": _frequencies(runs, ids),
        "shapes.txt": shape_table(
            transit.rail, {_shape_id(run, ids): run.times.paths for run in runs if run.times.paths}
        ),
    }


def drawn_as_text(key: str) -> str:
    """Return by what minutes are drawn, without signs that a table cannot hold."""
    return quote(key, safe=" :()/")


def _runs(transit: PublicTransport, line: Line) -> list[_Run]:
    """Return the trips of a line's services, one pattern for each headway service."""
    both = transit.line_times(line)
    stop_of = transit.stop_of_station()
    runs = []
    for named in services_of(line, both[0], settings=transit.settings):
        times = both[0] if named.direction == "there" else both[1]
        stop = np.array([stop_of[station] for station in times.station.tolist()])
        if isinstance(named.service, Headway):
            first_s = parse_clock_s(named.service.first)
            number = f" ({named.number + 1})" if named.number else ""
            name = f"{line.name} {named.direction} every {named.service.headway_s:g} s{number}"
            runs.append(_Run(line, named, [name], [first_s], stop, times))
        else:
            begin_s = departures_of(named, draw=0)
            names = trip_ids(line, named, begin_s)
            runs.append(_Run(line, named, names, begin_s.tolist(), stop, times))
    return runs


def _prefixes(transit: PublicTransport, runs: list[_Run]) -> _Ids:
    """Return what keeps the ids of lines apart from those of the feed."""
    feed = transit.feed
    if feed is None:
        return _Ids("", "", "")
    routes = {line.route_id for line in feed.lines}
    trips = set(feed.schedule.trip_id)
    services = set(feed.calendar.service_id)
    mine = [trip_id for run in runs for trip_id in run.trip_id]
    return _Ids(
        _prefix(routes, [line.name for line in transit.lines]),
        _prefix(services, [_service_id(line) for line in transit.lines]),
        _prefix(trips, mine),
    )


def _prefix(taken: set[str], mine: list[str]) -> str:
    """Return what to put before ids so that none is taken."""
    prefix = ""
    while any(prefix + each in taken for each in mine):
        prefix = f"line/{prefix}"
    return prefix


def _service_id(line: Line) -> str:
    """Return what the days of a line are called."""
    return " ".join(line.days)


def _shape_id(run: _Run, ids: _Ids) -> str:
    """Return what the way of a line in one direction is called."""
    return f"{ids.route}{run.line.name} {run.named.direction}"


def _route(line: Line, ids: _Ids) -> dict[str, Any]:
    """Return a line's row of ``routes.txt``."""
    number = line.number or line.name
    return {
        "route_id": ids.route + line.name,
        "operator": line.operator,
        "route_short_name": number,
        "route_long_name": "" if number == line.name else line.name,
        "route_type": KIND_CODES["rail"],
    }


def _calendar(lines: tuple[Line, ...], dates: tuple[dt.date, dt.date], ids: _Ids) -> pd.DataFrame:
    """Return ``calendar.txt``, one service for each choice of days."""
    import pandas as pd

    rows = {}
    for line in lines:
        runs = [int(day in line.days) for day in DAYS]
        rows[_service_id(line)] = {
            "service_id": ids.service + _service_id(line),
            **dict(zip(DAY_COLUMNS, runs, strict=True)),
            "start_date": f"{dates[0]:%Y%m%d}",
            "end_date": f"{dates[1]:%Y%m%d}",
        }
    return pd.DataFrame([rows[name] for name in sorted(rows)])


def _trips(run: _Run, transit: PublicTransport, ids: _Ids) -> pd.DataFrame:
    """Return a service's rows of ``trips.txt``."""
    import pandas as pd

    return pd.DataFrame(
        {
            "route_id": ids.route + run.line.name,
            "service_id": ids.service + _service_id(run.line),
            "trip_id": [ids.trip + trip_id for trip_id in run.trip_id],
            "trip_headsign": transit.stops.name[int(run.stop[-1])],
            "direction_id": int(run.named.direction == "back"),
            "shape_id": _shape_id(run, ids) if run.times.paths else "",
        }
    )


def _stop_times(run: _Run, transit: PublicTransport, ids: _Ids) -> pd.DataFrame:
    """Return a service's rows of ``stop_times.txt``."""
    import pandas as pd

    arrival_s, departure_s = call_offsets(run.times)
    begin_s = np.array(run.begin_s, dtype=np.int64)
    n_trips, n_calls = begin_s.size, run.stop.size
    trip_ids = np.array([ids.trip + trip_id for trip_id in run.trip_id], dtype=object)
    stop_ids = np.array([transit.stops.stop_id[k] for k in run.stop.tolist()], dtype=object)
    position = np.arange(n_calls)
    return pd.DataFrame(
        {
            "trip_id": np.repeat(trip_ids, n_calls),
            "arrival_time": clock_column(np.add.outer(begin_s, arrival_s).ravel()),
            "departure_time": clock_column(np.add.outer(begin_s, departure_s).ravel()),
            "stop_id": np.tile(stop_ids, n_trips),
            "stop_sequence": np.tile(position + 1, n_trips),
            "pickup_type": np.tile((position == n_calls - 1).astype(int), n_trips),
            "drop_off_type": np.tile((position == 0).astype(int), n_trips),
        }
    )


def _frequencies(runs: list[_Run], ids: _Ids) -> pd.DataFrame:
    """Return ``frequencies.txt``."""
    import pandas as pd

    rows = []
    for run in runs:
        service = run.named.service
        if isinstance(service, Headway):
            span_s = [parse_clock_s(service.first), parse_clock_s(service.last)]
            start, end = clock_column(np.array(span_s)).tolist()
            rows.append(
                {
                    "trip_id": ids.trip + run.trip_id[0],
                    "start_time": start,
                    "end_time": end,
                    "headway_secs": round(service.headway_s),
                    "exact_times": 0,
                    DRAWN_AS: drawn_as_text(run.named.key),
                }
            )
    return pd.DataFrame(rows)
