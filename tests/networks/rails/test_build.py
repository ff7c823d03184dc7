"""Tracks, limits and candidates as they are built from drawn data."""

import numpy as np
import pytest
from drawn_tracks import rails, station, stop, track

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.networks.rails.network import (
    BUFFER,
    CROSSING,
    PLAIN,
    POINT_STATION,
    SWITCH,
    RailNetwork,
)


def kinds(rail):
    return dict(zip(rail.node_id.tolist(), rail.node_kind.tolist(), strict=True))


def test_ways_are_cut_where_tracks_meet_and_nowhere_else():
    rail = rails(
        """
A---B---C---D
     \\
       E---F
""",
        track("ABCD"),
        track("BEF"),
        nodes={"B": {"railway": "switch"}, "D": {"railway": "buffer_stop"}},
    )

    assert rail.n_tracks == 3
    assert kinds(rail) == {1: BUFFER, 2: SWITCH, 4: BUFFER, 6: BUFFER}
    assert rail.length_m.sum() == pytest.approx(600 + np.hypot(150, 40) + 200, rel=2e-3)
    assert np.diff(rail.first_point).tolist() == [2, 3, 3]


def test_nodes_are_told_apart_by_their_tags_and_tracks():
    rail = rails(
        """
A-----B-----H
  \\ /
   X
  / \\
C-----D
""",
        track("AXD"),
        track("CXB"),
        track("BH"),
        nodes={"X": {"railway": "railway_crossing"}, "H": {"railway": "railway_crossing"}},
    )

    assert {sign: kinds(rail)[number] for number, sign in enumerate("ABCDHX", start=1)} == {
        "A": BUFFER,
        "B": PLAIN,
        "C": BUFFER,
        "D": BUFFER,
        "H": BUFFER,
        "X": CROSSING,
    }


def test_a_stop_where_tracks_meet_is_a_station_drawn_as_a_point():
    rail = rails("A--B--C", track("AB"), track("BC"), nodes={"B": stop("Bb")})

    assert kinds(rail)[2] == POINT_STATION
    assert rail.stop_track.tolist() == [0, 1]
    assert rail.station_tracks.tolist() == [1]


def test_a_missing_limit_is_taken_from_the_next_track_on_the_line_else_by_use():
    rail = rails(
        "A---B---C---D---E",
        track("AB", name="Bane", maxspeed="90"),
        track("BC", name="Bane"),
        track("CD", name="Bane", maxspeed="0"),
        track("DE", name="Other", usage="branch"),
    )

    assert rail.limit_kmh[:, 0].tolist() == [90, 90, 90, 80]
    assert rail.limit_known.tolist() == [True, False, False, False]
    assert rail.notices.count("maxspeed-of-neighbour") == 2
    assert rail.notices.count("maxspeed-assumed") == 1
    assert rail.notices["unreadable-maxspeed"].examples == ["'0'"]


def test_of_two_neighbours_the_slower_one_gives_its_limit():
    rail = rails(
        "A---B---C---D",
        track("AB", ref="1", maxspeed="120"),
        track("BC", ref="1"),
        track("DC", ref="1", maxspeed="80", maxspeed__forward="70"),
    )

    assert rail.limit_kmh[1].tolist() == [80, 70]


def test_a_siding_does_not_take_the_limit_of_the_main_line():
    rail = rails(
        """
A---B---C
     \\
       D---E
""",
        track("ABC", maxspeed="160"),
        track("BDE", service="siding"),
    )

    assert rail.limit_kmh[2].tolist() == [40, 40]
    assert rail.level.tolist() == [0, 0, 2]


def test_tracks_says_how_many_only_where_the_others_are_not_mapped():
    rail = rails(
        """
A-------B

C-------D
E-------F
""",
        track("AB", tracks="2"),
        track("CD", tracks="2"),
        track("EF", tracks="2"),
    )

    assert rail.n_parallel.tolist() == [2, 1, 1]


