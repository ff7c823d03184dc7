"""The bundled sample, decoded: what is in it, and that the script makes it again."""

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import osmium
import pyproj
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from kraftcenter_mobility import herning
from kraftcenter_mobility.herning.make_sample import make_sample

ROAD_CLASSES = {
    "motorvej": "motorway",
    "motortrafikvej": "trunk",
    "primærrute": "primary",
    "sekundærrute": "secondary",
    "kommunevej": "tertiary",
}
NOT_FOR_CARS = {"cycleway", "footway", "path"}
SAME_PLACE_DEGREES = 2e-6


class Way(NamedTuple):
    """A way of the file."""

    tags: dict[str, str]
    nodes: tuple[int, ...]


class Relation(NamedTuple):
    """A relation of the file; members are (type, id, role)."""

    tags: dict[str, str]
    members: tuple[tuple[str, int, str], ...]


class Sample(NamedTuple):
    """The decoded file: positions and tags by node id, ways by way id, relations in order."""

    generator: str
    at: dict[int, tuple[float, float]]
    tags: dict[int, dict[str, str]]
    ways: dict[int, Way]
    relations: list[Relation]


def length_km(sample, way):
    lon, lat = zip(*(sample.at[node] for node in way.nodes), strict=True)
    return pyproj.Geod(ellps="GRS80").line_length(lon, lat) / 1000.0


def ways_of(sample, identifier):
    return [w for w in sample.ways.values() if w.tags.get("kraftcenter:id") == identifier]


def decode(path):
    with osmium.io.Reader(str(path)) as reader:
        generator = reader.header().get("generator")
    at, tags, ways, relations = {}, {}, {}, []
    for thing in osmium.FileProcessor(str(path)):
        if thing.is_node():
            at[thing.id] = (thing.location.lon, thing.location.lat)
            tags[thing.id] = dict(thing.tags)
        elif thing.is_way():
            ways[thing.id] = Way(dict(thing.tags), tuple(node.ref for node in thing.nodes))
        else:
            members = tuple((each.type, each.ref, each.role) for each in thing.members)
            relations.append(Relation(dict(thing.tags), members))
    return Sample(generator, at, tags, ways, relations)


@pytest.fixture(scope="module")
def sample():
    return decode(herning.sample_path())


@pytest.fixture(scope="module")
def open_roads():
    roads = herning.table("roads")
    return roads[roads["status"] == "open"].to_dict("records")


def test_the_script_makes_the_bundled_file_again(sample, tmp_path):
    found = make_sample(tmp_path / "again.osm.pbf")
    again = decode(tmp_path / "again.osm.pbf")
    assert again.generator == sample.generator
    assert again.tags == sample.tags
    assert again.ways == sample.ways
    assert again.relations == sample.relations
    # Other builds of PROJ and GEOS may round the last digit otherwise.
    assert np.array(list(again.at.values())) == pytest.approx(
        np.array(list(sample.at.values())), abs=SAME_PLACE_DEGREES
    )
    assert found["nodes"] == len(sample.at)
    assert found["strongly_connected_share"] > 0.999
    assert found["cells_within_700_m_share"] > 0.97


def test_the_sample_is_small(sample):
    assert herning.sample_path().stat().st_size < 1_200_000
    assert len(sample.at) < 45_000


def test_the_sample_says_that_it_is_schematic(sample):
    assert sample.generator == "kraftcenter_mobility schematic sample"
    notes = [tags for tags in sample.tags.values() if "note" in tags]
    assert [tags["note"] for tags in notes] == [herning.DISCLAIMER]
    assert "not for planning decisions" in herning.DISCLAIMER
    assert notes[0]["source"] == herning.CREDITS


def test_every_way_says_where_it_comes_from_and_how_sure_it_is(sample):
    for way in sample.ways.values():
        assert way.tags["kraftcenter:source"] in {"table", "generated"}
        assert way.tags["kraftcenter:confidence"] in set("ABCD")
        assert (
            way.tags["kraftcenter:source"] == "table" or way.tags["kraftcenter:confidence"] == "D"
        )


def test_all_of_it_lies_in_the_area(sample):
    lon, lat = np.array(list(sample.at.values())).T
    west, south, east, north = herning.AREA
    assert west < lon.min() < lon.max() < east
    assert south < lat.min() < lat.max() < north


