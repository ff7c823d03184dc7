"""What a change does to people: gains, losses, means and shares, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .measures import is_time
from .people import share_within, weighted_mean, weighted_percentile

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

__all__ = [
    "LEAST_SHARE",
    "OUTCOMES",
    "Sides",
    "Unit",
    "change",
    "effect_row",
    "outcome_rows",
    "pairs_row",
    "unit_of",
]

SECONDS_PER_HOUR = 3600.0
PERCENTILES = (10, 50, 90)
OUTCOMES = ("gain", "lose", "unchanged")

LEAST_SHARE = 1e-6
"""Amounts that discount smoothly change a little everywhere; nobody notices less than this."""


class Unit(NamedTuple):
    """How the numbers of a measure are read."""

    suffix: str
    """Of columns: ``_min`` for times."""

    per: float
    """How many of the measure's own units make one that is shown."""

    total: str
    """What the sum over people is called."""

    per_total: float

    less_is_better: bool
    absent: float
    """For an origin that is not there: infinitely far, or nothing within reach."""


TIMES = Unit("_min", SECONDS_PER_MINUTE, "difference_person_h", SECONDS_PER_HOUR, True, np.inf)  # noqa: FBT003 - a table
AMOUNTS = Unit("", 1.0, "difference_total", 1.0, False, 0.0)  # noqa: FBT003 - a table


def unit_of(measure_name: object) -> Unit:
    """Return the unit of a measure of this name."""
    return TIMES if is_time(measure_name) else AMOUNTS


def change(baseline: FloatArray, scenario: FloatArray) -> FloatArray:
    """Return scenario less baseline; nothing changes where both are infinite.

    Examples
    --------
    >>> change(np.array([1.0, np.inf, np.inf, 2.0]), np.array([3.0, np.inf, 5.0, np.inf])).tolist()
    [2.0, 0.0, -inf, inf]
    """
    with np.errstate(invalid="ignore"):
        return np.where(scenario == baseline, 0.0, scenario - baseline)


class Sides(NamedTuple):
    """A measure of the same origins before and after. Shape of each: (n_origins,)."""

    baseline: FloatArray
    scenario: FloatArray
    difference: FloatArray
    people: FloatArray
    unit: Unit
    least: float
    """The smallest change that counts as a gain or a loss; of amounts, as a share of them."""

    def take(self, rows: IntArray) -> Sides:
        """Return the sides of some of the origins."""
        return self._replace(
            baseline=self.baseline[rows],
            scenario=self.scenario[rows],
            difference=self.difference[rows],
            people=self.people[rows],
        )

    @property
    def compared(self) -> BoolArray:
        """Mark the origins with a way in both, whose change is a number."""
        marked: BoolArray = np.isfinite(self.difference) & np.isfinite(self.baseline)
        return marked

    @property
    def _least(self) -> FloatArray | float:
        """The smallest change that counts at each origin."""
        if self.unit.less_is_better:
            return self.least
        return self.least * np.maximum(np.abs(self.baseline), np.abs(self.scenario))

    def outcome(self, name: str) -> BoolArray:
        """Mark the origins that gain, lose, or do neither."""
        better = -self.difference if self.unit.less_is_better else self.difference
        counts: BoolArray = (better != 0) & (np.abs(better) >= self._least)
        if name == "unchanged":
            return ~counts
        side: BoolArray = better > 0 if name == "gain" else better < 0
        return counts & side


def effect_row(sides: Sides, cutoffs_s: tuple[float, ...]) -> dict[str, float]:
    """Return what changes for some people, as one row of a table.

    Means and totals are over those with a way in both; percentiles and shares over all.
    """
    row = {
        "people": float(sides.people.sum()),
        "people_compared": float(sides.people[sides.compared].sum()),
    }
    row |= _means(sides) | _percentiles(sides)
    if sides.unit.less_is_better:
        row |= _shares(sides, cutoffs_s)
    return row | _gains_and_losses(sides) | _reach(sides)


