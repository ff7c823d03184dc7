"""Routes of a published timetable run more often, or no longer.

A feed says when every trip runs, and nothing of what would run if there were more. So a
route with another headway runs, each way, as its trips of the commonest pattern do whose
duration is the median, both ways from the first departure of either to the last, on every
day on which it runs at all. Its minutes are drawn.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.timetables.gtfs_arrays import Calendar, HeadwayTrips, Schedule
from kraftcenter_mobility.networks.timetables.gtfs_calendars import active_services

from .rail_accounts import no_transit_effect
from .rail_names import key_of
from .route_accounts import route_account

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.feed import Feed

    from .accounts import Account
    from .service_edits import RemoveLine, SetHeadway

__all__ = ["has_route", "remove_route", "set_route_headway"]

DAYS_A_WEEK = 7


class _Direction(NamedTuple):
    """The trips of a route that go one way, as one pattern."""

    trip: int
    """The one that stands for them."""

    first_s: int
    last_s: int


def has_route(transit: PublicTransport, name: str) -> bool:
    """Say whether a name is that of a route of the feed and of no line."""
    if transit.feed is None or any(key_of(line.name) == key_of(name) for line in transit.lines):
        return False
    return bool(_routes(transit.feed, name))


def remove_route(transit: PublicTransport, edit: RemoveLine) -> tuple[PublicTransport, Account]:
    """Return public transport without a route of the feed, and the account of it.

    Raises
    ------
    ScenarioError
        If no trip of it runs, unless that is allowed.
    """
    feed = _feed(transit)
    routes = _routes(feed, edit.line)
    on_route = np.isin(feed.schedule.line, routes)
    if not on_route.any():
        return no_transit_effect(edit, _idle(edit.line), transit)
    other = feed
    for route in routes:
        other = other.without_route(feed.lines[route].route_id)
    what = f"no route {edit.line!r} of the feed any more"
    trips = _most_a_day(feed, on_route), 0
    return transit.replaced(feed=other), route_account(edit, what, (feed, other), on_route, trips)


def set_route_headway(
    transit: PublicTransport, edit: SetHeadway
) -> tuple[PublicTransport, Account]:
    """Return public transport with another headway of a route of the feed, and the account.

    Raises
    ------
    ScenarioError
        If the route does not run, or runs so often already, unless that is allowed; or if its
        span is shorter than the headway.
    """
    feed = _feed(transit)
    on_route = np.isin(feed.schedule.line, _routes(feed, edit.line))
    ways = _directions(feed, on_route)
    if not ways:
        return no_transit_effect(edit, _idle(edit.line), transit)
    span_s, headway_s = _span_s(edit, ways), round(edit.headway_s)
    if _runs_so(feed, on_route, len(ways), (*span_s, headway_s)):
        why = f"the route {edit.line!r} runs every {headway_s} s already"
        return no_transit_effect(edit, why, transit)
    after = len(ways) * max(1, round((span_s[1] - span_s[0]) / edit.headway_s))
    other = _with_patterns(feed, on_route, ways, span_s, headway_s)
    account = route_account(
        edit,
        f"route {edit.line!r} of the feed every {edit.headway_s:g} s",
        (feed, other),
        on_route,
        (_most_a_day(feed, on_route), after),
        notes=("the one of median duration in each direction stands for all; minutes are drawn",),
    )
    return transit.replaced(feed=other), account


def _idle(name: str) -> str:
    """Return that a route does not run."""
    return f"no trip of the route {name!r} runs on any day"


def _runs_so(feed: Feed, on_route: BoolArray, n_ways: int, every: tuple[int, int, int]) -> bool:
    """Say whether a route has one trip each way and nothing else, which runs so often."""
    trips, spans = np.flatnonzero(on_route), feed.headway_trips
    mine = np.isin(spans.trip, trips)
    known = np.column_stack([spans.start_s, spans.end_s, spans.headway_s])[mine]
    once = np.array_equal(np.sort(spans.trip[mine]), trips)
    return once and trips.size == n_ways and bool((known == every).all())


def _feed(transit: PublicTransport) -> Feed:
    """Return the feed, which is known to be there."""
    if transit.feed is None:
        raise ScenarioError("there is no feed with routes; add one with network.with_gtfs(path)")
    return transit.feed


def _routes(feed: Feed, name: str) -> list[int]:
    """Return which routes have a name, a number or an id."""
    wanted = key_of(name)
    return [
        at
        for at, line in enumerate(feed.lines)
        if wanted in {key_of(line.name), key_of(line.number), key_of(line.route_id)} - {""}
    ]


def _days(feed: Feed) -> range:
    """Return all days that the feed covers, as ordinals."""
    first, last = feed.span
    return range(first.toordinal(), last.toordinal() + 1)


def _most_a_day(feed: Feed, on_route: BoolArray) -> int:
    """Return how many trips there are on the day with most of them."""
    schedule, spans = feed.schedule, feed.headway_trips
    per_trip = np.ones(schedule.n_trips)
    per_trip[spans.trip] = 0.0
    np.add.at(per_trip, spans.trip, (spans.end_s - spans.start_s) / np.maximum(spans.headway_s, 1))
    per_service = np.bincount(
        schedule.service[on_route],
        weights=per_trip[on_route],
        minlength=len(feed.calendar.service_id),
    )
    sums = (
        per_service[active_services(feed.calendar, dt.date.fromordinal(day))].sum()
        for day in _days(feed)
    )
    return round(float(max(sums, default=0.0)))


def _directions(feed: Feed, on_route: BoolArray) -> list[_Direction]:
    """Return the one or two directions of a route, the commonest pattern of each."""
    schedule = feed.schedule
    trips = np.flatnonzero(on_route)
    patterns = {int(trip): _stops(schedule, int(trip)) for trip in trips}
    ranked = [stops for stops, _ in Counter(patterns.values()).most_common()]
    found = []
    for back in (False, True):
        same = [stops for stops in ranked if _runs_back(stops, ranked[0]) == back]
        if same:
            of_pattern = [trip for trip, stops in patterns.items() if stops == same[0]]
            others = np.array([trip for trip, stops in patterns.items() if stops in set(same)])
            found.append(_one_way(feed, np.array(of_pattern), others))
    return found


def _one_way(feed: Feed, of_pattern: IntArray, trips: IntArray) -> _Direction:
    """Return the trip that stands for a direction, and its first and last departure."""
    schedule, spans = feed.schedule, feed.headway_trips
    begin = schedule.departure_s[schedule.first_call[:-1]].astype(np.int64)
    lasts_s = schedule.arrival_s[schedule.first_call[1:] - 1] - begin
    order = of_pattern[np.argsort(lasts_s[of_pattern], kind="stable")]
    median = int(order[(order.size - 1) // 2])
    every = np.isin(spans.trip, trips)
    stated = trips[~np.isin(trips, spans.trip)]
    firsts = np.concatenate([begin[stated], spans.start_s[every]])
    lasts = np.concatenate([begin[stated] + 1, spans.end_s[every]])
    return _Direction(median, int(firsts.min()), int(lasts.max()))


def _stops(schedule: Schedule, trip: int) -> tuple[int, ...]:
    """Return the stops of a trip, in order."""
    which = slice(schedule.first_call[trip], schedule.first_call[trip + 1])
    return tuple(int(stop) for stop in schedule.stop[which])


def _runs_back(stops: tuple[int, ...], pattern: tuple[int, ...]) -> bool:
    """Say whether stops are called at in another order than in a pattern, or are others."""
    place = {stop: at for at, stop in enumerate(pattern)}
    common = [place[stop] for stop in stops if stop in place]
    if len(common) < 2:  # noqa: PLR2004 - the other side of the street
        return stops != pattern
    return common[0] > common[-1]


def _span_s(edit: SetHeadway, ways: list[_Direction]) -> tuple[int, int]:
    """Return between which seconds of the day trains leave, the end not included."""
    from kraftcenter_mobility.networks.timetables.service_days import parse_clock_s

    begin = int(parse_clock_s(edit.first)) if edit.first else min(way.first_s for way in ways)
    end = int(parse_clock_s(edit.last)) if edit.last else max(way.last_s for way in ways)
    if end - begin < edit.headway_s:
        raise ScenarioError(
            f"headway_s={edit.headway_s:g} is longer than the {end - begin:,} s from the first "
            f"departure of {edit.line!r} to the last; say first and last, or a shorter headway"
        )
    return begin, end


def _with_patterns(
    feed: Feed,
    on_route: BoolArray,
    ways: list[_Direction],
    span_s: tuple[int, int],
    headway_s: int,
) -> Feed:
    """Return a feed in which a route has only trips that run every so often."""
    old = feed.schedule
    kept = feed
    for route in np.unique(old.line[on_route]):
        kept = kept.without_route(kept.lines[int(route)].route_id)
    schedule = kept.schedule
    rows = [slice(old.first_call[way.trip], old.first_call[way.trip + 1]) for way in ways]
    ends = schedule.first_call[-1] + np.cumsum([row.stop - row.start for row in rows])
    chosen = [way.trip for way in ways]
    calendar = _with_days(feed.calendar, _running_days(feed, old.service[on_route]))
    columns = {
        name: np.concatenate([getattr(schedule, name), *(getattr(old, name)[row] for row in rows)])
        for name in ("stop", "arrival_s", "departure_s", "can_board", "can_alight")
    }
    more = Schedule(
        first_call=np.concatenate([schedule.first_call, ends]),
        **columns,
        line=np.concatenate([schedule.line, old.line[chosen]]),
        service=np.concatenate(
            [schedule.service, np.full(len(ways), len(calendar.service_id) - 1)]
        ),
        shape=np.concatenate([schedule.shape, old.shape[chosen]]),
        trip_id=(
            *schedule.trip_id,
            *(f"{old.trip_id[trip]} every {headway_s} s" for trip in chosen),
        ),
    )
    values = (np.full(len(ways), each) for each in (*span_s, headway_s))
    new = (schedule.n_trips + np.arange(len(ways)), *values)
    spans: list[IntArray] = [
        np.concatenate(pair) for pair in zip(kept.headway_trips[:-1], new, strict=True)
    ]
    key = (*kept.headway_trips.key, *(_drawn_as(feed, trip) for trip in chosen))
    trip, start_s, end_s, every_s = spans
    patterns = HeadwayTrips(trip, start_s, end_s, every_s, key)
    return replace(kept, schedule=more, headway_trips=patterns, calendar=calendar)


def _drawn_as(feed: Feed, trip: int) -> str:
    """Return by what the minutes of a trip are drawn: as before, if they were."""
    spans = feed.headway_trips
    known = np.flatnonzero(spans.trip == trip).tolist()
    return spans.key[known[0]] if known else feed.schedule.trip_id[trip]


def _running_days(feed: Feed, services: IntArray) -> IntArray:
    """Return the days on which any of some services runs."""
    return np.array(
        [
            day
            for day in _days(feed)
            if active_services(feed.calendar, dt.date.fromordinal(day))[services].any()
        ],
        dtype=np.int64,
    )


def _with_days(calendar: Calendar, days: IntArray) -> Calendar:
    """Return a calendar with one more service, which runs on the days given."""
    service = len(calendar.service_id)
    weekdays = np.zeros((1, DAYS_A_WEEK), dtype=np.bool_)
    return Calendar(
        service_id=(*calendar.service_id, f"scenario {service}"),
        weekdays=np.concatenate([calendar.weekdays, weekdays]),
        first_day=np.append(calendar.first_day, days.min()),
        last_day=np.append(calendar.last_day, days.max()),
        changed_service=np.concatenate([calendar.changed_service, np.full(days.size, service)]),
        changed_day=np.concatenate([calendar.changed_day, days]),
        added=np.concatenate([calendar.added, np.ones(days.size, dtype=np.bool_)]),
    )
