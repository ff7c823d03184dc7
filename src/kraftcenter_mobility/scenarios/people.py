"""How many people an effect concerns: populations, and means and shares weighted by them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import PlacesError
from kraftcenter_mobility.locations import listed, some

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = [
    "POPULATION",
    "check_columns",
    "population_of",
    "share_within",
    "weighted_mean",
    "weighted_percentile",
]

POPULATION = "population"
"""The column that every table of places has; it may be empty."""

ROUNDING = 1e-12
"""By which a sum of people may fall short of a share of their total."""


def check_columns(origins: gpd.GeoDataFrame, columns: tuple[str, ...], argument: str) -> None:
    """Refuse columns that a table of origins does not have.

    Raises
    ------
    PlacesError
        If one is missing, with the names most like it.
    """
    for column in columns:
        if column not in origins.columns:
            near = get_close_matches(str(column), [str(each) for each in origins.columns], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            known = [each for each in origins.columns if each != origins.geometry.name]
            raise PlacesError(
                f"{argument}={column!r}: origins have no such column, only {listed(known)}{hint}"
            )


def population_of(origins: gpd.GeoDataFrame, column: str | None) -> tuple[pd.Series, bool]:
    """Return how many people each origin stands for, and whether that is known.

    Parameters
    ----------
    origins : GeoDataFrame, shape (n_origins, n_columns)
        Places on the index of their names.
    column : str or None
        Where the people are counted. None lets every origin count one, and so does
        ``"population"`` where there is no such column or it is empty throughout.

    Returns
    -------
    (Series, bool)
        People, shape (n_origins,), and False where every origin counts one.

    Raises
    ------
    PlacesError
        If the column is missing, is no number of zero or more everywhere, or nobody lives
        anywhere.
    """
    import pandas as pd

    one_each = pd.Series(1.0, index=origins.index, name="people")
    if column is None:
        return one_each, False
    empty = column not in origins.columns or bool(origins[column].isna().all())
    if column == POPULATION and empty:
        return one_each, False
    check_columns(origins, (column,), "population")
    given = pd.to_numeric(origins[column], errors="coerce")
    people = given.to_numpy(dtype=np.float64)
    if (bad := ~(np.isfinite(people) & (people >= 0))).any():
        examples = some(f"{name!r} ({origins[column][name]})" for name in origins.index[bad])
        raise PlacesError(
            f"{int(bad.sum())} of {bad.size} origins have no number of people in {column!r} that "
            f"is zero or more: {examples}; fill them in, for instance with "
            f"origins[{column!r}].fillna(0), or pass population=None to count each origin once"
        )
    if not people.sum() > 0:
        raise PlacesError(
            f"nobody lives at any of the {len(people)} origins by {column!r}; name another "
            f"column, or pass population=None to count each origin once"
        )
    return pd.Series(people, index=origins.index, name="people"), True


def weighted_mean(values: FloatArray, people: FloatArray) -> float:
    """Return the mean over people, NaN if there are none.

    Examples
    --------
    >>> weighted_mean(np.array([10.0, 20.0]), np.array([3.0, 1.0]))
    12.5
    """
    counted = people > 0
    total = float(people[counted].sum())
    return float(values[counted] @ people[counted]) / total if total > 0 else np.nan


def weighted_percentile(values: FloatArray, people: FloatArray, share: float) -> float:
    """Return the least value that at least a share of the people do not exceed.

    No value is made up between two: it is somebody's, and infinite if it has to be.

    Examples
    --------
    >>> weighted_percentile(np.array([10.0, 20.0, np.inf]), np.array([1.0, 1.0, 2.0]), 0.5)
    20.0
    """
    counted = people > 0
    if not counted.any():
        return np.nan
    order = np.argsort(values[counted], kind="stable")
    so_far = np.cumsum(people[counted][order])
    wanted = share * so_far[-1] * (1.0 - ROUNDING)
    return float(values[counted][order][np.searchsorted(so_far, wanted, side="left")])


def share_within(values: FloatArray, people: FloatArray, cutoff: float) -> float:
    """Return the share of people whose value is at most a cutoff, NaN if there are none.

    Examples
    --------
    >>> share_within(np.array([10.0, 20.0]), np.array([3.0, 1.0]), 10.0)
    0.75
    """
    total = float(people.sum())
    return float(people[values <= cutoff].sum()) / total if total > 0 else np.nan
