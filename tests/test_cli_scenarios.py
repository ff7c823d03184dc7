"""``kraftcenter compare``, ``check`` and ``schema``: what they say, write and refuse."""

import contextlib
import io
import json
import re

import geopandas as gpd
import pandas as pd
import pytest
from small_osm import TOWN, node, write_osm

import kraftcenter_mobility as km
from kraftcenter_mobility.cli import main
from kraftcenter_mobility.scenarios.answers import Answerer

SLOW = """\
format = 1
name = "Bøgevej at 20"

[[edits]]
edit = "SetSpeed"
name = "Bøgevej"
limit_kmh = 20
"""
CLOSED = """\
format = 1
name = "Bøgevej closed"

[[edits]]
edit = "CloseRoad"
name = "Bøgevej"
"""
MOVED = """\
format = 1
name = "Another hospital"

[[edits]]
edit = "ClosePlace"
place = "Sygehus, A/S"

[[edits]]
edit = "AddPlace"
name = "Østre Sygehus"
lon = 9.0038
lat = 56.0001
kind = "hospital"
"""
WRONG = """\
format = 1
name = "Wrong"

[[edits]]
edit = "SetSpeed"
nmae = "Bøgevej"
limit_kmh = -20
"""
ELSEWHERE = """\
format = 1
name = "Elsewhere"

[[edits]]
edit = "CloseRoad"
name = "Bogevej"
"""
ABROAD = """\
format = 1
name = "Abroad"
area = [12.5, 55.6, 12.6, 55.7]

[[edits]]
edit = "CloseRoad"
name = "Bøgevej"
"""
JOINED = """\
format = 1
name = "Joined"

[[edits]]
edit = "AddRoad"
line = [[9.0012, 56.0010], [9.0012, 56.0020]]
road_class = "primary"
joins = [{ lon = 9.0012, lat = 56.0010, max_distance_m = 5 }]
"""
FILES = {
    "abroad.toml": ABROAD,
    "joined.toml": JOINED,
    "reachless.toml": JOINED.replace("max_distance_m = 5", "max_distance_m = -5"),
    "slow.toml": SLOW,
    "closed.toml": CLOSED,
    "moved.toml": MOVED,
    "wrong.toml": WRONG,
    "elsewhere.toml": ELSEWHERE,
    "broken.toml": "format = ",
    "homes.csv": "name,lon,lat,beboere,bydel\nVest,9.0011,56.0001,30,V\nØst,9.0039,56.0001,10,Ø\n",
    "remote.csv": "name,lon,lat\nFar,9.0011,56.0301\nNear,9.0011,56.0001\n",
    "metres.csv": "home,east,north\nVest,500069,6206091\nØst,500243,6206091\n",
}
REGION = (
    km.Scenario("Rute 15 at 90", [km.SetSpeed(number="15", road_class="primary", limit_kmh=90)]),
    km.Scenario("No hospital in Gødstrup", [km.ClosePlace("Regionshospitalet Gødstrup")]),
    km.Scenario("No school in Hammerum", [km.ClosePlace("Hammerum Skole")]),
)


