"""The nearest of many destinations, for very many origins."""

from __future__ import annotations

from functools import partial
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.networks.ticks import TICK_S
from kraftcenter_mobility.progress import progress as progress_bar

from .by_hierarchy import HALF, LOW, mode_hierarchy, nearest_candidates, times
from .checks import check_search
from .choice import HIERARCHY, by_sweep, choose_method, nearest_ns
from .one_edge import nearest_along_one_edge, pairs_along_one_edge
from .overlay import NOWHERE
from .pool import slices, thread_count
from .searches import entries, scratch_for, times_between
from .travel_times import MAX_DISTANCE_M, ask

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.layouts import Layout
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .travel_times import Question

    Between = Callable[[EdgeEnds, EdgeEnds], FloatArray]

__all__ = ["nearest_destinations"]

CELLS_AT_ONCE = 8_000_000
"""Travel times held at once while looking for the k nearest: 64 MB."""


def nearest_destinations(  # noqa: PLR0913 - two sets of places and how to travel
    network: TransportNetwork,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    mode: Mode,
    k: int = 1,
    cutoff_s: float = np.inf,
    turns: bool | None = None,
    max_distance_m: float = MAX_DISTANCE_M,
    access: bool = True,
    allow_islands: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Return the nearest destination of every origin, or its `k` nearest.

    For ``k=1`` one search from all destinations at once answers every origin.

    Parameters
    ----------
    network, origins, destinations, mode, cutoff_s, turns
        As in :func:`travel_time_matrix`.
    k : int, optional
        How many destinations to name for each origin, nearest first.
    max_distance_m, access, allow_islands, threads, progress
        As in :func:`travel_time_matrix`.

    Returns
    -------
    DataFrame
        Columns ``destination`` (its name, None where there is none within reach) and
        ``travel_time_s`` (seconds, then infinite). Indexed by ``origin``, shape
        (n_origins, 2); for `k` above one by ``origin`` and ``rank`` from 1, shape
        (n_origins * k, 2). The entry ``"method"`` of ``attrs`` says how they were found.

    Raises
    ------
    InputError
        If `k` is no whole number from one to the number of destinations, or as in
        :func:`travel_time_matrix`.
    PlacesError, SnappingError, ModeError
        As in :func:`travel_time_matrix`.

    See Also
    --------
    travel_time_matrix : The times to all destinations.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> towns = network.places(km.TOWNS).loc[["Herning", "Ikast"]]
    >>> schools = network.places(km.FOLKESKOLER)
    >>> nearest = km.nearest_destinations(network, towns, schools, mode=km.WALKING)
    >>> list(nearest.columns)
    ['destination', 'travel_time_s']
    """
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
    n_destinations = len(question.destinations)
    if isinstance(k, bool) or not isinstance(k, Integral) or not 1 <= k <= n_destinations:
        raise InputError(
            f"k must lie between 1 and the number of destinations, {n_destinations}; got {k!r}"
        )
    shape = (len(question.origins), n_destinations)
    method = choose_method(
        network,
        question.metric,
        n_searches=1 if k == 1 else min(shape),
        query_ns=nearest_ns(question.metric, k, *shape),
        cutoff_s=cutoff_s,
        places_at_once=n_destinations if k == 1 else 1,
    )
    if method == HIERARCHY and by_sweep(question.metric, k, *shape):
        with progress_bar(1, f"{k} nearest", show=progress, unit="sweep") as advance:
            which, time_s = _by_hierarchy(network, question, k, cutoff_s, threads=threads)
            advance(1)
    elif k == 1:
        layout = network.layout(question.metric, backward=True)
        which, time_s = _nearest(question, layout, cutoff_s)
        which, time_s = which[:, np.newaxis], time_s[:, np.newaxis]
    else:
        from_origins = method == HIERARCHY or shape[0] <= shape[1]
        n_steps = shape[0] if from_origins else shape[1]
        with progress_bar(n_steps, f"{k} nearest", show=progress) as advance:
            between = _between(network, question.metric, method, cutoff_s, threads, advance)
            which, time_s = _k_lowest(question, k, cutoff_s, between, from_origins=from_origins)
    table = _table(question, which, time_s)
    table.attrs["method"] = method
    return table


def _by_hierarchy(
    network: TransportNetwork,
    question: Question,
    k: int,
    cutoff_s: float,
    *,
    threads: int | None,
) -> tuple[IntArray, FloatArray]:
    """Return the k nearest destinations of every origin, by one sweep down the hierarchy."""
    hierarchy = mode_hierarchy(network, question.metric, threads=thread_count(threads))
    found = nearest_candidates(hierarchy, question.begin, question.end, k)
    direct = [pairs[:3] for pairs in pairs_along_one_edge(question.begin, question.end)]
    columns = zip(found, *direct, strict=True)
    origin, destination, time_s = (np.concatenate(column) for column in columns)
    near = time_s <= min(cutoff_s, MAX_TIME_S)
    return _best_of(origin[near], destination[near], time_s[near], len(question.origins), k)


def _best_of(
    origin: IntArray, destination: IntArray, time_s: FloatArray, n_origins: int, k: int
) -> tuple[IntArray, FloatArray]:
    """Return the k best of many ways for each origin, a destination once; -1 for none."""
    which, best_s = np.full((n_origins, k), -1, dtype=np.int64), np.full((n_origins, k), np.inf)
    order = np.lexsort((time_s, destination, origin))
    origin, destination, time_s = origin[order], destination[order], time_s[order]
    first = np.ones(origin.size, dtype=np.bool_)
    first[1:] = (np.diff(origin) != 0) | (np.diff(destination) != 0)
    origin, destination, time_s = origin[first], destination[first], time_s[first]
    order = np.lexsort((destination, time_s, origin))
    origin, destination, time_s = origin[order], destination[order], time_s[order]
    place = np.arange(origin.size) - np.searchsorted(origin, origin)
    kept = place < k
    which[origin[kept], place[kept]] = destination[kept]
    best_s[origin[kept], place[kept]] = time_s[kept]
    return which, best_s


def _nearest(question: Question, layout: Layout, cutoff_s: float) -> tuple[IntArray, FloatArray]:
    """Return the nearest destination of every origin, -1 for none, and how far it is."""
    begin, end = question.begin, question.end
    seeds = entries(layout, end, end.before_s, seeds=True)
    targets = entries(layout, begin, begin.after_s, seeds=False)
    scratch = scratch_for(layout, previous=True)
    limit_s = min(float(cutoff_s), MAX_TIME_S)
    if layout.turns:
        from kraftcenter_mobility._kernels.turn_dijkstra import turn_search

        turn_search(
            layout.turn_graph,
            layout.edge_time_s,
            layout.turn_time_s,
            seeds.item,
            seeds.time_s,
            limit_s,
            *scratch,
        )
        previous = scratch.previous.astype(np.int64)
    else:
        from kraftcenter_mobility._kernels.dijkstra import search

        search(layout.graph, layout.edge_time_s, seeds.item, seeds.time_s, limit_s, *scratch)
        came_by = scratch.previous.astype(np.int64)
        tail = layout.tail[layout.edge]
        previous = np.where(came_by >= 0, tail[np.maximum(came_by, 0)], came_by)
    place_of_seed = end.place()
    seed = _first_ancestor(previous)[targets.item]
    total_s = scratch.time_s[targets.item] + targets.time_s
    return _best(
        question,
        np.where(seed >= 0, place_of_seed[np.maximum(seed, 0)], -1),
        total_s,
        cutoff_s,
    )


def _first_ancestor(previous: IntArray) -> IntArray:
    """Return the seed every label goes back to, -1 for none, by doubling pointers."""
    step = np.where(previous >= 0, previous, np.arange(previous.size))
    while True:
        further = step[step]
        if np.array_equal(further, step):
            break
        step = further
    return -2 - previous[step]


def _best(
    question: Question, which: IntArray, total_s: FloatArray, cutoff_s: float
) -> tuple[IntArray, FloatArray]:
    """Return the best of all the ways found for each origin."""
    origin, destination, direct_s = nearest_along_one_edge(question.begin, question.end)[:3]
    all_origin = np.concatenate((question.begin.place(), origin))
    all_which = np.concatenate((which, destination))
    all_s = np.concatenate((total_s, direct_s))
    order = np.lexsort((all_which, all_s, all_origin))
    _, first = np.unique(all_origin[order], return_index=True)
    best = order[first]
    n_origins = len(question.origins)
    nearest, time_s = np.full(n_origins, -1, dtype=np.int64), np.full(n_origins, np.inf)
    reached = all_s[best] <= min(cutoff_s, MAX_TIME_S)
    nearest[all_origin[best][reached]] = all_which[best][reached]
    time_s[all_origin[best][reached]] = all_s[best][reached]
    return nearest, time_s


def _between(  # noqa: PLR0913, PLR0917 - how to work on a question
    network: TransportNetwork,
    metric: RoadMetric,
    method: str,
    cutoff_s: float,
    threads: int | None,
    advance: Callable[[int], object],
) -> Between:
    """Return what finds the times between some origins and some destinations."""
    if method == HIERARCHY:
        hierarchy = mode_hierarchy(network, metric, threads=thread_count(threads))
        return partial(times, hierarchy, cutoff_s=cutoff_s, threads=threads, advance=advance)

    def search(begin: EdgeEnds, end: EdgeEnds) -> FloatArray:
        backward = end.first.size < begin.first.size
        layout = network.layout(metric, backward=backward)
        origins = entries(layout, begin, begin.after_s, seeds=not backward)
        destinations = entries(layout, end, end.before_s, seeds=backward)
        ends = (destinations, origins) if backward else (origins, destinations)
        time_s = times_between(layout, *ends, cutoff_s=cutoff_s, threads=threads, advance=advance)
        return time_s.T if backward else time_s

    return search


def _k_lowest(
    question: Question, k: int, cutoff_s: float, between: Between, *, from_origins: bool
) -> tuple[IntArray, FloatArray]:
    """Return the k nearest destinations of every origin, -1 for none, and how far they are.

    From the times of all pairs, those of some origins at a time, or to some destinations.
    """
    n_origins, n_destinations = len(question.origins), len(question.destinations)
    everywhere = slice(0, n_origins), slice(0, n_destinations)
    if from_origins:
        rows = slices(n_origins, max(1, CELLS_AT_ONCE // n_destinations))
        blocks = [(some, everywhere[1]) for some in rows]
    else:
        columns = slices(n_destinations, max(1, CELLS_AT_ONCE // n_origins))
        blocks = [(everywhere[0], some) for some in columns]
    best = np.full((n_origins, k), NOWHERE)
    for row, column in blocks:
        begin = question.begin.of_places(row.start, row.stop)
        end = question.end.of_places(column.start, column.stop)
        time_s = between(begin, end)
        for direct in pairs_along_one_edge(begin, end):
            near = direct.time_s <= cutoff_s
            pairs = (direct.origin[near], direct.destination[near])
            np.minimum.at(time_s, pairs, direct.time_s[near])
        both = np.concatenate((best[row], _keys(time_s, column.start)), axis=1)
        both.partition(k - 1, axis=1)
        best[row] = both[:, :k]
    best.sort(axis=1)
    reached = best < NOWHERE
    which = np.where(reached, (best & LOW).astype(np.int64), -1)
    return which, np.where(reached, (best >> HALF).astype(np.float64) * TICK_S, np.inf)


def _keys(time_s: FloatArray, low: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Return times and numbers of destinations, from `low` on, as one number each.

    They compare as the times do, and where these are equal as the numbers do.
    """
    ticks = np.minimum(time_s * (1.0 / TICK_S), INFINITE).astype(np.uint64)
    key = (ticks << HALF) | np.arange(low, low + time_s.shape[1]).astype(np.uint64)
    key[ticks >= INFINITE] = NOWHERE
    return key


def _table(question: Question, which: IntArray, time_s: FloatArray) -> pd.DataFrame:
    """Return the answer under the names of the places."""
    import pandas as pd

    names = np.array([*question.destinations.index, None], dtype=object)
    index = question.origins.index.rename("origin")
    k = which.shape[1]
    if k > 1:
        ranks = np.tile(np.arange(1, k + 1), len(index))
        index = pd.MultiIndex.from_arrays([index.repeat(k), ranks], names=["origin", "rank"])
    # Without the dtype, pandas 3 would make strings of the names and NaN of None.
    named = pd.Series(names[which.ravel()], index=index, dtype=object)
    return pd.DataFrame({"destination": named, "travel_time_s": time_s.ravel()}, index=index)
