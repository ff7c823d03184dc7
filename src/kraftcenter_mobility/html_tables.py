"""Small tables in HTML for notebooks: every text escaped, no style but where text stands.

Colours and type are the notebook's own, so that they are readable in the dark as well.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["html_facts", "html_folded", "html_table"]

NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?\d[\d.,]*( ?(%|[a-z]{1,3}))?|-|\N{EN DASH}")
"""What stands on the right of its column: numbers, shares, short units, and dashes."""


def html_table(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, footer: str = ""
) -> str:
    """Return a small table in HTML; every text is escaped.

    Parameters
    ----------
    title : str
        What it is about; may be empty.
    head : sequence of str, shape (n_columns,)
        Names of the columns; none for a table without.
    rows : iterable of sequences of str, shape (n_rows, n_columns)
        Texts. Numbers stand on the right.
    footer : str, optional
        A line below.

    Returns
    -------
    str
        The table.

    Examples
    --------
    >>> html_table("", (), [("a & b", "1.5")])
    '<table><tbody><tr><td style="text-align:left">a &amp; b</td><td>1.5</td></tr></tbody></table>'
    """
    lines = [tuple(row) for row in rows]
    names = "".join(
        _cell(name, "th", right=bool(lines) and all(NUMBER.fullmatch(row[k]) for row in lines))
        for k, name in enumerate(head)
    )
    top = f"<thead><tr>{names}</tr></thead>" if names else ""
    return _caption_and_body(title, top, "".join(map(_row, lines)), footer)


def html_facts(title: str, facts: Iterable[tuple[str, str]], *, footer: str = "") -> str:
    """Return what is known of one thing, a line each: the name of a fact, and the fact.

    Facts that are empty are left out. A fact of several lines keeps them.

    Parameters
    ----------
    title : str
        The thing.
    facts : iterable of (name, fact), shape (n_facts, 2)
        Plain text.
    footer : str, optional
        A line below.

    Returns
    -------
    str
        The table; every text is escaped.

    Examples
    --------
    >>> html_facts("Network", [("km of road", "12"), ("rails", "")]).count("<tr>")
    1
    """
    lines = "".join(
        f'<tr><th scope="row" style="{LEFT}">{escape(name)}</th>'
        f'<td style="{LEFT}">{_in_lines(fact)}</td></tr>'
        for name, fact in facts
        if fact
    )
    return _caption_and_body(title, "", lines, footer)


def html_folded(summary: str, inside: str) -> str:
    """Return something that opens at a click, below a line of text.

    Parameters
    ----------
    summary : str
        The line, as plain text.
    inside : str
        HTML, as the other functions return it.

    Returns
    -------
    str
        Both, in HTML.

    Examples
    --------
    >>> html_folded("R & D", "<p>more</p>")
    '<details><summary>R &amp; D</summary><p>more</p></details>'
    """
    return f"<details><summary>{escape(summary)}</summary>{inside}</details>"


LEFT = "text-align:left"


def _row(cells: Sequence[str]) -> str:
    """Return a row; notebooks put text on the right unless they are told otherwise."""
    row = (_cell(cell, "td", right=bool(NUMBER.fullmatch(cell))) for cell in cells)
    return f"<tr>{''.join(row)}</tr>"


def _cell(text: str, tag: str, *, right: bool) -> str:
    """Return a cell."""
    style = "" if right else f' style="{LEFT}"'
    return f"<{tag}{style}>{escape(text)}</{tag}>"


def _in_lines(text: str) -> str:
    """Return a text with its line breaks."""
    return "<br>".join(escape(line) for line in text.splitlines())


def _caption_and_body(title: str, head: str, lines: str, footer: str) -> str:
    """Return the parts of a table together."""
    caption = f'<caption style="{LEFT}"><b>{escape(title)}</b></caption>' if title else ""
    below = f"<p><small>{_in_lines(footer)}</small></p>" if footer else ""
    return f"<table>{caption}{head}<tbody>{lines}</tbody></table>{below}"
