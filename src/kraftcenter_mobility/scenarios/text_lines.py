"""On which line of a file of a scenario a value stands, so that messages can say so."""

from __future__ import annotations

import json
import re
from typing import TypeAlias

__all__ = ["ValuePath", "line_of"]

ValuePath: TypeAlias = tuple[str | int, ...]
"""Keys of tables and positions in lists, from the outermost inwards."""

JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')


def line_of(text: str, path: ValuePath, *, is_json: bool) -> int | None:
    r"""Return the line on which a value stands, or else what it would be part of.

    Parameters
    ----------
    text : str
        A file that can be read.
    path : tuple of str and int
        Where the value is, such as ``("edits", 1, "limit_kmh")``.
    is_json : bool
        Whether the file is JSON and not TOML.

    Returns
    -------
    int or None
        The line, from 1; None if even the outermost key does not stand there.

    Examples
    --------
    >>> text = 'name = "x"\n[[edits]]\nedit = "SetSpeed"\n[[edits]]\nlimit_kmh = 80\n'
    >>> line_of(text, ("edits", 1, "limit_kmh"), is_json=False)
    5
    """
    return _line_in_json(text, path) if is_json else _line_in_toml(text, path)


def _line_in_toml(text: str, path: ValuePath) -> int | None:
    """Return the line of a value in TOML, by looking for its key within its block."""
    lines = text.splitlines()
    begin, end, found = 0, len(lines), None
    above: list[str] = []
    for step, following in zip(path, (*path[1:], None), strict=True):
        if isinstance(step, int):
            continue
        above.append(step)
        heads = _heads(lines, above, begin, end) if isinstance(following, int) else []
        if isinstance(following, int) and following < len(heads):
            found = heads[following]
            begin, end = found + 1, [*heads, end][following + 1]
            continue
        key = re.compile(rf"(?:^|[{{,])\s*[\"']?{re.escape(step)}[\"']?\s*[=.]")
        here = next((at for at in range(begin, end) if key.search(lines[at])), None)
        if here is None:
            break
        begin = found = here
        if isinstance(following, int):
            break
    return None if found is None else found + 1


def _heads(lines: list[str], above: list[str], begin: int, end: int) -> list[int]:
    """Return where the tables of a list begin, by their headings in double brackets."""
    heading = re.compile(r"\s*\[\[\s*" + r"\s*\.\s*".join(map(re.escape, above)) + r"\s*\]\]")
    return [at for at in range(begin, end) if heading.match(lines[at])]


def _line_in_json(text: str, path: ValuePath) -> int | None:
    """Return the line of a value in JSON, by walking through its brackets."""
    lines: dict[ValuePath, int] = {}
    steps: list[str | int | None] = []
    line, seen = 1, 0
    for token in JSON_TOKEN.finditer(text):
        line, seen = line + text.count("\n", seen, token.start()), token.start()
        word = token[0]
        if word in "]}":
            steps.pop()
        elif word == ",":
            last = steps[-1]
            steps[-1] = last + 1 if isinstance(last, int) else None
        elif word != ":":
            if steps and steps[-1] is None:
                steps[-1] = str(json.loads(word))
            known = tuple(step for step in steps if step is not None)
            lines.setdefault(known, line)
            if word in "[{":
                steps.append(0 if word == "[" else None)
    prefixes = (path[:size] for size in range(len(path), 0, -1))
    return next((lines[each] for each in prefixes if each in lines), None)