def _means(sides: Sides) -> dict[str, float]:
    """Return the means over people with a way in both."""
    suffix, per = sides.unit.suffix, sides.unit.per
    both, people = sides.compared, sides.people[sides.compared]
    return {
        f"mean_{name}{suffix}": weighted_mean(getattr(sides, name)[both], people) / per
        for name in ("baseline", "scenario", "difference")
    }


def _percentiles(sides: Sides) -> dict[str, float]:
    """Return the percentiles over all people."""
    return {
        f"p{percent}_{name}{sides.unit.suffix}": weighted_percentile(
            getattr(sides, name), sides.people, percent / 100
        )
        / sides.unit.per
        for percent in PERCENTILES
        for name in ("baseline", "scenario")
    }


def _shares(sides: Sides, cutoffs_s: tuple[float, ...]) -> dict[str, float]:
    """Return the shares of people within each cutoff."""
    return {
        f"within_{cutoff_s / SECONDS_PER_MINUTE:g}_min_{name}_share": share_within(
            getattr(sides, name), sides.people, cutoff_s
        )
        for cutoff_s in cutoffs_s
        for name in ("baseline", "scenario")
    }


def _gains_and_losses(sides: Sides) -> dict[str, float]:
    """Return who gains and who loses, how much, and the total over people."""
    suffix, per, people = sides.unit.suffix, sides.unit.per, sides.people
    gains, loses, both = sides.outcome("gain"), sides.outcome("lose"), sides.compared
    size = np.abs(sides.difference)
    total = float(sides.difference[both] @ people[both])
    return {
        "people_gaining": float(people[gains].sum()),
        "people_losing": float(people[loses].sum()),
        f"mean_gain{suffix}": weighted_mean(size[gains & both], people[gains & both]) / per,
        f"mean_loss{suffix}": weighted_mean(size[loses & both], people[loses & both]) / per,
        sides.unit.total: total / sides.unit.per_total,
    }


def _reach(sides: Sides) -> dict[str, float]:
    """Return how many origins and people win or lose every way."""
    found, lost = np.isneginf(sides.difference), np.isposinf(sides.difference)
    return {
        "origins_newly_reachable": int(found.sum()),
        "people_newly_reachable": float(sides.people[found].sum()),
        "origins_newly_unreachable": int(lost.sum()),
        "people_newly_unreachable": float(sides.people[lost].sum()),
    }


def outcome_rows(sides: Sides) -> pd.DataFrame:
    """Return a row for those who gain, who lose and whose times stay, shape (3, 6)."""
    import pandas as pd

    suffix, per = sides.unit.suffix, sides.unit.per
    total, rows = float(sides.people.sum()), {}
    for name in OUTCOMES:
        chosen = sides.outcome(name)
        finite = chosen & sides.compared
        difference, people = sides.difference[finite], sides.people[finite]
        concerned = float(sides.people[chosen].sum())
        rows[name] = {
            "origins": int(chosen.sum()),
            "people": concerned,
            "people_share": concerned / total if total > 0 else np.nan,
            f"mean_difference{suffix}": weighted_mean(difference, people) / per,
            f"largest_difference{suffix}": _extreme(difference) / per,
            sides.unit.total: float(difference @ people) / sides.unit.per_total,
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "outcome"
    return table


def _extreme(difference: FloatArray) -> float:
    """Return the change that is furthest from none, NaN if there is none at all."""
    return float(difference[np.abs(difference).argmax()]) if difference.size else np.nan


def pairs_row(difference: pd.DataFrame) -> dict[str, float]:
    """Return how many pairs of origin and destination a scenario concerns.

    Parameters
    ----------
    difference : DataFrame, shape (n_origins, n_destinations)
        Scenario less baseline, in seconds.

    Returns
    -------
    dict
        Columns of a summary by their names.
    """
    change_s = difference.to_numpy()
    return {
        "pairs_affected_share": np.count_nonzero(change_s) / change_s.size,
        "pairs_newly_reachable": int(np.isneginf(change_s).sum()),
        "pairs_newly_unreachable": int(np.isposinf(change_s).sum()),
    }
