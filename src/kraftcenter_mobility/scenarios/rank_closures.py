"""Which roads matter most for reaching something: every closure's effect, ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_count, check_number
from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.routing.checks import check_search
from kraftcenter_mobility.routing.pool import run_in_pool, slices
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M, ask

from .closure_effects import ClosureStudy, Effect
from .closure_groups import road_groups
from .people import POPULATION, population_of

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["rank_closures"]

CUT_OFF_S = 3600.0
AT_ONCE = 32
"""Closures that a thread takes together: some milliseconds."""

MINUTE_S = 60.0


def rank_closures(  # noqa: PLR0913 - a question, what is closed, and how to count
    network: TransportNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    mode: Mode = CAR,
    candidates: Any = None,
    population: str | None = POPULATION,
    n: int = 20,
    cut_off_s: float = CUT_OFF_S,
    turns: bool | None = None,
    max_distance_m: float = MAX_DISTANCE_M,
    access: bool = True,
    allow_islands: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
) -> gpd.GeoDataFrame:
    """Rank roads by what closing each does to people's way to the nearest destination.

    Every candidate is closed to the mode in both directions, by itself, and the nearest
    destination of every origin is found again: exactly, changed turns at the ends of the
    road included. Closures that for certain change nobody's way are left out beforehand.

    Parameters
    ----------
    network : TransportNetwork
        The roads.
    origins : GeoDataFrame of points
        Where people live.
    destinations : GeoDataFrame or GeoSeries of points
        What they want to reach the nearest of.
    mode : Mode, optional
        How they travel.
    candidates : None, mapping, GeoDataFrame or iterable, optional
        What to close. By default every section of road between two nodes of the network. An
        OpenStreetMap way id, a road number or a name is one candidate, and so is a list of
        them; a mapping gives candidates names. A way stands for all sections that it
        has a part in. A polygon of a GeoDataFrame stands for the sections at least half of
        which lie inside, a line for those that run along it.
    population : str or None, optional
        The column of origins that counts people; None lets every origin count one.
    n : int, optional
        How many candidates to return.
    cut_off_s : float, optional
        What being cut off counts for in the ranking, in seconds per person. Infinite ranks
        by the number of people cut off first, zero leaves them out of account.
    turns, max_distance_m, access, allow_islands, threads, progress
        As in :func:`travel_time_matrix`.

    Returns
    -------
    GeoDataFrame, shape (at most n, 14)
        The candidates with the largest effects, on an index ``rank`` from 1:

        * ``candidate``: its name; the number of the section by default.
        * ``road``, ``number``, ``way_ids``, ``from_road``, ``to_road``, ``length_km``: what
          is closed, and by default the roads at either end.
        * ``people_affected``: whose time is another, or who are cut off.
        * ``person_min_lost``: minutes lost by all people together who still reach a
          destination, less what others gain by fewer waits at junctions.
        * ``mean_min_lost``: that, for each of them whose time is another.
        * ``people_cut_off``: who reach a destination now and no longer would.
        * ``people_elsewhere``: whose nearest destination would be another.
        * ``effect_person_min``: ``person_min_lost`` and what those cut off count for.
        * ``geometry``: lines in degrees.

        Candidates without effect come last, in the order of the candidates. ``attrs`` say
        how many candidates there were (``n_candidates``), how many of those were left out as
        certain to have no effect (``n_screened``; only where there are many is it worth
        looking for those), for how many the whole network was looked at
        (``n_whole_network``), and how many ``people`` there are.

    Raises
    ------
    ScenarioError
        If a candidate names a road that there is not, or holds none that the mode may use.
    InputError
        If `n` is no whole number above zero, `cut_off_s` no number of zero or more, or as in
        :func:`travel_time_matrix`.
    PlacesError, SnappingError, ModeError
        As in :func:`travel_time_matrix`, or if people are not counted as they should be.

    See Also
    --------
    nearest_destinations : The nearest of every origin, for one network.

    Notes
    -----
    Who lives along a closed road sets out from the nearest of the other roads, and is cut
    off if none is within `max_distance_m`. Everybody else joins the road they joined
    before, also where it has become an island: that is who is cut off.

    Where being cut off is counted for an hour, as by default, a bridge that costs thousands
    some minutes ranks before a dead end with a few houses.

    After Ctrl-C the same call on the same network takes up where it was interrupted.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> from kraftcenter_mobility.scenarios.rank_closures import rank_closures
    >>> network = km.TransportNetwork.sample()
    >>> ranked = rank_closures(network, km.herning.catchment(), network.places(km.HOSPITALS),
    ...                        candidates=["15", "18", "Messemotorvejen"], n=2)
    >>> len(ranked)
    2
    """
    check_search(np.inf, threads)
    check_count("n", n)
    check_number("cut_off_s", cut_off_s)
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
    people = population_of(origins, population)[0].to_numpy()
    usable = network.islands(question.metric).usable
    study = ClosureStudy(
        network,
        question,
        people,
        road_groups(network, usable, candidates),
        max_distance_m=max_distance_m,
        allow_islands=allow_islands,
    )
    effects = _effects(study, threads=threads, progress=progress)
    order, effect_min = _by_effect(effects, cut_off_s)
    order = order[:n]
    return _table(study, order, effects[order], effect_min[order], candidates)


def _by_effect(effects: FloatArray, cut_off_s: float) -> tuple[IntArray, FloatArray]:
    """Return the candidates in order, and the effect in minutes that each is ranked by."""
    lost_min, cut_off = effects[:, 1] / MINUTE_S, effects[:, 3]
    effect_min = lost_min.copy()
    some = cut_off > 0  # infinitely much for nobody is nothing
    effect_min[some] += cut_off[some] * (cut_off_s / MINUTE_S)
    return np.lexsort((-lost_min, -cut_off, -effect_min)), effect_min


def _effects(study: ClosureStudy, *, threads: int | None, progress: bool | None) -> FloatArray:
    """Return the effect of every candidate, a row each; those known are not asked for again."""
    groups = study.groups
    known: dict[bytes, Effect] = study.network.remembered(("closures", study.digest()), dict)
    todo = [
        group
        for group in np.flatnonzero(study.matters).tolist()
        if groups.of(group).tobytes() not in known
    ]
    study.prepare()

    def run(block: slice, edge_open: BoolArray) -> None:
        for group in todo[block]:
            known[groups.of(group).tobytes()] = study.effect(group, edge_open)

    with progress_bar(len(todo), "closures", show=progress) as advance:
        run_in_pool(
            slices(len(todo), AT_ONCE),
            run,
            scratch=study.closing.spare,
            threads=threads,
            advance=advance,
        )
    effects = np.zeros((len(groups), len(Effect._fields)))
    for group in np.flatnonzero(study.matters).tolist():
        effects[group] = known[groups.of(group).tobytes()]
    return effects


def _table(
    study: ClosureStudy,
    order: IntArray,
    effects: FloatArray,
    effect_min: FloatArray,
    candidates: Any,
) -> gpd.GeoDataFrame:
    """Return the table of some candidates, in this order."""
    import geopandas as gpd
    import pandas as pd

    groups = study.groups
    rows = [
        _road(study.network, groups.of(group), at_ends=candidates is None)
        for group in order.tolist()
    ]
    affected, lost_s, rerouted, cut_off, elsewhere = effects.T
    rerouted_one = np.where(rerouted > 0, rerouted, 1.0)
    columns = {
        "candidate": [groups.name[group] for group in order.tolist()],
        **{name: [row[name] for row in rows] for name in rows[0] if name != "geometry"},
        "people_affected": affected,
        "person_min_lost": lost_s / MINUTE_S,
        "mean_min_lost": lost_s / MINUTE_S / rerouted_one,
        "people_cut_off": cut_off,
        "people_elsewhere": elsewhere,
        "effect_person_min": effect_min,
    }
    index = pd.RangeIndex(1, len(rows) + 1, name="rank")
    geometry = [row["geometry"] for row in rows]
    table = gpd.GeoDataFrame(columns, index=index, geometry=geometry, crs="EPSG:4326")
    table.attrs.update(
        n_candidates=len(groups),
        n_screened=int((~study.matters).sum()),
        n_whole_network=int(study.odd.sum()),
        people=float(study.people.sum()),
    )
    return table


def _road(network: TransportNetwork, segments: IntArray, *, at_ends: bool) -> dict[str, Any]:
    """Return what to call some segments, and where they run."""
    import shapely

    roads, pieces = network.roads, network.surroundings.pieces_of(segments)
    ways = roads.piece_way[pieces]
    row: dict[str, Any] = {
        "road": _most(roads.way_name[ways], roads.piece_length_m[pieces], roads.names),
        "number": _most(roads.way_number[ways], roads.piece_length_m[pieces], roads.names),
        "way_ids": tuple(np.unique(roads.way_id[ways]).tolist()),
        "from_road": "",
        "to_road": "",
        "length_km": float(roads.piece_length_m[pieces].sum()) / 1000.0,
        "geometry": shapely.line_merge(shapely.multilinestrings(network.piece_lines.lines(pieces))),
    }
    if at_ends:
        ends = (("from_road", roads.segment_tail), ("to_road", roads.segment_head))
        for name, end in ends:
            row[name] = _others_at(network, end[segments], np.unique(ways))
    return row


def _most(name: IntArray, length_m: FloatArray, names: tuple[str, ...]) -> str:
    """Return the name that the longest part has, empty if none has any."""
    named = name >= 0
    if not named.any():
        return ""
    total = np.bincount(name[named], weights=length_m[named])
    return names[int(total.argmax())]


def _others_at(network: TransportNetwork, node: IntArray, ways: IntArray) -> str:
    """Return the names of the other roads that end at a node."""
    roads = network.roads
    pieces = network.surroundings.pieces_of(network.surroundings.segments_at(node))
    own = {roads.name_of(way) for way in ways.tolist()}
    others = {roads.name_of(way) for way in np.unique(roads.piece_way[pieces]).tolist()}
    return ", ".join(sorted(others - own - {""}))
