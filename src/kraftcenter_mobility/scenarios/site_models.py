"""The best sites, proven: maximal and partial covering as integer programs.

Each model has one variable per candidate that is 0 or 1, and one per group of origins
covered by the same candidates that is free between them: it comes out right by itself.
They are solved by HiGHS [1]_ through SciPy.

Maximal covering is the model of Church & ReVelle [2]_; partial set covering asks it the
other way round.

References
----------
.. [1] Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method,"
   Mathematical Programming Computation 10 (2018), https://doi.org/10.1007/s12532-017-0130-5
.. [2] R. Church and C. ReVelle, "The maximal covering location problem," Papers of the
   Regional Science Association 32 (1974), https://doi.org/10.1007/BF01942293
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray

__all__ = [
    "INFEASIBLE",
    "ROUNDING",
    "TOLERANCE",
    "Choice",
    "Deadline",
    "Groups",
    "Row",
    "Solution",
    "covering",
    "fewest",
    "program",
    "sites_of_groups",
]

Row = tuple[Any, "float | FloatArray", "float | FloatArray"]
"""A matrix of coefficients, and what its rows come to at least and at most."""

TOLERANCE = 1e-6
"""To within what share the solver's own answers are right."""

ROUNDING = 1e-9
"""To within what share sums of people are right."""

MANY = 10_000
"""Groups that are not compared with each other, as that would take more than it saves."""

OPTIMAL, STOPPED, INFEASIBLE = 0, 1, 2
"""What SciPy calls the ends of a solution; all others are taken for stopped."""


class Choice(NamedTuple):
    """Sites, and what no choice can be better than."""

    chosen: tuple[int, ...]
    """Candidates in ascending order."""

    bound: float
    """Of what is asked for: people, seconds, person-seconds or sites."""


class Deadline:
    """When to stop, by the clock that never goes back."""

    def __init__(self, seconds: float) -> None:
        """Begin to count."""
        self._end = time.monotonic() + seconds

    def left_s(self) -> float:
        """Return how many seconds are left, zero or more."""
        return max(0.0, self._end - time.monotonic())


class Groups(NamedTuple):
    """Origins taken together that the same candidates cover."""

    covers: BoolArray
    """Shape (n_groups, n_candidates); every group is covered by a candidate."""

    people: FloatArray
    """Shape (n_groups,)."""

    @classmethod
    def of(cls, covers: BoolArray, people: FloatArray) -> Groups:
        """Return the groups of origins; covers has shape (n_candidates, n_origins)."""
        some = covers.any(axis=0)
        packed = np.packbits(covers[:, some].T, axis=1)
        _, first, group = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        weight = np.zeros(first.size)
        np.add.at(weight, group.ravel(), people[some])
        return cls(covers[:, some].T[first], weight)

    def hardest(self) -> Groups:
        """Return the groups that are not covered by whatever covers another one."""
        if self.people.size > MANY:
            return self
        covers = self.covers.astype(np.float32)
        common, size = covers @ covers.T, covers.sum(axis=1)
        contains = common == size
        np.fill_diagonal(contains, val=False)
        hardest = ~contains.any(axis=1)
        return Groups(self.covers[hardest], self.people[hardest])

    def scale(self) -> float:
        """Return how many people a group has on average, so that the solver sees ones."""
        return float(self.people.mean()) if self.people.size else 1.0

    def row(self, of_site: FloatArray | float, of_group: FloatArray | float) -> FloatArray:
        """Return a row of coefficients: of every candidate, then of every group."""
        n_groups, n_candidates = self.covers.shape
        parts = (np.broadcast_to(of_site, n_candidates), np.broadcast_to(of_group, n_groups))
        return np.concatenate(parts).astype(np.float64)

    def chosen(self, x: FloatArray, n_sites: int = 0) -> tuple[int, ...]:
        """Return the candidates a solution chooses, and others up to a number of sites."""
        n_candidates = self.covers.shape[1]
        chosen = np.flatnonzero(np.rint(x[:n_candidates]))
        spare = np.setdiff1d(np.arange(n_candidates), chosen)[: max(0, n_sites - chosen.size)]
        return tuple(np.union1d(chosen, spare).tolist())

    def people_covered(self, sites: tuple[int, ...]) -> float:
        """Return how many people some candidates cover."""
        return float(self.people[self.covers[:, list(sites)].any(axis=1)].sum())


class Solution(NamedTuple):
    """What the solver found."""

    status: int
    x: FloatArray | None
    bound: float
    """No solution costs less; minus infinity where nothing is known."""


