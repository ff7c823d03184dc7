"""The timetable of a date: its counts, its boards, and how it is put together."""

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.networks.timetables.joining import joined_trips
from kraftcenter_mobility.networks.timetables.timetable import make_timetable
from kraftcenter_mobility.networks.timetables.trips import LineInfo, Stops, Trips

DATE, HERE = dt.date(2026, 3, 10), "Europe/Copenhagen"

#   Herning (two tracks) -- Birk -- Ikast
STOPS = Stops(
    ("H1", "H2", "B", "I"),
    ("Herning", "Herning", "Birk", "Ikast"),
    np.array([8.97, 8.97, 9.02, 9.15]),
    np.full(4, 56.13),
    np.array([0, 0, 2, 3]),
)


def trips_of(line, *rows):
    """Return trips of one line from rows of (id, first departure, stops), five minutes apart."""
    n_calls = [len(stops) for _, _, stops in rows]
    times = np.array([s + 300 * k for _, s, stops in rows for k in range(len(stops))])
    first = np.concatenate(([0], np.cumsum(n_calls))).astype(np.int64)
    last = np.isin(np.arange(times.size), first[1:] - 1)
    return Trips(
        first,
        np.array([stop for row in rows for stop in row[2]], dtype=np.int64),
        times.astype(np.int32),
        times.astype(np.int32),
        ~last,
        np.ones(times.size, dtype=np.bool_),
        np.zeros(len(rows), dtype=np.int64),
        np.full(len(rows), -1),
        tuple(row[0] for row in rows),
        (LineInfo(line, operator="Midtjyske"),),
    )


TRAINS = trips_of("29", ("late", 25 * 3600, [0, 2, 3]), ("early", 21600, [1, 3]))
BUSES = trips_of("bus", ("east", 21660, [3, 0]), ("west", 21600, [0, 2, 3]))


@pytest.fixture(scope="module")
def timetable():
    return make_timetable(STOPS, joined_trips([TRAINS, BUSES]), date=DATE, timezone=HERE)


def test_trips_of_two_sources_keep_their_lines(timetable):
    trips = timetable.trips
    assert trips.trip_id == ("late", "early", "east", "west")
    assert [trips.lines[k].name for k in trips.line] == ["29", "29", "bus", "bus"]
    assert_array_equal(trips.first_call, [0, 3, 5, 7, 10])
    assert joined_trips([]).n_trips == 0


def test_a_timetable_counts_what_it_holds(timetable):
    assert (timetable.n_stops, timetable.n_trips, timetable.n_patterns) == (4, 4, 3)
    assert_array_equal(timetable.first_row, [0, 1, 2, 4])
    assert timetable.rules.kind.size == 0
    assert repr(timetable) == (
        "<Timetable around 2026-03-10: 2 lines, 4 trips in 3 patterns, 10 calls at 4 stops, "
        "06:00 to 25:10, Europe/Copenhagen>"
    )


def test_the_rows_of_a_pattern_are_its_trips(timetable):
    trips, patterns = timetable.trips, timetable.patterns
    for pattern in range(timetable.n_patterns):
        rows = timetable.trip_row[timetable.first_row[pattern] : timetable.first_row[pattern + 1]]
        n_calls = patterns.first_call[pattern + 1] - patterns.first_call[pattern]
        begin_s = patterns.departure_s[patterns.first_time[pattern] :][::n_calls][: rows.size]
        assert_array_equal(begin_s, trips.departure_s[trips.first_call[rows]])


@pytest.mark.parametrize("stop", ["Herning", "H2", 0])
def test_a_board_shows_what_leaves_a_station(timetable, stop):
    board = timetable.departures(stop)
    assert board["trip_id"].tolist() == ["early", "west"]
    assert board["departure"].tolist() == ["06:00", "06:00"]
    assert board["towards"].tolist() == ["Ikast", "Ikast"]
    assert board["stop_id"].tolist() == ["H2", "H1"]
    assert list(board) == [
        *("departure", "departure_s", "line", "number", "kind", "towards", "stop_id", "trip_id"),
    ]


def test_a_board_shows_a_part_of_the_day(timetable):
    assert timetable.departures("Herning", start="24:00", end="26:00")["trip_id"].tolist() == [
        "late"
    ]
    assert len(timetable.departures("Birk", start="06:05", end="06:05")) == 0
    assert timetable.departures("Ikast")["trip_id"].tolist() == ["east"]


def test_an_unknown_stop_is_named_with_what_is_near(timetable):
    with pytest.raises(TimetableError, match=r"no stop 'Hernig' among 4; near it are 'Herning'"):
        timetable.departures("Hernig")
    with pytest.raises(TimetableError, match="no stop 4 among 4"):
        timetable.departures(4)
    with pytest.raises(TimetableError, match="no stop None among 4"):
        timetable.departures(None)


def test_a_table_shows_what_each_line_runs(timetable):
    table = timetable.line_table().set_index("line")
    assert table.loc["29"].to_list() == ["", "Midtjyske", "rail", 1, "06:00", "06:00"]
    assert table.loc["bus", ["n_trips", "first", "last"]].to_list() == [2, "06:00", "06:01"]
    night = make_timetable(STOPS, trips_of("N", ("late", 90000, [0, 3])), date=DATE, timezone=HERE)
    assert night.line_table().loc[0, ["n_trips", "first", "last"]].to_list() == [0, "", ""]


def test_a_timetable_is_for_a_date_in_a_zone():
    assert make_timetable(STOPS, TRAINS, date=str(DATE), timezone=HERE).date == DATE
    with pytest.raises(TimetableError, match=r"date must be a date .*, got 'today'"):
        make_timetable(STOPS, TRAINS, date="today", timezone=HERE)
    with pytest.raises(TimetableError, match="timezone must be a name"):
        make_timetable(STOPS, TRAINS, date=DATE, timezone="CET+1")
