"""From lines to trips: both directions, all kinds of service, the days around a date."""

import datetime as dt
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.networks.timetables.directions import line_notices
from kraftcenter_mobility.networks.timetables.expansion import line_trips_around
from kraftcenter_mobility.networks.timetables.lines import ClockFace, Departures, Headway, Line
from kraftcenter_mobility.networks.timetables.phases import phases, service_key
from kraftcenter_mobility.networks.trains.rolling_stock import rolling_stock
from kraftcenter_mobility.networks.trains.settings import TrainSettings

HERE = "Europe/Copenhagen"
TUESDAY, SPRING = dt.date(2026, 3, 10), dt.date(2026, 3, 29)
H = 3600


class Times(NamedTuple):
    """What a line's times are made of."""

    station: np.ndarray
    run_s: np.ndarray
    dwell_s: np.ndarray


#   A --600 s-- B (60 s) --300 s-- C: 16 minutes
THERE = Times(np.array([0, 1, 2]), np.array([600, 300]), np.array([0, 60, 0]))
BACK = Times(np.array([2, 1, 0]), np.array([310, 610]), np.array([0, 60, 0]))
LINE = Line(
    name="29",
    number="29",
    operator="Midtjyske",
    stations=("A", "B", "C"),
    run_s=(600, 300),
    there=(ClockFace(headway_s=3600, first="05:00", last="08:00"),),
)


def trips_of(*lines, date=TUESDAY, timezone=HERE, turn_s=300.0, **settings):
    """Return the trips of lines that all take equally long."""
    times, trains = [(THERE, BACK)] * len(lines), TrainSettings(turn_s=turn_s)
    return line_trips_around(lines, times, date, timezone, settings=trains, **settings)


def begins(trips, *, words=""):
    """Return when trips whose ids hold some words set out."""
    chosen = [k for k, trip_id in enumerate(trips.trip_id) if words in trip_id]
    return trips.departure_s[trips.first_call[chosen]].tolist()


def clock(*times):
    """Return clock times in seconds."""
    return [h * H + m * 60 for h, m in times]


def test_a_trip_calls_at_each_station_at_its_time():
    trips = trips_of(replace(LINE, back=()), until_s=24 * H)
    calls = slice(*trips.first_call[:2])
    assert trips.trip_id[0] == "29 there 05:00"
    assert trips.stop[calls].tolist() == [0, 1, 2]
    assert trips.arrival_s[calls].tolist() == [18000, 18600, 18960]
    assert trips.departure_s[calls].tolist() == [18000, 18660, 18960]
    assert trips.can_board[calls].tolist() == [True, True, False]
    assert trips.can_alight[calls].tolist() == [False, True, True]
    assert trips.lines[trips.line[0]] == ("29", "29", "Midtjyske", "rail", "29")
    assert (trips.arrival_s.dtype, trips.stop.dtype) == (np.int32, np.int64)


def test_a_clock_face_turns_round_at_the_far_end_all_day_long():
    trips = trips_of(LINE, turn_s=290.0, until_s=24 * H)
    assert begins(trips, words="there") == clock((5, 0), (6, 0), (7, 0), (8, 0))
    # 16 min there and 4:50 for the turn-round are 20:50, and so minute 21
    assert begins(trips, words="back") == clock((5, 21), (6, 21), (7, 21))
    back = trips.trip_id.index("29 back 05:21")
    calls = slice(*trips.first_call[back : back + 2])
    assert trips.stop[calls].tolist() == [2, 1, 0]
    assert (trips.arrival_s[calls] - trips.departure_s[calls.start]).tolist() == [0, 310, 980]


def test_a_long_turn_round_comes_out_at_the_same_minute_of_the_next_hour():
    trips = trips_of(LINE, turn_s=290.0 + 3600.0, until_s=24 * H)
    assert begins(trips, words="back") == clock((5, 21), (6, 21), (7, 21))


def test_each_train_of_a_timetable_comes_back():
    line = replace(LINE, there=(Departures(at=("06:10", "07:40")),))
    assert begins(trips_of(line, turn_s=240.0, until_s=24 * H), words="back") == clock(
        (6, 30), (8, 0)
    )


def test_what_a_line_says_of_the_way_back_holds():
    line = replace(LINE, back=(Departures(at=("09:00",)), Departures(at=("09:00", "10:00"))))
    trips = trips_of(line, until_s=24 * H)
    assert begins(trips, words="back") == clock((9, 0), (9, 0), (10, 0))
    assert trips.trip_id[-3:] == ("29 back 09:00", "29 back 09:00 (2)", "29 back 10:00 (2)")
    assert begins(trips_of(replace(LINE, back=()), until_s=24 * H), words="back") == []


def test_the_minutes_of_a_headway_are_drawn_each_way_by_the_lines_name():
    line = replace(LINE, there=(Headway(headway_s=1200, first="06:00", last="07:00"),))
    for draw in (0, 5):
        trips = trips_of(line, draw=draw, until_s=24 * H)
        for direction in ("there", "back"):
            phase = phases([service_key("29", direction, 0)], draw)[0, 0]
            first_s = int(6 * H + phase * 1200)
            assert begins(trips, words=direction) == [first_s + k * 1200 for k in range(3)]


