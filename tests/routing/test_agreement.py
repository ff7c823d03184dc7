"""Our times against SciPy's and NetworkX's on the expanded graph of the same network.

Times are whole ticks, and so their sums are exact: the answers are the same to the last bit.
"""

import itertools

import networkx as nx
import numpy as np
import pytest
from expanded import edges_at, expanded_graph, followers, random_places, times_from_labels
from scipy.sparse.csgraph import dijkstra

import kraftcenter_mobility as km
from kraftcenter_mobility.routing.by_hierarchy import mode_hierarchy
from kraftcenter_mobility.routing.choice import DIJKSTRA, HIERARCHY
from kraftcenter_mobility.routing.journeys import _Finder
from kraftcenter_mobility.routing.travel_times import ask
from kraftcenter_mobility.routing.ways import HierarchyWays, SearchedWays

SMALL = ("sindal_2016.osm", "roenne_2016.osm", "tunoe_2026.osm")
LARGE = ("turnrestr_cathedral-no-left.pbf", "liechtenstein.osm.pbf", "porto_portugal.osm.pbf")
SETTINGS = {"turns": None, "max_distance_m": 1000.0, "access": True, "allow_islands": False}


def real(names):
    """Return parameters that are marked as real data."""
    return [pytest.param(name, marks=pytest.mark.realdata) for name in names]


@pytest.fixture(
    scope="module",
    params=["sample", *real(SMALL + LARGE)],
)
def network(request):
    """Return the sample, and then one network of real data after the other."""
    if request.param == "sample":
        return request.getfixturevalue("sample")
    path = request.getfixturevalue("data_folder") / "osm" / request.param
    if not path.is_file():
        pytest.skip(f"no real data: {path.name} is missing")
    return km.TransportNetwork.from_osm(path)


@pytest.fixture(params=km.MODES, ids=lambda mode: mode.name)
def mode(request):
    """Return one mode after the other."""
    return request.param


def places_of(network, mode, n_origins, n_destinations):
    """Return origins and destinations."""
    places = random_places(network, mode, n_origins + n_destinations, seed=20_260_310)
    return places.iloc[:n_origins], places.iloc[n_origins:]


def assert_same(found, wanted):
    """Check that times are the same to the last bit, and most of them finite."""
    assert np.isfinite(wanted).mean() > 0.5, "a test of nothing"
    np.testing.assert_array_equal(found, wanted)


def test_times_are_those_of_scipy_on_the_expanded_graph(network, mode):
    origins, destinations = places_of(network, mode, 6, 20)
    question = ask(network, origins, destinations, mode=mode, **SETTINGS)
    graph = expanded_graph(question.metric, question.origin_joins)
    n_edges = network.roads.n_edges

    labels_s = dijkstra(graph, indices=np.arange(n_edges, n_edges + len(origins)))
    times = km.travel_time_matrix(network, origins, destinations, mode=mode)

    assert_same(times.to_numpy(), times_from_labels(question, labels_s))


@pytest.mark.parametrize("network", ["sample", *real(SMALL)], indirect=True, scope="module")
def test_times_are_those_of_networkx_on_the_expanded_graph(network, mode):
    origins, destinations = places_of(network, mode, 3, 40)
    question = ask(network, origins, destinations, mode=mode, **SETTINGS)
    graph = expanded_graph(question.metric, question.origin_joins)
    n_edges = network.roads.n_edges
    theirs = nx.from_scipy_sparse_array(graph, create_using=nx.DiGraph)

    labels_s = np.full((len(origins), n_edges), np.inf)
    for k in range(len(origins)):
        reached = nx.single_source_dijkstra_path_length(theirs, n_edges + k)
        edges = [edge for edge in reached if edge < n_edges]
        labels_s[k, edges] = [reached[edge] for edge in edges]
    times = km.travel_time_matrix(network, origins, destinations, mode=mode)

    assert_same(times.to_numpy(), times_from_labels(question, labels_s))


