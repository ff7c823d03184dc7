"""The p-centre problem: sites with the least time of whoever lives furthest away, proven.

As Minieka [1]_ does: a choice of sites with nobody further than some time away is a set
covering, and the shortest such time is one of the times there are, so it is searched for
among them.

References
----------
.. [1] E. Minieka, "The m-center problem," SIAM Review 12 (1970),
   https://doi.org/10.1137/1012016
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .site_models import INFEASIBLE, ROUNDING, Choice, Groups, Solution, sites_of_groups
from .site_service import WORST, exchanged, value

if TYPE_CHECKING:
    from .site_models import Deadline, Row
    from .site_service import SiteProblem

__all__ = ["centres"]


def centres(
    problem: SiteProblem, start: tuple[int, ...], *, gap: float, deadline: Deadline
) -> Choice:
    """Return as many sites with the least time of whoever lives furthest away.

    No more people than with the `start` reach no site, and the bound is in seconds.
    """
    least_s = problem.nearest_s(range(len(problem.times_s)))
    reachable = np.isfinite(least_s)
    unreached, high_s, _ = value(problem, WORST, start)
    spare = unreached - float(problem.people[~reachable].sum())
    low_s = 0.0 if spare > 0 else float(least_s[reachable].max(initial=0.0))
    times_s = np.unique(np.append(problem.times_s, problem.existing_s))
    times_s = times_s[(times_s >= low_s) & (times_s <= high_s)]
    low, high, best, careful = 0, times_s.size - 1, start, False
    while low < high and times_s[low] < high_s * (1.0 - gap):
        # The known choice is often the best, or one exchange away from it: then one proof
        # just below it spares all the halving.
        middle = high - 1 if careful else (low + high) // 2
        careful = not careful
        far = reachable & (problem.existing_s > times_s[middle])
        groups = Groups.of(problem.times_s[:, far] <= times_s[middle], problem.people[far])
        left = spare - float(problem.people[far].sum() - groups.people.sum())
        found = _set_covering(groups, len(start), spare=left, deadline=deadline)
        if found.status == INFEASIBLE:
            low = middle + 1
            continue
        if found.x is None:
            break
        sites = exchanged(problem, WORST, groups.chosen(found.x, len(start)))
        n_lost, worst_s, _ = value(problem, WORST, sites)
        if n_lost > unreached * (1.0 + ROUNDING) or worst_s > times_s[middle]:
            break
        best, high_s = sites, worst_s
        high = int(np.searchsorted(times_s, high_s))
    return Choice(best, float(times_s[low]) if times_s.size else high_s)


def _set_covering(groups: Groups, n_sites: int, *, spare: float, deadline: Deadline) -> Solution:
    """Look for sites that cover all groups but those of `spare` people."""
    scale = groups.scale()
    if spare < -ROUNDING * scale:
        return Solution(INFEASIBLE, None, np.inf)
    everybody = spare <= ROUNDING * scale
    if everybody:
        groups = groups.hardest()
    needed = groups.people.sum() - spare
    rows: list[Row] = [(groups.row(1.0, 0.0), 0.0, n_sites)]
    if not everybody:
        rows.append((groups.row(0.0, groups.people / scale), needed / scale, np.inf))
    return sites_of_groups(
        groups, costs=(1.0, 0.0), rows=rows, all_covered=everybody, deadline=deadline
    )
