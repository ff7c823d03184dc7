"""What places offer and how many people live there, brought into the order of a table.

Amounts come under the names of places. They are put in order by those names and never by
position, so that a table sorted differently cannot change an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.locations import some

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray

__all__ = ["amounts_of", "demand_of", "is_real", "opportunities_of", "quoted", "refuse_repeated"]


def opportunities_of(destinations: pd.Index, given: Any) -> FloatArray:
    """Return what each destination offers, in the order of the destinations.

    Parameters
    ----------
    destinations : Index, shape (n_destinations,)
        The names of the destinations.
    given : Series, dict or float
        School places, beds, jobs by the name of the destination, in any order; or one
        number for all of them.

    Returns
    -------
    ndarray, shape (n_destinations,)
        Opportunities, zero or more.

    Raises
    ------
    PlacesError
        If a destination has none, has them twice, or is not in the table; or if some are
        NaN, infinite, negative or no numbers.
    InputError
        If `given` is neither a Series nor a number.

    Examples
    --------
    >>> import pandas as pd
    >>> beds = pd.Series({"Viborg": 300, "Goedstrup": 450})
    >>> opportunities_of(pd.Index(["Goedstrup", "Viborg"]), beds)
    array([450., 300.])
    """
    return amounts_of(destinations, given, name="opportunities", places="destinations")


def demand_of(origins: pd.Index, given: Any) -> FloatArray:
    """Return how many people each origin stands for, in the order of the origins.

    Parameters
    ----------
    origins : Index, shape (n_origins,)
        The names of the origins.
    given : Series, dict or float
        People by the name of the origin, in any order; or one number for all of them.

    Returns
    -------
    ndarray, shape (n_origins,)
        People, zero or more.

    Raises
    ------
    PlacesError
        If an origin has none, has them twice, or is not in the table; or if some are
        NaN, infinite, negative or no numbers.
    InputError
        If `given` is neither a Series nor a number.

    Examples
    --------
    >>> import pandas as pd
    >>> demand_of(pd.Index(["Ikast", "Aulum"]), 2)
    array([2., 2.])
    """
    return amounts_of(origins, given, name="demand", places="origins")


def amounts_of(index: pd.Index, given: Any, *, name: str, places: str) -> FloatArray:
    """Return amounts by name as an array in the order of an index.

    Parameters
    ----------
    index : Index, shape (n_places,)
        The names of the places.
    given : Series, dict or float
        Amounts by the name of the place, or one number for all of them.
    name : str
        What the amounts are, for messages.
    places : str
        What the places are, for messages.

    Returns
    -------
    ndarray, shape (n_places,)
        Finite amounts, zero or more.

    Raises
    ------
    PlacesError
        If the names differ or repeat, or an amount cannot be.
    InputError
        If `given` is neither a Series nor a number.
    """
    import pandas as pd

    if isinstance(given, Real) and not isinstance(given, bool):
        if not 0 <= float(given) < np.inf:
            raise InputError(f"{name} must be zero or more and finite, got {given}")
        return np.full(len(index), float(given))
    if isinstance(given, Mapping):
        given = pd.Series(dict(given), dtype=None if given else np.float64)
    if not isinstance(given, pd.Series):
        raise InputError(_no_series(given, name, places))
    refuse_repeated(given.index, f"{name}: the names of the {places}")
    _refuse_other_places(index, given.index, name, places)
    return _numbers(given.reindex(index), name, places)


def refuse_repeated(names: pd.Index, what: str) -> None:
    """Refuse names that are missing or stand for several places.

    Raises
    ------
    PlacesError
        If a name is NaN or stands twice.
    """
    if names.hasnans:
        raise PlacesError(
            f"{what} must not be missing; {int(np.sum(names.isna()))} of {len(names)} are"
        )
    if not names.is_unique:
        again = names[names.duplicated()].unique()
        raise PlacesError(
            f"{what} must stand once each; {len(again)} of {names.nunique()} stand more than "
            f"once: {quoted(again)}; give each place a name of its own, or add them up"
        )


def is_real(dtype: Any) -> bool:
    """Say whether values of a type are plain numbers: no text, durations, or true and false."""
    from pandas.api import types

    real = types.is_numeric_dtype(dtype) and not types.is_complex_dtype(dtype)
    return real and not types.is_bool_dtype(dtype)


def quoted(names: Any) -> str:
    """Return the first few of several names, as Python would write them."""
    return some(repr(name) for name in names)


def _no_series(given: object, name: str, places: str) -> str:
    """Say what to hand over in place of a whole table, or a bare list."""
    if hasattr(given, "columns"):
        return (
            f"{name} must be one column of the {places}, not a table; choose one of "
            f"{quoted(given.columns)}"
        )
    return (
        f"{name} must be a Series under the names of the {places}, or one number for all of "
        f"them; got {type(given).__name__}"
    )


def _refuse_other_places(wanted: pd.Index, given: pd.Index, name: str, places: str) -> None:
    """Refuse amounts that are about other places than the travel times."""
    if given.equals(wanted):
        return
    missing = wanted[given.get_indexer(wanted) < 0]
    if len(missing):
        raise PlacesError(
            f"{len(missing)} of {len(wanted)} {places} have no {name}: {quoted(missing)}; add "
            f"them, with 0 if there are none{_other_kind(wanted, given)}"
        )
    surplus = given[wanted.get_indexer(given) < 0]
    if len(surplus):
        raise PlacesError(
            f"{len(surplus)} of {len(given)} {name} are for {places} without travel times: "
            f"{quoted(surplus)}; leave them out, or, if nobody travels there, name them in "
            f"travel_times(..., {places}=...)"
        )


def _other_kind(wanted: pd.Index, given: pd.Index) -> str:
    """Say so where names are text on one side and numbers on the other."""
    if not len(given):
        return ""
    one, other = type(wanted[0]), type(given[0])
    if issubclass(one, str) == issubclass(other, str):
        return ""
    return f". The travel times name them by {one.__name__}, these by {other.__name__}"


def _numbers(amounts: pd.Series, name: str, places: str) -> FloatArray:
    """Return amounts as numbers of zero or more."""
    if len(amounts) and not is_real(amounts.dtype):
        raise PlacesError(
            f"{name} must be numbers, not {amounts.dtype}: {quoted(amounts.iloc[:1])} at "
            f"{amounts.index[0]!r}; convert them with pandas.to_numeric"
        )
    numbers: FloatArray = amounts.to_numpy(dtype=np.float64, na_value=np.nan)
    bad: BoolArray = ~(np.isfinite(numbers) & (numbers >= 0))
    if bad.any():
        first = int(bad.argmax())
        raise PlacesError(
            f"{name} must be zero or more and finite; {int(bad.sum())} of {bad.size} {places} "
            f"have something else: {quoted(amounts.index[bad])}, the first {numbers[first]}"
        )
    return numbers
