"""What runs: timetables of any span, drawn minutes, and what to know before trusting them."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from drawn_rails import RAILCAR, line, straight, transport
from gtfs_feeds import feed_of

from kraftcenter_mobility.errors import FeedError, RailError, TimetableError
from kraftcenter_mobility.networks import transit_timetables
from kraftcenter_mobility.networks.public_transport import PublicTransport
from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs
from kraftcenter_mobility.networks.timetables.gtfs_out import write_gtfs
from kraftcenter_mobility.networks.timetables.lines import ClockFace, Departures, Headway

TUESDAY, DAY = dt.date(2026, 3, 10), dt.timedelta(days=1)
H = 3600
HALF_HOURLY = (Headway(headway_s=1800, first="06:00", last="09:00"),)
FREQUENCIES = "trip_id,start_time,end_time,headway_secs\nT1,06:00:00,08:00:00,1200\n"


def drawn_line(name, **fields):
    """Return a line of which only the headway is known."""
    return replace(line(name, "ABC"), there=HALF_HOURLY, **fields)


def departing(name, stations, *at):
    """Return a line one way with a timetable."""
    return replace(line(name, stations), there=(Departures(at=at),), back=())


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


def test_trains_meet_across_midnight_too():
    east, west = (
        departing(name, stations, at)
        for name, stations, at in (("East", "AE", "23:50"), ("West", "EA", "00:00"))
    )
    transit = transport(straight(), east, west)
    (conflict,) = transit.conflicts(TUESDAY).found
    assert {conflict.first, conflict.second} == {
        "East there 23:50 (2026-03-09)",
        "West there 00:00",
    }
    assert 0 <= conflict.from_s < H
    assert transit.conflicts(TUESDAY).n_runs == 2
    weekdays = transport(straight(), replace(east, days=("mon",)), replace(west, days=("mon",)))
    assert weekdays.conflicts(TUESDAY).n_runs == 0
    assert weekdays.conflicts(TUESDAY).ok
    assert weekdays.conflicts(TUESDAY - DAY).ok
    tuesday = transport(straight(), replace(east, days=("mon",)), replace(west, days=("tue",)))
    assert len(tuesday.conflicts(TUESDAY)) == 1


def test_trains_that_run_on_past_midnight_are_told_of_on_their_own_day_only():
    lines = [departing(name, way, "24:10") for name, way in (("e", "AE"), ("w", "EA"))]
    monday = transport(straight(), *(replace(each, days=("mon",)) for each in lines))
    assert len(monday.conflicts(TUESDAY - DAY)) == 1
    assert monday.conflicts(TUESDAY).ok


ODD_DATES = ("soon", "2026-13-01", dt.datetime(2026, 3, 10, tzinfo=dt.UTC), 20260310, "0001-01-01")


@pytest.mark.parametrize("ask", ["timetable", "conflicts", "notices"])
def test_a_date_may_be_text_and_nothing_odd(ask):
    transit = transport(straight(), line("29", "ABC"))
    assert type(getattr(transit, ask)("2026-03-10")) is type(getattr(transit, ask)(TUESDAY))
    for odd in ODD_DATES:
        with pytest.raises(TimetableError, match="date must "):
            getattr(transit, ask)(odd)


def test_conflicts_of_a_date_are_found_once_however_it_is_written():
    transit = transport(straight(), line("29", "ABC"))
    assert transit.conflicts("2026-03-10") is transit.conflicts(TUESDAY)


def test_a_feed_is_written_for_dates_in_text_and_from_a_network(tmp_path):
    transit = transport(straight(), line("29", "ABC"))
    dates = {"first_date": "2026-03-09", "last_date": "2026-03-15"}

    class Network:
        """Something that has public transport."""

        def __init__(self):
            self.transit = transit

    one = write_gtfs(tmp_path / "one.zip", transit, **dates)
    two = write_gtfs(tmp_path / "two.zip", Network(), **dates)
    assert one.read_bytes() == two.read_bytes()
    assert read_gtfs(one, today="2026-03-16").span == (TUESDAY - DAY, TUESDAY + 5 * DAY)
    with pytest.raises(TimetableError, match="first_date must be a date"):
        write_gtfs(tmp_path / "no.zip", transit, **dates | {"first_date": "Monday"})
    with pytest.raises(TimetableError, match="today must be a date"):
        read_gtfs(one, today="Monday")
    with pytest.raises(FeedError, match=r"public transport such as network\.transit, got 5"):
        write_gtfs(tmp_path / "no.zip", 5)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"lines": ("x",)}, "lines must be of the kind Line, got 'x'"),
        ({"lines": "x"}, "lines must be several Line, got 'x'"),
        ({"rail": None}, "rail must be a RailNetwork, .* got None"),
        ({"feed": "x.zip"}, r"feed must be a Feed, such as read_gtfs\(path\)"),
        ({"settings": 5}, "settings must be TrainSettings, got 5"),
    ],
)
def test_public_transport_is_made_of_its_own_parts_only(parts, message):
    with pytest.raises(TimetableError, match=message):
        PublicTransport(**parts)


def test_one_line_may_stand_for_several_and_one_name_too():
    transit = transport(straight())
    one = transit.with_lines(line("29", "ABC"))
    assert [each.name for each in one.lines] == ["29"]
    assert not one.without_lines("29").lines
    with pytest.raises(TimetableError, match="1 names of lines occur twice"):
        transit.with_lines([line("29", "ABC"), line("29", "CD")])


def test_trains_of_a_line_may_be_named():
    named = replace(line("29", "ABC"), stock="LINT 41")
    assert named.stock.name == "Alstom Coradia LINT 41"
    with pytest.raises(RailError, match="no train is called 'ICE'"):
        replace(named, stock="ICE")
    with pytest.raises(TimetableError, match=r"has supplement=0\.1; give a Supplement, or None"):
        replace(named, supplement=0.1)
    with pytest.raises(TimetableError, match="has stock=41; give a RollingStock, or None"):
        replace(named, stock=41)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"dwell_s": {"B": 7201}}, "stands 7201 s at 'B'; give seconds from zero to 7,200"),
        ({"run_s": (600, 90_000)}, "running time of 90000; give seconds above zero, a day at most"),
    ],
)
def test_times_that_can_only_be_slips_are_refused(fields, message):
    with pytest.raises(TimetableError, match=message):
        replace(line("29", "ABC"), **fields)


def test_a_day_without_trains_of_its_own_is_one_on_which_nothing_runs():
    monday = transport(straight(), line("29", "ABC", days=("mon",)))
    sunday = TUESDAY - 2 * DAY
    for span in ({}, {"from_s": 20 * H, "until_s": 32 * H}):
        with pytest.raises(TimetableError, match="nothing runs on 2026-03-08"):
            monday.timetable(sunday, **span)
    late = transport(straight(), replace(departing("29", "ABC", "23:59"), days=("mon",)))
    assert late.timetable(TUESDAY).n_trips == 1
    early = transport(straight(), replace(departing("29", "ABC", "25:00"), days=("sun",)))
    assert early.timetable(sunday).n_trips == 1


def test_a_day_without_trips_of_a_feed_is_one_on_which_nothing_runs(tmp_path):
    transit = transport(straight()).replaced(feed=feed_of(tmp_path))
    with pytest.raises(TimetableError, match="nothing runs on 2026-03-08"):
        transit.timetable(TUESDAY - 2 * DAY)


def test_what_is_long_is_shown_briefly():
    crossing = [line(name, way, every_s=300) for name, way in (("e", "AE"), ("w", "EA"))]
    transit = transport(straight(), *crossing)
    shown = repr(transit.conflicts(TUESDAY))
    assert len(transit.conflicts(TUESDAY)) > 100
    assert shown.startswith("<Conflicts: ")
    assert len(shown) < 400
    trips = transit.timetable(TUESDAY).trips
    assert repr(trips).startswith(
        f"<Trips: {trips.n_trips:,} with {trips.n_calls:,} calls, 2 lines"
    )
    assert repr(transit.stops) == "<Stops: 2: 'Aulum', 'Egebæk'>"
    assert repr(transit.line_times(transit.lines[0])[0]).startswith("<LineTimes: 2 calls, ")
    assert repr(transport(straight()).conflicts(TUESDAY)) == "<Conflicts: 0 among 0 trains>"
