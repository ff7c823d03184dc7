"""Service days: clock times, and the two days on which the clock changes."""

import datetime as dt

import pytest

from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.networks.clock import clock_text
from kraftcenter_mobility.networks.timetables.service_days import (
    at_s,
    day_name,
    day_shift_s,
    parse_clock_s,
    zone_of,
)

HERE = "Europe/Copenhagen"
SPRING, AUTUMN, PLAIN = dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 3, 10)
H = 3600


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("07:05", 25500), ("7:05", 25500), ("07:05:30", 25530), (" 00:00 ", 0), ("48:00", 48 * H)],
)
def test_clock_times_are_read(text, seconds):
    assert parse_clock_s(text) == seconds


@pytest.mark.parametrize("text", ["", "7", "07:60", "07:00:60", "48:01", "-1:00", 700, None])
def test_what_is_no_clock_time_is_refused_and_shown(text):
    with pytest.raises(TimetableError, match=r'first must be a clock time such as "07:05".*got'):
        parse_clock_s(text, what="first")


def test_a_clock_time_is_written_as_it_is_read():
    for seconds in (0, 59, 60, 25500, 90610, 48 * H):
        assert parse_clock_s(clock_text(seconds)) == seconds
    assert clock_text(-60) == "-00:01"


@pytest.mark.parametrize("date", [PLAIN, SPRING, AUTUMN])
def test_a_train_at_six_is_at_the_same_seconds_on_every_day(date):
    assert at_s(date, 6 * H, HERE) == 6 * H


def test_the_reference_lies_an_hour_beside_midnight_when_the_clock_changes():
    assert at_s(PLAIN, 0, HERE) == 0
    assert at_s(SPRING, 0, HERE) == 1 * H
    assert at_s(AUTUMN, 0, HERE) == -1 * H


def test_an_hour_that_comes_twice_is_the_first_one():
    assert at_s(AUTUMN, 2 * H + 1800, HERE) == 2 * H + 1800 - 1 * H


def test_an_hour_that_the_clock_skips_is_refused():
    with pytest.raises(TimetableError, match="no 02:30 on 2026-03-29 in Europe/Copenhagen"):
        at_s(SPRING, 2 * H + 1800, HERE)


def test_past_midnight_is_the_day_after():
    assert at_s(PLAIN, 25 * H, HERE) == 25 * H
    assert at_s(SPRING - dt.timedelta(days=1), 27 * H, HERE) == 26 * H


@pytest.mark.parametrize(("date", "hours"), [(PLAIN, 24), (SPRING, 23), (AUTUMN, 25)])
def test_yesterdays_seconds_are_moved_by_the_true_length_of_the_day(date, hours):
    yesterday = date - dt.timedelta(days=1)
    assert day_shift_s(date, yesterday, HERE) == -hours * H
    assert day_shift_s(yesterday, date, HERE) == hours * H
    assert day_shift_s(date, date, HERE) == 0


def test_days_have_names():
    assert [day_name(PLAIN), day_name(SPRING)] == ["tue", "sun"]


@pytest.mark.parametrize("zone", ["Europe/Herning", "", "../etc", None, 1])
def test_what_is_no_zone_is_refused(zone):
    with pytest.raises(TimetableError, match='such as "Europe/Copenhagen"'):
        zone_of(zone)
