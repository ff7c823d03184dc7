"""Plain values as TOML: just as much of it as scenarios need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["toml_text"]


def toml_text(table: Mapping[str, Any]) -> str:
    r"""Return a table of plain values as TOML.

    Parameters
    ----------
    table : mapping of str to value
        Texts, numbers, True and False, lists, tables, and lists of tables; keys are plain
        words.

    Returns
    -------
    str
        What `tomllib` reads back as an equal table.

    Examples
    --------
    >>> print(toml_text({"format": 1, "edits": [{"edit": "ClosePlace", "place": "Sunds"}]}))
    format = 1
    <BLANKLINE>
    [[edits]]
    edit = "ClosePlace"
    place = "Sunds"
    """
    return "\n".join(_lines(table, ())) + "\n"


def _lines(table: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table, those of the lists of tables in it last."""
    for key, value in table.items():
        if not _is_tables(value):
            yield f"{key} = {_shown(value)}"
    for key, value in table.items():
        if _is_tables(value):
            path = (*above, key)
            for each in value:
                yield ""
                yield f"[[{'.'.join(path)}]]"
                yield from _lines(each, path)


def _is_tables(value: Any) -> bool:
    """Say whether a value is a list of tables."""
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _shown(value: Any) -> str:
    """Return a value as TOML, a list of points with one point to a line."""
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n" + "".join(f"  {_value(each)},\n" for each in value) + "]"
    return _value(value)


def _value(value: Any) -> str:
    """Return a value as TOML in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's escapes are TOML's, which wants one more
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    return repr(value)
