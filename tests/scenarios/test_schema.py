"""The published schema: equal to what is read, and to what the edits hold."""

import dataclasses
import json
import tomllib
from importlib.resources import files

import pytest

from kraftcenter_mobility.scenarios.edit_kinds import EDIT_KINDS
from kraftcenter_mobility.scenarios.file_models import FIELDS, MODELS
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.schema import SCHEMA_FILE, generated_schema, scenario_schema

EXAMPLE = """
format = 1
name = "Rute 15"
area = [8, 56, 9, 57]

[[edits]]
edit = "SetSpeed"
number = "15"
limit_kmh = 90

[[edits]]
edit = "AddRoad"
line = { file = "roads.geojson", name = "Rute 15" }
road_class = "primary"
joins = [{ lon = 8.5, lat = 56.2, roads = ["18"] }]

[[edits]]
edit = "CloseRoad"
within = [[8, 56], [9, 56], [9, 57]]
modes = ["car"]
"""


def test_the_published_schema_is_that_of_the_models():
    published = json.loads(
        files("kraftcenter_mobility.scenarios").joinpath(SCHEMA_FILE).read_text("utf-8")
    )
    assert published == generated_schema(), f"write generated_schema() to {SCHEMA_FILE} anew"
    assert scenario_schema() == published


def test_the_schema_names_its_draft_and_every_kind_of_edit():
    schema = scenario_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(EDIT_KINDS) <= set(schema["$defs"])


@pytest.mark.parametrize("kind", EDIT_KINDS.values(), ids=EDIT_KINDS)
def test_the_schema_of_an_edit_has_the_fields_of_the_edit(kind):
    about = scenario_schema()["$defs"][kind.__name__]
    fields = dataclasses.fields(kind)
    assert set(about["properties"]) == {"edit", *(field.name for field in fields)}
    needed = {field.name for field in fields if field.default is dataclasses.MISSING}
    assert set(about["required"]) == {"edit", *needed}
    assert about["additionalProperties"] is False
    assert all("description" in field for field in about["properties"].values())


def test_no_field_is_described_that_no_edit_has():
    known = {
        field.name for kind in (*EDIT_KINDS.values(), Join) for field in dataclasses.fields(kind)
    }
    assert set(FIELDS) == known
    assert set(MODELS) == set(EDIT_KINDS)


def test_the_schema_itself_is_sound_and_takes_an_example():
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator
    validator.check_schema(scenario_schema())
    check = validator(scenario_schema())
    assert list(check.iter_errors(tomllib.loads(EXAMPLE))) == []
    assert list(check.iter_errors({"format": 1, "name": "x", "edit": []}))
    wrong = tomllib.loads(EXAMPLE)
    wrong["edits"][0]["limit_kmh"] = "90"
    assert list(check.iter_errors(wrong))
