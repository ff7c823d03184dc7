"""The scorecard as a page, as plain values and as files."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.files import write_atomically
from kraftcenter_mobility.herning.scorecard_result import BASELINE
from kraftcenter_mobility.html_tables import html_folded, html_table

from .scenario_files import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from kraftcenter_mobility.herning.scorecard_indicators import Indicator
    from kraftcenter_mobility.herning.scorecard_result import Scorecard

__all__ = ["scorecard_dict", "scorecard_html", "scorecard_text", "write_scorecard", "write_vectors"]

WIDTH = 100
LEAST_SHOWN = {"change_value": 0.005, "change_minutes": 0.005, "change_people": 0.5}
"""Changes that round to less are shown as none."""


def scorecard_text(card: Scorecard) -> str:
    """Return a scorecard as a page for people.

    Parameters
    ----------
    card : Scorecard
        What was found.

    Returns
    -------
    str
        How things are, what every scenario changes, the index, what is missing and what the
        indicators mean.
    """
    parts = [
        "Kraftcenter scorecard",
        _block("How things are", _baseline_rows(card)),
        *(_block(name, _change_rows(card, name)) for name in card.names),
        _index_text(card),
        "\n".join(f"{key} is missing: {reason}." for key, reason in card.missing.items()),
        "\n".join(_filled(note, "Note: ") for note in card.notes),
        "\n".join(map(_definition, card.indicators)),
    ]
    return "\n\n".join(filter(None, parts))


def scorecard_html(card: Scorecard) -> str:
    """Return a scorecard as tables for a notebook, its definitions folded below."""
    tables = [("How things are", _baseline_rows(card))]
    tables += [(name, _change_rows(card, name)) for name in card.names]
    shown = [html_table(title, head, rows) for title, (head, *rows) in tables]
    told = [[each.id, each.theme, each.question, each.threshold] for each in card.indicators]
    means = html_table("", ("", "theme", "asks", "well served"), told)
    notes = [f"{key} is missing: {reason}." for key, reason in card.missing.items()]
    below = html_table("", (), [], footer="\n".join((*notes, *card.notes)))
    return "".join([*shown, html_folded("what the indicators mean", means), below])


def scorecard_dict(card: Scorecard) -> dict[str, Any]:
    """Return a scorecard as plain values, None for what is no finite number.

    Parameters
    ----------
    card : Scorecard
        What was found.

    Returns
    -------
    dict
        ``indicators``, ``missing``, ``notes``, ``weights``, ``index``, and by scenario
        ``vectors``, ``by_municipality`` and ``details``.
    """
    sides = (BASELINE, *card.names)
    vectors = {name: card.vector(name).to_dict("index") for name in sides}
    groups = card.by("municipality").reset_index().to_dict("records")
    details: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in sides}
    for row in card.details.reset_index().to_dict("records"):
        told = details[row["scenario"]].setdefault(row["indicator"], {})
        told[row["detail"]] = row["value"]
    found: dict[str, Any] = _plain(
        {
            "indicators": [_described(each) for each in card.indicators],
            "missing": card.missing,
            "notes": list(card.notes),
            "weights": card.weights.to_dict(),
            "index": card.index.to_dict(),
            "vectors": vectors,
            "by_municipality": groups,
            "details": details,
        }
    )
    return found


def write_vectors(card: Scorecard, path: str | Path) -> Path:
    """Write the vectors of all sides to a CSV file, whole or not at all.

    Parameters
    ----------
    card : Scorecard
        What was found.
    path : str or Path
        The file.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    import pandas as pd

    sides = (BASELINE, *card.names)
    vectors = pd.concat({name: card.vector(name) for name in sides}, names=["scenario"])
    return write_csv(vectors, Path(path))