def test_another_line_does_not_change_a_headway_lines_minutes():
    line = replace(LINE, there=(Headway(headway_s=1200, first="06:00", last="07:00"),))
    alone, beside = trips_of(line, draw=3), trips_of(replace(LINE, name="30"), line, draw=3)
    assert begins(beside, words="29") == begins(alone)
    assert set(np.asarray(beside.line)) == {0, 1}


def test_lines_run_on_their_days():
    weekend = replace(LINE, days=("sat", "sun"))
    assert trips_of(weekend).n_trips == 0
    assert begins(trips_of(weekend, date=SPRING, until_s=24 * H), words="there") == clock(
        (5, 0), (6, 0), (7, 0), (8, 0)
    )


FOUR_AND_THREE = [(1, 5), (1, 6), (1, 7), (1, 8), (2, 5), (2, 6), (2, 7)]
NIGHT = replace(LINE, there=(Departures(at=("23:50", "25:10", "47:00")),), back=())


def test_trips_of_the_night_before_are_there_where_they_still_run():
    trips = trips_of(NIGHT, from_s=0, until_s=47 * H)
    named = dict(zip(trips.trip_id, begins(trips), strict=True))
    assert named == {
        "29 there 23:50 (2026-03-09)": -600,  # it is on its way at midnight
        "29 there 25:10 (2026-03-09)": 4200,
        "29 there 47:00 (2026-03-09)": 82800,
        "29 there 23:50": 85800,
        "29 there 25:10": 90600,
        "29 there 47:00": 169200,
    }


def test_trips_of_the_next_day_are_there_up_to_a_limit():
    trips = trips_of(LINE, until_s=(24 + 6) * H)
    assert begins(trips, words="(2026-03-11)") == clock((29, 0), (30, 0), (29, 21))


def test_a_span_that_reaches_into_the_next_days_has_all_their_trips():
    trips = trips_of(LINE, from_s=20 * H, until_s=55 * H)
    days = dict.fromkeys(name.partition("(")[2] for name in trips.trip_id)
    assert list(days) == ["2026-03-11)", "2026-03-12)"]
    assert begins(trips, words="there") == [day * 24 * H + h * H for day, h in FOUR_AND_THREE]


def test_a_span_before_midnight_has_the_trips_of_the_evening_before():
    trips = trips_of(NIGHT, from_s=-2 * H, until_s=0)
    assert dict(zip(trips.trip_id, begins(trips), strict=True)) == {
        "29 there 47:00 (2026-03-08)": -H,
        "29 there 23:50 (2026-03-09)": -600,
    }


def test_trips_outside_the_span_are_left_out_on_the_date_itself():
    trips = trips_of(LINE, from_s=6 * H + 960, until_s=7 * H)
    assert begins(trips, words="there") == clock((6, 0), (7, 0))  # at C by 6:16, from A at 7:00
    assert begins(trips, words="back") == clock((6, 21))


def test_a_span_that_ends_before_it_begins_is_refused():
    with pytest.raises(TimetableError, match="from_s must not be after until_s, got 10 and 5"):
        trips_of(LINE, from_s=10, until_s=5)


def test_a_train_that_charges_comes_back_later():
    battery = replace(LINE, run_s=(), stock=rolling_stock("Mireo"))
    assert rolling_stock("Mireo").charge_s == 450
    # 16 min there and 7:30 to charge, which takes longer than to turn round
    assert begins(trips_of(battery, until_s=24 * H), words="back") == clock(
        (5, 24), (6, 24), (7, 24)
    )


def test_services_with_drawn_minutes_can_be_had_apart():
    line = replace(LINE, back=(Headway(headway_s=1200, first="06:00", last="07:00"),))
    stated, drawn = (trips_of(line, drawn=drawn, until_s=24 * H) for drawn in (False, True))
    assert [stated.n_trips, drawn.n_trips] == [4, 3]
    assert trips_of(line, until_s=24 * H).trip_id == stated.trip_id + drawn.trip_id


def test_the_night_before_is_an_hour_later_when_the_clock_goes_forward():
    trips = trips_of(NIGHT, date=SPRING, until_s=24 * H)
    named = dict(zip(trips.trip_id, begins(trips), strict=True))
    # 01:10 on the 29th is an hour and ten minutes after midnight, two after the reference
    assert named["29 there 25:10 (2026-03-28)"] == clock((2, 10))[0]
    without = trips_of(NIGHT, date=SPRING, timezone="UTC", until_s=24 * H)
    assert begins(without, words="25:10 (2026-03-28)") == clock((1, 10))


def test_two_lines_of_one_name_are_refused():
    with pytest.raises(TimetableError, match="two lines are called '29'"):
        trips_of(LINE, LINE)


def test_no_lines_have_no_trips():
    trips = trips_of()
    assert trips.n_trips == 0
    assert_array_equal(trips.first_call, [0])


def test_a_service_that_runs_once_is_counted():
    once = replace(LINE, there=(ClockFace(headway_s=7200, first="05:00", last="06:00"),))
    notices = line_notices([LINE, once])
    assert notices.count("service-runs-once") == 1
    assert "every 7200 s from 05:00 to 06:00" in notices["service-runs-once"].examples[0]
    assert len(begins(trips_of(once, until_s=24 * H), words="back")) == 1
