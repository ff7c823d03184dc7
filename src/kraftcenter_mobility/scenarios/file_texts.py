"""The text of a file of a scenario and the table in it, or why it cannot be read."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SUFFIXES", "checked_suffix", "parsed", "read_text"]

SUFFIXES = (".toml", ".json")
LARGEST_BYTES = 10_000_000
DEEPEST = 12
"""Lists and tables within each other; several areas with holes take eight."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def checked_suffix(file: Path) -> str:
    """Return how the name of a file ends, or say how it should."""
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise ScenarioError(
            f"{str(file)!r} must end in {' or '.join(SUFFIXES)} to hold a scenario, not in "
            f"{suffix!r}"
        )
    return suffix


def read_text(file: Path) -> str:
    """Return the text of a file.

    Raises
    ------
    ScenarioError
        If it is missing, no file, empty, not UTF-8, or too large for a scenario.
    """
    shown = repr(str(file))
    if file.is_dir():
        raise ScenarioError(f"{shown} is a folder; name a file inside it")
    if file.exists() and not file.is_file():
        raise ScenarioError(f"{shown} is no regular file")
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_BYTES + 1)
    except OSError as trouble:
        raise ScenarioError(
            f"{shown} cannot be read: {trouble.strerror}; check the path, which is taken from "
            f"the working folder"
        ) from trouble
    except ValueError as trouble:  # a path with a zero byte
        raise ScenarioError(f"{shown} cannot be read: {trouble}") from trouble
    if len(content) > LARGEST_BYTES:
        raise ScenarioError(
            f"{shown} is larger than {LARGEST_BYTES / 1e6:g} MB, which no scenario is; put "
            f"geometry beside it as GeoJSON or GeoPackage"
        )
    text = _decoded(shown, content)
    if not text.strip():
        raise ScenarioError(f"{shown} is empty; a scenario has at least a format and a name")
    return text


def _decoded(shown: str, content: bytes) -> str:
    """Return the text that bytes are in UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content.count(b"\n", 0, trouble.start) + 1
        found = "UTF-16" if content.startswith(UTF_16) else f"byte {content[trouble.start]:#04x}"
        raise ScenarioError(
            f"{shown}, line {line}: the text is not in UTF-8 ({found}); save it with that encoding"
        ) from trouble


def parsed(file: Path, text: str) -> dict[str, Any]:
    """Return the table that a text is, in TOML or JSON as the file's name ends.

    Raises
    ------
    ScenarioError
        If the text cannot be read, with the line on which reading stopped.
    """
    shown = repr(str(file))
    is_json = checked_suffix(file) == ".json"
    try:
        table = json.loads(text, object_pairs_hook=_object) if is_json else tomllib.loads(text)
    except json.JSONDecodeError as trouble:
        seen = _line(text, trouble.lineno)
        raise ScenarioError(
            f"{shown}, line {trouble.lineno}, column {trouble.colno}: not JSON: {trouble.msg}{seen}"
        ) from trouble
    except tomllib.TOMLDecodeError as trouble:
        raise ScenarioError(f"{shown}{_where_toml_stopped(text, str(trouble))}") from trouble
    except RecursionError as trouble:
        raise ScenarioError(_too_deep(shown)) from trouble
    except ScenarioError as trouble:
        raise ScenarioError(f"{shown}: {trouble}") from trouble
    except ValueError as trouble:  # a number of thousands of digits
        raise ScenarioError(f"{shown} cannot be read: {trouble}") from trouble
    if not isinstance(table, dict):
        raise ScenarioError(f"{shown} must hold one object in braces, not a {type(table).__name__}")
    if _is_deep(table):
        raise ScenarioError(_too_deep(shown))
    return table


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the table of an object in JSON, which must not have a key twice."""
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise ScenarioError(f"the key {double!r} stands twice in one object; remove one of the two")
    return table


def _where_toml_stopped(text: str, message: str) -> str:
    """Return line, column and reason of a syntax error in TOML."""
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL)
    if found is None:
        return f": not TOML: {message}"
    reason, line, column = found.groups()
    hint = "; text stands in quotes" if reason == "Invalid value" else ""
    return f", line {line}, column {column}: not TOML: {reason}{hint}{_line(text, int(line))}"


def _line(text: str, number: int) -> str:
    """Return a line of a text to end a message with."""
    lines = text.splitlines()
    return f": {lines[number - 1].strip()[:60]!r}" if 0 < number <= len(lines) else ""


def _too_deep(shown: str) -> str:
    """Say that lists or tables lie too deep within each other."""
    return f"{shown}: lists and tables lie more than {DEEPEST} deep within each other"


def _is_deep(value: Any) -> bool:
    """Say whether lists and tables lie too deep within each other."""
    layer = [value]
    for _ in range(DEEPEST):
        layer = [
            inner
            for each in layer
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True
