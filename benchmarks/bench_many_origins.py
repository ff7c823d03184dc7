"""Do 100,000 origins x 50 destinations fit in 1 GiB beyond the network, and how fast?

Memory is that of a fresh process: what the process holds at most while it computes, less
what it held with the network loaded and ready.
"""
# ruff: noqa: D400 - the first line is the question

import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.joins import join_places

MB = 1e6
N_ORIGINS, N_DESTINATIONS = 100_000, 50
LIMIT_BYTES = 2**30
ROUNDS = 3

IN_A_FRESH_PROCESS = """
import geopandas as gpd
import kraftcenter_mobility as km

network = km.TransportNetwork.load(sys.argv[1])
origins, destinations = (gpd.read_file(path).set_index("name").geometry for path in sys.argv[2:4])
mode = next(mode for mode in km.MODES if mode.name == sys.argv[4])
km.travel_time_matrix(network, origins[:2], destinations[:1], mode=mode)  # made ready
before = memory_bytes("VmRSS")
forget_peak()
begin = time.perf_counter()
times = km.travel_time_matrix(network, origins, destinations, mode=mode, progress=False)
seconds = time.perf_counter() - begin
print(json.dumps({
    "network_bytes": before, "extra_bytes": memory_bytes("VmHWM") - before,
    "answer_bytes": times.to_numpy().nbytes, "seconds": seconds,
}))
"""


@pytest.fixture(scope="module")
def places(region, points_near_roads):
    """Return the origins and the destinations."""
    _, network = region
    return (
        points_near_roads(network, N_ORIGINS, "home ", seed=5),
        points_near_roads(network, N_DESTINATIONS, "school ", seed=6),
    )


@pytest.mark.parametrize("mode", [km.CAR, km.WALKING], ids=lambda mode: mode.name)
def test_time_for_very_many_origins(region, places, race, mode):
    name, network = region
    ours = {
        "travel_time_matrix": lambda _: km.travel_time_matrix(
            network, *places, mode=mode, progress=False
        ),
        "nearest_destinations": lambda _: km.nearest_destinations(network, *places, mode=mode),
    }
    race(f"{N_ORIGINS:,} x {N_DESTINATIONS}, {name}, {mode.name}, all cores", ours, [None] * ROUNDS)


def test_time_to_join_very_many_places_to_roads(region, places, race):
    name, network = region
    index = network.segment_index(network.metric(km.CAR))
    index.nearest(places[0].x.to_numpy()[:10], places[0].y.to_numpy()[:10])
    ours = {
        "joining": lambda _: join_places(index, places[0], max_distance_m=1000.0, mode_name="car")
    }
    race(f"Joining {N_ORIGINS:,} places to roads, {name}", ours, [None] * ROUNDS)


def test_memory_for_very_many_origins(region, places, benchmark, in_fresh_process, tmp_path):
    name, network = region
    network.save(tmp_path / "network.kcm")
    paths = []
    for points, what in zip(places, ("origins", "destinations"), strict=True):
        paths.append(tmp_path / f"{what}.gpkg")
        points.rename_axis("name").reset_index(name="geometry").to_file(paths[-1])
    files = (tmp_path / "network.kcm", *paths)
    found = benchmark.pedantic(
        lambda: {
            mode.name: in_fresh_process(IN_A_FRESH_PROCESS, *files, mode.name)
            for mode in (km.CAR, km.WALKING)
        }
    )
    benchmark.extra_info.update(found)
    for mode, of in found.items():
        print(
            f"\n{N_ORIGINS:,} x {N_DESTINATIONS}, {name}, {mode}: "
            f"the process with its network {of['network_bytes'] / MB:,.0f} MB, "
            f"at most {of['extra_bytes'] / MB:,.0f} MB beyond it, "
            f"{of['answer_bytes'] / MB:,.0f} MB of that the answer; {of['seconds']:.2f} s"
        )
        assert of["extra_bytes"] < LIMIT_BYTES
