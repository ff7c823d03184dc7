"""One number for each origin, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .blocks import TimesTable

__all__ = ["per_origin", "row_sums"]


def per_origin(
    table: TimesTable, scored: Callable[[FloatArray], FloatArray], *, name: str
) -> pd.Series:
    """Return a Series of what a function says of the times from each origin.

    Parameters
    ----------
    table : TimesTable, shape (n_origins, n_destinations)
        Travel times.
    scored : callable
        From travel times in seconds, shape (n_rows, n_destinations), to one number per row.
    name : str
        What to call the Series.

    Returns
    -------
    Series, shape (n_origins,)
        On the index of the origins.
    """
    import pandas as pd

    found = np.empty(table.n_origins)
    for block in table.blocks():
        found[block.rows] = scored(block.travel_time_s)
    return pd.Series(found, index=table.origins, name=name)


def row_sums(weights: FloatArray, amounts: FloatArray) -> FloatArray:
    """Return the sum along each row of weights times amounts.

    A product of matrices would be faster, but rounds a row differently depending on how many
    others stand beside it; this way an origin has the same score in any company.

    Examples
    --------
    >>> row_sums(np.array([[1.0, 0.5], [0.0, 1.0]]), np.array([10.0, 20.0]))
    array([20., 20.])
    """
    sums: FloatArray = np.add.reduce(weights * amounts, axis=1)
    return sums
