"""Tracks, lines and timetables in the file of a network: they come back as they were."""

import json
import zipfile

import numpy as np
import pytest
from gtfs_feeds import feed_of

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, NetworkFileError
from kraftcenter_mobility.networks.timetables.line_records import from_record, to_record


@pytest.fixture(scope="module")
def network(sample, tmp_path_factory):
    return sample.with_gtfs(feed_of(tmp_path_factory.mktemp("feed")))


@pytest.fixture(scope="module")
def loaded(network, tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "region.km"
    network.save(path)
    return km.TransportNetwork.load(path)


def test_lines_trains_and_settings_come_back(network, loaded):
    assert loaded.transit.lines == network.transit.lines
    assert [line.drawn_as for line in loaded.transit.lines] == [
        line.drawn_as for line in network.transit.lines
    ]
    assert loaded.transit.settings == network.transit.settings
    assert loaded.rail.digest() == network.rail.digest()


def test_travel_times_are_the_same_to_the_last_bit(network, loaded):
    towns = network.places(km.TOWNS).iloc[::9]
    asked = {"mode": km.TRANSIT, "arrival": km.ArrivalWindow("2026-03-10 08:00")}
    before = km.travel_time_matrix(network, towns, towns, **asked).to_numpy()
    after = km.travel_time_matrix(loaded, towns, towns, **asked).to_numpy()
    assert np.isfinite(before).mean() > 0.2
    assert before.tobytes() == after.tobytes()


def rewritten(source, target, change):
    """Write a saved network with a changed manifest."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "manifest.json":
                manifest = json.loads(data)
                change(manifest)
                data = json.dumps(manifest).encode()
            new.writestr(info, data)
    return target


def test_a_file_from_before_there_were_trains_has_none(sample, tmp_path):
    def forget(manifest):
        manifest["version"] = 2
        del manifest["transit"]

    sample.save(tmp_path / "new.km")
    old = rewritten(tmp_path / "new.km", tmp_path / "old.km", forget)
    assert not km.TransportNetwork.load(old).transit


@pytest.mark.parametrize(
    "change",
    [
        lambda transit: transit.update(lines=[{"is": "Path"}]),
        lambda transit: transit.update(lines=[{"is": "ClockFace", "headway_s": 600}]),
        lambda transit: transit.update(settings={"is": "Dwell"}),
        lambda transit: transit.update(lines=[{"is": "Line", "name": "X"}]),
        lambda transit: transit.update(rail={}),
    ],
)
def test_what_is_no_line_is_refused(sample, tmp_path, change):
    sample.save(tmp_path / "sound.km")
    path = rewritten(
        tmp_path / "sound.km", tmp_path / "odd.km", lambda manifest: change(manifest["transit"])
    )
    with pytest.raises(NetworkFileError, match=r"odd\.km"):
        km.TransportNetwork.load(path)


def test_a_line_with_something_odd_in_it_cannot_be_saved(sample, tmp_path):
    with pytest.raises(TypeError, match="cannot be saved"):
        to_record({"a": 1})
    odd = km.Line(
        name="A", stations=("Herning", "Ikast"), run_s=(600,), there=km.ClockFace(headway_s=600)
    )
    object.__setattr__(odd, "source", tmp_path)
    with pytest.raises(InputError, match="cannot be saved"):
        sample.with_transit(sample.transit.with_lines([odd])).save(tmp_path / "odd.km")


def test_numbers_that_json_cannot_write_come_back():
    stock = km.rolling_stock("IC5")
    again = from_record(json.loads(json.dumps(to_record(stock), allow_nan=False)))
    assert again == stock
    assert np.isnan(again.mass_t)
