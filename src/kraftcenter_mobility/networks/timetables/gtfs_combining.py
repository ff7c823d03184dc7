"""Put two feeds together; their ids are told apart by the names of the feeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.notices import Notices

from .gtfs_arrays import Calendar, Entrances, HeadwayTrips, Schedule, Shapes, read_only
from .gtfs_notices import note
from .trips import ChangeRules, Stops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .feed import Feed

__all__ = ["combined"]


def combined(feed: Feed, other: Feed) -> Feed:
    """Return two feeds as one.

    Parameters
    ----------
    feed, other : Feed
        Each read from a file, or put together already.

    Returns
    -------
    Feed
        Ids begin with the name of the feed they are from, and a colon.

    Raises
    ------
    TimetableError
        If the feeds go by clocks of different time zones.
    """
    if feed.timezone != other.timezone:
        raise TimetableError(
            f"the feeds {' | '.join(feed.names)!r} and {' | '.join(other.names)!r} are in "
            f"different time zones, {feed.timezone} and {other.timezone}; use feeds of one zone"
        )
    one = _named(feed, ())
    two = _named(other, one.names)
    n_stops, n_trips = len(one.stops.stop_id), one.n_trips
    n_services = len(one.calendar.service_id)
    stops = Stops(
        stop_id=(*one.stops.stop_id, *two.stops.stop_id),
        name=(*one.stops.name, *two.stops.name),
        lon=np.concatenate([one.stops.lon, two.stops.lon]),
        lat=np.concatenate([one.stops.lat, two.stops.lat]),
        station=np.concatenate([one.stops.station, two.stops.station + n_stops]),
    )
    moved = two.calendar._replace(changed_service=two.calendar.changed_service + n_services)
    spans = two.headway_trips._replace(
        trip=two.headway_trips.trip + n_trips,
        key=_apart(one.headway_trips.key, two.headway_trips.key, name=two.names[-1]),
    )
    rules = two.rules._replace(
        from_stop=two.rules.from_stop + n_stops, to_stop=two.rules.to_stop + n_stops
    )
    entrances = two.entrances._replace(stop=two.entrances.stop + n_stops)
    return replace(
        one,
        names=(*one.names, *two.names),
        stops=read_only(stops),
        station_ids=(*one.station_ids, *two.station_ids),
        lines=(*one.lines, *two.lines),
        calendar=_calendars(one.calendar, moved),
        schedule=_schedules(one, two),
        shapes=_shapes(one.shapes, two.shapes),
        headway_trips=_spans(one.headway_trips, spans),
        rules=ChangeRules(*_stacked(one.rules, rules)),
        entrances=Entrances(*_stacked(one.entrances, entrances)),
        notices=_merged(feed, other),
    )


def _named(feed: Feed, taken: Sequence[str]) -> Feed:
    """Return a feed whose ids begin with its name, which is none of those taken."""
    if len(feed.names) > 1 and not set(feed.names) & set(taken):
        return feed
    if len(feed.names) > 1:
        raise TimetableError(
            f"both feeds hold one called {min(set(feed.names) & set(taken))!r}; put them "
            f"together one by one, or rename a file"
        )
    name, number = feed.names[0], 2
    while name in taken:
        name, number = f"{feed.names[0]}-{number}", number + 1

    def with_name(ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(f"{name}:{one}" for one in ids)

    lines = (line._replace(route_id=f"{name}:{line.route_id}") for line in feed.lines)
    return replace(
        feed,
        names=(name,),
        stops=feed.stops._replace(stop_id=with_name(feed.stops.stop_id)),
        station_ids=with_name(feed.station_ids),
        lines=tuple(lines),
        calendar=feed.calendar._replace(service_id=with_name(feed.calendar.service_id)),
        schedule=feed.schedule._replace(trip_id=with_name(feed.schedule.trip_id)),
    )


def _apart(taken: Sequence[str], keys: Sequence[str], *, name: str) -> tuple[str, ...]:
    """Return by what the minutes of a further feed are drawn: never as those of the first."""
    known = set(taken)
    return tuple(f"{name}:{key}" if key in known else key for key in keys)


def _spans(one: HeadwayTrips, two: HeadwayTrips) -> HeadwayTrips:
    """Return the spans of both feeds."""
    arrays = _stacked(one[:-1], two[:-1])
    return HeadwayTrips._make((*arrays, (*one.key, *two.key)))


def _stacked(one: Sequence[Any], two: Sequence[Any]) -> tuple[Any, ...]:
    """Return the arrays of two tables, end to end."""
    return read_only(tuple(np.concatenate(pair) for pair in zip(one, two, strict=True)))


def _calendars(one: Calendar, two: Calendar) -> Calendar:
    """Return the services of both calendars."""
    arrays = _stacked(one[1:], two[1:])
    return Calendar((*one.service_id, *two.service_id), *arrays)


def _schedules(one: Feed, two: Feed) -> Schedule:
    """Return the trips of both feeds."""
    n_calls, n_stops = one.schedule.stop.size, len(one.stops.stop_id)
    other = two.schedule._replace(
        stop=two.schedule.stop + n_stops,
        line=two.schedule.line + len(one.lines),
        service=two.schedule.service + len(one.calendar.service_id),
        shape=np.where(two.schedule.shape < 0, -1, two.schedule.shape + one.shapes.n_shapes),
    )
    columns = _stacked(one.schedule[1:-1], other[1:-1])
    first_call = np.concatenate([one.schedule.first_call, other.first_call[1:] + n_calls])
    trip_id = (*one.schedule.trip_id, *other.trip_id)
    return read_only(Schedule._make((first_call, *columns, trip_id)))


def _shapes(one: Shapes, two: Shapes) -> Shapes:
    """Return the drawn lines of both feeds."""
    first_point = np.concatenate([one.first_point, two.first_point[1:] + one.lon.size])
    lon, lat = _stacked(one[1:], two[1:])
    return read_only(Shapes(first_point, lon, lat))


def _merged(one: Feed, two: Feed) -> Notices:
    """Return the notices of both feeds, counted together, and one more if they are the same."""
    merged = Notices()
    merged.include(one.notices)
    merged.include(two.notices)
    if _first_calls(two) <= _first_calls(one):
        note(merged, "same_feed_twice", f"{' | '.join(two.names)} is in {' | '.join(one.names)}")
    return merged


def _first_calls(feed: Feed) -> set[tuple[str, str, int]]:
    """Return what tells trips apart whatever their feed is called: id, stop and time."""
    first = feed.schedule.first_call[:-1]
    stops = [feed.stops.stop_id[stop] for stop in feed.schedule.stop[first].tolist()]
    several = len(feed.names) > 1
    ids = (
        [each.split(":", 1)[-1] if several else each for each in column]
        for column in (feed.schedule.trip_id, stops)
    )
    return set(zip(*ids, feed.schedule.departure_s[first].tolist(), strict=True))
