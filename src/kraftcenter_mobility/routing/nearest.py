"""The nearest of many destinations, for very many origins."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.progress import progress as progress_bar

from .by_hierarchy import mode_hierarchy, nearest_candidates
from .choice import HIERARCHY, choose_method, nearest_ns
from .one_edge import nearest_along_one_edge, pairs_along_one_edge
from .pool import thread_count
from .searches import Entries, entries, scratch_for, times_between
from .travel_times import MAX_DISTANCE_M, ask, check_search

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.layouts import Layout
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .travel_times import Question

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
        (n_origins * k, 2).

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
    method = choose_method(
        network,
        question.metric,
        n_searches=1 if k == 1 else n_destinations,
        query_ns=nearest_ns(question.metric, k),
    )
    if method == HIERARCHY:
        which, time_s = _by_hierarchy(network, question, k, cutoff_s, threads=threads)
    elif k == 1:
        layout = network.layout(question.metric, backward=True)
        which, time_s = _nearest(question, layout, cutoff_s)
        which, time_s = which[:, np.newaxis], time_s[:, np.newaxis]
    else:
        layout = network.layout(question.metric, backward=True)
        which, time_s = _k_nearest(
            question, layout, k, cutoff_s, threads=threads, progress=progress
        )
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


def _k_nearest(  # noqa: PLR0913 - the settings of one question
    question: Question,
    layout: Layout,
    k: int,
    cutoff_s: float,
    *,
    threads: int | None,
    progress: bool | None,
) -> tuple[IntArray, FloatArray]:
    """Return the k nearest destinations of every origin, searching from some at a time."""
    begin, end = question.begin, question.end
    n_origins, n_destinations = len(question.origins), len(question.destinations)
    seeds = entries(layout, end, end.before_s, seeds=True)
    targets = entries(layout, begin, begin.after_s, seeds=False)
    which = np.full((n_origins, k), -1, dtype=np.int64)
    time_s = np.full((n_origins, k), np.inf)
    step = max(1, CELLS_AT_ONCE // max(n_origins, 1))
    with progress_bar(n_destinations, f"{k} nearest", show=progress) as advance:
        for low in range(0, n_destinations, step):
            high = min(low + step, n_destinations)
            first = seeds.first[low : high + 1]
            span = slice(first[0], first[-1])
            part_s = times_between(
                layout,
                Entries(first - first[0], seeds.item[span], seeds.time_s[span]),
                targets,
                cutoff_s=cutoff_s,
                threads=threads,
                advance=advance,
            )
            for direct in pairs_along_one_edge(begin, end.of_places(low, high)):
                near = direct.time_s <= cutoff_s
                pairs = (direct.destination[near], direct.origin[near])
                np.minimum.at(part_s, pairs, direct.time_s[near])
            which, time_s = _merged(which, time_s, part_s, low, k)
    return which, time_s


def _merged(
    which: IntArray, time_s: FloatArray, part_s: FloatArray, low: int, k: int
) -> tuple[IntArray, FloatArray]:
    """Return the k best of those known and those newly found; ties by order of destination."""
    all_s = np.concatenate((time_s, part_s.T), axis=1)
    numbers = np.broadcast_to(np.arange(low, low + part_s.shape[0]), part_s.T.shape)
    all_which = np.concatenate((which, numbers), axis=1)
    best = np.argsort(all_s, axis=1, kind="stable")[:, :k]
    best_s = np.take_along_axis(all_s, best, axis=1)
    best_which = np.take_along_axis(all_which, best, axis=1)
    return np.where(np.isfinite(best_s), best_which, -1), best_s


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
