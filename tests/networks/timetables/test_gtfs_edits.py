"""Feeds put together, taken apart, edited and kept."""

import datetime as dt
import json

import numpy as np
import pytest
from gtfs_feeds import FILES, calls_of, feed_of, with_files, zipped

from kraftcenter_mobility.errors import InputError, NetworkFileError, TimetableError
from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs
from kraftcenter_mobility.networks.timetables.gtfs_storage import feed_from_storage, feed_to_storage

TUESDAY = dt.date(2026, 3, 10)

MORE = {
    "stops": FILES["stops.txt"].replace("\n", ",\n").replace("lon,", "lon,parent_station")
    + "S,Station,56.0,9.03,\n",
    "frequencies": "trip_id,start_time,end_time,headway_secs\nT1,06:00:00,07:00:00,1200\n",
    "transfers": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,2,60\n",
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return feed_of(tmp_path_factory.mktemp("feed"))


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """Return a feed with headways, a second route, and a rule of change."""
    return feed_of(
        tmp_path_factory.mktemp("full"),
        routes=FILES["routes.txt"] + "R2,MT,2,Rail,2\n",
        trips=FILES["trips.txt"].replace("R1,WEEK,T2", "R2,WEEK,T2"),
        **MORE,
    )


def assert_same(one, other):
    """Assert that two feeds are the same to the last bit."""
    arrays, manifest = feed_to_storage(one)
    twins, twin = feed_to_storage(other)
    assert manifest == twin
    assert arrays.keys() == twins.keys()
    for name, array in arrays.items():
        assert (array.dtype, array.tobytes()) == (twins[name].dtype, twins[name].tobytes()), name


def test_two_feeds_are_read_as_one_and_keep_their_ids_apart(tmp_path):
    bus = zipped(tmp_path / "bus.zip", FILES)
    rail = zipped(tmp_path / "rail.zip", with_files(**MORE))
    feed = read_gtfs([bus, rail])
    assert feed.names == ("bus", "rail")
    trips = feed.trips_on(TUESDAY)
    assert trips.trip_id[:3] == ("bus:T1", "bus:T2", "rail:T2")
    assert trips.trip_id[3].startswith("rail:T1 06:")
    assert [stop for stop, *_ in calls_of(trips, "rail:T2")] == [4, 5, 6, 7]
    assert feed.stops.stop_id[4] == "rail:A"
    assert feed.stops.station.tolist() == list(range(8))
    assert trips.lines[trips.line[2]].route_id == "rail:R1"
    assert (feed.rules.from_stop.tolist(), feed.rules.to_stop.tolist()) == ([4], [5])
    assert feed.notices.count("stop_without_stop_time") == 1


def test_feeds_of_one_name_are_numbered(plain):
    both = plain | plain
    assert both.names == ("feed", "feed-2")
    assert (both | plain).names == ("feed", "feed-2", "feed-3")
    assert len(set((both | plain).schedule.trip_id)) == 6
    assert both.notices.count("same_feed_twice") == 1
    assert (both | plain).notices.count("same_feed_twice") == 2
    with pytest.raises(TimetableError, match="both feeds hold one called 'feed'"):
        _ = plain | both


def test_each_feed_keeps_its_own_calendar(plain, tmp_path):
    calendar = FILES["calendar.txt"].replace("1,1,1,1,1,0,0", "0,0,0,0,0,1,1")
    single = "service_id,date,exception_type\nWEEK,20260310,1\n"
    other = feed_of(tmp_path, calendar=calendar, calendar_dates=single)
    both = plain | other
    assert both.trips_on(TUESDAY).n_trips == 4
    assert "same_feed_twice" in both.notices
    assert both.trips_on(dt.date(2026, 3, 11)).trip_id == ("feed:T1", "feed:T2")
    assert both.trips_on(dt.date(2026, 3, 14)).trip_id == ("feed-2:T1", "feed-2:T2")


def test_feeds_of_different_clocks_do_not_go_together(plain, tmp_path):
    london = FILES["agency.txt"].replace("Copenhagen", "London")
    with pytest.raises(TimetableError, match="Europe/Copenhagen and Europe/London"):
        _ = plain | feed_of(tmp_path, agency=london)
    with pytest.raises(TypeError):
        _ = plain | "feed"


def test_a_route_can_be_taken_out(full):
    without = full.without_route("R2")
    assert without.schedule.trip_id == ("T1",)
    assert without.trips_on(TUESDAY).trip_id[0].startswith("T1 06:")
    gone = full.without_route("R1")
    assert gone.trips_on(TUESDAY).trip_id == ("T2",)
    assert gone.headway_trips.trip.size == 0
    assert full.n_trips == 2


def test_a_stop_can_be_closed(full):
    without = full.without_stop("B")
    assert calls_of(without.trips_on(TUESDAY), "T2") == [
        (0, 32_400, 32_400),
        (2, 33_120, 33_120),
        (3, 33_600, 33_600),
    ]
    short = full.without_stop("A").without_stop("B")
    assert short.schedule.trip_id == ("T2",)
    assert short.headway_trips.trip.size == 0


def test_a_station_is_closed_with_all_its_platforms(tmp_path):
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "S,Station,56,9.0,1,\nA,,56,9.0,0,S\nB,,56,9.01,0,S\nC,C,56,9.02,0,\nD,D,56,9.04,0,\n"
    )
    feed = feed_of(tmp_path, stops=stops).without_stop("S")
    assert feed.schedule.trip_id == ("T2",)
    assert feed.schedule.stop.tolist() == [2, 3]


