"""What an edit of a feed's route does: trips a day, and who gets where without a change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from .accounts import Account

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.networks.timetables.feed import Feed

__all__ = ["direct_connections", "route_account"]

TRIP = "trip"


def route_account(  # noqa: PLR0913 - what there is to tell
    edit: Any,
    what: str,
    feeds: tuple[Feed, Feed],
    on_route: BoolArray,
    trips_a_day: tuple[int, int],
    *,
    notes: Sequence[str] = (),
) -> Account:
    """Return the account of an edit of a route of a feed.

    Parameters
    ----------
    edit : object
        The edit, which has the route as its ``line``.
    what : str
        One line in a planner's words.
    feeds : tuple of Feed
        Before and after.
    on_route : array of bool, shape (n_trips,)
        Which trips of the feed before are of the route.
    trips_a_day : tuple of int
        How many there are on the day with most of them, before and after.
    notes : sequence of str, optional
        What else to say.

    Returns
    -------
    Account
        With the stops of the route to draw. A route that is gone has no trips after.
    """
    before, after = feeds
    stops = _stops_of(before, on_route)
    stations = np.unique(before.stops.station[stops])
    served = direct_connections(before, stations, on_route)
    left = served & direct_connections(after, stations)
    pairs = f"direct connections from stop to stop of the route: {len(served):,} -> {len(left):,}"
    values = [{edit.line: float(count)} for count in trips_a_day]
    return Account(
        edit=type(edit).__name__,
        what=what,
        before=values[0],
        after=values[1] if trips_a_day[1] else {},
        unit=TRIP,
        notes=("counted on the day with most trips", *notes, pairs),
        drawn=partial(_points, before, stops),
    )


def direct_connections(
    feed: Feed, stations: IntArray, chosen: BoolArray | None = None
) -> set[tuple[int, int]]:
    """Return between which of some stations a trip goes without a change.

    Parameters
    ----------
    feed : Feed
        All trips.
    stations : array of int, shape (n_stations,)
        Which stations count, as the numbers of their first stops.
    chosen : array of bool, shape (n_trips,), optional
        Which trips count; by default all.

    Returns
    -------
    set of tuple of int
        From where to where, for those who may board and alight there on any day.
    """
    schedule = feed.schedule
    station = feed.stops.station[schedule.stop]
    trip = np.repeat(np.arange(schedule.n_trips), np.diff(schedule.first_call))
    counts = np.isin(station, stations)
    if chosen is not None:
        counts &= chosen[trip]
    calls = np.column_stack([station, schedule.can_board, schedule.can_alight])[counts]
    ends = np.flatnonzero(np.diff(trip[counts])) + 1
    patterns = {tuple(map(tuple, part.tolist())) for part in np.split(calls, ends)}
    return {
        (origin[0], other[0])
        for pattern in patterns
        for at, origin in enumerate(pattern)
        for other in pattern[at + 1 :]
        if origin[1] and other[2] and origin[0] != other[0]
    }


def _stops_of(feed: Feed, on_route: BoolArray) -> IntArray:
    """Return the stops at which some trips call, each once."""
    calls = np.repeat(on_route, np.diff(feed.schedule.first_call))
    return np.unique(feed.schedule.stop[calls])


def _points(feed: Feed, stops: IntArray) -> gpd.GeoSeries:
    """Return stops as points in EPSG:4326. Shape (n_stops,)."""
    import geopandas as gpd

    points = gpd.points_from_xy(feed.stops.lon[stops], feed.stops.lat[stops])
    return gpd.GeoSeries(points, crs="EPSG:4326")
