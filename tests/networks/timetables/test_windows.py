"""Windows of departure and arrival: their moments, and what they refuse."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from kraftcenter_mobility.errors import InputError, TimetableError
from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow

HERE = "Europe/Copenhagen"
H = 3600


def test_a_window_holds_its_start_and_not_its_end():
    window = DepartureWindow("2026-03-10 07:00", "08:00", every_s=900)
    assert window.date == dt.date(2026, 3, 10)
    assert_array_equal(window.clock_s, [7 * H, 7 * H + 900, 7 * H + 1800, 7 * H + 2700])
    assert len(window) == 4


def test_without_an_end_a_window_is_the_one_moment():
    window = ArrivalWindow("2026-03-10 07:55:30")
    assert_array_equal(window.clock_s, [7 * H + 55 * 60 + 30])
    assert len(window) == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-10 07:00", "08:00"),
        ("2026-03-10T07:00", "2026-03-10T08:00:00"),
        (" 2026-03-10 7:00 ", "8:00"),
        (dt.datetime(2026, 3, 10, 7), dt.datetime(2026, 3, 10, 8)),  # noqa: DTZ001
        ("2026-03-10 07:00", dt.datetime(2026, 3, 10, 8)),  # noqa: DTZ001
        (pd.Timestamp("2026-03-10 07:00"), pd.Timestamp("2026-03-10 08:00")),
        (np.datetime64("2026-03-10T07:00"), np.datetime64("2026-03-10T08:00:00.000000000")),
    ],
)
def test_every_way_of_writing_a_window_is_the_same_value(start, end):
    window = DepartureWindow(start, end)
    assert window == DepartureWindow("2026-03-10 07:00", "08:00")
    assert hash(window) == hash(DepartureWindow("2026-03-10 07:00", "08:00"))
    assert repr(window) == "DepartureWindow('2026-03-10 07:00', '08:00', every_s=60)"


def test_departing_and_arriving_are_different_windows():
    assert DepartureWindow("2026-03-10 07:00") != ArrivalWindow("2026-03-10 07:00")


def test_a_window_may_run_past_midnight():
    window = DepartureWindow("2026-03-10 23:00", "2026-03-11 01:00", every_s=H)
    assert_array_equal(window.clock_s, [23 * H, 24 * H])
    assert_array_equal(window.at_s(HERE), [23 * H, 24 * H])
    assert "2026-03-11 01:00" in repr(window)
    assert len(DepartureWindow("2026-03-10 23:00", "25:00")) == 120


def test_the_moments_go_by_the_clock_when_it_changes():
    assert_array_equal(DepartureWindow("2026-03-29 06:00").at_s(HERE), [6 * H])
    assert_array_equal(DepartureWindow("2026-03-29 00:30").at_s(HERE), [1 * H + 1800])
    assert_array_equal(DepartureWindow("2026-10-25 00:30").at_s(HERE), [-1800])
    assert_array_equal(DepartureWindow("2026-10-25 06:00").at_s(HERE), [6 * H])
    with pytest.raises(TimetableError, match="no 02:00 on 2026-03-29"):
        DepartureWindow("2026-03-29 01:30", "03:30", every_s=1800).at_s(HERE)


@pytest.mark.parametrize(
    "start", ["2026-03-10", "07:00", "10 March, 7:00", "2026-13-01 07:00", "", None, 7, dt.date.max]
)
def test_what_is_no_moment_is_refused(start):
    with pytest.raises(TimetableError, match='start must be a moment such as "2026-03-10 07:00"'):
        DepartureWindow(start)


def test_an_end_that_is_no_time_is_refused():
    with pytest.raises(
        TimetableError, match=r'end must be a moment .* or "08:00" for the same day'
    ):
        DepartureWindow("2026-03-10 07:00", "eight")


@pytest.mark.parametrize(
    "start", ["2026-03-10 07:00+01:00", dt.datetime(2026, 3, 10, tzinfo=dt.UTC)]
)
def test_a_time_zone_is_refused(start):
    with pytest.raises(TimetableError, match="leave the zone out"):
        DepartureWindow(start)


@pytest.mark.parametrize("end", ["07:00", "06:00", "2026-03-09 08:00"])
def test_a_window_without_a_moment_is_refused(end):
    with pytest.raises(TimetableError, match="holds no moment; give a later end"):
        DepartureWindow("2026-03-10 07:00", end)


def test_a_window_of_more_than_a_day_is_refused():
    assert len(DepartureWindow("2026-03-10 07:00", "2026-03-11 07:00", every_s=H)) == 24
    with pytest.raises(TimetableError, match="ask for each day by itself"):
        DepartureWindow("2026-03-10 07:00", "2026-03-11 07:01")


@pytest.mark.parametrize("every_s", [0, -60, 1.5, "60", None, True])
def test_moments_lie_whole_seconds_apart(every_s):
    with pytest.raises(InputError, match="every_s"):
        DepartureWindow("2026-03-10 07:00", "08:00", every_s=every_s)


def test_fractions_of_a_second_are_refused():
    with pytest.raises(TimetableError, match="a whole second"):
        DepartureWindow(dt.datetime(2026, 3, 10, 7, 0, 0, 5))  # noqa: DTZ001


@pytest.mark.parametrize(
    "odd",
    [
        np.datetime64("2026-03-10"),
        np.datetime64("NaT", "s"),
        pd.NaT,
        np.datetime64("2026-03-10T07:00:00.5"),
        np.datetime64("2026-03-10T07:00:00.000000001"),
        dt.date(2026, 3, 10),
        "9999-12-31 23:59",
        "9999-12-31 25:00",
        "0001-01-01 00:00",
        dt.datetime(9999, 12, 31, 23),  # noqa: DTZ001
    ],
)
def test_a_moment_that_is_none_or_far_off_is_refused(odd):
    with pytest.raises(TimetableError, match="start must "):
        DepartureWindow(odd)


def test_moments_further_apart_than_the_window_is_long_are_refused():
    with pytest.raises(TimetableError, match="every_s=3601 is longer than the window from 07:00"):
        DepartureWindow("2026-03-10 07:00", "08:00", every_s=3601)
    assert len(DepartureWindow("2026-03-10 07:00", "08:00", every_s=3600)) == 1
