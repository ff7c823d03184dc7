"""What a table of travel times says of each origin, as one number.

A measure is a function of travel times and destinations: it takes a table of seconds,
shape (n_origins, n_destinations), and the table of the destinations, and returns a Series
on the origins' index. The Series is named after what it is. Where its name ends with
``_s`` it is a time in seconds: less is better, and infinite means that there is no way.
Everything else is an amount: more is better, and a change counts from a millionth of it on.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from kraftcenter_mobility.arguments import check_number
from kraftcenter_mobility.cutoffs import LARGEST
from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.locations import listed, some

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = [
    "Measure",
    "OpportunitiesWithin",
    "is_time",
    "mean_travel_time",
    "measured",
    "name_of",
    "nearest",
    "opportunities_within",
    "refuse_unfilled",
    "second_nearest",
]

Measure: TypeAlias = Callable[[Any, Any], Any]
"""From travel times and destinations to a Series on the origins' index."""

TIME_SUFFIX = "_s"

UNFILLED = "kraftcenter_mobility.accessibility"
"""Where functions take what destinations offer rather than the table of destinations."""

LOGSUMS = f"{UNFILLED}.logsums"


def nearest(times: pd.DataFrame, destinations: gpd.GeoDataFrame) -> pd.Series:  # noqa: ARG001 - every measure has it
    """Return the travel time to the nearest destination.

    Parameters
    ----------
    times : DataFrame, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    destinations : GeoDataFrame, shape (n_destinations, n_columns)
        Not looked at.

    Returns
    -------
    Series, shape (n_origins,)
        ``nearest_s``, in seconds.

    Raises
    ------
    InputError
        If a time is NaN or negative.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"A": [60.0, 300.0], "B": [90.0, 30.0]}, index=["x", "y"])
    >>> nearest(times, None).to_dict()
    {'x': 60.0, 'y': 30.0}
    """
    from kraftcenter_mobility.accessibility import dual

    return dual.nearest(times)


def second_nearest(times: pd.DataFrame, destinations: gpd.GeoDataFrame) -> pd.Series:  # noqa: ARG001 - every measure has it
    """Return the travel time to the nearest destination but one: whether there is a choice.

    Parameters
    ----------
    times : DataFrame, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    destinations : GeoDataFrame, shape (n_destinations, n_columns)
        Not looked at.

    Returns
    -------
    Series, shape (n_origins,)
        ``second_nearest_s``, in seconds; infinite where there is only one destination.

    Raises
    ------
    InputError
        If a time is NaN or negative.
    """
    from kraftcenter_mobility.accessibility import dual

    return dual.k_nearest(times, k=2).rename("second_nearest_s")


def mean_travel_time(times: pd.DataFrame, destinations: gpd.GeoDataFrame) -> pd.Series:  # noqa: ARG001 - every measure has it
    """Return the mean travel time to all destinations.

    Parameters
    ----------
    times : DataFrame, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    destinations : GeoDataFrame, shape (n_destinations, n_columns)
        Not looked at; each counts the same.

    Returns
    -------
    Series, shape (n_origins,)
        ``mean_travel_time_s``, in seconds; infinite where one cannot be reached.

    Raises
    ------
    InputError
        If a time is NaN or negative.
    """
    from kraftcenter_mobility.accessibility import dual

    return dual.mean_travel_time(times)


