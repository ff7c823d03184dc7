"""Tables of many rows: all scenarios at a glance, and groups such as municipalities."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.scenarios.effects import effect_row
from kraftcenter_mobility.scenarios.train_notices import conflict_row
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .blocks import Cell, Column, Table, change, number, plain, share
from .headline import effect_of, without_way
from .texts import mode_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .subject import Subject

__all__ = ["group_table", "overview"]

MOST_GROUPS = 60
"""More rows nobody reads in a report; the files have them all."""


def overview(subjects: Iterable[Subject], cutoff_s: float | None) -> Table:
    """Return every scenario and mode in a row each, as the comparison's summary does.

    Parameters
    ----------
    subjects : iterable of Subject
        Scenarios by modes, at least one.
    cutoff_s : float or None
        The time within which people are counted.

    Returns
    -------
    Table
        With conflicts of trains if any mode is public transport.
    """
    listing = list(subjects)
    first = listing[0]
    several = len(first.comparison.modes) > 1
    conflicts = [
        conflict_row(one.comparison.study, one.case, one.mode) if one.is_transit else {}
        for one in listing
    ]
    table = Table(
        caption=first.say("overview_caption", goal=first.goal),
        columns=(
            Column(first.say("scenario"), numeric=False),
            *([Column(first.say("mode"), numeric=False)] if several else []),
            *_effect_columns(first, cutoff_s),
            *([Column(first.say("conflicts_short"))] if any(conflicts) else []),
        ),
        rows=tuple(
            (
                plain(one.name),
                *([plain(mode_words(one.words, one.mode.name))] if several else []),
                *_effect_cells(one, effect_of(one), cutoff_s),
                *([_conflict_cell(one, found)] if any(conflicts) else []),
            )
            for one, found in zip(listing, conflicts, strict=True)
        ),
    )
    return _without_zeros(table, first.say("no_way"), first.say("cut_short"))


def group_table(subject: Subject, column: str, cutoff_s: float | None) -> Table | None:
    """Return what changes for each group of origins; none where all are in one.

    Groups with the most people come first, and beyond a number are left out.
    """
    comparison, sides = subject.comparison, subject.sides
    rows = comparison.rows_of_groups(subject.name, (column,))
    if len(rows) == 1:
        return None
    effects: list[tuple[object, dict[str, float]]] = [
        (group, effect_row(sides.take(at), comparison.cutoffs_s)) for group, at in rows.items()
    ]
    effects.sort(key=lambda each: -each[1]["people"])
    shown, left = effects[:MOST_GROUPS], effects[MOST_GROUPS:]
    people = subject.says("all_people")
    if not comparison.counts_people:
        people = subject.say("all_origins")
    table = Table(
        caption=subject.say("group_caption", group=_called(subject, column), **subject.about),
        columns=(
            Column(_titled(subject, column), numeric=False),
            Column(people),
            *_effect_columns(subject, cutoff_s),
        ),
        rows=tuple(_group_row(subject, group, effect, cutoff_s) for group, effect in shown),
        total=_group_row(subject, subject.say("total"), effect_of(subject), cutoff_s),
        note=subject.say("groups_more", count=subject.words.number(len(left))) if left else "",
    )
    return _without_zeros(table, subject.say("no_way"), subject.say("cut_short"))


def _called(subject: Subject, column: str) -> str:
    """Return what a column groups by, in the language of the report."""
    return subject.say(column) if column == "municipality" else column


def _titled(subject: Subject, column: str) -> str:
    """Return the heading of a column to group by."""
    return subject.say("Municipality") if column == "municipality" else column


def _group_row(
    subject: Subject, group: object, effect: Mapping[str, float], cutoff_s: float | None
) -> tuple[Cell, ...]:
    """Return the row of one group."""
    missing = group is None or group != group  # noqa: PLR0124 - NaN is no name
    named = plain(subject.say("no_group")) if missing else plain(group)
    return (
        named,
        number(subject.words, effect["people"]),
        *_effect_cells(subject, effect, cutoff_s),
    )


def _effect_columns(subject: Subject, cutoff_s: float | None) -> list[Column]:
    """Return the columns that say what changes."""
    hours = "person_h" if subject.comparison.counts_people else "hours_short"
    keys = ("mean_before", "mean_after", "mean_difference", hours, "gain_short", "lose_short")
    found = [Column(subject.say(key)) for key in keys]
    if cutoff_s is not None:
        minutes = cutoff_s / SECONDS_PER_MINUTE
        told = subject.words.number(minutes, 0 if minutes % 1 == 0 else 1)
        found.append(Column(subject.say("within_after", minutes=told)))
    return [*found, Column(subject.say("no_way")), Column(subject.say("cut_short"))]


def _effect_cells(
    subject: Subject, effect: Mapping[str, float], cutoff_s: float | None
) -> list[Cell]:
    """Return the cells that say what changes."""
    words = subject.words
    found = [
        number(words, effect["mean_baseline_min"], 1),
        number(words, effect["mean_scenario_min"], 1),
        change(words, effect["mean_difference_min"], 2),
        change(words, effect["difference_person_h"], 0),
        number(words, effect["people_gaining"]),
        number(words, effect["people_losing"]),
    ]
    if cutoff_s is not None:
        within = effect[f"within_{cutoff_s / SECONDS_PER_MINUTE:g}_min_scenario_share"]
        found.append(share(words, within, 1))
    cut_off = number(words, effect["people_newly_unreachable"])
    return [*found, number(words, without_way(effect)), cut_off]


def _without_zeros(table: Table, *titles: str) -> Table:
    """Return a table without columns of these titles that hold nothing but zeros."""
    keep = [
        n
        for n, column in enumerate(table.columns)
        if column.title not in titles or any(row[n].sort != "0" for row in table.rows)
    ]
    return replace(
        table,
        columns=tuple(table.columns[n] for n in keep),
        rows=tuple(tuple(row[n] for n in keep) for row in table.rows),
        total=tuple(table.total[n] for n in keep) if table.total else (),
    )


def _conflict_cell(subject: Subject, found: Mapping[str, Any]) -> Cell:
    """Return how often trains are in each other's way, before and after."""
    if not found:
        return plain("")
    before, after = found["conflicts_baseline"], found["conflicts_scenario"]
    text = f"{subject.words.number(before)} → {subject.words.number(after)}"
    return Cell(text, str(int(after)))
