"""Stops and the stations around them, changes, and ways inside stations.

The station S has two platforms, S1 and S2, a door E to the street, and a hall N between them:

    E -- 30 s -- N -- 20 s -- S1
                 N -- lift -- S2
"""

import datetime as dt

import numpy as np
import pytest
from gtfs_feeds import FILES, calls_of, feed_of, trip_times

from kraftcenter_mobility.errors import FeedError
from kraftcenter_mobility.networks.timetables import gtfs_pathways, gtfs_transfers
from kraftcenter_mobility.networks.timetables.trips import ALLOWED, FORBIDDEN, TIMED

TUESDAY = dt.date(2026, 3, 10)

STATION = """\
stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
A,Aulum,56.0,9.00,,
S,Skjern St.,56.0,9.02,1,
S1,,56.0,9.02,0,S
S2,,56.0001,9.02,0,S
E,Banegaardspladsen,56.0005,9.02,2,S
N,,,,3,S
"""
CALLS = trip_times(
    *("T1,08:00:00,08:00:00,A,1", "T1,08:10:00,08:10:00,S1,2"),
    *("T2,09:00:00,09:00:00,A,1", "T2,09:10:00,09:10:00,S2,2"),
)
PATHWAYS = """\
pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,traversal_time
1,E,N,1,1,,30
2,S1,N,1,1,25,
3,N,S2,5,1,,
"""
TRANSFERS = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"


def station_feed(folder, **more):
    return feed_of(folder, **{"stops": STATION, "stop_times": CALLS} | more)


def rules_of(feed):
    """Return the rules as {(from stop, to stop): (least seconds, kind)}."""
    ids, rules = feed.stops.stop_id, feed.rules
    return {
        (ids[a], ids[b]): (int(least_s), int(kind))
        for a, b, least_s, kind in zip(*rules, strict=True)
    }


def test_platforms_belong_to_their_station_and_take_its_name(tmp_path):
    feed = station_feed(tmp_path)
    assert feed.stops.stop_id == ("A", "S1", "S2")
    assert feed.stops.name == ("Aulum", "Skjern St.", "Skjern St.")
    assert feed.stops.station.tolist() == [0, 1, 1]
    assert feed.station_ids == ("A", "S", "S")
    assert len(feed.notices) == 0


def test_a_platform_without_a_place_is_where_its_station_is(tmp_path):
    feed = station_feed(tmp_path, stops=STATION.replace("S2,,56.0001,9.02", "S2,,,"))
    assert (feed.stops.lon[2], feed.stops.lat[2]) == (9.02, 56.0)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("0,0", "point_near_origin"),
        ("0.3,-0.4", "point_near_origin"),
        ("89.9,9", "point_near_pole"),
        ("56.0,181", "number_out_of_range"),
        ("95,9", "number_out_of_range"),
        ("56\N{DEGREE SIGN},9", "invalid_float"),
        ("nan,9", "invalid_float"),
        ("inf,9", "invalid_float"),
        (",", "stop_without_location"),
    ],
)
def test_a_stop_that_is_nowhere_loses_its_calls_but_not_its_trips(tmp_path, place, code):
    feed = feed_of(tmp_path, stops=FILES["stops.txt"].replace("56.0,9.01", place))
    assert feed.stops.stop_id == ("A", "C", "D")
    assert len(calls_of(feed.trips_on(TUESDAY), "T1")) == 2
    assert feed.notices.count(code) == 1
    assert feed.notices.count("stop_without_location") == 1


def test_a_stop_at_which_nothing_calls_is_counted_and_left_out(tmp_path):
    feed = feed_of(tmp_path, stops=FILES["stops.txt"] + "X,Ingenmandsland,56.0,9.05\n")
    assert feed.stops.stop_id == ("A", "B", "C", "D")
    assert feed.notices["stop_without_stop_time"].examples == ["stops.txt: stop_id 'X'"]


def test_a_trip_that_calls_at_a_station_as_a_whole_is_used_and_counted(tmp_path):
    feed = station_feed(tmp_path, stop_times=CALLS.replace("S2", "S"))
    assert feed.stops.stop_id == ("A", "S", "S1")
    assert feed.stops.station.tolist() == [0, 1, 1]
    assert feed.notices.count("location_with_unexpected_stop_time") == 1


@pytest.mark.parametrize(
    ("parent", "code"),
    [("X", "foreign_key_violation"), ("A", "wrong_parent_location_type")],
)
def test_a_parent_that_is_none_is_not_used(tmp_path, parent, code):
    feed = station_feed(tmp_path, stops=STATION.replace("9.02,0,S\nE", f"9.02,0,{parent}\nE"))
    assert feed.stops.station.tolist() == [0, 1, 2]
    assert feed.notices.count(code) == 1


def test_a_location_cannot_be_its_own_parent(tmp_path):
    feed = station_feed(tmp_path, stops=STATION.replace("9.02,1,\n", "9.02,1,S\n"))
    assert feed.station_ids == ("A", "S", "S")
    assert feed.notices.count("wrong_parent_location_type") == 1


def test_boarding_areas_belong_to_the_station_of_their_platform(tmp_path):
    stops = STATION + "B,,56.0,9.0201,4,S2\n"
    feed = station_feed(tmp_path, stops=stops, stop_times=CALLS.replace("S2", "B"))
    assert feed.stops.stop_id == ("A", "S1", "B")
    assert feed.stops.station.tolist() == [0, 1, 1]


