"""Railways taken apart and put together again: as arrays, and as graphs."""

import json
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from drawn_tracks import rails, stop, track

from kraftcenter_mobility.errors import NetworkFileError, RailError
from kraftcenter_mobility.networks.rails.network import RailNetwork
from kraftcenter_mobility.networks.rails.storage import rail_from_storage, rail_to_storage

DRAWING = """
A---B---C---D
     \\
       E---F
"""


@pytest.fixture(scope="module")
def rail():
    return rails(
        DRAWING,
        track("ABC", maxspeed="120", maxspeed__backward="100", incline="1%", name="Bane"),
        track("BEF", oneway="yes", service="siding"),
        ("CD", {"railway": "proposed", "proposed": "rail"}),
        nodes={"A": stop("Aa", uic_ref="860"), "F": stop("Ff")},
        relations=[([("A", "stop"), ("F", "stop")], {"type": "route", "route": "train"})],
    )


def test_what_comes_out_of_storage_is_what_went_in(rail):
    arrays, manifest = rail_to_storage(rail)
    again = rail_from_storage(arrays, json.loads(json.dumps(manifest)))

    assert again.digest() == rail.digest()
    assert again.candidates.digest() == rail.candidates.digest()
    assert again.station("860") == rail.station("Aa")
    assert again.notices.to_records() == rail.notices.to_records()


def test_an_empty_railway_survives_storage_and_graphs():
    empty = RailNetwork.empty()

    assert rail_from_storage(*rail_to_storage(empty)).digest() == empty.digest()
    assert RailNetwork.from_graph(empty.to_graph()).digest() == empty.digest()


def test_digests_tell_railways_apart(rail):
    other = replace(rail, limit_kmh=rail.limit_kmh + 1.0)
    assert other.digest() != rail.digest()
    assert replace(rail, station_name=("Xx", "Ff")).digest() != rail.digest()
    assert replace(rail).digest() == rail.digest()


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("tail", lambda a: a + 100),
        ("head", lambda a: a - 100),
        ("head", lambda a: a.astype(np.int32)),
        ("tag_set", lambda a: a + 50),
        ("node_kind", lambda a: a + 50),
        ("level", lambda a: a - 5),
        ("stop_track", lambda a: a + 50),
        ("stop_offset_m", lambda a: a + 1e6),
        ("stop_offset_m", lambda a: a - 1e6),
        ("first_stop", lambda a: a[::-1].copy()),
        ("first_point", lambda a: a[:-1]),
        ("first_point", np.zeros_like),
        ("first_entrance", lambda a: a + 1),
        ("length_m", lambda a: a * np.nan),
        ("length_m", lambda a: -a),
        ("limit_kmh", lambda a: a * 0),
        ("limit_kmh", lambda a: a[:, 0]),
        ("n_parallel", lambda a: a * 0),
        ("station_lon", lambda a: a * np.inf),
    ],
)
def test_an_array_that_cannot_be_is_refused_by_name(rail, name, spoil):
    arrays, manifest = rail_to_storage(rail)

    with pytest.raises(NetworkFileError, match=name):
        rail_from_storage(arrays | {name: spoil(arrays[name])}, manifest)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("station_id", ["A"]),
        ("station_id", ["same", "same"]),
        ("station_name", [1, 2]),
        ("tag_sets", [1]),
        ("tag_sets", []),
        ("routes", [[1, "a", "b", "c", ["nowhere"], {}]]),
        ("routes", [[1]]),
        ("notices", 5),
        ("station_aliases", []),
        ("candidates", {}),
    ],
)
def test_a_manifest_that_cannot_be_is_refused(rail, name, value):
    arrays, manifest = rail_to_storage(rail)

    with pytest.raises(NetworkFileError):
        rail_from_storage(arrays, manifest | {name: value})


def test_missing_arrays_are_named(rail):
    arrays, manifest = rail_to_storage(rail)
    del arrays["gauge_mm"]

    with pytest.raises(NetworkFileError, match="gauge_mm"):
        rail_from_storage(arrays, manifest)


def test_a_graph_has_an_edge_for_each_direction_that_trains_may_run(rail):
    graph = rail.to_graph()

    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.number_of_edges() == 5
    along, against = graph.edges[1, 2, 0], graph.edges[2, 1, 0]
    assert (along["limit_kmh"], against["limit_kmh"]) == (120, 100)
    assert (along["gradient_permille"], against["gradient_permille"]) == (10, -10)
    assert along["osmid"] == 101
    assert list(against["geometry"].coords) == list(along["geometry"].coords)[::-1]


def test_a_graph_comes_back_as_the_same_railway(rail):
    assert RailNetwork.from_graph(rail.to_graph()).digest() == rail.digest()


def test_changes_on_a_graph_and_tracks_taken_out_count(rail):
    graph = rail.to_graph()
    graph.edges[1, 2, 0]["limit_kmh"] = 60.0
    graph.remove_edge(2, 6)

    changed = RailNetwork.from_graph(graph)

    assert changed.n_tracks == 2
    assert changed.limit_kmh[0].tolist() == [60, 100]
    assert np.diff(changed.first_stop).tolist() == [1, 0]


def test_a_graph_of_tracks_from_elsewhere_is_read_as_far_as_it_goes():
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node(1, x=9.0, y=56.0)
    graph.add_node(2, x=9.01, y=56.0, railway="buffer_stop")
    graph.add_edge(1, 2, osmid=7, railway="rail", maxspeed=["80", "100"], reversed=False)
    graph.add_edge(2, 1, osmid=7, railway="rail", maxspeed=["80", "100"], reversed=True)

    read = RailNetwork.from_graph(graph)

    assert (read.n_tracks, read.n_stations) == (1, 0)
    assert read.way_id.tolist() == [7]
    assert read.limit_kmh.tolist() == [[80, 80]]
    assert read.allowed.all()


@pytest.mark.parametrize(
    ("nodes", "edge", "words"),
    [
        ({1: {}, 2: {}}, {"railway": "rail"}, "give nodes x and y in degrees"),
        ({1: {"x": 5e5, "y": 6e6}, 2: {"x": 0, "y": 0}}, {"railway": "rail"}, "not in degrees"),
        ({1: {"x": 9, "y": 56}, 2: {"x": 9, "y": 57}}, {"highway": "path"}, "none of its edges"),
    ],
)
def test_graphs_that_are_no_railways_are_refused(nodes, edge, words):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(nodes.items())
    graph.add_edge(1, 2, **edge)

    with pytest.raises(RailError, match=words):
        RailNetwork.from_graph(graph)


def test_what_is_no_graph_is_refused():
    with pytest.raises(RailError, match="directed NetworkX graph, got str"):
        RailNetwork.from_graph("tracks.graphml")
    with pytest.raises(RailError, match="no edges"):
        RailNetwork.from_graph(nx.MultiDiGraph())
