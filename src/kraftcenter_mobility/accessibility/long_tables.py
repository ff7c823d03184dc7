"""Travel times as a long table: one row for each pair of origin and destination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.locations import listed

from .amounts import is_real, quoted, refuse_repeated
from .blocks import TimesTable, refuse_times

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["Pairs", "from_long", "is_long", "pairs_of", "places_of"]

KEYS = ("origin", "destination")
VALUE = "travel_time_s"


class Pairs(NamedTuple):
    """Pairs of places by their positions, and how long it takes between them."""

    origin: IntArray
    destination: IntArray
    travel_time_s: FloatArray

    def taken(self, rows: Any) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.origin[rows], self.destination[rows], self.travel_time_s[rows])


def is_long(times: Any) -> bool:
    """Say whether a table has one row per pair: by its columns, or the levels of its index."""
    return set(KEYS) <= _fields(times)


def from_long(times: Any, *, origins: pd.Index | None, destinations: pd.Index | None) -> TimesTable:
    """Return a long table in the form that measures read.

    Parameters
    ----------
    times : DataFrame or Series, shape (n_pairs,)
        With ``origin`` and ``destination`` as columns or index levels, and ``travel_time_s``
        in seconds. Pairs that are not given have no way.
    origins, destinations : Index, optional
        All places, in the order wanted. Those of the pairs, in the order in which they
        first occur, if not given.

    Returns
    -------
    TimesTable
        Of all origins and destinations.

    Raises
    ------
    InputError
        If a column is missing, a pair stands twice, a time cannot be, or a place is unknown.
    """
    if origins is None or destinations is None:
        found = places_of(times)
        origins = found[0] if origins is None else origins
        destinations = found[1] if destinations is None else destinations
    pairs = pairs_of(times, origins, destinations)
    return _table(_sorted(pairs, origins, destinations), origins, destinations)


def places_of(times: Any) -> tuple[pd.Index, pd.Index]:
    """Return the origins and destinations of a long table, in the order of their first pairs."""
    import pandas as pd

    found = (pd.Index(_field(times, key).unique(), name=key) for key in KEYS)
    first, second = found
    for names, key in ((first, KEYS[0]), (second, KEYS[1])):
        refuse_repeated(names, f"travel times: the names in {key!r}")
    return first, second


def pairs_of(times: Any, origins: pd.Index, destinations: pd.Index) -> Pairs:
    """Return the pairs of a long table by position, in the order in which they stand.

    Raises
    ------
    InputError
        If a column is missing, a time is no number, NaN or negative, or a place is unknown.
    """
    seconds = times if _is_series(times) else _field(times, VALUE)
    if len(seconds) and not is_real(seconds.dtype):
        raise InputError(f"{VALUE} must be numbers of seconds, not {seconds.dtype}")
    travel_time_s: FloatArray = seconds.to_numpy(dtype=np.float64, na_value=np.nan)
    origin = _positions(_field(times, KEYS[0]), origins, KEYS[0])
    destination = _positions(_field(times, KEYS[1]), destinations, KEYS[1])
    bad = ~(travel_time_s >= 0)
    if bad.any():
        first = int(bad.argmax())
        names = (origins[origin[first]], destinations[destination[first]])
        refuse_times(bad, travel_time_s[first], f"{names[0]!r} to {names[1]!r}")
    return Pairs(origin, destination, travel_time_s)


def refuse_repeated_pair(origin: object, destination: object, *, more: int | None = None) -> None:
    """Say that a pair of places has several times.

    Raises
    ------
    InputError
        Always.
    """
    counted = "" if more is None else f"{more} stand again, "
    raise InputError(
        f"travel times must hold each pair once; {counted}the first from {origin!r} to "
        f"{destination!r}; keep one of them, such as the smallest: "
        f"times.groupby(['origin', 'destination']).min()"
    )


def _table(pairs: Pairs, origins: pd.Index, destinations: pd.Index) -> TimesTable:
    """Return pairs in the order of their origins as a table."""

    def rows(count: int) -> Iterator[FloatArray]:
        for start in range(0, len(origins), count):
            stop = min(start + count, len(origins))
            low, high = np.searchsorted(pairs.origin, [start, stop])
            block = np.full((stop - start, len(destinations)), np.inf)
            some = slice(low, high)
            block[pairs.origin[some] - start, pairs.destination[some]] = pairs.travel_time_s[some]
            yield block

    def turned() -> TimesTable:
        other = Pairs(pairs.destination, pairs.origin, pairs.travel_time_s)
        return _table(_sorted(other, destinations, origins), destinations, origins)

    return TimesTable(origins, destinations, rows, turned)


def _sorted(pairs: Pairs, origins: pd.Index, destinations: pd.Index) -> Pairs:
    """Return pairs by origin and destination, each once."""
    cell = pairs.origin * np.int64(max(1, len(destinations))) + pairs.destination
    if (np.diff(cell) > 0).all():
        return pairs
    order = np.argsort(cell, kind="stable")
    cell = cell[order]
    again = cell[1:] == cell[:-1]
    if again.any():
        origin, destination = divmod(int(cell[int(again.argmax())]), len(destinations))
        refuse_repeated_pair(origins[origin], destinations[destination], more=int(again.sum()))
    return pairs.taken(order)


def _fields(times: Any) -> set[object]:
    """Return the names that a table can be read by: columns and levels of the index."""
    columns = set() if _is_series(times) else set(times.columns)
    return columns | {name for name in times.index.names if name is not None}


def _field(times: Any, name: str) -> Any:
    """Return a column or a level of the index as a Series."""
    if not _is_series(times) and name in times.columns:
        return times[name]
    if name in times.index.names:
        return times.index.get_level_values(name).to_series(index=times.index)
    raise InputError(
        f"a long table of travel times must have {name!r} as a column or level of its index; it "
        f"has {listed(sorted(map(str, _fields(times))))}. Times must be in seconds"
    )


def _is_series(times: Any) -> bool:
    """Say whether there are no columns to choose from."""
    return not hasattr(times, "columns")


def _positions(names: Any, places: pd.Index, key: str) -> IntArray:
    """Return where names stand among the places."""
    found: IntArray = places.get_indexer(names).astype(np.int64)
    if (unknown := found < 0).any():
        who = names[unknown].unique()
        raise InputError(
            f"travel times have {len(who)} {key}s that are not among the {len(places)} named in "
            f"{key}s: {quoted(who)}; name them too, or leave their pairs out"
        )
    return found
