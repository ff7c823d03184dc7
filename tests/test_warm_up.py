"""After ``kraftcenter warm-up`` nothing is compiled any more."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kraftcenter_mobility.warm_up import WarmUp, kernels, warm_up

USED = """
import json, numba
from kraftcenter_mobility.warm_up import kernels
found = kernels().items()
used = [f"{name}{kind}" for name, kernel in found for kind in kernel.signatures]
missed = [name for name, kernel in found if kernel.stats.cache_misses]
print(json.dumps([used, missed]))
"""

WARM_UP = """
from kraftcenter_mobility.cli import main
main(["warm-up", "--json"])
"""

SESSION = """
import numpy as np
import kraftcenter_mobility as km

network = km.TransportNetwork.sample()
people, towns = km.herning.catchment().iloc[::40], network.places(km.TOWNS)
for mode, turns in ((km.CAR, False), (km.AMBULANCE, None), (km.BICYCLE, None)):
    settings = {"mode": mode, "turns": turns}
    km.travel_time_matrix(network, people.iloc[:2], towns.iloc[:3], **settings)
    km.nearest_destinations(network, people, towns, k=3, **settings)
    km.prepare(network, mode, turns=turns, threads=2)
    settings |= {"access": False, "cutoff_s": 1800, "threads": 1}
    times = km.travel_time_matrix(network, people, towns, **settings)
    assert times.attrs["method"] == "contraction hierarchy"
    km.nearest_destinations(network, people, towns, **settings)
    del settings["cutoff_s"]
    km.journeys(network, towns.iloc[:2], towns.iloc[2:4], mode=mode, turns=turns)
    areas = km.isochrones(network, towns.iloc[:2], [900], mode=mode, turns=turns, together=True)
    km.isochrone_changes(areas, areas, people=people)
    km.reached_roads(network, towns.iloc[:1], 900, mode=mode, turns=turns, direction="to")

departure = km.DepartureWindow("2026-03-11 06:30", "07:00", every_s=300)
arrival = km.ArrivalWindow("2026-03-11 08:00", "08:30")
for window in ({"departure": departure}, {"arrival": arrival}):
    km.transit_times(network, people, towns.iloc[:3], **window)
    km.travel_time_matrix(network, people, towns.iloc[:3], mode=km.TRANSIT, **window)
    km.journeys(network, towns.iloc[:3], towns.iloc[:3], mode=km.TRANSIT, **window)
    km.isochrones(network, towns.iloc[:1], [1800], mode=km.TRANSIT, **window)
    km.reached_roads(network, towns.iloc[:1], 900, mode=km.TRANSIT, direction="to", **window)
half_hourly = km.Scenario("Half-hourly", [km.SetHeadway("Vejle-Struer", 1800)])
places = {"origins": people, "destinations": towns}
km.compare(network, half_hourly, modes=km.TRANSIT, arrival=arrival, **places)

network.save("sample.network")
network = km.TransportNetwork.load("sample.network")
km.travel_time_matrix(network, people, towns, mode=km.CAR, turns=False)
km.nearest_destinations(network, people, towns, mode=km.WALKING)

first_out, head = np.array([0, 2, 4, 5, 6], dtype=np.int32), [1, 2, 0, 3, 3, 0]
for x in (None, np.array([0, 1, 2, 3], dtype=np.float32)):
    engine = km.RoadEngine(first_out, head, x=x, y=x)
    for weights in ([1, 2, 3, 4, 5, 6], np.linspace(0.1, 0.2, 6, dtype=np.float32)):
        metric = engine.customize(weights)
        for asked in (metric, metric.with_edges([3], [1], [1.0])):
            asked = asked.with_weights([0], [np.inf])
            asked.many_to_all([0, 1], backward=True, cutoff=3)
            asked.many_to_all([2], out=np.empty((1, 4), np.float32))
            asked.many_to_many([0, 1, 1], [2])
            asked.nearest([0, 3], k=2)
            asked.nearest([0], direction="from")
            asked.route(0, 3)
        engine.customize_many(np.stack([weights, weights])).many_to_nearest([1])
"""


def python(code, folder):
    """Run code in a process of its own; return the lines it printed."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


compiled = pytest.mark.skipif("NUMBA_DISABLE_JIT" in os.environ, reason="nothing is compiled")


@compiled
def test_after_warming_up_a_session_compiles_nothing_and_calls_nothing_new(tmp_path):
    *answer, used = python(WARM_UP + USED, tmp_path)
    warm, _ = json.loads(used)
    told = json.loads("\n".join(answer))
    assert told["n_compiled"] + told["n_known"] >= len(warm) > 0
    assert Path(told["folder"]).is_dir()
    called, missed = json.loads(python(SESSION + USED, tmp_path)[-1])
    assert sorted(set(called) - set(warm)) == []
    assert missed == []


@compiled
def test_every_kernel_is_looked_after():
    names = kernels()
    assert {"dijkstra.search", "sweep.sweep_to_nodes", "heap.push"} <= set(names)
    for name, kernel in names.items():
        assert hasattr(kernel, "stats"), name


def test_it_says_what_it_did():
    done = WarmUp(n_compiled=3, n_known=4, elapsed_s=1.26, folder="/cache")
    assert (
        str(done) == "3 kernels compiled and 4 found compiled, in 1.3 s.\nThey are kept in /cache"
    )


def test_with_the_compiler_switched_off_there_is_nothing_to_do(monkeypatch):
    monkeypatch.setattr("kraftcenter_mobility.warm_up.kernels", dict)
    done = warm_up()
    assert (done.n_compiled, done.folder) == (0, "")
    assert "switched off" in str(done)
