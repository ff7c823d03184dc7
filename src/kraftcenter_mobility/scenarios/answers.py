"""Travel times on a network and after changes to it, answered the quickest of three ways.

Where destinations are few, a forest of fastest ways is grown for each of them once, and a
scenario repairs what it touches. Where they are many, either the edited network is built as
a whole and asked like any other, or a patch is laid on the hierarchy that has been prepared
for the network. All give the same times to the last bit. Building takes a moment for a town
and a second for a city, for each scenario; preparing takes a few seconds for a city, once.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import SnappingError
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.networks.joins import join_places
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.routing.forest_matrix import ForestMatrix
from kraftcenter_mobility.routing.patched import PatchedRoads
from kraftcenter_mobility.routing.patched_joins import check_reach, joined_before
from kraftcenter_mobility.routing.pool import thread_count
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M, travel_time_matrix

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.changes import RoadChanges
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.routing.patched_joins import Joined

__all__ = ["Answerer"]

BUILD_NS_PER_PIECE = 15_000.0
"""About what building a network again takes, per piece of road."""

WORTH_PREPARING_NS = 5e9
"""Building so much again takes as long as preparing does."""

MOST_JOINED = 8
"""Sets of places whose joins are kept."""

PATCHED = "contraction hierarchy, patched"
REPAIRED = "forests of fastest ways, repaired"
"""What ``attrs["method"]`` says of times that were found without building anything."""


class Answerer:
    """Answers the same questions on a network and after changes to it, for one mode."""

    def __init__(  # noqa: PLR0913 - the settings of many questions
        self,
        network: TransportNetwork,
        mode: Mode,
        *,
        turns: bool | None = None,
        max_distance_m: float = MAX_DISTANCE_M,
        access: bool = True,
        allow_islands: bool = False,
        threads: int | None = None,
        n_scenarios: int = 1,
    ) -> None:
        """Keep the settings.

        `n_scenarios` is about how many sets of changes there will be; what takes least time
        depends on it, and nothing else does.
        """
        self.network, self.mode, self.threads = network, mode, threads
        self._turns, self._max_distance_m = turns, max_distance_m
        self._access, self._allow_islands = access, allow_islands
        self._n_scenarios = n_scenarios
        self._joined: dict[bytes, Joined] = {}

    def matrix(
        self,
        changes: RoadChanges,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        *,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Return the times from all origins to all destinations.

        Parameters
        ----------
        changes : RoadChanges
            To the roads; none for the network as it is.
        origins, destinations : GeoDataFrame
            Places, indexed by unique names.
        progress : bool, optional
            Show a progress bar.

        Returns
        -------
        DataFrame, shape (n_origins, n_destinations)
            Seconds, infinite where there is no way. A place whose road is closed joins the
            next one; if none lies near enough, there is no way to it or from it.
        """
        if not changes:
            return self._asked(self.network, origins, destinations, progress)
        few = len(destinations) <= self._forests.most
        if not few and self._is_soon_built():
            try:
                edited = edited_network(self.network, changes)
                return self._asked(edited, origins, destinations, progress)
            except SnappingError:
                pass  # who finds no road any longer is answered below
        return self._patched(changes, origins, destinations, progress, repair=few)

    def nearest(
        self, changes: RoadChanges, origins: gpd.GeoDataFrame, destinations: gpd.GeoDataFrame
    ) -> pd.DataFrame:
        """Return the nearest destination of every origin.

        Returns
        -------
        DataFrame, shape (n_origins, 2)
            Columns ``destination``, None where there is no way, and ``travel_time_s``.
        """
        import pandas as pd

        times = self.matrix(changes, origins, destinations, progress=False)
        values = times.to_numpy()
        best = values.argmin(axis=1)
        least_s = values[np.arange(len(values)), best]
        names = np.array([*times.columns, None], dtype=object)
        named = names[np.where(np.isfinite(least_s), best, -1)]
        destination = pd.Series(named, index=times.index, dtype=object)
        return pd.DataFrame(
            {"destination": destination, "travel_time_s": least_s}, index=times.index
        )

    @cached_property
    def _forests(self) -> ForestMatrix:
        """The fastest ways to each of a few destinations."""
        metric = self.network.metric(self.mode, turns=self._turns)
        return ForestMatrix(self.network, metric, threads=thread_count(self.threads))

    def _is_soon_built(self) -> bool:
        """Say whether building the edited networks takes less time than preparing this one."""
        metric = self.network.metric(self.mode, turns=self._turns)
        if self.network.is_customized(metric):
            return False
        build_ns = BUILD_NS_PER_PIECE * self.network.roads.piece_way.size
        return build_ns * self._n_scenarios < WORTH_PREPARING_NS

    def _asked(
        self,
        network: TransportNetwork,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        progress: bool | None,  # noqa: FBT001 - handed on
    ) -> pd.DataFrame:
        """Return the times on a network as it is."""
        return travel_time_matrix(
            network,
            origins,
            destinations,
            mode=self.mode,
            turns=self._turns,
            max_distance_m=self._max_distance_m,
            access=self._access,
            allow_islands=self._allow_islands,
            threads=self.threads,
            progress=progress,
        )

    def _patched(
        self,
        changes: RoadChanges,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        progress: bool | None,  # noqa: FBT001 - handed on
        *,
        repair: bool,
    ) -> pd.DataFrame:
        """Return the times after changes, without building anything again."""
        import pandas as pd

        begin = self._join(origins, "origins")
        end = self._join(destinations, "destinations")
        roads = PatchedRoads(
            self.network,
            self.network.metric(self.mode, turns=self._turns),
            changes,
            joined=(begin, end),
            allow_islands=self._allow_islands,
            threads=thread_count(self.threads),
        )
        ends = roads.ends(begin), roads.ends(end)
        for joined, edges in ((begin, ends[0]), (end, ends[1])):
            check_reach(joined, edges)
        n_steps = len(end.places if repair else begin.places)
        with progress_bar(n_steps, f"{self.mode.name} times", show=progress) as advance:
            if repair:
                keys = [lonlat.tobytes() for lonlat in _coordinates(end.places)]
                self._forests.grow(keys, end.ends, advance)
                time_s = self._forests.after(keys, roads, *ends)
            else:
                time_s = roads.matrix(*ends, advance=advance)
        table = pd.DataFrame(
            time_s,
            index=begin.places.index.rename("origin"),
            columns=end.places.index.rename("destination"),
            copy=False,
        )
        table.attrs["method"] = REPAIRED if repair else PATCHED
        return table

    def _join(self, places: gpd.GeoDataFrame, what: str) -> Joined:
        """Return places as they join the network before any change, however far; found once.

        Too far is what a change leaves too far.
        """
        series = check_places(places, what)
        key = _coordinates(series).tobytes()
        if key not in self._joined:
            metric = self.network.metric(self.mode, turns=self._turns)
            index = self.network.segment_index(metric, allow_islands=self._allow_islands)
            joins = join_places(index, series, max_distance_m=np.inf, mode_name=self.mode.name)
            while len(self._joined) >= MOST_JOINED:
                self._joined.pop(next(iter(self._joined)))
            self._joined[key] = joined_before(
                metric, series, joins, max_distance_m=self._max_distance_m, access=self._access
            )
        return self._joined[key]._replace(places=series)


def _coordinates(places: gpd.GeoSeries) -> FloatArray:
    """Return longitudes and latitudes. Shape (n_places, 2)."""
    return np.column_stack((places.x.to_numpy(), places.y.to_numpy()))
