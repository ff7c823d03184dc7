"""Where to put new schools, stations or ambulance bases: the best of many candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.locations import some
from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M, travel_time_matrix

from .people import POPULATION
from .site_arguments import check_effort, check_question, people_of, seconds_of
from .site_choice import Proof, chosen_sites
from .site_ranking import SiteRanking, outcome_of
from .site_service import FEWEST, SiteProblem
from .site_tables import candidate_table, nearest_sites, site_table

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["rank_sites", "rank_sites_by_times"]

DIRECTIONS = ("to", "from")


def rank_sites(  # noqa: PLR0913 - who travels, how, and what is best
    network: TransportNetwork,
    candidates: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    mode: Mode = CAR,
    existing: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    n_sites: int | None = None,
    objective: str = "mean",
    cutoff_s: float | None = None,
    share: float | None = None,
    population: str | None = POPULATION,
    direction: str = "to",
    turns: bool | None = None,
    max_distance_m: float = MAX_DISTANCE_M,
    access: bool = True,
    allow_islands: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
    time_limit_s: float = 60.0,
    gap: float = 0.0,
) -> SiteRanking:
    """Return where to put new sites, so that people reach the nearest one best.

    One site is found by trying every candidate, which ranks them all. Several are found
    together, as the best set is rarely that of the best single ones, and proven to be best.

    Parameters
    ----------
    network : TransportNetwork
        The roads to travel on; those of a scenario are ``scenario.apply(network)``.
    candidates : GeoDataFrame or GeoSeries of points, shape (n_candidates,)
        Where a site could be, indexed by unique names.
    origins : GeoDataFrame or GeoSeries of points, shape (n_origins,)
        Where people live.
    mode : Mode, optional
        How people travel, or, for ambulances, who comes to them.
    existing : GeoDataFrame or GeoSeries of points, optional
        Sites that are there already, and stay.
    n_sites : int, optional
        How many sites to choose, one if not given. Not with ``"fewest"``, which finds it.
    objective : {"mean", "worst", "coverage", "fewest"}, optional
        What is best: the least mean time of all people (p-median), the least time of
        whoever lives furthest away (p-centre), most people within `cutoff_s` (maximal
        covering), or the fewest sites that bring a `share` of them within it.
    cutoff_s : float, optional
        Seconds, inclusive; needed for the latter two.
    share : float, optional
        Of the people, above 0 and up to 1; needed for ``"fewest"``.
    population : str or None, optional
        The column of `origins` with the number of people; None counts each origin as one.
        Origins without people are assigned a site and have no say.
    direction : {"to", "from"}, optional
        Whether people travel to the site, or somebody from the site to them.
    turns, max_distance_m, access, allow_islands, threads, progress
        As in :func:`travel_time_matrix`.
    time_limit_s : float, optional
        How many seconds the solver has, the travel times not counted.
    gap : float, optional
        How far from the best, as a share of it, is good enough; 0 asks for proof.

    Returns
    -------
    SiteRanking
        The sites chosen, what they do for people, who goes where, and what is proven.

    Raises
    ------
    InputError
        If an argument has no sense: more sites than candidates, no cutoff where there must
        be one or a cutoff in minutes, a share that no choice of sites can attain.
    PlacesError
        If people are not counted or negative, or a name stands for two sites.
    SnappingError, ModeError
        As in :func:`travel_time_matrix`.

    See Also
    --------
    rank_closures : Which roads matter most.

    Notes
    -----
    Travel times are exact, and so is the choice if the solver ends in time; otherwise the
    result says how much better another one could be. Fewest people who reach no site come
    first of all for ``"mean"`` and ``"worst"``, and the times are those of all others. Among
    equally good choices the one with the lower mean time is taken, as far as exchanges of
    one site find it, and then that of earlier candidates.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> from kraftcenter_mobility.scenarios.rank_sites import rank_sites
    >>> network = km.TransportNetwork.sample()
    >>> towns = network.places(km.TOWNS)
    >>> sites = towns.loc[["Herning", "Holstebro", "Aulum"]]
    >>> rank_sites(network, sites, origins=towns, population=None).table["rank"].to_dict()
    {'Herning': 1, 'Aulum': 2, 'Holstebro': 3}
    """
    import geopandas as gpd
    import pandas as pd

    origin_points = check_places(origins, "origins")
    candidate_points = check_places(candidates, "candidates")
    existing_points = None if existing is None else check_places(existing, "existing")
    if direction not in DIRECTIONS:
        raise InputError(f'direction must be "to" or "from" the sites, got {direction!r}')
    table = origins if isinstance(origins, gpd.GeoDataFrame) else origins.to_frame("geometry")
    people = people_of(table, population)
    check_question(len(candidate_points), n_sites, objective, cutoff_s, share)
    check_effort(time_limit_s, gap)

    def times(sites: gpd.GeoSeries) -> pd.DataFrame:
        ends = (origin_points, sites) if direction == "to" else (sites, origin_points)
        found = travel_time_matrix(
            network,
            *ends,
            mode=mode,
            turns=turns,
            max_distance_m=max_distance_m,
            access=access,
            allow_islands=allow_islands,
            threads=threads,
            progress=progress,
        )
        return found if direction == "to" else found.T

    return rank_sites_by_times(
        times(candidate_points),
        people=pd.Series(people.to_numpy(), index=origin_points.index),
        existing=None if existing_points is None else times(existing_points),
        n_sites=n_sites,
        objective=objective,
        cutoff_s=cutoff_s,
        share=share,
        time_limit_s=time_limit_s,
        gap=gap,
    )


def rank_sites_by_times(  # noqa: PLR0913 - as above
    times: pd.DataFrame,
    *,
    people: pd.Series,
    existing: pd.DataFrame | None = None,
    n_sites: int | None = None,
    objective: str = "mean",
    cutoff_s: float | None = None,
    share: float | None = None,
    time_limit_s: float = 60.0,
    gap: float = 0.0,
) -> SiteRanking:
    """Return where to put new sites by travel times that are known, however they were found.

    Parameters
    ----------
    times : DataFrame, shape (n_origins, n_candidates)
        Seconds between every origin and every candidate, infinite where there is no way.
    people : Series, shape (n_origins,)
        Who live there, zero or more, on the same index.
    existing : DataFrame, shape (n_origins, n_existing), optional
        Seconds between every origin and the sites that are there already.
    n_sites, objective, cutoff_s, share, time_limit_s, gap
        As in :func:`rank_sites`.

    Returns
    -------
    SiteRanking
        As :func:`rank_sites` returns it.

    Raises
    ------
    InputError
        As in :func:`rank_sites`, or if times are negative or NaN.
    PlacesError
        If a name stands for two sites, or the tables are not about the same origins.
    """
    check_question(times.shape[1], n_sites, objective, cutoff_s, share)
    check_effort(time_limit_s, gap)
    others = times.iloc[:, :0] if existing is None else existing
    new_s, existing_s = (seconds_of(table, times, people) for table in (times, others))
    if both := sorted(set(times.columns) & set(others.columns), key=str):
        raise PlacesError(
            f"{len(both)} names stand for a candidate and for an existing site: "
            f"{some(map(repr, both))}; give one of them another name"
        )
    who = people.to_numpy(dtype=np.float64)
    least_s = existing_s.min(axis=0, initial=np.inf)
    cutoff = np.nan if cutoff_s is None else float(cutoff_s)
    lived_in = who > 0
    problem = SiteProblem(
        np.ascontiguousarray(new_s[:, lived_in]), least_s[lived_in], who[lived_in], cutoff
    )
    proof = chosen_sites(
        problem,
        objective,
        n_sites=n_sites or 1,
        share=share or 0.0,
        gap=gap,
        time_limit_s=time_limit_s,
    )
    return _ranking(
        problem,
        objective,
        proof,
        times=times,
        existing=others,
        people=who,
        time_limit_s=time_limit_s,
    )


def _ranking(  # noqa: PLR0913 - a question and its answer
    problem: SiteProblem,
    objective: str,
    proof: Proof,
    *,
    times: pd.DataFrame,
    existing: pd.DataFrame,
    people: FloatArray,
    time_limit_s: float,
) -> SiteRanking:
    """Return all that is to be known about the sites chosen."""
    import pandas as pd

    chosen = list(proof.chosen)
    nearest, nearest_s = nearest_sites(
        times.to_numpy(dtype=np.float64)[:, chosen].T, existing.to_numpy(dtype=np.float64).T
    )
    names = times.columns[chosen].append(existing.columns)
    before = outcome_of(problem, problem.existing_s)
    if len(chosen) == 1 and objective != FEWEST:
        table = candidate_table(problem, objective, times.columns, before)
    else:
        cutoff_s = problem.cutoff_s
        table = site_table(
            nearest, nearest_s, people, names=names, n_new=len(chosen), cutoff_s=cutoff_s
        )
    named = np.array([*names, None], dtype=object)[nearest]
    index = times.index.rename("origin")
    return SiteRanking(
        objective=objective,
        sites=tuple(times.columns[chosen]),
        before=before,
        after=outcome_of(problem, problem.nearest_s(chosen)),
        bound=proof.bound,
        gap=proof.gap,
        assignment=pd.Series(named, index=index, name="site", dtype=object),
        table=table,
        n_candidates=times.shape[1],
        time_limit_s=float(time_limit_s),
    )
