"""Lines, how often they run and what runs: how they change, and the account of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import MobilityError, ScenarioError

from .rail_accounts import (
    end_to_end_s,
    left_as_they_are,
    no_transit_effect,
    station_points,
    transit_account,
    trips_a_day,
)
from .rail_names import chosen_lines, find_line, key_of

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.rails.network import RailNetwork
    from kraftcenter_mobility.networks.timetables.lines import Line, Service
    from kraftcenter_mobility.networks.trains.rolling_stock import RollingStock

    from .accounts import Account
    from .service_edits import AddLine, RemoveLine, SetHeadway, SetRollingStock

__all__ = ["add_line", "line_of", "remove_line", "set_headway", "set_rolling_stock"]

TRIP = "trip"


def set_headway(transit: PublicTransport, edit: SetHeadway) -> tuple[PublicTransport, Account]:
    """Return public transport with another headway of a line, and the account of it.

    Raises
    ------
    ScenarioError
        If no line has the name, or nothing changes, unless that is allowed.
    TimetableError
        If the line would not run at all.
    """
    from .service_routes import has_route, set_route_headway

    if has_route(transit, edit.line):
        return set_route_headway(transit, edit)
    at = find_line(transit, edit.line)
    line = transit.lines[at]
    there = _every(line.there, edit)
    back = None if line.back is None else _every(line.back, edit)
    other = replace(line, there=there, back=back)
    if other == line:
        why = f"{line.name!r} runs every {edit.headway_s:g} s already"
        return no_transit_effect(edit, why, transit)
    after = _with_line(transit, at, other)
    counts = {
        "before": {line.name: float(trips_a_day(transit, line))},
        "after": {line.name: float(trips_a_day(after, other))},
        "unit": TRIP,
    }
    notes = _merged_notes(line) + _day_notes(line)
    what = f"{line.name!r} every {edit.headway_s:g} s from {_span_words(other)}"
    account = transit_account(
        edit, what, transit, after, counts=counts, notes=notes, drawn=_calls_of(after, other)
    )
    return after, account


def add_line(transit: PublicTransport, edit: AddLine) -> tuple[PublicTransport, Account]:
    """Return public transport with a new line, and the account of it.

    Raises
    ------
    ScenarioError
        If there is a line of the name.
    RailError
        If a station is unknown, no track joins two of them, or the stock cannot run there.
    """
    if any(key_of(line.name) == key_of(edit.name) for line in transit.lines):
        raise ScenarioError(
            f"name={edit.name!r} is a line already; change it with SetHeadway or SetRollingStock, "
            f"or give the new one another name"
        )
    line = line_of(edit)
    for name in line.stations:
        transit.rail.station(name)
    after = transit.replaced(lines=(*transit.lines, line))
    alone = after.replaced(lines=(line,))
    times = end_to_end_s(alone)
    counts = {"after": {line.name: float(trips_a_day(after, line))}, "unit": TRIP}
    notes = [f"{name}: {seconds:,.0f} s from end to end" for name, seconds in times.items()]
    what = f"new line {line.name!r}, {line.stations[0]} - {line.stations[-1]}"
    account = transit_account(
        edit,
        what,
        transit,
        after,
        counts=counts,
        notes=[*notes, *_day_notes(line)],
        drawn=_calls_of(after, line),
    )
    return after, account


def remove_line(transit: PublicTransport, edit: RemoveLine) -> tuple[PublicTransport, Account]:
    """Return public transport without a line, and the account of it.

    Raises
    ------
    ScenarioError
        If no line has the name, unless that is allowed.
    """
    from .service_routes import has_route, remove_route

    if has_route(transit, edit.line):
        return remove_route(transit, edit)
    try:
        at = find_line(transit, edit.line)
    except ScenarioError as trouble:
        if edit.allow_no_effect:
            return no_transit_effect(edit, str(trouble), transit)
        raise
    line = transit.lines[at]
    after = transit.replaced(lines=tuple(each for each in transit.lines if each is not line))
    counts = {"before": {line.name: float(trips_a_day(transit, line))}, "unit": TRIP}
    account = transit_account(
        edit,
        f"no line {line.name!r} any more",
        transit,
        after,
        counts=counts,
        notes=_day_notes(line),
        drawn=_calls_of(transit, line),
    )
    return after, account


def set_rolling_stock(
    transit: PublicTransport, edit: SetRollingStock
) -> tuple[PublicTransport, Account]:
    """Return public transport with other trains on lines, and the account of it.

    Raises
    ------
    ScenarioError
        If a line is unknown or its running times are given, or nothing changes, unless that
        is allowed.
    RailError
        If the stock cannot run there: another gauge, or no contact line.
    """
    stock = _stock(edit.stock)
    changed: dict[int, Line] = {}
    for at in chosen_lines(transit, edit.lines):
        line = transit.lines[at]
        if line.run_s:
            if edit.lines:
                raise ScenarioError(
                    f"the running times of {line.name!r} are given, whatever runs: leave it out "
                    f"of lines, or add it anew with rolling stock"
                )
            continue
        if line.stock != stock:
            changed[at] = replace(line, stock=stock)
    if not changed:
        return no_transit_effect(edit, f"{stock.name} is what runs already", transit)
    lines = tuple(changed.get(at, line) for at, line in enumerate(transit.lines))
    after = transit.replaced(lines=lines)
    names = [line.name for line in changed.values()]
    was = {line.stock.name for at, line in enumerate(transit.lines) if at in changed and line.stock}
    what = f"{stock.name} on {', '.join(names)}"
    notes = [f"instead of {', '.join(sorted(was))}"] if was else []
    notes += left_as_they_are([line for line in transit.lines if line.run_s and not edit.lines])
    if stock.traction == "battery":
        notes.append("what the battery holds is not computed: see that the way is not too far")
    return after, transit_account(edit, what, transit, after, notes=notes)


def line_of(edit: AddLine) -> Line:
    """Return the line that an edit speaks of.

    Raises
    ------
    TimetableError
        If it cannot be one.
    """
    from kraftcenter_mobility.networks.timetables.lines import Departures, Line

    stock = _stock(edit.stock) if edit.stock else None
    if edit.departures:
        there: Service = Departures(at=edit.departures)
        back: tuple[Service, ...] | None = (Departures(at=edit.back),) if edit.back else (there,)
    else:
        there, back = _service(edit), None
    days: dict[str, Any] = {"days": edit.days} if edit.days else {}
    return Line(
        name=edit.name,
        stations=edit.stations,
        passes=edit.passes,
        stock=stock,
        there=(there,),
        back=() if edit.one_way else back,
        run_s=edit.run_s,
        number=edit.number,
        operator=edit.operator,
        **days,
    )


def _service(edit: AddLine) -> Service:
    """Return the service of a new line with a headway."""
    from kraftcenter_mobility.networks.timetables.lines import ClockFace, Headway

    from .service_edits import CLOCK_FACE

    kind = ClockFace if edit.service == CLOCK_FACE else Headway
    return kind(headway_s=edit.headway_s or 0.0, first=edit.first, last=edit.last)


def _stock(stock: str | RollingStock) -> RollingStock:
    """Return rolling stock by its name, or as it is."""
    from kraftcenter_mobility.networks.trains.rolling_stock import rolling_stock

    return rolling_stock(stock) if isinstance(stock, str) else stock


def _every(services: tuple[Service, ...], edit: SetHeadway) -> tuple[Service, ...]:
    """Return one service with a headway, from the first to the last of several."""
    from kraftcenter_mobility.networks.timetables.lines import ClockFace, Headway

    if not services:
        return ()
    first = edit.first or min((_first(each) for each in services), key=_clock_s)
    last = edit.last or max((_last(each) for each in services), key=_clock_s)
    drawn = all(isinstance(each, Headway) for each in services)
    try:
        kind = Headway if drawn else ClockFace
        return (kind(headway_s=edit.headway_s, first=first, last=last),)
    except MobilityError as trouble:
        raise type(trouble)(f"{edit.line!r}: {trouble}") from trouble


def _clock_s(text: str) -> int:
    """Return a time of day in seconds."""
    from kraftcenter_mobility.networks.timetables.service_days import parse_clock_s

    return int(parse_clock_s(text))


def _first(service: Service) -> str:
    """Return when the first train of a service leaves, as it is written."""
    return service.first if hasattr(service, "first") else min(service.at, key=_clock_s)


def _last(service: Service) -> str:
    """Return after when no train of a service leaves, as it is written."""
    return service.last if hasattr(service, "last") else max(service.at, key=_clock_s)


def _with_line(transit: PublicTransport, at: int, line: Line) -> PublicTransport:
    """Return public transport with another line in the place of one."""
    lines = (*transit.lines[:at], line, *transit.lines[at + 1 :])
    return transit.replaced(lines=lines)


def _span_words(line: Line) -> str:
    """Return from when until when a line runs, in words."""
    service = (line.there or line.back or ())[0]
    return f"{_first(service)} to {_last(service)}"


def _merged_notes(line: Line) -> list[str]:
    """Return a note if a line had several services a day."""
    count = len(line.there or line.back or ())
    if count < 2:  # noqa: PLR2004
        return []
    return [f"takes the place of {count} services, by the time of day"]


def _day_notes(line: Line) -> list[str]:
    """Return a note if a line does not run on all days."""
    from kraftcenter_mobility.networks.timetables.service_days import DAYS

    return [] if line.days == DAYS else [f"runs on {', '.join(line.days)} only"]


def _calls_of(transit: PublicTransport, line: Line) -> Any:
    """Return what makes the points of the stations at which a line calls."""
    return partial(_call_points, transit.rail, line)


def _call_points(rail: RailNetwork, line: Line) -> gpd.GeoSeries:
    """Return the stations at which a line calls as points. Shape (n_calls,)."""
    return station_points(rail, [rail.station(line.stations[at]) for at in line.calls])
