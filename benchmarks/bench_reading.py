"""How fast is OpenStreetMap data read, beside a bare pyosmium pass, and in how much memory?

The bare pass hands every object to Python, nodes with their locations, and does nothing with
them. The filtered one keeps to roads in C++: no reader that needs locations does less.
"""
# ruff: noqa: D400 - the first line is the question

import time
from pathlib import Path

import osmium
import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.osm.reader import read_osm

MB = 1e6
ROUNDS = 7
FILES = ("porto_portugal.osm.pbf", "liechtenstein.osm.pbf", "sindal_2016.osm")

IMPORTS = "import numpy, numba, geopandas\n"
ANSWER = '\nprint(json.dumps(memory_bytes("VmHWM")))'
READERS = {
    "kraftcenter": "import kraftcenter_mobility as km; km.TransportNetwork.from_osm(sys.argv[1])",
    "bare pyosmium pass": (
        "import osmium\nfor _ in osmium.FileProcessor(sys.argv[1]).with_locations(): pass"
    ),
    "osmnx graph_from_xml": "import osmnx; osmnx.graph_from_xml(sys.argv[1])",
}


@pytest.fixture(params=FILES)
def file(request, data_folder):
    """Return a real file."""
    return data_folder / "osm" / request.param


def bare_pass(file):
    """Look at every object of a file, with the locations of nodes."""
    for _ in osmium.FileProcessor(file).with_locations():
        pass


def filtered_pass(file):
    """Look at the roads of a file only, with the locations of all nodes."""
    roads = osmium.filter.KeyFilter("highway")
    for _ in osmium.FileProcessor(file).with_locations().with_filter(roads):
        pass


def competitors_for(file):
    """Return who can read a file: osmnx reads XML only."""
    competitors = {
        "kraftcenter, to a routable network": km.TransportNetwork.from_osm,
        "kraftcenter, the reader alone": read_osm,
        "bare pyosmium pass": bare_pass,
        "pyosmium pass, roads only": filtered_pass,
    }
    if Path(file).suffix == ".osm":
        import osmnx

        competitors["osmnx graph_from_xml"] = osmnx.graph_from_xml
    return competitors


def test_reading(file, race):
    size_mb = file.stat().st_size / MB
    race(
        f"Reading {file.name}, {size_mb:.1f} MB",
        competitors_for(file),
        [file] * ROUNDS,
        quantity=(size_mb, "MB"),
    )


def test_peak_memory(file, benchmark, in_fresh_process):
    readers = [name for name in READERS if file.suffix == ".osm" or "osmnx" not in name]
    peaks = benchmark.pedantic(
        lambda: {name: in_fresh_process(IMPORTS + READERS[name] + ANSWER, file) for name in readers}
    )
    peaks["of which the imports"] = in_fresh_process(IMPORTS + ANSWER)
    print(f"\nPeak memory of a fresh process that reads {file.name}")
    for name, peak in peaks.items():
        print(f"  {name:<24} {peak / MB:7,.0f} MB")
    benchmark.extra_info["peak_bytes"] = peaks


def test_where_the_time_goes(porto_file, benchmark):
    rounds = []
    benchmark.pedantic(lambda: rounds.append(stages_of(porto_file)), rounds=ROUNDS)
    stages_s = {name: sorted(taken[name] for taken in rounds)[ROUNDS // 2] for name in rounds[0]}
    print(f"\nWhere the time goes, {porto_file.name} (medians of {ROUNDS})")
    for name, seconds in stages_s.items():
        print(f"  {name:<36} {seconds * 1e3:8.1f} ms")
    benchmark.extra_info["stages_s"] = stages_s


def stages_of(file):
    """Return how long each step from a file to a network ready for cars takes."""
    from kraftcenter_mobility.networks.build import build_roads
    from kraftcenter_mobility.osm.places import places_from_features

    taken = {}

    def timed(name, work):
        begin = time.perf_counter()
        result = work()
        taken[name] = time.perf_counter() - begin
        return result

    timed("bare pyosmium pass, for comparison", lambda: bare_pass(file))
    extract = timed("reading and filtering", lambda: read_osm(file))
    timed("topology, turns, restrictions", lambda: build_roads(extract, Notices()))
    features, entrances = extract.features, extract.entrances
    timed("places", lambda: places_from_features(features, entrances, Notices()))
    network = km.TransportNetwork.from_extract(extract)
    metric = timed("first metric (car)", lambda: network.metric(km.CAR))
    timed("islands (car)", lambda: network.islands(metric))
    timed("index for joining places (car)", lambda: network.segment_index(metric))
    timed("layout for searching backwards", lambda: network.layout(metric, backward=True))
    return taken
