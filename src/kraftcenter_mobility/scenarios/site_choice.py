"""Which sites to build: the right model for each objective, and what it proves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError

from .site_centres import centres
from .site_medians import medians
from .site_models import ROUNDING, TOLERANCE, Choice, Deadline, Groups, covering, fewest
from .site_service import COVERAGE, FEWEST, MEAN, WORST, exchanged, good, value

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray

    from .site_service import SiteProblem

__all__ = ["Proof", "chosen_sites"]


class Proof(NamedTuple):
    """Sites, and how sure it is that no others are better."""

    chosen: tuple[int, ...]
    """Candidates in ascending order."""

    bound: float
    """Seconds, people within the cutoff or the number of sites, as the objective has it."""

    gap: float
    """As a share of what was found; infinite if nothing is known."""


def chosen_sites(  # noqa: PLR0913 - what is asked for, and how hard to try
    problem: SiteProblem,
    objective: str,
    *,
    n_sites: int,
    share: float,
    gap: float,
    time_limit_s: float,
) -> Proof:
    """Return the best sites, or the best found in time.

    Parameters
    ----------
    problem : SiteProblem
        The candidates, the existing sites and the people.
    objective : {"mean", "worst", "coverage", "fewest"}
        What is to be best.
    n_sites : int
        How many sites; of no account for ``"fewest"``.
    share : float
        Of the people within the cutoff, for ``"fewest"``.
    gap : float
        How far from the best, as a share of it, is good enough.
    time_limit_s : float
        How many seconds the solver has.

    Returns
    -------
    Proof
        Sites no single exchange makes better, the earliest of those that are as good.

    Raises
    ------
    InputError
        If no choice of sites brings so large a share within the cutoff.
    """
    deadline = Deadline(time_limit_s)
    if objective == FEWEST:
        return _fewest(problem, share, gap, deadline)
    start = good(problem, objective, n_sites)
    if n_sites in (1, len(problem.times_s)):
        return _proof(problem, objective, start, None)
    if objective == COVERAGE:
        far = ~(problem.existing_s <= problem.cutoff_s)
        chosen, bound = _most(problem, far, problem.cutoff_s, start, gap, deadline)
        already = float(problem.people[~far].sum())
        return _proof(problem, objective, exchanged(problem, objective, chosen), already + bound)
    start, surely = _reaching_most(problem, objective, start, deadline)
    solve = medians if objective == MEAN else centres
    choice = solve(problem, start, gap=gap, deadline=deadline)
    best = exchanged(problem, objective, choice.chosen)
    return _proof(problem, objective, best, choice.bound if surely else 0.0)


def _most(  # noqa: PLR0913, PLR0917 - a problem, and how hard to try
    problem: SiteProblem,
    far: BoolArray,
    cutoff_s: float,
    start: tuple[int, ...],
    gap: float,
    deadline: Deadline,
) -> Choice:
    """Return the sites that bring most of the people far away within a cutoff."""
    groups = Groups.of(problem.times_s[:, far] <= cutoff_s, problem.people[far])
    everybody = float(groups.people.sum())
    known = groups.people_covered(start)
    if known >= everybody * (1.0 - ROUNDING):
        return Choice(start, known)
    found = covering(groups, len(start), gap=gap, deadline=deadline)
    if found is None:
        return Choice(start, everybody)
    better = groups.people_covered(found.chosen) > known
    return Choice(found.chosen if better else start, min(found.bound, everybody))


def _reaching_most(
    problem: SiteProblem, objective: str, start: tuple[int, ...], deadline: Deadline
) -> tuple[tuple[int, ...], bool]:
    """Return sites that as many as possible reach, and whether no others reach more."""
    lonely = ~np.isfinite(problem.existing_s)
    farthest_s = np.finfo(np.float64).max
    chosen, bound = _most(problem, lonely, farthest_s, start, 0.0, deadline)
    best = exchanged(problem, objective, chosen)
    reached = float(problem.people[lonely].sum()) - value(problem, objective, best)[0]
    return best, reached >= bound * (1.0 - TOLERANCE)


def _fewest(problem: SiteProblem, share: float, gap: float, deadline: Deadline) -> Proof:
    """Return the fewest sites for a share of the people, and of those the best."""
    total = float(problem.people.sum())
    far = ~(problem.existing_s <= problem.cutoff_s)
    groups = Groups.of(problem.times_s[:, far] <= problem.cutoff_s, problem.people[far])
    already = float(problem.people[~far].sum())
    most = (already + float(groups.people.sum())) / total
    if most < share * (1.0 - ROUNDING):
        raise InputError(
            f"share={share:g} of the people cannot be brought within cutoff_s="
            f"{problem.cutoff_s:g}: with a site at every candidate it is {most:.4f} at most; "
            f"lower share, raise cutoff_s, or offer more candidates"
        )
    if already >= share * total * (1.0 - ROUNDING):
        return Proof((), 0.0, 0.0)
    sites, bound = fewest(groups, share * total - already, gap=gap, deadline=deadline)
    start = min(
        (sites, good(problem, COVERAGE, len(sites))),
        key=lambda each: (value(problem, COVERAGE, each), each),
    )
    best = _most(problem, far, problem.cutoff_s, start, gap, deadline).chosen
    return Proof(
        exchanged(problem, COVERAGE, best), bound, max(0.0, (len(best) - bound) / len(best))
    )


def _proof(
    problem: SiteProblem, objective: str, chosen: tuple[int, ...], bound: float | None
) -> Proof:
    """Return sites with the bound in the unit of the objective; None where all were tried."""
    keys = value(problem, objective, chosen)
    if objective == COVERAGE:
        within = -keys[0]
        bound = within if bound is None else max(bound, within)
        gap = (bound - within) / within if within > 0 else np.inf if bound > 0 else 0.0
        return _settled(chosen, within, bound, gap)
    found = keys[1]
    bound = found if bound is None else min(bound, found)
    gap = (found - bound) / found if found > 0 else 0.0
    if objective == WORST:
        return _settled(chosen, found, bound, gap if bound > 0 else np.inf if found else 0.0)
    reached = float(problem.people.sum()) - keys[0]
    scale = reached if reached > 0 else 1.0
    return _settled(chosen, found / scale, bound / scale, gap if bound else np.inf if found else 0)


def _settled(chosen: tuple[int, ...], found: float, bound: float, gap: float) -> Proof:
    """Return a proof in which a gap as small as the solver's tolerance is none."""
    return Proof(chosen, *((found, 0.0) if gap <= TOLERANCE else (bound, float(gap))))