def write_scorecard(card: Scorecard, folder: str | Path) -> list[Path]:
    """Write a scorecard to a folder: a page, tables, and all of it as JSON.

    Parameters
    ----------
    card : Scorecard
        What was found.
    folder : str or Path
        Where to; made if it is not there. Files of the same names are replaced.

    Returns
    -------
    list of Path
        ``scorecard.txt``, ``scorecard.csv``, ``by-municipality.csv``, ``details.csv`` and
        ``scorecard.json``.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    as_json = json.dumps(scorecard_dict(card), ensure_ascii=False, indent=1)
    return [
        _write_text(f"{card!r}\n", target / "scorecard.txt"),
        write_vectors(card, target / "scorecard.csv"),
        write_csv(card.by("municipality"), target / "by-municipality.csv"),
        write_csv(card.details.to_frame(), target / "details.csv"),
        _write_text(f"{as_json}\n", target / "scorecard.json"),
    ]


def _write_text(text: str, path: Path) -> Path:
    """Write a text, whole or not at all."""

    def put(file: BinaryIO) -> None:
        file.write(text.encode())

    write_atomically(path, put)
    return path


def _block(title: str, rows: list[list[str]]) -> str:
    """Return a title with a table under it, or with the word that nothing changes."""
    head, *body = rows
    if not body:
        return f"{title}\n  changes nothing"
    return "\n".join([title, *(f"  {line}" for line in _aligned([head, *body]))])


def _baseline_rows(card: Scorecard) -> list[list[str]]:
    """Return the head and a row for each indicator."""
    rows = [["", "theme", "conf.", "score", "minutes", "counted", "no way", "of"]]
    vector = _rows(card, BASELINE)
    for each in card.indicators:
        row = vector[each.id]
        numbers = (_number(row["value"], ".1f"), _number(row["minutes"], ".1f"))
        counts = (_number(row["people"], ",.0f"), _number(row["without_way"], ",.0f"))
        rows.append([each.id, each.theme, each.confidence, *numbers, *counts, each.unit])
    return rows


def _change_rows(card: Scorecard, name: str) -> list[list[str]]:
    """Return the head and a row for each indicator that a scenario changes."""
    rows = [["", "theme", "", "score", "change", "minutes", "counted", "of"]]
    vector = _rows(card, name)
    for each in card.indicators:
        row = vector[each.id]
        if _changes(row):
            changes = (
                _number(row["change_value"], "+.2f"),
                _number(row["change_minutes"], "+.2f"),
                _number(row["change_people"], "+,.0f"),
            )
            score = _number(row["value"], ".1f")
            rows.append([each.id, each.theme, "", score, *changes, each.unit])
    return rows


def _rows(card: Scorecard, name: str) -> dict[str, dict[str, Any]]:
    """Return the vector of one side by id."""
    rows: dict[Any, dict[Any, Any]] = card.vector(name).to_dict("index")
    return rows


def _changes(row: dict[str, Any]) -> bool:
    """Say whether anything that is shown changes."""
    return any(abs(row[name]) >= least for name, least in LEAST_SHOWN.items())


def _index_text(card: Scorecard) -> str:
    """Return the index of every side, and what it is made of."""
    weights = card.weights
    if weights.empty:
        return "No index: no indicator with a weight has a value on every side."
    index = card.index
    before = float(index[BASELINE])
    lines = [f"  {BASELINE}: {before:.1f}"] + [
        f"  {name}: {index[name]:.1f} ({_number(float(index[name]) - before, '+.2f')})"
        for name in card.names
    ]
    made = ", ".join(f"{key} {weight:.3f}" for key, weight in weights.items())
    return "\n".join(
        ["Index, to be read beside the scores only", *lines, _filled(f"weights: {made}", "  ")]
    )


def _definition(indicator: Indicator) -> str:
    """Return what an indicator asks, and how far it can be relied on."""
    text = (
        f"{indicator.question}; {indicator.threshold}. Data: {indicator.data}. Source: "
        f"{indicator.source}. Confidence {indicator.confidence}. {indicator.note}."
    )
    return _filled(text, f"{indicator.id} {indicator.theme}: ")


def _described(indicator: Indicator) -> dict[str, Any]:
    """Return an indicator as plain values."""
    names = ("id", "theme", "question", "threshold", "unit", "weight", "data", "source")
    values = {name: getattr(indicator, name) for name in names}
    return values | {
        "confidence": indicator.confidence,
        "note": indicator.note,
        "limits": dict(indicator.limits),
    }


def _filled(text: str, start: str) -> str:
    """Return a text in lines, the first of which begins with a word or two."""
    return fill(start + text, WIDTH, subsequent_indent="    ", break_long_words=False)


def _number(value: float, form: str) -> str:
    """Return a number as people read it, a dash for none."""
    if not isfinite(value):
        return "-"
    text = format(value, form)
    return "0" if not text.strip("+-0.,") else text


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as lines; texts start together, numbers end together."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    last = len(widths) - 1
    for row in rows:
        cells = [
            cell.ljust(width) if column < 3 or column == last else cell.rjust(width)  # noqa: PLR2004 - id, theme, confidence
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _plain(value: Any) -> Any:
    """Return nested values as JSON knows them."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not isfinite(value) else value
