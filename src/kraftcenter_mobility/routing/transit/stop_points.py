"""Where one comes to stops and goes from them: at their doors, if these are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility._kernels.links import sort_by_place
from kraftcenter_mobility.networks.joins import edge_ends
from kraftcenter_mobility.networks.ticks import TICK_S

from .links import link_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility._kernels.links import I32Array
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.stop_points import StopPoints
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.notices import Notices

__all__ = ["NearStops", "Walks", "Way", "links_by_place", "pairs_of_stops"]


class Way(NamedTuple):
    """How one gets between places and stops, and how far."""

    mode: Mode
    cutoff_s: float
    max_distance_m: float
    threads: int | None
    to_places: bool
    """Whether one goes from the stops to the places, or the other way."""

    allow_islands: bool = False
    """Whether stops join streets that do not reach the rest, too."""

    def settings(self) -> dict[str, Any]:
        """Return what a table of links must know."""
        return {
            "cutoff_s": self.cutoff_s,
            "to_places": self.to_places,
            "allow_islands": self.allow_islands,
        }


class NearStops(NamedTuple):
    """The stops near to each place: those of place ``i`` are ``first[i]:first[i + 1]``."""

    first: IntArray
    """Shape (n_places + 1,)."""

    stop: I32Array
    time_s: FloatArray


class Walks(NamedTuple):
    """Ways between stops. Shape of each: (n_ways,)."""

    from_stop: IntArray
    to_stop: IntArray
    time_s: FloatArray


def links_by_place(  # noqa: PLR0913 - a question, and who wants to hear what of it
    network: TransportNetwork,
    points: StopPoints,
    places: EdgeEnds,
    way: Way,
    *,
    notices: Notices,
    advance: Callable[[int], object] = lambda _: None,
) -> NearStops:
    """Return, for every place, the stops within the cutoff and the time to or from them.

    The time includes what one needs between the door of a stop and its platform; of several
    doors the best counts. Stops too far from any road are counted among the notices.
    """
    table = link_table(network, way.mode, places, **way.settings())
    links, far = table.of(
        points.lon,
        points.lat,
        max_distance_m=way.max_distance_m,
        threads=way.threads,
        advance=advance,
    )
    _tell_of(points, far, way, notices)
    door_s = points.leave_s if way.to_places else points.enter_s
    n = links.place.size
    near = NearStops(np.empty(table.n_places + 1, np.int64), np.empty(n, np.int32), np.empty(n))
    stop = points.stop.astype(np.int32)
    count = sort_by_place(*links, stop, door_s, min(float(way.cutoff_s), MAX_TIME_S), *near)
    return NearStops(near.first, near.stop[:count], near.time_s[:count])


def pairs_of_stops(
    network: TransportNetwork, points: StopPoints, known: StopPoints, way: Way
) -> Walks:
    """Return the ways from stops to stops within the cutoff, each pair once, none to itself.

    `known` are points asked about before: what was found of them is used again.
    """
    was = set(zip(known.lon.tolist(), known.lat.tolist(), strict=True))
    here = list(zip(points.lon.tolist(), points.lat.tolist(), strict=True))
    is_new = np.array([point not in was for point in here], dtype=np.bool_)
    old, new = points.only(~is_new), points.only(is_new)
    parts = [
        _between(network, points, old, known, way._replace(to_places=True)),
        _between(network, new, old, known, way._replace(to_places=False)),
        _between(network, new, new, new, way._replace(to_places=True)),
    ]
    one, other, time_s = (np.concatenate(part) for part in zip(*parts, strict=True))
    apart = (one != other) & (time_s <= way.cutoff_s)
    return Walks(*_best(one[apart], other[apart], time_s[apart]))


def _between(
    network: TransportNetwork, points: StopPoints, wanted: StopPoints, places: StopPoints, way: Way
) -> Walks:
    """Return the ways between some points and wanted ones, which are among the places."""
    nothing = np.zeros(0, dtype=np.int64)
    if not points.stop.size or not wanted.stop.size:
        return Walks(nothing, nothing, np.zeros(0))
    metric = network.metric(way.mode)
    index = network.segment_index(metric, allow_islands=way.allow_islands)
    joins = index.nearest(places.lon, places.lat)
    ends = edge_ends(metric, joins, access=True)
    table = link_table(network, way.mode, ends, **way.settings())
    links, _ = table.of(
        points.lon, points.lat, max_distance_m=way.max_distance_m, threads=way.threads
    )
    near = joins.distance_m <= way.max_distance_m
    point = np.repeat(np.arange(points.stop.size), np.diff(links.first))
    place, keep = links.place, near[links.place]
    point, place, time_s = point[keep], place[keep], links.ticks[keep] * TICK_S
    row, mine = _places_of(places, wanted)
    first = row_starts(row, places.stop.size)
    n_mine = np.diff(first)[place]
    again = np.repeat(np.arange(place.size), n_mine)
    step = np.arange(again.size) - np.repeat(np.cumsum(n_mine) - n_mine, n_mine)
    other = mine[first[place[again]] + step]
    one, time_s = point[again], time_s[again]
    a, b = points.stop[one], wanted.stop[other]
    if way.to_places:
        return Walks(a, b, time_s + points.leave_s[one] + wanted.enter_s[other])
    return Walks(b, a, time_s + wanted.leave_s[other] + points.enter_s[one])


def _places_of(places: StopPoints, wanted: StopPoints) -> tuple[IntArray, IntArray]:
    """Return pairs of a place and a wanted point that lies there, by place."""
    at: dict[tuple[float, float], int] = {}
    for number, spot in enumerate(zip(places.lon.tolist(), places.lat.tolist(), strict=True)):
        at.setdefault(spot, number)
    spots = zip(wanted.lon.tolist(), wanted.lat.tolist(), strict=True)
    row = np.array([at[spot] for spot in spots], dtype=np.int64)
    order = np.argsort(row, kind="stable")
    return row[order], order


def _best(
    one: IntArray, other: IntArray, time_s: FloatArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Return every pair once, with the least of its times, sorted by pair."""
    order = np.lexsort((time_s, other, one))
    one, other, time_s = one[order], other[order], time_s[order]
    first = np.ones(one.size, dtype=np.bool_)
    first[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    return one[first], other[first], time_s[first]


def _tell_of(points: StopPoints, far: BoolArray, way: Way, notices: Notices) -> None:
    """Count the stops that nobody can come to."""
    reached = np.unique(points.stop[~far])
    lost = np.setdiff1d(points.stop[far], reached)
    for stop in lost.tolist():
        notices.add(
            "stop-far-from-streets",
            f"a stop lies more than {way.max_distance_m:g} m from any road open to "
            f"{way.mode.name}; nobody comes to it from the street",
            points.names[stop],
        )