def program(  # noqa: PLR0913 - an integer program has this many parts
    cost: FloatArray,
    rows: Iterable[Row],
    *,
    lower: FloatArray,
    upper: FloatArray,
    n_whole: int,
    seconds: float,
    gap: float = 0.0,
) -> Solution:
    """Solve an integer program whose first `n_whole` variables are whole numbers.

    Parameters
    ----------
    cost : array of float, shape (n_variables,)
        What each variable costs; the total is to be small.
    rows : iterable of (matrix, lower, upper)
        Linear constraints.
    lower, upper : arrays of float, shape (n_variables,)
        Bounds of the variables.
    n_whole : int
        How many variables are whole numbers.
    seconds : float
        How long to try at most.
    gap : float, optional
        How far from the best, as a share of it, is good enough.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    if seconds <= 0:
        return Solution(STOPPED, None, -np.inf)
    found = milp(
        cost,
        integrality=(np.arange(cost.size) < n_whole).astype(np.int64),
        bounds=Bounds(lower, upper),
        constraints=[LinearConstraint(*row) for row in rows],
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )
    bound = getattr(found, "mip_dual_bound", None)
    if n_whole == 0:
        bound = found.fun if found.status == OPTIMAL else None
    if bound is None or not np.isfinite(bound):
        bound = -np.inf
    return Solution(int(found.status), found.x, float(bound))


def covering(groups: Groups, n_sites: int, *, gap: float, deadline: Deadline) -> Choice | None:
    """Return the sites that cover most people; None if none were found in time.

    The bound counts people.
    """
    scale = groups.scale()
    found = sites_of_groups(
        groups,
        costs=(0.0, -groups.people / scale),
        rows=[(groups.row(1.0, 0.0), n_sites, n_sites)],
        gap=gap,
        deadline=deadline,
    )
    if found.x is None:
        return None
    return Choice(groups.chosen(found.x, n_sites), -found.bound * scale)


def fewest(groups: Groups, needed: float, *, gap: float, deadline: Deadline) -> Choice:
    """Return the fewest sites that cover so many of the people in groups.

    The bound counts sites. Those found by adding one after the other stand in for a
    solution where there is no time for one.
    """
    scale, enough = groups.scale(), needed * (1.0 - ROUNDING)
    chosen, bound = _until_enough(groups, enough), 1.0
    rows = [(groups.row(0.0, groups.people / scale), enough / scale, np.inf)]
    while True:
        found = sites_of_groups(groups, costs=(1.0, 0.0), rows=rows, gap=gap, deadline=deadline)
        bound = max(bound, float(np.ceil(found.bound - TOLERANCE)))
        if found.x is None:
            return Choice(chosen, bound)
        sites = groups.chosen(found.x)
        if groups.people_covered(sites) >= enough:
            return Choice(min(chosen, sites, key=len), bound)
        # Short by the solver's tolerance: whatever is enough takes a site beyond these.
        beyond = np.ones(groups.covers.shape[1])
        beyond[list(sites)] = 0.0
        rows.append((groups.row(beyond, 0.0), 1.0, np.inf))


def sites_of_groups(  # noqa: PLR0913 - the parts of one model
    groups: Groups,
    *,
    costs: tuple[float, FloatArray | float],
    rows: Iterable[Row],
    deadline: Deadline,
    gap: float = 0.0,
    all_covered: bool = False,
) -> Solution:
    """Solve a model of which groups are covered by which sites."""
    from scipy.sparse import csr_array, eye_array, hstack

    n_groups, n_candidates = groups.covers.shape
    lower = np.zeros(n_candidates + n_groups)
    lower[n_candidates:] = all_covered
    rows = list(rows)
    if n_groups:
        covers = csr_array(groups.covers.astype(np.float64))
        covered = hstack([-covers, eye_array(n_groups)], format="csr")
        rows.append((covered, -np.inf, 0.0))
    return program(
        groups.row(*costs),
        rows,
        lower=lower,
        upper=np.ones(lower.size),
        n_whole=n_candidates,
        seconds=deadline.left_s(),
        gap=gap,
    )


def _until_enough(groups: Groups, enough: float) -> tuple[int, ...]:
    """Return sites added one after the other, each covering most of those not yet covered."""
    chosen: list[int] = []
    todo = np.ones(groups.people.size, dtype=np.bool_)
    while groups.people[~todo].sum() < enough:
        gain = groups.people[todo] @ groups.covers[todo]
        chosen.append(int(gain.argmax()))
        todo &= ~groups.covers[:, chosen[-1]]
    return tuple(sorted(chosen))
