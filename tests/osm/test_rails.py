"""Railways as they are read from files of OpenStreetMap data."""

import numpy as np
import pytest
import shapely
from drawn_tracks import osm_of, station, track
from small_osm import HEAD, node, relation, row_of_nodes, way, write_osm

from kraftcenter_mobility.errors import InputError, OsmDataError
from kraftcenter_mobility.osm.rails import read_rails
from kraftcenter_mobility.osm.reader import read_roads_and_rails

LINE = row_of_nodes(5) + way(10, [1, 2, 3], railway="rail") + way(11, [3, 4, 5], railway="rail")
ROAD = way(20, [1, 4], highway="residential")


def read(tmp_path, text, **how):
    return read_rails(write_osm(tmp_path / "small.osm", text), **how)


def test_tracks_are_read_with_their_nodes_and_tags(tmp_path):
    found = read(tmp_path, LINE)

    assert found.way_id.tolist() == [10, 11]
    assert found.ref.tolist() == [1, 2, 3, 3, 4, 5]
    assert found.first_ref.tolist() == [0, 3, 6]
    assert found.lon[1] == pytest.approx(9.002)
    assert found.tag_sets == ({"railway": "rail"},)
    assert len(found.notices) == 0


def test_a_file_without_railways_is_an_empty_extract(tmp_path):
    found = read(tmp_path, row_of_nodes(4) + ROAD)

    assert found.n_rows == 0
    assert found.stations == ()


def test_stations_drawn_as_nodes_and_outlines_are_placed(tmp_path):
    outline = way(30, [1, 2, 3, 1], railway="station", name="Outline", building="yes")
    found = read(
        tmp_path,
        LINE
        + node(6, 9.002, 56.001, railway="halt", name="Halt")
        + outline
        + node(7, 9.01, 56.01, railway="station", station="subway", name="Metro")
        + node(8, 9.01, 56.01, railway="station", disused="yes", name="Gone"),
    )

    assert [(s.osm_type, s.tags["name"]) for s in found.stations] == [
        ("node", "Halt"),
        ("way", "Outline"),
    ]
    assert found.stations[1].lon == pytest.approx(9.002, abs=0.001)


def test_a_relation_is_a_station_unless_a_node_has_its_name(tmp_path):
    text = LINE + node(6, 9.002, 56.001, railway="station", name="Aa H", short_name="Aa")
    text += way(30, [1, 2, 3], building="yes")
    for osm_id, name in ((40, "Aa"), (41, "Bb")):
        text += relation(osm_id, [("way", 30, "")], type="site", railway="station", name=name)

    found = read(tmp_path, text)

    assert [(s.osm_type, s.tags["name"]) for s in found.stations] == [
        ("node", "Aa H"),
        ("relation", "Bb"),
    ]
    assert found.stations[1].lon == pytest.approx(9.002)


def test_subways_are_read_only_when_asked_for(tmp_path):
    metro = row_of_nodes(3) + way(10, [1, 2, 3], railway="subway")
    text = metro + node(7, 9.002, 56, railway="station", station="subway", name="Metro")

    assert read(tmp_path, text).n_rows == 0
    found = read(tmp_path, text, kinds=("rail", "subway"))
    assert (found.n_rows, len(found.stations)) == (1, 1)
    with pytest.raises(InputError, match="kinds must be some of rail, light_rail"):
        read(tmp_path, text, kinds=("cable_car",))


def test_routes_stop_areas_and_entrances_are_read(tmp_path):
    found = read(
        tmp_path,
        LINE
        + node(6, 9.002, 56.001, railway="train_station_entrance")
        + relation(40, [("node", 1, "stop")], type="route", route="train", ref="R")
        + relation(41, [("relation", 40, "")], type="route_master", route_master="train")
        + relation(42, [("node", 1, "stop")], type="public_transport", public_transport="stop_area")
        + relation(43, [("node", 1, "stop")], type="route", route="bus"),
    )

    assert [r.relation_id for r in found.routes] == [40]
    assert [r.relation_id for r in found.masters] == [41]
    assert [r.relation_id for r in found.stop_areas] == [42]
    assert found.routes[0].members[0] == ("node", 1, "stop")
    assert list(found.entrances) == [6]


