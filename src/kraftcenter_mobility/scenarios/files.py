"""Scenarios in files that a planner can write by hand: TOML, and JSON of the same structure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.arguments import path_of
from kraftcenter_mobility.errors import MobilityError, ScenarioError
from kraftcenter_mobility.files import write_atomically
from kraftcenter_mobility.modes import MODES

from .edit_kinds import EDIT_KINDS
from .edit_values import edit_values
from .file_problems import Problem, Written, problems_of, report
from .file_texts import checked_suffix, parsed, read_text
from .geometry_files import GEOMETRY_FIELDS, read_geometry
from .interchanges import Join
from .scenario import Scenario
from .toml_text import toml_text

if TYPE_CHECKING:
    import os
    from pathlib import Path

__all__ = ["FORMAT", "read_scenario", "scenario_from_table", "scenario_table", "write_scenario"]

FORMAT = 1
"""The version of what stands in files."""

TEXTS = ("description", "source", "confidence")


def read_scenario(path: str | os.PathLike[str]) -> Scenario:
    """Return the scenario in a TOML or JSON file.

    Raises
    ------
    ScenarioError
        If the file cannot be read, or with all that is wrong in it.
    """
    file = path_of(path, "path", error=ScenarioError)
    suffix = checked_suffix(file)
    text = read_text(file)
    table = parsed(file, text)
    written = Written(repr(str(file)), table, text, is_json=suffix == ".json")
    return _scenario(written, file.parent)


def scenario_from_table(
    table: Mapping[str, Any], *, folder: str | os.PathLike[str] | None = None
) -> Scenario:
    """Return the scenario that plain values describe.

    Parameters
    ----------
    table : mapping of str to value
        What a file holds, as texts, numbers, lists and tables.
    folder : path-like, optional
        Where files of geometry lie, if the values name any.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    ScenarioError
        With all that is wrong in the values.
    """
    if not isinstance(table, Mapping):
        raise ScenarioError(f"a scenario must be a dict as of to_dict(), got {table!r:.60}")
    known = None if folder is None else path_of(folder, "folder", error=ScenarioError)
    return _scenario(Written("the scenario", _as_in_files(table)), known)


def write_scenario(scenario: Scenario, path: str | os.PathLike[str]) -> Path:
    """Write a scenario to a TOML or JSON file, whole or not at all, and return the file.

    Raises
    ------
    ScenarioError
        If the name ends otherwise, or the scenario has what files cannot hold.
    InputError
        If the file cannot be written.
    """
    file = path_of(path, "path", error=ScenarioError)
    is_json = checked_suffix(file) == ".json"
    table = scenario_table(scenario)
    text = json.dumps(table, ensure_ascii=False, indent=1) + "\n" if is_json else toml_text(table)
    try:
        content = text.encode()
    except UnicodeEncodeError as trouble:
        raise ScenarioError(
            f"{scenario.name!r} has text that UTF-8 cannot hold: {trouble.reason} at "
            f"{text[max(0, trouble.start - 20) : trouble.end]!r}"
        ) from trouble
    write_atomically(file, lambda opened: _put(content, opened))
    return file


def _put(content: bytes, opened: Any) -> None:
    """Write bytes to an open file."""
    opened.write(content)


def scenario_table(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain values, without what says nothing.

    Raises
    ------
    ScenarioError
        If it has an edit, or a mode, that files do not know.
    """
    table: dict[str, Any] = {"format": FORMAT, "name": scenario.name}
    table |= {name: getattr(scenario, name) for name in TEXTS if getattr(scenario, name)}
    if scenario.area is not None:
        table["area"] = list(scenario.area)
    table["edits"] = [
        _table_of(edit, f"edit {number} ({type(edit).__name__}) of {scenario.name!r}")
        for number, edit in enumerate(scenario.edits, start=1)
    ]
    return table


