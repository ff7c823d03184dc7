"""Times along trips as feeds have them: odd, backwards, blank."""

import datetime as dt

import numpy as np
import pytest
from gtfs_feeds import FILES, calls_of, feed_of, trip_times

from kraftcenter_mobility.networks.timetables.gtfs_shapes import along_shape
from kraftcenter_mobility.networks.timetables.timetable import make_timetable

TUESDAY = dt.date(2026, 3, 10)
EIGHT = 8 * 3600


def times_of(feed, trip_id="T1"):
    """Return the arrivals and departures of a trip, after 08:00."""
    calls = calls_of(feed.trips_on(TUESDAY), trip_id)
    return [(arrival - EIGHT, departure - EIGHT) for _, arrival, departure in calls]


def one_trip(folder, *rows, **more):
    return feed_of(folder, stop_times=trip_times(*rows), **more)


def test_an_hour_of_one_digit_is_an_hour(tmp_path):
    feed = one_trip(tmp_path, "T1,6:08:00,6:08:00,A,1", "T1,6:10:05,6:10:05,B,2")
    assert times_of(feed) == [(-6720, -6720), (-6595, -6595)]
    assert len(feed.notices) == 2  # a trip that calls nowhere, and two stops without calls


@pytest.mark.parametrize("odd", ["99:99:99", "8:10", "ten", "08:60:00", "-1:00:00", "0x8:00:00"])
def test_a_time_that_is_none_is_taken_as_blank_and_counted(tmp_path, odd):
    feed = one_trip(
        tmp_path,
        *("T1,08:00:00,08:00:00,A,1", f"T1,{odd},{odd},B,2", "T1,08:10:00,08:10:00,C,3"),
    )
    assert times_of(feed)[1] == (300, 300)
    assert feed.notices.count("invalid_time") == 2
    assert feed.notices.count("interpolated_time") == 1


def test_one_of_two_times_stands_for_both(tmp_path):
    feed = one_trip(
        tmp_path,
        *("T1,,08:00:00,A,1", "T1,08:05:00,,B,2", "T1,08:10:00,,C,3"),
    )
    assert times_of(feed) == [(0, 0), (300, 300), (600, 600)]
    assert feed.notices.count("stop_time_with_only_arrival_or_departure_time") == 3


def test_a_time_that_goes_back_is_raised_to_the_one_before(tmp_path):
    feed = one_trip(
        tmp_path,
        *("T1,08:00:00,08:00:00,A,1", "T1,08:05:00,08:06:00,B,2"),
        *("T1,08:04:00,08:04:30,C,3", "T1,08:10:00,08:10:00,D,4"),
    )
    assert times_of(feed) == [(0, 0), (300, 360), (360, 360), (600, 600)]
    assert feed.notices.count("stop_time_with_arrival_before_previous_departure_time") == 1


def test_a_departure_before_its_arrival_is_put_at_the_arrival(tmp_path):
    feed = one_trip(
        tmp_path,
        *("T1,08:00:00,08:00:00,A,1", "T1,08:05:00,08:04:00,B,2", "T1,08:09:00,08:09:00,C,3"),
    )
    assert times_of(feed)[1] == (300, 300)
    assert feed.notices.count("start_and_end_range_out_of_order") == 1


def test_the_day_after_is_meant_where_times_begin_again_at_midnight(tmp_path):
    feed = one_trip(
        tmp_path,
        *("T1,23:50:00,23:50:00,A,1", "T1,23:59:30,00:00:30,B,2"),
        *("T1,00:10:00,00:10:00,C,3", "T2,00:05:00,00:05:00,A,1", "T2,00:06:00,00:06:00,B,2"),
    )
    calls = calls_of(feed.trips_on(TUESDAY), "T1")
    assert [call[1:] for call in calls[1:]] == [(86_370, 86_430), (87_000, 87_000)]
    assert calls_of(feed.trips_on(TUESDAY), "T2")[0][1] == 300
    assert feed.notices.count("time_past_midnight") == 1


