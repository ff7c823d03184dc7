"""What is reached around places by public transport: streets around stops, and all the way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.routing.transit.joined_places import JoinedPlaces
from kraftcenter_mobility.routing.transit.percentiles import HUNDRED

from .labels import RoadSearch
from .parts import ReachedParts, stretches_of
from .transit_labels import StopLabels
from .transit_street import Street

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.modes import TransitMode
    from kraftcenter_mobility.networks.road import RoadNetwork
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.routing.transit.question import Window

    from .parts import Stretches

__all__ = ["Reach"]


class Reach:
    """What is reached of the streets from places, or to them, over a window."""

    def __init__(  # noqa: PLR0913 - the settings of one question
        self,
        network: TransportNetwork,
        places: gpd.GeoSeries,
        *,
        mode: TransitMode,
        window: Window,
        to_street: bool,
        longest_s: float,
        percentile: float,
        max_distance_m: float,
        allow_islands: bool,
        threads: int | None,
    ) -> None:
        """Keep the question: from the places `to_street`, or the other way."""
        self._roads: RoadNetwork = network.roads
        self._mode, self._longest_s = mode, min(mode.longest_s, longest_s)
        self._labels = StopLabels(
            network,
            mode=mode,
            window=window,
            to_street=to_street,
            longest_s=longest_s,
            max_distance_m=max_distance_m,
            allow_islands=allow_islands,
            threads=threads,
        )
        share = percentile * self._labels.n_moments / HUNDRED
        self._least = max(math.ceil(round(share, 9)), 1)
        joined = JoinedPlaces(network, max_distance_m, allow_islands)
        side = mode.access if to_street else mode.egress
        self._near = self._labels.near(joined.ends(side, places)[1])
        metric = network.metric(self._labels.street_mode)
        self._street = Street(network, metric, to_street=to_street, threads=threads)
        self._stops = self._street.starts(self._labels.stops_at_street)
        metric, ends = network.metric(mode.direct), joined.ends(mode.direct, places)[1]
        layout = network.layout(metric, backward=not to_street)
        self._direct = RoadSearch(metric, layout, ends, to_place=not to_street)
        self._space = self._direct.space()

    def around(self, place: int, cutoff_s: float) -> ReachedParts:
        """Return what is reached around one place; parts may overlap, and times are NaN."""
        cutoff_s = min(cutoff_s, self._longest_s)
        spare = self._labels.spare(self._near[place], cutoff_s)
        ridden = self._as_parts(self._street.often_reached(self._stops, spare, self._least))
        direct_s = min(cutoff_s, self._mode.direct_cutoff_s)
        (walked,) = self._direct.parts(place, place + 1, [direct_s], self._space)
        return _joined([ridden, walked])

    def merged(self, several: Iterable[ReachedParts]) -> ReachedParts:
        """Return parts, of which none overlap any more; times are NaN."""
        return self._as_parts(stretches_of(self._roads, _joined(several)))

    def _as_parts(self, stretches: Stretches) -> ReachedParts:
        """Return stretches of segments as parts of edges along them."""
        roads = self._roads
        edge = self._edge_along[stretches.segment]
        length_m = roads.length_of_m(stretches.segment)
        forward = roads.edge_forward[edge]
        begin_m, end_m = stretches.begin_m, stretches.end_m
        from_m = np.where(forward, begin_m, length_m - end_m)
        to_m = np.where(forward, end_m, length_m - begin_m)
        unknown_s = np.full(edge.size, np.nan)
        return ReachedParts(edge, from_m, to_m, unknown_s, unknown_s.copy())

    @property
    def _edge_along(self) -> IntArray:
        """An edge along each segment, as it is drawn if there is one. Shape (n_segments,)."""
        roads = self._roads
        edge = np.full(roads.n_segments, -1)
        for forward in (False, True):
            mine = np.flatnonzero(roads.edge_forward == forward)[::-1]
            edge[roads.edge_segment[mine]] = mine
        return edge


def _joined(several: Iterable[ReachedParts]) -> ReachedParts:
    """Return all parts in one."""
    return ReachedParts(*(np.concatenate(column) for column in zip(*several, strict=True)))
