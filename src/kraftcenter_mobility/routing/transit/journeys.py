"""The journeys themselves: which lines, when, and where one walks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.routing.journeys import check_few

from .by_source import search_sources
from .legs import Legs
from .question import ask_transit, window_of
from .rides import RoundSearch

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.raptor import U8Array
    from kraftcenter_mobility.modes import TransitMode
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .question import Asked

__all__ = ["transit_journeys"]


def transit_journeys(  # noqa: PLR0913 - what journeys is asked
    network: TransportNetwork,
    origins: Any,
    destinations: Any,
    *,
    mode: TransitMode,
    departure: Any,
    arrival: Any,
    max_distance_m: float,
    allow_islands: bool,
    progress: bool | None,
) -> gpd.GeoDataFrame:
    """Return the fastest journey of a window for every pair, as :func:`journeys` does."""
    import dataclasses

    import geopandas as gpd
    import pandas as pd

    mode = dataclasses.replace(mode, draws=1)
    asked = ask_transit(
        network,
        origins,
        destinations,
        mode=mode,
        window=window_of(departure, arrival, mode),
        cutoff_s=np.inf,
        max_distance_m=max_distance_m,
        allow_islands=allow_islands,
        progress=progress,
    )
    check_few(len(asked.origins), len(asked.destinations))
    shape = asked.question.direct_s.shape
    with progress_bar(2 * shape[0], f"{mode.name} journeys", show=progress) as advance:
        best = _Best(shape, backward=asked.backward)
        search_sources(asked.question, best.take, threads=None, advance=advance)
        legs = Legs(network, asked, mode)
        rows: dict[tuple[int, int], dict[str, Any]] = {}
        for source in range(shape[0]):
            for sink, row in _rows(asked, best, source, legs):
                rows[(sink, source) if asked.backward else (source, sink)] = row
            advance(1)
    names = [asked.origins.index, asked.destinations.index]
    index = pd.MultiIndex.from_product(names, names=["origin", "destination"])
    ordered = [rows[pair] for pair in sorted(rows)]
    table = gpd.GeoDataFrame(pd.DataFrame(ordered, index=index), geometry="geometry", crs=4326)
    table.attrs["method"] = "range search, traced back"
    table.attrs["notices"] = asked.notices.to_records()
    return table


class _Best:
    """The fastest journey of every pair: how long, how many rides, and from which moment."""

    def __init__(self, shape: tuple[int, ...], *, backward: bool) -> None:
        self._backward = backward
        self.time_s: FloatArray = np.empty(shape)
        self.rides: IntArray = np.empty(shape, dtype=np.int64)
        self.moment: IntArray = np.empty(shape, dtype=np.int64)

    def take(self, source: int, sinks: slice, time_s: FloatArray, rides: U8Array) -> None:
        """Take the times of one source; of equally long journeys the one setting out last.

        Moments come from the last to the first; where they are negative, the other way.
        """
        if self._backward:
            least = time_s.shape[1] - 1 - time_s[:, ::-1].argmin(axis=1)
        else:
            least = time_s.argmin(axis=1)
        rows = np.arange(least.size)
        self.time_s[source, sinks] = time_s[rows, least]
        self.rides[source, sinks] = rides[rows, least]
        self.moment[source, sinks] = least


def _rows(asked: Asked, best: _Best, source: int, legs: Legs) -> list[tuple[int, dict[str, Any]]]:
    """Return the journeys of one source, each with its sink."""
    start_s = asked.question.start_s[::-1]
    searches: dict[int, RoundSearch] = {}
    rows = []
    for sink in range(best.time_s.shape[1]):
        time_s, n_rides = float(best.time_s[source, sink]), int(best.rides[source, sink])
        moment = int(best.moment[source, sink])
        pair = (sink, source) if asked.backward else (source, sink)
        if not np.isfinite(time_s):
            rows.append((sink, legs.none()))
            continue
        begin_s = float(start_s[moment])
        if asked.backward:
            begin_s = -begin_s - time_s
        if n_rides == 0:
            rows.append((sink, legs.direct(pair, begin_s, time_s)))
            continue
        if moment not in searches:
            searches[moment] = RoundSearch(asked, source, float(start_s[moment]))
        found = searches[moment].journey(sink, time_s, n_rides)
        rows.append((sink, legs.of_rides(pair, begin_s, time_s, found)))
    return rows