def test_changes_between_stops_have_a_least_time_a_ban_or_a_promise(tmp_path):
    feed = feed_of(tmp_path, transfers=TRANSFERS + "A,B,2,120\nB,A,3,\nB,C,1,\nC,D,0,\nD,D,2,60\n")
    assert rules_of(feed) == {
        ("A", "B"): (120, ALLOWED),
        ("B", "A"): (0, FORBIDDEN),
        ("B", "C"): (0, TIMED),
        ("D", "D"): (60, ALLOWED),
    }


def test_a_rule_of_a_station_counts_for_all_its_platforms(tmp_path):
    feed = station_feed(tmp_path, transfers=TRANSFERS + "S,S,2,180\nA,S,3,\n")
    pairs = [("S1", "S1"), ("S1", "S2"), ("S2", "S1"), ("S2", "S2")]
    assert rules_of(feed) == dict.fromkeys(pairs, (180, ALLOWED)) | {
        ("A", "S1"): (0, FORBIDDEN),
        ("A", "S2"): (0, FORBIDDEN),
    }


def test_a_rule_between_platforms_goes_before_one_of_the_station(tmp_path):
    for rows in ("S,S,2,180\nS1,S2,2,60\nS2,S1,0,\n", "S2,S1,0,\nS1,S2,2,60\nS,S,2,180\n"):
        rules = rules_of(station_feed(tmp_path, transfers=TRANSFERS + rows))
        assert rules["S1", "S2"] == (60, ALLOWED)
        assert ("S2", "S1") not in rules
        assert rules["S1", "S1"] == (180, ALLOWED)


def test_rules_that_are_not_used_are_counted(tmp_path):
    header = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id,to_trip_id\n"
    rows = "B,B,4,,T1,T2\nA,B,2,60,T1,\n"
    feed = feed_of(tmp_path, transfers=header + rows)
    assert rules_of(feed) == {}
    assert feed.notices.count("transfer_not_used") == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A,X,2,60", "foreign_key_violation"),
        ("A,E,2,60", "transfer_with_invalid_stop_location_type"),
        ("A,S1,2,", "missing_required_field"),
        ("A,S1,2,-60", "number_out_of_range"),
        ("A,S1,9,60", "unexpected_enum_value"),
    ],
)
def test_rules_that_make_no_sense_are_left_out_and_counted(tmp_path, row, code):
    feed = station_feed(tmp_path, transfers=f"{TRANSFERS}{row}\n")
    assert rules_of(feed) == {}
    assert feed.notices.count(code) == 1


def test_the_way_from_the_street_is_timed_to_every_platform(tmp_path):
    feed = station_feed(tmp_path, pathways=PATHWAYS)
    doors = feed.entrances
    assert [feed.stops.stop_id[stop] for stop in doors.stop] == ["S1", "S2"]
    np.testing.assert_array_equal(doors.lat, [56.0005, 56.0005])
    # 25 m at 1.25 m/s are 20 s; a lift without a time takes 60 s.
    np.testing.assert_array_equal(doors.entrance_s, [50, 90])
    np.testing.assert_array_equal(doors.exit_s, [50, 90])


def test_the_way_between_platforms_becomes_a_rule(tmp_path):
    feed = station_feed(tmp_path, pathways=PATHWAYS)
    assert rules_of(feed) == {("S1", "S2"): (80, ALLOWED), ("S2", "S1"): (80, ALLOWED)}


def test_what_the_operator_says_of_changes_goes_before_the_way(tmp_path):
    feed = station_feed(tmp_path, pathways=PATHWAYS, transfers=TRANSFERS + "S1,S2,2,300\n")
    assert rules_of(feed) == {("S1", "S2"): (300, ALLOWED), ("S2", "S1"): (80, ALLOWED)}


def test_a_way_of_one_direction_only_lets_one_out(tmp_path):
    pathways = PATHWAYS.replace("1,E,N,1,1", "1,N,E,7,0")
    doors = station_feed(tmp_path, pathways=pathways).entrances
    assert np.isinf(doors.entrance_s).all()
    np.testing.assert_array_equal(doors.exit_s, [50, 90])


def test_of_two_ways_the_shorter_counts_and_odd_ones_are_left_out(tmp_path):
    rows = "4,N,S2,1,1,,10\n5,E,S,1,1,,1\n6,E,X,1,1,,1\n"
    feed = station_feed(tmp_path, pathways=PATHWAYS + rows)
    np.testing.assert_array_equal(feed.entrances.entrance_s, [50, 40])
    assert feed.notices.count("pathway_to_wrong_location_type") == 1
    assert feed.notices.count("foreign_key_violation") == 1


def test_rules_and_ways_that_would_fill_the_memory_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(gtfs_transfers, "MOST_PAIRS", 3)
    with pytest.raises(FeedError, match=r"transfers\.txt has rules for 4 pairs of stops"):
        station_feed(tmp_path, transfers=TRANSFERS + "S,S,2,180\n")
    monkeypatch.setattr(gtfs_pathways, "MOST_TIMES", 11)
    with pytest.raises(FeedError, match=r"pathways\.txt joins 4 locations"):
        station_feed(tmp_path, pathways=PATHWAYS)


def test_a_boarding_area_is_reached_through_its_platform(tmp_path):
    feed = station_feed(
        tmp_path,
        stops=STATION + "B,,56.0,9.0201,4,S2\n",
        stop_times=CALLS.replace("S2", "B"),
        pathways=PATHWAYS,
    )
    doors = feed.entrances
    assert [feed.stops.stop_id[stop] for stop in doors.stop] == ["S1", "B"]
    np.testing.assert_array_equal(doors.entrance_s, [50, 90])
