"""How well people are served by some sites, and by others in exchange for them.

Everybody goes to the nearest site. What makes one choice of sites better than another is
compared in order: first of all that as few people as possible reach no site at all, and so
an unreachable place never hides in a mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = [
    "COVERAGE",
    "FEWEST",
    "MEAN",
    "OBJECTIVES",
    "WORST",
    "Service",
    "SiteProblem",
    "exchanged",
    "good",
    "greedy",
    "importance",
    "service",
    "service_after_adding",
    "value",
]

MEAN = "mean"
"""The p-median problem: the least mean time of all people."""

WORST = "worst"
"""The p-centre problem: the least time of whoever lives furthest away."""

COVERAGE = "coverage"
"""The maximal covering problem: most people within a cutoff."""

FEWEST = "fewest"
"""The partial set covering problem: the fewest sites for a share of people within a cutoff."""

OBJECTIVES = (MEAN, WORST, COVERAGE, FEWEST)

CELLS_AT_ONCE = 2_000_000
"""Times of pairs compared at once: 16 MB."""


class SiteProblem(NamedTuple):
    """Times between candidates and people. Times are infinite where there is no way."""

    times_s: FloatArray
    """Shape (n_candidates, n_origins)."""

    existing_s: FloatArray
    """To the nearest site there is already, infinite without any. Shape (n_origins,)."""

    people: FloatArray
    """Above zero. Shape (n_origins,)."""

    cutoff_s: float = np.nan
    """Inclusive; NaN where none is asked for."""

    def nearest_s(self, chosen: Iterable[int]) -> FloatArray:
        """Return the time to the nearest site, chosen or existing. Shape (n_origins,)."""
        rows = self.times_s[list(chosen)]
        nearest: FloatArray = np.minimum(self.existing_s, rows.min(axis=0, initial=np.inf))
        return nearest


class Service(NamedTuple):
    """How well people are served, for several choices of sites. Shapes (n_choices,)."""

    unreached: FloatArray
    """People who can reach no site."""

    person_s: FloatArray
    """Seconds of all others together."""

    worst_s: FloatArray
    """Seconds of that one of the others who lives furthest away."""

    within: FloatArray
    """People within the cutoff."""


def service(problem: SiteProblem, nearest_s: FloatArray) -> Service:
    """Return how well people are served whose nearest sites are so far away.

    Parameters
    ----------
    problem : SiteProblem
        Whose people, and what cutoff.
    nearest_s : array of float, shape (n_choices, n_origins)
        Seconds.
    """
    reached = np.isfinite(nearest_s)
    known_s = np.where(reached, nearest_s, 0.0)
    return Service(
        (problem.people * ~reached).sum(axis=1),
        (problem.people * known_s).sum(axis=1),
        known_s.max(axis=1, initial=0.0),
        (problem.people * (nearest_s <= problem.cutoff_s)).sum(axis=1),
    )


def service_after_adding(problem: SiteProblem, nearest_s: FloatArray) -> Service:
    """Return how well people are served after adding each candidate on its own.

    Parameters
    ----------
    problem : SiteProblem
        The candidates.
    nearest_s : array of float, shape (n_origins,)
        Seconds to the nearest site before.

    Returns
    -------
    Service
        Of each candidate. Shapes (n_candidates,).
    """
    n_candidates, n_origins = problem.times_s.shape
    step = max(1, CELLS_AT_ONCE // max(1, n_origins))
    parts = [
        service(problem, np.minimum(problem.times_s[low : low + step], nearest_s))
        for low in range(0, n_candidates, step)
    ]
    return Service(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def importance(objective: str, of: Service) -> tuple[FloatArray, ...]:
    """Return what is to be small, the most important first. Shapes (n_choices,)."""
    if objective == MEAN:
        return of.unreached, of.person_s
    if objective == WORST:
        return of.unreached, of.worst_s, of.person_s
    return -of.within, of.unreached, of.person_s


def value(problem: SiteProblem, objective: str, chosen: Iterable[int]) -> tuple[float, ...]:
    """Return what is to be small of one choice of sites, the most important first."""
    found = service(problem, problem.nearest_s(chosen)[np.newaxis])
    return tuple(float(part[0]) for part in importance(objective, found))


def greedy(problem: SiteProblem, objective: str, n_sites: int) -> tuple[int, ...]:
    """Return sites chosen one after the other, each the best that can be added."""
    chosen: list[int] = []
    for _ in range(n_sites):
        keys = _after_adding(problem, objective, chosen)
        chosen.append(int(np.lexsort(keys[::-1])[0]))
    return tuple(sorted(chosen))


def good(problem: SiteProblem, objective: str, n_sites: int) -> tuple[int, ...]:
    """Return a good choice: the better of two that no exchange makes better."""
    found = exchanged(problem, objective, greedy(problem, objective, n_sites))
    if objective == MEAN or n_sites == 1:
        return found
    by_mean = exchanged(problem, MEAN, greedy(problem, MEAN, n_sites))
    other = exchanged(problem, objective, by_mean)
    return min(found, other, key=lambda sites: (value(problem, objective, sites), sites))


def exchanged(problem: SiteProblem, objective: str, chosen: Iterable[int]) -> tuple[int, ...]:
    """Return a choice of sites that no exchange of one site makes better.

    Nor does any exchange for an earlier candidate leave it as good. The method of
    Teitz & Bart (1968), https://doi.org/10.1287/opre.16.5.955.
    """
    best = tuple(sorted(chosen))
    best_value = value(problem, objective, best)
    while True:
        for other in _exchanges(problem, objective, best):
            other_value = value(problem, objective, other)
            if (other_value, other) < (best_value, best):
                best, best_value = other, other_value
                break
        else:
            return best


def _exchanges(
    problem: SiteProblem, objective: str, chosen: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    """Yield the best exchange of each site in turn."""
    for site in chosen:
        others = [other for other in chosen if other != site]
        keys = _after_adding(problem, objective, others)
        found = int(np.lexsort(keys[::-1])[0])
        if found != site:
            yield tuple(sorted([*others, found]))


def _after_adding(
    problem: SiteProblem, objective: str, chosen: list[int]
) -> tuple[FloatArray, ...]:
    """Return what is to be small after adding each candidate that is not chosen yet."""
    after = service_after_adding(problem, problem.nearest_s(chosen))
    keys = importance(objective, after)
    for key in keys:
        key[chosen] = np.inf
    return keys
