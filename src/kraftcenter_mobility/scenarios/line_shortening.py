"""Lines that call at a station no longer; one that ended there ends a call earlier.

Trains keep their minutes at all stations that are left. A line says when trains leave its
first station, and its last: where these become others, so do the departures.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import ScenarioError

from .rail_names import positions
from .train_calls import BACK, call_times, named_services

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.lines import Line, Service

__all__ = ["without_calls"]

LEAST_CALLS = 2


def without_calls(transit: PublicTransport, line: Line, station: int) -> Line | None:
    """Return a line that calls at a station no longer, None if it did not.

    Parameters
    ----------
    transit : PublicTransport
        Whose line it is.
    line : Line
        The line.
    station : int
        The station, which trains pass from now on, or do not come to.

    Returns
    -------
    Line or None
        Where an end is cut off, its departures are moved on by the time that trains took to
        the first call that is left; those back are written out if they followed from those
        there.

    Raises
    ------
    ScenarioError
        If it is left with one call.
    """
    gone = {at for at in positions(transit.rail, line, station) if at in line.calls}
    if not gone:
        return None
    left = [at for at in line.calls if at not in gone]
    if len(left) < LEAST_CALLS:
        raise ScenarioError(
            f"{line.name!r} would be left with {len(left)} call(s) without "
            f"{transit.rail.station_name[station]!r}; say RemoveLine({line.name!r}) first"
        )
    stations = line.stations[left[0] : left[-1] + 1]
    passed = {line.stations[at] for at in gone} | set(line.passes)
    there, back = _moved(transit, line, left)
    return replace(
        line,
        stations=stations,
        passes=tuple(dict.fromkeys(name for name in stations if name in passed)),
        dwell_s={name: dwell for name, dwell in line.dwells.items() if name in stations},
        run_s=_merged_runs(line, left),
        there=there,
        back=back,
    )


def _moved(
    transit: PublicTransport, line: Line, left: list[int]
) -> tuple[tuple[Service, ...], tuple[Service, ...] | None]:
    """Return the services of a line whose ends are cut off, from its new ends."""
    number = {at: count for count, at in enumerate(line.calls)}
    cut = number[left[0]], len(line.calls) - 1 - number[left[-1]]
    if cut == (0, 0):
        return line.there, line.back
    back = line.back if line.back is not None else _written_out(transit, line)
    both = zip((line.there, back), call_times(transit, line), cut, strict=True)
    there, back = (
        tuple(_later(service, calls.departure_s[count]) for service in services)
        for services, calls, count in both
    )
    return there, back


def _written_out(transit: PublicTransport, line: Line) -> tuple[Service, ...]:
    """Return the services back of a line that leaves them to those there."""
    return tuple(
        _later(named.service, named.begin_s, keep_last=True)
        for named in named_services(transit, line)
        if named.direction == BACK
    )


def _later(service: Service, by_s: float, *, keep_last: bool = False) -> Service:
    """Return a service with all departures so much later; its span may end when it did."""
    from kraftcenter_mobility.networks.clock import clock_text
    from kraftcenter_mobility.networks.timetables.service_days import parse_clock_s
    from kraftcenter_mobility.networks.timetables.services import Departures

    if by_s == 0:
        return service
    if isinstance(service, Departures):
        return Departures(at=tuple(clock_text(parse_clock_s(at) + by_s) for at in service.at))
    first_s, last_s = parse_clock_s(service.first) + by_s, parse_clock_s(service.last)
    last_s = max(int(first_s), last_s) if keep_last else last_s + int(by_s)
    return replace(service, first=clock_text(first_s), last=clock_text(last_s))


def _merged_runs(line: Line, left: list[int]) -> tuple[float, ...]:
    """Return given running times between the calls that are left: those of the hops between."""
    if not line.run_s:
        return ()
    number = {at: count for count, at in enumerate(line.calls)}
    return tuple(sum(line.run_s[number[begin] : number[end]]) for begin, end in pairwise(left))
