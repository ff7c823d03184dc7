"""What is reached from every place, by any mode, handed on place by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.networks.joins import edge_ends, join_places
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.routing.pool import run_in_pool, slices

from .labels import RoadSearch

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .labels import Space
    from .parts import ReachedParts
    from .settings import Settings

__all__ = ["TOGETHER", "for_each_place"]

Result = TypeVar("Result")

TOGETHER = "all"
"""What several places are called that are asked about together."""


def for_each_place(
    network: TransportNetwork,
    places: Any,
    cutoffs_s: FloatArray,
    settings: Settings,
    work: Callable[[list[ReachedParts]], Result],
) -> tuple[list[Any], list[Result]]:
    """Do some work on what is reached from (or to) every place.

    Parameters
    ----------
    network : TransportNetwork
        The network.
    places : GeoDataFrame or GeoSeries, shape (n_places,)
        The places.
    cutoffs_s : array of float, shape (n_cutoffs,)
        Seconds, ascending.
    settings : Settings
        What is asked.
    work : callable
        Takes what is reached within each cutoff, from any thread.

    Returns
    -------
    (list, list)
        The names of the places, or one for all of them, and what came of the work on each.

    Raises
    ------
    PlacesError, SnappingError, ModeError
        As in :func:`.travel_time_matrix`.
    """
    points = check_places(places, "places")
    names = [TOGETHER] if settings.together else points.index.to_list()
    do = _by_transit if isinstance(settings.mode, TransitMode) else _by_road
    return names, do(network, points, cutoffs_s, settings, work)


def _by_road(
    network: TransportNetwork,
    points: gpd.GeoSeries,
    cutoffs_s: FloatArray,
    settings: Settings,
    work: Callable[[list[ReachedParts]], Result],
) -> list[Result]:
    """Search the roads from every place, or from all at once, several at a time."""
    to_place = settings.direction == "to"
    metric = network.metric(settings.mode, turns=settings.turns)  # type: ignore[arg-type]
    index = network.segment_index(metric, allow_islands=settings.allow_islands)
    name = metric.mode.name
    joins = join_places(index, points, max_distance_m=settings.max_distance_m, mode_name=name)
    ends = edge_ends(metric, joins, access=settings.access)
    search = RoadSearch(metric, network.layout(metric, backward=to_place), ends, to_place=to_place)
    edge = np.array([0, len(points)]) if settings.together else np.arange(len(points) + 1)
    cutoffs, results = cutoffs_s.tolist(), dict[int, Result]()

    def run(block: slice, space: Space) -> None:
        for number in range(block.start, block.stop):
            parts = search.parts(int(edge[number]), int(edge[number + 1]), cutoffs, space)
            results[number] = work(parts)

    with progress_bar(edge.size - 1, f"isochrones by {name}", show=settings.progress) as advance:
        run_in_pool(
            slices(edge.size - 1, 1),
            run,
            scratch=search.space,
            threads=settings.threads,
            advance=advance,
        )
    return [results[number] for number in range(edge.size - 1)]


def _by_transit(
    network: TransportNetwork,
    points: gpd.GeoSeries,
    cutoffs_s: FloatArray,
    settings: Settings,
    work: Callable[[list[ReachedParts]], Result],
) -> list[Result]:
    """Ask public transport about every place, one after the other."""
    from .transit_parts import transit_parts

    reached = transit_parts(
        network,
        points,
        cutoffs_s.tolist(),
        mode=settings.mode,  # type: ignore[arg-type]
        direction=settings.direction,
        together=settings.together,
        departure=settings.departure,
        arrival=settings.arrival,
        percentile=settings.percentile,
        max_distance_m=settings.max_distance_m,
        allow_islands=settings.allow_islands,
        threads=settings.threads,
        progress=settings.progress,
    )
    results: list[Result] = []
    of_place: list[ReachedParts] = []
    for parts in reached:
        of_place.append(parts)
        if len(of_place) == cutoffs_s.size:
            results.append(work(of_place))
            of_place = []
    return results
