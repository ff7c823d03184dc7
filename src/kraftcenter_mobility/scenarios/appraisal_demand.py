"""Who travels, how often and for what; and what that is worth when times change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kraftcenter_mobility.cutoffs import warn_of_minutes
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.locations import listed

from .appraisal_benefits import TimeGain, rule_of_a_half

if TYPE_CHECKING:
    import pandas as pd

    from .appraisal_prices import PriceTable

__all__ = ["Demand", "benefits_of"]

PER_HOUR = "DKK/h"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Trips of one mode and purpose.

    Parameters
    ----------
    trips : DataFrame or Series
        Trips one way without the scenario: a table like that of the travel times, or a Series
        by origin and destination. A journey there and back is two trips.
    trips_scenario : DataFrame or Series, optional
        Trips with the scenario; the same if not given.
    purpose : str, optional
        What they are for: the price is ``value_of_time_`` and this.
    mode : str or Mode, optional
        Which of the travel times they have.
    per : {"year", "day"}, optional
        What they are counted by; days are ``days_per_year`` in the price table.
    """

    trips: pd.DataFrame | pd.Series
    trips_scenario: pd.DataFrame | pd.Series | None = None
    purpose: str = "other"
    mode: Any = "car"
    per: Literal["year", "day"] = "year"

    def __post_init__(self) -> None:
        """Refuse another unit of time."""
        if self.per not in ("year", "day"):
            raise InputError(f"per must be 'year' or 'day', got {self.per!r}")

    def __repr__(self) -> str:
        """Say how many trips of what, rather than from where to where."""
        then = "" if self.trips_scenario is None else f", {_total(self.trips_scenario)} with it"
        return (
            f"<Demand {self.purpose} by {self.mode_name}: {_total(self.trips)} trips "
            f"a {self.per}{then}>"
        )

    @property
    def mode_name(self) -> str:
        """The mode's name."""
        return str(getattr(self.mode, "name", self.mode))


def benefits_of(
    times: Any,
    demands: list[Demand],
    prices: PriceTable,
    *,
    name: str | None,
    infinite: Literal["refuse", "apart"],
) -> pd.DataFrame:
    """Return what each mode and purpose gains in a year with the trips of the opening year."""
    import pandas as pd

    rows = []
    for demand in demands:
        baseline_s, scenario_s = _tables(times, demand, name)
        gain = rule_of_a_half(
            baseline_s,
            scenario_s,
            trips=demand.trips,
            trips_scenario=demand.trips_scenario,
            infinite=infinite,
        )
        _warn_of_minutes(baseline_s)
        per_year = prices["days_per_year"].value if demand.per == "day" else 1.0
        rows.append(_benefit_row(demand, gain, per_year, prices))
    return pd.DataFrame(rows).set_index(["mode", "purpose"])


def _total(trips: Any) -> str:
    """Return how many trips there are, for people, even before they have been checked."""
    try:
        return f"{np.nansum(np.asarray(trips, dtype=np.float64)):,.0f}"
    except (TypeError, ValueError):
        return f"{type(trips).__name__} of"


def _warn_of_minutes(baseline_s: pd.DataFrame) -> None:
    """Warn if even the longest journey looks as if its time were in minutes."""
    seconds = baseline_s.to_numpy(dtype=np.float64)
    longest_s = float(seconds.max(initial=0.0, where=np.isfinite(seconds)))
    if longest_s > 0:
        warn_of_minutes([longest_s], "the longest baseline time,")


def _benefit_row(
    demand: Demand, gain: TimeGain, per_year: float, prices: PriceTable
) -> dict[str, Any]:
    """Return one row of the benefits, per year.

    Raises
    ------
    InputError
        If the price of the purpose is not one per hour of a traveller.
    """
    key = f"value_of_time_{demand.purpose}"
    price = prices[key]
    if price.unit != PER_HOUR:
        raise InputError(
            f"{key} is in {price.unit}, but trips gain hours: it must be in {PER_HOUR}; set it "
            f"with .with_price({key!r}, ..., unit={PER_HOUR!r}, source=...)"
        )
    return {
        "mode": demand.mode_name,
        "purpose": demand.purpose,
        "trips": gain.trips * per_year,
        "trips_scenario": gain.trips_scenario * per_year,
        "trips_apart": gain.trips_apart * per_year,
        "existing_h": gain.existing_h * per_year,
        "generated_h": gain.generated_h * per_year,
        "value_of_time": price.value,
        "user_benefit": gain.total_h * per_year * price.value,
    }


def _tables(times: Any, demand: Demand, name: str | None) -> tuple[Any, Any]:
    """Return the travel times of one mode without and with the scenario.

    Raises
    ------
    InputError
        If there are none.
    """
    if hasattr(times, "pairs"):
        known = {mode.name: mode for mode in getattr(times, "modes", ())}
        pairs = times.pairs(name, mode=known.get(demand.mode_name, demand.mode))
        return pairs.baseline, pairs.scenario
    if isinstance(times, Mapping):
        if demand.mode_name not in times:
            raise InputError(
                f"there are no times for mode {demand.mode_name!r}, only {listed(times)}"
            )
        times = times[demand.mode_name]
    try:
        baseline_s, scenario_s = times
    except (TypeError, ValueError) as trouble:
        raise InputError(
            "times must be a comparison, two tables (baseline, scenario), or such a pair by mode; "
            f"got {type(times).__name__}"
        ) from trouble
    return baseline_s, scenario_s
