"""What a project costs whoever builds and runs it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from types import MappingProxyType
from typing import Any

from kraftcenter_mobility.arguments import check_count, check_number
from kraftcenter_mobility.errors import InputError

from .appraisal_copies import made_again
from .appraisal_money import MILLION, moved

__all__ = ["Costs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Public costs as they are paid, without taxes (in factor prices).

    Parameters
    ----------
    construction : mapping of int to float
        What is paid in each calendar year, in DKK.
    price_level : int
        The year whose money all amounts are in.
    maintenance : float, optional
        What running and keeping it costs more per year from the opening, in DKK.
    residual_share : float, optional
        The share of the construction costs that it is still worth when the last year ends.

    Examples
    --------
    >>> Costs(construction={2015: 1.0e9, 2016: 1.5e9}, price_level=2015).total
    2500000000.0
    """

    construction: Mapping[int, float]
    price_level: int
    maintenance: float = 0.0
    residual_share: float = 0.0

    def __post_init__(self) -> None:
        """Refuse amounts that cannot be.

        Raises
        ------
        InputError
            If one is negative or infinite, or nothing is built.
        """
        check_count("price_level", self.price_level)
        if not isinstance(self.construction, Mapping):
            raise InputError(
                f"construction must be by calendar year, such as {{2027: 120e6}}; got "
                f"{self.construction!r:.80}"
            )
        for year, amount in self.construction.items():
            if not isinstance(year, Integral):
                raise InputError(f"construction must be by calendar year, got {year!r}")
            _check_amount(f"construction in {year}", amount)
        _check_amount("maintenance", self.maintenance)
        _check_amount("residual_share", self.residual_share)
        if not self.total > 0:
            raise InputError("construction must cost something, by year: {2027: 120e6, ...}")
        if self.residual_share > 1:
            raise InputError(f"residual_share must be from 0 to 1, got {self.residual_share}")
        object.__setattr__(self, "construction", MappingProxyType(dict(self.construction)))

    def __hash__(self) -> int:
        """Return the same number for costs that are equal."""
        paid = frozenset(self.construction.items())
        return hash((paid, self.price_level, self.maintenance, self.residual_share))

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make it again, for pickle and copy."""
        return made_again(self)

    def __repr__(self) -> str:
        """Say how much in how many millions, and when."""
        first, last = min(self.construction), max(self.construction)
        years = f"{first}" if first == last else f"{first}-{last}"
        return (
            f"<Costs {self.total / MILLION:,.1f} mio DKK of {self.price_level} in {years}, "
            f"{self.maintenance / MILLION:,.1f} mio a year to keep, "
            f"{self.residual_share:.0%} left at the end>"
        )

    @property
    def total(self) -> float:
        """What construction costs in all years together, not discounted."""
        return float(math.fsum(self.construction.values()))

    def at_price_level(self, year: int, *, index: Mapping[int, float]) -> Costs:
        """Return the same costs in the money of another year.

        Parameters
        ----------
        year : int
            The year.
        index : mapping of int to float
            A price index by year.

        Returns
        -------
        Costs
            With that price level.

        Raises
        ------
        InputError
            If the index lacks one of the two years.
        """
        factor = moved(1.0, self.price_level, year, index)
        return Costs(
            construction={each: amount * factor for each, amount in self.construction.items()},
            price_level=year,
            maintenance=self.maintenance * factor,
            residual_share=self.residual_share,
        )


def _check_amount(name: str, amount: float) -> None:
    """Refuse what is no finite number of zero or more."""
    check_number(name, amount)
    if not math.isfinite(amount):
        raise InputError(f"{name} must be finite, got {amount}")
