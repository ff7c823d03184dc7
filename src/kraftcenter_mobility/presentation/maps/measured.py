"""Numbers of places, checked: one for each, whatever their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.locations import NAMED_AT_MOST

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["credit_of", "heading_of", "numbers_of", "people_of", "refuse_times", "seconds_of"]


def seconds_of(travel_time_s: pd.Series, names: pd.Index) -> FloatArray:
    """Return the time of each origin in seconds, infinite where there is none.

    Raises
    ------
    InputError
        If `travel_time_s` is no Series of times about the same places.
    """
    what = "travel_time_s"
    seconds = numbers_of(
        travel_time_s,
        names,
        what,
        "time",
        "take one column of a travel time matrix, such as times[times.columns[0]]",
    )
    if (wrong := seconds < 0).any():
        raise InputError(
            f"{what} is below zero for {int(wrong.sum())} of {len(names)} origins: "
            f"{_some(names[wrong])}"
        )
    return np.where(np.isnan(seconds), np.inf, seconds)


def numbers_of(values: pd.Series, names: pd.Index, what: str, one: str, remedy: str) -> FloatArray:
    """Return the number of each origin, NaN where it is missing.

    Parameters
    ----------
    values : Series, shape (n_origins,)
        In any order.
    names : Index, shape (n_origins,)
        The origins.
    what, one, remedy : str
        The argument, what one number is, and where to take a Series from; for messages.

    Raises
    ------
    InputError
        If `values` is no Series of numbers about the same places.
    """
    import pandas as pd

    if not isinstance(values, pd.Series):
        raise InputError(
            f"{what} must be a Series with one {one} per origin, not a "
            f"{type(values).__name__}; {remedy}"
        )
    refuse_times(values, what)
    given = values.index
    if given.has_duplicates:
        doubled = given[given.duplicated()].unique()
        raise InputError(
            f"{what} has more than one {one} for {len(doubled)} places: {_some(doubled)}; "
            f"keep one for each origin"
        )
    if not given.equals(names):
        _refuse_strangers(given, names, what, one)
    try:
        numbers: FloatArray = values.reindex(names).to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as trouble:
        unit = ", in seconds" if one == "time" else ""
        raise InputError(f"{what} must be numbers{unit}: {trouble}") from trouble
    return numbers


def refuse_times(values: pd.Series, what: str) -> None:
    """Refuse durations and dates, which NumPy would silently count in nanoseconds.

    Raises
    ------
    InputError
        If they are no plain numbers.
    """
    if values.dtype.kind in "mM":
        raise InputError(
            f"{what} must be numbers, not {values.dtype}; take .dt.total_seconds() of durations"
        )


def heading_of(legend: object) -> str:
    """Return the heading of a legend.

    Raises
    ------
    InputError
        If it is no text.
    """
    if not isinstance(legend, str) or not legend.strip():
        raise InputError(
            "legend must be a text that says what the numbers are, and their unit; got "
            f"{legend!r:.60}"
        )
    return legend


def _refuse_strangers(given: pd.Index, names: pd.Index, what: str, one: str) -> None:
    """Raise if numbers and origins are not about the same places."""
    differ = names.symmetric_difference(given, sort=False)
    if len(differ):
        without, strangers = names.difference(given), given.difference(names)
        raise InputError(
            f"origins and {what} must be about the same places, but {len(without)} of "
            f"{len(names)} origins have no {one} and {len(strangers)} {one}s belong to no origin: "
            f"{_some(differ)}; select with {what}.loc[origins.index]"
        )


def _some(names: pd.Index) -> str:
    """Return the first few of some names."""
    shown = ", ".join(repr(name) for name in names[:NAMED_AT_MOST])
    return shown + (", ..." if len(names) > NAMED_AT_MOST else "")


def people_of(origins: gpd.GeoDataFrame | gpd.GeoSeries) -> FloatArray | None:
    """Return how many people live at each origin, None if nobody is known to."""
    import geopandas as gpd
    import pandas as pd

    if not isinstance(origins, gpd.GeoDataFrame) or "population" not in origins:
        return None
    given = pd.to_numeric(origins["population"], errors="coerce").to_numpy(
        dtype=np.float64, na_value=np.nan
    )
    people: FloatArray = np.where(np.isfinite(given) & (given > 0), given, 0.0)
    return people if people.any() else None


def credit_of(places: object) -> str:
    """Return to whom places are owed, empty if they do not say."""
    return str(getattr(places, "attrs", {}).get("credit", ""))
