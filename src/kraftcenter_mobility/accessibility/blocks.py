"""A table of travel times, read some origins at a time.

Blocks are cut by the size of the table alone, whatever form the times came in. So the same
times give the same answer to the last bit, as a wide table, a long one or a stream.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError

from .amounts import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray

__all__ = ["Block", "TimesTable", "checked_seconds", "rows_per_block"]

BLOCK_CELLS = 1 << 16
"""Half a megabyte of times: they, and what is made of them, stay in a processor's cache."""


class Block(NamedTuple):
    """Some origins in a row, and how long it takes from them to every destination."""

    rows: slice
    """Where the origins stand in the table."""

    travel_time_s: FloatArray
    """Seconds, shape (n_rows, n_destinations), infinite where there is no way; read-only."""


@dataclass(frozen=True, slots=True, eq=False)
class TimesTable:
    """Travel times from origins to destinations, whatever form they came in.

    Made by :func:`kraftcenter_mobility.accessibility.travel_times`.
    """

    origins: pd.Index
    """The names of the origins, shape (n_origins,)."""

    destinations: pd.Index
    """The names of the destinations, shape (n_destinations,)."""

    rows: Callable[[int], Iterator[Any]]
    """From a number of rows to arrays of that many rows each, in order; the last may be shorter."""

    turned: Callable[[], TimesTable] | None = None
    """Makes the table seen from the destinations; None if that cannot be held in memory."""

    @property
    def n_origins(self) -> int:
        """How many origins there are."""
        return len(self.origins)

    @property
    def n_destinations(self) -> int:
        """How many destinations there are."""
        return len(self.destinations)

    def blocks(self) -> Iterator[Block]:
        """Return the table block by block, from the first origin to the last.

        Yields
        ------
        Block
            Some origins, and their times to all destinations in seconds.

        Raises
        ------
        InputError
            If a time is NaN or negative, or a stream cannot be read again or ends early.
        """
        start = 0
        for given in self.rows(rows_per_block(self.n_destinations)):
            rows = slice(start, start + len(given))
            yield Block(rows, checked_seconds(given, self.origins[rows], self.destinations))
            start = rows.stop
        if start != self.n_origins:
            raise InputError(
                f"travel times end after {start} of {self.n_origins} origins; the first without "
                f"is {self.origins[start]!r}"
            )

    def __reduce__(self) -> tuple[Any, ...]:
        """Refuse to be pickled or copied: what reads the times belongs to this process.

        Raises
        ------
        InputError
            Always.
        """
        raise InputError(
            "a TimesTable cannot be pickled or copied; hand on the travel times that it was "
            "made from, and call travel_times there"
        )

    def __repr__(self) -> str:
        """Say how large the table is."""
        return f"<TimesTable {self.n_origins} origins x {self.n_destinations} destinations>"


def rows_per_block(n_destinations: int) -> int:
    """Return how many origins are read at a time."""
    return max(1, BLOCK_CELLS // max(1, n_destinations))


def checked_seconds(values: Any, origins: pd.Index, destinations: pd.Index) -> FloatArray:
    """Return times as a read-only array, or refuse NaN and what lies before zero.

    Raises
    ------
    InputError
        If a time is NaN or negative, which the message names.
    """
    seconds: FloatArray = np.ascontiguousarray(values, dtype=np.float64)
    if seconds is values:
        seconds = seconds.view()
    seconds.flags.writeable = False
    bad: BoolArray = ~(seconds >= 0)
    if bad.any():
        row, column = (int(each[0]) for each in np.nonzero(bad))
        refuse_times(bad, seconds[row, column], f"{origins[row]!r} to {destinations[column]!r}")
    return seconds


def refuse_times(bad: BoolArray, value: float, where: str) -> None:
    """Say that times are NaN or negative.

    Raises
    ------
    InputError
        Always.
    """
    if np.isnan(value):
        raise InputError(
            f"travel times must not be NaN; {int(bad.sum())} of {bad.size} are NaN or negative, "
            f"the first from {where}; where there is no way, write infinity: "
            f"times.fillna(float('inf'))"
        )
    raise InputError(
        f"travel times must be zero or more seconds; {int(bad.sum())} of {bad.size} are not, the "
        f"first {value:g} from {where}"
    )


def refuse_other_names(wanted: pd.Index, found: pd.Index, what: str, *, where: str) -> None:
    """Refuse names that are not the same on both sides, in any order.

    Raises
    ------
    InputError
        If one is missing on either side, which the message names.
    """
    if found.equals(wanted):
        return
    missing = wanted[found.get_indexer(wanted) < 0]
    surplus = found[wanted.get_indexer(found) < 0]
    if len(missing) or len(surplus):
        raise InputError(
            f"{where} has other {what} than those named: {len(missing)} missing "
            f"({quoted(missing) or 'none'}), {len(surplus)} not asked for "
            f"({quoted(surplus) or 'none'}); leave them out, or name them all"
        )
