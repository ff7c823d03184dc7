"""Which trips run on which date, and around it."""

import datetime as dt

import pytest
from gtfs_feeds import FILES, calls_of, feed_of, trip_times

from kraftcenter_mobility.errors import FeedError

TUESDAY = dt.date(2026, 3, 10)
DATES = "service_id,date,exception_type\n"


def test_a_service_runs_on_its_weekdays_only(tmp_path):
    feed = feed_of(tmp_path)
    monday = dt.date(2026, 3, 9)
    running = [feed.trips_on(monday + dt.timedelta(days=day)).n_trips for day in range(7)]
    assert running == [2, 2, 2, 2, 2, 0, 0]


def test_days_are_added_and_taken_away(tmp_path):
    feed = feed_of(tmp_path, calendar_dates=DATES + "WEEK,20260310,2\nWEEK,20260314,1\n")
    assert feed.trips_on(TUESDAY).n_trips == 0
    assert feed.trips_on(dt.date(2026, 3, 14)).n_trips == 2
    assert feed.trips_on(dt.date(2026, 3, 11)).n_trips == 2


def test_single_dates_are_a_calendar_of_their_own(tmp_path):
    feed = feed_of(
        tmp_path, calendar=None, calendar_dates=DATES + "WEEK,20260310,1\nWEEK,20260320,1\n"
    )
    assert feed.span == (TUESDAY, dt.date(2026, 3, 20))
    assert feed.trips_on(TUESDAY).n_trips == 2
    assert feed.trips_on(dt.date(2026, 3, 11)).n_trips == 0


def test_the_span_counts_services_with_trips_only(tmp_path):
    calendar = FILES["calendar.txt"] + "IDLE,1,1,1,1,1,1,1,20200101,20301231\n"
    assert feed_of(tmp_path, calendar=calendar).span[1] == dt.date(2026, 12, 31)


def test_a_service_that_never_runs_is_noticed(tmp_path):
    calendar = FILES["calendar.txt"] + "NEVER,0,0,0,0,0,0,0,20260101,20261231\n"
    feed = feed_of(
        tmp_path, calendar=calendar, trips=FILES["trips.txt"].replace("WEEK,T2", "NEVER,T2")
    )
    assert feed.notices["service_without_days"].examples == ["service_id 'NEVER'"]
    assert feed.trips_on(TUESDAY).trip_id == ("T1",)


def test_a_calendar_that_ends_before_it_begins_never_runs(tmp_path):
    calendar = FILES["calendar.txt"] + "BACK,1,1,1,1,1,1,1,20261231,20260101\n"
    feed = feed_of(
        tmp_path, calendar=calendar, trips=FILES["trips.txt"].replace("WEEK,T2", "BACK,T2")
    )
    assert feed.trips_on(TUESDAY).trip_id == ("T1",)
    assert feed.notices.count("start_and_end_range_out_of_order") == 1


@pytest.mark.parametrize("date", ["20260230", "2026-03-10", "", "10/03/26", "00000101"])
def test_a_date_that_is_none_is_left_out_and_counted(tmp_path, date):
    feed = feed_of(tmp_path, calendar_dates=f"{DATES}WEEK,{date},2\nWEEK,20260314,1\n")
    assert feed.trips_on(dt.date(2026, 3, 14)).n_trips == 2
    assert feed.notices.count("invalid_date") == 1


def test_an_unknown_kind_of_exception_is_left_out_and_counted(tmp_path):
    feed = feed_of(tmp_path, calendar_dates=DATES + "WEEK,20260310,3\n")
    assert feed.trips_on(TUESDAY).n_trips == 2
    assert feed.notices.count("number_out_of_range") == 1


NIGHT = trip_times(
    "T1,23:50:00,23:50:00,A,1",
    "T1,24:20:00,24:20:00,B,2",
    "T2,00:10:00,00:10:00,A,1",
    "T2,00:30:00,00:30:00,B,2",
)


def night_feed(folder):
    calendar = FILES["calendar.txt"].replace("1,1,1,1,1,0,0", "1,1,1,1,1,1,1")
    return feed_of(folder, stop_times=NIGHT, calendar=calendar)


