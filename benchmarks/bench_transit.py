"""How long do 100,000 homes and five destinations take by public transport, door to door?

On Porto Alegre's streets, buses and metro, at noon, when the buses of the feed run: 120 moments,
half an hour on foot to and from stops. Each step for itself, first asked for.
"""
# ruff: noqa: D400 - the first line is the question

import time
from collections import defaultdict

import geopandas as gpd
import numpy as np
import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.routing.transit import by_sink, by_source, joined_places, stop_walks

N_HOMES, N_DESTINATIONS, N_STARTS = 100_000, 5, 120
FAR_M = 50_000.0
DAY = "2019-05-15"
STEPS = {
    "places join the streets": (joined_places, "join_places"),
    "links between stops and places": (stop_walks, "links_by_place"),
    "walks between stops": (stop_walks, "pairs_of_stops"),
    "all the way on foot": (joined_places, "answered"),
    "search from a source": (by_source, "_search"),
    "from stops to places": (by_source, "_at_sinks"),
    "profile of a sink": (by_sink, "_search"),
    "from places to profiles": (by_sink, "_at_sources"),
}
"""What is timed, by the name of the function that does it."""


@pytest.fixture(scope="module")
def city(data_folder):
    """Return the streets and what runs."""
    folder = data_folder / "gtfs" / "porto_alegre"
    network = km.TransportNetwork.from_osm(folder / "poa_osm.pbf")
    return network.with_gtfs(km.read_gtfs([folder / "poa_eptc.zip", folder / "poa_trensurb.zip"]))


def places(network, n, seed):
    """Return places near to streets."""
    random, roads = np.random.default_rng(seed), network.roads
    node = random.integers(0, roads.n_nodes, n)
    aside = random.normal(0.0, 1e-3, (2, n))
    points = gpd.points_from_xy(roads.node_lon[node] + aside[0], roads.node_lat[node] + aside[1])
    return gpd.GeoSeries(points, index=[f"{seed}-{k}" for k in range(n)], crs="EPSG:4326")


@pytest.fixture
def steps(monkeypatch):
    """Time the steps of answers; return what each has taken so far."""
    taken_s = defaultdict(float)

    def timed(name, run):
        def wrapped(*args, **kwargs):
            begin = time.perf_counter()
            found = run(*args, **kwargs)
            taken_s[name] += time.perf_counter() - begin
            return found

        return wrapped

    for name, (module, function) in STEPS.items():
        monkeypatch.setattr(module, function, timed(name, getattr(module, function)))
    return taken_s


@pytest.mark.parametrize("kind", ["arrival", "departure"])
def test_homes_and_few_destinations(city, benchmark, steps, kind):
    destinations = places(city, N_DESTINATIONS, 2)
    make = {"arrival": km.ArrivalWindow, "departure": km.DepartureWindow}[kind]
    window = {kind: make(f"{DAY} 12:00", "14:00")}
    settings = {"mode": km.TRANSIT, "max_distance_m": FAR_M, "threads": 1} | window
    km.travel_time_matrix(city, places(city, 50, 3), destinations, **settings)
    steps.clear()
    rounds = iter(range(10, 20))

    def ask():
        return km.travel_time_matrix(
            city, places(city, N_HOMES, next(rounds)), destinations, **settings
        )

    table = benchmark.pedantic(ask, rounds=3, iterations=1)
    total_s = float(np.sum(benchmark.stats.stats.data))
    print(f"\n{N_HOMES:,} homes, {N_DESTINATIONS} destinations, {N_STARTS} moments by {kind}")
    print(f"  {total_s / 3:.1f} s, {table.attrs['method']}; links searched from the stops anew")
    for name, taken_s in sorted(steps.items(), key=lambda item: -item[1]):
        print(f"  {name:<32} {taken_s / 3:6.2f} s  {taken_s / total_s:5.0%}")


def test_origins_of_a_window_one_to_all(city, benchmark):
    stops = city.transit.stops
    every = gpd.GeoSeries(gpd.points_from_xy(stops.lon, stops.lat), index=stops.stop_id, crs=4326)
    origins = places(city, 40, 5)
    window = km.DepartureWindow(f"{DAY} 12:00", "14:00")
    settings = {"departure": window, "max_distance_m": FAR_M, "threads": 1, "percentiles": 50}
    near = every[
        city.segment_index(city.metric(km.WALKING)).nearest(*every_lonlat(every)).distance_m < 1000
    ]
    km.transit_times(city, origins, near, **settings)
    benchmark.pedantic(
        lambda: km.transit_times(city, origins, near, **settings), rounds=5, iterations=1
    )
    print(
        f"\n{len(origins)} origins to {len(near):,} places at all stops: "
        f"{benchmark.stats.stats.median / len(origins) * 1000:.1f} ms per origin and window"
    )


def every_lonlat(places):
    """Return longitudes and latitudes."""
    return places.x.to_numpy(), places.y.to_numpy()
