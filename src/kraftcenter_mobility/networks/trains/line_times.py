"""The times of a line in both directions: runs between calls, and standing at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import RailError

from .line_runs import Way, run_over
from .settings import TrainSettings

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.networks.rails.network import RailNetwork, TrackPath
    from kraftcenter_mobility.networks.timetables.lines import Line

    from .line_runs import LineRun

__all__ = ["LineTimes", "TrainSettings", "line_times", "whole_seconds"]


SHOWN = 3
"""Runs that are shown briefly."""


class LineTimes(NamedTuple):
    """One direction of a line. Stations it passes without calling are no calls."""

    station: IntArray
    """Rail stations it calls at. Shape (n_calls,)."""

    run_s: IntArray
    """Whole seconds between calls, supplements included. Shape (n_calls - 1,)."""

    technical_s: FloatArray
    """Least running times; not a number where running times were given. Same shape."""

    dwell_s: IntArray
    """Whole seconds at each call, zero at the ends. Shape (n_calls,)."""

    length_m: FloatArray
    """Between calls; not a number where running times were given. Shape (n_calls - 1,)."""

    paths: tuple[TrackPath, ...]
    """Between listed stations, calls and passed ones; none where running times were given."""

    listed: IntArray
    """Rail stations that it calls at or passes. Shape (n_paths + 1,)."""

    leave_s: FloatArray
    """When each path is entered, in seconds after the first departure. Shape (n_paths,)."""

    reach_s: FloatArray
    """When its end is reached, likewise."""

    def __repr__(self) -> str:
        """Say how long the way takes."""
        whole_s = int(self.run_s.sum() + self.dwell_s.sum())
        first = ", ".join(map(str, self.run_s[:SHOWN].tolist()))
        more = ", ..." if self.run_s.size > SHOWN else ""
        km = f", {self.length_m.sum() / 1000:.1f} km" if self.paths else ""
        runs = f", runs of {first}{more} s" if first else ""
        return f"<LineTimes: {self.station.size} calls, {whole_s:,} s in all{km}{runs}>"


def line_times(
    rail: RailNetwork, line: Line, settings: TrainSettings
) -> tuple[LineTimes, LineTimes]:
    """Return the times of a line there and back.

    Parameters
    ----------
    rail : RailNetwork
        The tracks and stations.
    line : Line
        The stations, which of them are passed, and the train.
    settings : TrainSettings
        Supplement and dwell times, where the line does not have its own.

    Returns
    -------
    tuple of LineTimes
        There and back; of a direction without services, times without calls.

    Raises
    ------
    RailError
        If no track joins two of the stations, the train cannot run there, or a dwell time is
        negative; the message names the line and the place.
    """
    stations = [rail.station(name) for name in line.stations]
    passed = set(line.passes)
    calls = np.array([name not in passed for name in line.stations])
    way = Way(stations, calls, line.run_s)
    reverse = Way(stations[::-1], calls[::-1], line.run_s[::-1])
    runs_back = line.back is None or bool(line.back)
    return (
        _one_way(rail, line, settings, way) if line.there else _no_times(),
        _one_way(rail, line, settings, reverse) if runs_back else _no_times(),
    )


def whole_seconds(planned_s: FloatArray) -> IntArray:
    """Return running times in whole seconds that never drift from the exact ones.

    Parameters
    ----------
    planned_s : array of shape (n,)
        Consecutive running times in seconds.

    Returns
    -------
    array of shape (n,)
        Each is rounded down or up so that after every one of them the sum is the exact sum,
        rounded. A pattern that is nowhere slower thus arrives nowhere later, and runs before a
        change are not touched by it.

    Examples
    --------
    >>> whole_seconds(np.array([10.4, 10.4, 10.4])).tolist()
    [10, 11, 10]
    """
    reached_s = np.floor(np.cumsum(planned_s) + 0.5)
    return np.diff(reached_s, prepend=0.0).astype(np.int64)


def _one_way(rail: RailNetwork, line: Line, settings: TrainSettings, way: Way) -> LineTimes:
    """Return the times of one direction, from the tracks if they were not given."""
    if way.given_s:
        return _given(rail, line, settings, way)
    run = run_over(rail, line, way, settings)
    listed = np.array(way.stations, dtype=np.int64)
    station = listed[way.calls]
    hop = np.cumsum(way.calls[:-1]) - 1
    technical_s = _sums(hop, run.technical_s)
    length_m = _sums(hop, run.length_m)
    supplement = line.supplement or settings.supplement
    pairs = zip(technical_s.tolist(), length_m.tolist(), strict=True)
    run_s = whole_seconds(np.array([supplement.time_s(time, length_m=m) for time, m in pairs]))
    turns = np.append(run.turns, [False])[way.calls]
    dwell_s = _dwell_s(rail, line, settings, station, turns)
    leave_s, reach_s = _passing(run, hop, run_s, dwell_s)
    return LineTimes(
        station, run_s, technical_s, dwell_s, length_m, run.paths, listed, leave_s, reach_s
    )


def _given(rail: RailNetwork, line: Line, settings: TrainSettings, way: Way) -> LineTimes:
    """Return the times of one direction with running times that were given."""
    station = np.array(way.stations, dtype=np.int64)[way.calls]
    unknown = np.full(len(way.given_s), np.nan)
    dwell_s = _dwell_s(rail, line, settings, station, np.zeros(station.size, dtype=np.bool_))
    return _no_times()._replace(
        station=station,
        run_s=whole_seconds(np.array(way.given_s, dtype=np.float64)),
        technical_s=unknown,
        dwell_s=dwell_s,
        length_m=unknown,
    )


def _sums(hop: IntArray, values: FloatArray) -> FloatArray:
    """Return the sums of values between calls. Shape (n_calls - 1,)."""
    sums: FloatArray = np.bincount(hop, weights=values).astype(np.float64)
    return sums


def _passing(
    run: LineRun, hop: IntArray, run_s: IntArray, dwell_s: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return when each path is entered and left, by its part of the least time between calls."""
    departure_s = np.cumsum(run_s + dwell_s[:-1]) - run_s
    total_s = np.bincount(hop, weights=run.technical_s)[hop]
    before_s = np.cumsum(run.technical_s) - run.technical_s
    first = np.flatnonzero(np.diff(hop, prepend=-1))
    begun = (before_s - before_s[first][hop]) / total_s
    done = np.minimum(begun + run.technical_s / total_s, 1.0)
    return departure_s[hop] + begun * run_s[hop], departure_s[hop] + done * run_s[hop]