def test_times_past_24_belong_to_the_day_the_trip_began(tmp_path):
    trips = night_feed(tmp_path).trips_on(TUESDAY)
    assert calls_of(trips, "T1")[1] == (1, 87_600, 87_600)


def test_around_a_date_run_last_night_s_trips_and_next_morning_s(tmp_path):
    trips = night_feed(tmp_path).trips_around(TUESDAY)
    assert trips.trip_id == ("T1", "T2", "T1 (2026-03-09)", "T2 (2026-03-11)")
    assert calls_of(trips, "T1 (2026-03-09)") == [(0, -600, -600), (1, 1200, 1200)]
    assert calls_of(trips, "T2 (2026-03-11)")[0] == (0, 87_000, 87_000)


def test_trips_that_end_before_midnight_do_not_come_back_the_next_day(tmp_path):
    assert feed_of(tmp_path).trips_around(TUESDAY, until_s=86_400).trip_id == ("T1", "T2")


def test_a_trip_of_two_nights_is_still_on_its_way_two_days_later(tmp_path):
    times = trip_times("T1,20:00:00,20:00:00,A,1", "T1,50:00:00,50:00:00,B,2")
    trips = feed_of(tmp_path, stop_times=times).trips_around(dt.date(2026, 3, 12), until_s=86_399)
    assert trips.trip_id == ("T1", "T1 (2026-03-10)", "T1 (2026-03-11)")
    assert calls_of(trips, "T1 (2026-03-10)")[1] == (1, 7200, 7200)


@pytest.mark.parametrize(
    ("from_hour", "until_hour", "expected"),
    [
        (-3, -1, []),
        (-3, 0, ["T1 (2026-03-09)"]),
        (0, 24, ["T1", "T2", "T1 (2026-03-09)"]),
        (1, 23, []),
        (40, 60, ["T1 (2026-03-11)", "T2 (2026-03-12)"]),
        (-30, -23, ["T1 (2026-03-08)", "T2 (2026-03-09)"]),
    ],
)
def test_trips_of_as_many_days_as_it_takes_run_within_a_span(
    tmp_path, from_hour, until_hour, expected
):
    span = {"from_s": from_hour * 3600, "until_s": until_hour * 3600}
    if (from_hour, until_hour) == (0, 24):
        span["until_s"] -= 1
    assert list(night_feed(tmp_path).trips_around(TUESDAY, **span).trip_id) == expected


@pytest.mark.parametrize(
    ("date", "before_s", "after_s"),
    [
        # The reference of a day is noon less twelve hours; noons are 23 or 25 hours apart.
        (dt.date(2026, 3, 29), -82_800, 86_400),
        (dt.date(2026, 3, 28), -86_400, 82_800),
        (dt.date(2026, 10, 25), -90_000, 86_400),
        (dt.date(2026, 10, 24), -86_400, 90_000),
    ],
)
def test_when_the_clocks_change_the_days_around_keep_their_distance(
    tmp_path, date, before_s, after_s
):
    trips = night_feed(tmp_path).trips_around(date)
    day = dt.timedelta(days=1)
    stop, arrival_s, _ = calls_of(trips, f"T1 ({date - day})")[1]
    assert (stop, arrival_s) == (1, 87_600 + before_s)
    assert calls_of(trips, f"T2 ({date + day})")[0][1] == 600 + after_s


def test_outside_the_span_the_days_around_are_empty(tmp_path):
    trips = night_feed(tmp_path).trips_around(dt.date(2026, 1, 1))
    assert trips.trip_id == ("T1", "T2", "T2 (2026-01-02)")


def test_a_feed_that_runs_on_no_date_says_so(tmp_path):
    calendar = FILES["calendar.txt"].replace("1,1,1,1,1,0,0", "0,0,0,0,0,0,0")
    feed = feed_of(tmp_path, calendar=calendar)
    assert "no date" in repr(feed)
    with pytest.raises(ValueError, match="no trip that runs on any date"):
        feed.trips_on(TUESDAY)


def test_a_weekday_without_a_column_is_an_error(tmp_path):
    calendar = FILES["calendar.txt"].replace("sunday", "holiday")
    with pytest.raises(FeedError, match=r"calendar\.txt has no column 'sunday'"):
        feed_of(tmp_path, calendar=calendar)
