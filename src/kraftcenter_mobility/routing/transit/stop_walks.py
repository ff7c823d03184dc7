"""The ways between stops and places, and from stop to stop, of one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .changes import changes_of
from .stop_points import Way, links_by_place, pairs_of_stops

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.raptor import Changes
    from kraftcenter_mobility.modes import Mode, TransitMode
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.timetable import Timetable
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.notices import Notices

    from .stop_points import NearStops

__all__ = ["StopWalks"]


class StopWalks:
    """Finds the ways between stops and the streets."""

    def __init__(  # noqa: PLR0913, PLR0917 - what all ways have in common
        self,
        network: TransportNetwork,
        transit: PublicTransport,
        mode: TransitMode,
        timetables: tuple[Timetable, ...],
        max_distance_m: float,
        allow_islands: bool,  # noqa: FBT001 - handed on
        threads: int | None,
    ) -> None:
        self._network, self._transit, self._mode = network, transit, mode
        self._max_distance_m, self._threads = max_distance_m, threads
        self._allow_islands = allow_islands
        self._served: IntArray = np.unique(
            np.concatenate([each.patterns.stop for each in timetables])
        ).astype(np.int64)
        self._points = transit.stop_points(self._served)
        self.advance: Callable[[int], object] = lambda _: None
        """Hears of every number of points whose links are known."""

    @property
    def n_points(self) -> int:
        """At how many points one comes to stops."""
        return self._points.stop.size

    def links(
        self,
        joined: tuple[Mode, EdgeEnds],
        notices: Notices,
        *,
        to_places: bool,
    ) -> NearStops:
        """Return the stops near to each place."""
        mode, ends = joined
        limit_s = self._mode.egress_cutoff_s if to_places else self._mode.access_cutoff_s
        way = self._way(mode, limit_s, to_places=to_places)
        return links_by_place(
            self._network, self._points, ends, way, notices=notices, advance=self.advance
        )

    def changes(self) -> Changes:
        """Return how long changes take."""
        mode = self._mode
        way = self._way(mode.change, mode.change_cutoff_s, to_places=True)
        base = self._network.transit
        known = base.stop_points(base.called) if base else self._points
        walks = pairs_of_stops(self._network, self._points, known, way)
        return changes_of(self._transit.stops, self._served, walks, self._transit.rules, mode)

    def _way(self, mode: Mode, limit_s: float, *, to_places: bool) -> Way:
        """Return how one goes, and how far."""
        return Way(
            mode, limit_s, self._max_distance_m, self._threads, to_places, self._allow_islands
        )
