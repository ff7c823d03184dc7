"""Trips that run every so often, at stated minutes or not."""

import datetime as dt

import numpy as np
import pytest
from gtfs_feeds import FILES, calls_of, feed_of, trip_times

from kraftcenter_mobility.errors import FeedError
from kraftcenter_mobility.networks.timetables import feed as feeds
from kraftcenter_mobility.networks.timetables.phases import phases

TUESDAY = dt.date(2026, 3, 10)
HEADER = "trip_id,start_time,end_time,headway_secs,exact_times\n"


def with_frequencies(folder, *rows, **more):
    return feed_of(folder, frequencies=HEADER + "\n".join(rows) + "\n", **more)


def starts(trips, trip_id="T1"):
    """Return when the trips of a pattern begin, in minutes after 06:00."""
    own = [t for t, name in enumerate(trips.trip_id) if name.startswith(trip_id)]
    return [(int(trips.departure_s[trips.first_call[t]]) - 6 * 3600) / 60 for t in own]


@pytest.fixture
def wait(monkeypatch):
    """Return what settles the share of its headway that every service waits."""

    def settle(share):
        monkeypatch.setattr(feeds, "phases", lambda keys, _draw: np.full((1, len(keys)), share))

    return settle


def test_stated_minutes_become_trips_of_their_own(tmp_path):
    feed = with_frequencies(tmp_path, "T1,06:00:00,07:00:00,1200,1")
    trips = feed.trips_on(TUESDAY)
    assert trips.trip_id == ("T2", "T1 06:00", "T1 06:20", "T1 06:40")
    assert calls_of(trips, "T1 06:20") == [(0, 22800, 22800), (1, 23100, 23160), (2, 23520, 23520)]
    assert feed.headway_trips.trip.size == 0


def test_the_end_is_excluded_where_a_departure_would_fall_on_it(tmp_path):
    feed = with_frequencies(tmp_path, "T1,06:00:00,06:30:01,900,1")
    assert starts(feed.trips_on(TUESDAY)) == [0, 15, 30]
    feed = with_frequencies(tmp_path, "T1,06:00:00,06:30:00,900,1")
    assert starts(feed.trips_on(TUESDAY)) == [0, 15]


def test_without_stated_minutes_the_phase_is_drawn(tmp_path, wait):
    feed = with_frequencies(tmp_path, "T1,06:00:00,07:00:00,1200,0")
    wait(0.0)
    assert starts(feed.trips_on(TUESDAY)) == [0, 20, 40]
    wait(0.75)
    assert starts(feed.trips_on(TUESDAY)) == [15, 35, 55]
    assert feed.headway_trips.headway_s.tolist() == [1200]


def test_no_departure_lies_outside_its_span_whatever_the_phase(tmp_path, wait):
    feed = with_frequencies(tmp_path, "T1,06:00:00,06:50:00,1200,")
    for share in np.linspace(0.0, 1.0, 50, endpoint=False):
        wait(share)
        minutes = starts(feed.trips_on(TUESDAY))
        assert len(minutes) in {2, 3}
        assert 0 <= min(minutes) <= max(minutes) < 50


def test_the_own_draws_are_the_same_every_time_and_differ_between_draws(tmp_path):
    feed = with_frequencies(tmp_path, "T1,06:00:00,07:00:00,1200,0")
    first, again, other = (feed.trips_on(TUESDAY, draw=draw) for draw in (0, 0, 1))
    assert starts(first) == starts(again) != starts(other)


def test_phases_are_those_of_trip_and_span(tmp_path):
    feed = with_frequencies(tmp_path, "T1,06:00:00,07:00:00,600,0", "T1,07:00:00,08:00:00,1200,0")
    share = phases(["T1 06:00", "T1 07:00"], 3)[0]
    minutes = starts(feed.trips_on(TUESDAY, draw=3))
    first = np.floor([share[0] * 600, 3600 + share[1] * 1200]) / 60
    assert [minutes[0], minutes[6]] == first.tolist()


def test_around_a_date_services_without_minutes_run_on_past_midnight(tmp_path, wait):
    feed = with_frequencies(tmp_path, "T1,23:00:00,25:00:00,1800,0")
    wait(0.0)
    trips = feed.trips_around(TUESDAY, from_s=0)
    assert [name for name in trips.trip_id if "2026-03-09" in name] == [
        "T1 24:00 (2026-03-09)",
        "T1 24:30 (2026-03-09)",
    ]


def test_spans_that_overlap_give_way_to_the_later_one(tmp_path):
    feed = with_frequencies(tmp_path, "T1,06:30:00,07:00:00,600,1", "T1,06:00:00,06:50:00,1200,1")
    assert starts(feed.trips_on(TUESDAY)) == [0, 20, 30, 40, 50]
    assert feed.notices.count("overlapping_frequency") == 1


def test_the_same_span_twice_counts_once(tmp_path):
    feed = with_frequencies(tmp_path, *["T1,06:00:00,07:00:00,1200,1"] * 2)
    assert starts(feed.trips_on(TUESDAY)) == [0, 20, 40]
    assert feed.notices.count("duplicate_key") == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("T1,06:00:00,07:00:00,0,1", "number_out_of_range"),
        ("T1,06:00:00,07:00:00,-600,0", "number_out_of_range"),
        ("T1,06:00:00,07:00:00,ten,0", "invalid_integer"),
        ("T1,07:00:00,06:00:00,600,0", "start_and_end_range_out_of_order"),
        ("T1,06:00:00,06:00:00,600,0", "start_and_end_range_equal"),
        ("T1,06:00:00,7 am,600,0", "invalid_time"),
    ],
)
def test_a_span_that_cannot_be_leaves_its_trip_without_service(tmp_path, row, code):
    feed = with_frequencies(tmp_path, row)
    assert feed.trips_on(TUESDAY).trip_id == ("T2",)
    assert feed.notices.count(code) == 1


def test_a_span_of_an_unknown_trip_is_left_out_and_counted(tmp_path):
    feed = with_frequencies(tmp_path, "T9,06:00:00,07:00:00,600,0")
    assert feed.trips_on(TUESDAY).n_trips == 2
    assert feed.notices.count("foreign_key_violation") == 1


def test_headways_that_would_fill_the_memory_are_refused(tmp_path):
    rows = [f"T{n},00:00:00,160:00:00,1,{n % 2}" for n in range(1, 50)]
    trips = FILES["trips.txt"] + "".join(f"R1,WEEK,T{n}\n" for n in range(3, 50))
    times = [
        f"T{n},08:{minute:02d}:00,08:{minute:02d}:00,A,{minute}"
        for n in range(1, 50)
        for minute in range(4)
    ]
    with pytest.raises(FeedError, match=r"frequencies\.txt asks for 112,896,000 calls"):
        with_frequencies(tmp_path, *rows, trips=trips, stop_times=trip_times(*times))


def test_closing_the_first_stop_moves_the_departures_to_the_next(tmp_path, wait):
    wait(0.0)
    feed = with_frequencies(tmp_path, "T1,06:00:00,07:00:00,1200,0").without_stop("A")
    assert starts(feed.trips_on(TUESDAY)) == [6, 26, 46]
