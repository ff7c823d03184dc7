"""One question to public transport, set so that journeys always set out at given moments.

To arrive by a moment is to set out from there with time running backwards: trips are turned
round, the two sets of places change sides, and the moments change sign. What answers a
question does not know which of the two it was.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.heap import TICKS_PER_SECOND
from kraftcenter_mobility.arguments import check_flag
from kraftcenter_mobility.errors import InputError, TimetableError
from kraftcenter_mobility.networks.timetables.joining import no_trips
from kraftcenter_mobility.networks.timetables.timetable import make_timetable
from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.routing.checks import check_network

from .joined_places import JoinedPlaces
from .running import Running
from .stop_walks import StopWalks

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.modes import TransitMode
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.timetable import Timetable
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .stop_points import NearStops

__all__ = ["TransitQuestion", "ask_transit", "refuse_roads_only", "timetables_of", "window_of"]

Window = DepartureWindow | ArrivalWindow

HOUR_S = 3600
"""Timetables begin and end at whole hours, so that the same one serves many questions."""


class TransitQuestion(NamedTuple):
    """Journeys from sources, at given moments, to sinks."""

    running: tuple[Running, ...]
    """One for each draw of the minutes that nobody knows."""

    sources: NearStops
    """Which stops are near each source; the slack of the first boarding is in the times, if
    the sources are where journeys really begin, else in those of the sinks."""

    sinks: NearStops
    direct_s: FloatArray
    """All the way without public transport. Shape (n_sources, n_sinks)."""

    start_s: FloatArray
    """Ascending. Shape (n_starts,)."""

    most_rides: int
    longest_s: float

    @property
    def n_stops(self) -> int:
        """How many stops there are."""
        return int(self.running[0].patterns.first_pattern.size) - 1


class Asked(NamedTuple):
    """A question, and what it was before it was set."""

    question: TransitQuestion
    backward: bool
    """Whether sources are destinations, and moments negative."""

    slack_s: int
    """What is added to every way to a stop."""

    origins: gpd.GeoSeries
    destinations: gpd.GeoSeries
    transit: PublicTransport
    timetables: tuple[Timetable, ...]
    notices: Notices


def window_of(departure: object, arrival: object, mode: TransitMode) -> Window:
    """Return the window that was given, which must be one.

    Raises
    ------
    InputError
        If none is given, or both, or something else.
    """
    given = [each for each in (departure, arrival) if each is not None]
    if len(given) != 1:
        what = "not both" if given else "such as"
        raise InputError(
            f"mode {mode.name!r} needs to know when: give departure or arrival, {what} "
            f'departure=DepartureWindow("2026-03-10 07:00", "08:00") '
            f'{"and" if given else "or"} arrival=ArrivalWindow("2026-03-10 08:00")'
        )
    name, kind = ("departure", DepartureWindow) if arrival is None else ("arrival", ArrivalWindow)
    if not isinstance(given[0], kind):
        raise InputError(
            f'{name} must be such as {kind.__name__}("2026-03-10 07:00", "08:00"), got '
            f"{given[0]!r:.80}"
        )
    return given[0]


def refuse_roads_only(mode: TransitMode, *, turns: object, access: object) -> None:
    """Refuse settings that mean nothing for public transport.

    Raises
    ------
    InputError
        If `turns` is given, or `access` is not True.
    """
    if turns is not None:
        raise InputError(
            f"turns means nothing for mode {mode.name!r}; give a mode with turns as its access: "
            f"dataclasses.replace(TRANSIT, access=CAR)"
        )
    check_flag("access", access)
    if not access:
        raise InputError(f"access must be True for mode {mode.name!r}, which begins with a walk")


def check_transit(transit: object) -> None:
    """Refuse what is no public transport.

    Raises
    ------
    InputError
        If it is something else than that, or None.
    """
    from kraftcenter_mobility.networks.public_transport import PublicTransport

    if transit is not None and not isinstance(transit, PublicTransport):
        raise InputError(
            f"transit must be PublicTransport, such as network.transit, got {transit!r:.60}"
        )


def ask_transit(  # noqa: PLR0913 - the settings of one question
    network: TransportNetwork,
    origins: Any,
    destinations: Any,
    *,
    mode: TransitMode,
    window: Window,
    cutoff_s: float,
    max_distance_m: float,
    allow_islands: bool = False,
    threads: int | None = None,
    transit: PublicTransport | None = None,
    progress: bool | None = False,
) -> Asked:
    """Set a question: join the places to the streets, and the stops to them.

    Raises
    ------
    TimetableError
        If the network has no timetable, or nothing of it runs on the day.
    PlacesError, SnappingError, ModeError
        If places cannot be used, lie too far from the streets, or nobody may use these.
    """
    check_network(network)
    check_transit(transit)
    notices, transit = Notices(), network.transit if transit is None else transit
    origins, destinations = (
        check_places(origins, "origins"),
        check_places(destinations, "destinations"),
    )
    start_s = window.at_s(transit.timezone)
    longest_s = min(mode.longest_s, float(cutoff_s))
    longest_s = math.floor(longest_s * TICKS_PER_SECOND) / TICKS_PER_SECOND
    if not (transit or network.transit):
        raise TimetableError(
            f"mode {mode.name!r} needs trains or buses, and the network knows none; add a feed "
            f"with network.with_gtfs(...) or lines with network.with_lines(...)"
        )
    timetables = timetables_of(transit, mode, window, longest_s)
    if transit:
        notices.include(transit.notices(window.date))
    walked = StopWalks(network, transit, mode, timetables, max_distance_m, allow_islands, threads)
    joined = JoinedPlaces(network, max_distance_m, allow_islands)
    with progress_bar(2 * walked.n_points, "ways to stops", show=progress) as advance:
        walked.advance = advance
        access = walked.links(joined.ends(mode.access, origins), notices, to_places=False)
        told = Notices() if mode.egress == mode.access else notices
        egress = walked.links(joined.ends(mode.egress, destinations), told, to_places=True)
    access = access._replace(time_s=access.time_s + mode.slack_s)
    changes = walked.changes()
    running = tuple(Running(each.patterns, changes) for each in timetables)
    direct_s = joined.times(
        mode.direct, origins, destinations, min(mode.direct_cutoff_s, cutoff_s), threads
    )
    backward = isinstance(window, ArrivalWindow)
    if backward:
        running = tuple(each.turned for each in running)
        access, egress = egress, access
        direct_s, start_s = np.ascontiguousarray(direct_s.T), -start_s[::-1]
    question = TransitQuestion(
        running,
        access,
        egress,
        direct_s,
        start_s,
        mode.most_rides,
        longest_s,
    )
    return Asked(
        question, backward, mode.slack_s, origins, destinations, transit, timetables, notices
    )


def timetables_of(
    transit: PublicTransport, mode: TransitMode, window: Window, longest_s: float
) -> tuple[Timetable, ...]:
    """Return the timetable of the window and as long as journeys take, or one for each draw.

    Where a scenario has taken away all that ran, it is empty, and everybody walks.
    """
    if not transit:
        empty = make_timetable(
            transit.stops, no_trips(), date=window.date, timezone=transit.timezone
        )
        return (empty,)
    moments_s = window.at_s(transit.timezone)
    begin_s, end_s = float(moments_s[0]), float(moments_s[-1])
    if isinstance(window, ArrivalWindow):
        begin_s -= longest_s
    else:
        end_s += longest_s
    span = {
        "from_s": math.floor(begin_s / HOUR_S) * HOUR_S,
        "until_s": math.ceil(end_s / HOUR_S) * HOUR_S,
    }
    n_draws = mode.draws if transit.has_headways else 1
    return tuple(transit.timetable(window.date, draw=draw, **span) for draw in range(n_draws))
