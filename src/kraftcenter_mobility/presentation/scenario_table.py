"""Scenarios by effect: the table that a planner reads first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.scenarios.measures import nearest
from kraftcenter_mobility.scenarios.rail_accounts import KEPT_MINUTES
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .way_text import way_lines
from .window_text import conflict_lines, transit_lines

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    import pandas as pd

    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.scenarios.comparison import Comparison

__all__ = ["WITHIN_S", "ScenarioTable", "effect_h"]

WITHIN_S = 1800.0
"""The travel time within which people are counted unless told otherwise, in seconds."""

NAME_WIDTH = 36
MOST_GROUPS = 30
"""Groups that are printed; the files have them all."""

REACH_H = 1.0
"""What losing every way counts in the order of scenarios, in hours."""

LEAST_SHOWN_MIN = 0.005
"""Changes that round to less are shown as none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ScenarioTable:
    """What scenarios do to people, the largest saving first; prints as a table in minutes."""

    comparison: Comparison
    goal: str
    """What the travel times lead to, such as ``"hospital"``."""

    within_s: float = WITHIN_S
    """One of the comparison's cutoffs."""

    def __post_init__(self) -> None:
        """Refuse a cutoff that the comparison does not have."""
        known = self.comparison.cutoffs_s
        if self.within_s not in known:
            raise InputError(
                f"within_s must be one of the comparison's cutoffs_s, "
                f"{', '.join(f'{cutoff_s:g}' for cutoff_s in known)}; got {self.within_s:g}"
            )

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The comparison's summary, by the effect on the first mode's travellers."""
        summary = self.comparison.summary()
        modes = [mode.name for mode in self.comparison.modes]
        by_first = effect_h(summary).xs(modes[0], level="mode")
        names = by_first.sort_values(kind="stable").index
        return summary.loc[[(name, mode) for name in names for mode in modes]]

    @property
    def names(self) -> tuple[str, ...]:
        """The scenarios in the order of the table; shape (n_scenarios,)."""
        return tuple(self.rows.index.unique("scenario"))

    @cached_property
    def changes_by(self) -> dict[str, pd.DataFrame]:
        """The mean change in minutes by the first mode, by the comparison's groups of origins.

        A table for each column to group by, of shape (n_groups, n_scenarios).
        """
        import pandas as pd

        comparison = self.comparison
        return {
            column: pd.DataFrame(
                {
                    name: comparison.by(column, name, measure=nearest)["mean_difference_min"]
                    for name in self.names
                }
            )
            for column in comparison.groups
        }

    def groups_text(self, column: str) -> str:
        """Return the mean changes of the groups as text; scenarios go by their numbers.

        Nothing where all origins are in one group, for which the table itself speaks.
        """
        table = self.changes_by[column]
        if len(table) == 1:
            return ""
        shown = table.iloc[:MOST_GROUPS]
        head = [column, *(f"#{number}" for number in range(1, len(self.names) + 1))]
        rows = [
            [_group(group), *(_change(value) for value in values)]
            for group, values in zip(shown.index, shown.to_numpy().tolist(), strict=True)
        ]
        mode = self.comparison.modes[0].name
        lines = [f"Mean change in minutes, {mode}, by {column}", *_aligned([head, *rows], 1)]
        if len(table) > len(shown):
            lines.append(f"... and {len(table) - len(shown):,} more, in the files")
        return "\n".join(lines)

    def to_records(self) -> list[dict[str, Any]]:
        """Return the rows as plain values, for JSON."""
        flat = self.rows.reset_index()
        return [
            {str(column): _plain(value) for column, value in row.items()}
            for row in flat.to_dict("records")
        ]

    def __str__(self) -> str:
        """Return a heading, the table, and what its columns mean."""
        comparison = self.comparison
        many = f"{comparison.people.sum():,.0f} people, " if comparison.counts_people else ""
        heading = f"Time to the nearest {self.goal}: {many}{len(comparison.origins):,} places"
        lines = _aligned([*self._head(), *self._body()], 3)
        return "\n".join([heading, "", *lines, "", *self._footnotes()])

    def _head(self) -> list[list[str]]:
        """Return the two lines above the columns."""
        counted = "people" if self.comparison.counts_people else "places"
        within = f"{self.within_s / SECONDS_PER_MINUTE:g} min"
        unit = "person-" if self.comparison.counts_people else ""
        above = f"|||minutes|||{unit}|{counted}||within|{within}"
        below = "#|scenario|by|before|after|change|hours|gaining|losing|before|after"
        return [line.split("|") for line in (above, below)]

    def _body(self) -> Iterator[list[str]]:
        """Yield the lines of every scenario: its name beside its modes, in as many as it takes."""
        rows = self.rows
        share = f"within_{self.within_s / SECONDS_PER_MINUTE:g}_min"
        for number, name in enumerate(self.names, start=1):
            cells = [_cells(row, share) for row in rows.loc[name].reset_index().to_dict("records")]
            words = wrap(name, NAME_WIDTH, break_long_words=True)
            for line in range(max(len(words), len(cells))):
                yield [
                    "" if line else str(number),
                    words[line] if line < len(words) else "",
                    *(cells[line] if line < len(cells) else []),
                ]

    def _footnotes(self) -> Iterator[str]:
        """Yield what the columns mean, and who is left without any way."""
        least_s = self.comparison.least_s
        yield (
            f"Means over all with a way before and after; hours if everybody goes once, one way; "
            f"gaining or losing {least_s:g} s or more."
        )
        yield from way_lines(self.rows, self.names)
        study = self.comparison.study
        when = study.when
        if window := when.departure or when.arrival:
            yield from transit_lines(study.modes, window, when.percentile)
            yield from conflict_lines(study.network.transit, window, self._own_transit())
            yield from self._kept_minutes()
        if len(self.names) > 1 and self._ranks_by_reach():
            yield (
                f"In order of hours, where losing every way counts as {REACH_H:g} hour more and "
                f"a first way as {REACH_H:g} hour less."
            )
        modes: dict[str, list[str]] = {}
        for row in self.rows.reset_index().to_dict("records"):
            for told in self._reach(row):
                modes.setdefault(told, []).append(str(row["mode"]))
        yield from (f"{told} by {' and '.join(names)}." for told, names in modes.items())

    def _own_transit(self) -> dict[str, PublicTransport]:
        """Return what runs in the scenarios that change it, by their numbers."""
        cases = [self.comparison.cases[name] for name in self.names]
        numbered = enumerate((case.transit for case in cases), start=1)
        return {f"#{number}": transit for number, transit in numbered if transit is not None}

    def _kept_minutes(self) -> Iterator[str]:
        """Yield why people lose by faster trains, if any are."""
        numbers = [
            f"#{number}"
            for number, name in enumerate(self.names, start=1)
            if any(KEPT_MINUTES in account.notes for account in self.comparison.accounts(name))
        ]
        if numbers:
            yield f"{', '.join(numbers)}: {KEPT_MINUTES}."

    def _ranks_by_reach(self) -> bool:
        """Say whether anybody wins or loses every way by the first mode."""
        first = self.rows.xs(self.comparison.modes[0].name, level="mode")
        ways = first[["people_newly_unreachable", "people_newly_reachable"]]
        return bool(ways.to_numpy().any())

    def _reach(self, row: dict[Hashable, Any]) -> Iterator[str]:
        """Yield who loses or wins every way in one row of the table."""
        number = self.names.index(row["scenario"]) + 1
        counted = "people" if self.comparison.counts_people else "places"
        for column, what in (
            ("unreachable", "have no way any more"),
            ("reachable", "have a way for the first time"),
        ):
            if row[f"origins_newly_{column}"]:
                yield f"#{number}: {row[f'people_newly_{column}']:,.0f} {counted} {what}"


def effect_h(rows: pd.DataFrame) -> pd.Series:
    """Return the effect by which scenarios are ranked, in person-hours.

    Nobody can say how many hours it costs to lose every way: it counts as one, so that a
    scenario that does nothing else is not one without effect. A first way counts as one less.

    Parameters
    ----------
    rows : DataFrame, shape (n_rows, n_columns)
        Of :meth:`Comparison.summary`.

    Returns
    -------
    Series, shape (n_rows,)
        Below zero is time saved.
    """
    cut_off = rows["people_newly_unreachable"] - rows["people_newly_reachable"]
    effect: pd.Series = rows["difference_person_h"] + REACH_H * cut_off
    return effect


def _cells(row: dict[Hashable, Any], share: str) -> list[str]:
    """Return what stands in one line of the table, from the mode on."""
    return [
        str(row["mode"]),
        _number(row["mean_baseline_min"], ".1f"),
        _number(row["mean_scenario_min"], ".1f"),
        _change(row["mean_difference_min"]),
        _number(row["difference_person_h"], "+,.0f"),
        _number(row["people_gaining"], ",.0f"),
        _number(row["people_losing"], ",.0f"),
        _share(row[f"{share}_baseline_share"]),
        _share(row[f"{share}_scenario_share"]),
    ]


def _number(value: float, form: str) -> str:
    """Return a number as people read it, a dash for none."""
    if not isfinite(value):
        return "-"
    text = format(value, form)
    return "0" if text in {"+0", "-0"} else text


def _change(minutes: float) -> str:
    """Return a change in minutes with its sign."""
    return "0" if abs(minutes) < LEAST_SHOWN_MIN else _number(minutes, "+.2f")


def _share(value: float) -> str:
    """Return a share in percent."""
    return f"{100 * value:.1f} %" if isfinite(value) else "-"


def _group(name: object) -> str:
    """Return what a group of origins is called, as far as there is room."""
    text = "(none)" if name is None or name != name else str(name)  # noqa: PLR0124 - NaN
    return text if len(text) <= NAME_WIDTH else f"{text[: NAME_WIDTH - 3]}..."


def _plain(value: Any) -> Any:
    """Return a value of a table as JSON knows it."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not isfinite(value) else value


def _aligned(rows: Sequence[Sequence[str]], n_left: int) -> list[str]:
    """Return rows as lines; the first columns start together, the others end together."""
    n_columns = max(map(len, rows))
    full = [[*row, *[""] * (n_columns - len(row))] for row in rows]
    widths = [max(len(row[column]) for row in full) for column in range(n_columns)]
    return [
        "  ".join(
            cell.ljust(width) if column < n_left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in full
    ]
