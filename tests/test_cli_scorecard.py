"""The scorecard at the command line."""

import argparse
import json

import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.cli_scorecard import CHOSEN, add_scorecard, run_scorecard
from kraftcenter_mobility.errors import InputError, ScenarioError

CLOSED = """\
format = 1
name = "Hospital road closed"

[[edits]]
edit = "CloseRoad"
name = "Herning NV - hospital (Gødstrupvej/Hospitalsparken)"
"""


@pytest.fixture
def run(tmp_path, monkeypatch, sample):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(km.TransportNetwork, "sample", lambda: sample)
    (tmp_path / "closed.toml").write_text(CLOSED, "utf-8")

    def run_command(*arguments):
        command = argparse.ArgumentParser()
        add_scorecard(command.add_subparsers(), run_scorecard)
        options = command.parse_args(["scorecard", *arguments])
        return options.run(options)

    return run_command


def test_a_scenario_is_scored_on_the_sample_and_written(run, tmp_path):
    reply = run("closed.toml", "--indicator", "K7", "--out", "scores")
    assert "Hospital road closed" in reply.text
    assert reply.answer["vectors"]["Hospital road closed"]["K7"]["change_minutes"] > 0
    written = json.loads((tmp_path / "scores" / "scorecard.json").read_text("utf-8"))
    assert written == {key: value for key, value in reply.answer.items() if key != "files"}
    assert {path.name for path in (tmp_path / "scores").iterdir()} == {
        "scorecard.txt",
        "scorecard.csv",
        "by-municipality.csv",
        "details.csv",
        "scorecard.json",
    }


def test_without_files_a_few_scenarios_of_the_region_are_scored(run):
    reply = run("--indicator", "K7")
    assert set(reply.answer["vectors"]) == {"baseline", *CHOSEN}


def test_how_things_are_can_be_scored_alone(run):
    assert set(run("--indicator", "K7", "--baseline-only").answer["vectors"]) == {"baseline"}


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        (("closed.toml", "--baseline-only"), InputError, "not both"),
        (("--indicator", "K99"), InputError, "'K99'"),
        (("closed.toml", "./closed.toml"), ScenarioError, "same name"),
    ],
)
def test_what_cannot_be_meant_is_refused(run, given, error, told):
    with pytest.raises(error, match=told):
        run(*given)
