"""What is wrong in a file of a scenario, in words, with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kraftcenter_mobility.errors import ScenarioError

from .edit_kinds import EDIT_KINDS
from .geometry_files import GEOMETRY_FIELDS
from .suggestions import did_you_mean
from .text_lines import ValuePath, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

__all__ = ["Problem", "Written", "problems_of", "report"]

MOST_SHOWN = 20

WANTED = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "list_type": "a list in brackets",
    "dict_type": "a table of fields",
    "model_type": "a table of fields",
    "model_attributes_type": "a table of fields",
    "string_too_short": "text that is not empty",
}
"""What a value should have been, by pydantic's name of the mistake."""

BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}

LENGTHS = {"too_short": ("at least", "min_length"), "too_long": ("at most", "max_length")}


class Problem(NamedTuple):
    """One thing that is wrong."""

    path: ValuePath
    text: str


class Written(NamedTuple):
    """A scenario as it is written, for saying where something stands in it."""

    subject: str
    """What to call it in messages."""

    table: Mapping[str, Any]
    text: str | None = None
    is_json: bool = False

    def line(self, path: ValuePath) -> int | None:
        """Return the line of a value, None if there is no file or it cannot be told."""
        return None if self.text is None else line_of(self.text, path, is_json=self.is_json)

    def where(self, problem: Problem) -> str:
        """Return line, edit and field of what is wrong, as far as they can be told."""
        path, line = problem.path, self.line(problem.path)
        words = [] if line is None else [f"line {line}"]
        if path[:1] == ("edits",) and len(path) > 1:
            number = int(path[1])
            words.append(f"edit {number + 1}{self._kind(number)}")
            path = path[2:]
        field = _field(path)
        if field and not problem.text.startswith(field):  # once is enough
            words.append(field)
        return ", ".join(words)

    def _kind(self, number: int) -> str:
        """Return the kind of an edit in parentheses, if it says one."""
        edit = self.table["edits"][number]
        kind = edit.get("edit") if isinstance(edit, dict) else None
        return f" ({kind})" if isinstance(kind, str) else ""


def _field(path: ValuePath) -> str:
    """Return how one would say where a value is, with positions counted from 1."""
    words = [f" {step + 1}" if isinstance(step, int) else f", {step}" for step in path]
    return "".join(words).removeprefix(",").strip()


def report(written: Written, problems: Sequence[Problem]) -> ScenarioError:
    """Return the one error that says all that is wrong, in the order of the file."""
    ordered = sorted(problems, key=lambda problem: written.line(problem.path) or 0)
    lines = []
    for problem in ordered[:MOST_SHOWN]:
        where = written.where(problem)
        lines.append(f"{where}: {problem.text}" if where else problem.text)
    if len(problems) == 1:
        between = ", " if written.where(problems[0]) else ": "
        return ScenarioError(f"{written.subject}{between}{lines[0]}")
    if len(problems) > MOST_SHOWN:
        lines.append(f"... and {len(problems) - MOST_SHOWN} more")
    listed = "\n  ".join(lines)
    return ScenarioError(f"{written.subject} has {len(problems)} errors:\n  {listed}")


def problems_of(
    mistakes: Iterable[ErrorDetails], table: Mapping[str, Any], model: type[BaseModel]
) -> list[Problem]:
    """Return what pydantic found, in words."""
    return [_problem(mistake, table, model) for mistake in mistakes]


def _problem(mistake: ErrorDetails, table: Mapping[str, Any], model: type[BaseModel]) -> Problem:
    """Return one mistake in words."""
    path, told, value = _path(mistake["loc"]), mistake["type"], mistake["input"]
    if told == "extra_forbidden":
        known = _fields_at(path[:-1], table, model)
        return Problem(path, f"there is no such field; {did_you_mean(str(path[-1]), known)}")
    if told in {"union_tag_not_found", "union_tag_invalid"}:
        return _of_no_kind(path, value)
    if told == "missing":
        how = ": write format = 1 at the top" if path == ("format",) else ""
        return Problem(path, f"is missing{how}")
    return Problem(path, f"{_wanted(mistake)}, got {_shown(value)}")


def _wanted(mistake: ErrorDetails) -> str:
    """Return what a value must be."""
    told, context = mistake["type"], mistake.get("ctx", {})
    if told in WANTED:
        return f"must be {WANTED[told]}"
    if told in BOUNDS:
        words, key = BOUNDS[told]
        return f"must be {words} {context[key]:g}"
    if told in LENGTHS:
        words, key = LENGTHS[told]
        return f"must have {words} {context[key]} values"
    if told == "literal_error":
        return f"must be {context['expected']}"
    return mistake["msg"]


def _path(loc: Sequence[int | str]) -> ValuePath:
    """Return where a value stands in the file, without pydantic's names of what it might be."""
    path: list[int | str] = []
    for at, step in enumerate(loc):
        is_kind = at == 2 and loc[0] == "edits"  # noqa: PLR2004 - edits, number, kind
        is_way = at > 0 and loc[at - 1] in GEOMETRY_FIELDS and isinstance(step, str)
        if not (is_kind or is_way):
            path.append(step)
    return tuple(path)


def _of_no_kind(path: ValuePath, value: Any) -> Problem:
    """Return what is wrong with an edit, or geometry, that is of no kind there is."""
    if path[-1] in GEOMETRY_FIELDS:
        kinds = " or ".join(GEOMETRY_FIELDS[str(path[-1])])
        return Problem(
            path,
            f"must be a list of points [lon, lat], a table with type {kinds} and coordinates as "
            f"in GeoJSON, or {{ file = ..., name = ... }}; got {_shown(value)}",
        )
    if not isinstance(value, dict):
        return Problem(path, f"must be a table of fields, got {_shown(value)}")
    if "edit" not in value:
        return Problem(
            path, f"does not say which edit it is: write edit = one of {', '.join(EDIT_KINDS)}"
        )
    meant = did_you_mean(str(value["edit"]), EDIT_KINDS)
    return Problem((*path, "edit"), f"there is no edit {_shown(value['edit'])}; {meant}")


def _fields_at(path: ValuePath, table: Mapping[str, Any], model: type[BaseModel]) -> list[str]:
    """Return the fields that a table at some place may have."""
    from .file_models import JOIN, MODELS, Beside, LineString

    if not path:
        return list(model.model_fields)
    if path[-1] in GEOMETRY_FIELDS:
        given: Any = table
        for step in path:
            given = given[step]
        return list((Beside if "file" in given else LineString).model_fields)
    if "joins" in path:
        return list(JOIN.model_fields)
    return list(MODELS[table["edits"][path[1]]["edit"]].model_fields)


def _shown(value: Any) -> str:
    """Return a value as it may have been written, cut short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - one line
