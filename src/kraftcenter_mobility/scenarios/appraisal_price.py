"""One unit price, and where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DISCOUNT_RATE", "Price", "price_of", "refuse_per_cent"]

DISCOUNT_RATE = "discount_rate_from_year_"

HIGHEST_DISCOUNT_RATE = 0.5
NET_TAX_FACTORS = (0.5, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One price or weight, with its unit and where it is from."""

    value: float
    unit: str
    price_level: int | None
    """The year whose money it is in, None for what is no money."""

    source: str
    confidence: str
    """A or B if it stands in a named source, C from memory or estimated, D a placeholder."""


def price_of(row: Mapping[Any, Any]) -> Price:
    """Return the price of one row of a price table.

    Raises
    ------
    InputError
        If it is no number.

    Examples
    --------
    >>> sheet = {"key": "days_per_year", "value": 335, "unit": "days", "price_level": None}
    >>> price_of(sheet | {"source": "guess", "confidence": "D"}).value
    335.0
    """
    import pandas as pd

    level = row["price_level"]
    value = pd.to_numeric(row["value"], errors="coerce")
    if pd.isna(value):
        raise InputError(f"price {row['key']!r} must be a number, got {row['value']!r}")
    return Price(
        value=float(value),
        unit=str(row["unit"]),
        price_level=None if pd.isna(level) else int(level),
        source=str(row["source"]),
        confidence=str(row["confidence"]),
    )


def refuse_per_cent(key: str, value: float) -> None:
    """Refuse a share or factor that can only be meant in per cent.

    Raises
    ------
    InputError
        If `value` is out of all proportion for what `key` is.

    Examples
    --------
    >>> refuse_per_cent("discount_rate_from_year_0", 0.035)
    """
    lowest, highest = NET_TAX_FACTORS
    if key.startswith(DISCOUNT_RATE) and value > HIGHEST_DISCOUNT_RATE:
        raise InputError(f"price {key!r} must be a share such as 0.035 for 3.5 %, got {value}")
    if key == "labour_distortion" and value >= 1:
        raise InputError(f"price {key!r} must be a share such as 0.1 for 10 %, got {value}")
    if key == "net_tax_factor" and not lowest <= value <= highest:
        raise InputError(f"price {key!r} must be a factor such as 1.28 for 28 %, got {value}")
