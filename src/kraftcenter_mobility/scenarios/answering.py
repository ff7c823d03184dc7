"""What is asked in a comparison, and what answers for travel times."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from kraftcenter_mobility.modes import Mode, TransitMode

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility.networks.changes import RoadChanges
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow

__all__ = ["ROADS_ONLY", "Answers", "AnyMode", "Settings", "TransitAnswers", "When"]

AnyMode = Mode | TransitMode
"""How people may travel in a comparison."""

ROADS_ONLY = ("turns", "access")
"""Settings that mean nothing for public transport, which begins and ends with a walk."""


class Answers(Protocol):
    """What answers for the travel times of one mode, on a network and changes to it."""

    def matrix(
        self,
        changes: RoadChanges,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        *,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Return the seconds from every origin to every destination, infinite for no way."""
        ...


class TransitAnswers(Protocol):
    """What answers for travel times by public transport, which may be another each time."""

    def matrix(
        self,
        changes: RoadChanges,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        *,
        transit: PublicTransport | None = None,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Return the seconds; without `transit`, of what the network itself says runs."""
        ...


class Settings(NamedTuple):
    """How journeys are made, as in :func:`travel_time_matrix`."""

    turns: bool | None = None
    max_distance_m: float = 1500.0
    access: bool = True
    allow_islands: bool = False


class When(NamedTuple):
    """When people travel, which decides how long public transport takes."""

    departure: DepartureWindow | None = None
    arrival: ArrivalWindow | None = None
    percentile: float = 50.0
    """Which of the times within the window counts."""
