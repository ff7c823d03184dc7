"""Distances to schools, read as travel times are, and spoken of as what they are."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.cutoffs import UnitsWarning
from kraftcenter_mobility.errors import InputError, PlacesError

from .amounts import quoted
from .equity_sample import by_place
from .tables import travel_times

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .blocks import TimesTable

__all__ = ["all_distances", "district_distances", "warn_of_kilometres"]

LIKELY_KILOMETRES = 100.0
"""If nobody has as many metres to school, the distances are probably kilometres."""

IN_METRES = (
    ("travel_time_s", "distance_m"),
    ("travel times", "distances"),
    ("; multiply minutes by 60", ""),
    ("Times must", "Distances must"),
    ("seconds", "metres"),
    ("times.fillna", "distances.fillna"),
)


def all_distances(distances: Any) -> tuple[TimesTable, FloatArray]:
    """Return the names of a table of distances, and all its values.

    Parameters
    ----------
    distances : DataFrame or TimesTable, shape (n_origins, n_schools)
        Wide, or long with ``origin``, ``destination`` and ``distance_m``.

    Returns
    -------
    table : TimesTable
        Origins and schools.
    values : ndarray, shape (n_origins, n_schools)
        Infinite where there is no way.

    Raises
    ------
    InputError
        If a distance cannot be.
    PlacesError
        If a name stands twice.
    """
    with _of_distances():
        table = _read(distances)
        values = np.empty((table.n_origins, table.n_destinations))
        for block in table.blocks():
            values[block.rows] = block.travel_time_s
    return table, values


def district_distances(distances: Any, district: pd.Series | None) -> tuple[pd.Index, FloatArray]:
    """Return how far each origin's district school is, the nearest one without districts.

    Parameters
    ----------
    distances : DataFrame, stream or TimesTable, shape (n_origins, n_schools)
        Metres, as :func:`all_distances` takes them; also in parts.
    district : Series, shape (n_origins,), optional
        The name of each origin's school.

    Returns
    -------
    origins : Index, shape (n_origins,)
        Their names.
    district_m : ndarray, shape (n_origins,)
        Metres, infinite where there is no way.

    Raises
    ------
    InputError
        If a distance cannot be, or there is no school.
    PlacesError
        If an origin has no district school, or one that is not in the table.

    Warns
    -----
    UnitsWarning
        If all are so short that they are probably in kilometres.
    """
    with _of_distances():
        table = _read(distances)
        if not table.n_destinations:
            raise InputError("distances must be to at least one school")
        school = None if district is None else _schools(table, district)
        found = np.empty(table.n_origins)
        for block in table.blocks():
            values = block.travel_time_s
            if school is None:
                found[block.rows] = values.min(axis=1)
            else:
                found[block.rows] = values[np.arange(len(values)), school[block.rows]]
    warn_of_kilometres(found)
    return table.origins, found


def warn_of_kilometres(distance_m: FloatArray) -> None:
    """Warn if all of several distances look like kilometres.

    Parameters
    ----------
    distance_m : ndarray, shape (n,)
        Metres; infinite ones and zeros say nothing.
    """
    told = distance_m[np.isfinite(distance_m) & (distance_m > 0)]
    if told.size and told.max() < LIKELY_KILOMETRES:
        warnings.warn(
            f"nobody has {LIKELY_KILOMETRES:g} m to school, the longest way is {told.max():g} m; "
            f"if that was meant in kilometres, multiply by 1000",
            UnitsWarning,
            stacklevel=5,
        )


def _read(distances: Any) -> TimesTable:
    """Return distances in the form that measures read."""
    if hasattr(distances, "columns") and "distance_m" in distances.columns:
        distances = distances.rename(columns={"distance_m": "travel_time_s"})
    return travel_times(distances)


def _schools(table: TimesTable, district: pd.Series) -> Any:
    """Return the column of each origin's district school."""
    import pandas as pd

    names = by_place(district, table.origins, "district school")
    if (bad := names.isna()).any():
        raise PlacesError(
            f"{int(bad.sum())} of {bad.size} origins have no district school: "
            f"{quoted(names.index[bad])}; name one for each"
        )
    columns = table.destinations.get_indexer(pd.Index(names))
    if (unknown := columns < 0).any():
        raise PlacesError(
            f"{int(unknown.sum())} of {unknown.size} origins belong to schools without "
            f"distances: {quoted(dict.fromkeys(names[unknown]))}; give their pupils another "
            f"district, or add the schools to the table"
        )
    return columns


@contextmanager
def _of_distances() -> Iterator[None]:
    """Let messages about travel times speak of distances, which are read by the same code."""
    try:
        yield
    except (InputError, PlacesError) as trouble:
        message = str(trouble)
        for times, distances in IN_METRES:
            message = message.replace(times, distances)
        raise type(trouble)(message) from trouble
