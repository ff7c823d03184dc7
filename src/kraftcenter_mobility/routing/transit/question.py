"""One question to public transport, set so that journeys always set out at given moments.

To arrive by a moment is to set out from there with time running backwards: trips are turned
round, the two sets of places change sides, and the moments change sign. What answers a
question does not know which of the two it was.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.raptor_reverse import reversed_changes, reversed_patterns
from kraftcenter_mobility.arguments import check_flag
from kraftcenter_mobility.errors import InputError, SnappingError, TimetableError
from kraftcenter_mobility.networks.joins import edge_ends, join_places, too_far
from kraftcenter_mobility.networks.memory import Memory
from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.routing.travel_times import Question, answered, check_network

from .changes import changes_of
from .stop_points import Way, links_by_place, pairs_of_stops

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.raptor import Changes, I32Array, Patterns
    from kraftcenter_mobility.modes import Mode, TransitMode
    from kraftcenter_mobility.networks.joins import EdgeEnds, Joins
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.timetable import Timetable
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .stop_points import NearStops

__all__ = ["Running", "TransitQuestion", "ask_transit", "refuse_roads_only", "window_of"]

Window = DepartureWindow | ArrivalWindow

MOST_JOINED = 8
"""Sets of places whose joins a network remembers."""

MOST_DIRECT = 2
"""Tables of times all the way on foot that it remembers: 8 bytes a pair."""


class Running:
    """One timetable and the changes in it, and both with time running backwards."""

    def __init__(self, patterns: Patterns, changes: Changes) -> None:
        """Keep both as they are."""
        self.patterns, self.changes = patterns, changes

    @cached_property
    def turned(self) -> Running:
        """The same with time running backwards."""
        turned = Running(reversed_patterns(self.patterns), reversed_changes(self.changes))
        turned.__dict__["turned"] = self
        return turned

    @cached_property
    def arrivals(self) -> tuple[IntArray, I32Array]:
        """When one can get off at each stop, ascending, and where each stop's begin."""
        patterns = self.patterns
        width = np.diff(patterns.first_call)
        pattern = np.repeat(np.arange(width.size), np.diff(patterns.first_time))
        step = np.arange(pattern.size) - patterns.first_time[pattern]
        call = patterns.first_call[pattern] + step % width[pattern]
        keep = patterns.can_alight[call] & (step % width[pattern] > 0)
        stop, arrival_s = patterns.stop[call[keep]], patterns.arrival_s[keep]
        order = np.lexsort((arrival_s, stop))
        n_stops = patterns.first_pattern.size - 1
        return row_starts(stop, n_stops), arrival_s[order]


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
    advance: Callable[[int], object] = lambda _: None,
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
    notices, transit = Notices(), network.transit if transit is None else transit
    origins, destinations = (
        check_places(origins, "origins"),
        check_places(destinations, "destinations"),
    )
    timetables = _timetables(transit, mode, window)
    walked = _Walked(network, transit, mode, timetables, max_distance_m, threads)
    joined = _Joined(network, max_distance_m, allow_islands)
    access = walked.links(joined.ends(mode.access, origins), advance, notices, to_places=False)
    told = Notices() if mode.egress == mode.access else notices
    egress = walked.links(joined.ends(mode.egress, destinations), advance, told, to_places=True)
    access = access._replace(time_s=access.time_s + mode.slack_s)
    changes = walked.changes()
    running = tuple(Running(each.patterns, changes) for each in timetables)
    direct_s = joined.times(
        mode.direct, origins, destinations, min(mode.direct_cutoff_s, cutoff_s), threads
    )
    start_s = window.at_s(transit.timezone)
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
        min(mode.longest_s, float(cutoff_s)),
    )
    return Asked(
        question, backward, mode.slack_s, origins, destinations, transit, timetables, notices
    )


def _timetables(
    transit: PublicTransport, mode: TransitMode, window: Window
) -> tuple[Timetable, ...]:
    """Return the timetable of the day, or one for each draw."""
    if not transit:
        raise TimetableError(
            f"mode {mode.name!r} needs trains or buses, and the network knows none; add a feed "
            f"with network.with_gtfs(...) or lines with network.with_lines(...)"
        )
    n_draws = mode.draws if transit.has_headways else 1
    return tuple(
        transit.timetable(window.date, draw=draw, n_draws=n_draws) for draw in range(n_draws)
    )


