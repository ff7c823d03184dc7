"""Orders of contraction are saved with a network: what is loaded need not be prepared again."""

import io
import json
import zipfile

import numpy as np
import pytest
from drawn import drawn, way
from expanded import random_places

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import NetworkFileError
from kraftcenter_mobility.networks.storage import FORMAT_VERSION, ORDER

GRID = """
    A---B---C
    |   |   |
    D---E---F
"""
WAYS = ["ABC", "DEF", way("AD", oneway="yes"), "BE", "CF"]


@pytest.fixture
def town():
    """Return a small network of which nothing is prepared."""
    return drawn(GRID, WAYS, even=False).network


@pytest.fixture
def no_order_is_found(monkeypatch):
    """Let every search for an order fail."""

    def fail(*_, **__):
        pytest.fail("an order was looked for, though one was saved")

    for name in ("node_order", "edge_order"):
        monkeypatch.setattr(f"kraftcenter_mobility.networks.prepared.{name}", fail)


def saved(network, path):
    """Save a network and load it again."""
    network.save(path)
    return km.TransportNetwork.load(path)


def rewritten(path, change):
    """Rewrite a network file with sound checksums after a change to its members."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    change(members, manifest)
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def put_order(array, name=None):
    """Return a change that puts another array in place of the saved order."""

    def change(members, manifest):
        names = [known for known in manifest["arrays"] if known.startswith(ORDER)]
        chosen = name or names[0]
        buffer = io.BytesIO()
        np.save(buffer, array)
        members[f"{chosen}.npy"] = buffer.getvalue()
        manifest["arrays"][chosen] = [array.dtype.str, list(array.shape)]

    return change


def test_nothing_prepared_is_nothing_saved(town, tmp_path):
    loaded = saved(town, tmp_path / "town.km")
    assert loaded.known_orders() == {}
    assert not loaded.is_prepared(loaded.metric(km.CAR))


def test_what_was_prepared_is_prepared_when_it_is_loaded(town, tmp_path, request):
    before = {
        (mode, turns): km.prepare(town, mode, turns=turns)
        for mode in (km.CAR, km.WALKING)
        for turns in (True, False)
    }
    loaded = saved(town, tmp_path / "town.km")
    request.getfixturevalue("no_order_is_found")
    for (mode, turns), engine in before.items():
        metric = loaded.metric(mode, turns=turns)
        assert loaded.is_prepared(metric)
        assert not loaded.is_customized(metric)
        again = km.prepare(loaded, mode, turns=turns)
        np.testing.assert_array_equal(again.order, engine.order)
        nodes = np.arange(engine.n_nodes)
        np.testing.assert_array_equal(again.many_to_all(nodes), engine.many_to_all(nodes))


def test_the_sample_with_its_order_answers_as_before(sample, tmp_path, request):
    km.prepare(sample, km.CAR)
    loaded = saved(sample, tmp_path / "sample.km")
    request.getfixturevalue("no_order_is_found")
    places = random_places(sample, km.CAR, 300, seed=5)
    before = km.travel_time_matrix(sample, places, places, mode=km.CAR)
    after = km.travel_time_matrix(loaded, places, places, mode=km.CAR)
    assert after.attrs["method"] == before.attrs["method"] == "contraction hierarchy"
    assert after.to_numpy().tobytes() == before.to_numpy().tobytes()


def test_an_order_serves_other_speeds_and_delays_too(town, tmp_path, request):
    km.prepare(town, km.CAR)
    loaded = saved(town, tmp_path / "town.km")
    request.getfixturevalue("no_order_is_found")
    other = loaded.with_delays(km.JunctionDelays(left_turn_s=9.0)).with_speeds(km.SpeedModel())
    assert other.is_prepared(other.metric(km.CAR))
    km.prepare(other, km.CAR)
    assert other.known_orders().keys() == loaded.known_orders().keys()


def test_a_loaded_network_keeps_its_orders_when_it_is_saved_again(town, tmp_path):
    km.prepare(town, km.CAR)
    loaded = saved(town, tmp_path / "one.km")
    km.prepare(loaded, km.WALKING)
    again = saved(loaded, tmp_path / "two.km")
    assert len(again.known_orders()) == 2
    for mode in (km.CAR, km.WALKING):
        assert again.is_prepared(again.metric(mode))


def test_equal_networks_make_equal_files_whatever_was_prepared_first(town, tmp_path):
    other = drawn(GRID, WAYS, even=False).network
    for network, modes in ((town, km.MODES), (other, km.MODES[::-1])):
        for mode in modes:
            km.prepare(network, mode)
    paths = [tmp_path / f"{k}.km" for k in range(4)]
    town.save(paths[0])
    other.save(paths[1])
    town.prepared(town.metric(km.CAR))  # which was the longest unused
    town.save(paths[2])
    km.TransportNetwork.load(paths[0]).save(paths[3])
    assert len({path.read_bytes() for path in paths}) == 1


def test_an_order_makes_the_file_longer_by_four_bytes_a_node(sample, tmp_path):
    fresh = km.TransportNetwork.sample()
    fresh.save(tmp_path / "fresh.km")
    engine = km.prepare(fresh, km.CAR)
    fresh.save(tmp_path / "prepared.km")
    sizes = [(tmp_path / f"{name}.km").stat().st_size for name in ("fresh", "prepared")]
    assert 0 <= sizes[1] - sizes[0] - 4 * engine.n_nodes < 1000
    assert sample.roads.n_edges == fresh.roads.n_edges


DAMAGED = {
    "a node twice": (lambda n: np.zeros(n, np.uint32), "names a node twice"),
    "a node that is none": (
        lambda n: np.append(np.arange(n - 1), 2**32 - 1).astype(np.uint32),
        "names a node twice",
    ),
    "another type": (lambda n: np.arange(n, dtype=np.int64), "no list of node numbers"),
    "floats": (lambda n: np.arange(n, dtype=np.float64), "no list of node numbers"),
    "two dimensions": (lambda n: np.arange(n, dtype=np.uint32)[None], "no list of node numbers"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_order_is_refused(town, tmp_path, damage):
    path = tmp_path / "town.km"
    engine = km.prepare(town, km.CAR)
    town.save(path)
    array, message = DAMAGED[damage]
    rewritten(path, put_order(array(engine.n_nodes)))
    with pytest.raises(NetworkFileError, match=rf"town\.km is no sound network.*{message}"):
        km.TransportNetwork.load(path)


def test_a_missing_order_is_refused(town, tmp_path):
    path = tmp_path / "town.km"
    km.prepare(town, km.CAR)
    town.save(path)
    rewritten(path, lambda members, _: [members.pop(m) for m in list(members) if ORDER in m])
    with pytest.raises(NetworkFileError, match=r"town\.km is no sound network file"):
        km.TransportNetwork.load(path)


def test_an_order_of_another_length_is_not_used(town, tmp_path):
    path = tmp_path / "town.km"
    engine = km.prepare(town, km.CAR)
    town.save(path)
    rewritten(path, put_order(np.arange(engine.n_nodes - 2, dtype=np.uint32)))
    loaded = km.TransportNetwork.load(path)
    again = km.prepare(loaded, km.CAR)
    np.testing.assert_array_equal(again.order, engine.order)


def test_an_order_of_an_unknown_graph_does_no_harm(town, tmp_path):
    path = tmp_path / "town.km"
    town.save(path)
    rewritten(path, put_order(np.arange(5, dtype=np.uint32), name=ORDER + "0" * 64))
    loaded = km.TransportNetwork.load(path)
    assert not loaded.is_prepared(loaded.metric(km.CAR))
    assert km.prepare(loaded, km.CAR).n_nodes > 5


def test_any_permutation_saved_as_an_order_gives_the_right_times(town, tmp_path):
    path = tmp_path / "town.km"
    engine = km.prepare(town, km.CAR)
    town.save(path)
    shuffled = np.random.default_rng(0).permutation(engine.n_nodes).astype(np.uint32)
    rewritten(path, put_order(shuffled))
    again = km.prepare(km.TransportNetwork.load(path), km.CAR)
    nodes = np.arange(engine.n_nodes)
    np.testing.assert_array_equal(again.many_to_all(nodes), engine.many_to_all(nodes))
    assert sorted(again.order.tolist()) == nodes.tolist()


def test_loaded_orders_are_read_only(town, tmp_path):
    km.prepare(town, km.CAR)
    for order in saved(town, tmp_path / "town.km").orders.values():
        assert not order.flags.writeable


def test_files_of_the_first_version_are_loaded_and_prepared_as_ever(town, tmp_path):
    path = tmp_path / "town.km"
    town.save(path)

    def first_version(_, manifest):
        assert manifest["version"] == FORMAT_VERSION == 3
        manifest["version"] = 1

    rewritten(path, first_version)
    loaded = km.TransportNetwork.load(path)
    assert loaded.known_orders() == {}
    nodes = np.arange(km.prepare(town, km.CAR).n_nodes)
    found, wanted = (km.prepare(network, km.CAR).many_to_all(nodes) for network in (loaded, town))
    np.testing.assert_array_equal(found, wanted)
