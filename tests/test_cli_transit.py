"""Public transport at the command line: when to travel, and what is refused."""

import json

import pytest
from drawn import drawn
from gtfs_feeds import FILES, zipped

import kraftcenter_mobility as km
from kraftcenter_mobility.cli import main

ASK = ("times", "sample", "--origins", "homes.csv", "--destinations", "hospitals")
MORNING = "2026-03-10 07:30/08:30"
HOMES = "name,lon,lat\nBrande,9.1296,55.9446\nHerning,8.9779,56.1333\n"


@pytest.fixture
def run(capsys, tmp_path, monkeypatch, sample):
    """Return what runs the command on the sample: exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(km.TransportNetwork, "sample", lambda: sample)
    (tmp_path / "homes.csv").write_text(HOMES, "utf-8")

    def run_command(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def times(run, *options):
    code, said, complaints = run(*ASK, "--mode", "transit", "--json", *options)
    assert (code, complaints) == (0, "")
    return json.loads(said)


def test_trains_take_people_from_brande_to_the_hospital_at_goedstrup(run):
    there = times(run, "--arrival", MORNING)["Brande"]["Regionshospitalet Gødstrup"]
    assert 25 * 60 < there < 120 * 60
    assert (
        there
        < times(run, "--arrival", MORNING, "--percentile", "95")["Brande"][
            "Regionshospitalet Gødstrup"
        ]
    )


def test_times_by_train_are_told_in_minutes_where_there_is_a_way(run):
    found = times(run, "--arrival", MORNING)
    code, said, complaints = run(*ASK, "--mode", "transit", "--arrival", MORNING)
    assert (code, complaints) == (0, "")
    first, *rows, last = said.strip().splitlines()
    assert first == "Minutes by transit; - where there is no way"
    assert "inf" not in said
    reached = {name for row in found.values() for name, time_s in row.items() if time_s is not None}
    every = set(found["Brande"])
    assert 0 < len(reached) < len(every)
    told = set(last.removeprefix("No way from any of the 2 origins to: ").split("; "))
    assert told == every - reached
    brande = next(row for row in rows if row.startswith("Brande"))
    assert f"{found['Brande']['Regionshospitalet Gødstrup'] / 60:.0f}" in brande.split()


def test_one_moment_is_a_window_too(run):
    found = times(run, "--departure", "2026-03-10 07:30")
    assert found["Herning"]["Regionshospitalet Gødstrup"] > 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--mode", "transit"), "needs to know when"),
        (("--departure", MORNING), "--departure goes with --mode transit"),
        (("--gtfs", "feed.zip"), "--gtfs goes with --mode transit"),
        (("--percentile", "90"), "--percentile goes with --mode transit"),
        (
            ("--mode", "transit", "--departure", MORNING, "--arrival", MORNING),
            "either --departure or --arrival",
        ),
        (("--mode", "transit", "--arrival", MORNING, "--nearest", "1"), "--nearest does not go"),
        (("--mode", "transit", "--arrival", MORNING, "--no-turns"), "--no-turns does not go"),
        (("--mode", "transit", "--arrival", "tomorrow"), "must be a moment such as"),
        (("--mode", "transit", "--arrival", "2026-03-10 09:00/08:00"), "holds no moment"),
        (("--mode", "transit", "--arrival", MORNING, "--gtfs", "none.zip"), "none.zip"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(run, options, told):
    code, said, complaints = run(*ASK, *options)
    assert (code, said) == (1, "")
    assert told in complaints


CLOSED = """\
format = 1
name = "No call at Gødstrup"