def test_missing_and_repeated_nodes_cut_or_leave_a_track_and_are_counted(tmp_path):
    text = row_of_nodes(5) + way(10, [1, 2, 2, 99, 3, 4], railway="rail")
    text += way(11, [4, 4], railway="rail") + way(12, [77, 78], railway="rail")

    found = read(tmp_path, text)

    assert found.way_id.tolist() == [10, 10]
    assert found.ref.tolist() == [1, 2, 3, 4]
    assert found.notices.count("missing-node") == 3


def test_ways_before_their_nodes_and_negative_ids_are_placed(tmp_path):
    found = read(
        tmp_path,
        way(10, [-1, -2], railway="rail") + node(-1, 9, 56) + node(-2, 9.01, 56),
    )

    assert found.lon.tolist() == [9, 9.01]


def test_a_way_given_twice_counts_once_and_deleted_ones_not_at_all(tmp_path):
    gone = way(11, [3, 4], 'visible="false"', railway="rail")
    text = row_of_nodes(4) + way(10, [1, 2], railway="rail") * 2 + gone

    found = read(tmp_path, text)

    assert found.way_id.tolist() == [10]
    assert found.notices.count("way-given-twice") == 1
    assert found.notices.count("deleted") == 1


def test_an_area_keeps_tracks_to_the_first_node_outside_and_stations_inside(tmp_path):
    text = row_of_nodes(6) + way(10, [1, 2, 3, 4, 5, 6], railway="rail")
    text += node(8, 9.0021, 56, railway="station", name="In")
    text += node(9, 9.006, 56, railway="station", name="Out")

    found = read(tmp_path, text, area=shapely.box(9.0015, 55.9, 9.0035, 56.1))

    assert found.ref.tolist() == [1, 2, 3, 4]
    assert [s.tags["name"] for s in found.stations] == ["In"]
    assert read(tmp_path, text, area=shapely.box(1, 1, 2, 2)).n_rows == 0


def test_one_pass_reads_roads_and_the_same_railways(tmp_path):
    path = write_osm(tmp_path / "both.osm", LINE + ROAD)

    roads, rails = read_roads_and_rails(path)
    _, cut = read_roads_and_rails(path, area=shapely.box(9.0005, 55.9, 9.0015, 56.1))

    assert roads.way_id.tolist() == [20]
    assert rails.ref.tolist() == read_rails(path).ref.tolist()
    assert cut.ref.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.osm", "", OsmDataError),
        ("a.osm", "<html>404</html>", OsmDataError),
        ("a.osm", HEAD + "<way id='1'><nd ref='x'/></way>", OsmDataError),
        ("a.osm.pbf", "no such thing", OsmDataError),
        ("a.txt", LINE, InputError),
    ],
)
def test_damaged_files_are_refused_with_their_name(tmp_path, name, content, error):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    with pytest.raises(error, match=r"a\.(osm|txt)"):
        read_rails(path)


def test_names_with_signs_of_the_text_format_survive(tmp_path):
    text = osm_of("A-B", track("AB", name="Vejle, Holstebro=Bane%"), nodes={"A": station("S: ø")})

    found = read(tmp_path, text)

    assert found.tag_sets[0]["name"] == "Vejle, Holstebro=Bane%"
    assert found.stations[0].tags["name"] == "S: ø"


@pytest.mark.realdata
def test_the_railways_of_a_country_are_read(data_folder):
    found = read_rails(data_folder / "osm" / "liechtenstein.osm.pbf")

    assert found.n_rows == 34
    assert sorted(s.tags["name"] for s in found.stations) == [
        "Forst Hilti",
        "Nendeln",
        "Schaan-Vaduz",
    ]
    assert len(found.routes) == 8
    assert not np.isnan(found.lon).any()
