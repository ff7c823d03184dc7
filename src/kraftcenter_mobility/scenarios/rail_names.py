"""Lines and stations by their names, and where along a line a station lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import RailError, ScenarioError
from kraftcenter_mobility.networks.rails.editing_stretches import key_of
from kraftcenter_mobility.networks.rails.paths import find_paths

from .suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.rails.network import RailNetwork, TrackPath
    from kraftcenter_mobility.networks.timetables.lines import Line

__all__ = [
    "chosen_lines",
    "find_line",
    "insertion",
    "key_of",
    "positions",
    "seems_to_pass",
    "written",
]


def find_line(transit: PublicTransport, name: str) -> int:
    """Return which of the lines has a name.

    Raises
    ------
    ScenarioError
        If none has it, or several, with what there is instead.
    """
    wanted = key_of(name)
    found = [at for at, line in enumerate(transit.lines) if key_of(line.name) == wanted]
    found = found or [at for at, line in enumerate(transit.lines) if key_of(line.number) == wanted]
    if len(found) == 1:
        return found[0]
    names = [line.name for line in transit.lines]
    if found:
        several = " and ".join(repr(names[at]) for at in found)
        raise ScenarioError(f"the number {name!r} is that of {several}: give the name of one")
    raise ScenarioError(f"no line is called {name!r}; {did_you_mean(name, names)}")


def chosen_lines(transit: PublicTransport, names: Sequence[str]) -> list[int]:
    """Return which lines are meant by their names, all if none is named.

    Raises
    ------
    ScenarioError
        If no line has one of the names.
    """
    if not names:
        return list(range(len(transit.lines)))
    return list(dict.fromkeys(find_line(transit, name) for name in names))


def written(rail: RailNetwork, station: int) -> str:
    """Return by what a line names a station: its name, or its id where others bear the name."""
    name = rail.station_name[station]
    return name if rail.station_name.count(name) == 1 else rail.station_id[station]


def positions(rail: RailNetwork, line: Line, station: int) -> list[int]:
    """Return at which positions of its stations a line has one."""
    return [at for at, name in enumerate(line.stations) if rail.station(name) == station]


def insertion(transit: PublicTransport, line: Line, station: int) -> int | None:
    """Return before which of its stations a line passes one that it does not name.

    Parameters
    ----------
    transit : PublicTransport
        Whose tracks have the station.
    line : Line
        Whose trains pass it or not, in either direction.
    station : int
        The station, which none of the line's own is.

    Returns
    -------
    int or None
        The position it would have among the line's stations; None if no train passes.
    """
    last = len(line.stations) - 2
    for back, times in enumerate(transit.line_times(line)):
        at = _passed_on(transit.rail, times.paths, station)
        if at is not None:
            return (last - at if back else at) + 1
    return None


def seems_to_pass(rail: RailNetwork, line: Line, station: int) -> bool:
    """Say whether a line whose running times are given passes a station without a call."""
    at = positions(rail, line, station)
    if at:
        return not any(position in line.calls for position in at)
    stations = [rail.station(name) for name in line.stations]
    try:
        paths = find_paths(rail, stations, may_turn=(True,) * len(stations))
    except RailError:
        return False
    return _passed_on(rail, paths, station) is not None


def _passed_on(rail: RailNetwork, paths: Sequence[TrackPath], station: int) -> int | None:
    """Return on which of some paths trains pass a station, None if on none."""
    which = slice(rail.first_stop[station], rail.first_stop[station + 1])
    stops = list(zip(rail.stop_track[which], rail.stop_offset_m[which], strict=True))
    for at, path in enumerate(paths):
        if any(_passes(rail, path, int(track), float(offset)) for track, offset in stops):
            return at
    return None


def _passes(rail: RailNetwork, path: TrackPath, track: int, offset_m: float) -> bool:
    """Say whether a path runs over a point of a track."""
    for at in (path.track == track).nonzero()[0]:
        travelled_m = offset_m if path.forward[at] else float(rail.length_m[track]) - offset_m
        if path.begin_m[at] <= travelled_m <= path.end_m[at]:
            return True
    return False
