"""The same question by public transport, asked of a network and of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M

from .matrix import transit_matrix
from .percentiles import check_percentiles
from .question import window_of

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility.modes import TransitMode
    from kraftcenter_mobility.networks.changes import RoadChanges
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["TransitAnswerer"]


class TransitAnswerer:
    """Answers for travel times by public transport, with and without changes."""

    def __init__(  # noqa: PLR0913 - the settings of many questions
        self,
        network: TransportNetwork,
        mode: TransitMode,
        *,
        departure: DepartureWindow | None = None,
        arrival: ArrivalWindow | None = None,
        percentile: float = 50.0,
        max_distance_m: float = MAX_DISTANCE_M,
        allow_islands: bool = False,
        threads: int | None = None,
    ) -> None:
        """Keep the settings.

        Raises
        ------
        InputError
            If neither or both of the windows are given, or the percentile is none.
        """
        window_of(departure, arrival, mode)
        check_percentiles(percentile)
        self.network, self.mode = network, mode
        self._settings: dict[str, Any] = {
            "departure": departure,
            "arrival": arrival,
            "percentiles": percentile,
            "max_distance_m": max_distance_m,
            "allow_islands": allow_islands,
            "threads": threads,
        }

    def matrix(
        self,
        changes: RoadChanges,
        origins: Any,
        destinations: Any,
        *,
        transit: PublicTransport | None = None,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Return the times from all origins to all destinations.

        Parameters
        ----------
        changes : RoadChanges
            To the streets that one walks along; with any, the streets are built again.
        origins, destinations : GeoDataFrame
            Places, indexed by unique names.
        transit : PublicTransport, optional
            What runs; what the network says if not given.
        progress : bool, optional
            Show a progress bar.

        Returns
        -------
        DataFrame, shape (n_origins, n_destinations)
            Seconds, infinite where there is no way.
        """
        network = edited_network(self.network, changes) if changes else self.network
        return transit_matrix(
            network,
            origins,
            destinations,
            mode=self.mode,
            transit=transit,
            cutoff_s=np.inf,
            turns=None,
            access=True,
            progress=progress,
            **self._settings,
        )
