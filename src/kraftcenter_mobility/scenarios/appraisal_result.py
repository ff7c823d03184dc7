"""What an appraisal comes to: net present value, internal rate, and the like."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError

from .appraisal_copies import made_again
from .appraisal_rates import internal_rates
from .appraisal_text import as_html, as_text, told_rates

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from .appraisal_costs import Costs
    from .appraisal_prices import PriceTable

__all__ = ["Appraisal"]

BENEFITS = ["user_benefit", "other_benefits"]
COSTS = ["construction", "maintenance", "residual_value", "net_tax", "labour_distortion"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Appraisal:
    """Benefits and costs of a scenario, made by :func:`.appraisal.appraise`.

    Attributes
    ----------
    name : str
        The scenario.
    table : DataFrame, shape (n_years, 10)
        Amounts by calendar year, in DKK, costs below zero: ``user_benefit``,
        ``other_benefits``, ``construction``, ``maintenance`` and ``residual_value`` in factor
        prices, ``net_tax`` (what makes them market prices), ``labour_distortion``, ``net``,
        ``discount_factor`` and ``present_value``.
    benefits : DataFrame, shape (n_demands, 7)
        By ``mode`` and ``purpose``, with the trips of the opening year and at the price level
        of the values of time: trips, hours gained by existing and generated trips, DKK.
    others : mapping of str to float
        Other benefits per year, in DKK.
    opening, base_year : int
        The first year of use, and the year that all is discounted to.
    costs : Costs
        As they were given.
    prices : PriceTable
        The prices it was made with.
    """

    name: str
    table: pd.DataFrame
    benefits: pd.DataFrame
    others: Mapping[str, float]
    opening: int
    base_year: int
    costs: Costs
    prices: PriceTable

    def __post_init__(self) -> None:
        """Fix the other benefits."""
        object.__setattr__(self, "others", MappingProxyType(dict(self.others)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make it again, for pickle and copy."""
        return made_again(self)

    @property
    def net_present_value(self) -> float:
        """What it is worth in the base year, in DKK."""
        return float(self.table["present_value"].sum())

    @property
    def internal_rates(self) -> tuple[float, ...]:
        """All flat rates of discount at which benefits and costs balance."""
        return internal_rates(self.table["net"].to_numpy())

    @property
    def internal_rate(self) -> float:
        """The flat rate of discount at which benefits and costs balance.

        Raises
        ------
        InputError
            If there is none, or more than one.
        """
        rates = self.internal_rates
        if len(rates) == 1:
            return rates[0]
        raise InputError(f"{told_rates(rates)}; look at net_present_value instead")

    @property
    def first_year_return(self) -> float:
        """The net benefit of the first year of use, as a share of what construction costs.

        Construction with the net tax factor and the distortion, and with interest to the
        opening year. Below the rate of discount, to wait a year is worth more.
        """
        first = self.table.loc[[self.opening]]
        factor = self.prices["net_tax_factor"].value
        public = factor * (1.0 + self.prices["labour_distortion"].value)
        flows = first[[*BENEFITS, "maintenance"]].to_numpy() @ np.array([1.0, 1.0, public])
        net = float(flows[0]) * float(first["discount_factor"].to_numpy()[0])
        return net / -(public * self._present(["construction"]))

    @property
    def benefit_cost_ratio(self) -> float:
        """The present value of all benefits, by that of all costs less what is left of them."""
        return self._present(BENEFITS) / -self._present(COSTS)

    @property
    def break_even_demand(self) -> float:
        """The multiple of the demand with which benefits are what costs are.

        Zero if other benefits alone are enough, and infinite if no demand is. Where
        travellers lose and other benefits make up for it, the multiple up to which they do.
        """
        missing = -self._present(COSTS) - self._present(["other_benefits"])
        gained = self._present(["user_benefit"])
        if missing <= 0:
            return missing / gained if gained < 0 else 0.0
        return missing / gained if gained > 0 else math.inf

    def summary(self) -> pd.Series:
        """Return the indicators as a Series; the internal rate is NaN if there is not one."""
        import pandas as pd

        rates = self.internal_rates
        opening = self.table.loc[self.opening]
        return pd.Series(
            {
                "hours_gained": self.benefits[["existing_h", "generated_h"]].sum().sum(),
                "user_benefit_opening_year": opening["user_benefit"],
                "construction": self.costs.total,
                "net_present_value": self.net_present_value,
                "internal_rate": rates[0] if len(rates) == 1 else math.nan,
                "first_year_return": self.first_year_return,
                "benefit_cost_ratio": self.benefit_cost_ratio,
                "break_even_demand": self.break_even_demand,
            },
            name=self.name,
        )

    def __repr__(self) -> str:
        """Say what one wants to know, in millions and per cent."""
        return as_text(self)

    def _repr_html_(self) -> str:
        """Return the same as a table for a notebook."""
        return as_html(self)

    def _present(self, columns: list[str]) -> float:
        """Return the present value of some columns."""
        amounts = self.table[columns].to_numpy(dtype=np.float64).sum(axis=1)
        return float(amounts @ self.table["discount_factor"].to_numpy(dtype=np.float64))