def test_proposed_tracks_are_kept_apart_as_candidates():
    rail = rails(
        "A---B---C---D",
        track("AB"),
        ("BC", {"railway": "construction", "construction": "rail", "maxspeed": "200"}),
        ("CD", {"railway": "abandoned"}),
    )

    assert rail.way_id.tolist() == [101]
    assert rail.candidates.way_id.tolist() == [102]
    assert rail.candidates.limit_kmh.tolist() == [[200, 200]]
    assert rail.candidates.n_stations == 0
    assert rail.notices.count("candidate-tracks") == 1
    assert rails("A-B", track("AB")).candidates is None


def test_a_track_of_no_length_and_a_closed_ring_do_no_harm():
    rail = rails(
        """
A---B---C
    |   |
    D---E
""",
        track("AB"),
        track("BCEDB"),
        nodes={"A": stop("Aa")},
    )

    assert rail.n_tracks == 2
    assert rail.tail[1] == rail.head[1]
    assert rail.find_paths([0, 0])[0].length_m == 0


def test_arrays_are_read_only_and_an_empty_railway_has_them_all():
    rail, empty = rails("A-B", track("AB")), RailNetwork.empty()

    with pytest.raises(ValueError, match="read-only"):
        rail.limit_kmh[0, 0] = 300
    assert (empty.n_nodes, empty.n_tracks, empty.n_stations) == (0, 0, 0)
    assert empty.limit_kmh.shape == (0, 2)
    assert "0.0 km on 0 tracks" in repr(empty)
    assert str(empty.report()).startswith("Railway: 0.0 km")


def test_gauges_that_are_not_tagged_are_counted():
    rail = rails("A--B--C", track("AB"), track("BC", gauge="1435"))

    assert rail.gauge_mm.tolist() == [0, 1435]
    assert rail.notices.count("gauge-unknown") == 1


def test_the_report_tells_lengths_parts_stations_and_routes_with_gaps():
    far = "\n" * 30
    rail = rails(
        "A---B        D---E" + far + "Z",
        track("AB", usage="main", electrified="contact_line", voltage="25000", maxspeed="100"),
        track("DE", usage="main", electrified="no"),
        nodes={"A": stop("Aa"), "E": stop("Ee"), "Z": station("Fjern")},
        relations=[
            ([("A", "stop"), ("E", "stop")], {"type": "route", "route": "train", "name": "R"})
        ],
    )

    report = rail.report()

    assert report.track_km == pytest.approx(0.4, rel=1e-3)
    assert report.electrified_share == pytest.approx(0.5, rel=1e-3)
    assert report.limit_known_share == pytest.approx(0.5, rel=1e-3)
    assert (report.n_parts, report.stations_joined) == (2, 2)
    assert report.stations_off_the_tracks == ("Fjern",)
    assert "no track joins Aa and Ee" in report.routes_with_gaps["R"]
    assert "gap in R" in str(report)
    assert report.to_dict()["n_stations"] == 3


DOUBLE = """
A-------B
C-------D
"""


@pytest.mark.parametrize(("side", "first"), [("right", [True, False]), ("left", [False, True])])
def test_trains_keep_to_one_side_of_a_double_line_that_nothing_is_said_of(side, first, monkeypatch):
    monkeypatch.setattr("drawn_tracks.LINE_M", 4.5)
    rail = rails(DOUBLE, track("AB"), track("CD"), keeps_to=side)
    tagged = rails(
        DOUBLE, track("AB", railway__bidirectional="regular"), track("CD"), keeps_to=side
    )

    assert rail.wrong_way.tolist() == [first, first[::-1]]
    assert tagged.wrong_way.tolist() == [[False, False], first[::-1]]
    assert rail.notices.count("direction-assumed") == 2
    assert rail.allowed.all()


def test_three_tracks_side_by_side_leave_the_middle_one_to_both_directions(monkeypatch):
    monkeypatch.setattr("drawn_tracks.LINE_M", 4.5)
    rail = rails("A---B\nC---D\nE---F", track("AB"), track("DC"), track("EF"))

    assert rail.wrong_way.tolist() == [[True, False], [False, False], [False, True]]


def test_trains_keep_to_no_other_side_than_right_or_left():
    with pytest.raises(RailError, match="keeps_to must be 'right' or 'left', got 'up'"):
        rails(DOUBLE, track("AB"), keeps_to="up")
