"""The ways between places and stops that are short enough: found from the stops.

There are fewer stops than places, and what was found of a stop serves every scenario that
leaves it where it is and the streets around it as they are.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.networks.joins import edge_ends
from kraftcenter_mobility.networks.memory import Memory
from kraftcenter_mobility.routing.one_edge import pairs_along_one_edge
from kraftcenter_mobility.routing.pool import run_in_pool, slices
from kraftcenter_mobility.routing.searches import entries, scratch_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.links import I32Array
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.layouts import Layout
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.routing.searches import Entries, Scratch

__all__ = ["LinkTable", "Links", "link_table"]

STOPS_AT_ONCE = 8
MOST_TABLES = 12


class Links(NamedTuple):
    """Which pairs of a point and a place lie within a cutoff, and how long the way is."""

    first: IntArray
    """Point ``i`` has the entries ``first[i]`` up to ``first[i + 1]``. Shape (n_points + 1,)."""

    place: I32Array
    """In no order within a point."""

    ticks: I32Array
    """Of 1/1024 s."""


class Found(NamedTuple):
    """What was found of one point."""

    place: I32Array
    ticks: I32Array
    distance_m: float = 0.0
    """From the point to the road it joins."""


NOTHING = Found(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))

MOST_KEPT = 25_000_000
"""Links that a table remembers, of 8 bytes each; with more, they are found again."""

MOST_LINKS = 200_000_000
"""More would take 4 GB: nobody means that."""


class LinkTable:
    """The places near to points, by one mode, remembered point by point."""

    def __init__(  # noqa: PLR0913 - the parts of one question
        self,
        network: TransportNetwork,
        metric: RoadMetric,
        places: EdgeEnds,
        *,
        cutoff_s: float,
        to_places: bool,
        allow_islands: bool,
    ) -> None:
        """Keep the question: the places as they join the roads, and which way one goes.

        With `to_places` one goes from the points to the places, else from them to the points.
        """
        self._network, self._metric, self._places = network, metric, places
        self._cutoff_s, self._to_places = min(float(cutoff_s), MAX_TIME_S), to_places
        self._allow_islands = allow_islands
        self._known: dict[tuple[float, float], Found] = {}

    @property
    def n_places(self) -> int:
        """How many places there are."""
        return self._places.first.size - 1

    def of(
        self,
        lon: FloatArray,
        lat: FloatArray,
        *,
        max_distance_m: float,
        threads: int | None = None,
        advance: Callable[[int], object] = lambda _: None,
    ) -> tuple[Links, BoolArray]:
        """Return the links of points, and which of the points are too far from any road.

        Parameters
        ----------
        lon, lat : array of float, shape (n_points,)
            Where the points are, in degrees.
        max_distance_m : float
            Furthest a point may lie from a road; those further have no links.
        threads : int, optional
            Number of threads; the links do not depend on it.
        advance : callable, optional
            Hears of every number of points that are done.
        """
        points = list(zip(lon.tolist(), lat.tolist(), strict=True))
        new = [point for point in dict.fromkeys(points) if point not in self._known]
        if new:
            self._search(new, threads, advance)
        advance(len(points) - len(new))
        known = [self._known[point] for point in points]
        far: BoolArray = np.array([each.distance_m > max_distance_m for each in known], np.bool_)
        if sum(each.place.size for each in self._known.values()) > MOST_KEPT:
            self._known.clear()
        found = [NOTHING if is_far else each for each, is_far in zip(known, far, strict=True)]
        first = np.concatenate(([0], np.cumsum([each.place.size for each in found])))
        place = np.concatenate([NOTHING.place, *(each.place for each in found)])
        ticks = np.concatenate([NOTHING.ticks, *(each.ticks for each in found)])
        return Links(first.astype(np.int64), place, ticks), far

    def _search(
        self,
        points: list[tuple[float, float]],
        threads: int | None,
        advance: Callable[[int], object],
    ) -> None:
        """Search from points not yet known."""
        lonlat = np.array(points)
        index = self._network.segment_index(self._metric, allow_islands=self._allow_islands)
        joins = index.nearest(lonlat[:, 0], lonlat[:, 1])
        ends = edge_ends(self._metric, joins, access=True)
        layout = self._network.layout(self._metric, backward=not self._to_places)
        if self._to_places:
            seeds = entries(layout, ends, ends.after_s, seeds=True)
            targets = entries(layout, self._places, self._places.before_s, seeds=False)
            pairs = pairs_along_one_edge(ends, self._places)
            along = [(each.origin, each.destination, each.time_s) for each in pairs]
        else:
            seeds = entries(layout, ends, ends.before_s, seeds=True)
            targets = entries(layout, self._places, self._places.after_s, seeds=False)
            pairs = pairs_along_one_edge(self._places, ends)
            along = [(each.destination, each.origin, each.time_s) for each in pairs]
        known = _by_point(along, len(points))
        searched = self._searched(layout, seeds, targets, known, threads, advance)
        for point, found, distance_m in zip(points, searched, joins.distance_m, strict=True):
            self._known[point] = found._replace(distance_m=float(distance_m))

    def _searched(  # noqa: PLR0913, PLR0917 - the parts of many searches
        self,
        layout: Layout,
        seeds: Entries,
        targets: Entries,
        along: tuple[IntArray, I32Array, FloatArray],
        threads: int | None,
        advance: Callable[[int], object],
    ) -> list[Found]:
        """Return what searches from points come to, and what lies along their own edges."""
        from kraftcenter_mobility._kernels.links import collect_places

        n_points, n_items = seeds.first.size - 1, scratch_for(layout).time_s.size
        by_item = _by_item(targets, n_items)
        first_along, along_place, along_s = along
        found = [NOTHING] * n_points

        def space() -> tuple[Scratch, FloatArray, I32Array, I32Array]:
            n = max(self.n_places, 1)
            lists = np.empty(n, np.int32), np.empty(n, np.int32)
            return scratch_for(layout), np.full(n, np.inf), *lists

        def run(block: slice, space: tuple[Scratch, FloatArray, I32Array, I32Array]) -> None:
            scratch, best_s, place, ticks = space
            for point in range(block.start, block.stop):
                span = slice(seeds.first[point], seeds.first[point + 1])
                _search_once(layout, seeds.item[span], seeds.time_s[span], self._cutoff_s, scratch)
                own = slice(first_along[point], first_along[point + 1])
                known = along_place[own], along_s[own]
                count = collect_places(
                    scratch.time_s, *by_item, *known, self._cutoff_s, best_s, place, ticks
                )
                found[point] = Found(place[:count].copy(), ticks[:count].copy())
            self._refuse_too_many(found)

        run_in_pool(
            slices(n_points, STOPS_AT_ONCE), run, scratch=space, threads=threads, advance=advance
        )
        return found

    def _refuse_too_many(self, found: list[Found]) -> None:
        """Stop before memory runs out."""
        if sum(each.place.size for each in found) > MOST_LINKS:
            raise InputError(
                f"there are more than {MOST_LINKS:,} ways by {self._metric.mode.name} between "
                f"{self.n_places:,} places and {len(found):,} stops within "
                f"{self._cutoff_s / 60:g} min; ask for fewer places at a time, or lower "
                f"access_cutoff_s or egress_cutoff_s of the mode"
            )


def link_table(  # noqa: PLR0913 - the parts of one question
    network: TransportNetwork,
    mode: Mode,
    places: EdgeEnds,
    *,
    cutoff_s: float,
    to_places: bool,
    allow_islands: bool = False,
) -> LinkTable:
    """Return the table of links to places; the one made before for the same question."""
    metric = network.metric(mode)
    digest = hashlib.sha256()
    for array in (places.first, places.edge, places.before_s, places.after_s, places.walk_s):
        digest.update(np.ascontiguousarray(array).tobytes())
    tables = network.remembered("link tables", lambda: Memory(MOST_TABLES))
    key = (mode, float(cutoff_s), to_places, allow_islands, digest.digest())
    return tables.get(
        key,
        lambda: LinkTable(
            network,
            metric,
            places,
            cutoff_s=cutoff_s,
            to_places=to_places,
            allow_islands=allow_islands,
        ),
    )


def _search_once(
    layout: Layout, item: IntArray, time_s: FloatArray, cutoff_s: float, scratch: Scratch
) -> None:
    """Search a layout from one set of seeds, into the scratch arrays."""
    if layout.turns:
        from kraftcenter_mobility._kernels.turn_dijkstra import turn_search

        turn_search(
            layout.turn_graph,
            layout.edge_time_s,
            layout.turn_time_s,
            item,
            time_s,
            cutoff_s,
            *scratch,
        )
        return
    from kraftcenter_mobility._kernels.dijkstra import search

    search(layout.graph, layout.edge_time_s, item, time_s, cutoff_s, *scratch)


def _by_item(targets: Entries, n_items: int) -> tuple[IntArray, I32Array, FloatArray]:
    """Return entries of places by the node or edge at which they are entered."""
    place = np.repeat(np.arange(targets.first.size - 1, dtype=np.int32), np.diff(targets.first))
    order = np.argsort(targets.item, kind="stable")
    return row_starts(targets.item, n_items), place[order], targets.time_s[order]


def _by_point(
    along: list[tuple[IntArray, IntArray, FloatArray]], n_points: int
) -> tuple[IntArray, I32Array, FloatArray]:
    """Return ways along one edge by their points."""
    nothing = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    columns = zip(nothing, *along, strict=True)
    point, place, time_s = (np.concatenate(column) for column in columns)
    order = np.argsort(point, kind="stable")
    first = row_starts(point.astype(np.int64), n_points)
    return first, place[order].astype(np.int32), time_s[order]
