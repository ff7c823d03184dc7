"""Tables of candidates and sites, and who goes where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .site_ranking import outcomes_of
from .site_service import importance, service_after_adding

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .site_ranking import Outcome
    from .site_service import SiteProblem

__all__ = ["candidate_table", "nearest_sites", "site_table"]


def candidate_table(
    problem: SiteProblem, objective: str, names: pd.Index, before: Outcome
) -> pd.DataFrame:
    """Return every candidate by rank, were it the only new site; equal ones in their order.

    Returns
    -------
    DataFrame, shape (n_candidates, 9) or (n_candidates, 8) without a cutoff
        Seconds and people.
    """
    import pandas as pd

    after = service_after_adding(problem, problem.existing_s)
    order = np.lexsort(importance(objective, after)[::-1])
    nearer = problem.times_s < problem.existing_s
    first = nearer & ~np.isfinite(problem.existing_s)
    outcomes = outcomes_of(problem, after)
    value = np.array([outcome.value(objective) for outcome in outcomes])
    with np.errstate(invalid="ignore"):
        difference = value - before.value(objective)
    columns = {
        "objective_before": np.full(value.size, before.value(objective)),
        "objective_after": value,
        "difference": np.where(value == before.value(objective), 0.0, difference),
        "people_gaining": nearer @ problem.people,
        "people_newly_reached": first @ problem.people,
        "people_unreached": after.unreached,
        "mean_s": np.array([outcome.mean_s for outcome in outcomes]),
        "worst_s": np.array([outcome.worst_s for outcome in outcomes]),
    }
    if not np.isnan(problem.cutoff_s):
        columns["people_within"] = after.within
    table = pd.DataFrame(columns, index=names.rename("candidate")).iloc[order]
    table.insert(0, "rank", np.arange(1, value.size + 1))
    return table


def site_table(  # noqa: PLR0913 - who goes where, and what the sites are called
    nearest: IntArray,
    nearest_s: FloatArray,
    people: FloatArray,
    *,
    names: pd.Index,
    n_new: int,
    cutoff_s: float,
) -> pd.DataFrame:
    """Return every site with the people who go there: first the new ones, then the existing.

    Parameters
    ----------
    nearest : array of int, shape (n_origins,)
        Each origin's site, -1 for none.
    nearest_s : array of float, shape (n_origins,)
        How far it is, in seconds.
    people : array of float, shape (n_origins,)
        Who live there.
    names : Index, shape (n_sites,)
        Of the sites.
    n_new : int
        How many of them, the first ones, are new.
    cutoff_s : float
        Seconds, inclusive; NaN for none.
    """
    import pandas as pd

    n_sites = len(names)
    some = (nearest >= 0) & (people > 0)
    site, time_s, who = nearest[some], nearest_s[some], people[some]
    served = np.bincount(site, weights=who, minlength=n_sites)
    person_s = np.bincount(site, weights=who * time_s, minlength=n_sites)
    worst_s = np.full(n_sites, -np.inf)
    np.maximum.at(worst_s, site, time_s)
    nobody = served == 0
    columns = {
        "new": np.arange(n_sites) < n_new,
        "people_served": served,
        "mean_s": np.where(nobody, np.nan, person_s / np.where(nobody, 1.0, served)),
        "worst_s": np.where(nobody, np.nan, worst_s),
    }
    if not np.isnan(cutoff_s):
        near = time_s <= cutoff_s
        columns["people_within"] = np.bincount(site[near], weights=who[near], minlength=n_sites)
    return pd.DataFrame(columns, index=names.rename("site"))


def nearest_sites(new_s: FloatArray, existing_s: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return the nearest site of every origin, -1 for none, and how far it is.

    Who is as near to an existing site stays there; of new ones the first one counts.

    Parameters
    ----------
    new_s, existing_s : arrays of float, shapes (n_new, n_origins) and (n_existing, n_origins)
        Seconds. New sites are numbered first.
    """
    n_new, n_origins = new_s.shape
    both = np.concatenate((existing_s, new_s))
    first = both.argmin(axis=0)
    nearest_s = both[first, np.arange(n_origins)]
    number = np.where(first < len(existing_s), first + n_new, first - len(existing_s))
    return np.where(np.isfinite(nearest_s), number, -1), nearest_s
