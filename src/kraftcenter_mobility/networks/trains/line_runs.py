"""The least running times of a line over its tracks, from listed station to listed station."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.networks.rails.paths import find_paths
from kraftcenter_mobility.networks.rails.profiles import track_profile

from .running import running_time

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility.networks.rails.network import RailNetwork, TrackPath
    from kraftcenter_mobility.networks.rails.profiles import TrackProfile
    from kraftcenter_mobility.networks.timetables.lines import Line

    from .rolling_stock import RollingStock
    from .settings import TrainSettings

__all__ = ["LineRun", "Way", "run_over"]


class Way(NamedTuple):
    """The stations of one direction of a line. Shapes (n_stations,)."""

    stations: Sequence[int]
    """Rail stations in the order of travel, passed ones included."""

    calls: BoolArray
    """At which of them the train stands."""

    given_s: Sequence[float] = ()
    """Running times between calls, if they are given."""

    def part(self, begin: int, end: int) -> Way:
        """Return the way from one station to another, both included."""
        return Way(self.stations[begin : end + 1], self.calls[begin : end + 1])


class LineRun(NamedTuple):
    """A run over a line's paths. Shapes (n_paths,)."""

    paths: tuple[TrackPath, ...]
    technical_s: FloatArray
    length_m: FloatArray
    turns: BoolArray
    """Whether the train turns back where the path begins."""


def run_over(rail: RailNetwork, line: Line, way: Way, settings: TrainSettings) -> LineRun:
    """Return the least running times between the listed stations of a line.

    Parameters
    ----------
    rail : RailNetwork
        The tracks and stations.
    line : Line
        Whose train runs.
    way : Way
        Its stations, in the order of travel.
    settings : TrainSettings
        Of which the step is used.

    Returns
    -------
    LineRun
        One value for each consecutive pair of stations.

    Raises
    ------
    RailError
        If no track joins two stations, or the train cannot run there.

    Notes
    -----
    The tail of a train that calls still lies on the track before the call: the run is computed
    in one piece as far as the train does not turn back.
    """
    stock = line.stock
    if stock is None:
        raise RailError(f"line {line.name!r} has neither rolling stock nor running times")
    try:
        paths = _paths(rail, stock, way)
        turns = np.array([path.turns_back and k > 0 for k, path in enumerate(paths)])
        begins = [0, *np.flatnonzero(turns).tolist(), len(paths)]
        technical_s = [
            _leg_s(rail, stock, way.part(a, b), paths[a:b], step_m=settings.step_m)
            for a, b in pairwise(begins)
        ]
    except RailError as error:
        raise RailError(f"line {line.name!r}: {error}") from error
    length_m = np.array([path.length_m for path in paths])
    return LineRun(paths, np.concatenate(technical_s), length_m, turns)


def _paths(rail: RailNetwork, stock: RollingStock, way: Way) -> tuple[TrackPath, ...]:
    """Return the paths between stations, electrified ones for an electric train.

    Raises
    ------
    RailError
        If there are none; for want of electrification, the message says where.
    """
    stations, may_turn = way.stations, way.calls.tolist()
    gauge_mm, electric = stock.gauge_mm, stock.traction == "electric"
    try:
        return find_paths(rail, stations, gauge_mm=gauge_mm, electric=electric, may_turn=may_turn)
    except RailError:
        if not electric:
            raise
    paths = find_paths(rail, stations, gauge_mm=gauge_mm, may_turn=may_turn)
    profile = track_profile(rail, paths)
    without = profile.voltage_kv == 0.0
    where = _placer(rail, stations, _path_ends_m(profile, paths))
    place = where(float((np.cumsum(profile.length_m) - profile.length_m)[without.argmax()]))
    raise RailError(
        f"{stock.name!r} is electric, and {profile.length_m[without].sum() / 1000.0:.1f} km of "
        f"its way are not electrified, the first {place}; electrify them, or take other trains"
    )


def _leg_s(
    rail: RailNetwork,
    stock: RollingStock,
    way: Way,
    paths: Sequence[TrackPath],
    *,
    step_m: float | None,
) -> FloatArray:
    """Return the least running times over paths on which the train does not turn back."""
    profile = track_profile(rail, paths)
    ends_m = _path_ends_m(profile, paths)
    run = running_time(
        profile,
        stock,
        marks_m=ends_m[:-1].tolist(),
        stands=way.calls[1:-1].tolist(),
        step_m=step_m,
        where=_placer(rail, way.stations, ends_m),
    )
    return np.diff(np.concatenate(([0.0], run.mark_s, [run.time_s])))


def _path_ends_m(profile: TrackProfile, paths: Sequence[TrackPath]) -> FloatArray:
    """Return where each path ends, to the last bit where its last section does."""
    n_sections = np.cumsum([np.count_nonzero(path.end_m > path.begin_m) for path in paths])
    begins_m = np.concatenate(([0.0], np.cumsum(profile.length_m)))
    ends_m: FloatArray = begins_m[n_sections]
    return ends_m


def _placer(
    rail: RailNetwork, stations: Sequence[int], ends_m: FloatArray
) -> Callable[[float], str]:
    """Return what puts a place along paths into words."""

    def where(at_m: float) -> str:
        k = min(int(np.searchsorted(ends_m, at_m, side="right")), ends_m.size - 1)
        begin_m = ends_m[k - 1] if k else 0.0
        here, there = (rail.station_name[station] for station in stations[k : k + 2])
        return f"{(at_m - begin_m) / 1000.0:.2f} km after {here} towards {there}"

    return where
