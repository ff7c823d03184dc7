"""A comparison in a few lines of text, or as a small table in a notebook."""

from __future__ import annotations

from html import escape
from math import isfinite
from typing import TYPE_CHECKING

from kraftcenter_mobility.locations import listed

from .train_notices import CONFLICTS, UNSEEN

if TYPE_CHECKING:
    import pandas as pd

    from .comparison import Comparison

__all__ = ["as_html", "as_text"]

COLUMNS = {
    "mean_baseline_min": "mean before, min",
    "mean_scenario_min": "after",
    "mean_difference_min": "change",
    "difference_person_h": "person-hours",
    "people_gaining": "gain",
    "people_losing": "lose",
    "people_newly_unreachable": "cut off",
}
DIGITS = dict.fromkeys(list(COLUMNS)[:3], 2) | {"difference_person_h": 1}


def as_text(comparison: Comparison) -> str:
    """Return what was compared, and the main numbers of every scenario."""
    lines = [_subject(comparison), _table(comparison).to_string(), *_notes(comparison)]
    return "<Comparison of " + "\n".join(lines) + ">"


def as_html(comparison: Comparison) -> str:
    """Return the main numbers as a table in HTML; every name is escaped."""
    notes = "".join(f"<p>{escape(note)}</p>" for note in _notes(comparison))
    subject = escape(_subject(comparison))
    return f"<p>Comparison of {subject}</p>{_table(comparison).to_html()}{notes}"


def _subject(comparison: Comparison) -> str:
    """Return what was compared for whom."""
    n_scenarios, n_origins = len(comparison.scenarios), len(comparison.origins)
    people = f"{comparison.people.sum():,.0f} people at {n_origins:,} origins"
    if not comparison.counts_people:
        people = f"{n_origins:,} origins, each counted once"
    return (
        f"{n_scenarios} scenario{'s' * (n_scenarios != 1)} by "
        f"{listed(mode.name for mode in comparison.modes)}: {people}, to the nearest of "
        f"{len(comparison.destinations):,} destinations"
    )


def _notes(comparison: Comparison) -> list[str]:
    """Return what one must know of trains to read the numbers, a sentence each."""
    return [
        f"Note: {comparison.notices[code].meaning}"
        for code in comparison.notices
        if code.startswith((CONFLICTS, UNSEEN))
    ]


def _table(comparison: Comparison) -> pd.DataFrame:
    """Return the main columns of the summary as text."""
    import pandas as pd

    summary = comparison.summary()
    shown = {
        title: [_cell(value, DIGITS.get(column, 0)) for value in summary[column]]
        for column, title in COLUMNS.items()
    }
    return pd.DataFrame(shown, index=summary.index)


def _cell(value: float, digits: int) -> str:
    """Return a number as people read it, a dash for none."""
    return f"{value:,.{digits}f}" if isfinite(value) else "-"
