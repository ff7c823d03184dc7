"""Compile every kernel once, so that nobody waits for it later.

Numba compiles a kernel when it is first called with arguments of some types, and keeps
the result on disk. Here everything that a user can ask is asked once, of the bundled sample
and of a handful of arrays. The questions are small; what takes time is compiling.
"""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .progress import progress as progress_bar

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from .modes import Mode
    from .networks.transport import TransportNetwork
    from .routing.customized_metric import CustomizedMetric
    from .routing.lane_metrics import LaneMetrics

__all__ = ["WarmUp", "kernels", "warm_up"]

SOME = 40
"""Places on a side of a matrix: enough for it to be made as a product of labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmUp:
    """What warming up came to."""

    n_compiled: int
    """Number of kernels, counted once for each set of argument types, that were compiled."""

    n_known: int
    """Number of those that had been compiled before."""

    elapsed_s: float
    folder: str
    """Where compiled kernels are kept; empty if compiling is switched off."""

    def __str__(self) -> str:
        """Say it in two lines."""
        if not self.folder:
            return "Numba's compiler is switched off; there is nothing to compile."
        return (
            f"{self.n_compiled} kernels compiled and {self.n_known} found compiled, in "
            f"{self.elapsed_s:.1f} s.\nThey are kept in {self.folder}"
        )


def warm_up(*, progress: bool | None = None) -> WarmUp:
    """Ask everything once, so that every kernel is compiled and kept.

    Parameters
    ----------
    progress : bool, optional
        Whether to show a progress bar; by default where somebody can see it.

    Returns
    -------
    WarmUp
        How many kernels were compiled, in how many seconds, and where they are.
    """
    from .modes import BICYCLE, CAR
    from .networks.transport import TransportNetwork

    if not kernels():
        return WarmUp(n_compiled=0, n_known=0, elapsed_s=0.0, folder="")
    begin, before = time.perf_counter(), _counts()
    network = TransportNetwork.sample()
    steps: list[Callable[[], object]] = [
        *(lambda mode=mode: _ask_network(network, mode) for mode in (CAR, BICYCLE)),
        lambda: _ask_saved(network, CAR),
        lambda: _ask_transit(network),
        _ask_arrays,
    ]
    with progress_bar(len(steps), "warming up", show=progress, unit="step") as done:
        for step in steps:
            step()
            done(1)
    now = _counts()
    return WarmUp(
        n_compiled=now[0] - before[0],
        n_known=now[1] - before[1],
        elapsed_s=time.perf_counter() - begin,
        folder=_folder(),
    )


def kernels() -> dict[str, Any]:
    """Return every compiled function by its name; none where compiling is switched off."""
    from . import _kernels

    found = {}
    for module in pkgutil.iter_modules(_kernels.__path__):
        home = f"{_kernels.__name__}.{module.name}"
        for name, value in vars(importlib.import_module(home)).items():
            if hasattr(value, "py_func") and value.py_func.__module__ == home:
                found[f"{module.name}.{name}"] = value
    return found


def _counts() -> tuple[int, int]:
    """Return how many kernels this process has compiled, and how many it found compiled."""
    stats = [kernel.stats for kernel in kernels().values()]
    compiled = sum(sum(stat.cache_misses.values()) for stat in stats)
    return compiled, sum(sum(stat.cache_hits.values()) for stat in stats)


def _folder() -> str:
    """Return where compiled kernels are kept."""
    return next((str(kernel.stats.cache_path) for kernel in kernels().values()), "")


def _ask_network(network: TransportNetwork, mode: Mode) -> None:
    """Ask a network everything, first without preparing it and then prepared."""
    import numpy as np

    from .herning import catchment
    from .places import TOWNS
    from .routing.by_hierarchy import mode_hierarchy
    from .routing.prepare import prepare
    from .routing.seeds import seeds_at_nodes

    people, towns = catchment().iloc[:SOME], network.places(TOWNS).iloc[:SOME]
    _ask_places(network, people.iloc[:3], towns.iloc[:2], mode)
    engine = prepare(network, mode)
    _ask_places(network, people, towns, mode)
    _ask_metric(engine.metric)
    found = mode_hierarchy(network, network.metric(mode), threads=1).found
    pairs = seeds_at_nodes(found.prepared.hierarchy, np.arange(2))
    found.pair_times(pairs, pairs)


def _ask_saved(network: TransportNetwork, mode: Mode) -> None:
    """Save a network, and ask it again when it has come back."""
    from .herning import catchment
    from .networks.transport import TransportNetwork
    from .places import TOWNS

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warm-up.network"
        network.save(path)
        loaded = TransportNetwork.load(path)
    _ask_places(loaded, catchment().iloc[:SOME], loaded.places(TOWNS).iloc[:SOME], mode)


def _ask_places(
    network: TransportNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    mode: Mode,
) -> None:
    """Ask for times, both ways, the nearest and journeys between places."""
    from .routing.journeys import journeys
    from .routing.nearest import nearest_destinations
    from .routing.travel_times import travel_time_matrix

    for one, other in ((origins, destinations), (destinations, origins)):
        travel_time_matrix(network, one, other, mode=mode, progress=False)
    for k in (1, 2):
        nearest_destinations(network, origins, destinations, mode=mode, k=k, progress=False)
    journeys(network, origins.iloc[:1], destinations.iloc[:2], mode=mode, progress=False)
    _ask_areas(network, destinations.iloc[:1], mode=mode)


def _ask_areas(network: TransportNetwork, places: gpd.GeoDataFrame, **how: Any) -> None:
    """Ask what is reached, both ways."""
    from .routing.isochrones.isochrones import isochrones
    from .routing.isochrones.roads import reached_roads

    for direction in ("from", "to"):
        isochrones(network, places, [600, 3600], direction=direction, progress=False, **how)
    reached_roads(network, places, 600, progress=False, **how)


def _ask_transit(network: TransportNetwork) -> None:
    """Ask for times and journeys by public transport, with access on foot and by car."""
    from dataclasses import replace

    from .herning import catchment
    from .modes import CAR, TRANSIT
    from .networks.timetables.windows import ArrivalWindow, DepartureWindow
    from .places import TOWNS
    from .routing.journeys import journeys
    from .routing.transit.times import transit_times
    from .routing.travel_times import travel_time_matrix

    people, towns = catchment().iloc[:SOME], network.places(TOWNS).iloc[:2]
    departure = DepartureWindow("2026-03-10 07:00", "07:10")
    arrival = ArrivalWindow("2026-03-10 08:00")
    for mode in (TRANSIT, replace(TRANSIT, access=CAR)):
        transit_times(network, towns, people, mode=mode, departure=departure, progress=False)
        for one, other in ((people, towns), (towns, people)):
            travel_time_matrix(network, one, other, mode=mode, departure=departure, progress=False)
            travel_time_matrix(network, one, other, mode=mode, arrival=arrival, progress=False)
        _ask_areas(network, towns.iloc[:1], mode=mode, departure=departure)
    journeys(network, towns, towns, mode=TRANSIT, departure=departure, progress=False)


def _ask_arrays() -> None:
    """Prepare plain arrays, with coordinates and without, and ask them everything."""
    import numpy as np

    from .routing.road_engine import RoadEngine

    side = 12
    node = np.arange(side * side)
    x, y = (node % side).astype(np.float64), (node // side).astype(np.float64)
    near = np.abs(x - x[:, None]) + np.abs(y - y[:, None]) == 1
    first_out, head = np.append(0, near.sum(axis=1).cumsum()), np.nonzero(near)[1]
    for where in ({"x": x, "y": y, "threads": 1}, {"threads": 2}):
        engine = RoadEngine(first_out, head, **where)
        metric = engine.customize(np.ones(head.size))
        _ask_metric(metric)
        for weight in (1.0, 2.0**19):  # the latter so long that the tick must be chosen
            engine.customize(np.full(head.size, weight))
            _ask_lanes(engine.customize_many(np.full((2, head.size), weight)))
        _ask_metric(metric.with_edges([0, node.size], [node.size, 5], [0.5, 0.5], n_new_nodes=1))
        engine.customize(np.ones(head.size, dtype=np.int64))
        _ask_metric(RoadEngine(first_out, head, order=engine.order).customize(np.ones(head.size)))


def _ask_lanes(metrics: LaneMetrics) -> None:
    """Ask several metrics at once everything."""
    for direction in ("to", "from"):
        metrics.many_to_nearest([0, 1], direction=direction)


def _ask_metric(metric: CustomizedMetric) -> None:
    """Ask a metric everything, and change it."""
    import numpy as np

    some, one = np.arange(SOME), np.zeros(1, dtype=np.int64)
    for backward in (False, True):
        metric.many_to_all(some, backward=backward, cutoff=100.0)
        metric.many_to_all(one, backward=backward, out=np.empty((1, metric.n_nodes), np.float32))
        for k in (1, 2):
            metric.nearest(some[:3], k=k, direction="from" if backward else "to")
    for sources, targets in ((some, some), (some, one), (one, some)):
        metric.many_to_many(sources, targets)
    metric.route(0, metric.n_nodes - 1)
    metric.within(0, 100.0)
    metric.opportunities_within(some, np.ones(metric.n_nodes), 100.0)
    metric.with_weights([0, 1], [np.inf, 0.5]).many_to_many(one, one)
