"""The ``kraftcenter`` command: what it says, what it writes, and how it fails."""

import json
import os
import re
import subprocess
import sys

import pandas as pd
import pytest
from small_osm import TOWN, node, write_osm

import kraftcenter_mobility as km
from kraftcenter_mobility.cli import main

COMMANDS = (
    "compare",
    "check",
    "schema",
    "scorecard",
    "demo",
    "build",
    "info",
    "times",
    "isochrones",
    "warm-up",
)


def strictly(text):
    """Return what JSON says; NaN and Infinity are not JSON."""

    def refuse(constant):
        pytest.fail(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Return what runs the command in an empty folder: exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)

    def run_command(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


@pytest.fixture
def town(tmp_path):
    content = TOWN + node(8, 9.0012, 56.0001, place="village", name="Bøvling")
    content += node(9, 9.0038, 56.0001, place="village", name="Øster Å")
    return write_osm(tmp_path / "town.osm", content)


@pytest.fixture
def homes(tmp_path):
    path = tmp_path / "homes.csv"
    path.write_text("name,lon,lat,note\nVest,9.0011,56.0001,\nØst,9.0039,56.0001,\n", "utf-8")
    return path


@pytest.fixture
def metres(tmp_path):
    """Write the same homes with coordinates in metres, and columns of other names."""
    path = tmp_path / "metres.csv"
    path.write_text("home,east,north\nVest,500069,6206091\nØst,500243,6206091\n", "utf-8")
    return path


def helped(capsys, *arguments):
    """Return the help of a command."""
    with pytest.raises(SystemExit) as end:
        main([*arguments, "--help"])
    assert end.value.code == 0
    return capsys.readouterr().out


def test_the_help_names_every_command_and_where_to_start(capsys):
    text = helped(capsys)
    assert "Start with: kraftcenter compare" in text
    for command in COMMANDS:
        assert re.search(rf"\n    {command}\s", text)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_explains_every_option_and_gives_an_example(capsys, command):
    text = helped(capsys, command)
    assert f"examples:\n  kraftcenter {command} " in text
    assert "--json" in text
    lines = text.split("options:\n")[1].split("\nexamples:")[0].splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("  -"):  # an option: its explanation beside or below it
            assert re.search(r"\S {2,}\S", line) or following.startswith(" " * 10), line


@pytest.mark.parametrize("command", COMMANDS)
def test_the_examples_of_the_help_can_be_parsed(capsys, command):
    import shlex

    from kraftcenter_mobility.cli_options import parser

    parse = parser(dict.fromkeys(COMMANDS, len)).parse_args
    examples = [
        line.strip().removeprefix("kraftcenter ")
        for line in helped(capsys, command).splitlines()
        if line.startswith("  kraftcenter ")
    ]
    assert examples
    for example in examples:
        assert parse(shlex.split(example)).run is len


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"kraftcenter {km.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["info"],
        ["times", "sample"],
        ["build", "a.osm"],
        ["times", "sample", "--origins", "towns", "--destinations", "towns", "--mode", "train"],
        ["times", "sample", "--origins", "towns", "--destinations", "towns", "--nearest", "two"],
    ],
)
def test_a_misspelt_command_exits_with_2_and_says_how_it_is_spelt(capsys, arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: kraftcenter" in capsys.readouterr().err


def test_a_network_is_built_described_and_asked(run, town, homes, tmp_path):
    code, said, complaints = run("build", town, "--out", "town.network", "--report", "r.json")
    assert (code, complaints) == (0, "")
    assert "Written: town.network" in said
    assert strictly((tmp_path / "r.json").read_text("utf-8"))
    code, said, _ = run("info", "town.network")
    assert code == 0
    assert "Network from town.osm" in said
    code, said, _ = run("times", "town.network", "--origins", homes, "--destinations", "hospitals")
    assert code == 0
    assert "Sygehus, A/S" in said
    assert "Øst" in said


def test_the_three_ways_to_name_a_network_give_the_same_times(run, town, homes):
    run("build", town, "--out", "town.network")
    ask = ("--origins", homes, "--destinations", "schools", "--mode", "walking", "--json")
    from_file, from_network = (run("times", name, *ask) for name in (town, "town.network"))
    assert from_file == from_network
    assert strictly(from_file[1])["Vest"]["Skole"] > 0


def test_a_file_of_places_may_be_in_metres_under_any_names(run, town, homes, metres):
    ask = ("times", town, "--destinations", "towns", "--json", "--origins")
    options = ("--crs", "EPSG:25832", "--name", "home", "--x", "east", "--y", "north")
    code, said, _ = run(*ask, metres, *options)
    assert code == 0
    wanted = strictly(run(*ask, homes)[1])
    for name, times in strictly(said).items():
        assert times == pytest.approx(wanted[name], abs=1.0)


def test_the_population_is_that_of_the_six_municipalities(run, sample, tmp_path):
    sample.save("sample.network")
    ask = ("times", "sample.network", "--origins", "population", "--destinations", "schools")
    code, said, complaints = run(*ask, "--nearest", "2", "--json", "--out", "t.csv")
    assert (code, complaints) == (0, "")
    assert strictly(said)["shape"] == [2 * len(km.herning.catchment()), 2]
    assert pd.read_csv(tmp_path / "t.csv")["origin"].nunique() == len(km.herning.catchment())


def test_the_data_are_not_written_over_under_another_name(run, town, tmp_path):
    before = town.read_bytes()
    (tmp_path / "linked.network").hardlink_to(town)
    code, _, complaints = run("build", town, "--out", "linked.network")
    assert code == 1
    assert "are the same file" in complaints
    assert town.read_bytes() == before


def test_a_margin_below_zero_is_refused_before_anything_is_asked_for(run, monkeypatch):
    from kraftcenter_mobility.osm import overpass

    monkeypatch.setattr(overpass, "geocode_area", lambda *_, **__: pytest.fail("asked"))
    code, *_ = run("build", "--place", "Herning", "--buffer-m", "-5", "--out", "a.network")
    assert code == 1


def test_the_help_tells_how_to_write_western_longitudes(capsys):
    assert "--area=-9,38,-8,39" in helped(capsys, "build")


def test_json_answers_are_json(run, town, homes):
    _, built, _ = run("build", town, "--out", "town.network", "--json")
    assert set(strictly(built)) == {"file", "report"}
    _, informed, _ = run("info", "town.network", "--json")
    assert strictly(informed) == strictly(built)["report"]
    ask = ("times", "town.network", "--origins", homes, "--destinations", "towns", "--json")
    matrix = strictly(run(*ask, "--mode", "bicycle")[1])
    assert list(matrix) == ["Vest", "Øst"]
    assert list(matrix["Vest"]) == ["Bøvling", "Øster Å"]
    cut = strictly(run(*ask, "--cutoff-s", "5")[1])
    assert cut["Vest"]["Øster Å"] is None
    nearest = strictly(run(*ask, "--nearest", "1")[1])
    assert nearest["Vest"]["destination"] == "Bøvling"
    ranked = strictly(run(*ask, "--nearest", "2")[1])
    assert [(row["origin"], row["rank"]) for row in ranked][:2] == [("Vest", 1), ("Vest", 2)]


@pytest.mark.parametrize("suffix", [".csv", ".json", ".parquet"])
def test_times_are_written_to_a_table(run, town, homes, tmp_path, suffix):
    target = tmp_path / f"times{suffix}"
    ask = ("times", town, "--origins", homes, "--destinations", "towns", "--out", target)
    code, said, _ = run(*ask)
    assert (code, said) == (0, f"2 x 2 values written to {target}\n")
    read = {".csv": pd.read_csv, ".json": pd.read_json, ".parquet": pd.read_parquet}[suffix]
    assert read(target).shape == ((2, 2) if suffix == ".parquet" else (2, 3))
    code, said, _ = run(*ask, "--json")
    assert strictly(said) == {"file": str(target), "shape": [2, 2]}


@pytest.mark.parametrize("form", ["box", "file"])
def test_an_area_is_a_box_or_a_file(run, town, tmp_path, form):
    import geopandas as gpd
    import shapely

    box = (9.0005, 55.99, 9.0015, 56.01)
    if form == "file":
        table = gpd.GeoDataFrame(geometry=[shapely.box(*box)], crs=4326).to_crs(25832)
        table.to_file(tmp_path / "area.gpkg")
    area = ",".join(map(str, box)) if form == "box" else "area.gpkg"
    code, *_ = run("build", town, "--area", area, "--out", "town.network")
    assert code == 0
    assert km.TransportNetwork.load("town.network").roads.way_id.tolist() == [10]


ASK = ("times", "town.osm", "--destinations")

FAILURES = {
    "no such network": (["info", "nowhere.network"], "no file nowhere.network"),
    "no such data": (["info", "nowhere.osm.pbf"], "no file nowhere.osm.pbf"),
    "no network": (["info", "homes.csv"], "no sound network file"),
    "no such places": (
        ["times", "town.osm", "--origins", "nowhere.csv", "--destinations", "towns"],
        "'nowhere.csv' cannot be read",
    ),
    "an unknown kind": (
        ["times", "town.osm", "--origins", "castles", "--destinations", "towns"],
        "'castles' is no file, and no kind of places; name a file",
    ),
    "a kind that is not there": (
        ["times", "town.osm", "--origins", "stations", "--destinations", "towns"],
        "hold no stations; give a file of places",
    ),
    "too many nearest": (
        ["times", "town.osm", "--origins", "towns", "--destinations", "towns", "--nearest", "9"],
        "k must lie between 1 and the number of destinations, 2; got 9",
    ),
    "too far": (
        ["times", "town.osm", "--origins", "population", "--destinations", "towns"],
        "lie more than 1500 m from the network",
    ),
    "a table of another kind": (
        ["times", "town.osm", "--origins", "towns", "--destinations", "towns", "--out", "t.xlsx"],
        "t.xlsx must end with one of .csv, .json, .parquet",
    ),
    "a folder that is not there": (
        ["build", "town.osm", "--out", "missing/town.network"],
        "there is no folder",
    ),
    "a report in a folder that is not there": (
        ["build", "town.osm", "--out", "town.network", "--report", "missing/report.txt"],
        "there is no folder",
    ),
    "neither data nor place": (["build", "--out", "a.network"], "either a file"),
    "data and place": (["build", "a.osm", "--place", "Herning", "--out", "a"], "not both"),
    "a place and an area": (
        ["build", "--place", "Herning", "--area", "1,2,3,4", "--out", "a.network"],
        "--area cuts a file",
    ),
    "a file and a margin": (
        ["build", "town.osm", "--buffer-m", "5", "--out", "a.network"],
        "--buffer-m and --overpass-url go with --place",
    ),
    "a margin below zero": (
        ["build", "--place", "Herning", "--buffer-m", "-5", "--out", "a.network"],
        "--buffer-m must be zero or more, got -5.0",
    ),
    "the data written over": (
        ["build", "town.osm", "--out", "./town.osm"],
        "--out and the data are the same file, ./town.osm; name another one",
    ),
    "the report written over the data": (
        ["build", "town.osm", "--out", "a.network", "--report", "town.osm"],
        "--report and the data are the same file",
    ),
    "the area written over": (
        ["build", "town.osm", "--area", "homes.csv", "--out", "homes.csv"],
        "--out and --area are the same file",
    ),
    "the report and the network in one file": (
        ["build", "town.osm", "--out", "a.network", "--report", "a.network"],
        "--report and --out are the same file",
    ),
    "a network called like data": (
        ["build", "town.osm", "--out", "a.osm"],
        "a.osm ends like a file of OpenStreetMap data",
    ),
    "the places written over": (
        [*ASK, "towns", "--origins", "homes.csv", "--out", "homes.csv"],
        "--out and the origins are the same file",
    ),
    "metres without a coordinate system": (
        [*ASK, "towns", "--origins", "metres.csv", "--x", "east", "--y", "north"],
        "UTM zone 32; say it with --crs EPSG:25832",
    ),
    "no columns with coordinates": (
        [*ASK, "towns", "--origins", "metres.csv"],
        "name them with --x and --y",
    ),
    "one column": (
        [*ASK, "towns", "--origins", "homes.csv", "--x", "lon"],
        "--x and --y go together, but --x is 'lon' and --y is None",
    ),
    "no such coordinate system": (
        [*ASK, "towns", "--origins", "homes.csv", "--crs", "Danish"],
        "--crs 'Danish' is no coordinate reference system",
    ),
    "no names in the column": (
        [*ASK, "towns", "--origins", "homes.csv", "--name", "note"],
        "fill them in, or take another column with --name",
    ),
    "columns of no file": (
        [*ASK, "towns", "--origins", "towns", "--name", "by"],
        "--crs, --name, --x and --y say how to read files of places; give one",
    ),
    "a cutoff below zero": (
        [*ASK, "towns", "--origins", "towns", "--cutoff-s", "-1"],
        "--cutoff-s must be zero or more",
    ),
    "an area of three numbers": (
        ["build", "town.osm", "--area", "1,2,3", "--out", "a.network"],
        "area must be (west, south, east, north)",
    ),
    "a missing area": (
        ["build", "town.osm", "--area", "nowhere.gpkg", "--out", "a.network"],
        "no file nowhere.gpkg",
    ),
    "an area elsewhere": (
        ["build", "town.osm", "--area", "10,57,11,58", "--out", "a.network"],
        "no road of town.osm lies in the area",
    ),
}


@pytest.mark.parametrize(("arguments", "told"), FAILURES.values(), ids=FAILURES)
@pytest.mark.usefixtures("town", "homes", "metres")
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
    assert set(answer) == {"error", "message"}
    assert issubclass(getattr(km.errors, answer["error"]), km.MobilityError)
    assert told in answer["message"]
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_failed_build_leaves_the_old_network(run, town, tmp_path):
    run("build", town, "--out", "town.network")
    old = (tmp_path / "town.network").read_bytes()
    town.write_text("no longer OpenStreetMap data")
    code, *_ = run("build", town, "--out", "town.network")
    assert code == 1
    assert (tmp_path / "town.network").read_bytes() == old


def test_ctrl_c_exits_with_130_and_one_sentence(run, town, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(km.TransportNetwork, "from_osm", interrupt)
    code, said, complaints = run("build", town, "--out", "town.network")
    assert (code, said) == (130, "")
    assert complaints == "stopped; nothing half-written is left behind\n"


@pytest.mark.skipif(os.name == "nt", reason="there is no `head`")
def test_a_reader_who_has_seen_enough_is_no_error(town, tmp_path):
    script = "import sys; from kraftcenter_mobility.cli import main; sys.exit(main())"
    with (
        (tmp_path / "complaints").open("w+b") as complaints,
        subprocess.Popen(
            [sys.executable, "-c", script, "info", str(town), "--json"],
            stdout=subprocess.PIPE,
            stderr=complaints,
        ) as process,
    ):
        process.stdout.close()  # before a line has been written
        assert process.wait(timeout=60) == 0
        complaints.seek(0)
        assert complaints.read() == b""


def test_the_demonstration_prints_the_table_and_writes_its_files(run, tmp_path):
    code, said, complaints = run("demo", "--out", "shown")
    assert (code, complaints) == (0, "")
    assert "not for planning decisions" in said
    assert "Gødstrup hospital" in said
    for town in ("Herning", "Holstebro", "Lemvig"):
        assert f"\n{town} " in said
    files = {path.name for path in (tmp_path / "shown").iterdir()}
    assert files == {"towns.csv", "population-cells.csv", "map.html", "report.txt"}
    assert all((tmp_path / "shown" / name).stat().st_size > 100 for name in files)
    cells = pd.read_csv(tmp_path / "shown" / "population-cells.csv")
    assert cells["population"].sum() > 250_000


def test_the_demonstration_answers_in_json(run):
    code, said, _ = run("demo", "--out", "shown", "--json")
    answer = strictly(said)
    assert code == 0
    assert len(answer["files"]) == 4
    assert answer["travel_time_s"]["Herning"]["Gødstrup hospital, car"] > 0


def test_the_demonstration_cannot_be_written_over_a_file(run, tmp_path):
    (tmp_path / "taken").write_text("mine")
    code, _, complaints = run("demo", "--out", "taken")
    assert code == 1
    assert "folder 'taken' cannot be made" in complaints
    assert (tmp_path / "taken").read_text() == "mine"
