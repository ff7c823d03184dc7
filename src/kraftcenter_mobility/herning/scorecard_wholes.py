"""Indicators of the scorecard that look at several things at once: towns, spread, equity, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.accessibility import gini, nearest, population_quantile, population_within

from .scorecard_evidence import CLOSURES, MissingError
from .scorecard_places import CELL, CITY, LARGE, TOWN
from .scorecard_roads import M_PER_KM, walked_m
from .scorecard_trains import hospital_car_s
from .scorecard_view import Finding, columns_of, of_kind, share_of

if TYPE_CHECKING:
    import pandas as pd

    from .scorecard_indicators import Indicator
    from .scorecard_view import View

__all__ = ["equity", "links", "settlement", "spread"]

HERNING = ("Herning",)
GINI = "Gini of the minutes to {}"
GOALS = {"hospital_emergency": "an acute hospital", "youth": "an upper-secondary school"}

LONGEST_S = 4 * 3600.0
"""What no way counts as where gains are averaged."""


def settlement(view: View, indicator: Indicator) -> Finding:
    """Return K3: which towns and villages have jobs, school, a centre town and a train near."""
    towns = view.people("car", roles=(TOWN,), within=HERNING)
    on_foot = view.people("walking", roles=(TOWN,), within=HERNING)
    centre_s = view.nearest_s("car", towns, lambda goals: goals["category"].isin(LARGE))
    jobs = _jobs_near(view, indicator).reindex(towns.index, fill_value=0.0)
    walks_m = {
        kind: walked_m(view.nearest_s("walking", on_foot, of_kind(kind)))
        for kind in ("folkeskole", "station")
    }
    has = {
        "jobs": jobs >= indicator.limit("jobs"),
        "school": walks_m["folkeskole"] <= M_PER_KM * indicator.limit("school_km"),
        "centre town": centre_s <= indicator.limit_s("centre_min"),
        "station": walks_m["station"] <= M_PER_KM * indicator.limit("station_km"),
    }
    count = np.sum([each.to_numpy(dtype=float) for each in has.values()], axis=0)
    rows = towns.assign(
        met=(count >= indicator.limit("wanted")).astype(float), minutes=centre_s / 60.0, weight=1.0
    )
    details = {f"places with {name}": float(each.sum()) for name, each in has.items()}
    return Finding(rows=columns_of(rows), details={**details})


def _jobs_near(view: View, indicator: Indicator) -> pd.Series:
    """Return the jobs around each town, by the people who can come to it."""
    people = view.people("car", roles=(CELL, CITY), within=None)
    times = view.among("car", people, of_kind(TOWN))
    jobs = people["population"] * indicator.limit("jobs_per_inhabitant")
    return population_within(times, jobs, cutoff_s=indicator.limit_s("jobs_min"))


def spread(view: View, indicator: Indicator) -> Finding:
    """Return K13: what people outside Herning gain, by what those inside gain, NaN if nothing."""
    people = view.people("car", within=None)
    saved_min = (_needed_s(view.baseline, people) - _needed_s(view, people)) / 60.0
    weight, inside = people["population"], people["municipality"].isin(HERNING)
    gains = [share_of(saved_min[of], weight[of]) for of in (inside, ~inside)]
    details: dict[str, float | str] = {
        "minutes saved per inhabitant of Herning": gains[0],
        "minutes saved per inhabitant elsewhere": gains[1],
    }
    least_min = indicator.limit("least_s") / 60.0
    rows = people.assign(
        met=(saved_min >= least_min).astype(float), minutes=-saved_min, weight=weight
    )
    score = np.nan
    if gains[0] > 0.0:
        details["ratio"] = gains[1] / gains[0]
        score = 100.0 * float(np.clip(gains[1] / gains[0] / indicator.limit("ratio"), 0.0, 1.0))
    return Finding(rows=columns_of(rows), details=details, score=score)


def _needed_s(view: View, people: pd.DataFrame) -> pd.Series:
    """Return the mean of the times to a business park, to an acute hospital and to Gødstrup."""
    known = view.people("ambulance", within=None).index
    ambulance_s = view.nearest_s("ambulance", people.loc[known], of_kind("hospital_emergency"))
    times = [
        nearest(view.among("car", people, of_kind("park"))),
        ambulance_s.reindex(people.index),
        hospital_car_s(view, people),
    ]
    first, *others = (each.clip(upper=LONGEST_S) for each in times)
    together: pd.Series = sum(others, first) / len(times)
    return together


def equity(view: View, indicator: Indicator) -> Finding:
    """Return K14: who in Herning is near its town, and how evenly that is spread."""
    people = view.people("car", within=HERNING)
    population = people["population"]
    town_s = view.to_s("car", people, f"Herning ({TOWN})")
    rows = people.assign(
        met=(town_s <= indicator.limit_s("town_min")).astype(float),
        minutes=town_s / 60.0,
        weight=population,
    )
    details: dict[str, float | str] = {GINI.format("Herning"): _gini(town_s, population)}
    lacking = {}
    for kind, goal in GOALS.items():
        try:
            times_s = view.nearest_s("car", people, of_kind(kind))
        except MissingError as reason:
            lacking[goal] = str(reason)
        else:
            details[GINI.format(goal)] = _gini(times_s, population)
    high, low = (population_quantile(town_s, population, share=share) for share in (0.9, 0.5))
    details["P90-P50 to Herning, min"] = float(high - low) / 60.0 if np.isfinite(high) else np.inf
    urban = population >= indicator.limit("urban_per_km2")
    means = [share_of(town_s[of], population[of]) for of in (~urban, urban)]
    details["rural by urban minutes to Herning"] = means[0] / means[1] if means[1] else np.nan
    return Finding(rows=columns_of(rows), details=details, lacking=lacking)


def _gini(times_s: pd.Series, population: pd.Series) -> float:
    """Return the Gini coefficient of those who have a way, infinite if nobody has."""
    if not np.isfinite(times_s[population > 0]).any():
        return np.inf
    return float(gini(times_s, population, infinite="apart"))


def links(view: View, indicator: Indicator) -> Finding:
    """Return K15: how much longer it takes to an acute hospital where a road is closed.

    Raises
    ------
    MissingError
        If the network has none of the roads.
    """
    closures = view.evidence.closures
    absent = "the network has no such road"
    lacking = {name: absent for name in CLOSURES if name not in closures}
    if not closures:
        raise MissingError(f"the network has none of the roads {', '.join(CLOSURES)}")
    people = view.people("car")
    now_s = view.nearest_s("car", people, of_kind("hospital_emergency"))
    delays = {name: _longer_s(view.closed_s(name, people), now_s) for name in closures}
    worst_s = np.maximum.reduce([each.to_numpy() for each in delays.values()])
    population = people["population"]
    rows = people.assign(
        met=(worst_s <= indicator.limit_s("delay_min")).astype(float),
        minutes=worst_s / 60.0,
        weight=population,
    )
    details: dict[str, float | str] = {}
    for name, delay_s in delays.items():
        near = np.isfinite(delay_s)
        mean = share_of(delay_s[near], population[near]) / 60.0
        details[f"{name} closed: mean minutes more"] = mean
        details[f"{name} closed: most minutes more"] = float(delay_s.max()) / 60.0
    return Finding(rows=columns_of(rows), details=details, lacking=lacking)


def _longer_s(after_s: pd.Series, before_s: pd.Series) -> pd.Series:
    """Return how much longer it takes; nothing for those who had no way before."""
    longer = after_s - before_s.where(np.isfinite(before_s), 0.0)
    return longer.where(np.isfinite(before_s), 0.0)
