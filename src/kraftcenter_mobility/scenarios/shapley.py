"""Share the effect of a portfolio of scenarios among them.

The Shapley value gives each scenario the mean of what it adds to those before it, over all
orders in which they could be built. It is the only way to share that leaves nothing over,
treats equals equally, gives nothing to what does nothing, and adds up over measures.

References
----------
Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II,
307-317. https://doi.org/10.1515/9781400881970-018
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from math import factorial
from operator import or_
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.modes import CAR

from .answering import Settings, When
from .compare import check_scenarios, make_study
from .effects import unit_of
from .kept import KeptResults
from .measures import measured, nearest
from .people import POPULATION, population_of
from .results import evaluate, make_cases

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .answering import Answers, AnyMode
    from .effects import Unit
    from .measures import Measure
    from .results import Study
    from .scenario import Scenario

__all__ = ["shapley", "shapley_shares"]

MOST_SCENARIOS = 10
"""All their combinations are computed: 1024 for ten."""


def shapley_shares(values: FloatArray) -> FloatArray:
    """Return the Shapley value of every player of a game.

    Parameters
    ----------
    values : array, shape (2 ** n,)
        The worth of every set of players; player ``i`` is in set ``s`` where bit ``i`` of
        ``s`` is set. The worth of nobody comes first, that of all last.

    Returns
    -------
    array, shape (n,)
        They add up to the worth of all less that of nobody.

    Notes
    -----
    Player i gets the sum of ``|s|! (n - |s| - 1)! / n! (v(s + i) - v(s))`` over all sets s
    without i.

    Examples
    --------
    >>> shapley_shares(np.array([0.0, 6.0, 4.0, 8.0])).tolist()
    [5.0, 3.0]
    """
    n = int(values.size).bit_length() - 1
    sets = np.arange(values.size)
    size = np.array([int(one).bit_count() for one in sets])
    shares = np.zeros(n)
    for player in range(n):
        without = sets[(sets >> player) & 1 == 0]
        weight = [factorial(k) * factorial(n - k - 1) / factorial(n) for k in size[without]]
        shares[player] = np.dot(weight, values[without | (1 << player)] - values[without])
    return shares


def shapley(  # noqa: PLR0913 - what to share, for whom, and how to travel
    network: TransportNetwork,
    scenarios: Iterable[Scenario],
    *,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries,
    mode: AnyMode = CAR,
    departure: DepartureWindow | None = None,
    arrival: ArrivalWindow | None = None,
    percentile: float = 50.0,
    measure: Measure = nearest,
    population: str | None = POPULATION,
    turns: bool | None = None,
    max_distance_m: float = 1500.0,
    access: bool = True,
    allow_islands: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
    keep: str | os.PathLike[str] | None = None,
    answerer: Callable[..., Answers] | None = None,
) -> pd.DataFrame:
    """Share the effect of a portfolio of scenarios among them.

    Every combination of them is computed, always in the order given.

    Parameters
    ----------
    network : TransportNetwork
        The roads as they are.
    scenarios : iterable of Scenario
        At most ten, with names of their own.
    origins, destinations, population, keep, answerer
        As in :func:`compare`.
    mode : Mode or TransitMode, optional
        How people travel.
    departure, arrival, percentile
        As in :func:`compare`.
    measure : callable, optional
        Whose change is shared: its total over people.
    turns, max_distance_m, access, allow_islands, threads, progress
        As in :func:`compare`.

    Returns
    -------
    DataFrame, shape (n_scenarios, 5)
        Indexed by ``scenario``: ``share``, the Shapley value, and ``alone`` and ``last``,
        its effect without and after all others, in person-hours if the measure is a time;
        ``share_of_total``; and ``people_left_out``, the same in every row. All of it counts
        only people with a way in every combination. Hence ``alone`` is not what
        :func:`compare` says of a scenario where another one cuts people off: it leaves them
        out. The entries ``"joint_effect"``, ``"people_left_out"`` and ``"note"`` of
        ``attrs`` say the effect of all, to which the shares add up, how many people have no
        way in some combination, and that in words.

    Raises
    ------
    ScenarioError
        If there are more than ten, or some combination of them cannot be applied, as where
        one needs the new road of another.
    PlacesError, InputError, ModeError, SnappingError
        As in :func:`compare`.
    """
    players = check_scenarios(scenarios)
    if len(players) > MOST_SCENARIOS:
        raise ScenarioError(
            f"{len(players)} scenarios have {2 ** len(players):,} combinations; share among at "
            f"most {MOST_SCENARIOS}, some of them joined with a | b"
        )
    settings = Settings(turns, max_distance_m, access, allow_islands)
    when = When(departure, arrival, percentile)
    study = make_study(network, origins, destinations, mode, settings, threads, answerer, when)
    people = population_of(study.origins, population)[0]
    effects, unit = _effects_of_all(study, players, measure, keep, progress=progress)
    return _shapley_table(players, effects, people.to_numpy(), unit.per_total)


def _effects_of_all(
    study: Study,
    players: tuple[Scenario, ...],
    measure: Measure,
    keep: Any,
    *,
    progress: bool | None,
) -> tuple[FloatArray, Unit]:
    """Return the measure at every origin in every combination, and its unit."""
    n = len(players)
    sets = [[players[i] for i in range(n) if one >> i & 1] for one in range(1, 2**n)]
    unions = [replace(reduce(or_, members), name=_set_name(members)) for members in sets]
    try:
        cases = make_cases(study, unions)
    except ScenarioError as trouble:
        raise ScenarioError(
            f"{trouble}; all combinations are needed to share the effect: join those that need "
            f"each other with a | b"
        ) from trouble
    kept = None if keep is None else KeptResults(keep)
    values = []
    for outcome in evaluate(study, cases, kept=kept, progress=progress):
        found = measured(measure, outcome.times, outcome.case.destinations)
        unit = unit_of(found.name)
        values.append(found.reindex(study.origins.index, fill_value=unit.absent).to_numpy())
    return np.array(values), unit


def _set_name(members: list[Scenario]) -> str:
    """Return what a combination is called."""
    return " + ".join(scenario.name for scenario in members)


def _shapley_table(
    players: tuple[Scenario, ...], effects: FloatArray, people: FloatArray, per_total: float
) -> pd.DataFrame:
    """Return the shares of the scenarios from the measure in every combination."""
    import pandas as pd

    known = np.isfinite(effects).all(axis=0)
    totals = (effects[:, known] - effects[0, known]) @ people[known] / per_total
    shares, everything = shapley_shares(totals), len(totals) - 1
    joint, left_out = float(totals[everything]), float(people[~known].sum())
    table = pd.DataFrame(
        {
            "share": shares,
            "alone": [totals[1 << i] for i in range(len(players))],
            "last": [joint - totals[everything ^ 1 << i] for i in range(len(players))],
            "share_of_total": shares / joint if joint else np.nan,
            "people_left_out": left_out,
        },
        index=pd.Index([scenario.name for scenario in players], name="scenario"),
    )
    table.attrs["joint_effect"] = joint
    table.attrs["people_left_out"] = left_out
    table.attrs["note"] = (
        f"counts only those with a way in every combination ({left_out:,.0f} of "
        f"{people.sum():,.0f} people left out); compare() counts for each scenario all with a "
        f"way in the baseline and in it"
    )
    return table
