"""Stations: which objects are one, what they are called, and where their trains stop."""

import numpy as np
import pytest
from drawn_tracks import NORTH, WEST, osm_of, rails, station, stop, track
from small_osm import node, write_osm

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.networks.rails.build import build_rails
from kraftcenter_mobility.osm.rails import read_rails

ONE_TRACK = """
A---B---C---D---E

        S
"""
LINE = track("ABCDE")


def stops_at(rail, name):
    index = rail.station(name)
    return slice(rail.first_stop[index], rail.first_stop[index + 1])


def test_a_station_beside_the_track_is_joined_where_it_is_abreast():
    rail = rails(ONE_TRACK, LINE, nodes={"S": station("Sted")})

    assert rail.stop_track.tolist() == [0]
    assert rail.stop_offset_m[0] == pytest.approx(400, rel=1e-3)


def test_mapped_stops_win_over_the_place_of_the_station():
    rail = rails(ONE_TRACK, LINE, nodes={"S": station("Sted"), "D": stop("Sted")})

    assert rail.n_stations == 1
    assert rail.stop_offset_m.tolist() == pytest.approx([600], rel=1e-3)


def test_a_stop_without_a_name_belongs_to_the_nearest_station():
    rail = rails(ONE_TRACK, LINE, nodes={"S": station("Sted"), "D": stop(), "A": stop()})

    assert rail.stop_offset_m.tolist() == pytest.approx([600], rel=1e-3)
    assert rail.notices.count("stop-without-station") == 1


def test_stops_with_a_name_but_no_station_make_one():
    rail = rails(ONE_TRACK, LINE, nodes={"B": stop("Sted"), "C": stop("Sted st."), "E": stop("E")})

    assert rail.station_name == ("Sted", "E")
    assert np.diff(rail.first_stop).tolist() == [2, 1]
    assert rail.notices.count("station-from-stops") == 2


SIDE_BY_SIDE = """
A-------B-------C
E-------F-------G
          S
H-------J-------K
"""


def test_a_station_without_stops_is_joined_to_the_main_tracks_that_pass_it():
    tracks = (track("ABC"), track("EFG"), track("HJK", service="yard"))
    rail = rails(SIDE_BY_SIDE, *tracks, nodes={"S": station("Sted")})

    assert rail.stop_track.tolist() == [0, 1]
    assert rail.station_tracks.tolist() == [2]


def test_trains_can_stop_abreast_of_a_mapped_position_on_the_track_beside():
    tracks = (track("ABC"), track("EFG"), track("HJK"))
    rail = rails(SIDE_BY_SIDE, *tracks, nodes={"S": station("Sted"), "F": stop("Sted")})

    assert rail.stop_track.tolist() == [0, 1]
    assert rail.stop_offset_m == pytest.approx([400, 400], rel=1e-2)


def test_the_number_of_tracks_is_taken_from_the_tag_if_there_is_one():
    tagged = {"railway:tracks": "5"}
    rail = rails(ONE_TRACK, LINE, nodes={"S": station("Sted") | tagged})
    wrong = rails(ONE_TRACK, LINE, nodes={"S": station("Sted") | {"railway:tracks": "many"}})

    assert rail.station_tracks.tolist() == [5]
    assert wrong.station_tracks.tolist() == [1]


def test_objects_of_one_name_close_together_are_one_station_and_far_apart_two():
    near = rails(
        ONE_TRACK, LINE, nodes={"S": station("Sted"), "C": station("Sted Station", uic_ref="86")}
    )
    far = rails(
        "A---------------B", track("AB"), nodes={"A": station("Sted"), "B": station("Sted")}
    )

    assert near.n_stations == 1
    assert near.station("86") == 0
    assert far.n_stations == 2
    with pytest.raises(RailError, match=r"2 stations are called 'Sted'.*'node/1', 'node/2'"):
        far.station("Sted")


