"""Edits of a published timetable: another headway, a route gone, a stop closed."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from drawn_rails import line, straight, transport
from gtfs_feeds import FILES, feed_of

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.scenarios.rail_station_edits import CloseStation
from kraftcenter_mobility.scenarios.scenario import Scenario
from kraftcenter_mobility.scenarios.service_edits import RemoveLine, SetHeadway

MONDAY, SATURDAY = dt.date(2026, 3, 9), dt.date(2026, 3, 14)
BACK = "R1,WEEK,T3\nR1,SAT,T4\n"
MORE_TIMES = """\
T3,10:00:00,10:00:00,C,1
T3,10:10:00,10:10:00,A,2
T4,07:00:00,07:00:00,A,1
T4,07:05:00,07:06:00,B,2
T4,07:14:00,07:14:00,C,3
"""


@pytest.fixture
def buses(tmp_path):
    """Return a bus route with a way back and a Saturday, beside a line of trains."""
    feed = feed_of(
        tmp_path,
        trips=FILES["trips.txt"] + BACK,
        stop_times=FILES["stop_times.txt"] + MORE_TIMES,
        calendar=FILES["calendar.txt"] + "SAT,0,0,0,0,0,1,0,20260101,20261231\n",
    )
    rail = transport(straight(), line("Slow", ("A", "E")))
    return rail.with_feed(feed)


def departures(transit, date, stop="A"):
    """Return when trips leave a stop of the feed on a date, in seconds."""
    trips = transit.feed.trips_on(date)
    at = np.array(transit.feed.stops.stop_id)[trips.stop] == stop
    first = np.isin(np.arange(trips.stop.size), trips.first_call[:-1])
    return np.sort(trips.departure_s[at & first])


@pytest.mark.parametrize("name", ["1", "R1", "aulum-dejbjerg"])
def test_a_route_runs_so_often_from_its_first_departure_to_its_last(buses, name):
    after, account = SetHeadway(name, 600).apply_to_transit(buses)
    assert account.what == f"route {name!r} of the feed every 600 s"
    assert account.before == {name: 3.0}
    for date in (MONDAY, SATURDAY):
        leaving = departures(after, date)
        assert 7 * 3600 <= leaving[0] < 7 * 3600 + 600
        assert 10 * 3600 - 600 <= leaving[-1] <= 10 * 3600
        assert set(np.diff(leaving)) == {600}
    assert account.after == {name: 36.0}
    assert departures(after, MONDAY).size == pytest.approx(18, abs=1)
    assert departures(buses, MONDAY).tolist() == [8 * 3600, 9 * 3600]


def test_the_trip_of_median_duration_stands_for_all(buses):
    after, _ = SetHeadway("R1", 600, first="06:00", last="07:00").apply_to_transit(buses)
    trips = after.feed.trips_on(MONDAY)
    lasts = {
        int(trips.arrival_s[end - 1] - trips.departure_s[begin])
        for begin, end in zip(trips.first_call, trips.first_call[1:], strict=False)
    }
    assert lasts == {12 * 60, 10 * 60}
    assert trips.n_trips == 12


def test_a_headway_longer_than_the_day_is_refused(buses):
    with pytest.raises(ScenarioError, match="longer than the 10,801 s from the first departure"):
        SetHeadway("R1", 18000).apply_to_transit(buses)
    with pytest.raises(ScenarioError, match="no line is called 'R2'"):
        SetHeadway("R2", 1800).apply_to_transit(buses)


def test_a_route_that_runs_so_often_already_is_refused_unless_that_is_allowed(buses):
    after, _ = SetHeadway("R1", 600).apply_to_transit(buses)
    with pytest.raises(ScenarioError, match=r"'R1' runs every 600 s already.*allow_no_effect"):
        SetHeadway("R1", 600).apply_to_transit(after)
    same, account = SetHeadway("R1", 600, allow_no_effect=True).apply_to_transit(after)
    assert same is after
    assert not account.has_effect
    assert SetHeadway("R1", 900).apply_to_transit(after)[1].has_effect


def test_a_route_with_another_headway_keeps_the_share_of_it_that_is_waited(buses):
    often, _ = SetHeadway("R1", 600).apply_to_transit(buses)
    seldom, _ = SetHeadway("R1", 1200).apply_to_transit(buses)
    twice, _ = SetHeadway("R1", 1200).apply_to_transit(often)
    assert departures(twice, MONDAY).tolist() == departures(seldom, MONDAY).tolist()
    begin_s = 7 * 3600
    waited_s = departures(often, MONDAY)[0] - begin_s
    assert departures(seldom, MONDAY)[0] - begin_s in {2 * waited_s, 2 * waited_s + 1}


def test_a_route_without_trips_is_nothing_to_change(buses):
    for trip in ("A", "B", "C"):
        buses = buses.replaced(feed=buses.feed.without_stop(trip))
    for edit in (SetHeadway("R1", 600), RemoveLine("R1")):
        with pytest.raises(ScenarioError, match="no trip of the route 'R1' runs on any day"):
            edit.apply_to_transit(buses)
        assert replace(edit, allow_no_effect=True).apply_to_transit(buses)[0] is buses


def test_an_edit_of_a_route_tells_who_gets_where_without_a_change(buses):
    _, gone = RemoveLine("R1").apply_to_transit(buses)
    assert gone.after == {}
    assert "direct connections from stop to stop of the route: 7 -> 0" in gone.notes
    _, more = SetHeadway("R1", 600).apply_to_transit(buses)
    assert "direct connections from stop to stop of the route: 7 -> 4" in more.notes
    for account in (gone, more):
        assert account.geometry.x.tolist() == [9.0, 9.01, 9.02, 9.04]


def test_connections_that_another_route_has_too_remain(tmp_path):
    feed = feed_of(
        tmp_path,
        routes=FILES["routes.txt"] + "R2,MT,2,Express,3\n",
        trips=FILES["trips.txt"] + "R2,WEEK,T9\n",
        stop_times=FILES["stop_times.txt"] + "T9,8:00:00,8:00:00,A,1\nT9,8:20:00,8:20:00,D,2\n",
    )
    buses = transport(straight()).with_feed(feed)
    _, account = RemoveLine("R1").apply_to_transit(buses)
    assert "direct connections from stop to stop of the route: 6 -> 1" in account.notes


def test_a_route_is_taken_away(buses):
    after, account = RemoveLine("1").apply_to_transit(buses)
    assert account.before == {"1": 3.0}
    assert after.feed.n_trips == 0
    assert after.lines == buses.lines


def test_without_any_route_of_the_feed_the_lines_run_on(buses):
    after, _ = RemoveLine("R1").apply_to_transit(buses)
    table = after.timetable(MONDAY)
    assert {info.name for info in table.trips.lines} == {"Slow"}
    assert table.n_trips > 0
    assert not after.without_lines("Slow")


def test_a_stop_of_a_feed_closes_by_its_name(buses):
    after, account = CloseStation("Bording").apply_to_transit(buses)
    assert account.what == "close 'Bording' to 1 stop of the feed"
    assert not np.isin("B", np.array(after.feed.stops.stop_id)[after.feed.schedule.stop])
    assert departures(after, MONDAY).tolist() == departures(buses, MONDAY).tolist()


def test_a_station_closes_to_trains_and_buses_of_its_name(buses):
    slow = line("Slow", ("A", "B", "E"))
    now = buses.replaced(lines=(slow, line("Fast", ("B", "D", "E"))))
    after, account = Scenario("Plan", (CloseStation("Aulum"),)).transit(
        _network().with_transit(now)
    )
    assert account[0].what == "close 'Aulum' to Slow, 1 stop of the feed"
    assert after.line("Slow").stations == ("B", "E")


def _network():
    """Return some street."""
    from drawn import drawn

    return drawn("A---B", ["AB"]).network
