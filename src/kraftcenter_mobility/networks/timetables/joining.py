"""Put the trips of lines and of feeds side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .gtfs_arrays import read_only
from .trips import ChangeRules, Trips

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["joined_trips", "no_rules", "no_trips"]


def no_trips() -> Trips:
    """Return the trips of a day on which nothing runs."""
    none, never = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    no_flag = np.zeros(0, dtype=np.bool_)
    first = np.zeros(1, dtype=np.int64)
    return read_only(Trips(first, none, never, never, no_flag, no_flag, none, none, (), ()))


def no_rules() -> ChangeRules:
    """Return the rules of operators that say nothing of changes."""
    none = np.zeros(0, dtype=np.int64)
    return read_only(ChangeRules(none, none, none, none))


def joined_trips(parts: Sequence[Trips]) -> Trips:
    """Return the trips of several sources as those of one.

    Parameters
    ----------
    parts : sequence of Trips
        All in the seconds of one service day, and calling at stops of one numbering; those
        of one feed at most have shapes. Parts with the very same tuple of lines share them;
        else each has lines of its own, even if they are called the same.

    Returns
    -------
    Trips
        In the order of `parts`; none if there are no parts.
    """
    full = [part for part in parts if part.n_trips] or list(parts[:1])
    if len(full) == 1 and all(part.lines is full[0].lines for part in parts):
        return full[0]
    parts = [no_trips(), *parts]
    n_calls = np.concatenate([np.diff(part.first_call) for part in parts])
    first_call = np.zeros(n_calls.size + 1, dtype=np.int64)
    np.cumsum(n_calls, out=first_call[1:])
    tables = {id(part.lines): part.lines for part in parts}
    n_before = np.cumsum([0, *map(len, tables.values())])
    first_line = dict(zip(tables, n_before.tolist(), strict=False))
    line = [part.line + first_line[id(part.lines)] for part in parts]
    return read_only(
        Trips(
            first_call,
            np.concatenate([part.stop for part in parts]).astype(np.int64, copy=False),
            np.concatenate([part.arrival_s for part in parts]).astype(np.int32, copy=False),
            np.concatenate([part.departure_s for part in parts]).astype(np.int32, copy=False),
            np.concatenate([part.can_board for part in parts]),
            np.concatenate([part.can_alight for part in parts]),
            np.concatenate(line).astype(np.int64, copy=False),
            np.concatenate([part.shape for part in parts]).astype(np.int64, copy=False),
            tuple(trip_id for part in parts for trip_id in part.trip_id),
            tuple(info for table in tables.values() for info in table),
        )
    )