[[edits]]
edit = "CloseStation"
station = "Gødstrup"
"""


def test_scenarios_of_ones_own_on_rail_are_compared(run, tmp_path):
    (tmp_path / "closed.toml").write_text(CLOSED, "utf-8")
    ask = ("compare", "closed.toml", "--network", "sample", "--origins", "homes.csv")
    on = ("--destinations", "hospitals", "--count-places", "--mode", "transit", "--mode", "car")
    code, said, complaints = run(*ask, *on, "--arrival", MORNING, "--out", "done")
    assert (code, complaints) == (0, "")
    assert "By transit: to arrive on 2026-03-10 from 07:30 to 08:30, every 60 s; the median" in said
    assert "walking to the first stop for 30 min at most" in said
    summary = (tmp_path / "done" / "summary.csv").read_text("utf-8")
    assert "No call at Gødstrup,transit" in summary
    assert "No call at Gødstrup,car" in summary
    assert "103 s" in (tmp_path / "done" / "edits.txt").read_text("utf-8")


def test_a_plan_of_trains_compared_by_car_says_what_to_ask_instead(run, tmp_path):
    (tmp_path / "closed.toml").write_text(CLOSED, "utf-8")
    ask = ("compare", "closed.toml", "--network", "sample", "--origins", "homes.csv")
    code, said, complaints = run(*ask, "--destinations", "hospitals", "--count-places")
    assert (code, complaints) == (0, "")
    assert (
        'Note: scenario "No call at Gødstrup" changes only trains and buses, which nobody takes '
        "by car: say modes=kraftcenter_mobility.TRANSIT with a departure or an arrival "
        "(--mode transit)" in said
    )


def test_a_plan_of_trains_is_checked_by_the_laws_of_trains_alone(run, tmp_path):
    (tmp_path / "closed.toml").write_text(CLOSED, "utf-8")
    code, said, complaints = run("check", "closed.toml", "--sample")
    assert (code, complaints) == (0, "")
    assert "(all lines of the network)" in said
    assert "untested" not in said
    assert "places, car" not in said


def test_the_region_s_rail_scenarios_are_told_goal_by_goal(run, tmp_path, monkeypatch):
    rail = [each for each in km.herning.scenarios() if each.name == "Halt at Kølkær"]
    monkeypatch.setattr(km.herning, "scenarios", lambda: rail)
    code, said, complaints = run("compare", "--json", "--out", "region")
    assert (code, complaints) == (0, "")
    goals = [each["goal"] for each in json.loads(said)["comparisons"]]
    assert goals == ["acute hospital", "upper secondary school", "station of Aarhus"]
    for folder in ("acute-hospitals", "youth-education", "station-of-aarhus"):
        text = (tmp_path / "region" / f"{folder}-by-train" / "edits.txt").read_text("utf-8")
        assert "new halt 'Kølkær'" in text
    summary = (tmp_path / "region" / "summary.csv").read_text("utf-8")
    assert summary.count("Halt at Kølkær,transit") == 3


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--mode", "car", "--arrival", MORNING), "--arrival goes with --mode transit"),
        (("--departure", MORNING, "--arrival", MORNING), "not both"),
    ],
)
def test_windows_that_nobody_travels_in_are_refused_for_the_region_too(run, options, told):
    code, said, complaints = run("compare", *options)
    assert (code, said) == (1, "")
    assert told in complaints


def test_the_region_s_scenarios_bring_their_own_network(run):
    code, said, complaints = run("compare", "--gtfs", "feed.zip")
    assert (code, said) == (1, "")
    assert "--gtfs goes with scenarios of your own" in complaints


CHECK = ("check", "buses.toml")
MORE_BUSES = """\
format = 1
name = "More buses"

[[edits]]
edit = "SetHeadway"
line = "R1"
headway_s = 600
"""


def test_scenarios_are_checked_with_a_timetable_that_comes_with_the_network(run, tmp_path):
    zipped(tmp_path / "feed.zip", FILES)
    (tmp_path / "buses.toml").write_text(MORE_BUSES, "utf-8")
    drawn("A---B---C---D", ["ABCD"]).network.save(tmp_path / "town.km")
    code, said, complaints = run(*CHECK, "--network", "town.km", "--gtfs", "feed.zip")
    assert (code, complaints) == (0, "")
    assert "route 'R1' of the feed every 600 s" in said
    code, _, complaints = run(*CHECK, "--network", "town.km")
    assert (code, "no line is called 'R1'" in complaints) == (1, True)
    code, _, complaints = run(*CHECK, "--gtfs", "feed.zip")
    assert (code, "--gtfs needs a network" in complaints) == (1, True)
