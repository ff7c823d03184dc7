"""Networks in one file: what is loaded is what was saved, or one clear error."""

import io
import json
import pickle
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from small_osm import TOWN, write_osm

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, NetworkFileError
from kraftcenter_mobility.networks.storage import FORMAT_VERSION


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    path = write_osm(tmp_path_factory.mktemp("town") / "town.osm", TOWN)
    return km.TransportNetwork.from_osm(path)


@pytest.fixture
def saved(town, tmp_path):
    path = tmp_path / "town.network"
    town.save(path)
    return path


def assert_same(one, other):
    """Assert that two networks are the same to the last bit."""
    for name in one.roads.__slots__:
        value, twin = getattr(one.roads, name), getattr(other.roads, name)
        if isinstance(value, np.ndarray):
            assert (value.dtype, value.shape) == (twin.dtype, twin.shape), name
            assert value.tobytes() == twin.tobytes(), name
            assert not twin.flags.writeable, name
        else:
            assert tuple(value) == tuple(twin), name
    assert_frame_equal(pd.DataFrame(one.place_table), pd.DataFrame(other.place_table))
    assert one.place_table.crs == other.place_table.crs
    assert one.notices.to_records() == other.notices.to_records()
    assert (one.source, one.timestamp) == (other.source, other.timestamp)


def test_a_network_comes_back_bit_for_bit(town, saved):
    assert_same(town, km.TransportNetwork.load(saved))


def test_the_sample_comes_back_bit_for_bit_with_its_travel_times(sample, tmp_path):
    path = tmp_path / "sample.network"
    sample.save(path)
    begin = time.perf_counter()
    loaded = km.TransportNetwork.load(path)
    assert time.perf_counter() - begin < 2.0
    assert_same(sample, loaded)
    towns, hospitals = sample.places(km.TOWNS).iloc[:20], sample.places(km.HOSPITALS)
    for mode in (km.CAR, km.WALKING):
        before = km.travel_time_matrix(sample, towns, hospitals, mode=mode)
        after = km.travel_time_matrix(loaded, towns, hospitals, mode=mode)
        assert before.to_numpy().tobytes() == after.to_numpy().tobytes()


def test_a_network_without_places_comes_back(town, tmp_path):
    bare = replace(town, place_table=town.place_table.iloc[:0], _memo={})
    bare.save(tmp_path / "bare.network")
    loaded = km.TransportNetwork.load(tmp_path / "bare.network")
    assert len(loaded.place_table) == 0
    assert list(loaded.place_table.columns) == list(town.place_table.columns)
    assert loaded.places(km.HOSPITALS).empty


def test_equal_networks_make_equal_files(town, saved, tmp_path):
    town.save(tmp_path / "again.network")
    km.TransportNetwork.load(saved).save(tmp_path / "once more.network")
    assert saved.read_bytes() == (tmp_path / "again.network").read_bytes()
    assert saved.read_bytes() == (tmp_path / "once more.network").read_bytes()


def test_a_file_cut_short_anywhere_is_refused(saved, tmp_path):
    whole, part = saved.read_bytes(), tmp_path / "part.network"
    for end in range(0, len(whole), 131):
        part.write_bytes(whole[:end])
        with pytest.raises(NetworkFileError, match=r"part\.network"):
            km.TransportNetwork.load(part)


def test_a_flipped_bit_is_noticed_or_makes_no_difference(town, saved, tmp_path):
    whole, path = saved.read_bytes(), tmp_path / "flipped.network"
    n_noticed = n_positions = 0
    for position in range(0, len(whole), 41):
        flipped = bytearray(whole)
        flipped[position] ^= 1 << position % 8
        path.write_bytes(flipped)
        n_positions += 1
        try:
            loaded = km.TransportNetwork.load(path)
        except NetworkFileError:
            n_noticed += 1
        else:  # the date or the owner of a member: nothing is read from there
            assert_same(town, loaded)
    assert n_noticed > 0.8 * n_positions


