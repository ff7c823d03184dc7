"""Indicators of the scorecard by public transport, beside the car where it belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .scorecard_evidence import MissingError
from .scorecard_places import AARHUS_H, AIRPORT, HERNING_STATION, MESSECENTER, METRIC, STATION
from .scorecard_view import Finding, Part, columns_of, of_kind, share_of, threshold_finding

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from .scorecard_indicators import Indicator
    from .scorecard_view import Pick, View

__all__ = ["collective", "higher", "hospital_car_s", "planned", "trade", "youth"]

AT_BIRK_M = 2000.0
BIRK = (9.03, 56.13)
"""Where Birk Centerpark is, in degrees."""

HOSPITAL = "Gødstrup"


class _Airport(NamedTuple):
    name: str
    limit: str


AIRPORTS = (
    _Airport("Billund Lufthavn (airport)", "billund_min"),
    _Airport("Midtjyllands Lufthavn (Karup) (airport)", "karup_min"),
)


def collective(view: View, indicator: Indicator) -> Finding:
    """Return K2: who is near Herning station and Aarhus H by public transport."""
    people = view.people("train")
    return threshold_finding(
        people,
        [
            Part(
                "Herning station",
                indicator.limit_s("herning_min"),
                lambda: view.to_s("train", people, HERNING_STATION),
            ),
            Part(
                "Aarhus H",
                indicator.limit_s("aarhus_min"),
                lambda: view.to_s("train", people, AARHUS_H),
            ),
        ],
    )


def youth(view: View, indicator: Indicator) -> Finding:
    """Return K5: who is near an upper-secondary school, and has a choice of two."""
    people, schools = view.people("train"), of_kind("youth")
    found = threshold_finding(
        people,
        [
            Part(
                "nearest",
                indicator.limit_s("nearest_min"),
                lambda: view.nearest_s("train", people, schools),
            ),
            Part(
                "second",
                indicator.limit_s("choice_min"),
                lambda: view.nearest_s("train", people, schools, k=2),
            ),
        ],
    )
    car_s = view.nearest_s("car", people, schools)
    near = np.isfinite(car_s)
    car_min = share_of(car_s[near] / 60.0, people["population"][near])
    return Finding(
        rows=found.rows,
        details={**found.details, "mean minutes by car": car_min},
        lacking=found.lacking,
    )


def higher(view: View, indicator: Indicator) -> Finding:
    """Return K6: who is near the higher education at Birk."""
    people = view.people("train")
    birk = Part(
        "Birk", indicator.limit_s("birk_min"), lambda: view.nearest_s("train", people, _at_birk)
    )
    return threshold_finding(people, [birk])


def _at_birk(goals: gpd.GeoDataFrame) -> pd.Series:
    """Say which places are higher education at Birk."""
    import geopandas as gpd

    birk = gpd.GeoSeries.from_xy([BIRK[0]], [BIRK[1]], crs="EPSG:4326").to_crs(METRIC).iloc[0]
    near: pd.Series = goals.to_crs(METRIC).distance(birk) <= AT_BIRK_M
    higher: pd.Series = goals["category"] == "higher"
    return near & higher


def planned(view: View, indicator: Indicator) -> Finding:
    """Return K8: who is near the hospital at Gødstrup by car, and by public transport."""
    people = view.people("car")
    car_s = hospital_car_s(view, people)
    ratio = indicator.limit("ratio")

    def by_train() -> pd.Series:
        return view.nearest_s("train", people, _hospital_of(view, "train"))

    found = threshold_finding(
        people,
        [
            Part("car", indicator.limit_s("car_min"), lambda: car_s),
            Part("public transport", indicator.limit_s("transit_min"), by_train),
        ],
    )
    rows, details = found.rows.assign(minutes=car_s / 60.0), found.details
    if not found.lacking:
        train_s = by_train()
        competes = ((train_s <= ratio * car_s) & np.isfinite(train_s)).astype(float)
        rows = rows.assign(met=(2.0 * rows["met"] + competes) / 3.0)
        share = share_of(competes, people["population"])
        details = {**details, f"share for whom it takes up to {ratio:g} times the car": share}
    return Finding(rows=rows, details=details, lacking=found.lacking)


def hospital_car_s(view: View, people: pd.DataFrame) -> pd.Series:
    """Return the times by car to the hospital at Gødstrup, or to what replaces it."""
    return view.nearest_s("car", people, _hospital_of(view, "car"))


def _hospital_of(view: View, question: str) -> Pick:
    """Return what picks the hospital at Gødstrup, and acute ones that a scenario adds."""
    before = set(view.evidence.comparison(question).destinations.index)

    def picked(goals: gpd.GeoDataFrame) -> pd.Series:
        names = goals.index.to_series().map(str)
        chosen: pd.Series = names.str.contains(HOSPITAL) | ~goals.index.isin(before)
        acute: pd.Series = of_kind("hospital_emergency")(goals)
        return chosen & acute

    return picked


def trade(view: View, indicator: Indicator) -> Finding:
    """Return K10: how far it is from the airports to the fair, and from Aarhus by train."""
    airports = view.people("car", roles=(AIRPORT,), within=None)
    times_s = view.to_s("car", airports, MESSECENTER)
    known = [each for each in AIRPORTS if each.name in airports.index]
    lacking = {each.name: "the network does not reach it" for each in AIRPORTS if each not in known}
    if not known:
        raise MissingError("the network reaches neither airport")
    rows = airports.loc[[each.name for each in known]]
    seconds = times_s[rows.index]
    limits_s = [indicator.limit_s(each.limit) for each in known]
    rows = rows.assign(met=(seconds <= limits_s).astype(float), minutes=seconds / 60.0, weight=1.0)
    details: dict[str, float | str] = {
        f"{name}, min": float(value) for name, value in (seconds / 60.0).items()
    }
    try:
        station = view.people("train", roles=(STATION,), within=None)
        details["Aarhus H to Herning station by public transport, min"] = float(
            view.to_s("train", station, HERNING_STATION).min() / 60.0
        )
    except MissingError as reason:
        lacking["Aarhus H by public transport"] = str(reason)
    return Finding(rows=columns_of(rows), details=details, lacking=lacking)
