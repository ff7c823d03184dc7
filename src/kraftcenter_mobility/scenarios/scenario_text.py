"""What a notebook shows of a scenario: its edits, and where they are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.html_tables import html_table

from .edit_values import brief

if TYPE_CHECKING:
    from .named_edits import NamedEdits

__all__ = ["scenario_html"]

SHOWN_DIGITS = 12


def scenario_html(scenario: NamedEdits) -> str:
    """Return a scenario as a table for a notebook, a row per edit.

    Parameters
    ----------
    scenario : NamedEdits
        The scenario.

    Returns
    -------
    str
        HTML.
    """
    rows = []
    for number, edit in enumerate(scenario.edits, start=1):
        kind, _, told = brief(edit).partition("(")
        rows.append((str(number), kind, told.removesuffix(")")))
    origin = " ".join(filter(None, (scenario.source, _confidence(scenario.confidence))))
    digest = f"edits {scenario.digest[:SHOWN_DIGITS]}"
    below = "\n".join(filter(None, (scenario.description, origin, digest)))
    head = ("", "edit", "says") if rows else ()
    title = scenario.name if rows else f"{scenario.name}: no edits, as it is now"
    return html_table(title, head, rows, footer=below)


def _confidence(confidence: str) -> str:
    """Return how far facts can be relied on, in brackets."""
    return f"(confidence {confidence})" if confidence else ""
