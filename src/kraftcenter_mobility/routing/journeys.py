"""The ways taken: geometry, length, duration, road names and legs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.networks.joins import segment_points
from kraftcenter_mobility.progress import progress as progress_bar

from .searches import entries, scratch_for
from .travel_times import MAX_DISTANCE_M, ask, times_along_one_edge

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.layouts import Layout
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .searches import Entries, Scratch
    from .travel_times import Question

__all__ = ["journeys"]

MOST_JOURNEYS = 100_000
"""More geometries than this are taken for a mistake; a matrix serves so many pairs."""


class Stretch(NamedTuple):
    """Part of an edge, as it is travelled."""

    edge: int
    begin_m: float
    end_m: float
    """Offsets along the segment; the second is the smaller one on a backward edge."""

    time_s: float
    """From the beginning of the stretch to that of the next, the turn between included."""


class Found(NamedTuple):
    """A journey along the roads, without the walks at its ends."""

    stretches: list[Stretch]
    time_s: float


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
        ``kind`` ("walk" or the mode), ``road``, ``length_m`` and ``time_s``; and
        ``geometry``, a line in EPSG:4326, None where there is no way.

    Raises
    ------
    InputError
        If more than 100,000 journeys are asked for.
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
                _row(question, origin, destination, finder.found(destination))
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
        one_edge = times_along_one_edge(question)
        order = np.argsort(-one_edge[2], kind="stable")  # of several, the fastest is kept
        self.direct = {
            (int(one_edge[0][k]), int(one_edge[1][k])): float(one_edge[2][k]) for k in order
        }

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
        direct_s = self.direct.get((self.origin, destination), np.inf)
        best = int(total_s.argmin()) if total_s.size else -1
        searched_s = float(total_s[best]) if best >= 0 else np.inf
        if not np.isfinite(min(searched_s, direct_s)):
            return None
        if direct_s <= searched_s:
            return Found([self._along_one_edge(destination)], direct_s)
        edges, labels_s = self._edges(int(items[best]), int(span.start) + best)
        return Found(self._stretches(edges, labels_s, destination), searched_s)

    def _edges(self, item: int, target: int) -> tuple[list[int], list[float]]:
        """Return the edges of the way to a target, and when each is begun, the first's unset."""
        question, previous, time_s = self.question, self.scratch.previous, self.scratch.time_s
        last = int(question.end.edge[target])
        if self.layout.turns:
            edges, labels_s = [last], [float(time_s[item])]
            came_by = int(previous[item])
            while came_by >= 0:
                edges.append(came_by)
                labels_s.append(float(time_s[came_by]))
                came_by = int(previous[came_by])
        else:
            edges, labels_s = [last], [float(time_s[item])]
            came_by = int(previous[item])
            while came_by >= 0:
                tail = int(question.metric.roads.tail[came_by])
                edges.append(came_by)
                labels_s.append(float(time_s[tail]))
                came_by = int(previous[tail])
        seed = int(self.seeds.first[self.origin]) - 2 - came_by
        edges.append(int(question.begin.edge[seed]))
        labels_s.append(0.0)
        return edges[::-1], labels_s[::-1]

    def _stretches(
        self, edges: list[int], labels_s: list[float], destination: int
    ) -> list[Stretch]:
        """Return the stretches of a way that begins and ends in the middle of edges."""
        question, roads = self.question, self.question.metric.roads
        walk_s = float(question.begin.walk_s[self.origin])
        starts_s = [walk_s, *labels_s[1:]]
        ends_s = [*labels_s[1:], labels_s[-1] + self._before_s(edges[-1], destination)]
        stretches = []
        for place, edge in enumerate(edges):
            length_m = float(roads.segment_length_m[roads.edge_segment[edge]])
            begin_m, end_m = (0.0, length_m) if roads.edge_forward[edge] else (length_m, 0.0)
            if place == 0:
                begin_m = float(question.origin_joins.offset_m[self.origin])
            if place == len(edges) - 1:
                end_m = float(question.destination_joins.offset_m[destination])
            stretches.append(Stretch(edge, begin_m, end_m, ends_s[place] - starts_s[place]))
        return stretches

    def _before_s(self, edge: int, destination: int) -> float:
        """Return the time from the beginning of an edge to a destination along it."""
        end = self.question.end
        span = slice(end.first[destination], end.first[destination + 1])
        return float(end.before_s[span][end.edge[span] == edge][0])

    def _along_one_edge(self, destination: int) -> Stretch:
        """Return the stretch of a journey that never leaves the edge it begins on."""
        question = self.question
        begin_m = float(question.origin_joins.offset_m[self.origin])
        end_m = float(question.destination_joins.offset_m[destination])
        begin, end = question.begin, question.end
        mine = slice(begin.first[self.origin], begin.first[self.origin + 1])
        theirs = slice(end.first[destination], end.first[destination + 1])
        forward = question.metric.roads.edge_forward
        common = [
            (float(a - b), int(edge))
            for edge, a in zip(begin.edge[mine], begin.after_s[mine], strict=True)
            for other, b in zip(end.edge[theirs], end.after_s[theirs], strict=True)
            if edge == other and (end_m - begin_m) * (1 if forward[edge] else -1) >= 0
        ]
        time_s, edge = min(common)
        return Stretch(edge, begin_m, end_m, max(time_s, 0.0))


