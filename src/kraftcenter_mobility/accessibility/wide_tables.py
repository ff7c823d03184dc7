"""Travel times as a wide table: an origin in every row, a destination in every column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.locations import listed

from .amounts import is_real, refuse_repeated
from .blocks import TimesTable, refuse_other_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["from_array", "from_wide", "wide_values"]

LONG_NAMES = {"origin", "destination", "travel_time_s", "from_id", "to_id", "travel_time"}
"""Columns by which a long table is known even if some are missing or in another tool's words."""

TABLE = 2


def from_wide(
    times: pd.DataFrame, *, origins: pd.Index | None, destinations: pd.Index | None
) -> TimesTable:
    """Return a wide table in the form that measures read.

    Parameters
    ----------
    times : DataFrame, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    origins, destinations : Index, optional
        The same places in the order wanted.

    Returns
    -------
    TimesTable
        Of the same origins and destinations.

    Raises
    ------
    InputError
        If columns are no numbers, or the places are others than those given.
    PlacesError
        If a name stands twice, or is missing.
    """
    _refuse_what_is_not_wide(times)
    refuse_repeated(times.index, "travel times: the names of the origins")
    refuse_repeated(times.columns, "travel times: the names of the destinations")
    if origins is not None:
        refuse_other_names(origins, times.index, "origins", where="the table")
        times = times.reindex(index=origins)
    if destinations is not None:
        refuse_other_names(destinations, times.columns, "destinations", where="the table")
        times = times.reindex(columns=destinations)
    _refuse_what_is_no_number(times)

    def rows(count: int) -> Iterator[FloatArray]:
        for start in range(0, len(times), count):
            yield _floats(times.iloc[start : start + count])

    def turned() -> TimesTable:
        return from_array(_floats(times).T, origins=times.columns, destinations=times.index)

    return TimesTable(times.index, times.columns, rows, turned)


def from_array(
    times: Any, *, origins: pd.Index | None, destinations: pd.Index | None
) -> TimesTable:
    """Return an array of travel times in the form that measures read.

    Parameters
    ----------
    times : ndarray, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    origins, destinations : Index
        The names of the rows and of the columns.

    Returns
    -------
    TimesTable
        Of these origins and destinations.

    Raises
    ------
    InputError
        If names are missing, or not as many as there are rows and columns.
    """
    if origins is None or destinations is None:
        raise InputError(
            "origins and destinations must be given with an array of travel times, which has "
            "no names"
        )
    values = wide_values(times, origins, destinations)

    def rows(count: int) -> Iterator[FloatArray]:
        for start in range(0, len(values), count):
            yield values[start : start + count]

    def turned() -> TimesTable:
        return from_array(values.T, origins=destinations, destinations=origins)

    return TimesTable(origins, destinations, rows, turned)


def wide_values(
    part: Any, origins: pd.Index, destinations: pd.Index, *, first: int = 0
) -> FloatArray:
    """Return a part of a wide table as an array, its columns in the order wanted.

    Parameters
    ----------
    part : DataFrame or ndarray, shape (n_origins, n_destinations)
        Travel times in seconds.
    origins : Index, shape (n_origins,)
        The origins that must be in it, in their order.
    destinations : Index, shape (n_destinations,)
        The destinations that must be in it, in any order if they have names.
    first : int
        Where the part begins in the whole table, for messages.

    Returns
    -------
    ndarray, shape (n_origins, n_destinations)
        Travel times in seconds.

    Raises
    ------
    InputError
        If the part is about other places, or holds no numbers.
    """
    if not hasattr(part, "columns"):
        return _array(part, len(origins), len(destinations))
    if not part.index.equals(origins):
        same = min(len(origins), len(part))
        differs = np.flatnonzero(part.index[:same] != origins[:same])
        at = int(differs[0]) if differs.size else same
        raise InputError(
            f"travel times that come in parts must follow the order of the origins; number "
            f"{first + at + 1} is {part.index[at]!r}, and "
            + (f"{origins[at]!r} was expected" if at < len(origins) else "none was expected")
        )
    if not part.columns.equals(destinations):
        refuse_other_names(destinations, part.columns, "destinations", where="a part")
        part = part[list(destinations)]
    _refuse_what_is_no_number(part)
    return _floats(part)


def _array(part: Any, n_origins: int, n_destinations: int) -> FloatArray:
    """Return an array of the right shape."""
    values = np.asarray(part)
    if values.dtype.kind not in "fiu":
        raise InputError(f"travel times must be numbers of seconds, not {values.dtype}")
    if values.ndim != TABLE or values.shape != (n_origins, n_destinations):
        raise InputError(
            f"an array of travel times must have shape ({n_origins}, {n_destinations}), one row "
            f"per origin and one column per destination; got {values.shape}"
        )
    return values


def _floats(times: pd.DataFrame) -> FloatArray:
    """Return the values of a table as floats."""
    floats: FloatArray = times.to_numpy(dtype=np.float64, na_value=np.nan)
    return floats


def _refuse_what_is_not_wide(times: pd.DataFrame) -> None:
    """Refuse a long table in other words, and several percentiles side by side."""
    if times.columns.nlevels > 1 or times.index.nlevels > 1:
        raise InputError(
            f"a wide table of travel times must have one name per row and column; its columns "
            f"have {times.columns.nlevels} levels ({listed(times.columns.names)}) and its rows "
            f"{times.index.nlevels}"
        )
    known = [name for name in times.columns if name in LONG_NAMES]
    if len(known) > 1:
        raise InputError(
            f"a long table of travel times must have columns 'origin', 'destination' and "
            f"'travel_time_s', in seconds; it has {listed(times.columns)}. Rename them, and "
            f"multiply minutes by 60"
        )


def _refuse_what_is_no_number(times: pd.DataFrame) -> None:
    """Refuse text, durations and the like among the times."""
    for name, dtype in zip(times.columns, times.dtypes, strict=True):
        if len(times) and not is_real(dtype):
            raise InputError(
                f"travel times must be numbers of seconds; the column {name!r} is of {dtype}"
            )