def test_a_trip_that_begins_again_every_other_call_takes_two_weeks_at_most(tmp_path):
    rows = [f"T1,{23 * (n % 2):02d}:00:00,{23 * (n % 2):02d}:00:00,A,{n}" for n in range(60)]
    times_s = np.array(times_of(one_trip(tmp_path, *rows)))
    assert (np.diff(times_s[:, 0]) >= 0).all()
    assert times_s.max() == 14 * 86_400 - EIGHT


def test_a_trip_that_overtakes_another_is_no_fault_of_the_feed(tmp_path):
    feed = one_trip(
        tmp_path,
        *("T1,08:00:00,08:00:00,A,1", "T1,08:20:00,08:20:00,B,2"),
        *("T2,08:05:00,08:05:00,A,1", "T2,08:10:00,08:10:00,B,2"),
    )
    trips = feed.trips_on(TUESDAY)
    assert calls_of(trips, "T2")[1] == (1, EIGHT + 600, EIGHT + 600)
    timetable = make_timetable(feed.stops, trips, feed.rules, date=TUESDAY, timezone=feed.timezone)
    assert timetable.patterns.first_call.size - 1 == 2  # each pattern keeps its order


def test_a_trip_may_take_no_time_between_two_stops(tmp_path):
    feed = one_trip(tmp_path, "T1,08:00:00,08:00:00,A,1", "T1,08:00:00,08:00:00,B,2")
    assert times_of(feed) == [(0, 0), (0, 0)]


BLANKS = (
    *("T1,08:00:00,08:00:00,A,1", "T1,,,B,2", "T1,,,C,3"),
    *("T1,08:20:00,08:21:00,D,4", "T1,,,C,5", "T1,08:31:00,08:31:00,B,6"),
)


def test_blank_times_lie_between_the_stated_ones_by_straight_distance(tmp_path):
    # A to D is 4 hundredths of a degree in 20 minutes; D to B is 3 in 10 minutes.
    feed = one_trip(tmp_path, *BLANKS)
    assert [arrival for arrival, _ in times_of(feed)] == [0, 300, 600, 1200, 1660, 1860]
    assert feed.notices["interpolated_time"].examples == ["3 by distance from stop to stop"]
    assert feed.notices.count("interpolated_time") == 3


def test_blank_times_go_by_the_distance_that_the_feed_states(tmp_path):
    header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled"
    rows = [f"{row},{metres}" for row, metres in zip(BLANKS[:4], (0, 2, 9, 10), strict=True)]
    feed = feed_of(tmp_path, stop_times=trip_times(*rows, header=header))
    assert [arrival for arrival, _ in times_of(feed)] == [0, 240, 1080, 1200]
    assert feed.notices["interpolated_time"].examples == ["2 by shape_dist_traveled"]


def test_stated_distances_that_go_back_are_not_used(tmp_path):
    header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled"
    rows = [f"{row},{metres}" for row, metres in zip(BLANKS[:4], (0, 9, 2, 10), strict=True)]
    feed = feed_of(tmp_path, stop_times=trip_times(*rows, header=header))
    assert [arrival for arrival, _ in times_of(feed)] == [0, 300, 600, 1200]
    assert feed.notices.count("decreasing_or_equal_stop_time_distance") == 1


SHAPED = "route_id,service_id,trip_id,shape_id\nR1,WEEK,T1,S\nR1,WEEK,T2,\n"
SHAPE = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"


def test_blank_times_go_by_the_distance_along_the_drawn_line(tmp_path):
    # Between A and B the line makes a detour north that is as long as the rest of the way.
    detour = "S,56,9.00,1\nS,56.0084,9.005,2\nS,56,9.01,3\nS,56,9.02,4\nS,56,9.04,5\n"
    feed = one_trip(tmp_path, *BLANKS[:4], trips=SHAPED, shapes=SHAPE + detour)
    direct_m, detour_m = 623.9, 2 * np.hypot(623.9 / 2, 935.2)
    share = detour_m / (detour_m + 3 * direct_m)
    arrivals = [arrival for arrival, _ in times_of(feed)]
    assert arrivals[1] == pytest.approx(1200 * share, abs=2)
    assert feed.notices["interpolated_time"].examples == ["2 by distance along shapes.txt"]


