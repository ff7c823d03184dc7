"""Travel times by road between places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.arguments import check_flag, check_number
from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.networks.joins import edge_ends, join_places
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.progress import progress as progress_bar

from .by_hierarchy import mode_hierarchy
from .by_hierarchy import times as hierarchy_times
from .checks import check_network, check_pairs, check_search, refuse_transit, refuse_windows
from .choice import HIERARCHY, choose_method, matrix_ns
from .one_edge import pairs_along_one_edge
from .pool import thread_count
from .searches import entries, times_between

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.joins import EdgeEnds, Joins
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["Question", "answered", "ask", "travel_time_matrix"]

MAX_DISTANCE_M = 1500.0
"""Places further than this from any road are taken to be mistaken."""


class Question(NamedTuple):
    """Where journeys begin and end, joined to the network of one mode."""

    metric: RoadMetric
    origins: gpd.GeoSeries
    destinations: gpd.GeoSeries
    origin_joins: Joins
    destination_joins: Joins
    begin: EdgeEnds
    end: EdgeEnds
    access: bool
    """Whether the walks between places and roads count."""


def travel_time_matrix(  # noqa: PLR0913 - two sets of places and how to travel
    network: TransportNetwork,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    mode: Mode | TransitMode,
    departure: DepartureWindow | None = None,
    arrival: ArrivalWindow | None = None,
    percentiles: float | tuple[float, ...] | None = None,
    cutoff_s: float = np.inf,
    turns: bool | None = None,
    max_distance_m: float = MAX_DISTANCE_M,
    access: bool = True,
    allow_islands: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Return the travel time from every origin to every destination.

    A journey walks from the origin straight to the nearest point of a road the mode may
    use, takes the fastest way, and walks straight to the destination. The times are exact:
    those of Dijkstra's algorithm, to the last bit, on a graph in which turns take time and
    all times are whole 1/1024 s. By public transport it walks to a stop and from one, changes
    on foot, and waits: :func:`transit_times` says how.

    Parameters
    ----------
    network : TransportNetwork
        The roads to travel on.
    origins, destinations : GeoDataFrame or GeoSeries of points
        Where journeys begin and end, indexed by unique names. Any coordinate reference
        system will do.
    mode : Mode or TransitMode
        How to travel, for instance :data:`kraftcenter_mobility.CAR` or
        :data:`kraftcenter_mobility.TRANSIT`.
    departure : DepartureWindow, optional
        When one sets out; public transport only, which needs it or `arrival`.
    arrival : ArrivalWindow, optional
        When one must have arrived; public transport only.
    percentiles : float or tuple of float, optional
        Which percentiles of the times over the window; public transport only, the median
        if not given.
    cutoff_s : float, optional
        Longest journey of interest, in seconds, inclusive. Longer ones are reported as
        infinite, and the searches stop early.
    turns : bool, optional
        Whether turn restrictions and delays at junctions count. The mode decides if not
        given: they do for cars and ambulances.
    max_distance_m : float, optional
        Furthest a place may lie from a road, in metres.
    access : bool, optional
        Whether the walk between a place and the road counts.
    allow_islands : bool, optional
        Join places also to roads that cannot reach the rest of the network.
    threads : int, optional
        Number of threads, all cores if not given. The times do not depend on it.
    progress : bool, optional
        Show a progress bar; by default for work of more than half a second at a terminal.

    Returns
    -------
    DataFrame, shape (n_origins, n_destinations)
        Travel times in seconds, under the names of the origins and the destinations.
        Infinite where there is no way through or it takes longer than `cutoff_s`. With
        several percentiles the columns have two levels, ``percentile`` and ``destination``,
        so that ``times[95]`` is a table. The entry ``"method"`` of ``attrs`` says how the
        times were found.

    Raises
    ------
    InputError
        If `cutoff_s` or `max_distance_m` is no number, negative or NaN, `threads` is no whole
        number above zero, or `network` is something else; if windows or percentiles are given
        for a mode without a timetable, or no window for one with.
    TimetableError
        If the network knows no trains or buses, or nothing of the day.
    PlacesError
        If names occur twice, or a place has no usable coordinates.
    SnappingError
        If a place lies too far from the network.
    ModeError
        If no road of the network is open to `mode`.

    See Also
    --------
    nearest_destinations : Only the nearest, for very many origins.
    transit_times : Several percentiles, how often there is a way, and changes.
    journeys : The ways taken, with their geometry.

    Notes
    -----
    Small questions are answered by Dijkstra's algorithm, with as many searches as there are
    places on the smaller side; large ones by a contraction hierarchy, which takes a second
    or so to prepare, once per network and mode (:func:`prepare`). Which one follows from a
    measured rule, and has no influence on the answer. Memory follows the answer: 8 bytes
    per pair, beside the network and its hierarchy and some arrays per thread.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> towns = network.places(km.TOWNS).loc[["Herning", "Lemvig"]]
    >>> hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    >>> times = km.travel_time_matrix(network, towns, hospital, mode=km.CAR)
    >>> bool((times.loc["Herning"] < times.loc["Lemvig"]).all())
    True
    """
    import pandas as pd

    if isinstance(mode, TransitMode):
        from .transit.matrix import transit_matrix

        return transit_matrix(
            network,
            origins,
            destinations,
            mode=mode,
            departure=departure,
            arrival=arrival,
            percentiles=percentiles,
            cutoff_s=cutoff_s,
            turns=turns,
            max_distance_m=max_distance_m,
            access=access,
            allow_islands=allow_islands,
            threads=threads,
            progress=progress,
        )
    refuse_windows(mode, departure=departure, arrival=arrival, percentiles=percentiles)
    check_search(cutoff_s, threads)
    question = ask(
        network,
        origins,
        destinations,
        mode=mode,
        turns=turns,
        max_distance_m=max_distance_m,
        access=access,
        allow_islands=allow_islands,
    )
    check_pairs(len(question.origins), len(question.destinations))
    time_s, method = answered(
        network, question, cutoff_s=cutoff_s, threads=threads, progress=progress
    )
    table = pd.DataFrame(
        time_s,
        index=question.origins.index.rename("origin"),
        columns=question.destinations.index.rename("destination"),
        copy=False,
    )
    table.attrs["method"] = method
    return table


