"""Two passes over a table of travel times: who comes to the destinations, and what comes back.

Every measure of competition asks two things. First, of each destination: how many people
come, each origin's counted with a weight that falls with travel time? Then, of each origin:
how much of what the destinations offer per person comes back to it, with weights again? The
measures differ in their weights only.

The table is read block by block, twice, and never held: what is kept is one number per
origin and one per destination. Sums are not left to a linear algebra library, whose last
bits depend on how many threads it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from kraftcenter_mobility.errors import InputError

from .amounts import demand_of, opportunities_of
from .tables import TimesTable, travel_times

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = [
    "NEGLIGIBLE",
    "Market",
    "Tally",
    "Weigh",
    "arrivals",
    "handed_out",
    "market",
    "on_origins",
    "per_person",
    "returns",
    "shared",
]

Weigh: TypeAlias = Callable[["FloatArray"], "FloatArray"]
"""From some rows of travel times to the weights of their pairs."""

NEGLIGIBLE = 1e-290
"""What people count for, all together, below which there is nobody: divided by less, ordinary
amounts overflow. Impedances without an end come down to this, a Gaussian at 36 deviations."""


class Market(NamedTuple):
    """Both sides of a table: what destinations offer, and the people at origins."""

    table: TimesTable
    opportunities: FloatArray
    demand: FloatArray


class Tally(NamedTuple):
    """What to add up at the destinations: one number per origin, times its weights."""

    factors: FloatArray
    weigh: Weigh


def market(times: object, opportunities: object, demand: object) -> Market:
    """Return both sides of a table, checked.

    Raises
    ------
    InputError
        If there is nobody at any origin.
    """
    table = travel_times(times)
    offered = opportunities_of(table.destinations, opportunities)
    people = demand_of(table.origins, demand)
    if people.size and not people.any():
        raise InputError(
            f"demand is zero at all {people.size} origins, so that nobody competes; give the "
            f"people at each origin"
        )
    return Market(table, offered, people)


def handed_out(both: Market, weigh: Weigh, *, back: Weigh | None = None) -> FloatArray:
    """Return what comes back to each origin once destinations are shared among all.

    The weights of the way back are those of the way there, if not given.
    """
    (people,) = arrivals(both.table, Tally(both.demand, weigh))
    return returns(both.table, per_person(both.opportunities, people), back or weigh)


def on_origins(both: Market, found: FloatArray, name: str) -> pd.Series:
    """Return one number per origin as a Series."""
    import pandas as pd

    return pd.Series(found, index=both.table.origins, name=name)


def arrivals(table: TimesTable, *tallies: Tally) -> list[FloatArray]:
    """Return what origins bring to each destination, one array per tally, in one pass."""
    totals = [np.zeros(table.n_destinations) for _ in tallies]
    for rows, times in table.blocks():
        for number, (factors, weigh) in enumerate(tallies):
            totals[number] += np.einsum("i,ij->j", factors[rows], weigh(times))
    return totals


def returns(table: TimesTable, ratios: FloatArray, weigh: Weigh) -> FloatArray:
    """Return what comes back from the destinations to each origin, in one pass.

    An infinite ratio makes every origin that reaches it infinite, and no other.
    """
    endless = ratios == np.inf
    finite = np.where(endless, 0.0, ratios)
    found = np.zeros(table.n_origins)
    for rows, times in table.blocks():
        weights = weigh(times)
        found[rows] = np.einsum("ij,j->i", weights, finite)
        if endless.any():
            found[rows][(weights[:, endless] > NEGLIGIBLE).any(axis=1)] = np.inf
    return found


def shared(weights: FloatArray) -> FloatArray:
    """Return each row's weights as shares of one: a choice between destinations."""
    sums = weights.sum(axis=1, keepdims=True)
    shares: FloatArray = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    return shares


def per_person(opportunities: FloatArray, people: FloatArray) -> FloatArray:
    """Return opportunities per person: infinite where there is something and nobody comes."""
    ratios = np.where(opportunities > 0, np.inf, 0.0)
    np.divide(opportunities, people, out=ratios, where=people > NEGLIGIBLE)
    return ratios