def test_a_route_or_stop_that_is_not_there_is_refused_with_its_neighbours(full):
    with pytest.raises(InputError, match=r"no route_id 'R3'; the nearest it has are 'R2', 'R1'"):
        full.without_route("R3")
    with pytest.raises(InputError, match=r"no route_id '\?'; it has 'R1', 'R2'"):
        full.without_route("?")
    with pytest.raises(InputError, match=r"no trip .* calls at stop_id 'a'; "):
        full.without_stop("a")


def test_a_feed_comes_back_from_storage_bit_for_bit(full):
    arrays, manifest = feed_to_storage(full)
    again = feed_from_storage(arrays, json.loads(json.dumps(manifest)))
    assert_same(full, again)
    assert repr(again) == repr(full)
    assert str(again.notices) == str(full.notices)
    assert again.trips_on(TUESDAY).trip_id == full.trips_on(TUESDAY).trip_id


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("schedule.stop", lambda array: array + 4),
        ("schedule.stop", lambda array: array - 1),
        ("schedule.first_call", lambda array: array[:-1]),
        ("schedule.first_call", lambda array: array[::-1]),
        ("schedule.arrival_s", lambda array: array[1:]),
        ("schedule.line", lambda array: array + 2),
        ("calendar.weekdays", lambda array: array[:, :6]),
        ("calendar.changed_service", lambda array: np.append(array, 9)),
        ("headway_trips.headway_s", lambda array: array * 0),
        ("rules.from_stop", lambda array: array + 99),
        ("entrances.lon", lambda array: np.append(array, 0.0)),
        ("stops.lat", lambda array: array[1:]),
    ],
)
def test_a_damaged_feed_is_not_loaded(full, name, damaged):
    arrays, manifest = feed_to_storage(full)
    with pytest.raises(NetworkFileError, match="timetable in the file is damaged"):
        feed_from_storage(arrays | {name: damaged(arrays[name])}, manifest)


def test_a_feed_with_a_part_missing_is_not_loaded(full):
    arrays, manifest = feed_to_storage(full)
    for part in ("names", "lines", "texts", "notices"):
        with pytest.raises(NetworkFileError, match="damaged"):
            feed_from_storage(arrays, {k: v for k, v in manifest.items() if k != part})
    for name in arrays:
        with pytest.raises(NetworkFileError, match="damaged"):
            feed_from_storage({k: v for k, v in arrays.items() if k != name}, manifest)


def first_minutes(feed, draw):
    """Return when the first trips of every pattern without stated minutes set out."""
    trips = feed.drawn_trips(TUESDAY, draw=draw)
    begins = trips.departure_s[trips.first_call[:-1]]
    return sorted({int(begin) % 1200 for begin in begins})


def test_what_is_edited_keeps_its_minutes(full, tmp_path):
    for draw in range(3):
        (minute,) = first_minutes(full, draw)
        assert first_minutes(full.without_stop("A"), draw) == [(minute + 360) % 1200]
        assert first_minutes(full.without_route("R2"), draw) == [minute]
    beside = feed_of(tmp_path)
    assert first_minutes(full | beside, 2) == first_minutes(full, 2)
    assert first_minutes(beside | full, 2) == first_minutes(full, 2)
    arrays, manifest = feed_to_storage(full.without_stop("A"))
    again = feed_from_storage(arrays, json.loads(json.dumps(manifest)))
    assert again.headway_trips.key == ("T1 06:00",)


def test_services_of_two_feeds_are_drawn_apart(full):
    assert (full | full).headway_trips.key == ("T1 06:00", "feed-2:T1 06:00")
    assert len(first_minutes(full | full, 0)) == 2
