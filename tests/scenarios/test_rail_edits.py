"""Edits of rail and services: what they may hold, what they do, and what they tell of it."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_rails import (
    NAMES,
    RAILCAR,
    drawn_rail,
    line,
    straight,
    transport,
    with_second_track,
)

from kraftcenter_mobility.errors import RailError, ScenarioError, TimetableError
from kraftcenter_mobility.networks.rails.editing_cuts import point_at
from kraftcenter_mobility.networks.timetables.directions import departures_of
from kraftcenter_mobility.networks.timetables.lines import ClockFace, Departures, Headway
from kraftcenter_mobility.scenarios.rail_edits import AddTrack, Electrify, SetLineSpeed
from kraftcenter_mobility.scenarios.rail_station_edits import (
    AddStation,
    CallAt,
    CloseStation,
    SetDwell,
)
from kraftcenter_mobility.scenarios.service_edits import (
    AddLine,
    RemoveLine,
    SetHeadway,
    SetRollingStock,
)
from kraftcenter_mobility.scenarios.train_calls import call_times, named_services

LINT = "Alstom Coradia LINT 41"


@pytest.fixture(scope="module")
def now():
    """Return five stations on a straight track, with a stopping and a fast line."""
    slow = line("Slow", NAMES.values(), number="7")
    fast = line("Fast", NAMES.values(), passes=("Borris", "Casper", "Durup"), every_s=7200)
    return transport(straight(), slow, fast)


def run(transit, name):
    """Return the calls of a line from its first station, with arrivals, in seconds."""
    there, _ = call_times(transit, transit.line(name))
    return dict(zip(there.station, there.arrival_s, strict=True))


def test_a_higher_line_speed_makes_trains_faster_where_they_reach_it(now):
    after, account = SetLineSpeed("Borris", "Durup", limit_kmh=120).apply_to_transit(now)
    assert account.what == "120 km/h on Borris - Durup"
    assert account.before == {"100 km/h": pytest.approx(10.0, rel=1e-3)}
    assert account.after == {"120 km/h": pytest.approx(10.0, rel=1e-3)}
    assert (account.n_ways, account.n_pieces, account.n_edges) == (1, 2, 4)
    hops = {(hop.line, hop.direction, hop.origin): hop for hop in account.hops}
    assert set(hops) == {
        ("Slow", "there", "Borris"),
        ("Slow", "there", "Casper"),
        ("Slow", "back", "Durup"),
        ("Slow", "back", "Casper"),
        ("Fast", "there", "Aulum"),
        ("Fast", "back", "Egebæk"),
    }
    assert all(hop.after_s < hop.before_s for hop in account.hops)
    assert run(after, "Fast")["E"] < run(now, "Fast")["E"]
    assert account.hop_table["difference_s"].sum() == sum(
        hop.after_s - hop.before_s for hop in account.hops
    )
    assert len(account.geometry) == 2
    assert "Fast, Aulum - Egebæk: " in str(account)


def test_a_part_of_the_way_that_goes_on_beyond_its_end_is_told(now):
    for edit in (
        SetLineSpeed("A", "C", limit_kmh=90, from_km=5, to_km=500),
        Electrify("A", "C", to_km=500),
        AddTrack("A", "C", doubled=True, to_km=500),
    ):
        _, account = edit.apply_to_transit(now)
        assert "to_km=500 lies beyond C, at km 10.0: to there" in account.notes
    _, account = SetLineSpeed("A", "C", limit_kmh=90, to_km=10).apply_to_transit(now)
    assert not any("beyond" in note for note in account.notes)


def test_a_line_speed_above_what_any_train_runs_is_told(now):
    told = "no train of a line there runs faster than 120 km/h"
    for limit_kmh, expected in ((120, False), (160, True)):
        _, account = SetLineSpeed("A", "C", limit_kmh=limit_kmh).apply_to_transit(now)
        assert (told in account.notes) == expected
    nobody = transport(now.rail)
    _, account = SetLineSpeed("A", "C", limit_kmh=160).apply_to_transit(nobody)
    assert not account.notes


def test_the_line_speed_of_a_narrow_gauge_is_set_like_any_other(now):
    narrow = transport(replace(now.rail, gauge_mm=np.full(now.rail.n_tracks, 1000)))
    edit = SetLineSpeed("A", "C", limit_kmh=75, to_km=500)
    after, account = edit.apply_to_transit(narrow)
    assert account.length_km == pytest.approx(10.0, rel=1e-3)
    assert (after.rail.limit_kmh == 75).any()


def test_a_line_speed_is_set_for_one_direction_or_part_of_the_way(now):
    forward = SetLineSpeed("A", "E", limit_factor=1.2, direction="forward", from_km=2, to_km=8)
    after, account = forward.apply_to_transit(now)
    assert account.after == {"120 and 100 km/h": pytest.approx(6.0, rel=1e-3)}
    assert {hop.direction for hop in account.hops} == {"there"}
    assert (after.rail.limit_kmh[:, 1] == 100.0).all()


def test_tracks_are_meant_by_their_name_or_way_too(now):
    by_name, _ = SetLineSpeed(line_name="A-E", limit_kmh=90).apply_to_transit(now)
    by_way, _ = SetLineSpeed(way_ids=(100,), limit_kmh=90).apply_to_transit(now)
    assert (by_name.rail.limit_kmh == 90.0).all()
    assert np.array_equal(by_name.rail.limit_kmh, by_way.rail.limit_kmh)


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (SetLineSpeed("Aulum", "Borriss", limit_kmh=90), "Borris"),
        (SetLineSpeed("Aulum", "Aulum", limit_kmh=90), "give two stations"),
        (SetLineSpeed("Aulum", "Borris", limit_kmh=100), "is that already: 100 km/h on Aulum"),
        (SetLineSpeed(line_name="A-F", limit_kmh=90), "no track is called 'A-F'.*'A-E'"),
        (SetLineSpeed(way_ids=(1, 2), limit_kmh=90), "none of the 2 way_ids is a track"),
        (SetLineSpeed("A", "B", limit_factor=9), "would give 900 km/h.* from 1 to 400"),
        (SetLineSpeed("A", "B", limit_factor=0.001), "would give 0.1 km/h.* from 1 to 400"),
        (Electrify("A", "B", voltage_kv=0), "is that already: no contact line on A - B"),
        (AddTrack("A", "A", limit_kmh=90), "give two stations"),
        (AddTrack("A", "C", limit_kmh=90, length_km=5), "shorter than the straight line"),
        (AddTrack(line=[(9.5, 56), (9.6, 56)], limit_kmh=90), "joins nothing"),
        (AddTrack("A", line=[(9.5, 56), (9.6, 56)], limit_kmh=90), "the line ends .* 'Aulum'"),
        (AddStation("borris", 9, 56.14), r"is a station already \(B\).*CallAt\('Borris'\)"),
        (AddStation("Nord", 9, 57.14), "no track lies within 200 m of 'Nord'"),
        (AddStation("Nord", 9, 56.14, lines=("Slw",)), "no line is called 'Slw'; did you mean"),
        (CallAt("Casper", lines=("Slow",)), "every line that passes 'Casper' calls there already"),
        (CloseStation("Casper", lines=("Fast",)), "no train of Fast calls at 'Casper'"),
        (CloseStation("Aulum", lines=("Fast",)), "would be left with 1 call.*RemoveLine"),
        (SetDwell("Aulum", 60), "no line calls at 'Aulum' between its ends"),
        (SetDwell("Casper", 60, lines=("Fast",)), "no line calls at 'Casper' between its ends"),
        (SetHeadway("Slow", 3600), "'Slow' runs every 3600 s already"),
        (SetHeadway("Slow", 600, first="23:00"), "'Slow': "),
        (AddLine("slow", ("A", "B"), stock=LINT, headway_s=600), "is a line already"),
        (AddLine("New", ("A", "Borriz"), stock=LINT, headway_s=600), "Borris"),
        (RemoveLine("Sloww"), "no line is called 'Sloww'; did you mean 'Slow'"),
        (SetRollingStock(RAILCAR), "railcar is what runs already"),
        (
            SetRollingStock(replace(RAILCAR, name="EMU", traction="electric")),
            "'EMU' is electric",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(now, edit, error):
    with pytest.raises((ScenarioError, RailError, TimetableError), match=error):
        edit.apply_to_transit(now)


@pytest.mark.parametrize(
    "edit",
    [
        SetLineSpeed("Aulum", "Borris", limit_kmh=100, allow_no_effect=True),
        Electrify("A", "B", voltage_kv=0, allow_no_effect=True),
        CallAt("Casper", lines=("Slow",), allow_no_effect=True),
        CloseStation("Casper", lines=("Fast",), allow_no_effect=True),
        SetHeadway("Slow", 3600, allow_no_effect=True),
        RemoveLine("Sloww", allow_no_effect=True),
    ],
)
def test_an_edit_may_be_without_effect_if_it_says_so(now, edit):
    after, account = edit.apply_to_transit(now)
    assert after is now
    assert not account.has_effect
    assert "no effect" in str(account)


def test_electric_trains_run_where_there_is_a_contact_line(now):
    wired, account = Electrify("Aulum", "Egebæk").apply_to_transit(now)
    assert account.after == {"25 kV": pytest.approx(20.0, rel=1e-3)}
    assert account.hops == ()
    electric = replace(RAILCAR, name="EMU", traction="electric", start_acceleration_ms2=1.0)
    _, account = SetRollingStock(electric, lines=("Slow",)).apply_to_transit(wired)
    assert account.what == "EMU on Slow"
    assert {hop.line for hop in account.hops} == {"Slow"}
    assert all(hop.after_s < hop.before_s for hop in account.hops)


def test_doubling_track_changes_no_time_by_itself(now):
    after, account = AddTrack("Borris", "Casper", doubled=True).apply_to_transit(now)
    assert account.before == {"single track": pytest.approx(5.0, rel=1e-3)}
    assert account.after == {"2 tracks": pytest.approx(5.0, rel=1e-3)}
    assert (account.hops, account.what) == ((), "1 more track on Borris - Casper")
    assert sorted(after.rail.n_parallel) == [1, 1, 1, 2]


def test_a_double_line_gets_one_more_track_and_is_told_once():
    rail = with_second_track(straight(), 0.0001)
    transit = transport(rail, line("Slow", NAMES.values()))
    after, account = AddTrack("Aulum", "Durup", doubled=True).apply_to_transit(transit)
    assert sum(after.rail.n_parallel * after.rail.length_m) == pytest.approx(
        sum(rail.n_parallel * rail.length_m) + 15_000, rel=1e-3
    )
    assert account.before == {
        "2 tracks": pytest.approx(10.0, rel=1e-2),
        "single track": pytest.approx(5.0, rel=1e-2),
    }
    assert account.after == {
        "3 tracks": pytest.approx(10.0, rel=1e-2),
        "2 tracks": pytest.approx(5.0, rel=1e-2),
    }
    assert account.length_km == pytest.approx(15.0, rel=1e-3)


def test_tracks_of_one_name_side_by_side_are_doubled_once():
    rail = with_second_track(straight(), 0.0001)
    after, account = AddTrack(line_name="A-E", doubled=True).apply_to_transit(transport(rail))
    assert account.before == {
        "2 tracks": pytest.approx(10.0, rel=1e-2),
        "single track": pytest.approx(10.0, rel=1e-2),
    }
    assert sum((after.rail.n_parallel - 1) * after.rail.length_m) == pytest.approx(20_000, rel=1e-3)


def test_doubling_a_whole_line_keeps_trains_out_of_each_others_way(now):
    _, account = AddTrack("Aulum", "Egebæk", doubled=True).apply_to_transit(now)
    (note,) = account.notes
    assert note.startswith("trains in each other's way on a Tuesday: ")
    was, now_met = (int(word) for word in note.split() if word.isdigit())
    assert now_met < was


def test_a_new_track_is_told_with_where_it_joins(now):
    after, account = AddTrack(
        "Aulum", "Egebæk", limit_kmh=120, length_km=25, name="Direct", voltage_kv=25
    ).apply_to_transit(now)
    assert account.what == "new track 'Direct' Aulum - Egebæk at 120 km/h"
    assert account.after == {"120 km/h, 25 kV": 25.0}
    assert account.joins[0].startswith("leaves A-E to the east, 150 m from Aulum")
    assert account.notes == (
        "drawn as a straight line, as none is given",
        "no line runs over it yet: say AddLine",
    )
    assert after.rail.length_m[-1] == 25_000.0


def test_proposed_tracks_are_laid_by_their_ways(now):
    planned = drawn_rail("A----X", ["AX"], {})
    planned = replace(planned, node_id=planned.node_id + 500, way_id=planned.way_id + 500)
    transit = now.replaced(rail=replace(now.rail, candidates=planned))
    edit = AddTrack(way_ids=(600,), limit_kmh=130, voltage_kv=15)
    after, account = edit.apply_to_transit(transit)
    assert account.what == "proposed tracks of 1 way"
    assert account.after == {"new track": pytest.approx(2.5, rel=1e-3)}
    assert (after.rail.limit_kmh[-1, 0], after.rail.voltage_kv[-1]) == (130.0, 15.0)
    with pytest.raises(ScenarioError, match="1 of 1 way_ids are laid already: 600"):
        edit.apply_to_transit(after)
    with pytest.raises(ScenarioError, match="1 of 2 way_ids are no proposed or unfinished track"):
        AddTrack(way_ids=(600, 7)).apply_to_transit(transit)
    with pytest.raises(ScenarioError, match="of 1 way_ids are no proposed or unfinished track: 7"):
        AddTrack(way_ids=(7,)).apply_to_transit(now)


def test_a_new_track_may_take_the_trains_that_run_already():
    text = "A---------B\n\n\n\nC---------D"
    rail = drawn_rail(text, ["ABDC"], {"A": "Aulum", "C": "Casper"})
    now = transport(rail, line("Round", ("Aulum", "Casper")))
    points = [rail.node_lon, rail.node_lat]
    west = [tuple(values[k] for values in points) for k in (0, 2)]
    middle = (west[0][0] - 0.01, (west[0][1] + west[1][1]) / 2)
    edit = AddTrack("Casper", "Aulum", line=[west[0], middle, west[1]], limit_kmh=60)
    after, account = edit.apply_to_transit(now)
    assert run(after, "Round")["C"] < run(now, "Round")["C"]
    assert not any("no line runs over it" in note for note in account.notes)


def test_a_new_station_tells_what_it_costs_those_who_stay_on_the_train(now):
    lon, lat = point_at(now.rail, 1, 2500.0)
    edit = AddStation("Nykirke", lon, lat, dwell_s=40, tracks=2)
    after, account = edit.apply_to_transit(now)
    assert account.what == "new halt 'Nykirke', calls of Slow, Fast"
    slow = next(hop for hop in account.hops if hop.line == "Slow")
    assert (slow.origin, slow.destination) == ("Borris", "Casper")
    assert 60 < slow.after_s - slow.before_s < 120
    assert after.line("Slow").stations[2] == "Nykirke"
    assert after.line("Fast").stations[2] == "Nykirke"
    calls, _ = call_times(after, after.line("Slow"))
    assert calls.departure_s[2] - calls.arrival_s[2] == 40
    assert any(note.startswith("direct connections") for note in account.notes)
    assert account.unit == "s"
    assert account.after["Slow"] - account.before["Slow"] == slow.after_s - slow.before_s


def test_a_new_station_serves_the_lines_that_are_named(now):
    lon, lat = point_at(now.rail, 1, 2500.0)
    after, account = AddStation("Nykirke", lon, lat, lines=("7",)).apply_to_transit(now)
    assert after.line("Fast") == now.line("Fast")
    assert {hop.line for hop in account.hops} == {"Slow"}


def test_trains_call_where_they_pass_and_pass_where_they_called(now):
    after, account = CallAt("Casper", dwell_s=60).apply_to_transit(now)
    assert account.what == "call at 'Casper': calls of Fast"
    assert after.line("Fast").passes == ("Borris", "Durup")
    again, _ = CloseStation("Casper", lines=("Fast",)).apply_to_transit(after)
    assert call_times(again, again.line("Fast")) == call_times(now, now.line("Fast"))


def test_a_station_that_closes_is_passed_and_a_line_ends_before_it(now):
    after, account = CloseStation("Durup").apply_to_transit(now)
    assert account.what == "close 'Durup' to Slow"
    assert after.line("Slow").passes == ("Durup",)
    assert all(hop.after_s < hop.before_s for hop in account.hops)
    assert "direct connections from station to station: 20 -> 12" in account.notes
    shorter, _ = CloseStation("E", lines=("Slow",)).apply_to_transit(after)
    assert shorter.line("Slow").stations == ("Aulum", "Borris", "Casper")


MORNING = Departures(at=("06:10", "07:40", "25:05"))
HALF_HOURLY = ClockFace(headway_s=1800, first="06:07", last="21:50")


def minutes(transit, name):
    """Return when trains of a line leave each station, or reach the last, in seconds."""
    line = transit.line(name)
    calls = {each.direction: each for each in call_times(transit, line)}
    return {
        (named.direction, station): begin_s + calls[named.direction].departure_s[at]
        for named in named_services(transit, line)
        for at, station in enumerate(calls[named.direction].station)
        for begin_s in [departures_of(named, draw=3).astype(float)]
    }


@pytest.mark.parametrize("closed", ["Aulum", "Egebæk"])
@pytest.mark.parametrize(
    ("there", "back"),
    [
        (HALF_HOURLY, None),
        (MORNING, None),
        (Headway(headway_s=1200, first="06:00", last="21:00"), None),
        (HALF_HOURLY, MORNING),
        (HALF_HOURLY, ()),
    ],
    ids=["clock-face", "timetable", "headway", "both", "one way"],
)
def test_a_line_whose_end_closes_keeps_its_minutes_everywhere_else(there, back, closed):
    end = replace(line("Slow", NAMES.values()), there=there, back=back, dwell_s={"Borris": 45})
    before = transport(straight(), end)
    after, _ = CloseStation(closed).apply_to_transit(before)
    was, now = minutes(before, "Slow"), minutes(after, "Slow")
    left = {key for key in was if key[1] != closed[0]}
    ends = {"A": "B", "E": "D"}[closed[0]]
    assert set(now) == left
    for direction, station in left - {("back" if closed == "Aulum" else "there", ends)}:
        difference_s = now[direction, station] - was[direction, station]
        assert np.abs(difference_s).max() <= 1, (direction, station)


def test_given_running_times_are_summed_where_a_call_goes(now):
    given = line("Given", ("A", "B", "C"), stock=None, run_s=(300, 240))
    transit = now.replaced(lines=(given,))
    after, _ = CloseStation("B").apply_to_transit(transit)
    assert after.lines[0].run_s == (540,)
    with pytest.raises(ScenarioError, match="running times of 'Given' are given"):
        CallAt("B", lines=("Given",)).apply_to_transit(after)
    with pytest.raises(ScenarioError, match="running times of 'Given' are given"):
        SetRollingStock(LINT, lines=("Given",)).apply_to_transit(transit)


def test_lines_that_keep_their_given_times_are_named(now):
    given = line("Given", ("A", "C"), stock=None, run_s=(540,))
    transit = now.replaced(lines=(*now.lines, given))
    told = "1 line with given times is left as before: 'Given'"
    lon, lat = point_at(now.rail, 0, 2500.0)
    for edit in (AddStation("Nykirke", lon, lat), CallAt("Borris"), SetRollingStock(LINT)):
        assert told in edit.apply_to_transit(transit)[1].notes
    for edit in (CallAt("Durup"), SetRollingStock(LINT, lines=("Slow",)), SetDwell("Casper", 90)):
        assert told not in edit.apply_to_transit(transit)[1].notes


def test_longer_stops_cost_so_many_seconds(now):
    after, account = SetDwell("Casper", 180).apply_to_transit(now)
    assert account.after["Slow"] - account.before["Slow"] == 120
    assert after.line("Slow").dwells == {"Casper": 180.0}


def test_a_headway_replaces_all_services_of_the_day():
    there = (
        Headway(headway_s=1800, first="06:00", last="09:00"),
        Headway(headway_s=3600, first="09:00", last="21:00"),
    )
    transit = transport(straight(), replace(line("Slow", ("A", "E")), there=there))
    after, account = SetHeadway("Slow", 900).apply_to_transit(transit)
    assert after.lines[0].there == (Headway(headway_s=900, first="06:00", last="21:00"),)
    assert (account.before, account.after) == ({"Slow": 36.0}, {"Slow": 120.0})
    assert "takes the place of 2 services, by the time of day" in account.notes
    assert "Slow: 36 trips -> Slow: 120 trips" in str(account)


def test_a_clock_face_stays_one_with_another_headway(now):
    after, account = SetHeadway("Slow", 1800, last="21:00").apply_to_transit(now)
    assert after.lines[0].there == (ClockFace(headway_s=1800, first="06:00", last="21:00"),)
    assert (account.before, account.after) == ({"Slow": 33.0}, {"Slow": 61.0})


def test_a_new_line_runs_with_its_own_trains(now):
    edit = AddLine("Shuttle", ("Borris", "Durup"), stock=LINT, headway_s=1200, days=("sat",))
    after, account = edit.apply_to_transit(now)
    assert account.after == {"Shuttle": 115.0}
    assert account.notes[0].startswith("Shuttle: ")
    assert "runs on sat only" in account.notes
    gone, account = RemoveLine("Shuttle").apply_to_transit(after)
    assert gone.lines == now.lines
    assert account.before == {"Shuttle": 115.0}


def test_a_line_by_timetable_runs_back_when_it_is_said():
    edit = AddLine("Early", ("A", "B"), stock=LINT, departures=("05:10",), back=("06:10", "07:10"))
    made = edit.as_line()
    assert [len(each.departures_s()) for each in (*made.there, *made.back)] == [1, 2]
    assert AddLine("One", ("A", "B"), stock=LINT, headway_s=600, one_way=True).as_line().back == ()


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: SetLineSpeed("A", limit_kmh=90), "both from_station and to_station"),
        (lambda: SetLineSpeed(limit_kmh=90), "must say which tracks"),
        (lambda: SetLineSpeed("A", "B"), "either limit_kmh or limit_factor; got neither"),
        (lambda: SetLineSpeed("A", "B", limit_kmh=0), "limit_kmh must be a number from 1 to 400"),
        (lambda: SetLineSpeed("A", "B", limit_kmh=90, from_km=5, to_km=2), "from_km must be less"),
        (lambda: SetLineSpeed(way_ids=(1,), limit_kmh=90, to_km=2), "to_km counts from"),
        (lambda: SetLineSpeed("A", "B", limit_kmh=90, direction="up"), "direction must be"),
        (lambda: Electrify("A", "B", voltage_kv=99), "voltage_kv must be"),
        (lambda: AddTrack("A", "B"), "limit_kmh must be given"),
        (lambda: AddTrack("A", limit_kmh=90), "takes from_station and to_station, or a line"),
        (lambda: AddTrack("A", "B", doubled=True, limit_kmh=90), "cannot be said of tracks beside"),
        (lambda: AddTrack("A", "B", limit_kmh=90, from_km=3), "cannot be said of a new track"),
        (lambda: Electrify("A", "B", direction="forward"), "direction cannot be said of a contact"),
        (lambda: AddTrack("A", "B", limit_kmh=90, direction="sideways"), "direction must be"),
        (lambda: AddTrack("A", "B", limit_kmh=90, direction="forward"), "direction cannot be said"),
        (
            lambda: AddTrack("A", "B", doubled=True, name="X", voltage_kv=25, direction="forward"),
            "name, voltage_kv, direction cannot be said of tracks beside existing ones",
        ),
        (lambda: AddTrack(way_ids=(1,), tracks=3, name="X"), "name, tracks cannot be said of tra"),
        (lambda: AddTrack("A", "B", way_ids=(1,)), "from_station, to_station cannot be said of tr"),
        (lambda: AddTrack("A", "B", doubled=True, tracks=0), "tracks must be from 1 to 8"),
        (lambda: AddStation(" ", 9, 56), "name must not be empty"),
        (lambda: AddStation("X", 56, 9), "look swapped"),
        (lambda: AddStation("X", 9, 56, lines=(1,)), "lines must hold names"),
        (lambda: SetDwell("X", -1), "dwell_s must be a number from 0"),
        (lambda: SetHeadway("X", 0), "headway_s must be a number from 60 to 86400 s; got 0"),
        (lambda: SetHeadway("X", 59), "headway_s must be a number from 60"),
        (lambda: AddLine("X", ("A", "B"), stock=LINT, headway_s=9), "from 60 to 86400 s; got 9"),
        (lambda: AddLine("X", ("A", "B"), headway_s=600), "neither rolling stock nor running"),
        (lambda: AddLine("X", ("A", "B"), stock=LINT), "either headway_s or departures; got nei"),
        (lambda: AddLine("X", ("A",), stock=LINT, headway_s=600), "calls at 1 station"),
        (
            lambda: AddLine("X", "AB", stock=LINT, headway_s=600),
            "stations must be a tuple of texts",
        ),
        (lambda: AddLine("X", ("A", "B"), stock="LINT 42", headway_s=600), "stock: .*LINT 41"),
        (lambda: SetRollingStock(""), "stock must not be empty"),
        (lambda: SetRollingStock(7), "stock must be the name of rolling stock"),
    ],
)
def test_what_no_edit_can_mean_is_refused_when_it_is_made(make, error):
    with pytest.raises(ScenarioError, match=error):
        make()


def test_edits_are_values_and_read_as_they_are_written():
    edit = SetRollingStock(LINT, lines="Slow")
    assert edit == SetRollingStock(LINT, lines=["Slow", "Slow"])
    assert repr(edit) == f"SetRollingStock(stock={LINT!r}, lines=('Slow',))"
    assert hash(edit) == hash(replace(edit))
