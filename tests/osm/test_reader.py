"""Reading roads, restrictions and places from files of OpenStreetMap data."""

import bz2
import gzip

import geopandas as gpd
import numpy as np
import pytest
import shapely
from small_osm import (
    HEAD,
    STREET,
    TAIL,
    TOWN,
    as_pbf,
    node,
    relation,
    row_of_nodes,
    way,
    write_osm,
    write_pbf,
)

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import OsmDataError
from kraftcenter_mobility.osm.extract import Member
from kraftcenter_mobility.osm.reader import read_osm


@pytest.fixture
def read(tmp_path):
    """Return what reads XML."""
    return lambda content, **area: read_osm(write_osm(tmp_path / "small.osm", content), **area)


def refs_of(extract):
    """Return the node ids of every row, by way id."""
    parts = np.split(extract.ref, extract.first_ref[1:-1])
    return [
        (int(way_id), part.tolist()) for way_id, part in zip(extract.way_id, parts, strict=True)
    ]


def test_every_kind_of_file_holds_the_same(tmp_path):
    xml = (HEAD + TOWN + TAIL).encode()
    source = tmp_path / "town.osm"
    source.write_bytes(xml)
    (tmp_path / "town.osm.gz").write_bytes(gzip.compress(xml))
    (tmp_path / "town.osm.bz2").write_bytes(bz2.compress(xml))
    as_pbf(source, tmp_path / "town.osm.pbf")
    first, *others = (read_osm(path) for path in sorted(tmp_path.iterdir()))
    for other in others:
        assert refs_of(other) == refs_of(first)
        np.testing.assert_array_equal(other.lon, first.lon)
        assert other.tag_sets == first.tag_sets
        assert other.names == first.names
        assert other.restrictions == first.restrictions
        assert other.features == first.features
        assert other.entrances == first.entrances


def test_a_town_is_read_whole(read):
    town = read(TOWN)
    assert refs_of(town) == [(10, [1, 2]), (11, [2, 3, 4]), (12, [2, 5])]
    assert [town.names[name] for name in town.way_name[:2]] == ["Æblevej", "Bøgevej"]
    assert town.way_name[2] == -1
    assert town.names[town.way_number[2]] == "185"
    assert town.tag_sets[town.way_tag_set[1]] == {"highway": "residential", "maxspeed": "40"}
    assert [feature.tags["name"] for feature in town.features] == ["Sygehus, A/S", "Skole"]
    assert town.entrances[6].kind == "main"
    [restriction] = town.restrictions
    assert restriction.members == (
        Member("way", 10, "from"),
        Member("node", 2, "via"),
        Member("way", 12, "to"),
    )
    assert len(town.notices) == 0


