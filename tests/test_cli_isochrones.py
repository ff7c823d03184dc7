"""``kraftcenter isochrones``: areas within reach, as a table, a file and a map."""

import json

import geopandas as gpd
import pytest

from kraftcenter_mobility.cli import main

TOWNS = ("isochrones", "sample", "--places", "hospitals", "--together", "--cutoff-s", "900")


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Return what runs the command in an empty folder: exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)

    def run_command(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def test_areas_are_told_in_minutes_and_square_kilometres(run):
    code, out, err = run(*TOWNS, "--people", "population")
    assert (code, err) == (0, "")
    head, row = out.strip().splitlines()
    assert head.split() == ["place", "minutes", "area_km2", "roads_km", "people"]
    place, minutes, area_km2, _roads_km, people = row.split()
    assert (place, minutes) == ("all", "15.0")
    assert float(area_km2) > 10
    assert float(people) > 1000


def test_longer_takes_in_more(run):
    _, out, _ = run(*TOWNS, "--cutoff-s", "1800", "--json")
    small, large = json.loads(out)["areas"]
    assert (small["cutoff_s"], large["cutoff_s"]) == (900, 1800)
    assert small["area_km2"] < large["area_km2"]


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "parquet"])
def test_areas_are_written_for_other_programs(run, tmp_path, suffix):
    code, out, _ = run(*TOWNS, "--out", f"areas.{suffix}")
    assert code == 0
    assert f"Written: areas.{suffix}" in out
    path = tmp_path / f"areas.{suffix}"
    areas = gpd.read_parquet(path) if suffix == "parquet" else gpd.read_file(path)
    assert areas["cutoff_s"].tolist() == [900]
    assert areas.geometry.is_valid.all()
    assert areas.crs.to_epsg() == 4326


@pytest.mark.parametrize("suffix", ["html", "png"])
def test_areas_are_drawn(run, tmp_path, suffix):
    code, out, _ = run(*TOWNS, "--map", f"areas.{suffix}")
    assert code == 0
    assert f"Written: areas.{suffix}" in out
    assert (tmp_path / f"areas.{suffix}").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--out", "areas.shp"), "must end with one of .gpkg, .geojson, .parquet"),
        (("--map", "areas.gif"), "must end with one of .html"),
        (("--out", "none/areas.gpkg"), "there is no folder"),
        (("--cutoff-s", "-5"), "cutoff"),
        (("--buffer-m", "0"), "buffer-m"),
        (("--mode", "transit"), "--mode transit needs to know when"),
        (("--departure", "2026-03-10 07:00"), "--departure goes with --mode transit"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(run, tmp_path, arguments, told):
    code, out, err = run("isochrones", "sample", "--places", "hospitals", *arguments)
    assert (code, out) == (1, "")
    assert told in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--cutoffs", "600", "1200"), "in seconds: --cutoff-s 600 --cutoff-s 1200"),
        (("--minutes", "5"), "there is no --minutes; travel times are in seconds: --cutoff-s 300"),
        (("--minutes", "five"), "in seconds: --cutoff-s S"),
        (("--cutoffs-s",), "in seconds: --cutoff-s 600"),
    ],
)
def test_times_called_otherwise_are_told_how_to_be_typed(run, capsys, arguments, told):
    with pytest.raises(SystemExit) as stopped:
        run("isochrones", "sample", "--places", "hospitals", *arguments)
    assert stopped.value.code == 2
    assert told in capsys.readouterr().err


def test_a_cutoff_may_be_called_so(run):
    assert run(*TOWNS[:5], "--cutoff", "900") == run(*TOWNS)


def test_a_word_that_is_no_file_and_no_kind_is_told_the_kinds(run):
    code, _, err = run("isochrones", "sample", "--places", "nosuch")
    assert code == 1
    assert "'nosuch' is no file, and no kind of places; name a file" in err
    assert "one of hospitals, schools, folkeskoler" in err
    code, _, err = run("isochrones", "sample", "--places", "../nosuch")
    assert code == 1
    assert "'../nosuch' is no file; name one that ends in one of .csv" in err
