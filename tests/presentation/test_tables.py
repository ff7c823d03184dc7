"""Tables of travel times, written to files that other programs read."""

import json

import numpy as np
import pandas as pd
import pytest

from kraftcenter_mobility.errors import InputError, MissingExtraError
from kraftcenter_mobility.presentation import tables
from kraftcenter_mobility.presentation.tables import TABLE_SUFFIXES, write_table


@pytest.fixture
def times():
    return pd.DataFrame(
        [[60.0, np.inf], [1 / 3, 0.0]],
        index=pd.Index(["Gødstrup", 'a,"b"\nc'], name="origin"),
        columns=pd.Index(["Herning", "Ikast"], name="destination"),
    )


def test_csv_has_seconds_to_the_millisecond_and_empty_cells(times, tmp_path):
    path = write_table(times, tmp_path / "times.csv")
    text = path.read_bytes().decode()
    assert text.startswith("origin,Herning,Ikast\nGødstrup,60.000,\n")
    back = pd.read_csv(path, index_col="origin")
    assert list(back.index) == list(times.index)
    assert np.isnan(back.loc["Gødstrup", "Ikast"])
    assert back.loc['a,"b"\nc', "Herning"] == 0.333


def test_json_has_an_object_per_origin_and_null(times, tmp_path):
    records = json.loads(write_table(times, tmp_path / "times.json").read_text("utf-8"))
    assert records[0] == {"origin": "Gødstrup", "Herning": 60.0, "Ikast": None}


def test_parquet_has_the_same(times, tmp_path):
    back = pd.read_parquet(write_table(times, str(tmp_path / "times.parquet")))
    assert list(back.index) == list(times.index)
    assert back.loc["Gødstrup", "Herning"] == 60.0
    assert np.isnan(back.loc["Gødstrup", "Ikast"])


def test_the_table_itself_is_left_alone(times, tmp_path):
    before = times.copy()
    for suffix in TABLE_SUFFIXES:
        write_table(times, tmp_path / f"times{suffix}")
    pd.testing.assert_frame_equal(times, before)


def test_capitals_in_the_ending_do_not_matter(times, tmp_path):
    assert write_table(times, tmp_path / "TIMES.CSV").read_text("utf-8").startswith("origin,")


@pytest.mark.parametrize("name", ["times.xlsx", "times", "times.csv.gz"])
def test_another_ending_is_refused(times, tmp_path, name):
    with pytest.raises(InputError, match=r"must end with one of \.csv, \.json, \.parquet"):
        write_table(times, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", TABLE_SUFFIXES)
def test_a_folder_that_is_not_there_is_one_clear_error(times, tmp_path, suffix):
    with pytest.raises(InputError, match="there is no folder"):
        write_table(times, tmp_path / "missing" / f"times{suffix}")


def test_a_destination_called_as_the_rows_are_is_refused_in_json(times, tmp_path):
    clash = times.rename(columns={"Ikast": "origin"})
    (tmp_path / "times.json").write_text("old")
    with pytest.raises(InputError, match="a column is called 'origin', as the rows are"):
        write_table(clash, tmp_path / "times.json")
    assert (tmp_path / "times.json").read_text() == "old"


def test_parquet_without_pyarrow_says_how_to_get_it(times, tmp_path, monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(tables, "import_module", missing)
    with pytest.raises(MissingExtraError, match=r"kraftcenter_mobility\[io\]"):
        write_table(times, tmp_path / "times.parquet")
    assert list(tmp_path.iterdir()) == []


def test_the_k_nearest_are_written_under_origin_and_rank(tmp_path):
    index = pd.MultiIndex.from_product([["Sunds"], [1, 2]], names=["origin", "rank"])
    nearest = pd.DataFrame(
        {"destination": ["Herning", None], "travel_time_s": [5.0, np.inf]}, index=index
    )
    records = json.loads(write_table(nearest, tmp_path / "near.json").read_text("utf-8"))
    assert records[1] == {"origin": "Sunds", "rank": 2, "destination": None, "travel_time_s": None}
    assert write_table(nearest, tmp_path / "near.csv").read_text("utf-8").splitlines() == [
        "origin,rank,destination,travel_time_s",
        "Sunds,1,Herning,5.000",
        "Sunds,2,,",
    ]
