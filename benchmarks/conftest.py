"""What all benchmarks share: networks, graphs for the peers, races and fresh processes.

A race runs its competitors in turn, A, B, C, A, B, C, and compares medians, so that what
else the machine is doing meets all of them alike. Our own runs are pytest-benchmark's, so
``--benchmark-json`` has them, with the peers' medians under ``extra_info``.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest
from graphs import generated_graph, ground_on, plain_graph

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the peers' threads; read when they load

SOURCES = Path(__file__).parents[1] / "src"

_digest = hashlib.sha256()
for _source in sorted((SOURCES / "kraftcenter_mobility" / "_kernels").glob("*.py")):
    _digest.update(_source.read_bytes())
os.environ.setdefault(
    "NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"numba-{_digest.hexdigest()[:16]}")
)


@pytest.fixture(scope="session")
def data_folder():
    """Return the folder of real data, or skip where there is none."""
    told = os.environ.get("KRAFTCENTER_DATA")
    folder = Path(told) if told else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no real data: set KRAFTCENTER_DATA to a folder that holds it")
    return folder


@pytest.fixture(scope="session")
def porto_file(data_folder):
    """Return the largest extract there is."""
    return data_folder / "osm" / "porto_portugal.osm.pbf"


@pytest.fixture(scope="session", params=["sample", "Porto"])
def region(request):
    """Return the name of a region and its network: the bundled one, then a large city."""
    import kraftcenter_mobility as km

    if request.param == "sample":
        return request.param, km.TransportNetwork.sample()
    return request.param, km.TransportNetwork.from_osm(request.getfixturevalue("porto_file"))


@pytest.fixture(scope="session")
def region_graph(region):
    """Return the name of a region and its graph without turns."""
    name, network = region
    return name, plain_graph(network)


@pytest.fixture(scope="session")
def porto(porto_file):
    """Return the ground of Porto's car roads without turns, with all peers."""
    import peers

    import kraftcenter_mobility as km

    graph = plain_graph(km.TransportNetwork.from_osm(porto_file))
    return ground_on("Porto", graph, peers.PEERS)


@pytest.fixture(scope="session")
def make_generated():
    """Return the function that generates a graph of about so many nodes."""
    return generated_graph


@pytest.fixture(scope="session", params=[10_000, 100_000, 1_000_000], ids="{}-nodes".format)
def generated(request):
    """Return the ground of a generated network, with the peers that bear a million nodes."""
    import peers

    kinds = (peers.Scipy, peers.Pyroutingkit)
    return ground_on("generated", generated_graph(request.param), kinds)


@pytest.fixture(scope="session")
def points_near_roads():
    """Return a function that gives points about 10 m from nodes of the car roads, by name."""
    import geopandas as gpd

    import kraftcenter_mobility as km

    def points(network, count, prefix, seed):
        roads = network.roads
        segments = network.islands(network.metric(km.CAR)).mainland
        random = np.random.default_rng(seed)
        node = random.choice(np.unique(roads.segment_tail[segments]), count)
        lon = roads.node_lon[node] + random.normal(0.0, 1e-4, count)
        lat = roads.node_lat[node] + random.normal(0.0, 1e-4, count)
        names = [f"{prefix}{number}" for number in range(count)]
        return gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=names, crs="EPSG:4326")

    return points


@pytest.fixture
def race(benchmark):
    """Return a function that lets competitors take turns, and prints what they took."""

    def run(title, competitors, arguments, *, warm=False, scale=None, quantity=None):  # noqa: PLR0913
        """Run each competitor once per argument; the first is ours.

        `warm` lets each have a run that is not timed just before the one that is, so that
        none finds the processor's caches full of another's data. `scale` multiplies the
        time of those that were given less to do, and says so; `quantity` is an amount and
        its unit, to print a rate.
        """
        scale = scale or {}
        ours, *peers = competitors
        taken = {name: [] for name in competitors}
        todo = iter(arguments)

        def run_the_others():
            argument = next(todo)
            for name in peers:
                if warm:
                    competitors[name](argument)
                begin = time.perf_counter()
                competitors[name](argument)
                taken[name].append(time.perf_counter() - begin)
            if warm:
                competitors[ours](argument)
            return (argument,), {}

        for competitor in competitors.values():
            competitor(arguments[0])
        benchmark.pedantic(
            competitors[ours], setup=run_the_others, rounds=len(arguments), iterations=1
        )
        taken[ours] = list(benchmark.stats.stats.data)
        medians = {name: float(np.median(taken[name])) * scale.get(name, 1) for name in taken}
        print(f"\n{title} ({len(arguments)} interleaved rounds)")
        for name, median in medians.items():
            line = f"  {name:<44} median {_readable(median)}"
            line += f"  min {_readable(min(taken[name]) * scale.get(name, 1))}"
            line += f"  {median / medians[ours]:6.2f} x ours"
            if quantity:
                line += f"  {quantity[0] / median:9.1f} {quantity[1]}/s"
            print(line + (f"  (scaled x {scale[name]:g})" if name in scale else ""))
        benchmark.extra_info.update(title=title, medians_s=medians)
        return medians

    return run


def _readable(seconds):
    """Return a duration with a unit in which it is easy to read."""
    return f"{seconds:8.3f} s " if seconds >= 1 else f"{seconds * 1e3:8.3f} ms"


PREAMBLE = """
import json, re, sys, time
from pathlib import Path

def memory_bytes(kind):
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(kind + r":\\s+(\\d+) kB", status).group(1))

def forget_peak():
    Path("/proc/self/clear_refs").write_text("5")
"""


@pytest.fixture(scope="session")
def run_python():
    """Return a function that runs code in a process of its own and returns what it prints."""

    def run(code, *arguments, **environment):
        answer = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(SOURCES), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    return run


@pytest.fixture(scope="session")
def in_fresh_process(run_python):
    """Return a function that runs code in a process of its own and returns what it finds.

    The code prints one line of JSON last. It may ask ``memory_bytes("VmRSS")`` and
    ``memory_bytes("VmHWM")``, the peak, and ``forget_peak()``; that is why it takes Linux.
    """
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("peak memory is measured through Linux's /proc")

    def run(code, *arguments):
        return json.loads(run_python(PREAMBLE + code, *arguments).splitlines()[-1])

    return run