def _dwell_s(
    rail: RailNetwork, line: Line, settings: TrainSettings, station: IntArray, turns: BoolArray
) -> IntArray:
    """Return how long a train stands at each call, in whole seconds.

    Raises
    ------
    RailError
        If a dwell time given by the line is negative.
    """
    own = {rail.station(name): dwell_s for name, dwell_s in dict(line.dwell_s).items()}
    least_s = line.stock.dwell_s if line.stock else 0.0
    dwell_s = np.zeros(station.size, dtype=np.int64)
    for k in range(1, station.size - 1):
        at = int(station[k])
        names = (rail.station_id[at], rail.station_name[at])
        ruled_s = max(settings.dwell.at(rail.station_kind[at], names), least_s)
        stands_s = own.get(at, ruled_s)
        if not stands_s >= 0.0:
            raise RailError(
                f"line {line.name!r} has a dwell time of {stands_s:g} s at {names[1]}; "
                f"give zero seconds or more"
            )
        dwell_s[k] = round(max(stands_s, settings.turn_s) if turns[k] else stands_s)
    return dwell_s


def _no_times() -> LineTimes:
    """Return the times of a direction in which nothing runs."""
    whole, real = np.zeros(0, dtype=np.int64), np.zeros(0)
    return LineTimes(whole, whole, real, whole, real, (), whole, real, real)
