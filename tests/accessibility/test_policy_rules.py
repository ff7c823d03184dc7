"""The table of Danish rules: what it says, and how one's own numbers replace it."""

import copy
import dataclasses
import pickle

import pandas as pd
import pytest

from kraftcenter_mobility.accessibility.policy import Rule, Rules
from kraftcenter_mobility.errors import InputError


@pytest.mark.parametrize(
    ("key", "value", "unit"),
    [
        ("school_transport_grades_0_3", 2500, "m"),
        ("school_transport_grades_4_6", 6000, "m"),
        ("school_transport_grades_7_9", 7000, "m"),
        ("school_transport_grades_10_10", 9000, "m"),
        ("ambulance_a_until_2023_within_600_s", 0.75, "share"),
        ("ambulance_a_until_2023_within_900_s", 0.92, "share"),
        ("ambulance_a_until_2023_within_1200_s", 0.98, "share"),
        ("ambulance_b_proposal_2023_within_1800_s", 0.85, "share"),
        ("acute_hospital_yardstick_s", 1800, "s"),
    ],
)
def test_the_bundled_rules_are_those_of_the_law_and_the_region(key, value, unit):
    rule = Rules.bundled()[key]
    assert (rule.value, rule.unit) == (value, unit)


def test_every_rule_says_where_it_is_from_and_how_good_it_is():
    rules = Rules.bundled()
    assert all(rule.source and rule.confidence in "ABCD" for rule in rules.rules.values())
    assert rules["ambulance_turnout_s"].confidence == "D"
    assert rules["school_transport_grades_0_3"].valid_from == "2014"
    assert "ambulance_turnout_s" in rules.undocumented()
    assert "school_transport_grades_0_3" not in rules.undocumented()


def test_a_replaced_rule_is_in_a_changed_copy_that_says_so():
    before = Rules.bundled()
    after = before.with_rule("school_transport_grades_0_3", 2000, source="a motion")
    assert before["school_transport_grades_0_3"].value == 2500
    assert after["school_transport_grades_0_3"] == Rule(
        value=2000.0, unit="m", valid_from="", source="a motion", confidence="D"
    )
    assert "school_transport_grades_0_3" in after.undocumented()
    assert after.version == f"{before.version}, changed"
    assert after.with_rule("ambulance_turnout_s", 90, source="x").version == after.version


def test_rules_cannot_be_altered_in_place():
    rules = Rules.bundled()
    with pytest.raises(TypeError):
        rules.rules["new"] = rules["ambulance_turnout_s"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        rules["ambulance_turnout_s"].value = 1.0


def test_rules_are_values_that_can_be_copied_pickled_and_hashed():
    rules = Rules.bundled()
    again = pickle.loads(pickle.dumps(rules))  # noqa: S301 - of our own making
    copies = {rules, again, copy.copy(rules), copy.deepcopy(rules)}
    assert copies == {rules}
    assert len({rules, rules.with_rule("ambulance_turnout_s", 90, source="x")}) == 2


def test_a_table_written_to_a_file_comes_back_the_same(tmp_path):
    rules = Rules.bundled().with_rule("tax", 3, unit="x", source="me")
    table = rules.to_frame().reset_index().assign(version=rules.version)
    table.to_csv(tmp_path / "own.csv", index=False)
    read = Rules.from_csv(tmp_path / "own.csv")
    assert read.version == rules.version
    pd.testing.assert_frame_equal(read.to_frame(), rules.to_frame())


def _row(**changes):
    row = {"version": "1", "key": "a", "value": 1, "unit": "m", "valid_from": ""}
    return row | {"source": "s", "confidence": "A"} | changes


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([_row(), _row()], "more than one rule for 'a'"),
        ([_row(), _row(key="b", version="2")], "must have one version, got '1', '2'"),
        ([_row(value="far")], "rule 'a' must have a number as its value, got 'far'"),
        ([_row(value="nan")], "rule 'a' must be zero or more, got nan"),
        ([_row(value=-1)], "rule 'a' must be zero or more, got -1"),
        ([_row(value="inf")], "rule 'a' must be finite"),
        ([_row(value=92, unit="share")], "a share from 0 to 1, got 92.0; 92 % is 0.92"),
    ],
)
def test_tables_that_cannot_be_are_refused_by_name(rows, message):
    with pytest.raises(InputError, match=message):
        Rules.from_table(pd.DataFrame(rows))


def test_what_is_missing_is_said_with_what_was_probably_meant(tmp_path):
    rules = Rules.bundled()
    with pytest.raises(InputError, match="did you mean 'ambulance_turnout_s'"):
        rules["ambulance_turnout"]
    with pytest.raises(InputError, match="none that begins with 'tram_'"):
        rules.under("tram_")
    with pytest.raises(InputError, match="is a new rule: say its unit="):
        rules.with_rule("tram", 1, source="x")
    with pytest.raises(InputError, match="no column 'confidence'"):
        Rules.from_table(pd.DataFrame([_row()]).drop(columns="confidence"))
    with pytest.raises(InputError, match="cannot be read as a table of rules"):
        Rules.from_csv(tmp_path / "absent.csv")