def test_every_open_road_of_the_table_is_there_with_its_class_speed_and_length(sample, open_roads):
    for row in open_roads:
        ways = ways_of(sample, row["id"])
        assert len(ways) == (2 if row["class"] == "motorvej" else 1), row["id"]
        for way in ways:
            assert way.tags["highway"] == ROAD_CLASSES[row["class"]]
            assert way.tags["maxspeed"] == str(row["speed_car_kmh"])
            assert length_km(sample, way) == pytest.approx(row["length_km"], rel=0.01), row["id"]


def test_corridors_begin_and_end_at_their_junctions(sample, open_roads):
    for row in open_roads:
        ends = {(row["from_lon"], row["from_lat"]), (row["to_lon"], row["to_lat"])}
        for way in ways_of(sample, row["id"]):
            found = {sample.at[way.nodes[0]], sample.at[way.nodes[-1]]}
            gaps = [min(np.hypot(a - c, b - d) for c, d in found) for a, b in ends]
            assert max(gaps) < SAME_PLACE_DEGREES, row["id"]


def test_roads_that_are_only_planned_are_not_there(sample):
    planned = herning.table("roads").query("status != 'open'")["id"]
    assert len(planned) == 5
    assert not any(ways_of(sample, identifier) for identifier in planned)


def test_motorways_are_one_way_and_touch_other_roads_only_at_junctions(sample):
    motorways = [way for way in sample.ways.values() if way.tags.get("highway") == "motorway"]
    assert all(way.tags["oneway"] == "yes" for way in motorways)
    inside = {node for way in motorways for node in way.nodes[1:-1]}
    others = {node for way in sample.ways.values() if way not in motorways for node in way.nodes}
    assert not inside & others


def test_roads_at_grade_share_a_node_wherever_they_cross(sample):
    pieces = [
        pair
        for way in sample.ways.values()
        if way.tags.get("highway", "motorway") != "motorway" and "motorroad" not in way.tags
        for pair in pairwise(way.nodes)
    ]
    lines = shapely.linestrings([[sample.at[a], sample.at[b]] for a, b in pieces])
    first, second = shapely.STRtree(lines).query(lines, predicate="intersects")
    apart = [(pieces[a], pieces[b]) for a, b in zip(first, second, strict=True) if a < b]
    assert not [pair for pair in apart if not set(pair[0]) & set(pair[1])]


def test_one_can_drive_from_everywhere_to_everywhere(sample):
    numbers, tail, head = {}, [], []
    for way in sample.ways.values():
        if "railway" in way.tags or way.tags.get("highway") in NOT_FOR_CARS:
            continue
        if way.tags.get("motor_vehicle") == "no":
            continue
        for a, b in pairwise(numbers.setdefault(node, len(numbers)) for node in way.nodes):
            if way.tags.get("oneway") != "-1":
                tail.append(a), head.append(b)
            if way.tags.get("oneway") != "yes":
                tail.append(b), head.append(a)
    shape = (len(numbers), len(numbers))
    network = coo_array((np.ones(len(tail)), (tail, head)), shape=shape)
    count, label = connected_components(network, connection="strong")
    assert np.bincount(label, minlength=count).max() > 0.999 * len(numbers)


def test_railways_are_as_long_as_the_table_says_and_meet_no_road(sample):
    rails = [way for way in sample.ways.values() if way.tags.get("railway") == "rail"]
    segments = herning.table("rail_segments").to_dict("records")
    lengths = {}
    for way in rails:
        lengths.setdefault(way.tags["kraftcenter:id"], []).append(length_km(sample, way))
    assert len(lengths) == len(segments)
    for row in segments:
        found = lengths[f"rail-{row['from_key']}-{row['to_key']}"]
        assert len(found) == row["tracks"]
        wanted = max(row["length_km"], row["geodesic_km"])
        assert found == pytest.approx([wanted] * len(found), rel=0.01, abs=0.02)
    road_nodes = {n for way in sample.ways.values() if way not in rails for n in way.nodes}
    assert not road_nodes & {n for way in rails for n in way.nodes}


def test_trains_stop_on_the_track_beside_each_station(sample):
    on_tracks = {n for way in sample.ways.values() if "railway" in way.tags for n in way.nodes}
    stops = {n for n, t in sample.tags.items() if t.get("public_transport") == "stop_position"}
    stations = [t for t in sample.tags.values() if t.get("public_transport") == "station"]
    assert stops <= on_tracks
    assert len(stops) == len(stations) == 54


def test_stations_say_how_many_tracks_they_have(sample):
    tracks = {
        tags["ref"]: tags["railway:tracks"]
        for tags in sample.tags.values()
        if tags.get("public_transport") == "station"
    }
    assert (tracks["Hr"], tracks["Godstrup"], tracks["Sl"]) == ("4", "1", "3")
    assert len(tracks) == 54


