"""What an edit does to trains: hop by hop, trips a day, and who gets where without a change."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.locations import listed
from kraftcenter_mobility.networks.rails.tables import track_geometry
from kraftcenter_mobility.networks.timetables.services import Headway

from .accounts import SECONDS, Account, Hop
from .rail_names import key_of
from .train_calls import THERE, call_times, named_services

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.rails.network import RailNetwork
    from kraftcenter_mobility.networks.timetables.lines import Line

    from .train_calls import Calls


__all__ = [
    "KEPT_MINUTES",
    "direct_pairs",
    "end_to_end_s",
    "hops_between",
    "left_as_they_are",
    "no_transit_effect",
    "station_points",
    "track_lines",
    "transit_account",
    "trips_a_day",
]

A_TUESDAY = dt.date(2026, 3, 10)
"""Lines know days of the week and no dates, so that any Tuesday is like another."""

KEPT_MINUTES = (
    "faster trains keep the minutes at which they leave their first stations: who changes may "
    "miss a train or wait longer until the timetable is made anew"
)

ROUNDING_S = 1
"""Times are whole seconds, so that a hop that does not change may take one more or less."""


def transit_account(  # noqa: PLR0913 - what there is to tell
    edit: Any,
    what: str,
    before: PublicTransport,
    after: PublicTransport,
    *,
    notes: Iterable[str] = (),
    counts: Mapping[str, Any] | None = None,
    drawn: Any = None,
) -> Account:
    """Return the account of an edit of rail or services, with all that changes for trains.

    Parameters
    ----------
    edit : object
        The edit.
    what : str
        One line in a planner's words.
    before, after : PublicTransport
        Without the edit and with it.
    notes : iterable of str, optional
        What else to say.
    counts : mapping, optional
        Fields of the account that say how much has which value, in place of the times from
        end to end of the lines that change.
    drawn : GeoSeries or callable, optional
        What is put on maps.
    """
    hops = hops_between(before, after)
    was_s, now_s = _changed_times(end_to_end_s(before), end_to_end_s(after))
    told = {"before": was_s, "after": now_s, "unit": SECONDS} if counts is None else dict(counts)
    more = [] if counts is None else _time_notes(was_s, now_s)
    return Account(
        edit=type(edit).__name__,
        what=what,
        notes=(*notes, *more, *_service_notes(before, after), *_minute_notes(after, hops)),
        hops=hops,
        drawn=drawn,
        **told,
    )


def no_transit_effect(
    edit: Any, why: str, transit: PublicTransport
) -> tuple[PublicTransport, Account]:
    """Return public transport as it is and an account of no effect, or refuse the edit.

    Raises
    ------
    ScenarioError
        Unless the edit may be without effect.
    """
    if not edit.allow_no_effect:
        raise ScenarioError(f"{why}; if that is meant, say allow_no_effect=True")
    return transit, Account(
        edit=type(edit).__name__, what="changes nothing", notes=(why,), has_effect=False
    )


def left_as_they_are(lines: Sequence[Line]) -> list[str]:
    """Return a note if there are lines that do not follow, their running times being given."""
    if not lines:
        return []
    names = listed([line.name for line in lines])
    are = "line with given times is" if len(lines) == 1 else "lines with given times are"
    return [f"{len(lines)} {are} left as before: {names}"]


def hops_between(before: PublicTransport, after: PublicTransport) -> tuple[Hop, ...]:
    """Return the hops that take another time than before, of lines that were there before.

    A second more or less is left out, being rounding.

    A hop leads from one call to the next of those that the line has both before and after,
    so that a new call between the two shows as what it costs those who stay on the train.
    """
    known = {key_of(line.name): line for line in before.lines}
    hops: list[Hop] = []
    for line in after.lines:
        old = known.get(key_of(line.name))
        if old is None or (old == line and before.rail is after.rail):
            continue
        for was, now in zip(call_times(before, old), call_times(after, line), strict=True):
            hops += _changed_hops(line.name, after.rail, was, now)
    return tuple(hops)


def end_to_end_s(transit: PublicTransport) -> dict[str, float]:
    """Return how long trains of every line take from end to end, there and back."""
    found: dict[str, float] = {}
    for line in transit.lines:
        for calls in call_times(transit, line):
            label = line.name if calls.direction == THERE else f"{line.name}, back"
            if calls.station:
                found[label] = float(calls.total_s)
    return found


def trips_a_day(transit: PublicTransport, line: Line) -> int:
    """Return how many trips a line makes on a day on which it runs, both ways together."""
    from kraftcenter_mobility.networks.timetables.directions import departures_of

    return sum(departures_of(named, draw=0).size for named in named_services(transit, line))


def direct_pairs(transit: PublicTransport) -> set[tuple[str, str]]:
    """Return from which station to which one can go without a change, by their ids."""
    return {
        (begin, end)
        for line in transit.lines
        for calls in call_times(transit, line)
        for at, begin in enumerate(calls.station)
        for end in calls.station[at + 1 :]
        if begin != end
    }


def track_lines(rail: RailNetwork, tracks: IntArray) -> gpd.GeoSeries:
    """Return tracks as lines in EPSG:4326. Shape (n_tracks,)."""
    import geopandas as gpd

    return gpd.GeoSeries(track_geometry(rail, tracks), crs="EPSG:4326")


def station_points(rail: RailNetwork, stations: Iterable[int]) -> gpd.GeoSeries:
    """Return stations as points in EPSG:4326. Shape (n_stations,)."""
    import geopandas as gpd
    import shapely

    points = [shapely.Point(rail.station_lon[at], rail.station_lat[at]) for at in stations]
    return gpd.GeoSeries(points, crs="EPSG:4326")


def _changed_hops(line: str, rail: RailNetwork, was: Calls, now: Calls) -> list[Hop]:
    """Return the hops between calls of before and after that take another time."""
    names = dict(zip(rail.station_id, rail.station_name, strict=True))
    hops = []
    for begin, end in pairwise(was.common(now)):
        before_s = was.arrival_s[end[0]] - was.departure_s[begin[0]]
        after_s = now.arrival_s[end[1]] - now.departure_s[begin[1]]
        if abs(after_s - before_s) > ROUNDING_S:
            ends = names[now.station[begin[1]]], names[now.station[end[1]]]
            hops.append(Hop(line, now.direction, *ends, before_s, after_s))
    return hops


def _changed_times(
    before: Mapping[str, float], after: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the times of those that are there before and after and take another time."""
    names = [name for name in before if name in after and before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _time_notes(before: Mapping[str, float], after: Mapping[str, float]) -> list[str]:
    """Return how long trains take from end to end, before and after."""
    return [
        f"{name}: {seconds:,.0f} s -> {after[name]:,.0f} s from end to end"
        for name, seconds in before.items()
    ]


def _minute_notes(after: PublicTransport, hops: Iterable[Hop]) -> list[str]:
    """Return a note if trains are faster and leave their first stations as before."""
    faster = {key_of(hop.line) for hop in hops if hop.after_s < hop.before_s}
    fixed = any(
        not isinstance(service, Headway)
        for line in after.lines
        if key_of(line.name) in faster
        for service in (*line.there, *(line.back or ()))
    )
    return [KEPT_MINUTES] if fixed else []


def _service_notes(before: PublicTransport, after: PublicTransport) -> list[str]:
    """Return how many direct connections and trips there are, where that changes."""
    notes = []
    pairs = len(direct_pairs(before)), len(direct_pairs(after))
    if pairs[0] != pairs[1]:
        notes.append(f"direct connections from station to station: {pairs[0]:,} -> {pairs[1]:,}")
    trips = [sum(trips_a_day(each, line) for line in each.lines) for each in (before, after)]
    if trips[0] != trips[1]:
        notes.append(f"trains a day, both ways: {trips[0]:,} -> {trips[1]:,}")
    met = _n_conflicts(before), _n_conflicts(after)
    if met[0] != met[1]:
        notes.append(
            f"trains in each other's way on a Tuesday: {met[0]:,} -> {met[1]:,} (nothing is solved)"
        )
    return notes


def _n_conflicts(transit: PublicTransport) -> int:
    """Return how often trains meet on single track, or follow too closely, on some Tuesday."""
    found: int = transit.remembered(
        "conflicts on a Tuesday", lambda: len(transit.conflicts(A_TUESDAY).found)
    )
    return found
