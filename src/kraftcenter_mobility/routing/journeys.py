"""The ways taken: geometry, length, duration, road names and legs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.progress import progress as progress_bar

from .legs import Found, Stretch, journey_row
from .one_edge import pairs_along_one_edge
from .searches import entries, scratch_for
from .travel_times import MAX_DISTANCE_M, ask

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.layouts import Layout
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .searches import Entries, Scratch
    from .travel_times import Question

__all__ = ["journeys"]

MOST_JOURNEYS = 100_000
"""More geometries than this are taken for a mistake; a matrix serves so many pairs."""


def journeys(  # noqa: PLR0913 - two sets of places and how to travel
    network: TransportNetwork,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    mode: Mode,
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
        in the line, which begins and ends on the road.

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
    import geopandas as gpd
    import pandas as pd

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
    n_origins, n_destinations = len(question.origins), len(question.destinations)
    if n_origins * n_destinations > MOST_JOURNEYS:
        raise InputError(
            f"{n_origins} x {n_destinations} journeys are more than {MOST_JOURNEYS:,}; ask for "
            f"fewer, or use travel_time_matrix, which needs no geometry"
        )
    layout = network.layout(question.metric, backward=False)
    rows: list[dict[str, Any]] = []
    with progress_bar(n_origins, f"{mode.name} journeys", show=progress) as advance:
        finder = _Finder(question, layout)
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
    return gpd.GeoDataFrame(pd.DataFrame(rows, index=index), geometry="geometry", crs="EPSG:4326")


class _Finder:
    """Finds the stretches of journeys, one origin after the other."""

    def __init__(self, question: Question, layout: Layout) -> None:
        self.question = question
        self.layout = layout
        self.scratch: Scratch = scratch_for(layout, previous=True)
        begin, end = question.begin, question.end
        self.seeds: Entries = entries(layout, begin, begin.after_s, seeds=True)
        self.targets: Entries = entries(layout, end, end.before_s, seeds=False)
        self.origin = 0
        self.direct: dict[tuple[int, int], tuple[float, int, int]] = {}
        for pairs in pairs_along_one_edge(begin, end):
            for one, other, time_s, seed, target in zip(
                *(part.tolist() for part in pairs), strict=True
            ):
                known = self.direct.get((one, other))
                if known is None or time_s < known[0]:
                    self.direct[one, other] = (time_s, seed, target)

    def search(self, origin: int) -> None:
        """Find the way from one origin to everywhere."""
        from kraftcenter_mobility._kernels.dijkstra import search
        from kraftcenter_mobility._kernels.turn_dijkstra import turn_search

        self.origin = origin
        span = slice(self.seeds.first[origin], self.seeds.first[origin + 1])
        item, time_s = self.seeds.item[span], self.seeds.time_s[span]
        layout = self.layout
        if layout.turns:
            turn_search(
                layout.turn_graph,
                layout.edge_time_s,
                layout.turn_time_s,
                item,
                time_s,
                MAX_TIME_S,
                *self.scratch,
            )
        else:
            search(layout.graph, layout.edge_time_s, item, time_s, MAX_TIME_S, *self.scratch)

    def found(self, destination: int) -> Found | None:
        """Return the stretches of the way to one destination, None if there is none."""
        span = slice(self.targets.first[destination], self.targets.first[destination + 1])
        items = self.targets.item[span]
        total_s = self.scratch.time_s[items] + self.targets.time_s[span]
        direct_s, seed, target = self.direct.get((self.origin, destination), (np.inf, -1, -1))
        best = int(total_s.argmin()) if total_s.size else -1
        searched_s = float(total_s[best]) if best >= 0 else np.inf
        if not np.isfinite(min(searched_s, direct_s)):
            return None
        if direct_s <= searched_s:
            return Found([self._along_one_edge(seed, target)], direct_s)
        return Found(self._stretches(int(items[best]), int(span.start) + best), searched_s)

    def _stretches(self, item: int, target: int) -> list[Stretch]:
        """Return the stretches of the way to a target, found backwards."""
        end, begin = self.question.end, self.question.begin
        edges, labels_s, seed = self._edges(item, int(end.edge[target]))
        walk_s = float(begin.walk_s[self.origin])
        starts_s = [walk_s, *labels_s]
        ends_s = [*labels_s, labels_s[-1] + float(end.before_s[target])]
        lengths_m = [self._length_m(edge) for edge in edges]
        from_m = [float(begin.along_m[seed]), *[0.0] * len(labels_s)]
        to_m = [*lengths_m[:-1], float(end.along_m[target])]
        return [
            self._stretch(*parts)
            for parts in zip(
                edges,
                from_m,
                to_m,
                [after - before for before, after in zip(starts_s, ends_s, strict=True)],
                strict=True,
            )
        ]

    def _edges(self, item: int, last: int) -> tuple[list[int], list[float], int]:
        """Return the edges of a way, when each but the first is begun, and the seed it is from."""
        roads = self.question.metric.roads
        time_s, previous = self.scratch.time_s, self.scratch.previous
        edges, labels_s = [last], [float(time_s[item])]
        came_by = int(previous[item])
        while came_by >= 0:
            label = came_by if self.layout.turns else int(roads.tail[came_by])
            edges.append(came_by)
            labels_s.append(float(time_s[label]))
            came_by = int(previous[label])
        seed = int(self.seeds.first[self.origin]) - 2 - came_by
        edges.append(int(self.question.begin.edge[seed]))
        return edges[::-1], labels_s[::-1], seed

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
