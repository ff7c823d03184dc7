"""Feeds of real cities, against a plain reading of the same files."""

import csv
import datetime as dt
import io
import time
import zipfile

import numpy as np
import pytest

from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs
from kraftcenter_mobility.networks.timetables.gtfs_storage import feed_from_storage, feed_to_storage

pytestmark = pytest.mark.realdata

FEEDS = {
    "nyc_subway.zip": (810, 15_911, 446_924),
    "porto_alegre/poa_eptc.zip": (3_986, 2_374, 130_019),
    "porto_alegre/poa_trensurb.zip": (24, 1_248, 14_855),
    "warsaw.zip": (165, 56, 1_649),
    "routing.zip": (11, 6, 23),
    "routing-NA-times.zip": (11, 6, 23),
    "sample-feed-bom.zip": (9, 11, 28),
    "sample-feed-calendar_dates.zip": (8, 7, 20),
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def rows_of(path, name):
    """Return the rows of a file as dictionaries, as a program of five lines would."""
    with zipfile.ZipFile(path) as archive:
        if name not in archive.namelist():
            return []
        text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), skipinitialspace=True))


def trips_by_hand(path, date):
    """Return the ids of the trips that run on a date."""
    day = f"{date:%Y%m%d}"
    services = {
        row["service_id"]
        for row in rows_of(path, "calendar.txt")
        if row["start_date"] <= day <= row["end_date"] and row[WEEKDAYS[date.weekday()]] == "1"
    }
    for row in rows_of(path, "calendar_dates.txt"):
        if row["date"] == day:
            change = services.add if row["exception_type"] == "1" else services.discard
            change(row["service_id"])
    return {row["trip_id"] for row in rows_of(path, "trips.txt") if row["service_id"] in services}


@pytest.mark.parametrize("name", FEEDS)
def test_a_real_feed_is_read_whole(data_folder, name):
    feed = read_gtfs(data_folder / "gtfs" / name)
    assert (len(feed.stops.stop_id), feed.n_trips, feed.schedule.stop.size) == FEEDS[name]
    schedule = feed.schedule
    step_s = schedule.arrival_s[1:] - schedule.departure_s[:-1]
    step_s[schedule.first_call[1:-1] - 1] = 0
    assert step_s.min() >= 0
    assert (schedule.departure_s >= schedule.arrival_s).all()
    arrays, manifest = feed_to_storage(feed)
    assert repr(feed_from_storage(arrays, manifest)) == repr(feed)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("nyc_subway.zip", dt.date(2018, 9, 3)),  # Labor Day, a Monday that runs as a Sunday
        ("nyc_subway.zip", dt.date(2018, 9, 4)),
        ("porto_alegre/poa_eptc.zip", dt.date(2019, 4, 19)),  # Good Friday
        ("porto_alegre/poa_trensurb.zip", dt.date(2019, 6, 15)),
        ("routing.zip", dt.date(2018, 10, 5)),
        ("sample-feed-calendar_dates.zip", dt.date(2007, 6, 4)),
    ],
)
def test_the_trips_of_a_date_are_those_of_its_services(data_folder, name, date):
    path = data_folder / "gtfs" / name
    trips = read_gtfs(path).trips_on(date)
    assert {trip_id.split(" ")[0] for trip_id in trips.trip_id} == trips_by_hand(path, date)


def test_the_calls_of_the_largest_feed_are_those_of_its_file(data_folder):
    path = data_folder / "gtfs" / "nyc_subway.zip"
    feed = read_gtfs(path)
    schedule, ids = feed.schedule, feed.stops.stop_id
    calls = {}
    for row in rows_of(path, "stop_times.txt")[::97]:
        calls.setdefault(row["trip_id"], []).append(row)
    position = {trip_id: trip for trip, trip_id in enumerate(schedule.trip_id)}
    for trip_id, rows in calls.items():
        begin = schedule.first_call[position[trip_id]]
        for row in rows:
            call = begin + int(row["stop_sequence"]) - 1
            hours, minutes, seconds = map(int, row["departure_time"].split(":"))
            assert schedule.departure_s[call] == hours * 3600 + minutes * 60 + seconds
            assert ids[schedule.stop[call]] == row["stop_id"]


def test_blank_times_lie_evenly_along_the_drawn_lines(data_folder):
    feed = read_gtfs(data_folder / "gtfs" / "porto_alegre" / "poa_eptc.zip")
    assert feed.notices.count("interpolated_time") == 125_271
    trips = feed.trips_on(dt.date(2019, 4, 16))
    hops_s = (trips.arrival_s[1:] - trips.departure_s[:-1])[:-1]
    assert np.median(hops_s) == pytest.approx(50, abs=25)


def test_reading_and_selecting_are_quick(data_folder):
    path = data_folder / "gtfs" / "nyc_subway.zip"
    begin = time.perf_counter()
    feed = read_gtfs(path)
    read_s = time.perf_counter() - begin
    begin = time.perf_counter()
    feed.trips_around(dt.date(2018, 9, 4))
    assert (time.perf_counter() - begin) < 0.2
    assert read_s < 10.0
