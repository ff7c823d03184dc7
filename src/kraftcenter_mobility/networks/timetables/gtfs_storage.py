"""Feeds as plain arrays and texts, for the file of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import NetworkFileError
from kraftcenter_mobility.notices import Notices

from .feed import Feed
from .gtfs_arrays import Calendar, Entrances, HeadwayTrips, Schedule, Shapes, read_only
from .trips import ChangeRules, LineInfo, Stops

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["feed_from_storage", "feed_to_storage"]

PARTS = {
    "stops": Stops,
    "calendar": Calendar,
    "schedule": Schedule,
    "headway_trips": HeadwayTrips,
    "rules": ChangeRules,
    "entrances": Entrances,
    "shapes": Shapes,
}
"""The named tuples of a feed."""


def feed_to_storage(feed: Feed) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return a feed as arrays and as what JSON can hold.

    Parameters
    ----------
    feed : Feed
        To be kept.

    Returns
    -------
    tuple of dict
        Arrays by name, such as "schedule.stop"; and a manifest of texts and notices.
    """
    arrays: dict[str, NDArray[Any]] = {}
    texts: dict[str, list[str]] = {}
    for part in PARTS:
        for field, value in getattr(feed, part)._asdict().items():
            if isinstance(value, np.ndarray):
                arrays[f"{part}.{field}"] = value
            else:
                texts[f"{part}.{field}"] = list(value)
    manifest = {
        "names": list(feed.names),
        "timezone": feed.timezone,
        "station_ids": list(feed.station_ids),
        "lines": [list(line) for line in feed.lines],
        "texts": texts,
        "notices": feed.notices.to_records(),
    }
    return arrays, manifest


def feed_from_storage(arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]) -> Feed:
    """Return the feed that :func:`feed_to_storage` took apart.

    Parameters
    ----------
    arrays : mapping of str to numpy.ndarray
        As they were given.
    manifest : mapping
        As it was given, perhaps after a journey through JSON.

    Returns
    -------
    Feed
        Equal to the one that was stored, to the last bit.

    Raises
    ------
    NetworkFileError
        If something is missing, or points at what is not there.
    """
    try:
        parts = {name: _part(name, kind, arrays, manifest) for name, kind in PARTS.items()}
        feed = Feed(
            names=tuple(map(str, manifest["names"])),
            timezone=str(manifest["timezone"]),
            station_ids=tuple(map(str, manifest["station_ids"])),
            lines=tuple(LineInfo(*map(str, line)) for line in manifest["lines"]),
            notices=Notices.from_records(manifest["notices"]),
            **parts,
        )
        _check(feed)
    except (KeyError, TypeError, IndexError, AttributeError) as fault:
        raise NetworkFileError(
            f"the timetable in the file is damaged ({type(fault).__name__}: {fault}); build and "
            f"save the network again"
        ) from fault
    return feed


def _part(
    name: str, kind: Any, arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]
) -> Any:
    """Return one of the feed's named tuples."""
    values = {
        field: arrays[key] if (key := f"{name}.{field}") in arrays else _texts(manifest, key)
        for field in kind._fields
    }
    return read_only(kind(**values))


def _texts(manifest: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return a list of texts."""
    return tuple(map(str, manifest["texts"][key]))


def _check(feed: Feed) -> None:
    """Refuse a feed whose arrays do not fit each other."""
    schedule, calendar, spans = feed.schedule, feed.calendar, feed.headway_trips
    n_stops, n_trips = len(feed.stops.stop_id), len(schedule.trip_id)
    n_calls, n_services = schedule.stop.size, len(calendar.service_id)
    sound = (
        _has_size(n_stops, feed.stops.name, feed.stops.lon, feed.stops.lat, feed.station_ids)
        and _points_into(n_stops, feed.stops.station, n_stops)
        and _points_into(n_stops, schedule.stop, n_calls)
        and _has_size(n_calls, *schedule[2:6])
        and _points_into(len(feed.lines), schedule.line, n_trips)
        and _points_into(n_services, schedule.service, n_trips)
        and schedule.first_call.size == n_trips + 1
        and schedule.first_call[0] == 0
        and schedule.first_call[-1] == n_calls
        and bool((np.diff(schedule.first_call) > 1).all())
        and calendar.weekdays.shape == (n_services, 7)
        and _has_size(n_services, calendar.first_day, calendar.last_day)
        and _points_into(n_services, calendar.changed_service, calendar.changed_day.size)
        and calendar.added.size == calendar.changed_day.size
        and _points_into(n_trips, spans.trip, spans.start_s.size)
        and _has_size(spans.trip.size, *spans)
        and bool((spans.headway_s > 0).all())
        and _points_into(n_stops, feed.rules.from_stop, feed.rules.kind.size)
        and _points_into(n_stops, feed.rules.to_stop, feed.rules.kind.size)
        and _points_into(n_stops, feed.entrances.stop, feed.entrances.lon.size)
        and _has_size(feed.entrances.stop.size, *feed.entrances)
        and _are_drawn(feed.shapes, schedule.shape, n_trips)
    )
    if not sound:
        raise NetworkFileError(
            "the timetable in the file is damaged: its tables do not fit each other; build and "
            "save the network again"
        )


def _are_drawn(shapes: Shapes, shape: NDArray[Any], n_trips: int) -> bool:
    """Say whether trips follow lines that are there, or none."""
    first = shapes.first_point
    return (
        first.ndim == 1
        and first.size > 0
        and _points_into(first.size, shape + 1, n_trips)
        and first[0] == 0
        and first[-1] == shapes.lon.size
        and bool((np.diff(first) > 1).all())
        and _has_size(shapes.lon.size, shapes.lat)
    )


def _has_size(size: int, *values: Any) -> bool:
    """Say whether all lists have one length."""
    return all(len(value) == size for value in values)


def _points_into(n_items: int, index: NDArray[Any], size: int) -> bool:
    """Say whether there are so many positions, all within a list of so many items."""
    if index.ndim != 1 or index.size != size:
        return False
    return bool(size == 0 or (index.min() >= 0 and index.max() < n_items))
