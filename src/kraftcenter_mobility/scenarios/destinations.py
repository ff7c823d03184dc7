"""What changes for the places people go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .people import weighted_mean

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray

    from .compared import Pairs

__all__ = ["destination_table"]


def destination_table(
    pairs: Pairs, people: FloatArray, cutoffs_s: tuple[float, ...]
) -> pd.DataFrame:
    """Return what changes for each destination.

    Parameters
    ----------
    pairs : Pairs
        Travel times in seconds, shape (n_origins, n_destinations).
    people : array, shape (n_origins,)
        How many people each origin stands for.
    cutoffs_s : tuple of float
        The travel times within which people are counted, in seconds.

    Returns
    -------
    DataFrame, shape (n_destinations, 4 + 2 * n_cutoffs)
        ``people_nearest_baseline`` and ``_scenario``: for whom it is the nearest, the first
        of several as near. ``mean_baseline_min`` and ``_scenario_min``: over all people who
        can reach it both before and after. ``people_within_15_min_baseline`` ...: for each
        cutoff.
    """
    import pandas as pd

    sides = {"baseline": pairs.baseline.to_numpy(), "scenario": pairs.scenario.to_numpy()}
    both = np.isfinite(sides["baseline"]) & np.isfinite(sides["scenario"])
    columns: dict[str, FloatArray] = {
        f"people_nearest_{name}": _nearest(times, people) for name, times in sides.items()
    }
    for name, times in sides.items():
        columns[f"mean_{name}_min"] = _means(times, both, people) / SECONDS_PER_MINUTE
    for cutoff_s in cutoffs_s:
        for name, times in sides.items():
            column = f"people_within_{cutoff_s / SECONDS_PER_MINUTE:g}_min_{name}"
            columns[column] = people @ (times <= cutoff_s)
    return pd.DataFrame(columns, index=pairs.baseline.columns)


def _nearest(times: FloatArray, people: FloatArray) -> FloatArray:
    """Return the people for whom each destination is the nearest."""
    reached = np.isfinite(times.min(axis=1))
    chosen = times.argmin(axis=1)[reached]
    return np.bincount(chosen, people[reached], minlength=times.shape[1]).astype(np.float64)


def _means(times: FloatArray, both: BoolArray, people: FloatArray) -> FloatArray:
    """Return the mean time to each destination over those with a way in both."""
    return np.array(
        [
            weighted_mean(column[known], people[known])
            for column, known in zip(times.T, both.T, strict=True)
        ]
    )
