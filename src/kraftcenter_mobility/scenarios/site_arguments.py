"""What a question about sites must be like, and what its tables must hold."""

from __future__ import annotations

from numbers import Integral, Real
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.arguments import check_number, check_positive
from kraftcenter_mobility.errors import InputError, PlacesError

from .people import population_of
from .site_service import COVERAGE, FEWEST, OBJECTIVES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["check_effort", "check_question", "people_of", "seconds_of"]

SHORTEST_CUTOFF_S = 120.0
"""A cutoff below this is taken for minutes."""


def people_of(origins: gpd.GeoDataFrame, column: str | None) -> pd.Series:
    """Return how many people live at each origin, or refuse to guess."""
    people, counted = population_of(origins, column)
    if column is not None and not counted:
        raise PlacesError(
            f"origins have no number of people in {column!r}; name the column that has it with "
            f"population=..., or pass population=None to count each origin as one"
        )
    return people


def seconds_of(table: pd.DataFrame, like: pd.DataFrame, people: pd.Series) -> FloatArray:
    """Return times as an array, shape (n_sites, n_origins), or say what is wrong with them."""
    if not (table.index.equals(like.index) and people.index.equals(like.index)):
        raise PlacesError(
            "times, existing and people must have the same origins in the same order; use "
            "reindex(times.index) on the others"
        )
    seconds = table.to_numpy(dtype=np.float64)
    if wrong := int((~(seconds >= 0)).sum()):
        raise InputError(f"{wrong} of {seconds.size} travel times are negative or NaN")
    return seconds.T


def check_question(
    n_candidates: int,
    n_sites: int | None,
    objective: str,
    cutoff_s: float | None,
    share: float | None,
) -> None:
    """Refuse a question that has no sense."""
    if objective not in OBJECTIVES:
        raise InputError(f"objective must be one of {', '.join(OBJECTIVES)}; got {objective!r}")
    whole = isinstance(n_sites, Integral) and not isinstance(n_sites, bool)
    if n_sites is not None and objective == FEWEST:
        raise InputError(
            f'n_sites={n_sites!r}: objective="fewest" finds the number of sites; leave n_sites '
            f'out, or ask for objective="coverage"'
        )
    if n_sites is not None and not (whole and 1 <= n_sites <= n_candidates):
        raise InputError(
            f"n_sites must be a whole number from 1 to the number of candidates, "
            f"{n_candidates}; got {n_sites!r}"
        )
    _check_cutoff(cutoff_s, needed_by=objective if objective in (COVERAGE, FEWEST) else "")
    _check_share(share, needed=objective == FEWEST)


def _check_cutoff(cutoff_s: float | None, *, needed_by: str) -> None:
    """Refuse a cutoff that is missing, or is none in seconds."""
    if cutoff_s is None:
        if needed_by:
            raise InputError(
                f'objective="{needed_by}" needs cutoff_s, the longest time that counts, in '
                f"seconds: 1800 for half an hour"
            )
        return
    check_positive("cutoff_s", cutoff_s)
    if cutoff_s < SHORTEST_CUTOFF_S:
        raise InputError(
            f"cutoff_s is in seconds, and {cutoff_s:g} s is less than two minutes; for "
            f"{cutoff_s:g} minutes give {60 * cutoff_s:g}"
        )


def _check_share(share: float | None, *, needed: bool) -> None:
    """Refuse a share that is missing, of no use, or in percent."""
    if share is None and needed:
        raise InputError(
            'objective="fewest" needs share, the share of people to bring within cutoff_s, '
            "such as 0.95"
        )
    if share is not None and not needed:
        raise InputError(f'share={share!r} is only for objective="fewest"; leave it out')
    number = isinstance(share, Real) and not isinstance(share, bool)
    if share is not None and not (number and 0.0 < share <= 1.0):
        raise InputError(f"share must lie above 0 and be 1 at most, got {share!r}")


def check_effort(time_limit_s: float, gap: float) -> None:
    """Refuse a time limit or a gap that is none."""
    check_number("time_limit_s", time_limit_s)
    check_number("gap", gap)
    if gap >= 1.0:
        raise InputError(f"gap must be less than 1, a share of the best; got {gap!r}")