def test_every_line_has_a_route_for_each_direction_over_tracks_that_join(sample):
    routes = [each for each in sample.relations if each.tags["type"] == "route"]
    lines = herning.table("rail_services")["line"].unique()
    assert len(routes) == 2 * len(lines) == 24
    for route in routes:
        stops = [ref for kind, ref, role in route.members if (kind, role) == ("n", "stop")]
        ways = [sample.ways[ref].nodes for kind, ref, _ in route.members if kind == "w"]
        assert len(stops) + len(ways) == len(route.members)
        assert route.tags["from"] == sample.tags[stops[0]]["name"]
        assert route.tags["to"] == sample.tags[stops[-1]]["name"]
        ends = [{way[0], way[-1]} for way in ways]
        joints = [(here & there).pop() for here, there in pairwise(ends)]
        assert set(stops[1:-1]) <= set(joints)
        assert stops[0] in ends[0]
        assert stops[-1] in ends[-1]


def test_trains_on_double_track_keep_to_the_one_that_leads_their_way(sample):
    routes = [each for each in sample.relations if each.tags["type"] == "route"]
    used = [
        (ref, here, there)
        for route in routes
        for (here, there), ref in zip(
            pairwise(_ends(sample, route)),
            (m[1] for m in route.members if m[0] == "w"),
            strict=True,
        )
    ]
    one_way = [way for way in used if "railway:preferred_direction" in sample.ways[way[0]].tags]
    assert len(one_way) > 8
    for ref, here, there in one_way:
        assert (sample.ways[ref].nodes[0], sample.ways[ref].nodes[-1]) == (here, there)


def test_lines_go_straight_on_at_stations(sample):
    geod = pyproj.Geod(ellps="GRS80")
    routes = [each for each in sample.relations if each.tags["type"] == "route"]
    for route in routes:
        legs = []
        for here, (kind, ref, _) in zip(
            _ends(sample, route), [each for each in route.members if each[0] == "w"], strict=False
        ):
            assert kind == "w"
            nodes = sample.ways[ref].nodes
            points = [sample.at[node] for node in (nodes if nodes[0] == here else nodes[::-1])]
            legs.append([geod.inv(*a, *b)[0] for a, b in (points[:2], points[-2:])])
        for (_, comes), (goes, _) in pairwise(legs):
            assert abs((goes - comes + 180.0) % 360.0 - 180.0) < 45.0, route.tags["name"]


def _ends(sample, route):
    """Return the nodes at which the tracks of a route begin, in order, and the last one's end."""
    found = [next(ref for kind, ref, _ in route.members if kind == "n")]
    for kind, ref, _ in route.members:
        if kind == "w":
            first, *_, last = sample.ways[ref].nodes
            found.append(last if found[-1] == first else first)
    return found


def test_a_line_has_a_master_of_its_two_routes(sample):
    masters = [each for each in sample.relations if each.tags["type"] == "route_master"]
    for master in masters:
        routes = [sample.relations[ref - 1].tags["name"] for _, ref, _ in master.members]
        name = master.tags["name"]
        assert len(routes) == 2
        assert all(route.startswith(f"{name}: ") for route in routes)


def test_the_hospital_is_open_at_goedstrup_and_closed_in_herning_and_holstebro(sample):
    hospitals = [t for t in sample.tags.values() if t.get("amenity") == "hospital"]
    by_id = {tags["kraftcenter:id"]: tags for tags in hospitals}
    assert by_id["hosp-goedstrup"]["emergency"] == "yes"
    assert by_id["hosp-goedstrup"]["capacity"] == "409"
    closed = [t for t in sample.tags.values() if t.get("disused:amenity") == "hospital"]
    assert {t["kraftcenter:id"] for t in closed} == {"hosp-herning-old", "hosp-holstebro-old"}
    assert all(t["end_date"].startswith("2022") for t in closed)


def test_every_facility_with_a_position_is_there_under_its_name(sample):
    found = {t["kraftcenter:id"]: t["name"] for t in sample.tags.values() if "kraftcenter:id" in t}
    placed = herning.facilities()
    for name, identifier in zip(placed.index, placed["id"], strict=True):
        assert found[identifier] == name


def test_no_suburb_counts_residents_that_its_town_counts_too(sample):
    places = [tags for tags in sample.tags.values() if "place" in tags]
    assert Counter(t["place"] for t in places)["suburb"] == 8
    assert not [t for t in places if t["place"] == "suburb" and "population" in t]
