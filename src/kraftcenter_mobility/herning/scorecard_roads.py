"""Indicators of the scorecard by road: motorways, business, hospitals, schools and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.accessibility import (
    Exponential,
    gravity_access,
    nearest,
    population_quantile,
    population_within,
)
from kraftcenter_mobility.modes import WALKING
from kraftcenter_mobility.units import MS_PER_KMH

from . import MUNICIPALITIES, facilities
from .scorecard_evidence import HOME, MissingError
from .scorecard_places import BOXEN, CELL, CITY, MESSECENTER
from .scorecard_view import Finding, Part, columns_of, of_kind, share_of, summed, threshold_finding

if TYPE_CHECKING:
    import pandas as pd

    from .scorecard_indicators import Indicator
    from .scorecard_view import View

__all__ = ["acute", "business", "events", "motorways", "primary_schools", "visitors", "walked_m"]

GRADES = {"grade_0_3_km": 4, "grade_4_6_km": 3, "grade_7_9_km": 3}
"""How many grades each band has."""

BANDS_MIN = (15, 30, 45, 60)
M_PER_KM = 1000.0
MILLION = 1e6


def motorways(view: View, indicator: Indicator) -> Finding:
    """Return K1: who is near a motorway, the cities and the airports."""
    people = view.people("car")
    goals = {
        "aarhus": "Aarhus (town)",
        "vejle": "Vejle (town)",
        "billund": "Billund Lufthavn (airport)",
        "karup": "Midtjyllands Lufthavn (Karup) (airport)",
    }
    junctions = Part(
        "motorway",
        indicator.limit_s("motorway_min"),
        lambda: view.nearest_s("car", people, of_kind("junction")),
    )
    return threshold_finding(
        people,
        [junctions]
        + [
            Part(
                name,
                indicator.limit_s(f"{key}_min"),
                lambda name=name: view.to_s("car", people, name),  # type: ignore[misc]
            )
            for key, name in goals.items()
        ],
        mean=True,
    )


def business(view: View, indicator: Indicator) -> Finding:
    """Return K4: how much of the labour force is near the business parks."""
    people = view.people("car")
    times = view.among("car", people, of_kind("park"))
    workers = people["population"] * indicator.limit("labour_share")
    decay = Exponential(indicator.limit("decay_per_min") / 60.0)
    n_parks = max(times.shape[1], 1)
    rows = people.assign(
        met=gravity_access(times, 1, impedance=decay) / n_parks,
        minutes=nearest(times) / 60.0,
        weight=workers,
    )
    within = {
        f"workers within {indicator.limit(name):g} min, mean of the parks": float(
            population_within(times, workers, cutoff_s=indicator.limit_s(name)).mean()
        )
        for name in ("near_min", "far_min")
    }
    return Finding(rows=columns_of(rows), details={**within})


def acute(view: View, indicator: Indicator) -> Finding:
    """Return K7: who is near an acute hospital by ambulance."""
    people = view.people("ambulance")
    times_s = view.nearest_s("ambulance", people, of_kind("hospital_emergency"))
    limit_s, population = indicator.limit_s("acute_min"), people["population"]
    rows = people.assign(
        met=(times_s <= limit_s).astype(float), minutes=times_s / 60.0, weight=population
    )
    shares = (rows["met"] * population).groupby(rows["municipality"]).sum()
    shares /= population.groupby(rows["municipality"]).sum()
    details: dict[str, float | str] = {
        f"share within {band} min": share_of(times_s <= 60.0 * band, population)
        for band in BANDS_MIN
    }
    details["95 % of the people within, min"] = (
        population_quantile(times_s, population, share=0.95) / 60.0
    )
    details["municipality with the least share"] = str(shares.idxmin())
    details["its share"] = float(shares.min())
    return Finding(rows=columns_of(rows), details=details)


def walked_m(times_s: pd.Series) -> pd.Series:
    """Return how far one has walked, in metres, since all walk at one pace on every road."""
    return times_s * (WALKING.top_speed_kmh * MS_PER_KMH)


def primary_schools(view: View, indicator: Indicator) -> Finding:
    """Return K9: who is so near a folkeskole that no transport is owed."""
    people = view.people("walking", within=("Herning",))
    length_m = walked_m(view.nearest_s("walking", people, of_kind("folkeskole")))
    population = people["population"]
    near = {name: (length_m <= M_PER_KM * indicator.limit(name)).astype(float) for name in GRADES}
    met = np.average(np.column_stack(list(near.values())), axis=1, weights=list(GRADES.values()))
    details = {
        f"share within {indicator.limit(name):g} km": share_of(near[name], population)
        for name in GRADES
    }
    lacking = {}
    try:
        minutes = view.nearest_s("bicycle", people, of_kind("folkeskole")) / 60.0
    except MissingError as reason:
        lacking["minutes by bicycle (on foot instead)"] = str(reason)
        minutes = length_m / (WALKING.top_speed_kmh * MS_PER_KMH) / 60.0
    rows = people.assign(met=met, minutes=minutes, weight=population)
    return Finding(rows=columns_of(rows), details={**details}, lacking=lacking)


def events(view: View, indicator: Indicator) -> Finding:
    """Return K11: who can come to an event in the evening, and home again without a car."""
    found = _visitors(view, indicator, BOXEN)
    seats = float(facilities()["capacity"].loc[BOXEN])
    reached = summed(found.rows["met"], found.rows["weight"])
    details, lacking = {**found.details, "people per seat": reached / seats}, {}
    try:
        home_s = view.times(HOME).reindex(index=[BOXEN], fill_value=np.inf).loc[BOXEN]
    except MissingError as reason:
        lacking["the way home"] = str(reason)
    else:
        people = view.people("car")["population"].reindex(home_s.index)
        back = home_s <= indicator.limit_s("return_min")
        details["share of the six municipalities home by public transport"] = share_of(back, people)
    return Finding(rows=found.rows, details=details, lacking=lacking)


def visitors(view: View, indicator: Indicator) -> Finding:
    """Return K12: how many people can come to the attractions."""
    found = _visitors(view, indicator, MESSECENTER)
    reached = summed(found.rows["met"], found.rows["weight"])
    wanted = indicator.limit("wanted_million") * MILLION
    score = 100.0 * min(1.0, reached / wanted) if wanted > 0 else 100.0
    return Finding(rows=found.rows, details=found.details, score=score)


def _visitors(view: View, indicator: Indicator, venue: str) -> Finding:
    """Return who comes to a venue by car within the time of the indicator."""
    people = view.people("car", roles=(CELL, CITY), within=None)
    times_s = view.to_s("car", people, venue)
    met = times_s <= indicator.limit_s("reach_min")
    rows = people.assign(met=met.astype(float), minutes=times_s / 60.0, weight=people["population"])
    details: dict[str, float | str] = {
        f"people within {indicator.limit(name):g} min": float(
            people["population"][times_s <= indicator.limit_s(name)].sum()
        )
        for name in ("near_min", "reach_min", "far_min")
    }
    inside = people["municipality"].isin(MUNICIPALITIES)
    details["of them counted beyond the six municipalities"] = float(
        people["population"][met & ~inside].sum()
    )
    return Finding(rows=columns_of(rows), details=details)
