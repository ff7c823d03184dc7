"""A comparison on disk: what other programs find there."""

import builtins
import importlib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from canned import BRIDGE, NOTHING, Project, compared, homes

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, MissingExtraError
from kraftcenter_mobility.scenarios import comparison_files
from kraftcenter_mobility.scenarios.measures import nearest
from kraftcenter_mobility.scenarios.place_edits import AddPlace
from kraftcenter_mobility.scenarios.scenario import Scenario

DANISH = Scenario("Rute 15 på ny (øst)", (Project("bridge", 1),), source="K & L")


@pytest.fixture(scope="module")
def comparison():
    return compared([DANISH, NOTHING])


def test_every_file_is_there_and_named(comparison, tmp_path):
    files = comparison.to_files(tmp_path / "out" / "deep")
    assert [path.name for path in files] == [
        "summary.csv",
        "scenarios.csv",
        "origins.csv",
        "origins.gpkg",
        "destinations.csv",
        "destinations.gpkg",
        "pairs-rute_15_paa_ny_oest-car.csv",
        "pairs-nothing-car.csv",
    ]
    assert all(path.stat().st_size > 0 for path in files)
    assert {path.name for path in (tmp_path / "out" / "deep").iterdir()} == {f.name for f in files}


def test_the_summary_on_disk_is_the_summary(comparison, tmp_path):
    comparison.to_files(tmp_path, formats=(), pairs=False)
    read = pd.read_csv(tmp_path / "summary.csv", index_col=["scenario", "mode"])
    expected = comparison.summary()
    assert list(read.columns) == list(expected.columns)
    np.testing.assert_allclose(read.to_numpy(float), expected.to_numpy(float), atol=1e-6)


@pytest.mark.parametrize("suffix", ["csv", "gpkg", "parquet"])
def test_origins_have_a_column_for_each_side_and_null_for_no_way(comparison, tmp_path, suffix):
    pytest.importorskip("pyarrow")
    comparison.to_files(tmp_path, formats=[suffix], pairs=False)
    path = tmp_path / f"origins.{suffix}"
    read = {
        "csv": lambda: pd.read_csv(path, index_col="origins"),
        "gpkg": lambda: gpd.read_file(path).set_index("origins"),
        "parquet": lambda: gpd.read_parquet(path),
    }[suffix]()
    assert read.loc["A", "car_nearest_s_baseline"] == 600
    assert read.loc["A", "car_nearest_s_rute_15_paa_ny_oest"] == 300
    assert read.loc["A", "car_nearest_s_rute_15_paa_ny_oest_difference"] == -300
    assert np.isnan(read.loc["C", "car_nearest_s_baseline"])
    assert read.loc["C", "car_nearest_s_rute_15_paa_ny_oest"] == 900
    assert read.loc["A", "population"] == 100
    if suffix != "csv":
        assert read.crs == "EPSG:4326"
        assert read.geometry.loc["A"].x == pytest.approx(8.97)


def test_pairs_are_rows_of_origin_and_destination(comparison, tmp_path):
    pytest.importorskip("pyarrow")
    comparison.to_files(tmp_path, formats=("parquet",))
    read = pd.read_parquet(tmp_path / "pairs-rute_15_paa_ny_oest-car.parquet")
    assert read.index.names == ["origin", "destination"]
    assert read.loc[("D", "Y")].tolist() == [2400, 3000, 600]
    assert read.loc[("C", "Y")].isna().tolist() == [True, True, False]


def test_labels_lead_back_to_scenarios(comparison, tmp_path):
    comparison.to_files(tmp_path, formats=())
    read = pd.read_csv(tmp_path / "scenarios.csv", index_col="label")
    row = read.loc["rute_15_paa_ny_oest"]
    assert row["scenario"] == "Rute 15 på ny (øst)"
    assert row["source"] == "K & L"
    assert row["digest"] == DANISH.digest


def test_names_that_are_alike_get_labels_of_their_own(tmp_path):
    alike = [Scenario("a b", BRIDGE.edits), Scenario("A-B"), Scenario("Baseline"), Scenario("!?")]
    compared(alike).to_files(tmp_path, formats=(), pairs=False)
    labels = pd.read_csv(tmp_path / "scenarios.csv")["label"]
    assert list(labels) == ["a_b", "a_b_2", "baseline_2", "scenario"]


def test_a_scenario_named_after_the_difference_of_another_has_columns_of_its_own():
    both = [Scenario("a", (Project("bridge", 1),)), Scenario("a difference", ())]
    for scenarios in (both, both[::-1]):
        table = comparison_files.origin_table(compared(scenarios))
        assert len([name for name in table.columns if name.startswith("car_")]) == 5


def test_new_destinations_are_on_the_map_too(tmp_path):
    compared([Scenario("New", (AddPlace("Z", 8.98, 56.2),))]).to_files(tmp_path, formats=["gpkg"])
    read = gpd.read_file(tmp_path / "destinations.gpkg").set_index("destination")
    assert list(read.index) == ["X", "Y", "Z"]
    assert read.loc["Z"].geometry.y == pytest.approx(56.2)
    assert read.loc["Z", "people_nearest_scenario"] == 200


def test_columns_that_users_have_already_do_not_stand_in_the_way(tmp_path):
    origins = homes(origins=list("wxyz"), fid_=[1, 2, 3, 4])
    compared(origins=origins, modes=(km.CAR, km.WALKING)).to_files(tmp_path, formats=["gpkg"])
    read = gpd.read_file(tmp_path / "origins.gpkg")
    assert list(read["origins"]) == list("wxyz")
    assert list(read["origins_"]) == list("ABCD")


def test_measures_of_one_name_are_refused_before_anything_is_written(tmp_path):
    comparison = compared(
        measures=(nearest, lambda times, _: times.max(axis=1).rename("nearest_s"))
    )
    with pytest.raises(InputError, match=r"both be written to the column 'car_nearest_s_baseline'"):
        comparison.to_files(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_format_that_there_is_not_is_refused(comparison, tmp_path):
    with pytest.raises(InputError, match=r"formats must be among .*, got 'shp'"):
        comparison.to_files(tmp_path, formats=["csv", "shp"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused(comparison, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"folder .* cannot be made"):
        comparison.to_files(tmp_path / "file")


def test_parquet_without_pyarrow_says_what_to_install(comparison, tmp_path, monkeypatch):
    real = importlib.import_module

    def without(name, *rest):
        if name == "pyarrow":
            raise builtins.ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(comparison_files, "import_module", without)
    with pytest.raises(MissingExtraError, match=r"kraftcenter_mobility\[io\]"):
        comparison.to_files(tmp_path, formats=["parquet"])
