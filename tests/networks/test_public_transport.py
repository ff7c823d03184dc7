"""What runs: timetables of any span, drawn minutes, and what to know before trusting them."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from drawn_rails import RAILCAR, line, straight, transport
from gtfs_feeds import feed_of

from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.networks import transit_timetables
from kraftcenter_mobility.networks.timetables.lines import ClockFace, Departures, Headway

TUESDAY, DAY = dt.date(2026, 3, 10), dt.timedelta(days=1)
H = 3600
HALF_HOURLY = (Headway(headway_s=1800, first="06:00", last="09:00"),)
FREQUENCIES = "trip_id,start_time,end_time,headway_secs\nT1,06:00:00,08:00:00,1200\n"


def drawn_line(name, **fields):
    """Return a line of which only the headway is known."""
    return replace(line(name, "ABC"), there=HALF_HOURLY, **fields)


def begins(timetable, word):
    """Return when the trips set out whose ids hold a word."""
    trips = timetable.trips
    chosen = [k for k, trip_id in enumerate(trips.trip_id) if word in trip_id]
    return trips.departure_s[trips.first_call[chosen]].tolist()


def calls_of_rows(timetable):
    """Return the calls of every row of the patterns, by trip id."""
    patterns, trips, found = timetable.patterns, timetable.trips, {}
    for pattern in range(timetable.n_patterns):
        calls = slice(*patterns.first_call[pattern : pattern + 2])
        times = slice(*patterns.first_time[pattern : pattern + 2])
        n_calls = calls.stop - calls.start
        rows = timetable.trip_row[slice(*timetable.first_row[pattern : pattern + 2])]
        both = (patterns.arrival_s[times], patterns.departure_s[times])
        arrival_s, departure_s = (column.reshape(-1, n_calls) for column in both)
        for trip, arrived, left in zip(rows, arrival_s, departure_s, strict=True):
            shown = patterns.stop[calls].tolist(), arrived.tolist(), left.tolist()
            found[trips.trip_id[trip]] = shown
    return found


def calls_of_trips(timetable):
    """Return the calls of every trip, by its id."""
    trips = timetable.trips
    columns = (trips.stop, trips.arrival_s, trips.departure_s)
    return {
        trip_id: tuple(c[trips.first_call[k] : trips.first_call[k + 1]].tolist() for c in columns)
        for k, trip_id in enumerate(trips.trip_id)
    }


def test_a_span_beyond_the_next_morning_has_its_trips(tmp_path):
    transit = transport(straight(), line("29", "ABC")).replaced(feed=feed_of(tmp_path))
    late = transit.timetable(TUESDAY, from_s=20 * H, until_s=60 * H)
    assert begins(late, "29 there")[:3] == [20 * H, 21 * H, 22 * H]
    assert max(begins(late, "29 there")) == (48 + 12) * H
    assert begins(late, "T1") == [(24 + 8) * H, (48 + 8) * H]


def test_a_span_soon_after_midnight_has_the_evening_before():
    transit = transport(straight(), line("29", "ABC"))
    early = transit.timetable(TUESDAY, from_s=-3 * H, until_s=H)
    assert begins(early, "29 there") == [-3 * H, -2 * H]


def test_a_span_in_which_nothing_runs_has_the_timetable_of_the_day():
    transit = transport(straight(), line("29", "ABC"))
    assert transit.timetable(TUESDAY, from_s=H, until_s=2 * H) is transit.timetable(TUESDAY)
    weekend = transport(straight(), line("29", "ABC", days=("sat",)))
    with pytest.raises(TimetableError, match="nothing runs on 2026-03-10"):
        weekend.timetable(TUESDAY, from_s=H, until_s=2 * H)


def test_the_minutes_of_an_added_line_do_not_depend_on_others_added_with_it():
    nothing = transport(straight())
    new, other = drawn_line("new"), drawn_line("other")
    alone, beside = nothing.replaced(lines=(new,)), nothing.replaced(lines=(other, new))
    for draw in range(3):
        one, two = (each.timetable(TUESDAY, draw=draw) for each in (alone, beside))
        assert begins(one, "new") == begins(two, "new")


def test_the_lines_that_a_network_begins_with_are_numbered():
    begun = transport(straight()).with_lines([drawn_line("a"), drawn_line("b")])
    assert [each.drawn_as for each in begun.lines] == [0, 1]
    more = begun.with_lines([drawn_line("c")])
    assert [each.drawn_as for each in more.lines] == [0, 1, None]


def test_only_services_without_minutes_are_drawn_again(tmp_path, monkeypatch):
    drawn = [drawn_line("29"), line("30", "ABC")]
    feed = feed_of(tmp_path, frequencies=FREQUENCIES)
    transit = transport(straight(), *drawn).replaced(feed=feed)
    first = transit.timetable(TUESDAY)
    monkeypatch.setattr(transit_timetables, "make_timetable", None)
    second = transit.timetable(TUESDAY, draw=1)
    assert transit.timetable(TUESDAY) is first
    for word, same in [("29", False), ("T1", False), ("30", True), ("T2", True)]:
        assert (begins(first, word) == begins(second, word)) is same


def test_stated_and_drawn_trips_are_one_timetable(tmp_path):
    drawn = replace(line("29", "ABC"), back=HALF_HOURLY)
    feed = feed_of(tmp_path, frequencies=FREQUENCIES)
    timetable = (
        transport(straight(), drawn, line("30", "BC")).replaced(feed=feed).timetable(TUESDAY)
    )
    assert calls_of_rows(timetable) == calls_of_trips(timetable)
    assert list(timetable.line_table()["line"]) == [
        *dict.fromkeys(each.name for each in feed.lines),
        "29",
        "30",
    ]
    assert len(np.unique(timetable.trip_row)) == timetable.n_trips
    stops = timetable.stops.name
    assert {stops[k] for k in timetable.patterns.stop.tolist()} >= {"Aulum", "Borris", "Casper"}


def test_no_more_drawn_timetables_are_remembered_than_fit(monkeypatch):
    monkeypatch.setattr(transit_timetables, "MOST_CALLS", 0)
    transit = transport(straight(), drawn_line("29"))
    first = transit.timetable(TUESDAY)
    assert transit.timetable(TUESDAY) is first
    for draw in (1, 2):
        transit.timetable(TUESDAY, draw=draw)
    assert transit.timetable(TUESDAY) is not first


def test_notices_tell_of_trains_in_each_others_way_and_of_services_that_run_once():
    once = ClockFace(headway_s=7200, first="05:00", last="06:00")
    meeting = line("29", "ABC", back=(Departures(at=("06:00",)),))
    transit = transport(straight(), meeting, replace(line("30", "DE"), there=(once,)))
    notices = transit.notices(TUESDAY)
    assert notices.count("trains-in-each-others-way") == len(transit.conflicts(TUESDAY)) > 0
    assert "bounds of what is possible" in notices["trains-in-each-others-way"].meaning
    assert notices.count("service-runs-once") == 1
    assert transit.conflicts(TUESDAY) is transit.conflicts(TUESDAY)
    assert len(transport(straight()).notices(TUESDAY)) == 0


def test_trains_that_charge_come_back_later_in_timetable_and_list_of_conflicts():
    plain = line("29", "ABC", every_s=7200)
    charging = replace(plain, stock=replace(RAILCAR, charge_s=1200))
    for each, wait_s in [(plain, 300), (charging, 1200)]:
        transit = transport(straight(), each)
        there, _ = transit.line_times(each)
        ready_s = 6 * H + int(there.run_s.sum() + there.dwell_s.sum()) + wait_s
        assert begins(transit.timetable(TUESDAY, from_s=0, until_s=24 * H), "back")[0] == (
            -(-ready_s // 60) * 60
        )


def test_a_line_needs_the_trains_that_are_under_way_at_once():
    #   there and back with a turn each take less than half an hour, and more than a quarter
    hourly = line("29", "ABC", every_s=3600)
    transit = transport(straight(), hourly)
    assert transit.trains_needed(hourly) == 1
    often = line("29", "ABC", every_s=600)
    there, back = transit.line_times(often)
    round_s = 600 + sum(int(way.run_s.sum() + way.dwell_s.sum()) for way in (there, back))
    assert transit.trains_needed(often) >= round_s / 600 > 1
    one_way = line("29", "ABC", every_s=3600, back=())
    assert transit.trains_needed(one_way) == 17
