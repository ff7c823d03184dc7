"""Networks as NetworkX graphs and back; graphs and GraphML files of others."""

import json
import math
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, MobilityError, ModeError
from kraftcenter_mobility.networks.interchange import extract_from_graph
from kraftcenter_mobility.networks.ticks import TICK_S

#  10 --20--- 11 ----- 12 ---- 13      100-104: the rest of the street to 12 bends
#   |          |        |       |       a ferry from 13 to 30, a roundabout at 14
#  15 ------- 16 ----- 17 ---- 14
NODES = {
    10: (9.000, 56.010), 20: (9.005, 56.010), 11: (9.010, 56.010),
    12: (9.020, 56.010), 13: (9.030, 56.010), 100: (9.013, 56.0115), 101: (9.016, 56.0118),
    15: (9.000, 56.000), 16: (9.010, 56.000), 17: (9.020, 56.000), 18: (9.015, 56.0),
    14: (9.030, 56.0000), 141: (9.0302, 56.0002), 142: (9.0304, 56.0), 143: (9.0302, 55.9998),
    30: (9.060, 56.010), 31: (9.070, 56.010), 40: (9.045, 56.012),
    50: (9.010, 56.005), 51: (9.020, 56.005), 52: (9.010, 56.0075),
    60: (8.99, 56.01), 61: (8.99, 56.012), 62: (8.98, 56.012), 63: (8.98, 56.01),
}  # fmt: skip
NODE_TAGS = {
    20: {"highway": "traffic_signals"},
    50: {"barrier": "bollard"},
    18: {"highway": "crossing", "crossing": "marked"},
    12: {"highway": "traffic_signals"},
    52: {"highway": "stop", "direction": "forward"},
    31: {"amenity": "hospital", "name": "Sygehuset på øen", "emergency": "yes"},
    61: {"place": "village", "name": "Ørre", "population": "312"},
}
WAYS = {
    1: ([10, 20, 11], {"highway": "primary", "name": "Hovedgaden", "ref": "15"}),
    2: ([11, 100, 101, 12, 13], {"highway": "primary", "name": "Hovedgaden", "maxspeed": "50;70"}),
    3: ([15, 16, 18, 17, 14], {"highway": "secondary", "maxspeed:forward": "60"}),
    4: ([10, 15], {"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}),
    5: ([11, 52, 50, 16], {"highway": "residential", "oneway": "-1", "surface": "gravel"}),
    6: ([12, 51, 17], {"highway": "unclassified", "motor_vehicle": "destination"}),
    7: ([14, 141, 142, 143, 14], {"highway": "tertiary", "junction": "roundabout"}),
    8: ([13, 141], {"highway": "tertiary"}),
    9: ([13, 40, 30], {"route": "ferry", "duration": "00:20"}),
    10: ([30, 31], {"highway": "tertiary"}),
    11: ([50, 51], {"highway": "footway"}),
    12: ([10, 60, 61, 62, 63, 60], {"highway": "residential"}),
    13: ([143, 17], {"highway": "cycleway", "oneway": "yes"}),
}
RESTRICTIONS = {
    900: (
        {"restriction": "no_left_turn"},
        [("way", 1, "from"), ("node", 11, "via"), ("way", 2, "to")],
    ),
    901: (
        {"restriction": "no_u_turn", "except": "bicycle"},
        [("way", 2, "from"), ("way", 8, "via"), ("way", 7, "to")],
    ),
    902: ({"restriction:conditional": "no_left_turn @ (07:00-09:00)"}, [("way", 1, "from")]),
}  # fmt: skip


def osm_text(nodes, ways, node_tags, restrictions):
    """Return OpenStreetMap XML."""
    from xml.sax.saxutils import quoteattr

    def tags(said):
        return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in said.items())

    lines = ['<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">']
    for i, (lon, lat) in sorted(nodes.items()):
        said = tags(node_tags.get(i, {}))
        lines.append(f'<node id="{i}" version="1" lon="{lon}" lat="{lat}">{said}</node>')
    for i, (refs, said) in ways.items():
        nds = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{i}" version="1">{nds}{tags(said)}</way>')
    for i, (said, members) in restrictions.items():
        listed = "".join(f'<member type="{t}" ref="{r}" role="{role}"/>' for t, r, role in members)
        whole = tags({"type": "restriction", **said})
        lines.append(f'<relation id="{i}" version="1">{listed}{whole}</relation>')
    return "\n".join([*lines, "</osm>"])


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Return a small network in which most things that can be, are."""
    path = tmp_path_factory.mktemp("osm") / "town.osm"
    path.write_text(osm_text(NODES, WAYS, NODE_TAGS, RESTRICTIONS), "utf-8")
    return km.TransportNetwork.from_osm(path)


def as_plain_text(graph):
    """Return a copy all of whose lines are text, as NetworkX needs them to write GraphML."""
    copy = graph.copy()
    for _, _, data in copy.edges(data=True):
        if "geometry" in data:
            data["geometry"] = data["geometry"].wkt
    return copy


def all_strings(graph):
    """Return a copy in which every attribute is text."""
    copy = graph.copy()
    for data in [copy.graph, *(d for _, d in copy.nodes(data=True))]:
        data.update({key: str(value) for key, value in data.items()})
    for _, _, data in copy.edges(data=True):
        data.update({key: str(value) for key, value in data.items()})
    return copy


def times_of(network, points):
    """Return travel times by all four modes, with turns and without. Infinity is -1."""
    tables = [
        km.travel_time_matrix(
            network, points, points, mode=mode, turns=turns, max_distance_m=5000.0
        )
        for mode in km.MODES
        for turns in (True, False)
    ]
    return np.nan_to_num(np.stack([t.to_numpy() for t in tables]), posinf=-1.0)


def points_of(lonlat):
    """Return points under names of their own."""
    lon, lat = zip(*lonlat, strict=True)
    names = [f"p{i}" for i in range(len(lon))]
    return gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=names, crs=4326)


def assert_same(network, other, lonlat=None):
    """Assert that two networks give the same answers."""
    points = points_of(lonlat or NODES.values())
    there, back = times_of(network, points), times_of(other, points)
    assert (there > 0).any()
    np.testing.assert_array_equal(back, there)
    assert other.roads.restrictions == network.roads.restrictions
    ours, theirs = network.report.to_dict(), other.report.to_dict()
    for name in ("km_by_class", "km_by_mode"):
        assert theirs[name] == pytest.approx(ours[name])
    for name in ("restrictions_used", "restrictions_skipped", "places", "n_nodes", "n_turns"):
        assert theirs[name] == ours[name]
    assert theirs["road_km"] == pytest.approx(ours["road_km"])
    assert theirs["built_up_share"] == pytest.approx(ours["built_up_share"])
    assert other.place_table.equals(network.place_table)


def street(*, oneway=False, **attributes):
    """Return a graph of osmnx's form: node 1 to node 2, 624 m to the east at 56 degrees."""
    graph = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    graph.add_node(1, x=9.00, y=56.0)
    graph.add_node(2, x=9.01, y=56.0)
    common = {"osmid": 7, "highway": "residential", "oneway": oneway, **attributes}
    graph.add_edge(1, 2, **common, reversed=False)
    if not oneway:
        graph.add_edge(2, 1, **common, reversed=True)
    return graph


def rows_of(graph):
    """Return the tags and nodes of the rows that a graph becomes."""
    extract = extract_from_graph(graph)
    refs = np.split(extract.ref, extract.first_ref[1:-1])
    tag_sets = [dict(extract.tag_sets[i]) for i in extract.way_tag_set]
    return [(tags, row.tolist()) for tags, row in zip(tag_sets, refs, strict=True)]


# --- what the library writes, it reads back -------------------------------------------


def test_a_network_survives_a_graph(town):
    assert_same(town, km.TransportNetwork.from_graph(town.to_graph()))


def test_edge_and_turn_times_survive_to_the_last_bit(town):
    back = km.TransportNetwork.from_graph(town.to_graph())
    for mode in km.MODES:
        ours, theirs = town.metric(mode, turns=True), back.metric(mode, turns=True)
        assert np.array_equal(ours.edge_time_s, theirs.edge_time_s)
        assert np.array_equal(ours.turn_time_s, theirs.turn_time_s)


def test_a_network_survives_a_graphml_file_of_osmnx(town, tmp_path):
    import osmnx as ox

    ox.save_graphml(town.to_graph(), tmp_path / "town.graphml")
    assert_same(town, km.TransportNetwork.from_graph(tmp_path / "town.graphml"))
    assert_same(town, km.TransportNetwork.from_graph(ox.load_graphml(tmp_path / "town.graphml")))


def test_a_network_survives_a_graphml_file_of_networkx(town, tmp_path):
    nx.write_graphml(as_plain_text(town.to_graph()), tmp_path / "town.graphml")
    assert_same(town, km.TransportNetwork.from_graph(str(tmp_path / "town.graphml")))


def test_a_network_survives_a_graph_of_nothing_but_text(town):
    assert_same(town, km.TransportNetwork.from_graph(all_strings(town.to_graph())))


def test_a_network_survives_twice(town):
    once = km.TransportNetwork.from_graph(town.to_graph())
    assert_same(town, km.TransportNetwork.from_graph(once.to_graph()))


def test_source_and_timestamp_survive(town):
    dated = replace(town, timestamp="2026-03-10T00:00:00Z")
    back = km.TransportNetwork.from_graph(dated.to_graph())
    assert (back.source, back.timestamp) == ("town.osm", "2026-03-10T00:00:00Z")


def test_places_survive_with_their_numbers_and_letters(town):
    back = km.TransportNetwork.from_graph(town.to_graph())
    assert list(back.places(km.HOSPITALS).index) == ["Sygehuset på øen"]
    assert back.places(km.TOWNS).loc["Ørre", "population"] == 312


def test_lengths_that_differ_from_the_drawn_ones_survive():
    graph = street(length=2000.0)
    graph.add_node(3, x=9.02, y=56.0, highway="traffic_signals")
    graph.add_node(4, x=9.03, y=56.0)
    graph.add_edge(2, 3, osmid=7, highway="residential", length=900.0)
    graph.add_edge(3, 4, osmid=7, highway="residential", length=900.0)
    network = km.TransportNetwork.from_graph(graph)
    assert network.report.road_km == pytest.approx(3.8)
    assert_same(
        network, km.TransportNetwork.from_graph(network.to_graph()), [(9.0, 56.0), (9.03, 56.0)]
    )


def test_a_way_that_runs_twice_along_itself_survives(tmp_path):
    nodes = {1: (9.0, 56.0), 2: (9.01, 56.0), 3: (9.01, 56.01), 4: (9.02, 56.02)}
    ways = {1: ([1, 2, 3, 1, 2, 3], {"highway": "service"}), 2: ([3, 4], {"highway": "service"})}
    (tmp_path / "round.osm").write_text(osm_text(nodes, ways, {}, {}), "utf-8")
    network = km.TransportNetwork.from_osm(tmp_path / "round.osm")
    assert_same(network, km.TransportNetwork.from_graph(network.to_graph()), nodes.values())


def test_ids_below_zero_do_not_meet_the_new_ones(tmp_path):
    nodes = {-i: lonlat for i, lonlat in NODES.items()}
    ways = {-i: ([-ref for ref in refs], tags) for i, (refs, tags) in WAYS.items()}
    (tmp_path / "drawn.osm").write_text(osm_text(nodes, ways, {}, {}), "utf-8")
    network = km.TransportNetwork.from_osm(tmp_path / "drawn.osm")
    assert_same(network, km.TransportNetwork.from_graph(network.to_graph()))


CLASSES = st.sampled_from(["primary", "residential", "service", "footway", "motorway", "track"])
MORE_TAGS = st.fixed_dictionaries(
    {},
    optional={
        "oneway": st.sampled_from(["yes", "-1", "no", "reversible"]),
        "maxspeed": st.sampled_from(["30", "none", "80;50", "DK:urban"]),
        "maxspeed:backward": st.just("40"),
        "motor_vehicle": st.sampled_from(["destination", "no"]),
        "junction": st.just("roundabout"),
        "name": st.sampled_from(["Ågade", "[1, 2]", "Nørregade;Øst"]),
    },
)
REFS = st.lists(st.integers(1, 12), min_size=2, max_size=7).filter(
    lambda refs: all(a != b for a, b in pairwise(refs))
)
GRID = {i + 1: (9.0 + 0.004 * (i % 4), 56.0 + 0.002 * (i // 4)) for i in range(12)}


@given(
    ways=st.lists(st.tuples(REFS, CLASSES, MORE_TAGS), min_size=1, max_size=6),
    controls=st.dictionaries(
        st.integers(1, 12),
        st.sampled_from(
            [{"highway": "traffic_signals"}, {"barrier": "bollard"}, {"highway": "stop"}]
        ),
        max_size=4,
    ),
    turn=st.tuples(st.integers(1, 6), st.integers(1, 12), st.integers(1, 6)),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_network_survives(tmp_path_factory, ways, controls, turn):
    path = tmp_path_factory.mktemp("any") / "any.osm"
    drawn = {i + 1: (refs, {"highway": kind, **more}) for i, (refs, kind, more) in enumerate(ways)}
    first, via, then = turn
    members = [("way", first, "from"), ("node", via, "via"), ("way", then, "to")]
    rules = {1: ({"restriction": "no_right_turn"}, members)}
    path.write_text(osm_text(GRID, drawn, controls, rules), "utf-8")
    try:
        network = km.TransportNetwork.from_osm(path)
    except MobilityError:
        return  # nobody may use any of the roads
    back = km.TransportNetwork.from_graph(network.to_graph())
    for mode in km.MODES:
        for turns in (False, True):
            times = [n.metric_or_none(mode, turns) for n in (_Metrics(network), _Metrics(back))]
            for ours, theirs in zip(*times, strict=True):
                np.testing.assert_array_equal(ours, theirs)


class _Metrics:
    """Sorted times of a network, as edges may stand in another order."""

    def __init__(self, network):
        self.network = network

    def metric_or_none(self, mode, turns):
        try:
            metric = self.network.metric(mode, turns=turns)
        except ModeError:
            return np.zeros(0), np.zeros(0)
        return np.sort(metric.edge_time_s), np.sort(metric.turn_time_s)


def real_points(network):
    """Return some of the nodes of a network."""
    chosen = np.random.default_rng(1).integers(0, network.roads.n_nodes, 40)
    return list(zip(network.roads.node_lon[chosen], network.roads.node_lat[chosen], strict=True))


@pytest.mark.realdata
def test_a_real_network_survives_a_graphml_file(data_folder, tmp_path):
    import osmnx as ox

    network = km.TransportNetwork.from_osm(data_folder / "osm" / "sindal_2016.osm")
    ox.save_graphml(network.to_graph(), tmp_path / "real.graphml")
    back = km.TransportNetwork.from_graph(tmp_path / "real.graphml")
    assert_same(network, back, real_points(network))


@pytest.mark.realdata
def test_a_real_network_with_many_restrictions_survives(data_folder):
    path = data_folder / "osm" / "turnrestr_cathedral-no-left.pbf"
    network = km.TransportNetwork.from_osm(path)
    assert network.report.restrictions_used > 20
    back = km.TransportNetwork.from_graph(network.to_graph())
    assert_same(network, back, real_points(network))


@pytest.mark.realdata
def test_osmnx_and_the_own_reader_make_the_same_network_of_real_data(data_folder):
    import osmnx as ox

    from kraftcenter_mobility.osm.tags import NODE_KEYS, ROAD_KEYS

    path = data_folder / "osm" / "sindal_2016.osm"
    network = km.TransportNetwork.from_osm(path)
    kept = ox.settings.useful_tags_way, ox.settings.useful_tags_node
    try:
        ox.settings.useful_tags_way = sorted(ROAD_KEYS | {"name", "ref"})
        ox.settings.useful_tags_node = sorted(NODE_KEYS)
        graph = ox.graph_from_xml(path, simplify=False, retain_all=True)
    finally:
        ox.settings.useful_tags_way, ox.settings.useful_tags_node = kept
    other = km.TransportNetwork.from_graph(graph)
    points = points_of(real_points(network))
    without_turns = times_of(network, points)[1::2], times_of(other, points)[1::2]
    # osmnx knows no restrictions, nor where a closed way begins: such ways are cut into other
    # pieces, each of which is rounded.
    off_s = np.abs(np.subtract(*without_turns))
    assert off_s.max() <= 2 * TICK_S
    assert np.median(off_s) == 0.0


# --- what the graph looks like ---------------------------------------------------------


def test_the_graph_is_of_osmnx_form(town):
    import osmnx as ox

    graph = town.to_graph()
    nodes, edges = ox.graph_to_gdfs(graph)
    assert nodes.crs == "EPSG:4326"
    assert edges.geometry.geom_type.eq("LineString").all()
    assert {"osmid", "highway", "oneway", "reversed", "length", "name"} <= set(edges.columns)
    for (u, v, _), line in edges.geometry.items():
        assert line.coords[0] == (graph.nodes[u]["x"], graph.nodes[u]["y"])
        assert line.coords[-1] == (graph.nodes[v]["x"], graph.nodes[v]["y"])
    assert ox.project_graph(graph).graph["crs"].is_projected


def test_every_attribute_of_the_graph_is_a_plain_value(town):
    graph = town.to_graph()
    plain = (str, int, float, bool)
    assert all(type(value) in plain for value in graph.graph.values())
    assert all(type(v) in plain for _, data in graph.nodes(data=True) for v in data.values())
    for _, _, data in graph.edges(data=True):
        assert all(type(v) in (*plain, shapely.LineString) for v in data.values())


def test_each_edge_is_of_one_way(town):
    graph = town.to_graph()
    assert graph[10][20][0]["name"] == graph[20][11][0]["name"] == "Hovedgaden"
    assert graph[10][20][0]["osmid"] == 1
    assert graph[11][12][0]["maxspeed"] == "50;70"
    assert json.loads(graph[16][50][0]["tags"])["oneway"] == "-1"


def test_signals_and_crossings_between_junctions_are_nodes_with_their_tags(town):
    graph = town.to_graph()
    assert graph.nodes[20]["highway"] == "traffic_signals"
    assert graph.nodes[18]["crossing"] == "marked"
    assert graph.nodes[18]["street_count"] == 2
    assert graph.nodes[11]["street_count"] == 3


def test_an_edge_knows_whether_it_runs_against_its_way(town):
    graph = town.to_graph()
    assert not graph[10][20][0]["reversed"]
    assert graph[20][10][0]["reversed"]
    assert graph[16][50][0]["reversed"], "the street is one-way against the way"


def test_edges_say_how_long_each_mode_takes_and_where_it_may_not_go(town):
    graph = town.to_graph()
    down, up = graph[10][15][0], graph[15][10][0]
    assert down["oneway"]
    assert up["travel_time_car_s"] == math.inf
    assert down["travel_time_car_s"] < up["travel_time_bicycle_s"] < up["travel_time_walking_s"]
    path = nx.shortest_path(graph, 15, 10, weight="travel_time_car_s")
    assert path != [15, 10]


def test_the_graph_is_the_same_each_time(town):
    one, other = (as_plain_text(town.to_graph()) for _ in range(2))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))


# --- graphs that were changed ----------------------------------------------------------


def test_a_changed_limit_counts_though_the_whole_tags_still_say_otherwise(town):
    graph = town.to_graph()
    for u, v in ((11, 12), (12, 11)):
        graph[u][v][0]["maxspeed"] = "20"
    ends = points_of([NODES[11], NODES[12]])
    changed = km.TransportNetwork.from_graph(graph)
    before, after = (
        km.travel_time_matrix(n, ends, ends, mode=km.CAR, turns=False).loc["p1", "p0"]
        for n in (town, changed)
    )
    assert after > 1.5 * before


def test_a_restriction_stays_in_force_where_part_of_its_way_was_changed(town):
    graph = town.to_graph()
    for u, v in ((12, 13), (13, 12)):
        graph[u][v][0]["maxspeed"] = "20"
    for u, v in ((10, 20), (20, 10)):
        graph[u][v][0]["surface"] = "sett"
    changed = km.TransportNetwork.from_graph(graph)
    used = "restriction-used"
    assert changed.notices.count(used) == town.notices.count(used) == 2


def test_a_direction_whose_edge_was_taken_out_is_closed(town):
    graph = town.to_graph()
    graph.remove_edge(17, 18)
    changed = km.TransportNetwork.from_graph(graph)
    assert changed.notices.count("direction-left-out") == 1
    ends = points_of([NODES[17], NODES[16]])
    there = km.travel_time_matrix(changed, ends, ends, mode=km.CAR)
    assert there.loc["p0", "p1"] > 2 * there.loc["p1", "p0"]


def test_a_road_that_was_added_is_there(town):
    graph = town.to_graph()
    for u, v in ((10, 13), (13, 10)):
        graph.add_edge(u, v, highway="motorway", maxspeed=130)
    changed = km.TransportNetwork.from_graph(graph)
    ends = points_of([NODES[10], NODES[13]])
    before, after = (
        km.travel_time_matrix(n, ends, ends, mode=km.CAR).loc["p1", "p0"] for n in (town, changed)
    )
    assert after < 0.5 * before


# --- graphs of others ------------------------------------------------------------------


def test_two_mirrored_edges_are_one_two_way_street():
    assert rows_of(street()) == [({"highway": "residential"}, [1, 2])]


def test_mirrored_edges_are_found_by_their_lines_where_nothing_says_which_is_reversed():
    graph = street(geometry=None)
    line = shapely.LineString([(9.0, 56.0), (9.004, 56.002), (9.01, 56.0)])
    for u, v, drawn in ((1, 2, line), (2, 1, line.reverse())):
        graph[u][v][0]["geometry"] = drawn
        del graph[u][v][0]["reversed"]
    assert [row for _, row in rows_of(graph)] == [[1, -1, 2]]


def test_two_streets_of_one_way_between_the_same_nodes_stay_two():
    graph = street()
    bend = shapely.LineString([(9.0, 56.0), (9.005, 56.003), (9.01, 56.0)])
    graph.add_edge(1, 2, osmid=7, highway="residential", oneway=False, geometry=bend)
    graph.add_edge(2, 1, osmid=7, highway="residential", oneway=False, geometry=bend.reverse())
    assert sorted(len(row) for _, row in rows_of(graph)) == [2, 3]


def test_an_edge_alone_is_a_one_way_street():
    tags, row = rows_of(street(oneway=True))[0]
    assert (tags["oneway"], row) == ("yes", [1, 2])


@pytest.mark.parametrize("flag", [True, "True", [True, False], 1])
def test_a_one_way_street_keeps_its_direction_however_the_flag_is_written(flag):
    network = km.TransportNetwork.from_graph(street(oneway=flag))
    graph = network.to_graph()
    assert graph[1][2][0]["travel_time_car_s"] < math.inf
    assert graph[2][1][0]["travel_time_car_s"] == math.inf
    assert graph[2][1][0]["travel_time_walking_s"] < math.inf


def test_a_motorway_that_is_drawn_both_ways_is_one_both_ways():
    (tags, _), = rows_of(street(highway="motorway"))  # fmt: skip
    assert tags == {"highway": "motorway", "oneway": "no"}


def test_words_of_openstreetmap_decide_where_every_street_is_one_edge():
    graph = street(oneway="yes")
    graph.add_node(3, x=9.02, y=56.0)
    graph.add_edge(2, 3, osmid=8, highway="residential", oneway="no")
    graph.add_edge(3, 1, osmid=9, highway="residential")
    graph.add_edge(1, 3, osmid=10, highway="residential", oneway="-1")
    said = [tags.get("oneway", "") for tags, _ in rows_of(graph)]
    assert said == ["yes", "yes", "no", ""]  # in the order of the graph's nodes


def test_lists_of_values_are_read_as_openstreetmap_lists():
    graph = street(
        osmid=[12, 7],
        highway=["residential", "secondary"],
        maxspeed=["80", "50"],
        name=["Østergade", "Algade"],
    )
    graph[2][1][0].update(osmid=[7, 12], maxspeed=["50", "80"])
    extract = extract_from_graph(graph)
    assert extract.way_id.tolist() == [7]
    assert extract.tag_sets[extract.way_tag_set[0]] == {
        "highway": "residential",
        "maxspeed": "50;80",
    }
    assert extract.names == ("Algade;Østergade",)


def test_numbers_and_truths_are_read_as_tags():
    tags, _ = rows_of(street(maxspeed=50.0, motorroad=True, surface=float("nan"), access=None))[0]
    assert tags == {"highway": "residential", "maxspeed": "50", "motorroad": "yes"}


def test_one_way_with_other_tags_along_it_is_several_ways():
    graph = street(maxspeed="50")
    graph.add_node(3, x=9.02, y=56.0)
    for u, v in ((2, 3), (3, 2)):
        graph.add_edge(u, v, osmid=7, highway="residential", maxspeed="80", reversed=u == 3)
    extract = extract_from_graph(graph)
    assert sorted(extract.way_id.tolist()) == [-1, 7]
    limits = {extract.tag_sets[i]["maxspeed"] for i in extract.way_tag_set}
    assert limits == {"50", "80"}


def test_links_of_one_way_are_chained_so_that_its_bends_are_seen():
    graph = nx.MultiDiGraph(crs="epsg:4326")
    for i in range(6):
        graph.add_node(i, x=9.0 + 0.002 * i, y=56.0 + 0.001 * (i % 2))
    for i in range(5):
        graph.add_edge(i, i + 1, osmid=7, highway="tertiary", oneway=False, reversed=False)
        graph.add_edge(i + 1, i, osmid=7, highway="tertiary", oneway=False, reversed=True)
    assert [row for _, row in rows_of(graph)] == [[0, 1, 2, 3, 4, 5]]
    assert km.TransportNetwork.from_graph(graph).roads.way_bendiness_deg_km[0] > 300


def test_a_length_that_is_not_the_drawn_one_is_honoured():
    drawn = km.TransportNetwork.from_graph(street(length=624.0)).report.road_km
    assert drawn == pytest.approx(0.6237, abs=1e-3)
    assert km.TransportNetwork.from_graph(street(length=900.0)).report.road_km == pytest.approx(0.9)
    assert km.TransportNetwork.from_graph(street(length="900")).report.road_km == pytest.approx(0.9)


@pytest.mark.parametrize("length", [-5.0, 0.0, math.inf])
def test_a_length_that_cannot_be_is_counted_and_the_drawn_one_used(length):
    network = km.TransportNetwork.from_graph(street(length=length))
    assert network.report.road_km == pytest.approx(0.6237, abs=1e-3)
    assert network.notices.count("length-not-usable") == 1


def test_barriers_and_signals_are_read_from_nodes():
    graph = street()
    graph.nodes[2].update(barrier="gate", street_count=1, osmid=2)
    graph.nodes[1].update(highway=["traffic_signals", "crossing"])
    tags = extract_from_graph(graph).node_tags
    assert tags == {1: {"highway": "crossing;traffic_signals"}, 2: {"barrier": "gate"}}


@pytest.mark.parametrize("names", [("a", "b"), ((1, 1), (1, 2)), ("5", "05"), (2**70, 3.5)])
def test_nodes_may_be_called_anything(names):
    graph = nx.relabel_nodes(street(), dict(zip((1, 2), names, strict=True)))
    assert [row for _, row in rows_of(graph)] == [[-1, -2]]


def test_nodes_named_by_numbers_in_text_keep_them():
    graph = nx.relabel_nodes(street(), {1: "11", 2: "-12"})
    assert [row for _, row in rows_of(graph)] == [[11, -12]]


def test_a_graph_with_one_edge_between_two_nodes_will_do():
    assert rows_of(nx.DiGraph(street())) == rows_of(street())


def test_a_street_made_directed_from_an_undirected_graph_is_two_way():
    graph = nx.MultiGraph(crs="epsg:4326")
    graph.add_node(1, x=9.00, y=56.0)
    graph.add_node(2, x=9.01, y=56.0)
    line = shapely.LineString([(9.01, 56.0), (9.004, 56.001), (9.0, 56.0)])
    graph.add_edge(1, 2, highway="residential", geometry=line)
    assert rows_of(graph.to_directed()) == [({"highway": "residential"}, [1, -1, 2])]


def test_a_line_that_ends_short_of_its_node_is_led_to_it():
    line = shapely.LineString([(9.002, 56.0), (9.008, 56.0)])
    extract = extract_from_graph(street(oneway=True, geometry=line))
    assert extract.lon.tolist() == [9.0, 9.002, 9.008, 9.01]


def test_edges_without_a_class_are_ordinary_roads_in_a_graph_without_classes():
    graph = street()
    for _, _, data in graph.edges(data=True):
        del data["highway"]
    network = km.TransportNetwork.from_graph(graph)
    assert network.notices.count("edge-without-highway") == 2
    assert set(network.report.km_by_class) == {"unclassified"}


def test_edges_without_a_class_are_left_out_where_others_have_one():
    graph = street()
    graph.add_edge(1, 2, osmid=99, building="yes")
    extract = extract_from_graph(graph)
    assert extract.n_rows == 1
    assert extract.notices.count("edge-without-highway") == 1


def test_what_is_no_road_is_left_out_and_counted():
    graph = street()
    graph.add_edge(1, 2, osmid=98, highway="construction")
    graph.add_edge(1, 1, osmid=97, highway="residential")
    graph.add_edge(1, 2, **{**graph[1][2][0], "reversed": False})
    extract = extract_from_graph(graph)
    assert extract.n_rows == 1
    kinds = ("edge-no-road", "loop-without-geometry", "edge-given-twice")
    assert [extract.notices.count(kind) for kind in kinds] == [1, 1, 1]


def test_a_graph_of_roads_that_some_modes_may_not_use_still_has_a_report():
    report = km.TransportNetwork.from_graph(street(highway="motorway")).report
    assert report.km_by_mode["car"] > 0
    assert report.km_by_mode["walking"] == 0


def test_the_graph_that_is_read_is_left_alone():
    graph = street(maxspeed=[50, 80], geometry=None)
    before = {(u, v, k): dict(d) for u, v, k, d in graph.edges(keys=True, data=True)}
    km.TransportNetwork.from_graph(graph)
    assert {(u, v, k): d for u, v, k, d in graph.edges(keys=True, data=True)} == before


# --- what cannot be read ---------------------------------------------------------------


def fails(graph, *words):
    """Assert that a graph is refused with a message that has these words."""
    with pytest.raises(InputError) as caught:
        km.TransportNetwork.from_graph(graph)
    message = str(caught.value)
    assert [word for word in words if word not in message] == []
    return message


def test_what_is_no_graph_is_refused():
    fails([(1, 2)], "MultiDiGraph", "list")


def test_an_undirected_graph_is_refused_with_the_way_out():
    fails(nx.MultiGraph(street()), "undirected", "graph.to_directed()")
    fails(nx.Graph(street()), "undirected", "one-way")


def test_an_empty_graph_is_refused():
    fails(nx.MultiDiGraph(), "0 nodes and 0 edges")
    graph = street()
    graph.remove_edges_from(list(graph.edges))
    fails(graph, "2 nodes and 0 edges")


def test_nodes_without_coordinates_are_named_and_counted():
    graph = street()
    del graph.nodes[2]["y"]
    fails(graph, "1 of 2 nodes", "the first is 2", "longitude as x")


@pytest.mark.parametrize("value", [math.nan, math.inf, "far away", None])
def test_coordinates_that_are_no_numbers_are_refused(value):
    graph = street()
    graph.nodes[1]["x"] = value
    fails(graph, "1 of 2 nodes", "the first is 1")


def test_a_projected_graph_is_refused_by_its_crs():
    graph = street()
    graph.graph["crs"] = "EPSG:25832"
    fails(graph, "UTM zone 32N", 'osmnx.project_graph(graph, to_crs="EPSG:4326")')


def test_a_projected_graph_is_refused_by_its_coordinates():
    graph = street()
    del graph.graph["crs"]
    graph.nodes[1].update(x=498_000.0, y=6_221_000.0)
    fails(graph, "1 of 2 nodes", "x = 498000", 'to_crs="EPSG:4326"')


def test_a_crs_that_is_none_is_refused():
    graph = street()
    graph.graph["crs"] = "the usual one"
    fails(graph, "'the usual one'", "epsg:4326")


def test_lines_that_cannot_be_are_refused_with_their_edge():
    fails(street(geometry="LINESTRING (9 56, oops)"), "from 1 to 2", "well-known text")
    fails(street(geometry=shapely.Point(9, 56)), "from 1 to 2", "Point", "LineString")
    fails(street(geometry="LINESTRING (9 56, NaN 56, 9.01 56)"), "from 1 to 2", "not numbers")


def test_a_graph_without_any_road_is_refused():
    fails(street(highway="construction"), "none of the 2 edges", "residential")


@pytest.mark.parametrize("text", ["{", '[["x"]]', "[[1, 2, 3]]", "7", [1]])
def test_restrictions_that_are_not_ours_are_refused(text):
    graph = street()
    graph.graph["restrictions"] = text
    fails(graph, "'restrictions'", "del graph.graph['restrictions']")


def test_places_that_are_not_ours_are_refused():
    graph = street()
    graph.graph["places"] = '{"name": ["Herning"]}'
    fails(graph, "'places'", "del graph.graph['places']")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    fails(tmp_path / "none.graphml", "there is no GraphML file", "none.graphml")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing"),
        (b"PK\x03\x04 not xml", "not XML"),
        (b"<osm version='0.6'></osm>", "'osm'"),
        (b"<graphml><graph edgedefault='directed'><node id='1'>", "cut short"),
        (b"<graphml></graphml>", "cut short"),
        (b"<graphml><graph edgedefault='directed'><hyperedge/></graph></graphml>", "damaged"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_sound_graphml_is_refused(tmp_path, content, words):
    path = tmp_path / "bad.graphml"
    path.write_bytes(content)
    fails(path, "bad.graphml", words)


def test_an_undirected_graphml_is_refused(tmp_path):
    nx.write_graphml(nx.MultiGraph(street()), tmp_path / "town.graphml")
    fails(tmp_path / "town.graphml", "undirected")


LAUGHS = '<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE g [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefghij", "bcdefghijk", strict=True)
) + "]><graphml>&k;</graphml>"  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_that_would_unfold_to_gigabytes_is_refused_at_once(tmp_path, encoding):
    path = tmp_path / "laughs.graphml"
    path.write_bytes(LAUGHS.replace("{encoding}", encoding).encode(encoding))
    begun = time.perf_counter()
    fails(path, "laughs.graphml", "<!DOCTYPE")
    assert time.perf_counter() - begun < 1.0


def test_graphs_are_not_imported_before_they_are_used():
    code = (
        "import sys, kraftcenter_mobility as km; km.TransportNetwork; "
        "import kraftcenter_mobility.networks.interchange; "
        "print([m for m in ('networkx', 'osmnx', 'shapely') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "[]"