class _Joined:
    """Joins places to the streets, and remembers it for the next question about them."""

    def __init__(
        self,
        network: TransportNetwork,
        max_distance_m: float,
        allow_islands: bool,  # noqa: FBT001 - handed on
    ) -> None:
        self._network = network
        self._max_distance_m, self._allow_islands = max_distance_m, allow_islands
        self._joins = network.remembered("places of transit", lambda: Memory(MOST_JOINED))
        self._direct = network.remembered("direct times", lambda: Memory(MOST_DIRECT))

    def ends(self, mode: Mode, places: gpd.GeoSeries) -> tuple[Mode, EdgeEnds]:
        """Return a mode and the edges that pass each place."""
        return mode, self._join(mode, places)[1]

    def times(
        self,
        mode: Mode,
        origins: gpd.GeoSeries,
        destinations: gpd.GeoSeries,
        cutoff_s: float,
        threads: int | None,
    ) -> FloatArray:
        """Return the times all the way by one mode. Shape (n_origins, n_destinations)."""
        one, other = self._join(mode, origins), self._join(mode, destinations)
        joins, ends = (one[0], other[0]), (one[1], other[1])
        metric = self._network.metric(mode)
        question = Question(metric, origins, destinations, *joins, *ends, access=True)

        def make() -> FloatArray:
            return answered(
                self._network, question, cutoff_s=cutoff_s, threads=threads, progress=False
            )[0]

        key = *self._key(mode, origins), *self._key(mode, destinations), cutoff_s
        return self._direct.get(key, make)

    def _join(self, mode: Mode, places: gpd.GeoSeries) -> tuple[Joins, EdgeEnds]:
        """Return where places join the streets."""

        def make() -> tuple[Joins, EdgeEnds]:
            metric = self._network.metric(mode)
            index = self._network.segment_index(metric, allow_islands=self._allow_islands)
            joins = join_places(index, places, max_distance_m=np.inf, mode_name=mode.name)
            return joins, edge_ends(metric, joins, access=True)

        joins, ends = self._joins.get(self._key(mode, places), make)
        far = joins.distance_m > self._max_distance_m
        if far.any():
            raise SnappingError(too_far(places.index, joins.distance_m, far, self._max_distance_m))
        return joins, ends

    def _key(self, mode: Mode, places: gpd.GeoSeries) -> tuple[Mode, bool, bytes]:
        """Return what tells places on their streets from others."""
        lonlat = np.column_stack((places.x.to_numpy(), places.y.to_numpy()))
        return mode, self._allow_islands, hashlib.sha256(lonlat.tobytes()).digest()


class _Walked:
    """Finds the ways between stops and the streets."""

    def __init__(  # noqa: PLR0913, PLR0917 - what all ways have in common
        self,
        network: TransportNetwork,
        transit: PublicTransport,
        mode: TransitMode,
        timetables: tuple[Timetable, ...],
        max_distance_m: float,
        threads: int | None,
    ) -> None:
        self._network, self._transit, self._mode = network, transit, mode
        self._max_distance_m, self._threads = max_distance_m, threads
        self._served: IntArray = np.unique(
            np.concatenate([each.patterns.stop for each in timetables])
        ).astype(np.int64)
        self._points = transit.stop_points(self._served)

    def links(
        self,
        joined: tuple[Mode, EdgeEnds],
        advance: Callable[[int], object],
        notices: Notices,
        *,
        to_places: bool,
    ) -> NearStops:
        """Return the stops near to each place."""
        mode, ends = joined
        limit_s = self._mode.egress_cutoff_s if to_places else self._mode.access_cutoff_s
        way = Way(mode, limit_s, self._max_distance_m, self._threads, to_places)
        return links_by_place(
            self._network, self._points, ends, way, notices=notices, advance=advance
        )

    def changes(self) -> Changes:
        """Return how long changes take."""
        mode = self._mode
        way = Way(
            mode.change, mode.change_cutoff_s, self._max_distance_m, self._threads, to_places=True
        )
        base = self._network.transit
        known = base.stop_points(base.called) if base else self._points
        walks = pairs_of_stops(self._network, self._points, known, way)
        return changes_of(self._transit.stops, self._served, walks, self._transit.rules, mode)
