"""The ways taken: geometry, length, duration, road names and legs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.progress import progress as progress_bar

from .by_hierarchy import mode_hierarchy
from .checks import refuse_windows
from .choice import HIERARCHY, choose_method, routes_ns
from .legs import Found, Stretch, journey_row
from .one_edge import pairs_along_one_edge
from .travel_times import MAX_DISTANCE_M, ask
from .ways import HierarchyWays, SearchedWays

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .travel_times import Question
    from .ways import WayFound

__all__ = ["check_few", "journeys"]

MOST_JOURNEYS = 100_000
"""More geometries than this are taken for a mistake; a matrix serves so many pairs."""


def journeys(  # noqa: PLR0913 - two sets of places and how to travel
    network: TransportNetwork,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    mode: Mode | TransitMode,
    departure: DepartureWindow | None = None,
    arrival: ArrivalWindow | None = None,
    turns: bool | None = None,
    max_distance_m: float = MAX_DISTANCE_M,
    access: bool = True,
    allow_islands: bool = False,
    progress: bool | None = None,
) -> gpd.GeoDataFrame:
    """Return the fastest journey from every origin to every destination.

    Parameters
    ----------
    network, origins, destinations, mode, turns
        As in :func:`travel_time_matrix`.
    departure : DepartureWindow, optional
        When one sets out; public transport only, which needs it or `arrival`. Of all
        journeys of the window the fastest is returned, and of equally fast ones the last.
    arrival : ArrivalWindow, optional
        When one must have arrived; public transport only.
    max_distance_m, access, allow_islands, progress
        As in :func:`travel_time_matrix`.

    Returns
    -------
    GeoDataFrame, shape (n_origins * n_destinations, 5)
        One journey per row, indexed by ``origin`` and ``destination``: ``travel_time_s`` in
        seconds, infinite where there is no way; ``length_m`` in metres, walks included;
        ``roads``, the names passed, joined by arrows; ``legs``, a list of dictionaries with
        ``kind`` ("walk" or the mode), ``road``, ``length_m`` and ``time_s``, which add up to
        the journey's; and ``geometry``, a line in EPSG:4326, None where there is no way.
        With ``access=False`` there are no walks: neither in the times, lengths and legs nor
        in the line, which begins and ends on the road. The entry ``"method"`` of ``attrs``
        says how they were found. By public transport there are ``lines`` instead of
        ``roads``, ``n_rides``, and ``departs_at`` and ``arrives_at`` by the clock of the place,
        of the journey and of each leg; ``kind`` is also "ride", with ``line`` (its number, if
        it has one), ``line_name``, ``vehicle`` and ``trip``, and "wait", which has its place
        among the legs: at a stop, or at the destination until the moment one wanted to be
        there.

    Raises
    ------
    InputError
        If more than 100,000 journeys are asked for, or as in :func:`travel_time_matrix`.
    PlacesError, SnappingError, ModeError
        As in :func:`travel_time_matrix`.

    See Also
    --------
    travel_time_matrix : Only the times, for many pairs.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> towns = network.places(km.TOWNS).loc[["Herning"]]
    >>> hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    >>> way = km.journeys(network, towns, hospital, mode=km.CAR).iloc[0]
    >>> way["geometry"].geom_type
    'LineString'
    """
    if isinstance(mode, TransitMode):
        from .transit.journeys import transit_journeys
        from .transit.question import refuse_roads_only

        refuse_roads_only(mode, turns=turns, access=access)
        return transit_journeys(
            network,
            origins,
            destinations,
            mode=mode,
            departure=departure,
            arrival=arrival,
            max_distance_m=max_distance_m,
            allow_islands=allow_islands,
            progress=progress,
        )
    refuse_windows(mode, departure=departure, arrival=arrival)
    question = ask(
        network,
        origins,
        destinations,
        mode=mode,
        turns=turns,
        max_distance_m=max_distance_m,
        access=access,
        allow_islands=allow_islands,
    )
    check_few(len(question.origins), len(question.destinations))
    return _road_journeys(network, question, progress=progress)


def check_few(n_origins: int, n_destinations: int) -> None:
    """Refuse more journeys than anybody can look at.

    Raises
    ------
    InputError
        If there are more than 100,000 pairs.
    """
    if n_origins * n_destinations > MOST_JOURNEYS:
        raise InputError(
            f"{n_origins} x {n_destinations} journeys are more than {MOST_JOURNEYS:,}; ask for "
            f"fewer, or use travel_time_matrix, which needs no geometry"
        )


def _road_journeys(
    network: TransportNetwork,
    question: Question,
    *,
    progress: bool | None,
) -> gpd.GeoDataFrame:
    """Return the journeys of a question along roads."""
    import geopandas as gpd
    import pandas as pd

    n_origins, n_destinations = len(question.origins), len(question.destinations)
    method = choose_method(
        network,
        question.metric,
        n_searches=n_origins,
        query_ns=routes_ns(n_origins * n_destinations),
    )
    ways: SearchedWays | HierarchyWays
    rows: list[dict[str, Any]] = []
    with progress_bar(n_origins, f"{question.metric.mode.name} journeys", show=progress) as advance:
        if method == HIERARCHY:
            ways = HierarchyWays(question, mode_hierarchy(network, question.metric, threads=1))
        else:
            ways = SearchedWays(question, network.layout(question.metric, backward=False))
        finder = _Finder(question, ways)
        for origin in range(n_origins):
            finder.search(origin)
            rows.extend(
                journey_row(question, origin, destination, finder.found(destination))
                for destination in range(n_destinations)
            )
            advance(1)
    index = pd.MultiIndex.from_product(
        [question.origins.index, question.destinations.index], names=["origin", "destination"]
    )
    table = gpd.GeoDataFrame(pd.DataFrame(rows, index=index), geometry="geometry", crs="EPSG:4326")
    table.attrs["method"] = method
    return table


class _Finder:
    """Finds the stretches of journeys, one origin after the other."""

    def __init__(self, question: Question, ways: SearchedWays | HierarchyWays) -> None:
        self.question = question
        self.ways = ways
        self.origin = 0
        self.direct: dict[tuple[int, int], tuple[float, int, int]] = {}
        for pairs in pairs_along_one_edge(question.begin, question.end):
            for one, other, time_s, seed, target in zip(
                *(part.tolist() for part in pairs), strict=True
            ):
                known = self.direct.get((one, other))
                if known is None or time_s < known[0]:
                    self.direct[one, other] = (time_s, seed, target)

    def search(self, origin: int) -> None:
        """Look for the ways from one origin."""
        self.origin = origin
        self.ways.search(origin)

    def found(self, destination: int) -> Found | None:
        """Return the stretches of the way to one destination, None if there is none."""
        direct_s, seed, target = self.direct.get((self.origin, destination), (np.inf, -1, -1))
        way = self.ways.to(destination)
        if way is not None and way.time_s < direct_s:
            return Found(self._stretches(way), way.time_s)
        if np.isfinite(direct_s):
            return Found([self._along_one_edge(seed, target)], direct_s)
        return None

    def _stretches(self, way: WayFound) -> list[Stretch]:
        """Return the stretches of a way along several edges."""
        end, begin = self.question.end, self.question.begin
        walk_s = float(begin.walk_s[self.origin])
        starts_s = [walk_s, *way.labels_s]
        ends_s = [*way.labels_s, way.labels_s[-1] + float(end.before_s[way.target])]
        lengths_m = [self._length_m(edge) for edge in way.edges]
        from_m = [float(begin.along_m[way.seed]), *[0.0] * len(way.labels_s)]
        to_m = [*lengths_m[:-1], float(end.along_m[way.target])]
        times_s = [after - before for before, after in zip(starts_s, ends_s, strict=True)]
        parts = zip(way.edges, from_m, to_m, times_s, strict=True)
        return [self._stretch(*part) for part in parts]

    def _along_one_edge(self, seed: int, target: int) -> Stretch:
        """Return the stretch of a journey that never leaves the edge it begins on."""
        begin, end = self.question.begin, self.question.end
        time_s = max(float(end.at_s[target] - begin.at_s[seed]), 0.0)
        from_m, to_m = float(begin.along_m[seed]), float(end.along_m[target])
        return self._stretch(int(begin.edge[seed]), from_m, to_m, time_s)

    def _stretch(self, edge: int, from_m: float, to_m: float, time_s: float) -> Stretch:
        """Return the part of an edge between two distances from its beginning."""
        if self.question.metric.roads.edge_forward[edge]:
            return Stretch(edge, from_m, to_m, time_s)
        length_m = self._length_m(edge)
        return Stretch(edge, length_m - from_m, length_m - to_m, time_s)

    def _length_m(self, edge: int) -> float:
        """Return the length of an edge."""
        roads = self.question.metric.roads
        segment = roads.edge_segment[edge]
        return float(roads.point_offset_m[roads.first_point[segment + 1] - 1])