def answered(
    network: TransportNetwork,
    question: Question,
    *,
    cutoff_s: float,
    threads: int | None,
    progress: bool | None,
) -> tuple[FloatArray, str]:
    """Return times of shape (n_origins, n_destinations), and how they were found."""
    begin, end = question.begin, question.end
    shape = len(question.origins), len(question.destinations)
    method = choose_method(
        network,
        question.metric,
        n_searches=min(shape),
        query_ns=matrix_ns(*shape),
        cutoff_s=cutoff_s,
    )
    answer, n_steps = _by_searches, min(shape)
    if method == HIERARCHY:
        answer, n_steps = _by_hierarchy, shape[0]
    with progress_bar(n_steps, f"{question.metric.mode.name} times", show=progress) as advance:
        time_s = answer(network, question, cutoff_s, threads, advance)
    for direct in pairs_along_one_edge(begin, end):
        keep = direct.time_s <= cutoff_s
        pairs = (direct.origin[keep], direct.destination[keep])
        np.minimum.at(time_s, pairs, direct.time_s[keep])
    return time_s, method


def _by_searches(
    network: TransportNetwork,
    question: Question,
    cutoff_s: float,
    threads: int | None,
    advance: Callable[[int], object],
) -> FloatArray:
    """Search from every place on the smaller side."""
    begin, end = question.begin, question.end
    backward = len(question.destinations) < len(question.origins)
    layout = network.layout(question.metric, backward=backward)
    if backward:
        seeds = entries(layout, end, end.before_s, seeds=True)
        targets = entries(layout, begin, begin.after_s, seeds=False)
    else:
        seeds = entries(layout, begin, begin.after_s, seeds=True)
        targets = entries(layout, end, end.before_s, seeds=False)
    time_s = times_between(
        layout, seeds, targets, cutoff_s=cutoff_s, threads=threads, advance=advance
    )
    return time_s.T if backward else time_s


def _by_hierarchy(
    network: TransportNetwork,
    question: Question,
    cutoff_s: float,
    threads: int | None,
    advance: Callable[[int], object],
) -> FloatArray:
    """Ask the network's hierarchy, which is prepared and customized first if need be."""
    return hierarchy_times(
        mode_hierarchy(network, question.metric, threads=thread_count(threads)),
        question.begin,
        question.end,
        cutoff_s=cutoff_s,
        threads=threads,
        advance=advance,
    )


def ask(  # noqa: PLR0913 - the settings of one question
    network: TransportNetwork,
    origins: Any,
    destinations: Any,
    *,
    mode: Mode,
    turns: bool | None,
    max_distance_m: float,
    access: bool,
    allow_islands: bool,
) -> Question:
    """Join two sets of places to the network of one mode."""
    check_network(network)
    check_number("max_distance_m", max_distance_m)
    check_flag("access", access)
    check_flag("allow_islands", allow_islands)
    origins = check_places(origins, "origins")
    destinations = check_places(destinations, "destinations")
    refuse_transit(mode)
    metric = network.metric(mode, turns=turns)
    index = network.segment_index(metric, allow_islands=allow_islands)
    joins = [
        join_places(index, places, max_distance_m=max_distance_m, mode_name=mode.name)
        for places in (origins, destinations)
    ]
    begin, end = (edge_ends(metric, joined, access=access) for joined in joins)
    return Question(metric, origins, destinations, joins[0], joins[1], begin, end, access)