def rewritten(path, change, *, compression=zipfile.ZIP_STORED):
    """Rewrite a network file with sound checksums after a change to its members."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    text = members["manifest.json"]
    manifest = json.loads(text)
    change(members, manifest)
    if members.get("manifest.json") == text:
        members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def npy(array, *, pickles=False):
    """Return an array as the bytes of a npy file."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=pickles)
    return buffer.getvalue()


def put(name, array, dtype=None):
    """Return a change that puts another array in place of one, manifest and all."""

    def change(members, manifest):
        members[f"{name}.npy"] = npy(array)
        manifest["arrays"][name] = [dtype or array.dtype.str, list(array.shape)]

    return change


class Trap:
    """Breaks the test if it is ever unpickled."""

    def __reduce__(self):  # noqa: D105 - as pickle wants it
        return pytest.fail, ("a pickle was executed",)


def a_pickle(members, manifest):
    array = np.array([Trap()], dtype=object)
    members["head.npy"] = npy(array, pickles=True)
    manifest["arrays"]["head"] = ["|O", [1]]


def a_pickle_called_numbers(members, manifest):
    a_pickle(members, manifest)
    manifest["arrays"]["head"] = ["<u4", [1]]


def a_pickled_manifest(members, _):
    members["manifest.json"] = pickle.dumps(Trap())


def a_huge_claim(members, manifest):
    manifest["arrays"]["head"] = ["<u4", [2**40]]
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<u4", "fortran_order": False, "shape": (2**40,)}
    )
    members["head.npy"] = header.getvalue()


def set_to(value, *where):
    """Return a change that sets a value in the manifest."""

    def change(_, manifest):
        for key in where[:-1]:
            manifest = manifest[key]
        manifest[where[-1]] = value

    return change


DOCTORED = {
    "a pickle": a_pickle,
    "a pickle called numbers": a_pickle_called_numbers,
    "a pickled manifest": a_pickled_manifest,
    "a huge claim": a_huge_claim,
    "a missing array": lambda members, _: members.pop("head.npy"),
    "an array not listed": lambda _, manifest: manifest["arrays"].pop("head"),
    "an array too many": put("unknown", np.zeros(3)),
    "an index out of range": put("head", np.full(12, 2**31, dtype=np.uint32)),
    "an index below zero": put("piece_way", np.array([-1], dtype=np.int64)),
    "a wrong size": put("tail", np.zeros(3, dtype=np.uint32)),
    "another type": put("first_out", np.zeros(4)),
    "two dimensions": put("node_id", np.zeros((2, 2), dtype=np.int64)),
    "a list of text": put("head", np.array(["a", "b"])),
    "records": put("head", np.zeros(3, dtype=[("a", "<i4")]), "<u4"),
    "no manifest": lambda members, _: members.pop("manifest.json"),
    "a manifest cut short": set_to([], "arrays"),
    "tags that are none": set_to([1, 2], "tag_sets"),
    "names that are none": set_to([None] * 5, "names"),
    "a restriction of another form": set_to([[1, 2]], "restrictions"),
    "a member of another form": set_to([[1, {}, [["way", "x", "from"]]]], "restrictions"),
    "places without a place": set_to({"name": ["a"]}, "places"),
    "places of unequal length": set_to([1.0], "places", "lon"),
    "notices of another form": set_to([{"code": 1}], "notices"),
    "a version of words": set_to("new", "version"),
    "a dtype of words": set_to(["what", [1]], "arrays", "head"),
    "a dtype of objects": set_to(["O", [1]], "arrays", "head"),
    "a path for a name": put("../../outside", np.zeros(3)),
}


@pytest.mark.parametrize("change", DOCTORED.values(), ids=DOCTORED)
def test_a_doctored_file_is_refused(saved, change):
    rewritten(saved, change)
    with pytest.raises(NetworkFileError, match=r"town\.network") as refusal:
        km.TransportNetwork.load(saved)
    assert len(str(refusal.value)) < 500
    assert [p.name for p in saved.parent.iterdir()] == ["town.network"]