@dataclass(frozen=True, slots=True)
class OpportunitiesWithin:
    """Cumulative opportunities: how much lies within a travel time (:func:`opportunities_within`).

    Two of the same cutoff and column are equal.
    """

    cutoff_s: float
    column: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no travel time."""
        check_number("cutoff_s", self.cutoff_s)

    @property
    def name(self) -> str:
        """What the Series is called."""
        return f"{self.column or 'destinations'}_within_{self.cutoff_s:g}s"

    def __call__(self, times: pd.DataFrame, destinations: gpd.GeoDataFrame) -> pd.Series:
        """Return the opportunities within the cutoff of each origin.

        Raises
        ------
        PlacesError
            If the destinations lack the column, or numbers in it.
        """
        import pandas as pd

        # Infinity says that there is no way, and that is within no cutoff, however large.
        reached = times.to_numpy(dtype=np.float64) <= min(self.cutoff_s, LARGEST)
        within = reached @ self._opportunities(destinations)
        return pd.Series(within, index=times.index, name=self.name)

    def _opportunities(self, destinations: gpd.GeoDataFrame) -> FloatArray:
        """Return what each destination offers."""
        import pandas as pd

        if self.column is None:
            return np.ones(len(destinations))
        if self.column not in destinations:
            raise PlacesError(
                f"destinations have no column {self.column!r} to count opportunities by, only "
                f"{listed(destinations.columns)}"
            )
        given = pd.to_numeric(destinations[self.column], errors="coerce")
        amounts: FloatArray = given.to_numpy(dtype=np.float64)
        if (bad := ~(np.isfinite(amounts) & (amounts >= 0))).any():
            raise PlacesError(
                f"{int(bad.sum())} of {bad.size} destinations have no number of zero or more in "
                f"{self.column!r}: {some(repr(name) for name in destinations.index[bad])}; fill "
                f"them in, or leave those destinations out"
            )
        return amounts


def opportunities_within(cutoff_s: float, *, column: str | None = None) -> OpportunitiesWithin:
    """Return the measure of cumulative opportunities within a travel time.

    Parameters
    ----------
    cutoff_s : float
        The longest travel time that counts, in seconds, inclusive; infinite for all that
        there is a way to.
    column : str, optional
        The column of the destinations that says how much each offers, such as
        ``"capacity"``. Each destination counts one if not given.

    Returns
    -------
    OpportunitiesWithin
        A measure, to be handed to :func:`kraftcenter_mobility.compare`.

    Raises
    ------
    InputError
        If `cutoff_s` is no number of zero or more.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"A": [60.0, 300.0], "B": [90.0, 30.0]}, index=["x", "y"])
    >>> opportunities_within(90.0)(times, times.T).to_dict()
    {'x': 2.0, 'y': 1.0}
    """
    return OpportunitiesWithin(cutoff_s, column)


def is_time(name: object) -> bool:
    """Say whether a measure of this name is a time in seconds."""
    return str(name).endswith(TIME_SUFFIX)


def refuse_unfilled(measure: Measure) -> None:
    """Refuse a function that :func:`as_measure` has not filled in, or a logsum.

    A logsum is minus infinity, not zero, where nothing can be reached, and is neither a time
    nor an amount; its composite time says the same in seconds.

    Raises
    ------
    InputError
        If `measure` is one.
    """
    inner = getattr(measure, "function", None)
    if getattr(inner, "__module__", None) == LOGSUMS and getattr(inner, "__name__", "") == "logsum":
        raise InputError(
            f"a logsum cannot be compared as an amount, since it has no zero; take "
            f"{UNFILLED}.composite_time with the same parameters, which is a time"
        )
    home = getattr(measure, "__module__", None) or ""
    if inspect.isfunction(measure) and home.startswith(UNFILLED):
        raise InputError(
            f"measure {measure.__name__} does not take a table of destinations; write "
            f"{UNFILLED}.as_measure({UNFILLED}.{measure.__name__}), with its parameters as "
            f"keywords"
        )


def name_of(measure: Measure, times: pd.DataFrame, destinations: gpd.GeoDataFrame) -> str:
    """Return what a measure calls its Series, where need be by trying it out."""
    name = getattr(measure, "name", None)
    return name if isinstance(name, str) else str(measured(measure, times, destinations).name)


def measured(measure: Measure, times: pd.DataFrame, destinations: gpd.GeoDataFrame) -> pd.Series:
    """Return what a measure says, checked, since it may be the user's own.

    Raises
    ------
    InputError
        If it is no function, gives no named Series of numbers on the origins' index, or has
        to be filled in.
    """
    import pandas as pd

    if not callable(measure):
        raise InputError(
            f"measure must be a function of travel times and destinations such as nearest, or the "
            f"name of one that was given to compare(measures=...), got {measure!r:.60}"
        )
    refuse_unfilled(measure)
    called = getattr(measure, "__name__", repr(measure))
    found = measure(times, destinations)
    if not isinstance(found, pd.Series) or not found.name:
        raise InputError(
            f"measure {called} must return a Series with a name, got {type(found).__name__}; "
            f'end it with .rename("..._s") if it is a time in seconds'
        )
    if not found.index.equals(times.index):
        raise InputError(
            f"measure {called} must return one number per origin, on the index of the times: "
            f"{len(times)}, got {len(found)}"
        )
    if (missing := found.isna()).any():
        raise InputError(
            f"measure {called} gives no number for {int(missing.sum())} of {len(found)} origins, "
            f"the first {found.index[int(missing.to_numpy().argmax())]!r}; infinity, not NaN, "
            f"says that there is no way"
        )
    numbers = found.astype(np.float64)
    if np.isneginf(numbers).any():
        raise InputError(
            f"measure {called} gives minus infinity; nothing within reach must be 0 as an amount, "
            f"and infinity as a time"
        )
    return numbers