def strictly(text):
    """Return what JSON says; NaN and Infinity are not JSON."""

    def refuse(constant):
        pytest.fail(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Return what runs the command beside a town: exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    town = node(8, 9.0012, 56.0001, place="village", name="Bøvling")
    write_osm(tmp_path / "town.osm", TOWN + town)

    def run_command(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


ON_TOWN = ("--network", "town.osm", "--origins", "homes.csv", "--destinations", "hospitals")


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """Return what the command says of three scenarios on the sample, and where it writes."""
    folder = tmp_path_factory.mktemp("region")
    said, complaints = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(complaints),
    ):
        patch.chdir(folder)
        patch.setattr(km.herning, "scenarios", lambda: REGION)
        code = main(["compare"])
    assert (code, complaints.getvalue()) == (0, "")
    return said.getvalue(), folder / "kraftcenter-compare"


def test_without_a_file_the_scenarios_of_the_region_are_compared_on_the_sample(region):
    text, _ = region
    assert text.startswith(km.herning.DISCLAIMER)
    assert "Time to the nearest acute hospital: 285,543 people, 4,293 places" in text
    assert "1  Rute 15 at 90 " in text
    assert "2  No hospital in Gødstrup " in text
    assert "Mean change in minutes, car, by municipality" in text
    assert "Time to the nearest folkeskole: 89,052 people, 1,118 places" in text
    assert "1  No school in Hammerum " in text
    assert max(map(len, text.splitlines()[1:])) <= 125


def test_the_scenarios_of_the_region_are_written_goal_by_goal(region):
    _, folder = region
    summary = pd.read_csv(folder / "summary.csv")
    assert summary["goal"].value_counts().to_dict() == {"acute hospital": 4, "folkeskole": 2}
    assert set(summary["mode"]) == {"car", "ambulance", "bicycle"}
    assert {path.name for path in folder.iterdir()} == {
        "summary.csv",
        "acute-hospitals",
        "folkeskoler",
    }
    cells = gpd.read_file(folder / "acute-hospitals" / "origins.gpkg")
    assert len(cells) == len(km.herning.catchment())
    page = (folder / "acute-hospitals" / "map-02-no_hospital_in_goedstrup.html").read_text("utf-8")
    assert km.herning.DISCLAIMER in page


def test_what_is_printed_of_the_region_is_what_the_library_says(region, sample):
    from kraftcenter_mobility.presentation.region_study import ACUTE_HOSPITALS

    _, folder = region
    wanted = km.compare(
        sample,
        REGION[1],
        origins=km.herning.catchment(),
        destinations=sample.places(ACUTE_HOSPITALS),
        modes=km.AMBULANCE,
    ).summary()
    found = pd.read_csv(folder / "acute-hospitals" / "summary.csv", index_col=["scenario", "mode"])
    for column in ("mean_scenario_min", "difference_person_h", "people_losing"):
        assert found.loc[wanted.index[0], column] == pytest.approx(wanted[column].iloc[0], abs=1e-5)


def test_the_region_own_scenarios_are_about_goals_that_are_known(sample):
    from kraftcenter_mobility.presentation.region_goals import RAIL_GOALS, by_goal

    found = by_goal(km.herning.scenarios(), sample)
    by_train = {each.name for each in km.herning.scenarios() if each.transit_edits}
    on_road = [each for goal, chosen in found.items() if goal not in RAIL_GOALS for each in chosen]
    assert len(on_road) + len(by_train) == len(km.herning.scenarios()) > 5
    for goal in RAIL_GOALS:
        assert {each.name for each in found[goal]} == by_train
    for goal, scenarios in found.items():
        places = goal.places(sample)
        for scenario in scenarios:
            if scenario.place_edits:
                tables = {"origins": places.iloc[:0], "destinations": places}
                assert scenario.edited_places(tables)


def test_rail_scenarios_are_left_out_where_nobody_travels_by_train(sample):
    from kraftcenter_mobility.presentation.region_goals import RAIL_GOALS, by_goal

    assert not set(RAIL_GOALS) & set(by_goal(km.herning.scenarios(), sample, (km.CAR,)))
    assert set(RAIL_GOALS) < set(by_goal(km.herning.scenarios(), sample, (km.TRANSIT,)))


def test_the_goals_of_rail_scenarios_have_places_and_folders_of_their_own(sample):
    from kraftcenter_mobility.presentation.region_goals import GOALS, RAIL_GOALS

    folders = [goal.folder for goal in (*GOALS, *RAIL_GOALS)]
    assert len(set(folders)) == len(folders)
    assert [len(goal.places(sample)) for goal in RAIL_GOALS] == [8, 12, 1]


def test_scenarios_of_ones_own_are_told_by_effect_and_written(run, tmp_path):
    ask = ("compare", "slow.toml", "moved.toml", *ON_TOWN)
    code, said, complaints = run(*ask, "--population", "beboere", "--by", "bydel", "--out", "done")
    assert (code, complaints) == (0, "")
    assert "Time to the nearest hospital: 40 people, 2 places" in said
    assert said.index("Another hospital") < said.index("Bøgevej at 20")
    assert "Mean change in minutes, car, by bydel" in said
    assert km.herning.DISCLAIMER not in said
    names = {path.name for path in (tmp_path / "done").iterdir()}
    assert {"summary.csv", "scenarios.csv", "origins.csv", "origins.gpkg", "edits.txt"} <= names
    assert {"by-bydel.csv", "map-02-boegevej_at_20.html", "finished"} <= names
    assert not any(name.startswith("pairs") for name in names)
    for name in names - {"finished"}:
        assert name in said


def test_the_answer_in_json_has_the_rows_the_edits_and_the_files(run, tmp_path):
    code, said, _ = run("compare", "closed.toml", *ON_TOWN, "--mode", "walking", "--json")
    answer = strictly(said)
    assert code == 0
    (row,) = answer["rows"]
    assert (row["scenario"], row["mode"]) == ("Bøgevej closed", "walking")
    assert answer["goal"] == "hospital"
    assert answer["counts_people"] is False
    assert answer["notices"][0]["code"] == "no-population"
    assert answer["edits"]["Bøgevej closed"][0]["length_km"] > 0
    assert all((tmp_path / file).exists() for file in answer["files"])
    assert "note" not in answer


def test_a_report_is_written_beside_the_tables_in_the_language_asked_for(run, tmp_path):
    ask = ("compare", "slow.toml", *ON_TOWN, "--population", "beboere", "--by", "bydel")
    report = ("--out", "done", "--report", "done/rapport.html", "--language", "da")
    code, said, complaints = run(*ask, *report)
    assert (code, complaints) == (0, "")
    assert "rapport.html" in said
    page = (tmp_path / "done" / "rapport.html").read_text("utf-8")
    assert '<html lang="da">' in page
    assert "Hastighedsgrænsen bliver 20 km/t på Bøgevej." in page
    assert "bydel</button>" in page or ">bydel<" in page


def test_a_report_in_english_is_among_the_files_of_the_answer(run, tmp_path):
    code, said, _ = run("compare", "closed.toml", *ON_TOWN, "--report", "r.html", "--json")
    assert code == 0
    assert "r.html" in strictly(said)["files"]
    assert "Bøgevej closed" in (tmp_path / "r.html").read_text("utf-8")


def test_without_matplotlib_a_report_is_refused_before_anything_is_run(run, tmp_path, monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr("kraftcenter_mobility.presentation.static.canvas.import_module", missing)
    code, said, complaints = run("compare", "slow.toml", *ON_TOWN, "--report", "r.html")
    assert (code, said) == (1, "")
    assert "a report needs matplotlib; install it with: " in complaints
    assert complaints.count("\n") == 1
    assert not (tmp_path / "kraftcenter-compare").exists()


def test_the_region_answers_in_json_too(run, monkeypatch):
    monkeypatch.setattr(km.herning, "scenarios", lambda: REGION[2:])
    code, said, _ = run("compare", "--json", "--mode", "car", "--cutoff-s", "300", "--out", "r")
    answer = strictly(said)
    assert code == 0
    assert answer["note"] == km.herning.DISCLAIMER
    (comparison,) = answer["comparisons"]
    assert comparison["rows"][0]["within_5_min_scenario_share"] < 1
    assert set(comparison["changes_by"]["municipality"]) == {"Herning"}


def test_modes_cutoffs_and_pairs_may_be_asked_for(run, tmp_path):
    more = ("--mode", "car", "--mode", "bicycle", "--cutoff-s", "240", "--cutoff-s", "120")
    code, said, _ = run("compare", "slow.toml", *ON_TOWN, *more, "--pairs", "--no-turns")
    assert code == 0
    assert re.search("within +4 min", said)
    summary = pd.read_csv(tmp_path / "kraftcenter-compare" / "summary.csv")
    assert summary["mode"].tolist() == ["car", "bicycle"]
    assert "within_2_min_scenario_share" in summary
    assert (tmp_path / "kraftcenter-compare" / "pairs-boegevej_at_20-bicycle.csv").exists()


def test_places_without_a_number_of_people_count_one_each_and_it_is_said(run):
    code, said, _ = run("compare", "slow.toml", *ON_TOWN)
    assert code == 0
    assert "Note: origins have no number of people, so that each counts one" in said
    code, said, _ = run("compare", "slow.toml", *ON_TOWN, "--count-places")
    assert code == 0
    assert "Note" not in said
    assert "Time to the nearest hospital: 2 places" in said


def test_files_of_places_may_be_read_as_for_times(run):
    ask = ("compare", "slow.toml", "--network", "town.osm", "--origins", "metres.csv")
    options = ("--crs", "EPSG:25832", "--name", "home", "--x", "east", "--y", "north")
    code, said, _ = run(*ask, "--destinations", "towns", *options)
    assert code == 0
    assert "Time to the nearest town" in said
    code, said, _ = run("compare", "slow.toml", *ON_TOWN[:4], "--destinations", "homes.csv")
    assert code == 0
    assert "Time to the nearest place of homes.csv" in said


def test_what_is_probably_meant_in_minutes_is_noted(run, recwarn):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("default")
        code, _, complaints = run("compare", "slow.toml", *ON_TOWN, "--cutoff-s", "30")
    assert code == 0
    assert complaints == (
        "kraftcenter: note: --cutoff-s of 30 s is less than two minutes; if it was meant in "
        "minutes, multiply by 60\n"
    )
    assert not recwarn.list


def test_a_finished_scenario_is_not_run_again(run, monkeypatch):
    first = run("compare", "slow.toml", *ON_TOWN)
    monkeypatch.setattr(Answerer, "matrix", lambda *_, **__: pytest.fail("asked again"))
    assert run("compare", "slow.toml", *ON_TOWN) == first


def test_ctrl_c_keeps_what_is_finished_and_the_next_run_goes_on(run, tmp_path, monkeypatch):
    asked, matrix = [], Answerer.matrix

    def interrupt(self, changes, *places, **settings):
        asked.append(bool(changes))
        if len(asked) == 3:
            raise KeyboardInterrupt
        return matrix(self, changes, *places, **settings)

    monkeypatch.setattr(Answerer, "matrix", interrupt)
    ask = ("compare", "slow.toml", "closed.toml", *ON_TOWN, "--keep", "kept")
    code, said, complaints = run(*ask)
    assert (code, said) == (130, "")
    assert complaints == (
        "stopped; what was finished is kept in kept, and the same command goes on from there\n"
    )
    assert len(list((tmp_path / "kept").iterdir())) == 2
    assert not (tmp_path / "kraftcenter-compare").exists()
    code, said, _ = run(*ask)
    assert code == 0
    assert asked == [False, True, True, True]


def test_a_sound_file_is_told_edit_by_edit(run):
    code, said, complaints = run("check", "moved.toml")
    assert (code, complaints) == (0, "")
    assert said.startswith("Another hospital\n   1  ClosePlace(")
    assert "   2  AddPlace(" in said
    assert "--network FILE" in said
    answer = strictly(run("check", "slow.toml", "--json")[1])
    assert answer["digest"] == km.Scenario.from_file("slow.toml").digest
    assert answer["scenario"]["edits"][0]["limit_kmh"] == 20


def test_all_that_is_wrong_in_a_file_is_said_at_once(run):
    code, said, complaints = run("check", "wrong.toml")
    assert (code, said) == (1, "")
    assert complaints.startswith("kraftcenter: 'wrong.toml' has 2 errors:\n")
    assert "line 6, edit 1 (SetSpeed), nmae" in complaints
    assert "did you mean 'name'" in complaints
    assert "line 7, edit 1 (SetSpeed), limit_kmh" in complaints
    answer = strictly(run("check", "wrong.toml", "--json")[1])
    assert answer["error"] == "ScenarioError"


def test_on_a_network_every_edit_gives_its_account_and_the_laws_are_tested(run, tmp_path):
    code, said, complaints = run("check", "slow.toml", "--network", "town.osm", "--map", "m.html")
    assert (code, complaints) == (0, "")
    assert "40 km/h: 0.12 km -> 20 km/h: 0.12 km" in said
    assert "laws hold" in said
    assert "BROKEN" not in said
    assert said.endswith("Written: m.html\n")
    assert "Bøgevej at 20" in (tmp_path / "m.html").read_text("utf-8")
    answer = strictly(run("check", "slow.toml", "--network", "town.osm", "--json")[1])
    assert answer["ok"] is True
    assert answer["accounts"][0]["n_ways"] == 1
    assert answer["laws"]


def test_edits_of_ones_own_places_are_checked_on_them(run):
    code, _, complaints = run("check", "moved.toml", "--network", "town.osm", *ON_TOWN[2:4])
    assert code == 1
    assert "'Sygehus, A/S'" in complaints
    code, said, _ = run("check", "moved.toml", *ON_TOWN, "--mode", "car", "--mode", "bicycle")
    assert code == 0
    assert "close 'Sygehus, A/S' (destinations)" in said
    assert "car, bicycle" in said


def test_places_far_from_roads_are_checked_when_the_reach_is_raised(run):
    asked = ("check", "slow.toml", "--network", "town.osm", "--origins", "remote.csv")
    code, _, complaints = run(*asked)
    assert code == 1
    assert "raise --max-distance-m" in complaints
    assert run(*asked, "--max-distance-m", "5000")[0] == 0


def test_a_broken_law_fails_the_check_and_shows_the_report(run, monkeypatch):
    from kraftcenter_mobility.scenarios.law_report import LawReport, LawResult

    broken = LawReport("Mine", (LawResult("slower is slower", "edit 1", 4, 1, 0, 2.5),), "2 x 2")
    monkeypatch.setattr(km.Scenario, "check", lambda *_, **__: broken)
    code, said, complaints = run("check", "slow.toml", "--network", "town.osm")
    assert (code, complaints) == (1, "")
    assert "BROKEN" in said
    code, said, _ = run("check", "slow.toml", "--network", "town.osm", "--json")
    assert code == 1
    assert strictly(said)["ok"] is False


def test_the_sample_is_checked_on_by_a_word(run, tmp_path):
    REGION[0].to_file(tmp_path / "r15.toml")
    code, said, _ = run("check", "r15.toml", "--sample")
    assert code == 0
    assert "limit of 90 km/h on road 15, primary" in said
    assert "laws hold" in said


def test_the_schema_is_the_published_one(run):
    code, said, _ = run("schema")
    assert code == 0
    assert strictly(said) == km.scenario_schema()
    assert run("schema", "--json")[1] == said


FAILURES = {
    "no question": (["compare", "slow.toml"], "say also --network, --origins, --destinations;"),
    "half a question": (
        ["compare", "slow.toml", *ON_TOWN[:4]],
        "say also --destinations;",
    ),
    "a network without a scenario": (
        ["compare", "--network", "town.osm"],
        "--network goes with scenarios of your own",
    ),
    "places without a scenario": (
        ["compare", "--count-places"],
        "--count-places goes with scenarios of your own",
    ),
    "a report of the region": (
        ["compare", "--report", "r.html"],
        "--report goes with scenarios of your own",
    ),
    "a report in no folder": (
        ["compare", "slow.toml", *ON_TOWN, "--report", "nowhere/r.html"],
        "nowhere/r.html cannot be written: there is no folder",
    ),
    "a report that is no page": (
        ["compare", "slow.toml", *ON_TOWN, "--out", "new", "--report", "new/r.pdf"],
        "r.pdf must end with one of .html",
    ),
    "a language without a report": (
        ["compare", "slow.toml", *ON_TOWN, "--language", "da"],
        "--language is that of a report; say --report FILE too",
    ),
    "no such scenario": (["compare", "nowhere.toml", *ON_TOWN], "nowhere.toml"),
    "no scenario": (["compare", "homes.csv", *ON_TOWN], "homes.csv"),
    "broken": (["check", "broken.toml"], "'broken.toml'"),
    "one twice": (
        ["compare", "slow.toml", "./slow.toml", *ON_TOWN],
        "slow.toml and ./slow.toml both hold a scenario called 'Bøgevej at 20'",
    ),
    "a typo in a name": (
        ["compare", "slow.toml", "elsewhere.toml", *ON_TOWN],
        "elsewhere.toml: edit 1 (CloseRoad) of 'Elsewhere': ",
    ),
    "another network": (
        ["compare", "slow.toml", "abroad.toml", *ON_TOWN],
        "abroad.toml: 'Abroad' was written for another network",
    ),
    "a typo in a kind of places": (
        ["compare", "slow.toml", *ON_TOWN[:4], "--destinations", "hospital"],
        "'hospital' is no file, and no kind of places; did you mean hospitals?",
    ),
    "a join nowhere": (
        ["compare", "joined.toml", *ON_TOWN],
        "raise max_distance_m of that join in the file",
    ),
    "a join of no reach": (
        ["check", "reachless.toml"],
        "edit 1 (AddRoad), joins 1, max_distance_m: must be more than 0",
    ),
    "a join too far": (
        ["check", "joined.toml", "--network", "town.osm"],
        "joins[0] at (9.00120, 56.00100): ",
    ),
    "a typo checked": (["check", "elsewhere.toml", "--network", "town.osm"], "Bøgevej"),
    "no such network": (
        ["compare", "slow.toml", "--network", "nowhere.km", *ON_TOWN[2:]],
        "no file nowhere.km",
    ),
    "no such column of people": (
        ["compare", "slow.toml", *ON_TOWN, "--population", "beboer"],
        "--population 'beboer': origins have no such column",
    ),
    "no numbers of people": (
        ["compare", "slow.toml", *ON_TOWN, "--population", "bydel"],
        "fill them in, or say --count-places to count each origin once",
    ),
    "people twice": (
        ["compare", "slow.toml", *ON_TOWN, "--population", "beboere", "--count-places"],
        "give either --population or --count-places",
    ),
    "no such group": (
        ["compare", "slow.toml", *ON_TOWN, "--by", "bydele"],
        "--by 'bydele': origins have no such column",
    ),
    "no such group of the region": (
        ["compare", "--by", "parish"],
        "--by 'parish': origins have no such column",
    ),
    "a cutoff below zero": (
        ["compare", "slow.toml", *ON_TOWN, "--cutoff-s", "-5"],
        "--cutoff-s must be",
    ),
    "too far": (
        ["compare", "slow.toml", *ON_TOWN[:3], "population", *ON_TOWN[4:]],
        "raise --max-distance-m",
    ),
    "a folder that is a file": (
        ["compare", "slow.toml", *ON_TOWN, "--out", "homes.csv"],
        "folder 'homes.csv' cannot be made: there is a file of that name; name another one",
    ),
    "a folder in a file": (
        ["compare", "--out", "homes.csv/inside"],
        "homes.csv is a file; name another one",
    ),
    "kept in a file": (
        ["compare", "slow.toml", *ON_TOWN, "--keep", "homes.csv"],
        "--keep 'homes.csv' cannot be made a folder",
    ),
    "columns of no file": (
        ["compare", "--name", "by"],
        "--crs, --name, --x and --y say how to read files of places; give one",
    ),
    "a map of nothing": (["check", "slow.toml", "--map", "m.html"], "--map needs a network"),
    "a mode of nothing": (["check", "slow.toml", "--mode", "car"], "--mode needs a network"),
    "two networks": (
        ["check", "slow.toml", "--sample", "--network", "town.osm"],
        "give either --sample or --network",
    ),
    "a map of another kind": (
        ["check", "slow.toml", "--sample", "--map", "m.gif"],
        "m.gif must end with one of .html",
    ),
    "nowhere for the map": (
        ["check", "slow.toml", "--sample", "--map", "missing/m.html"],
        "there is no folder",
    ),
}


@pytest.mark.parametrize(("arguments", "told"), FAILURES.values(), ids=FAILURES)
def test_a_failure_exits_with_1_says_why_and_writes_nothing(run, tmp_path, arguments, told):
    before = sorted(path.name for path in tmp_path.iterdir())
    code, said, complaints = run(*arguments)
    assert (code, said) == (1, "")
    assert complaints.startswith("kraftcenter: ")
    assert complaints.count("\n") == 1
    assert told in complaints
    code, said, _ = run(*arguments, "--json")
    answer = strictly(said)
    assert code == 1
    assert issubclass(getattr(km.errors, answer["error"]), km.MobilityError)
    assert told in answer["message"]
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "a.toml", "b.toml"],
        ["compare", "a.toml", "--mode", "train"],
        ["compare", "a.toml", "--cutoff-s", "soon"],
        ["schema", "a.toml"],
    ],
)
def test_a_misspelt_command_exits_with_2(capsys, arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: kraftcenter" in capsys.readouterr().err