@pytest.mark.parametrize(
    "points",
    [
        "",
        "S,56,9.00,1\n",
        "S,57,9.00,1\nS,57,9.1,2\n",
        "S,x,9,1\nS,56,y,2\n",
        "Z,56,9,1\nZ,56,10,2\n",
    ],
)
def test_a_drawn_line_that_does_not_pass_the_stops_is_not_used(tmp_path, points):
    feed = one_trip(tmp_path, *BLANKS[:4], trips=SHAPED, shapes=SHAPE + points)
    assert [arrival for arrival, _ in times_of(feed)] == [0, 300, 600, 1200]


def test_a_line_that_comes_back_the_way_it_went_is_no_difficulty():
    # 0 -> 0.04 -> 0 degrees east of 9; the stops are called at in the order A B D B A.
    lon, lat = 9.0 + np.array([0.0, 0.04, 0.0]), np.full(3, 56.0)
    stops = 9.0 + np.array([0.0, 0.01, 0.04, 0.01, 0.0])
    along_m = along_shape(stops, np.full(5, 56.0001), lon, lat)
    np.testing.assert_allclose(along_m / along_m[-1], [0.0, 0.125, 0.5, 0.875, 1.0], atol=1e-6)


def test_points_drawn_twice_are_no_difficulty():
    lon = 9.0 + np.array([0.0, 0.0, 0.02, 0.02, 0.04])
    along_m = along_shape(np.array([9.0, 9.01, 9.04]), np.full(3, 56.0), lon, np.full(5, 56.0))
    np.testing.assert_allclose(along_m / along_m[-1], [0.0, 0.25, 1.0], atol=1e-6)


def test_two_stops_in_one_place_share_the_time_evenly(tmp_path):
    stops = FILES["stops.txt"].replace("9.01", "9.00").replace("9.02", "9.00")
    feed = one_trip(
        tmp_path,
        *("T1,08:00:00,08:00:00,A,1", "T1,,,B,2", "T1,08:10:00,08:10:00,C,3"),
        stops=stops,
    )
    assert times_of(feed)[1] == (300, 300)


def test_calls_without_times_at_the_ends_are_left_out(tmp_path):
    feed = one_trip(
        tmp_path,
        *("T1,,,A,1", "T1,08:05:00,08:05:00,B,2", "T1,08:09:00,08:09:00,C,3", "T1,,,D,4"),
        *("T2,,,A,1", "T2,,,B,2"),
    )
    assert calls_of(feed.trips_on(TUESDAY), "T1") == [
        (0, EIGHT + 300, EIGHT + 300),
        (1, EIGHT + 540, EIGHT + 540),
    ]
    assert feed.stops.stop_id == ("B", "C")
    assert feed.notices.count("missing_trip_edge") == 4


def test_a_stop_without_a_place_still_holds_its_time(tmp_path):
    # C is nowhere; its time holds the blank one at B, and then its call is left out.
    stops = FILES["stops.txt"].replace("C,Christianshede,56.0,9.02", "C,Christianshede,,")
    feed = one_trip(
        tmp_path,
        *("T1,08:00:00,08:00:00,A,1", "T1,,,B,2"),
        *("T1,08:10:00,08:10:00,C,3", "T1,08:30:00,08:30:00,D,4"),
        stops=stops,
    )
    assert feed.stops.stop_id == ("A", "B", "D")
    assert [arrival for arrival, _ in times_of(feed)] == [0, 600, 1800]
    assert feed.notices.count("stop_without_location") == 1
