"""The p-median problem: sites with the least time of all people together, proven.

The model is that of ReVelle & Swain [1]_: each origin is served by one site. With a
variable per pair it is too large for a region, so it is solved in three steps, each of
which leaves the answer exact:

1. *Lagrangian relaxation* [2]_. A price per origin gives a lower bound in one pass over the
   times, and the best prices a bound close to the answer. A candidate whose choice would
   lift the bound above what is known to be possible is never chosen, and one whose absence
   would is always chosen.
2. *Benders' cuts* [3]_ for what is left: a variable for each candidate and one for each
   origin's time, which lies above ``D - sum((D - t) * chosen)`` over candidates nearer than
   ``D``, whatever ``D`` is. The cuts that a fractional solution breaks are added until none
   is broken.
3. The same program with candidates that are 0 or 1, and again cuts until none is broken.

References
----------
.. [1] C. S. ReVelle and R. W. Swain, "Central facilities location," Geographical Analysis 2
   (1970), https://doi.org/10.1111/j.1538-4632.1970.tb00142.x
.. [2] N. Christofides and J. E. Beasley, "A tree search algorithm for the p-median
   problem," European J. of Operational Research 10 (1982),
   https://doi.org/10.1016/0377-2217(82)90160-6
.. [3] C. Duran-Mateluna, Z. Ales and S. Elloumi, "An efficient Benders decomposition for the
   p-median problem," European J. of Operational Research 308 (2023),
   https://doi.org/10.1016/j.ejor.2022.11.033
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .site_models import Choice, program
from .site_service import MEAN, SiteProblem, value

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .site_models import Deadline, Row

__all__ = ["medians"]

N_PRICES, PATIENCE, LEAST_STEP = 400, 15, 0.005
"""How often prices are changed at most, and how they slow down: measured on regions."""

SAFE = 1e-9
"""By what share a bound must lie above what is known, so that rounding decides nothing."""

BROKEN = 1e-7
"""By how much of its unit, a mean time, a cut is broken that counts."""


class Prices(NamedTuple):
    """What the relaxation has found out."""

    bound_s: float
    """Person-seconds that no choice of sites falls below."""

    level_s: FloatArray
    """The price of each origin, per person. Shape (n_origins,)."""

    never: BoolArray
    """Candidates of no choice better than the known one. Shape (n_candidates,)."""

    always: BoolArray
    """Candidates of every choice better than the known one. Shape (n_candidates,)."""


def medians(
    problem: SiteProblem, start: tuple[int, ...], *, gap: float, deadline: Deadline
) -> Choice:
    """Return as many sites with the least time of all people together.

    No more people than with the `start` reach no site. The bound is in person-seconds.

    Parameters
    ----------
    problem : SiteProblem
        The candidates and the people.
    start : tuple of int
        A good choice, with as few people as possible who reach no site.
    gap : float
        How far from the best, as a share of it, is good enough.
    deadline : Deadline
        When to stop and return what is known.

    Returns
    -------
    Choice
        The best sites found, and what is proven of all others.
    """
    n_candidates = len(problem.times_s)
    unreached, known_s = value(problem, MEAN, start)
    least_s = problem.nearest_s(range(n_candidates))
    hopeless = ~np.isfinite(least_s)
    spare = max(0.0, unreached - float(problem.people[hopeless].sum()))
    helped = least_s < problem.existing_s
    rest = ~helped & ~hopeless
    lasting_s = float((problem.people[rest] * problem.existing_s[rest]).sum())
    if not helped.any() or len(start) == n_candidates:
        return Choice(start, known_s)
    sought = _of_origins(problem, helped)
    found_s, bound_s = known_s - lasting_s, 0.0
    never = always = np.zeros(n_candidates, dtype=np.bool_)
    level_s = None
    if spare == 0.0:
        bound_s, level_s, never, always = _relaxed(sought, len(start), found_s, deadline)
    if bound_s >= found_s * (1.0 - max(gap, SAFE)):
        return Choice(start, lasting_s + bound_s)
    free = np.flatnonzero(~never & ~always)
    smaller = SiteProblem(
        sought.times_s[free], sought.nearest_s(np.flatnonzero(always)), sought.people
    )
    master = _Master(smaller, len(start) - int(always.sum()), spare)
    master.cut(np.isin(free, start), level_s)
    sites, least = _solved(master, found_s, max(bound_s, 0.0), gap, deadline)
    best = start if sites is None else tuple(sorted([*np.flatnonzero(always), *free[list(sites)]]))
    return Choice(tuple(int(site) for site in best), lasting_s + min(least, found_s))


def _of_origins(problem: SiteProblem, which: BoolArray) -> SiteProblem:
    """Return the problem of some of the origins."""
    return SiteProblem(
        np.ascontiguousarray(problem.times_s[:, which]),
        problem.existing_s[which],
        problem.people[which],
    )


def _relaxed(problem: SiteProblem, n_sites: int, known_s: float, deadline: Deadline) -> Prices:
    """Return the best prices found by following subgradients."""
    times_s, existing_s, people = problem.times_s, problem.existing_s, problem.people
    nearest = np.partition(times_s, 1, axis=0)
    level_s = np.minimum(np.where(np.isfinite(nearest[1]), nearest[1], nearest[0]), existing_s)
    best_s, best_level_s, best_value_s = -np.inf, level_s, np.zeros(len(times_s))
    step, stalled = 1.5, 0
    for _ in range(N_PRICES):
        value_s = np.maximum(level_s - times_s, 0.0) @ people
        order = np.argsort(-value_s, kind="stable")
        bound_s = float(people @ level_s - value_s[order[:n_sites]].sum())
        stalled += 1
        if bound_s > best_s:
            best_s, best_level_s, best_value_s, stalled = bound_s, level_s, value_s, 0
        if stalled >= PATIENCE:
            step, stalled, level_s = step / 2.0, 0, best_level_s
        missing = 1.0 - (times_s[order[:n_sites]] < level_s).sum(axis=0)
        length = float(people @ missing**2)
        if length == 0.0 or step < LEAST_STEP or deadline.left_s() == 0.0:
            break
        level_s = level_s + step * max(0.0, known_s - bound_s) / length * missing
        level_s = np.clip(level_s, nearest[0], existing_s)
    ranked = np.argsort(-best_value_s, kind="stable")
    taken = np.isin(np.arange(ranked.size), ranked[:n_sites])
    last, following = best_value_s[ranked[n_sites - 1 : n_sites + 1]]
    out_of_reach_s = known_s * (1.0 + SAFE) + SAFE
    never = ~taken & (best_s + last - best_value_s > out_of_reach_s)
    always = taken & (best_s + best_value_s - following > out_of_reach_s)
    return Prices(best_s, best_level_s, never, always)


class _Master:
    """The program of Benders' cuts, in numbers near one.

    Its variables are candidates, then the time of each origin, then the share of each
    origin that is left without a site.
    """

    def __init__(self, problem: SiteProblem, n_sites: int, spare: float) -> None:
        """Begin without cuts."""
        from scipy.sparse import csr_array, eye_array, hstack

        self.n_sites = n_sites
        self.n_candidates, self.n_origins = problem.times_s.shape
        self.problem = problem
        least_s = problem.nearest_s(range(self.n_candidates))
        self.unit_s = float(least_s.mean()) or 1.0
        self.unit_people = float(problem.people.mean())
        useful = problem.times_s < problem.existing_s
        self.times = np.where(useful, problem.times_s, np.inf) / self.unit_s
        self.existing = problem.existing_s / self.unit_s
        self.order: IntArray = np.argsort(self.times, axis=0, kind="stable")
        self.sorted = np.take_along_axis(self.times, self.order, axis=0)
        self.last = np.where(np.isfinite(self.times), self.times, 0.0).max(axis=0)
        lonely = ~np.isfinite(self.existing)
        self.lower = self._row(0.0, least_s / self.unit_s, 0.0)
        self.lower[self.n_candidates :][: self.n_origins][lonely & (spare > 0)] = 0.0
        self.upper = self._row(1.0, np.inf, lonely & (spare > 0.0))
        self.rows: list[Row] = [(self._row(1.0, 0.0, 0.0), n_sites, n_sites)]
        people = problem.people / self.unit_people
        self.cost = self._row(0.0, people, 0.0)
        self.rows.append((self._row(0.0, 0.0, people), 0.0, spare / self.unit_people))
        bound = np.flatnonzero(lonely & ~useful.all(axis=0))
        if bound.size:
            without = eye_array(self.n_origins, format="csr")[bound]
            nothing = csr_array((bound.size, self.n_origins))
            reach = csr_array(useful[:, bound].T.astype(np.float64))
            self.rows.append((hstack([reach, nothing, without], format="csr"), 1.0, np.inf))

    def _row(self, of_site: Any, of_time: Any, of_missing: Any) -> FloatArray:
        """Return a value for every variable."""
        sizes = (self.n_candidates, self.n_origins, self.n_origins)
        parts = zip((of_site, of_time, of_missing), sizes, strict=True)
        return np.concatenate([np.broadcast_to(part, size) for part, size in parts]).astype(float)

    def cut(self, chosen: Any, level_s: FloatArray | None) -> None:
        """Add the cuts of a choice, and those of prices where there are some."""
        self.add_broken(self._row(chosen, -np.inf, 0.0))
        if level_s is not None:
            every = np.arange(self.n_origins)
            self._add(every, np.minimum(level_s / self.unit_s, self.existing))

    def add_broken(self, x: FloatArray) -> bool:
        """Add the cuts that a solution breaks, and say whether there are any."""
        share, time, missing = np.split(x, np.cumsum((self.n_candidates, self.n_origins)))
        served = np.cumsum(share[self.order], axis=0) >= 1.0 - missing - SAFE
        at = served.argmax(axis=0)
        level = self.sorted[at, np.arange(self.n_origins)]
        level = np.where(served.any(axis=0), level, np.inf)
        level = np.minimum(level, np.where(np.isfinite(self.existing), self.existing, self.last))
        saved = np.maximum(level - self.times, 0.0).T @ share
        broken = np.flatnonzero(level * (1.0 - missing) - saved > time + BROKEN)
        self._add(broken, level[broken])
        return bool(broken.size)

    def _add(self, origin: IntArray, level: FloatArray) -> None:
        """Add the cut of each origin at a level."""
        from scipy.sparse import csr_array, hstack

        if origin.size:
            saved = csr_array(np.maximum(level[:, np.newaxis] - self.times[:, origin].T, 0.0))
            shape = (origin.size, self.n_origins)
            place = (np.arange(origin.size), origin)
            itself = csr_array((np.ones(origin.size), place), shape=shape)
            without = csr_array((level, place), shape=shape)
            self.rows.append((hstack([saved, itself, without], format="csr"), level, np.inf))


def _solved(
    master: _Master, known_s: float, bound_s: float, gap: float, deadline: Deadline
) -> tuple[tuple[int, ...] | None, float]:
    """Return a better choice than the known one, None if none is found, and the bound."""
    unit = master.unit_s * master.unit_people
    best = None
    for n_whole in (0, master.n_candidates):
        broken = True
        while broken:
            found = program(
                master.cost,
                master.rows,
                lower=master.lower,
                upper=master.upper,
                n_whole=n_whole,
                seconds=deadline.left_s(),
                gap=gap,
            )
            bound_s = max(bound_s, found.bound * unit)
            if found.x is None:
                return best, bound_s
            x = found.x
            whole = np.rint(x[: master.n_candidates])
            if np.abs(x[: master.n_candidates] - whole).max() < BROKEN or n_whole:
                sites = tuple(np.flatnonzero(whole).tolist())
                sites_s = value(master.problem, MEAN, sites)[1]
                if len(sites) == master.n_sites and sites_s < known_s:
                    best, known_s = sites, sites_s
            if bound_s >= known_s * (1.0 - max(gap, BROKEN)):
                return best, bound_s
            broken = master.add_broken(x)
    return best, bound_s