def test_stations_are_found_by_id_name_number_and_object():
    rail = rails(
        "A---B---C",
        track("ABC"),
        nodes={
            "A": station("Herning", ref="Hr", uic_ref="8600705", official_name="Herning St"),
            "C": {"railway": "halt", "name": "Birk", "ref": "1"},
        },
    )

    assert rail.station_id == ("Hr", "node/3")
    assert rail.station_kind == ("station", "halt")
    for name in ("Hr", "hr", "herning", "HERNING", 8600705, "8600705", "node/1", "Herning St"):
        assert rail.station(name) == 0
    assert rail.station("Birk") == rail.station("node/3") == 1
    with pytest.raises(RailError, match="no station 'Hernign'; is 'Herning'"):
        rail.station("Hernign")
    with pytest.raises(RailError, match="no station 'Bhrk'; is 'Birk' meant"):
        rail.station("Bhrk")
    with pytest.raises(RailError, match="no station 'Mhr' among"):
        rail.station("Mhr")
    with pytest.raises(RailError, match="no station 'Qx' among the 2: 'Birk', 'Herning'"):
        rail.station("Qx")


def test_the_word_for_station_may_be_left_out_of_a_name():
    rail = rails("A---B", track("AB"), nodes={"A": station("Sindal Station")})

    assert rail.station("Sindal") == rail.station("sindal station") == 0


def test_ids_that_two_stations_share_are_used_for_neither():
    rail = rails(
        "A---------------B",
        track("AB"),
        nodes={"A": station("Aa", ref="X"), "B": station("Bb", ref="X", uic_ref="99")},
    )

    assert rail.station_id == ("node/1", "99")


def test_an_object_given_twice_under_two_names_is_two_stations_with_ids_of_their_own(tmp_path):
    text = osm_of("A---B", track("AB")) + "".join(
        node(7, WEST, NORTH, railway="station", name=name) for name in ("Nord", "Syd")
    )
    rail = build_rails(read_rails(write_osm(tmp_path / "twice.osm", text)))

    assert rail.station_id == ("node/7", "node/7'")


def test_a_stop_area_ties_stops_of_another_name_and_entrances_to_the_station():
    rail = rails(
        """
A---B---C---D---E

S       N       T
""",
        LINE,
        nodes={
            "S": station("Sted"),
            "T": station("Anden"),
            "E": stop("Spor 2"),
            "N": {"railway": "train_station_entrance"},
        },
        relations=[
            (
                [("S", ""), ("E", "stop"), ("N", "")],
                {"type": "public_transport", "public_transport": "stop_area"},
            )
        ],
    )

    assert rail.n_stations == 2
    assert rail.stop_offset_m[stops_at(rail, "Sted")].tolist() == pytest.approx([800], rel=1e-3)
    assert np.diff(rail.first_entrance)[rail.station("Sted")] == 1


def test_an_entrance_belongs_to_the_nearest_station():
    rail = rails(
        ONE_TRACK.replace("        S", "S   N           T"),
        LINE,
        nodes={
            "S": station("Sted"),
            "T": station("Anden"),
            "N": {"railway": "subway_entrance"},
        },
    )

    assert np.diff(rail.first_entrance)[rail.station("Sted")] == 1
    assert rail.stations.loc[rail.station_id[rail.station("Sted")], "entrances"] == 1


def test_routes_call_in_the_order_of_their_stops_and_take_the_name_of_their_group():
    route = {"type": "route", "route": "train", "ref": "R"}
    rail = rails(
        "A---B---C---D",
        track("ABCD"),
        nodes={"A": stop("Aa"), "B": stop("Bb"), "C": stop("Cc"), "D": {"highway": "x"}},
        relations=[
            ([("C", "stop"), ("B", "stop_exit_only"), ("A", ""), (101, "")], route),
            ([("A", "stop"), ("A", "stop"), ("D", "stop")], route),
            ([(101, "")], route),
            ([(201, "")], {"type": "route_master", "route_master": "train", "name": "Line"}),
        ],
    )

    assert [(r.relation_id, r.name, r.number, r.stations) for r in rail.routes] == [
        (201, "Line", "R", ("node/3", "node/2", "node/1"))
    ]
    assert rail.notices.count("route-without-stations") == 2
    assert rail.notices.count("route-beyond-the-data") == 1


def test_stations_and_tracks_come_as_tables_with_geometry():
    rail = rails(ONE_TRACK, LINE, nodes={"S": station("Sted")})

    assert rail.stations.index.tolist() == ["node/6"]
    assert rail.stations.geometry.iloc[0].x == pytest.approx(rail.station_lon[0])
    assert len(rail.lines().geometry.iloc[0].coords) == 5
    assert rail.lines([]).empty