def _table_of(edit: Any, title: str) -> dict[str, Any]:
    """Return an edit as plain values, or say why it cannot stand in a file."""
    if type(edit) is not EDIT_KINDS.get(type(edit).__name__):
        raise ScenarioError(f"{title} cannot stand in a file, which holds {', '.join(EDIT_KINDS)}")
    values = edit_values(edit)
    own = [mode["name"] for mode in values.get("modes", ()) if isinstance(mode, dict)]
    if own:
        known = ", ".join(mode.name for mode in MODES)
        raise ScenarioError(f"{title}: files know the modes {known}, not your own {own[0]!r}")
    if isinstance(values.get("stock"), dict):
        raise ScenarioError(
            f"{title}: files name known rolling stock, and not your own "
            f"{values['stock'].get('name')!r}"
        )
    return values


def _scenario(written: Written, folder: Path | None) -> Scenario:
    """Return a scenario from its plain values, or raise with all that is wrong in them."""
    table = written.table
    problems = _misfits(written)
    listed = table.get("edits", [])
    wrong = {path[1] for path, _ in problems if path[0] == "edits" and len(path) > 1}
    edits, more = _edits(listed if isinstance(listed, list) else [], wrong, folder)
    problems += more
    if not problems:
        try:
            return Scenario(
                table["name"],
                tuple(edits),
                area=table.get("area"),
                **{name: table[name] for name in TEXTS if name in table},
            )
        except ScenarioError as trouble:
            problems.append(Problem(_path_in((), str(trouble), table), str(trouble)))
    raise report(written, problems)


def _misfits(written: Written) -> list[Problem]:
    """Return where plain values are not what the format wants."""
    from pydantic import ValidationError

    from .file_models import ScenarioModel

    version = written.table.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise ScenarioError(
            f"{written.subject} is written in format {version}, and this version of "
            f"kraftcenter_mobility reads up to {FORMAT}; install a newer one"
        )
    try:
        ScenarioModel.model_validate(written.table)
    except ValidationError as trouble:
        return problems_of(trouble.errors(include_url=False), written.table, ScenarioModel)
    return []


def _edits(
    listed: list[Any], wrong: set[Any], folder: Path | None
) -> tuple[list[Any], list[Problem]]:
    """Return the edits that can be made, and what is wrong with those not known to be."""
    edits, problems = [], []
    for number, values in enumerate(listed):
        if number in wrong:
            continue
        try:
            edits.append(_edit(values, folder))
        except MobilityError as trouble:
            path = _path_in(("edits", number), str(trouble), values)
            problems.append(Problem(path, str(trouble)))
    return edits, problems


def _path_in(
    path: tuple[str | int, ...], message: str, values: Mapping[str, Any]
) -> tuple[str | int, ...]:
    """Return a path with the field that a message begins with, if it does."""
    field = message.replace(":", " ").split(" ", 1)[0]
    return (*path, field) if field in values else path


def _edit(values: Mapping[str, Any], folder: Path | None) -> Any:
    """Return an edit from its plain values, whose fields are known to be of the right kind."""
    kind = EDIT_KINDS[values["edit"]]
    fields = {name: _field(name, value, folder) for name, value in values.items() if name != "edit"}
    return kind(**fields)


def _field(name: str, value: Any, folder: Path | None) -> Any:
    """Return what a field of an edit holds, from its plain value."""
    if name in GEOMETRY_FIELDS and not isinstance(value, str):  # the name of a line of trains
        return read_geometry(name, value, folder)
    if name == "modes":
        by_name = {mode.name: mode for mode in MODES}
        return tuple(by_name[each] for each in value)
    if name == "joins":
        return tuple(
            Join(**{key: _field(key, each, folder) for key, each in join.items()}) for join in value
        )
    return tuple(value) if isinstance(value, list) else value


def _as_in_files(value: Any) -> Any:
    """Return plain values with lists for tuples, as a file would give them."""
    if isinstance(value, Mapping):
        return {key: _as_in_files(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_as_in_files(each) for each in value]
    return value
