"""People by group, everybody among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError, PlacesError

from .amounts import quoted
from .equity_sample import by_place, rows_by_label

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["EVERYBODY", "rows_of_groups"]

EVERYBODY = "all"


def rows_of_groups(
    by: pd.Series | None, origins: pd.Index, people: FloatArray
) -> dict[Any, IntArray]:
    """Return the rows of each group in the order they first come, and of everybody last.

    Parameters
    ----------
    by : Series, shape (n_origins,), optional
        The group of each origin, such as its municipality.
    origins : Index, shape (n_origins,)
        The names of the origins.
    people : ndarray, shape (n_origins,)
        The people at each origin.

    Returns
    -------
    dict of label to ndarray of int
        The key of everybody is ``"all"``.

    Raises
    ------
    InputError
        If a group is called ``"all"``.
    PlacesError
        If an origin has no group, or nobody lives in one.
    """
    groups: dict[Any, IntArray] = {}
    if by is not None:
        labels = by_place(by, origins, "group")
        if (bad := labels.isna()).any():
            raise PlacesError(
                f"{int(bad.sum())} of {bad.size} origins have no group: "
                f"{quoted(labels.index[bad])}; give them one, such as 'other'"
            )
        groups = rows_by_label(labels, np.arange(len(origins)))
    if EVERYBODY in groups:
        raise InputError("no group may be called 'all', which is what everybody is called")
    groups[EVERYBODY] = np.arange(len(origins))
    if empty := [label for label, rows in groups.items() if not people[rows].sum() > 0]:
        raise PlacesError(
            f"nobody lives in {len(empty)} of {len(groups)} groups: {quoted(empty)}; leave their "
            f"places out, or join them to another group"
        )
    return groups
