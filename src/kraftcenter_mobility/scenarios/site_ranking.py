"""What a choice of sites does, to look at: a ranking, who goes where, and what is proven."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .site_models import TOLERANCE
from .site_service import COVERAGE, FEWEST, MEAN, SiteProblem, service

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .site_service import Service

__all__ = ["Outcome", "SiteRanking", "outcome_of", "outcomes_of"]

SHOWN = 5
"""Sites named in one line."""


class Outcome(NamedTuple):
    """How well people are served by some sites. Everybody goes to the nearest one."""

    people: float
    people_unreached: float
    """Of them, those who can reach no site; the times are those of all others."""

    mean_s: float
    """Infinite where nobody reaches a site."""

    worst_s: float
    people_within: float
    """Within the cutoff; NaN without one."""

    def value(self, objective: str) -> float:
        """Return what an objective is about: seconds, or people within the cutoff."""
        if objective == MEAN:
            return self.mean_s
        return self.people_within if objective in (COVERAGE, FEWEST) else self.worst_s


def outcome_of(problem: SiteProblem, nearest_s: FloatArray) -> Outcome:
    """Return how well people are served whose nearest sites are so many seconds away."""
    return outcomes_of(problem, service(problem, nearest_s[np.newaxis]))[0]


def outcomes_of(problem: SiteProblem, of: Service) -> list[Outcome]:
    """Return how well people are served, for each of several choices."""
    people = float(problem.people.sum())
    reached = people - of.unreached
    some = reached > 0
    mean_s = np.where(some, of.person_s / np.where(some, reached, 1.0), np.inf)
    worst_s = np.where(some, of.worst_s, np.inf)
    within = of.within if not np.isnan(problem.cutoff_s) else np.full(some.size, np.nan)
    columns = (of.unreached, mean_s, worst_s, within)
    return [Outcome(people, *map(float, row)) for row in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class SiteRanking:
    """Where to put new sites, what that does for people, and how sure it is.

    See Also
    --------
    rank_sites : Makes one.
    """

    objective: str
    """``"mean"``, ``"worst"``, ``"coverage"`` or ``"fewest"``."""

    sites: tuple[Any, ...]
    """Names of the sites to be built, in the order of the candidates."""

    before: Outcome
    """With the existing sites alone."""

    after: Outcome
    """With the new sites as well."""

    bound: float
    """What no choice of sites can be better than: seconds, people within the cutoff, or the
    number of sites, as the objective has it. Equal to the value found where that is proven
    to be the best."""

    gap: float
    """How much better than what was found a choice could be at most, as a share of it;
    0 where it is proven that none is. Infinite if nothing is known."""

    assignment: pd.Series = field(repr=False)
    """The nearest site of every origin, None where it reaches none. Shape (n_origins,)."""

    table: pd.DataFrame = field(repr=False)
    """For one site, every candidate by rank; otherwise every site, with the people it serves."""

    n_candidates: int
    time_limit_s: float

    @property
    def objective_before(self) -> float:
        """Seconds or people within the cutoff, with the existing sites alone."""
        return self.before.value(self.objective)

    @property
    def objective_after(self) -> float:
        """Seconds or people within the cutoff, with the new sites as well."""
        return self.after.value(self.objective)

    @property
    def proven(self) -> bool:
        """Whether it is proven that no other choice is better, within the solver's tolerance."""
        return self.gap <= TOLERANCE

    def __repr__(self) -> str:
        """Say what was chosen, what it does, and whether anything could be better."""
        return f"<SiteRanking by {self.objective}: {'; '.join(self._findings())}>"

    def _repr_html_(self) -> str:
        """Return the same as a table for a notebook."""
        from kraftcenter_mobility.html_tables import html_table

        rows = [(finding,) for finding in self._findings()]
        return html_table(f"Sites by {self.objective}", (), rows)

    def _findings(self) -> list[str]:
        """Return what was chosen, what it does, and whether anything could be better."""
        names = ", ".join(repr(name) for name in self.sites[:SHOWN]) or "none"
        more = len(self.sites) - SHOWN
        names += f" and {more} more" if more > 0 else ""
        lost = self.after.people_unreached
        return [
            f"{len(self.sites)} of {self.n_candidates} candidates chosen: {names}",
            self._effect(),
            *([f"{lost:,.0f} people reach no site"] if lost else []),
            self._proof(),
        ]

    def _effect(self) -> str:
        """Say what the sites do for people."""
        before, after = self.objective_before, self.objective_after
        people = self.after.people
        if self.objective in (COVERAGE, FEWEST):
            share = f"{100 * before / people:.1f} % -> {100 * after / people:.1f} %"
            return f"{share} of {people:,.0f} people within the cutoff"
        times = f"{self.objective} time {before:,.1f} s -> {after:,.1f} s"
        if not np.isfinite(after):
            times = "no site within anybody's reach, now or then,"
        elif not np.isfinite(before):
            times = f"no site so far within reach -> {self.objective} time {after:,.1f} s"
        return f"{times} for {people:,.0f} people"

    def _proof(self) -> str:
        """Say what is proven."""
        if self.proven:
            return "proven to be the best"
        how_much = f"by {100 * self.gap:.2g} %" if np.isfinite(self.gap) else "by how much is open"
        return (
            f"NOT proven: another choice could be better, {how_much} at most; allow the solver "
            f"more than time_limit_s={self.time_limit_s:g}"
        )
