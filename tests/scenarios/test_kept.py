"""Results on disk are found by content, checked, and never trusted blindly."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from canned import BRIDGE, GOALS, NETWORK, NOTHING, Project, compared, engine, homes
from drawn import EVEN_SPEED, drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.networks.speeds import SpeedModel
from kraftcenter_mobility.scenarios import kept as kept_module
from kraftcenter_mobility.scenarios.edits import CloseRoad
from kraftcenter_mobility.scenarios.kept import network_digest
from kraftcenter_mobility.scenarios.measures import mean_travel_time
from kraftcenter_mobility.scenarios.scenario import Scenario


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """Return a function that compares and says how many runs that took."""

    def count(scenarios=(BRIDGE,), network=NETWORK, **settings):
        asked = engine()
        monkeypatch.setattr("canned.NETWORK", network)
        comparison = compared(scenarios, answerer=asked, keep=tmp_path, **settings)
        count.last = comparison
        return len(asked.asked)

    return count


def test_a_finished_scenario_is_not_run_again(runs):
    assert runs() == 2
    first = runs.last.difference()
    assert runs() == 0
    assert runs.last.difference().equals(first)


def test_a_scenario_is_known_by_its_edits_and_not_by_its_name(runs):
    runs()
    assert runs([replace(BRIDGE, name="Another name")]) == 0
    with pytest.raises(KeyError):  # the engine knows no project 3
        runs([Scenario("Bridge", (Project("bridge", 3),))])


def test_only_what_is_new_is_run(runs):
    runs([NOTHING])
    assert runs([NOTHING, BRIDGE]) == 1


@pytest.mark.parametrize(
    "settings",
    [
        {"turns": False},
        {"max_distance_m": 99.0},
        {"access": False},
        {"allow_islands": True},
        {"modes": km.WALKING},
        {"modes": replace(km.CAR, top_speed_kmh=80.0)},
        {"origins": homes().iloc[::-1]},
        {"origins": homes().set_geometry(homes().geometry.translate(0.001))},
        {"origins": homes().rename(index={"A": "E"})},
        {"destinations": GOALS.iloc[:1]},
        {"network": drawn("A-------B", ["AB"], even=False).network},
        {"network": NETWORK.with_speeds(SpeedModel(ferry_kmh=9.0))},
        {"network": NETWORK.with_delays(km.JunctionDelays(stop_s=9.0))},
    ],
)
def test_whatever_could_change_a_time_makes_it_run_again(runs, settings):
    runs()
    assert runs(**settings) == 2


@pytest.mark.parametrize(
    "settings",
    [
        {"origins": homes(population=[1.0, 2.0, 3.0, 4.0])},
        {"cutoffs_s": (600.0,)},
        {"threads": 1},
        {"measures": mean_travel_time},
        {"least_s": 9.0},
        {"destinations": GOALS.to_crs("EPSG:4326")},
    ],
)
def test_what_cannot_change_a_time_does_not(runs, settings):
    runs()
    assert runs(**settings) == 0


def test_another_version_of_the_library_runs_again(runs, monkeypatch):
    runs()
    monkeypatch.setattr(kept_module, "__version__", "0.0.0")
    assert runs() == 2


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "other"])
def test_a_damaged_result_is_run_again_and_it_is_said(runs, tmp_path, harm):
    runs()
    wanted = runs.last.difference()
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        at = data.index(np.float64(600.0).tobytes()) if np.float64(600.0).tobytes() in data else 100
        flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        new = {"cut": data[:-200], "flip": flipped, "empty": b"", "other": b"times"}[harm]
        path.write_bytes(new)
    assert runs() == 2
    assert runs.last.notices.count("damaged-result") == 2
    assert runs.last.difference().equals(wanted)
    assert runs() == 0
    assert "damaged-result" not in runs.last.notices


def test_times_of_another_shape_count_as_damaged(runs, tmp_path):
    runs()
    one, other = sorted(tmp_path.iterdir())
    for path, length in ((one, -8), (other, None)):
        data = path.read_bytes()
        path.write_bytes(data[:length] if length else data + bytes(8))
    assert runs() == 2


def test_no_half_written_files_are_left(runs, tmp_path):
    runs()
    assert all(path.suffix == ".times" for path in tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == 2


def test_an_interruption_while_writing_is_heard_after_it(runs, tmp_path, monkeypatch):
    whole, calls = kept_module.write_atomically, []

    def interrupted(path, write):
        calls.append(path)
        if len(calls) == 1:
            raise KeyboardInterrupt
        whole(path, write)

    monkeypatch.setattr(kept_module, "write_atomically", interrupted)
    with pytest.raises(KeyboardInterrupt):
        runs()
    assert len(list(tmp_path.iterdir())) == 1
    assert runs() == 1


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"keep=.* cannot be made a folder"):
        compared(keep=tmp_path / "file")


def test_a_network_with_a_function_of_the_users_own_keeps_nothing(runs):
    with pytest.raises(InputError, match=r"speeds go by a function of your own .free_flow_kmh"):
        runs(network=NETWORK.with_speeds(EVEN_SPEED))


def test_an_engine_without_a_name_keeps_nothing(tmp_path):
    with pytest.raises(InputError, match=r"it has no name to tell it by; pass a class"):
        compared(keep=tmp_path, answerer=partial(engine()))


def test_networks_of_the_same_file_have_the_same_digest_and_others_have_not():
    def digest(text, *ways):
        return network_digest(drawn(text, ways, even=False).network)

    assert digest("A---B", "AB") == digest("A---B", "AB")
    others = digest("A---B", way("AB", maxspeed="50")), digest("A--B", "AB")
    assert len({digest("A---B", "AB"), *others}) == 3


def test_an_edited_network_has_a_digest_of_its_own():
    closed = Scenario("Closed", (CloseRoad(way_ids=(1001,), modes=(km.CAR,)),))
    edited = closed.apply(NETWORK)
    assert network_digest(edited) != network_digest(NETWORK)
    assert network_digest(edited) == network_digest(closed.apply(NETWORK))


def test_a_saved_network_keeps_its_digest(tmp_path, sample):
    sample.save(tmp_path / "sample.km")
    assert network_digest(km.TransportNetwork.load(tmp_path / "sample.km")) == network_digest(
        sample
    )
