"""How do saving and loading compare with GraphML and with building the network anew?

And would mapping the arrays into memory, instead of reading them, help?
"""
# ruff: noqa: D400 - the first line is the question

from pathlib import Path

import numpy as np

import kraftcenter_mobility as km
from kraftcenter_mobility.herning import sample_path

MB = 1e6
ROUNDS = 5


def arrays_of(network):
    """Return the arrays of a network by name."""
    roads = network.roads
    values = {name: getattr(roads, name) for name in roads.__slots__}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


def test_loading_beside_building_anew(region, race, tmp_path, request):
    name, network = region
    path = tmp_path / "network.kcm"
    network.save(path)
    source = sample_path() if name == "sample" else request.getfixturevalue("porto_file")
    race(
        f"Having a network, {name}: saved {path.stat().st_size / MB:.1f} MB, "
        f"OpenStreetMap file {Path(source).stat().st_size / MB:.1f} MB",
        {
            "load": lambda _: km.TransportNetwork.load(path),
            "save": lambda _: network.save(path),
            "from_osm": lambda _: km.TransportNetwork.from_osm(source),
        },
        range(ROUNDS),
    )


def test_loading_beside_graphml(race, tmp_path):
    import osmnx

    network = km.TransportNetwork.sample()
    saved, graphml = tmp_path / "network.kcm", tmp_path / "network.graphml"
    network.save(saved)
    graph = network.to_graph()
    osmnx.save_graphml(graph, graphml)
    race(
        f"Having the sample: saved {saved.stat().st_size / MB:.1f} MB, "
        f"GraphML {graphml.stat().st_size / MB:.1f} MB",
        {
            "load": lambda _: km.TransportNetwork.load(saved),
            "from_graph, of a GraphML file": lambda _: km.TransportNetwork.from_graph(graphml),
            "osmnx load_graphml": lambda _: osmnx.load_graphml(graphml),
            "osmnx save_graphml": lambda _: osmnx.save_graphml(graph, graphml),
        },
        range(3),
    )


def test_whether_mapping_into_memory_would_help(region, race, tmp_path):
    name, network = region
    arrays = arrays_of(network)
    for key, value in arrays.items():
        np.save(tmp_path / f"{key}.npy", value)

    def all_read(mode):
        def run(_):
            loaded = [np.load(tmp_path / f"{key}.npy", mmap_mode=mode) for key in arrays]
            return sum(int(np.count_nonzero(array)) for array in loaded)

        return run

    def opened(_):
        return [np.load(tmp_path / f"{key}.npy", mmap_mode="r") for key in arrays]

    size_mb = sum(value.nbytes for value in arrays.values()) / MB
    race(
        f"{len(arrays)} arrays of {name}, {size_mb:.0f} MB, and one look at every value",
        {"read": all_read(None), "mapped": all_read("r"), "mapped, never looked at": opened},
        range(20),
    )