NAMES = [
    "شارع الملك فهد",
    "Sygehusvej 🏥",
    "a,b=c%d@e",
    "%20% %%",
    "two\nlines\tand a tab",
    "a  b \N{NO-BREAK SPACE}c",
    '"quoted" <&>',
    "\N{RIGHT-TO-LEFT OVERRIDE}jevgeB",
    "Ǽ̃",  # a letter and a mark of its own
    "n1x9y56,n2x9y56",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_through_letter_by_letter(read, name):
    content = (
        row_of_nodes(3)
        + node(4, 9, 56, amenity="hospital", name=name)
        + node(5, 9, 56, highway="crossing", crossing=name)
        + way(10, [1, 2, 5, 3], highway="residential", name=name, maxspeed=name)
        + relation(20, [("way", 10, name)], type="restriction", restriction=name)
    )
    extract = read(content)
    assert extract.names == (name,)
    assert extract.tag_sets[0]["maxspeed"] == name
    assert extract.features[0].tags["name"] == name
    assert extract.node_tags[5]["crossing"] == name
    assert extract.restrictions[0].tags["restriction"] == name
    assert extract.restrictions[0].members[0].role == name


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_through_saving_and_loading(tmp_path, name):
    content = row_of_nodes(2) + way(10, [1, 2], highway="residential", name=name)
    network = km.TransportNetwork.from_osm(write_osm(tmp_path / "named.osm", content))
    network.save(tmp_path / "named.network")
    assert km.TransportNetwork.load(tmp_path / "named.network").roads.names == (name,)


def test_negative_ids_are_read_as_editors_write_them(read):
    extract = read(
        row_of_nodes(4, first_id=-1, step_id=-1)
        + node(-9, 9.01, 56, amenity="hospital", name="Sygehus")
        + way(-10, [-1, -2, -3, -4])
        + way(-11, [-1, -2, -3, -1], amenity="school", name="Skole")
        + way(-12, [-2, -3, -4, -2], building="yes")
        + relation(-20, [("way", -12, "outer")], type="multipolygon", amenity="theatre", name="T")
    )
    assert refs_of(extract) == [(-10, [-1, -2, -3, -4])]
    np.testing.assert_allclose(extract.lon, [9.001, 9.002, 9.003, 9.004])
    assert [(f.osm_type, f.osm_id) for f in extract.features] == [
        ("node", -9),
        ("way", -11),
        ("relation", -20),
    ]
    assert all(9 < feature.lon < 9.02 for feature in extract.features)
    assert len(extract.notices) == 0


@pytest.mark.parametrize("first", [2**31 + 1, 2**53 + 1, 2**62 + 1, 2**63 - 6])
def test_large_ids_keep_every_digit(read, tmp_path, first):
    nodes = [(first + k, 9 + k / 1000, 56.0, {}) for k in range(4)]
    ids = [osm_id for osm_id, *_ in nodes]
    ways = [(first, ids, {"highway": "residential"})]
    from_pbf = read_osm(write_pbf(tmp_path / "large.osm.pbf", nodes, ways))
    from_xml = read(row_of_nodes(4, first_id=first) + way(first, ids))
    assert refs_of(from_pbf) == refs_of(from_xml) == [(first, ids)]
    assert km.TransportNetwork.from_extract(from_pbf).roads.point_id.tolist() == ids


def test_the_largest_id_of_all_is_read_from_pbf(tmp_path):
    last = 2**63 - 1
    nodes = [(last - 1, 9, 56, {}), (last, 9.001, 56, {})]
    path = write_pbf(tmp_path / "a.pbf", nodes, [(last, [last - 1, last], {"highway": "primary"})])
    assert refs_of(read_osm(path)) == [(last, [last - 1, last])]


@pytest.mark.parametrize("share", ["all nodes late", "a few nodes late"])
def test_nodes_that_come_after_the_ways_are_found(read, share):
    late = node(5, 9.006, 56)
    early = "" if share == "all nodes late" else row_of_nodes(4)
    rest = "" if early else row_of_nodes(4)
    outline = way(12, [1, 2, 5, 1], amenity="school", name="Skole")
    content = early + way(10, [1, 2, 3, 4] * 5) + way(11, [4, 5]) + outline + rest + late
    extract = read(content)
    assert refs_of(extract)[1] == (11, [4, 5])
    assert np.isfinite(extract.lon).all()
    assert extract.features[0].lon > 9
    assert len(extract.notices) == 0


def test_a_way_is_cut_where_the_file_does_not_place_a_node(read):
    extract = read(row_of_nodes(5) + way(10, [1, 2, 99, 3, 98, 4, 5]))
    assert refs_of(extract) == [(10, [1, 2]), (10, [4, 5])]
    assert extract.notices["missing-node"].count == 2
    assert extract.notices["missing-node"].examples == ["node/99"]


def test_ways_without_two_nodes_are_passed_over(read):
    extract = read(STREET + way(11, []) + way(12, [1]) + way(13, [98, 99]) + way(14, [2, 2]))
    assert refs_of(extract) == [(10, [1, 2, 3, 4])]


@pytest.mark.parametrize(("lon", "lat"), [(9, 95), (9, -91), (181, 56), (-190, 56), (200, 200)])
@pytest.mark.parametrize("suffix", [".osm", ".osm.pbf"])
def test_a_node_outside_the_world_is_counted_and_the_way_cut(tmp_path, lon, lat, suffix):
    path = write_osm(
        tmp_path / "outside.osm",
        row_of_nodes(4)
        + node(7, lon, lat)
        + node(8, lon, lat, amenity="hospital", name="Beyond")
        + way(10, [1, 2, 7, 3, 4]),
    )
    if suffix == ".osm.pbf":
        path = as_pbf(path, tmp_path / "outside.osm.pbf")
    extract = read_osm(path)
    assert refs_of(extract) == [(10, [1, 2]), (10, [3, 4])]
    assert extract.features == ()
    assert extract.notices["without-location"].count == 2
    assert extract.notices["without-location"].examples == ["node/7", "node/8"]


def test_a_node_named_twice_in_a_row_is_kept_once(read):
    extract = read(row_of_nodes(3) + way(10, [1, 2, 2, 2, 3]))
    assert refs_of(extract) == [(10, [1, 2, 3])]
    assert extract.notices["repeated-node"].count == 2


def test_a_repeated_node_does_not_part_a_way(read):
    extract = read(row_of_nodes(4) + way(10, [1, 1, 2, 2, 3, 99, 99, 4, 3, 3]))
    assert refs_of(extract) == [(10, [1, 2, 3]), (10, [4, 3])]


def test_the_first_of_two_ways_of_one_id_is_used(read):
    extract = read(row_of_nodes(4) + way(10, [1, 2]) + way(10, [3, 4]))
    assert refs_of(extract) == [(10, [1, 2])]
    assert extract.notices["way-given-twice"].examples == ["way/10"]


def test_a_node_given_twice_has_one_place(read):
    extract = read(node(1, 9, 56) + node(1, 9.5, 56) + node(2, 9.001, 56) + way(10, [1, 2, 1]))
    assert extract.lon[0] == extract.lon[2]


def test_deleted_objects_are_left_out_and_counted(read):
    gone = 'visible="false"'
    extract = read(STREET + node(8, 9, 56, gone, amenity="hospital") + way(11, [1, 4], gone))
    assert refs_of(extract) == [(10, [1, 2, 3, 4])]
    assert extract.features == ()
    assert extract.notices["deleted"].count == 2


SHAPES = {
    "a ring": (node(7, 9.002, 56.01) + way(10, [1, 2, 7, 1]), 2),
    "there and back": (way(10, [1, 2, 1]), 2),
    "an eight": (node(7, 9.002, 56.01) + way(10, [1, 2, 7, 2, 3, 1]), None),
    "no length": (node(7, 9.001, 56) + way(10, [1, 7]), 2),
    "no length within": (node(7, 9.001, 56) + way(10, [7, 1, 2]) + way(11, [7, 2]), None),
    "one way upon another": (way(10, [1, 2]) + way(11, [1, 2]), 2),
    "one way against another": (way(10, [1, 2]) + way(11, [2, 1]), 2),
    "islands": (way(10, [1, 2]) + way(11, [3, 4]), 4),
    "a ring apart": (way(10, [1, 2]) + node(7, 9.9, 57) + way(11, [3, 4, 7, 3]), 4),
}


@pytest.mark.parametrize(("content", "n_edges"), SHAPES.values(), ids=SHAPES)
def test_odd_shapes_are_networks_all_the_same(tmp_path, content, n_edges):
    path = write_osm(tmp_path / "odd.osm", row_of_nodes(4) + content)
    network = km.TransportNetwork.from_osm(path)
    assert n_edges in {None, network.roads.n_edges}
    places = gpd.GeoSeries.from_xy([9.001, 9.0015], [56, 56], index=["a", "b"], crs=4326)
    for mode in km.MODES:
        times = km.travel_time_matrix(network, places, places, mode=mode, allow_islands=True)
        assert np.isfinite(times.to_numpy()).all()
        assert (times.to_numpy() >= 0).all()
    network.save(tmp_path / "odd.network")
    assert km.TransportNetwork.load(tmp_path / "odd.network").roads.n_edges == network.roads.n_edges


def test_a_hospital_of_several_parts_is_placed_with_the_nodes_of_its_outlines(read):
    extract = read(
        STREET
        + row_of_nodes(4, first_id=31)
        + node(35, 9.003, 56.002, entrance="main")
        + way(40, [31, 32, 35, 31], building="yes")
        + way(41, [33, 34, 33], building="yes")
        + relation(
            50,
            [("way", 40, "outer"), ("way", 41, ""), ("way", 99, "outer"), ("node", 35, "entrance")],
            type="multipolygon",
            amenity="hospital",
            name="Hospital",
        )
    )
    [hospital] = extract.features
    assert (hospital.osm_type, hospital.osm_id) == ("relation", 50)
    assert 35 in hospital.refs
    assert 9.001 < hospital.lon < 9.004
    network = km.TransportNetwork.from_extract(extract)
    found = network.places(km.HOSPITALS).geometry.iloc[0]
    assert (found.x, found.y) == (9.003, 56.002)  # its entrance


def test_relations_that_hold_each_other_do_no_harm(read):
    hospital = {"amenity": "hospital", "name": "Loop"}
    extract = read(
        STREET
        + relation(1, [("relation", 2, "")], type="multipolygon", **hospital)
        + relation(2, [("relation", 1, ""), ("relation", 2, "")], type="site", **hospital)
    )
    assert extract.features == ()
    assert extract.notices["without-location"].examples == ["relation/1", "relation/2"]


RESTRICTIONS = {
    "no member at all": ([], "it-lacks-a-member"),
    "no to": ([("way", 10, "from"), ("node", 2, "via")], "it-lacks-a-member"),
    "a way that is not there": (
        [("way", 10, "from"), ("node", 2, "via"), ("way", 99, "to")],
        "its-members-do-not-meet-in-the-network",
    ),
    "a node that is not there": (
        [("way", 10, "from"), ("node", 99, "via"), ("way", 11, "to")],
        "its-via-node-is-not-in-the-network",
    ),
    "a relation for a way": (
        [("relation", 10, "from"), ("node", 2, "via"), ("way", 11, "to")],
        "it-lacks-a-member",
    ),
    "a role of odd letters": (
        [("way", 10, "f,r@o=m%"), ("node", 2, "via"), ("way", 11, "to")],
        "it-lacks-a-member",
    ),
}


@pytest.mark.parametrize(("members", "reason"), RESTRICTIONS.values(), ids=RESTRICTIONS)
def test_a_restriction_that_lacks_something_is_counted_with_the_reason(tmp_path, members, reason):
    content = row_of_nodes(4) + way(10, [1, 2]) + way(11, [2, 3])
    content += relation(20, members, type="restriction", restriction="no_left_turn")
    network = km.TransportNetwork.from_osm(write_osm(tmp_path / "restricted.osm", content))
    notice = network.notices[f"restriction-skipped-{reason}"]
    assert (notice.count, notice.examples) == (1, ["relation/20"])


LONG = row_of_nodes(20) + way(10, range(1, 21)) + node(30, 9.5, 56, amenity="hospital", name="Far")
r"""
  1--...--5--(6--...--10)--11--...--20      the area holds 6 to 10
"""


def test_a_way_across_the_border_is_kept_to_the_first_node_outside(read):
    extract = read(LONG, area=shapely.box(9.0055, 55.9, 9.0105, 56.1))
    assert refs_of(extract) == [(10, [5, 6, 7, 8, 9, 10, 11])]
    assert extract.features == ()


def test_a_way_that_leaves_an_area_twice_is_in_two_parts(read):
    area = shapely.union(shapely.box(9.0, 55, 9.0035, 57), shapely.box(9.0155, 55, 9.0185, 57))
    extract = read(LONG, area=area)
    assert refs_of(extract) == [(10, [1, 2, 3, 4]), (10, [15, 16, 17, 18, 19])]


def test_a_link_between_two_nodes_outside_is_left_out(read):
    area = shapely.union(shapely.box(9.0, 55, 9.0035, 57), shapely.box(9.0055, 55, 9.0085, 57))
    extract = read(LONG, area=area)
    assert refs_of(extract) == [(10, [1, 2, 3, 4]), (10, [5, 6, 7, 8, 9])]


def test_an_area_without_roads_is_refused_with_what_the_file_covers(read):
    with pytest.raises(OsmDataError, match=r"9\.001 to 9\.020 and latitudes 56\.000") as refusal:
        read(LONG, area=shapely.box(10, 57, 11, 58))
    assert "no road of" in str(refusal.value)
    assert "(10.0, 57.0, 11.0, 58.0)" in str(refusal.value)


def test_a_hospital_in_the_area_is_kept(read):
    content = LONG + node(31, 9.007, 56.0, amenity="hospital", name="Near")
    extract = read(content, area=shapely.box(9.0055, 55.9, 9.0105, 56.1))
    assert [feature.tags["name"] for feature in extract.features] == ["Near"]


def test_the_time_of_the_data_is_told(tmp_path):
    content = (HEAD + STREET + TAIL).replace(
        'generator="tests"', 'osmosis_replication_timestamp="2026-01-01T00:00:00Z"'
    )
    extract = read_osm(write_osm(tmp_path / "dated.osm", content))
    assert extract.timestamp in {"", "2026-01-01T00:00:00Z"}  # XML headers may not carry it
    assert extract.source == "dated.osm"
