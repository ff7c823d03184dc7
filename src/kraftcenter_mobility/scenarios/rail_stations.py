"""Stations and calls: how they change, and the account of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import RailError, ScenarioError
from kraftcenter_mobility.networks.rails.editing_stations import with_station

from .line_shortening import without_calls
from .rail_accounts import left_as_they_are, no_transit_effect, station_points, transit_account
from .rail_names import chosen_lines, insertion, key_of, positions, seems_to_pass, written
from .rail_tracks import station_of

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.lines import Line

    from .accounts import Account
    from .rail_station_edits import AddStation, CallAt, CloseStation, SetDwell

__all__ = ["add_station", "call_at", "close_station", "set_dwell"]

MORE_CALLS = ("AddStation", "CallAt")


def add_station(transit: PublicTransport, edit: AddStation) -> tuple[PublicTransport, Account]:
    """Return public transport with a new station and calls there, and the account of it.

    Raises
    ------
    ScenarioError
        If there is such a station, no track lies near, or a line named does not pass.
    """
    rail = transit.rail
    for at, name in enumerate(rail.station_name):
        if key_of(name) == key_of(edit.name):
            raise ScenarioError(
                f"name={edit.name!r} is a station already ({rail.station_id[at]}); to let trains "
                f"call there, say CallAt({name!r}), or give the new one another name"
            )
    built = with_station(
        rail,
        edit.name,
        edit.lon,
        edit.lat,
        station_id=edit.station_id,
        kind="halt" if edit.halt else "station",
        n_tracks=edit.tracks,
        within_m=edit.max_distance_m,
        entrance=None if edit.on_track else (edit.lon, edit.lat),
    )
    with_it = transit.replaced(rail=built)
    station = built.n_stations - 1
    after, called = _with_calls(with_it, edit, station)
    if not called and not edit.allow_no_effect:
        raise ScenarioError(
            f"no line passes {edit.name!r}, so that nothing calls there; let one pass with AddLine "
            f"first, or say allow_no_effect=True"
        )
    what = f"new {'halt' if edit.halt else 'station'} {edit.name!r}, {_call_words(called)}"
    return after, _account(edit, what, transit, after, station)


def call_at(transit: PublicTransport, edit: CallAt) -> tuple[PublicTransport, Account]:
    """Return public transport with more calls at a station, and the account of it.

    Raises
    ------
    ScenarioError
        If a line named does not pass, or all call there already, unless that is allowed.
    RailError
        If the station is unknown.
    """
    station = station_of(transit.rail, edit.station)
    after, called = _with_calls(transit, edit, station)
    if not called:
        return no_transit_effect(
            edit, f"every line that passes {edit.station!r} calls there already", transit
        )
    what = f"call at {written(transit.rail, station)!r}: {_call_words(called)}"
    return after, _account(edit, what, transit, after, station)


def close_station(transit: PublicTransport, edit: CloseStation) -> tuple[PublicTransport, Account]:
    """Return public transport without calls at a station, and the account of it.

    Raises
    ------
    ScenarioError
        If nothing calls there, unless that is allowed, or a line is left with one call.
    RailError
        If the station is unknown.
    """
    feed_stops = () if edit.lines else _feed_stops(transit, edit.station)
    station = _known(transit, edit, needed=not feed_stops)
    changed: dict[int, Line] = {}
    if station is not None:
        for at in chosen_lines(transit, edit.lines):
            line = without_calls(transit, transit.lines[at], station)
            if line is not None:
                changed[at] = line
    if not changed and not feed_stops:
        who = f" of {', '.join(edit.lines)}" if edit.lines else ""
        return no_transit_effect(edit, f"no train{who} calls at {edit.station!r}", transit)
    after = _replaced(transit, changed)
    for stop_id in feed_stops:
        if after.feed is not None:
            after = after.replaced(feed=after.feed.without_stop(stop_id))
    names = [transit.lines[at].name for at in changed]
    count = f"{len(feed_stops)} stop{'s' * (len(feed_stops) > 1)} of the feed"
    words = [count] if feed_stops else []
    what = f"close {edit.station!r} to {', '.join([*names, *words])}"
    return after, _account(edit, what, transit, after, station)


def set_dwell(transit: PublicTransport, edit: SetDwell) -> tuple[PublicTransport, Account]:
    """Return public transport with other dwell times at a station, and the account of it.

    Raises
    ------
    ScenarioError
        If no line calls there between its ends, or none changes, unless that is allowed.
    RailError
        If the station is unknown.
    """
    station = station_of(transit.rail, edit.station)
    changed: dict[int, Line] = {}
    passing = []
    for at in chosen_lines(transit, edit.lines):
        line = transit.lines[at]
        inner = set(line.calls[1:-1])
        names = {line.stations[k] for k in positions(transit.rail, line, station) if k in inner}
        if names:
            passing.append(line.name)
            other = replace(line, dwell_s=line.dwells | dict.fromkeys(names, edit.dwell_s))
            if other != line:
                changed[at] = other
    if not passing:
        return no_transit_effect(
            edit, f"no line calls at {edit.station!r} between its ends", transit
        )
    if not changed:
        return no_transit_effect(
            edit, f"trains stand {edit.dwell_s:g} s at {edit.station!r} already", transit
        )
    after = _replaced(transit, changed)
    what = f"stand {edit.dwell_s:g} s at {edit.station!r}: {', '.join(passing)}"
    return after, _account(edit, what, transit, after, station)


def _known(transit: PublicTransport, edit: CloseStation, *, needed: bool) -> int | None:
    """Return which rail station is meant, None if it may be a stop of the feed alone."""
    try:
        return station_of(transit.rail, edit.station)
    except RailError:
        if needed:
            raise
        return None


def _with_calls(
    transit: PublicTransport, edit: AddStation | CallAt, station: int
) -> tuple[PublicTransport, list[str]]:
    """Return public transport with calls at a station, and the names of the lines."""
    changed: dict[int, Line] = {}
    for at in chosen_lines(transit, edit.lines):
        line = _calling(transit, transit.lines[at], station, named=bool(edit.lines))
        if line is None:
            continue
        if edit.dwell_s is not None:
            name = next(line.stations[k] for k in positions(transit.rail, line, station))
            line = replace(line, dwell_s=line.dwells | {name: edit.dwell_s})
        changed[at] = line
    return _replaced(transit, changed), [line.name for line in changed.values()]


def _calling(transit: PublicTransport, line: Line, station: int, *, named: bool) -> Line | None:
    """Return a line that calls at a station too, None if it does already or does not pass."""
    rail = transit.rail
    at = positions(rail, line, station)
    if any(position in line.calls for position in at):
        return None
    name = written(rail, station)
    if line.run_s:
        if named:
            raise ScenarioError(
                f"the running times of {line.name!r} are given, and say nothing of a call at "
                f"{name!r}: add the line anew with rolling stock, or with other times"
            )
        return None
    if at:
        own = {line.stations[position] for position in at}
        return replace(line, passes=tuple(each for each in line.passes if each not in own))
    before = insertion(transit, line, station)
    if before is None:
        if named:
            raise ScenarioError(
                f"{line.name!r} does not pass {name!r}: its trains run from {line.stations[0]} to "
                f"{line.stations[-1]} on other tracks; leave it out of lines"
            )
        return None
    return replace(line, stations=(*line.stations[:before], name, *line.stations[before:]))


def _replaced(transit: PublicTransport, changed: dict[int, Line]) -> PublicTransport:
    """Return public transport with other lines in the place of some."""
    if not changed:
        return transit
    lines = tuple(changed.get(at, line) for at, line in enumerate(transit.lines))
    return transit.replaced(lines=lines)


def _feed_stops(transit: PublicTransport, name: str) -> tuple[str, ...]:
    """Return the ids of the stops of a feed that bear a name, or belong to its station."""
    if transit.feed is None:
        return ()
    wanted, stops = key_of(name), transit.feed.stops
    own = zip(stops.stop_id, stops.name, transit.feed.station_ids, strict=True)
    return tuple(
        stop_id
        for stop_id, title, parent in own
        if wanted in {key_of(title), key_of(stop_id), key_of(parent)}
    )


def _call_words(names: list[str]) -> str:
    """Return which lines call, in words."""
    return f"calls of {', '.join(names)}" if names else "no calls"


def _account(
    edit: Any, what: str, before: PublicTransport, after: PublicTransport, station: int | None
) -> Account:
    """Return the account of an edit of calls."""
    drawn = None if station is None else partial(station_points, after.rail, [station])
    notes = _given_notes(edit, after, station)
    return transit_account(edit, what, before, after, notes=notes, drawn=drawn)


def _given_notes(edit: Any, after: PublicTransport, station: int | None) -> list[str]:
    """Return a note if lines pass without the call that an edit is about, for their times."""
    if station is None or edit.lines or type(edit).__name__ not in MORE_CALLS:
        return []
    given = [line for line in after.lines if line.run_s]
    return left_as_they_are([line for line in given if seems_to_pass(after.rail, line, station)])
