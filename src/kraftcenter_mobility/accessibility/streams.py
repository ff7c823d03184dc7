"""Travel times that come some origins at a time, because all at once would not fit.

The parts may be of any size, wide or long. They are poured into blocks of one size, and
nothing is kept of a block once it has been read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError

from .amounts import refuse_repeated
from .blocks import TimesTable
from .long_tables import is_long, pairs_of, places_of, refuse_repeated_pair
from .percentiles import chosen_percentile
from .wide_tables import wide_values

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .long_tables import Pairs

__all__ = ["from_stream"]


def from_stream(
    times: Any,
    *,
    origins: pd.Index | None,
    destinations: pd.Index | None,
    percentile: float | None = None,
) -> TimesTable:
    """Return parts of a table in the form that measures read.

    Parameters
    ----------
    times : callable, iterable or iterator
        Parts of the table from the first origin to the last: wide DataFrames, arrays of
        shape (n_some_origins, n_destinations), or long tables sorted by origin. A callable
        without arguments returns them from the start each time it is called; an iterator
        can be read only once.
    origins, destinations : Index, optional
        All places. Looked for in the parts, which reads them once more, if not given.
    percentile : float, optional
        Which one of those that every part holds.

    Returns
    -------
    TimesTable
        Of all origins and destinations. It cannot be turned round.

    Raises
    ------
    InputError
        If `times` is nothing of the kind, or the places of an iterator are not given.
    """
    opened = _opener(times)

    def parts() -> Iterator[Any]:
        return (chosen_percentile(_part(each), percentile) for each in opened())

    if origins is None or destinations is None:
        if isinstance(times, Iterator):
            raise InputError(
                "origins and destinations must be given with an iterator of travel times, which "
                "can be read only once; or give a function that returns one"
            )
        found = _places(parts())
        origins = found[0] if origins is None else origins
        destinations = found[1] if destinations is None else destinations

    def rows(count: int) -> Iterator[FloatArray]:
        return _Pourer(origins, destinations, count).pour(parts())

    return TimesTable(origins, destinations, rows)


def _opener(times: Any) -> Callable[[], Iterator[Any]]:
    """Return a function that begins a stream, once only if it is an iterator."""
    if callable(times):
        return lambda: _begun(times())
    if not isinstance(times, Iterable) or isinstance(times, str | Mapping):
        raise InputError(
            f"times must be a table of travel times in seconds, wide or long, or parts of one; "
            f"got {type(times).__name__}"
        )
    if not isinstance(times, Iterator):
        return lambda: iter(times)
    left = [times]

    def once() -> Iterator[Any]:
        if not left:
            raise InputError(
                "travel times from an iterator can be read only once, and this needs them again; "
                "give a function that returns a new iterator"
            )
        return left.pop()

    return once


def _begun(given: Any) -> Iterator[Any]:
    """Return what a function gave as a stream; a whole table is a stream of one part."""
    return iter([given]) if hasattr(given, "dtype") or hasattr(given, "iloc") else iter(given)


def _part(part: Any) -> Any:
    """Return a part of a stream, or say that it is none."""
    if not hasattr(part, "iloc") and not hasattr(part, "ndim"):
        raise InputError(
            f"travel times in parts must be tables or arrays of some origins each; one part is "
            f"of {type(part).__name__}. Numbers in lists go in as numpy.array(times), with "
            f"origins= and destinations="
        )
    return part


def _places(parts: Iterator[Any]) -> tuple[pd.Index, pd.Index]:
    """Return the origins and destinations of all parts, in the order of their coming."""
    import pandas as pd

    origins: dict[Any, None] = {}
    destinations: dict[Any, None] = {}
    names: tuple[Any, Any] | None = None
    for part in parts:
        if not hasattr(part, "iloc"):
            raise InputError(
                "origins and destinations must be given with arrays of travel times, which have "
                "no names"
            )
        some = places_of(part) if is_long(part) else (part.index, part.columns)
        if not is_long(part):
            refuse_repeated(part.index, "travel times: the names of the origins")
            refuse_repeated(part.columns, "travel times: the names of the destinations")
        origins.update(dict.fromkeys(some[0]))
        destinations.update(dict.fromkeys(some[1]))
        names = names or (some[0].name, some[1].name)
    if names is None:
        raise InputError(
            "travel times came without any part; give at least one, or name the origins and "
            "destinations"
        )
    return pd.Index(list(origins), name=names[0]), pd.Index(list(destinations), name=names[1])


class _Pourer:
    """Fills one block after another with what comes."""

    def __init__(self, origins: pd.Index, destinations: pd.Index, count: int) -> None:
        """Start with an empty block at the first origin."""
        self.origins, self.destinations, self.count = origins, destinations, count
        self.start = 0
        self._empty()

    def _empty(self) -> None:
        """Begin a block in which nothing can be reached."""
        left = min(self.count, len(self.origins) - self.start)
        shape = (max(0, left), len(self.destinations))
        self.block = np.full(shape, np.inf)
        self.given = np.zeros(shape, dtype=np.bool_)
        self.filled = 0

    def pour(self, parts: Iterator[Any]) -> Iterator[FloatArray]:
        """Return full blocks while they come, and the last one."""
        first = next(parts, None)
        if first is None:
            return
        long = hasattr(first, "iloc") and is_long(first)
        for part in chain([first], parts):
            if long != (hasattr(part, "iloc") and is_long(part)):
                raise InputError(
                    "travel times that come in parts must be all wide or all long; the first "
                    f"part is {'long' if long else 'wide'}, and a later one is not"
                )
            yield from self._long(part) if long else self._wide(part)
        if long:
            while self.start < len(self.origins):
                yield self._finished()
        elif self.filled:
            yield self.block[: self.filled]

    def _finished(self) -> FloatArray:
        """Return the block, and begin the next."""
        block = self.block
        self.start += len(block)
        self._empty()
        return block

    def _wide(self, part: Any) -> Iterator[FloatArray]:
        """Take rows, which must be those of the origins that come next."""
        at = self.start + self.filled
        values = wide_values(part, self.origins[at : at + len(part)], self.destinations, first=at)
        while len(values):
            taken = values[: len(self.block) - self.filled]
            self.block[self.filled : self.filled + len(taken)] = taken
            self.filled += len(taken)
            values = values[len(taken) :]
            if self.filled == len(self.block):
                yield self._finished()

    def _long(self, part: Any) -> Iterator[FloatArray]:
        """Take pairs, which must not be of origins before the block."""
        pairs = pairs_of(part, self.origins, self.destinations)
        order = np.argsort(pairs.origin, kind="stable")
        pairs = pairs.taken(order)
        if len(order) and pairs.origin[0] < self.start:
            raise InputError(
                f"travel times that come in parts must be sorted by origin, in the order of the "
                f"origins named; {self.origins[pairs.origin[0]]!r} comes too late"
            )
        while len(pairs.origin):
            stop = self.start + len(self.block)
            fits = int(np.searchsorted(pairs.origin, stop))
            self._put(pairs.taken(slice(fits)))
            pairs = pairs.taken(slice(fits, None))
            if len(pairs.origin):
                yield self._finished()

    def _put(self, pairs: Pairs) -> None:
        """Write pairs into the block, each once."""
        row = pairs.origin - self.start
        cell = row * max(1, len(self.destinations)) + pairs.destination
        again = self.given[row, pairs.destination]
        if not again.any() and (np.diff(cell) <= 0).any():
            seen = np.ones(cell.size, dtype=np.bool_)
            seen[np.unique(cell, return_index=True)[1]] = False
            again = seen
        if again.any():
            first = int(again.argmax())
            refuse_repeated_pair(
                self.origins[pairs.origin[first]], self.destinations[pairs.destination[first]]
            )
        self.block[row, pairs.destination] = pairs.travel_time_s
        self.given[row, pairs.destination] = True
