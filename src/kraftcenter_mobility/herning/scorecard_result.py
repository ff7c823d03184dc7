"""The scorecard itself: what every indicator found on every side, to be looked at and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError, ScenarioError
from kraftcenter_mobility.locations import listed

from .scorecard_view import share_of, summed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .scorecard_indicators import Indicator
    from .scorecard_view import Finding

__all__ = ["BASELINE", "Scorecard"]

BASELINE = "baseline"

VECTOR = ("value", "minutes", "people", "without_way")
CHANGES = ("change_value", "change_minutes", "change_people")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Scorecard:
    """The indicators of every scenario and of how things are; prints as a page.

    A value is the score of an indicator, 0 to 100: the share of what is counted (inhabitants,
    places or links) that meets the threshold, unless the threshold says otherwise. Minutes are
    the mean over those with a way, people those who meet the threshold (shares of a
    threshold's parts added up), and ``without_way`` those who have none.

    See Also
    --------
    kraftcenter_mobility.herning.region_scorecard.scorecard : Makes one.
    """

    indicators: tuple[Indicator, ...]
    """Those that the network can carry."""

    missing: dict[str, str]
    """Those it cannot carry, and why."""

    names: tuple[str, ...]
    """The scenarios, after the baseline."""

    findings: Mapping[tuple[str, str], Finding]
    """By scenario and id."""

    notes: tuple[str, ...]
    """What is to be known when reading it."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """The values, 0 to 100. Shape (1 + n_scenarios, n_indicators)."""
        import pandas as pd

        values = {
            each.id: [self._value(name, each.id) for name in self._sides]
            for each in self.indicators
        }
        columns = pd.Index(list(values), name="indicator")
        return pd.DataFrame(values, index=pd.Index(self._sides, name="scenario"), columns=columns)

    @property
    def weights(self) -> pd.Series:
        """The weights in the index, which add up to one. Shape (n_counted,).

        Only indicators that have a value on every side count.
        """
        import pandas as pd

        counted = {
            each.id: each.weight
            for each in self.indicators
            if each.weight > 0 and np.isfinite(self.table[each.id]).all()
        }
        weights = pd.Series(counted, name="weight", dtype=float)
        return weights / weights.sum()

    @property
    def index(self) -> pd.Series:
        """The weighted mean of the values of each side, to be read beside them only.

        Shape (1 + n_scenarios,); NaN where nothing counts.
        """
        weights = self.weights
        if weights.empty:
            return (self.table.sum(axis=1) * np.nan).rename("index")
        values = self.table[list(weights.index)]
        return values.mul(weights, axis=1).sum(axis=1).rename("index")

    def vector(self, name: str = BASELINE) -> pd.DataFrame:
        """Return every indicator of one side, in points, minutes and people.

        Parameters
        ----------
        name : str, optional
            The scenario; how things are if not given.

        Returns
        -------
        DataFrame, shape (n_indicators, 8)
            ``unit``, ``value``, ``minutes``, ``people``, ``without_way``, and the changes of
            the first three against the baseline; that in minutes is over those with a way
            on both sides.

        Raises
        ------
        ScenarioError
            If there is no scenario of that name.
        """
        import pandas as pd

        self._check(name)
        rows = {each.id: {"unit": each.unit} | self._row(name, each.id) for each in self.indicators}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("indicator")

    def by(self, column: str = "municipality") -> pd.DataFrame:
        """Return the vectors municipality by municipality.

        Parameters
        ----------
        column : str, optional
            What to group by: ``"municipality"`` is all that the scorecard knows of.

        Returns
        -------
        DataFrame, shape (n_rows, 7)
            Indexed by ``scenario``, ``indicator`` and ``municipality``, with the columns of
            :meth:`vector`. Values are shares of those counted there who meet the threshold.

        Raises
        ------
        InputError
            If `column` is something else.
        """
        import pandas as pd

        if column != "municipality":
            raise InputError(f'column must be "municipality", got {column!r:.60}')
        rows = {
            (name, each.id, str(place)): row
            for name in self._sides
            for each in self.indicators
            for place, row in self._rows_by_place(name, each.id)
        }
        index = pd.MultiIndex.from_tuples(list(rows), names=["scenario", "indicator", column])
        return pd.DataFrame(list(rows.values()), index=index, columns=[*VECTOR, *CHANGES])

    @property
    def details(self) -> pd.Series:
        """What else the indicators tell, by ``scenario``, ``indicator`` and ``detail``."""
        import pandas as pd

        told = {
            (name, each.id, detail): value
            for name in self._sides
            for each in self.indicators
            for detail, value in self.findings[name, each.id].details.items()
        }
        index = pd.MultiIndex.from_tuples(list(told), names=["scenario", "indicator", "detail"])
        return pd.Series(list(told.values()), index=index, dtype=object, name="value")

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON; what is no number is None."""
        from kraftcenter_mobility.presentation.scorecard_table import scorecard_dict

        return scorecard_dict(self)

    def to_csv(self, path: str | Path) -> Path:
        """Write the vectors of all sides to a CSV file, a row per scenario and indicator.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        from kraftcenter_mobility.presentation.scorecard_table import write_vectors

        return write_vectors(self, path)

    def __repr__(self) -> str:
        """Return the page."""
        from kraftcenter_mobility.presentation.scorecard_table import scorecard_text

        return scorecard_text(self)

    def _repr_html_(self) -> str:
        """Return how things are and what every scenario changes, as tables for a notebook."""
        from kraftcenter_mobility.presentation.scorecard_table import scorecard_html

        return scorecard_html(self)

    @property
    def _sides(self) -> tuple[str, ...]:
        return (BASELINE, *self.names)

    def _check(self, name: str) -> None:
        """Refuse a side that there is not."""
        if name not in self._sides:
            raise ScenarioError(f"no scenario is called {name!r:.80}, only {listed(self._sides)}")

    def _value(self, name: str, key: str) -> float:
        """Return the score of one indicator on one side."""
        finding = self.findings[name, key]
        return _share(finding.rows) if finding.score is None else finding.score

    def _row(self, name: str, key: str) -> dict[str, float]:
        """Return one indicator of one side, of all who are counted."""
        after, before = (_columns(self.findings[side, key].rows) for side in (name, BASELINE))
        return _vector(after, before, (self._value(name, key), self._value(BASELINE, key)))

    def _rows_by_place(self, name: str, key: str) -> Iterator[tuple[object, dict[str, float]]]:
        """Yield one indicator of one side, municipality by municipality."""
        rows = self.findings[name, key].rows
        after, before = (_columns(self.findings[side, key].rows) for side in (name, BASELINE))
        for place, chosen in sorted(rows.groupby("municipality").indices.items()):
            sides = [tuple(column[chosen] for column in side) for side in (after, before)]
            scores = [100.0 * share_of(met, weight) for met, _, weight in sides]
            yield place, _vector(sides[0], sides[1], (scores[0], scores[1]))


def _columns(rows: pd.DataFrame) -> tuple[FloatArray, ...]:
    """Return met, minutes and weight as plain arrays."""
    return tuple(rows[name].to_numpy(dtype=float) for name in ("met", "minutes", "weight"))


def _vector(
    after: tuple[FloatArray, ...], before: tuple[FloatArray, ...], values: tuple[float, float]
) -> dict[str, float]:
    """Return what the vector says of one indicator, and how it changes."""
    (met, minutes, weight), (met_before, minutes_before, weight_before) = after, before
    has_way = np.isfinite(minutes)
    near = has_way & np.isfinite(minutes_before)
    people, people_before = summed(met, weight), summed(met_before, weight_before)
    mean, mean_before = (share_of(each[near], weight[near]) for each in (minutes, minutes_before))
    return {
        "value": values[0],
        "minutes": share_of(minutes[has_way], weight[has_way]),
        "people": people,
        "without_way": float(weight[~has_way].sum()),
        "change_value": values[0] - values[1],
        "change_minutes": mean - mean_before,
        "change_people": people - people_before,
    }


def _share(rows: pd.DataFrame) -> float:
    """Return the share of what is counted that meets the threshold, 0 to 100."""
    return 100.0 * share_of(rows["met"], rows["weight"])
