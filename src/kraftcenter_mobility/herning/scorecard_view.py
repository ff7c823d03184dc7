"""One side of the scorecard, how things are or a scenario: who needs how long to what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.accessibility import k_nearest
from kraftcenter_mobility.locations import listed

from . import MUNICIPALITIES
from .scorecard_evidence import AS_IT_IS, MissingError
from .scorecard_places import CELL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd
    import pandas as pd

    from .scorecard_evidence import Evidence

    Pick = Callable[[gpd.GeoDataFrame], pd.Series]

__all__ = [
    "Finding",
    "Part",
    "View",
    "columns_of",
    "of_kind",
    "share_of",
    "summed",
    "threshold_finding",
]


class Part(NamedTuple):
    """One of the thresholds of an indicator."""

    label: str
    limit_s: float
    times_s: Callable[[], pd.Series]
    """Asked for when it is needed, since the network may not carry it."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What an indicator finds on one side."""

    rows: pd.DataFrame
    """Columns ``met`` from 0 to 1, ``minutes``, ``weight`` (how many people, or 1 for a place)
    and ``municipality``. Shape (n_origins, 4)."""

    details: dict[str, float | str] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)
    """Parts that the network cannot carry, and why."""

    score: float | None = None
    """Where it is not the share of `rows` that meets the threshold; 0 to 100."""


@dataclass(frozen=True)
class View:
    """The answers of one side."""

    evidence: Evidence
    name: str = ""
    """Of the scenario; nothing for how things are."""

    @property
    def baseline(self) -> View:
        """How things are."""
        return View(self.evidence)

    def times(self, question: str) -> pd.DataFrame:
        """Return the travel times of a question, in seconds."""
        found = self.evidence.comparison(question)
        return found.times[self.name, found.modes[0].name]

    def goals(self, question: str) -> gpd.GeoDataFrame:
        """Return where people go on this side."""
        return self.evidence.comparison(question).cases[self.name].destinations

    def people(
        self,
        question: str,
        *,
        roles: tuple[str, ...] = (CELL,),
        within: tuple[str, ...] | None = MUNICIPALITIES,
    ) -> pd.DataFrame:
        """Return the origins of some roles and municipalities, None for all of these."""
        return self.evidence.people(question, roles, within)

    def to_s(self, question: str, people: pd.DataFrame, name: str) -> pd.Series:
        """Return the times to one place, infinite where a scenario has closed it.

        Raises
        ------
        MissingError
            If the network does not reach it.
        """
        if name not in self.evidence.comparison(question).destinations.index:
            raise MissingError(f"the network does not reach {name}")
        times = self.times(question).reindex(columns=[name], fill_value=np.inf)
        found: pd.Series = times.loc[people.index, name]
        return found

    def among(self, question: str, people: pd.DataFrame, pick: Pick) -> pd.DataFrame:
        """Return the times to all places that are picked.

        Raises
        ------
        MissingError
            If there are none as things are.
        """
        if not pick(self.evidence.comparison(question).destinations).any():
            raise MissingError("the network knows no such places, or does not reach them")
        return self.times(question).loc[people.index, pick(self.goals(question)).to_numpy()]

    def nearest_s(
        self, question: str, people: pd.DataFrame, pick: Pick, *, k: int = 1
    ) -> pd.Series:
        """Return the times to the nearest of the places that are picked, or the k-th."""
        return k_nearest(self.among(question, people, pick), k=k)

    def closed_s(self, closure: str, people: pd.DataFrame) -> pd.Series:
        """Return the times by car to the nearest acute hospital with one more road closed."""
        found = self.evidence.comparison(closure)
        times = found.times[self.name or AS_IT_IS, found.modes[0].name]
        acute = of_kind("hospital_emergency")(found.cases[self.name].destinations)
        return k_nearest(times.loc[people.index, acute.to_numpy()], k=1)


def of_kind(word: str) -> Pick:
    """Return what picks the places of one kind or category."""

    def picked(goals: gpd.GeoDataFrame) -> pd.Series:
        chosen: pd.Series = (goals["kind"] == word) | (goals["category"] == word)
        return chosen

    return picked


def threshold_finding(
    people: pd.DataFrame, parts: Iterable[Part], *, mean: bool = False
) -> Finding:
    """Return how far each place meets several thresholds that count the same.

    Parameters
    ----------
    people : DataFrame, shape (n_origins, n_columns)
        With ``population`` and ``municipality``.
    parts : iterable of Part
        Times and thresholds.
    mean : bool, optional
        Whether the minutes are the mean of all parts; those of the first if not.

    Returns
    -------
    Finding
        ``met`` is the share of the thresholds that are met; of each part the share of people who
        meet it is told.

    Raises
    ------
    MissingError
        If the network carries none of the parts.
    """
    found: dict[str, tuple[pd.Series, float]] = {}
    lacking: dict[str, str] = {}
    for part in parts:
        try:
            found[part.label] = part.times_s(), part.limit_s
        except MissingError as reason:
            lacking[part.label] = str(reason)
    if not found:
        raise MissingError(listed(dict.fromkeys(lacking.values())))
    met = {label: (times_s <= limit_s).astype(float) for label, (times_s, limit_s) in found.items()}
    seconds = np.column_stack([times_s for times_s, _ in found.values()])
    rows = people.assign(
        met=np.mean(np.column_stack(list(met.values())), axis=1),
        minutes=(seconds.mean(axis=1) if mean else seconds[:, 0]) / 60.0,
        weight=people["population"],
    )
    shares: dict[str, float | str] = {
        f"{label}: share within {found[label][1] / 60.0:g} min": share_of(
            each, people["population"]
        )
        for label, each in met.items()
    }
    return Finding(rows=columns_of(rows), details=shares, lacking=lacking)


def columns_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that every finding has."""
    return rows[["met", "minutes", "weight", "municipality"]]


def summed(values: Any, weights: Any) -> float:
    """Return the weighted sum of some values. Shape of each: (n_rows,)."""
    return float(np.dot(np.asarray(values, dtype=float), np.asarray(weights, dtype=float)))


def share_of(values: Any, weights: Any) -> float:
    """Return the weighted mean of some values; NaN where nothing counts."""
    total = float(np.sum(np.asarray(weights, dtype=float)))
    return summed(values, weights) / total if total > 0 else np.nan
