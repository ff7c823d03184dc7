"""Feeds as people write them: what is read, what is counted, what is refused."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from gtfs_feeds import FILES, calls_of, feed_of, trip_times, with_files, zipped

from kraftcenter_mobility.errors import FeedError, InputError, TimetableError
from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs
from kraftcenter_mobility.networks.timetables.gtfs_notices import MEANINGS

TUESDAY = dt.date(2026, 3, 10)
EIGHT = 8 * 3600


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return feed_of(tmp_path_factory.mktemp("feed"))


def test_a_feed_is_read_to_the_second(plain):
    trips = plain.trips_on(TUESDAY)
    assert trips.trip_id == ("T1", "T2")
    assert calls_of(trips, "T1") == [
        (0, EIGHT, EIGHT),
        (1, EIGHT + 300, EIGHT + 360),
        (2, EIGHT + 720, EIGHT + 720),
    ]
    assert trips.can_board.all()
    assert trips.can_alight.all()
    assert str(plain.notices) == "nothing odd was met"


def test_stops_and_lines_are_named(plain):
    assert plain.stops.name == ("Aulum", "Bording", "Christianshede", "Dejbjerg")
    np.testing.assert_array_equal(plain.stops.lon, [9.0, 9.01, 9.02, 9.04])
    (line,) = plain.lines
    assert line._asdict() == {
        "name": "Aulum-Dejbjerg",
        "number": "1",
        "operator": "Midttrafik",
        "kind": "bus",
        "route_id": "R1",
    }


def test_arrays_have_one_type_each_and_are_closed_to_writing(plain):
    for trips in (plain.trips_on(TUESDAY), plain.trips_around(TUESDAY)):
        assert (trips.arrival_s.dtype, trips.departure_s.dtype) == (np.int32, np.int32)
        assert (trips.first_call.dtype, trips.stop.dtype, trips.line.dtype) == (np.int64,) * 3
        assert not any(a.flags.writeable for a in trips if isinstance(a, np.ndarray))


def test_a_feed_says_what_it_is(plain):
    assert repr(plain) == (
        "<Feed 'feed': 4 stops, 1 lines, 2 trips, 7 calls, 2026-01-01 to 2026-12-31, "
        "Europe/Copenhagen>"
    )
    assert plain.n_trips == 2


def test_a_folder_is_as_good_as_an_archive(plain, tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    assert repr(read_gtfs(tmp_path)).partition(":")[2] == repr(plain).partition(":")[2]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    files = {name: b"\xef\xbb\xbf" + text.encode() for name, text in FILES.items()}
    assert read_gtfs(zipped(tmp_path / "bom.zip", files)).n_trips == 2


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n\n"])
def test_lines_may_end_as_on_any_machine(tmp_path, ending):
    files = {name: text.replace("\n", ending) for name, text in FILES.items()}
    feed = read_gtfs(zipped(tmp_path / "endings.zip", files))
    assert (feed.n_trips, len(feed.notices)) == (2, 0)


def test_latin_1_is_read_and_counted(tmp_path):
    stops = FILES["stops.txt"].replace("Aulum", "G\xf8dstrup").encode("latin-1")
    feed = feed_of(tmp_path, stops=stops)
    assert feed.stops.name[0] == "G\xf8dstrup"
    assert feed.notices["invalid_character"].examples == ["stops.txt"]


def test_utf_16_is_read_and_counted(tmp_path):
    feed = feed_of(tmp_path, stops=FILES["stops.txt"].encode("utf-16"))
    assert feed.stops.name[0] == "Aulum"
    assert feed.notices.count("invalid_character") == 1


def test_padded_headers_and_values_are_trimmed_and_counted(tmp_path):
    stops = FILES["stops.txt"].replace(",", " , ").replace("stop_id", " stop_id")
    feed = feed_of(tmp_path, stops=stops)
    assert feed.stops.stop_id == ("A", "B", "C", "D")
    assert feed.stops.name[0] == "Aulum"
    assert feed.notices.count("leading_or_trailing_whitespaces") == 4 + 4 * 4


def test_quoted_values_may_hold_commas_after_a_space(tmp_path):
    stops = FILES["stops.txt"].replace("A,Aulum", 'A, "Aulum, Torvet"')
    assert feed_of(tmp_path, stops=stops).stops.name[0] == "Aulum, Torvet"


def test_ids_keep_their_leading_zeros(tmp_path):
    stops = FILES["stops.txt"].replace("A,Aulum", "007,Aulum")
    times = FILES["stop_times.txt"].replace(",A,", ",007,")
    assert feed_of(tmp_path, stops=stops, stop_times=times).stops.stop_id[0] == "007"


def test_names_that_look_like_nothing_are_names(tmp_path):
    stops = FILES["stops.txt"].replace("Aulum", "NA").replace("Bording", "null")
    assert feed_of(tmp_path, stops=stops).stops.name[:2] == ("NA", "null")


def test_columns_nobody_asked_for_and_columns_twice(tmp_path):
    stops = (
        "zone,stop_id,stop_name,stop_lat,stop_lon,stop_name\n"
        "1,A,Aulum,56,9.0,x\n1,B,B,56,9.01,x\n1,C,C,56,9.02,x\n1,D,D,56,9.04,x\n"
    )
    feed = feed_of(tmp_path, stops=stops)
    assert feed.stops.name[0] == "Aulum"
    assert feed.notices.count("duplicated_column") == 1


def test_lines_with_too_many_values_are_read_and_counted(tmp_path):
    stops = FILES["stops.txt"].replace("9.00\n", "9.00,what is this\n")
    feed = feed_of(tmp_path, stops=stops)
    assert feed.stops.stop_id[0] == "A"
    assert feed.notices.count("invalid_row_length") == 1


def test_a_quotation_mark_that_is_never_closed_is_one_error(tmp_path):
    stops = FILES["stops.txt"].replace("A,Aulum", 'A,"Aulum')
    with pytest.raises(FeedError, match=r"stops\.txt .*csv_parsing_failed.*quotation mark"):
        feed_of(tmp_path, stops=stops)


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("agency", "agency_timezone"),
        ("stops", r"missing_required_file 'stops\.txt'"),
        ("routes", r"'routes\.txt' \(missing_required_file\)"),
        ("trips", r"'trips\.txt' \(missing_required_file\)"),
        ("stop_times", r"'stop_times\.txt' \(missing_required_file\)"),
        ("calendar", "missing_calendar_and_calendar_date_files"),
    ],
)
def test_a_file_that_is_missing_is_named(tmp_path, missing, says):
    with pytest.raises(FeedError, match=says):
        feed_of(tmp_path, **{missing: None})


@pytest.mark.parametrize(
    ("file", "column"),
    [("stops", "stop_id"), ("trips", "service_id"), ("stop_times", "stop_sequence")],
)
def test_a_column_that_is_missing_is_named(tmp_path, file, column):
    text = FILES[f"{file}.txt"].replace(column, "something_else", 1)
    with pytest.raises(FeedError, match=rf"{file}\.txt has no column '{column}' \(missing_req"):
        feed_of(tmp_path, **{file: text})


@pytest.mark.parametrize("name", ["stops", "trips", "stop_times", "routes", "calendar"])
def test_a_feed_with_an_empty_file_has_no_trip(tmp_path, name):
    for text in ("", FILES[f"{name}.txt"].splitlines()[0] + "\n"):
        with pytest.raises(FeedError, match=r"no trip with two calls(.|\n)*empty_file"):
            feed_of(tmp_path, **{name: text})


def test_the_same_id_twice_counts_once(tmp_path):
    feed = feed_of(
        tmp_path,
        stops=FILES["stops.txt"] + "A,Another,57.0,10.0\n",
        trips=FILES["trips.txt"] + "R1,WEEK,T1\n",
        routes=FILES["routes.txt"] + "R1,MT,1,Another,2\n",
    )
    assert feed.stops.name[0] == "Aulum"
    assert feed.lines[0].kind == "bus"
    assert feed.notices.count("duplicate_key") == 3


def test_ids_that_are_nowhere_explained_are_left_out_and_counted(tmp_path):
    feed = feed_of(
        tmp_path,
        trips=FILES["trips.txt"] + "R9,WEEK,T3\nR1,NEVER,T4\n",
        stop_times=FILES["stop_times.txt"]
        + "T9,10:00:00,10:00:00,A,1\nT2,09:30:00,09:30:00,X,5\n"
        + "T3,10:00:00,10:00:00,A,1\nT3,10:10:00,10:10:00,B,2\n",
    )
    assert feed.schedule.trip_id == ("T1", "T2")
    assert feed.notices.count("foreign_key_violation") == 4


def test_rows_without_their_key_are_left_out_and_counted(tmp_path):
    feed = feed_of(
        tmp_path,
        stops=FILES["stops.txt"] + ",,,\n",
        stop_times=FILES["stop_times.txt"] + "T2,10:00:00,10:00:00,,9\n",
    )
    assert feed.schedule.stop.size == 7
    assert feed.notices.count("missing_required_field") == 2


def test_trips_with_one_call_or_none_take_nobody_anywhere(tmp_path):
    feed = feed_of(
        tmp_path,
        trips=FILES["trips.txt"] + "R1,WEEK,T3\nR1,WEEK,T4\n",
        stop_times=FILES["stop_times.txt"] + "T3,10:00:00,10:00:00,A,1\n",
    )
    assert feed.n_trips == 2
    assert (feed.notices.count("unusable_trip"), feed.notices.count("unused_trip")) == (1, 1)


def test_a_loop_may_call_at_a_stop_twice(tmp_path):
    feed = feed_of(tmp_path, stop_times=FILES["stop_times.txt"] + "T2,09:30:00,09:30:00,A,5\n")
    assert [stop for stop, *_ in calls_of(feed.trips_on(TUESDAY), "T2")] == [0, 1, 2, 3, 0]


def test_calls_are_sorted_by_their_numbers_which_may_have_gaps(tmp_path):
    header, *rows = FILES["stop_times.txt"].splitlines()
    numbered = [f"{row[:-1]}{int(row[-1]) * 10}" for row in rows]
    feed = feed_of(tmp_path, stop_times=trip_times(*reversed(numbered), header=header))
    assert calls_of(feed.trips_on(TUESDAY), "T1")[0] == (0, EIGHT, EIGHT)
    assert len(feed.notices) == 0


def test_the_same_place_in_a_trip_twice_counts_once(tmp_path):
    feed = feed_of(tmp_path, stop_times=FILES["stop_times.txt"] + "T1,08:30:00,08:30:00,D,3\n")
    assert calls_of(feed.trips_on(TUESDAY), "T1")[-1] == (2, EIGHT + 720, EIGHT + 720)
    assert feed.notices.count("duplicate_key") == 1


def test_where_one_may_not_get_on_or_off(tmp_path):
    header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type"
    times = trip_times(
        *("T1,08:00:00,08:00:00,A,1,0,1", "T1,08:05:00,08:05:00,B,2,1,0"),
        *("T1,08:09:00,08:09:00,C,3,2,3", "T1,08:12:00,08:12:00,D,4,7,"),
        header=header,
    )
    feed = feed_of(tmp_path, stop_times=times)
    assert feed.schedule.can_board.tolist() == [True, False, True, True]
    assert feed.schedule.can_alight.tolist() == [False, True, True, True]
    assert (feed.notices.count("on_request"), feed.notices.count("unexpected_enum_value")) == (2, 1)


def test_what_is_not_used_is_said(tmp_path):
    feed = feed_of(
        tmp_path,
        routes=FILES["routes.txt"].replace("type\nR1", "type,continuous_pickup\nR1")[:-1] + ",0\n",
        trips="route_id,service_id,trip_id,block_id\nR1,WEEK,T1,b\nR1,WEEK,T2,b\n",
    )
    assert feed.notices.count("continuous_stops_not_used") == 1
    assert feed.notices.count("block_not_used") == 2


@pytest.mark.parametrize(
    ("route_type", "kind"),
    [(0, "tram"), (1, "metro"), (2, "rail"), (4, "ferry"), (109, "rail"), (715, "bus")],
)
def test_what_runs_on_a_line_has_a_name(tmp_path, route_type, kind):
    routes = FILES["routes.txt"].replace(",3\n", f",{route_type}\n")
    assert feed_of(tmp_path, routes=routes).lines[0].kind == kind


def test_an_unknown_kind_of_route_is_a_bus_and_counted(tmp_path):
    feed = feed_of(tmp_path, routes=FILES["routes.txt"].replace(",3\n", ",99\n"))
    assert feed.lines[0].kind == "bus"
    assert feed.notices.count("unexpected_enum_value") == 1


def test_agencies_of_several_time_zones_go_by_the_first(tmp_path):
    feed = feed_of(tmp_path, agency=FILES["agency.txt"] + "X,X,https://x.de,Europe/Berlin\n")
    assert feed.timezone == "Europe/Copenhagen"
    assert feed.notices.count("inconsistent_agency_timezone") == 1


@pytest.mark.parametrize("zone", ["Europe/Herning", "", "../etc/passwd", "CET+x"])
def test_a_time_zone_that_is_none_is_refused(tmp_path, zone):
    agency = FILES["agency.txt"].replace("Europe/Copenhagen", zone)
    with pytest.raises(FeedError, match="agency_timezone"):
        feed_of(tmp_path, agency=agency)


def test_a_wrong_argument_is_refused(tmp_path):
    path = zipped(tmp_path / "feed.zip", with_files())
    with pytest.raises(InputError, match="the GTFS feed must be the path"):
        read_gtfs(42)
    with pytest.raises(InputError, match="at least one feed"):
        read_gtfs([])
    with pytest.raises(InputError, match="size_limit_bytes"):
        read_gtfs(path, size_limit_bytes=0)
    with pytest.raises(InputError, match="ratio_limit"):
        read_gtfs(path, ratio_limit=-1)


def test_a_date_outside_the_feed_is_refused_with_its_span(plain):
    for date in (dt.date(2025, 12, 31), dt.date(2027, 1, 1)):
        with pytest.raises(TimetableError, match=r"2026-01-01 to 2026-12-31, got date 202"):
            plain.trips_on(date)
        with pytest.raises(TimetableError, match="2026-12-31"):
            plain.trips_around(date)
    assert plain.trips_on("2026-03-10").trip_id == plain.trips_on(dt.date(2026, 3, 10)).trip_id
    for odd in ("10/3/2026", dt.datetime(2026, 3, 10, tzinfo=dt.UTC), 20260310):
        with pytest.raises(TimetableError, match=r'must be a date without .* "2026-03-10"'):
            plain.trips_on(odd)


def test_every_notice_is_explained_in_the_manual():
    manual = Path(__file__).parents[3] / "docs" / "gtfs.md"
    text = manual.read_text("utf-8")
    assert [code for code in MEANINGS if f"| `{code}` |" not in text] == []


def test_a_feed_that_has_ended_is_noticed_if_one_says_what_day_it_is(tmp_path):
    path = zipped(tmp_path / "feed.zip", with_files())
    assert "expired_calendar" not in read_gtfs(path).notices
    assert "expired_calendar" not in read_gtfs(path, today=dt.date(2026, 12, 31)).notices
    notices = read_gtfs(path, today=dt.date(2027, 1, 1)).notices
    assert notices["expired_calendar"].examples == ["service_id 'WEEK', until 2026-12-31"]
