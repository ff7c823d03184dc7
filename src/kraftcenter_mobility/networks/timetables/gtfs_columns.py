"""Columns of a feed's tables: each different text once, and where it stands.

A table of millions of calls holds few different times and ids. So texts are read, trimmed
and understood once each, and spread over the rows as numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .gtfs_notices import note_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.notices import Notices

__all__ = ["NO_TIME", "Column", "Table"]

NO_TIME = -1
"""Stands where a time is blank or none."""

LONGEST_HOURS = 168
"""A trip that takes more than a week is a slip of the pen."""

_TIME = re.compile(r"(\d{1,3}):([0-5]?\d):([0-5]?\d)", re.ASCII)
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


class Column(NamedTuple):
    """The texts of a column."""

    code: IntArray
    """Of each row, a position in `value`. Shape (n_rows,)."""

    value: NDArray[np.object_]
    """The different texts. Shape (n_values,)."""


class Table:
    """A table of a feed, of which only the columns that are used are kept."""

    def __init__(
        self, name: str, n_rows: int, columns: dict[str, Column], notices: Notices
    ) -> None:
        """Keep the columns of a table."""
        self.name, self.n_rows, self._columns, self._notices = name, n_rows, columns, notices

    def __contains__(self, column: str) -> bool:
        """Say whether the table has a column."""
        return column in self._columns

    def column(self, name: str) -> Column:
        """Return a column; one of blanks if the table has none of that name."""
        blank = Column(np.zeros(self.n_rows, dtype=np.int64), np.array([""], dtype=object))
        return self._columns.get(name, blank)

    def rows(self, kept: BoolArray) -> Table:
        """Return the table with some of its rows."""
        columns = {
            name: Column(column.code[kept], column.value) for name, column in self._columns.items()
        }
        return Table(self.name, int(np.count_nonzero(kept)), columns, self._notices)

    def text(self, name: str) -> list[str]:
        """Return the texts of a column, row by row."""
        column = self.column(name)
        texts: list[str] = column.value[column.code].tolist()
        return texts

    def is_blank(self, name: str) -> BoolArray:
        """Say in which rows a column is blank. Shape (n_rows,)."""
        column = self.column(name)
        blank: BoolArray = (column.value == "")[column.code]
        return blank

    def note(self, code: str, odd: BoolArray, *names: str) -> None:
        """Count rows that are odd, and show what some of their columns say."""
        if not odd.any():
            return
        columns = {name: self.column(name) for name in names}

        def example(row: int) -> str:
            shown = (f"{name} {c.value[c.code[row]]!r}" for name, c in columns.items())
            return f"{self.name}: " + ", ".join(shown)

        note_rows(self._notices, code, odd, example)

    def required(self, *names: str) -> Table:
        """Return the rows in which some columns are not blank, and count the others."""
        table = self
        for name in names:
            blank = table.is_blank(name)
            if blank.any():
                table.note("missing_required_field", blank, name, *names)
                table = table.rows(~blank)
        return table

    def unique(self, *names: str) -> Table:
        """Return the first row of every key, and count the others."""
        key = np.zeros(self.n_rows, dtype=np.int64)
        for name in names:
            column = self.column(name)
            key = key * column.value.size + column.code
        again = np.ones(self.n_rows, dtype=np.bool_)
        again[np.unique(key, return_index=True)[1]] = False
        if not again.any():
            return self
        self.note("duplicate_key", again, *names)
        return self.rows(~again)

    def positions(self, name: str, known: Iterable[str]) -> IntArray:
        """Return where a column's ids stand among known ones, -1 if nowhere. Shape (n_rows,)."""
        column = self.column(name)
        place = {key: position for position, key in enumerate(known)}
        found = np.array([place.get(value, -1) for value in column.value.tolist()], dtype=np.int64)
        return found[column.code]

    def numbers(
        self, name: str, *, low: float = -np.inf, high: float = np.inf, whole: bool = False
    ) -> FloatArray:
        """Return the numbers of a column, NaN where there is none. Shape (n_rows,).

        Parameters
        ----------
        name : str
            The column.
        low, high : float
            Numbers outside are counted, and taken as blank.
        whole : bool
            Whether only whole numbers will do.

        Returns
        -------
        numpy.ndarray
            In the column's own unit.
        """
        import pandas as pd

        column = self.column(name)
        parsed = pd.to_numeric(column.value, errors="coerce")
        number: FloatArray = np.array(parsed, dtype=np.float64)
        no_number = ~np.isfinite(number) | (whole & (number != np.floor(number)))
        code = "invalid_integer" if whole else "invalid_float"
        self.note(code, (no_number & (column.value != ""))[column.code], name)
        outside = ~no_number & ((number < low) | (number > high))
        self.note("number_out_of_range", outside[column.code], name)
        number[no_number | outside] = np.nan
        return number[column.code]

    def kinds(self, name: str, known: Iterable[int], *, default: int = 0) -> IntArray:
        """Return the numbers of a column of kinds, `default` where blank. Shape (n_rows,)."""
        number = self.numbers(name, whole=True)
        number[np.isnan(number)] = default
        odd = ~np.isin(number, list(known))
        self.note("unexpected_enum_value", odd, name)
        return np.where(odd, default, number).astype(np.int64)

    def times(self, name: str) -> IntArray:
        """Return the times of a column in seconds, NO_TIME where there is none. (n_rows,)."""
        column = self.column(name)
        seconds = np.array([_seconds(text) for text in column.value.tolist()], dtype=np.int64)
        odd = (seconds == NO_TIME) & (column.value != "")
        self.note("invalid_time", odd[column.code], name)
        return seconds[column.code]

    def days(self, name: str) -> IntArray:
        """Return the dates of a column as ordinals, 0 where there is none. Shape (n_rows,)."""
        column = self.column(name)
        ordinals = np.array([_ordinal(text) for text in column.value.tolist()], dtype=np.int64)
        self.note("invalid_date", (ordinals == 0)[column.code], name)
        return ordinals[column.code]


def _seconds(text: str) -> int:
    """Return a time such as "6:08:00" or "25:10:00" in seconds."""
    match = _TIME.fullmatch(text)
    if match is None or int(match[1]) > LONGEST_HOURS:
        return NO_TIME
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])


def _ordinal(text: str) -> int:
    """Return a date such as "20260329" as its ordinal, 0 if there is no such day."""
    match = _DATE.fullmatch(text)
    if match is None:
        return 0
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])).toordinal()
    except ValueError:
        return 0