def _row(question: Question, origin: int, destination: int, found: Found | None) -> dict[str, Any]:
    """Return one journey as a row of the table."""
    import shapely

    if found is None:
        return {
            "travel_time_s": np.inf,
            "length_m": np.inf,
            "roads": "",
            "legs": [],
            "geometry": None,
        }
    legs = _legs(question, origin, destination, found)
    names = [leg["road"] for leg in legs if leg["road"]]
    return {
        "travel_time_s": found.time_s,
        "length_m": sum(leg["length_m"] for leg in legs),
        "roads": " → ".join(name for k, name in enumerate(names) if k == 0 or names[k - 1] != name),
        "legs": legs,
        "geometry": shapely.LineString(_points(question, origin, destination, found)),
    }


def _points(
    question: Question, origin: int, destination: int, found: Found
) -> list[tuple[float, float]]:
    """Return the points of a journey from door to door."""
    roads = question.metric.roads
    start, stop = question.origins.iloc[origin], question.destinations.iloc[destination]
    points = [(start.x, start.y)]
    for stretch in found.stretches:
        segment = int(roads.edge_segment[stretch.edge])
        along = segment_points(roads, segment, stretch.begin_m, stretch.end_m)
        points.extend(along if points[-1] != along[0] else along[1:])
    points.append((stop.x, stop.y))
    return points


def _legs(question: Question, origin: int, destination: int, found: Found) -> list[dict[str, Any]]:
    """Return the legs of a journey: a walk, one per road, and a walk."""
    legs = [
        _leg(
            "walk",
            "",
            float(question.origin_joins.distance_m[origin]),
            float(question.begin.walk_s[origin]),
        )
    ]
    for stretch in found.stretches:
        for name, length_m, time_s in _parts(question, stretch):
            if legs[-1]["kind"] != "walk" and legs[-1]["road"] == name:
                legs[-1]["length_m"] += length_m
                legs[-1]["time_s"] += time_s
            else:
                legs.append(_leg(question.metric.mode.name, name, length_m, time_s))
    legs.append(
        _leg(
            "walk",
            "",
            float(question.destination_joins.distance_m[destination]),
            float(question.end.walk_s[destination]),
        )
    )
    return legs


def _leg(kind: str, road: str, length_m: float, time_s: float) -> dict[str, Any]:
    """Return a leg as a plain dictionary."""
    return {"kind": kind, "road": road, "length_m": length_m, "time_s": time_s}


def _parts(question: Question, stretch: Stretch) -> list[tuple[str, float, float]]:
    """Return name, length and time of a stretch, piece by piece as it is travelled.

    The time of the stretch, turns and signals included, is shared out among its pieces as
    they would take without.
    """
    roads = question.metric.roads
    segment = roads.edge_segment[stretch.edge]
    pieces: IntArray = np.arange(roads.first_piece[segment], roads.first_piece[segment + 1])
    end_m = np.cumsum(roads.piece_length_m[pieces])
    begin_m = end_m - roads.piece_length_m[pieces]
    low, high = sorted((stretch.begin_m, stretch.end_m))
    within_m: FloatArray = np.maximum(np.minimum(end_m, high) - np.maximum(begin_m, low), 0.0)
    column = 0 if roads.edge_forward[stretch.edge] else 1
    with np.errstate(invalid="ignore", divide="ignore"):
        alone_s = question.metric.piece_time_s[pieces, column] * within_m / (end_m - begin_m)
    alone_s = np.nan_to_num(alone_s, posinf=0.0)
    total_s = float(alone_s.sum())
    share = alone_s / total_s if total_s > 0 else np.full(pieces.size, 1.0 / pieces.size)
    order = range(pieces.size) if roads.edge_forward[stretch.edge] else range(pieces.size)[::-1]
    return [
        (
            roads.name_of(int(roads.piece_way[pieces[k]])),
            float(within_m[k]),
            float(share[k]) * stretch.time_s,
        )
        for k in order
        if within_m[k] > 0 or pieces.size == 1
    ]
