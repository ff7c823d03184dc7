"""What a scenario is worth to society: benefits and costs by year, and what they come to.

The practice of Danish transport appraisal in its main lines: travel time valued by purpose,
the rule of a half, public costs with the net tax factor and the distortion of labour supply,
discounting in bands. What is not here (fuel and its tax, accidents, noise, emissions) enters as
an amount per year. All prices come from a table that the user supplies.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kraftcenter_mobility.arguments import check_count
from kraftcenter_mobility.errors import InputError

from .appraisal_demand import Demand, benefits_of
from .appraisal_rates import MOST_YEARS, discount_factors
from .appraisal_result import Appraisal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .appraisal_costs import Costs
    from .appraisal_prices import PriceTable

__all__ = ["appraise"]

FASTEST_GROWTH = 0.5


def appraise(  # noqa: PLR0913 - what a project is has many sides
    times: Any,
    demand: Demand | Iterable[Demand],
    *,
    costs: Costs,
    prices: PriceTable,
    opening: int,
    years: int | None = None,
    base_year: int | None = None,
    others: Mapping[str, float] = MappingProxyType({}),
    trips_growth: float = 0.0,
    value_growth: float = 0.0,
    infinite: Literal["refuse", "apart"] = "refuse",
    name: str | None = None,
) -> Appraisal:
    r"""Return what a scenario costs and gives, year by year.

    Parameters
    ----------
    times : Comparison, pair of DataFrame or mapping
        Travel times without and with the scenario: a comparison, two tables of seconds of
        shape (n_origins, n_destinations), or such a pair by the name of each mode.
    demand : Demand or iterable of Demand
        Trips in the opening year, by mode and purpose.
    costs : Costs
        What it costs, in the money of the same year as the prices.
    prices : PriceTable
        Values of time, rates of discount and factors.
    opening : int
        The first calendar year of use.
    years : int, optional
        How many years of use count; ``horizon_years`` of the prices if not given.
    base_year : int, optional
        The year that all is discounted to; the first that costs anything if not given.
    others : mapping of str to float, optional
        More benefits per year of use, in DKK at market prices and by name: safety, emissions,
        what drivers spend. Below zero for a loss.
    trips_growth, value_growth : float, optional
        By what share trips grow per year after the opening, and values of time after the
        year of their price level.
    infinite : {"refuse", "apart"}, optional
        Whether trips without a way on one side are an error, or left out and counted.
    name : str, optional
        What the scenario is called. With a comparison, which one of it; not needed if there
        is but one.

    Returns
    -------
    Appraisal
        ``table`` by year, ``benefits`` by mode and purpose, and the indicators.

    Raises
    ------
    InputError
        If an argument cannot be, a price is missing, or prices and costs are in the money
        of different years.
    PlacesError
        If tables are about different places.

    Warns
    -----
    UnitsWarning
        If all baseline times are below two minutes, and so probably in minutes.

    See Also
    --------
    rule_of_a_half : Hours gained, with the equation.
    weighted_time : Times in which walking, waiting and transfers count more.

    Notes
    -----
    With :math:`B_y` the benefits of year :math:`y`, public costs :math:`C_y` and residual value
    :math:`R_y` in factor prices, the net tax factor :math:`n` and the distortion
    :math:`\lambda`,

    .. math:: N_y = B_y - n (1 + \lambda) C_y + n R_y, \qquad
              \mathrm{NPV} = \sum_y d_{y - y_0} N_y.

    Values of time are taken as market prices, as they stand in the table.

    References
    ----------
    .. [1] H. L. I. Neuburger, "User benefit in the evaluation of transport and land use
       plans," J. Transport Economics and Policy, vol. 5, no. 1, pp. 52-75, 1971.

    Examples
    --------
    >>> import pandas as pd
    >>> from kraftcenter_mobility.scenarios.appraisal_costs import Costs
    >>> from kraftcenter_mobility.scenarios.appraisal_demand import Demand
    >>> from kraftcenter_mobility.scenarios.appraisal_prices import PriceTable
    >>> before = pd.DataFrame({"Holstebro": [1860.0]}, index=["Herning"])
    >>> trips = pd.DataFrame({"Holstebro": [5_000_000.0]}, index=["Herning"])
    >>> found = appraise(
    ...     (before, before - 840),
    ...     Demand(trips=trips),
    ...     costs=Costs(construction={2025: 900e6, 2026: 900e6}, price_level=2022),
    ...     prices=PriceTable.bundled(),
    ...     opening=2027,
    ... )
    >>> float(round(found.table.loc[2027, "user_benefit"] / 1e6, 1))
    116.7
    >>> round(found.internal_rate, 4)
    0.0383
    """
    demands = [demand] if isinstance(demand, Demand) else list(demand)
    if not demands:
        raise InputError("demand must be at least one Demand(trips=..., purpose=..., mode=...)")
    years = int(prices["horizon_years"].value) if years is None else years
    check_count("years", years)
    _check_price_levels(demands, costs, prices)
    benefits = benefits_of(times, demands, prices, name=name, infinite=infinite)
    calendar = _calendar(costs, opening, years)
    growth = _growth(calendar - opening, trips_growth, "trips_growth")
    growth = growth * _growth(calendar - costs.price_level, value_growth, "value_growth")
    in_use = (calendar >= opening).astype(np.float64)
    start = int(calendar[0]) if base_year is None else base_year
    check_count("base_year", start)
    factors = discount_factors(calendar - start, bands=prices.discount_bands)
    amounts = {
        "user_benefit": float(benefits["user_benefit"].sum()) * growth * in_use,
        "other_benefits": _sum_of(others) * in_use,
        **_public_costs(calendar, costs, prices, opening),
    }
    return Appraisal(
        name=name or _name_of(times),
        table=_by_year(calendar, amounts, factors),
        benefits=benefits,
        others=others,
        opening=opening,
        base_year=start,
        costs=costs,
        prices=prices,
    )


def _by_year(
    calendar: IntArray, amounts: Mapping[str, FloatArray], factors: FloatArray
) -> pd.DataFrame:
    """Return amounts by year with their sum, and what that is worth in the base year."""
    import pandas as pd

    table = pd.DataFrame(amounts, index=pd.Index(calendar, name="year"))
    table["net"] = table.sum(axis=1)
    table["discount_factor"] = factors
    table["present_value"] = table["net"] * table["discount_factor"]
    return table


def _check_price_levels(demands: list[Demand], costs: Costs, prices: PriceTable) -> None:
    """Refuse to add money of different years.

    Raises
    ------
    InputError
        If a value of time is in other money than the costs.
    """
    for purpose in dict.fromkeys(demand.purpose for demand in demands):
        level = prices[f"value_of_time_{purpose}"].price_level
        if level != costs.price_level:
            raise InputError(
                f"value_of_time_{purpose} is in prices of {level}, the costs in those of "
                f"{costs.price_level}; bring both to one year with .at_price_level(year, "
                f"index=...)"
            )


def _calendar(costs: Costs, opening: int, years: int) -> IntArray:
    """Return all years from the first that costs anything to the last of use.

    Raises
    ------
    InputError
        If something is still built when the years of use are over, or they are too many.
    """
    check_count("opening", opening)
    last = opening + years - 1
    if (latest := max(costs.construction)) > last:
        raise InputError(f"construction in {latest} is after the last year of use, {last}")
    first = min(opening, *costs.construction)
    if last - first >= MOST_YEARS:
        raise InputError(
            f"an appraisal may span {MOST_YEARS} years, not those from {first} to {last}"
        )
    years_of_it: IntArray = np.arange(first, last + 1)
    return years_of_it


def _public_costs(
    calendar: IntArray, costs: Costs, prices: PriceTable, opening: int
) -> dict[str, FloatArray]:
    """Return the public costs by year, below zero, and what they cost beyond that."""
    factor, distortion = prices["net_tax_factor"].value, prices["labour_distortion"].value
    built = -np.array([costs.construction.get(int(year), 0.0) for year in calendar])
    kept = np.where(calendar >= opening, -costs.maintenance, 0.0)
    left = np.where(calendar == calendar[-1], costs.residual_share * costs.total, 0.0)
    return {
        "construction": built,
        "maintenance": kept,
        "residual_value": left,
        "net_tax": (factor - 1.0) * (built + kept + left),
        "labour_distortion": distortion * factor * (built + kept),
    }


def _growth(years: IntArray, rate: float, name: str) -> FloatArray:
    """Return what is one in year 0 and grows by a rate per year.

    Raises
    ------
    InputError
        If the rate is none that can be meant as a share.
    """
    if not (isinstance(rate, Real) and abs(float(rate)) <= FASTEST_GROWTH):
        raise InputError(
            f"{name} must be a share such as 0.01 for 1 % a year, {FASTEST_GROWTH} up or down "
            f"at most; got {rate!r}"
        )
    grown: FloatArray = np.power(1.0 + float(rate), years.astype(np.float64))
    return grown


def _sum_of(others: Mapping[str, float]) -> float:
    """Return the sum of other benefits per year.

    Raises
    ------
    InputError
        If one is no finite number.
    """
    if not isinstance(others, Mapping):
        raise InputError(
            f"others must be amounts per year by name, such as {{'safety': 2e6}}; got "
            f"{type(others).__name__}"
        )
    for name, amount in others.items():
        if not isinstance(amount, Real) or not np.isfinite(float(amount)):
            raise InputError(f"others: {name!r} must be a finite amount per year, got {amount!r}")
    return float(sum(others.values()))


def _name_of(times: Any) -> str:
    """Return the name of the only scenario of a comparison."""
    names = [str(scenario.name) for scenario in getattr(times, "scenarios", ())]
    return names[0] if len(names) == 1 else "the scenario"