def test_an_unchanged_rewritten_file_is_loaded(town, saved):
    rewritten(saved, lambda *_: None)
    assert_same(town, km.TransportNetwork.load(saved))


def test_a_compressed_member_is_refused_for_it_may_be_a_bomb(saved):
    rewritten(saved, lambda *_: None, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(NetworkFileError, match="compressed"):
        km.TransportNetwork.load(saved)


def test_a_file_of_a_newer_version_says_how_to_update(saved):
    rewritten(saved, set_to(FORMAT_VERSION + 1, "version"))
    with pytest.raises(NetworkFileError, match="pip install --upgrade") as refusal:
        km.TransportNetwork.load(saved)
    assert f"in format {FORMAT_VERSION + 1}" in str(refusal.value)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04", bytes(5000)])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "other.network"
    path.write_bytes(content)
    with pytest.raises(NetworkFileError, match=r"other\.network is no sound network file"):
        km.TransportNetwork.load(path)


def test_another_zip_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("manifest.json", '{"format": "something else"}')
    with pytest.raises(NetworkFileError, match="holds no network of kraftcenter_mobility"):
        km.TransportNetwork.load(tmp_path / "other.zip")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "nowhere.network", tmp_path):
        with pytest.raises(NetworkFileError, match="there is no file"):
            km.TransportNetwork.load(path)


def test_what_cannot_be_saved_leaves_the_old_file_and_no_other(town, saved):
    old = saved.read_bytes()
    odd = town.place_table.assign(opened=pd.Timestamp("2026-01-01"))
    with pytest.raises(InputError, match="its places may hold text and numbers only"):
        replace(town, place_table=odd, _memo={}).save(saved)
    assert saved.read_bytes() == old
    assert [p.name for p in saved.parent.iterdir()] == ["town.network"]


def test_saving_to_where_one_cannot_write_is_one_clear_error(town, tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        town.save(tmp_path)
    with pytest.raises(InputError, match="there is no folder"):
        town.save(tmp_path / "missing" / "town.network")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["q.osm", "q.OSM.PBF", "q.osm.gz", "q.osm.bz2", "q.xml"])
def test_a_network_is_not_saved_under_the_name_of_data(town, tmp_path, name):
    with pytest.raises(InputError, match=r"give it another ending, such as '\.km'"):
        town.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


SAVE_FOR_EVER = """
import sys
import kraftcenter_mobility as km
network = km.TransportNetwork.load(sys.argv[1])
print("ready", flush=True)
while True:
    network.save(sys.argv[1])
"""


def test_a_process_killed_while_saving_leaves_a_whole_file(town, saved):
    for delay_s in (0.02, 0.05, 0.09):
        command = [sys.executable, "-c", SAVE_FOR_EVER, str(saved)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"ready\n"
            time.sleep(delay_s)
            process.send_signal(signal.SIGKILL)
        assert_same(town, km.TransportNetwork.load(saved))


def test_places_of_ones_own_are_saved_too(town, tmp_path):
    own = gpd.GeoDataFrame(
        {"kind": ["venue"], "category": ["venue"], "osm_id": [""], "capacity": [15000.0]},
        geometry=gpd.points_from_xy([8.95], [56.13], crs="EPSG:4326"),
        index=pd.Index(["Jyske Bank Boxen"], name="name"),
    )
    replace(town, place_table=own, _memo={}).save(tmp_path / "own.network")
    loaded = km.TransportNetwork.load(tmp_path / "own.network").places(km.VENUES)
    assert loaded.loc["Jyske Bank Boxen", "capacity"] == 15000.0
    assert (loaded.geometry.x.iloc[0], loaded.geometry.y.iloc[0]) == (8.95, 56.13)