def test_searching_forwards_and_backwards_gives_the_same_times(network, mode):
    origins, destinations = places_of(network, mode, 24, 12)
    backward = km.travel_time_matrix(network, origins, destinations, mode=mode).to_numpy()
    forward = [
        km.travel_time_matrix(network, origins.iloc[k : k + 8], destinations, mode=mode)
        for k in range(0, 24, 8)
    ]
    assert_same(np.concatenate(forward), backward)


def test_the_nearest_are_the_lowest_of_the_matrix(network, mode):
    origins, destinations = places_of(network, mode, 24, 12)
    times = km.travel_time_matrix(network, origins, destinations, mode=mode)
    nearest = km.nearest_destinations(network, origins, destinations, mode=mode)
    three = km.nearest_destinations(network, origins, destinations, mode=mode, k=3)

    assert_same(nearest["travel_time_s"].to_numpy(), times.min(axis=1).to_numpy())
    lowest = np.sort(times.to_numpy(), axis=1)[:, :3]
    assert_same(three["travel_time_s"].to_numpy().reshape(-1, 3), lowest)
    for origin, row in nearest.iterrows():
        assert times.loc[origin, row["destination"]] == row["travel_time_s"]


def test_a_journey_adds_up_leg_by_leg_and_metre_by_metre(network, mode):
    origins, destinations = places_of(network, mode, 4, 8)
    times = km.travel_time_matrix(network, origins, destinations, mode=mode).stack()
    ways = km.journeys(network, origins, destinations, mode=mode)

    assert_same(ways["travel_time_s"].to_numpy(), times.to_numpy())
    found = ways[np.isfinite(ways["travel_time_s"])]
    legs_s = [sum(leg["time_s"] for leg in legs) for legs in found["legs"]]
    np.testing.assert_array_equal(legs_s, found["travel_time_s"])
    legs_m = [sum(leg["length_m"] for leg in legs) for legs in found["legs"]]
    np.testing.assert_allclose(legs_m, found["length_m"], rtol=1e-9, atol=1e-6)
    drawn_m = found.to_crs(found.estimate_utm_crs()).length
    np.testing.assert_allclose(drawn_m, found["length_m"], rtol=0.003, atol=0.1)


@pytest.mark.parametrize("method", [DIJKSTRA, HIERARCHY])
def test_a_journey_adds_up_edge_by_edge_and_turn_by_turn(network, mode, method):
    origins, destinations = places_of(network, mode, 4, 8)
    question = ask(network, origins, destinations, mode=mode, **SETTINGS)
    if method == HIERARCHY:
        ways = HierarchyWays(question, mode_hierarchy(network, question.metric, threads=1))
    else:
        ways = SearchedWays(question, network.layout(question.metric, backward=False))
    finder = _Finder(question, ways)
    for origin in range(len(origins)):
        finder.search(origin)
        for destination in range(len(destinations)):
            found = finder.found(destination)
            if found is not None:
                walks_s = question.begin.walk_s[origin] + question.end.walk_s[destination]
                again_s = seconds_along(question, found.stretches, origin, destination)
                assert again_s + walks_s == found.time_s


def seconds_along(question, stretches, origin, destination):
    """Return how long the edges of a journey take, having checked that it may be driven."""
    metric = question.metric
    edges = [stretch.edge for stretch in stretches]
    begin = passed_at(metric, question.origin_joins, origin, edges[0])
    end = passed_at(metric, question.destination_joins, destination, edges[-1])
    if len(edges) == 1:
        return min(e[1] - b[1] for b in begin for e in end if e[0] >= b[0])
    turns_s = [
        dict(followers(metric, edge))[follower] for edge, follower in itertools.pairwise(edges)
    ]
    between_s = sum(turns_s) + metric.edge_time_s[edges[1:-1]].sum()
    return min(b[2] for b in begin) + between_s + min(e[1] for e in end)


def passed_at(metric, joins, place, edge):
    """Return metres along, seconds before and seconds after, for an edge that passes a place."""
    return [rest for passed, *rest in edges_at(metric, joins, place) if passed == edge]
