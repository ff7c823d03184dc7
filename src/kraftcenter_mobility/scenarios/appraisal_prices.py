"""Unit prices for appraisal: a table with a version, that says where each price is from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.arguments import check_number, path_of
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.herning import TABLES
from kraftcenter_mobility.locations import listed

from .appraisal_copies import made_again
from .appraisal_money import moved
from .appraisal_price import DISCOUNT_RATE, Price, price_of, refuse_per_cent

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Price", "PriceTable"]

COLUMNS = ("version", "key", "value", "unit", "price_level", "source", "confidence")
DOCUMENTED = ("A", "B")
"""The letters of confidence of what stands in a named source."""


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Prices by their keys, such as ``value_of_time_business``, under one version.

    Parameters
    ----------
    version : str
        What an appraisal names as its prices.
    prices : mapping of str to Price
        The prices.

    Examples
    --------
    >>> prices = PriceTable.bundled()
    >>> prices["value_of_time_business"].value
    430.0
    >>> own = prices.with_price(
    ...     "value_of_time_business", 395, source="sheet 2.1, row 14", confidence="A"
    ... )
    >>> own["value_of_time_business"].source, own.version
    ('sheet 2.1, row 14', '2026-11 (placeholder), changed')
    """

    version: str
    prices: Mapping[str, Price]

    def __post_init__(self) -> None:
        """Refuse prices that cannot be, and fix the others."""
        for key, price in self.prices.items():
            check_number(f"price {key!r}", price.value)
            if price.value == float("inf"):
                raise InputError(f"price {key!r} must be finite, got inf")
            refuse_per_cent(key, price.value)
        object.__setattr__(self, "prices", MappingProxyType(dict(self.prices)))

    def __hash__(self) -> int:
        """Return the same number for tables that are equal."""
        return hash((self.version, frozenset(self.prices.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make it again, for pickle and copy."""
        return made_again(self)

    @classmethod
    def bundled(cls) -> PriceTable:
        """Return the table that comes with the package, most of it from memory.

        It shows what a table looks like and lets examples run. Replace it, or each price, by
        the current sheet before a result is used.
        """
        return cls.from_csv(TABLES / "unit_prices.csv")

    @classmethod
    def from_csv(cls, path: str | os.PathLike[str]) -> PriceTable:
        """Read a table from a CSV file.

        Parameters
        ----------
        path : str or Path
            A file in UTF-8 with the columns version, key, value, unit, price_level, source
            and confidence, and one version throughout.

        Returns
        -------
        PriceTable
            The prices in it.

        Raises
        ------
        InputError
            If the file cannot be read, or is no such table.
        """
        import pandas as pd

        path = path_of(path, "the price table")
        damaged = (pd.errors.ParserError, pd.errors.EmptyDataError)
        try:
            return cls.from_table(pd.read_csv(path))
        except (OSError, UnicodeDecodeError, *damaged) as trouble:
            raise InputError(f"{path}: cannot be read as a price table: {trouble}") from trouble

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> PriceTable:
        """Return the prices of a DataFrame with the columns of :meth:`from_csv`.

        Parameters
        ----------
        table : DataFrame, shape (n_prices, 7)
            One price per row.

        Returns
        -------
        PriceTable
            The prices in it.

        Raises
        ------
        InputError
            If a column is missing, a key is there twice, or there is not one version.
        """
        if missing := [column for column in COLUMNS if column not in table.columns]:
            raise InputError(f"the price table has no column {listed(missing)}")
        if twice := list(table["key"][table["key"].duplicated()]):
            raise InputError(f"the price table has more than one price for {listed(twice)}")
        versions = table["version"].astype(str).unique()
        if len(versions) != 1:
            raise InputError(f"a price table must have one version, got {listed(versions)}")
        return cls(
            str(versions[0]), {str(row["key"]): price_of(row) for row in table.to_dict("records")}
        )

    def __getitem__(self, key: str) -> Price:
        """Return one price.

        Raises
        ------
        InputError
            If there is none of that name.
        """
        if key not in self.prices:
            near = get_close_matches(str(key), self.prices, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise InputError(
                f"price table {self.version!r} has no {key!r}{hint}; add it with "
                f".with_price({key!r}, ..., source=...)"
            )
        return self.prices[key]

    def with_price(  # noqa: PLR0913 - a price has no fewer sides
        self,
        key: str,
        value: float,
        *,
        source: str,
        unit: str | None = None,
        price_level: int | None = None,
        confidence: str = "D",
    ) -> PriceTable:
        """Return a changed copy in which one price is another, or new.

        Parameters
        ----------
        key : str
            Which one.
        value : float
            What it is now.
        source : str
            Where it is from.
        unit : str, optional
            Its unit; that of the price it replaces if not given.
        price_level : int, optional
            The year whose money it is in; that of the price it replaces if not given.
        confidence : str, optional
            How good it is, a letter as in :class:`Price`; a placeholder unless you say that
            it stands in the source.

        Returns
        -------
        PriceTable
            Its version ends with "changed".

        Raises
        ------
        InputError
            If it is new and has no unit, or is no number of zero or more.
        """
        before = self.prices.get(key)
        if before is None and unit is None:
            raise InputError(f"{key!r} is a new price: say its unit=, such as 'DKK/h'")
        check_number(f"price {key!r}", value)
        made = Price(
            value=float(value),
            unit=unit or (before.unit if before else ""),
            price_level=price_level or (before.price_level if before else None),
            source=source,
            confidence=confidence,
        )
        return PriceTable(_changed(self.version), {**self.prices, key: made})

    def at_price_level(self, year: int, *, index: Mapping[int, float]) -> PriceTable:
        """Return a changed copy with all money in that of one year.

        Parameters
        ----------
        year : int
            The year.
        index : mapping of int to float
            A price index by year, with this one and those of the prices to be moved.

        Returns
        -------
        PriceTable
            Weights, rates and days as they are, and so are prices of years that the index
            lacks, which :func:`.appraisal.appraise` refuses if it needs them.

        Raises
        ------
        InputError
            If the index lacks the year, or those of all prices.
        """
        levels = [price.price_level for price in self.prices.values() if price.price_level]
        moved(1.0, year, year, index)
        if levels and not any(level in index for level in levels):
            moved(1.0, levels[0], year, index)
        prices = {
            key: price
            if price.price_level is None or price.price_level not in index
            else replace(
                price,
                value=moved(price.value, price.price_level, year, index),
                price_level=year,
            )
            for key, price in self.prices.items()
        }
        return PriceTable(f"{self.version}, at prices of {year}", prices)

    @property
    def discount_bands(self) -> tuple[tuple[int, float], ...]:
        """The first year of each rate of discount, and the rate."""
        bands = (
            (int(key.removeprefix(DISCOUNT_RATE)), price.value)
            for key, price in self.prices.items()
            if key.startswith(DISCOUNT_RATE)
        )
        return tuple(sorted(bands))

    def undocumented(self) -> tuple[str, ...]:
        """Return the keys of prices from memory, estimates and placeholders."""
        return tuple(
            key for key, price in self.prices.items() if price.confidence not in DOCUMENTED
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a DataFrame, indexed by key."""
        import pandas as pd

        fields = [*COLUMNS[2:]]
        rows = [[getattr(price, field) for field in fields] for price in self.prices.values()]
        return pd.DataFrame(rows, index=pd.Index(self.prices, name="key"), columns=fields)

    def __repr__(self) -> str:
        """Say the version, and how many prices should be looked up."""
        return (
            f"<PriceTable {self.version}: {len(self.prices)} prices, "
            f"{len(self.undocumented())} of them from memory or placeholders>"
        )


def _changed(version: str) -> str:
    """Return a version that says it is changed, once."""
    return version if version.endswith(", changed") else f"{version}, changed"
