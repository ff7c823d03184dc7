"""Places as they join the streets, remembered from one question to the next."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import SnappingError
from kraftcenter_mobility.networks.joins import edge_ends, join_places, too_far
from kraftcenter_mobility.networks.memory import Memory
from kraftcenter_mobility.routing.travel_times import Question, answered

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.joins import EdgeEnds, Joins
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["JoinedPlaces"]

MOST_JOINED = 8
"""Sets of places whose joins a network remembers."""

MOST_DIRECT = 2
MOST_BYTES = 100_000_000
"""Tables of times all the way on foot that it remembers, and the largest of them."""


class JoinedPlaces:
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

        if 8 * len(origins) * len(destinations) > MOST_BYTES:
            return make()
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
