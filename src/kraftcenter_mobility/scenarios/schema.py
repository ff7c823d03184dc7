"""The published JSON Schema of scenario files."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

__all__ = ["SCHEMA_FILE", "generated_schema", "scenario_schema"]

SCHEMA_FILE = "scenario.schema.json"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files, for editors and other programs.

    Returns
    -------
    dict
        A schema of draft 2020-12: which fields there are, what they hold and mean. It holds
        for JSON and, since both have the same structure, for TOML.

    Examples
    --------
    >>> scenario_schema()["required"]
    ['format', 'name']
    """
    text = files(__package__).joinpath(SCHEMA_FILE).read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def generated_schema() -> dict[str, Any]:
    """Return the schema that the models of files have now; the published one must equal it."""
    from .file_models import ScenarioModel

    schema = _tidied(ScenarioModel.model_json_schema())
    return {"$schema": DRAFT, **schema, "title": "Scenario of kraftcenter_mobility"}


def _tidied(value: Any) -> Any:
    """Return a schema without what pydantic adds to it for its own use."""
    if isinstance(value, list):
        return [_tidied(each) for each in value]
    if not isinstance(value, dict):
        return value
    is_field_list = all(isinstance(each, dict) for each in value.values())
    return {
        key: _tidied(each)
        for key, each in value.items()
        if is_field_list
        or not (
            key == "discriminator"
            or (key == "title" and isinstance(each, str))
            or (key == "default" and each is None)
            or (key == "enum" and "const" in value)
        )
    }
